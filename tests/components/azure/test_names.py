from __future__ import annotations

import re
import subprocess
import sys
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_connect.azure.names import check_guid, check_secret_name, check_vault_name, secret_name, uuid5_of, vault_name
from pulumi_azure_connect.errors import InvalidName
from pulumi_azure_connect.secret_shapes import concealed

# Any text, and often such as stresses the rules: separators, digits in front, letter case, look-alike endings.
TEXT = st.text(max_size=60) | st.text(alphabet="aAbB019-_.:", max_size=40)
SETTING = TEXT.filter(bool)
GUID = "00112233-4455-6677-8899-aabbccddeeff"


# --- vaults


@given(project=TEXT, stack=TEXT, name=TEXT, salt=TEXT)
def test_a_vault_name_is_always_one_that_azure_takes(project: str, stack: str, name: str, salt: str):
    made = vault_name(project, stack, name, salt=salt)
    assert check_vault_name(made) == made
    assert re.fullmatch(r"[a-z][a-z0-9-]{1,22}[a-z0-9]", made)
    assert "--" not in made


@given(st.tuples(TEXT, TEXT, TEXT), st.tuples(TEXT, TEXT, TEXT))
def test_vault_names_differ_when_anything_differs(one: tuple[str, str, str], other: tuple[str, str, str]):
    assert (vault_name(*one) == vault_name(*other)) == (one == other)


def test_the_parts_of_a_vault_name_do_not_run_into_each_other():
    names = {
        vault_name("shop-a", "b", "c"),
        vault_name("shop", "a-b", "c"),
        vault_name("shop", "a", "b-c"),
        vault_name("shop", "", "a-b-c"),
    }
    assert len(names) == 4


def test_two_subscriptions_get_two_vault_names():
    assert vault_name("shop", "dev", "vision", salt="one") != vault_name("shop", "dev", "vision", salt="two")


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("shop", "dev", "vision"), "vision-dev-4j7pdscf"),
        (("shop", "prod", "a very long name for a vault"), "a-very-long-nam-y4wdhcd2"),
        (("shop", "dev", "9lives"), "lives-dev-oigjhrqh"),
        (("shop", "1", "2"), "kv-4ooo4haw"),
    ],
)
def test_vault_names_never_change(arguments: tuple[str, str, str], name: str):
    """Contract: another name for the same arguments would replace people's vaults."""
    assert vault_name(*arguments) == name


def test_names_are_the_same_in_another_process():
    """Python's own hash() differs from process to process; ours must not."""
    program = "from pulumi_azure_connect.azure.names import *; print(vault_name('shop', 'dev', 'vision'), secret_name('VISION_KEY'))"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert printed == [vault_name("shop", "dev", "vision"), secret_name("VISION_KEY")]


@pytest.mark.parametrize(
    "text", ["", "ab", "a" * 25, "1abc", "-abc", "abc-", "a--b", "a_bc", "a.bc", "abc\n", "äbc", "a bc"], ids=lambda text: repr(text)[:12]
)
def test_fails_for_a_vault_name_that_azure_refuses(text: str):
    with pytest.raises(InvalidName, match="3 to 24 letters, digits and single hyphens"):
        check_vault_name(text)


@pytest.mark.parametrize("text", ["abc", "Shop-1", "a-b-c", "a" * 24])
def test_vault_names_that_azure_takes_pass(text: str):
    assert check_vault_name(text) == text


# --- secrets


@given(SETTING)
def test_a_secret_name_is_always_one_that_key_vault_takes(setting: str):
    made = secret_name(setting)
    assert check_secret_name(made) == made
    assert re.fullmatch(r"[0-9a-zA-Z-]{1,127}", made)


@given(SETTING, SETTING)
def test_two_settings_never_share_a_secret(one: str, other: str):
    """Key Vault ignores the letter case of names, so the comparison does too."""
    assert (secret_name(one).lower() == secret_name(other).lower()) == (one == other)


@given(st.text(alphabet="abcAB_-", min_size=1, max_size=6))
def test_settings_that_differ_in_letter_case_have_secrets_of_their_own(setting: str):
    names = {secret_name(variant).lower() for variant in (setting, setting.upper(), setting.lower(), setting.swapcase())}
    assert len(names) == len({setting, setting.upper(), setting.lower(), setting.swapcase()})


@given(SETTING)
def test_a_setting_named_like_a_made_secret_does_not_meet_it(setting: str):
    made = secret_name(setting)
    assert made == setting or secret_name(made) != made


@pytest.mark.parametrize("setting", ["key", "api-key", "a1-2"])
def test_a_lower_case_setting_that_is_a_secret_name_is_kept(setting: str):
    assert secret_name(setting) == setting


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ("VISION_KEY", "vision-key-fdc7fhjq"),
        ("Vision__Key", "vision-key-2mwgu7em"),
        ("Vision:Key", "vision-key-hog7w4i2"),
        ("___", "secret-xkhwc5nh"),
    ],
)
def test_secret_names_never_change(setting: str, name: str):
    """Contract: another name for the same setting would leave people's secrets behind."""
    assert secret_name(setting) == name


def test_a_long_setting_keeps_its_hash():
    one, other = secret_name("K" * 300), secret_name("K" * 301)
    assert len(one) == len(other) == 127
    assert one[:118] == other[:118]
    assert one != other


def test_fails_for_a_setting_without_a_name():
    with pytest.raises(InvalidName, match="'' was given"):
        secret_name("")


@pytest.mark.parametrize("text", ["", "a_b", "a.b", "a" * 128, "ab\n", "ä"])
def test_fails_for_a_secret_name_that_key_vault_refuses(text: str):
    with pytest.raises(InvalidName, match="1 to 127 letters, digits and hyphens"):
        check_secret_name(text)


def test_a_refused_secret_name_comes_with_one_that_works():
    with pytest.raises(InvalidName, match=secret_name("API_KEY")):
        check_secret_name("API_KEY")


# --- guids


@given(st.uuids())
def test_guids_pass_in_lower_case(guid: uuid.UUID):
    assert check_guid(str(guid).upper(), "the id") == str(guid)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "shop",
        GUID[:-1],
        f"{GUID}0",
        f"{{{GUID}}}",
        GUID.replace("-", ""),
        f"{GUID}\n",
        "/subscriptions/s/resourceGroups/g",
        f"urn:uuid:{GUID}",
    ],
)
def test_fails_for_what_is_no_guid(text: str):
    with pytest.raises(InvalidName) as caught:
        check_guid(text, "the principal id of app 'shop'")
    assert "the principal id of app 'shop' must be a guid" in str(caught.value)
    # 32 hexadecimal digits may as well be a key of Azure AI services, which no message shows.
    assert concealed(f"'{text}' was given") in str(caught.value)


def test_parts_of_a_derived_guid_do_not_run_into_each_other():
    assert uuid5_of(uuid.NAMESPACE_DNS, "a", "bc") != uuid5_of(uuid.NAMESPACE_DNS, "ab", "c")
