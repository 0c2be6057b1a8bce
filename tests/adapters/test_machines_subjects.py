"""Automatic replies that have no header, by their subject; and the traps beside them."""

from __future__ import annotations

import pytest

from adapters.mailbox.parse import parse
from casework.messages import MessageKind
from tests.examples import MONDAY, ROOT, a_mail

MAIL = ROOT / "tests" / "mail"
ANSWERS = ("In-Reply-To", "<letter@desk.example>")
IN_THE_THREAD = ("References", "<first@desk.example> <letter@desk.example>")


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
        ("年假自动回复", "zh"),
        ("外出自动回复 Re: 投诉受理通知", "zh"),
        ("春节假期自动回复\uff1a投诉受理通知", "zh"),
        ("自动回复: [2026-000017] 期限已过\uff0c未收到答复\uff1a接下来怎么办", "zh"),
        ("Automatic reply", "en"),
        ("Out of Office Re: Your complaint", "en"),
        ("Automatic reply: [2026-000017] An answer to your complaint: is it enough?", "en"),
        ("不在のお知らせ", "ja"),
        ("Nicht im Büro: Ihre Beschwerde", "de"),
        ("Frånvaro: Ditt klagomål", "nordic"),
        ("Poissa: Valituksesi", "nordic"),
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
    """The program's words and the subject that it answers; alone they are a doubt and no more."""
    alone = parse(a_mail(subject=subject), MONDAY)
    answer = parse(a_mail(subject=subject, headers=(ANSWERS,)), MONDAY)

    assert alone.kind is MessageKind.PERSON
    assert alone.doubt_rule == "subject may be of an automatic reply"
    assert answer.kind is MessageKind.AUTOMATIC
    assert answer.kind_rule == f"subject says automatic reply ({language})"


@pytest.mark.parametrize(
    "header",
    [
        ANSWERS,
        IN_THE_THREAD,
        ("Auto-Submitted", "auto-generated"),
        ("Return-Path", "<>"),
        ("Precedence", "bulk"),
    ],
)
def test_a_mark_beside_such_a_subject_makes_it_automatic(header: tuple[str, str]) -> None:
    """Exchange writes ``auto-generated``, ``vacation`` of old ``Precedence: bulk``."""
    mail = parse(a_mail(subject="Automatic reply: Your complaint", headers=(header,)), MONDAY)

    assert mail.kind is MessageKind.AUTOMATIC


@pytest.mark.parametrize(
    "subject",
    [
        "自动回复\uff1a除了这个你们还会什么\uff1f我要投诉",
        "【自动回复】骗人\uff0c退款没有人管",
        "Out of office: a month now and nobody looks at my refund",
        "Ooo: they called me at night!",
        "外出中\uff1a又被骚扰",
        "Automatic reply: is all I get from them",
        "Abwesenheitsnotiz: seit Wochen antwortet niemand",
        "自動返信\uff1a返事がない",
    ],
)
@pytest.mark.parametrize("headers", [(), (ANSWERS,), (IN_THE_THREAD,)])
def test_who_complains_after_the_words_is_a_person(
    subject: str, headers: tuple[tuple[str, str], ...]
) -> None:
    """A complaint recorded as automatic is never read by anybody: the worst mistake there is."""
    mail = parse(a_mail(subject=subject, headers=headers), MONDAY)

    assert (mail.kind, mail.doubt_rule) == (MessageKind.PERSON, "")


def test_a_web_form_with_such_a_subject_waits_for_staff() -> None:
    """The form's mark is a machine's, and the subject is what a person typed into it."""
    headers = (("Auto-Submitted", "auto-generated"),)
    mail = parse(a_mail(subject="自动回复\uff1a没人处理", headers=headers), MONDAY)

    assert (mail.kind, mail.doubt_rule) == (MessageKind.PERSON, "Auto-Submitted")


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
        "已收到您的邮件\uff0c客服每次都这么说",
        "Accepted: my refund was, and then it was refused",
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
        "I am out of office",
        "Ana Lee is out of the office (returning Monday)",
        "Thank you for contacting us",
        "您的邮件已收到",
        "您的来信我已收到",
        "你好\uff0c你的邮件我们已经收到",
        "外出中\uff1a投诉",
        "Read: the terms say otherwise",
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
    """QQ, 163, 126, Tencent, Outlook, Notes: five desks of five acknowledged such a mail.

    Without a header that says so it is held; as an answer to a letter it is automatic.
    """
    raw = (MAIL / f"{name}.eml").read_bytes()
    alone = parse(raw, MONDAY)
    answer = parse(b"In-Reply-To: <letter@desk.example>\r\n" + raw, MONDAY)

    assert alone.kind is MessageKind.AUTOMATIC or alone.doubt_rule
    assert (answer.kind, answer.defects) == (MessageKind.AUTOMATIC, ())
