-- migrate:up

-- An address that was corrected is told once that it is in no registration any more. It travels under
-- an id of its own; here stands only since when, so that it is forgotten a few days later. No address.
CREATE TABLE former_addresses (
    id uuid PRIMARY KEY,
    booking_id uuid NOT NULL,
    told_at timestamptz NOT NULL
);
CREATE INDEX former_addresses_by_age ON former_addresses (told_at);
CREATE INDEX former_addresses_of_booking ON former_addresses (booking_id);

-- migrate:down
-- We roll forward.
