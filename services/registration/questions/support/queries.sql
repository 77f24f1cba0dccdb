-- name: put_support
-- The event asks for support needs ($2), or does so no more (NULL); its questions get another version.
INSERT INTO question_sets (event_id, version, questions, notice, changed_at, support)
VALUES ($1, 1, '[]', '{}', $3, $2::jsonb)
ON CONFLICT (event_id) DO UPDATE SET
    version = question_sets.version + 1, support = excluded.support, changed_at = excluded.changed_at;

-- name: people_of_team
-- Members of the organizing team of event $2 at these organisations ($1), at $3; at most $4.
SELECT DISTINCT s.id, s.name FROM grants AS g JOIN staff AS s ON s.id = g.staff_id
WHERE g.organisation_id = ANY($1::uuid[]) AND (g.event_id IS NULL OR g.event_id = $2)
  AND g.role IN ('organizer', 'supervisor', 'steward')
  AND (g.expires_at IS NULL OR g.expires_at > $3)
ORDER BY s.name, s.id LIMIT $4;

-- name: names_of
-- What these members of staff are called.
SELECT id, name FROM staff WHERE id = ANY($1::uuid[]);

-- name: keep_needs
-- What people need; what they said before gives way. $7: the end of the event, $8: days. Only those
-- see it whom the event names now: they are part of what is consented to.
INSERT INTO support_needs (person_id, event_id, needs, note, wording, given_at, erase_at, seen_by)
SELECT n.person_id, $1, string_to_array(n.needs, ','), n.note, $5, $6,
       $7::timestamptz + make_interval(days => $8),
       ARRAY(SELECT jsonb_array_elements_text(support -> 'seen_by')::uuid FROM question_sets
             WHERE event_id = $1)
FROM unnest($2::uuid[], $3::text[], $4::text[]) AS n (person_id, needs, note)
ON CONFLICT (person_id) DO UPDATE SET
    needs = excluded.needs, note = excluded.note, wording = excluded.wording,
    given_at = excluded.given_at, seen_by = excluded.seen_by;

-- name: needs_of
-- What these people need.
SELECT person_id, needs, note, wording, given_at, erase_at FROM support_needs
WHERE person_id = ANY($1::uuid[]);

-- name: forget_needs
-- These people are forgotten, or take it back.
DELETE FROM support_needs WHERE person_id = ANY($1::uuid[]);

-- name: sweep_needs
-- Needs whose time is over, a few at once.
DELETE FROM support_needs WHERE person_id IN (
    SELECT person_id FROM support_needs WHERE erase_at <= $1
    ORDER BY erase_at LIMIT $2 FOR UPDATE SKIP LOCKED);

-- name: move_needs
-- The event ends at another time.
UPDATE support_needs SET erase_at = $2::timestamptz + make_interval(days => $3) WHERE event_id = $1;
