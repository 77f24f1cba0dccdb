-- migrate:up

-- Anonymous tickets, printed in advance. The ticket is derived from id and generation.
CREATE TABLE visitor_cards (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    number integer NOT NULL,
    generation integer NOT NULL DEFAULT 1,
    UNIQUE (batch_id, number)
);
CREATE INDEX visitor_cards_of_event ON visitor_cards (event_id);

-- Facts: inserted once, never updated, never deleted but with their event.
CREATE TABLE scans (
    event_id uuid NOT NULL,
    scan_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('in', 'out', 'station', 'void')),
    attendee_id uuid,
    attendee_kind text NOT NULL CHECK (attendee_kind IN ('booked', 'card', 'none')),
    session_id uuid,
    voids uuid CHECK ((kind = 'void') = (voids IS NOT NULL)),
    scanned_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    device text,
    PRIMARY KEY (event_id, scan_id)
);
CREATE INDEX scans_of_attendee ON scans (event_id, attendee_id) WHERE attendee_id IS NOT NULL;
CREATE INDEX scans_voiding ON scans (event_id, voids) WHERE voids IS NOT NULL;

-- Confidential sessions: a running total per device and nothing else. No time, no scan, no ticket:
-- no column here could join a total to an arrival.
CREATE TABLE tallies (
    session_id uuid NOT NULL,
    device text NOT NULL,
    event_id uuid NOT NULL,
    total integer NOT NULL CHECK (total >= 0),
    PRIMARY KEY (session_id, device)
);
CREATE INDEX tallies_of_event ON tallies (event_id);

-- What of it was published, from the close of the event on.
CREATE TABLE confidential_totals (
    session_id uuid PRIMARY KEY,
    event_id uuid NOT NULL,
    version integer NOT NULL,
    total integer NOT NULL
);
CREATE INDEX confidential_totals_of_event ON confidential_totals (event_id);

-- migrate:down
