"""What an app tells about itself once the program's body has run: plain data for reports, scripts, and `ready`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi

from .plain import as_output
from .settings import Seal, later
from .site import Site, SiteWrites


class AppOutputs:
    """Makes the outputs of one app that have to wait for all contributions."""

    def __init__(self, seal: Seal, sites: list[Site], exceptions: list[dict[str, Any]], writes: SiteWrites) -> None:
        self._seal = seal
        self._sites = sites
        self._exceptions = exceptions
        self._writes = writes

    def _sealed(self, produce: Callable[[], Any]) -> pulumi.Output[Any]:
        async def run() -> Any:
            await self._seal.passed()
            return as_output(produce())

        return pulumi.Output.from_input(later(run))

    def api(self, produce: Callable[[], dict[str, Any] | None]) -> pulumi.Output[Any]:
        """Give what callers of the app need to know."""
        return self._sealed(produce)

    def connections(self) -> pulumi.Output[Any]:
        """Give the rows of all sites."""
        return self._sealed(lambda: [row for site in self._sites for row in site.rows])

    def exceptions(self) -> pulumi.Output[Any]:
        """Give what was lowered, and why."""
        return self._sealed(lambda: list(self._exceptions))

    def ready(self, site_id: pulumi.Output[str]) -> pulumi.Output[str]:
        """Give the app's id, once every late write to it and all that those wait for is done."""

        def parts() -> list[Any]:
            waited = [resource for site in self._sites for resource in site.settings.waits_for]
            return [site_id, *(resource.urn for resource in (*self._writes.all_late, *waited))]

        return self._sealed(parts).apply(lambda known: known[0])


def external_grants(connections: pulumi.Output[Any]) -> pulumi.Output[Any]:
    """Give the grants that somebody else makes, out of an app's rows: who, what, where."""

    def pick(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {
                "principalId": row["identity"]["principalId"],
                "principalType": "ServicePrincipal",
                **{key: row["grant"][key] for key in ("kind", "role", "roleDefinitionId", "scope")},
                "for": f"connection {row['connection']} of app {row['app']}",
            }
            for row in rows
            if row["grant"]["external"]
        ]

    return connections.apply(pick)


def scripts(connections: pulumi.Output[Any], app: str, directory: str | None) -> pulumi.Output[dict[str, str]]:
    """Give the scripts that connections wait for, out of an app's rows; `up` also writes them to `directory`, if named."""

    def pick(rows: list[dict[str, Any]]) -> dict[str, str]:
        found = {_script_name(row): str(row["pending"]["script"]) for row in rows if row["pending"] is not None}
        if directory is not None and not pulumi.runtime.is_dry_run():
            folder = Path(directory)
            folder.mkdir(parents=True, exist_ok=True)
            for name, script in found.items():
                (folder / f"{app}-{name}.sql").write_text(script, encoding="utf-8")
        return found

    return connections.apply(pick)


def _script_name(row: dict[str, Any]) -> str:
    return row["connection"] if row["slot"] is None else f"{row['connection']}-{row['slot']}"
