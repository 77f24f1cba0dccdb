-- migrate:up

-- When each topic of personal data was last beaten, so that replicas don't all do it.
CREATE TABLE heartbeats (
    topic text PRIMARY KEY,
    beaten_at timestamptz NOT NULL
);

-- migrate:down
-- We roll forward.
