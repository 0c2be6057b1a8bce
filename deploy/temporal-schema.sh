#!/bin/sh
# Temporal's tables, brought up to the version of this image. Safe to repeat: the tool keeps
# the version in the database and does only what is missing. It runs before the server of the
# same version, which is the order that Temporal asks for.
set -eu
: "${SQL_PLUGIN:?}" "${SQL_HOST:?}" "${SQL_USER:?}" "${SQL_PASSWORD:?}"  # the tool reads them
schemas=/etc/temporal/schema/postgresql/v12

export SQL_DATABASE=temporal
temporal-sql-tool setup-schema -v 0.0
temporal-sql-tool update-schema --schema-dir "$schemas/temporal/versioned"

export SQL_DATABASE=temporal_visibility
temporal-sql-tool setup-schema -v 0.0
temporal-sql-tool update-schema --schema-dir "$schemas/visibility/versioned"
