"""Runs under Windows Python: Excel's part. Answers each line read with a line.

A request: ``{"calls": [{"module", "function", "arguments"}], "rounds": 1}``; the calls are made in
turn, as many rounds as asked, so that what is compared is measured side by side. The answer holds
for each call ``{"value"}`` or ``{"failure", "code"}`` of the last round, the
``seconds`` of every round, and ``round_trips``: how often the server was called in one round.
"""

import json
import sys
from typing import Any

from automation import CallFailedError, LateBound, connect, start_com
from wire import NOTHING, decode, encode


def make_call(server: LateBound, call: dict[str, Any]) -> dict[str, Any]:
    """Make one call of a worksheet function, as the wrapper in the workbook does."""
    arguments = tuple(decode(one) for one in call["arguments"])
    calls, seconds = server.calls, server.seconds
    try:
        value = server.call(
            "CallUDF", call["module"], call["function"], arguments, NOTHING, NOTHING
        )
        outcome = {"value": encode(value)}
    except CallFailedError as error:
        outcome = {"failure": error.description, "code": error.code}
    return {
        **outcome,
        "seconds": server.seconds - seconds,
        "round_trips": server.calls - calls,
    }


def answer(server: LateBound, request: dict[str, Any]) -> list[dict[str, Any]]:
    """Make all calls of a request."""
    rounds = [
        [make_call(server, call) for call in request["calls"]] for _ in range(request["rounds"])
    ]
    return [
        {**result, "seconds": [done[place]["seconds"] for done in rounds]}
        for place, result in enumerate(rounds[-1])
    ]


def main() -> None:
    """Answer requests until there are no more."""
    start_com()
    server = connect(sys.argv[1])
    for line in sys.stdin:
        print(json.dumps(answer(server, json.loads(line))), flush=True)
    server.release()


if __name__ == "__main__":
    main()
