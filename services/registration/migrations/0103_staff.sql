-- migrate:up

-- A grant, session or token is changed and taken back by an id that may leave the database.
ALTER TABLE grants
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN granted_at timestamptz;
CREATE INDEX grants_by_organisation ON grants (organisation_id);
CREATE INDEX grants_by_expiry ON grants (expires_at) WHERE expires_at IS NOT NULL;

-- NULL: invited, never been here.
ALTER TABLE staff ADD COLUMN signed_in_at timestamptz;

-- scopes NULL: all that the grants allow. device: browser and system in words, of a session.
-- last_seen_at is written now and then, not with each request.
ALTER TABLE staff_sessions
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN scopes text[],
    ADD COLUMN device text NOT NULL DEFAULT '',
    ADD COLUMN last_seen_at timestamptz;

-- A browser may have asked several times: each of its links and codes works. known_browser: the
-- hash of a browser in which this staff member has signed in before; others can't use up its tries.
ALTER TABLE sign_ins
    DROP CONSTRAINT sign_ins_browser_hash_key,
    DROP CONSTRAINT sign_ins_kind_check,
    ADD CONSTRAINT sign_ins_kind_check CHECK (kind IN ('sign_in', 'invitation', 'provider')),
    ADD COLUMN known_browser bytea;
CREATE INDEX sign_ins_of_browser ON sign_ins (browser_hash, created_at);

-- migrate:down
-- We roll forward.
