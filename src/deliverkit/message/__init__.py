"""What stands in this mail, octet by octet?  Header fields, parts and bodies with offsets; nothing here judges.

from deliverkit.message import Message
message = Message.parse(raw)                       # any octets; never raises on them
message.get_all("From"); message.body_start        # fields with their octets and offsets (RFC 5322)
[part.path for part in message.walk()]             # the parts, those of nested messages too (RFC 2046)
message.problems                                   # what had to be forgiven, as data
"""

from .fields import Fields, HeaderField
from .message import LineEnds, Message
from .parameters import Parameters, ParameterValue, Reading, read_parameters
from .part import Part, PartBody, PartText
from .problems import Problem, ProblemKind
from .status import returned_original
from .words import DecodedText, decode_words

__all__ = [
    "DecodedText",
    "Fields",
    "HeaderField",
    "LineEnds",
    "Message",
    "ParameterValue",
    "Parameters",
    "Part",
    "PartBody",
    "PartText",
    "Problem",
    "ProblemKind",
    "Reading",
    "decode_words",
    "read_parameters",
    "returned_original",
]
