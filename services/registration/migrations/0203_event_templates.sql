-- migrate:up

-- Templates that organisations made of events of theirs. `event`: the event as it was then, without its
-- join link; a new event takes it over as a copy would. No participant is in it.
CREATE TABLE event_templates (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    title text NOT NULL,
    event jsonb NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX event_templates_of_organisation ON event_templates (organisation_id, created_at, id);

-- migrate:down
-- We roll forward.
