"""From (app, target, resource, options) to grants and settings."""
