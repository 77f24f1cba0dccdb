-- migrate:up

-- Who gets no place, and that a session does not take place, is told by telephone, too.
ALTER TABLE calls DROP CONSTRAINT calls_why_check;
ALTER TABLE calls ADD CONSTRAINT calls_why_check
    CHECK (why IN ('promoted', 'declined', 'session_moved', 'session_cancelled', 'event_moved',
                   'event_cancelled'));

-- migrate:down
-- We roll forward.
