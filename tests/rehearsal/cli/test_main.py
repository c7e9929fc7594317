"""The command `azure-rehearsal`, most of it in this process, some as people start it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from azure_rehearsal.cli import main as cli
from azure_rehearsal.core.problems import NoPulumi
from azure_rehearsal.engine import pulumi_cli
from azure_rehearsal.engine.rehearsal import Rehearsal

STACK = """
import pulumi
from pulumi_azure_native import authorization, keyvault, managedidentity, resources, web

config = pulumi.Config()
print("the program speaks")
home = resources.ResourceGroup("rg", resource_group_name="group")
identity = managedidentity.UserAssignedIdentity("identity", resource_group_name=home.name, resource_name_="identity")
client = authorization.get_client_config_output()
vault = keyvault.Vault(
    "vault",
    resource_group_name=home.name,
    vault_name="the-vault",
    properties={"tenantId": client.tenant_id, "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": True},
)
secret = keyvault.Secret(
    "secret",
    resource_group_name=home.name,
    vault_name=vault.name,
    secret_name="key",
    properties={"value": config.require_secret("key")},
    opts=pulumi.ResourceOptions(deleted_with=vault),
)
plan = web.AppServicePlan("plan", name="plan", resource_group_name=home.name, kind="linux", reserved=True, sku={"name": "B1", "tier": "Basic"})
app = web.WebApp(
    "app",
    name="the-app",
    resource_group_name=home.name,
    server_farm_id=plan.id,
    identity={"type": "UserAssigned", "userAssignedIdentities": [identity.id]},
    key_vault_reference_identity=identity.id,
)
needs = [secret]
if config.get("granted") != "no":
    needs.append(
        authorization.RoleAssignment(
            "grant",
            scope=secret.id,
            principal_id=identity.principal_id,
            principal_type="ServicePrincipal",
            role_definition_id=pulumi.Output.concat(
                "/subscriptions/", client.subscription_id, "/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6"
            ),
        )
    )
web.WebAppApplicationSettings(
    "settings",
    name=app.name,
    resource_group_name=home.name,
    properties={"KEY": "@Microsoft.KeyVault(VaultName=the-vault;SecretName=key)", "COLOUR": config.require("colour")},
    opts=pulumi.ResourceOptions(depends_on=needs),
)
"""
SETTINGS = "config:\n  key: {type: string, secret: true}\n"
STACKS = {"dev": "config:\n  tiny:colour: blue\n  azure-native:location: northeurope\n", "prod": "config:\n  tiny:colour: red\n"}


class Shell:
    """Runs the command in a project's folder; `out` and `err` are what it said last."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capture = capture
        self.out = self.err = ""

    def __call__(self, command: str, *arguments: str) -> int:
        try:
            code = cli.main([command, "-C", str(self.folder), *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        self.out, self.err = self._capture.readouterr()
        return code

    @property
    def document(self) -> dict:
        return json.loads(self.out)


@pytest.fixture
def shell(project, capsys, pulumi_cli, monkeypatch) -> Shell:
    monkeypatch.setattr("azure_rehearsal.engine.pulumi_cli.find", lambda _announce: pulumi_cli)
    return Shell(project(STACK, settings=SETTINGS, stacks=STACKS), capsys)


def test_a_day_with_the_command(shell):
    assert shell("preview") == 0
    assert "+ azure-native:web:WebApp app create" in shell.out
    assert "the program speaks" in shell.out
    assert shell("up") == 0
    for words in ("Connections", "Key Vault Secrets User", "the-vault/key", "works", "Resolved", "9 created"):
        assert words in shell.out
    assert shell("up") == 0
    assert "9 unchanged" in shell.out
    assert shell("preview", "--config", "colour=green") == 0
    assert 'properties.COLOUR: "blue" => "green"' in shell.out
    assert shell("refresh") == 0
    assert shell("destroy") == 0
    assert "9 deleted" in shell.out
    assert "Soft-deleted" in shell.out
    assert "0 resources in the simulated Azure" in shell.out
    assert shell("up") == 1, "the vault's name is taken by its ghost, as on Azure"
    assert "already exists in deleted state" in shell.err
    assert shell("reset") == 0
    assert shell("up") == 0


def test_a_grant_that_comes_late_is_waited_for(shell):
    assert shell("up", "--grant-delay", "600") == 3
    assert "AccessToKeyVaultDenied" in shell.out
    assert "azure-rehearsal refetch" in shell.out
    assert shell("advance", "600") == 3, "in force by now, but fetched too early"
    assert shell("refetch") == 0
    assert "Resolved" in shell.out
    assert shell("report", "--json") == 0
    assert shell.document["report"]["references"][0]["status"] == "Resolved"


def test_after_a_day_or_a_changed_setting_the_app_fetches_by_itself(shell):
    assert shell("up", "--grant-delay", "600") == 3
    assert shell("advance", "600") == 3
    assert shell("up", "--config", "colour=green") == 0
    assert shell("up", "--stack", "prod", "--grant-delay", "600") == 3
    assert shell("advance", "86400", "--stack", "prod") == 0


def test_a_missing_grant_is_wrong(shell):
    assert shell("up", "--config", "granted=no") == 1
    assert "AccessToKeyVaultDenied" in shell.out


def test_json_is_one_document_and_progress_goes_elsewhere(shell):
    assert shell("up", "--json") == 0
    assert shell.document["changes"] == {"create": 9}
    assert shell.document["report"]["connections"][0]["verdict"] == "works"
    assert {step["name"] for step in shell.document["steps"]} >= {"app", "settings"}
    assert "the program speaks" in shell.err
    assert "azure-native:web:WebApp app" in shell.err


def test_stacks_do_not_know_each_other(shell):
    assert shell("up") == 0
    assert shell("preview", "--stack", "prod", "--json") == 0
    assert shell.document["changes"] == {"create": 9}
    assert shell("reset", "--stack", "prod", "--json") == 0
    assert shell("up", "--json") == 0
    assert shell.document["changes"] == {"same": 9}


def test_an_export_has_no_secret_in_the_clear(shell, tmp_path):
    assert shell("up", "--export", str(tmp_path / "x.json"), "--config", "key=canary-1234") == 0
    exported = (tmp_path / "x.json").read_text()
    assert "canary-1234" not in exported + shell.out + shell.err
    assert "ciphertext" in exported


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("up", "--stack", "dve"), "Did you mean 'dev'?"),
        (("up", "--config", "colur=red"), "Did you mean 'colour'?"),
    ],
)
def test_a_persons_mistakes_are_told_without_a_traceback(shell, arguments, says):
    assert shell(*arguments) == 1
    assert says in shell.err
    assert "Traceback" not in shell.err
    assert shell(*arguments, "--json") == 1
    assert says in shell.document["error"]


@pytest.mark.parametrize(
    "arguments",
    [
        *(("up", "--config", "novalue"), ("up", "--grant-delay", "-1"), ("advance",), ("advance", "soon"), ("upp",)),
        *(("serve", "--https", "--port", port) for port in ("-1", "65536", "http", "8.5", "")),
        ("report", "--export", "x.json"),
    ],
)
def test_wrong_usage_is_two(shell, arguments):
    assert shell(*arguments) == 2
    assert "usage:" in shell.err


def test_state_of_another_version_is_told_and_can_be_reset(shell):
    assert shell("up") == 0
    (shell.folder / ".rehearsal" / "dev" / "cloud.db").write_text('{"version": 0}')
    assert shell("up") == 1
    assert "azure-rehearsal reset" in shell.err
    assert shell("reset") == 0
    assert shell("up") == 0


def test_a_failing_program_shows_its_own_lines(shell):
    (shell.folder / "__main__.py").write_text("def work():\n    raise KeyError('region')\n\nwork()\n")
    assert shell("up") == 1
    assert "raise KeyError('region')" in shell.err
    assert "runpy" not in shell.err
    assert shell("up", "--json") == 1
    assert "KeyError" in shell.document["error"]


def test_where_no_export_can_be_written_nothing_is_deployed(project, capsys, tmp_path):
    folder = project("raise SystemExit('deployed')")
    (tmp_path / "file").write_text("")
    for place, words in ((tmp_path, "is a folder"), (tmp_path / "none" / "x.json", "no folder"), (tmp_path / "file" / "x", "no folder")):
        assert cli.main(["up", "-C", str(folder), "--export", str(place)]) == 1
        told = capsys.readouterr()
        assert words in told.err
        assert "deployed" not in told.err + told.out
    assert not (folder / ".rehearsal").exists()


def test_a_port_of_no_server_is_told(project, capsys):
    assert cli.main(["serve", "-C", str(project("")), "--port", "8080"]) == 1
    assert "--https" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(project, capsys):
    folder = project("")
    (folder / ".rehearsal").write_text("a file")
    assert cli.main(["report", "-C", str(folder)]) == 1
    told = capsys.readouterr().err
    assert "keeps its files in .rehearsal/" in told
    assert "Traceback" not in told


def test_what_is_simulated_is_listed(capsys):
    assert cli.main(["coverage"]) == 0
    assert "Exact:" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["o'neil's", 'a "b"', "space and #hash", "per%20cent", "dollar$HOME", "grün"])
def test_folders_of_every_name(tmp_path, capsys, pulumi_cli, name):
    folder = tmp_path / name
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: tiny\nruntime: python\nconfig:\n  key: {type: string, secret: true}\n")
    (folder / "__main__.py").write_text("import pulumi\npulumi.export('key', pulumi.Config().require_secret('key'))\n")
    assert cli.main(["up", "-C", str(folder), "--json", "--export", str(folder / "out.json")]) == 0, capsys.readouterr().err
    assert (folder / "out.json").exists()


def test_the_document_has_the_outputs_and_no_secret(project, capsys, pulumi_cli):
    lines = "import pulumi\npulumi.export('open', {'a': [1]})\npulumi.export('deep', {'a': [pulumi.Output.secret('canary-7')]})\n"
    folder = project(lines)
    assert cli.main(["up", "-C", str(folder), "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["outputs"] == {"open": {"a": [1]}, "deep": "[secret]"}
    assert "canary-7" not in told.out + told.err


def test_a_failed_up_ends_with_counts_and_what_to_do_next(project, capsys, pulumi_cli):
    lines = (
        "from pulumi_azure_native import resources, storage\nrg = resources.ResourceGroup('rg')\n"
        "storage.StorageAccount('a', account_name='no!', resource_group_name=rg.name, kind='StorageV2', sku={'name': 'Standard_LRS'})\n"
    )
    assert cli.main(["up", "-C", str(project(lines))]) == 1
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert last.startswith("up failed: ")
    assert "resources are in the simulated Azure" in last
    assert "run `azure-rehearsal up` again" in last


def test_versions_are_told(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert not ended.value.code
    assert pulumi_cli.VERSION in capsys.readouterr().out


def test_who_deploys_comes_from_an_address_that_stays(project, capsys, pulumi_cli):
    folder = project("")
    assert cli.main(["up", "-C", str(folder), "--from", "198.51.100.7"]) == 0
    assert cli.main(["up", "-C", str(folder)]) == 0
    assert Rehearsal(folder).cloud.options.deployer_address == "198.51.100.7"
    for wrong in ("here", "198.51.100.0/24", "::1", ""):
        with pytest.raises(SystemExit):
            cli.main(["up", "-C", str(folder), "--from", wrong])
        assert "is no IPv4 address" in capsys.readouterr().err


def test_no_project_here(capsys, tmp_path):
    assert cli.main(["up", "-C", str(tmp_path)]) == 1
    assert "no Pulumi.yaml" in capsys.readouterr().err


def test_no_pulumi_anywhere_is_told_in_words(project, capsys, monkeypatch):
    def nowhere(_announce):
        raise NoPulumi("no Pulumi CLI can be had:\n  - PATH: ...")

    monkeypatch.setattr(pulumi_cli, "find", nowhere)
    assert cli.main(["up", "-C", str(project(""))]) == 1
    assert "no Pulumi CLI can be had" in capsys.readouterr().err


def test_help_names_every_command_and_the_exit_codes(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    text = capsys.readouterr().out
    assert all(command in text for command in ("preview", "up", "refresh", "destroy", "reset", "advance", "refetch", "report"))
    assert "Exit codes" in text


def test_a_reader_that_has_enough_does_no_harm(project):
    folder = project("")
    command = [sys.executable, "-m", "azure_rehearsal.cli.main", "report", "-C", str(folder), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        error = process.stderr.read()
    assert "BrokenPipe" not in error
    assert "Traceback" not in error
