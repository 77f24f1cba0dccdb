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

-- name: active_bookings
-- Bookings that hold or wait for something, in lock order; read under the event's lock.
SELECT id FROM bookings WHERE event_id = $1 AND status <> 'cancelled' ORDER BY id;

-- name: update_bookings
-- Status and next version of changed bookings; an address that is proven stays so.
UPDATE bookings
SET status = b.status, version = b.version, unproven = b.unproven, changed_at = $1
FROM unnest($2::uuid[], $3::text[], $4::integer[], $5::boolean[])
     AS b (id, status, version, unproven)
WHERE bookings.id = b.id;

-- name: update_people
-- Status, sessions, offer and alternatives of changed people.
UPDATE booked_people
SET status = p.status, session_ids = p.session_ids::uuid[], offer_expires_at = p.expires_at,
    changed_at = p.changed_at, options = p.options::jsonb
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[])
     AS p (id, status, session_ids, expires_at, changed_at, options)
WHERE booked_people.id = p.id;

-- name: counts_at_close
-- What the bookings barrier states.
SELECT count(*) AS bookings, coalesce(sum(version), 0)::bigint AS versions
FROM bookings WHERE event_id = $1;

-- name: bookings_of_address
-- Bookings of an address ($1, lower case) that something can still be done about at $2, the latest
-- first: of events to come, and not where nobody has proven the address.
SELECT b.id FROM bookings AS b JOIN events AS e ON e.id = b.event_id
WHERE lower(b.contact_email) = $1 AND b.contact_id IS NOT NULL AND b.status <> 'cancelled'
  AND NOT b.unproven AND b.erased_at IS NULL AND e.ends_at > $2
ORDER BY b.created_at DESC, b.id LIMIT $3;
