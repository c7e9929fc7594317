"""Host ids, by which the Functions host tells apart apps that share a storage account.

The host makes its id of the site's name, in a slot followed by the slot's, and cuts it at 32 characters. Two apps of one id in
one account take each other's locks and blob receipts, and version 4 of the host stops.
Sources: https://github.com/Azure/azure-functions-host/wiki/Host-IDs, https://github.com/Azure/azure-functions-host/issues/2015, and
the host's own tests of ScriptHostIdProvider (lower case, letters, digits and dashes, no dash at the end).

An id that nobody set is left as it is: with another one the host would handle old blobs again (the same wiki page). A slot is set
apart from production by itself, since a host of its id stops anyway; what else collides is refused.
"""

import hashlib
import re
from collections.abc import Hashable, Mapping

import pulumi
from pulumi import Input

from pulumi_azure_connect.app.settings.merge import Contribution, SettingsRule
from pulumi_azure_connect.azure.arm_ids import id_key
from pulumi_azure_connect.errors import SettingConflict, UnknownArgument
from pulumi_azure_connect.grants.target_ref import TargetRef
from pulumi_azure_connect.program.outputs import known_output, value_if_known
from pulumi_azure_connect.program.registry import Program

HOST_ID = "AzureFunctionsWebHost__hostid"
_LONGEST = 32
_RANDOM = "0" * 8
"""As many characters as azure-native adds to the name of an app that has none."""
# "A host ID must be between 1 and 32 characters, contain only lowercase letters, numbers, and dashes, not start or end with a dash, and
# not contain consecutive dashes": the WebJobs SDK's own words.
_SHAPE = re.compile(r"(?=.{1,32}\Z)[a-z0-9]+(-[a-z0-9]+)*")


def default_host_id(site: str, slot: str | None) -> str:
    """Return the id that the host makes for itself."""
    whole = site if slot is None else f"{site}-{slot}"
    return re.sub(r"[^a-z0-9-]", "", whole.lower())[:_LONGEST].rstrip("-")


def is_host_id(setting: str) -> bool:
    """Whether a setting sets the host id; its name ignores letter case and the kind of separator."""
    return setting.replace(":", "__").casefold() == HOST_ID.casefold()


def slots_own_id(app_name: Input[str] | None, component: str, slot: str, site: Input[str]) -> pulumi.Output[str] | None:
    """Return a host id for a slot that would otherwise have production's.

    None if the two ids differ, or if that isn't known yet.

    Args:
        app_name: the app's name in Azure, as the program says it.
        component: the component's name, of which the app's is made where none is said.
        slot: the slot's name.
        site: the app's name in Azure.
    """
    expected = f"{component}{_RANDOM}" if app_name is None else app_name
    if not isinstance(expected, str) or default_host_id(expected, slot) != default_host_id(expected, None):
        return None
    return known_output(site).apply(lambda known: _apart(known, slot))


def _apart(site: str, slot: str) -> str:
    mark = hashlib.sha256(f"{site}/{slot}".lower().encode()).hexdigest()[:8]
    return re.sub(r"-+", "-", f"{default_host_id(site, None)[: _LONGEST - len(mark) - 1]}-{mark}")


def host_ids_differ(program: Program, account: TargetRef, owner: str, slot: str | None, site: Input[str]) -> SettingsRule:
    """Refuse two hosts of the program with one id in one storage account.

    Args:
        program: what else the program has registered.
        account: the host's storage account.
        owner: the app, for messages.
        slot: the slot's name.
        site: the app's name in Azure.
    """
    label = owner if slot is None else f"slot {slot!r} of {owner}"

    async def rule(given: Mapping[str, Contribution]) -> None:
        found = next(((name, one) for name, one in given.items() if is_host_id(name)), None)
        if found is None:
            known = await value_if_known(site)
            host_id = None if known is None else default_host_id(known, slot)
        else:
            host_id = await value_if_known(found[1].value)
            _check_shape(host_id, found[0], label)
        if host_id is None:
            return  # a preview doesn't know it
        account_id = await value_if_known(account.id)
        keys: list[Hashable] = [account.key, *([] if account_id is None else [id_key(account_id)])]
        others = [program.claim(("host-id", key, host_id), label, label) for key in keys]
        _refuse(next((other for other in others if other is not None), None), host_id, label)

    return rule


def _check_shape(host_id: str | None, setting: str, label: str) -> None:
    if host_id is not None and _SHAPE.fullmatch(host_id) is None:
        raise UnknownArgument(
            f"setting {setting!r} of {label} is no id for a Functions host. Use 1 to 32 lower-case letters, digits and single dashes, none of "
            "them at an end."
        )


def _refuse(other: str | None, host_id: str, label: str) -> None:
    if other is not None:
        raise SettingConflict(
            f"{label} and {other} have one storage account and one host id, {host_id!r}: the Functions host takes the first 32 characters of an "
            f"app's name (with a slot, name-slot) for its id, and stops where two have the same. Give one of them a shorter or other app_name, "
            f"another storage account, or an id of its own as setting {HOST_ID!r}; for a slot in SlotArgs(settings={{...}}), and in "
            "sticky_settings, so that it stays with the slot."
        )
