-- migrate:up
-- Facts by random ids, without foreign keys: topics arrive in any order, rows are joined when read.
-- The higher version wins everywhere.

CREATE TABLE organisations (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    parent_id uuid,
    branch text,
    size_class text,
    carrier text,
    joined_on text
);

-- `body` is the message as it came, without the link to join and the contact person.
CREATE TABLE events (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    status text NOT NULL,
    organiser_id uuid NOT NULL,
    partner_ids uuid[] NOT NULL,
    starts_at timestamptz NOT NULL,
    closed_at timestamptz,
    body jsonb NOT NULL
);

CREATE TABLE bookings (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL,
    version bigint NOT NULL,
    status text NOT NULL
);
CREATE INDEX bookings_event ON bookings (event_id);

CREATE TABLE booked_people (
    id uuid PRIMARY KEY,
    booking_id uuid NOT NULL,
    booking_version bigint NOT NULL,
    event_id uuid NOT NULL,
    status text NOT NULL,
    session_ids uuid[] NOT NULL,
    organisation_id uuid
);
CREATE INDEX booked_people_event ON booked_people (event_id);
CREATE INDEX booked_people_booking ON booked_people (booking_id);

-- The subject of a scan is its attendee; a scan without a ticket is a subject of its own. Devices
-- make scan ids, so an id belongs to its event.
CREATE TABLE scans (
    event_id uuid NOT NULL,
    scan_id uuid NOT NULL,
    kind text NOT NULL,
    attendee_id uuid,
    attendee_kind text NOT NULL,
    session_id uuid,
    voids uuid,
    scanned_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    subject_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(attendee_id, scan_id)) STORED,
    PRIMARY KEY (event_id, scan_id)
);
CREATE INDEX scans_subject ON scans (event_id, subject_id);
CREATE INDEX scans_voids ON scans (event_id, voids) WHERE voids IS NOT NULL;

-- The fold of the scans of one subject, refolded in the transaction that adds a scan to it.
-- `presence`: 1 in the house, 0 not; without a ticket an `in` is 1 and an `out` -1.
CREATE TABLE attendances (
    event_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    kind text NOT NULL,
    arrived_at timestamptz,
    last_at timestamptz,
    presence smallint NOT NULL,
    visited uuid[] NOT NULL,
    PRIMARY KEY (event_id, subject_id)
) WITH (fillfactor = 70);

CREATE TABLE confidential_totals (
    session_id uuid PRIMARY KEY,
    event_id uuid NOT NULL,
    version bigint NOT NULL,
    total bigint NOT NULL
);
CREATE INDEX confidential_totals_event ON confidential_totals (event_id);

-- What a reader must have folded before the figures of a closed event are whole.
CREATE TABLE close_barriers (
    event_id uuid NOT NULL,
    flow text NOT NULL CHECK (flow IN ('bookings', 'attendance')),
    event_version bigint NOT NULL,
    closed_at timestamptz NOT NULL,
    bookings bigint NOT NULL DEFAULT 0,
    versions bigint NOT NULL DEFAULT 0,
    scans bigint NOT NULL DEFAULT 0,
    totals bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (event_id, flow)
);

-- How often the facts of an event changed: pages in other processes see from it that they must
-- read again.
CREATE TABLE event_changes (
    event_id uuid PRIMARY KEY,
    changes bigint NOT NULL,
    changed_at timestamptz NOT NULL
) WITH (fillfactor = 50);

-- Until when the facts are known to be complete: one row, moved while the consumer keeps up.
CREATE TABLE facts_current (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    current_at timestamptz NOT NULL
) WITH (fillfactor = 50);

-- migrate:down
-- We roll forward.
