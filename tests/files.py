"""Files as people send them: a photograph with its place, a PDF with whatever it may carry."""

from io import BytesIO

import pikepdf
from PIL import Image

NAMES = pikepdf.Name
SECRETS = (b"Exif", b"Telephone", b"GPS", b"Ferrand", b"JavaScript", b"calc.exe", b"app.alert", b"Movie")
"""What stands in the files below, and in nothing that is kept."""


class Sent:
    """A file in a form; read as often as it is sent."""

    def __init__(self, content, name="IMG_Lou_Ferrand.jpg", content_type="image/jpeg"):
        self.content, self.name, self.content_type = content, name, content_type

    def read(self, *size):
        return self.content


def bytes_of(picture, kind, **options):
    written = BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def photo(kind="JPEG", size=(120, 80), *, turned=6):
    """A telephone's: held upright, with its place, its maker and a caption."""
    notes = Image.Exif()
    notes[0x010E], notes[0x010F], notes[0x0112] = "Lou Ferrand", "Telephone", turned
    place = notes.get_ifd(0x8825)
    place[1], place[2] = "N", (45.0, 11.0, 30.0)
    return bytes_of(Image.new("RGB", size, "teal"), kind, exif=notes)


def pdf(dress=lambda document: None, **options):
    """One blank page, dressed."""
    document, written = pikepdf.new(), BytesIO()
    document.add_blank_page(page_size=(595, 842))
    dress(document)
    document.save(written, **options)
    return written.getvalue()


def laden(document):
    """An author, a photograph with its place, a script, a program to start, a film."""
    document.docinfo["/Author"] = "Lou Ferrand"
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = ["Lou Ferrand"]
    picture = {"/Type": NAMES.XObject, "/Subtype": NAMES.Image, "/Width": 120, "/Height": 80, "/BitsPerComponent": 8}
    picture |= {"/ColorSpace": NAMES.DeviceRGB, "/Filter": NAMES.DCTDecode}
    image, page = pikepdf.Stream(document, photo(), picture), document.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
    page.Contents = pikepdf.Stream(document, b"q 400 0 0 300 50 50 cm /Im Do Q")
    document.Root.OpenAction = pikepdf.Dictionary(S=NAMES.JavaScript, JS="app.alert(1)")
    start = pikepdf.Dictionary(S=NAMES.Launch, F="calc.exe")
    chained = pikepdf.Dictionary(S=NAMES.URI, URI="https://example.org/", Next=start)
    film = pikepdf.Dictionary(Type=NAMES.Annot, Subtype=NAMES.Movie, Rect=[0, 0, 9, 9])
    page.Annots = pikepdf.Array(
        [*(link(document, action) for action in (start, chained)), document.make_indirect(film)]
    )


def link(document, action):
    return document.make_indirect(pikepdf.Dictionary(Type=NAMES.Annot, Subtype=NAMES.Link, Rect=[0, 0, 9, 9], A=action))


def attached(document):
    document.attachments["notes.txt"] = b"something else"


def no_page(document):
    del document.pages[0]
