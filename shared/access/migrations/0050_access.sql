-- migrate:up
-- Sessions and grants as registration published them. Rows of other services' databases only;
-- nothing here is personal: hashes, random ids, roles.

CREATE TABLE access_sessions (
    token_hash text PRIMARY KEY,
    staff_id uuid NOT NULL,
    kind text NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE access_staff (
    staff_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    grants jsonb NOT NULL
);

-- migrate:down
-- We roll forward only.
