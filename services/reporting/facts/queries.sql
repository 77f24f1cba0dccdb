-- name: upsert_organisations
-- Organisations as last published.
INSERT INTO organisations AS o
    (id, version, name, kind, parent_id, branch, size_class, carrier, joined_on)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[],
    $8::text[], $9::text[])
ON CONFLICT (id) DO UPDATE SET
    version = excluded.version, name = excluded.name, kind = excluded.kind,
    parent_id = excluded.parent_id, branch = excluded.branch, size_class = excluded.size_class,
    carrier = excluded.carrier, joined_on = excluded.joined_on
WHERE o.version < excluded.version;

-- name: upsert_events
-- Events as last published; `partner_ids` come as array literals, because unnest flattens arrays.
INSERT INTO events AS e
    (id, version, status, organiser_id, partner_ids, starts_at, closed_at, body)
SELECT m.id, m.version, m.status, m.organiser_id, m.partner_ids::uuid[], m.starts_at, m.closed_at,
       m.body::jsonb
FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::text[], $6::timestamptz[],
    $7::timestamptz[], $8::text[])
    AS m (id, version, status, organiser_id, partner_ids, starts_at, closed_at, body)
ON CONFLICT (id) DO UPDATE SET
    version = excluded.version, status = excluded.status, organiser_id = excluded.organiser_id,
    partner_ids = excluded.partner_ids, starts_at = excluded.starts_at,
    closed_at = excluded.closed_at, body = excluded.body
WHERE e.version < excluded.version
RETURNING e.id;

-- name: upsert_bookings
-- Bookings as last published; gives those that moved.
INSERT INTO bookings AS b (id, event_id, version, status)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[])
ON CONFLICT (id) DO UPDATE SET
    event_id = excluded.event_id, version = excluded.version, status = excluded.status
WHERE b.version < excluded.version
RETURNING b.id;

-- name: upsert_booked_people
-- People of bookings that moved.
INSERT INTO booked_people AS p
    (id, booking_id, booking_version, event_id, status, session_ids, organisation_id)
SELECT m.id, m.booking_id, m.booking_version, m.event_id, m.status, m.session_ids::uuid[],
       m.organisation_id
FROM unnest(
    $1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::text[], $6::text[], $7::uuid[])
    AS m (id, booking_id, booking_version, event_id, status, session_ids, organisation_id)
ON CONFLICT (id) DO UPDATE SET
    booking_id = excluded.booking_id, booking_version = excluded.booking_version,
    event_id = excluded.event_id, status = excluded.status, session_ids = excluded.session_ids,
    organisation_id = excluded.organisation_id;

-- name: delete_people_left_out
-- People whom the latest version of their booking no longer names.
DELETE FROM booked_people AS p USING bookings AS b
WHERE b.id = ANY($1::uuid[]) AND p.booking_id = b.id AND p.booking_version < b.version;

-- name: insert_scans
-- Scans not seen before, with the subject each is about. A scan id is the device's: two events may
-- have the same.
INSERT INTO scans
    (scan_id, event_id, kind, attendee_id, attendee_kind, session_id, voids, scanned_at,
     received_at)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::uuid[], $7::uuid[],
    $8::timestamptz[], $9::timestamptz[])
ON CONFLICT (event_id, scan_id) DO NOTHING
RETURNING event_id, subject_id, kind, voids;

-- name: find_subjects
-- Whom the taken-back scans are about; a void that came before its scan finds nobody yet.
SELECT s.event_id, s.subject_id FROM scans AS s
JOIN unnest($1::uuid[], $2::uuid[]) AS v (event_id, scan_id) USING (event_id, scan_id)
WHERE s.kind <> 'void';

-- name: refold_subjects
-- The fold of all scans of the given subjects: the same as `domain.fold`.
INSERT INTO attendances AS a
    (event_id, subject_id, kind, arrived_at, last_at, presence, visited)
SELECT f.event_id, f.subject_id, coalesce(f.kind, 'none'), f.arrived_at, f.last_at,
       CASE WHEN f.latest IS NULL THEN 0
            WHEN f.kind = 'none' THEN CASE f.latest WHEN 'in' THEN 1 WHEN 'out' THEN -1 ELSE 0 END
            WHEN f.latest = 'out' THEN 0
            ELSE 1 END,
       coalesce(f.visited, '{}')
FROM (
    SELECT t.event_id, t.subject_id,
           max(s.attendee_kind) AS kind,
           min(s.scanned_at) FILTER (
               WHERE s.kind = 'in' OR (s.kind = 'station' AND s.attendee_kind <> 'none')
           ) AS arrived_at,
           max(s.scanned_at) AS last_at,
           (array_agg(s.kind ORDER BY s.scanned_at DESC, s.scan_id DESC)
               FILTER (WHERE s.scan_id IS NOT NULL))[1] AS latest,
           array_agg(DISTINCT s.session_id) FILTER (
               WHERE s.session_id IS NOT NULL
               AND (s.kind = 'station' OR (s.kind = 'in' AND s.attendee_kind <> 'none'))
           ) AS visited
    FROM unnest($1::uuid[], $2::uuid[]) AS t (event_id, subject_id)
    LEFT JOIN scans AS s
        ON s.event_id = t.event_id AND s.subject_id = t.subject_id AND s.kind <> 'void'
        AND NOT EXISTS (
            SELECT FROM scans AS v WHERE v.voids = s.scan_id AND v.event_id = s.event_id
            AND v.kind = 'void')
    GROUP BY t.event_id, t.subject_id
) AS f
ON CONFLICT (event_id, subject_id) DO UPDATE SET
    kind = excluded.kind, arrived_at = excluded.arrived_at, last_at = excluded.last_at,
    presence = excluded.presence, visited = excluded.visited;

-- name: upsert_confidential_totals
-- Totals of confidential sessions as last published.
INSERT INTO confidential_totals AS t (session_id, event_id, version, total)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[])
ON CONFLICT (session_id) DO UPDATE SET
    event_id = excluded.event_id, version = excluded.version, total = excluded.total
WHERE t.version < excluded.version;

-- name: upsert_close_barriers
-- Barriers as last published.
INSERT INTO close_barriers AS c
    (event_id, flow, event_version, closed_at, bookings, versions, scans, totals)
SELECT * FROM unnest(
    $1::uuid[], $2::text[], $3::bigint[], $4::timestamptz[], $5::bigint[], $6::bigint[],
    $7::bigint[], $8::bigint[])
ON CONFLICT (event_id, flow) DO UPDATE SET
    event_version = excluded.event_version, closed_at = excluded.closed_at,
    bookings = excluded.bookings, versions = excluded.versions, scans = excluded.scans,
    totals = excluded.totals
WHERE c.event_version < excluded.event_version;

-- name: count_changes
-- Note that facts of these events (given in order) changed.
INSERT INTO event_changes AS c (event_id, changes, changed_at)
SELECT id, 1, clock_timestamp() FROM unnest($1::uuid[]) AS m (id)
ON CONFLICT (event_id) DO UPDATE SET
    changes = c.changes + 1, changed_at = excluded.changed_at;

-- name: find_changes
-- How often the facts of these events changed so far.
SELECT event_id, changes FROM event_changes WHERE event_id = ANY($1::uuid[]);

-- name: move_current
-- The facts are complete until this instant.
INSERT INTO facts_current AS f (one, current_at) VALUES (true, $1)
ON CONFLICT (one) DO UPDATE SET current_at = greatest(f.current_at, excluded.current_at);

-- name: find_current
-- Until when the facts are known to be complete.
SELECT current_at FROM facts_current;

-- name: find_event
-- An event as last published.
SELECT body FROM events WHERE id = $1;

-- name: find_events
-- Several events as last published.
SELECT body FROM events WHERE id = ANY($1::uuid[]);

-- name: count_event
-- The figures of one event in a single statement, hence of a single instant; `domain.count` says
-- the same. Who is booked counts while the place is confirmed, cards and unnamed people always.
WITH event AS (
    SELECT e.id, e.body, c.changes, c.changed_at, f.current_at,
           e.body ->> 'in_house' AS rule,
           $2::timestamptz - make_interval(mins => (e.body ->> 'stay_minutes')::integer) AS since
    FROM events AS e
    LEFT JOIN event_changes AS c ON c.event_id = e.id
    LEFT JOIN facts_current AS f ON true
    WHERE e.id = $1
), programme AS (
    SELECT s.id AS session_id, t.counts_for
    FROM event, jsonb_to_recordset(event.body -> 'sessions') AS s (id uuid, slot_of uuid),
         LATERAL (VALUES (s.id), (s.slot_of)) AS t (counts_for)
    WHERE t.counts_for IS NOT NULL
), present AS MATERIALIZED (
    SELECT a.subject_id, a.kind, a.arrived_at, a.last_at, a.presence, a.visited
    FROM attendances AS a
    LEFT JOIN booked_people AS p ON p.id = a.subject_id AND p.event_id = a.event_id
    WHERE a.event_id = $1 AND (a.kind <> 'booked' OR p.status = 'confirmed')
), people AS MATERIALIZED (
    SELECT id, status, session_ids FROM booked_people WHERE event_id = $1
)
SELECT event.body, event.changes, event.changed_at, event.current_at,
    registered.confirmed AS registered, registered.waitlisted, house.came, house.walk_ins,
    CASE WHEN event.rule = 'off' THEN NULL ELSE house.present END AS in_house,
    (SELECT jsonb_object_agg(counts_for, n) FROM (
        SELECT g.counts_for, count(DISTINCT p.id) AS n
        FROM people AS p, unnest(p.session_ids) AS s (id)
        JOIN programme AS g ON g.session_id = s.id
        WHERE p.status = 'confirmed' GROUP BY g.counts_for) AS by_session) AS booked,
    (SELECT jsonb_object_agg(counts_for, n) FROM (
        SELECT g.counts_for, count(DISTINCT p.subject_id) AS n
        FROM present AS p, unnest(p.visited) AS s (id)
        JOIN programme AS g ON g.session_id = s.id
        WHERE p.visited <> '{}' GROUP BY g.counts_for) AS by_session) AS visits,
    (SELECT jsonb_object_agg(extract(epoch FROM quarter)::bigint, n) FROM (
        SELECT date_bin('15 minutes', arrived_at, 'epoch'::timestamptz) AS quarter, count(*) AS n
        FROM present WHERE arrived_at IS NOT NULL GROUP BY 1) AS by_quarter) AS arrivals,
    (SELECT jsonb_object_agg(session_id, total) FROM confidential_totals
        WHERE event_id = $1) AS totals
FROM event
CROSS JOIN LATERAL (
    SELECT count(arrived_at) AS came, count(arrived_at) FILTER (WHERE kind <> 'booked') AS walk_ins,
        greatest(0, coalesce(sum(presence) FILTER (
            WHERE event.rule <> 'estimated' OR event.since IS NULL OR last_at > event.since
        ), 0))::bigint AS present
    FROM present
) AS house
CROSS JOIN (
    SELECT count(*) FILTER (WHERE status = 'confirmed') AS confirmed,
        count(*) FILTER (WHERE status = 'waitlisted') AS waitlisted
    FROM people
) AS registered;

-- name: summarise_events
-- Registered, came and in the house of several events, for a list of them.
SELECT e.id AS event_id, e.body ->> 'in_house' AS rule,
    (SELECT count(*) FROM booked_people AS p WHERE p.event_id = e.id AND p.status = 'confirmed')
        AS registered,
    f.came, f.in_house
FROM events AS e
CROSS JOIN LATERAL (
    SELECT count(a.arrived_at) AS came,
        greatest(0, coalesce(sum(a.presence) FILTER (
            WHERE e.body ->> 'in_house' <> 'estimated'
            OR (e.body ->> 'stay_minutes') IS NULL
            OR a.last_at > $2::timestamptz
                - make_interval(mins => (e.body ->> 'stay_minutes')::integer)), 0))::bigint
            AS in_house
    FROM attendances AS a
    LEFT JOIN booked_people AS p ON p.id = a.subject_id AND p.event_id = a.event_id
    WHERE a.event_id = e.id AND (a.kind <> 'booked' OR p.status = 'confirmed')
) AS f
WHERE e.id = ANY($1::uuid[]);

-- name: count_organisations
-- Registered people of each organisation, and those of them who came.
SELECT p.organisation_id, o.name, o.branch, o.size_class,
    count(*) AS registered, count(a.arrived_at) AS came
FROM booked_people AS p
LEFT JOIN organisations AS o ON o.id = p.organisation_id
LEFT JOIN attendances AS a
    ON a.event_id = p.event_id AND a.subject_id = p.id AND a.kind = 'booked'
WHERE p.event_id = $1 AND p.status = 'confirmed' AND p.organisation_id IS NOT NULL
GROUP BY p.organisation_id, o.name, o.branch, o.size_class
ORDER BY o.name, p.organisation_id;

-- name: name_organisations
-- Names of organisations.
SELECT id, name FROM organisations WHERE id = ANY($1::uuid[]);

-- name: find_barriers
-- Whether everything up to the close has arrived, for each of the two flows.
SELECT c.flow, c.event_version, c.closed_at,
    CASE c.flow
        WHEN 'bookings' THEN (
            SELECT count(*) >= c.bookings AND coalesce(sum(b.version), 0) >= c.versions
            FROM bookings AS b WHERE b.event_id = c.event_id)
        ELSE (SELECT count(*) FROM scans AS s WHERE s.event_id = c.event_id) >= c.scans
            AND (SELECT count(*) FROM confidential_totals AS t
                 WHERE t.event_id = c.event_id) >= c.totals
    END AS folded
FROM close_barriers AS c WHERE c.event_id = $1;

-- name: recount_event
-- The same figures again from the raw scans, past the stored fold: what a test compares with.
WITH facts AS (
    SELECT s.subject_id, s.attendee_kind, s.kind, s.session_id, s.scanned_at, s.scan_id
    FROM scans AS s
    LEFT JOIN booked_people AS p ON p.id = s.attendee_id AND p.event_id = s.event_id
    WHERE s.event_id = $1 AND s.kind <> 'void'
    AND s.scan_id NOT IN (
        SELECT v.voids FROM scans AS v
        WHERE v.event_id = $1 AND v.kind = 'void' AND v.voids IS NOT NULL)
    AND (s.attendee_kind <> 'booked' OR p.status = 'confirmed')
), latest AS (
    SELECT DISTINCT ON (subject_id) subject_id, attendee_kind, kind FROM facts
    ORDER BY subject_id, scanned_at DESC, scan_id DESC
)
SELECT
    (SELECT count(*) FROM booked_people WHERE event_id = $1 AND status = 'confirmed')
        AS registered,
    (SELECT count(*) FROM booked_people WHERE event_id = $1 AND status = 'waitlisted')
        AS waitlisted,
    (SELECT count(DISTINCT subject_id) FROM facts
        WHERE kind = 'in' OR (kind = 'station' AND attendee_kind <> 'none')) AS came,
    (SELECT count(DISTINCT subject_id) FROM facts
        WHERE (kind = 'in' OR (kind = 'station' AND attendee_kind <> 'none'))
        AND attendee_kind <> 'booked') AS walk_ins,
    (SELECT greatest(0,
        count(*) FILTER (WHERE attendee_kind <> 'none' AND kind <> 'out')
        + count(*) FILTER (WHERE attendee_kind = 'none' AND kind = 'in')
        - count(*) FILTER (WHERE attendee_kind = 'none' AND kind = 'out')) FROM latest)
        AS in_house,
    (SELECT jsonb_object_agg(session_id, n) FROM (
        SELECT session_id, count(DISTINCT subject_id) AS n FROM facts
        WHERE session_id IS NOT NULL
        AND (kind = 'station' OR (kind = 'in' AND attendee_kind <> 'none'))
        GROUP BY session_id) AS by_session) AS visits;
