-- migrate:up

-- For which day of decision the team of an event was warned that too few people are registered.
-- Another day is another warning.
CREATE TABLE minimum_warnings (
    event_id uuid PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
    decide_by timestamptz NOT NULL,
    warned_at timestamptz NOT NULL
);
CREATE INDEX events_with_minimum ON events ((coalesce(decide_by, starts_at)))
    WHERE status = 'published' AND minimum_participants IS NOT NULL;

-- migrate:down
-- We roll forward.
