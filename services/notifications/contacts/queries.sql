-- name: upsert_contacts
-- Take over coordinates; who was erased stays erased.
INSERT INTO contacts (person_id, kind, name, email, locale, company, generation)
SELECT c.person_id, c.kind, c.name, c.email, c.locale, c.company, c.generation
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::integer[])
    AS c (person_id, kind, name, email, locale, company, generation)
WHERE NOT EXISTS (SELECT FROM erased_people AS e WHERE e.person_id = c.person_id)
ORDER BY c.person_id
ON CONFLICT (person_id) DO UPDATE
SET kind = excluded.kind, name = excluded.name, email = excluded.email, locale = excluded.locale,
    company = excluded.company, generation = excluded.generation;

-- name: mark_erased
-- Remember random ids of erased people.
INSERT INTO erased_people (person_id, erased_at)
SELECT person_id, $2 FROM unnest($1::uuid[]) AS person_id
ON CONFLICT DO NOTHING;

-- name: delete_contacts
-- Forget coordinates.
DELETE FROM contacts WHERE person_id = ANY($1::uuid[]);

-- name: find_contacts
-- Coordinates of these people, as far as known.
SELECT person_id, kind, name, email, locale, company, generation
FROM contacts WHERE person_id = ANY($1::uuid[]);

-- name: find_erased
-- Who of these people was erased.
SELECT person_id FROM erased_people WHERE person_id = ANY($1::uuid[]);
