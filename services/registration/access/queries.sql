-- name: staff_by_email
-- The staff member with this (normalised) address; held, so that nobody leaves meanwhile.
SELECT id FROM staff WHERE email = $1 FOR KEY SHARE;

-- name: insert_staff
-- A new staff member; nothing if the address is taken meanwhile.
INSERT INTO staff (id, version, email, name, locale, created_at)
VALUES ($1, 1, $2, $3, $4, $5)
ON CONFLICT (email) DO NOTHING
RETURNING id;

-- name: lock_staff
-- Taken before a change of grants, so that versions stay in order.
SELECT id FROM staff WHERE id = $1 FOR NO KEY UPDATE;

-- name: read_staff
-- A staff member.
SELECT id, version, email, name, locale FROM staff WHERE id = $1;

-- name: read_grants
-- Grants of a staff member, in a stable order.
SELECT role, organisation_id, event_id, expires_at FROM grants WHERE staff_id = $1
ORDER BY organisation_id NULLS FIRST, role, event_id NULLS FIRST;

-- name: insert_grant
-- A grant; an existing one is kept and may become a membership. Nothing returned: nothing changed.
INSERT INTO grants AS g (staff_id, role, organisation_id, event_id, expires_at, member, granted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (staff_id, role, organisation_id, event_id) DO UPDATE SET member = true
WHERE excluded.member AND NOT g.member
RETURNING true;

-- name: change_grant
-- Another role, event or end. The caller holds the staff row; nothing returned: somebody has taken
-- the grant back, or the person has that role already.
UPDATE grants AS g SET role = $2, event_id = $3, expires_at = $4
WHERE g.id = $1 AND NOT EXISTS (
    SELECT FROM grants AS twin
    WHERE twin.staff_id = g.staff_id AND twin.role = $2 AND twin.id <> g.id
      AND twin.organisation_id IS NOT DISTINCT FROM g.organisation_id
      AND twin.event_id IS NOT DISTINCT FROM $3)
RETURNING true;

-- name: delete_grants
-- Taken back; the caller holds the staff row.
DELETE FROM grants WHERE staff_id = $1 AND id = ANY ($2::uuid[]) RETURNING id;

-- name: delete_staff
-- Somebody who has no role any more; sessions and sign-ins went before.
DELETE FROM staff WHERE id = $1;

-- name: delete_sign_ins_of_staff
-- Links and invitations of somebody who leaves.
DELETE FROM sign_ins WHERE staff_id = $1;

-- name: delete_sessions_of_staff
-- Sessions, tokens ($2: sessions only).
DELETE FROM staff_sessions WHERE staff_id = $1 AND (NOT $2 OR kind = 'session')
RETURNING token_hash;

-- name: read_roles
-- Grants at an organisation (NULL: of the whole installation) with those who hold them.
SELECT g.id, g.staff_id, s.name, s.email, g.role, g.organisation_id, g.event_id, g.expires_at,
       g.member, g.granted_at, s.signed_in_at
FROM grants AS g JOIN staff AS s ON s.id = g.staff_id
WHERE g.organisation_id IS NOT DISTINCT FROM $1
ORDER BY s.name, s.id, g.role, g.event_id NULLS FIRST LIMIT $2;

-- name: read_role
-- One grant with the person who holds it.
SELECT g.id, g.staff_id, s.name, s.email, g.role, g.organisation_id, g.event_id, g.expires_at,
       g.member, g.granted_at, s.signed_in_at
FROM grants AS g JOIN staff AS s ON s.id = g.staff_id
WHERE g.id = $1;

-- name: find_role
-- The same by what it says.
SELECT g.id, g.staff_id, s.name, s.email, g.role, g.organisation_id, g.event_id, g.expires_at,
       g.member, g.granted_at, s.signed_in_at
FROM grants AS g JOIN staff AS s ON s.id = g.staff_id
WHERE g.staff_id = $1 AND g.role = $2 AND g.organisation_id IS NOT DISTINCT FROM $3
  AND g.event_id IS NOT DISTINCT FROM $4;

-- name: count_roles
-- How many roles a staff member has, and an organisation gives.
SELECT (SELECT count(*) FROM grants WHERE staff_id = $1) AS of_staff,
       (SELECT count(*) FROM grants WHERE organisation_id IS NOT DISTINCT FROM $2) AS at_organisation;

-- name: expired_grants
-- What has run out: whose, and where.
SELECT id, staff_id, organisation_id FROM grants WHERE expires_at <= $1
ORDER BY expires_at LIMIT $2;

-- name: count_other_administrators
-- Administrators of the installation besides one grant; an expired one is none.
SELECT count(*) FROM grants
WHERE role = 'administrator' AND organisation_id IS NULL AND id <> $1
  AND (expires_at IS NULL OR expires_at > $2);

-- name: note_first_sign_in
-- An invitation has been accepted.
UPDATE staff SET signed_in_at = $2 WHERE id = $1 AND signed_in_at IS NULL;

-- name: raise_staff_version
-- The caller holds the row lock.
UPDATE staff SET version = version + 1 WHERE id = $1;

-- name: members_of
-- Members of an organisation as its message lists them.
SELECT g.staff_id, g.role, s.locale FROM grants AS g JOIN staff AS s ON s.id = g.staff_id
WHERE g.organisation_id = $1 AND g.member AND g.event_id IS NULL
ORDER BY s.created_at, s.id, g.role;

-- name: has_administrator
-- Whether anybody administers the whole installation.
SELECT EXISTS (SELECT FROM grants WHERE role = 'administrator' AND organisation_id IS NULL
               AND expires_at IS NULL);

-- name: lock_first_administrator
-- One process makes the first administrator, the others wait and find it made.
SELECT pg_advisory_xact_lock(7310001);

-- name: insert_session
-- A browser session or an API token.
INSERT INTO staff_sessions (token_hash, staff_id, kind, label, created_at, expires_at, ends_at,
                            scopes, device, last_seen_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
RETURNING id;

-- name: read_principal
-- A session that is good now, with the grants of its staff member: a row for each (one without any).
SELECT s.token_hash, s.staff_id, s.kind, s.label, s.created_at, s.expires_at, s.ends_at, s.scopes,
       s.device, s.last_seen_at, s.id,
       g.role, g.organisation_id, g.event_id, g.expires_at AS grant_expires_at
FROM staff_sessions AS s
LEFT JOIN grants AS g ON g.staff_id = s.staff_id
WHERE s.token_hash = $1 AND s.expires_at > $2
ORDER BY g.organisation_id NULLS FIRST, g.role, g.event_id NULLS FIRST;

-- name: read_sessions
-- Sessions or tokens of a staff member that are good now, the latest first.
SELECT token_hash, staff_id, kind, label, created_at, expires_at, ends_at, scopes, device,
       last_seen_at, id
FROM staff_sessions WHERE staff_id = $1 AND kind = $2 AND expires_at > $3
ORDER BY created_at DESC, id LIMIT $4;

-- name: note_use
-- A session or token was used; a twin of another process that was faster leaves nothing to do.
UPDATE staff_sessions SET last_seen_at = $2
WHERE token_hash = $1 AND (last_seen_at IS NULL OR last_seen_at <= $3);

-- name: delete_own_session
-- One session or token of a staff member, by the id in the list.
DELETE FROM staff_sessions WHERE id = $1 AND staff_id = $2 AND kind = $3
RETURNING token_hash, label;

-- name: extend_session
-- Later expiry; nothing returned: another request was faster, or the session is over.
UPDATE staff_sessions SET expires_at = $2 WHERE token_hash = $1 AND expires_at < $2 AND expires_at > $3
RETURNING true;

-- name: delete_session
-- Signed out.
DELETE FROM staff_sessions WHERE token_hash = $1 RETURNING true;

-- name: delete_labelled_tokens
-- API tokens of a staff member that a new one of the same label replaces.
DELETE FROM staff_sessions WHERE staff_id = $1 AND kind = 'token' AND label = $2
RETURNING token_hash;

-- name: delete_expired_sessions
-- Expired for good.
DELETE FROM staff_sessions WHERE token_hash IN (
    SELECT token_hash FROM staff_sessions WHERE expires_at < $1
    ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING token_hash;
