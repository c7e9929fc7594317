"""Write the golden states again: `python -m tests.upgrades`, or with names: `python -m tests.upgrades dev prod`.

Do this once after a release, in a clone of the released version, and commit the files in `tests/upgrades/states/`. Never do it to
make a failing test pass: the states say what users of the released version have.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from pulumi import automation as auto

from .golden import GOLDEN, Golden, Kept, find, opened

PLACES = ("sourcePosition", "stackTrace")
"""What a checkpoint says of the program's files; it has the folders of the machine where it was deployed."""


def write(golden: Golden) -> None:
    """Deploy one stack, and keep its checkpoint and Azure's answers to provider functions."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept = Kept()
        with opened(golden, kept, folder, find(print)) as stack:
            stack.up(color="never", suppress_outputs=True)
            kept.answers.clear()  # while it deploys, Azure doesn't know yet what it knows in the end
            summary = stack.preview(color="never").change_summary
            if set(summary) != {auto.OpType.SAME}:
                raise SystemExit(f"{golden.name}: a preview right after the deployment has changes: {summary}")
            exported = _exported(stack, folder / "exported.json")
        kept.version, kept.deployment = exported["version"], exported["deployment"]
        for resource in kept.deployment["resources"]:
            for place in PLACES:
                resource.pop(place, None)
        kept.write(golden)
        print(f"{golden.path.name}: {len(kept.deployment['resources'])} resources, {golden.path.stat().st_size:,} bytes")


def _exported(stack: auto.Stack, path: Path) -> dict[str, Any]:
    """The stack's checkpoint, secrets encrypted; `export_stack` of the Automation API would show them."""
    workspace = stack.workspace
    command = ["stack", "export", "--stack", stack.name, "--file", str(path)]
    workspace.pulumi_command.run(command, workspace.work_dir, {**workspace.env_vars, "PULUMI_HOME": str(workspace.pulumi_home)})
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    for chosen in sys.argv[1:] or GOLDEN:
        write(GOLDEN[chosen])
