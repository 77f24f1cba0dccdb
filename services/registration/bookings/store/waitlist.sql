-- name: insert_waiting
-- New units at the end of the waitlist of event $1, in the order given.
INSERT INTO waitlist (event_id, booking_id, person_ids, wanted, seats, options)
SELECT $1, w.booking_id, w.person_ids::uuid[], w.wanted::uuid[], w.seats::integer[],
       w.options::jsonb
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
     WITH ORDINALITY AS w (booking_id, person_ids, wanted, seats, options, nth)
ORDER BY w.nth;

-- name: waiting_ahead
-- How many units wait, by what they want and whose places they may have.
SELECT w.wanted, b.contingent_id, count(*) AS units
FROM waitlist AS w JOIN bookings AS b ON b.id = w.booking_id
WHERE w.event_id = $1 GROUP BY w.wanted, b.contingent_id;

-- name: read_waiting
-- The waitlist of an event in order; an offer reaches those with an address.
SELECT w.number, w.booking_id, w.person_ids, w.wanted, w.seats, w.options, b.contingent_id,
       b.unproven, b.contact_email IS NOT NULL AS reachable
FROM waitlist AS w JOIN bookings AS b ON b.id = w.booking_id
WHERE w.event_id = $1 ORDER BY w.number;

-- name: waiting_of_booking
-- The units of one booking that wait.
SELECT number, person_ids, wanted, seats FROM waitlist WHERE booking_id = $1 ORDER BY number;

-- name: count_ahead
-- Units before $2 that want one of the sessions $3 or, if $4, places of the same contingent $6 (NULL:
-- of none). $5: which ids keep places, contingents among them.
SELECT count(*) FROM waitlist AS w JOIN bookings AS b ON b.id = w.booking_id
WHERE w.event_id = $1 AND w.number < $2
  AND (w.wanted && $3::uuid[]
       OR ($4 AND CASE WHEN b.contingent_id = ANY($5::uuid[]) THEN b.contingent_id END
                  IS NOT DISTINCT FROM $6::uuid));

-- name: update_waiting
-- A unit that wants less than before keeps its number.
UPDATE waitlist SET person_ids = $3, wanted = $4, seats = $5, options = $6::jsonb
WHERE event_id = $1 AND number = $2;

-- name: let_first
-- These units go before all others, in the order given; the event is locked.
UPDATE waitlist AS w SET number = before.least - cardinality($2::bigint[]) + first.nth - 1
FROM (SELECT min(number) AS least FROM waitlist WHERE event_id = $1) AS before,
     unnest($2::bigint[]) WITH ORDINALITY AS first (number, nth)
WHERE w.event_id = $1 AND w.number = first.number;

-- name: delete_waiting
-- These units wait no more.
DELETE FROM waitlist WHERE event_id = $1 AND number = ANY($2::bigint[]);

-- name: delete_waiting_of_booking
-- Nobody of this booking waits any more.
DELETE FROM waitlist WHERE booking_id = $1;

-- name: delete_waitlist
-- Nobody waits for this event any more.
DELETE FROM waitlist WHERE event_id = $1;
