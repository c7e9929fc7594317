"""A program that connects apps to every target there is: at each level, by each kind of identity, from a slot, and by a secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_azuread as azuread

from pulumi_azure_connect import ManagedIdentityApp, RemoteAppArgs
from pulumi_azure_connect.targets import BY_KIND
from tests.components.programs import app, group
from tests.components.targets import data_services, services
from tests.components.targets.samples import SAMPLES

IDENTITIES = {"shop": "user-assigned", "store": "system-assigned"}
BY_SECRET = {"vaulted": "NODE|20-lts", "snake": "PYTHON|3.12"}
FABRIC = {"server": "a1b2.datawarehouse.fabric.microsoft.com", "database": "orders-a1b2"}
CALL = "3a2f8f5e-1c3b-4f0e-9a80-8a6f8f0b7a01"


@dataclass(frozen=True, kw_only=True)
class Other:
    """A target whose grant is no role assignment: how to make it, which level, and what the caller gives."""

    make: Callable[[], Any] = lambda: None
    access: str | None = None
    roles: list[str] | None = None
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    login: Mapping[str, str] = field(default_factory=dict[str, str])
    """What is given for a connection by secret."""


def _called() -> RemoteAppArgs:
    role = {"id": CALL, "value": "App.Call", "display_name": "Call", "description": "Call", "allowed_member_types": ["Application"]}
    application = azuread.Application("carrier", display_name="carrier", app_roles=[role])  # type: ignore[list-item]
    principal = azuread.ServicePrincipal("carrier", client_id=application.client_id)
    return RemoteAppArgs(
        url="https://carrier.example",
        audience="api://carrier",
        service_principal_id=principal.object_id,
        app_role_ids={"App.Call": CALL},
    )


_LOGIN = {"user": "shop", "password": "canary-login"}
OTHERS: Mapping[str, Other] = {
    "containerapp": Other(make=_called, access="use"),
    "cosmos-sql": Other(make=data_services.cosmos_container, access="read"),
    "cosmos-table": Other(make=lambda: data_services.cosmos_account("tables", capabilities=[{"name": "EnableTable"}]), access="write"),
    "data-explorer": Other(make=data_services.kusto_database, access="read"),
    "entra-api": Other(make=lambda: "00000003-0000-0000-c000-000000000000", roles=["Sites.Selected"]),
    "fabric-sql": Other(access="read", values=FABRIC),
    "microsoft-graph": Other(roles=["User.Read.All"]),
    "mysql-flexible": Other(make=data_services.mysql_database, access="read", login=_LOGIN),
    "postgres-flexible": Other(make=data_services.postgres_database, access="write", login=_LOGIN),
    "redis": Other(make=data_services.cache, access="write"),
    "redis-enterprise": Other(make=lambda: data_services.managed_cache(access_keys_authentication="Enabled"), access="write"),
    "sql": Other(make=lambda: services.sql_database("orders"), access="read", login=_LOGIN),
    "webapp": Other(make=lambda: app("prices"), access="use"),
}


def program() -> None:
    """Four apps, two of them with a slot, and everything that they use."""
    group()
    apps = {name: app(name, identity=identity, runtime="NODE|20-lts") for name, identity in IDENTITIES.items()}
    for one in apps.values():
        one.add_slot("staging")
    named = _Named()
    for kind, sample in SAMPLES.items():
        for level in sample.levels:
            more = {"access": level, "values": sample.values, "named": named(kind)}
            to = sample.make(f"{kind}-{level}".replace("storage-", ""))
            for one in apps.values():
                one.connect(f"{kind}_{level}".replace("-", "_"), kind, to=to, **more)
    made = {kind: other.make() for kind, other in OTHERS.items()}
    for kind, other in OTHERS.items():
        more = {"access": other.access, "roles": other.roles, "values": other.values, "named": named(kind)}
        for one in apps.values():
            one.connect(kind.replace("-", "_"), kind, to=made[kind], **more)
    _by_secret(made)
    for name in (*IDENTITIES, *BY_SECRET):
        pulumi.export(name, name)


class _Named:
    """Tells whether a connection of an app has to be named: all but the first of a family, so that each target's short names are seen."""

    def __init__(self) -> None:
        self._families: set[str] = set()

    def __call__(self, kind: str) -> bool:
        family = BY_KIND[kind].family
        if family in self._families:
            return True
        self._families.add(family)
        return False


def _by_secret(made: Mapping[str, Any]) -> None:
    for name, runtime in BY_SECRET.items():
        one, named = app(name, runtime=runtime), _Named()
        for kind in (kind for kind, target in BY_KIND.items() if target.secret is not None):
            if name == "snake" and BY_KIND[kind].secret.python_settings is None:  # type: ignore[union-attr]
                continue
            _secret(one, kind, made.get(kind), named=named(kind))


def _secret(one: ManagedIdentityApp, kind: str, made: Any, *, named: bool) -> None:
    sample, other = SAMPLES.get(kind), OTHERS.get(kind)
    reason: dict[str, Any] = {"auth": "secret", "because": "an old client library"} if BY_KIND[kind].takes_identity else {}
    values = {**(sample.values if sample else {}), **(sample.secret_values if sample else {}), **(other.login if other else {})}
    to = made if other else _keyed(kind)
    one.connect(f"{kind.replace('-', '_')}_key", kind, to=to, values=values, named=named, **reason)


def _keyed(kind: str) -> Any:
    """One resource for the connections by secret of a kind, whichever app they are of."""
    from pulumi_azure_connect.program.registry import current

    return current().once(("keyed", kind), lambda: SAMPLES[kind].make(f"{kind}-key".replace("storage-", "")))
