-- name: lock_event
-- First in the lock order of design §4. Everyone who changes sessions, places, bookings or people of
-- an event takes this row first. The version returned is that of the locked row, hence the latest.
SELECT version FROM events WHERE id = $1 FOR NO KEY UPDATE;

-- name: read_state
-- After the lock: places of event $1; which duplicates ($2) are taken, which idempotency keys ($3) were
-- answered since $4, which of the organisations ($5) exist.
SELECT 'place' AS what, place_id AS id, capacity, taken, NULL::bytea AS hash, NULL::bytea AS body,
       false AS erased
FROM places WHERE event_id = $1
UNION ALL
SELECT 'person', NULL, NULL, NULL, duplicate, NULL, false
FROM booked_people
WHERE event_id = $1 AND duplicate = ANY($2::bytea[]) AND status <> 'cancelled'
UNION ALL
SELECT 'key', k.booking_id, NULL, NULL, k.key_hash, k.body_hash, b.id IS NULL
FROM idempotency_keys AS k LEFT JOIN bookings AS b ON b.id = k.booking_id
WHERE k.key_hash = ANY($3::bytea[]) AND k.created_at > $4
UNION ALL
SELECT 'organisation', id, NULL, NULL, NULL, NULL, false
FROM organisations WHERE id = ANY($5::uuid[]);

-- name: sync_places
-- Take over the capacities of the event and its sessions. Never below what is taken: those people
-- stay, and nobody new comes in.
INSERT INTO places AS p (place_id, event_id, capacity)
SELECT place.id, $1, place.capacity FROM unnest($2::uuid[], $3::integer[]) AS place (id, capacity)
ORDER BY place.id
ON CONFLICT (place_id) DO UPDATE
SET capacity = CASE WHEN excluded.capacity >= p.taken THEN excluded.capacity
                    WHEN excluded.capacity IS NULL THEN NULL
                    ELSE p.taken END
WHERE p.capacity IS DISTINCT FROM excluded.capacity;

-- name: read_places
-- Seats of an event and its sessions.
SELECT place_id, capacity, taken FROM places WHERE event_id = $1;

-- name: change_places
-- Take (positive) or give back (negative) seats; the CHECK refuses to oversell.
UPDATE places SET taken = taken + change.seats
FROM unnest($1::uuid[], $2::integer[]) AS change (place_id, seats)
WHERE places.place_id = change.place_id;

-- name: insert_admitted
-- Everything that a batch of event $1 adds, in one round trip: bookings ($3 on), people ($12 on), seats
-- taken ($21, $22; the CHECK refuses to oversell) and the idempotency keys answered ($23 on; one older
-- than a day gives way). A concurrent duplicate person is left out, and so missing in the count.
WITH new_bookings AS (
    INSERT INTO bookings (event_id, created_at, changed_at, id, status, fill, contact_id,
                          contact_name, contact_email, locale, organisation_id, code_lookup)
    SELECT $1, $2, $2, b.*
    FROM unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::text[],
                $10::uuid[], $11::bytea[]) AS b
    ON CONFLICT DO NOTHING
), taken AS (
    UPDATE places SET taken = taken + change.seats
    FROM unnest($21::uuid[], $22::integer[]) AS change (place_id, seats)
    WHERE places.place_id = change.place_id
), answered AS (
    INSERT INTO idempotency_keys (key_hash, body_hash, booking_id, status, created_at)
    SELECT k.key_hash, k.body_hash, k.booking_id, 201, $2
    FROM unnest($23::bytea[], $24::bytea[], $25::uuid[]) AS k (key_hash, body_hash, booking_id)
    ON CONFLICT (key_hash) DO UPDATE
    SET body_hash = excluded.body_hash, booking_id = excluded.booking_id,
        status = excluded.status, created_at = excluded.created_at
), new_people AS (
    INSERT INTO booked_people (event_id, changed_at, id, booking_id, number, status, session_ids,
                               name, email, answers, duplicate)
    SELECT $1, $2, p.id, p.booking_id, p.number, p.status, p.session_ids::uuid[], p.name, p.email,
           p.answers::jsonb, p.duplicate
    FROM unnest($12::uuid[], $13::uuid[], $14::smallint[], $15::text[], $16::text[], $17::text[],
                $18::text[], $19::text[], $20::bytea[])
         AS p (id, booking_id, number, status, session_ids, name, email, answers, duplicate)
    ON CONFLICT DO NOTHING
    RETURNING id
)
SELECT count(*) FROM new_people;

-- name: insert_waiting
-- New units at the end of the waitlist of event $1, in the order given.
INSERT INTO waitlist (event_id, booking_id, person_ids, wanted, seats)
SELECT $1, w.booking_id, w.person_ids::uuid[], w.wanted::uuid[], w.seats::integer[]
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[])
     WITH ORDINALITY AS w (booking_id, person_ids, wanted, seats, nth)
ORDER BY w.nth;

-- name: forget_keys
-- A day has passed.
DELETE FROM idempotency_keys WHERE key_hash IN (
    SELECT key_hash FROM idempotency_keys WHERE created_at <= $1 ORDER BY created_at LIMIT $2
    FOR UPDATE SKIP LOCKED);

-- name: waiting_ahead
-- How many units wait, by what they want.
SELECT wanted, count(*) AS units FROM waitlist WHERE event_id = $1 GROUP BY wanted;

-- name: read_waiting
-- The waitlist of an event in order; an offer reaches those with an address.
SELECT w.number, w.booking_id, w.person_ids, w.wanted, w.seats,
       b.contact_email IS NOT NULL AS reachable
FROM waitlist AS w JOIN bookings AS b ON b.id = w.booking_id
WHERE w.event_id = $1 ORDER BY w.number;

-- name: waiting_of_booking
-- The units of one booking that wait.
SELECT number, person_ids, wanted, seats FROM waitlist WHERE booking_id = $1 ORDER BY number;

-- name: count_ahead
-- Units before $2 that want one of the places $3.
SELECT count(*) FROM waitlist WHERE event_id = $1 AND number < $2 AND wanted && $3::uuid[];

-- name: update_waiting
-- A unit that wants less than before keeps its number.
UPDATE waitlist SET person_ids = $3, wanted = $4, seats = $5 WHERE event_id = $1 AND number = $2;

-- name: delete_waiting
-- These units wait no more.
DELETE FROM waitlist WHERE event_id = $1 AND number = ANY($2::bigint[]);

-- name: delete_waiting_of_booking
-- Nobody of this booking waits any more.
DELETE FROM waitlist WHERE booking_id = $1;

-- name: delete_waitlist
-- Nobody waits for this event any more.
DELETE FROM waitlist WHERE event_id = $1;

-- name: active_bookings
-- Bookings that hold or wait for something, in lock order; read under the event's lock.
SELECT id FROM bookings WHERE event_id = $1 AND status <> 'cancelled' ORDER BY id;

-- name: event_of_booking
-- Which event to lock before the booking may be read for a change.
SELECT event_id FROM bookings WHERE id = $1;

-- name: booking_by_code
-- The booking with this keyed hash of its code.
SELECT id, generation FROM bookings WHERE code_lookup = ANY($1::bytea[]) LIMIT 1;

-- name: lock_bookings
-- Third in the lock order, by id.
SELECT id FROM bookings WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE;

-- name: read_bookings
-- Bookings as they are.
SELECT * FROM bookings WHERE id = ANY($1::uuid[]);

-- name: read_people
-- People of these bookings in the order they were entered.
SELECT * FROM booked_people WHERE booking_id = ANY($1::uuid[]) ORDER BY booking_id, number;

-- name: list_bookings
-- A page of an event's bookings in order of arrival; $2 and $3: where the page before ended.
SELECT id, created_at FROM bookings
WHERE event_id = $1 AND ($2::timestamptz IS NULL OR (created_at, id) > ($2, $3::uuid))
ORDER BY created_at, id LIMIT $4;

-- name: update_bookings
-- Status and next version of changed bookings.
UPDATE bookings SET status = b.status, version = b.version, changed_at = $1
FROM unnest($2::uuid[], $3::text[], $4::integer[]) AS b (id, status, version)
WHERE bookings.id = b.id;

-- name: update_people
-- Status, sessions and offer of changed people.
UPDATE booked_people
SET status = p.status, session_ids = p.session_ids::uuid[], offer_expires_at = p.expires_at,
    changed_at = p.changed_at
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[])
     AS p (id, status, session_ids, expires_at, changed_at)
WHERE booked_people.id = p.id;

-- name: due_offers
-- Events in which an offer has run out.
SELECT DISTINCT event_id FROM booked_people
WHERE status = 'offered' AND offer_expires_at <= $1 LIMIT $2;

-- name: expired_offers
-- Bookings of an event with offers that have run out; read under the event's lock.
SELECT DISTINCT booking_id FROM booked_people
WHERE event_id = $1 AND status = 'offered' AND offer_expires_at <= $2;

-- name: counts_at_close
-- What the bookings barrier states.
SELECT count(*) AS bookings, coalesce(sum(version), 0)::bigint AS versions
FROM bookings WHERE event_id = $1;

-- name: recount
-- Seats that are truly held, counted from the people: must equal `places.taken` at every commit.
SELECT place_id, count(*) AS taken FROM (
    SELECT event_id AS place_id FROM booked_people
    WHERE event_id = $1 AND status IN ('confirmed', 'offered')
    UNION ALL
    SELECT unnest(session_ids) FROM booked_people
    WHERE event_id = $1 AND status IN ('confirmed', 'offered')) AS held
GROUP BY place_id;
