"""A door: ``./ombud demo`` runs a whole desk on this machine; the rest talks to one that runs."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.mailbox.imap import MailboxError
from adapters.storage.engine import open_engine, sessions
from adapters.storage.relay import Relay
from demo import mailing, samples
from demo.desk import DemoDesk
from demo.place import DemoError, Place, prepare, read_state
from demo.supervisor import Supervisor
from demo.wind import period, wind

app = typer.Typer(
    help="A whole desk on this machine. Example: ./ombud demo",
    invoke_without_command=True,
    no_args_is_help=False,
    add_completion=False,
)
_HOME = Path(__file__).resolve().parent.parent / ".demo"
DataOption = Annotated[
    Path, typer.Option("--data", envvar="OMBUD_DEMO_DATA", help="where the demo keeps everything")
]
JsonOption = Annotated[bool, typer.Option("--json", help="for a machine to read")]


def wall() -> datetime:
    """The wall clock of this door."""
    return datetime.now(UTC)


def say(line: str) -> None:
    """One line of progress."""
    print(f"· {line}", flush=True)


@app.callback()
def start(
    context: typer.Context,
    data: DataOption = _HOME,
    port_base: Annotated[
        int | None, typer.Option(help="the first of six ports; left out: free ones")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="another setting, e.g. SMTP_PORT=2525"),
    ] = None,
    samples: Annotated[  # noqa: FBT002  a flag of the command line
        bool, typer.Option("--samples/--no-samples", help="mail in three complaints")
    ] = True,
) -> None:
    """Run the demo until Ctrl-C. Example: ./ombud demo --port-base 9000 --data /tmp/desk."""
    context.obj = data
    if context.invoked_subcommand is None:
        place = prepare_place(data, port_base, settings or [])
        raise typer.Exit(asyncio.run(_run(place, with_samples=samples)))


def prepare_place(data: Path, port_base: int | None, settings: list[str]) -> Place:
    """The place of this demo. Raises DemoError where one runs in it, or a setting is no setting."""
    _refuse_a_second(data)
    odd = [one for one in settings if "=" not in one]
    if odd:
        raise DemoError(f"--set {odd[0]} says no value; it should be NAME=VALUE")
    given = dict(one.split("=", 1) for one in settings)
    return prepare(data, port_base, {k.removeprefix("OMBUD_"): v for k, v in given.items()})


_SAMPLES_COME = " Three complaints are on their way in."


async def _run(place: Place, *, with_samples: bool) -> int:
    began, pid_file = time.monotonic(), place.data / "supervisor.pid"
    pid_file.write_text(str(os.getpid()))
    supervisor = Supervisor(place.data, say)
    desk = DemoDesk(place=place, outside=os.environ, say=say)
    said = _SAMPLES_COME if with_samples and not samples.were_sent(place) else ""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    try:
        starting = asyncio.ensure_future(desk.start(supervisor, with_samples=with_samples))
        stopping = asyncio.ensure_future(stopped.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            print(_welcome(place, time.monotonic() - began, said), flush=True)
            await stopping
        starting.cancel()
    finally:
        say("ending")
        await supervisor.stop()
        desk.stopped()
        pid_file.unlink(missing_ok=True)
    return 0


def _refuse_a_second(data: Path) -> None:
    pid = _supervisor(data)
    if pid is not None:
        raise DemoError(
            f"a demo runs in {data} already (process {pid}): `./ombud demo status` shows it, "
            "`./ombud demo stop` ends it, --data DIR makes another one"
        )


def _supervisor(data: Path) -> int | None:
    """The process that runs the demo in this folder, if one does."""
    try:
        pid = int((data / "supervisor.pid").read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid


def _welcome(place: Place, seconds: float, said: str) -> str:
    state = place.state(ready=True)
    boxes = "\n".join(
        f"    {one['role']:<12} {one['address']:<28} {one['password']}"
        for one in state["mailboxes"]
    )
    accounts = "\n".join(f"    {one['account']:<12} {one['password']}" for one in state["accounts"])
    return f"""
The desk is open (after {seconds:.0f} s).{said}

  Open       Mail page      {place.mail_page}   everybody's mail side by side: start here
             Staff console  {place.console}
             Temporal UI    {place.temporal_ui}

  Staff accounts of the console
{accounts}

  Mailboxes (IMAP {_at(state["imap"])}, SMTP {_at(state["smtp"])}, no TLS)
{boxes}

  Try, in another terminal
    ./ombud demo mail complainant       read what the desk wrote to the complainant
    ./ombud demo fast-forward 17d       17 days pass: the respondent's time is over
    ./ombud approval list               what waits for a person; approve it in the console
    ./ombud demo send complaint.eml     mail in a complaint of your own

  README.md, "A case in five minutes", goes through a whole case.

Ctrl-C ends it; everything is kept in {place.data}.
"""


def _at(server: dict[str, Any]) -> str:
    return f"{server['host']}:{server['port']}"


@app.command()
def status(context: typer.Context, *, as_json: JsonOption = False) -> None:
    """Show the addresses and whether the desk is ready. Exit 1 if it is not."""
    state = read_state(context.obj)
    state["ready"] = state["ready"] and _supervisor(context.obj) is not None
    if as_json:
        print(json.dumps(state, indent=2, ensure_ascii=False))
    else:
        for name in ("ready", "mail_page", "console", "temporal_ui", "temporal", "data"):
            print(f"{name:<12} {state[name]}")
        for box in state["mailboxes"]:
            print(f"{box['role']:<12} {box['address']}  {box['password']}")
    raise typer.Exit(0 if state["ready"] else 1)


@app.command()
def send(context: typer.Context, files: Annotated[list[Path], typer.Argument()]) -> None:
    """Mail files to the desk's inbox. Example: ./ombud demo send complaint.eml."""
    for path in files:
        mailing.send_file(read_state(context.obj), path)
        say(f"{path} sent")


@app.command()
def mail(context: typer.Context, role: str, *, as_json: JsonOption = False) -> None:
    """Read a mailbox: inbox, complainant, respondent, body or staff."""
    mails = mailing.read_mailbox(read_state(context.obj), role)
    if as_json:
        print(json.dumps(mails, indent=2, ensure_ascii=False))
        return
    for one in mails:
        print(_shown(one))
    print(f"{len(mails)} mails in the mailbox of the {role}")


def _shown(one: dict[str, Any]) -> str:
    files = f"\nAttached: {', '.join(one['attachments'])}" if one["attachments"] else ""
    return (
        f"{'-' * 72}\nFrom:    {one['from']}\nTo:      {one['to']}\nDate:    {one['date']}\n"
        f"Subject: {one['subject']}{files}\n\n{(one['text'] or '').strip()}\n"
    )


@app.command("fast-forward")
def fast_forward(
    context: typer.Context,
    by: Annotated[str, typer.Argument(metavar="PERIOD", help="20d, 12h or 90m")],
    case: Annotated[str | None, typer.Argument(help="one case; left out: all open ones")] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Wind open cases forward. Example: ./ombud demo fast-forward 20d C-2026-000001."""
    state = read_state(context.obj)
    relay = Relay(sessions(open_engine(f"sqlite:///{state['data']}/desk.db")))
    wound = asyncio.run(wind(state["temporal"], relay, period(by), wall, case))
    if as_json:
        print(json.dumps([vars_of(one) for one in wound], indent=2))
    else:
        for one in wound:
            print(
                f"{one.case}  {one.said}: it is {str(one.now)[:16].replace('T', ' ')} UTC there now"
            )
        print(f"{len(wound)} cases")


def vars_of(value: Any) -> dict[str, Any]:  # noqa: ANN401  any dataclass with slots or without
    """A dataclass as a dictionary."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


@app.command()
def stop(context: typer.Context) -> None:
    """End the demo. What it has kept stays."""
    pid = _supervisor(context.obj)
    if pid is None:
        print("no demo runs there")
        return
    os.kill(pid, signal.SIGTERM)
    while _supervisor(context.obj) is not None:
        time.sleep(0.1)
    say("ended")


if __name__ == "__main__":
    try:
        status_code = app(standalone_mode=False, prog_name="ombud demo")
    except typer.TyperException as error:
        error.show()  # type: ignore[attr-defined]  # every subclass has it
        status_code = 2
    except (DemoError, MailboxError, RuntimeError) as error:
        print(error, file=sys.stderr)
        status_code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status_code or 0)  # Temporal's client dies badly at exit
