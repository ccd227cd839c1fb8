"""Walk the containers of media files without trusting a number that they state.

Every walk yields one thing for each element that it passes, only seeks over
payloads, moves forward with every step, and ends quietly where the structure is
damaged: what to say about damage is left to the engine. Who walks decides after
how many elements to stop.
"""
