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

-- name: taken_of
-- Seats taken in these events and their sessions.
SELECT place_id, taken FROM places WHERE event_id = ANY($1::uuid[]);

-- name: gone_of
-- Seats of these events, their sessions and their pools; `open`: everybody may register.
SELECT p.place_id, p.capacity, p.taken, e.admission = 'open' AS open
FROM places AS p JOIN events AS e ON e.id = p.event_id
WHERE p.event_id = ANY($1::uuid[]);

-- name: change_places
-- Take (positive) or give back (negative) seats; the CHECK refuses to oversell.
UPDATE places SET taken = taken + change.seats
FROM unnest($1::uuid[], $2::integer[]) AS change (place_id, seats)
WHERE places.place_id = change.place_id;

-- name: recount
-- Seats that are truly held, counted from the people: must equal `places.taken` at every commit.
SELECT place_id, count(*) AS taken FROM (
    SELECT event_id AS place_id FROM booked_people
    WHERE event_id = $1 AND status IN ('confirmed', 'offered')
    UNION ALL
    SELECT unnest(session_ids) FROM booked_people
    WHERE event_id = $1 AND status IN ('confirmed', 'offered')) AS held
GROUP BY place_id;
