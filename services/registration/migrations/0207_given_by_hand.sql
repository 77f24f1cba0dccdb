-- migrate:up

-- `by_hand`: nobody moves up by itself, the team gives each place.
ALTER TABLE events DROP CONSTRAINT events_promotion_check;
ALTER TABLE events ADD CONSTRAINT events_promotion_check
    CHECK (promotion IN ('automatic', 'offer', 'by_hand'));

-- How many sessions a person may choose, and until when people change their registrations themselves.
ALTER TABLE events
    ADD COLUMN sessions_least integer CHECK (sessions_least > 0),
    ADD COLUMN sessions_most integer CHECK (sessions_most > 0),
    ADD COLUMN changes_until timestamptz;

-- migrate:down
-- We roll forward.
