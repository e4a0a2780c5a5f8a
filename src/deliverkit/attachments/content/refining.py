"""What is this zip archive, by what it holds: a package for Android, a Java archive, an Office document?"""

from __future__ import annotations

from collections.abc import Iterable

from .kinds import ContentKind

__all__ = ["zip_kind"]


def zip_kind(names: Iterable[str]) -> ContentKind:
    """What a zip archive is that holds members of these *names*."""
    held = {name.replace("\\", "/").lower() for name in names}
    if "androidmanifest.xml" in held:
        return ContentKind.APK
    if "[content_types].xml" in held:
        return ContentKind.OFFICE
    if "meta-inf/manifest.mf" in held and any(name.endswith(".class") for name in held):
        return ContentKind.JAR
    return ContentKind.ZIP
