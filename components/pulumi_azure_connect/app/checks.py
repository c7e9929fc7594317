"""What can be told to be wrong with an app's arguments before anything of it is made."""

from collections.abc import Sequence

import pulumi

from pulumi_azure_connect.app.args import ManagedIdentityAppArgs
from pulumi_azure_connect.app.functions.args import FunctionsArgs
from pulumi_azure_connect.app.functions.functions import functions_runtime
from pulumi_azure_connect.app.identity import IdentityArgs
from pulumi_azure_connect.azure.arm_ids import ArmId
from pulumi_azure_connect.azure.names import check_guids
from pulumi_azure_connect.azure.runtimes import Runtime, check_sku, only_runs_functions, runtime
from pulumi_azure_connect.errors import ConnectError, UnknownArgument, did_you_mean, listed
from pulumi_azure_connect.grants.principal import IdentityKind
from pulumi_azure_connect.program.arguments import coerce
from pulumi_azure_connect.program.output_text import refuse_output_text
from pulumi_azure_connect.secrets.args import VaultArgs

from .exposed import check_places, check_plain
from .reasons import Reasons


def check_app(args: ManagedIdentityAppArgs, existing: pulumi.CustomResource | None, owner: str) -> bool:
    """Check what the arguments of an app say together.

    Returns:
        Whether the app exists already.

    Raises:
        ConnectError: they contradict each other, or say something that there is not.
    """
    exists = existing is not None or args.existing_app_id is not None
    refuse_output_text(args, f"args of {owner}: ")
    coerce(VaultArgs, args.vault or {}, f"vault of {owner}")  # read again at the first secret: a misspelt key is met now
    if existing is not None and args.existing_app_id is not None:
        raise ConnectError(f"{owner} has existing and existing_app_id. Give one of them.")
    if args.grants not in (None, "managed", "external"):
        raise UnknownArgument(f"grants={args.grants!r} of {owner} is unknown. Use 'managed' or 'external'.")
    if not exists and args.runtime is None:
        raise UnknownArgument(f"{owner} needs a runtime, such as 'PYTHON|3.12' or 'DOCKER|registry/image:tag'.")
    check_sku(args.sku, owner)
    reasons = Reasons.of(args.insecure, owner)
    check_places(args, reasons, owner)
    check_plain(args, reasons.for_, owner)
    if args.drop_settings and not exists:
        raise UnknownArgument(f"drop_settings of {owner} is for an app that exists already; this one is made.")
    if exists and (args.slots or args.connection_strings):
        raise UnknownArgument(
            f"{owner} exists already: slots and connection strings are made where the app is. Connect a slot by "
            "giving its own id as existing_app_id."
        )
    if isinstance(args.existing_app_id, str):
        _check_app_id(ArmId.parse(args.existing_app_id), owner)
    return exists


def _check_app_id(app_id: ArmId, owner: str) -> None:
    if not any(app_id.is_type(known) for known in ("Microsoft.Web/sites", "Microsoft.Web/sites/slots")):
        raise ConnectError(
            f"existing_app_id of {owner} is the id of a {app_id.type}. Give that of an app (Microsoft.Web/sites) or of a slot "
            "(Microsoft.Web/sites/slots)."
        )


def identity_kind(args: ManagedIdentityAppArgs, owner: str, *, exists: bool) -> tuple[IdentityKind, IdentityArgs | None]:
    """Understand which identities an app shall have.

    Returns:
        The kind, and the user-assigned identity that was given.

    Raises:
        UnknownArgument: there is no such kind.
        InvalidName: an id of the given identity is none.
        ConnectError: an app that exists shall have an identity that nobody attached to it.
    """
    given = None
    if args.user_assigned_identity is not None:
        given = coerce(IdentityArgs, args.user_assigned_identity, f"user_assigned_identity of {owner}")
        check_guids(owner, principal_id=given.principal_id, client_id=given.client_id)
    kinds: Sequence[str] = [kind.value for kind in IdentityKind]
    if args.identity is not None and args.identity not in kinds:
        raise UnknownArgument(
            f"identity={str(args.identity)!r} of {owner} is no kind of identity.{did_you_mean(args.identity, kinds)} Use {listed(kinds, 'or')}."
        )
    if args.identity is not None:
        kind = IdentityKind(args.identity)
    else:
        # An app that exists can't be given an identity from outside.
        kind = IdentityKind.SYSTEM_ASSIGNED if exists and given is None else IdentityKind.USER_ASSIGNED
    if exists and given is None and kind is not IdentityKind.SYSTEM_ASSIGNED:
        raise ConnectError(
            f"{owner} exists already, so a new identity can't be attached to it here. Attach one where the app is made, and "
            "give it: user_assigned_identity=IdentityArgs(...); or say identity='system-assigned'."
        )
    return kind, given


def runtime_of(args: ManagedIdentityAppArgs, owner: str, *, exists: bool) -> Runtime:
    """Understand an app's runtime; of one that exists it need not be said.

    Raises:
        UnknownArgument: there is no such runtime, or not on that plan.
    """
    if exists and args.runtime is None:
        return Runtime(os="windows" if args.os == "windows" else "linux", stack="", kind="", plan_kind="")
    if args.functions is not None:
        functions = coerce(FunctionsArgs, args.functions, f"functions of {owner}")
        return functions_runtime(args.runtime or "", args.os, args.sku, functions, owner)
    if only_runs_functions(args.sku):
        raise UnknownArgument(
            f"sku={args.sku!r} of {owner} runs function apps only. Say functions=FunctionsArgs(...), or choose another SKU."
        )
    return runtime(args.runtime or "", args.os)
