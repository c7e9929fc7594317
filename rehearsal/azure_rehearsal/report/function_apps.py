"""What keeps function apps from running though each of their resources is accepted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.plain import table, text
from azure_rehearsal.core.state import Record

from .case import SITES
from .verdict import AppFinding, Finding, broken, waiting

__all__ = ["function_app_findings"]

_CONSIDERATIONS: Final = "learn.microsoft.com/azure/azure-functions/storage-considerations"
_HOST: Final = "AzureWebJobsStorage"
_SHARE, _SHARE_ACCOUNT = "WEBSITE_CONTENTSHARE", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING"
_HOST_ID: Final = ("azurefunctionswebhost__hostid", "azurefunctionswebhost:hostid")
_LONGEST_HOST_ID: Final = 32
_ACCOUNT: Final = "azure-native:storage:StorageAccount"
_QUEUE: Final = "Microsoft.Storage/storageAccounts/queueServices/queues/messages/write"


@dataclass(frozen=True)
class _App:
    """A function app or one of its slots, and its settings as it sees them."""

    site: Record
    settings: Mapping[str, str]

    @property
    def name(self) -> str:
        return "/".join(ArmId.parse(self.site.id).names)

    def setting(self, *names: str) -> str | None:
        """The first of these settings that is there; names in lower case."""
        return next((value for name, value in self.settings.items() if name.lower() in names and value), None)


def function_app_findings(cloud: Cloud) -> Iterator[AppFinding]:
    """Second apps on a Flex Consumption plan, host ids and content shares that two apps have, triggers without their queue right."""
    apps = [
        _App(site, {view.name: view.value for view in cloud.site_settings(site.id)})
        for site in cloud.state.of(*SITES)
        if "functionapp" in (text(site.inputs, "kind") or "").lower()
    ]
    yield from _shared(apps, lambda app: _flex_plan(cloud, app), _ONE_APP)
    yield from _shared(apps, _host_id, _COLLIDING)
    yield from _shared(apps, _content_share, _CONTENT)
    for app in apps:
        yield from _triggers(cloud, app)


@dataclass(frozen=True)
class _Shared:
    """Something that each app needs for itself: what to say where two have it ({0} is what they share), and the source."""

    words: str
    source: str


_ONE_APP = _Shared(
    "Flex Consumption takes one app for each plan; on plan '{0}' there are",
    "learn.microsoft.com/azure/azure-functions/flex-consumption-plan",
)
_COLLIDING = _Shared(
    f"the first {_LONGEST_HOST_ID} characters of an app's name are its host id; on one storage account the host id {{0}} is that of",
    _CONSIDERATIONS,
)
_CONTENT = _Shared(
    f"content share {{0}} ({_SHARE}) must belong to one app or slot, and is that of",
    "learn.microsoft.com/azure/azure-functions/functions-app-settings#website_contentshare",
)


def _shared(apps: Iterable[_App], key: Callable[[_App], tuple[str, str] | None], rule: _Shared) -> Iterator[AppFinding]:
    """A finding for each app whose key another one has, too. A key is what is compared, and what people call it."""
    groups: defaultdict[str, list[tuple[_App, str]]] = defaultdict(list)
    for app in apps:
        found = key(app)
        if found is not None:
            groups[found[0]].append((app, found[1]))
    for members in groups.values():
        names = " and ".join(f"'{app.name}'" for app, _ in members)
        for app, called in members if len(members) > 1 else ():
            yield AppFinding(app.site.id, "configuration", broken(f"{rule.words.format(called)} {names}", rule.source))


def _flex_plan(cloud: Cloud, app: _App) -> tuple[str, str] | None:
    plan = cloud.state.get(text(app.site.inputs, "serverFarmId") or "")
    if plan is None or not (text(plan.inputs, "sku", "name") or "").upper().startswith("FC"):
        return None
    return key_of(plan.id), ArmId.parse(plan.id).name


def _host_id(app: _App) -> tuple[str, str] | None:
    """A slot's own name is APP-SLOT: Azure/azure-functions-host, ScriptHostIdProvider, and its wiki page "Host IDs"."""
    account = _host_account(app)
    if account is None:
        return None
    given = app.setting(*_HOST_ID) or "-".join(ArmId.parse(app.site.id).names)[:_LONGEST_HOST_ID].rstrip("-")
    return f"{account} {given.lower()}", f"'{given.lower()}'"


def _host_account(app: _App) -> str | None:
    host = _HOST.lower()
    named = app.setting(f"{host}__accountname")
    address = app.setting(f"{host}__blobserviceuri", f"{host}__queueserviceuri")
    return named or (_account_of(address) if address else None) or _account_in(app.setting(host))


def _content_share(app: _App) -> tuple[str, str] | None:
    share, account = app.setting(_SHARE.lower()), _account_in(app.setting(_SHARE_ACCOUNT.lower()))
    return (f"{account} {share.lower()}", f"'{share}'") if share and account else None


def _account_in(connection_string: str | None) -> str | None:
    """The account of a connection string; of what isn't one, the text itself, which still tells two apart."""
    found = re.search(r"(?i)\bAccountName=([a-z0-9]+)", connection_string or "")
    return found[1].lower() if found else connection_string


def _account_of(address: str) -> str | None:
    found = re.match(r"(?i)https://([a-z0-9]+)\.", address)
    return found[1].lower() if found else None


# -- triggers ----------------------------------------------------------------------------------------------------------------


def _triggers(cloud: Cloud, app: _App) -> Iterator[AppFinding]:
    """A blob trigger puts what it couldn't handle into a queue of the same account, by the same identity."""
    for name, address in app.settings.items():
        connection, _, part = name.rpartition("__")
        account = _account_of(address) if part.lower() == "queueserviceuri" else None
        prefix = connection.lower()
        if account is None or app.setting(f"{prefix}__blobserviceuri") is None:
            continue
        record = next((one for one in cloud.state.of(_ACCOUNT) if ArmId.parse(one.id).name.lower() == account), None)
        who = _identity(app, app.setting(f"{prefix}__clientid"))
        if record is not None and who is not None and (finding := _queue_right(cloud, who, record, connection)) is not None:
            names = frozenset(one for one in app.settings if one.lower().startswith(f"{prefix}__"))
            yield AppFinding(app.site.id, "permission", finding, names)


def _identity(app: _App, client_id: str | None) -> str | None:
    return client_id or text(table(app.site.outputs, "identity"), "principalId")


def _queue_right(cloud: Cloud, who: str, account: Record, connection: str) -> Finding | None:
    decision = cloud.can(who, _QUEUE, f"{account.id}/queueServices/default/queues/poison", data=True)
    if decision.allowed:
        return None
    words = (
        f"a blob trigger on connection '{connection}' needs Storage Queue Data Contributor on '{ArmId.parse(account.id).name}'; "
        f"for bindings alone leave {connection}__queueServiceUri out"
    )
    source = "learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger#identity-based-connections"
    return waiting(f"{words} ({decision.reason})", source) if decision.waiting else broken(words, source)
