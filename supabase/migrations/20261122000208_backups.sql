/*
 * Backups: when one is due, what became of each, and who is told when there has been none for too long. They are made by
 * `npm run backup`, which no function can call: the embedded stack looks each minute whether one is due, and elsewhere
 * cron or a person calls it. What is in them is `supabase/local/backup`'s affair.
 */

alter table public.hospital_settings
  add column backup_hours integer not null default 24,
  add column backup_keep_days integer not null default 30,
  add column backup_alarm_hours integer not null default 36,
  add column backups_since timestamptz not null default now(),
  add constraint hospital_settings_backup_hours_range check (backup_hours between 0 and 168),
  add constraint hospital_settings_backup_keep_days_range check (backup_keep_days between 1 and 3650),
  add constraint hospital_settings_backup_alarm_hours_range check (backup_alarm_hours between 1 and 720);
comment on column public.hospital_settings.backup_hours is 'Hours between the beginnings of two backups; 0: none are made by this command, and nobody is told that there are none.';
comment on column public.hospital_settings.backup_keep_days is 'Days a backup is kept; the newest that succeeded stays whatever its age.';
comment on column public.hospital_settings.backup_alarm_hours is 'Hours after the last success at which those who manage access are told, once a day.';
comment on column public.hospital_settings.backups_since is 'From when on backups are expected.';

create table private.backups (
  id         uuid primary key default gen_random_uuid(),
  began_at   timestamptz not null default clock_timestamp(),
  ended_at   timestamptz,
  outcome    text not null default 'running',
  name       text,
  place      text,
  bytes      bigint,
  row_count  bigint,
  file_count bigint,
  missing_count bigint,
  message    text,
  constraint backups_outcome_known check (outcome in ('running', 'done', 'failed')),
  constraint backups_ended check ((outcome = 'running') = (ended_at is null)),
  constraint backups_message_length check (char_length(message) <= 500)
);
comment on table private.backups is 'Backups that were made or tried.';
comment on column private.backups.place is 'Where a copy is kept off this machine; null: nowhere.';
comment on column private.backups.missing_count is 'Files the database knows and storage has not: see npm run integrity.';
comment on column private.backups.message is 'Why it failed: words of the system, no patient data.';
create index backups_began_at_idx on private.backups (began_at);
select private.forgets('private.backups', $$began_at < $1 - interval '400 days' and id <> coalesce((
  select id from private.backups where outcome = 'done' order by began_at desc limit 1), id)$$);

insert into private.topics (pattern, hear) values ('backups', $$private.has_permission('settings.manage')$$);
create trigger backups_600_announce after insert or update on private.backups
  for each row execute function private.tg_announce('backups', 'backups_changed');

/* Whether one is being made: whoever makes it holds a lock as long as they are connected, however they end. */
create function private.backup_running() returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from pg_catalog.pg_locks
    where locktype = 'advisory' and objsubid = 1 and database = (select oid from pg_catalog.pg_database where datname = current_database())
      and (classid::bigint << 32) | objid::bigint = hashtextextended('backups', 0)
  );
$$;

/* Whether one is to be made now: the time is over since the last began, and none is at it or failed just now. */
create function private.backup_due() returns boolean
language sql stable security definer set search_path = ''
as $$
  select settings.backup_hours > 0
    and clock_timestamp() >= coalesce(
      (select max(began_at) from private.backups where outcome = 'done'), settings.backups_since
    ) + make_interval(hours => settings.backup_hours)
    and not private.backup_running()
    and not exists (select from private.backups where outcome = 'failed' and began_at > clock_timestamp() - interval '15 minutes')
  from public.hospital_settings settings;
$$;

/* Notes that one begins, on the connection that stays open until it ends. One whose program was killed has failed. */
create function private.begin_backup() returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  if not pg_try_advisory_lock(hashtextextended('backups', 0)) then
    raise exception 'a backup is being made already' using errcode = '55006';
  end if;
  update private.backups set outcome = 'failed', ended_at = clock_timestamp(), message = 'It was ended before it was done'
  where outcome = 'running';
  insert into private.backups default values returning id into v_id;
  return v_id;
end
$$;

create function private.end_backup(p_id uuid, p_facts jsonb) returns void
language sql security definer set search_path = ''
as $$
  update private.backups set
    ended_at = clock_timestamp(),
    outcome = case when p_facts ? 'message' then 'failed' else 'done' end,
    name = p_facts ->> 'name', place = p_facts ->> 'place', bytes = (p_facts ->> 'bytes')::bigint,
    row_count = (p_facts ->> 'rows')::bigint, file_count = (p_facts ->> 'files')::bigint,
    missing_count = (p_facts ->> 'missing')::bigint, message = left(p_facts ->> 'message', 500)
  where id = p_id and outcome = 'running';
$$;

/* Since when there has been no backup though there should have been one; null: all is well. */
create function private.backup_missing_since() returns timestamptz
language sql stable security definer set search_path = ''
as $$
  select last_at from (
    select
      settings.backup_hours, settings.backup_alarm_hours,
      greatest((select max(ended_at) from private.backups where outcome = 'done'), settings.backups_since) as last_at
    from public.hospital_settings settings
  ) as state
  where backup_hours > 0 and last_at < clock_timestamp() - make_interval(hours => backup_alarm_hours);
$$;

create function private.warn_of_backups() returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_since constant timestamptz := private.backup_missing_since();
begin
  perform private.notify_user(person, 'backup_missing', jsonb_build_object('since', v_since), '/admin/backups', 'backups:missing', 'warning')
  from private.people_holding('access.manage') as person
  where v_since is not null and not exists (
    select from public.notifications
    where user_id = person and kind = 'backup_missing' and latest and created_at > clock_timestamp() - interval '1 day'
  );
end
$$;
select private.schedule('backups_missing', '*/10 * * * *', 'private.warn_of_backups', 'Tells those who manage access that there has been no backup for too long');

/* For the API ------------------------------------------------------------------------------------- */

create function private.backups(p_limit integer default 20)
returns table (
  id uuid, began_at timestamptz, ended_at timestamptz, outcome text, name text, place text, bytes bigint, row_count bigint,
  file_count bigint, missing_count bigint, message text
)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
begin
  perform private.require_permission('settings.manage');
  return query
    select
      made.id, made.began_at, made.ended_at,
      case when made.outcome = 'running' and not private.backup_running() then 'failed' else made.outcome end,
      made.name, made.place, made.bytes, made.row_count, made.file_count, made.missing_count,
      made.message
    from private.backups made
    order by made.began_at desc, made.id
    limit least(greatest(coalesce(p_limit, 20), 1), 100);
end
$$;

/* What the overview says first. */
create function private.backup_state() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission('settings.manage');
  return (
    select jsonb_build_object(
      'hours', backup_hours, 'keep_days', backup_keep_days, 'alarm_hours', backup_alarm_hours,
      'last_at', (select max(ended_at) from private.backups where outcome = 'done'),
      'running_since', (select max(began_at) from private.backups where outcome = 'running' and private.backup_running()),
      'missing_since', private.backup_missing_since()
    )
    from public.hospital_settings
  );
end
$$;

create function private.set_backups(p_hours integer, p_keep_days integer, p_alarm_hours integer) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('settings.manage');
  if p_hours is null or p_hours not between 0 and 168 then
    raise exception 'hours from 0 to 168' using errcode = '22023', hint = 'p_hours';
  elsif p_keep_days is null or p_keep_days not between 1 and 3650 then
    raise exception 'days from 1 to 3650' using errcode = '22023', hint = 'p_keep_days';
  elsif p_alarm_hours is null or p_alarm_hours not between 1 and 720 then
    raise exception 'hours from 1 to 720' using errcode = '22023', hint = 'p_alarm_hours';
  end if;
  update public.hospital_settings set
    backups_since = case when backup_hours = 0 then clock_timestamp() else backups_since end,
    backup_hours = p_hours, backup_keep_days = p_keep_days, backup_alarm_hours = p_alarm_hours;
  perform private.announce_once('backups', 'backups_changed');
end
$$;

select private.expose('backups', '{authenticated}', 'The last backups, newest first, at most p_limit (100). Needs settings.manage (42501).');
select private.expose('backup_state', '{authenticated}',
  '{hours, keep_days, alarm_hours, last_at, running_since, missing_since}: what is set, the last success, and since when one is missing (null: it is not). Needs settings.manage (42501).');
select private.expose('set_backups', '{authenticated}',
  'Hours between two backups (0 to 168; 0: none), days they are kept (1 to 3650), hours without one until people are told (1 to 720). Needs settings.manage (42501); 22023 with the parameter as the hint.');
