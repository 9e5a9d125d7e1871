"""The error that ends the program with a message."""


class PeersError(Exception):
    """A problem that the user can fix; the message says how."""
