"""The list of materials as it is shown: ticked or not, what is still missing, what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from community.hall import checklist
from config.texts import Say, Text, join
from config.town import Service, Town
from config.town.hall import Brought
from handlers.hall.doors import ShowItem
from handlers.hall.guide.card import going
from handlers.hall.guide.words import (
    counted,
    listed,
    material_name,
    remark,
    wanted,
    why_visit,
)
from handlers.reply import Keyboard, button

ASK, NOWHERE = -2, -1
BOXES = {False: "☐", True: "☑"}


class Tick(CallbackData, prefix="item-tick"):
    """Puts a tick, or takes it away: what it says, however often it is pressed."""

    code: str
    material: str
    on: bool
    proxy: bool


class ForWhom(CallbackData, prefix="item-for-whom"):
    code: str
    proxy: bool


class PutPhoto(CallbackData, prefix="item-photo"):
    """Puts a photo to a material. Materials go by their place in the item: codes are too long."""

    code: str
    proxy: bool
    file: str
    at: int
    """Where it lies now; `NOWHERE` for a photo that found no place."""
    to: int
    """`ASK` for the question where, `NOWHERE` to leave it out."""


class Sample(CallbackData, prefix="item-sample"):
    code: str
    form: str
    proxy: bool


class FillIn(CallbackData, prefix="item-fill"):
    code: str
    form: str
    proxy: bool


@dataclass(frozen=True)
class Listed:
    """An item's list for one person: what is ready, with or without a photo, and who comes."""

    service: Service
    ready: Mapping[str, str | None]
    proxy: bool

    @property
    def materials(self) -> Sequence[Brought]:
        return wanted(self.service, proxy=self.proxy)

    def missing(self, town: Town) -> Sequence[Brought]:
        return checklist.missing(town, self.service, self.ready, proxy=self.proxy)

    def next_for_a_photo(self) -> str | None:
        """Give the first that is missing, else the first without a photo."""
        codes = [brought.material for brought in self.materials]
        unticked = [code for code in codes if code not in self.ready]
        bare = [code for code in codes if self.ready.get(code) is None]
        return next(iter([*unticked, *bare]), None)


def list_text(shown: Listed, say: Say, town: Town) -> Text:
    service = shown.service
    whom = say("item-list-proxy" if shown.proxy else "item-list-own")
    lines = [_line(brought, shown, say, town) for brought in shown.materials]
    return join(
        [
            say("item-list-head", name=service.name.text(say.language), whom=whom),
            join(lines),
            _what_next(shown, say, town),
        ],
        "\n\n",
    )


def _line(brought: Brought, shown: Listed, say: Say, town: Town) -> Text:
    box = BOXES[brought.material in shown.ready]
    name, note = counted(brought, say, town), remark(brought, say, town)
    if note:
        line = say("item-list-line-note", box=box, name=name, note=note)
    else:
        line = say("item-list-line", box=box, name=name)
    return line + say("item-has-photo") if shown.ready.get(brought.material) else line


def _what_next(shown: Listed, say: Say, town: Town) -> Text:
    """Say what is missing, or which of the two ways is open now."""
    missing = shown.missing(town)
    if missing:
        names = listed([material_name(b.material, say, town) for b in missing], say)
        one = len(missing) == 1
        lacks = say("item-lacks-one" if one else "item-lacks", n=len(missing), names=names)
        return join([lacks, say("item-list-how")])
    if shown.service.online:
        return say("item-ready-online")
    return join([say("item-ready-visit"), why_visit(shown.service, say)])


def list_keyboard(shown: Listed, say: Say, town: Town) -> Keyboard:
    service, proxy = shown.service, shown.proxy
    rows = [
        [button(_label(brought, shown, say, town), _toggle(brought, shown), many=True)]
        for brought in shown.materials
    ]
    rows += _forms(shown, say, town)
    if any(brought.proxy for brought in service.materials):
        other = say("item-for-myself" if proxy else "item-for-another")
        rows.append([button(other, ForWhom(code=service.code, proxy=not proxy), many=True)])
    if not shown.missing(town):
        rows.append(going(service, say) if service.online else going(service, say)[:1])
    rows.append([button(say("item-back"), ShowItem(code=service.code), many=True)])
    return rows


def _label(brought: Brought, shown: Listed, say: Say, town: Town) -> str:
    return f"{BOXES[brought.material in shown.ready]} {counted(brought, say, town)}"


def _toggle(brought: Brought, shown: Listed) -> Tick:
    return Tick(
        code=shown.service.code,
        material=brought.material,
        on=brought.material not in shown.ready,
        proxy=shown.proxy,
    )


def _forms(shown: Listed, say: Say, town: Town) -> list[list[InlineKeyboardButton]]:
    """Offer for each paper that has fields its sample, and to fill it in here."""
    rows = []
    for brought in shown.materials:
        code = town.material(brought.material).form
        if code is None:
            continue
        name = town.form(code).name.text(say.language)
        sample = Sample(code=shown.service.code, form=code, proxy=shown.proxy)
        fill = FillIn(code=shown.service.code, form=code, proxy=shown.proxy)
        rows.append(
            [
                button(say("item-sample", form=name), sample, many=True),
                button(say("item-fill", form=name), fill, many=True),
            ]
        )
    return rows


def where_to(asked: PutPhoto, shown: Listed, say: Say, town: Town) -> Keyboard:
    """Offer the materials to which a photo may belong."""
    offered = [
        (n, brought.material)
        for n, brought in enumerate(shown.service.materials)
        if n != asked.at and (shown.proxy or not brought.proxy)
    ]
    return [
        *(
            [button(material_name(code, say, town), _going(asked, n), many=True)]
            for n, code in offered
        ),
        [button(say("item-photo-none"), _going(asked, NOWHERE), many=True)],
    ]


def _going(asked: PutPhoto, to: int) -> PutPhoto:
    return asked.model_copy(update={"to": to})
