"""The runtimes of Linux apps. Source: learn.microsoft.com/azure/app-service/language-support-policy."""

from __future__ import annotations

import pytest

from azure_rehearsal.services.microsoft_web.linux_runtimes import is_runtime

RUNTIMES = (
    "PYTHON|3.12",
    "python|3.13",
    "NODE|20-lts",
    "NODE|22-lts",
    "NODE|lts",
    "DOTNETCORE|8.0",
    "DOTNET-ISOLATED|9.0",
    "PHP|8.3",
    "JAVA|17-java17",
    "JAVA|21",
    "TOMCAT|10.1-java17",
    "TOMCAT|9.0-jre8",
    "JBOSSEAP|8-java17",
    "POWERSHELL|7.4",
    "GO|1.19",
    "DOCKER|mcr.microsoft.com/appsvc/staticsite:latest",
    "COMPOSE|dmVyc2lvbjogJzMn",
    "SITECONTAINERS",
    "SITECONTAINERS|",
    "CUSTOM|",
)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_runtimes_of_app_service(runtime: str):
    assert is_runtime(runtime)


@pytest.mark.parametrize(
    "runtime",
    ["PYTHON 3.12", "python3.12", "node:12", "COBOL|85", "PYTHON|", "PYTHON|9.9", "NODE|99-lts", "DOTNETCORE|8", "|3.12", "DOCKER"],
)
def test_what_is_none(runtime: str):
    assert not is_runtime(runtime)
