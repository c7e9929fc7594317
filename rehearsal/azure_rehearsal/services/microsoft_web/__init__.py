"""Microsoft.Web: plans, sites, slots and their configuration."""
