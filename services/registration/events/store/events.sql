-- name: lock_event
-- First in the lock order of design §4; read only in a later statement, or the snapshot is stale.
SELECT status FROM events WHERE id = $1 FOR NO KEY UPDATE;

-- name: lock_sessions
-- Second in the lock order.
SELECT id FROM sessions WHERE event_id = $1 ORDER BY id FOR NO KEY UPDATE;

-- name: read_events
-- Full rows of these events.
SELECT * FROM events WHERE id = ANY($1::uuid[]);

-- name: read_sessions
-- Sessions of these events in the order of the programme.
SELECT * FROM sessions WHERE event_id = ANY($1::uuid[]) ORDER BY event_id, number, id;

-- name: insert_event
-- A new event.
INSERT INTO events (
    id, version, status, title, kind, organiser_id, partner_ids, starts_at, ends_at, time_zone,
    capacity, waitlist, promotion, duplicate_answer, identity, registration_opens_at,
    registration_closes_at, venue, contact, join_url, texts, report, in_house, stay_minutes,
    created_at, published_at, closed_at, address, accessibility, co_organiser_ids,
    minimum_participants, decide_by, overlap_rule, allowed_overlaps, notice, series_id, admission,
    listed, reminder, sessions_least, sessions_most, changes_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
        $19::jsonb, $20, $21::jsonb, $22::jsonb, $23, $24, $25, $26, $27,
        $28::jsonb, $29::jsonb, $30, $31, $32, $33, $34::jsonb, $35::jsonb, $36,
        $37, $38, $39, $40, $41, $42);

-- name: update_event
-- The event as it is now; the caller holds the row lock. What reports say of it stays.
UPDATE events SET
    version = $2, status = $3, title = $4, kind = $5, organiser_id = $6, partner_ids = $7,
    starts_at = $8, ends_at = $9, time_zone = $10, capacity = $11, waitlist = $12,
    promotion = $13, duplicate_answer = $14, identity = $15, registration_opens_at = $16,
    registration_closes_at = $17, venue = $18, contact = $19::jsonb, join_url = $20,
    texts = $21::jsonb, report = $22::jsonb, in_house = $23, stay_minutes = $24,
    created_at = $25, published_at = $26, closed_at = $27, address = $28::jsonb,
    accessibility = $29::jsonb, co_organiser_ids = $30, minimum_participants = $31,
    decide_by = $32, overlap_rule = $33, allowed_overlaps = $34::jsonb, notice = $35::jsonb,
    series_id = $36, admission = $37, listed = $38, reminder = $39,
    sessions_least = $40, sessions_most = $41, changes_until = $42
WHERE id = $1;

-- name: minimum_due
-- Events with a minimum whose day of decision lies between $1 and $2 and whose team was not warned
-- of that day, the next first.
SELECT e.id FROM events AS e LEFT JOIN minimum_warnings AS w ON w.event_id = e.id
WHERE e.status = 'published' AND e.minimum_participants IS NOT NULL
  AND coalesce(e.decide_by, e.starts_at) > $1 AND coalesce(e.decide_by, e.starts_at) <= $2
  AND w.decide_by IS DISTINCT FROM coalesce(e.decide_by, e.starts_at)
ORDER BY coalesce(e.decide_by, e.starts_at), e.id LIMIT $3;

-- name: is_warned
-- Whether the team was warned of this day already.
SELECT EXISTS (SELECT FROM minimum_warnings WHERE event_id = $1 AND decide_by = $2);

-- name: note_warning
-- The team is warned of this day; the caller holds the event's row lock.
INSERT INTO minimum_warnings (event_id, decide_by, warned_at) VALUES ($1, $2, $3)
ON CONFLICT (event_id) DO UPDATE
SET decide_by = excluded.decide_by, warned_at = excluded.warned_at;

-- name: note_reports
-- Since when events have a report; the earliest wins. Locked in the order of ids.
WITH known AS (
    SELECT id FROM events WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE
)
UPDATE events AS e SET reported_at = least(e.reported_at, r.published_at)
FROM unnest($1::uuid[], $2::timestamptz[]) AS r (id, published_at) JOIN known USING (id)
WHERE e.id = r.id;

-- name: upsert_sessions
-- Sessions of an event as they are now; parents of slots stand before their slots.
INSERT INTO sessions (
    id, event_id, number, title, kind, field_of_action, starts_at, ends_at, capacity, drop_in,
    confidential, host_organisation_id, room, slot_of, texts, cancelled)
SELECT s.id, $1, s.number, s.title, s.kind, s.field_of_action, s.starts_at, s.ends_at, s.capacity,
       s.drop_in, s.confidential, s.host_organisation_id, s.room, s.slot_of, s.texts::jsonb,
       s.cancelled
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[],
            $8::integer[], $9::boolean[], $10::boolean[], $11::uuid[], $12::text[], $13::uuid[],
            $14::text[], $15::boolean[])
     WITH ORDINALITY AS s (id, title, kind, field_of_action, starts_at, ends_at, capacity, drop_in,
                           confidential, host_organisation_id, room, slot_of, texts, cancelled,
                           number)
ON CONFLICT (id) DO UPDATE SET
    number = excluded.number, title = excluded.title, kind = excluded.kind,
    field_of_action = excluded.field_of_action, starts_at = excluded.starts_at,
    ends_at = excluded.ends_at, capacity = excluded.capacity, drop_in = excluded.drop_in,
    confidential = excluded.confidential, host_organisation_id = excluded.host_organisation_id,
    room = excluded.room, slot_of = excluded.slot_of, texts = excluded.texts,
    cancelled = excluded.cancelled;

-- name: delete_sessions
-- Sessions that were left out: of a draft, or with nobody in them.
DELETE FROM sessions WHERE event_id = $1 AND NOT (id = ANY($2::uuid[]));

-- name: list_public_events
-- Published events that are not over, the next first, without those only known by their address.
SELECT id FROM events WHERE status = 'published' AND listed AND ends_at > $1
ORDER BY starts_at, id LIMIT $2;

-- name: list_events
-- Events a person of staff may see, latest first (for partners what was published); $1: whole installation, $2: organisations,
-- $3: single events, $4 and $5: where the page before ended.
SELECT id FROM events
WHERE ($1 OR organiser_id = ANY($2::uuid[]) OR co_organiser_ids && $2::uuid[]
       OR id = ANY($3::uuid[])
       OR (published_at IS NOT NULL AND partner_ids && $2::uuid[]))
  AND ($4::timestamptz IS NULL OR (starts_at, id) < ($4, $5::uuid))
ORDER BY starts_at DESC, id DESC LIMIT $6;

-- name: organisations_to_choose
-- Where a participant of an event may come from: its organisations and their members; those whose
-- name holds $3, and the one with id $4.
SELECT DISTINCT o.* FROM events AS e
JOIN organisations AS o
  ON o.id = e.organiser_id OR o.id = ANY(e.co_organiser_ids || e.partner_ids)
     OR o.parent_id = e.organiser_id OR o.parent_id = ANY(e.co_organiser_ids || e.partner_ids)
WHERE e.id = $1 AND ($3 = '' OR strpos(lower(o.name), lower($3)) > 0 OR o.id = $4)
ORDER BY o.name, o.id LIMIT $2;

-- name: read_version
-- The version an event has now.
SELECT version FROM events WHERE id = $1;
