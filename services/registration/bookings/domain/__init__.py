"""Who gets a place: pure decisions about places, waiting and promotion.

Words: a *place* is one seat, in the event as a whole or in one of its sessions; both are counted
under the id of the event or session. A *unit* is what is admitted together: a whole booking
(`all_or_none`) or one of its people (`as_many_as_fit`). A unit is confirmed or waits as a whole and
holds nothing while it waits.

Who knows whom, low to high: refusal, booking ← event, places, request ← alternatives, choice ←
offers, units ← admission, changes ← replacing, waitlist.
"""
