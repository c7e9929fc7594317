"""The rules for all targets: short files of data, Service Connector's names and values, roles that do what their level says and no more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from azure_access import Role as Definition
from azure_access import builtin_roles
from pulumi_azure_connect import targets
from pulumi_azure_connect.azure.clouds import CLOUDS, PUBLIC
from pulumi_azure_connect.connections.conventions import setting_templates
from pulumi_azure_connect.connections.values import placeholders, suffixed
from pulumi_azure_connect.errors import UnknownArgument, UnknownTarget
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.grants.principal import SYSTEM_ASSIGNED, USER_ASSIGNED
from pulumi_azure_connect.targets import ALL, BY_KIND
from pulumi_azure_connect.targets.target import Client, Destination, Target

DATA = [path for path in sorted(Path(targets.__file__).parent.glob("[a-z]*.py")) if path.stem not in {"builtin", "resolve", "target"}]
DOCUMENTED = Path(__file__).with_name("service_connector.json")
# Retired by Azure: nobody can connect to them any more.
RETIRED = {"postgres", "mysql"}
ROWS: list[dict[str, Any]] = [row for row in json.loads(DOCUMENTED.read_text(encoding="utf-8"))["targets"] if row["target"] not in RETIRED]
# What grants tell: of the API that is called, of the database's user.
GRANTED = {"application_id", "url", "audience", "user"}
each = pytest.mark.parametrize("target", ALL, ids=[target.kind for target in ALL])


# -- what a target is ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
def test_a_target_is_a_short_file_of_data(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 40
    assert not [line for line in lines if re.match(r"\s*(def|if|for|while|class) ", line)]


@each
def test_what_every_target_says(target: Target):
    assert target.title
    assert target.sources
    assert all(source.startswith("https://learn.microsoft.com/") for source in target.sources)
    assert (target.takes is Destination.RESOURCE) == bool(target.resource_types)
    assert target.takes_identity or target.secret is not None, "nobody can reach it"
    assert (target.grant is not None) == target.takes_identity
    assert set(target.levels) <= set(target.types)
    assert not target.takes_identity or target.kind in {row["target"] for row in ROWS} or target.differs


@each
def test_every_placeholder_can_be_filled(target: Target):
    known = {"client_id", "location", *GRANTED, *target.lookups, *target.values}
    names = {segment for arm_type in target.types for segment in arm_type.split("/")[1:]}
    for template in _plain_templates(target):
        assert set(placeholders(template)) <= known | names, template
    if target.secret is not None:
        known |= {*target.secret.keys, *target.secret.values}
        for template in (*target.secret.settings.values(), *(target.secret.python_settings or {}).values()):
            assert set(placeholders(template)) <= known | names, template


def _plain_templates(target: Target) -> Iterator[str]:
    for settings in (target.settings, target.client_id_setting, target.python_settings, target.python_client_id_setting):
        yield from (settings or {}).values()


@each
def test_a_secret_is_never_part_of_a_plain_setting(target: Target):
    secret = {name for name, value in target.values.items() if value.secret}
    assert not [template for template in _plain_templates(target) if secret & set(placeholders(template))]


@pytest.mark.parametrize("cloud", CLOUDS.values(), ids=list(CLOUDS))
def test_every_address_is_of_the_cloud_or_refused(cloud: Any):
    """No public domain is written into an app of another cloud."""
    for target in ALL:
        for template in (*_plain_templates(target), *(target.secret.settings.values() if target.secret else ())):
            try:
                value = suffixed(template, target, cloud)
            except UnknownArgument:
                assert cloud.name != "public"
                continue
            foreign = [suffix for other in CLOUDS.values() if other is not cloud for suffix in other.suffixes.values()]
            assert not [suffix for suffix in foreign if suffix in value and suffix not in cloud.suffixes.values()], (target.kind, value)


# -- Service Connector's names and values --------------------------------------------------------------------------------


def test_every_row_of_service_connector_is_a_target():
    assert {row["target"] for row in ROWS} <= set(BY_KIND)


def _rows(auth: str) -> list[Any]:
    cases = [(row, client) for row in ROWS if row[auth] for client in ("none", "python")]
    return [pytest.param(row, client, id=f"{row['target']}-{client}") for row, client in cases]


def _expected(row: dict[str, Any], auth: str, client: str) -> dict[str, str]:
    return row[auth].get(client, row[auth]["none"])


def _fits(template: str, target: Target, expected: str) -> bool:
    """Whether a template's fixed text is that of the documented value."""
    filled = suffixed(template, target, PUBLIC)
    pattern = "".join(".+" if at % 2 else re.escape(part) for at, part in enumerate(re.split(r"(\{[^{}]+\})", filled)))
    return re.fullmatch(pattern, expected) is not None


@pytest.mark.parametrize(("row", "client"), _rows("system_identity"))
@pytest.mark.parametrize("identity", [SYSTEM_ASSIGNED, USER_ASSIGNED])
def test_settings_by_identity_are_service_connectors(row: dict[str, Any], client: str, identity: str):
    target = BY_KIND[row["target"]]
    if not target.takes_identity:
        assert target.differs, "an identity that is left out has its reason in the catalogue"
        return
    expected = _expected(row, "system_identity" if identity == SYSTEM_ASSIGNED else "user_identity", client)
    ours = setting_templates(target, identity, Client(client))
    left_out = {name for name in expected if name.startswith("AZURE_COSMOS_LIST") or name == "AZURE_COSMOS_SCOPE"}
    assert not left_out or target.differs
    assert set(ours) == set(expected) - left_out
    different = {name for name, template in ours.items() if not _fits(template, target, expected[name])}
    assert different <= {name for name in different if any(name in text for text in target.differs)}


@pytest.mark.parametrize(("row", "client"), _rows("secret"))
def test_settings_by_secret_are_service_connectors(row: dict[str, Any], client: str):
    target = BY_KIND[row["target"]]
    assert target.secret is not None
    python = client == "python" and target.secret.python_settings is not None
    ours = target.secret.python_settings if python else target.secret.settings
    assert ours is not None
    expected = _expected(row, "secret", client)
    assert set(ours) == set(expected)
    assert not [name for name, template in ours.items() if not _fits(template, target, expected[name])]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["target"])
def test_a_row_without_secret_refuses_one(row: dict[str, Any]):
    assert (BY_KIND[row["target"]].secret is None) == (row["secret"] is None)


# -- least privilege -----------------------------------------------------------------------------------------------------

# What a permission of a role may be, by the level that it is for. Case doesn't count.
SEES = (r".*/read", r".*/readMetadata/action", r".*/getSecret/action")
SENDS = (r".*/(send|add|clientToken)/action", r".*/(Metrics|Telemetry)/Write", r".*SignalR/(hub|group|user|clientConnection)/\*")
TAKES = (r".*/(receive|process)/action",)
CHANGES = (r".*/(write|delete)", r".*/(add|move|update|process)/action")
WITHIN: dict[Access, tuple[str, ...]] = {
    Access.READ: SEES,
    Access.WRITE: (*SEES, *CHANGES),
    Access.SEND: (*SEES, *SENDS),
    Access.RECEIVE: (*SEES, *TAKES),
    Access.USE: (r".*",),
    Access.MANAGE: (r".*",),
}
# The control plane: seeing the service's own resources, and what Azure's own roles always may see.
CONTROL = r"Microsoft\.(Authorization|Insights|Resources|ResourceHealth)/.*read"
HARMFUL = ("Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleDefinitions/write")
KEYS = ("listKeys/action", "listAdminKeys/action", "listQueryKeys/action", "ListAccountSas/action", "regenerateKey/action")


def _definitions(target: Target) -> list[Any]:
    return [
        (level, role, builtin_roles()[role.id]) for level, roles in target.access.items() for role in roles if target.role_is_definition
    ]


LEVELS = [
    pytest.param(target, level, role, definition, id=f"{target.kind}-{level}-{role.name}")
    for target in ALL
    for level, role, definition in _definitions(target)
]


@pytest.mark.parametrize(("target", "level", "role", "definition"), LEVELS)
def test_every_role_is_azures_own(target: Target, level: Access, role: Role, definition: Definition):
    assert definition.name == role.name


@pytest.mark.parametrize(("target", "level", "role", "definition"), LEVELS)
def test_no_role_hands_out_access(target: Target, level: Access, role: Role, definition: Definition):
    assert not [action for action in HARMFUL if definition.line(action, data=False)]


@pytest.mark.parametrize(("target", "level", "role", "definition"), LEVELS)
def test_no_role_lists_keys_or_deletes_the_target(target: Target, level: Access, role: Role, definition: Definition):
    top = "/".join(target.types[0].split("/")[:2])
    wrong = [
        action for action in (*(f"{top}/{one}" for one in KEYS), f"{top}/write", f"{top}/delete") if definition.line(action, data=False)
    ]
    assert not wrong or _excused(target, wrong[0])


@pytest.mark.parametrize(("target", "level", "role", "definition"), LEVELS)
def test_no_role_does_more_than_its_level_says(target: Target, level: Access, role: Role, definition: Definition):
    space = target.types[0].split("/")[0]
    control = (rf"{re.escape(space)}/.*read", CONTROL)
    wide: list[str] = []
    for permission in definition.permissions:
        wide += [action for action in permission.actions if not _matches(action, control)]
        wide += [action for action in permission.data_actions if not _matches(action, WITHIN[level])]
        wide += [action for action in permission.data_actions if not action.lower().startswith(space.lower())]
    assert not [action for action in wide if not _excused(target, action)]


def _matches(action: str, patterns: tuple[str, ...]) -> bool:
    return any(re.fullmatch(pattern, action, re.IGNORECASE) for pattern in patterns)


def _excused(target: Target, action: str) -> bool:
    return any(action.lower() == known.lower() or _matches(action, (re.escape(known).replace(r"\*", ".*"),)) for known in target.exceptions)


@each
def test_every_exception_is_needed(target: Target):
    """An exception that no role has any more would hide the next one."""
    lines = [line for *_, found in _definitions(target) for one in found.permissions for line in (*one.actions, *one.data_actions)]
    names = [role.name for roles in target.access.values() for role in roles]
    if not target.role_is_definition:
        return  # what those roles hold is the grant's own test
    for known, reason in target.exceptions.items():
        assert len(reason) > 20
        assert known in names or any(
            _matches(line, (re.escape(known).replace(r"\*", ".*"),)) or line.lower() == known.lower() for line in lines
        )


def test_a_wider_role_would_be_found():
    """The rules above turn red on the roles that Service Connector grants."""
    wide = {
        "Cognitive Services User": Access.USE,
        "SignalR/Web PubSub Contributor": Access.USE,
        "Storage Blob Data Contributor": Access.READ,
    }
    found = {one.name: one for one in builtin_roles().values() if one.name in wide}
    for name, level in wide.items():
        actions = [action for one in found[name].permissions for action in (*one.actions, *one.data_actions)]
        listed = any(found[name].line(f"Microsoft.CognitiveServices/accounts/{one}", data=False) for one in KEYS)
        manages = found[name].line("Microsoft.SignalRService/webPubSub/delete", data=False) is not None
        assert listed or manages or [action for action in actions if not _matches(action, WITHIN[level])]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("blob-storage", "storage-blob"),
        ("blob", "storage-blob"),
        ("Azure Blob Storage", "storage-blob"),
        ("azure-sql", "sql"),
        ("SQL_DATABASE", "sql"),
        ("sql-database", "sql"),
        ("key-vault", "keyvault"),
        ("graph", "microsoft-graph"),
        ("postgresql", "postgres-flexible"),
        ("service-bus", "servicebus"),
        ("ServiceBus", "servicebus"),
    ],
)
def test_what_people_call_a_target_leads_to_its_kind(said: str, kind: str):
    with pytest.raises(UnknownTarget, match=f"Did you mean '{kind}'"):
        targets.target(said)
