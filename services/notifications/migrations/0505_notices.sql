-- migrate:up

-- An organizer's own words about a change of an event. They belong to the mails about the bookings
-- that name this version of the event, and are forgotten as soon as their topic forgets them.
CREATE TABLE event_notices (
    event_id uuid NOT NULL,
    event_version integer NOT NULL,
    body bytea NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (event_id, event_version)
);
CREATE INDEX event_notices_old ON event_notices (received_at);

-- Organisations that organise beside the one in charge: reports and lists are for theirs, too.
ALTER TABLE known_events ADD COLUMN co_organiser_ids uuid[] NOT NULL DEFAULT '{}';
UPDATE known_events
SET co_organiser_ids = ARRAY(
    SELECT jsonb_array_elements_text(convert_from(body, 'UTF8')::jsonb -> 'co_organiser_ids')::uuid)
WHERE convert_from(body, 'UTF8')::jsonb ? 'co_organiser_ids';

-- migrate:down
-- We roll forward.
