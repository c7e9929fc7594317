"""Whole life cycles of small stacks on the real engine."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pulumi
import pytest
from pulumi_azure_native import Provider, keyvault, managedidentity, resources

from azure_rehearsal.core.clock import Clock
from azure_rehearsal.core.options import Options
from azure_rehearsal.core.problems import Busy, ProjectProblem
from azure_rehearsal.engine.events import EngineFailed
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.memory.locks import exclusive
from tests.rehearsal.engine.programs import app_with_reference, group, with_identity

CANARY = "canary-5d1f0c"


def test_a_stack_lives_from_preview_to_destroy(rehearse):
    rehearsal = rehearse(with_identity)
    preview = rehearsal.preview()
    assert preview.changes == {"create": 3}
    assert rehearsal.cloud.remaining() == []
    up = rehearsal.up()
    assert up.changes == {"create": 3}
    assert len(rehearsal.cloud.remaining()) == 2
    assert up.outputs["principal"] == rehearsal.cloud.state.get(rehearsal.cloud.remaining()[1]).outputs["principalId"]
    assert rehearsal.up().changed == []
    assert rehearsal.refresh().changes == {"same": 3}
    assert rehearsal.destroy().changes == {"delete": 3}
    assert rehearsal.cloud.remaining() == []


def test_the_next_process_goes_on_from_what_is_kept(rehearse):
    rehearse(with_identity).up()
    later = rehearse(with_identity)
    assert len(later.cloud.remaining()) == 2
    assert later.up().changed == []


def test_reset_forgets_stack_and_cloud(rehearse):
    rehearsal = rehearse(with_identity)
    rehearsal.up()
    rehearsal.reset()
    assert rehearsal.cloud.remaining() == []
    assert rehearsal.checkpoint() == {}
    assert rehearse(with_identity).up().changes == {"create": 3}


def test_a_changed_setting_is_one_update_that_names_the_key_with_old_and_new(rehearse):
    rehearse(app_with_reference()).up()
    preview = rehearse(app_with_reference(colour="red")).preview()
    assert [(step.op, step.name, step.diff) for step in preview.changed] == [("update", "settings", {"properties.COLOUR": "update"})]
    step = preview.step("settings")
    assert (step.old["properties"]["COLOUR"], step.new["properties"]["COLOUR"]) == ("blue", "red")


def test_unknown_values_stay_unknown_in_a_preview_and_force_what_they_force(rehearse):
    def program():
        home = group()
        one = managedidentity.UserAssignedIdentity("one", resource_group_name=home.name)
        pulumi.export("client", one.client_id)
        home_of_two = one.client_id.apply(lambda client: f"group-{client[:4]}")
        resources.ResourceGroup("two", resource_group_name=home_of_two, location="westeurope")

    rehearsal = rehearse(program)
    step = rehearsal.preview().step("two")
    assert step.new["resourceGroupName"] == "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    rehearsal.up()
    assert any("/group-" in id for id in rehearsal.cloud.remaining() if "resourceGroups/group-" in id)


def test_drift_is_seen_by_refresh_and_repaired_by_up(rehearse):
    rehearsal = rehearse(app_with_reference())
    rehearsal.up()
    site = rehearsal.cloud.state.get(rehearsal.up().outputs["site"])
    site.private["appSettings"]["COLOUR"] = "meddled"
    assert rehearsal.refresh().changes["update"] == 1
    assert rehearsal.up().step("settings").diff == {"properties.COLOUR": "update"}
    assert {view.name: view.raw for view in rehearsal.cloud.site_settings(site.id)}["COLOUR"] == "blue"


def test_what_was_deleted_behind_the_engines_back_is_made_again(rehearse):
    rehearsal = rehearse(with_identity)
    rehearsal.up()
    (identity,) = [id for id in rehearsal.cloud.remaining() if "userAssignedIdentities" in id]
    rehearsal.cloud.delete("azure-native:managedidentity:UserAssignedIdentity", identity)
    assert rehearsal.refresh().changes["delete"] == 1
    assert rehearsal.up().step("identity").op == "create"


def test_a_replacement_shows_what_forces_it(rehearse):
    def program(location: str):
        def run():
            resources.ResourceGroup("rg", resource_group_name="group", location=location)

        return run

    rehearse(program("westeurope")).up()
    preview = rehearse(program("northeurope")).preview()
    assert {step.op for step in preview.changed} >= {"replace"}
    assert preview.step("rg", "replace").diff == {"location": "update-replace"}
    assert preview.step("rg", "replace").replaces == ("location",)


def test_a_name_that_is_not_given_is_made_from_the_logical_name_and_stays(rehearse):
    def program():
        resources.ResourceGroup("auto", location="westeurope")

    rehearsal = rehearse(program)
    rehearsal.up()
    (first,) = rehearsal.cloud.remaining()
    assert first.rsplit("/", 1)[-1].startswith("auto")
    assert rehearsal.up().changed == []
    assert rehearsal.cloud.remaining() == [first]


def test_a_secret_is_nowhere_but_in_the_vault(rehearse, tmp_path):
    rehearsal = rehearse(app_with_reference())
    results = [rehearsal.preview(), rehearsal.up(), rehearsal.refresh(), rehearsal.up()]
    rehearsal.export(tmp_path / "export.json")
    results.append(rehearse(app_with_reference("canary-5d1f0c-2")).preview())
    assert [text for text in (result.text() + repr(result) for result in results) if CANARY in text] == []
    assert CANARY not in (tmp_path / "export.json").read_text()
    assert json.loads((tmp_path / "export.json").read_text())["deployment"]["resources"]
    kept = [path for path in (tmp_path / ".rehearsal").rglob("*") if path.is_file() and CANARY in path.read_text(errors="replace")]
    assert [path.name for path in kept] == ["cloud.db"]
    assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600
    assert rehearsal.up().outputs["value"] == CANARY


def test_an_imported_resource_is_read_from_the_cloud(rehearse):
    def program(*, importing: bool):
        def run():
            home = resources.ResourceGroup("rg", resource_group_name="group", location="westeurope")
            if importing:
                identity = (
                    f"/subscriptions/{subscription}/resourceGroups/group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/found"
                )
                managedidentity.UserAssignedIdentity(
                    "found",
                    resource_group_name=home.name,
                    resource_name_="found",
                    location="westeurope",
                    opts=pulumi.ResourceOptions(import_=identity),
                )

        return run

    rehearsal = rehearse(program(importing=False))
    subscription = rehearsal.cloud.subscription_id
    rehearsal.up()
    inputs = {"resourceGroupName": "group", "resourceName": "found", "location": "westeurope"}
    rehearsal.cloud.create("azure-native:managedidentity:UserAssignedIdentity", inputs)
    rehearsal.save()
    assert rehearse(program(importing=True)).up().step("found").op == "import"
    assert rehearse(program(importing=True)).up().changed == []


def test_azures_refusals_are_the_engines_errors(rehearse):
    def program():
        managedidentity.UserAssignedIdentity("identity", resource_group_name="nowhere", location="westeurope")

    with pytest.raises(EngineFailed, match=r"UserAssignedIdentity 'identity':.*Code=\"ResourceGroupNotFound\" Message=") as caught:
        rehearse(program).up()
    assert caught.value.result.failed == ["urn:pulumi:dev::rehearsal::azure-native:managedidentity:UserAssignedIdentity::identity"]


def test_what_cannot_be_valid_is_refused_in_preview(rehearse):
    def program():
        home = group()
        sku = keyvault.SkuArgs(family=keyvault.SkuFamily.A, name=keyvault.SkuName.STANDARD)
        properties = keyvault.VaultPropertiesArgs(tenant_id="t", sku=sku)
        keyvault.Vault("v", resource_group_name=home.name, vault_name="x", properties=properties)

    result = rehearse(program).preview(check=False)
    assert not result.ok
    assert "vaultName" in (result.error or "") or "vault_name" in (result.error or "") or "'x'" in (result.error or "")


def test_an_exception_of_the_program_shows_its_own_lines(project, pulumi_cli):
    folder = project("import helper\nhelper.work()\n", helper="def work():\n    raise ValueError('no such colour')\n")
    result = Rehearsal(folder, pulumi=pulumi_cli).preview(check=False)
    assert "ValueError: no such colour" in (result.error or "")
    assert "helper.work()" in (result.error or "")
    assert "automation" not in (result.error or "")
    assert (result.error or "").count("no such colour") == 2, "the raising line, and the exception"


def test_an_exception_in_an_apply_shows_its_own_lines(project, pulumi_cli):
    folder = project("import pulumi\npulumi.Output.from_input(1).apply(lambda one: one.nothing)\n")
    result = Rehearsal(folder, pulumi=pulumi_cli).preview(check=False)
    assert "has no attribute 'nothing'" in (result.error or "")
    assert "asyncio" not in (result.error or "")


def test_a_project_runs_with_its_configuration_and_its_files_untouched(project, pulumi_cli):
    folder = project(
        """
        import pulumi, helper
        config = pulumi.Config()
        print("colour", config.require("colour"))
        pulumi.export("colour", config.require("colour"))
        pulumi.export("first", config.require_object("deep")["a.b"][0])
        pulumi.export("key", config.require_secret("key"))
        pulumi.export("project", pulumi.get_project())
        pulumi.export("stack", pulumi.get_stack())
        """,
        settings="config:\n  key: {type: string, secret: true}\n",
        stacks={"test": "encryptionsalt: v1:abc\nconfig:\n  tiny:colour: blue\n  tiny:deep: {a.b: [{secure: AAAA}, plain]}\n"},
        helper="",
    )
    before = {path: path.read_bytes() for path in folder.glob("*") if path.is_file()}
    result = Rehearsal(folder, pulumi=pulumi_cli).up()
    outputs = result.outputs
    assert (outputs["colour"], outputs["project"], outputs["stack"]) == ("blue", "tiny", "test")
    assert outputs["key"] != outputs["first"] != ""
    assert result.printed == "colour blue\n"
    assert Rehearsal(folder, pulumi=pulumi_cli).up().changed == [], "generated values stay the same"
    assert Rehearsal(folder, config={"colour": "red", "key": "mine"}, pulumi=pulumi_cli).up().outputs["colour"] == "red"
    assert {path: path.read_bytes() for path in before} == before
    assert {path.name for path in folder.iterdir()} - {path.name for path in before} <= {".rehearsal", "__pycache__"}


def test_two_rehearsals_of_one_stack_do_not_run_at_once(rehearse, tmp_path):
    rehearsal = rehearse(with_identity)
    with exclusive(rehearsal.directory.lock), pytest.raises(Busy, match="another azure-rehearsal"):
        rehearsal.up()


def test_a_function_needs_a_folder_for_its_state():
    with pytest.raises(ProjectProblem, match="state="):
        Rehearsal(with_identity)


def test_options_of_the_cloud_are_kept(rehearse):
    rehearse(with_identity, options=Options(grant_delay_seconds=60)).up()
    assert rehearse(with_identity).cloud.options.grant_delay_seconds == 60


def test_the_clock_is_kept(rehearse):
    rehearsal = rehearse(with_identity)
    rehearsal.cloud.clock.advance(3600)
    rehearsal.save()
    assert rehearse(with_identity).cloud.clock.now == Clock().now + 3600


def test_a_rehearsal_that_need_not_survive_a_crash_gives_the_same_result(rehearse):
    rehearsal = rehearse(app_with_reference(), durable=False)
    assert rehearsal.up().changes == {"create": 9}
    assert rehearse(app_with_reference()).up().changed == []


def test_a_package_without_a_simulation_is_refused_and_not_downloaded(rehearse):
    def program():
        pulumi.CustomResource("nosuchcloud:index/thing:Thing", "thing", {"length": 3})

    result = rehearse(program).preview(check=False)
    assert not result.ok
    assert "nosuchcloud" in (result.error or "")
    assert result.seconds < 20


def test_stacks_of_one_project_read_each_others_outputs(rehearse):
    def reader():
        other = pulumi.StackReference("organization/rehearsal/dev")
        pulumi.export("principal", other.get_output("principal"))

    first = rehearse(with_identity).up().outputs
    assert rehearse(reader, stack="two").up().outputs["principal"] == first["principal"]


def test_each_provider_has_its_own_location_and_a_group_gives_its_own(rehearse):
    def program():
        east = Provider("east", location="eastus")
        resources.ResourceGroup("here", resource_group_name="here")
        there = resources.ResourceGroup("there", resource_group_name="there", opts=pulumi.ResourceOptions(provider=east))
        managedidentity.UserAssignedIdentity("identity", resource_group_name=there.name, resource_name_="identity")
        resources.ResourceGroup("said", resource_group_name="said", location="uksouth", opts=pulumi.ResourceOptions(provider=east))

    rehearsal = rehearse(program, config={"azure-native:location": "northeurope"})
    rehearsal.up()
    places = {id.rsplit("/", 1)[-1]: rehearsal.cloud.state.get(id).outputs["location"] for id in rehearsal.cloud.remaining()}
    assert places == {"here": "northeurope", "there": "eastus", "identity": "northeurope", "said": "uksouth"}
    assert rehearsal.up().changed == []


def test_no_account_of_the_persons_is_used(rehearse, monkeypatch, tmp_path):
    monkeypatch.setenv("PULUMI_ACCESS_TOKEN", "pul-nothing")
    monkeypatch.setenv("PULUMI_BACKEND_URL", "https://example.invalid")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "wrong")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert rehearse(with_identity).up().changes == {"create": 3}
    assert not Path(tmp_path / "home").exists()
