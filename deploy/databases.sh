#!/bin/sh
# The accounts and databases of one PostgreSQL server: the desk's, and Temporal's two.
# Safe to repeat. A password that was changed in .env is changed here too, and a database
# that was dropped (docs/deploy.md, "Temporal's store is lost") is made anew.
set -eu
: "${PGHOST:?}" "${PGUSER:?}" "${DESK_DB_PASSWORD:?}" "${TEMPORAL_DB_PASSWORD:?}"

# \getenv and not --set: an argument would show the password to whoever lists processes
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname postgres <<'SQL'
\getenv desk_password DESK_DB_PASSWORD
\getenv temporal_password TEMPORAL_DB_PASSWORD

select format('create role %I login', name)
  from unnest(array['ombud', 'temporal']) name
 where not exists (select from pg_roles where rolname = name)
\gexec
alter role ombud password :'desk_password';
alter role temporal password :'temporal_password';

select format('create database %I owner %I', name, keeper)
  from (values ('ombud', 'ombud'), ('temporal', 'temporal'), ('temporal_visibility', 'temporal'))
       wanted (name, keeper)
 where not exists (select from pg_database where datname = name)
\gexec
-- nobody but its owner enters a database: Temporal has no business in the record
revoke all on database ombud, temporal, temporal_visibility from public;
SQL
echo "the databases ombud, temporal and temporal_visibility are there"
