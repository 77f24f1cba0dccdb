-- migrate:up

CREATE TABLE staff (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 1),
    email text NOT NULL UNIQUE,
    name text NOT NULL,
    locale text NOT NULL,
    created_at timestamptz NOT NULL
);

-- organisation_id NULL: the whole installation. member: made by an organisation's list of members,
-- so that its reports and invitations go there; a grant made for a token is none.
CREATE TABLE grants (
    staff_id uuid NOT NULL REFERENCES staff (id),
    role text NOT NULL CHECK (
        role IN ('administrator', 'organizer', 'supervisor', 'steward', 'partner', 'auditor')),
    organisation_id uuid,
    event_id uuid,
    expires_at timestamptz,
    member boolean NOT NULL,
    CHECK (organisation_id IS NOT NULL OR role = 'administrator'),
    UNIQUE NULLS NOT DISTINCT (staff_id, role, organisation_id, event_id)
);
CREATE INDEX grants_of_organisation ON grants (organisation_id) WHERE member;

-- Someone asked for a link. staff_id is NULL for an unknown address: the row makes both look alike.
-- Nothing here opens a session: the link and the code are derived from id and generation.
CREATE TABLE sign_ins (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('sign_in', 'invitation')),
    staff_id uuid REFERENCES staff (id),
    generation integer NOT NULL DEFAULT 1,
    browser_hash bytea UNIQUE,
    address_hash bytea,
    network text,
    return_to text,
    code_attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX sign_ins_of_address ON sign_ins (address_hash, created_at);
CREATE INDEX sign_ins_of_network ON sign_ins (network, created_at);
CREATE INDEX sign_ins_by_expiry ON sign_ins (expires_at);

-- Sessions of browsers and API tokens; only the SHA-256 of the secret is kept.
CREATE TABLE staff_sessions (
    token_hash text PRIMARY KEY,
    staff_id uuid NOT NULL REFERENCES staff (id),
    kind text NOT NULL CHECK (kind IN ('session', 'token')),
    label text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX staff_sessions_of_staff ON staff_sessions (staff_id, kind, label);
CREATE INDEX staff_sessions_by_expiry ON staff_sessions (expires_at);

-- migrate:down
-- We roll forward.
