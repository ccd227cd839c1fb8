"""Doors that other machines knock at: HTTP in front of what the other rooms can do."""
