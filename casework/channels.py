"""By which way a message reached the desk."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """A way in. All of them lead through the same door: bytes kept first, one disposition each."""

    MAIL = "mail"
    PHONE = "phone"
    PAPER = "paper"
    CHAT = "chat"
    SOCIAL_MEDIA = "social media"
    WEB_FORM = "web form"
    STATUS_PAGE = "status page"


TAKEN_DOWN = (Channel.PHONE, Channel.PAPER, Channel.CHAT, Channel.SOCIAL_MEDIA)
"""What somebody of the staff writes down for whoever complains."""
