-- name: read_state
-- After the lock: places of event $1; which duplicates ($2) are taken, which idempotency keys ($3) were
-- answered since $4, which of the organisations ($5) exist; which version the questions of the event have; which generation the
-- links of invitations ($6; used ones, and dead ones) and contingents ($7) have.
SELECT 'place' AS what, place_id AS id, capacity, taken, NULL::bytea AS hash, NULL::bytea AS body,
       false AS erased
FROM places WHERE event_id = $1
UNION ALL
SELECT 'person', booking_id, NULL, NULL, duplicate, NULL, false
FROM booked_people
WHERE event_id = $1 AND duplicate = ANY($2::bytea[]) AND status <> 'cancelled'
UNION ALL
SELECT 'key', k.booking_id, NULL, NULL, k.key_hash, k.body_hash,
       b.id IS NULL OR b.erased_at IS NOT NULL
FROM idempotency_keys AS k LEFT JOIN bookings AS b ON b.id = k.booking_id
WHERE k.key_hash = ANY($3::bytea[]) AND k.created_at > $4
UNION ALL
SELECT 'organisation', id, NULL, NULL, NULL, NULL, false
FROM organisations WHERE id = ANY($5::uuid[])
UNION ALL
SELECT 'questions', NULL, NULL, version, NULL, NULL, false FROM question_sets WHERE event_id = $1
UNION ALL
SELECT 'invitation', i.id, i.generation,
       (SELECT count(*)::integer FROM bookings AS b
        WHERE b.invitation_id = i.id AND b.status <> 'cancelled'),
       NULL, NULL, i.revoked_at IS NOT NULL OR i.erased_at IS NOT NULL
FROM invitations AS i WHERE i.event_id = $1 AND i.id = ANY($6::uuid[])
UNION ALL
SELECT 'contingent', id, generation, NULL, NULL, NULL, false
FROM contingents WHERE event_id = $1 AND id = ANY($7::uuid[]);

-- name: insert_admitted
-- Everything that a batch of event $1 adds, in one round trip: bookings ($3 on), people ($12 on), seats
-- taken ($21, $22; the CHECK refuses to oversell) and the idempotency keys answered ($23 on; one older
-- than a day gives way). A concurrent duplicate person is left out, and so missing in the count.
WITH new_bookings AS (
    INSERT INTO bookings (event_id, created_at, changed_at, id, status, fill, contact_id,
                          contact_name, contact_email, locale, organisation_id, code_lookup,
                          registered_by, contact_phone, contingent_id, invitation_id, repeats,
                          unproven)
    SELECT $1, $2, $2, b.*
    FROM unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::text[],
                $10::uuid[], $11::bytea[], $26::uuid[], $27::text[], $29::uuid[],
                $30::uuid[], $31::uuid[], $32::boolean[]) AS b
    ON CONFLICT (id) DO NOTHING
), taken AS (
    UPDATE places SET taken = taken + change.seats
    FROM unnest($21::uuid[], $22::integer[]) AS change (place_id, seats)
    WHERE places.place_id = change.place_id
), answered AS (
    INSERT INTO idempotency_keys (key_hash, body_hash, booking_id, status, created_at)
    SELECT k.key_hash, k.body_hash, k.booking_id, 201, $2
    FROM unnest($23::bytea[], $24::bytea[], $25::uuid[]) AS k (key_hash, body_hash, booking_id)
    ON CONFLICT (key_hash) DO UPDATE
    SET body_hash = excluded.body_hash, booking_id = excluded.booking_id,
        status = excluded.status, created_at = excluded.created_at
), new_people AS (
    INSERT INTO booked_people (event_id, changed_at, id, booking_id, number, status, session_ids,
                               name, email, answers, duplicate, options, offer_expires_at)
    SELECT $1, $2, p.id, p.booking_id, p.number, p.status, p.session_ids::uuid[], p.name, p.email,
           p.answers::jsonb, p.duplicate, p.options::jsonb, p.held_until
    FROM unnest($12::uuid[], $13::uuid[], $14::smallint[], $15::text[], $16::text[], $17::text[],
                $18::text[], $19::text[], $20::bytea[], $28::text[], $33::timestamptz[])
         AS p (id, booking_id, number, status, session_ids, name, email, answers, duplicate,
               options, held_until)
    ON CONFLICT DO NOTHING
    RETURNING id
)
SELECT count(*) FROM new_people;

-- name: forget_keys
-- A day has passed.
DELETE FROM idempotency_keys WHERE key_hash IN (
    SELECT key_hash FROM idempotency_keys WHERE created_at <= $1 ORDER BY created_at LIMIT $2
    FOR UPDATE SKIP LOCKED);
