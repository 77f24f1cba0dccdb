-- migrate:up

CREATE TABLE organisations (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 1),
    name text NOT NULL,
    kind text NOT NULL,
    parent_id uuid REFERENCES organisations (id),
    branch text,
    headcount integer CHECK (headcount >= 0),
    carrier text,
    address text,
    created_at timestamptz NOT NULL
);
CREATE INDEX organisations_of_parent ON organisations (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX organisations_in_order ON organisations (created_at, id);

CREATE TABLE events (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 1),
    status text NOT NULL CHECK (status IN ('draft', 'published', 'closed', 'cancelled')),
    title text NOT NULL,
    kind text NOT NULL,
    organiser_id uuid NOT NULL REFERENCES organisations (id),
    partner_ids uuid[] NOT NULL DEFAULT '{}',
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    time_zone text NOT NULL,
    capacity integer CHECK (capacity >= 1),
    waitlist boolean NOT NULL,
    promotion text NOT NULL CHECK (promotion IN ('automatic', 'offer')),
    duplicate_answer text NOT NULL CHECK (duplicate_answer IN ('tell', 'mail')),
    identity text NOT NULL CHECK (identity IN ('none', 'code', 'named')),
    registration_opens_at timestamptz NOT NULL,
    registration_closes_at timestamptz NOT NULL,
    venue text,
    contact jsonb,
    join_url text,
    texts jsonb NOT NULL DEFAULT '{}',
    report jsonb NOT NULL,
    in_house text NOT NULL CHECK (in_house IN ('counted', 'estimated', 'off')),
    stay_minutes integer,
    created_at timestamptz NOT NULL,
    published_at timestamptz,
    closed_at timestamptz
);
CREATE INDEX events_of_organiser ON events (organiser_id);
CREATE INDEX events_of_partner ON events USING gin (partner_ids);
CREATE INDEX events_public ON events (ends_at) WHERE status = 'published';
CREATE INDEX events_in_order ON events (starts_at, id);

-- A session without a row here does not exist; places taken are counted by the bookings slice.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES events (id),
    number integer NOT NULL,
    title text NOT NULL,
    kind text NOT NULL,
    field_of_action text,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    capacity integer CHECK (capacity >= 1),
    drop_in boolean NOT NULL,
    confidential boolean NOT NULL,
    host_organisation_id uuid REFERENCES organisations (id),
    room text,
    slot_of uuid REFERENCES sessions (id),
    texts jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX sessions_of_event ON sessions (event_id, number);

-- migrate:down
-- We roll forward.
