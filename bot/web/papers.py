"""PDFs that people hand in: counted before they are kept, and never opened by us for showing."""

import io
import warnings

from pypdf import PdfReader
from pypdf.errors import PyPdfError

MAGIC = b"%PDF-"
MIME = "application/pdf"
MOST_PAGES = 30


class NotAPaperError(ValueError):
    """Not a PDF that can be read: broken, or locked with a password."""


class TooManyPagesError(ValueError):
    """Nobody at a counter reads so much: the person says which pages are meant."""

    def __init__(self, pages: int) -> None:
        super().__init__(pages)
        self.pages = pages


def is_paper(content: bytes) -> bool:
    return content.startswith(MAGIC)


def check(content: bytes) -> None:
    """Look whether a PDF can be taken.

    :raises NotAPaperError, TooManyPagesError: it cannot.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = PdfReader(io.BytesIO(content))
            if reader.is_encrypted:
                raise NotAPaperError
            pages = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, AttributeError) as error:
        raise NotAPaperError from error
    if pages == 0:
        raise NotAPaperError
    if pages > MOST_PAGES:
        raise TooManyPagesError(pages)
