-- name: calendar_exists
-- The name of the organisation whose calendar is asked for.
SELECT name FROM organisations WHERE id = $1;

-- name: calendar_entries
-- Events that were ever public, of organisation $1 and all below it (alone or together with others),
-- that end after $2 and are in one of the states $3, of kind $4 (NULL: any); each of the patterns $5 must occur in title, place or
-- organiser. $6, $7: where the page before ended. UNION drops what was met before, so a circle ends.
WITH RECURSIVE below AS (
    SELECT id FROM organisations WHERE id = $1
    UNION
    SELECT o.id FROM organisations AS o JOIN below AS b ON o.parent_id = b.id
)
SELECT e.id, o.name AS organiser, coalesce(c.changed_at, e.published_at) AS changed_at
FROM events AS e
JOIN organisations AS o ON o.id = e.organiser_id
LEFT JOIN calendar_changes AS c ON c.event_id = e.id
WHERE (e.organiser_id IN (SELECT id FROM below)
       OR e.co_organiser_ids && ARRAY(SELECT id FROM below))
  AND e.published_at IS NOT NULL AND e.listed AND e.ends_at > $2 AND e.status = ANY($3::text[])
  AND ($4::text IS NULL OR e.kind = $4)
  AND NOT EXISTS (
      SELECT FROM unnest($5::text[]) AS word (pattern)
      WHERE concat_ws(' ', e.title, e.venue, o.name,
                      (SELECT string_agg(t.value ->> 'title', ' ') FROM jsonb_each(e.texts) AS t))
            NOT ILIKE word.pattern)
  AND ($6::timestamptz IS NULL OR (e.starts_at, e.id) > ($6, $7::uuid))
ORDER BY e.starts_at, e.id LIMIT $8;

-- name: note_change
-- When the event last changed, for feeds; the caller holds its row lock.
INSERT INTO calendar_changes (event_id, changed_at) VALUES ($1, $2)
ON CONFLICT (event_id) DO UPDATE SET changed_at = excluded.changed_at;
