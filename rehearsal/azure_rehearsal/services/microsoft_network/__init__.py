"""Microsoft.Network: networks, what stands in them, and DNS."""
