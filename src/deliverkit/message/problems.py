"""What is odd about these bytes?  Oddities as data; whether one matters is for a checker to say.

The parser never raises and never judges: it reads on as mail software does and notes what it had to forgive.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

__all__ = ["Problem", "ProblemKind"]


class ProblemKind(Enum):
    """What had to be forgiven; the value is the stable word for it."""

    # the lines of the message (RFC 5322 sections 2.1 to 2.3)
    BARE_LF = "bare-lf"
    BARE_CR = "bare-cr"
    NUL = "nul"
    # its header (RFC 5322 section 2.2)
    EIGHT_BIT_HEADER = "eight-bit-header"
    MBOX_FROM_LINE = "mbox-from-line"
    NO_SEPARATOR = "no-separator"
    FOLD_WITHOUT_FIELD = "fold-without-field"
    SPACE_BEFORE_COLON = "space-before-colon"
    BLANK_FOLD = "blank-fold"
    # its parts (RFC 2045, RFC 2046)
    REPEATED_FIELD = "repeated-field"
    BAD_CONTENT_TYPE = "bad-content-type"
    MISSING_BOUNDARY = "missing-boundary"
    ABSENT_BOUNDARY = "absent-boundary"
    REUSED_BOUNDARY = "reused-boundary"
    UNCLOSED_BOUNDARY = "unclosed-boundary"
    BLANKS_AFTER_DELIMITER = "blanks-after-delimiter"
    DELIMITER_AFTER_CLOSE = "delimiter-after-close"
    DELIMITER_IN_HEADER = "delimiter-in-header"
    ENCODED_COMPOSITE = "encoded-composite"
    # transfer encodings (RFC 2045 section 6)
    UNKNOWN_ENCODING = "unknown-encoding"
    BASE64_JUNK = "base64-junk"
    BASE64_CUT_SHORT = "base64-cut-short"
    BASE64_AFTER_PADDING = "base64-after-padding"
    BAD_ESCAPE = "bad-escape"
    BAD_UU_LINE = "bad-uu-line"
    NO_UU_BEGIN = "no-uu-begin"
    # characters (RFC 2047, RFC 2231)
    UNKNOWN_CHARSET = "unknown-charset"
    WRONG_CHARSET = "wrong-charset"
    NOT_UTF8 = "not-utf8"
    # parameters (RFC 2045 section 5.1, RFC 2231)
    REPEATED_PARAMETER = "repeated-parameter"
    MISSING_SEMICOLON = "missing-semicolon"
    UNTERMINATED_QUOTE = "unterminated-quote"
    UNCLOSED_COMMENT = "unclosed-comment"
    CONTINUATION_GAP = "continuation-gap"
    BAD_PARAMETER = "bad-parameter"
    # addresses (RFC 5322 section 3.4)
    NO_ADDRESS = "no-address"
    MISSING_COMMA = "missing-comma"
    UNCLOSED_ANGLE = "unclosed-angle"
    STRAY_TEXT = "stray-text"
    UNCLOSED_GROUP = "unclosed-group"
    # authentication results (RFC 8601 section 2.2, RFC 8617 section 4.1.1)
    BAD_INSTANCE = "bad-instance"
    NO_AUTHSERV_ID = "no-authserv-id"
    NO_RESULT = "no-result"
    BAD_RESULT = "bad-result"
    BAD_PROPERTY = "bad-property"
    UNQUOTED_VALUE = "unquoted-value"

    @property
    def word(self) -> str:
        """The stable word."""
        return self.value


class Problem(NamedTuple):
    """One oddity and where it stands.

    Arguments:
        kind: what it is.
        where: the path of the thing that is odd, fit for ``Evidence.cut``: a part (``message``, ``message:part:2.1``)
            or a field (``message:header:From:1``).
        start: where the odd octets start: in the buffer of that part (``Part.source``, which is ``Message.raw`` except
            inside a decoded nested message), or in ``HeaderField.raw`` of that field.
        end: where they end, half-open.
    """

    kind: ProblemKind
    where: str
    start: int
    end: int
