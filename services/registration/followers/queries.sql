-- name: follow
-- Address $3 wants to follow the series of event $1, if it has one. Nothing for who does already; who was
-- asked before is asked again. $4: its keyed hash; $8: forgotten then.
WITH asked AS (
    INSERT INTO series_followers
        (id, series_id, email, email_hash, locale, person_id, created_at, erase_at)
    SELECT $2, e.series_id, $3, $4, $5, $6, $7, $8
    FROM events AS e WHERE e.id = $1 AND e.series_id IS NOT NULL
    ON CONFLICT (series_id, email_hash) DO UPDATE SET
        locale = excluded.locale, person_id = excluded.person_id, erase_at = excluded.erase_at
        WHERE series_followers.confirmed_at IS NULL
    RETURNING *)
SELECT a.*, s.title, s.titles::text AS titles FROM asked AS a JOIN event_series AS s ON s.id = a.series_id;

-- name: read_follower
-- One address with its series.
SELECT f.*, s.title, s.titles::text AS titles
FROM series_followers AS f JOIN event_series AS s ON s.id = f.series_id WHERE f.id = $1;

-- name: confirm
-- It follows from now on; a second time changes nothing.
UPDATE series_followers SET confirmed_at = $2, erase_at = $3
WHERE id = $1 AND confirmed_at IS NULL;

-- name: leave
-- It follows no more.
DELETE FROM series_followers WHERE id = $1 RETURNING id;

-- name: followers_to_tell
-- Who follows a series and has confirmed; at most $2.
SELECT id, generation FROM series_followers
WHERE series_id = $1 AND confirmed_at IS NOT NULL ORDER BY confirmed_at, id LIMIT $2;

-- name: tell_of
-- Followers of series $1 are told of event $2 now; nothing if they were before.
INSERT INTO told_of_events (series_id, event_id, told_at) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING RETURNING event_id;

-- name: forget_of
-- Those who came with registrations of these people.
DELETE FROM series_followers WHERE person_id = ANY($1::uuid[]) RETURNING id;

-- name: sweep
-- Whose time is over, a few at once.
DELETE FROM series_followers WHERE id IN (
    SELECT id FROM series_followers WHERE erase_at <= $1
    ORDER BY erase_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id;

-- name: count_followers
-- How many follow a series.
SELECT count(*)::integer FROM series_followers WHERE series_id = $1 AND confirmed_at IS NOT NULL;
