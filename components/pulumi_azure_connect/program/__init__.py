"""One run of a Pulumi program: its registry, children, aliases, outputs, waits and arguments."""
