"""What a child process does, one file per trade; each is loaded in its own child only."""
