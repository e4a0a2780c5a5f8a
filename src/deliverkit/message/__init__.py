"""What stands in this mail, octet by octet?  Header fields, parts and bodies with offsets; nothing here judges.

from deliverkit.message import Message
message = Message.parse(raw)                       # any octets; never raises on them
message.get_all("From"); message.body_start        # fields with their octets and offsets (RFC 5322)
[part.path for part in message.walk()]             # the parts, those of nested messages too (RFC 2046)
message.problems                                   # what had to be forgiven, as data
"""

from .addresses import AddressList, Mailbox, read_addresses
from .authentication_fields import add_authentication_results, without_forged_results
from .authentication_reading import read_arc_authentication_results, read_authentication_results
from .authentication_results import AuthenticationResults, Comment, CommentPlace, MethodResult, Property
from .authentication_writing import write_authentication_results
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
    "AuthenticationResults",
    "Comment",
    "CommentPlace",
    "DecodedText",
    "Fields",
    "HeaderField",
    "LineEnds",
    "Mailbox",
    "Message",
    "MethodResult",
    "NameCandidate",
    "ParameterValue",
    "Parameters",
    "Part",
    "PartBody",
    "PartText",
    "Problem",
    "ProblemKind",
    "Property",
    "Reading",
    "Received",
    "add_authentication_results",
    "decode_words",
    "filename_candidates",
    "read_addresses",
    "read_arc_authentication_results",
    "read_authentication_results",
    "read_parameters",
    "read_received",
    "read_return_path",
    "returned_original",
    "without_forged_results",
    "write_authentication_results",
]
