"""The command line `provenance`, on top of the package of the same name."""
