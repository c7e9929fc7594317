"""Made-up account keys: of the shape of real ones, the same at every call."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import bad_request, resource_not_found
from azure_rehearsal.core.plain import flag, table, text
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict

__all__ = ["collected", "key_of_account", "mint", "require_local_auth", "seed_of", "with_right"]

_collecting: ContextVar[dict[str, str] | None] = ContextVar("collecting", default=None)


def mint(seed: str, length: int = 32, form: str = "base64", *, holder: str = "") -> str:
    """Make a key of `length` bytes: the same for the same seed. All keys of the simulated Azure are made here, so that `collected` knows them.

    `form`: "base64" (storage 64 bytes, most services 32), "hex" (Azure AI), "url" (base64 without signs of its own in addresses), "letters"
    (base64 without any sign). `holder`: the id of the resource that takes the key; the seed where nothing is said.
    """
    raw = hashlib.sha512(seed.encode()).digest()[:length] if length <= 64 else hashlib.shake_256(seed.encode()).digest(length)
    key = raw.hex() if form == "hex" else (base64.b64encode if form == "base64" else base64.urlsafe_b64encode)(raw).decode()
    if form == "letters":
        key = key.replace("-", "a").replace("_", "b")
    made = _collecting.get()
    if made is not None:
        made[key] = holder or seed
    return key


@contextmanager
def collected() -> Generator[dict[str, str]]:
    """Within, each key that is made is noted in the dictionary that this gives, with the id of the resource that takes it."""
    made: dict[str, str] = {}
    token = _collecting.set(made)
    try:
        yield made
    finally:
        _collecting.reset(token)


def seed_of(record: Record) -> str:
    """What the keys of a resource are made of: another one for a resource that is made again."""
    return f"{record.private.get('keySeed') or record.id}"


def key_of_account(record: Record, number: int | str, length: int = 64, form: str = "base64") -> str:
    """One key of an account: `length` bytes."""
    return mint(f"{seed_of(record)} {number}", length, form, holder=record.id)


_OFF = ("disableLocalAuth", "disableLocalAuthentication")


def require_local_auth(record: Record) -> None:
    """Raise BadRequest where the resource takes no keys: it lists none then.

    Words: of Azure AI (learn.microsoft.com/azure/ai-services/disable-local-auth); other services say it in similar ones.
    """
    for place in (record.inputs, table(record.inputs, "properties")):
        for name in _OFF:
            if flag(place, name) is True:
                raise bad_request(f"Failed to list key. {name} is set to be true")


def with_right(cloud: Cloud, token: str, args: JsonDict, action: str) -> Record:
    """The resource that these arguments name, if the deployer may do `action` (a verb behind its ARM type) on it."""
    kind = cloud.type_of(token)
    resource_id = cloud.id_of(token, args) or ""
    record = cloud.state.get(resource_id)
    if record is None:
        raise resource_not_found(kind.kind, ArmId.parse(resource_id).name, text(args, "resourceGroupName"))
    cloud.authorise(record.id, f"{kind.kind}/{action}")
    return record
