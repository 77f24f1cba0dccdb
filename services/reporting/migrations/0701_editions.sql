-- migrate:up
-- Published reports, and what the clock still owes.

-- `data` is what every reader sees, `facts` what it was made of (never shown), `pattern` what is
-- withheld. Text, not jsonb: the bytes stay as they were published.
CREATE TABLE editions (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    digest text NOT NULL,
    data text NOT NULL,
    pdf bytea NOT NULL,
    facts text NOT NULL,
    pattern text NOT NULL,
    published_at timestamptz NOT NULL,
    UNIQUE (event_id, number),
    UNIQUE (event_id, digest)
);

CREATE FUNCTION refuse_change_of_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an edition is never changed or removed' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER editions_stay BEFORE UPDATE OR DELETE ON editions
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_edition();
CREATE TRIGGER editions_stay_all BEFORE TRUNCATE ON editions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_edition();

-- One row per closed event. `checked_changes` is the count of changes of its facts that was last
-- looked at. `state`: waiting, published, corrections_pending.
CREATE TABLE edition_duties (
    event_id uuid PRIMARY KEY,
    due_at timestamptz NOT NULL,
    next_check_at timestamptz NOT NULL,
    checked_changes bigint,
    failures integer NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'published', 'corrections_pending'))
) WITH (fillfactor = 70);
CREATE INDEX edition_duties_next_check ON edition_duties (next_check_at);

-- migrate:down
-- We roll forward.
