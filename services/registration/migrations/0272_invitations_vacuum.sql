-- migrate:up

-- As for other tables of people: what was erased is gone from the pages soon, however few rows change.
ALTER TABLE invitations SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

-- migrate:down
-- We roll forward.
