"""Services of different hosts are tried at once, those of one host one after the other."""

from __future__ import annotations

import threading
import time
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from corscheck.errors import CorscheckError
from corscheck.fetch.url import parse_url
from corscheck.wire.progress import progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corscheck.live.service_run import ServiceRun
    from corscheck.live.state import State
    from corscheck.wire.transport import Connection

GRACE = 1.0
"""Seconds after Ctrl-C in which services return their results so far."""

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "0.0.0.0", "[::]")  # noqa: S104  # nothing is bound


def lanes(runs: Sequence[ServiceRun], connection: Connection) -> list[list[ServiceRun]]:
    """Groups of services, each of which shares no host and port with a service of another group.

    Both groups and their services are in the order of the services.
    """
    found: list[tuple[set[str], list[ServiceRun]]] = []
    for one in runs:
        hosts = _hosts(one, connection)
        shared = [lane for lane in found if lane[0] & hosts]
        first = shared[0] if shared else (set(), [])
        if not shared:
            found.append(first)
        first[0].update(hosts)
        first[1].append(one)
        for other in shared[1:]:
            first[0].update(other[0])
            first[1].extend(other[1])
            found.remove(other)
    order = {id(one): number for number, one in enumerate(runs)}
    return [sorted(lane, key=lambda one: order[id(one)]) for _, lane in found]


def try_lanes(found: Sequence[Sequence[ServiceRun]], hosts: int, state: State) -> None:
    """Try services in threads, one for each of as many lanes as `hosts`; returns when all are done.

    Raises:
        KeyboardInterrupt: Ctrl-C; services return their results so far within `GRACE`.
    """
    waiting: SimpleQueue[Sequence[ServiceRun]] = SimpleQueue()
    for lane in found:
        waiting.put(lane)
    finished: SimpleQueue[ServiceRun | BaseException | None] = SimpleQueue()
    threads = [
        threading.Thread(target=_work, args=(waiting, finished, state), daemon=True)
        for _ in range(min(hosts, len(found)))
    ]
    for thread in threads:
        thread.start()
    try:
        for _ in progress(_results(finished, len(threads)), sum(map(len, found)), "Services"):
            pass
    except KeyboardInterrupt:
        state.interrupt()
        end = time.monotonic() + GRACE
        for thread in threads:
            thread.join(max(0, end - time.monotonic()))
        raise


def _hosts(one: ServiceRun, connection: Connection) -> set[str]:
    """Host and port of each URL of a service; empty where it has none, which `run` reports."""
    try:
        one.prepare()
    except CorscheckError:
        return set()
    if connection.unix_socket:
        return {connection.unix_socket}
    urls = [url for place in one.places if (url := parse_url(place.base_url)) is not None]
    return {f"{'localhost' if url.host in _LOOPBACK else url.host}:{url.port}" for url in urls}


def _work(
    waiting: SimpleQueue[Sequence[ServiceRun]],
    finished: SimpleQueue[ServiceRun | BaseException | None],
    state: State,
) -> None:
    """What a thread does: try the services of one lane after the other; report its end as None."""
    try:
        while True:
            for one in waiting.get_nowait():
                if state.interrupted:
                    return
                one.alone = False
                one.run()
                finished.put(one)
    except Empty:
        pass
    except BaseException as error:  # noqa: BLE001  # raised again in the caller's thread
        finished.put(error)
    finally:
        finished.put(None)


def _results(finished: SimpleQueue[ServiceRun | BaseException | None], threads: int) -> Iterator[ServiceRun]:
    """The services as they are done, until every thread has ended."""
    while threads:
        event = finished.get()
        if event is None:
            threads -= 1
        elif isinstance(event, BaseException):
            raise event
        else:
            yield event
