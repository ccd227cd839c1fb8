"""Files of strangers read in a child process: the side that asks, what is said, and the child."""
