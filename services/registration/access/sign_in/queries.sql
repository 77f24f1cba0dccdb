-- name: count_sign_ins
-- How often a link was asked for since $4: for an address by strangers, by them from one network,
-- in one known browser; and from a network for whatever address.
SELECT count(*) FILTER (WHERE address_hash = $1 AND known_browser IS NULL) AS by_strangers,
       count(*) FILTER (WHERE address_hash = $1 AND known_browser IS NULL
                          AND network IS NOT DISTINCT FROM $2) AS of_address,
       count(*) FILTER (WHERE address_hash = $1 AND known_browser = $3) AS of_browser,
       count(*) FILTER (WHERE network = $2) AS of_network
FROM sign_ins WHERE created_at > $4 AND (address_hash = $1 OR network = $2);

-- name: insert_sign_in
-- Someone asked for a link.
INSERT INTO sign_ins (id, kind, staff_id, browser_hash, address_hash, network, return_to,
                      created_at, expires_at, known_browser)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: lock_sign_in
-- By id, for using it once.
SELECT id, kind, staff_id, generation, browser_hash, code_attempts, return_to, expires_at, used_at
FROM sign_ins WHERE id = $1 FOR UPDATE;

-- name: lock_sign_ins_of_browser
-- What a browser asked for and may still use a code for, the latest first.
SELECT id, kind, staff_id, generation, browser_hash, code_attempts, return_to, expires_at, used_at
FROM sign_ins
WHERE browser_hash = $1 AND kind = 'sign_in' AND used_at IS NULL AND expires_at > $2
ORDER BY created_at DESC, id LIMIT $3 FOR UPDATE;

-- name: count_code_attempt
-- Every try counts, also a right one.
UPDATE sign_ins SET code_attempts = code_attempts + 1 WHERE id = ANY ($1::uuid[]);

-- name: count_wrong_codes
-- Codes tried lately for the address of a sign-in that haven't opened a session: by strangers, or,
-- where it is of a known browser, in that browser alone.
SELECT coalesce(sum(other.code_attempts), 0)
FROM sign_ins AS mine JOIN sign_ins AS other
  ON other.address_hash = mine.address_hash
 AND other.known_browser IS NOT DISTINCT FROM mine.known_browser
WHERE mine.id = $1 AND other.created_at > $2 AND other.used_at IS NULL;

-- name: use_sign_in
-- A link or code works once.
UPDATE sign_ins SET used_at = $2 WHERE id = $1;

-- name: delete_old_sign_ins
-- What is over for a day serves no limit any more.
DELETE FROM sign_ins WHERE id IN (SELECT id FROM sign_ins WHERE expires_at < $1 LIMIT $2);
