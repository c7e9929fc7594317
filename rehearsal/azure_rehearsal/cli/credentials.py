"""What of the person's own environment a program mustn't get that runs as an app: whatever could sign in as the person, or as a pipeline."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

__all__ = ["without_credentials"]

# Variables of one tool each: the Azure SDK and CLI, Terraform's azurerm, Pulumi, managed identities of the machine itself, other clouds, CI.
# learn.microsoft.com/azure/developer/python/sdk/authentication (AZURE_*, IDENTITY_*, MSI_*, IMDS_*);
# registry.terraform.io/providers/hashicorp/azurerm (ARM_*); www.pulumi.com/docs/iac/cli/environment-variables (PULUMI_*);
# docs.github.com/actions (ACTIONS_ID_TOKEN_REQUEST_*); learn.microsoft.com/azure/devops/pipelines (SYSTEM_ACCESSTOKEN).
_FAMILIES: Final = (
    *("AZURE_", "ARM_", "PULUMI_", "IDENTITY_", "MSI_", "IMDS_", "TF_VAR_", "ACTIONS_", "SYSTEM_", "SERVICECONNECTION"),
    *("AWS_", "GOOGLE_", "GCLOUD_", "GCP_", "CLOUDSDK_", "ALIBABA_CLOUD_", "OCI_", "KUBE", "DOCKER_", "SSH_"),
)

# Words that only names of credentials have: GITHUB_TOKEN, DB_PASSWORD, NPM_TOKEN, TWINE_PASSWORD, OPENAI_API_KEY, DATABASE_CONNECTION_STRING.
_WORDS: Final = re.compile(
    r"(^|_)(\w*TOKENS?|\w*SECRETS?|\w*PASSWORDS?|PASSWD|PASS|PWD|PASSPHRASE\w*|CREDENTIALS?|PAT|SAS|\w*APIKEY|(ACCESS|API|ACCOUNT|PRIVATE|SIGNING)_KEY"
    r"|CONNECTION_?STRING|NETRC)($|_)"
)
_HARMLESS: Final = frozenset({"PWD", "OLDPWD"})  # the working directory


def without_credentials(environment: Mapping[str, str], *, azure_cli: Path) -> dict[str, str]:
    """The environment without credentials, by the names of its variables.

    Args:
        environment: the person's own.
        azure_cli: a folder without a sign-in, for an Azure CLI (or a credential chain that asks it) of the program's own.
    """
    kept = {name: value for name, value in environment.items() if not _is_credential(name.upper())}
    return {**kept, "AZURE_CONFIG_DIR": str(azure_cli)}


def _is_credential(name: str) -> bool:
    return name not in _HARMLESS and (name.startswith(_FAMILIES) or _WORDS.search(name) is not None)
