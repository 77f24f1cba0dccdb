-- name: lock_collection
-- Before any change below it; read only in a later statement, or the snapshot is stale.
SELECT version FROM idea_collections WHERE event_id = $1 FOR NO KEY UPDATE;

-- name: read_collection
-- The collection of an event.
SELECT * FROM idea_collections WHERE event_id = $1;

-- name: find_by_code
-- The event whose collection has this code.
SELECT event_id FROM idea_collections WHERE code = $1;

-- name: read_categories
-- The headings of a collection in their order.
SELECT id, title FROM idea_categories WHERE event_id = $1 ORDER BY number, id;

-- name: insert_collection
-- A new collection, unless there is one already or the code is taken.
INSERT INTO idea_collections
    (event_id, version, code, status, points_per_device, retention, retention_days, opened_at,
     closes_at, closed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT DO NOTHING RETURNING event_id;

-- name: update_collection
-- The collection as it is now; the caller holds the row lock. Event and code stay.
UPDATE idea_collections SET
    version = $2, status = $3, points_per_device = $4, retention = $5, retention_days = $6,
    opened_at = $7, closes_at = $8, closed_at = $9
WHERE event_id = $1;

-- name: touch_collection
-- Something below it changed; the caller holds the row lock.
UPDATE idea_collections SET version = version + 1 WHERE event_id = $1;

-- name: put_categories
-- Headings as they are now, in the order given.
INSERT INTO idea_categories (id, event_id, number, title)
SELECT c.id, $1, c.number, c.title
FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS c (id, title, number)
ON CONFLICT (id) DO UPDATE SET number = excluded.number, title = excluded.title;

-- name: categories_in_use
-- Which of these headings have ideas, hidden and merged ones too.
SELECT DISTINCT category_id FROM ideas WHERE event_id = $1 AND category_id = ANY($2::uuid[]);

-- name: delete_categories
-- Headings without ideas.
DELETE FROM idea_categories WHERE event_id = $1 AND id = ANY($2::uuid[]);

-- name: list_ideas
-- All ideas of a collection with the points of all devices and of this one ($2), the first sent first.
SELECT i.id, i.category_id, i.text, i.created_at, i.hidden, i.merged_into,
       (i.settled + coalesce(p.weight, 0))::integer AS weight,
       coalesce(p.mine, 0)::integer AS mine,
       coalesce(i.device = $2, false) AS own
FROM ideas AS i
LEFT JOIN (
    SELECT idea_id, sum(points) AS weight, sum(points) FILTER (WHERE device = $2) AS mine
    FROM idea_points WHERE event_id = $1 GROUP BY idea_id
) AS p ON p.idea_id = i.id
WHERE i.event_id = $1
ORDER BY i.created_at, i.id LIMIT $3;

-- name: count_ideas
-- How many ideas people see, and from how many phones ideas or points came.
SELECT (SELECT count(*) FROM ideas
        WHERE event_id = $1 AND NOT hidden AND merged_into IS NULL) AS ideas,
       (SELECT coalesce(sum(points), 0) FROM idea_points WHERE event_id = $1) AS points,
       (SELECT count(*) FROM (
            SELECT device FROM ideas WHERE event_id = $1 AND device IS NOT NULL
            UNION SELECT device FROM idea_points WHERE event_id = $1) AS d) AS devices;

-- name: count_stored
-- How many ideas a collection and one device in it have, whatever became of them.
SELECT count(*) AS stored, count(*) FILTER (WHERE device = $2) AS of_device
FROM ideas WHERE event_id = $1;

-- name: find_submission
-- The idea that came with this key.
SELECT id, category_id, text, created_at, hidden, merged_into, sent
FROM ideas WHERE event_id = $1 AND submission = $2;

-- name: insert_idea
-- A new idea.
INSERT INTO ideas (id, event_id, category_id, text, device, submission, sent, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: read_idea
-- One idea of a collection.
SELECT id, category_id, text, created_at, hidden, merged_into
FROM ideas WHERE event_id = $1 AND id = $2;

-- name: group_of
-- The idea and those merged into it.
SELECT id FROM ideas WHERE event_id = $1 AND (id = $2 OR merged_into = $2);

-- name: points_of_device
-- What a device gave, by idea.
SELECT idea_id, points FROM idea_points WHERE event_id = $1 AND device = $2;

-- name: take_points_back
-- What a device gave to these ideas.
DELETE FROM idea_points WHERE event_id = $1 AND device = $2 AND idea_id = ANY($3::uuid[]);

-- name: give_points
-- What a device gives to an idea; what it gave before was taken back.
INSERT INTO idea_points (event_id, device, idea_id, points) VALUES ($1, $2, $3, $4);

-- name: return_points
-- A hidden idea gives all points back to the phones they came from.
DELETE FROM idea_points WHERE event_id = $1 AND idea_id = ANY($2::uuid[]);

-- name: update_idea
-- An idea as the organizer left it, with all that is merged into it under the same heading.
UPDATE ideas SET
    text = CASE WHEN id = $2 THEN $3 ELSE text END, category_id = $4, hidden = $5
WHERE event_id = $1 AND (id = $2 OR merged_into = $2);

-- name: merge_ideas
-- An idea and all merged into it go beneath another one ($3), or ($3 null) stand alone again.
UPDATE ideas SET merged_into = $3, category_id = $4
WHERE event_id = $1 AND (id = $2 OR ($3::uuid IS NOT NULL AND merged_into = $2));

-- name: settle_points
-- Keep the sums of an event's ideas without the phones behind them.
WITH gone AS (
    DELETE FROM idea_points WHERE event_id = $1 RETURNING idea_id, points
), sums AS (
    SELECT idea_id, sum(points) AS points FROM gone GROUP BY idea_id
)
UPDATE ideas AS i SET
    settled = i.settled + coalesce((SELECT s.points FROM sums AS s WHERE s.idea_id = i.id), 0),
    device = NULL, submission = NULL, sent = NULL
WHERE i.event_id = $1;

-- name: delete_ideas
-- All ideas of an event with their points; headings and collection follow.
DELETE FROM ideas WHERE event_id = $1;

-- name: delete_collection
-- The collection with its headings.
DELETE FROM idea_collections WHERE event_id = $1;

-- name: due_for_deletion
-- A collection whose days are over; others that are being deleted are passed by.
SELECT event_id FROM idea_collections
WHERE retention = 'days'
  AND least(coalesce(closed_at, closes_at), closes_at) + retention_days * interval '1 day' <= $1
ORDER BY event_id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
