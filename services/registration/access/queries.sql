-- name: staff_by_email
-- The staff member with this (normalised) address.
SELECT id FROM staff WHERE email = $1;

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
INSERT INTO grants AS g (staff_id, role, organisation_id, event_id, expires_at, member)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (staff_id, role, organisation_id, event_id) DO UPDATE SET member = true
WHERE excluded.member AND NOT g.member
RETURNING true;

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
SELECT EXISTS (SELECT FROM grants WHERE role = 'administrator' AND organisation_id IS NULL);

-- name: lock_first_administrator
-- One process makes the first administrator, the others wait and find it made.
SELECT pg_advisory_xact_lock(7310001);

-- name: count_sign_ins
-- How often a link was asked for lately, for an address and from a network.
SELECT (SELECT count(*) FROM sign_ins WHERE address_hash = $1 AND created_at > $3) AS of_address,
       (SELECT count(*) FROM sign_ins WHERE network = $2 AND created_at > $3) AS of_network;

-- name: insert_sign_in
-- Someone asked for a link.
INSERT INTO sign_ins (id, kind, staff_id, browser_hash, address_hash, network, return_to,
                      created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: lock_sign_in
-- By id, for using it once.
SELECT id, kind, staff_id, generation, browser_hash, code_attempts, return_to, expires_at, used_at
FROM sign_ins WHERE id = $1 FOR UPDATE;

-- name: lock_sign_in_of_browser
-- By the browser that asked, for trying a code.
SELECT id, kind, staff_id, generation, browser_hash, code_attempts, return_to, expires_at, used_at
FROM sign_ins WHERE browser_hash = $1 FOR UPDATE;

-- name: count_code_attempt
-- Every try counts, also a right one.
UPDATE sign_ins SET code_attempts = code_attempts + 1 WHERE id = $1;

-- name: count_wrong_codes
-- Codes tried lately for the address of a sign-in that haven't opened a session.
SELECT coalesce(sum(code_attempts), 0) FROM sign_ins
WHERE address_hash = (SELECT address_hash FROM sign_ins WHERE id = $1)
  AND created_at > $2 AND used_at IS NULL;

-- name: use_sign_in
-- A link or code works once.
UPDATE sign_ins SET used_at = $2 WHERE id = $1;

-- name: delete_old_sign_ins
-- What is over for a day serves no limit any more.
DELETE FROM sign_ins WHERE id IN (SELECT id FROM sign_ins WHERE expires_at < $1 LIMIT $2);

-- name: insert_session
-- A browser session or an API token.
INSERT INTO staff_sessions (token_hash, staff_id, kind, label, created_at, expires_at, ends_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: read_principal
-- A session that is good now, with the grants of its staff member: a row for each (one without any).
SELECT s.token_hash, s.staff_id, s.kind, s.label, s.created_at, s.expires_at, s.ends_at,
       g.role, g.organisation_id, g.event_id, g.expires_at AS grant_expires_at
FROM staff_sessions AS s
LEFT JOIN grants AS g ON g.staff_id = s.staff_id
WHERE s.token_hash = $1 AND s.expires_at > $2
ORDER BY g.organisation_id NULLS FIRST, g.role, g.event_id NULLS FIRST;

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
