"""Which exceptions may this library raise?  Two: a caller's mistake and a broken driver."""

__all__ = ["DriverError", "UsageError"]


class UsageError(ValueError):
    """The caller passed something that no input from the world could excuse; the text says what to pass instead."""


class DriverError(RuntimeError):
    """A resolver or fetcher broke its contract, for example by answering fewer questions than it was asked."""
