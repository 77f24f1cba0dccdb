-- name: known_cards
-- The visitor cards among these ids, of whatever event.
SELECT id, event_id, generation FROM visitor_cards WHERE id = ANY($1::uuid[]);

-- name: insert_cards
-- A batch of blank cards, numbered from 1.
INSERT INTO visitor_cards (id, event_id, batch_id, number)
SELECT card.id, $1, $2, card.number
FROM unnest($3::uuid[]) WITH ORDINALITY AS card (id, number);

-- name: cards_of_batch
-- The cards of one batch in print order.
SELECT id, generation FROM visitor_cards WHERE event_id = $1 AND batch_id = $2 ORDER BY number;

-- name: facts_about
-- The event's version, and the stored facts that bear on the scans at hand: the same scan ids, the
-- same attendees, and the voids. One row without a fact where there is none.
SELECT e.version, f.*
FROM events AS e
LEFT JOIN LATERAL (
    SELECT scan_id, kind, attendee_id, attendee_kind, session_id, voids, scanned_at, device
    FROM scans WHERE event_id = $1 AND scan_id = ANY($2::uuid[])
    UNION
    SELECT scan_id, kind, attendee_id, attendee_kind, session_id, voids, scanned_at, device
    FROM scans WHERE event_id = $1 AND attendee_id = ANY($3::uuid[])
    UNION
    SELECT scan_id, kind, attendee_id, attendee_kind, session_id, voids, scanned_at, device
    FROM scans WHERE event_id = $1 AND voids IS NOT NULL
) AS f ON true
WHERE e.id = $1;

-- name: in_house
-- Who is in the house by the fold: latest unvoided fact of each attendee, plus people without a card.
WITH standing AS (
    SELECT s.scan_id, s.kind, s.attendee_id, s.session_id, s.scanned_at
    FROM scans AS s
    WHERE s.event_id = $1 AND s.kind <> 'void'
      AND NOT EXISTS (SELECT FROM scans AS v WHERE v.event_id = $1 AND v.voids = s.scan_id)
), latest AS (
    SELECT DISTINCT ON (attendee_id) kind
    FROM standing WHERE attendee_id IS NOT NULL
    ORDER BY attendee_id, scanned_at DESC, scan_id DESC
)
SELECT greatest(0,
    (SELECT count(*) FROM latest WHERE kind <> 'out')
    + (SELECT count(*) FILTER (WHERE kind = 'in') - count(*) FILTER (WHERE kind = 'out')
       FROM standing WHERE attendee_id IS NULL))::bigint;

-- name: keep_scans
-- Keep scans as facts and announce those that are new, in one statement and hence one transaction;
-- what is there already stays as it was (a concurrent twin may have been faster).
WITH fresh AS (
    INSERT INTO scans (event_id, scan_id, kind, attendee_id, attendee_kind, session_id, voids,
                       scanned_at, received_at, device)
    SELECT $1, scan.scan_id, scan.kind, scan.attendee_id, scan.attendee_kind, scan.session_id,
           scan.voids, scan.scanned_at, $2, scan.device
    FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::uuid[], $8::uuid[],
                $9::timestamptz[], $10::text[])
        AS scan (scan_id, kind, attendee_id, attendee_kind, session_id, voids, scanned_at, device)
    ON CONFLICT DO NOTHING
    RETURNING scan_id
)
INSERT INTO outbox (topic, key, type, body, headers, created_at)
SELECT m.topic, m.key, m.type, m.body, m.headers::jsonb, $2
FROM unnest($3::uuid[], $11::text[], $12::text[], $13::text[], $14::bytea[], $15::text[])
    WITH ORDINALITY AS m (scan_id, topic, key, type, body, headers, n)
JOIN fresh USING (scan_id)
ORDER BY m.n;

-- name: raise_tallies
-- Running totals per device: the highest one heard of holds, so repeats and reordering change nothing.
INSERT INTO tallies (session_id, device, event_id, total)
SELECT tally.session_id, tally.device, $1, tally.total
FROM unnest($2::uuid[], $3::text[], $4::integer[]) AS tally (session_id, device, total)
ORDER BY tally.session_id, tally.device
ON CONFLICT (session_id, device)
DO UPDATE SET total = greatest(tallies.total, excluded.total);

-- name: publish_totals
-- Take over totals that changed since they were last published; one row per changed session.
INSERT INTO confidential_totals AS published (session_id, event_id, version, total)
SELECT session_id, event_id, 1, sum(total)
FROM tallies WHERE event_id = $1 GROUP BY session_id, event_id ORDER BY session_id
ON CONFLICT (session_id) DO UPDATE SET total = excluded.total, version = published.version + 1
WHERE published.total <> excluded.total
RETURNING session_id, version, total;

-- name: counts_at_close
-- What the attendance barrier states: facts and published totals of the event.
SELECT (SELECT count(*) FROM scans WHERE event_id = $1) AS scans,
       (SELECT count(*) FROM confidential_totals WHERE event_id = $1) AS totals;

-- name: known_people
-- Booked people among these ids, of whatever event.
SELECT id, event_id, status, generation FROM booked_people WHERE id = ANY($1::uuid[]);

-- name: was_in
-- Whether a booked person has an unvoided scan at the entrance or a station.
SELECT EXISTS (
    SELECT FROM scans AS s
    WHERE s.event_id = $1 AND s.attendee_id = $2 AND s.attendee_kind = 'booked'
      AND s.kind IN ('in', 'station')
      AND NOT EXISTS (SELECT FROM scans AS v WHERE v.event_id = $1 AND v.voids = s.scan_id));

-- name: was_used
-- Whether anybody was counted at one of these sessions of event $1.
SELECT EXISTS (SELECT FROM scans WHERE event_id = $1 AND session_id = ANY($2::uuid[]))
    OR EXISTS (SELECT FROM tallies WHERE event_id = $1 AND session_id = ANY($2::uuid[]));
