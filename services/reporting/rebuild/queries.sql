-- name: describe_tables
-- What makes a twin of each of the given tables in the schema `rebuild`, without its indexes.
SELECT format('CREATE TABLE rebuild.%1$I (LIKE public.%1$I INCLUDING ALL EXCLUDING INDEXES)',
              c.relname)
    || coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', '') AS statement
FROM pg_class AS c
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY($1::text[]);

-- name: describe_grants
-- What gives the twins to those who may use the tables.
SELECT format('GRANT %s ON rebuild.%I TO %I', string_agg(privilege_type, ', '), table_name, grantee)
    AS statement
FROM information_schema.role_table_grants
WHERE table_schema = 'public' AND table_name = ANY($1::text[]) AND grantee <> grantor
GROUP BY table_name, grantee;

-- name: describe_indexes
-- What makes keys and indexes of the twins, by the names of the first: keys before the rest.
SELECT c.relname AS table_name, n.contype IS NOT NULL AS is_key,
    CASE WHEN n.contype IS NOT NULL
        THEN format('ALTER TABLE rebuild.%I ADD CONSTRAINT %I %s', c.relname, n.conname,
                    pg_get_constraintdef(n.oid))
        ELSE replace(pg_get_indexdef(i.indexrelid), ' ON public.', ' ON rebuild.')
    END AS statement
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indrelid
LEFT JOIN pg_constraint AS n ON n.conindid = i.indexrelid AND n.contype IN ('p', 'u')
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY($1::text[])
ORDER BY is_key DESC, statement;

-- name: delete_doubled_scans
-- Records may stand in a topic twice; any of them will do.
DELETE FROM scans AS s USING scans AS other
WHERE other.event_id = s.event_id AND other.scan_id = s.scan_id AND other.ctid < s.ctid;

-- name: find_positions
-- Where the consumer in use stands.
SELECT topic, partition, next_offset FROM consumer_offsets WHERE consumer_group = $1;

-- name: move_positions
-- What we have read the consumer in use needs not read again.
INSERT INTO consumer_offsets AS o (consumer_group, topic, partition, next_offset)
SELECT $1, t.topic, t.partition, t.next_offset
FROM unnest($2::text[], $3::integer[], $4::bigint[]) AS t (topic, partition, next_offset)
ON CONFLICT (consumer_group, topic, partition)
DO UPDATE SET next_offset = greatest(o.next_offset, excluded.next_offset);

-- name: count_rows
-- How many facts there are.
SELECT (SELECT count(*) FROM organisations) + (SELECT count(*) FROM events)
    + (SELECT count(*) FROM bookings) + (SELECT count(*) FROM booked_people)
    + (SELECT count(*) FROM scans) + (SELECT count(*) FROM confidential_totals) AS facts;

-- name: touch_events
-- Every page reads its figures again.
INSERT INTO event_changes AS c (event_id, changes, changed_at)
SELECT id, 1, clock_timestamp() FROM events ORDER BY id
ON CONFLICT (event_id) DO UPDATE SET
    changes = c.changes + 1, changed_at = excluded.changed_at;
