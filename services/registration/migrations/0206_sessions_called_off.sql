-- migrate:up

-- A session that does not take place stays in the programme and says so. Old code writes none of
-- this and reads none.
ALTER TABLE sessions ADD COLUMN cancelled boolean NOT NULL DEFAULT false;

-- migrate:down
-- We roll forward.
