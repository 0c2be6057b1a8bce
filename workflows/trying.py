"""How long one try of an activity may take, and when the next one comes: there is no last one."""

from __future__ import annotations

from datetime import timedelta

from temporalio.common import RetryPolicy

DATABASE = timedelta(seconds=10)
"""A worker that died is not waited for much longer."""

ONE_TRY = timedelta(seconds=30)
"""Of sending letters: the outbox's lease on a try is as long."""

RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200),
    backoff_coefficient=2,
    maximum_interval=timedelta(minutes=1),
)
