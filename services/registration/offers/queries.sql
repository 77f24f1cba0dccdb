-- name: list_offers
-- The offers of an event in their order.
SELECT id, kind, texts, changed_at FROM follow_up_offers WHERE event_id = $1 ORDER BY number, id;

-- name: has_offers
-- Whether there is anything to take home.
SELECT EXISTS (SELECT FROM follow_up_offers WHERE event_id = $1);

-- name: put_offers
-- Offers as they are now, in the order given; the caller holds the lock of the event's row.
INSERT INTO follow_up_offers (id, event_id, number, kind, texts, changed_at)
SELECT o.id, $1, o.number, o.kind, o.texts::jsonb, o.changed_at
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
    WITH ORDINALITY AS o (id, kind, texts, changed_at, number)
ON CONFLICT (id) DO UPDATE SET
    number = excluded.number, kind = excluded.kind, texts = excluded.texts,
    changed_at = excluded.changed_at
WHERE follow_up_offers.event_id = $1;

-- name: delete_others
-- Offers that are not in the list any more.
DELETE FROM follow_up_offers WHERE event_id = $1 AND NOT (id = ANY($2::uuid[]));
