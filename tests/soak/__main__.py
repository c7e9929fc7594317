"""`make soak`: days after days for some minutes, in two processes; ends at the first that goes wrong."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
import warnings
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait

from azure_rehearsal.engine.pulumi_cli import find

from .days import read_days
from .hunt import Found, hunt, play

PROCESSES = 2


def _again(text: str) -> int:
    faults = play(read_days(text), find())
    print(*Found(read_days(text), faults).lines() if faults else ["Nothing is wrong."], sep="\n")
    return 1 if faults else 0


def _soak(seeds: list[int] | None, minutes: float, *, small: bool, verbose: bool) -> int:
    deadline = time.time() + 60 * minutes
    first = int(time.time()) % 1_000_000
    waiting = iter(seeds or range(first, first + 1_000_000))
    played, context = 0, multiprocessing.get_context("spawn")  # threads of grpc don't survive a fork
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        running = {
            pool.submit(hunt, number, deadline, small=small, verbose=verbose) for number, _ in zip(waiting, range(PROCESSES), strict=False)
        }
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                cases, wrong = future.result()
                played += cases
                if wrong:
                    print(wrong, flush=True)
                    pool.shutdown(cancel_futures=True)
                    return 1
                number = next(waiting, None)
                if number is not None and time.time() < deadline:
                    running.add(pool.submit(hunt, number, deadline, small=small, verbose=verbose))
    print(f"{played} cases from seed {seeds[0] if seeds else first} on: nothing is wrong.")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="after which no new case is begun (10)")
    parser.add_argument("--seed", type=int, help="only the case of this seed")
    parser.add_argument("--days", help="only these days, as a failure tells them")
    parser.add_argument("--small", action="store_true", help="small programs, as in `make test`")
    parser.add_argument("--verbose", action="store_true", help="tell each case before it is played")
    given = parser.parse_args()
    warnings.filterwarnings("ignore", "Error in event stream")  # the program whose engine died complains on its way out
    if given.days:
        return _again(given.days)
    return _soak(None if given.seed is None else [given.seed], given.minutes, small=given.small, verbose=given.verbose)


if __name__ == "__main__":
    sys.exit(main())
