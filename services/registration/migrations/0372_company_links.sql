-- migrate:up

-- Whether a place was taken by the link in the colleague's own mail, or by one handed on. Either way
-- the other link is dead from then on.
ALTER TABLE claimed_places ADD COLUMN by_mail boolean NOT NULL DEFAULT false;

-- migrate:down
-- We roll forward.
