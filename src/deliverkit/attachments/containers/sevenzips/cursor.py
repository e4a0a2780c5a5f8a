"""How are the numbers of a 7z header written, and when is it not worth reading on?  (7zFormat.txt, "Data Types")"""

from __future__ import annotations

__all__ = ["Bits", "Cursor", "DamagedError", "TooManyError"]


class DamagedError(Exception):
    """The header does not follow the format; caught where the reading began."""


class TooManyError(Exception):
    """The header tells of more than the budget allows; caught where the reading began."""


class Bits:
    """A vector of bits, which is not spread out: a header may claim many."""

    __slots__ = ("_data",)

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __getitem__(self, index: int) -> bool:
        octet = index >> 3
        return octet < len(self._data) and bool(self._data[octet] << (index & 7) & 0x80)

    def count(self) -> int:
        """How many are set."""
        return int.from_bytes(self._data, "big").bit_count()


class Cursor:
    """A place in a header.

    Arguments:
        data: the header.
        most: how many files, folders or streams are worth keeping.
    """

    __slots__ = ("_most", "at", "data")

    def __init__(self, data: bytes, most: int) -> None:
        self.data = data
        self.at = 0
        self._most = most

    def take(self, size: int) -> bytes:
        """The next *size* octets."""
        end = self.at + size
        if end > len(self.data):
            raise DamagedError("the header ends too early")
        taken = self.data[self.at : end]
        self.at = end
        return taken

    def byte(self) -> int:
        """The next octet."""
        return self.take(1)[0]

    def number(self) -> int:
        """A number of one to nine octets: the first says by its leading ones how many follow."""
        first = self.byte()
        ones = 8 - (first ^ 0xFF).bit_length()
        value = int.from_bytes(self.take(ones), "little")
        return value + ((first & (0x7F >> ones)) << (8 * ones))

    def many(self, weight: int = 1) -> int:
        """A number of things that are kept one by one, each of which takes as much as *weight* files."""
        count = self.number()
        if count * weight > self._most:
            raise TooManyError
        return count

    def bits(self, count: int) -> Bits:
        """A vector of *count* bits."""
        return Bits(self.take((count + 7) // 8))

    def defined(self, count: int) -> int:
        """How many of *count* are defined: all, or those of a vector."""
        return count if self.byte() else self.bits(count).count()
