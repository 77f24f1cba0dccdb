-- name: reach
-- Whom a change of an event would reach: what is not cancelled, and the addresses in it.
WITH active AS (
    SELECT id, contact_email FROM bookings WHERE event_id = $1 AND status <> 'cancelled'
), attending AS (
    SELECT p.booking_id, p.status, p.email
    FROM booked_people AS p JOIN active AS b ON b.id = p.booking_id
    WHERE p.status <> 'cancelled'
)
SELECT (SELECT count(*) FROM active) AS registrations,
       (SELECT count(*) FROM attending) AS people,
       (SELECT count(*) FROM attending WHERE status = 'waitlisted') AS waiting,
       (SELECT count(*) FROM (SELECT lower(contact_email) FROM active WHERE contact_email IS NOT NULL
                              UNION SELECT lower(email) FROM attending WHERE email IS NOT NULL)
        AS addresses) AS mails,
       (SELECT count(*) FROM active AS b WHERE b.contact_email IS NULL AND EXISTS (
            SELECT FROM attending AS p WHERE p.booking_id = b.id AND p.email IS NULL)
       ) AS by_telephone;

-- name: bookings_choosing
-- Bookings in which somebody has or waits for one of these sessions, in lock order.
SELECT b.id FROM bookings AS b
WHERE b.event_id = $1 AND b.status <> 'cancelled' AND EXISTS (
    SELECT FROM booked_people AS p
    WHERE p.booking_id = b.id AND p.status <> 'cancelled' AND p.session_ids && $2::uuid[])
ORDER BY b.id;
