"""What a dossier's template is given: its words in one language, everything else as text.

The words stand in ``templates/dossier/<language>.yaml``; what people wrote is only ever a value.
"""

from __future__ import annotations

import re
from datetime import UTC, date
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import yaml

from adapters.press import long_date
from casework.case import Language
from casework.enclosing import dossier_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from adapters.dossiers_looks import Seen
    from casework.dossier_parts import Contact, Door, Dossier, Exhibit, LeftOut, Told

Words = dict[str, Any]
_LANG = {
    Language.SIMPLIFIED: ("zh", "cn", "一、"),
    Language.TRADITIONAL: ("zh", "tw", "一、"),
    Language.ENGLISH: ("en", "gb", "1."),
}
_WIDTH, _HEIGHT = 150, 165  # millimetres of a picture, at most
_LONG_WORD = re.compile(r"[!-~]{24}(?=[!-~]{6})")
_NAMED = 12  # of what was left out for one reason
_NATURAL = 0.2  # millimetres a pixel: a small picture is not blown up


@cache
def words_of(folder: Path, language: Language) -> Words:
    """The dossier's own words in one language."""
    found: Words = yaml.safe_load((folder / f"{language}.yaml").read_text(encoding="utf-8"))
    kinds = yaml.safe_load((folder / "demands.yaml").read_text(encoding="utf-8"))
    return {**found, "demands": {name: told[language] for name, told in kinds.items()}}


def in_words(demands: Iterable[str], words: Words) -> str:
    """What is asked for, as it was found: one a line. What a desk added itself has no words."""
    return "\n".join(words["demands"][one] for one in demands if one in words["demands"])


def _demand(dossier: Dossier, words: Words) -> str:
    """In a person's words; else as it was found, and where the complainant's own words are."""
    if dossier.demand:
        return _breakable(dossier.demand)
    found = in_words(dossier.demands, words)
    return "\n".join(filter(None, [found, words["no_demand"]]))


def pages(
    dossier: Dossier,
    seen: Iterable[Seen],
    left_out: Iterable[LeftOut],
    words: Words,
    desk: str,
) -> Mapping[str, Any]:
    """All that the template says."""
    seen = list(seen)
    left = list(left_out)
    lang, region, numbering = _LANG[dossier.language]
    made = dossier.as_of.astimezone(UTC)
    return {
        "lang": lang,
        "region": region,
        "script": dossier.language,
        "numbering": numbering,
        "title": words["title"],
        "desk": desk,
        "case": dossier.case_number,
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "words": {name: text for name, text in words.items() if isinstance(text, str)},
        "heads": words["heads"],
        "columns": words["columns"],
        "cover": _cover(dossier, words, desk),
        "notes": [words["masked" if dossier.masks else "unmasked"], words["confidential"]],
        "facts": [_fact(dossier, words, name, value) for name, value in _told(dossier)],
        "demand": _demand(dossier, words),
        "said": [_said(one, left, words) for one in dossier.said],
        "story": [[f"{on}", _told_as(what, words)] for on, what in dossier.story],
        "contacts": [_contact(one, words) for one in dossier.contacts],
        "exhibits": [_exhibit(one, seen, left, words) for one in dossier.exhibits],
        "pictures": [_picture(one, words) for one in seen if one.file],
        "in_words": list(dossier.in_words),
        "missing": list(dossier.missing),
        "routes": [_route(one, dossier.language, words) for one in dossier.routes],
        "left_out": _left(left, words),
        "about": [*words["about"], words["signs"]],
    }


def where_to_fetch(dossier: Dossier, words: Words, public: str, originals: bytes) -> list[str]:
    """Where originals are that do not travel with the papers, and their digest.

    The code and the last day are in the letter: the papers are the same before and after it.
    """
    name = dossier_names(dossier.case_number)[1]
    said = words["fetch"].format(page=f"{public}/originals", name=name, size=f"{len(originals):,}")
    return [said, sha256(originals).hexdigest()]


def _cover(dossier: Dossier, words: Words, desk: str) -> list[list[str]]:
    about = {name: value for name, value in dossier.facts if name in {"respondent", "category"}}
    return [
        [words["prepared_for"], dossier.body],
        [words["prepared_by"], desk],
        *([words["facts"][name], str(value)] for name, value in about.items() if value),
        [words["as_of"], f"{dossier.as_of:%Y-%m-%d %H:%M} ({_zone(dossier.as_of)})"],
    ]


def _zone(at: datetime) -> str:
    offset = f"{at:%z}"
    return f"UTC{offset[:3]}:{offset[3:5]}" if at.utcoffset() else "UTC"


def _told(dossier: Dossier) -> list[tuple[str, str | date | bool]]:
    """The facts that say something; whether it is authorised is said in any case."""
    return [one for one in dossier.facts if one[1] or one[0] in {"authorised", "was_asked"}]


def _fact(dossier: Dossier, words: Words, name: str, value: str | date | bool) -> list[str]:  # noqa: FBT001  a fact may be yes or no
    match value:
        case bool():
            answer = words["authorised" if name == "authorised" else "answers"]
            return [words["facts"][name], answer["yes" if value else "no"]]
        case date():
            return [words["facts"][name], long_date(value, dossier.language)]
        case str():
            return [words["facts"][name], value]


def _said(one: Told, left: list[LeftOut], words: Words) -> dict[str, str]:
    party, number = words["parties"][one.party], words["message"].format(number=one.number)
    when = words["message_head"].format(party=party, at=f"{one.at:%Y-%m-%d %H:%M}")
    cut = [it for it in left if it.kind == "message" and it.name == str(one.number)]
    return {
        "head": f"{number}  ·  {when}",
        "subject": _breakable(one.subject),
        "text": _breakable(one.text) or words["no_text"],
        "note": words["why"][cut[0].why] if cut else "",
        "sha256": one.sha256,
    }


def _breakable(text: str) -> str:
    """No word runs over the edge of the paper, however long somebody made it."""
    return _LONG_WORD.sub("\\g<0>\u200b", text)


def _told_as(what: str, words: Words) -> str:
    """``came body`` by itself; of a letter its kind is enough, unless it is told by its party."""
    told, kind = words["told"], what.partition(" ")[0]
    return str(told.get(what) or told.get(kind) or told["other"])


def _contact(one: Contact, words: Words) -> dict[str, str]:
    party = words["parties"][one.party]
    came = not one.what
    return {
        "at": f"{one.at:%Y-%m-%d %H:%M}",
        "what": _told_as(f"came {one.party}" if came else f"{one.what} {one.party}", words),
        "who": words["from_to"]["came" if came else "went"].format(party=party),
        "state": "" if came else words["states"].get(one.state, one.state),
        "sha256": one.sha256 or "-" * 64,
        "message_id": one.message_id,
        "answer": one.answer,
    }


def _exhibit(one: Exhibit, seen: list[Seen], left: list[LeftOut], words: Words) -> dict[str, str]:
    look = next((it for it in seen if it.exhibit.number == one.number), None)
    gone = next((it for it in left if it.kind == "file" and it.number == one.number), None)
    original = words["original"].format(name=one.stored_as)
    return {
        "number": str(one.number),
        "name": _breakable(one.name),
        "kind": f"{_kind(one, look, words)}  ·  {one.size:,} B",
        "original": words["not_original"].format(why=words["why"][gone.why]) if gone else original,
        "shows": " / ".join(one.shows) or "-",
        "came": f"{one.came_at:%Y-%m-%d %H:%M}",
        "by": words["parties"][one.party],
        "sha256": one.enclosed.sha256,
    }


def _kind(one: Exhibit, look: Seen | None, words: Words) -> str:
    """What it is by its own bytes, in signs that need no language, as far as that goes."""
    kind = look.kind if look else ""
    name, counted = kind.partition(" ")[0].rstrip(","), re.findall(r"\d[\d,]*", kind)
    if kind.endswith("pixels"):
        return f"{name}, {' x '.join(counted)} px"
    if name == "PDF" and counted:
        return f"{name}, {words['sheets'].format(count=counted[0])}"
    return one.media_type


def _picture(one: Seen, words: Words) -> dict[str, Any]:
    wide, high = one.size
    scale = min(_WIDTH / wide, _HEIGHT / high, _NATURAL)
    return {
        "head": words["picture"].format(number=one.exhibit.number, name=one.exhibit.name),
        "file": one.file,
        "width": round(wide * scale, 2),
        "height": round(high * scale, 2),
        "sha256": one.exhibit.enclosed.sha256,
    }


def _route(one: Door, language: Language, words: Words) -> dict[str, Any]:
    notes = []
    if one.clock:
        count, _, unit = one.clock.partition(" ")
        period = words["count"].format(count=count, unit=words["units"].get(unit, unit))
        notes.append([words["clock"], period])
    if one.bar_on:
        notes.append([words["bar_on"], long_date(one.bar_on, language)])
    if one.role == "this one" and not one.asks:
        notes.append(["", words["no_preconditions"]])
    return {
        "head": f"{words['routes'][one.role]}: {one.name}",
        "rows": [[_of_them(asked, words), words["answers"][known]] for asked, known in one.asks],
        "notes": notes,
    }


def _of_them(asked: str, words: Words) -> str:
    """Packs speak to the complainant, papers for others of them."""
    return asked.replace("您", words["parties"]["complainant"])


def _left(left: list[LeftOut], words: Words) -> list[list[str]]:
    """What was left out, together with whatever was for the same reason."""
    together: dict[tuple[str, str], list[str]] = {}
    for one in left:
        name = words["left_kinds"][one.kind].format(name=one.name)
        together.setdefault((one.kind, words["why"][one.why]), []).append(name)
    return [[_some(names), why] for (_, why), names in together.items()]


def _some(names: list[str]) -> str:
    more = len(names) - _NAMED
    shown = "; ".join(names[:_NAMED])
    return f"{shown}; … (+{more})" if more > 0 else shown
