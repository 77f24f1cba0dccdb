-- migrate:up

-- When an event last changed, for LAST-MODIFIED in feeds; written with each change of the event.
-- An event without a row has not changed since it was published.
CREATE TABLE calendar_changes (
    event_id uuid PRIMARY KEY,
    changed_at timestamptz NOT NULL
);

-- migrate:down
-- We roll forward.
