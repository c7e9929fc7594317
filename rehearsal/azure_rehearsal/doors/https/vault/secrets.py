"""Key Vault's own interface (secrets) on the same cloud: what `azure-keyvault-secrets` talks to.

A vault is reached by its host name (`NAME.vault.azure.net`), or below `/vaults/NAME` of the door's own address. Rights are
those on data, through the vault's firewall; nothing of a request or an answer is logged.
Source of operations and shapes: learn.microsoft.com/rest/api/keyvault/secrets.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from azure_access import SECRET_ACTIONS, Decision
from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import key_of
from azure_rehearsal.core.caller import asking
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import flag, tables, text
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.doors.https.arm.lists import paged
from azure_rehearsal.doors.https.arm.wire import Answer, Request, request_ids
from azure_rehearsal.doors.https.source import Source
from azure_rehearsal.doors.https.tokens import VAULT, Refused, Token, Tokens
from azure_rehearsal.services.microsoft_keyvault.secrets import SECRET, find_vault, forbidden, version_of
from azure_rehearsal.services.shared.data_plane import decide
from azure_rehearsal.services.shared.network_gate import address_gate, subnet_gate, subnet_of

from .backups import open_backup, put_back, take
from .bundles import bundle, changed_inputs, deleted_bundle, item, new_inputs

__all__ = ["VaultDoor"]

_VERSIONS: Final = re.compile(r"7\.[0-6](-preview\.\d)?|2016-10-01|20(2[5-9]|[3-9]\d)-\d\d-\d\d(-preview)?")
_PAGE: Final = 25


@dataclass(frozen=True)
class _Call:
    """One admitted request: the vault, who asks from where, and the names in the path."""

    cloud: Cloud
    vault: Record
    token: Token
    request: Request

    def secret_id(self, name: str = "") -> str:
        return f"{self.vault.id}/secrets/{name or self.request.names.get('name', '')}"

    def require(self, permission: str, resource_id: str) -> None:
        """Raise Forbidden unless the caller holds the right on data and gets through the firewall."""
        decision = self._gate()
        if decision.allowed:
            decision = decide(self.cloud, self.cloud.caller.object_id, SECRET_ACTIONS[permission], resource_id, data=True)
        if not decision.allowed:
            raise _Forbidden(forbidden(self.cloud, self.vault, resource_id, permission, decision), decision.code)

    def _gate(self) -> Decision:
        site = self.cloud.state.get(self.token.site_id) if self.token.site_id else None
        if site is not None:
            return subnet_gate(self.cloud, self.vault, subnet_of(self.cloud, site))
        return address_gate(self.cloud, self.vault, self.cloud.options.deployer_address)

    def secret(self) -> Record:
        """The live secret of the path."""
        record = self.cloud.state.get(self.secret_id())
        if record is None:
            raise _not_found(self.request.names["name"])
        return record


class _Forbidden(Exception):
    def __init__(self, error: AzureError, inner: str) -> None:
        super().__init__(error.message)
        self.error = error
        self.inner = inner


def _not_found(name: str) -> AzureError:
    return AzureError(
        "SecretNotFound",
        f"A secret with (name/id) {name} was not found in this key vault. If you recently deleted this secret you may be able to "
        "recover it using the correct recovery command. For help resolving this issue, please see "
        "https://go.microsoft.com/fwlink/?linkid=2125182",
        404,
    )


def _asked_version(call: _Call) -> tuple[Record, JsonDict]:
    """The secret of the request and the version that it names, or the newest."""
    record = call.secret()
    version = version_of(record, call.request.names.get("version"))
    if version is None:
        raise _not_found(f"{call.request.names['name']}/{call.request.names['version']}")
    return record, version


# -- operations ------------------------------------------------------------------------------------------------------------


def _get(call: _Call) -> Answer:
    call.require("get", call.secret_id())
    record, version = _asked_version(call)
    if flag(version, "enabled") is False:
        raise _Forbidden(AzureError("Forbidden", "Operation get is not allowed on a disabled secret.", 403), "SecretDisabled")
    return Answer(200, bundle(call.vault, record, version))


def _set(call: _Call) -> Answer:
    call.require("set", call.secret_id())
    body = call.request.body
    if text(body, "value") is None:
        raise AzureError("BadParameter", "The request body must have a value.", 400)
    name = call.request.names["name"]
    kind = call.cloud.type_of(SECRET)
    if kind.name_rule is not None and not kind.name_rule.accepts(name):
        raise AzureError("BadParameter", f"The request URI contains an invalid name: {name}", 400)
    standing = call.cloud.state.get(call.secret_id())
    if standing is not None:
        standing.private["renew"] = True
    try:
        record = call.cloud.apply(kind, standing.id if standing else call.secret_id(), new_inputs(call.vault, name, body))
    except AzureError as error:
        if error.code == "ObjectIsDeletedButRecoverable":
            raise _Conflict(error) from error
        raise
    return Answer(200, bundle(call.vault, record, version_of(record, None) or {}))


class _Conflict(_Forbidden):
    def __init__(self, error: AzureError) -> None:
        super().__init__(AzureError("Conflict", error.message, 409), error.code)


def _update(call: _Call) -> Answer:
    call.require("set", call.secret_id())
    record, version = _asked_version(call)
    changed_inputs(call.cloud, record, version, call.request.body)
    return Answer(200, {key: one for key, one in bundle(call.vault, record, version).items() if key != "value"})


def _list(call: _Call) -> Answer:
    call.require("list", call.vault.id)
    prefix = key_of(call.vault.id) + "/secrets/"
    records = [one for one in call.cloud.state.of(SECRET) if key_of(one.id).startswith(prefix)]
    return _page([item(call.vault, one, version_of(one, None) or {}) for one in records], call.request)


def _versions(call: _Call) -> Answer:
    call.require("list", call.secret_id())
    record = call.secret()
    return _page([item(call.vault, record, one, versioned=True) for one in tables(record.private, "versions")], call.request)


def _page(items: list[JsonDict], request: Request) -> Answer:
    asked = request.query.get("maxresults", "")
    size = int(asked) if asked.isdigit() and 0 < int(asked) <= _PAGE else _PAGE
    values: list[JsonValue] = [*items]
    answer = paged(values, request, size)
    return Answer(200, {"nextLink": None, **answer.body}) if isinstance(answer.body, dict) else answer


def _delete(call: _Call) -> Answer:
    call.require("delete", call.secret_id())
    record = call.secret()
    call.cloud.forget(record)
    return Answer(200, deleted_bundle(call.vault, record))


def _ghost(call: _Call) -> Record:
    found = call.cloud.state.deleted.get(key_of(call.secret_id()))
    if found is None:
        raise _not_found(call.request.names["name"])
    return found


def _deleted(call: _Call) -> Answer:
    call.require("get", call.secret_id())
    return Answer(200, deleted_bundle(call.vault, _ghost(call)))


def _all_deleted(call: _Call) -> Answer:
    call.require("list", call.vault.id)
    prefix = key_of(call.vault.id) + "/secrets/"
    found = [one for key, one in list(call.cloud.state.deleted.items()) if key.startswith(prefix)]
    return _page([deleted_bundle(call.vault, one) for one in found], call.request)


def _recover(call: _Call) -> Answer:
    call.require("recover", call.secret_id())
    record = _ghost(call)
    del call.cloud.state.deleted[key_of(record.id)]
    record.private.pop("deletedAt", None)
    call.cloud.state.put(record)
    return Answer(200, item(call.vault, record, version_of(record, None) or {}, versioned=True))


def _purge(call: _Call) -> Answer:
    call.require("purge", call.secret_id())
    record = _ghost(call)
    if flag(call.vault.inputs, "properties", "enablePurgeProtection"):
        words = 'Operation "purge" is not allowed because purge protection is enabled for this vault.'
        raise _Forbidden(AzureError("Forbidden", words, 403), "ForbiddenByPolicy")
    call.cloud.purge(record.id)
    return Answer(204)


def _backup(call: _Call) -> Answer:
    call.require("backup", call.secret_id())
    return Answer(200, {"value": take(call.cloud, call.secret())})


def _restore(call: _Call) -> Answer:
    call.require("restore", call.vault.id)
    backup = open_backup(call.cloud, text(call.request.body, "value"))
    try:
        record = put_back(call.cloud, call.vault, backup)
    except AzureError as error:
        if error.code == "ObjectIsDeletedButRecoverable":
            raise _Conflict(error) from error
        raise
    return Answer(200, item(call.vault, record, version_of(record, None) or {}, versioned=True))


_Operation = Callable[[_Call], Answer]

# (method, path pattern, operation, whether it writes)
_OPERATIONS: Final[tuple[tuple[str, re.Pattern[str], _Operation, bool], ...]] = tuple(
    (method, re.compile(pattern, re.IGNORECASE), operation, method != "GET")
    for method, pattern, operation in (
        ("GET", r"/secrets/?", _list),
        ("GET", r"/secrets/(?P<name>[^/]+)/versions/?", _versions),
        ("GET", r"/secrets/(?P<name>[^/]+)(?:/(?P<version>[^/]+))?/?", _get),
        ("POST", r"/secrets/restore/?", _restore),
        ("POST", r"/secrets/(?P<name>[^/]+)/backup/?", _backup),
        ("PUT", r"/secrets/(?P<name>[^/]+)/?", _set),
        ("PATCH", r"/secrets/(?P<name>[^/]+)(?:/(?P<version>[^/]+))?/?", _update),
        ("DELETE", r"/secrets/(?P<name>[^/]+)/?", _delete),
        ("GET", r"/deletedsecrets/?", _all_deleted),
        ("GET", r"/deletedsecrets/(?P<name>[^/]+)/?", _deleted),
        ("POST", r"/deletedsecrets/(?P<name>[^/]+)/recover/?", _recover),
        ("DELETE", r"/deletedsecrets/(?P<name>[^/]+)/?", _purge),
    )
)


class VaultDoor:
    """The data planes of all vaults of one cloud. Calls may come from many threads."""

    def __init__(self, source: Source, tokens: Tokens) -> None:
        self._source = source
        self._tokens = tokens

    def answer(self, vault: str, request: Request) -> Answer:
        """The answer to a request to a vault; what goes wrong is an answer too."""
        try:
            token = self._tokens.check(request.headers.get("authorization"), VAULT)
            found = self._operate(vault, request, token)
        except Refused as reason:
            found = self._challenge(request, reason)
        except _Forbidden as refusal:
            found = _error(refusal.error, refusal.inner)
        except AzureError as error:
            found = _error(error, None)
        return found.with_headers(request_ids(request))

    def _challenge(self, request: Request, reason: Refused) -> Answer:
        """learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses."""
        where = f"https://login.microsoftonline.com/{self._tokens.tenant_id}"
        header = f'Bearer authorization="{where}", resource="https://vault.azure.net"'
        missing = request.headers.get("authorization") is None
        words = "AKV10000: Request is missing a Bearer or PoP token." if missing else f"AKV10032: Invalid token: {reason}."
        return Answer(401, {"error": {"code": "Unauthorized", "message": words}}, {"www-authenticate": header})

    def _operate(self, name: str, request: Request, token: Token) -> Answer:
        if not request.version:
            raise AzureError("BadParameter", "api-version must be specified", 400)
        if not _VERSIONS.fullmatch(request.version):
            raise AzureError("BadParameter", f"The specified version ({request.version[:40]}) is not recognized.", 400)
        for method, pattern, operation, writes in _OPERATIONS:
            match = pattern.fullmatch(request.path)
            if match and method == request.method:
                names = {key: one for key, one in match.groupdict().items() if one is not None}
                with self._source.writing() if writes else self._source.reading() as cloud:
                    return self._asked(cloud, name, replace(request, names=names), token, operation)
        raise AzureError("NotSimulated", f"The simulated vault has no operation {request.method} {request.path}.", 501)

    def _asked(self, cloud: Cloud, name: str, request: Request, token: Token, operation: _Operation) -> Answer:
        vault, who = find_vault(cloud, name), cloud.state.principal(token.object_id)
        if vault is None:
            raise AzureError("VaultNotFound", f"There is no vault '{name}': the name of a deleted vault doesn't resolve any more.", 404)
        if who is None:
            raise Refused("the token's principal isn't in the directory (any more)")
        with asking(who):
            return operation(_Call(cloud, vault, token, request))


def _error(error: AzureError, inner: str | None) -> Answer:
    """Key Vault's envelope; a refusal names the rule that refused as its inner error."""
    said: JsonDict = {"code": error.code or "BadParameter", "message": error.message}
    if inner:
        said["innererror"] = {"code": inner}
    return Answer(error.status or 400, {"error": said})
