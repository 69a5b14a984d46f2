/*
 * When a doctor can be visited: weekly hours, and the times that are off them.
 *
 * Availability is kept the way people say it: a local time, a weekday and the zone of the clock on
 * that wall. Instants are worked out per day (private.slots), so that a clock change neither loses nor doubles
 * a slot.
 *
 * Hours and absences are written under the lock a booking takes on the doctor, whatever writes them: so
 * when leave and a booking meet, the later of the two sees the earlier. Either the booking is refused
 * (LN001) or the visit is in the list of those to be moved; it is never in neither.
 */

create table public.availability_rules (
  id          uuid primary key default gen_random_uuid(),
  doctor_id   uuid not null references public.doctors on delete cascade,
  weekday     integer not null constraint availability_rules_weekday_range check (weekday between 1 and 7),
  starts_time time not null,
  ends_time   time not null,
  time_zone   text not null,
  room_id     uuid references public.rooms on delete restrict,
  visit_type_ids uuid[],
  valid_from  date not null default private.hospital_day(),
  valid_until date,
  created_at  timestamptz not null default now(),
  constraint availability_rules_types_some check (cardinality(visit_type_ids) > 0),
  constraint availability_rules_time_order check (starts_time < ends_time),
  constraint availability_rules_date_order check (valid_from <= valid_until),
  constraint availability_rules_time_zone_known check (private.is_time_zone(time_zone)),
  -- Overlapping windows would offer the same minutes twice.
  constraint availability_rules_doctor_twice exclude using gist (
    doctor_id with =,
    weekday with =,
    int4range(
      (extract(epoch from starts_time) / 60)::integer,
      (extract(epoch from ends_time) / 60)::integer
    ) with &&,
    daterange(valid_from, valid_until, '[]') with &&
  )
);
comment on table public.availability_rules is
  'Weekly hours: local times of day in an IANA zone; a break is the gap between two rules.';
comment on column public.availability_rules.visit_type_ids is
  'The only types of visit these hours are for; null: whatever the doctor offers.';
comment on column public.availability_rules.weekday is 'ISO: 1 Monday to 7 Sunday.';
comment on column public.availability_rules.ends_time is 'Exclusive; 24:00 is midnight at the end of the day.';

create table public.availability_exceptions (
  id         uuid primary key default gen_random_uuid(),
  doctor_id  uuid not null references public.doctors on delete cascade,
  kind       text not null constraint availability_exceptions_kind_known check (kind in ('leave', 'unavailable', 'extra')),
  starts_at  timestamptz not null,
  ends_at    timestamptz not null,
  reason     text constraint availability_exceptions_reason_length check (length(reason) <= 500),
  room_id    uuid references public.rooms on delete restrict,
  created_at timestamptz not null default now(),
  constraint availability_exceptions_order check (starts_at < ends_at),
  -- Slots of an extra window are looked for within a day of it.
  constraint availability_exceptions_extra_length check (
    kind <> 'extra' or ends_at - starts_at <= interval '24 hours'
  ),
  constraint availability_exceptions_extra_twice exclude using gist (
    doctor_id with =,
    tstzrange(starts_at, ends_at) with &&
  ) where (kind = 'extra')
);
comment on table public.availability_exceptions is
  'Leave and other absences take slots away; an extra window adds some.';

create index availability_rules_doctor_id_idx on public.availability_rules (doctor_id);
create index availability_rules_room_id_idx on public.availability_rules (room_id);

create index availability_exceptions_doctor_id_starts_at_idx
  on public.availability_exceptions (doctor_id, starts_at);
create index availability_exceptions_room_id_idx on public.availability_exceptions (room_id);

alter table public.availability_rules enable row level security;
alter table public.availability_exceptions enable row level security;
-- Patients see slots, not the hours behind them: those tell when somebody is at home.
create policy availability_rules_select_schedulers on public.availability_rules
  for select to authenticated
  using (
    doctor_id = (select private.current_staff_id())
    or (select private.has_permission('availability.manage'))
    or (select private.has_permission('appointments.read_all'))
  );
create policy availability_rules_insert_own on public.availability_rules
  for insert to authenticated
  with check (
    doctor_id = (select private.current_staff_id())
    or (select private.has_permission('availability.manage'))
  );
create policy availability_rules_update_own on public.availability_rules
  for update to authenticated
  using (
    doctor_id = (select private.current_staff_id())
    or (select private.has_permission('availability.manage'))
  )
  with check (
    doctor_id = (select private.current_staff_id())
    or (select private.has_permission('availability.manage'))
  );
create policy availability_rules_delete_own on public.availability_rules
  for delete to authenticated
  using (
    doctor_id = (select private.current_staff_id())
    or (select private.has_permission('availability.manage'))
  );

create policy availability_exceptions_select_schedulers on public.availability_exceptions
  for select to authenticated
  using (
    doctor_id = (select private.current_staff_id())
    or (select private.has_permission('availability.manage'))
    or (select private.has_permission('appointments.read_all'))
  );
create policy availability_exceptions_insert_own on public.availability_exceptions
  for insert to authenticated
  with check (
    doctor_id = (select private.current_staff_id())
    or (select private.has_permission('availability.manage'))
  );
create policy availability_exceptions_update_own on public.availability_exceptions
  for update to authenticated
  using (
    doctor_id = (select private.current_staff_id())
    or (select private.has_permission('availability.manage'))
  )
  with check (
    doctor_id = (select private.current_staff_id())
    or (select private.has_permission('availability.manage'))
  );
create policy availability_exceptions_delete_own on public.availability_exceptions
  for delete to authenticated
  using (
    doctor_id = (select private.current_staff_id())
    or (select private.has_permission('availability.manage'))
  );

grant select on public.availability_rules, public.availability_exceptions to authenticated;
grant
  insert (doctor_id, weekday, starts_time, ends_time, time_zone, room_id, visit_type_ids, valid_from,
    valid_until),
  update (weekday, starts_time, ends_time, time_zone, room_id, visit_type_ids, valid_from, valid_until),
  delete
  on public.availability_rules to authenticated;
grant
  insert (doctor_id, kind, starts_at, ends_at, reason, room_id),
  update (kind, starts_at, ends_at, reason, room_id),
  delete
  on public.availability_exceptions to authenticated;
grant select, insert, update, delete on public.availability_rules, public.availability_exceptions to service_role;

select private.define_permission('availability.manage', 'Change any doctor''s hours and leave');
select private.audited('public.availability_rules');
select private.audited('public.availability_exceptions');
select private.inserts_once('{public.availability_rules,public.availability_exceptions}');
select private.keeps('{public.availability_rules,public.availability_exceptions}', 'What past visits were booked into');

/* Raises 42501 unless the caller keeps this doctor's hours, PT404 if there is no such doctor. */
create function private.require_availability_of(p_doctor_id uuid)
returns void language plpgsql stable security definer set search_path = '' as $$
begin
  if p_doctor_id is distinct from private.current_staff_id()
    and not private.has_permission('availability.manage')
  then
    raise exception using errcode = '42501', message = 'You may not change this doctor''s hours';
  end if;
  perform from public.doctors doctor where doctor.id = p_doctor_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such doctor', hint = 'p_doctor_id';
  end if;
end;
$$;

/* Puts a week in the place of what a doctor has. */
create function private.replace_weekly_hours(
  p_doctor_id uuid, p_rules jsonb, p_valid_from date, p_expected text default null
)
returns setof public.availability_rules language plpgsql security definer set search_path = '' as $$
declare
  v_time_zone constant text := private.hospital_time_zone();
  v_wrong text;
  v_kept uuid[];
begin
  v_wrong := case
    when p_doctor_id is null then 'p_doctor_id'
    when p_rules is null or jsonb_typeof(p_rules) <> 'array' then 'p_rules'
    when jsonb_array_length(p_rules) > 200 then 'p_rules'
    -- What has been cannot be planned anew: past visits were booked into the hours of their day.
    when p_valid_from is null or p_valid_from < (now() at time zone v_time_zone)::date then 'p_valid_from'
  end;
  if v_wrong is not null then
    raise exception using errcode = '22023', message = v_wrong || ' is missing or out of range', hint = v_wrong;
  end if;
  perform private.require_availability_of(p_doctor_id);
  perform private.lock_schedules(array[p_doctor_id], null, null);
  perform private.require_availability_of(p_doctor_id);
  if p_expected is not null and p_expected <> public.hours_version(p_doctor_id) then
    raise exception using errcode = 'LN009', message = 'Somebody else has just changed these hours';
  end if;

  -- What stays as it is keeps its row, so that its history is not cut in two.
  select coalesce(array_agg(weekly.id), '{}') into v_kept
  from public.availability_rules weekly
  where weekly.doctor_id = p_doctor_id
    and weekly.valid_from <= p_valid_from
    and weekly.valid_until is null
    and exists (
      select 1
      from jsonb_to_recordset(p_rules) as wanted (
        weekday integer, starts_time time, ends_time time, time_zone text, room_id uuid, visit_type_ids uuid[]
      )
      where (
        wanted.weekday, wanted.starts_time, wanted.ends_time, coalesce(wanted.time_zone, v_time_zone),
        wanted.room_id, wanted.visit_type_ids
      ) is not distinct from (
        weekly.weekday, weekly.starts_time, weekly.ends_time, weekly.time_zone, weekly.room_id,
        weekly.visit_type_ids
      )
    );

  delete from public.availability_rules weekly
  where weekly.doctor_id = p_doctor_id
    and weekly.valid_from >= p_valid_from
    and weekly.id <> all (v_kept);
  update public.availability_rules weekly
  set valid_until = p_valid_from - 1
  where weekly.doctor_id = p_doctor_id
    and weekly.valid_from < p_valid_from
    and (weekly.valid_until is null or weekly.valid_until >= p_valid_from)
    and weekly.id <> all (v_kept);
  insert into public.availability_rules (
    doctor_id, weekday, starts_time, ends_time, time_zone, room_id, visit_type_ids, valid_from
  )
  select
    p_doctor_id, wanted.weekday, wanted.starts_time, wanted.ends_time, coalesce(wanted.time_zone, v_time_zone),
    wanted.room_id, wanted.visit_type_ids, p_valid_from
  from jsonb_to_recordset(p_rules) as wanted (
    weekday integer, starts_time time, ends_time time, time_zone text, room_id uuid, visit_type_ids uuid[]
  )
  where not exists (
    select 1 from public.availability_rules weekly
    where weekly.id = any (v_kept)
      and (
        wanted.weekday, wanted.starts_time, wanted.ends_time, coalesce(wanted.time_zone, v_time_zone),
        wanted.room_id, wanted.visit_type_ids
      ) is not distinct from (
        weekly.weekday, weekly.starts_time, weekly.ends_time, weekly.time_zone, weekly.room_id,
        weekly.visit_type_ids
      )
  );

  return query
  select weekly.* from public.availability_rules weekly
  where weekly.doctor_id = p_doctor_id
    and (weekly.valid_until is null or weekly.valid_until >= p_valid_from)
  order by weekly.weekday, weekly.starts_time;
end;
$$;

create function public.hours_version(p_doctor_id uuid)
returns text language sql stable set search_path = '' as $$
  select md5(coalesce(string_agg(weekly::text, E'\n' order by weekly.id), ''))
  from public.availability_rules weekly
  where weekly.doctor_id = p_doctor_id;
$$;

/* A booking and a change of when the doctor can be booked wait for each other. */
create function private.tg_availability__lock()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    perform private.lock_schedules(array[old.doctor_id], null, null);
    return old;
  end if;
  perform private.lock_schedules(array[new.doctor_id], null, null);
  return new;
end;
$$;

/* Nobody's hours are in a consulting room that is out of use; nor does one go out of use in which somebody has theirs. */
create function private.tg_availability__room_in_use()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_active boolean;
begin
  select active into v_active from public.rooms where id = new.room_id for share;
  if not v_active then
    raise exception using errcode = 'PT404', message = 'There is no such room', hint = 'p_room_id';
  end if;
  return new;
end;
$$;
create trigger availability_rules_100_room_in_use before insert or update of room_id on public.availability_rules
  for each row when (new.room_id is not null) execute function private.tg_availability__room_in_use();
create trigger availability_exceptions_100_room_in_use before insert or update of room_id on public.availability_exceptions
  for each row when (new.room_id is not null) execute function private.tg_availability__room_in_use();

create function private.hours_in_room(p_room_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select id from public.availability_rules
    where room_id = p_room_id and (valid_until is null or valid_until >= private.hospital_day())
    union all
    select id from public.availability_exceptions where room_id = p_room_id and ends_at > now()
  );
end;
$$;
insert into private.open_work (subject, item, place, open_ids, blocking)
values ('room', 'hours', 20, 'private.hours_in_room', true);

create trigger availability_rules_000_lock
  before insert or update or delete on public.availability_rules
  for each row execute function private.tg_availability__lock();
create trigger availability_exceptions_000_lock
  before insert or update or delete on public.availability_exceptions
  for each row execute function private.tg_availability__lock();
create trigger doctor_visit_types_000_lock
  before insert or update or delete on public.doctor_visit_types
  for each row execute function private.tg_availability__lock();

-- Whoever has the doctor's free times open, and whoever has the calendar, shows what is out of date.
create trigger availability_rules_600_announce after insert or update or delete on public.availability_rules
  for each row execute function private.tg_announce('doctor:{doctor_id}', 'availability_changed', 'doctor_id');
create trigger availability_rules_610_announce_calendar after insert or update or delete on public.availability_rules
  for each row execute function private.tg_announce('calendar', 'hours_changed', 'doctor_id');
create trigger availability_exceptions_600_announce after insert or update or delete on public.availability_exceptions
  for each row execute function private.tg_announce('doctor:{doctor_id}', 'availability_changed', 'doctor_id');
create trigger availability_exceptions_610_announce_calendar
  after insert or update or delete on public.availability_exceptions
  for each row execute function private.tg_announce('calendar', 'hours_changed', 'doctor_id');
create trigger doctor_visit_types_600_announce after insert or update or delete on public.doctor_visit_types
  for each row execute function private.tg_announce('doctor:{doctor_id}', 'availability_changed', 'doctor_id');

select private.expose('public.hours_version', '{authenticated}',
  'Tells one state of a doctor''s weekly hours from another: what `replace_weekly_hours` expects to find. Of the '
  'hours the caller may see.');
select private.expose('replace_weekly_hours', '{authenticated}',
  'Puts a week of hours in the place of what the doctor has, from a day of the hospital''s calendar on (today or '
  'later). p_rules: [{weekday 1 to 7, starts_time, ends_time, room_id, visit_type_ids, time_zone}], the last three '
  'may be missing: no room, every type, the hospital''s clocks. What the doctor had before that day stays, and ends '
  'the day before; what was planned from then on is replaced. p_expected is the hours_version the caller has seen; '
  'null overwrites whatever there is. Gives back the hours valid from that day. For the doctor, or with '
  'availability.manage. Raises LN009 somebody else changed them, 23P01 two of the rules overlap '
  '(availability_rules_doctor_twice), 42501 not yours, PT404 no such doctor, 22023 a parameter is missing or out of '
  'range.');
