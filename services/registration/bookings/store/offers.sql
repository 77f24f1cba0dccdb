-- name: due_offers
-- Events in which an offer has run out; while an event does not take place, none does.
SELECT DISTINCT p.event_id FROM booked_people p JOIN events e ON e.id = p.event_id
WHERE p.status = 'offered' AND p.offer_expires_at <= $1 AND e.status = 'published' LIMIT $2;

-- name: expired_offers
-- Bookings of an event with offers that have run out; read under the event's lock.
SELECT DISTINCT booking_id FROM booked_people
WHERE event_id = $1 AND status = 'offered' AND offer_expires_at <= $2;

-- name: open_offers
-- Bookings of an event with offers, run out or not; read under the event's lock.
SELECT DISTINCT booking_id FROM booked_people WHERE event_id = $1 AND status = 'offered';
