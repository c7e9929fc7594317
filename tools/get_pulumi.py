"""Makes sure that a Pulumi CLI is there, and says where; where none can be had, says why and what then doesn't run.

`python -m tools.get_pulumi` (part of `make setup`). Exits 0 either way: everything but the engine works without it.
"""

from __future__ import annotations

from azure_rehearsal.core.problems import NoPulumi
from azure_rehearsal.engine.pulumi_cli import find


def main() -> None:
    """Find, install or build the CLI."""
    try:
        cli = find(lambda sentence: print(sentence, flush=True))
    except NoPulumi as reason:
        print(f"Without the Pulumi engine: rehearsals can't run and engine tests are skipped, since {reason}")
    else:
        print(f"Ready: Pulumi {'.'.join(map(str, cli.version))} at {cli.path}")


if __name__ == "__main__":
    main()
