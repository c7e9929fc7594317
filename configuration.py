"""The reference stack's configuration, typed and checked before the first resource is made."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

import pulumi

AUTHORIZATIONS = ("access-policy", "rbac")


@dataclass(frozen=True)
class Configuration:
    """What `Pulumi.<stack>.yaml` says; descriptions, types and defaults are in `Pulumi.yaml`."""

    location: str
    sku: str
    vault_authorization: str
    slots: list[str]
    payment_api_key: pulumi.Output[str]
    sql_admin_group: str
    sql_admin_group_id: str

    @classmethod
    def load(cls) -> "Configuration":
        """
        Read the stack's configuration.

        Raises:
            pulumi.ConfigMissingError: a key is missing; the message has the command that sets it.
            pulumi.RunError: a value can't be what it stands for; the message has what is allowed.
        """
        config = pulumi.Config()
        return cls(
            location=config.get("location", "westeurope"),
            sku=config.require("sku"),
            vault_authorization=_one_of(config, "vaultAuthorization", AUTHORIZATIONS),
            slots=_names(config, "slots"),
            payment_api_key=config.require_secret("paymentApiKey"),
            sql_admin_group=config.require("sqlAdminGroup"),
            sql_admin_group_id=_guid(config, "sqlAdminGroupId"),
        )


def _wrong(config: pulumi.Config, key: str, given: object, allowed: str) -> pulumi.RunError:
    return pulumi.RunError(
        f"configuration {config.name}:{key} is {given!r}; it takes {allowed}. Set it with `pulumi config set {config.name}:{key} <value>`."
    )


def _one_of(config: pulumi.Config, key: str, allowed: tuple[str, ...]) -> str:
    given = config.require(key)
    if given not in allowed:
        raise _wrong(config, key, given, " or ".join(allowed))
    return given


def _names(config: pulumi.Config, key: str) -> list[str]:
    given: object = config.get_object(key, [])
    names = [name for name in cast("list[object]", given) if isinstance(name, str)] if isinstance(given, list) else None
    if names is None or len(names) != len(cast("list[object]", given)):
        raise _wrong(config, key, cast("object", given), "a list of names")
    return names


def _guid(config: pulumi.Config, key: str) -> str:
    given = config.require(key)
    try:
        return str(UUID(given))
    except ValueError:
        raise _wrong(config, key, given, "a group's object id, which is a GUID") from None
