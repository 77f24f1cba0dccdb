-- migrate:up

-- By which right somebody registered. A personal invitation is good for one registration at a time.
ALTER TABLE bookings
    ADD COLUMN contingent_id uuid,
    ADD COLUMN invitation_id uuid;
CREATE UNIQUE INDEX bookings_invited_once ON bookings (invitation_id)
    WHERE invitation_id IS NOT NULL AND status <> 'cancelled';
CREATE INDEX bookings_of_contingent ON bookings (contingent_id) WHERE contingent_id IS NOT NULL;

-- migrate:down
-- We roll forward.
