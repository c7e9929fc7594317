"""How child resources are made: their parent, the caller's options for them, no version aliases."""

from collections.abc import Callable, Mapping, Sequence

import pulumi

from pulumi_azure_connect.errors import UnknownArgument, did_you_mean

from .aliases import drop_version_aliases

Ordering = Callable[[Sequence[pulumi.Resource]], "pulumi.Input[Sequence[pulumi.Input[pulumi.Resource]]]"]
"""Gives the `depends_on` of a child: what it is given, and what else has to be there first."""


def at_once(first: Sequence[pulumi.Resource]) -> "pulumi.Input[Sequence[pulumi.Input[pulumi.Resource]]]":
    """The ordering of a child that waits for nothing else."""
    return list(first)


class Children:
    """The one maker of resource options for the children of a component.

    Args:
        parent: the component.
        roles: the names by which a caller may give options for a child, such as `site` or `settings`.
        child_opts: options for children by those names; merged over ours.
        keep_version_aliases: whether the aliases of versioned type tokens stay (see `aliases`).

    Raises:
        UnknownArgument: `child_opts` names a child that the component doesn't have.
    """

    def __init__(
        self,
        parent: pulumi.Resource,
        roles: Sequence[str],
        child_opts: Mapping[str, pulumi.ResourceOptions] | None,
        *,
        keep_version_aliases: bool,
    ) -> None:
        for name in child_opts or {}:
            if name not in roles:
                raise UnknownArgument(f"child_opts has no child {name!r}.{did_you_mean(name, roles)} The children are: {', '.join(roles)}.")
        self.parent = parent
        self._roles = roles
        self._given = child_opts or {}
        self._keep = keep_version_aliases

    @property
    def invoke(self) -> pulumi.InvokeOptions:
        """How the component asks Azure: by its own provider."""
        return pulumi.InvokeOptions(parent=self.parent)

    @property
    def keep_version_aliases(self) -> bool:
        """Whether the aliases of versioned type tokens stay."""
        return self._keep

    def given(self, *roles: str) -> dict[str, pulumi.ResourceOptions]:
        """Return what the caller said of these children, for a component inside this one."""
        return {role: self._given[role] for role in roles if role in self._given}

    def opts(
        self,
        role: str,
        *,
        depends_on: "pulumi.Input[Sequence[pulumi.Input[pulumi.Resource]]] | None" = None,
        deleted_with: pulumi.Resource | None = None,
        retain_on_delete: bool | None = None,
        delete_before_replace: bool | None = None,
        import_: str | None = None,
        ignore_changes: list[str] | None = None,
    ) -> pulumi.ResourceOptions:
        """Return the options of the child that plays `role`.

        What belongs to a site or a vault says `delete_before_replace=False`: it is only replaced along with what it belongs to, and the provider
        would take it from the live one before the next one is there.
        """
        assert role in self._roles, role
        ours = pulumi.ResourceOptions(
            parent=self.parent,
            depends_on=depends_on,
            deleted_with=deleted_with,
            retain_on_delete=retain_on_delete,
            delete_before_replace=delete_before_replace,
            import_=import_,
            ignore_changes=ignore_changes,
            transformations=None if self._keep else [drop_version_aliases],
        )
        given = self._given.get(role)
        return ours if given is None else pulumi.ResourceOptions.merge(ours, given)

    def outside(self, opts: pulumi.ResourceOptions, *, package: str, name: str) -> pulumi.ResourceOptions:
        """Turn a child's options into those of a resource outside the component, with the same provider.

        Args:
            opts: what `opts` gave.
            package: whose resource it is, such as `azure-native`.
            name: what it is called as a child: one that was deployed so is kept.
        """
        beside = pulumi.ResourceOptions.merge(opts, None)
        beside.parent = None
        if beside.provider is None:
            beside.provider = self.parent.get_provider(f"{package}:index:Any")
        formerly: list[pulumi.Input[str | pulumi.Alias]] = [pulumi.Alias(name=name, parent=self.parent)]
        beside.aliases = formerly
        return beside
