-- migrate:up

-- Latest state of what mails speak about; `body` is the message as it came. No names in it.
CREATE TABLE known_events (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    organiser_id uuid NOT NULL,
    body bytea NOT NULL
);

CREATE TABLE known_organisations (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    body bytea NOT NULL
);

CREATE TABLE known_bookings (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    event_id uuid NOT NULL,
    body bytea NOT NULL
);

CREATE TABLE known_editions (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL,
    number integer NOT NULL,
    organisation_ids uuid[] NOT NULL,
    received_at timestamptz NOT NULL,
    settled boolean NOT NULL DEFAULT false,
    body bytea NOT NULL
);
CREATE INDEX known_editions_unsettled ON known_editions (received_at) WHERE NOT settled;

-- The PDF of an edition, kept only until its mails have gone out.
CREATE TABLE documents (
    edition_id uuid PRIMARY KEY,
    received_at timestamptz NOT NULL,
    body bytea NOT NULL
);
ALTER TABLE documents ALTER COLUMN body SET STORAGE EXTERNAL;

-- migrate:down
