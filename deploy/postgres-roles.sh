#!/bin/sh
# Run once by PostgreSQL's image, on an empty cluster: makes the account that owns csplan's tables
# and migrates them, and the account that pages and workers sign in as. `manage.py database_roles`
# then says what the second may do.
set -eu

secrets=${SECRETS:-/run/secrets}

psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set owner_password="$(cat "$secrets/owner_password")" \
    --set runtime_password="$(cat "$secrets/runtime_password")" \
    --set database="$POSTGRES_DB" <<'SQL'
SET log_statement = 'none';
SET password_encryption = 'scram-sha-256';
CREATE ROLE csplan_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE csplan_runtime LOGIN PASSWORD :'runtime_password';
ALTER DATABASE :"database" OWNER TO csplan_owner;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
SQL
