"""Compares the simulated cloud with the world that a program was to make; knows nothing of how the components do it.

Each check gives sentences about what is wrong; none where all is as it should be.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.plain import table, tables, text
from azure_rehearsal.core.state import Record
from azure_rehearsal.services.shared.identity import has_system_identity, user_identities

from .kinds import FAMILIES, KINDS
from .program import GROUP
from .world import CALL, SYSTEM, USER, VAULT, App, Link, World, canary

SITES = ("azure-native:web:WebApp", "azure-native:web:WebAppSlot")
VAULTS, SECRETS = "azure-native:keyvault:Vault", "azure-native:keyvault:Secret"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
READ, WRITE, DELETE = (f"Microsoft.KeyVault/vaults/secrets/{one}" for one in ("getSecret/action", "setSecret/action", "delete"))
CONTROL = ("write", "delete", "listKeys/action")
REVISION = "AZURE_CONNECT_REVISION"
_SITE = re.compile(r"/sites/(?P<app>[a-z]+\d+)[0-9a-f]{8}(?:/slots/(?P<slot>\w+))?\Z")

Where = tuple[str, str]
"""An app's name and a slot's; nothing for the app itself."""


class Oracle:
    """One look at a cloud that should be a world."""

    def __init__(self, cloud: Cloud, world: World) -> None:
        self.cloud = cloud
        self.world = world
        self.group = f"/subscriptions/{cloud.subscription_id}/resourceGroups/{GROUP}"
        self.sites: dict[Where, Record] = {}
        for record in cloud.state.of(*SITES):
            match = _SITE.search(record.id)
            if match:
                self.sites[match["app"], match["slot"] or ""] = record

    def faults(self) -> list[str]:
        """Everything that is not as the world says."""
        missing = self._missing()
        if missing:
            return [missing]
        return [*self._identities(), *self._settings(), *self._secrets(), *self._reach(), *self._orphans()]

    def _missing(self) -> str:
        wanted = {(app.name, slot) for app in self.world.apps for slot in app.sites}
        return "" if wanted == set(self.sites) else f"sites: {sorted(wanted)} were to be, {sorted(self.sites)} are"

    # -- who there is -----------------------------------------------------------------------------------------------

    def _principals(self, where: Where) -> dict[str, Any]:
        """Kind of identity to the principal, as the site itself has them."""
        site = self.sites[where]
        found: dict[str, Any] = {}
        for identity in user_identities(site.inputs):
            record = self.cloud.state.get(identity)
            found[USER] = None if record is None else self.cloud.state.principal(str(record.outputs["principalId"]))
        if has_system_identity(site.inputs):
            found[SYSTEM] = self.cloud.state.principal(text(site.outputs, "identity", "principalId") or "")
        return found

    def _identities(self) -> Iterator[str]:
        kinds = {USER: {USER}, SYSTEM: {SYSTEM}, "both": {USER, SYSTEM}}
        for app, where in self._everywhere():
            found = self._principals(where)
            if set(found) != kinds[app.identity] or None in found.values():
                yield f"{where} was to have the identities {app.identity}, and has {found}"

    def _everywhere(self) -> Iterator[tuple[App, Where]]:
        return ((app, (app.name, slot)) for app in self.world.apps for slot in app.sites)

    def _who(self, where: Where, kind: str) -> Any:
        return self._principals(where).get(kind)

    # -- settings ---------------------------------------------------------------------------------------------------

    def at_once(self) -> list[str]:
        """What an app sees wrong right after an `up`; only of grants that Azure has not put into effect yet nothing is said."""
        if self._missing():
            return []
        return list(self._settings(patient=True))

    def _settings(self, *, patient: bool = False) -> Iterator[str]:
        for app, where in self._everywhere():
            views = {view.name: view for view in self.cloud.site_settings(self.sites[where].id)}
            late = {name for name, view in views.items() if patient and view.reference is not None and view.reference.waiting}
            for name, view in views.items():
                if view.reference is not None and view.reference.status != "Resolved" and name not in late:
                    yield f"{where}: the reference {name} is {view.reference.status}: {view.reference.detail}"
            wanted = self._wanted(app, where)
            for name in sorted({*wanted, *views} - {REVISION} - late):
                if name not in views:
                    yield f"{where}: setting {name} is lost"
                elif name not in wanted:
                    yield f"{where}: setting {name} was not asked for"
                elif views[name].value != wanted[name]:
                    yield f"{where}: setting {name} is {views[name].value!r} to the app, and should be {wanted[name]!r}"
            hidden = {secret.setting for one, _, secret in self.world.secrets() if one == app}
            plain = [name for name in hidden & set(views) if views[name].reference is None]
            yield from (f"{where}: setting {name} holds a secret in the clear" for name in plain)

    def _wanted(self, app: App, where: Where) -> dict[str, str]:
        """Name to value as the app should see it."""
        wanted = dict(app.settings)
        if app.identity == USER:
            wanted["AZURE_CLIENT_ID"] = self._who(where, USER).client_id
        for link in app.links:
            prefix, settings = FAMILIES[link.kind]
            start = f"{prefix}_{link.name.upper()}" if link.named else prefix
            named = {f"{start}_{name}": value for name, value in settings.items()}
            if link.renamed:
                first = next(iter(named))
                named[f"{link.name.upper()}_OWN_NAME"] = named.pop(first)
            kind = app.identity_of(link)
            if kind == USER:
                named[f"{start}_CLIENTID"] = self._who(where, USER).client_id
            called = self._called(link) if link.kind == CALL else {}
            wanted |= {name: value.format(to=link.to, **called) for name, value in named.items()}
        for name, _ in app.keyed:
            wanted[f"API_{name.upper()}_RESOURCEENDPOINT"] = f"https://{name}.example"
        wanted |= {secret.setting: canary(one, secret) for one, _, secret in self.world.secrets() if one == app}
        return wanted

    def _called(self, link: Link) -> dict[str, str]:
        site = self.sites[link.to, ""]
        config = self.cloud.state.get(f"{site.id}/config/authsettingsV2")
        registration = text(config.inputs if config else {}, "identityProviders", "azureActiveDirectory", "registration", "clientId")
        return {"url": f"https://{text(site.outputs, 'defaultHostName')}", "scope": f"api://{registration}/.default"}

    # -- secrets ----------------------------------------------------------------------------------------------------

    def _vault_id(self, app: App, vault: str) -> str | None:
        """The vault of the world, or the app's own: the one whose name begins with the app's."""
        start = f"soak-{vault}" if vault else f"{app.name}-"
        found = [one.id for one in self.cloud.state.of(VAULTS) if one.id.rpartition("/")[2].startswith(start)]
        return found[0] if len(found) == 1 else None

    def _values(self) -> list[tuple[str, str, Record]]:
        """Each secret: the id of its vault in small letters, its value now, itself."""
        secrets = self.cloud.state.of(SECRETS)
        return [(one.id.partition("/secrets/")[0].lower(), str(tables(one.private, "versions")[-1]["value"]), one) for one in secrets]

    def _retains(self, vault_id: str) -> bool:
        """Whether secrets stay in a vault when nobody wants them any more: in those with access policies."""
        record = self.cloud.state.get(vault_id)
        return record is not None and table(record.inputs, "properties").get("enableRbacAuthorization") is not True

    def _secrets(self) -> Iterator[str]:
        there = {(vault, value) for vault, value, _ in self._values()}
        wanted = {((self._vault_id(app, kept.vault) or "").lower(), canary(app, secret)) for app, kept, secret in self.world.secrets()}
        yield from (f"the secret {value!r} is not in {vault or 'a vault of its own'}" for vault, value in wanted - there)
        for vault, value, record in self._values():
            if (vault, value) not in wanted and not self._retains(vault):
                yield f"{record.id} is left over: its value {value!r} is nobody's secret"
        made = {one.id.rpartition("/")[2] for one in self.cloud.state.of(VAULTS)}
        own = [app.name for app in self.world.apps if app.keyed or any(not kept.vault for kept in app.kept)]
        if len(made) != len(own) + len(self.world.vaults):
            yield f"vaults: {sorted(made)}; should be one of each of {own} and {[vault.name for vault in self.world.vaults]}"

    # -- who reaches what -------------------------------------------------------------------------------------------

    def _reach(self) -> Iterator[str]:
        """Every principal of the directory but the deployer, at everything there is."""
        others = [one for one in self.cloud.state.principals if one != self.cloud.deployer.object_id.lower()]
        yield from self._compare(others, self._may_data(), self._data_probes())
        yield from self._compare(others, self._may_read(), ((one.id, (READ, WRITE, DELETE)) for one in self.cloud.state.of(SECRETS)))
        for record in list(self.cloud.state.records.values()):
            parts = record.id.split("/")
            if len(parts) == 9 and parts[1] == "subscriptions":
                kind = f"{parts[6]}/{parts[7]}"
                for principal in others:
                    for action in CONTROL:
                        if self.cloud.can(principal, f"{kind}/{action}", record.id).allowed:
                            yield f"{self._name(principal)} may {kind}/{action} on {record.id}"
        callers = self._may_call()
        for where, site in self.sites.items():
            open_to_all = where[0] not in self.world.called()
            for principal in others:
                allowed = self.cloud.may_call(principal, site.id).allowed
                if allowed != (open_to_all or (where[0], principal) in callers):
                    yield f"{self._name(principal)} {'may' if allowed else 'may not'} call {where}"

    def _data_probes(self) -> Iterator[tuple[str, Iterable[str]]]:
        for kind, to in self.world.things():
            yield f"{self.group}/providers/{KINDS[kind].id.format(to=to)}", KINDS[kind].probes

    def _compare(self, principals: list[str], allowed: Mapping[tuple[str, str], set[str]], probes: Iterable[Any]) -> Iterator[str]:
        for target, actions in probes:
            for principal in principals:
                for action in sorted(actions):
                    decision = self.cloud.can(principal, action, target, data=True)
                    if decision.allowed != (action in allowed.get((principal, target.lower()), ())):
                        yield (
                            f"{self._name(principal)} {'may' if decision.allowed else 'may not'} {action} on {target.removeprefix(self.group)}: "
                            f"{decision.reason}"
                        )

    def _links(self, kind: str | None = None) -> Iterator[tuple[str, Link]]:
        """Principal and connection, of all sites."""
        for app, where in self._everywhere():
            for link in app.links:
                if kind in (None, link.kind):
                    yield self._who(where, app.identity_of(link)).object_id.lower(), link

    def _may_data(self) -> dict[tuple[str, str], set[str]]:
        may: dict[tuple[str, str], set[str]] = defaultdict(set)
        for principal, link in self._links():
            if link.kind in KINDS:
                target = f"{self.group}/providers/{KINDS[link.kind].id.format(to=link.to)}"
                may[principal, target.lower()] |= KINDS[link.kind].levels[link.access]
        return may

    def _may_read(self) -> dict[tuple[str, str], set[str]]:
        may: dict[tuple[str, str], set[str]] = defaultdict(set)
        found, all_of = dict[tuple[str, str], str](), defaultdict[str, list[str]](list)
        for vault, value, record in self._values():
            found[vault, value] = record.id.lower()
            all_of[vault].append(record.id.lower())
        for app, where in self._everywhere():
            reader = self._who(where, app.reader).object_id.lower()
            for one, kept, secret in self.world.secrets():
                vault = (self._vault_id(app, kept.vault) or "").lower()
                if one == app and (vault, canary(app, secret)) in found:
                    whole = kept.whole or self._retains(vault)
                    for secret_id in all_of[vault] if whole else [found[vault, canary(app, secret)]]:
                        may[reader, secret_id].add(READ)
        for principal, link in self._links(VAULT):
            for secret_id in all_of[f"{self.group}/providers/Microsoft.KeyVault/vaults/soak-{link.to}".lower()]:
                may[principal, secret_id].add(READ)
        return may

    def _may_call(self) -> set[tuple[str, str]]:
        return {(link.to, principal) for principal, link in self._links(CALL)}

    def _name(self, principal: str) -> str:
        found = self.cloud.state.principal(principal)
        return found.name if found else principal

    def _orphans(self) -> Iterator[str]:
        """Grants to nobody, and what a world without calls has no use for."""
        known = set(self.cloud.state.principals)
        for record in self.cloud.state.of(ASSIGNMENT):
            if (text(record.inputs, "principalId") or "").lower() not in known:
                yield f"{record.id} is a grant to a principal that is gone"
        for record in self.cloud.state.of(VAULTS):
            for policy in tables(record.private, "policies"):
                if (text(policy, "objectId") or "").lower() not in known:
                    yield f"{record.id} has an access policy of a principal that is gone"
        registered = [one.id for one in self.cloud.state.records.values() if one.token == "azuread:index/application:Application"]
        if len(registered) != len(self.world.called()):
            yield f"{len(registered)} app registrations; {sorted(self.world.called())} are called"


def left_over(cloud: Cloud) -> list[str]:
    """What is there after `destroy` and should not; soft-deleted vaults stay, as in Azure, with nothing else."""
    start = Cloud(options=cloud.options)
    faults = [f"{one} is left over after destroy" for one in cloud.remaining()]
    faults += [
        f"principal {cloud.state.principals[one].name} is left over" for one in set(cloud.state.principals) - set(start.state.principals)
    ]
    faults += [f"{one} is soft-deleted after destroy, and no vault" for one in cloud.soft_deleted() if one.split("/")[-2] != "vaults"]
    faults += [
        f"a grant to {principal} is left over"
        for principal in cloud.access.principals
        if principal != cloud.deployer.object_id.lower() and cloud.access.of(principal)
    ]
    return faults
