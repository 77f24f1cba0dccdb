-- migrate:up

-- Follow-up offers: what people take home from an event, behind the code of their card. `texts` by
-- language; organizers write them, no participant is in them.
CREATE TABLE follow_up_offers (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES events (id),
    number integer NOT NULL,
    kind text NOT NULL,
    texts jsonb NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX follow_up_offers_of_event ON follow_up_offers (event_id, number);

-- migrate:down
-- We roll forward.
