-- name: insert_template
-- A template that an organisation made of an event.
INSERT INTO event_templates (id, organisation_id, title, event, created_at)
VALUES ($1, $2, $3, $4::jsonb, $5);

-- name: read_template
-- One template.
SELECT * FROM event_templates WHERE id = $1;

-- name: list_templates
-- Templates of these organisations ($1: of all), by title.
SELECT * FROM event_templates WHERE $1 OR organisation_id = ANY($2::uuid[])
ORDER BY title, id LIMIT $3;

-- name: count_templates
-- How many an organisation has; its row is locked, so two at once don't both fit.
SELECT (SELECT count(*) FROM event_templates AS t WHERE t.organisation_id = o.id)
FROM organisations AS o WHERE o.id = $1 FOR NO KEY UPDATE;

-- name: delete_template
-- It goes; events that began with it stay as they are.
DELETE FROM event_templates WHERE id = $1;
