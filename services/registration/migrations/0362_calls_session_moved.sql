-- migrate:up

-- Another time of a session is told by telephone, too.
ALTER TABLE calls DROP CONSTRAINT calls_why_check;
ALTER TABLE calls ADD CONSTRAINT calls_why_check
    CHECK (why IN ('promoted', 'session_moved', 'event_moved', 'event_cancelled'));

-- migrate:down
-- We roll forward.
