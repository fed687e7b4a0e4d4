"""A paper as PDF, on A4."""

from io import BytesIO
from pathlib import Path
from typing import cast

from fpdf import FPDF, ViewerPreferences
from fpdf.fonts import TTFFont

from handlers.paper.layout import Frame, Layout, Letters, Mark, Photo
from handlers.paper.model import Paper
from handlers.paper.words import one_line, printable

FONT = Path(__file__).with_name("paper.woff")
FAMILY = "paper"
STROKE = 0.022
"""Of the letters' size: thicker ones run together in small Chinese characters."""
SHADE, BORDER = 238, 150


def pdf_of(paper: Paper) -> bytes:
    sheet = FPDF(format="A4", unit="mm")
    sheet.set_auto_page_break(auto=False)
    sheet.alias_nb_pages("")  # else "{nb}" in a resident's words becomes a number
    sheet.set_title(one_line(paper.title))
    sheet.set_author(one_line(paper.author))
    sheet.set_lang(paper.language)
    sheet.set_creation_date(paper.made_at)
    sheet.viewer_preferences = ViewerPreferences(display_doc_title=True)
    sheet.add_font(FAMILY, fname=FONT)
    sheet.set_font(FAMILY)
    font = cast("TTFFont", sheet.current_font)
    layout = Layout(
        advance=lambda char: font.cw[ord(char)] / 1000,
        ink=lambda text: printable(text, font.cmap),
    )
    for page in layout.lay(paper):
        sheet.add_page()
        for mark in page:
            _draw(sheet, mark)
    return bytes(sheet.output())


def _draw(sheet: FPDF, mark: Mark) -> None:
    match mark:
        case Letters():
            _write(sheet, mark)
        case Frame(x, y, width, height, shaded):
            sheet.set_draw_color(BORDER)
            sheet.set_fill_color(SHADE)
            sheet.set_line_width(0.15)
            sheet.rect(x, y, width, height, style="DF" if shaded else "D")
        case Photo(frame, jpeg):
            sheet.image(BytesIO(jpeg), frame.x, frame.y, frame.width, frame.height)


def _write(sheet: FPDF, letters: Letters) -> None:
    style = letters.style
    sheet.set_font(FAMILY, size=style.size)
    sheet.set_text_color(style.grey)
    if not style.thick:
        sheet.text(letters.x, letters.baseline, letters.text)
        return
    with sheet.local_context(
        text_mode="FILL_STROKE", line_width=style.size * STROKE, draw_color=style.grey
    ):
        sheet.text(letters.x, letters.baseline, letters.text)
