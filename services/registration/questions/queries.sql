-- name: read_questions
-- What an event asks.
SELECT version, questions, notice, support FROM question_sets WHERE event_id = $1;

-- name: put_questions
-- What an event asks from now on; the caller holds the lock of the event's row.
INSERT INTO question_sets (event_id, version, questions, notice, changed_at)
VALUES ($1, $2, $3::jsonb, $4::jsonb, $5)
ON CONFLICT (event_id) DO UPDATE SET
    version = excluded.version, questions = excluded.questions, notice = excluded.notice,
    changed_at = excluded.changed_at;

-- name: put_wordings
-- Wordings as people read them; those known already stay.
INSERT INTO question_wordings (question_id, version, event_id, wording, made_at)
SELECT w.question_id, w.version, $1, w.wording::jsonb, $5
FROM unnest($2::uuid[], $3::integer[], $4::text[]) AS w (question_id, version, wording)
ON CONFLICT DO NOTHING;

-- name: answered
-- Which questions of an event have answers.
SELECT DISTINCT question_id FROM given_answers WHERE event_id = $1;

-- name: keep_answers
-- Answers of people who registered; $2 on.
INSERT INTO given_answers
    (event_id, person_id, question_id, version, value, keep_days, given_at, erase_at)
SELECT $1, a.person_id, a.question_id, a.version, a.value::jsonb, a.keep_days, $7,
       $8::timestamptz + make_interval(days => a.keep_days)
FROM unnest($2::uuid[], $3::uuid[], $4::integer[], $5::text[], $6::integer[])
    AS a (person_id, question_id, version, value, keep_days)
ON CONFLICT DO NOTHING;

-- name: answers_of
-- What these people answered, with the wording they read.
SELECT a.person_id, a.question_id, a.version, a.value, a.given_at, a.erase_at, w.wording
FROM given_answers AS a
LEFT JOIN question_wordings AS w ON w.question_id = a.question_id AND w.version = a.version
WHERE a.person_id = ANY($1::uuid[]) ORDER BY a.given_at, a.question_id;

-- name: withdraw
-- Somebody takes answers back.
DELETE FROM given_answers WHERE person_id = $1 AND question_id = ANY($2::uuid[]);

-- name: forget
-- These people are forgotten.
DELETE FROM given_answers WHERE person_id = ANY($1::uuid[]);

-- name: sweep
-- Answers whose time is over, a few at once.
DELETE FROM given_answers WHERE (person_id, question_id) IN (
    SELECT person_id, question_id FROM given_answers WHERE erase_at <= $1
    ORDER BY erase_at LIMIT $2 FOR UPDATE SKIP LOCKED);

-- name: move
-- The event ends at another time, $2: so do the periods.
UPDATE given_answers SET erase_at = $2::timestamptz + make_interval(days => keep_days)
WHERE event_id = $1 AND erase_at <> $2::timestamptz + make_interval(days => keep_days);

-- name: shorten
-- A period that is shorter now holds for what was answered before, too; a longer one doesn't.
UPDATE given_answers SET keep_days = k.days,
    erase_at = erase_at - make_interval(days => keep_days - k.days)
FROM unnest($2::uuid[], $3::integer[]) AS k (question_id, days)
WHERE event_id = $1 AND given_answers.question_id = k.question_id AND keep_days > k.days;

-- name: wordings_of
-- All wordings of a question, the newest first, with how many answers each has.
SELECT w.version, w.wording, w.made_at, count(a.person_id)::integer AS answers
FROM question_wordings AS w
LEFT JOIN given_answers AS a ON a.question_id = w.question_id AND a.version = w.version
WHERE w.question_id = $1
GROUP BY w.version, w.wording, w.made_at ORDER BY w.version DESC LIMIT $2;
