-- name: insert_contingent
-- A new contingent; the event is locked.
INSERT INTO contingents (id, event_id, organisation_id, places, code_lookup, release_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: update_contingent
-- Places, link and release as they are now.
UPDATE contingents
SET places = $2, generation = $3, code_lookup = $4, release_at = $5, released_at = $6
WHERE id = $1;

-- name: read_contingent
-- One contingent.
SELECT id, event_id, organisation_id, places, created_at, generation, release_at, released_at
FROM contingents WHERE id = $1;

-- name: contingent_of
-- The contingent that organisation $2 has at event $1, if it keeps places.
SELECT id, event_id, organisation_id, places, created_at, generation, release_at, released_at
FROM contingents WHERE event_id = $1 AND organisation_id = $2 AND released_at IS NULL;

-- name: list_contingents
-- Contingents of an event in the order they were made.
SELECT id, event_id, organisation_id, places, created_at, generation, release_at, released_at
FROM contingents WHERE event_id = $1 ORDER BY created_at, id;

-- name: contingent_by_code
-- The contingent with this keyed hash of its code.
SELECT id FROM contingents WHERE code_lookup = ANY($1::bytea[]) LIMIT 1;

-- name: move_releases
-- These are released at other times; the event is locked.
UPDATE contingents AS c SET release_at = moved.at
FROM unnest($1::uuid[], $2::timestamptz[]) AS moved (id, at)
WHERE c.id = moved.id AND c.released_at IS NULL;

-- name: due_events
-- Events with contingents that are due to be released at $1.
SELECT DISTINCT event_id FROM contingents
WHERE released_at IS NULL AND release_at <= $1 ORDER BY event_id LIMIT $2;

-- name: release_due
-- Those of event $1 that are due at $2 are released; the event is locked. None a second time.
UPDATE contingents SET released_at = $2
WHERE event_id = $1 AND released_at IS NULL AND release_at <= $2 RETURNING id;

-- name: insert_invitations
-- New invitations; who is invited already is left out, and so missing in the answer.
INSERT INTO invitations (id, event_id, contingent_id, channel, name, email, address, locale,
                         code_lookup, same_as, created_at)
SELECT i.id, $1, $2, i.channel, i.name, i.email, i.address, i.locale, i.code_lookup, i.same_as,
       i.created_at
FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bytea[],
            $10::bytea[], $11::timestamptz[])
     AS i (id, channel, name, email, address, locale, code_lookup, same_as, created_at)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: update_invitation
-- Link, sending, answer and revocation as they are now.
UPDATE invitations
SET generation = $2, code_lookup = $3, sent_at = $4, declined_at = $5, revoked_at = $6,
    resends = $7, resends_since = $8
WHERE id = $1;

-- name: mark_sent
-- A mail was asked for, or a letter printed.
UPDATE invitations SET sent_at = $2 WHERE id = ANY($1::uuid[]);

-- name: read_invitations
-- These invitations in the order they were made.
SELECT id, event_id, channel, locale, created_at, contingent_id, name, email, address, generation,
       sent_at, declined_at, revoked_at, erased_at, resends, resends_since
FROM invitations WHERE id = ANY($1::uuid[]) ORDER BY created_at, id;

-- name: invitations_of
-- All of an event in the order they were made, at most $2.
SELECT id, event_id, channel, locale, created_at, contingent_id, name, email, address, generation,
       sent_at, declined_at, revoked_at, erased_at, resends, resends_since
FROM invitations WHERE event_id = $1 ORDER BY created_at, id LIMIT $2;

-- name: count_invitations
-- How many an event has.
SELECT count(*) FROM invitations WHERE event_id = $1;

-- name: invitation_by_code
-- The invitation with this keyed hash of its code.
SELECT id FROM invitations WHERE code_lookup = ANY($1::bytea[]) LIMIT 1;

-- name: known_after
-- Invitations of events that ended before $1 whose people are still known.
SELECT i.id FROM invitations AS i JOIN events AS e ON e.id = i.event_id
WHERE i.erased_at IS NULL AND e.ends_at <= $1 LIMIT $2 FOR UPDATE OF i SKIP LOCKED;

-- name: erase_invitations
-- Nobody knows any more who was invited; the state is still counted.
UPDATE invitations
SET name = NULL, email = NULL, address = NULL, same_as = NULL, code_lookup = '', erased_at = $2
WHERE id = ANY($1::uuid[]) AND erased_at IS NULL;
