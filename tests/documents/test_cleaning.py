"""What is kept of a file: its pixels and pages, by its content, without what it carried unseen."""

import socketserver
import threading
import zlib
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from documents import intake, scanning
from documents.cleaning import Unfit, clean
from tests.documents.bad_files_table import FILES
from tests.files import SECRETS, laden, pdf, photo

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def opened(content):
    return Image.open(BytesIO(content))


def carried(content):
    return [secret for secret in SECRETS if secret in content]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_its_pixels_upright_and_nothing_else(kind):
    sent = photo(kind)
    kept = clean(sent)
    assert carried(sent) or kind == "PNG"  # compressed in there
    assert kept.content_type == f"image/{kind.lower()}"
    picture = opened(kept.content)
    assert (picture.format, picture.size) == (kind, (80, 120))
    assert not carried(kept.content + kept.preview)
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background"}
    assert opened(kept.preview).format == "JPEG"


def test_what_follows_a_picture_in_its_file_is_not_kept():
    kept = clean(photo() + b"<script>alert(1)</script>" + pdf())
    assert b"script" not in kept.content
    assert b"%PDF" not in kept.content


def test_a_large_picture_has_a_small_preview_on_white_where_one_saw_through():
    written = BytesIO()
    Image.new("RGBA", (3000, 1500), (0, 0, 0, 0)).save(written, "PNG")
    kept = clean(written.getvalue())
    assert opened(kept.content).mode == "RGBA"
    preview = opened(kept.preview)
    assert preview.size == (1200, 600)
    assert preview.getpixel((5, 5)) == (255, 255, 255)


def test_a_pdf_keeps_its_pages_and_neither_author_nor_place_nor_anything_that_acts():
    sent = pdf(laden)
    kept = clean(sent)
    assert set(SECRETS) - {b"GPS"} <= set(carried(sent))
    assert not carried(kept.content)
    with pikepdf.open(BytesIO(kept.content)) as document:
        assert "/Metadata" not in document.Root
        assert "/Info" not in document.trailer
        first, second = document.pages[0].Annots
        assert "/A" not in first
        assert [str(second.A.URI), "/Next" in second.A] == ["https://example.org/", False]
        picture = document.pages[0].Resources.XObject.Im.read_raw_bytes()
    assert opened(picture).size == (120, 80)
    assert max(opened(kept.preview).size) == 1200
    assert opened(kept.preview).getpixel((200, 900)) != (255, 255, 255)


def test_a_photograph_packed_twice_in_a_pdf_loses_its_notes_too():
    def dress(document):
        filters = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode])
        facts = {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Filter": filters}
        image = pikepdf.Stream(document, zlib.compress(photo()), facts)
        document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))

    with pikepdf.open(BytesIO(clean(pdf(dress)).content)) as document:
        picture = document.pages[0].Resources.XObject.Im.read_raw_bytes()
    assert not carried(picture)
    assert opened(picture).size == (120, 80)


def test_an_address_that_is_a_script_leads_nowhere():
    def dress(document):
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="javascript:app.alert(1)")
        annotation = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
        document.pages[0].Annots = pikepdf.Array([annotation])

    assert b"javascript" not in clean(pdf(dress)).content


def test_an_earlier_version_left_in_a_pdf_is_not_kept():
    sent = pdf(lambda document: setattr(document.Root, "Lost", document.make_stream(b"Lou Ferrand")))
    with pikepdf.open(BytesIO(sent)) as document:
        del document.Root["/Lost"]
        written = BytesIO()
        document.save(written)
    assert b"Lou Ferrand" not in clean(written.getvalue()).content


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_refused_for_a_reason(name):
    content, why = FILES[name]
    with pytest.raises(Unfit, match=why):
        clean(content)
    assert str(intake.WHY[why])


def test_in_a_process_of_its_own_the_same_is_kept_and_the_same_refused():
    assert intake.cleaned_apart(photo()) == clean(photo())
    with pytest.raises(intake.FileRefused) as refusal:
        intake.cleaned_apart(b"MZ")
    assert refusal.value.code == "kind"


def test_a_process_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(intake, "PATIENCE", 0.01)
    with pytest.raises(intake.FileRefused) as refusal:
        intake.cleaned_apart(photo())
    assert refusal.value.code == "large"


class Clamd(socketserver.StreamRequestHandler):
    """Answers INSTREAM as the daemon does: the marker of the industry is found, the rest is well."""

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\x00"
        content = b""
        while size := int.from_bytes(self.rfile.read(4)):
            content += self.rfile.read(size)
        found = b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"
        self.wfile.write(found + b"\x00")


@pytest.fixture
def clamd(settings):
    settings.DOCUMENT_SCANNER = "documents.scanning.clamav"
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_scanner_is_asked_about_the_whole_file(clamd):
    assert not scanning.is_infected(b"x" * 200_000)
    assert scanning.is_infected(b"x" * 200_000 + EICAR)
    assert scanning.state() == "answers"
    with pytest.raises(intake.FileRefused) as refusal:
        intake.take_in(photo() + EICAR)
    assert refusal.value.code == "infected"


def test_while_the_scanner_is_silent_nothing_is_let_in(settings):
    assert scanning.state() == "none"
    settings.DOCUMENT_SCANNER, settings.CLAMD = "documents.scanning.clamav", "127.0.0.1:1"
    assert scanning.state() == "silent"
    with pytest.raises(intake.FileRefused) as refusal:
        intake.take_in(photo())
    assert refusal.value.code == "silent"
