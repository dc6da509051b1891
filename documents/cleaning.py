"""What is kept of a file that somebody sends: pixels and pages written anew, without what they carried unseen.

Run as a script, it reads a file on its standard input and writes what is kept on its standard output: a hostile file
meets a process of its own, with bounded memory and time, no secret and no database (`documents.intake`). It imports
nothing of ours.
"""

from __future__ import annotations

import json
import resource
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageOps

MOST_PIXELS = 60_000_000
"""A telephone's largest usual picture has 50 million."""

PREVIEW = 1200
"""Pixels on the longer side of what a page shows."""

MEMORY, SECONDS = 1_500_000_000, 15

JPEG = b"\xff\xd8\xff"
PICTURES: dict[str, tuple[bytes, dict[str, Any]]] = {
    "JPEG": (JPEG, {"quality": 90, "optimize": True}),
    "PNG": (b"\x89PNG\r\n\x1a\n", {"compress_level": 3}),
    "WEBP": (b"RIFF", {"quality": 90}),
}
"""Each kind of picture: how it begins, how it is written again."""

PDF = b"%PDF-"

UNSEEN = {
    *("/Metadata", "/PieceInfo"),
    *("/AA", "/OpenAction", "/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings"),
}
"""Who made a PDF, with what, where; what it does by itself."""

TRAILER = {"/Root", "/Size", "/ID", "/Prev", "/XRefStm", "/Type", "/W", "/Index", "/Length", "/Filter", "/DecodeParms"}
STARTS = {"/A", "/PA", "/Next"}
"""Where an action hangs."""

HARMLESS = {"/GoTo", "/Named", "/URI"}
ACTIONS = HARMLESS | {
    *("/Launch", "/JavaScript", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToR", "/GoToE", "/Rendition"),
    *("/Movie", "/Sound", "/GoTo3DView", "/RichMediaExecute", "/Hide", "/SetOCGState", "/Thread", "/Trans"),
}
"""What a click may do (PDF 2.0, table 201); what is not harmless is taken out."""

ADDRESSES = ("http://", "https://", "mailto:", "tel:")

MARKS = {
    *("/Link", "/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight"),
    *("/Underline", "/Squiggly", "/StrikeOut", "/Caret", "/Stamp", "/Ink", "/Popup", "/Widget", "/Redact"),
}
"""What may lie on a page: words, lines, stamps, fields. Films, sounds and models are taken off."""

APP1, APP2, APP13, COMMENT, SCAN = 0xE1, 0xE2, 0xED, 0xFE, 0xDA
"""Segments of a JPEG: Exif and XMP, several pictures in one, captions, comments; then the picture itself."""


class Unfit(Exception):
    """It is not kept: `kind`, `broken`, `locked`, `carries` other files, or `large`."""


@dataclass(frozen=True, slots=True)
class Clean:
    """What is kept: the file, its type, and a JPEG of its first page."""

    content: bytes
    content_type: str
    preview: bytes


def clean(content: bytes) -> Clean:
    """By what it holds, whatever its name says. Raises Unfit."""
    if content.startswith(PDF):
        return clean_pdf(content)
    for kind, (start, _options) in PICTURES.items():
        if content.startswith(start):
            return clean_picture(content, kind)
    raise Unfit("kind")


def clean_picture(content: bytes, kind: str) -> Clean:
    """Decoded, turned as it was held, and encoded again: nothing but its pixels is left."""
    try:
        with Image.open(BytesIO(content), formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Unfit("large")
            upright = ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit("large") from error
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for a damaged file
        raise Unfit("broken") from error
    see_through = upright.has_transparency_data and kind != "JPEG"
    plain = upright.convert("RGBA" if see_through else "RGB")
    plain.info.clear()
    return Clean(encoded(plain, kind), f"image/{kind.lower()}", previewed(plain))


def encoded(picture: Image.Image, kind: str) -> bytes:
    """Raises Unfit for one that this takes too much memory to write."""
    written = BytesIO()
    try:
        picture.save(written, kind, **PICTURES[kind][1])
    except (ValueError, OSError) as error:
        raise Unfit("large") from error
    return written.getvalue()


def previewed(picture: Image.Image) -> bytes:
    """Small, on white where one sees through."""
    small = picture.copy()
    small.thumbnail((PREVIEW, PREVIEW))
    if small.mode == "RGBA":
        paper = Image.new("RGB", small.size, "white")
        paper.paste(small, mask=small.getchannel("A"))
        small = paper
    return encoded(small, "JPEG")


def clean_pdf(content: bytes) -> Clean:
    """Written again by qpdf: what no page uses, earlier versions included, stays behind."""
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise Unfit("locked")
            written = BytesIO()
            disarm(pdf)
            pdf.save(written, deterministic_id=True)
    except pikepdf.PasswordError as error:
        raise Unfit("locked") from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError) as error:  # what a damaged structure raises
        raise Unfit("broken") from error
    return Clean(written.getvalue(), "application/pdf", first_page(written.getvalue()))


def first_page(content: bytes) -> bytes:
    """As a picture. Raises Unfit for a document without one."""
    try:
        with pypdfium2.PdfDocument(content) as document:
            page = document[0]
            scale = PREVIEW / max(*page.get_size(), 1)
            return encoded(page.render(scale=min(scale, 3)).to_pil().convert("RGB"), "JPEG")
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise Unfit("broken") from error


def disarm(pdf: pikepdf.Pdf) -> None:
    """Without who made it, what it does by itself, what a click would start. Raises Unfit for one with files inside."""
    for name in set(pdf.trailer.keys()) - TRAILER:
        del pdf.trailer[name]
    for part in parts(pdf):
        if "/EF" in part:
            raise Unfit("carries")
        for name in list(part.keys()) if acts(part) else [name for name in part.keys() if is_unseen(name, part)]:  # noqa: SIM118
            del part[name]
        if isinstance(part, pikepdf.Stream):
            bare_stream(part)
    for page in pdf.pages:
        if isinstance(page.get("/Annots"), pikepdf.Array):
            page.Annots = pikepdf.Array([mark for mark in page.Annots if is_harmless_mark(mark)])


def parts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the document, those inside others included."""
    waiting: list[Any] = list(pdf.objects)
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            yield part
            inside = [part[name] for name in part.keys()]  # noqa: SIM118  # it does not iterate by itself
        elif isinstance(part, pikepdf.Array):
            inside = list(part)
        else:
            continue
        waiting += [one for one in inside if isinstance(one, pikepdf.Object) and not one.is_indirect]


def is_unseen(name: str, part: Any) -> bool:
    """Whether a key says who made it, acts by itself, or starts something nobody here knows to be harmless."""
    started = part[name] if name in STARTS else None
    return name in UNSEEN or (isinstance(started, pikepdf.Dictionary) and "/S" in started and not starts_well(started))


def acts(part: Any) -> bool:
    """Whether it is an action that does more than turn pages or open an ordinary address."""
    return str(part.get("/S", "")) in ACTIONS and not starts_well(part)


def starts_well(action: Any) -> bool:
    does = str(action.get("/S", ""))
    return does in HARMLESS and (does != "/URI" or str(action.get("/URI", "")).lower().startswith(ADDRESSES))


def is_harmless_mark(mark: Any) -> bool:
    return isinstance(mark, pikepdf.Dictionary) and str(mark.get("/Subtype")) in MARKS


def bare_stream(part: pikepdf.Stream) -> None:
    """Nothing of a description of the document; of a photograph, its pixels."""
    filters, parms, raw = listed(part.get("/Filter")), listed(part.get("/DecodeParms")), part.read_raw_bytes()
    if filters == [pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode]:
        raw, filters = zlib.decompress(raw), filters[1:]
    if part.get("/Type") == pikepdf.Name.Metadata:
        part.write(b"")
    elif raw.startswith(JPEG) and len(filters) == 1 and filters[0] is not None:
        part.write(bare_jpeg(raw), filter=filters[0], decode_parms=parms[-1])


def listed(found: Any) -> list[Any]:
    """One or several, as several."""
    return (list(found) or [None]) if isinstance(found, pikepdf.Array) else [found]


def bare_jpeg(content: bytes) -> bytes:
    """The same picture without its segments of notes; what is no JPEG as it is."""
    kept, at = [content[:2]], 2
    while content[at : at + 1] == b"\xff" and content[at + 1 : at + 2] != bytes([SCAN]) and len(content) > at + 4:
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        if content[at + 1] not in (APP1, APP13, COMMENT) and not is_several(content[at:end]):
            kept.append(content[at:end])
        at = end
    return b"".join([*kept, content[at:]])


def is_several(segment: bytes) -> bool:
    """The index of a file of several pictures, each of which may have notes of its own."""
    return segment[1] == APP2 and segment[4:8] == b"MPF\x00"


def main() -> None:
    """One file, within bounds; a first line says what came of it."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        kept = clean(sys.stdin.buffer.read())
        head, body = {"type": kept.content_type, "size": len(kept.content)}, kept.content + kept.preview
    except Unfit as unfit:
        head, body = {"unfit": str(unfit)}, b""
    except MemoryError:
        head, body = {"unfit": "large"}, b""
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
