"""MongoDB Atlas: by user name and password."""

from pulumi_azure_connect.targets.target import Destination, Secret, Target, Value

_STRING = "mongodb+srv://{uri:user}:{uri:password}@{cluster}/?retryWrites=true&w=majority&appName={uri:app}"

MONGODB_ATLAS = Target(
    kind="mongodb-atlas",
    title="MongoDB Atlas",
    takes=Destination.NOTHING,
    prefix="MONGODBATLAS_CLUSTER",
    secret=Secret(
        settings={"MONGODBATLAS_CLUSTER_CONNECTIONSTRING": _STRING},
        values={
            "cluster": Value("host name of the cluster"),
            "app": Value("name of the application, for the cluster's logs"),
            "user": Value("database user"),
            "password": Value("its password", secret=True),
        },
    ),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-mongodb-atlas",),
)
