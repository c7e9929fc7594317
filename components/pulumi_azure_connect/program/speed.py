"""Speeds up programs with many azure-native resources, by one call at their top."""

from __future__ import annotations

from importlib.metadata import version

import pulumi

from .aliases import drop_version_aliases
from .batched_waits import batch_waits


def speed_up(*, version_aliases: bool = True, waits: bool = True) -> None:
    """Make a program with hundreds or thousands of resources faster, without changing what it deploys.

    Call it once, before the first resource; the program may use this package's components or not. The numbers are in
    `docs/performance.md`. A stack whose state was made with versioned type tokens (`azure-native:web/v20220901:WebApp`) must be deployed
    once without it after its program moved to unversioned modules, or with `version_aliases=False`: its resources would be replaced.

    Args:
        version_aliases: leave out the aliases that only name another API version (see `drop_version_aliases`).
        waits: wait for the program's outputs in batches. It changes the Pulumi SDK in this process, and only an SDK whose function is the very
            one that was tried; any other is left alone, which a line of the log says.
    """
    if version_aliases:
        pulumi.runtime.register_stack_transformation(drop_version_aliases)
    if waits and not batch_waits():
        pulumi.log.info(
            f"speed_up leaves the end of the program as it is: pulumi {version('pulumi')} waits for outputs in a way that this version of "
            "pulumi-azure-connect wasn't tried with. A newer version may know it. Say speed_up(waits=False) to silence this line."
        )
