-- migrate:up

-- How often an invitation was sent again since `resends_since`; old code writes neither.
ALTER TABLE invitations
    ADD COLUMN resends integer NOT NULL DEFAULT 0,
    ADD COLUMN resends_since timestamptz;

-- migrate:down
-- We roll forward.
