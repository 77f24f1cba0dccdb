-- name: find_principal
-- The staff member behind the hash of a secret, with all grants; nothing when expired.
SELECT session.staff_id, session.kind, session.scopes, staff.grants
FROM access_sessions AS session
JOIN access_staff AS staff USING (staff_id)
WHERE session.token_hash = $1
  AND session.expires_at > $2;

-- name: upsert_sessions
-- Sessions that were opened; the same message twice changes nothing.
-- Scopes come joined by blanks, for an array of arrays has no rows of different lengths.
INSERT INTO access_sessions (token_hash, staff_id, kind, expires_at, scopes)
SELECT o.token_hash, o.staff_id, o.kind, o.expires_at, string_to_array(o.scopes, ' ')
FROM unnest($1::text[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[])
     AS o (token_hash, staff_id, kind, expires_at, scopes)
ON CONFLICT (token_hash) DO UPDATE
SET staff_id = excluded.staff_id,
    kind = excluded.kind,
    expires_at = excluded.expires_at,
    scopes = excluded.scopes;

-- name: delete_sessions
-- Sessions that ended.
DELETE FROM access_sessions WHERE token_hash = ANY ($1::text[]);

-- name: upsert_staff
-- Grants of staff; the higher version wins, whatever the order of arrival.
INSERT INTO access_staff (staff_id, version, grants)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::jsonb[])
ON CONFLICT (staff_id) DO UPDATE
SET version = excluded.version,
    grants = excluded.grants
WHERE access_staff.version < excluded.version;

-- name: delete_staff
-- Staff who left.
DELETE FROM access_staff WHERE staff_id = ANY ($1::uuid[]);

-- name: delete_expired_sessions
-- Rows nobody can use any more, a few at a time.
DELETE FROM access_sessions
WHERE token_hash IN (SELECT token_hash FROM access_sessions WHERE expires_at < $1 LIMIT 1000);
