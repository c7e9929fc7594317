"""What the life cycle tests share: the reference stack in a folder of its own, programs in a few lines, and what to look at."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from azure_rehearsal.cloud.cloud import Cloud, Options
from azure_rehearsal.core.plain import tables
from azure_rehearsal.engine.events import Result, Step
from azure_rehearsal.engine.pulumi_cli import Cli
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.report.report import Report, make_report
from azure_rehearsal.services.entra.service import ASSIGNMENT

ROOT = Path(__file__).resolve().parents[2]
MAIN = "__main__.py"
# What the shop is given beside what the reference program gives it; the text occurs once there.
SHOP = "vault=vault"
CANARY = "canary-4f7c-never-to-be-seen"
CONFIG = {"paymentApiKey": CANARY}

SITES = ("azure-native:web:WebApp", "azure-native:web:WebAppSlot")
SECRET = "azure-native:keyvault:Secret"
VAULT = "azure-native:keyvault:Vault"
ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment"
REVISION = "properties.AZURE_CONNECT_REVISION"

Grant = tuple[str, str, str, str]
"""Kind, principal, role, scope."""


@dataclass
class Stack:
    """A copy of the reference stack. Each `open` is a new process as far as the rehearsal can tell: state comes from files."""

    folder: Path
    name: str
    cli: Cli
    config: dict[str, str] = field(default_factory=lambda: dict(CONFIG))

    def open(self, *, options: Options | None = None, **arguments: Any) -> Rehearsal:
        return Rehearsal(self.folder, stack=self.name, config=self.config, options=options, pulumi=self.cli, **arguments)

    def edit(self, old: str, new: str, file: str = MAIN) -> None:
        """Change the program as a person would; exactly one place."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def give_shop(self, argument: str) -> None:
        """Give the shop one more argument."""
        self.edit(f"{SHOP})", f"{SHOP}, {argument})")

    def copy(self, folder: Path) -> Stack:
        shutil.copytree(self.folder, folder)
        return Stack(folder, self.name, self.cli, dict(self.config))

    @property
    def state(self) -> Path:
        return self.folder / ".rehearsal"

    def command(self, *words: str) -> list[str]:
        """The words of the command line for this stack."""
        config = [word for key, value in self.config.items() for word in ("--config", f"{key}={value}")]
        return [words[0], "-C", str(self.folder), "--stack", self.name, *config, *words[1:]]


def reference_stack(folder: Path, name: str, cli: Cli) -> Stack:
    folder.mkdir(parents=True, exist_ok=True)
    for file in [*ROOT.glob("*.py"), *ROOT.glob("Pulumi*.yaml")]:
        shutil.copy(file, folder)
    return Stack(folder, name, cli)


# -- what there is --------------------------------------------------------------------------------------------------------


def sites(cloud: Cloud) -> dict[str, str]:
    """Each app and slot: the program's name for it (`shop`, `shop/staging`) to its id."""
    found: dict[str, str] = {}
    for record in cloud.state.of(*SITES):
        app, _, slot = record.id.partition("/sites/")[2].partition("/slots/")
        plain = app[:-8]  # the provider's random suffix
        found[f"{plain}/{slot}" if slot else plain] = record.id
    return found


def raw(cloud: Cloud, site: str) -> dict[str, str]:
    """A site's settings and connection strings as they are written."""
    return {view.name: view.raw for view in cloud.site_settings(sites(cloud)[site])}


def seen(cloud: Cloud, site: str) -> dict[str, str]:
    """The same as the app's code sees them: references resolved."""
    return {view.name: view.value for view in cloud.site_settings(sites(cloud)[site])}


def policies(cloud: Cloud) -> set[Grant]:
    """Entries of the access policies of all vaults."""
    return {
        ("policy", str(policy["objectId"]), json.dumps(policy["permissions"], sort_keys=True), record.id)
        for record in cloud.state.of(VAULT)
        for policy in tables(record.private, "policies")
    }


def grants(cloud: Cloud) -> set[Grant]:
    """Every right of everybody but the deployer."""
    roles = {
        ("role", principal, grant.role.name, grant.scope)
        for principal in cloud.state.principals
        if principal != cloud.deployer.object_id
        for grant in cloud.access.of(principal)
    }
    apps = {
        ("app-role", str(record.inputs["principalObjectId"]), str(record.inputs["appRoleId"]), str(record.inputs["resourceObjectId"]))
        for record in cloud.state.of(ASSIGNMENT)
    }
    return roles | apps | policies(cloud)


def report(rehearsal: Rehearsal) -> Report:
    return make_report(rehearsal.checkpoint(), rehearsal.cloud)


def verdicts(rehearsal: Rehearsal) -> dict[str, str]:
    """`app -> connection` to how it stands."""
    return {f"{one.line.where} -> {one.line.name}": one.verdict.value for one in report(rehearsal).lines}


def unresolved(rehearsal: Rehearsal) -> list[tuple[str, str]]:
    return [(one.setting, one.status) for one in report(rehearsal).references if one.status != "Resolved"]


def secret_versions(cloud: Cloud) -> dict[str, int]:
    """Name of each secret to the number of its versions."""
    return {record.id.rpartition("/")[2]: len(tables(record.private, "versions")) for record in cloud.state.of(SECRET)}


def changes(result: Result) -> list[tuple[str, str]]:
    """What an operation changed, or would: (operation, name), components aside."""
    return sorted((step.op, step.name) for step in result.changed if not _is_component(step))


def changes_of(result: Result, name: str) -> dict[str, str]:
    """Changed property to how, for the one changed resource of that name."""
    (step,) = [step for step in result.changed if step.name == name and not _is_component(step)]
    return dict(step.diff)


def _is_component(step: Step) -> bool:
    return step.type.startswith(("azure-connect:", "pulumi:"))


def owned(rehearsal: Rehearsal) -> set[str]:
    """The ids that the engine believes it owns."""
    made = [one for one in rehearsal.checkpoint()["resources"] if one.get("custom") and not one.get("external")]
    return {one["id"] for one in made if not one["type"].startswith("pulumi:")}
