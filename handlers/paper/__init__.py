"""Papers: what is printed, signed or kept, as Markdown and as PDF."""

from handlers.paper.in_markdown import markdown
from handlers.paper.model import (
    Facts,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Part,
    Picture,
    Space,
    Table,
)

__all__ = [
    "Facts",
    "Heading",
    "PageBreak",
    "Paper",
    "Paragraph",
    "Part",
    "Picture",
    "Space",
    "Table",
    "markdown",
    "pdf",
]


def pdf(paper: Paper) -> bytes:
    """Print `paper` on A4; takes tenths of a second, so keep it off the event loop."""
    from handlers.paper.in_pdf import pdf_of  # noqa: PLC0415  a second, for who never prints

    return pdf_of(paper)
