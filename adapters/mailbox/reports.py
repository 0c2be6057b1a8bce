"""Delivery reports: what became of a letter, by RFC 3464 and by other habits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.messages import DeliveryReport

if TYPE_CHECKING:
    from email.message import Message


def report_of(mail: Message, subject: str, text: str) -> DeliveryReport | None:  # noqa: ARG001
    """What the mail reports of a letter; None where it is no delivery report."""
    reported = "report-type=delivery-status" in str(mail.get("Content-Type", "")).lower().replace(
        '"', ""
    )
    if mail.get_content_type() == "multipart/report" and reported:
        return DeliveryReport(rule="RFC 3464 report", action="failed", has_form=True)
    return None
