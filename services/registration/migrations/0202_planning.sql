-- migrate:up

-- What an event says of its place, who else organises it, and rules of taking part. Old code writes
-- none of these and reads none.
ALTER TABLE events
    ADD COLUMN address jsonb,
    ADD COLUMN accessibility jsonb,
    ADD COLUMN co_organiser_ids uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN minimum_participants integer CHECK (minimum_participants >= 1),
    ADD COLUMN decide_by timestamptz,
    ADD COLUMN overlap_rule text NOT NULL DEFAULT 'refuse'
        CHECK (overlap_rule IN ('refuse', 'allow')),
    ADD COLUMN allowed_overlaps jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN notice jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN series_id uuid,
    ADD COLUMN reported_at timestamptz;
CREATE INDEX events_of_co_organiser ON events USING gin (co_organiser_ids);
CREATE INDEX events_of_series ON events (series_id, starts_at) WHERE series_id IS NOT NULL;

-- Events that repeat. `coming`: when the coming one is not yet fixed, a labelled range of dates.
CREATE TABLE event_series (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 1),
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    title text NOT NULL,
    titles jsonb NOT NULL DEFAULT '{}',
    coming jsonb,
    created_at timestamptz NOT NULL
);
CREATE INDEX event_series_of_organisation ON event_series (organisation_id, created_at, id);

-- migrate:down
-- We roll forward.
