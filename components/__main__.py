"""The Pulumi plugin `azure-connect`: serves the components to programs in any language, with the schema read from their annotations."""

from pulumi.provider.experimental import component_provider_host

from pulumi_azure_connect import ManagedIdentityApp, SecretBackedConnection

VERSION = "0.1.0"

if __name__ == "__main__":
    component_provider_host(name="azure-connect", components=[ManagedIdentityApp, SecretBackedConnection], version=VERSION)
