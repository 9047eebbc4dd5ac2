#!/bin/sh
# Runs once, when PostgreSQL makes its data: the cloud's login, which is no superuser, and its database. User, password and
# database are those of the cloud's own connection string.
set -eu

url=$(cat "$LANDING_DATABASE_URL_FILE")
rest=${url#*://}
login=${rest%%@*}
user=${login%%:*}
password=${login#*:}
database=${rest##*/}
database=${database%%\?*}

psql --set=ON_ERROR_STOP=1 --username postgres --set=user="$user" --set=password="$password" --set=database="$database" <<'SQL'
CREATE ROLE :"user" LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE :"database" OWNER :"user" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
SQL
