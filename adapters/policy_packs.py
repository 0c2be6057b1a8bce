"""YAML: a file becomes a Policy with its bodies, or every reason why not, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from adapters.calendar_files import OURS
from adapters.calendars import Calendars
from adapters.pack_checks import mistakes_of_body, mistakes_of_pack, named_bodies
from adapters.pack_format import BodyFile, PackFile
from adapters.pack_mistakes import in_form
from casework.courses import lengthened
from casework.policy import PackError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from casework.policy import Policy

ALL_BODIES = "*"  # in a desk's own addresses: every body, whatever its file says

_OPENS = "[{-?"  # what can begin a level below
_MOST_OPENED = 10_000  # in C too many levels end the program; in Python they are an error
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")


class Packs(dict[str, "Policy"]):
    """The packs of a desk, by id, and what they were made of.

    ``files`` are their own, by id. What is loaded later for the same desk, an earlier version
    of one of them, has the same addresses and the same calendars.
    """

    def __init__(self, folder: Path, body_addresses: Mapping[str, str]) -> None:
        """None yet."""
        super().__init__()
        self.folder, self.body_addresses = folder, dict(body_addresses)
        self.files: dict[str, Path] = {}


def calendars_of(packs: Mapping[str, Policy]) -> Calendars:
    """The calendars that these packs count by: the desk's own stand above ours."""
    return Calendars(packs.folder) if isinstance(packs, Packs) else Calendars()


def load_packs(folder: Path, body_addresses: Mapping[str, str] | None = None) -> Packs:
    """Every pack of a folder, by id. Raises PackError with all problems of all packs.

    ``body_addresses`` are the desk's own, by the body's id; that of "*" stands above all others.
    """
    packs = Packs(folder, body_addresses or {})
    problems = _bad_addresses(folder / "bodies", body_addresses or {})
    for path in sorted(folder.glob("*.yaml")):
        try:
            pack = load_pack(path, body_addresses)
        except PackError as error:
            problems.append(str(error))
            continue
        if pack.id in packs:
            problems.append(f"{path} has 1 problem:\n  id is {pack.id!r}, as in another pack here.")
        packs[pack.id], packs.files[pack.id] = pack, path
    problems += _lengthened(folder, packs)
    if problems:
        raise PackError("\n".join(problems))
    return packs


def _lengthened(folder: Path, packs: Mapping[str, Policy]) -> list[str]:
    """A desk's own version of a pack of ours may shorten the clock of a law, never lengthen it."""
    if folder.resolve() == OURS:
        return []
    ours = {id_: OURS / f"{id_}.yaml" for id_ in packs}
    told = {
        id_: lengthened(load_pack(path), packs[id_]) for id_, path in ours.items() if path.is_file()
    }
    return [f"{folder}: {id_}: {one}" for id_, all_ in told.items() for one in all_]


def load_pack(
    path: Path, body_addresses: Mapping[str, str] | None = None, calendars: Path | None = None
) -> Policy:
    """One pack. Raises PackError with every problem of the file and of its bodies at once.

    ``calendars``: the folder whose calendars it counts by, where that is not its own.
    """
    data, mistakes = _read(path)
    if mistakes:
        raise _error(path, mistakes)
    pack, mistakes = in_form(PackFile, data)
    bodies: dict[str, BodyFile] = {}
    if isinstance(data, dict):
        folder = path.parent / "bodies"
        bodies, theirs = _bodies(folder, data, body_addresses or {})
        counts_by = Calendars(calendars or path.parent)
        mistakes += [*mistakes_of_pack(data, bodies, _files(folder), counts_by), *theirs]
    if mistakes or pack is None:
        raise _error(path, mistakes)
    return pack.value(bodies)


def _error(path: Path, mistakes: list[str]) -> PackError:
    count = f"{len(mistakes)} problem{'s' if len(mistakes) != 1 else ''}"
    return PackError("\n  ".join([f"{path} has {count}:", *mistakes]))


class _Once:
    """Unlike YAML's own: a key that is there twice is a mistake, not the last one's."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002  PyYAML's signature
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        problem=f"{key.value!r} is there twice", problem_mark=key.start_mark
                    )
                seen.add(key.value)
        found: dict[Any, Any] = super().construct_mapping(node, deep)  # type: ignore[misc]  # a loader's
        return found


class _Loader(_Once, yaml.SafeLoader):
    """Safe, and it says in words what it does not understand."""


class _Quick(_Once, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # either
    """The same in C, where that is there: four times as quick, which every command waits for."""


def _read(path: Path) -> tuple[object, list[str]]:
    try:
        return _loaded(path.read_text("utf-8")), []
    except FileNotFoundError:
        return None, ["there is no such file."]
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # not UTF-8; a day of no month
        return None, [f"it is not YAML: {' '.join(str(error).split())}"]


def _loaded(text: str) -> object:
    if sum(map(text.count, _OPENS)) > _MOST_OPENED:
        return yaml.load(text, _Loader)  # noqa: S506  it is a SafeLoader
    try:
        found = yaml.load(text, _Quick)  # noqa: S506  it is a SafeLoader
    except (yaml.YAMLError, ValueError):  # once more, for the words
        return yaml.load(text, _Loader)  # noqa: S506  it is a SafeLoader
    repr(found)  # what is too deep to be told of is too deep
    return found


def _bodies(
    folder: Path, pack: dict[Any, Any], addresses: Mapping[str, str]
) -> tuple[dict[str, BodyFile], list[str]]:
    """The bodies that a pack names, and every mistake in their files."""
    bodies: dict[str, BodyFile] = {}
    mistakes: list[str] = []
    for name in named_bodies(pack):
        if name not in _files(folder):
            continue  # the pack's mistake, and told as such
        body, theirs = _body(folder / f"{name}.yaml", _files(folder))
        mistakes += [f"bodies/{name}.yaml: {one}" for one in theirs]
        if body is not None:
            own = addresses.get(ALL_BODIES) or addresses.get(name)
            bodies[name] = body.model_copy(update={"address": own}) if own else body
    return bodies, mistakes


def _files(folder: Path) -> set[str]:
    return {one.stem for one in folder.glob("*.yaml")}


def _body(file: Path, files: Collection[str]) -> tuple[BodyFile | None, list[str]]:
    data, mistakes = _read(file)
    if mistakes:
        return None, mistakes
    body, mistakes = in_form(BodyFile, data)
    if isinstance(data, dict):
        mistakes += mistakes_of_body(data, file.stem, files)
    return body, mistakes


def _bad_addresses(folder: Path, addresses: Mapping[str, str]) -> list[str]:
    """A desk's own address that would never be used, or never arrive."""
    strangers = [
        f"there is no {folder / name}.yaml, for which the desk has an address of its own."
        for name in addresses
        if name != ALL_BODIES and name not in _files(folder)
    ]
    wrong = [
        f"the desk's own address of {name} is {address!r}; it should be one such as name@host."
        for name, address in addresses.items()
        if not _ADDRESS.fullmatch(address)
    ]
    return strangers + wrong
