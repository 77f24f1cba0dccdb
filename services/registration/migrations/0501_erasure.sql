-- migrate:up

-- From then on nobody knows who this was; the row stays for the figures, under its random id.
ALTER TABLE bookings ADD COLUMN erased_at timestamptz;
ALTER TABLE booked_people ADD COLUMN erased_at timestamptz;

-- How long an event keeps its people after its end (`days` NULL: as usual for its kind), and when it
-- was last found to know nobody any more.
CREATE TABLE retention (
    event_id uuid PRIMARY KEY,
    days integer CHECK (days BETWEEN 1 AND 730),
    swept_at timestamptz
);

-- Dumps never show what was erased; the pages of a table keep it until vacuum and reuse. So these
-- tables are cleaned after a few hundred changes, however large they are.
ALTER TABLE bookings SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
ALTER TABLE booked_people
    SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

-- migrate:down
-- We roll forward.
