"""Work spread over several processes, with results in the order of the items.

Processes are spawned on every system, as on Windows, so that they behave the same everywhere. Only
as many items are handed over as keep them busy: memory does not grow with the number of files.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Generic, TypeVar

from focusxl.cli.terminal import CleanStream

Given = TypeVar("Given")
Result = TypeVar("Result")

_MOST_PROCESSES = 61 if sys.platform == "win32" else 1_000
"""The most processes that a program can wait for on Windows."""
_MOST_AT_ONCE = 16
"""The most items handed over at once, to save communication."""
_ROUNDS = 8
"""The fewest times that each process gets work, so that all of them end at about the same time."""
_AHEAD = 3
"""The multiple of the work in progress that is handed over before the first result is taken."""


def in_processes(
    work: Callable[[Given], Result],
    items: Sequence[Given],
    processes: int,
    lost: Callable[[Given], Result],
) -> Iterator[Result]:
    """Do the same work on every item, and yield the results in the order of the items.

    Closing the iterator, also after an interrupt, ends the processes.

    Args:
        work: a function of a module that other processes can import.
        items: the arguments.
        processes: the number of processes.
        lost: gives the result for an item whose process was killed.
    """
    crew = _Crew(work, min(processes, len(items), _MOST_PROCESSES))
    size = max(1, min(_MOST_AT_ONCE, len(items) // (_ROUNDS * processes)))
    waiting = deque(items[start : start + size] for start in range(0, len(items), size))
    under_way: deque[tuple[Sequence[Given], Future[list[Result]]]] = deque()
    try:
        while waiting or under_way:
            while waiting and len(under_way) < _AHEAD * processes:
                under_way.append((waiting[0], crew.hand_over(waiting[0])))
                waiting.popleft()
            chunk, future = under_way.popleft()
            try:
                results = future.result()
            except BrokenProcessPool:
                # With one process all items are lost; trying them one by one finds the cause.
                waiting.extendleft(chunk for chunk, _ in reversed(under_way))
                under_way.clear()
                crew.replace()
                for item in chunk:
                    yield _alone(work, item, lost)
            else:
                yield from results
    finally:
        crew.end()


def _alone(work: Callable[[Given], Result], item: Given, lost: Callable[[Given], Result]) -> Result:
    crew = _Crew(work, 1)
    try:
        (result,) = crew.hand_over([item]).result()
    except BrokenProcessPool:
        return lost(item)
    finally:
        crew.end()
    return result


class _Crew(Generic[Given, Result]):
    """The pool of processes."""

    def __init__(self, work: Callable[[Given], Result], size: int) -> None:
        self._work, self._size = work, size
        self._others = frozenset(multiprocessing.active_children())
        self._pool = self._start()

    def _start(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._size, context, _begin)

    def hand_over(self, items: Sequence[Given]) -> Future[list[Result]]:
        with _interrupts_held():  # Processes being started inherit the signal mask.
            try:
                return self._pool.submit(_on_each, self._work, items)
            except BrokenProcessPool:
                self.replace()
                return self._pool.submit(_on_each, self._work, items)

    def replace(self) -> None:
        self.end()
        self._pool = self._start()

    def end(self) -> None:
        """End the processes, whatever they are doing."""
        for process in multiprocessing.active_children():
            if process not in self._others:
                process.terminate()
        self._pool.shutdown(cancel_futures=True)


def _on_each(work: Callable[[Given], Result], items: Sequence[Given]) -> list[Result]:
    return [work(item) for item in items]


def _begin() -> None:
    """Prepare a process to end silently when the command is interrupted or ends."""
    sys.stdout = CleanStream(sys.stdout or io.StringIO())
    sys.stderr = CleanStream(sys.stderr or io.StringIO())
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_the_command, daemon=True).start()


def _end_with_the_command() -> None:
    command = multiprocessing.parent_process()
    if command is not None:
        command.join()
        os._exit(1)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Delay an interrupt for a moment, where the system can do that."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
