"""Automatic replies that have no header, by their subject; and the traps beside them."""

from __future__ import annotations

import pytest

from adapters.mailbox.parse import parse
from casework.messages import MessageKind
from tests.examples import MONDAY, ROOT, a_mail

MAIL = ROOT / "tests" / "mail"


@pytest.mark.parametrize(
    ("subject", "language"),
    [
        ("自动回复: 投诉受理通知", "zh"),
        ("自动回复\uff1a投诉受理通知", "zh"),
        ("自动答复: 投诉受理通知", "zh"),
        ("自動回覆: 投訴受理通知", "zh"),
        ("自動回复:投訴受理通知", "zh"),
        ("【自动回复】投诉受理通知", "zh"),
        ("[自动回复] 投诉受理通知", "zh"),
        ("不在办公室: 投诉受理通知", "zh"),
        ("假期自动回复\uff1a您好", "zh"),
        ("Automatic reply: Your complaint", "en"),
        ("AUTOMATIC  REPLY : Your complaint", "en"),
        ("Out of Office: Your complaint", "en"),
        ("Out of Office AutoReply: Your complaint", "en"),
        ("Autoreply: Your complaint", "en"),
        ("Auto response: Your complaint", "en"),
        ("自動応答: 苦情", "ja"),
        ("自動返信\uff1a苦情", "ja"),
        ("【自動返信】お問い合わせ", "ja"),
        ("자동 회신: 민원", "ko"),
        ("Abwesenheitsnotiz: Ihre Beschwerde", "de"),
        ("Automatische Antwort: Ihre Beschwerde", "de"),
        ("Réponse automatique : Votre réclamation", "fr"),
        ("Absence du bureau : Votre réclamation", "fr"),
        ("Respuesta automática: Su queja", "es"),
        ("Risposta automatica: Il Suo reclamo", "it"),
        ("Resposta automática: A sua queixa", "pt"),
        ("Automatisch antwoord: Uw klacht", "nl"),
        ("Autosvar: Din klage", "nordic"),
        ("Automaattinen vastaus: Valitus", "nordic"),
        ("Automatyczna odpowiedź: Skarga", "pl"),
        ("Автоответ: Жалоба", "ru"),
        ("AUTO: Ana Lee is out of the office (returning 2026-03-09)", "Notes"),
    ],
)
def test_a_subject_tells_an_automatic_reply(subject: str, language: str) -> None:
    """The program's words, a colon, and the subject that it answers."""
    mail = parse(a_mail(subject=subject), MONDAY)

    assert mail.kind is MessageKind.AUTOMATIC
    assert mail.kind_rule == f"subject says automatic reply ({language})"


@pytest.mark.parametrize(
    "subject",
    [
        "投诉\uff1a机器人自动回复不退款",
        "自动回复骗人\uff0c我要投诉",
        "自动回复太慢: 我要投诉",
        "自动扣费投诉",
        "自动续费: 投诉",
        "退信",
        "假期骚扰电话",
        "回复: 自动回复: 投诉受理通知",
        "Re: 自动回复: 投诉受理通知",
        "答复\uff1a自动答复\uff1a投诉",
        "转发: 自动回复: 投诉",
        "Out of office hours calls keep coming",
        "Automatic replies instead of an answer: a complaint",
        "Re: Automatic reply: Your complaint",
        "Vacations booked, hotel closed",
        "Autoreply robots: they never help",
        "Automatische Abbuchung: Beschwerde",
        "自動返信ばかりで返事がない",
        "Réponses automatiques sans fin",
    ],
)
def test_complaints_about_robots_are_complaints(subject: str) -> None:
    """Neither automatic nor in doubt: a case is opened."""
    mail = parse(a_mail(subject=subject), MONDAY)

    assert (mail.kind, mail.doubt_rule) == (MessageKind.PERSON, "")


@pytest.mark.parametrize(
    "subject",
    [
        "自动回复",
        "Automatic reply",
        "I am out of office",
        "Ana Lee is out of the office (returning Monday)",
        "Thank you for contacting us",
        "您的邮件已收到",
        "已读\uff1a您的投诉",
        "Read: Your complaint",
        "Accepted: our meeting",
        "Auto: Reparatur mangelhaft",
        "休假通知\uff1a公司不批",
    ],
)
def test_what_people_and_machines_both_write_waits_for_staff(subject: str) -> None:
    """Without another mark it may be either: it is not answered by itself, nor dropped."""
    mail = parse(a_mail(subject=subject), MONDAY)

    assert mail.kind is MessageKind.PERSON
    assert mail.doubt_rule == "subject may be of an automatic reply"


@pytest.mark.parametrize("name", sorted(path.stem for path in MAIL.glob("*answers by itself*.eml")))
def test_chinese_mail_programs_answer_by_themselves(name: str) -> None:
    """QQ, 163, 126, Tencent, Outlook, Notes: five desks of five acknowledged such a mail."""
    mail = parse((MAIL / f"{name}.eml").read_bytes(), MONDAY)

    assert (mail.kind, mail.defects) == (MessageKind.AUTOMATIC, ())
