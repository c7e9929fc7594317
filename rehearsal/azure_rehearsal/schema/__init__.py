"""The types of the installed Pulumi SDKs, and their mapping to ARM's JSON."""
