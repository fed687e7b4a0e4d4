"""Pages without a program of their own: plain HTML from the server, for any browser."""

from html import escape

from fastapi import Response

from config.texts import Mark, Say, Text

LOCALES = {"zh": "zh-CN", "en": "en"}
OTHER = {"zh": ("en", "English"), "en": ("zh", "中文")}


def html_of(text: Text | str) -> str:
    """Write a text with its marks; lines stay lines by the style `pre-line`."""
    if isinstance(text, str):
        return escape(text)
    parts, at = [], 0
    for mark in sorted(text.marks, key=lambda mark: mark.start):
        if mark.start < at:
            continue
        parts.append(escape(text.words[at : mark.start]))
        parts.append(_marked(mark, escape(text.words[mark.start : mark.end])))
        at = mark.end
    return "".join(parts) + escape(text.words[at:])


def _marked(mark: Mark, inner: str) -> str:
    if mark.kind == "bold":
        return f"<strong>{inner}</strong>"
    if mark.kind == "text_link":
        return f'<a href="{escape(mark.address)}">{inner}</a>'
    return inner


def page(title: Text, body: str, path: str, say: Say, status: int = 200) -> Response:
    """Put a body into the frame of a page.

    :param path: where the page is; the switch of the language leads there.
    """
    other, name = OTHER[say.language]
    brand = html_of(say("plain-brand"))
    # The title is ours, and so is the path.
    whole = f"""<!doctype html>
<html lang="{LOCALES[say.language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<title>{html_of(title)} · {brand}</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/plain.css">
</head>
<body>
<header>
<a class="home" href="/"><img src="/static/icon.svg" alt="" width="44" height="44">
<span>{brand}</span></a>
<a class="switch" href="{path}?language={other}" hreflang="{other}" lang="{other}">{name}</a>
</header>
<main>
<h1>{html_of(title)}</h1>
{body}
</main>
</body>
</html>
"""
    headers = {"content-language": LOCALES[say.language], "vary": "accept-language"}
    return Response(whole, status, headers, "text/html; charset=utf-8")
