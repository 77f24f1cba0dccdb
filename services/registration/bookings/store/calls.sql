-- name: owe_calls
-- Somebody of these bookings of event $1 has to be told since $2; a call made for an older reason
-- doesn't count for this one. What is owed still and weighs more than another time of a session stays.
INSERT INTO calls (booking_id, event_id, why, since)
SELECT c.booking_id, $1, c.why, $2 FROM unnest($3::uuid[], $4::text[]) AS c (booking_id, why)
ON CONFLICT (booking_id) DO UPDATE
SET why = CASE WHEN excluded.why = 'session_moved' AND calls.called_at IS NULL
               THEN calls.why ELSE excluded.why END,
    since = excluded.since, called_at = NULL, called_by = NULL;

-- name: tick_call
-- Somebody was told (or not yet, after all: $4, $5 NULL) of what is owed since $3.
UPDATE calls SET called_at = $4, called_by = $5
WHERE booking_id = $1 AND event_id = $2 AND since = $3
RETURNING booking_id;
