"""Progress of a long call, shown if a terminal shows the error stream."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, TextIO

from focusxl.cli.terminal import CleanStream, one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live

_LONG = 0.7
"""Seconds from which a call is long."""

OneFurther = Callable[[bool], AbstractContextManager[None]]
"""A context for printing a result, which counts it; its argument tells whether it prints errors."""


@contextmanager
def at_work(doing: str) -> Iterator[None]:
    """Show a description of the work, once it takes long, until the context ends."""
    stream = _terminal()
    if stream is None:
        yield
        return
    import threading

    showing: list[Live] = []
    lock, ended = threading.Lock(), threading.Event()

    def show() -> None:
        from rich.live import Live
        from rich.spinner import Spinner
        from rich.text import Text

        spinner = Spinner("dots", Text(one_line(doing)))
        # Output keeps its own stream: rich would redirect it.
        live = Live(
            spinner,
            console=_console(stream),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        with lock:
            if not ended.is_set():
                live.start()
                showing.append(live)

    timer = threading.Timer(_LONG, show)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            ended.set()
            for live in showing:
                live.stop()


@contextmanager
def counted(doing: str, total: int) -> Iterator[OneFurther]:
    """Count results out of a total.

    Args:
        doing: the description of the work.
        total: the number of results.

    Yields:
        A context for printing each result: it counts it, and hides the progress bar where the
        result is printed on the same terminal.
    """
    stream = _terminal()
    if stream is None or total < 2:
        yield lambda _: nullcontext()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Remaining())
    bar = Progress(
        *columns,
        console=_console(stream),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    task = bar.add_task(doing, total=total)
    results_are_shown = sys.stdout.isatty()

    @contextmanager
    def one_further(complains: bool) -> Iterator[None]:
        bar.advance(task)
        in_the_way = complains or results_are_shown
        if in_the_way:
            bar.stop()
        yield
        if in_the_way:
            bar.start()

    with bar:
        yield one_further


def _terminal() -> TextIO | None:
    """Give the terminal of the error stream, below the stream that cleans text."""
    stream = sys.stderr
    beneath = stream.beneath if isinstance(stream, CleanStream) else stream
    return beneath if beneath is not None and beneath.isatty() else None


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    return Console(file=stream, markup=False, highlight=False)
