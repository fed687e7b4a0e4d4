"""What these doors are, for programs: the OpenAPI description, and Open311's own discovery."""

from collections.abc import Mapping
from typing import Any

from bot.web.open311.endpoints import ENDPOINTS, STRING, Endpoint, Parameter
from bot.web.open311.formats import ENTRIES
from bot.web.open311.given import FORM
from config.texts import Say
from config.town import Town

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
VERSION = "2.0.0"
CHANGED = "2026-11-23T00:00:00+08:00"

Schema = Mapping[str, Any]
MAYBE: Schema = {"type": ["string", "null"]}
FLAG: Schema = {"type": "boolean"}


def _things(**fields: Schema) -> Schema:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(name: str, entry: Schema) -> Schema:
    """Describe a list; XML calls the whole and each entry by a name."""
    return {
        "type": "array",
        "items": {**entry, "xml": {"name": ENTRIES[name]}},
        "xml": {"name": name, "wrapped": True},
    }


_DEGREES: Schema = {"type": ["number", "null"]}
_VALUE = _things(key=STRING, name=STRING)
_ATTRIBUTE = _things(
    variable=FLAG,
    code=STRING,
    datatype=STRING,
    required=FLAG,
    datatype_description=STRING,
    order={"type": "integer"},
    description=STRING,
    values=_list("values", _VALUE),
)
SCHEMAS: Mapping[str, Schema] = {
    "errors": _list("errors", _things(code={"type": "integer"}, description=STRING)),
    "discovery": {
        **_things(
            changeset=STRING,
            contact=STRING,
            key_service=STRING,
            endpoints=_list(
                "endpoints",
                _things(
                    specification=STRING,
                    url=STRING,
                    changeset=STRING,
                    type=STRING,
                    formats=_list("formats", STRING),
                ),
            ),
        ),
        "xml": {"name": "discovery"},
    },
    "services": _list(
        "services",
        _things(
            service_code=STRING,
            service_name=STRING,
            description=STRING,
            metadata=FLAG,
            type=STRING,
            keywords=STRING,
            group=STRING,
        ),
    ),
    "service_definition": {
        **_things(service_code=STRING, attributes=_list("attributes", _ATTRIBUTE)),
        "xml": {"name": "service_definition"},
    },
    "service_requests": _list(
        "service_requests",
        _things(
            service_request_id=STRING,
            status={"enum": ["open", "closed"]},
            status_notes=STRING,
            service_name=STRING,
            service_code=STRING,
            description=STRING,
            agency_responsible=STRING,
            service_notice=MAYBE,
            requested_datetime=STRING,
            updated_datetime=STRING,
            expected_datetime=MAYBE,
            address=MAYBE,
            address_id=MAYBE,
            zipcode=MAYBE,
            lat=_DEGREES,
            long=_DEGREES,
            media_url=MAYBE,
        ),
    ),
    "filed": _list(
        "service_requests",
        _things(service_request_id=STRING, service_notice=STRING, account_id=MAYBE),
    ),
    "tokens": _list("service_requests", _things(service_request_id=STRING, token=STRING)),
}


def discovery(address: str, say: Say) -> dict[str, Any]:
    return {
        "changeset": CHANGED,
        "contact": say("open311-contact").words,
        "key_service": f"{address}/open311/",
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": f"{address}/open311/v2",
                "changeset": CHANGED,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }


def describe(address: str, town: Town, say: Say) -> dict[str, Any]:
    name = town.name.text(say.language)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(
            endpoint, town, say
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": say("open311-title", town=name).words,
            "description": say("open311-about", town=name).words,
            "version": VERSION,
        },
        "servers": [{"url": f"{address}/open311/v2"}],
        "paths": paths,
        "components": {"schemas": dict(SCHEMAS)},
    }


def _operation(endpoint: Endpoint, town: Town, say: Say) -> dict[str, Any]:
    status = "201" if endpoint.method == "POST" else "200"
    answers = {status: {"description": say(endpoint.title).words, "content": _content(endpoint)}}
    for error in endpoint.errors:
        # A picture has no format of its own: what is wrong with it is told in JSON.
        kinds = _both("errors") if endpoint.gives else _json("errors")
        answers[str(error)] = {"description": say(f"open311-s-{error}").words, "content": kinds}
    for error in (429, 503):
        answers[str(error)]["headers"] = {"Retry-After": {"schema": {"type": "string"}}}
    operation: dict[str, Any] = {
        "summary": say(endpoint.title).words,
        "parameters": [_parameter(p, say) for p in endpoint.parameters if p.where != "form"],
        "responses": answers,
    }
    if endpoint.method == "POST":
        content = {FORM: {"schema": _form(endpoint, town, say)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _form(endpoint: Endpoint, town: Town, say: Say) -> dict[str, Any]:
    fields = [p for p in endpoint.parameters if p.where == "form"]
    choices = {
        "service_code": [category.code for category in town.categories if not category.private],
        "address_id": [place.code for place in town.places],
        "attribute[place]": [place.code for place in town.places],
    }
    return {
        "type": "object",
        "properties": {
            p.name: {
                **p.schema,
                "description": say(p.about).words,
                **({"enum": choices[p.name]} if p.name in choices else {}),
            }
            for p in fields
        },
        "required": [p.name for p in fields if p.required],
        "oneOf": [
            {"required": ["lat", "long"]},
            {"required": ["address_string"]},
            {"required": ["address_id"]},
        ],
    }


def _parameter(parameter: Parameter, say: Say) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.where,
        "required": parameter.required,
        "description": say(parameter.about).words,
        "schema": dict(parameter.schema),
    }


def _content(endpoint: Endpoint) -> dict[str, Any]:
    if endpoint.gives is None:
        return {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}
    return _both(endpoint.gives)


def _both(schema: str) -> dict[str, Any]:
    return {**_json(schema), "text/xml": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
