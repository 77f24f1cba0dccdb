-- name: lock_event
-- First in the lock order of design §4. Everyone who changes sessions, places, bookings or people of
-- an event takes this row first. The version returned is that of the locked row, hence the latest.
SELECT version FROM events WHERE id = $1 FOR NO KEY UPDATE;
