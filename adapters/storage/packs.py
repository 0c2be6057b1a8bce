"""The versions of policy packs that this desk has had, in their own words.

A case follows the version that it began with until a person adopts another one for it. So
every version is kept as it was loaded; one that is not among the packs any more is read
from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from adapters.pack_sources import differences, digest_of, read_texts, texts_of
from adapters.policy_packs import Packs
from adapters.storage.base import Base, Moment
from adapters.storage.models import CaseRow, DecisionRow
from casework.case import Stage
from casework.decisions import DecisionKind
from casework.policy import PackError, chosen
from casework.versions import doubts, effective

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions
    from casework.policy import Policy


class PackVersionRow(Base):
    """A version of a pack as it was first loaded: its file and those of its bodies, by name."""

    __tablename__ = "pack_version"

    pack: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    texts: Mapped[dict[str, Any]]
    kept_at: Mapped[Moment]


@dataclass(frozen=True, slots=True, kw_only=True)
class InUse:
    """A version that open cases follow, how many, and where it is: loaded, kept or nowhere."""

    pack: str
    version: str
    cases: int
    policy: Policy | None
    is_loaded: bool


async def keep(sessions: Sessions, packs: Packs, at: datetime) -> None:
    """Keep the version of every pack that was loaded. Safe to repeat.

    Raises PackError where a version is there already and says something else.
    """
    problems: list[str] = []
    for id_, path in packs.files.items():
        try:
            problems += await _keep(sessions, packs[id_], path, at)
        except IntegrityError:  # another process of the desk was quicker
            problems += await _keep(sessions, packs[id_], path, at)
    if problems:
        raise PackError("\n".join(problems))


async def _keep(sessions: Sessions, pack: Policy, path: Path, at: datetime) -> list[str]:
    """One version; what is wrong where its name was used before for something else."""
    texts = texts_of(path)
    digest = digest_of(texts)
    async with sessions.begin() as session:
        row = await session.get(PackVersionRow, (pack.id, pack.version))
        if row is None:
            session.add(
                PackVersionRow(
                    pack=pack.id, version=pack.version, sha256=digest, texts=dict(texts), kept_at=at
                )
            )
            return []
    return [] if row.sha256 == digest else _reused(row, texts, path)


def _reused(row: PackVersionRow, texts: Mapping[str, str], path: Path) -> list[str]:
    """Other words that mean the same, a comment or an order, are no other version."""
    try:
        differ = differences(read_texts(row.texts, {}, None), read_texts(texts, {}, None))
    except PackError:
        differ = ["what was kept cannot be read by this version of the program"]
    if not differ:
        return []
    told = (
        f"{path} says that it is version {row.version}, and is not the {row.version} that this "
        f"desk has kept since {row.kept_at:%Y-%m-%d}, by which cases may run. It differs in: "
        f"{', '.join(differ)}. Raise its version: a case goes over when a person adopts it."
    )
    return [told]


async def policy_of(
    session: AsyncSession, packs: Mapping[str, Policy], pack: str, version: str
) -> Policy | None:
    """The pack of this version: the loaded one, else the kept one; none where it is nowhere."""
    loaded = packs.get(pack)
    if loaded is not None and loaded.version == version:
        return loaded
    row = await session.get(PackVersionRow, (pack, version))
    return _readable(row, packs) if row is not None else None


_READ: dict[tuple[object, ...], Policy] = {}
"""Read once: it takes longer to read a pack than to carry a case on."""


def _readable(row: PackVersionRow, packs: Mapping[str, Policy]) -> Policy | None:
    """A kept version with the desk's own addresses; none where this program cannot read it."""
    addresses = packs.body_addresses if isinstance(packs, Packs) else {}
    folder = packs.folder if isinstance(packs, Packs) else None
    key = (row.sha256, folder, *sorted(addresses.items()))
    if key not in _READ:
        try:
            _READ[key] = read_texts(row.texts, addresses, folder)
        except PackError:  # of an earlier program, whose format was another one
            return None
    return _READ[key]


def stand_in(packs: Mapping[str, Policy], pack: str) -> Policy:
    """A pack in whose zone and language a case without its own can be shown to a person.

    Raises PackError where the desk has none at all.
    """
    if not packs:
        raise PackError("there is no pack: set OMBUD_PACKS_FOLDER to a folder with one")
    return packs.get(pack) or next(iter(packs.values()))


def missing(pack: str, version: str) -> str:
    """In words, that a case cannot be carried on by its own rules."""
    return (
        f"its rules, {pack} {version}, are neither among the desk's packs nor kept in its "
        "database: put that file back, or adopt a version that is there"
    )


async def kept_of(session: AsyncSession, packs: Mapping[str, Policy], pack: str) -> list[Policy]:
    """Every kept version of a pack that can be read, the latest kept first."""
    mine = select(PackVersionRow).where(PackVersionRow.pack == pack)
    rows = await session.scalars(mine.order_by(PackVersionRow.kept_at.desc()))
    return [one for one in (_readable(row, packs) for row in rows) if one is not None]


async def version_of(
    sessions: Sessions, packs: Mapping[str, Policy], pack: str, version: str
) -> Policy | None:
    """The pack of this version, loaded or kept; none where it is nowhere."""
    async with sessions() as session:
        return await policy_of(session, packs, pack, version)


async def effective_pack(
    sessions: Sessions, packs: Mapping[str, Policy], name: str, now: datetime
) -> Policy:
    """The version of a pack that new cases follow now. Raises PackError where there is no pack."""
    loaded = chosen(packs, name)
    day = now.astimezone(loaded.zone).date()
    if loaded.in_force.on(day):
        return loaded
    async with sessions() as session:
        return effective(loaded, await kept_of(session, packs, name), day)


async def being_adopted(session: AsyncSession, numbers: Sequence[str]) -> frozenset[str]:
    """Those of these cases for which a person has adopted a version that is not noted yet."""
    theirs = select(DecisionRow.case_number).where(
        DecisionRow.case_number.in_(numbers),
        DecisionRow.kind == DecisionKind.ADOPT,
        DecisionRow.noted_at.is_(None),
    )
    return frozenset(await session.scalars(theirs))


async def doubts_of(
    sessions: Sessions, packs: Mapping[str, Policy], name: str, now: datetime
) -> list[str]:
    """What a person has to know of the packs: out of their time, not reviewed, or missing."""
    pack = await effective_pack(sessions, packs, name, now)
    gone = [
        f"{_cases(one.cases)} {one.pack} {one.version}, which is neither among the desk's packs "
        "nor kept in its database: put that file back, or adopt a version that is there."
        for one in await in_use(sessions, packs)
        if one.policy is None
    ]
    return [*doubts(pack, now.astimezone(pack.zone).date()), *gone]


def _cases(many: int) -> str:
    return "1 open case follows" if many == 1 else f"{many} open cases follow"


async def in_use(sessions: Sessions, packs: Mapping[str, Policy]) -> list[InUse]:
    """Every version that an open case follows."""
    counted = (
        select(CaseRow.pack, CaseRow.pack_version, func.count())
        .where(CaseRow.stage != Stage.CLOSED)
        .group_by(CaseRow.pack, CaseRow.pack_version)
        .order_by(CaseRow.pack, CaseRow.pack_version)
    )
    async with sessions() as session:
        found = [(row[0], row[1], row[2]) for row in await session.execute(counted)]
        return [
            InUse(
                pack=pack,
                version=version,
                cases=cases,
                policy=await policy_of(session, packs, pack, version),
                is_loaded=pack in packs and packs[pack].version == version,
            )
            for pack, version, cases in found
        ]
