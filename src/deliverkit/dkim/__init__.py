"""Who signed this mail, does the signature fit, and if not, what was changed?  (RFC 6376, RFC 8301, RFC 8463)"""

from .damage import Damage
from .keys.cache import KeyCache
from .keys.discovery import FoundSelector, Presence, Selectors, selectors
from .keys.public import KeyProblem, PublicKey
from .keys.publication import key
from .keys.record import KeyFault, KeyRecord, KeyRecordProblem, parse_key
from .settings import Settings
from .signature import SignatureHeader, parse_signature
from .signing.generation import generate_key
from .signing.private_key import SigningKey, load_key
from .signing.settings import SigningSettings
from .signing.signing import Signed, Signer, sign, sign_all
from .verifying.result import Leg, Result, Signature, overall
from .verifying.verification import verify

__all__ = [
    "Damage",
    "FoundSelector",
    "KeyCache",
    "KeyFault",
    "KeyProblem",
    "KeyRecord",
    "KeyRecordProblem",
    "Leg",
    "Presence",
    "PublicKey",
    "Result",
    "Selectors",
    "Settings",
    "Signature",
    "SignatureHeader",
    "Signed",
    "Signer",
    "SigningKey",
    "SigningSettings",
    "generate_key",
    "key",
    "load_key",
    "overall",
    "parse_key",
    "parse_signature",
    "selectors",
    "sign",
    "sign_all",
    "verify",
]
