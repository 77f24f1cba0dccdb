-- name: insert_entry
-- What somebody did, in the transaction that did it.
INSERT INTO audit_log (id, at, staff_id, via, what, about, organisation_id, changed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb);

-- name: list_entries
-- Latest first; $1: everywhere, $2: organisations, $3: about a thing, $4: by a staff member,
-- $5: kind of deed (a name or what stands before its dot), $6 and $7: where the page before ended.
SELECT a.id, a.at, a.staff_id, a.via, a.what, a.about, a.organisation_id,
       a.changed::text AS changed, s.name AS staff_name
FROM audit_log AS a LEFT JOIN staff AS s ON s.id = a.staff_id
WHERE ($1 OR a.organisation_id = ANY ($2::uuid[]))
  AND ($3::uuid IS NULL OR a.about = $3)
  AND ($4::uuid IS NULL OR a.staff_id = $4)
  AND ($5::text IS NULL OR a.what = $5 OR starts_with(a.what, $5 || '.'))
  AND ($6::timestamptz IS NULL OR (a.at, a.id) < ($6, $7::uuid))
ORDER BY a.at DESC, a.id DESC LIMIT $8;

-- name: delete_old_entries
-- What has been kept long enough.
DELETE FROM audit_log WHERE id IN (SELECT id FROM audit_log WHERE at < $1 ORDER BY at LIMIT $2);
