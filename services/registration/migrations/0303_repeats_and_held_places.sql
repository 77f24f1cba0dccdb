-- migrate:up

-- `repeats`: an active booking of the same address that was there before, where the event answers known
-- and unknown addresses alike. `unproven`: more than usual came from one network, so the places are
-- held only until somebody has followed the link in the mail.
ALTER TABLE bookings ADD COLUMN repeats uuid;
ALTER TABLE bookings ADD COLUMN unproven boolean NOT NULL DEFAULT false;

-- migrate:down
-- We roll forward.
