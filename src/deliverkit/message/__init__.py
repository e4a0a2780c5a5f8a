"""What stands in this mail, octet by octet?  Header fields, parts and bodies with offsets; nothing here judges.

from deliverkit.message import Message
message = Message.parse(raw)                       # any octets; never raises on them
message.get_all("From"); message.body_start        # fields with their octets and offsets (RFC 5322)
[part.path for part in message.walk()]             # the parts, those of nested messages too (RFC 2046)
message.problems                                   # what had to be forgiven, as data
"""

from .addresses import AddressList, Mailbox, read_addresses
from .fields import Fields, HeaderField
from .filenames import NameCandidate, filename_candidates
from .message import LineEnds, Message
from .parameters import Parameters, ParameterValue, Reading, read_parameters
from .part import Part, PartBody, PartText
from .problems import Problem, ProblemKind
from .received import Received, read_received, read_return_path
from .status import returned_original
from .words import DecodedText, decode_words

__all__ = [
    "AddressList",
    "DecodedText",
    "Fields",
    "HeaderField",
    "LineEnds",
    "Mailbox",
    "Message",
    "NameCandidate",
    "ParameterValue",
    "Parameters",
    "Part",
    "PartBody",
    "PartText",
    "Problem",
    "ProblemKind",
    "Reading",
    "Received",
    "decode_words",
    "filename_candidates",
    "read_addresses",
    "read_parameters",
    "read_received",
    "read_return_path",
    "returned_original",
]
