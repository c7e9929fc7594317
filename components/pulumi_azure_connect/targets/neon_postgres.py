"""Neon Serverless Postgres: by user name and password."""

from pulumi_azure_connect.targets.target import Destination, Secret, Target, Value

NEON_POSTGRES = Target(
    kind="neon-postgres",
    title="Neon Serverless Postgres",
    takes=Destination.NOTHING,
    prefix="NEON_POSTGRESQL",
    secret=Secret(
        settings={
            "NEON_POSTGRESQL_HOST": "{host}",
            "NEON_POSTGRESQL_USERNAME": "{user}",
            "NEON_POSTGRESQL_DATABASE": "{database}",
            "NEON_POSTGRESQL_PORT": "5432",
            "NEON_POSTGRESQL_SSL": "true",
            "NEON_POSTGRESQL_PASSWORD": "{password}",
        },
        python_settings={
            "NEON_POSTGRESQL_CONNECTIONSTRING": (
                "dbname={dsn:database} host={dsn:host} port=5432 sslmode=require user={dsn:user} password={dsn:password}"
            )
        },
        values={
            "host": Value("host name: endpoint.region.azure.neon.tech"),
            "database": Value("database"),
            "user": Value("user name"),
            "password": Value("its password", secret=True),
        },
    ),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-neon-postgres",),
)
