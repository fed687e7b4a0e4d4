"""The page for people who write programs: the same table as in the OpenAPI, to be read."""

from fastapi import Response

from bot.web.open311.endpoints import ENDPOINTS, Endpoint
from bot.web.plain import html_of
from bot.web.plain import page as framed
from config.texts import Say
from config.town import Town


def page(address: str, town: Town, say: Say) -> Response:
    name, base = town.name.text(say.language), f"{address}/open311/v2"
    body = [
        f'<p class="lead">{html_of(say("open311-about", town=name))}</p>',
        f"<p>{html_of(say('open311-formats', base=base, placeholder='{format}'))}</p>",
        f"<h2>{html_of(say('open311-key-title'))}</h2>",
        f"<p>{html_of(say('open311-key-how'))}</p>",
        f"<h2>{html_of(say('open311-endpoints'))}</h2>",
        *(_endpoint(endpoint, address, say) for endpoint in ENDPOINTS),
        f"<h2>{html_of(say('open311-errors-title'))}</h2>",
        f"<p>{html_of(say('open311-errors-how'))}</p>",
        '<p><a href="/open311/openapi.json">OpenAPI</a></p>',
        f'<p><a href="/follow">{html_of(say("follow-title"))}</a></p>',
    ]
    title = say("open311-title", town=name)
    return framed(title, "\n".join(body), "/open311/", say)


def _endpoint(endpoint: Endpoint, address: str, say: Say) -> str:
    rows = "".join(
        f"<dt><code>{html_of(p.name)}</code> <small>{html_of(say(f'open311-in-{p.where}'))}"
        f"{html_of(say('open311-required')) if p.required else ''}</small></dt>"
        f"<dd>{html_of(say(p.about))}</dd>"
        for p in endpoint.parameters
        if p.name not in {"jurisdiction_id", "Accept-Language"}
    )
    whole = f"{address}/open311/v2{endpoint.example}"
    quoted, _, rest = whole.partition(" ")
    call = f"curl '{quoted}' {rest}".strip()
    return (
        f'<section class="call"><h3><b>{endpoint.method}</b> '
        f"<code>{html_of(endpoint.path)}</code></h3>"
        f"<p>{html_of(say(endpoint.title))}</p><dl>{rows}</dl>"
        f"<pre>{html_of(call)}</pre></section>"
    )
