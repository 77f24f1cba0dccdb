-- migrate:up

-- “The first of these that is free”: choices in order, for people who wait; the first of them stands
-- in `session_ids` too. In the waitlist: one list of choices for each of `person_ids`. NULL: nothing
-- to choose from.
ALTER TABLE booked_people ADD COLUMN options jsonb;
ALTER TABLE waitlist ADD COLUMN options jsonb;

-- migrate:down
-- We roll forward.
