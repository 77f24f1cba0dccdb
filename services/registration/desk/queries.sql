-- name: list_arrived
-- A page of registrations of event $1 in order of arrival. $2: statuses of people; $3: a session; $4: an
-- organisation; $5: part of a name or address, $6: keyed hashes of a booking code (either may find);
-- $7, $8: where the page before ended.
SELECT b.id, b.created_at FROM bookings AS b
WHERE b.event_id = $1
  AND ($7::timestamptz IS NULL OR (b.created_at, b.id) > ($7, $8::uuid))
  AND ($4::uuid IS NULL OR b.organisation_id = $4)
  AND (($5::text IS NULL AND $6::bytea[] IS NULL)
       OR b.code_lookup = ANY($6)
       OR b.contact_name ILIKE $5 OR b.contact_email ILIKE $5
       OR EXISTS (SELECT FROM booked_people AS n
                  WHERE n.booking_id = b.id AND (n.name ILIKE $5 OR n.email ILIKE $5)))
  AND EXISTS (SELECT FROM booked_people AS p
              WHERE p.booking_id = b.id AND ($2::text IS NULL OR p.status = $2)
                AND ($3::uuid IS NULL OR $3 = ANY(p.session_ids)))
ORDER BY b.created_at, b.id LIMIT $9;

-- name: list_latest
-- The same, latest first.
SELECT b.id, b.created_at FROM bookings AS b
WHERE b.event_id = $1
  AND ($7::timestamptz IS NULL OR (b.created_at, b.id) < ($7, $8::uuid))
  AND ($4::uuid IS NULL OR b.organisation_id = $4)
  AND (($5::text IS NULL AND $6::bytea[] IS NULL)
       OR b.code_lookup = ANY($6)
       OR b.contact_name ILIKE $5 OR b.contact_email ILIKE $5
       OR EXISTS (SELECT FROM booked_people AS n
                  WHERE n.booking_id = b.id AND (n.name ILIKE $5 OR n.email ILIKE $5)))
  AND EXISTS (SELECT FROM booked_people AS p
              WHERE p.booking_id = b.id AND ($2::text IS NULL OR p.status = $2)
                AND ($3::uuid IS NULL OR $3 = ANY(p.session_ids)))
ORDER BY b.created_at DESC, b.id DESC LIMIT $9;

-- name: count_people
-- How many people of event $1 have which status, and how many of them aren't erased. $2: a session; $3: an
-- organisation; $4, $5: part of a name or address, keyed hashes of a booking code.
SELECT p.status, count(*) AS people, count(*) FILTER (WHERE p.erased_at IS NULL) AS known
FROM bookings AS b JOIN booked_people AS p ON p.booking_id = b.id
WHERE b.event_id = $1
  AND ($2::uuid IS NULL OR $2 = ANY(p.session_ids))
  AND ($3::uuid IS NULL OR b.organisation_id = $3)
  AND (($4::text IS NULL AND $5::bytea[] IS NULL)
       OR b.code_lookup = ANY($5)
       OR b.contact_name ILIKE $4 OR b.contact_email ILIKE $4
       OR EXISTS (SELECT FROM booked_people AS n
                  WHERE n.booking_id = b.id AND (n.name ILIKE $4 OR n.email ILIKE $4)))
GROUP BY p.status;

-- name: organisations_of
-- Where those registered for event $1 come from.
SELECT o.id, o.name FROM organisations AS o
WHERE o.id IN (SELECT organisation_id FROM bookings WHERE event_id = $1) ORDER BY o.name, o.id;

-- name: select_people
-- For whom something is done at event $1, in order of arrival. $2 to $6 as in list_arrived; $7: only
-- these people. An address that nobody has proven is written to only as the contact's.
SELECT p.id, p.booking_id, b.created_at, p.status, p.session_ids, p.name, b.contact_id, b.contact_email,
       CASE WHEN NOT b.unproven THEN p.email END AS own_email,
       b.registered_by AS company_id, c.contact_email AS company_email
FROM bookings AS b JOIN booked_people AS p ON p.booking_id = b.id
LEFT JOIN company_registrations AS c ON c.id = b.registered_by
WHERE b.event_id = $1 AND p.erased_at IS NULL
  AND ($7::uuid[] IS NULL OR p.id = ANY($7))
  AND ($2::text IS NULL OR p.status = $2) AND ($3::uuid IS NULL OR $3 = ANY(p.session_ids))
  AND ($4::uuid IS NULL OR b.organisation_id = $4)
  AND (($5::text IS NULL AND $6::bytea[] IS NULL)
       OR b.code_lookup = ANY($6)
       OR b.contact_name ILIKE $5 OR b.contact_email ILIKE $5
       OR EXISTS (SELECT FROM booked_people AS n
                  WHERE n.booking_id = b.id AND (n.name ILIKE $5 OR n.email ILIKE $5)))
ORDER BY b.created_at, b.id, p.number LIMIT $8;

-- name: count_calls
-- How many calls are owed at event $1.
SELECT count(*) FROM calls AS c JOIN bookings AS b ON b.id = c.booking_id
WHERE c.event_id = $1 AND c.called_at IS NULL AND b.erased_at IS NULL
  AND (c.why NOT IN ('promoted', 'session_moved') OR b.status <> 'cancelled');

-- name: list_calls
-- Who has to be called at event $1: those not called yet first, then the oldest. A place that is given
-- back needs no call any more.
SELECT c.booking_id, c.why, c.since, c.called_at, s.name AS called_by
FROM calls AS c JOIN bookings AS b ON b.id = c.booking_id
LEFT JOIN staff AS s ON s.id = c.called_by
WHERE c.event_id = $1 AND b.erased_at IS NULL
  AND (c.why NOT IN ('promoted', 'session_moved') OR b.status <> 'cancelled')
ORDER BY c.called_at IS NOT NULL, c.since, c.booking_id LIMIT $2;

-- name: message_sent
-- Whether event $1 has sent message $2 already: a form sent twice writes nobody twice.
SELECT (changed->>'count')::integer FROM audit_log
WHERE about = $1 AND what = 'messages.sent' AND changed->>'message' = $2 LIMIT 1;

-- name: messages_since
-- How many messages event $1 has sent since $2.
SELECT count(*) FROM audit_log
WHERE about = $1 AND what = 'messages.sent' AND at > $2;

-- name: history
-- Who changed what at event $1 and its registrations, latest first; $2, $3: where the page before ended.
SELECT a.id, a.at, a.staff_id, a.via, a.what, a.about, a.organisation_id,
       a.changed::text AS changed, s.name AS staff_name
FROM audit_log AS a LEFT JOIN staff AS s ON s.id = a.staff_id
WHERE (a.about = $1 OR a.about IN (SELECT id FROM bookings WHERE event_id = $1))
  AND ($2::timestamptz IS NULL OR (a.at, a.id) < ($2, $3::uuid))
ORDER BY a.at DESC, a.id DESC LIMIT $4;
