"""The desk as the console holds it: settings, record, packs, clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from adapters import settings
from adapters.dossiers_sheets import Sheets
from adapters.mailbox.reader import Bounds, Reader
from adapters.previews import Previews
from adapters.storage import packs as versions
from adapters.storage.access import Access
from adapters.storage.callers import Callers
from adapters.storage.case_lists import CaseLists
from adapters.storage.changes import Changes
from adapters.storage.dossiers import DossierShelf
from adapters.storage.duties import Duties
from adapters.storage.engine import open_engine, sessions
from adapters.storage.evidence import EvidenceStore
from adapters.storage.findings import Findings
from adapters.storage.mail_views import MailViews
from adapters.storage.reports import Reports
from adapters.storage.staff import Accounts
from adapters.storage.views import Views
from casework import policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncEngine

    from adapters.dossiers import Dossiers
    from adapters.policy_packs import Packs
    from adapters.settings import Settings
    from adapters.storage.engine import Sessions
    from adapters.storage.models import CaseRow
    from casework.policy import Policy


@dataclass(frozen=True)
class Desk:
    """What every page and every command starts from."""

    environment: Mapping[str, str] = field(repr=False)  # it holds secrets
    wall: Callable[[], datetime]

    @cached_property
    def settings(self) -> Settings:
        """What was set from outside. Raises SettingsError."""
        return settings.read(self.environment)

    @property
    def packs_folder(self) -> Path:
        """Where the packs lie; known without any other setting."""
        return settings.packs_folder(self.environment)

    @cached_property
    def engine(self) -> AsyncEngine:
        """The database."""
        return open_engine(self.settings.database_url)

    @cached_property
    def rows(self) -> Sessions:
        """Sessions on the database."""
        return sessions(self.engine)

    @cached_property
    def views(self) -> Views:
        """What people look at."""
        return Views(self.rows)

    @cached_property
    def lists(self) -> CaseLists:
        """The list of cases. Raises PackError where there is no pack."""
        return CaseLists(self.rows, self.pack.zone)

    @cached_property
    def duties(self) -> Duties:
        """What waits for a person."""
        return Duties(self.rows, self.packs, timedelta(hours=self.settings.held_alarm_hours))

    @cached_property
    def changes(self) -> Changes:
        """Whether anything has changed."""
        return Changes(self.rows)

    @cached_property
    def mail(self) -> MailViews:
        """What people look at of the mail."""
        return MailViews(self.rows)

    @cached_property
    def findings(self) -> Findings:
        """What was found out about cases."""
        return Findings(self.rows)

    @cached_property
    def callers(self) -> Callers:
        """The numbers that called people."""
        return Callers(self.rows)

    @cached_property
    def previews(self) -> Previews:
        """What looks at files, in a process of its own."""
        return Previews()

    @cached_property
    def dossiers(self) -> Dossiers:
        """What makes dossiers, in processes of their own."""
        from adapters.dossiers import Dossiers  # noqa: PLC0415  most commands make none

        return Dossiers.of(self.settings, seconds=20)

    @cached_property
    def sheets(self) -> Sheets:
        """What shows a dossier's pages, in a process of its own."""
        return Sheets()

    @cached_property
    def shelf(self) -> DossierShelf:
        """The dossiers that are kept."""
        return DossierShelf(self.rows)

    @cached_property
    def accounts(self) -> Accounts:
        """Who may log in."""
        return Accounts(self.rows)

    @cached_property
    def access(self) -> Access:
        """Who looked at what, and may."""
        return Access(self.rows)

    @cached_property
    def reports(self) -> Reports:
        """What reports are made of."""
        return Reports(self.rows)

    @cached_property
    def packs(self) -> Packs:
        """All packs. Raises PackError."""
        from adapters.policy_packs import load_packs  # noqa: PLC0415  most commands need no pack

        return load_packs(self.packs_folder, self.settings.body_addresses)

    def case_time(self, case: CaseRow) -> datetime:
        """The present of a case: the wall clock, and how far a demo desk has wound it forward."""
        return self.wall() + timedelta(seconds=case.ahead)

    @property
    def pack(self) -> Policy:
        """The pack that new cases follow. Raises PackError where there is none of this id."""
        return policy.chosen(self.packs, self.settings.pack)

    async def pack_now(self) -> Policy:
        """The version of it that new cases follow today. Raises PackError."""
        return await versions.effective_pack(self.rows, self.packs, self.settings.pack, self.wall())

    async def pack_of(self, case: CaseRow) -> Policy | None:
        """The version of its pack that a case follows; none where that is nowhere."""
        return await versions.version_of(self.rows, self.packs, case.pack, case.pack_version)

    async def packs_of(self, cases: Iterable[CaseRow]) -> dict[str, Policy | None]:
        """The same of many cases, by their numbers; each version is looked for once."""
        found: dict[tuple[str, str], Policy | None] = {}
        theirs: dict[str, Policy | None] = {}
        for one in cases:
            version = one.pack, one.pack_version
            if version not in found:
                found[version] = await self.pack_of(one)
            theirs[one.number] = found[version]
        return theirs

    async def pack_doubts(self) -> list[str]:
        """Why the desk's packs should not be trusted blindly, in words. Raises PackError."""
        return await versions.doubts_of(self.rows, self.packs, self.settings.pack, self.wall())

    @cached_property
    def reader(self) -> Reader:
        """What reads mail, in a process of its own."""
        return Reader(Bounds.of(self.settings))

    @cached_property
    def store(self) -> EvidenceStore:
        """Raw mail."""
        return EvidenceStore(self.settings.evidence_folder)
