-- name: require
-- Mails that facts require; a key that is there already was required before. Returns what is new.
INSERT INTO deliveries (id, business_key, kind, event_id, person_id, subject_id, subject_version,
                        fact, expires_at, state, reason, required_at, due_at)
SELECT r.id, r.key, r.kind, r.event_id, r.person_id, r.subject_id, r.subject_version,
       r.fact, r.expires_at, r.state, r.reason, $12, $12
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::integer[],
            $8::bytea[], $9::timestamptz[], $10::text[], $11::text[])
    AS r (id, key, kind, event_id, person_id, subject_id, subject_version, fact, expires_at, state,
          reason)
ON CONFLICT (business_key) DO NOTHING
RETURNING id, version, event_id, kind, state, reason, smtp_status, attempts, sent_at;

-- name: claim
-- Take due mails for sending until a lease ends; a lease that ran out is due again. Mails about one
-- booking to one person leave in the order of its versions.
WITH due AS (
    SELECT d.number
    FROM deliveries AS d
    WHERE d.state IN ('pending', 'sending', 'deferred') AND d.due_at <= $1
      AND NOT EXISTS (
          SELECT FROM deliveries AS earlier
          WHERE earlier.subject_id = d.subject_id AND earlier.person_id = d.person_id
            AND earlier.subject_version < d.subject_version
            AND earlier.state IN ('pending', 'sending', 'deferred'))
    ORDER BY d.due_at, d.number
    LIMIT $3
    FOR UPDATE SKIP LOCKED
)
UPDATE deliveries AS d SET state = 'sending', due_at = $2
FROM due WHERE d.number = due.number
RETURNING d.id, d.kind, d.subject_id, d.subject_version, d.person_id, d.event_id, d.fact,
          d.attempts, d.required_at, d.expires_at;

-- name: park
-- Put a claimed mail back until a missing part arrives; nothing that others see has changed.
UPDATE deliveries SET state = 'pending', waiting_for = $2, due_at = $3
WHERE id = $1 AND state = 'sending';

-- name: release
-- Put claimed mails back untried: there was no time left in the lease.
UPDATE deliveries SET state = CASE WHEN attempts = 0 THEN 'pending' ELSE 'deferred' END, due_at = $2
WHERE id = ANY($1::uuid[]) AND state = 'sending';

-- name: settle
-- What became of a claimed mail; nothing if another worker was faster.
UPDATE deliveries
SET state = $2, reason = $3, smtp_status = $4, attempts = attempts + $5, due_at = $6, sent_at = $7,
    version = version + 1, waiting_for = NULL,
    fact = CASE WHEN $2 IN ('sent', 'suppressed') THEN NULL ELSE fact END
WHERE id = $1 AND state = 'sending'
RETURNING id, version, event_id, kind, state, reason, smtp_status, attempts, sent_at;

-- name: suppress_people
-- Queued mails to these people go nowhere. What a worker holds is settled by that worker.
UPDATE deliveries
SET state = 'suppressed', reason = $2, version = version + 1, waiting_for = NULL, fact = NULL
WHERE person_id = ANY($1::uuid[]) AND state IN ('pending', 'deferred')
RETURNING id, version, event_id, kind, state, reason, smtp_status, attempts, sent_at;

-- name: forget_words
-- A failed mail keeps what it was made of, in case a missing part arrives: not for the erased.
UPDATE deliveries SET fact = NULL
WHERE person_id = ANY($1::uuid[]) AND state = 'failed' AND fact IS NOT NULL;

-- name: wake
-- A part has arrived: mails that wait for it are due. A notice is about an event or about a booking.
UPDATE deliveries SET due_at = $3, waiting_for = NULL
WHERE state = 'pending' AND waiting_for = $2
  AND (CASE $2 WHEN 'contact' THEN person_id WHEN 'event' THEN event_id WHEN 'notice' THEN event_id
          ELSE subject_id END = ANY($1::uuid[])
       OR $2 = 'notice' AND subject_id = ANY($1::uuid[]));

-- name: reopen
-- A part has arrived after all: mails that had failed for want of it are required again.
UPDATE deliveries
SET state = 'pending', reason = NULL, due_at = $3, required_at = $3, version = version + 1
WHERE state = 'failed' AND reason IN ('contact_missing', 'event_missing', 'document_missing')
  AND reason = $2 || '_missing'
  AND CASE $2 WHEN 'contact' THEN person_id WHEN 'event' THEN event_id ELSE subject_id END
      = ANY($1::uuid[])
RETURNING id, version, event_id, kind, state, reason, smtp_status, attempts, sent_at;

-- name: of_event
-- Mails about an event, oldest first, from a number on.
SELECT number, id, kind, state, reason, smtp_status, waiting_for, attempts, required_at, sent_at
FROM deliveries WHERE event_id = $1 AND number > $2 ORDER BY number LIMIT $3;

-- name: count_states
-- For metrics: mails in each state, and how long the oldest open one has been required (seconds).
SELECT state, count(*) AS mails,
       coalesce(extract(epoch FROM $1 - min(required_at)), 0)::float8 AS oldest_seconds
FROM deliveries GROUP BY state;

-- name: balance
-- Invariant I5.
SELECT required, sent, failed, suppressed, pending, overdue, holds FROM deliveries_balance($1, $2);
