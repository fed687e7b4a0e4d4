"""The two formats of GeoReport v2: one structure, as JSON or as the XML that the spec shows."""

import json
import re
from collections.abc import Mapping
from typing import Any, Literal
from xml.etree import ElementTree as ET  # it only writes here

from fastapi import Response

from config.texts import clean

Format = Literal["json", "xml"]
MEDIA: Mapping[Format, str] = {
    "json": "application/json; charset=utf-8",
    "xml": "text/xml; charset=utf-8",
}
ENTRIES = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
"""How the entries of each list are called in XML; in JSON they have no name."""

_NOT_IN_XML = re.compile("[\ufffe\uffff]")


def answer(
    root: str, content: Any, format_: Format, status: int, headers: Mapping[str, str]
) -> Response:
    """:param root: name of the whole in XML; JSON has none."""
    body = (
        json.dumps(content, ensure_ascii=False).encode()
        if format_ == "json"
        else ET.tostring(_element(root, content), encoding="UTF-8", xml_declaration=True)
    )
    return Response(body, status, headers, MEDIA[format_])


def _element(name: str, content: Any) -> ET.Element:
    element = ET.Element(name)
    if isinstance(content, Mapping):
        element.extend(_element(key, value) for key, value in content.items())
    elif isinstance(content, list):
        element.extend(_element(ENTRIES[name], entry) for entry in content)
    elif isinstance(content, bool):
        element.text = str(content).lower()
    elif content is not None:
        element.text = _NOT_IN_XML.sub("", clean(str(content)))
    return element
