"""The arguments of an app that runs Azure Functions.

The text under each is also its description in every other language.
"""

from pulumi import Input

from pulumi_azure_connect.program.arguments import args_class


@args_class
class FunctionsArgs:
    """Makes the app a function app. `storage_account_id` is needed.

    The Functions host keeps its own state in that storage account, which it reaches by identity.
    """

    storage_account_id: Input[str]
    """The ARM id of the storage account in which the Functions host keeps its locks, keys and, on Flex Consumption, the app's package."""
    triggers: list[str] | None = None
    """What the functions are triggered by, and `durable` and `diagnostics` where used: which roles the host gets in that account follows from it. `http` unless said."""
    version: str | None = None
    """The version of the Functions runtime, `~4` unless said. Not for Flex Consumption, which has one version."""
    worker_runtime: str | None = None
    """The language worker, such as `python` or `dotnet-isolated`. By the app's runtime unless said; a container has to say it."""
    deployment_container: Input[str] | None = None
    """On Flex Consumption, a blob container of that account, made already, for the app's package. One is made unless said."""
    maximum_instance_count: int | None = None
    """On Flex Consumption, how many instances there are at most. 100 unless said."""
    instance_memory_mb: int | None = None
    """On Flex Consumption, an instance's memory in MB: 512, 2048 or 4096. 2048 unless said."""
    always_ready: dict[str, int] | None = None
    """On Flex Consumption, how many instances are always ready, by group (`http`, `blob`, `durable`) or function (`function:<name>`)."""
