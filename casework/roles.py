"""Who may do what: roles, and the deeds that each of them is there for."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is here for; everybody has one."""

    HANDLER = "handler"
    APPROVER = "approver"
    MANAGER = "manager"
    AUDITOR = "auditor"
    """Reads everything and changes nothing."""
    ADMIN = "admin"
    """Keeps the accounts; that takes no look into any case."""


class Deed(StrEnum):
    """What a page or a command does."""

    READ = "read cases and mail"
    HANDLE = "work on cases and mail"
    AUDIT = "read the access log"
    RESTRICT = "say who may see a case"
    KEEP_ACCOUNTS = "keep the accounts"


MAY: dict[Role, frozenset[Deed]] = {
    Role.HANDLER: frozenset({Deed.READ, Deed.HANDLE}),
    Role.APPROVER: frozenset({Deed.READ, Deed.HANDLE}),
    Role.MANAGER: frozenset({Deed.READ, Deed.HANDLE, Deed.AUDIT, Deed.RESTRICT}),
    Role.AUDITOR: frozenset({Deed.READ, Deed.AUDIT}),
    Role.ADMIN: frozenset({Deed.KEEP_ACCOUNTS}),
}
SEES_ALL = frozenset({Role.MANAGER, Role.AUDITOR})  # also what is restricted to some


def may(role: Role, deed: Deed) -> bool:
    """Whether somebody of this role may do this. Which letters they may approve, the pack says."""
    return deed in MAY[role]
