-- migrate:up

-- What an event asks those who register, and its notice of data protection; organizers write both.
-- `version` rises with each change, so that what was read once can be kept in memory.
CREATE TABLE question_sets (
    event_id uuid PRIMARY KEY REFERENCES events (id),
    version integer NOT NULL,
    questions jsonb NOT NULL,
    notice jsonb NOT NULL,
    changed_at timestamptz NOT NULL
);

-- Every wording that people were ever asked with: what somebody has agreed to can be shown later.
CREATE TABLE question_wordings (
    question_id uuid NOT NULL,
    version integer NOT NULL,
    event_id uuid NOT NULL,
    wording jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (question_id, version)
);

-- What people answered; never leaves this table but to themselves and the organizing team. `version` is
-- that of the wording, `keep_days` counts from the end of the event.
CREATE TABLE given_answers (
    person_id uuid NOT NULL,
    question_id uuid NOT NULL,
    event_id uuid NOT NULL,
    version integer NOT NULL,
    value jsonb NOT NULL,
    given_at timestamptz NOT NULL,
    keep_days integer NOT NULL,
    erase_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, question_id)
);
CREATE INDEX given_answers_due ON given_answers (erase_at);
CREATE INDEX given_answers_of_question ON given_answers (event_id, question_id);

-- migrate:down
-- We roll forward.
