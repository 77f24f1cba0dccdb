-- name: insert_organisations
-- New organisations, with the key of each name.
INSERT INTO organisations
    (id, version, name, name_key, kind, parent_id, branch, headcount, carrier, address, joined_on,
     created_at)
SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::uuid[],
                     $7::text[], $8::integer[], $9::text[], $10::text[], $11::date[],
                     $12::timestamptz[]);

-- name: update_organisation
-- The organisation as it is now; the caller holds the row lock.
UPDATE organisations SET version = $2, name = $3, name_key = $4, kind = $5, parent_id = $6,
    branch = $7, headcount = $8, carrier = $9, address = $10, joined_on = $11
WHERE id = $1;

-- name: lock_organisation
-- Taken before any change of an organisation or its members.
SELECT id FROM organisations WHERE id = $1 FOR NO KEY UPDATE;

-- name: read_organisations
-- Full rows of these organisations.
SELECT * FROM organisations WHERE id = ANY($1::uuid[]) ORDER BY name, id;

-- name: list_organisations
-- Organisations in order of creation: all, or these and their members; $3, $4: end of the page before.
-- $6: only those directly below this one; $7: only those whose key is like all of these.
SELECT * FROM organisations
WHERE ($1 OR id = ANY($2::uuid[]) OR parent_id = ANY($2::uuid[]))
  AND ($3::timestamptz IS NULL OR (created_at, id) > ($3, $4::uuid))
  AND ($6::uuid IS NULL OR parent_id = $6)
  AND name_key LIKE ALL($7::text[])
ORDER BY created_at, id LIMIT $5;

-- name: search_below
-- Organisations directly below one, by name, whose key is like all of these; how many there are in all.
SELECT o.*, count(*) OVER () AS found,
       (SELECT count(*) FROM organisations AS c WHERE c.parent_id = o.id) AS below
FROM organisations AS o
WHERE o.parent_id = $1 AND o.name_key LIKE ALL($2::text[])
ORDER BY o.name_key, o.id LIMIT $3 OFFSET $4;

-- name: search_reachable
-- Without patterns: these organisations, or all that stand alone; with some: also those below.
SELECT o.*, count(*) OVER () AS found,
       (SELECT count(*) FROM organisations AS c WHERE c.parent_id = o.id) AS below
FROM organisations AS o
WHERE ($1 OR o.id = ANY($2::uuid[])
       OR (cardinality($3::text[]) > 0 AND o.parent_id = ANY($2::uuid[])))
  AND o.name_key LIKE ALL($3::text[])
  AND (cardinality($3::text[]) > 0 OR NOT $1 OR o.parent_id IS NULL)
ORDER BY o.name_key, o.id LIMIT $4 OFFSET $5;

-- name: count_below
-- How many organisations stand directly below one.
SELECT count(*) FROM organisations WHERE parent_id = $1;

-- name: keys_below
-- Which of these keys belong to organisations directly below one.
SELECT DISTINCT name_key FROM organisations WHERE parent_id = $1 AND name_key = ANY($2::text[]);

-- name: ancestors
-- The organisation and those above it; bounded, should a circle ever get in.
WITH RECURSIVE above AS (
    SELECT id, parent_id, 1 AS depth FROM organisations WHERE id = $1
    UNION ALL
    SELECT o.id, o.parent_id, depth + 1 FROM organisations AS o JOIN above ON o.id = above.parent_id
    WHERE depth < 20)
SELECT id FROM above;

-- name: read_contact
-- Whom to ask at an organisation.
SELECT name, email FROM organisation_contacts WHERE organisation_id = $1;

-- name: put_contacts
-- Whom to ask at these organisations from now on.
INSERT INTO organisation_contacts (organisation_id, name, email, changed_at)
SELECT c.organisation_id, c.name, c.email, $4
FROM unnest($1::uuid[], $2::text[], $3::text[]) AS c (organisation_id, name, email)
ON CONFLICT (organisation_id) DO UPDATE SET
    name = excluded.name, email = excluded.email, changed_at = excluded.changed_at;

-- name: delete_contact
-- Nobody is to be asked any more.
DELETE FROM organisation_contacts WHERE organisation_id = $1;
