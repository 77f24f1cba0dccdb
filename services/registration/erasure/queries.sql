-- name: came
-- Those of these people who were seen at a door or station, and nobody took it back.
SELECT DISTINCT s.attendee_id FROM scans AS s
WHERE s.event_id = $1 AND s.attendee_id = ANY($2::uuid[]) AND s.kind IN ('in', 'station')
  AND NOT EXISTS (SELECT FROM scans AS v WHERE v.event_id = $1 AND v.voids = s.scan_id);

-- name: read_days
-- What the event has chosen; no row or NULL: nothing.
SELECT days FROM retention WHERE event_id = $1;

-- name: choose_days
-- The event's own choice; it is looked at anew, also when it was done with.
INSERT INTO retention (event_id, days) VALUES ($1, $2)
ON CONFLICT (event_id) DO UPDATE SET days = excluded.days, swept_at = NULL;

-- name: due_events
-- Events whose time is over ($2, $3: usual days by kind, $4 for other kinds) and that nobody looked at
-- since $5: people may have been added late.
SELECT e.id
FROM events AS e
LEFT JOIN retention AS r ON r.event_id = e.id
LEFT JOIN unnest($2::text[], $3::integer[]) AS usual (kind, days) ON usual.kind = e.kind
WHERE e.ends_at + make_interval(days => coalesce(r.days, usual.days, $4)) <= $1
  AND (r.swept_at IS NULL OR r.swept_at <= $5)
ORDER BY e.ends_at LIMIT $6;

-- name: swept
-- Nobody of this event is known any more.
INSERT INTO retention (event_id, swept_at) VALUES ($1, $2)
ON CONFLICT (event_id) DO UPDATE SET swept_at = excluded.swept_at;
