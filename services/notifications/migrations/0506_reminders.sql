-- migrate:up

-- Days on which an event begins for somebody, and when people are reminded of them. `reached`: the
-- last booking that was looked at. A day that is done is kept for a while, so that it stays done.
CREATE TABLE reminder_days (
    event_id uuid NOT NULL,
    day date NOT NULL,
    due_at timestamptz NOT NULL,
    reached uuid,
    done boolean NOT NULL DEFAULT false,
    PRIMARY KEY (event_id, day)
);
CREATE INDEX reminder_days_due ON reminder_days (due_at) WHERE NOT done;

-- The version of each event that its days were planned from.
CREATE TABLE reminder_plans (
    event_id uuid PRIMARY KEY,
    version integer NOT NULL
);

CREATE INDEX known_bookings_of_event ON known_bookings (event_id, id);

-- migrate:down
-- We roll forward.
