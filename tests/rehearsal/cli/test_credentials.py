"""What a program gets of the person's environment when it runs as an app."""

from __future__ import annotations

from pathlib import Path

import pytest

from azure_rehearsal.cli.credentials import without_credentials

CREDENTIALS = [
    *(
        "AZURE_CLIENT_SECRET",
        "AZURE_TENANT_ID",
        "AZURE_CONFIG_DIR",
        "azure_password",
        "AZURE_DEVOPS_EXT_PAT",
        "ARM_CLIENT_SECRET",
        "ARM_USE_OIDC",
    ),
    *(
        "PULUMI_CONFIG_PASSPHRASE",
        "PULUMI_CONFIG_PASSPHRASE_FILE",
        "PULUMI_ACCESS_TOKEN",
        "PULUMI_BACKEND_URL",
        "IDENTITY_HEADER",
        "MSI_SECRET",
    ),
    *("IMDS_ENDPOINT", "GITHUB_TOKEN", "GH_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN", "CI_JOB_TOKEN", "NPM_TOKEN"),
    *("AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "GOOGLE_APPLICATION_CREDENTIALS", "CLOUDSDK_CONFIG", "KUBECONFIG", "SSH_AUTH_SOCK"),
    *("DB_PASSWORD", "PGPASSWORD", "MYSQL_PWD", "OPENAI_API_KEY", "DATABASE_CONNECTION_STRING", "TF_VAR_key", "VAULT_TOKEN", "SECRET_KEY"),
    *("STORAGE_ACCOUNT_KEY", "DOCKER_AUTH_CONFIG", "NETRC", "STRIPE_SECRET", "SIGNING_PASSPHRASE"),
]
ORDINARY = [
    *(
        "PATH",
        "HOME",
        "LANG",
        "TERM",
        "PWD",
        "OLDPWD",
        "SHELL",
        "TMPDIR",
        "PYTHONPATH",
        "VIRTUAL_ENV",
        "PORT",
        "DEBUG",
        "HTTP_PROXY",
        "USER",
    ),
    *("XDG_CACHE_HOME", "TZ", "KEYBOARD", "MONKEY", "PATTERN", "SASSY", "PASSENGER", "COMPASS"),
]


@pytest.mark.parametrize("name", CREDENTIALS)
def test_no_credential_is_handed_on(tmp_path: Path, name: str):
    assert "canary" not in without_credentials({name: "canary", "PATH": "/bin"}, azure_cli=tmp_path).values()


@pytest.mark.parametrize("name", ORDINARY)
def test_everything_else_is(tmp_path: Path, name: str):
    assert without_credentials({name: "x"}, azure_cli=tmp_path)[name] == "x"


def test_an_azure_cli_of_the_programs_own_finds_no_sign_in(tmp_path: Path):
    assert without_credentials({}, azure_cli=tmp_path)["AZURE_CONFIG_DIR"] == str(tmp_path)
