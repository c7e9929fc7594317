"""Outputs of an app: plain data for reports, scripts, and `ready`.

They are known once the program's body has ended.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi

from pulumi_azure_connect.app.settings.merge import Seal
from pulumi_azure_connect.program.outputs import as_output, deferred
from pulumi_azure_connect.program.registry import current

from .reasons import Reasons
from .site import Site, SiteWrites


class AppOutputs:
    """Makes the outputs of one app that have to wait for all contributions."""

    def __init__(self, seal: Seal, sites: list[Site], exceptions: list[dict[str, Any]], writes: SiteWrites) -> None:
        self._seal = seal
        self._sites = sites
        self._exceptions = exceptions
        self._writes = writes

    def sealed(self, produce: Callable[[], Any]) -> pulumi.Output[Any]:
        """Return what `produce` returns once everything was contributed."""

        async def run() -> Any:
            await self._seal.passed()
            return produce()

        return deferred(run, produce)

    def _told_at_the_end(self, output: pulumi.Output[Any], name: str) -> pulumi.Output[Any]:
        current().waits.mark(output, self._seal.component, f"`{name}` of {self._seal.owner}")
        return output

    def connections(self) -> pulumi.Output[Any]:
        """Return the rows of all sites."""
        return self._told_at_the_end(self.sealed(lambda: [_complete(row) for site in self._sites for row in site.rows]), "connections")

    def exceptions(self, reasons: Reasons) -> pulumi.Output[Any]:
        """Return the lowered defaults with their reasons, secrets that are seen in the open included."""

        async def run() -> list[dict[str, Any]]:
            await self._seal.passed()
            clear = [
                (site, name)
                for site in self._sites
                for name in dict.fromkeys([*await site.settings.in_the_clear(), *await site.settings.like_keys()])
            ]
            told = [
                {
                    "app": site.app,
                    "slot": site.slot,
                    "what": f"setting {name!r} holds a secret in the clear",
                    "because": because,
                    "place": place,
                }
                for site, name in clear
                if (because := reasons.for_(place := f"settings.{name}")) is not None
            ]
            elsewhere = [
                {
                    "app": self._sites[0].app,
                    "slot": None,
                    "what": f"{place} may hold a secret in the clear",
                    "because": because,
                    "place": place,
                }
                for place, because in reasons.of_secrets.items()
            ]
            return [*self._exceptions, *told, *elsewhere]

        given = deferred(run, lambda: [value for site in self._sites for value in site.settings.inputs])
        return self._told_at_the_end(given, "exceptions")

    def ready(self, site_id: pulumi.Output[str]) -> pulumi.Output[str]:
        """Return the app's id, once every late write to it and all that those wait for is done."""

        def parts() -> list[Any]:
            # A late write itself waits for every grant and secret that it rests on.
            return [site_id, *(resource.urn for resource in self._writes.all_late)]

        return self._told_at_the_end(self.sealed(parts).apply(lambda known: known[0]), "ready")


def _complete(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with what its grant could only tell once all connections were known."""
    pending = row["pending"]
    return {**row, "pending": pending() if callable(pending) else pending}


def external_grants(connections: pulumi.Output[Any], owed: pulumi.Output[Any]) -> pulumi.Output[Any]:
    """Return the grants that an administrator has to make for an app's connections and for its callers."""

    def pick(known: list[Any]) -> list[dict[str, Any]]:
        rows, callers = known
        listed: list[dict[str, Any]] = [
            {
                "principalId": row["identity"]["principalId"],
                "principalType": "ServicePrincipal",
                **{key: row["grant"][key] for key in ("kind", "role", "roleDefinitionId", "scope")},
                "for": f"connection {row['connection']} of app {row['app']}",
            }
            for row in rows
            if row["grant"]["external"]
        ]
        # An identity that the app and its slots share is granted a thing once.
        return [*(grant for index, grant in enumerate(listed) if grant not in listed[:index]), *callers]

    return as_output([connections, owed]).apply(pick)


def scripts(connections: pulumi.Output[Any], app: str, directory: str | None) -> pulumi.Output[dict[str, str]]:
    """Return the database scripts that connections wait for.

    During `up` they are also written to `directory`, if given.
    """

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
