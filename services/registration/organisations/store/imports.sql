-- name: insert_import
-- An uploaded list waits for confirmation.
INSERT INTO organisation_imports
    (id, organisation_id, created_at, file_name, row_count, rows, faults, ignored)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8);

-- name: delete_superseded_imports
-- Lists of an organisation that wait, but for the newest ones.
DELETE FROM organisation_imports WHERE id IN (
    SELECT id FROM organisation_imports WHERE organisation_id = $1 AND confirmed_at IS NULL
    ORDER BY created_at DESC, id OFFSET $2);

-- name: read_import
-- A list of this organisation.
SELECT * FROM organisation_imports WHERE id = $1 AND organisation_id = $2;

-- name: lock_import
-- Before it is confirmed, so that it is confirmed once.
SELECT id FROM organisation_imports WHERE id = $1 AND organisation_id = $2 FOR UPDATE;

-- name: confirm_import
-- What came of it; the rows are organisations now.
UPDATE organisation_imports
SET confirmed_at = $2, created_count = $3, skipped_count = $4, rows = '[]'
WHERE id = $1;

-- name: delete_old_imports
-- Nobody confirms them any more.
DELETE FROM organisation_imports WHERE id IN (
    SELECT id FROM organisation_imports WHERE created_at < $1 ORDER BY created_at LIMIT $2);
