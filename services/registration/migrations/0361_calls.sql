-- migrate:up

-- A number to call those whom no mail reaches; erased with the rest of the contact.
ALTER TABLE bookings ADD COLUMN contact_phone text;

-- Bookings of which somebody has to be told by telephone, the latest reason each. Ids only.
CREATE TABLE calls (
    booking_id uuid PRIMARY KEY,
    event_id uuid NOT NULL,
    why text NOT NULL CHECK (why IN ('promoted', 'event_moved', 'event_cancelled')),
    since timestamptz NOT NULL,
    called_at timestamptz,
    called_by uuid
);
CREATE INDEX calls_of_event ON calls (event_id, since, booking_id);

-- migrate:down
-- We roll forward.
