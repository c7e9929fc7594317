from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_connect.azure.references import KNOWN_SUFFIXES, SecretReference, is_reference
from pulumi_azure_connect.errors import InvalidName, InvalidReference

VERSION = "0123456789abcdef0123456789ABCDEF"
PUBLIC = "@Microsoft.KeyVault(SecretUri=https://shop-kv.vault.azure.net/secrets/api-key)"
SHORT = "@Microsoft.KeyVault(VaultName=shop-kv;SecretName=api-key)"

REFERENCE = st.builds(
    SecretReference,
    vault=st.from_regex(r"[A-Za-z](-?[A-Za-z0-9]){2,11}", fullmatch=True),
    name=st.from_regex(r"[A-Za-z0-9-]{1,127}", fullmatch=True),
    version=st.none() | st.from_regex(r"[0-9a-fA-F]{32}", fullmatch=True),
    suffix=st.none() | st.sampled_from(KNOWN_SUFFIXES) | st.just("vault.local.azurestack.external"),
)


# --- round trip


@given(REFERENCE)
def test_what_is_built_is_parsed_back(reference: SecretReference):
    assert SecretReference.parse(reference.build(), suffix=reference.suffix) == reference
    assert is_reference(reference.build())


@given(REFERENCE.filter(lambda reference: reference.suffix in {None, *KNOWN_SUFFIXES}))
def test_known_clouds_are_parsed_without_being_named(reference: SecretReference):
    assert SecretReference.parse(reference.build()) == reference


@given(REFERENCE, st.data())
def test_no_piece_of_a_reference_is_taken_for_one(reference: SecretReference, data: st.DataObject):
    """Cut short anywhere, or with a blank put in anywhere, it is refused: never another, shorter reference."""
    text = reference.build()
    cut = data.draw(st.integers(0, len(text) - 1))
    for broken in (text[:cut], f"{text[:cut]} {text[cut:]}"):
        with pytest.raises(InvalidReference) as caught:
            SecretReference.parse(broken, suffix=reference.suffix)
        assert caught.value.column is not None
        assert 1 <= caught.value.column <= len(broken) + 1


@given(
    st.text(max_size=80)
    | st.text(alphabet="@Microsft.KeyVaul(Nm=;Sr)Uhp:/net-", max_size=60).map(lambda tail: f"@Microsoft.KeyVault({tail}")
)
def test_any_text_is_parsed_or_refused_with_a_column(text: str):
    column = column_of_fault(text)
    if column is None:
        reference = SecretReference.parse(text)
        assert SecretReference.parse(reference.build()) == reference
    else:
        assert 1 <= column <= len(text) + 1


def column_of_fault(text: str) -> int | None:
    try:
        SecretReference.parse(text)
    except InvalidReference as refused:
        return refused.column or 0
    return None


# --- what is written


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        (SecretReference("shop-kv", "api-key"), SHORT),
        (
            SecretReference("shop-kv", "api-key", VERSION),
            f"@Microsoft.KeyVault(VaultName=shop-kv;SecretName=api-key;SecretVersion={VERSION})",
        ),
        (SecretReference("shop-kv", "api-key", suffix="vault.azure.net"), PUBLIC),
        (
            SecretReference("shop-kv", "api-key", VERSION, "vault.usgovcloudapi.net"),
            f"@Microsoft.KeyVault(SecretUri=https://shop-kv.vault.usgovcloudapi.net/secrets/api-key/{VERSION})",
        ),
    ],
    ids=["short", "pinned", "full", "pinned in another cloud"],
)
def test_what_is_written(reference: SecretReference, text: str):
    assert reference.build() == text


def test_both_forms_of_one_secret_have_one_address():
    assert SecretReference.parse(SHORT).uri == SecretReference.parse(PUBLIC).uri == "https://shop-kv.vault.azure.net/secrets/api-key"


def test_the_keys_of_the_short_form_come_in_any_order():
    text = f"@Microsoft.KeyVault(SecretVersion={VERSION};SecretName=api-key;VaultName=shop-kv)"
    assert SecretReference.parse(text) == SecretReference("shop-kv", "api-key", VERSION)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"vault": "a_b"}, "'a_b' can't be the name of a Key Vault"),
        ({"name": "API_KEY"}, "'API_KEY' can't be the name of a Key Vault secret"),
        ({"version": "1"}, "'1' isn't a secret's version: that has 32 hexadecimal digits"),
        ({"version": ""}, "32 hexadecimal digits"),
        ({"suffix": ".vault.azure.net"}, "without a leading dot"),
        ({"suffix": "Vault.Azure.Net"}, "lower case"),
        ({"suffix": ""}, "isn't the suffix"),
        ({"suffix": "vault.azure.net/secrets"}, "isn't the suffix"),
    ],
)
def test_fails_for_fields_that_make_no_reference(fields: dict[str, str], why: str):
    with pytest.raises(InvalidName, match=why):
        SecretReference(**{"vault": "shop-kv", "name": "api-key", **fields})


# --- what is refused, and where. '^' stands before the place of the fault.


MALFORMED = {
    "slash at the end": "@Microsoft.KeyVault(SecretUri=https://shop-kv.vault.azure.net/secrets/api-key^/)",
    "slash after the version": f"@Microsoft.KeyVault(SecretUri=https://shop-kv.vault.azure.net/secrets/api-key/{VERSION}^/)",
    "more after the version": f"@Microsoft.KeyVault(SecretUri=https://shop-kv.vault.azure.net/secrets/api-key/{VERSION}^/x)",
    "blank in front": "^ @Microsoft.KeyVault(VaultName=shop-kv;SecretName=api-key)",
    "blank at the end": "@Microsoft.KeyVault(VaultName=shop-kv;SecretName=api-key)^ ",
    "blank after the semicolon": "@Microsoft.KeyVault(VaultName=shop-kv;^ SecretName=api-key)",
    "blank around the equals sign": "@Microsoft.KeyVault(VaultName^ = shop-kv;SecretName=api-key)",
    "blank before the bracket": "@Microsoft.KeyVault^ (VaultName=shop-kv;SecretName=api-key)",
    "line break at the end": "@Microsoft.KeyVault(VaultName=shop-kv;SecretName=api-key)^\n",
    "blank that can't be seen": "@Microsoft.KeyVault(VaultName=shop-kv;SecretName=api-key^\u200b)",
    "letter case of the opening": "@^microsoft.keyvault(VaultName=shop-kv;SecretName=api-key)",
    "opening alone": "@Microsoft.KeyVault^",
    "other bracket": "@Microsoft.KeyVault^[VaultName=shop-kv;SecretName=api-key]",
    "nothing inside": "@Microsoft.KeyVault(^)",
    "no closing bracket": "@Microsoft.KeyVault(VaultName=shop-kv;SecretName=api-key^",
    "text after it": "@Microsoft.KeyVault(VaultName=shop-kv;SecretName=api-key)^;x",
    "two of them": "@Microsoft.KeyVault(VaultName=shop-kv;SecretName=a)^@Microsoft.KeyVault(VaultName=shop-kv;SecretName=b)",
    "vault missing": "@Microsoft.KeyVault(SecretName=api-key^)",
    "secret missing": "@Microsoft.KeyVault(VaultName=shop-kv^)",
    "version alone": f"@Microsoft.KeyVault(SecretVersion={VERSION}^)",
    "vault twice": "@Microsoft.KeyVault(VaultName=shop-kv;^VaultName=shop-kv;SecretName=api-key)",
    "unknown key": "@Microsoft.KeyVault(VaultName=shop-kv;^Secret=api-key)",
    "letter case of a key": "@Microsoft.KeyVault(^vaultName=shop-kv;SecretName=api-key)",
    "semicolon at the end": "@Microsoft.KeyVault(VaultName=shop-kv;SecretName=api-key;^)",
    "comma between": "@Microsoft.KeyVault(VaultName=shop-kv^,SecretName=api-key)",
    "no equals sign": "@Microsoft.KeyVault(VaultName^;SecretName=api-key)",
    "no value": "@Microsoft.KeyVault(VaultName=^;SecretName=api-key)",
    "bad vault": "@Microsoft.KeyVault(VaultName=shop^_kv;SecretName=api-key)",
    "vault too short": "@Microsoft.KeyVault(VaultName=^kv;SecretName=api-key)",
    "vault's host name as its name": "@Microsoft.KeyVault(VaultName=shop-kv^.vault.azure.net;SecretName=api-key)",
    "bad secret": "@Microsoft.KeyVault(VaultName=shop-kv;SecretName=API^_KEY)",
    "bad version": "@Microsoft.KeyVault(VaultName=shop-kv;SecretName=api-key;SecretVersion=^latest)",
    "bad version in the address": "@Microsoft.KeyVault(SecretUri=https://shop-kv.vault.azure.net/secrets/api-key/^latest)",
    "both forms": "@Microsoft.KeyVault(^VaultName=shop-kv;SecretUri=https://shop-kv.vault.azure.net/secrets/api-key)",
    "not encrypted": "@Microsoft.KeyVault(SecretUri=^http://shop-kv.vault.azure.net/secrets/api-key)",
    "no scheme": "@Microsoft.KeyVault(SecretUri=^shop-kv.vault.azure.net/secrets/api-key)",
    "unknown suffix": "@Microsoft.KeyVault(SecretUri=https://shop-kv.^vault.azure.com/secrets/api-key)",
    "letter case of the suffix": "@Microsoft.KeyVault(SecretUri=https://shop-kv.^Vault.azure.net/secrets/api-key)",
    "private link's host name": "@Microsoft.KeyVault(SecretUri=https://shop-kv.^privatelink.vaultcore.azure.net/secrets/api-key)",
    "managed HSM": "@Microsoft.KeyVault(SecretUri=https://shop-kv.^managedhsm.azure.net/secrets/api-key)",
    "port": "@Microsoft.KeyVault(SecretUri=https://shop-kv.^vault.azure.net:443/secrets/api-key)",
    "no suffix": "@Microsoft.KeyVault(SecretUri=https://shop-kv^/secrets/api-key)",
    "no vault": "@Microsoft.KeyVault(SecretUri=https://^.vault.azure.net/secrets/api-key)",
    "no path": "@Microsoft.KeyVault(SecretUri=https://shop-kv.vault.azure.net^)",
    "a key's address": "@Microsoft.KeyVault(SecretUri=https://shop-kv.vault.azure.net/^keys/api-key)",
    "no secret": "@Microsoft.KeyVault(SecretUri=https://shop-kv.vault.azure.net/secrets^)",
    "empty secret": "@Microsoft.KeyVault(SecretUri=https://shop-kv.vault.azure.net/secrets/^)",
    "query": "@Microsoft.KeyVault(SecretUri=https://shop-kv.vault.azure.net/secrets/api-key^?api-version=7.4)",
    "quotes": "@Microsoft.KeyVault(SecretUri=^'https://shop-kv.vault.azure.net/secrets/api-key')",
    "too many brackets": "@Microsoft.KeyVault((^VaultName=shop-kv;SecretName=api-key))".replace("(^", "^("),
}


@pytest.mark.parametrize("marked", MALFORMED.values(), ids=MALFORMED)
def test_fails_with_the_place_of_the_fault(marked: str):
    text = marked.replace("^", "")
    with pytest.raises(InvalidReference) as caught:
        SecretReference.parse(text)
    at = marked.index("^")
    assert caught.value.column == at + 1
    message, shown, caret = str(caught.value).rsplit("\n", 2)
    assert f"column {at + 1}:" in message
    assert len(shown) == len(text) + 4
    assert caret == f"    {' ' * at}^"


@pytest.mark.parametrize("text", [text.replace("^", "") for text in MALFORMED.values()], ids=MALFORMED)
def test_malformed_references_are_still_meant_as_such(text: str):
    assert is_reference(text)


@pytest.mark.parametrize(
    "text", ["", "hunter2", "Microsoft.KeyVault(...)", "x @Microsoft.KeyVault()", "@Microsoft.KeyVaults()", "@Microsoft.Other()"]
)
def test_what_is_no_reference_is_refused_and_not_shown(text: str):
    assert not is_reference(text)
    with pytest.raises(InvalidReference) as caught:
        SecretReference.parse(text)
    assert caught.value.column == 1
    if text:
        assert text not in str(caught.value).replace("@Microsoft.KeyVault(VaultName", "").replace("@Microsoft.KeyVault(SecretUri", "")


def test_an_address_of_another_cloud_is_refused():
    with pytest.raises(InvalidReference, match=r"has to be 'vault\.azure\.cn'"):
        SecretReference.parse(PUBLIC, suffix="vault.azure.cn")


def test_what_can_not_be_seen_is_named_as_such():
    with pytest.raises(InvalidReference, match="a blank or control character"):
        SecretReference.parse("@Microsoft.KeyVault(VaultName=shop-kv;SecretName=api-key\u200b)")


def test_an_unknown_key_comes_with_the_nearest():
    with pytest.raises(InvalidReference, match=r"Did you mean 'SecretName'\?"):
        SecretReference.parse("@Microsoft.KeyVault(VaultName=shop-kv;SecretNam=api-key)")
