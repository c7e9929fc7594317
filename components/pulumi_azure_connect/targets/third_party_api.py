"""Any API outside Azure that takes a key."""

from pulumi_azure_connect.targets.target import Destination, Secret, Target, Value

THIRD_PARTY_API = Target(
    kind="third-party-api",
    title="an API outside Azure",
    takes=Destination.NOTHING,
    prefix="API",
    always_named=True,
    secret=Secret(
        settings={"API_RESOURCEENDPOINT": "{url}", "API_KEY": "{key}"},
        values={"url": Value("its address", optional=True), "key": Value("the key, or another credential", secret=True)},
    ),
    differs=("Not a target of Service Connector. Every name holds the connection's own from the first on: API_PAYMENTS_KEY.",),
    sources=("https://learn.microsoft.com/azure/app-service/app-service-key-vault-references",),
)
