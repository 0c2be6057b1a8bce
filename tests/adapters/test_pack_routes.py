"""Where the shipped packs send people: the right doors, the wrong ones, and what is a law."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from adapters.policy_packs import load_packs
from casework.case import ComplainantType
from casework.policy import OWN_CHOICE, Policy
from casework.routes import bodies_for
from tests.adapters.packs import POLICIES
from tests.examples import ROOT

PACKS = load_packs(POLICIES)
REAL = [one for name, one in PACKS.items() if name != "example"]
CHINA, UK, TAIWAN = PACKS["cn-telecom"], PACKS["uk-communications"], PACKS["tw-consumer"]
COMPLAINTS = ROOT.parent / "shared" / "complaints"
PACK_OF = {"CN": CHINA, "GB": UK, "TW": TAIWAN}
CONSUMER, BUSINESS = ComplainantType.CONSUMER, ComplainantType.BUSINESS
every_real_pack = pytest.mark.parametrize("pack", REAL, ids=lambda one: one.id)


@pytest.mark.parametrize("category", ["refund_refused", "billing_dispute", "misleading_sales"])
def test_what_is_for_consumers_only_is_closed_to_a_company(category: str) -> None:
    """A 12315 complaint and the consumer association mediate for consumers, by law."""
    found = bodies_for(CHINA, category, BUSINESS, {})

    assert {"samr_complaint", "consumer_association"} <= {one for one, _ in found.wrong}
    assert {"court", "arbitration"} <= set(found.candidates)


def test_nobody_who_may_be_a_company_is_sent_to_a_consumers_door_first() -> None:
    """It is asked who complains; until then the doors that are open to all come first."""
    found = bodies_for(CHINA, "misleading_sales", ComplainantType.UNKNOWN, {})

    assert found.candidates[0] == "samr_report"
    assert found.candidates[-2:] == ("samr_complaint", "consumer_association")


def test_a_provider_that_is_known_to_be_none_has_no_scheme() -> None:
    """The ombudsman settles disputes with the complainant's own provider only."""
    known = {"respondent_is_provider": False}

    assert "uk_adr" in bodies_for(UK, "refund_refused", CONSUMER, {}).candidates
    assert "uk_adr" not in bodies_for(UK, "refund_refused", CONSUMER, known).candidates


@pytest.mark.parametrize(("asked_on", "weeks"), [(date(2026, 4, 7), 8), (date(2026, 4, 8), 6)])
def test_six_weeks_count_since_the_eighth_of_april(asked_on: date, weeks: int) -> None:
    """And eight for complaints first made before."""
    assert UK.answer_asked_on(asked_on).period == f"{weeks} weeks"


def test_taiwan_counts_fifteen_days_for_consumers() -> None:
    """From the receipt by the business; for a company it is the desk's own period."""
    answer = TAIWAN.clocks.answer

    assert (answer.count, answer.binds) == (15, "complainant_is_consumer")


@every_real_pack
def test_every_body_of_a_real_pack_says_who_submits_what_comes_of_it_and_its_doubts(
    pack: Policy,
) -> None:
    """And no body has an address that no source confirms."""
    for body in pack.bodies.values():
        assert body.outcome is not None
        assert body.verify
        assert not body.address
        assert pack.rung(body.id) is not None


@every_real_pack
def test_what_is_no_choice_of_ours_names_its_law(pack: Policy) -> None:
    """Every basis is spelt out in the sources."""
    clocks = [one.clock for one in pack.ladder]
    clocks += [bar.clock for one in pack.ladder for bar in one.time_bars]
    clocks += [one.clock for body in pack.bodies.values() for one in body.clocks.values()]
    bases = {one.basis for one in clocks}
    bases |= {asked.basis for one in pack.ladder for asked in one.preconditions}

    assert bases - {OWN_CHOICE} <= set(pack.sources)


@every_real_pack
def test_the_categories_are_the_same_everywhere(pack: Policy) -> None:
    """So that figures of two desks can be compared."""
    assert {one.id for one in pack.categories} == {one.id for one in CHINA.categories}
    assert len(pack.categories) == 12


@pytest.mark.skipif(not COMPLAINTS.is_dir(), reason="the labelled complaints are not here")
def test_no_labelled_complaint_is_sent_to_a_wrong_body() -> None:
    """By the labels themselves; nine of ten right bodies stand among the first three."""
    found = right = 0
    for path in sorted(COMPLAINTS.glob("*.yaml")):
        label = yaml.safe_load(path.read_text("utf-8"))["expected"]
        pack = PACK_OF.get(label["jurisdiction"])
        if pack is None:
            continue
        kinds = [label["category"], *label["categories_other"]]
        who = ComplainantType(label["complainant_type"])
        routes = [bodies_for(pack, one, who, {}) for one in kinds]
        named = list(dict.fromkeys(body for one in routes for body in one.candidates))
        assert not set(named) & set(label["wrong_bodies"]), path.name
        right += min(3, len(label["candidate_bodies"]))
        found += len(set(named[:3]) & set(label["candidate_bodies"]))

    assert found / right >= 0.9
