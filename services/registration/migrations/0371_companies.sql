-- migrate:up

-- Who registered others without being told what they choose: a row of company_registrations.
ALTER TABLE bookings ADD COLUMN registered_by uuid;
CREATE INDEX bookings_registered_by ON bookings (registered_by, created_at)
    WHERE registered_by IS NOT NULL;

-- A company contact and the list it keeps at one event; `id` is also its id in the contacts topic.
CREATE TABLE company_registrations (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL,
    company text NOT NULL,
    contact_name text,
    contact_email text,
    locale text NOT NULL,
    organisation_id uuid,
    generation integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    erased_at timestamptz
);
CREATE INDEX company_registrations_known ON company_registrations (created_at)
    WHERE erased_at IS NULL;

-- Who has taken over their place: from then on the link that the contact handed on is dead.
CREATE TABLE claimed_places (
    person_id uuid PRIMARY KEY,
    claimed_at timestamptz NOT NULL
);

-- migrate:down
-- We roll forward.
