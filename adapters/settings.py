"""The environment, read once. Every variable is in .env.example with its meaning."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "OMBUD_"
_ROOT = Path(__file__).resolve().parent.parent
_NOT_SETTINGS = ("OMBUD_DEMO_", "OMBUD_NEW_PASSWORD")
_DATABASE_URL = re.compile(
    r"sqlite:///[^?]+|postgresql://([^@]*@)?(\[[^/?]+\]|[^/:?@]*)(:\d{1,5})?([/?].*)?"
)
Port = Annotated[int, Field(ge=1, le=65535)]


class SettingsError(Exception):
    """The environment does not make a desk; the message says every reason."""


class Settings(BaseModel):
    """All that can be set from outside. Names are those of the variables, without OMBUD_."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str = "sqlite:///var/ombud.db"
    evidence_folder: Path = Path("var/evidence")
    secret: SecretStr = Field(min_length=32)
    desk_address: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    desk_name: str = "Ombud"
    pack: str = "example"
    packs_folder: Path = _ROOT / "policies"
    templates_folder: Path = _ROOT / "templates"
    body_addresses: dict[str, str] = Field(default_factory=dict)
    one_person_desk: bool = False
    shell_approvals: bool = False

    imap_host: str = "127.0.0.1"
    imap_port: Port = 993
    imap_security: Literal["tls", "starttls", "none"] = "tls"
    imap_user: str
    imap_password: SecretStr
    imap_inbox: str = "INBOX"
    smtp_host: str = "127.0.0.1"
    smtp_port: Port = 587
    smtp_security: Literal["tls", "starttls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    witness_address: str = ""
    witness_user: str = ""
    witness_password: SecretStr = SecretStr("")
    witness_patience_seconds: float = Field(default=900, ge=0)

    temporal_address: str = "127.0.0.1:7233"
    temporal_namespace: str = "default"
    temporal_ui: str = ""

    older_than_days: float = Field(default=3, ge=0)
    parse_limit_bytes: int = Field(default=25_000_000, ge=1)
    keep_limit_bytes: int = Field(default=200_000_000, ge=1)
    authserv_id: str = ""
    cases_per_sender_day: int = Field(default=20, ge=0)
    cases_per_hour: int = Field(default=300, ge=0)
    messages_per_case_day: int = Field(default=30, ge=0)
    bytes_per_sender_day: int = Field(default=250_000_000, ge=0)
    bytes_per_case: int = Field(default=1_000_000_000, ge=0)
    held_alarm_hours: float = Field(default=24, gt=0)
    parse_seconds: float = Field(default=10, gt=0)
    parse_memory_bytes: int = Field(default=1_000_000_000, ge=100_000_000)
    acknowledgements_per_sender_day: int = Field(default=2, ge=0)
    acknowledgements_per_hour: int = Field(default=300, ge=0)
    letters_per_recipient_day: int = Field(default=10, ge=0)
    receiving_limit_bytes: int = Field(default=10_000_000, ge=3_500_000)
    poll_seconds: float = Field(default=60, gt=0)
    watch_seconds: float = Field(default=15, gt=0)

    console_host: str = "127.0.0.1"
    console_port: Port = 8080
    console_https: bool = False
    console_url: str = ""

    public_address: str = Field(default="", pattern=r"^(https?://[^\s/?#]+)?$")
    public_form: bool = False
    status_days: int = Field(default=90, ge=1)
    originals_days: int = Field(default=60, ge=1, le=3650)
    upload_limit_bytes: int = Field(default=12_000_000, ge=1)
    forms_per_hour: int = Field(default=60, ge=0)

    @property
    def upload_limit(self) -> int:
        """What one form may bring in files: with their encoding they must still be readable."""
        return min(self.upload_limit_bytes, self.parse_limit_bytes // 2)

    @field_validator("body_addresses", mode="before")
    @classmethod
    def _is_a_list(cls, given: object) -> object:
        """``cn-mca=appeals@body.example cn-12345=…``; ``*=…`` is the address of every body."""
        if not isinstance(given, str):
            return given
        pairs = [one.partition("=") for one in given.split()]
        if not all(name and "@" in address for name, _, address in pairs):
            raise ValueError("should be BODY=ADDRESS, several with spaces between, or *=ADDRESS")
        return {name: address for name, _, address in pairs}

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: str) -> str:
        if not _DATABASE_URL.fullmatch(url):
            raise ValueError("should be sqlite:///FILE or postgresql://user:password@host/database")
        return url


def read(environment: Mapping[str, str]) -> Settings:
    """Settings from the environment. Raises SettingsError with every problem at once."""
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and not name.startswith(_NOT_SETTINGS)
    }
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise SettingsError(_in_words(error)) from None


def packs_folder(environment: Mapping[str, str]) -> Path:
    """Where the packs lie; known without any other setting, so that a pack can be checked alone."""
    return Path(environment.get(f"{PREFIX}PACKS_FOLDER", _ROOT / "policies"))


def _in_words(error: ValidationError) -> str:
    problems = [
        f"  {PREFIX}{'_'.join(map(str, one['loc'])).upper()}: {_problem(one['type'], one['msg'])}"
        for one in error.errors(include_input=False, include_url=False)
    ]
    count = len(problems)
    head = f"the settings have {count} problem{'s' if count > 1 else ''}"
    return "\n".join([f"{head} (.env.example explains each variable):", *problems])


def _problem(kind: str, message: str) -> str:
    match kind:
        case "missing":
            return "is not set"
        case "extra_forbidden":
            return "is not a setting of this desk"
        case "value_error":
            return message.removeprefix("Value error, ")
        case _:
            return message[0].lower() + message[1:]
