-- migrate:up

-- Which events the followers of a series have been told of: each once, whenever it came into the series.
CREATE TABLE told_of_events (
    series_id uuid NOT NULL REFERENCES event_series (id),
    event_id uuid NOT NULL REFERENCES events (id),
    told_at timestamptz NOT NULL,
    PRIMARY KEY (series_id, event_id)
);

-- migrate:down
-- We roll forward.
