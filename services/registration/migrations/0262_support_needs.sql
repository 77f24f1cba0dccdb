-- migrate:up

-- Whether the form of an event asks what support people need, and which two members of staff see it.
ALTER TABLE question_sets ADD COLUMN support jsonb;

-- What support somebody needs; it tells about health (GDPR Art. 9), so it is kept only with an explicit
-- consent, `wording` says to which words, and goes seven days after the event.
CREATE TABLE support_needs (
    person_id uuid PRIMARY KEY,
    event_id uuid NOT NULL,
    needs text[] NOT NULL,
    note text,
    wording integer NOT NULL,
    given_at timestamptz NOT NULL,
    erase_at timestamptz NOT NULL
);
CREATE INDEX support_needs_due ON support_needs (erase_at);
CREATE INDEX support_needs_of_event ON support_needs (event_id);

-- migrate:down
-- We roll forward.
