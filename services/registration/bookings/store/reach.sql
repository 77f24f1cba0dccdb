-- name: reach
-- Whom a change of an event would reach: what is not cancelled, and the addresses in it.
WITH active AS (
    SELECT id, contact_email FROM bookings WHERE event_id = $1 AND status <> 'cancelled'
), attending AS (
    SELECT p.booking_id, p.status, p.email
    FROM booked_people AS p JOIN active AS b ON b.id = p.booking_id
    WHERE p.status <> 'cancelled'
), open_invitations AS (
    SELECT i.email FROM invitations AS i
    WHERE i.event_id = $1 AND i.sent_at IS NOT NULL AND i.declined_at IS NULL
      AND i.revoked_at IS NULL AND i.erased_at IS NULL
      AND NOT EXISTS (SELECT FROM bookings AS b
                      WHERE b.invitation_id = i.id AND b.status <> 'cancelled')
)
SELECT (SELECT count(*) FROM active) AS registrations,
       (SELECT count(*) FROM attending) AS people,
       (SELECT count(*) FROM attending WHERE status = 'waitlisted') AS waiting,
       (SELECT count(*) FROM (SELECT lower(contact_email) FROM active WHERE contact_email IS NOT NULL
                              UNION SELECT lower(email) FROM attending WHERE email IS NOT NULL)
        AS addresses) AS mails,
       (SELECT count(*) FROM active AS b WHERE b.contact_email IS NULL AND EXISTS (
            SELECT FROM attending AS p WHERE p.booking_id = b.id AND p.email IS NULL)
       ) AS by_telephone,
       (SELECT count(*) FROM open_invitations WHERE email IS NOT NULL) AS invited_by_mail,
       (SELECT count(*) FROM open_invitations WHERE email IS NULL) AS invited_by_letter;

-- name: reach_of_sessions
-- Whom it would reach that sessions $2 of event $1 do not take place; `nothing_else`: people who have chosen
-- nothing else.
WITH attending AS (
    SELECT p.booking_id, p.status, p.email, p.session_ids, p.options, b.contact_email
    FROM booked_people AS p JOIN bookings AS b ON b.id = p.booking_id
    WHERE p.event_id = $1 AND p.status <> 'cancelled'
), choosing AS (
    SELECT *, NOT EXISTS (SELECT FROM unnest(session_ids) AS s WHERE NOT s = ANY($2::uuid[]))
              AND NOT EXISTS (SELECT FROM jsonb_path_query(options, '$[*][*]') AS o
                              WHERE NOT (o #>> '{}')::uuid = ANY($2::uuid[])) AS nothing_else
    FROM attending
    WHERE session_ids && $2::uuid[]
       OR EXISTS (SELECT FROM jsonb_path_query(options, '$[*][*]') AS o
                  WHERE (o #>> '{}')::uuid = ANY($2::uuid[]))
)
SELECT count(DISTINCT booking_id) AS registrations, count(*) AS people,
       count(*) FILTER (WHERE status = 'waitlisted') AS waiting,
       count(*) FILTER (WHERE nothing_else) AS nothing_else,
       (SELECT count(*) FROM (SELECT lower(contact_email) FROM choosing WHERE contact_email IS NOT NULL
                              UNION SELECT lower(email) FROM choosing WHERE email IS NOT NULL)
        AS addresses) AS mails,
       count(DISTINCT booking_id) FILTER (WHERE contact_email IS NULL AND email IS NULL)
           AS by_telephone
FROM choosing;

-- name: bookings_wanting
-- Bookings in which somebody has one of these sessions or waits for it, if only as one of several
-- choices, in lock order.
SELECT DISTINCT p.booking_id AS id FROM booked_people AS p
WHERE p.event_id = $1 AND p.status <> 'cancelled'
  AND (p.session_ids && $2::uuid[]
       OR EXISTS (SELECT FROM jsonb_path_query(p.options, '$[*][*]') AS o
                  WHERE (o #>> '{}')::uuid = ANY($2::uuid[])))
ORDER BY p.booking_id;

-- name: bookings_choosing
-- Bookings in which somebody has or waits for one of these sessions, in lock order.
SELECT b.id FROM bookings AS b
WHERE b.event_id = $1 AND b.status <> 'cancelled' AND EXISTS (
    SELECT FROM booked_people AS p
    WHERE p.booking_id = b.id AND p.status <> 'cancelled' AND p.session_ids && $2::uuid[])
ORDER BY b.id;
