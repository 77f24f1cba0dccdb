-- name: upsert_events
-- Latest state of events; the higher version wins.
INSERT INTO known_events (id, version, organiser_id, co_organiser_ids, body)
SELECT e.id, e.version, e.organiser_id, e.co_organiser_ids::uuid[], e.body
FROM unnest($1::uuid[], $2::integer[], $3::uuid[], $4::text[], $5::bytea[])
    AS e (id, version, organiser_id, co_organiser_ids, body) ORDER BY e.id
ON CONFLICT (id) DO UPDATE
SET version = excluded.version, organiser_id = excluded.organiser_id,
    co_organiser_ids = excluded.co_organiser_ids, body = excluded.body
WHERE known_events.version < excluded.version;

-- name: upsert_organisations
-- Latest state of organisations; the higher version wins.
INSERT INTO known_organisations (id, version, body)
SELECT * FROM unnest($1::uuid[], $2::integer[], $3::bytea[])
    AS o (id, version, body) ORDER BY o.id
ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body
WHERE known_organisations.version < excluded.version;

-- name: upsert_bookings
-- Latest state of bookings; the higher version wins.
INSERT INTO known_bookings (id, version, event_id, body)
SELECT * FROM unnest($1::uuid[], $2::integer[], $3::uuid[], $4::bytea[])
    AS b (id, version, event_id, body) ORDER BY b.id
ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body
WHERE known_bookings.version < excluded.version;

-- name: find_events
-- Events, as far as known.
SELECT id, body FROM known_events WHERE id = ANY($1::uuid[]);

-- name: find_organisations
-- Organisations, as far as known.
SELECT id, body FROM known_organisations WHERE id = ANY($1::uuid[]);

-- name: find_bookings
-- Bookings, as far as known.
SELECT id, body FROM known_bookings WHERE id = ANY($1::uuid[]);

-- name: bookings_of_event
-- Bookings of an event by id, from behind one on.
SELECT body FROM known_bookings WHERE event_id = $1 AND ($2::uuid IS NULL OR id > $2)
ORDER BY id LIMIT $3;

-- name: organisers_of_event
-- Who organises an event, for authorisation; no row if the event is unknown.
SELECT organiser_id, co_organiser_ids FROM known_events WHERE id = $1;

-- name: insert_notices
-- What organizers say about a version of their event; it never changes.
INSERT INTO event_notices (event_id, event_version, body, received_at)
SELECT n.event_id, n.event_version, n.body, $4
FROM unnest($1::uuid[], $2::integer[], $3::bytea[]) AS n (event_id, event_version, body)
ON CONFLICT (event_id, event_version) DO NOTHING;

-- name: find_notices
-- Notices of these versions of events, as far as known.
SELECT body FROM event_notices
WHERE (event_id, event_version) IN (SELECT * FROM unnest($1::uuid[], $2::integer[]));

-- name: drop_notices
-- Notices whose mails are out for long.
DELETE FROM event_notices WHERE received_at <= $1;

-- name: insert_editions
-- Editions are immutable.
INSERT INTO known_editions (id, event_id, number, organisation_ids, received_at, body)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO NOTHING;

-- name: unsettled_editions
-- Editions whose recipients may still turn up, of these events or for these organisations.
SELECT body FROM known_editions
WHERE NOT settled
  AND (id = ANY($1::uuid[]) OR event_id = ANY($2::uuid[]) OR organisation_ids && $3::uuid[]
       OR event_id IN (SELECT e.id FROM known_events AS e
                       WHERE e.organiser_id = ANY($3::uuid[]) OR e.co_organiser_ids && $3::uuid[]))
ORDER BY received_at, id;

-- name: overdue_editions
-- Editions that are older than the time we wait for their organisations.
SELECT body FROM known_editions WHERE NOT settled AND received_at <= $1
ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED;

-- name: settle_editions
-- No further recipients are looked for.
UPDATE known_editions SET settled = true WHERE id = ANY($1::uuid[]);

-- name: find_editions
-- Editions, as far as known.
SELECT id, body FROM known_editions WHERE id = ANY($1::uuid[]);

-- name: insert_document
-- The PDF of an edition.
INSERT INTO documents (edition_id, received_at, body) VALUES ($1, $2, $3)
ON CONFLICT (edition_id) DO NOTHING;

-- name: find_documents
-- PDFs, as far as they are here.
SELECT edition_id, body FROM documents WHERE edition_id = ANY($1::uuid[]);

-- name: drop_documents
-- PDFs that no mail needs any more; one that came long ago without its edition goes as well.
DELETE FROM documents AS d
WHERE d.received_at <= $1
  AND (EXISTS (SELECT FROM known_editions AS e WHERE e.id = d.edition_id AND e.settled)
       OR d.received_at <= $2)
  AND NOT EXISTS (SELECT FROM deliveries AS m
                  WHERE m.subject_id = d.edition_id AND m.state IN ('pending', 'sending', 'deferred'));

-- name: fresh_editions
-- Editions whose recipients may still turn up.
SELECT body FROM known_editions WHERE NOT settled ORDER BY received_at DESC LIMIT $1;
