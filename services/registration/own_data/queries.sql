-- name: scans_of
-- When tickets of these people of event $1 were read; what was taken back isn't there any more.
SELECT s.kind, s.session_id, s.scanned_at FROM scans AS s
WHERE s.event_id = $1 AND s.attendee_id = ANY($2::uuid[]) AND s.kind <> 'void'
  AND NOT EXISTS (SELECT FROM scans AS v WHERE v.event_id = $1 AND v.voids = s.scan_id)
ORDER BY s.scanned_at LIMIT $3;

-- name: call_of
-- Whether somebody has to be called about this booking, and why.
SELECT why, since, called_at FROM calls WHERE booking_id = $1;

-- name: support_of
-- What support these people need, and until when that is kept.
SELECT needs, note, wording, given_at, erase_at FROM support_needs
WHERE person_id = ANY($1::uuid[]) ORDER BY person_id;

-- name: invitation_of
-- The invitation by which somebody registered.
SELECT channel, name, email, address, sent_at FROM invitations
WHERE id = $1 AND erased_at IS NULL;

-- name: following_of
-- Of which series these people want to hear again.
SELECT s.title AS series, f.email, f.confirmed_at, f.erase_at
FROM series_followers AS f JOIN event_series AS s ON s.id = f.series_id
WHERE f.person_id = ANY($1::uuid[]) ORDER BY f.created_at;

-- name: taken_over_at
-- Since when a place that a company had got is the own one of whoever has it.
SELECT min(claimed_at) FROM claimed_places WHERE person_id = ANY($1::uuid[]);
