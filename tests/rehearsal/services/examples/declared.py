"""One of each type without rules of its own (PlainResource), with what it lies in or refers to before it."""

from __future__ import annotations

from typing import Any

ECHO: tuple[tuple[str, dict[str, Any]], ...] = (
    ("network:NetworkSecurityGroup", {"networkSecurityGroupName": "gate", "securityRules": []}),
    (
        "network:SecurityRule",
        {
            "networkSecurityGroupName": "gate",
            "securityRuleName": "web",
            "access": "Allow",
            "direction": "Inbound",
            "priority": 100,
            "protocol": "Tcp",
        },
    ),
    (
        "network:PublicIPAddress",
        {"publicIpAddressName": "front", "publicIPAllocationMethod": "Static", "dnsSettings": {"domainNameLabel": "shop"}},
    ),
    ("network:NetworkInterface", {"networkInterfaceName": "card", "ipConfigurations": [{"name": "main"}]}),
    ("network:RouteTable", {"routeTableName": "ways"}),
    ("network:NatGateway", {"natGatewayName": "nat", "sku": {"name": "Standard"}}),
    ("network:LoadBalancer", {"loadBalancerName": "balance", "frontendIPConfigurations": [{"name": "front"}]}),
    ("privatedns:PrivateZone", {"privateZoneName": "privatelink.database.windows.net", "location": "global"}),
    ("dns:Zone", {"zoneName": "shop.example", "location": "global"}),
    ("dns:RecordSet", {"zoneName": "shop.example", "recordType": "A", "relativeRecordSetName": "www", "ttl": 60}),
    ("monitor:ActionGroup", {"actionGroupName": "people", "groupShortName": "people", "enabled": True, "location": "global"}),
    ("app:ManagedEnvironment", {"environmentName": "boxes"}),
    ("web:StaticSite", {"name": "pages"}),
    (
        "containerservice:ManagedCluster",
        {
            "resourceName": "cluster",
            "dnsPrefix": "shop",
            "identity": {"type": "SystemAssigned"},
            "agentPoolProfiles": [{"name": "system", "mode": "System"}],
        },
    ),
    ("containerservice:AgentPool", {"resourceName": "cluster", "agentPoolName": "more", "count": 1, "vmSize": "Standard_B2s"}),
    (
        "containerinstance:ContainerGroup",
        {
            "containerGroupName": "box",
            "osType": "Linux",
            "containers": [{"name": "one", "image": "one:1", "resources": {"requests": {"cpu": 1, "memoryInGB": 1}}}],
            "ipAddress": {"type": "Public", "dnsNameLabel": "shop", "ports": [{"port": 80}]},
        },
    ),
    ("compute:Disk", {"diskName": "disk", "creationData": {"createOption": "Empty"}, "diskSizeGB": 4}),
    ("cdn:Profile", {"profileName": "edge", "sku": {"name": "Standard_Microsoft"}}),
    ("cdn:Endpoint", {"profileName": "edge", "endpointName": "shop-edge", "origins": [{"name": "one", "hostName": "shop.example"}]}),
    ("cdn:Profile", {"profileName": "door", "sku": {"name": "Standard_AzureFrontDoor"}}),
    ("cdn:AFDEndpoint", {"profileName": "door", "endpointName": "shop-door"}),
    ("logic:Workflow", {"workflowName": "flow"}),
    ("storage:Blob", {"accountName": "pagestore", "containerName": "parts", "blobName": "index.html"}),
    ("storage:StorageAccountStaticWebsite", {"accountName": "pagestore", "indexDocument": "index.html"}),
    (
        "storage:ManagementPolicy",
        {"accountName": "pagestore", "managementPolicyName": "default", "policy": {"rules": []}},
    ),
    ("keyvault:Key", {"vaultName": "kv-keys", "keyName": "sign", "properties": {"kty": "RSA"}}),
    ("servicebus:NamespaceAuthorizationRule", {"namespaceName": "bus-one", "authorizationRuleName": "send", "rights": ["Send"]}),
    ("eventhub:NamespaceAuthorizationRule", {"namespaceName": "hubs-one", "authorizationRuleName": "send", "rights": ["Send"]}),
    (
        "eventhub:EventHubAuthorizationRule",
        {"namespaceName": "hubs-one", "eventHubName": "events", "authorizationRuleName": "send", "rights": ["Send"]},
    ),
)


def make(world: Any) -> list[Any]:
    """All of them, in an order that Azure accepts."""
    native = "azure-native:"
    identity, vault = world.identity("federated"), world.vault("kv-keys")
    account = world.make(
        native + "storage:StorageAccount", {"accountName": "pagestore", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    )
    world.make(native + "storage:BlobContainer", {"accountName": "pagestore", "containerName": "parts"})
    world.make(native + "servicebus:Namespace", {"namespaceName": "bus-one"})
    world.make(native + "eventhub:Namespace", {"namespaceName": "hubs-one"})
    world.make(native + "eventhub:EventHub", {"namespaceName": "hubs-one", "eventHubName": "events"})
    network = world.make(
        native + "network:VirtualNetwork", {"virtualNetworkName": "declared", "addressSpace": {"addressPrefixes": ["10.9.0.0/16"]}}
    )
    door = world.make(native + "network:PrivateEndpoint", {"privateEndpointName": "inner"})
    made = {token: world.make(native + token, inputs) for token, inputs in ECHO}
    zone, environment = made["privatedns:PrivateZone"], made["app:ManagedEnvironment"]
    zone_name = {"privateZoneName": "privatelink.database.windows.net"}
    group, card = made["monitor:ActionGroup"], made["network:NetworkInterface"]
    last: tuple[tuple[str, dict[str, Any]], ...] = (
        (
            "network:PrivateDnsZoneGroup",
            {
                "privateEndpointName": door["name"],
                "privateDnsZoneGroupName": "default",
                "privateDnsZoneConfigs": [{"name": "sql", "privateDnsZoneId": zone.id}],
            },
        ),
        (
            "privatedns:VirtualNetworkLink",
            {**zone_name, "virtualNetworkLinkName": "link", "virtualNetwork": {"id": network.id}, "location": "global"},
        ),
        ("privatedns:PrivateRecordSet", {**zone_name, "recordType": "A", "relativeRecordSetName": "db", "ttl": 60}),
        (
            "monitor:MetricAlert",
            {
                "ruleName": "slow",
                "location": "global",
                "severity": 2,
                "enabled": True,
                "evaluationFrequency": "PT1M",
                "windowSize": "PT5M",
                "scopes": [account.id],
                "actions": [{"actionGroupId": group.id}],
                "criteria": {"odataType": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"},
            },
        ),
        ("monitor:DiagnosticSetting", {"resourceUri": vault.id, "name": "audit", "storageAccountId": account.id}),
        ("monitor:AutoscaleSetting", {"autoscaleSettingName": "scale", "profiles": [], "targetResourceUri": vault.id}),
        (
            "app:ContainerApp",
            {
                "containerAppName": "shop-box",
                "managedEnvironmentId": environment.id,
                "configuration": {"ingress": {"external": True, "targetPort": 80}},
            },
        ),
        ("app:Job", {"jobName": "job", "environmentId": environment.id}),
        ("compute:VirtualMachine", {"vmName": "machine", "networkProfile": {"networkInterfaces": [{"id": card.id}]}}),
        (
            "managedidentity:FederatedIdentityCredential",
            {
                "resourceName": identity["name"],
                "federatedIdentityCredentialResourceName": "pipeline",
                "audiences": ["api://AzureADTokenExchange"],
                "issuer": "https://token.example",
                "subject": "repo:shop",
            },
        ),
        ("eventgrid:SystemTopic", {"systemTopicName": "files", "source": account.id, "topicType": "Microsoft.Storage.StorageAccounts"}),
        ("eventgrid:EventSubscription", {"scope": account.id, "eventSubscriptionName": "new-files"}),
    )
    return [*made.values(), *(world.make(native + token, inputs) for token, inputs in last)]
