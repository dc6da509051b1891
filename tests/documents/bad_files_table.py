"""Files that are not kept, and why."""

import struct
import zlib

import pikepdf
from PIL import Image

from tests.files import attached, bytes_of, no_page, pdf, photo

LOCKED = pikepdf.Encryption(owner="secret", user="secret")
PRINTED_ONLY = pikepdf.Encryption(owner="secret", user="")


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def immense():
    """A PNG of a few bytes that says it has ten thousand million pixels."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


FILES = {
    # what it is: (its content, why it is refused)
    "nothing": (b"", "kind"),
    "a text": (b"Lou a fini son expos\xc3\xa9.", "kind"),
    "a page of the web": (b"<!doctype html><script>alert(1)</script>", "kind"),
    "a drawing with a script": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "kind"),
    "a program": (b"MZ\x90\x00" + b"\x00" * 60, "kind"),
    "a text document": (b"PK\x03\x04" + b"mimetypeapplication/vnd.oasis.opendocument.text", "kind"),
    "a GIF": (bytes_of(Image.new("P", (9, 9)), "GIF"), "kind"),
    "a TIFF": (bytes_of(Image.new("RGB", (9, 9)), "TIFF"), "kind"),
    "a sound that begins like a WebP": (b"RIFF\x24\x00\x00\x00WAVEfmt ", "broken"),
    "a web page that begins like a PNG": (b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>", "broken"),
    "the beginning of a JPEG": (photo()[:300], "broken"),
    "the beginning of a PNG": (photo("PNG")[:60], "broken"),
    "the name of a PDF": (b"%PDF-1.7", "broken"),
    "the beginning of a PDF": (pdf()[:200], "broken"),
    "a PDF without a page": (pdf(no_page), "broken"),
    "a PDF before which something else stands": (b"<script>alert(1)</script>" + pdf(), "kind"),
    "a PDF with a password": (pdf(encryption=LOCKED), "locked"),
    "a PDF that may only be printed": (pdf(encryption=PRINTED_ONLY), "locked"),
    "a PDF with another file inside": (pdf(attached), "carries"),
    "a PNG of ten thousand million pixels": (immense(), "large"),
}
