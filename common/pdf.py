"""Tagged PDF (PDF/UA) from our own templates and static files, and from nothing else."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders

BASE = "https://static.invalid/"
"""Stands for the static files: nothing is ever asked of a network."""

SVG = "{http://www.w3.org/2000/svg}"
INK = "#0b5260"


class PdfUnavailable(Exception):
    """This machine lacks Pango, which draws the text of a PDF. Everything else works without it."""


class OutsideAddress(Exception):
    """A template names something that is not one of our static files."""


@lru_cache
def engine() -> Any:
    """WeasyPrint, loaded by the first PDF: web processes do without it. Raises PdfUnavailable."""
    try:
        return import_module("weasyprint")
    except OSError as error:
        message = "WeasyPrint needs Pango: install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0."
        raise PdfUnavailable(message) from error


def make_pdf(html: str, *, css: str) -> bytes:
    """The tagged document. `css` is a static file; the page's own `lang` and `title` become the document's.

    Raises PdfUnavailable, OutsideAddress.
    """
    weasyprint, fetcher = engine(), static_only()
    fonts = import_module("weasyprint.text.fonts").FontConfiguration()
    rules = found(css).read_text() + icon_rules()
    sheet = weasyprint.CSS(string=rules, base_url=BASE + css, url_fetcher=fetcher, font_config=fonts)
    document = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=fetcher)
    try:
        content: bytes = document.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")
    except weasyprint.urls.FatalURLFetchingError as error:  # not an Exception: it would end the worker
        raise OutsideAddress(str(error)) from error
    return content


def found(name: str) -> Path:
    """A static file. Raises FileNotFoundError."""
    path = finders.find(name)
    if not path:
        raise FileNotFoundError(name)
    return Path(str(path))


@lru_cache
def static_only() -> Any:
    """A fetcher that knows static files and icons; any other address stops the document."""
    urls = engine().urls

    class StaticFetcher(urls.URLFetcher):  # type: ignore[misc, name-defined]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith(BASE):
                raise ValueError(url)
            name = urlsplit(url).path.lstrip("/")
            if name.startswith("icons/"):
                return urls.URLFetcherResponse(url, icon(Path(name).stem), {"Content-Type": "image/svg+xml"})
            return urls.URLFetcherResponse(url, found(name).read_bytes())

    return StaticFetcher(fail_on_errors=True)


@lru_cache
def icons() -> dict[str, ET.Element]:
    symbols = ET.fromstring(found("icons.svg").read_text()).iter(f"{SVG}symbol")  # noqa: S314  # our own file
    return {symbol.attrib["id"].removeprefix("i-"): symbol for symbol in symbols}


def icon_rules() -> str:
    """Icons as backgrounds: decoration, which a screen reader is not told about."""
    return "".join(f'[data-icon="{name}"] {{ background-image: url("/icons/{name}.svg") }}\n' for name in icons())


def icon(name: str) -> bytes:
    """One symbol of icons.svg as an image of its own."""
    symbol = icons()[name]
    image = ET.Element(f"{SVG}svg", symbol.attrib | {"width": "24", "height": "24", "stroke": INK})
    image.extend(symbol)
    return ET.tostring(image)
