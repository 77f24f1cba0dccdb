-- migrate:up

-- Messages that are committed but not yet in Kafka. Ids are handed out one by one (no cache): the
-- order of a key's messages is the order of their ids, because a writer locks the aggregate first.
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
    topic text NOT NULL,
    key text NOT NULL,
    type text NOT NULL,
    body bytea,
    headers jsonb,
    partition integer,
    ce_id uuid NOT NULL DEFAULT gen_random_uuid(),
    created_at timestamptz NOT NULL
) WITH (
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 20000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = 100000
);

CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY outbox;
    RETURN NULL;
END
$$;

-- A hint only: the relay polls as well.
CREATE TRIGGER outbox_notify AFTER INSERT ON outbox
    FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();

-- How far a consumer group has applied each partition; moved in the transaction that applies.
CREATE TABLE consumer_offsets (
    consumer_group text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (consumer_group, topic, partition)
) WITH (fillfactor = 50);

-- Dead letters an operator wants applied again; the consumer of the group takes them from here.
CREATE TABLE replays (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer_group text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    record_offset bigint NOT NULL,
    key text NOT NULL,
    body bytea,
    headers jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT now()
);

-- migrate:down
-- We roll forward.
