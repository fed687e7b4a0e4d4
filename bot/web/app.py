"""One HTTP application: the page, the platforms' webhooks, health, and what Prometheus reads."""

import asyncio
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import metrics
from bot.web.edges import SafeHeaders
from bot.web.page import STATIC

log = structlog.get_logger()

READY_WITHIN = 2.0


def build(engine: AsyncEngine, *routers: APIRouter) -> FastAPI:
    app = FastAPI(title="Linli", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(SafeHeaders)
    app.include_router(_watch(engine))
    for router in routers:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), "static")

    @app.exception_handler(DBAPIError)
    @app.exception_handler(OSError)
    @app.exception_handler(TimeoutError)
    async def away(_: Request, error: Exception) -> Response:
        log.warning("the database is away", fault=type(error).__name__)
        return JSONResponse({"error": "try-again"}, 503, {"retry-after": "2"})

    return app


def _watch(engine: AsyncEngine) -> APIRouter:
    router = APIRouter()

    @router.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/ready")
    async def ready() -> Response:
        try:
            async with asyncio.timeout(READY_WITHIN), engine.begin() as connection:
                await connection.exec_driver_sql(
                    "insert into clock (id, ahead) values (1, interval '0')"
                    " on conflict (id) do update set ahead = clock.ahead"
                )
        except (DBAPIError, OSError, TimeoutError) as error:
            return JSONResponse({"status": "waiting", "fault": type(error).__name__}, 503)
        return JSONResponse({"status": "ready"})

    @router.get("/metrics")
    async def numbers() -> Response:
        async with engine.connect() as connection:
            found = await connection.exec_driver_sql(
                """select
                (select count(*) from inbox where done_at is null and parked_at is null),
                (select count(*) from outbox where sent_at is null and dead_at is null),
                (select extract(epoch from clock_timestamp() - min(received_at))
                   from inbox where done_at is null and parked_at is null)"""
            )
            row: Any = found.one()
        waiting_in, waiting_out, oldest = row
        metrics.waiting_in.set(waiting_in)
        metrics.waiting_out.set(waiting_out)
        metrics.oldest_in.set(float(oldest or 0))
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
