-- name: insert_person
-- One person more in a kept booking, in the place of another.
INSERT INTO booked_people (id, booking_id, event_id, number, status, session_ids, name, email,
                           duplicate, changed_at)
VALUES ($1, $2, $3, $4, $5, '{}', $6, $7, $8, $9);

-- name: wait_instead
-- The new person waits where the old one did.
UPDATE waitlist SET person_ids = array_replace(person_ids, $2::uuid, $3::uuid)
WHERE booking_id = $1;
