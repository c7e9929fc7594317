"""azuread's functions: what stands in the directory, found as the provider finds it; not found, in the provider's words.

Source: hashicorp/terraform-provider-azuread, the *_data_source.go of internal/services; which permissions: docs/data-sources.
"""

# ruff: noqa: ARG001 - functions share one signature

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from azure_access import published_app_ids
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import flag, table, text
from azure_rehearsal.core.resource_type import Cloud, Invoke
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.schema import types as schema
from azure_rehearsal.schema.outputs import plain_answer
from azure_rehearsal.services.entra.directory import AZURE_CLI, require_graph
from azure_rehearsal.services.entra.graph import DOMAIN, READ_APPS, provider_error, quoted, snake
from azure_rehearsal.services.entra.listed import applications, everything, groups, principals, transitive_members, users

__all__ = ["FUNCTIONS"]

_READ_USERS = ("User.Read.All", "Directory.Read.All", "User.ReadWrite.All", "Directory.ReadWrite.All")
_READ_GROUPS = ("Group.Read.All", "Directory.Read.All", "Group.ReadWrite.All", "Directory.ReadWrite.All")
_READ_DOMAINS = ("Domain.Read.All", "Directory.Read.All", "Directory.ReadWrite.All")

Found = Sequence[JsonDict]


@dataclass(frozen=True)
class Key:
    """One way to look something up: the argument `name` says what the `field` of it must be.

    `missing` and `many` are the provider's words; in them {value} is the value in quotes, {filter} what is asked of Graph. `at`: the
    argument that these words blame. `prefix`: the field only begins so; `several`: any number may be found.
    """

    name: str
    field: str
    missing: str
    many: str = ""
    at: str = ""
    prefix: bool = False
    several: bool = False

    def fits(self, one: JsonDict, wanted: str) -> bool:
        """Graph compares without regard to capitals (learn.microsoft.com/graph/aad-advanced-queries)."""
        here = one.get(self.field)
        values = [value.casefold() for value in (here if isinstance(here, list) else [here]) if isinstance(value, str)]
        return any(value.startswith(wanted.casefold()) if self.prefix else value == wanted.casefold() for value in values)


def _token(name: str) -> str:
    return f"azuread:index/{name}:{name}"


def _fail(name: str, words: str, *, at: str = "") -> AzureError:
    return provider_error(words, at=at, doing=f"invoking {_token(name)}: ")


def _answer(name: str, known: JsonDict) -> JsonDict:
    return plain_answer(schema.describe_function(_token(name)).gives, known)


def _chosen(name: str, keys: Sequence[Key], args: JsonDict, *more: str) -> Key | None:
    """The one way that the arguments say; None for one of `more`.

    Source of the words: hashicorp/terraform-plugin-sdk, helper/schema/schema.go, validateExactlyOneAttribute.
    """
    given = [one for one in (*(key.name for key in keys), *more) if args.get(one) not in (None, "", [], False)]
    if len(given) == 1:
        return next((key for key in keys if key.name == given[0]), None)
    choices = ",".join(sorted(snake(one) for one in (*(key.name for key in keys), *more)))
    if not given:
        raise _fail(name, f"Invalid combination of arguments: one of `{choices}` must be specified")
    said = ",".join(sorted(map(snake, given)))
    raise _fail(name, f"Invalid combination of arguments: only one of `{choices}` can be specified, but `{said}` were specified.")


def _found(name: str, things: Found, key: Key, wanted: str, more: str = "") -> Found:
    """What fits; raises AzureError where nothing does, or too much."""
    fitting = [one for one in things if key.fits(one, wanted)]
    words = key.missing if not fitting else key.many if len(fitting) > 1 and not (key.several or key.prefix) else ""
    if words:
        field = {"clientId": "appId", "identifierUris": "identifierUris/any(uri:uri"}.get(key.field, key.field)
        asked = f"{field} eq '{wanted}'{')' if '(' in field else ''}{more}"
        raise _fail(name, words.format(value=quoted(wanted), filter=asked, quoted_filter=quoted(asked)), at=key.at)
    return fitting


# -- looking up one -----------------------------------------------------------------------------------------------------


def _one(name: str, permissions: Sequence[str], keys: Sequence[Key], things: Callable[[Cloud], Found]) -> Invoke:
    """A function that finds one thing."""

    def call(cloud: Cloud, args: JsonDict) -> JsonDict:
        require_graph(cloud, *permissions)
        key = _chosen(name, keys, args)
        wanted = text(args, key.name) if key else None
        if key is None or wanted is None:
            raise _fail(name, "the value that it is looked up by must be a text")
        return _answer(name, _found(name, things(cloud), key, wanted)[0])

    return call


_MANY_USERS = "More than one user found with "
_GET_USER = (
    Key(
        "userPrincipalName", "userPrincipalName", "User with UPN {value} was not found", _MANY_USERS + "UPN: {value}", "user_principal_name"
    ),
    Key("objectId", "objectId", "User not found with object ID: {value}", at="object_id"),
    Key("mail", "mail", "User not found with mail: {value}", _MANY_USERS + "mail: {value}", "mail"),
    Key("mailNickname", "mailNickname", "User not found with email alias: {value}", _MANY_USERS + "email alias: {value}", "mail_nickname"),
    Key("employeeId", "employeeId", "User not found with employee ID: {value}", _MANY_USERS + "employee ID: {value}", "employee_id"),
)
_NO_GROUP, _MANY_GROUPS = (
    "No group found matching specified filter ({filter})",
    "More than one group found matching specified filter ({filter})",
)
_GET_GROUP = (
    Key("displayName", "displayName", _NO_GROUP, _MANY_GROUPS, "display_name"),
    Key("mailNickname", "mailNickname", _NO_GROUP, _MANY_GROUPS, "mail_nickname"),
    Key("objectId", "objectId", "No group found with object ID: {value}", at="object_id"),
)
_NO_APP, _MANY_APPS = (
    "Application not found: no applications found matching filter: {quoted_filter}",
    ("Multiple applications found: found multiple applications matching filter: {quoted_filter}"),
)
_GET_APPLICATION = (
    Key("objectId", "objectId", "Application with object ID {value} was not found", at="object_id"),
    Key("clientId", "clientId", _NO_APP, _MANY_APPS),
    Key("displayName", "displayName", _NO_APP, _MANY_APPS),
    Key("identifierUri", "identifierUris", _NO_APP, _MANY_APPS),
)
_GET_PRINCIPAL = (
    Key("objectId", "objectId", "Service Principal (Service Principal: {value}) was not found", at="object_id"),
    Key(
        "displayName",
        "displayName",
        "Service principal not found: no service principals found matching filter: {quoted_filter}",
        "Multiple service principals found: found multiple service principals matching filter: {quoted_filter}",
    ),
    Key("clientId", "clientId", "No service principal found: no service principal found"),
)
_GET_OBJECT = (Key("objectId", "objectId", "Directory Object (Directory Object: {value}) was not found", at="object_id"),)


def _get_group(cloud: Cloud, args: JsonDict) -> JsonDict:
    """Also by whether it is for mail or security: part of what is asked, but with an object id a fault of its own."""
    require_graph(cloud, *_READ_GROUPS)
    switches = {kind: value for kind in ("mailEnabled", "securityEnabled") if (value := flag(args, kind)) is not None}
    key = _chosen("getGroup", _GET_GROUP, args)
    wanted = text(args, key.name) if key else None
    if key is None or wanted is None:
        raise _fail("getGroup", "the value that it is looked up by must be a text")
    by_id = key.name == "objectId"
    fitting = [one for one in groups(cloud) if by_id or all(one.get(kind) == value for kind, value in switches.items())]
    more = "".join(f" and {kind} eq {str(value).lower()}" for kind, value in switches.items())
    found = dict(_found("getGroup", fitting, key, wanted, more)[0])
    for kind, value in switches.items():
        if found.get(kind) != value:
            words = f"Group with object ID {quoted(wanted)} does not have the specified {snake(kind)} setting (expected: {value}, actual: {found.get(kind)})"
            raise _fail("getGroup", words.replace("True", "true").replace("False", "false"), at=snake(kind))
    if flag(args, "includeTransitiveMembers"):
        found["members"] = list[JsonValue](transitive_members(cloud, text(found, "objectId") or ""))
    rule = table(found, "dynamicMembership")
    return _answer("getGroup", {**found, "dynamicMemberships": [rule] if rule else []})


# -- looking up several -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Several:
    """A function that finds a list. `answers`: its outputs of one field each; `elements`: the output with all of each; `none`: the
    provider's words where all are asked for and there are none. `hashed`: the field that makes the answer's id.
    """

    name: str
    permissions: Sequence[str]
    keys: Sequence[Key]
    things: Callable[[Cloud], Found]
    elements: str
    answers: Mapping[str, str]
    none: str
    id_prefix: str
    hashed: str
    between: str = "/"

    def __call__(self, cloud: Cloud, args: JsonDict) -> JsonDict:
        """Answer an invoke. Raises AzureError where something that is asked for isn't there, unless `ignoreMissing`."""
        require_graph(cloud, *self.permissions)
        if args.get("returnAll") and args.get("ignoreMissing"):  # ConflictsWith of the two arguments
            raise _fail(self.name, '"return_all": conflicts with ignore_missing')
        found = list(self._find(cloud, args))
        made = base64.urlsafe_b64encode(hashlib.sha1(self._texts(found, self.hashed).encode(), usedforsecurity=False).digest()).decode()
        columns: JsonDict = {output: [one[field] for one in found if one.get(field)] for output, field in self.answers.items()}
        return _answer(self.name, {**args, **columns, self.elements: list[JsonValue](found), "id": f"{self.id_prefix}#{made}"})

    def _texts(self, found: Found, field: str) -> str:
        return self.between.join(text(one, field) or "" for one in found)

    def _find(self, cloud: Cloud, args: JsonDict) -> Iterator[JsonDict]:
        switches = {kind: value for kind in ("mailEnabled", "securityEnabled") if (value := flag(args, kind)) is not None}
        things = [one for one in self.things(cloud) if all(one.get(kind) == value for kind, value in switches.items())]
        key = _chosen(self.name, self.keys, args, "returnAll")
        if key is None:
            if not things:
                raise _fail(self.name, self.none, at="return_all")
            yield from things
            return
        given = args.get(key.name)
        for wanted in given if isinstance(given, list) else [given]:
            if not isinstance(wanted, str):
                continue
            if args.get("ignoreMissing") and not any(key.fits(one, wanted) for one in things):
                continue
            yield from _found(self.name, things, key, wanted)


_GET_USERS = (
    Key(
        "userPrincipalNames",
        "userPrincipalName",
        "User with UPN {value} was not found",
        _MANY_USERS + "UPN: {value}",
        "user_principal_names",
    ),
    Key("objectIds", "objectId", "User not found with object ID: {value}", at="object_id"),
    Key("mailNicknames", "mailNickname", "no user(s) found with email alias: {value}", at="mail_nicknames", several=True),
    Key("mails", "mail", "User not found with mail address: {value}", _MANY_USERS + "mail address: {value}", "mails"),
    Key("employeeIds", "employeeId", "User not found with employee ID: {value}", _MANY_USERS + "employee ID: {value}", "employee_ids"),
)
_NAMED_GROUPS = ("No group found with display name: {value}", "More than one group found with display name: {value}", "display_names")
_GET_GROUPS = (
    Key("displayNames", "displayName", *_NAMED_GROUPS),
    Key("objectIds", "objectId", "No group found with object ID: {value}", at="object_id"),
    Key("displayNamePrefix", "displayName", "No groups found with display name prefix: {value}", at="display_name_prefix", prefix=True),
)
_GET_PRINCIPALS = (
    Key("clientIds", "clientId", "Service principal not found with application ID: {value}", at="mail_nicknames"),  # so it blames, indeed
    Key(
        "displayNames",
        "displayName",
        "No service principals with display name {value} were found",
        "Finding service principals with display name: {value}: more than one service principal returned with this display name",
        "display_names",
    ),
    Key("objectIds", "objectId", "Service principal not found with object ID: {value}", at="object_id"),
)

_SEVERAL = (
    Several(
        "getUsers",
        ("User.ReadBasic.All", *_READ_USERS),
        _GET_USERS,
        users,
        "users",
        {key.name: key.field for key in _GET_USERS},
        "No users found",
        "users",
        "userPrincipalName",
    ),
    Several(
        "getGroups",
        _READ_GROUPS,
        _GET_GROUPS,
        groups,
        "groups",
        {"displayNames": "displayName", "objectIds": "objectId"},
        "No groups found",
        "groups",
        "displayName",
        "-",
    ),
    Several(
        "getServicePrincipals",
        READ_APPS,
        _GET_PRINCIPALS,
        principals,
        "servicePrincipals",
        {key.name: key.field for key in _GET_PRINCIPALS},
        "No service principals found",
        "serviceprincipals",
        "objectId",
    ),
)


# -- the tenant ---------------------------------------------------------------------------------------------------------

_SERVICES = ("Email", "OfficeCommunicationsOnline")  # learn.microsoft.com/graph/api/resources/domain: what a managed domain is for


def _get_domains(cloud: Cloud, args: JsonDict) -> JsonDict:
    """The tenant's first domain, which is all that it has."""
    require_graph(cloud, *_READ_DOMAINS)
    wanted = args.get("supportsServices")
    if isinstance(wanted, list) and not set(map(str, wanted)) <= set(_SERVICES):
        raise _fail("getDomains", "no domains found for the provided filters")
    switches = ("adminManaged", "default", "initial", "root", "verified")
    domain: JsonDict = {"domainName": DOMAIN, "authenticationType": "Managed", "supportedServices": list(_SERVICES)}
    domain.update(dict.fromkeys(switches, True))
    made = base64.urlsafe_b64encode(hashlib.sha1(DOMAIN.encode(), usedforsecurity=False).digest()).decode()
    return _answer("getDomains", {**args, "domains": [domain], "id": f"domains#{cloud.tenant_id}#{made}"})


def _client_config(cloud: Cloud, args: JsonDict) -> JsonDict:
    who = cloud.deployer
    client = AZURE_CLI if who.kind == "User" else who.client_id
    return {
        "clientId": client,
        "objectId": who.object_id,
        "tenantId": cloud.tenant_id,
        "id": f"{cloud.tenant_id}-{client}-{who.object_id}",
    }


def _published(cloud: Cloud, args: JsonDict) -> JsonDict:
    return {"id": "appIds", "result": dict[str, JsonValue](published_app_ids())}


FUNCTIONS: Mapping[str, Invoke] = {
    _token("getUser"): _one("getUser", _READ_USERS, _GET_USER, users),
    _token("getGroup"): _get_group,
    _token("getApplication"): _one("getApplication", READ_APPS, _GET_APPLICATION, applications),
    _token("getServicePrincipal"): _one("getServicePrincipal", READ_APPS, _GET_PRINCIPAL, principals),
    _token("getDirectoryObject"): _one("getDirectoryObject", (*_READ_USERS, *_READ_GROUPS), _GET_OBJECT, everything),
    **{_token(one.name): one for one in _SEVERAL},
    _token("getDomains"): _get_domains,
    _token("getClientConfig"): _client_config,
    _token("getApplicationPublishedAppIds"): _published,
}
