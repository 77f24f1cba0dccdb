-- migrate:up

-- name_key: the name as lists sort, search and compare it (organisations/domain.py); each write of the
-- organisation renews it, so what is found here for rows of before only has to come close.
ALTER TABLE organisations
    ADD COLUMN joined_on date,
    ADD COLUMN name_key text NOT NULL DEFAULT '';
UPDATE organisations SET name_key = trim(regexp_replace(
    replace(lower(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g')), 'ß', 'ss'),
    '[^[:alnum:]]+', ' ', 'g'));
CREATE INDEX organisations_by_name ON organisations (parent_id, name_key, id);

-- Whom to ask at an organisation: personal data, so apart from what goes out with every message.
CREATE TABLE organisation_contacts (
    organisation_id uuid PRIMARY KEY REFERENCES organisations (id) ON DELETE CASCADE,
    name text,
    email text,
    changed_at timestamptz NOT NULL,
    CHECK (name IS NOT NULL OR email IS NOT NULL)
);

-- A list of members between upload and confirmation. Its rows go when it is confirmed, and the whole
-- import a day later.
CREATE TABLE organisation_imports (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    file_name text NOT NULL,
    row_count integer NOT NULL,
    rows jsonb NOT NULL,
    faults jsonb NOT NULL,
    ignored text[] NOT NULL,
    confirmed_at timestamptz,
    created_count integer,
    skipped_count integer
);
CREATE INDEX organisation_imports_of ON organisation_imports (organisation_id, created_at);
CREATE INDEX organisation_imports_in_order ON organisation_imports (created_at);

-- migrate:down
-- We roll forward.
