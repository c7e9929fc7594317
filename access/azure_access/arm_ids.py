"""Azure resource ids: taken apart, and compared as Azure compares them (letter case doesn't count)."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ArmId", "is_within", "key_of"]


def key_of(resource_id: str) -> str:
    """What two spellings of one id share: ARM ids are case-insensitive, and a trailing slash means nothing."""
    return "/" + resource_id.strip("/").lower()


def is_within(resource_id: str, scope: str) -> bool:
    """Whether `resource_id` is `scope` or lies under it. The root scope "/" holds everything."""
    inner, outer = key_of(resource_id), key_of(scope)
    return outer in ("/", inner) or inner.startswith(outer + "/")


@dataclass(frozen=True)
class ArmId:
    """An id in parts. `types`/`names` run in parallel from the resource outwards in: vaults, secrets / kv, key."""

    text: str
    subscription: str | None
    group: str | None
    namespace: str | None
    types: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def parse(cls, resource_id: str) -> ArmId:
        """Any id parses; what has no provider part (a subscription, a group) has no namespace, types or names.

        Of an extension resource (a role assignment on a vault) the last provider part counts; `scope` has the rest.
        """
        parts = [part for part in resource_id.split("/") if part]
        lower = [part.lower() for part in parts]
        subscription = parts[1] if lower[:1] == ["subscriptions"] and len(parts) > 1 else None
        group = parts[3] if lower[2:3] == ["resourcegroups"] and len(parts) > 3 else None
        if "providers" not in lower:
            return cls(resource_id, subscription, group, None, (), ())
        at = len(lower) - 1 - lower[::-1].index("providers")
        rest = parts[at + 2 :]
        namespace = parts[at + 1] if at + 1 < len(parts) else None
        return cls(resource_id, subscription, group, namespace, tuple(rest[0::2]), tuple(rest[1::2]))

    @property
    def kind(self) -> str:
        """The ARM type, as Microsoft.KeyVault/vaults/secrets; "" where there is none."""
        return "/".join((self.namespace or "", *self.types)).strip("/")

    @property
    def name(self) -> str:
        """The resource's own name: its last segment."""
        return self.names[-1] if self.names else self.text.rstrip("/").rsplit("/", 1)[-1]

    @property
    def scope(self) -> str:
        """What stands before the last provider part: a group, or the resource which an extension resource extends."""
        at = self.text.lower().rfind("/providers/")
        return self.text[:at] if at >= 0 else self.text

    def parent(self) -> str | None:
        """The id of the resource this one is nested in, or None where it stands directly in its scope."""
        if len(self.names) < 2:
            return None
        return self.text.rstrip("/").rsplit("/", 2)[0]

    def top(self) -> str:
        """The id of the outermost resource: of a secret its vault, of a slot its site."""
        path = "/".join(self.text.strip("/").split("/"))
        extra = 2 * (len(self.names) - 1) if len(self.types) == len(self.names) else 0
        return "/" + (path.rsplit("/", extra)[0] if extra > 0 else path)
