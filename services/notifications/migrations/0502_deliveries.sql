-- migrate:up

-- One row for each mail that a fact required, kept for good: it is the truth about what was sent.
-- `fact` is what the wording needs (ids only) until the mail has reached a final state.
CREATE TABLE deliveries (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    business_key text NOT NULL UNIQUE,
    kind text NOT NULL,
    event_id uuid,
    person_id uuid,
    subject_id uuid NOT NULL,
    subject_version integer NOT NULL,
    fact bytea,
    state text NOT NULL
        CHECK (state IN ('pending', 'sending', 'deferred', 'sent', 'failed', 'suppressed')),
    version integer NOT NULL DEFAULT 1,
    reason text,
    smtp_status text,
    waiting_for text,
    attempts integer NOT NULL DEFAULT 0,
    required_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    expires_at timestamptz,
    sent_at timestamptz,
    CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);
CREATE INDEX deliveries_due ON deliveries (due_at)
    WHERE state IN ('pending', 'sending', 'deferred');
CREATE INDEX deliveries_open_in_order ON deliveries (subject_id, person_id, subject_version)
    WHERE state IN ('pending', 'sending', 'deferred');
CREATE INDEX deliveries_open_of_person ON deliveries (person_id)
    WHERE state IN ('pending', 'sending', 'deferred');
CREATE INDEX deliveries_without_part ON deliveries (reason)
    WHERE state = 'failed' AND reason IN ('contact_missing', 'event_missing', 'document_missing');
CREATE INDEX deliveries_waiting ON deliveries (waiting_for) WHERE waiting_for IS NOT NULL;
CREATE INDEX deliveries_of_event ON deliveries (event_id, number) WHERE event_id IS NOT NULL;

-- Invariant I5: required = sent + failed + suppressed + pending, and none pending for longer than
-- `young`. `holds` is the invariant; `overdue` says how many mails break it.
CREATE FUNCTION deliveries_balance(as_of timestamptz, young interval)
RETURNS TABLE (
    required bigint, sent bigint, failed bigint, suppressed bigint, pending bigint,
    overdue bigint, holds boolean
)
LANGUAGE sql STABLE
AS $$
    SELECT b.*, b.required = b.sent + b.failed + b.suppressed + b.pending AND b.overdue = 0
    FROM (
        SELECT count(*),
               count(*) FILTER (WHERE d.state = 'sent'),
               count(*) FILTER (WHERE d.state = 'failed' AND d.reason IS NOT NULL),
               count(*) FILTER (WHERE d.state = 'suppressed' AND d.reason IS NOT NULL),
               count(*) FILTER (WHERE d.state IN ('pending', 'sending', 'deferred')
                                  AND d.required_at > as_of - young),
               count(*) FILTER (WHERE d.state IN ('pending', 'sending', 'deferred')
                                  AND d.required_at <= as_of - young)
        FROM deliveries AS d
    ) AS b (required, sent, failed, suppressed, pending, overdue)
$$;

-- migrate:down
