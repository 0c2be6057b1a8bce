"""The list of cases: filtered, searched, sorted, page by page."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from fastapi.responses import HTMLResponse  # noqa: TC002  FastAPI reads it

from adapters.storage.case_lists import NOBODY, Sort, Wanted
from casework.case import Language, Stage
from console.guards import Hidden, OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.render import show

if TYPE_CHECKING:
    from console.desk import Desk

_ROWS = 50  # on one page
_MORE = ("category", "respondent", "owner", "pack", "language")


_FIELDS = frozenset({"text", "stage", *_MORE, "needs_staff", "overdue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which cases are looked at, as the address says; nothing said means all of them."""

    text: str = ""
    stage: str = ""
    category: str = ""
    respondent: str = ""
    owner: str = ""
    pack: str = ""
    language: str = ""
    needs_staff: bool = False
    overdue: bool = False
    mine: bool = False
    sort: Sort = Sort.DUE
    page: int = 1

    def wanted(self, account: str) -> Wanted:
        """The same, for whoever looks, without the order and the page."""
        facts = {one.name: getattr(self, one.name) for one in fields(Wanted) if one.name in _FIELDS}
        return Wanted(**(facts | {"owner": account} if self.mine else facts))

    @property
    def is_narrow(self) -> bool:
        """Whether anything is filtered."""
        return replace(self, sort=Sort.DUE, page=1) != Asked()

    @property
    def has_more(self) -> bool:
        """Whether one of the filters that are folded away is set."""
        return any(getattr(self, one) for one in _MORE)

    def link(self, **changes: object) -> str:
        """The address of this list, or of one that differs from it, from its first page on."""
        usual = Asked()
        facts = {one.name: getattr(self, one.name) for one in fields(self)} | {"page": 1} | changes
        said = {name: _said(one) for name, one in facts.items() if one != getattr(usual, name)}
        return f"/cases?{urlencode(said)}" if said else "/cases"


def _said(value: object) -> str:
    return "true" if value is True else str(value)


def asked(  # noqa: PLR0913, PLR0917  the fields of a form
    text: str = "",
    stage: str = "",
    category: str = "",
    respondent: str = "",
    owner: str = "",
    pack: str = "",
    language: str = "",
    needs_staff: bool = False,  # noqa: FBT001, FBT002  a tick box
    overdue: bool = False,  # noqa: FBT001, FBT002  a tick box
    mine: bool = False,  # noqa: FBT001, FBT002  a tick box
    sort: Sort = Sort.DUE,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Asked:
    """Those of an address; a stage that there is none of is no stage."""
    return Asked(
        text=text.strip(),
        stage=stage if stage in set(Stage) else "",
        category=category,
        respondent=respondent,
        owner=owner,
        pack=pack,
        language=language,
        needs_staff=needs_staff,
        overdue=overdue,
        mine=mine,
        sort=sort,
        page=page,
    )


async def list_(
    request: Request,
    desk: OurDesk,
    person: Someone,
    hidden: Hidden,
    asked: Annotated[Asked, Depends(asked)],
) -> HTMLResponse:
    """The cases that are looked for, what is due first on top."""
    wanted = replace(asked.wanted(person.account), hidden=hidden)
    found = await desk.lists.find(wanted, desk.wall(), sort=asked.sort, page=asked.page, rows=_ROWS)
    return show(
        request,
        "cases.html",
        asked=asked,
        lines=found.lines,
        count=found.count,
        first=(asked.page - 1) * _ROWS + 1,
        pages=-(-found.count // _ROWS),
        nobody=NOBODY,
        stages=list(Stage),
        sorts=list(Sort),
        **await _choices(desk),
    )


async def _choices(desk: Desk) -> dict[str, Any]:
    """What can be chosen from in the filters, each with its name."""
    return {
        "categories": {
            one.id: one.names for pack in desk.packs.values() for one in pack.categories
        },
        "respondents": {one.id: one.name for one in await desk.views.respondents()},
        "owners": {one.account: one.name for one in await desk.accounts.all()},
        "packs": sorted(desk.packs),
        "languages": list(Language),
    }
