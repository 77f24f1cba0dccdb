-- migrate:up

-- Who wants to hear of the next event of a series. Nothing but the request to confirm is sent before
-- confirmed_at. email_hash: keyed, so that an address follows a series once. person_id: the contact of
-- the registration it came with. erase_at: its own period, whatever becomes of the registration.
CREATE TABLE series_followers (
    id uuid PRIMARY KEY,
    series_id uuid NOT NULL REFERENCES event_series (id),
    email text NOT NULL,
    email_hash bytea NOT NULL,
    locale text NOT NULL,
    person_id uuid,
    generation integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    erase_at timestamptz NOT NULL,
    UNIQUE (series_id, email_hash)
);
CREATE INDEX series_followers_due ON series_followers (erase_at);
CREATE INDEX series_followers_of_person ON series_followers (person_id) WHERE person_id IS NOT NULL;

-- migrate:down
-- We roll forward.
