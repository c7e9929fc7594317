"""The SDK's types, read from the SDK."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from typing import Any

import pytest

from azure_rehearsal.core.values import UNKNOWN
from azure_rehearsal.schema import types as schema
from azure_rehearsal.schema.shapes import Fields, ListOf, MapOf, OneOfShapes

VAULT = "azure-native:keyvault:Vault"


def vault(**changes: Any):
    properties = {"tenantId": "t", "sku": {"family": "A", "name": "standard"}, **changes}
    return {"resourceGroupName": "rg", "properties": properties}


def texts(token, inputs):
    return [str(fault) for fault in schema.check(token, inputs)]


def all_shapes(shape, seen):
    """Every object shape that can be reached; a type that can't be read would raise here."""
    if isinstance(shape, Fields):
        if shape.name in seen:
            return
        seen[shape.name] = shape
        for item in shape.fields.values():
            all_shapes(item.shape, seen)
    for inner in [getattr(shape, name) for name in ("item", "value") if isinstance(shape, ListOf | MapOf) and hasattr(shape, name)]:
        all_shapes(inner, seen)
    for option in shape.options if isinstance(shape, OneOfShapes) else ():
        all_shapes(option, seen)


def test_a_good_vault_passes():
    assert texts(VAULT, vault(enableRbacAuthorization=True, softDeleteRetentionInDays=7)) == []


def test_unknowns_pass_at_every_place():
    assert texts(VAULT, {"resourceGroupName": UNKNOWN, "properties": UNKNOWN}) == []
    assert texts(VAULT, vault(tenantId=UNKNOWN, sku={"family": "A", "name": UNKNOWN}, accessPolicies=[UNKNOWN])) == []


def test_a_misspelt_key_of_a_dict_argument_is_refused():
    """Pulumi sends it untranslated, without a word, and a security switch isn't set."""
    (text,) = texts(VAULT, vault(enable_rbac_authorisation=True))
    assert text.startswith("properties.enable_rbac_authorisation: VaultPropertiesArgs has no such property.")
    assert text.endswith("Did you mean 'enable_rbac_authorization' ('enableRbacAuthorization')?")


def test_a_misspelt_enumeration_value_is_refused():
    assert texts(VAULT, vault(sku={"family": "A", "name": "standrd"})) == [
        "properties.sku.name: 'standrd' is not one of 'standard', 'premium'. Did you mean 'standard'?"
    ]


def test_an_enumeration_that_the_sdk_leaves_open_is_checked_too():
    """`Union[str, SecretPermissions]`: any string passes the SDK; Azure knows its permissions."""
    policy = {"tenantId": "t", "objectId": "o", "permissions": {"secrets": ["get", "reed"]}}
    assert [text.partition(":")[0] for text in texts(VAULT, vault(accessPolicies=[policy]))] == [
        "properties.accessPolicies[0].permissions.secrets[1]"
    ]


@pytest.mark.parametrize("kind", ["SystemAssigned, UserAssigned", "SystemAssigned,UserAssigned", "systemassigned"])
def test_azures_leniency_in_case_and_spaces(kind):
    assert texts("azure-native:web:WebApp", {"resourceGroupName": "rg", "identity": {"type": kind}}) == []


def test_sizes_of_machines_are_not_a_closed_list():
    vm = {"resourceGroupName": "rg", "hardwareProfile": {"vmSize": "Standard_Z99_v9"}}
    assert texts("azure-native:compute:VirtualMachine", vm) == []


def test_wrong_types_and_missing_ones_are_named_with_their_paths():
    found = texts(VAULT, {"properties": {"sku": {"family": "A"}, "softDeleteRetentionInDays": "7"}, "tags": {"a": 1}})
    assert found == [
        "properties.sku.name: missing; SkuArgs requires it (one of 'standard', 'premium')",
        "properties.softDeleteRetentionInDays: this is a string; expected a whole number",
        "properties.tenantId: missing; VaultPropertiesArgs requires it (a string)",
        "tags.a: this is a number; expected a string",
        "resourceGroupName: missing; VaultArgs requires it (a string)",
    ]


def test_the_options_of_a_union_are_told_apart_by_their_constants():
    token = "azure-native:eventgrid:EventSubscription"
    good = {"scope": "/s", "destination": {"endpointType": "WebHook", "endpointUrl": "https://x"}}
    assert texts(token, good) == []
    (fault,) = schema.check(token, {"scope": "/s", "destination": {"endpointType": "WebHook", "endpoint_url": "https://x"}})
    assert (fault.property, "endpointUrl" in fault.reason) == ("destination.endpoint_url", True)


def test_outputs_are_known_with_what_is_always_there():
    outputs = schema.describe(VAULT).outputs
    assert outputs["properties"].required
    assert not outputs["tags"].required
    assert outputs["properties"].shape.fields["vaultUri"].python_name == "vault_uri"  # pyright: ignore[reportAttributeAccessIssue]


def test_outputs_in_pythons_spelling_are_refused():
    """Pulumi would read them back as None."""
    found = schema.check_outputs(VAULT, {"id": "/x", "properties": {"vault_uri": "https://x"}})
    assert [fault.reason for fault in found if not fault.missing] == [
        "VaultPropertiesResponse has no such property. Did you mean 'vaultUri'?"
    ]
    assert {fault.property for fault in found if fault.missing} >= {"name", "type", "properties.tenantId"}


def test_functions():
    token = "azure-native:keyvault:getSecret"
    assert sorted(schema.describe_function(token).inputs) == ["resourceGroupName", "secretName", "vaultName"]
    assert "properties" in schema.describe_function(token).outputs
    assert [str(fault) for fault in schema.check_invoke(token, {"vaultName": 3, "secretNam": "x"})] == [
        "vaultName: this is a number; expected a string",
        "secretNam: getSecret has no such property. Did you mean 'secretName'?",
    ]
    assert schema.check_outputs(token, {"id": "/x", "name": 1})[0].property == "name"


def test_azuread_too():
    assert schema.describe("azuread:index/application:Application").required == ("displayName",)
    assert "objectId" in schema.describe_function("azuread:index/getUser:getUser").inputs
    app = {
        "displayName": "x",
        "appRoles": [{"allowedMemberTypes": ["Application"], "description": "d", "displayName": "n", "id": "i", "valu": "v"}],
    }
    assert [fault.property for fault in schema.check("azuread:index/application:Application", app)] == ["appRoles[0].valu"]


@pytest.mark.parametrize(
    ("token", "hint"),
    [
        ("azure-native:web:WebAp", "Did you mean 'azure-native:web:WebApp'?"),
        ("azure-native:keyvaul:Vault", "Did you mean 'azure-native:keyvault:Vault'?"),
        ("azure-native:insights:Component", "Did you mean 'azure-native:applicationinsights:Component'?"),
        ("nosuchpackage:index:Thing", "install pulumi-nosuchpackage"),
    ],
)
def test_an_unknown_type_names_the_nearest(token, hint):
    with pytest.raises(schema.UnknownToken, match=hint.replace("?", r"\?")):
        schema.describe(token)


def test_an_unknown_function_names_the_nearest():
    with pytest.raises(schema.UnknownToken, match="getsecret"):
        schema.describe_function("azure-native:keyvault:getSecrett")


def test_a_version_that_the_sdk_lacks_is_passed_over():
    assert schema.describe("azure-native:web/v20240401:WebApp").inputs.keys() == schema.describe("azure-native:web:WebApp").inputs.keys()


@pytest.mark.parametrize("module", ["web", "keyvault", "storage", "authorization", "managedidentity", "sql"])
def test_every_type_and_function_of_a_module_can_be_read(module):
    seen: dict[str, Fields] = {}
    tokens = [token for token in schema.tokens() if token.split(":")[1] == module]
    assert tokens
    for token in tokens:
        described = schema.describe(token)
        assert described.outputs
        assert described.takes.name.endswith("Args")
        all_shapes(described.takes, seen)
        all_shapes(described.gives, seen)
    files = schema._function_files(f"pulumi_azure_native.{module}")
    functions = [stem for stem in files.values() if stem.startswith(("get_", "list_"))]
    assert functions
    for stem in functions:
        described = schema.describe_function(f"azure-native:{module}:{stem.replace('_', '')}")
        all_shapes(described.takes, seen)
        all_shapes(described.gives, seen)
    assert all(item.shape.text for shape in seen.values() for item in shape.fields.values())


SAMPLE = """
import random, sys
from azure_rehearsal.schema import types as schema
modules = random.Random(7).sample(sorted({token.split(":")[1] for token in schema.tokens()} - {"network", "compute"}), 30)
tokens = [token for token in schema.tokens() if token.split(":")[1] in modules][:220] + schema.tokens("azuread")
for token in tokens:
    described = schema.describe(token)
    assert described.outputs, token
    assert set(described.required) <= set(described.inputs), token
    faults = schema.check(token, {"surelyNoSuchProperty": 1})
    assert [f for f in faults if f.property == "surelyNoSuchProperty"], token
    assert {f.property for f in faults if f.missing} == set(described.required), token
loaded = [name for name, module in sys.modules.items() if name.count(".") == 1 and name.startswith("pulumi_azure_native.") and "Lazy" not in type(module).__name__]
print(len(tokens), "pulumi_azure_native.network" in loaded, "pulumi_azure_native.web" in loaded)
"""


def test_a_sample_of_types_and_only_their_modules():
    """In a fresh process: two hundred types of thirty modules, and nothing of those that weren't asked for."""
    done = subprocess.run([sys.executable, "-c", SAMPLE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    count, network, _ = done.stdout.split()
    assert int(count) >= 200
    assert network == "False"


def test_a_check_is_fast_once_the_type_is_known():
    site = {
        "resourceGroupName": "rg",
        "serverFarmId": "/x",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": ["/i"]},
        "siteConfig": {"linuxFxVersion": "PYTHON|3.12", "appSettings": [{"name": f"S{at}", "value": "v"} for at in range(20)]},
    }
    assert texts("azure-native:web:WebApp", site) == []
    best = min(_seconds(lambda: schema.check("azure-native:web:WebApp", site)) for _ in range(50))
    assert best < 0.001


def _seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_any_single_misspelling_of_a_known_property_is_found():
    """Mutation: drop, double or swap a letter of any input of any storage type; the check always notices."""
    chance = random.Random(11)
    for token in [token for token in schema.tokens() if token.startswith("azure-native:storage:")]:
        described = schema.describe(token)
        name = chance.choice(sorted(described.inputs))
        at = chance.randrange(len(name))
        for wrong in (name[:at] + name[at + 1 :], name[: at + 1] + name[at:]):
            if wrong not in described.inputs:
                assert wrong in {fault.property for fault in schema.check(token, {wrong: UNKNOWN})}


def test_modules_are_loaded_whole_from_several_threads_at_once():
    """SDKs load their modules lazily, and Python 3.11's lazy loading isn't safe from threads: a refresh met half a module."""
    code = """
import threading
from azure_rehearsal.schema import types as schema
tokens = [one for one in schema.tokens("azure-native") if one.startswith("azure-native:synapse:")]
failed = []
def look(token):
    try:
        schema.describe(token).inputs
    except BaseException as error:
        failed.append(error)
threads = [threading.Thread(target=look, args=(one,)) for one in tokens]
[one.start() for one in threads]
[one.join() for one in threads]
assert not failed, failed
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
