-- name: held_by_contingent
-- People of event $1 with a place and waiting, by contingent (NULL: in none). A contingent whose
-- places were released counts here all the same.
SELECT b.contingent_id, c.released_at IS NULL AND c.id IS NOT NULL AS keeps,
       count(*) FILTER (WHERE p.status IN ('confirmed', 'offered'))::integer AS held,
       count(*) FILTER (WHERE p.status = 'waitlisted')::integer AS waiting
FROM booked_people AS p
JOIN bookings AS b ON b.id = p.booking_id
LEFT JOIN contingents AS c ON c.id = b.contingent_id
WHERE p.event_id = $1 AND p.status <> 'cancelled'
GROUP BY b.contingent_id, c.id, c.released_at;

-- name: used_invitations
-- Which invitations to event $1 somebody is registered by.
SELECT invitation_id, id FROM bookings
WHERE event_id = $1 AND invitation_id IS NOT NULL AND status <> 'cancelled';

-- name: invitations_of_people
-- By which invitations these people (or contacts) registered.
SELECT DISTINCT b.invitation_id FROM bookings AS b
LEFT JOIN booked_people AS p ON p.booking_id = b.id
WHERE b.invitation_id IS NOT NULL AND p.id = ANY($1::uuid[]);

-- name: kept_places
-- Contingents of event $1 that keep places, with how many of them are taken.
SELECT c.id, c.places, count(p.id)::integer AS held
FROM contingents AS c
LEFT JOIN bookings AS b ON b.contingent_id = c.id
LEFT JOIN booked_people AS p ON p.booking_id = b.id AND p.status IN ('confirmed', 'offered')
WHERE c.event_id = $1 AND c.released_at IS NULL
GROUP BY c.id, c.places;

-- name: write_pools
-- What contingents keep, and what is left for everybody else.
INSERT INTO places AS p (place_id, event_id, capacity, taken)
SELECT pool.id, $1, pool.capacity, pool.taken
FROM unnest($2::uuid[], $3::integer[], $4::integer[]) AS pool (id, capacity, taken)
ORDER BY pool.id
ON CONFLICT (place_id) DO UPDATE SET capacity = excluded.capacity, taken = excluded.taken;

-- name: drop_pools
-- Contingents of event $1 that keep nothing any more, and $2 where none does; not those of $3.
DELETE FROM places
WHERE event_id = $1 AND NOT place_id = ANY($3::uuid[])
  AND (place_id = $2 OR place_id IN (SELECT id FROM contingents WHERE event_id = $1))
RETURNING place_id;
