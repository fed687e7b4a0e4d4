"""Logs for operators: events with a few plain facts, never what a person wrote or a secret."""

import logging
import sys

import structlog


def set_up(level: str) -> None:
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=False)
            if sys.stderr.isatty()
            else structlog.processors.LogfmtRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    # Of others' loggers only where, never what: their messages may repeat what people wrote.
    logging.basicConfig(level=max(number, logging.WARNING), format="%(levelname)s %(name)s")
    ours = logging.StreamHandler()
    ours.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.getLogger("nlu").handlers = [ours]
    logging.getLogger("nlu").propagate = False
    # These repeat what people wrote, or the addresses with the token, in their messages.
    for name in ("aiogram", "aiohttp", "sqlalchemy", "asyncio", "httpx", "apscheduler"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
