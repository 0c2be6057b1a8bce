"""Certificates for mail servers of the tests, made by OpenSSL: good, expired, of another name."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

_AUTHORITY = """
[ca]
default_ca = this
[this]
database = {folder}/index
new_certs_dir = {folder}
serial = {folder}/serial
default_md = sha256
policy = any
x509_extensions = server
[any]
commonName = supplied
[server]
basicConstraints = critical,CA:TRUE
subjectAltName = {names}
"""


def a_certificate(folder: Path, *, names: str, until: str) -> Path:
    """One file with a certificate that vouches for itself, and its key.

    ``names`` as OpenSSL writes them (``IP:127.0.0.1``), ``until`` as YYYYMMDD.
    """
    folder.mkdir()
    file, key, request = (folder / name for name in ("both.pem", "key.pem", "request.pem"))
    config = folder / "openssl.cnf"
    config.write_text(_AUTHORITY.format(folder=folder, names=names))
    (folder / "index").touch()
    (folder / "serial").write_text("01\n")
    subject = ("-subj", "/CN=a mail server")
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    _openssl("req", "-new", *kind, "-keyout", str(key), "-out", str(request), *subject)
    period = ("-startdate", "20200101000000Z", "-enddate", f"{until}000000Z")
    signing = ("-selfsign", "-keyfile", str(key), "-in", str(request), "-notext")
    _openssl("ca", "-batch", "-config", str(config), *signing, *period, "-out", str(file))
    file.write_text(file.read_text("ascii") + key.read_text("ascii"))
    return file


def _openssl(*words: str) -> None:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("OpenSSL's program is not installed (on Debian: apt install openssl)")
    done = subprocess.run([program, *words], capture_output=True, check=False)  # noqa: S603  ours
    assert done.returncode == 0, done.stderr.decode()


def serving(file: Path) -> ssl.SSLContext:
    """What a server shows who has this certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context
