"""Pictures that people send: looked at as pictures, re-encoded, and never kept as they came."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST_SIDE = 2048
THUMB_SIDE = 480
MOST_PIXELS = 50_000_000
KINDS = ("JPEG", "PNG", "WEBP", "GIF")


class NotAPictureError(ValueError):
    """The bytes are no picture of a kind that we show, whatever their name says."""


@dataclass(frozen=True)
class Picture:
    """A picture as JPEG, without EXIF and whatever else the file carried."""

    content: bytes
    thumb: bytes
    mime: str = "image/jpeg"


def remake(content: bytes) -> Picture:
    """Draw the picture anew.

    :raises NotAPictureError: not a picture, broken, or of more than 50 million pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=KINDS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise NotAPictureError
                upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Warning,
        Image.DecompressionBombError,
    ) as error:
        raise NotAPictureError from error
    # What Pillow keeps beside the pixels (comments, profiles) it would write out again.
    upright.info.clear()
    return Picture(_jpeg(upright, LONGEST_SIDE, 85), _jpeg(upright, THUMB_SIDE, 75))


def _jpeg(picture: Image.Image, side: int, quality: int) -> bytes:
    smaller = picture.copy()
    smaller.thumbnail((side, side))
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
