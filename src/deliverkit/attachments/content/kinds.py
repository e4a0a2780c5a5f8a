"""What can a file be, whatever it is called?  The kinds that its octets can prove."""

from __future__ import annotations

from enum import Enum
from typing import Final

from ..containers.member import Kind

__all__ = ["ContentKind", "Nature"]


class Nature(Enum):
    """What a file of some kind is good for."""

    PROGRAM = "program"  # runs when it is opened
    SCRIPT = "script"  # text that runs when its name lets it
    MARKUP = "markup"  # a page, which may carry scripts
    ARCHIVE = "archive"  # holds other files
    DISK = "disk image"  # holds other files, and is mounted
    COMPOUND = "compound document"  # holds documents, and possibly macros
    DOCUMENT = "document"
    PICTURE = "picture"
    MESSAGE = "message"
    TEXT = "text"
    DATA = "data"


_PROGRAM: Final = Nature.PROGRAM
_ARCHIVE: Final = Nature.ARCHIVE
_DISK: Final = Nature.DISK
_PICTURE: Final = Nature.PICTURE


class ContentKind(Enum):
    """What a file is, by its octets.

    Attributes:
        word: what people call it, with an article.
        nature: what it is good for.
        extensions: the extensions such files rightly have; the first is the one the lists name.
        container: the format under which it can be listed; None when it holds no files, or none that are read here.
    """

    PE = (
        "a Windows program",
        _PROGRAM,
        "exe dll com scr cpl sys ocx drv efi mui ax acm tsp pyd xll wll vxd fon pif node",
    )
    NE = ("a 16-bit Windows program", _PROGRAM, "exe dll com scr cpl drv fon pif vbx")
    DOS = ("a DOS program", _PROGRAM, "exe com pif sys ovl")
    LNK = ("a Windows shortcut", _PROGRAM, "lnk")
    MSI = ("a Windows installer package", _PROGRAM, "msi msp mst msm", Kind.CFB)
    CHM = ("a compiled help file", _PROGRAM, "chm")
    HLP = ("a Windows help file", _PROGRAM, "hlp")
    ENCODED_SCRIPT = ("an encoded script", _PROGRAM, "vbe jse wsf asp")
    HTA = ("an HTML application", _PROGRAM, "hta html htm")
    SCRIPT_FILE = ("a Windows script file", _PROGRAM, "wsf wsc sct xml txt")
    ELF = ("a Linux program", _PROGRAM, "elf so o ko axf out run appimage prx puff")
    MACHO = ("a macOS program", _PROGRAM, "macho dylib bundle o")
    CLASS = ("a Java class", _PROGRAM, "class")
    DEX = ("an Android program", _PROGRAM, "dex odex")
    APK = ("an Android package", _PROGRAM, "apk apks xapk aab zip", Kind.ZIP)
    SWF = ("a Flash film", _PROGRAM, "swf spl")
    WASM = ("a WebAssembly program", _PROGRAM, "wasm")

    SHEBANG = ("a Unix script", Nature.SCRIPT, "sh")
    HTML = ("a web page", Nature.MARKUP, "html htm xhtml xht shtml")
    SVG = ("an SVG picture", Nature.MARKUP, "svg")
    XML = ("an XML document", Nature.TEXT, "xml")
    PEM = ("a PEM file", Nature.TEXT, "pem")
    UUENCODE = ("a uuencoded file", Nature.TEXT, "uu uue", Kind.UUENCODE)
    MESSAGE = ("a mail", Nature.MESSAGE, "eml")

    ZIP = ("a zip archive", _ARCHIVE, "zip", Kind.ZIP)
    JAR = ("a Java archive", _ARCHIVE, "jar war ear aar xpi zip", Kind.ZIP)
    OFFICE = ("an Office document", Nature.COMPOUND, "docx", Kind.ZIP)
    GZIP = ("a gzip file", _ARCHIVE, "gz tgz svgz emz wmz", Kind.GZIP)
    BZIP2 = ("a bzip2 file", _ARCHIVE, "bz2 tbz tbz2 tb2", Kind.BZIP2)
    XZ = ("an xz file", _ARCHIVE, "xz txz", Kind.XZ)
    LZMA = ("an lzma file", _ARCHIVE, "lzma tlz", Kind.LZMA)
    ZSTD = ("a Zstandard file", _ARCHIVE, "zst zstd tzst", Kind.ZSTD)
    COMPRESS = ("a compress file", _ARCHIVE, "z taz", Kind.COMPRESS)
    LZIP = ("an lzip file", _ARCHIVE, "lz tlz")
    LZ4 = ("an LZ4 file", _ARCHIVE, "lz4")
    SEVENZIP = ("a 7z archive", _ARCHIVE, "7z", Kind.SEVENZIP)
    RAR4 = ("a RAR archive", _ARCHIVE, "rar cbr", Kind.RAR4)
    RAR5 = ("a RAR 5 archive", _ARCHIVE, "rar cbr", Kind.RAR5)
    CAB = ("a cabinet", _ARCHIVE, "cab msu wsp onepkg theme deskthemepack", Kind.CAB)
    LZH = ("an LHA archive", _ARCHIVE, "lzh lha lzs", Kind.LZH)
    ARJ = ("an ARJ archive", _ARCHIVE, "arj", Kind.ARJ)
    ACE = ("an ACE archive", _ARCHIVE, "ace", Kind.ACE)
    TAR = ("a tar archive", _ARCHIVE, "tar gem ova", Kind.TAR)
    CPIO = ("a cpio archive", _ARCHIVE, "cpio", Kind.CPIO)
    AR = ("an ar archive", _ARCHIVE, "deb a lib udeb ipk")
    RPM = ("an RPM package", _ARCHIVE, "rpm")
    XAR = ("a xar archive", _ARCHIVE, "xar pkg mpkg safariextz")
    WIM = ("a Windows image", _ARCHIVE, "wim swm esd ppkg")
    TNEF = ("a winmail.dat", _ARCHIVE, "tnef dat", Kind.TNEF)
    CRX = ("a Chrome extension", _ARCHIVE, "crx", Kind.ZIP)

    ISO = ("a disc image", _DISK, "iso img", Kind.ISO)
    UDF = ("a UDF disc image", _DISK, "iso img udf", Kind.ISO)
    FAT = ("a disk image", _DISK, "img ima vfd dsk", Kind.FAT)
    MBR = ("a partitioned disk image", _DISK, "img raw", Kind.FAT)
    VHD = ("a virtual disk", _DISK, "vhd", Kind.FAT)
    VHDX = ("a virtual disk (VHDX)", _DISK, "vhdx")
    VMDK = ("a virtual disk (VMDK)", _DISK, "vmdk")
    QCOW = ("a virtual disk (QCOW)", _DISK, "qcow2 qcow")
    DMG = ("a macOS disk image", _DISK, "dmg")

    CFB = ("a compound file", Nature.COMPOUND, "doc", Kind.CFB)
    OUTLOOK = ("an Outlook message", Nature.COMPOUND, "msg oft", Kind.CFB)
    ENCRYPTED_OFFICE = ("an encrypted Office document", Nature.COMPOUND, "docx", Kind.CFB)
    ONENOTE = ("a OneNote notebook", Nature.COMPOUND, "one onetoc2")
    PDF = ("a PDF document", Nature.DOCUMENT, "pdf ai")
    RTF = ("an RTF document", Nature.DOCUMENT, "rtf")
    POSTSCRIPT = ("a PostScript document", Nature.DOCUMENT, "ps")
    CMS = ("a signed or encrypted CMS object", Nature.DATA, "p7m p7s p7b p7c p7")
    PST = ("an Outlook data file", Nature.DATA, "pst ost")
    ACCESS = ("an Access database", Nature.DATA, "mdb accdb mde accde")

    JPEG = ("a JPEG picture", _PICTURE, "jpg")
    PNG = ("a PNG picture", _PICTURE, "png")
    GIF = ("a GIF picture", _PICTURE, "gif")
    BMP = ("a BMP picture", _PICTURE, "bmp")
    TIFF = ("a TIFF picture", _PICTURE, "tiff")
    WEBP = ("a WebP picture", _PICTURE, "webp")

    def __init__(self, word: str, nature: Nature, extensions: str, container: Kind | None = None) -> None:
        self.word = word
        self.nature = nature
        self.extensions: tuple[str, ...] = tuple(extensions.split())
        self.container = container

    @property
    def id(self) -> str:
        """Its name for programs: ``pe``, ``encoded-script``."""
        return self.name.lower().replace("_", "-")

    @property
    def program(self) -> bool:
        """Whether it runs when it is opened."""
        return self.nature is Nature.PROGRAM

    @property
    def opaque(self) -> bool:
        """Whether it holds other files that nothing here can list."""
        return self.container is None and self.nature in (Nature.ARCHIVE, Nature.DISK)

    @property
    def textual(self) -> bool:
        """Whether it is text, which may stand under many names."""
        return self.nature in _TEXTUAL or self in (ContentKind.RTF, ContentKind.POSTSCRIPT, ContentKind.SCRIPT_FILE)


_TEXTUAL: Final = (Nature.SCRIPT, Nature.MARKUP, Nature.TEXT, Nature.MESSAGE)
