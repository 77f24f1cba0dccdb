-- migrate:up

-- For whom somebody registers others, and of which generation the link to that list is.
ALTER TABLE contacts ADD COLUMN company text;
ALTER TABLE contacts ADD COLUMN generation integer NOT NULL DEFAULT 1;

-- migrate:down
-- We roll forward.
