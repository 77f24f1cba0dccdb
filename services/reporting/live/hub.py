"""Open streams: each event is read once per change and encoded once for all who watch it.

A change is known by the wake-up after COMMIT in this process, or by the poll of `event_changes`
when another process consumed it. Whatever happens within `COALESCE_SECONDS` becomes one snapshot;
a client that reads too slowly loses the oldest snapshots, never the newest.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from datetime import datetime
from time import monotonic
from typing import Protocol
from uuid import UUID

import msgspec

from services.reporting.live.errors import TooManyStreams
from services.reporting.live.snapshot import Attendance, Freshness
from shared import metrics
from shared.errors import Unavailable
from shared.log import log

STREAMS_MAX = 2_000
FRAMES_PER_STREAM_MAX = 4
COALESCE_SECONDS = 0.015
POLL_SECONDS = 0.25
FRESHNESS_SECONDS = 5.0
READ_AGAIN_SECONDS = 60.0
RETRY_SECONDS = 1.0
RETRY_AFTER_SECONDS = 5


class Figures(Protocol):
    """Where the hub reads."""

    async def attendance(self, event_id: UUID) -> Attendance | None:
        """The figures of an event, None if it is unknown."""
        ...

    async def changes(self, event_ids: Iterable[UUID]) -> dict[UUID, int]:
        """How often the facts of each event changed so far."""
        ...

    async def freshness(self) -> Freshness:
        """The age of all figures."""
        ...


class Stream:
    """What one client has not yet been sent."""

    def __init__(self, event_id: UUID) -> None:
        self.event_id = event_id
        self.ended = False
        self._frames: deque[bytes] = deque(maxlen=FRAMES_PER_STREAM_MAX)
        self._waiting = asyncio.Event()

    def offer(self, frame: bytes) -> None:
        """Queue a frame; the oldest goes when there are too many."""
        self._frames.append(frame)
        self._waiting.set()

    def end(self) -> None:
        """Let the client connect anew."""
        self.ended = True
        self._waiting.set()

    async def next(self, timeout_seconds: float) -> bytes | None:
        """All that waits, in one piece; None after the time-out or at the end."""
        if not self._frames and not self.ended:
            try:
                async with asyncio.timeout(timeout_seconds):
                    await self._waiting.wait()
            except TimeoutError:
                return None
        self._waiting.clear()
        found = b"".join(self._frames)
        self._frames.clear()
        return found or None


class _Channel:
    """One event that somebody watches."""

    def __init__(self, event_id: UUID) -> None:
        self.event_id = event_id
        self.streams: set[Stream] = set()
        self.woken = asyncio.Event()
        self.woken.set()
        self.changes: int | None = None
        self.read_at = monotonic()
        self.shown: Attendance | None = None
        self.frame: bytes | None = None
        self.task: asyncio.Task[None] | None = None


class Hub:
    """All open streams of this process."""

    def __init__(self, figures: Figures, *, boot: str, streams_max: int = STREAMS_MAX) -> None:
        self._figures = figures
        self._boot = boot
        self._streams_max = streams_max
        self._channels: dict[UUID, _Channel] = {}
        self._sequence = 0
        self._open = 0
        self._poller: asyncio.Task[None] | None = None

    @property
    def open_streams(self) -> int:
        """How many clients watch."""
        return self._open

    def wake(self, event_ids: Iterable[UUID]) -> None:
        """The facts of these events have changed; cheap for events nobody watches."""
        for event_id in event_ids:
            channel = self._channels.get(event_id)
            if channel is not None:
                channel.woken.set()

    def require_room(self) -> None:
        """Raises TooManyStreams when no further client may watch."""
        if self._open >= self._streams_max:
            raise TooManyStreams(retry_after_seconds=RETRY_AFTER_SECONDS)

    def open(self, event_id: UUID) -> Stream:
        """A new client; it gets a full snapshot first."""
        stream = Stream(event_id)
        channel = self._channels.get(event_id)
        if channel is None:
            channel = self._channels[event_id] = _Channel(event_id)
            channel.task = asyncio.create_task(self._feed(channel), name="live channel")
        channel.streams.add(stream)
        if channel.frame is not None:
            stream.offer(channel.frame)
        self._count(1)
        if self._poller is None or self._poller.done():
            self._poller = asyncio.create_task(self._poll(), name="live poll")
        return stream

    def close(self, stream: Stream) -> None:
        """A client is gone. Synchronous: a cancelled generator can't await its clean-up."""
        channel = self._channels.get(stream.event_id)
        if channel is None or stream not in channel.streams:
            return
        channel.streams.discard(stream)
        self._count(-1)
        if not channel.streams:
            del self._channels[stream.event_id]
            if channel.task is not None:
                channel.task.cancel()
        if not self._channels and self._poller is not None:
            self._poller.cancel()
            self._poller = None

    def end_all(self) -> None:
        """End every stream, so that a server may stop."""
        for channel in list(self._channels.values()):
            for stream in channel.streams:
                stream.end()

    async def _feed(self, channel: _Channel) -> None:
        """Read and send whenever woken, as long as somebody watches."""
        while True:
            await channel.woken.wait()
            channel.woken.clear()
            started_at = monotonic()
            try:
                await self._refresh(channel)
            except Unavailable:
                await asyncio.sleep(RETRY_SECONDS)
                channel.woken.set()
            except Exception as error:  # noqa: BLE001 - a fault of ours: clients connect anew
                log.error("live figures failed", error=type(error).__name__)
                for stream in channel.streams:
                    stream.end()
                return
            await asyncio.sleep(max(0.0, COALESCE_SECONDS - (monotonic() - started_at)))

    async def _refresh(self, channel: _Channel) -> None:
        found = await self._figures.attendance(channel.event_id)
        channel.read_at = monotonic()
        if found is None or (channel.shown is not None and found.same_figures(channel.shown)):
            return
        self._sequence += 1
        channel.shown = found
        channel.frame = encode("attendance", found, f"{self._boot}-{self._sequence}")
        for stream in channel.streams:
            stream.offer(channel.frame)

    async def _poll(self) -> None:
        """See what other processes changed; tell everybody the age now and then."""
        told_at = monotonic()
        last: datetime | None = None
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                await self._look()
                if monotonic() - told_at < FRESHNESS_SECONDS:
                    continue
                freshness = await self._figures.freshness()
                last = freshness.as_of
            except Unavailable:
                if monotonic() - told_at < FRESHNESS_SECONDS:
                    continue
                freshness = Freshness(as_of=last, degraded=True)
            told_at = monotonic()
            self._tell(encode("freshness", freshness))

    async def _look(self) -> None:
        changes = await self._figures.changes(list(self._channels))
        now = monotonic()
        for event_id, channel in self._channels.items():
            known = changes.get(event_id, 0)
            if channel.changes != known or now - channel.read_at > READ_AGAIN_SECONDS:
                channel.changes = known
                channel.woken.set()

    def _tell(self, frame: bytes) -> None:
        for channel in self._channels.values():
            for stream in channel.streams:
                stream.offer(frame)

    def _count(self, step: int) -> None:
        self._open += step
        metrics.streams.set(self._open)


def encode(event: str, body: msgspec.Struct, id_: str | None = None) -> bytes:
    """One server-sent event; JSON holds no line break, so one data line is enough."""
    head = f"event: {event}\n" + (f"id: {id_}\n" if id_ else "")
    return head.encode() + b"data: " + msgspec.json.encode(body) + b"\n\n"
