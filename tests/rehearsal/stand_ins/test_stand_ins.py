"""Stand-ins for other providers: values of the right shape, what replaces them, and words for what has none."""

from __future__ import annotations

import base64
import re
import uuid
from typing import Any

import pytest

from azure_rehearsal import stand_ins
from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.schema import types as schema
from azure_rehearsal.stand_ins.time_values import seconds

pytest.importorskip("pulumi_random")


def made(name: str, package: str = "random", seed: str | None = "s", **inputs: Any) -> stand_ins.Made:
    token = f"{package}:index/{name[0].lower()}{name[1:]}:{name}"
    found = stand_ins.make(token, inputs, seed=seed, cloud=Cloud())
    if package != "time":
        assert [str(fault) for fault in schema.check_outputs(token, found.outputs) if not fault.missing] == []
    return found


@pytest.mark.behaviour(beside="test_values_are_made_once_and_replaced_with_their_inputs")
def test_a_string_has_the_length_and_the_classes_asked_for():
    one = made("RandomString", length=12.0, special=False, upper=False)
    assert re.fullmatch(r"[a-z0-9]{12}", one.id)
    assert one.outputs["result"] == one.id
    many = made("RandomString", length=8, minNumeric=3, minSpecial=5, overrideSpecial="!").outputs["result"]
    assert sorted(str(many))[:5] == ["!"] * 5
    assert sum(letter.isdigit() for letter in str(many)) == 3


@pytest.mark.parametrize(
    "inputs",
    [{"length": 0}, {"length": 3, "minUpper": 4}, {"length": 3, "upper": False, "lower": False, "numeric": False, "special": False}],
)
def test_fails_for_what_no_string_can_be(inputs):
    # registry.terraform.io/providers/hashicorp/random/latest/docs/resources/string
    with pytest.raises(AzureError, match="at least"):
        made("RandomString", **inputs)


def test_a_password_tells_no_id():
    one = made("RandomPassword", length=20)
    assert one.id == "none"
    assert len(str(one.outputs["result"])) == 20
    assert str(one.outputs["bcryptHash"]).startswith("$2a$")


def test_a_pet_is_its_own_id():
    one = made("RandomPet", length=3, separator="_", prefix="my")
    assert re.fullmatch(r"my_[a-z]+_[a-z]+_[a-z]+", one.id)
    assert re.fullmatch(r"[a-z]+-[a-z]+", made("RandomPet").id)


def test_an_id_has_all_its_forms():
    one = made("RandomId", byteLength=4, prefix="x-")
    raw = bytes.fromhex(str(one.outputs["hex"]).removeprefix("x-"))
    assert len(raw) == 4
    assert one.outputs["dec"] == f"x-{int.from_bytes(raw, 'big')}"
    assert one.outputs["b64Std"] == "x-" + base64.b64encode(raw).decode()
    assert one.outputs["b64Url"] == f"x-{one.id}"


def test_numbers_guids_bytes_and_shuffles():
    assert 3 <= int(made("RandomInteger", min=3, max=5).id) <= 5
    assert str(uuid.UUID(made("RandomUuid").id)) == made("RandomUuid").outputs["result"]
    assert len(base64.b64decode(str(made("RandomBytes", length=5).outputs["base64"]))) == 5
    assert sorted(made("RandomShuffle", inputs=["a", "b", "c"]).outputs["results"]) == ["a", "b", "c"]  # type: ignore[type-var, arg-type]
    assert len(made("RandomShuffle", inputs=["a", "b"], resultCount=5).outputs["results"]) == 5  # type: ignore[arg-type]
    with pytest.raises(AzureError, match="greater than max"):
        made("RandomInteger", min=5, max=3)


@pytest.mark.behaviour(beside="test_values_are_made_once_and_replaced_with_their_inputs")
def test_all_types_of_random_are_there_with_every_output():
    inputs: dict[str, dict[str, Any]] = {
        "RandomInteger": {"min": 1, "max": 2},
        "RandomShuffle": {"inputs": ["a"]},
        "RandomId": {"byteLength": 4},
        **{name: {"length": 8} for name in ("RandomString", "RandomPassword", "RandomBytes")},
    }
    for token in schema.tokens("random"):
        name = token.rpartition(":")[2]
        given = inputs.get(name, {})
        found = stand_ins.make(token, given, seed="s", cloud=Cloud()).outputs
        assert [str(fault) for fault in schema.check_outputs(token, found)] == []


def test_guids_are_of_the_kind_asked_for():
    # RFC 9562, 5.4 and 5.7: version 7 begins with the time in milliseconds
    assert uuid.UUID(made("RandomUuid4").id).version == 4
    seven = uuid.UUID(made("RandomUuid7").id)
    assert (seven.int >> 76 & 0xF, seven.int >> 62 & 0b11, seven.int >> 80) == (7, 0b10, int(Cloud().clock.now * 1000))


def test_a_seed_of_the_programs_gives_the_same_each_time():
    assert {made("RandomInteger", seed=None, min=0, max=10**9).id for _ in range(2)} != {""}
    many = [
        stand_ins.make("random:index/randomInteger:RandomInteger", {"min": 0, "max": 10**9, "seed": "x"}, seed=None, cloud=Cloud())
        for _ in "ab"
    ]
    assert many[0].id == many[1].id


def test_the_same_seed_makes_the_same_and_none_makes_another():
    assert made("RandomString", length=30).id == made("RandomString", length=30).id
    assert made("RandomString", length=30, seed=None).id != made("RandomString", length=30, seed=None).id


@pytest.mark.behaviour(beside="test_values_are_made_once_and_replaced_with_their_inputs")
def test_sleeping_lets_simulated_time_pass():
    cloud = Cloud()
    before = cloud.clock.now
    stand_ins.make("time:index/sleep:Sleep", {"createDuration": "1m30s"}, seed=None, cloud=cloud)
    assert cloud.clock.now == before + 90
    told = stand_ins.make("time:index/static:Static", {}, seed=None, cloud=cloud)
    assert told.outputs["rfc3339"] == told.id == "2026-01-01T00:01:30Z"
    stand_ins.end("time:index/sleep:Sleep", {"destroyDuration": "30s"}, cloud)
    assert cloud.clock.now == before + 120


@pytest.mark.parametrize(("text", "amount"), [("30s", 30), ("1h", 3600), ("1h1m1s", 3661), ("500ms", 0.5)])
def test_durations_are_gos(text, amount):
    assert seconds(text) == amount


@pytest.mark.parametrize("text", ["", "30", "1d", "s", "30s later"])
def test_fails_for_other_durations(text):
    with pytest.raises(AzureError, match="is no duration"):
        seconds(text)


@pytest.mark.parametrize(
    ("algorithm", "head"),
    [("RSA", "-----BEGIN RSA PRIVATE KEY"), ("ED25519", "-----BEGIN PRIVATE KEY"), ("ECDSA", "-----BEGIN EC PRIVATE KEY")],
)
def test_private_keys_are_real(algorithm, head):
    pytest.importorskip("cryptography")
    pytest.importorskip("pulumi_tls")
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_public_key

    one = made("PrivateKey", package="tls", algorithm=algorithm, ecdsaCurve="P256")
    assert str(one.outputs["privateKeyPem"]).startswith(head)
    load_pem_private_key(str(one.outputs["privateKeyPem"]).encode(), None)
    load_ssh_public_key(str(one.outputs["publicKeyOpenssh"]).encode())


def test_fails_for_an_unknown_algorithm():
    pytest.importorskip("cryptography")
    with pytest.raises(AzureError, match="'DSA'"):
        made("PrivateKey", package="tls", algorithm="DSA")


@pytest.mark.behaviour(beside="test_commands_are_refused_with_what_to_do")
@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("command:local:Command", "--allow-commands.*PULUMI_REHEARSAL"),
        ("tls:index/other:Other", "by configuration"),
        ("time:index/other:Other", "leave it out|Leave it out"),
        ("docker:index/image:Image", "has no stand-in"),
    ],
)
def test_what_has_no_stand_in_is_told_what_to_do(token, words):
    with pytest.raises(AzureError, match=words):
        stand_ins.make(token, {}, seed=None, cloud=Cloud())
