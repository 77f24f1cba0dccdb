-- migrate:up

-- Who did what, when, about which object. No personal data of participants: ids and codes.
-- staff_id NULL: the clock, a message or the operator's command line. organisation_id: whose
-- auditors may read the entry; NULL: administrators only.
CREATE TABLE audit_log (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    staff_id uuid,
    via text NOT NULL CHECK (via IN ('session', 'token', 'system')),
    what text NOT NULL CHECK (length(what) <= 60),
    about uuid,
    organisation_id uuid,
    changed jsonb NOT NULL DEFAULT '{}' CHECK (octet_length(changed::text) <= 8192)
);
CREATE INDEX audit_log_in_order ON audit_log (at DESC, id DESC);
CREATE INDEX audit_log_of_organisation ON audit_log (organisation_id, at DESC, id DESC);
CREATE INDEX audit_log_about ON audit_log (about, at DESC, id DESC) WHERE about IS NOT NULL;

-- migrate:down
-- We roll forward.
