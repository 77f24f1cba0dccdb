-- migrate:up

-- Whether confirmed people get a mail the day before.
ALTER TABLE events ADD COLUMN reminder boolean NOT NULL DEFAULT true;

-- migrate:down
-- We roll forward.
