"""What an app tells about itself once the program's body has run: plain data for reports, scripts, and `ready`."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pulumi

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
            return produce()

        return pulumi.Output.from_input(later(run))

    def _rows(self) -> list[dict[str, Any]]:
        return [row for site in self._sites for row in site.rows]

    def api(self, produce: Callable[[], dict[str, Any] | None]) -> pulumi.Output[Any]:
        """Give what callers of the app need to know."""
        return self._sealed(produce)

    def connections(self) -> pulumi.Output[Any]:
        """Give the rows of all sites."""
        return self._sealed(self._rows)

    def exceptions(self) -> pulumi.Output[Any]:
        """Give what was lowered, and why."""
        return self._sealed(lambda: list(self._exceptions))

    def external_grants(self) -> pulumi.Output[Any]:
        """Give the grants that somebody else makes: who, what, where."""
        return self._sealed(
            lambda: [
                {
                    "principalId": row["identity"]["principalId"],
                    "principalType": "ServicePrincipal",
                    **{key: row["grant"][key] for key in ("kind", "role", "roleDefinitionId", "scope")},
                    "for": f"connection {row['connection']} of app {row['app']}",
                }
                for row in self._rows()
                if row["grant"]["external"]
            ]
        )

    def scripts(self, app: str, directory: str | None) -> pulumi.Output[dict[str, str]]:
        """Give the scripts that connections wait for; `up` also writes them to `directory`, where one is named."""

        def write(scripts: dict[str, str]) -> dict[str, str]:
            if directory is not None and not pulumi.runtime.is_dry_run():
                folder = Path(directory)
                folder.mkdir(parents=True, exist_ok=True)
                for name, script in scripts.items():
                    (folder / f"{app}-{name}.sql").write_text(script, encoding="utf-8")
            return scripts

        def pending() -> dict[str, Any]:
            return {_script_name(row): row["pending"]["script"] for row in self._rows() if row["pending"] is not None}

        return self._sealed(pending).apply(write)

    def ready(self, site_id: pulumi.Output[str]) -> pulumi.Output[str]:
        """Give the app's id, once every late write to it and all that those wait for is done."""

        def parts() -> Sequence[pulumi.Output[Any]]:
            waited = [resource for site in self._sites for resource in site.settings.waits_for]
            return [resource.urn for resource in (*self._writes.all_late, *waited)]

        return pulumi.Output.all(site_id, self._sealed(parts)).apply(lambda known: known[0])


def _script_name(row: dict[str, Any]) -> str:
    return row["connection"] if row["slot"] is None else f"{row['connection']}-{row['slot']}"
