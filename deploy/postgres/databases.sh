#!/bin/sh
# One database and role per service; nobody may connect to another's. Run once, when the cluster is made.
# The passwords are files beside that of the superuser, named after the roles.
set -eu

database() { # NAME, then the extensions that only the superuser may create
    name="$1"
    shift
    psql -Xq -v ON_ERROR_STOP=1 -U postgres -d postgres -v name="$name" -v password="$(cat "/run/secrets/$name")" <<'SQL'
CREATE ROLE :"name" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
    for extension in "$@"; do
        psql -Xq -v ON_ERROR_STOP=1 -U postgres -d "$name" -c "CREATE EXTENSION IF NOT EXISTS \"$extension\" CASCADE"
    done
}

database gateway
database svc_catalog
database svc_workforce
database svc_map earthdistance
database svc_kiosk
database svc_filing
database svc_helpdesk vector
database svc_hallmetrics
psql -Xq -v ON_ERROR_STOP=1 -U postgres -d postgres -c 'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'
