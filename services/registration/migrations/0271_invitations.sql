-- migrate:up

-- Whether everybody may register or only who is invited, and whether calendars and the start page
-- show the event. Old code writes neither: open and shown.
ALTER TABLE events
    ADD COLUMN admission text NOT NULL DEFAULT 'open' CHECK (admission IN ('open', 'invitation')),
    ADD COLUMN listed boolean NOT NULL DEFAULT true;

-- The right of an organisation to a number of places at an event. `generation` is that of its link,
-- `code_lookup` the keyed hash of the code on paper. From `released_at` on unused places are everybody's.
CREATE TABLE contingents (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES events (id),
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    places integer NOT NULL CHECK (places >= 1),
    generation integer NOT NULL DEFAULT 1,
    code_lookup bytea NOT NULL,
    release_at timestamptz,
    released_at timestamptz,
    created_at timestamptz NOT NULL,
    UNIQUE (event_id, organisation_id)
);
CREATE INDEX contingents_by_code ON contingents (code_lookup);
CREATE INDEX contingents_due ON contingents (release_at) WHERE released_at IS NULL;

-- One person invited to one event; `id` is also its id in the contacts topic. Whether it was used is
-- what the booking that names it says. Name and addresses go soon after the event (`erased_at`).
CREATE TABLE invitations (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES events (id),
    contingent_id uuid REFERENCES contingents (id),
    channel text NOT NULL CHECK (channel IN ('mail', 'letter')),
    name text,
    email text,
    address text,
    locale text NOT NULL,
    generation integer NOT NULL DEFAULT 1,
    code_lookup bytea NOT NULL,
    same_as bytea,
    sent_at timestamptz,
    declined_at timestamptz,
    revoked_at timestamptz,
    erased_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX invitations_of_event ON invitations (event_id, created_at, id);
CREATE INDEX invitations_by_code ON invitations (code_lookup);
CREATE UNIQUE INDEX invitations_once ON invitations (event_id, same_as)
    WHERE same_as IS NOT NULL AND revoked_at IS NULL;
CREATE INDEX invitations_known ON invitations (event_id) WHERE erased_at IS NULL;

-- migrate:down
-- We roll forward.
