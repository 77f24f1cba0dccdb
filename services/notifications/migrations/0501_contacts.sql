-- migrate:up

-- How to write to people: the only table of this database that holds personal data.
CREATE TABLE contacts (
    person_id uuid PRIMARY KEY,
    kind text NOT NULL,
    name text,
    email text,
    locale text NOT NULL
);

-- Random ids of erased people: a replay of old messages must not bring them back.
CREATE TABLE erased_people (
    person_id uuid PRIMARY KEY,
    erased_at timestamptz NOT NULL
);

-- migrate:down
