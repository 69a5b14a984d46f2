/*
 * Foundation: what every domain stands on.
 *
 * Three schemas share the work. `public` is what the API shows: tables under row-level security and
 * functions that run as their caller. `private` holds the functions that need more rights than their
 * caller; the API does not show it. `audit` keeps the log; nobody but its owner reaches it.
 *
 * Nothing is granted by default, neither by us nor by the platform: each table and function says
 * itself who may use it.
 */

create schema private;
comment on schema private is 'Functions with more rights than their caller, and tables only they use. Not exposed.';
-- To strangers too: links in messages and screens on the wall have no account. Each function is granted by name.
grant usage on schema private to anon, authenticated, service_role;

create schema audit;
comment on schema audit is 'The audit log. Written by triggers, read through functions, changed by nobody.';

create extension if not exists btree_gist with schema extensions;
create extension if not exists fuzzystrmatch with schema extensions;
create extension if not exists pgcrypto with schema extensions;
create extension if not exists unaccent with schema extensions;

alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;
-- Execute for PUBLIC is granted globally, so only a global default can take it away.
alter default privileges revoke execute on functions from public;

/*
 * True for a name of the IANA time zone database as this server knows it. Fixed offsets and POSIX
 * rules, which Postgres takes as well, are refused: they know nothing of clock changes.
 */
create function private.is_time_zone(p_name text) returns boolean
language plpgsql stable parallel safe set search_path = ''
as $$
begin
  if p_name is null or p_name !~ '^(UTC|Etc/[A-Za-z0-9+-]+|(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Za-z_/-]+)$' then
    return false;
  end if;
  perform now() at time zone p_name;
  return true;
exception when invalid_parameter_value then
  return false;
end
$$;
-- A check constraint runs as whoever writes the row.
grant execute on function private.is_time_zone(text) to authenticated, service_role;

/* What the hospital as a whole has decided. One row, made here, so that readers need no default. */
create table public.hospital_settings (
  id           boolean primary key default true,
  name         text not null default 'Lantern Hospital',
  address      text not null default '',
  time_zone    text not null default 'UTC',
  currency     text not null default 'EUR',
  country      text not null default 'ES',
  sms_countries text[] not null default '{}',
  idle_minutes integer not null default 15,
  session_days integer not null default 7,
  offline_hours integer not null default 12,
  demo         boolean not null default false,
  updated_at   timestamptz not null default now(),
  constraint hospital_settings_one_row check (id),
  constraint hospital_settings_name_length check (char_length(btrim(name)) between 1 and 120),
  constraint hospital_settings_address_length check (char_length(address) <= 300),
  constraint hospital_settings_time_zone_known check (private.is_time_zone(time_zone)),
  constraint hospital_settings_currency_code check (currency ~ '^[A-Z]{3}$'),
  constraint hospital_settings_country_code check (country ~ '^[A-Z]{2}$'),
  constraint hospital_settings_sms_countries_codes check (
    array_to_string(sms_countries, ',', '-') ~ '^([A-Z]{2}(,[A-Z]{2})*)?$' and cardinality(sms_countries) <= 60
  ),
  constraint hospital_settings_idle_minutes_range check (idle_minutes between 1 and 1440),
  constraint hospital_settings_session_days_range check (session_days between 1 and 90),
  constraint hospital_settings_offline_hours_range check (offline_hours between 0 and 72)
);
comment on table public.hospital_settings is 'The hospital''s own settings: one row. Times of day are in its time zone.';
comment on column public.hospital_settings.address is 'Where patients come to, as they read it on a visit; empty: not said.';
comment on column public.hospital_settings.currency is 'ISO 4217 code.';
comment on column public.hospital_settings.country is
  'ISO 3166-1 alpha-2 code: where the hospital is, and whose numbers those are that are written without a country.';
comment on column public.hospital_settings.sms_countries is 'Countries besides its own to whose numbers the hospital sends SMS.';
comment on column public.hospital_settings.idle_minutes is 'Minutes without activity after which a session is closed.';
comment on column public.hospital_settings.session_days is 'Days after which a session ends, however much it is used: everybody signs in again.';
comment on column public.hospital_settings.offline_hours is 'Hours a device may show what it kept of wards and schedules without a connection; 0 keeps nothing.';
comment on column public.hospital_settings.demo is
  'Everything here is invented, and whoever comes may look at it as one of its people. Set by the demo''s seed alone: no role may write it.';
insert into public.hospital_settings default values;

alter table public.hospital_settings enable row level security;
-- The sign-in page shows whose hospital it is. Who may change it is decided in the access domain.
create policy hospital_settings_select_all on public.hospital_settings for select to anon, authenticated
  using (true);
grant select on public.hospital_settings to anon, authenticated, service_role;

/*
 * Sends an event on a private channel. Called by triggers and functions that run as the owner.
 * Payloads carry ids, never patient data: a channel is authorised when it is joined, not per message. And the
 * transaction, so that who hears of it knows whether they have read it already (`as_of` in `current_access`).
 * As silent as `realtime.send`, which does the same at twice the time: what is announced must not undo what is true.
 */
create function private.announce(p_topic text, p_event text, p_payload jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_id constant uuid := gen_random_uuid();
begin
  insert into realtime.messages (id, payload, event, topic, private, extension) values (
    v_id, jsonb_build_object('id', v_id) || p_payload || jsonb_build_object('transaction', pg_current_xact_id()::text),
    p_event, p_topic, true, 'broadcast'
  );
exception when others then
  raise warning 'Not announced: %', sqlerrm;
end
$$;

/*
 * Sends an event on several channels, to each its payload. In one statement, at a third of the time.
 */
create function private.announce_all(p_topics text[], p_event text, p_payloads jsonb[]) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  insert into realtime.messages (id, payload, event, topic, private, extension)
  select
    message.id,
    message.payload || jsonb_build_object('id', message.id, 'transaction', pg_current_xact_id()::text),
    p_event, message.topic, true, 'broadcast'
  from (
    select gen_random_uuid() as id, topic, payload
    from unnest(p_topics, p_payloads) as said (topic, payload)
    offset 0 -- or the id would be made twice
  ) as message;
exception when others then
  raise warning 'Not announced: %', sqlerrm;
end
$$;

/*
 * Keeps `updated_at`, which is also the version that refuses stale writes: it always moves, even
 * when one transaction writes a row twice.
 */
create function private.tg_touch_updated_at() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.updated_at := greatest(now(), old.updated_at + interval '1 microsecond');
  return new;
end
$$;

create trigger hospital_settings_100_touch_updated_at before update on public.hospital_settings
  for each row execute function private.tg_touch_updated_at();
