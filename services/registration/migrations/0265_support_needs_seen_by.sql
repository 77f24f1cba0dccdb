-- migrate:up

-- Whom the event named as those who see a need, when somebody consented to that: whoever is named
-- later does not see it. Until now nobody had been named anew.
ALTER TABLE support_needs ADD COLUMN seen_by uuid[] NOT NULL DEFAULT '{}';
UPDATE support_needs AS s SET seen_by = ARRAY(
    SELECT jsonb_array_elements_text(q.support -> 'seen_by')::uuid FROM question_sets AS q
    WHERE q.event_id = s.event_id AND q.support IS NOT NULL);

-- migrate:down
-- We roll forward.
