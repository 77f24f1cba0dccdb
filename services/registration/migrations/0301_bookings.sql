-- migrate:up

-- One act of registering. Names and addresses stay here and in the contacts topic.
CREATE TABLE bookings (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    status text NOT NULL CHECK (status IN ('confirmed', 'waitlisted', 'offered', 'partly', 'cancelled')),
    fill text NOT NULL CHECK (fill IN ('all_or_none', 'as_many_as_fit')),
    generation integer NOT NULL DEFAULT 1,
    contact_id uuid,
    contact_name text,
    contact_email text,
    locale text NOT NULL,
    organisation_id uuid,
    code_lookup bytea NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX bookings_of_event ON bookings (event_id, created_at, id);
CREATE INDEX bookings_by_code ON bookings (code_lookup);

-- One attendee of one event. `duplicate` is a keyed hash of address and name.
CREATE TABLE booked_people (
    id uuid PRIMARY KEY,
    booking_id uuid NOT NULL,
    event_id uuid NOT NULL,
    number smallint NOT NULL,
    status text NOT NULL CHECK (status IN ('confirmed', 'waitlisted', 'offered', 'cancelled')),
    session_ids uuid[] NOT NULL,
    name text,
    email text,
    answers jsonb,
    duplicate bytea,
    generation integer NOT NULL DEFAULT 1,
    offer_expires_at timestamptz,
    changed_at timestamptz NOT NULL
);
CREATE INDEX booked_people_of_booking ON booked_people (booking_id, number);
CREATE UNIQUE INDEX booked_people_once ON booked_people (event_id, duplicate)
    WHERE duplicate IS NOT NULL AND status <> 'cancelled';
CREATE INDEX booked_people_offered ON booked_people (offer_expires_at) WHERE status = 'offered';

-- How many seats there are and how many are taken, for an event (place id = event id) and for each
-- of its sessions. Kept in step under the event's row lock; the CHECK is the last line of defence.
CREATE TABLE places (
    place_id uuid PRIMARY KEY,
    event_id uuid NOT NULL,
    capacity integer,
    taken integer NOT NULL DEFAULT 0,
    CONSTRAINT places_taken_not_negative CHECK (taken >= 0),
    CONSTRAINT places_never_oversold CHECK (taken <= capacity)
) WITH (fillfactor = 70);
CREATE INDEX places_of_event ON places (event_id);

-- Who waits, in order: one row per unit that is confirmed as a whole (a booking or one person).
CREATE TABLE waitlist (
    number bigint GENERATED ALWAYS AS IDENTITY,
    event_id uuid NOT NULL,
    booking_id uuid NOT NULL,
    person_ids uuid[] NOT NULL,
    wanted uuid[] NOT NULL,
    seats integer[] NOT NULL,
    PRIMARY KEY (event_id, number)
);
CREATE INDEX waitlist_of_booking ON waitlist (booking_id);

-- Which idempotency key was answered with which booking, for 24 hours. No key and no body is stored.
CREATE TABLE idempotency_keys (
    key_hash bytea PRIMARY KEY,
    body_hash bytea NOT NULL,
    booking_id uuid NOT NULL,
    status smallint NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- migrate:down
-- We roll forward.
