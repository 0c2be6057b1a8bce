# The desk: one image for worker, mailroom, console and every ./ombud command but the demo.
ARG PYTHON_VERSION=3.11

FROM python:${PYTHON_VERSION}-slim AS libraries
# the same as in the Makefile
ARG UV_VERSION=0.13.9
RUN pip install --no-cache-dir "uv==${UV_VERSION}"
WORKDIR /desk
COPY pyproject.toml requirements.lock ./
# pyproject.toml says what a running desk needs, the lock which version and which bytes. So
# the lock's demo group (a Temporal server, mail servers) stays out without a lock of its own.
RUN python -m venv --without-pip .venv \
    && uv pip install --python .venv/bin/python --no-cache --compile-bytecode \
        --require-hashes --requirement pyproject.toml --constraint requirements.lock

FROM python:${PYTHON_VERSION}-slim
# its evidence folder is made here: a new volume takes owner and rights from it
RUN useradd --system --uid 10001 --home-dir /desk --shell /usr/sbin/nologin ombud \
    && install --directory --owner ombud --group ombud --mode 0700 /evidence
WORKDIR /desk
COPY --from=libraries /desk/.venv .venv
# all that .dockerignore lets through
COPY . .
# compiled now: where the desk runs it writes nothing but evidence
RUN python -m compileall -q -x '[.]venv' .
ENV PATH=/desk:/desk/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1
USER 10001
EXPOSE 8080
CMD ["ombud", "--help"]
