-- migrate:up
-- What an API token may be used for; NULL: all that its owner's grants allow.
ALTER TABLE access_sessions ADD COLUMN scopes text[];

-- migrate:down
-- We roll forward only.
