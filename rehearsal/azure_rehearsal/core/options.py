"""How the simulated Azure behaves where a rehearsal may choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

__all__ = ["Options"]


@dataclass(frozen=True)
class Options:
    """`grant_delay_seconds`: how long after its creation a role assignment takes effect (simulated seconds).

    `site_put_wipes_settings`: whether a PUT of a site without `siteConfig.appSettings` wipes separately written settings;
    Microsoft's own words differ, so both exist. `deployer_roles`: None makes the deployer Owner of the subscription and
    administrator of the directory; else the built-in roles (by name or guid) it holds at the subscription, each
    optionally as (role, scope). `deployer_graph_permissions`: Microsoft Graph application permissions of a restricted
    deployer. `deployer_in_admin_groups`: whether the deployer belongs to an Entra group that administers a SQL server, as
    pipelines usually do. `deployer_address`: the public IP address that vault firewalls see. `directory_delay_seconds`: how long
    after its creation a principal stays unknown to role assignments without `principalType`. `policy_delay_seconds`: how long
    after its creation a vault's access policy takes effect (one of `keyvault.AccessPolicy`). `operation_seconds`: real
    seconds that each write lasts, so that overlapping writes do overlap. `location`: where resources without one go
    when their group doesn't say. `subscriptions`: those beside the cloud's own that providers were configured with. `deployer_is_user`: a person
    who signed in deploys, in place of a service principal.
    """

    grant_delay_seconds: float = 0.0
    site_put_wipes_settings: bool = False
    deployer_roles: Sequence[str | tuple[str, str]] | None = None
    deployer_graph_permissions: Sequence[str] = ()
    deployer_in_admin_groups: bool = True
    deployer_address: str = "203.0.113.10"
    directory_delay_seconds: float = 0.0
    policy_delay_seconds: float = 0.0
    operation_seconds: float = 0.0
    location: str = "westeurope"
    subscriptions: Sequence[str] = ()
    deployer_is_user: bool = False

    def dump(self) -> dict[str, Any]:
        """Plain JSON."""
        roles = self.deployer_roles
        plain = None if roles is None else [one if isinstance(one, str) else list(one) for one in roles]
        permissions = list(self.deployer_graph_permissions)
        lists = {"deployer_graph_permissions": permissions, "subscriptions": list(self.subscriptions)}
        return {**asdict(self), "deployer_roles": plain, **lists}

    @classmethod
    def load(cls, data: dict[str, Any]) -> Options:
        """The inverse of `dump`. Raises TypeError for an option that doesn't exist."""
        roles = data.get("deployer_roles")
        known = None if roles is None else tuple(one if isinstance(one, str) else (one[0], one[1]) for one in roles)
        permissions = tuple(data.get("deployer_graph_permissions", ()))
        plain = {key: value for key, value in data.items() if not key.startswith("deployer_roles")}
        subscriptions = tuple(data.get("subscriptions", ()))
        return replace(cls(**plain), deployer_roles=known, deployer_graph_permissions=permissions, subscriptions=subscriptions)
