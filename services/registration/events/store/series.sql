-- name: lock_series
-- One series, for a change of it.
SELECT id FROM event_series WHERE id = $1 FOR NO KEY UPDATE;

-- name: read_series
-- One series.
SELECT * FROM event_series WHERE id = $1;

-- name: insert_series
-- A new series.
INSERT INTO event_series (id, version, organisation_id, title, titles, coming, created_at)
VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7);

-- name: update_series
-- The series as it is now; the caller holds the row lock.
UPDATE event_series SET version = $2, title = $3, titles = $4::jsonb, coming = $5::jsonb
WHERE id = $1;

-- name: list_series
-- Series of an organisation, the latest first; $2 and $3: where the page before ended.
SELECT * FROM event_series
WHERE organisation_id = $1 AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid))
ORDER BY created_at DESC, id DESC LIMIT $4;

-- name: events_of_series
-- The latest events of a series.
SELECT id FROM events WHERE series_id = $1 ORDER BY starts_at DESC, id DESC LIMIT $2;
