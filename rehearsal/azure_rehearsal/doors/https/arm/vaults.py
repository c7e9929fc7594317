"""Microsoft.KeyVault behind ARM, beyond plain resources: access policies, soft-deleted vaults, versions of keys, names."""

from __future__ import annotations

from typing import Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import AzureError, resource_not_found
from azure_rehearsal.core.plain import child, clone, table, tables, text, texts
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.services.microsoft_keyvault.service import VAULT

from .lists import paged
from .resources import body_of, find
from .wire import Answer, Request, Route, route

__all__ = ["ROUTES"]

_SUBSCRIPTION: Final = "/subscriptions/{subscription}"
_VAULTS: Final = _SUBSCRIPTION + "/resourceGroups/{group}/providers/Microsoft.KeyVault/vaults"
_DELETED: Final = _SUBSCRIPTION + "/providers/Microsoft.KeyVault/locations/{location}/deletedVaults/{name}"


def _policies(cloud: Cloud, request: Request) -> Answer:
    """learn.microsoft.com/rest/api/keyvault/keyvault/vaults/update-access-policy: add merges, replace overwrites, remove takes away."""
    how = request.names["how"].lower()
    if how not in _HOW:
        raise AzureError("BadRequest", f"Access policies can be changed by add, replace or remove, not by '{how}'.", 400)
    vault = find(cloud, request.path[: request.path.lower().rindex("/accesspolicies")])
    asked = tables(request.body, "properties", "accessPolicies")
    standing = tables(vault.private, "policies")
    inputs = clone(vault.inputs)
    child(inputs, "properties")["accessPolicies"] = _changed(how, standing, asked)
    record = cloud.apply(cloud.type_of(VAULT), vault.id, inputs, action="Microsoft.KeyVault/vaults/accessPolicies/write")
    record.inputs = clone(vault.inputs)  # the list isn't part of what the vault was asked for
    answer: JsonDict = {
        "id": f"{vault.id}/accessPolicies/",
        "type": "Microsoft.KeyVault/vaults/accessPolicies",
        "properties": {"accessPolicies": clone(record.private["policies"])},
    }
    return Answer(200, answer)


_HOW: Final = frozenset({"add", "replace", "remove"})
_KINDS: Final = ("keys", "secrets", "certificates", "storage")


def _changed(how: str, standing: list[JsonDict], asked: list[JsonDict]) -> list[JsonValue]:
    entries = {(text(one, "objectId") or "").lower(): clone(one) for one in standing}
    for one in asked:
        owner = (text(one, "objectId") or "").lower()
        if how == "replace" or (how == "add" and owner not in entries):
            entries[owner] = clone(one)
        elif owner in entries:
            held = child(entries[owner], "permissions")
            for kind in _KINDS:
                theirs = [word.lower() for word in texts(one, "permissions", kind)]
                old = [word.lower() for word in texts(held, kind)]
                new: list[JsonValue] = (
                    [word for word in old if word not in theirs] if how == "remove" else list(dict.fromkeys([*old, *theirs]))
                )
                if new or kind in held:
                    held[kind] = new
            if not any(texts(held, kind) for kind in _KINDS):
                del entries[owner]
    return list(entries.values())


def _deleted_body(cloud: Cloud, record: Record) -> JsonDict:
    arm, location = ArmId.parse(record.id), text(record.outputs, "location") or ""
    return {
        "id": f"/subscriptions/{cloud.subscription_id}/providers/Microsoft.KeyVault/locations/{location}/deletedVaults/{arm.name}",
        "name": arm.name,
        "type": "Microsoft.KeyVault/deletedVaults",
        "properties": {
            "vaultId": record.id,
            "location": location,
            "tags": table(record.inputs, "tags"),
            "purgeProtectionEnabled": table(record.inputs, "properties").get("enablePurgeProtection"),
        },
    }


def _ghosts(cloud: Cloud) -> list[Record]:
    cloud.authorise(f"/subscriptions/{cloud.subscription_id}", "Microsoft.KeyVault/deletedVaults/read")
    return [record for record in list(cloud.state.deleted.values()) if record.token == VAULT]


def _deleted_vaults(cloud: Cloud, request: Request) -> Answer:
    return paged([_deleted_body(cloud, one) for one in _ghosts(cloud)], request)


def _ghost(cloud: Cloud, request: Request) -> Record:
    name = request.names["name"].lower()
    found = next((one for one in _ghosts(cloud) if ArmId.parse(one.id).name.lower() == name), None)
    if found is None:
        raise AzureError("DeletedVaultNotFound", f"The specified deleted vault '{request.names['name']}' does not exist.", 404)
    return found


def _deleted_vault(cloud: Cloud, request: Request) -> Answer:
    return Answer(200, _deleted_body(cloud, _ghost(cloud, request)))


def _purge(cloud: Cloud, request: Request) -> Answer:
    cloud.authorise(f"/subscriptions/{cloud.subscription_id}", "Microsoft.KeyVault/locations/deletedVaults/purge/action")
    cloud.purge(_ghost(cloud, request).id)
    return Answer(200)


def _name(cloud: Cloud, request: Request) -> Answer:
    """learn.microsoft.com/rest/api/keyvault/keyvault/vaults/check-name-availability."""
    name = (text(request.body, "name") or "").lower()
    live = any(ArmId.parse(one.id).name.lower() == name for one in cloud.state.of(VAULT))
    gone = any(ArmId.parse(one.id).name.lower() == name for one in list(cloud.state.deleted.values()) if one.token == VAULT)
    rule = cloud.type_of(VAULT).name_rule
    if rule is not None and not rule.accepts(name):
        return Answer(200, {"nameAvailable": False, "reason": "AccountNameInvalid", "message": f"The vault name is invalid: {rule.words}."})
    if live or gone:
        return Answer(200, {"nameAvailable": False, "reason": "AlreadyExists", "message": f"The vault name '{name}' is already in use."})
    return Answer(200, {"nameAvailable": True})


def _key_versions(cloud: Cloud, request: Request) -> Answer:
    """learn.microsoft.com/rest/api/keyvault/keyvault/keys/list-versions and .../get-version."""
    record = find(cloud, request.path[: request.path.lower().rindex("/versions")])
    cloud.authorise(record.id, "Microsoft.KeyVault/vaults/keys/versions/read")
    body = body_of(cloud, record) or {}
    version = request.names.get("version")
    wanted = [one for one in tables(record.private, "versions") if version is None or text(one, "id") == version.lower()]
    if version is not None and not wanted:
        arm = ArmId.parse(record.id)
        raise resource_not_found("Microsoft.KeyVault/vaults/keys/versions", "/".join((*arm.names, version)), arm.group)
    found = [_key_version(record, body, text(one, "id") or "") for one in wanted]
    return Answer(200, found[0]) if version is not None else paged(list[JsonValue](found), request)


def _key_version(record: Record, body: JsonDict, version: str) -> JsonDict:
    properties = {**table(body, "properties")}
    properties["keyUriWithVersion"] = f"{text(properties, 'keyUri')}/{version}"
    name = {"id": f"{record.id}/versions/{version}", "name": version, "type": "Microsoft.KeyVault/vaults/keys/versions"}
    return {**body, **name, "properties": properties}


ROUTES: Final[tuple[Route, ...]] = (
    route("PUT", _VAULTS + "/{vault}/accessPolicies/{how}", _policies, writes=True),
    route("GET", _SUBSCRIPTION + "/providers/Microsoft.KeyVault/deletedVaults", _deleted_vaults),
    route("GET", _DELETED, _deleted_vault),
    route("POST", _DELETED + "/purge", _purge, writes=True),
    route("GET", _VAULTS + "/{vault}/keys/{key}/versions", _key_versions),
    route("GET", _VAULTS + "/{vault}/keys/{key}/versions/{version}", _key_versions),
    route("POST", _SUBSCRIPTION + "/providers/Microsoft.KeyVault/checkNameAvailability", _name),
)
