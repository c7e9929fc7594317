"""The catalogue of targets, as plain data, as text and as a page of the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pulumi_azure_connect.azure.clouds import PUBLIC
from pulumi_azure_connect.connections.conventions import setting_templates
from pulumi_azure_connect.connections.values import suffixed
from pulumi_azure_connect.grants.principal import SYSTEM_ASSIGNED, USER_ASSIGNED
from pulumi_azure_connect.targets.target import Client, Target, Value

_BEFORE = """\
# What an app can be connected to

Written by `azure-connect targets --markdown`; don't edit it by hand.

Setting names and values are those of Azure Service Connector for the generic client and, where it has others, for Python; each target says
where it differs and why. A connection with `named=True` has its own name in its settings' names, behind the prefix: all but one of an
app's connections to one kind of target need that. In values, `{name}` is a part of the target's id, of what Azure tells of it, or of what
the caller gives in `values={...}`; addresses are those of the public cloud. **bold** settings go to Key Vault whole, and the app sees a reference.

Each role is granted on the very resource that the connection names in `to`: a container and not its account, a queue and not its namespace.
"""


def _settings(target: Target, templates: Mapping[str, str]) -> dict[str, str]:
    return {name: suffixed(template, target, PUBLIC) for name, template in templates.items()}


def _values(values: Mapping[str, Value]) -> dict[str, dict[str, Any]]:
    return {name: {"what": one.text, "secret": one.secret, "optional": one.optional} for name, one in values.items()}


def _by_identity(target: Target) -> dict[str, Any] | None:
    if not target.takes_identity:
        return None
    clients = {"generic": Client.NONE, **({} if target.python_settings is None else {"python": Client.PYTHON})}
    return {
        identity: {name: _settings(target, setting_templates(target, identity, client)) for name, client in clients.items()}
        for identity in (SYSTEM_ASSIGNED, USER_ASSIGNED)
    }


def _by_secret(target: Target) -> dict[str, Any] | None:
    secret = target.secret
    if secret is None:
        return None
    python = {} if secret.python_settings is None else {"python": _settings(target, secret.python_settings)}
    hidden = {*secret.keys, *(name for name, value in {**target.values, **secret.values}.items() if value.secret)}
    return {
        "needsReason": target.takes_identity,
        "settings": {"generic": _settings(target, secret.settings), **python},
        "hidden": sorted(hidden),
        "keysFrom": {name: lookup.function for name, lookup in secret.keys.items()},
        "values": _values(secret.values),
    }


def entry(target: Target) -> dict[str, Any]:
    """Return one target as plain data."""
    switch = target.local_auth
    return {
        "kind": target.kind,
        "title": target.title,
        "to": target.takes.value,
        "types": list(target.types),
        "grant": None if target.grant is None else target.grant.__name__,
        "rolesByName": target.named_roles,
        "access": {
            level.value: {
                "roles": [{"name": role.name, "id": role.id or None} for role in roles],
                "scopes": [one for one in target.types if level in target.levels.get(one, (level,))],
            }
            for level, roles in target.access.items()
        },
        "exceptions": dict(target.exceptions),
        "identity": _by_identity(target),
        "secret": _by_secret(target),
        "values": _values(target.values),
        "siteConfig": dict(target.site_config),
        "localAuth": None if switch is None else {"type": switch.type, "property": switch.wire_name, "off": switch.off},
        "differs": list(target.differs),
        "sources": list(target.sources),
    }


def catalogue(targets: Iterable[Target]) -> list[dict[str, Any]]:
    """Return targets as plain data, by kind."""
    return [entry(one) for one in sorted(targets, key=lambda one: one.kind)]


def as_text(targets: Iterable[Target]) -> str:
    """Return targets as a list for a terminal: a line each, and the roles under it."""
    lines: list[str] = []
    for one in catalogue(targets):
        ways = [*(["identity"] if one["identity"] else []), *(["secret"] if one["secret"] else [])]
        lines.append(f"{one['kind']:<22}{one['title']} ({' or '.join(ways)})")
        for level, access in one["access"].items():
            lines.append(f"  {level:<10}{', '.join(role['name'] for role in access['roles'])}")
    return "\n".join(lines)


def as_markdown(targets: Iterable[Target]) -> str:
    """Return targets as a page of the documentation."""
    entries = catalogue(targets)
    index = [f"| [`{one['kind']}`](#{one['kind']}) | {one['title']} | {_words(one)} |" for one in entries]
    head = "| kind | service | access |\n| --- | --- | --- |\n"
    return "\n".join([_BEFORE, head + "\n".join(index), "", *(_section(one) for one in entries)])


def _words(one: Mapping[str, Any]) -> str:
    levels = ", ".join(one["access"]) or ("app roles" if one["rolesByName"] else "")
    return "; ".join(word for word in (levels, "by secret" if one["secret"] else "") if word)


def _section(one: Mapping[str, Any]) -> str:
    parts = [f"## {one['kind']}\n\n{one['title']}. {_destination(one)}"]
    if one["access"]:
        rows = [_level(level, access) for level, access in one["access"].items()]
        parts.append("| access | role | id | on |\n| --- | --- | --- | --- |\n" + "\n".join(rows))
    if one["rolesByName"]:
        parts.append("App roles are named one by one: `roles=[...]`.")
    parts.extend(_needs(one["values"]))
    by_identity: dict[str, dict[str, dict[str, str]]] = one["identity"] or {}
    for identity, clients in by_identity.items():
        parts.extend(_table(f"By {identity} identity", client, settings, ()) for client, settings in clients.items())
    if one["secret"]:
        reason = "; needs `because=`" if one["secret"]["needsReason"] else ""
        parts.extend(
            _table(f"By secret{reason}", client, settings, one["secret"]["hidden"])
            for client, settings in one["secret"]["settings"].items()
        )
        parts.extend(_needs(one["secret"]["values"]))
    parts.extend(_remarks(one))
    return "\n\n".join(parts) + "\n"


def _destination(one: Mapping[str, Any]) -> str:
    said = {
        "resource": "`to` takes " + ", ".join(f"`{name}`" for name in one["types"]),
        "app": "`to` takes another `ManagedIdentityApp`, or `RemoteAppArgs`",
        "application": "`to` takes the API's application id",
        "nothing": "`to` is left out",
    }
    return said[one["to"]] + "."


def _level(level: str, access: Mapping[str, Any]) -> str:
    names = "<br>".join(role["name"] for role in access["roles"])
    ids = "<br>".join(f"`{role['id']}`" for role in access["roles"] if role["id"])
    return f"| `{level}` | {names} | {ids or '-'} | {'<br>'.join(f'`{scope}`' for scope in access['scopes']) or '-'} |"


def _table(title: str, client: str, settings: Mapping[str, str], hidden: Iterable[str]) -> str:
    def row(name: str, value: str) -> str:
        secret = any(f"{{{part}}}" in value or f":{part}}}" in value for part in hidden)
        return f"| {f'**`{name}`**' if secret else f'`{name}`'} | `{value}` |"

    of = "" if client == "generic" else f", {client.title()}"
    return f"{title}{of}:\n\n| setting | value |\n| --- | --- |\n" + "\n".join(row(name, value) for name, value in settings.items())


def _needs(values: Mapping[str, Any]) -> list[str]:
    if not values:
        return []
    told = [
        f"`{name}` ({one['what']}{'; goes to Key Vault' if one['secret'] else ''}{'; optional' if one['optional'] else ''})"
        for name, one in values.items()
    ]
    return [f"The caller gives `values={{...}}` with {', '.join(told)}."]


def _remarks(one: Mapping[str, Any]) -> list[str]:
    lines = [f"- Wider than its level says, `{action}`: {reason}." for action, reason in one["exceptions"].items()]
    if one["siteConfig"]:
        said = ", ".join(f"`{name}`" for name in one["siteConfig"])
        lines.append(f"- Of an app that runs a container, the site is configured with {said}.")
    if one["localAuth"]:
        switch = one["localAuth"]
        off = str(switch["off"]).lower() if isinstance(switch["off"], bool) else switch["off"]
        lines.append(f"- `local_auth_off()` sets `{switch['property']}` of `{switch['type']}` to `{off}`.")
    lines += [f"- {text}" for text in one["differs"]]
    lines += [f"- Source: <{source}>" for source in one["sources"]]
    return ["\n".join(lines)]
