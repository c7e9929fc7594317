"""Scripts that make database users, one file for each database engine."""
