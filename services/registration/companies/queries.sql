-- name: insert_company
-- A contact with a list at an event.
INSERT INTO company_registrations (id, event_id, company, contact_name, contact_email, locale,
                                   organisation_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: delete_company
-- Nothing came of the list.
DELETE FROM company_registrations WHERE id = $1;

-- name: read_company
-- A contact as it is.
SELECT * FROM company_registrations WHERE id = $1;

-- name: renew_link
-- The link that was known until now is dead.
UPDATE company_registrations SET generation = generation + 1 WHERE id = $1;

-- name: bookings_of
-- The bookings of a contact in the order they were made.
SELECT id FROM bookings WHERE registered_by = $1 ORDER BY created_at, id LIMIT $2;

-- name: booking_of_person
-- The booking of a person whom a company has registered.
SELECT p.booking_id FROM booked_people AS p JOIN bookings AS b ON b.id = p.booking_id
WHERE p.id = $1 AND b.registered_by IS NOT NULL;

-- name: claim
-- The person takes the place over, once.
INSERT INTO claimed_places (person_id, claimed_at, by_mail) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING RETURNING person_id;

-- name: claim_of
-- By which link the place was taken.
SELECT by_mail FROM claimed_places WHERE person_id = $1;

-- name: forget_claims
-- These people are forgotten.
DELETE FROM claimed_places WHERE person_id = ANY($1::uuid[]);

-- name: claimed
-- Which of these people have taken over their place.
SELECT person_id FROM claimed_places WHERE person_id = ANY($1::uuid[]);

-- name: nobody_left
-- Contacts all of whose people are erased or never came in, made before $1.
SELECT c.id FROM company_registrations AS c
WHERE c.erased_at IS NULL AND c.created_at < $1 AND NOT EXISTS (
    SELECT FROM bookings AS b WHERE b.registered_by = c.id AND b.erased_at IS NULL)
ORDER BY c.created_at LIMIT $2 FOR UPDATE SKIP LOCKED;

-- name: erase_companies
-- Forget who the contacts were.
UPDATE company_registrations
SET company = '', contact_name = NULL, contact_email = NULL, generation = generation + 1,
    erased_at = $2
WHERE id = ANY($1::uuid[]);
