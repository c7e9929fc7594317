"""The one owner of the settings of each app and slot."""
