-- name: erase_people
-- Everything that says who these people are.
UPDATE booked_people
SET name = NULL, email = NULL, answers = NULL, duplicate = NULL,
    generation = p.generation, erased_at = $3
FROM unnest($1::uuid[], $2::integer[]) AS p (id, generation)
WHERE booked_people.id = p.id;

-- name: erase_team_notes
-- What the team noted about registrations with one of these people: it may be about them.
UPDATE bookings SET team_note = NULL
WHERE team_note IS NOT NULL
  AND id IN (SELECT booking_id FROM booked_people WHERE id = ANY($1::uuid[]));

-- name: erase_contacts
-- Whom to write to about these bookings, and how somebody came back to them.
UPDATE bookings
SET contact_id = NULL, contact_name = NULL, contact_email = NULL, contact_phone = NULL,
    generation = b.generation, erased_at = b.erased_at,
    code_lookup = CASE WHEN b.erased_at IS NULL THEN code_lookup ELSE '' END
FROM unnest($1::uuid[], $2::integer[], $3::timestamptz[]) AS b (id, generation, erased_at)
WHERE bookings.id = b.id;

-- name: not_erased
-- Bookings of an event that still know somebody, in lock order.
SELECT id FROM bookings WHERE event_id = $1 AND erased_at IS NULL ORDER BY id LIMIT $2;
