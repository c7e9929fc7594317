"""A person's Pulumi project: settings, configuration, program."""
