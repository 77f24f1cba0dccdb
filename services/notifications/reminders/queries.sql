-- name: take_unplanned
-- Events that have changed since their days of reminding were last planned.
SELECT e.id, e.version
FROM known_events AS e LEFT JOIN reminder_plans AS p ON p.event_id = e.id
WHERE p.version IS DISTINCT FROM e.version
ORDER BY e.id LIMIT $1 FOR UPDATE OF e SKIP LOCKED;

-- name: note_planned
-- The version of an event whose days are planned.
INSERT INTO reminder_plans (event_id, version) VALUES ($1, $2)
ON CONFLICT (event_id) DO UPDATE SET version = excluded.version;

-- name: drop_days
-- Days on which an event begins for nobody any more; of those that are done, the row stays.
DELETE FROM reminder_days WHERE event_id = $1 AND NOT done AND NOT day = ANY($2::date[]);

-- name: put_days
-- Days on which an event begins for somebody; people are reminded of each once.
INSERT INTO reminder_days (event_id, day, due_at)
SELECT $1, d.day, d.due_at FROM unnest($2::date[], $3::timestamptz[]) AS d (day, due_at)
ON CONFLICT (event_id, day) DO UPDATE SET due_at = excluded.due_at WHERE NOT reminder_days.done;

-- name: take_due
-- The day that has been due for longest, for this worker alone.
SELECT event_id, day, reached FROM reminder_days
WHERE NOT done AND due_at <= $1
ORDER BY due_at, event_id, day LIMIT 1 FOR UPDATE SKIP LOCKED;

-- name: note_progress
-- Up to which booking people have been reminded of this day.
UPDATE reminder_days SET reached = $3, done = $4 WHERE event_id = $1 AND day = $2;

-- name: forget_days
-- Days that were done long ago.
DELETE FROM reminder_days WHERE done AND due_at <= $1;
