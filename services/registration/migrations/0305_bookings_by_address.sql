-- migrate:up

-- For “send me my link again”: the bookings of an address.
CREATE INDEX bookings_by_address ON bookings (lower(contact_email)) WHERE contact_email IS NOT NULL;

-- migrate:down
-- We roll forward.
