-- name: attending
-- Everybody with a place at event $1, with the organisation they came for and the size of their party.
SELECT p.id, p.booking_id, p.number, p.name, p.session_ids, b.generation, o.name AS organisation,
       count(*) OVER (PARTITION BY p.booking_id) AS party
FROM bookings AS b
JOIN booked_people AS p ON p.booking_id = b.id
LEFT JOIN organisations AS o ON o.id = b.organisation_id
WHERE b.event_id = $1 AND p.status = 'confirmed' AND p.erased_at IS NULL
ORDER BY b.created_at, b.id, p.number LIMIT $2;
