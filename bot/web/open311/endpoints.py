"""What there is to ask and to hand in: one table, of which the OpenAPI and the page are made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.web.open311.asked import LAST_PAGE, LONGEST_LIST, MOST_ON_A_PAGE
from bot.web.open311.given import LONGEST_ADDRESS, LONGEST_DESCRIPTION

Place = Literal["path", "query", "header", "form"]

STRING: Mapping[str, Any] = {"type": "string"}
DEGREES = r"^[+-]?[0-9]{1,3}(\.[0-9]{1,20})?$"
_DAY = r"20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})"
MOMENT: Mapping[str, Any] = {"type": "string", "pattern": rf"^{_DAY}(T{_TIME})?$"}


@dataclass(frozen=True)
class Parameter:
    """`about` is the id of the text that explains it."""

    name: str
    where: Place
    about: str
    schema: Mapping[str, Any]
    required: bool = False


@dataclass(frozen=True)
class Endpoint:
    """`path` is told below /open311/v2; `gives` names a schema, None for a picture."""

    method: Literal["GET", "POST"]
    path: str
    title: str
    gives: str | None
    parameters: tuple[Parameter, ...]
    errors: tuple[int, ...]
    example: str


def _q(name: str, about: str, **schema: Any) -> Parameter:
    return Parameter(name, "query", about, {"type": "string", **schema})


def _f(name: str, about: str, *, required: bool = False, **schema: Any) -> Parameter:
    return Parameter(name, "form", about, {"type": "string", **schema}, required)


FORMAT = Parameter("format", "path", "open311-p-format", {"enum": ["json", "xml"]}, required=True)
JURISDICTION = _q("jurisdiction_id", "open311-p-jurisdiction")
LANGUAGE = Parameter("Accept-Language", "header", "open311-p-language", STRING)
CODE = Parameter(
    "service_code", "path", "open311-p-code",
    {"type": "string", "pattern": r"^[A-Za-z0-9_-]{1,40}$"}, required=True,
)  # fmt: skip
NUMBER: Mapping[str, Any] = {"type": "string", "pattern": r"^R-20\d{2}-\d{6}$"}
READ = (FORMAT, JURISDICTION, LANGUAGE)

ENDPOINTS = (
    Endpoint(
        "GET", "/discovery.{format}", "open311-e-discovery", "discovery", READ, (404, 429, 503),
        "/discovery.json",
    ),
    Endpoint(
        "GET", "/services.{format}", "open311-e-services", "services", READ, (404, 429, 503),
        "/services.json",
    ),
    Endpoint(
        "GET", "/services/{service_code}.{format}", "open311-e-service", "service_definition",
        (CODE, *READ), (404, 429, 503), "/services/facilities.xml",
    ),
    Endpoint(
        "GET", "/requests.{format}", "open311-e-requests", "service_requests",
        (
            _q("service_request_id", "open311-p-numbers", maxLength=LONGEST_LIST),
            _q("service_code", "open311-p-codes", maxLength=LONGEST_LIST),
            _q("start_date", "open311-p-start", **MOMENT),
            _q("end_date", "open311-p-end", **MOMENT),
            _q("status", "open311-p-status", enum=["open", "closed", "open,closed"]),
            Parameter("page", "query", "open311-p-page",
                      {"type": "integer", "minimum": 1, "maximum": LAST_PAGE}),
            Parameter("page_size", "query", "open311-p-page-size",
                      {"type": "integer", "minimum": 1, "maximum": MOST_ON_A_PAGE}),
            *READ,
        ),
        (400, 404, 429, 503),
        "/requests.json?status=open&service_code=facilities,traffic&page_size=50",
    ),
    Endpoint(
        "POST", "/requests.{format}", "open311-e-post", "filed",
        (
            _f("api_key", "open311-p-key", maxLength=200),
            Parameter("X-Api-Key", "header", "open311-p-key-header", STRING),
            _f("service_code", "open311-p-code", required=True),
            _f("description", "open311-p-description", required=True, minLength=1,
               maxLength=LONGEST_DESCRIPTION),
            _f("lat", "open311-p-lat", pattern=DEGREES),
            _f("long", "open311-p-long", pattern=DEGREES),
            _f("address_string", "open311-p-address", minLength=1, maxLength=LONGEST_ADDRESS),
            _f("address_id", "open311-p-address-id"),
            _f("attribute[place]", "open311-p-place"),
            _f("media_url", "open311-p-media"),
            *(_f(name, "open311-p-person") for name in (
                "first_name", "last_name", "email", "phone", "account_id", "device_id")),
            FORMAT,
            LANGUAGE,
        ),
        (400, 403, 404, 413, 415, 429, 503),
        "/requests.json -d api_key=KEY -d service_code=facilities -d address_id=hq-b3"
        " --data-urlencode 'description=三号楼的路灯不亮'",
    ),
    Endpoint(
        "GET", "/requests/{service_request_id}.{format}", "open311-e-request", "service_requests",
        (Parameter("service_request_id", "path", "open311-p-number", NUMBER, required=True), *READ),
        (404, 429, 503), "/requests/R-2026-000123.xml",
    ),
    Endpoint(
        "GET", "/tokens/{token}.{format}", "open311-e-token", "tokens",
        (Parameter("token", "path", "open311-p-token", NUMBER, required=True), *READ),
        (404, 429, 503), "/tokens/R-2026-000123.json",
    ),
    Endpoint(
        "GET", "/photos/{file_id}.jpg", "open311-e-photo", None,
        (
            Parameter("file_id", "path", "open311-p-file",
                      {"type": "string", "pattern": r"^[A-Za-z0-9_-]{1,64}$"}, required=True),
            _q("thumb", "open311-p-thumb", enum=["0", "1"]),
        ),
        (404, 429, 503), "/photos/FILE.jpg?thumb=1",
    ),
)  # fmt: skip
