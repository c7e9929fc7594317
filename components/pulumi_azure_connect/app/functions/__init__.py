"""What an app needs that runs Azure Functions."""
