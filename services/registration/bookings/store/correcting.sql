-- name: registered_so
-- In which bookings of event $1 somebody is under these names and addresses ($2); not people $3.
SELECT duplicate, booking_id FROM booked_people
WHERE event_id = $1 AND duplicate = ANY($2::bytea[]) AND status <> 'cancelled'
  AND NOT id = ANY($3::uuid[]);

-- name: correct_people
-- Names and addresses of people as they were corrected.
UPDATE booked_people
SET name = p.name, email = p.email, duplicate = p.duplicate, generation = p.generation
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::integer[])
     AS p (id, name, email, duplicate, generation)
WHERE booked_people.id = p.id;

-- name: correct_contact
-- The contact of a booking as it was corrected, and by which code the booking is found from now on.
UPDATE bookings
SET contact_id = $2, contact_name = $3, contact_email = $4, generation = $5, code_lookup = $6,
    repeats = $7
WHERE id = $1;

-- name: keep_former
-- Addresses that are told that nothing goes to them any more.
INSERT INTO former_addresses (id, booking_id, told_at)
SELECT id, $2, $3 FROM unnest($1::uuid[]) AS id;

-- name: drop_former
-- Addresses told long enough ago, to be forgotten everywhere.
DELETE FROM former_addresses WHERE id IN (
    SELECT id FROM former_addresses WHERE told_at <= $1 ORDER BY told_at LIMIT $2
    FOR UPDATE SKIP LOCKED)
RETURNING id;

-- name: drop_former_of
-- Former addresses of these bookings, to be forgotten everywhere.
DELETE FROM former_addresses WHERE booking_id = ANY($1::uuid[]) RETURNING id;
