"""Leave out the aliases that only matter to states made with versioned type tokens.

azure-native puts one alias for every API version it ever had on each resource, and making them takes most of the time
and memory of a Python program. An alias is left out only if all it sets is its type, and that type is the resource's
own token with an API version in it; aliases of other modules or names, and all that a person set, are kept.
"""

import re

import pulumi

_VERSIONED = re.compile(r"^(azure-native:[A-Za-z0-9]+)/v[0-9]{8}[a-z0-9]*:([A-Za-z0-9]+)$")
_OTHER_FIELDS = ("name", "parent", "stack", "project")


def _only_renames_version(alias: object, token: str) -> bool:
    if not isinstance(alias, pulumi.Alias) or not isinstance(alias.type_, str):
        return False
    versioned = _VERSIONED.match(alias.type_)
    if versioned is None or f"{versioned[1]}:{versioned[2]}" != token:
        return False
    return all(getattr(alias, name, ...) is ... for name in _OTHER_FIELDS)


def drop_version_aliases(
    args: pulumi.ResourceTransformationArgs,
) -> pulumi.ResourceTransformationResult | None:
    """Drop a resource's aliases that only name another API version; a `pulumi.ResourceTransformation`.

    For a whole stack, call `pulumi.runtime.register_stack_transformation(drop_version_aliases)` before the first
    resource. Warning: a resource whose state was made with a versioned token (`azure-native:web/v20220901:WebApp`) is
    then taken for a new one, and replaced. Deploy once without it after moving such a program to unversioned modules.
    """
    aliases = args.opts.aliases
    if not aliases or not isinstance(aliases, list):
        return None
    kept = [alias for alias in aliases if not _only_renames_version(alias, args.type_)]
    if len(kept) == len(aliases):
        return None
    args.opts.aliases = kept
    return pulumi.ResourceTransformationResult(props=args.props, opts=args.opts)
