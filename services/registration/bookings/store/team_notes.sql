-- name: read_team_note
-- What the team notes for itself about a registration.
SELECT team_note FROM bookings WHERE id = $1;

-- name: write_team_note
-- Another note, or none; nothing is noted about who is erased.
UPDATE bookings SET team_note = $2 WHERE id = $1 AND erased_at IS NULL RETURNING id;
