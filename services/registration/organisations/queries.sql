-- name: insert_organisation
-- A new organisation.
INSERT INTO organisations
    (id, version, name, kind, parent_id, branch, headcount, carrier, address, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: update_organisation
-- The organisation as it is now; the caller holds the row lock.
UPDATE organisations SET version = $2, name = $3, kind = $4, parent_id = $5, branch = $6,
    headcount = $7, carrier = $8, address = $9
WHERE id = $1;

-- name: lock_organisation
-- Taken before any change of an organisation or its members.
SELECT id FROM organisations WHERE id = $1 FOR NO KEY UPDATE;

-- name: read_organisations
-- Full rows of these organisations.
SELECT * FROM organisations WHERE id = ANY($1::uuid[]) ORDER BY name, id;

-- name: list_organisations
-- Organisations in order of creation: all, or these and their members; $3, $4: end of the page before.
SELECT * FROM organisations
WHERE ($1 OR id = ANY($2::uuid[]) OR parent_id = ANY($2::uuid[]))
  AND ($3::timestamptz IS NULL OR (created_at, id) > ($3, $4::uuid))
ORDER BY created_at, id LIMIT $5;

-- name: ancestors
-- The organisation and those above it; bounded, should a circle ever get in.
WITH RECURSIVE above AS (
    SELECT id, parent_id, 1 AS depth FROM organisations WHERE id = $1
    UNION ALL
    SELECT o.id, o.parent_id, depth + 1 FROM organisations AS o JOIN above ON o.id = above.parent_id
    WHERE depth < 20)
SELECT id FROM above;
