"""The native engine in this very process: c2pa-python, kept to what `interface.Engine` promises."""
