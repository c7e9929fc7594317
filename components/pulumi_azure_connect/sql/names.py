"""Names of database users: which ones every server and script tool accepts, and how to shorten them."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from pulumi_azure_connect.errors import AccessNotSupported, InvalidName, did_you_mean, listed

# Letters from U+0080 on are fine; what can't be seen, or reorders what is seen, is not.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_HASH_LENGTH: Final = 8


def is_unseen(text: str) -> bool:
    """Whether a text has an invisible character: control, reordering mark, or unassigned."""
    return any(unicodedata.category(char) in _UNSEEN for char in text)


def fitted(name: str, most: int) -> str:
    """The name; if it has more than `most` UTF-8 bytes, its beginning and a hash of all of it.

    The names of managed identities have up to 128 characters, those of users fewer: 63 bytes in PostgreSQL, 32 characters in MySQL.
    """
    encoded = name.encode()
    if len(encoded) <= most:
        return name
    ending = f"-{hashlib.sha256(encoded).hexdigest()[:_HASH_LENGTH]}"
    return encoded[: most - len(ending)].decode(errors="ignore") + ending


def check_name(name: str, what: str, faults: Mapping[str, bool]) -> str:
    """The name as given.

    Args:
        name: of a user or a database.
        what: which of the two, for the message: "a database user".
        faults: further faults in words, to whether the name has them.

    Raises:
        InvalidName: a name that servers refuse, that can't be read at a glance, or with one of the faults.
    """
    common = {
        "it is empty": not name,
        "it has a blank at an end": name != name.strip(),
        "it has a control character or one that can't be seen": is_unseen(name),
        "it has a backslash, which servers and tools read in different ways": "\\" in name,
    }
    for fault, found in {**common, **faults}.items():
        if found:
            raise InvalidName(f"{name!r} can't be the name of {what}: {fault}.")
    return name


def chosen_rights(rights: Sequence[str], offered: Sequence[str], engine: str) -> list[str]:
    """The rights in the order of those offered, each once.

    Raises:
        AccessNotSupported: a right that isn't offered, or none.
    """
    # A lone text is a sequence of letters: nobody means that.
    given = [rights] if isinstance(rights, str) else list(rights)
    if not given:
        raise AccessNotSupported(f"a database user needs a right; none was given. Choose from {listed(offered)}.")
    for right in given:
        if right not in offered:
            raise AccessNotSupported(
                f"an app can't have the right '{right}' in {engine}; it may have {listed(offered)}.{did_you_mean(right, offered)} "
                "Others reach beyond the app's own data; give such a right by hand if you must."
            )
    return [right for right in offered if right in given]
