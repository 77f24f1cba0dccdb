-- migrate:up

-- Ideas from the room: one collection for each event. Its row is locked by whatever changes anything
-- below it, so points are spent and ideas merged one after the other; `version` tells pages apart.
CREATE TABLE idea_collections (
    event_id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 1),
    code text NOT NULL UNIQUE CHECK (code ~ '^[0-9]{8}$'),
    status text NOT NULL CHECK (status IN ('open', 'closed')),
    points_per_device integer NOT NULL CHECK (points_per_device BETWEEN 0 AND 20),
    retention text NOT NULL CHECK (retention IN ('event', 'days', 'kept')),
    retention_days integer CHECK (retention_days BETWEEN 1 AND 3650),
    opened_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    closed_at timestamptz,
    CHECK ((retention = 'days') = (retention_days IS NOT NULL))
);

CREATE TABLE idea_categories (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES idea_collections (event_id) ON DELETE CASCADE,
    number integer NOT NULL,
    title text NOT NULL
);
CREATE INDEX idea_categories_of_event ON idea_categories (event_id, number);

-- `device` is a keyed hash of a random number in a cookie, other for each event: it says which ideas
-- and points are of one phone, and never whose phone. A merged idea keeps its points: what counts is
-- the sum over an idea and those merged into it. `settled` holds points whose devices are forgotten.
-- `submission` and `sent` are keyed hashes of the idempotency key and of the text as it was sent.
CREATE TABLE ideas (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES idea_collections (event_id) ON DELETE CASCADE,
    category_id uuid NOT NULL REFERENCES idea_categories (id),
    text text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 280),
    device bytea,
    submission bytea,
    sent bytea,
    created_at timestamptz NOT NULL,
    hidden boolean NOT NULL DEFAULT false,
    merged_into uuid REFERENCES ideas (id),
    settled integer NOT NULL DEFAULT 0 CHECK (settled >= 0),
    CHECK (merged_into <> id),
    UNIQUE (event_id, submission)
);
CREATE INDEX ideas_of_event ON ideas (event_id, created_at, id);
CREATE INDEX ideas_merged ON ideas (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE idea_points (
    event_id uuid NOT NULL REFERENCES idea_collections (event_id) ON DELETE CASCADE,
    device bytea NOT NULL,
    idea_id uuid NOT NULL REFERENCES ideas (id) ON DELETE CASCADE,
    points integer NOT NULL CHECK (points BETWEEN 1 AND 20),
    PRIMARY KEY (event_id, device, idea_id)
);
CREATE INDEX idea_points_of_idea ON idea_points (idea_id);

-- migrate:down
-- We roll forward.
