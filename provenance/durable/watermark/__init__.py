"""A mark in the pixels of a picture that leads back to its credentials, and proves nothing."""
