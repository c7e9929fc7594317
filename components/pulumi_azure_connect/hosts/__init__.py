"""What a connection needs of an app, and what it gives back."""
