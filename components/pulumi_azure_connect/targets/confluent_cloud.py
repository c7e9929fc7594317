"""Apache Kafka on Confluent Cloud: the cluster, and its schema registry where it is used."""

from pulumi_azure_connect.targets.target import Destination, Secret, Target, Value

_LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required username='{jaas:key}' password='{jaas:secret}';"

CONFLUENT_CLOUD = Target(
    kind="confluent-cloud",
    title="Apache Kafka on Confluent Cloud",
    takes=Destination.NOTHING,
    prefix="AZURE_CONFLUENTCLOUDKAFKA",
    more_prefixes=("AZURE_CONFLUENTCLOUDSCHEMAREGISTRY",),
    secret=Secret(
        settings={
            "AZURE_CONFLUENTCLOUDKAFKA_BOOTSTRAPSERVER": "{server}",
            "AZURE_CONFLUENTCLOUDKAFKA_KAFKASASLCONFIG": _LOGIN,
            "AZURE_CONFLUENTCLOUDSCHEMAREGISTRY_URL": "{registry}",
            "AZURE_CONFLUENTCLOUDSCHEMAREGISTRY_USERINFO": "{registry_key}:{registry_secret}",
        },
        values={
            "server": Value("bootstrap server, with its port: pkc-name.region.azure.confluent.cloud:9092"),
            "key": Value("API key of the cluster"),
            "secret": Value("its secret", secret=True),
            "registry": Value("URL of the schema registry", optional=True),
            "registry_key": Value("API key of the schema registry", optional=True),
            "registry_secret": Value("its secret", secret=True, optional=True),
        },
    ),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-confluent-kafka",),
)
