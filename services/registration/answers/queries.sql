-- name: respondents
-- Who has a place or waits at event $1, in order of arrival, with their answers by question; at most $2.
SELECT p.id, p.name, p.status,
       coalesce((SELECT jsonb_object_agg(a.question_id, a.value) FROM given_answers AS a
                 WHERE a.person_id = p.id), '{}')::text AS answers
FROM bookings AS b JOIN booked_people AS p ON p.booking_id = b.id
WHERE b.event_id = $1 AND p.status <> 'cancelled' AND p.erased_at IS NULL
ORDER BY b.created_at, b.id, p.number LIMIT $2;

-- name: needing
-- Who needs support at event $1 and comes or waits, in order of arrival; of those who consented that
-- the member of staff $3 sees it.
SELECT s.person_id, p.name, p.status
FROM support_needs AS s
JOIN booked_people AS p ON p.id = s.person_id JOIN bookings AS b ON b.id = p.booking_id
WHERE s.event_id = $1 AND $3::uuid = ANY(s.seen_by)
  AND p.status <> 'cancelled' AND p.erased_at IS NULL
ORDER BY b.created_at, b.id, p.number LIMIT $2;

-- name: count_needs
-- How many people of event $1 need what.
SELECT need, count(*)::integer AS people
FROM support_needs AS s JOIN booked_people AS p ON p.id = s.person_id, unnest(s.needs) AS need
WHERE s.event_id = $1 AND p.status <> 'cancelled' AND p.erased_at IS NULL
GROUP BY need;
