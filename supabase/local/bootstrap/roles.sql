/*
 * The roles, schemas and default privileges a hosted Supabase database has before the first
 * migration. Migrations must behave here as they do there, so nothing is more generous: in
 * particular `postgres` is no superuser, and new tables in `public` are granted to nobody.
 * Runs once, as supabase_admin, who is the superuser `initdb` made.
 */

create role anon nologin inherit;
create role authenticated nologin inherit;
create role service_role nologin inherit bypassrls;
create role authenticator login noinherit password 'postgres';
create role postgres login inherit createdb createrole replication bypassrls password 'postgres';
create role dashboard_user nologin createdb createrole replication;
create role supabase_auth_admin login noinherit createrole password 'postgres';
create role supabase_storage_admin login noinherit createrole password 'postgres';
create role supabase_realtime_admin nologin noinherit;
create role supabase_functions_admin login noinherit createrole password 'postgres';
create role supabase_replication_admin login replication password 'postgres';
create role supabase_read_only_user login bypassrls password 'postgres';

grant anon, authenticated, service_role to authenticator;
grant authenticator to supabase_storage_admin;
grant pg_read_all_data to supabase_read_only_user;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;
grant anon, authenticated, service_role, authenticator to postgres with inherit true, set true;
-- On hosted an extension lets `postgres` change the settings of the API's role.
grant authenticator to postgres with admin true;
grant set on parameter "pgrst.db_pre_request" to postgres;
-- On hosted an extension lets a migration write policies on storage.objects and realtime.messages, and
-- a trigger on auth.users, though others own those tables. Here inheritance does, without becoming them;
-- what else it would allow, `guards.sql` refuses.
grant supabase_auth_admin, supabase_storage_admin, supabase_realtime_admin
  to postgres with inherit true, set false;

alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role postgres set search_path = "$user", public, extensions;
alter role supabase_admin set search_path = "$user", public, auth, extensions;
alter role supabase_auth_admin set search_path = auth;
alter role supabase_auth_admin set idle_in_transaction_session_timeout = 60000;
alter role supabase_storage_admin set search_path = storage;

alter database postgres owner to postgres;

create schema extensions;
create schema auth;
create schema storage;
create schema realtime;

grant usage on schema extensions to
  anon, authenticated, service_role, supabase_auth_admin, supabase_storage_admin;
grant all on schema extensions to postgres, dashboard_user;
grant usage on schema public to anon, authenticated, service_role;
grant all on schema public to postgres;

alter default privileges in schema public
  grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges in schema public
  grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges in schema public
  grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges in schema extensions grant all on tables to postgres with grant option;
alter default privileges in schema extensions grant all on functions to postgres with grant option;
alter default privileges in schema extensions grant all on sequences to postgres with grant option;

create extension "uuid-ossp" with schema extensions;
create extension pgcrypto with schema extensions;
-- For `npm run integrity`: whether indexes are what their tables say.
create extension amcheck with schema extensions;
grant execute on function extensions.bt_index_check(regclass, boolean, boolean) to postgres;
create extension pg_stat_statements with schema extensions;

create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;

/* PostgREST keeps a picture of the schema; whatever changes the schema tells it to look again. */
create function extensions.pgrst_ddl_watch() returns event_trigger
  language plpgsql
  as $$
begin
  -- Temporary tables come and go all day and are never exposed.
  if exists (
    select from pg_event_trigger_ddl_commands() as command
    where command.schema_name is distinct from 'pg_temp'
  ) then
    notify pgrst, 'reload schema';
  end if;
end
$$;

create function extensions.pgrst_drop_watch() returns event_trigger
  language plpgsql
  as $$
begin
  if exists (select from pg_event_trigger_dropped_objects() as dropped where not dropped.is_temporary) then
    notify pgrst, 'reload schema';
  end if;
end
$$;

create event trigger pgrst_ddl_watch on ddl_command_end
  execute function extensions.pgrst_ddl_watch();
create event trigger pgrst_drop_watch on sql_drop
  execute function extensions.pgrst_drop_watch();
