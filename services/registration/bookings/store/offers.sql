-- name: due_offers
-- Events in which an offer has run out.
SELECT DISTINCT event_id FROM booked_people
WHERE status = 'offered' AND offer_expires_at <= $1 LIMIT $2;

-- name: expired_offers
-- Bookings of an event with offers that have run out; read under the event's lock.
SELECT DISTINCT booking_id FROM booked_people
WHERE event_id = $1 AND status = 'offered' AND offer_expires_at <= $2;
