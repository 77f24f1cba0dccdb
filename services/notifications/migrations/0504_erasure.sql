-- migrate:up

-- Dumps never show what was deleted; the pages of a table keep it until vacuum and reuse. A few
-- erased people are reason enough to clean up, however large the table is.
ALTER TABLE contacts SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50);
ALTER TABLE replays SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10);

-- migrate:down
-- We roll forward.
