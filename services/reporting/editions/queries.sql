-- name: find_closed_without_duty
-- Closed events that the clock does not know of yet.
SELECT e.id, e.closed_at, e.body ->> 'time_zone' AS time_zone,
       (e.body -> 'report' ->> 'grace_seconds')::integer AS grace_seconds
FROM events e
LEFT JOIN edition_duties d ON d.event_id = e.id
WHERE e.status = 'closed' AND e.closed_at IS NOT NULL AND d.event_id IS NULL
ORDER BY e.closed_at
LIMIT $1;

-- name: insert_duties
-- Due times of newly closed events.
INSERT INTO edition_duties (event_id, due_at, next_check_at)
SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $2::timestamptz[])
ON CONFLICT (event_id) DO NOTHING;

-- name: claim_duty
-- One duty whose time has come and whose facts changed since it was last looked at.
SELECT d.event_id, d.due_at, d.failures, coalesce(c.changes, 0) AS changes
FROM edition_duties d
LEFT JOIN event_changes c ON c.event_id = d.event_id
WHERE d.next_check_at <= $1 AND d.checked_changes IS DISTINCT FROM coalesce(c.changes, 0)
ORDER BY d.next_check_at
LIMIT 1
FOR UPDATE OF d SKIP LOCKED;

-- name: settle_duty
-- What came of looking: up to which change, and when to look again at the earliest.
UPDATE edition_duties
SET checked_changes = $2, next_check_at = $3, state = $4, failures = 0
WHERE event_id = $1;

-- name: postpone_duty
-- Nothing could be done: look again at that time.
UPDATE edition_duties SET next_check_at = $2, failures = failures + $3 WHERE event_id = $1;

-- name: find_duty
-- What the clock owes an event.
SELECT due_at, state FROM edition_duties WHERE event_id = $1;

-- name: insert_edition
-- A new edition; its number and its facts must be new for the event.
INSERT INTO editions (id, event_id, number, digest, data, pdf, facts, pattern, published_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: find_last_edition
-- The edition a correction would replace.
SELECT number, facts, pattern FROM editions WHERE event_id = $1 ORDER BY number DESC LIMIT 1;

-- name: has_digest
-- Whether an edition was made of the same facts.
SELECT EXISTS (SELECT FROM editions WHERE event_id = $1 AND digest = $2);

-- name: list_editions
-- The latest editions of an event, newest first, without their contents.
SELECT id, event_id, number, digest, published_at, length(pdf) AS pdf_bytes
FROM editions WHERE event_id = $1 AND number < $2
ORDER BY number DESC LIMIT $3;

-- name: find_edition
-- One edition with the data every format shows.
SELECT id, event_id, number, digest, published_at, length(pdf) AS pdf_bytes, data
FROM editions WHERE id = $1;

-- name: find_pdf
-- The document as it was published.
SELECT pdf FROM editions WHERE id = $1;

-- name: find_readers
-- The organisations whose staff may read the reports of an event, and its title.
SELECT organiser_id, partner_ids,
       ARRAY(SELECT jsonb_array_elements_text(coalesce(body -> 'co_organiser_ids', '[]'))::uuid)
           AS co_organiser_ids,
       body ->> 'title' AS title,
       body ->> 'time_zone' AS time_zone
FROM events WHERE id = $1;
