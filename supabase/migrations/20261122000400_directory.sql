/*
 * Directory: who works where, at what, and when they can be visited.
 *
 * Availability is kept the way people say it: a local time, a weekday and the zone of the clock on
 * that wall. Instants are worked out per day (private.slots in scheduling), so that a clock change
 * neither loses nor doubles a slot. Nothing is deleted that a past visit points at: it is made inactive.
 */

create table public.departments (
  id         uuid primary key default gen_random_uuid(),
  code       text not null unique check (code = upper(code) and length(code) between 2 and 12),
  name       text not null check (length(btrim(name)) between 2 and 120),
  active     boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.departments is 'Parts of the hospital; wards, rooms and staff belong to one.';

create table public.specialties (
  id            uuid primary key default gen_random_uuid(),
  code          text not null unique check (code = upper(code) and length(code) between 2 and 12),
  name          text not null check (length(btrim(name)) between 2 and 120),
  department_id uuid not null references public.departments on delete restrict,
  active        boolean not null default true,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now()
);
comment on table public.specialties is 'Fields of medicine by which patients find a doctor.';

create table public.rooms (
  id            uuid primary key default gen_random_uuid(),
  department_id uuid not null references public.departments on delete restrict,
  code          text not null,
  name          text not null check (length(btrim(name)) between 1 and 120),
  active        boolean not null default true,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  constraint rooms_code_in_department unique (department_id, code)
);
comment on table public.rooms is 'Consulting rooms; a room holds one visit at a time.';

create table public.doctors (
  id               uuid primary key references public.staff on delete restrict,
  specialty_id     uuid not null references public.specialties on delete restrict,
  name             text not null check (length(btrim(name)) between 2 and 160),
  accepts_patients boolean not null default true,
  active           boolean not null default true,
  created_at       timestamptz not null default now()
);
comment on table public.doctors is 'Staff who can be visited; the id is that of the staff entry.';
comment on column public.doctors.name is 'As patients read it, with title: Dr. Amara Osei.';

create table public.visit_types (
  id                     uuid primary key default gen_random_uuid(),
  code                   text not null unique check (code = upper(code) and length(code) between 2 and 20),
  name                   text not null check (length(btrim(name)) between 2 and 120),
  specialty_id           uuid references public.specialties on delete restrict,
  duration_minutes       integer not null check (duration_minutes between 5 and 480),
  buffer_before_minutes  integer not null default 0 check (buffer_before_minutes between 0 and 120),
  buffer_minutes         integer not null default 0 check (buffer_minutes between 0 and 120),
  minimum_notice_minutes integer not null default 0 check (minimum_notice_minutes between 0 and 43200),
  bookable_by_patient    boolean not null default true,
  requires_confirmation  boolean not null default false,
  active                 boolean not null default true,
  created_at             timestamptz not null default now(),
  updated_at             timestamptz not null default now()
);
comment on table public.visit_types is 'Kinds of visit: how long, how long before the next, who may book it and how late.';
comment on column public.visit_types.specialty_id is 'Null: every specialty offers it.';
comment on column public.visit_types.buffer_before_minutes is
  'Kept free before the time the patient is told; blocks the doctor like the visit itself.';
comment on column public.visit_types.buffer_minutes is 'Kept free after the visit; blocks the doctor like the visit itself.';

create table public.doctor_visit_types (
  doctor_id             uuid not null references public.doctors on delete cascade,
  visit_type_id         uuid not null references public.visit_types on delete cascade,
  duration_minutes      integer check (duration_minutes between 5 and 480),
  buffer_before_minutes integer check (buffer_before_minutes between 0 and 120),
  buffer_minutes        integer check (buffer_minutes between 0 and 120),
  offered               boolean not null default true,
  primary key (doctor_id, visit_type_id)
);
comment on table public.doctor_visit_types is
  'What a doctor does otherwise than the type of visit says: own length, own buffers, or not at all.';
comment on column public.doctor_visit_types.duration_minutes is 'Null, as in the buffers: as the type says.';

create table public.availability_rules (
  id          uuid primary key default gen_random_uuid(),
  doctor_id   uuid not null references public.doctors on delete cascade,
  weekday     integer not null check (weekday between 1 and 7),
  starts_time time not null,
  ends_time   time not null,
  time_zone   text not null,
  room_id     uuid references public.rooms on delete restrict,
  visit_type_ids uuid[],
  valid_from  date not null default current_date,
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
  kind       text not null check (kind in ('leave', 'unavailable', 'extra')),
  starts_at  timestamptz not null,
  ends_at    timestamptz not null,
  reason     text check (length(reason) <= 500),
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

create index specialties_department_id_idx on public.specialties (department_id);
create index doctors_specialty_id_idx on public.doctors (specialty_id);
create index visit_types_specialty_id_idx on public.visit_types (specialty_id);
create index doctor_visit_types_visit_type_id_idx on public.doctor_visit_types (visit_type_id);
create index availability_rules_doctor_id_idx on public.availability_rules (doctor_id);
create index availability_rules_room_id_idx on public.availability_rules (room_id);
create index availability_exceptions_doctor_id_starts_at_idx
  on public.availability_exceptions (doctor_id, starts_at);
create index availability_exceptions_room_id_idx on public.availability_exceptions (room_id);

-- The column is older than the table it points at.
alter table public.staff
  add constraint staff_department_id_fkey
  foreign key (department_id) references public.departments on delete set null;

alter table public.departments enable row level security;
alter table public.specialties enable row level security;
alter table public.rooms enable row level security;
alter table public.doctors enable row level security;
alter table public.visit_types enable row level security;
alter table public.doctor_visit_types enable row level security;
alter table public.availability_rules enable row level security;
alter table public.availability_exceptions enable row level security;

/*
 * Whether the caller, or a patient the caller answers for, has ever had a visit with the doctor.
 * PL/pgSQL because the visits' table is made by a later migration.
 */
create function private.has_visited(p_doctor_id uuid)
returns boolean language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (
    select 1 from public.appointments visit
    where visit.doctor_id = p_doctor_id
      and visit.patient_id in (select private.current_patient_ids())
  );
end;
$$;
grant execute on function private.has_visited(uuid) to authenticated;

create policy departments_select_all on public.departments for select to authenticated
  using (true);
create policy departments_insert_managers on public.departments for insert to authenticated
  with check ((select private.has_permission('directory.manage')));
create policy departments_update_managers on public.departments for update to authenticated
  using ((select private.has_permission('directory.manage')))
  with check ((select private.has_permission('directory.manage')));

create policy specialties_select_all on public.specialties for select to authenticated
  using (true);
create policy specialties_insert_managers on public.specialties for insert to authenticated
  with check ((select private.has_permission('directory.manage')));
create policy specialties_update_managers on public.specialties for update to authenticated
  using ((select private.has_permission('directory.manage')))
  with check ((select private.has_permission('directory.manage')));

create policy rooms_select_all on public.rooms for select to authenticated
  using (true);
create policy rooms_insert_managers on public.rooms for insert to authenticated
  with check ((select private.has_permission('directory.manage')));
create policy rooms_update_managers on public.rooms for update to authenticated
  using ((select private.has_permission('directory.manage')))
  with check ((select private.has_permission('directory.manage')));

-- A patient's history still names the doctor who has left.
create policy doctors_select_active on public.doctors for select to authenticated
  using (active or (select private.is_staff()) or private.has_visited(id));
create policy doctors_insert_managers on public.doctors for insert to authenticated
  with check ((select private.has_permission('directory.manage')));
create policy doctors_update_managers on public.doctors for update to authenticated
  using ((select private.has_permission('directory.manage')))
  with check ((select private.has_permission('directory.manage')));

create policy visit_types_select_all on public.visit_types for select to authenticated
  using (true);
create policy visit_types_insert_managers on public.visit_types for insert to authenticated
  with check ((select private.has_permission('directory.manage')));
create policy visit_types_update_managers on public.visit_types for update to authenticated
  using ((select private.has_permission('directory.manage')))
  with check ((select private.has_permission('directory.manage')));

-- Part of the catalogue: how long a visit is, is no secret.
create policy doctor_visit_types_select_all on public.doctor_visit_types for select to authenticated
  using (true);
create policy doctor_visit_types_insert_own on public.doctor_visit_types
  for insert to authenticated
  with check (
    doctor_id = (select private.current_staff_id())
    or (select private.has_permission('availability.manage'))
  );
create policy doctor_visit_types_update_own on public.doctor_visit_types
  for update to authenticated
  using (
    doctor_id = (select private.current_staff_id())
    or (select private.has_permission('availability.manage'))
  )
  with check (
    doctor_id = (select private.current_staff_id())
    or (select private.has_permission('availability.manage'))
  );
create policy doctor_visit_types_delete_own on public.doctor_visit_types
  for delete to authenticated
  using (
    doctor_id = (select private.current_staff_id())
    or (select private.has_permission('availability.manage'))
  );

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

grant select on public.departments, public.specialties, public.rooms, public.doctors,
  public.visit_types, public.doctor_visit_types, public.availability_rules,
  public.availability_exceptions to authenticated;
grant insert (code, name, active), update (code, name, active) on public.departments to authenticated;
grant insert (code, name, department_id, active), update (code, name, department_id, active)
  on public.specialties to authenticated;
grant insert (department_id, code, name, active), update (department_id, code, name, active)
  on public.rooms to authenticated;
grant insert (id, specialty_id, name, accepts_patients, active),
  update (specialty_id, name, accepts_patients, active) on public.doctors to authenticated;
grant
  insert (code, name, specialty_id, duration_minutes, buffer_before_minutes, buffer_minutes,
    minimum_notice_minutes, bookable_by_patient, requires_confirmation, active),
  update (code, name, specialty_id, duration_minutes, buffer_before_minutes, buffer_minutes,
    minimum_notice_minutes, bookable_by_patient, requires_confirmation, active)
  on public.visit_types to authenticated;
grant
  insert (doctor_id, visit_type_id, duration_minutes, buffer_before_minutes, buffer_minutes, offered),
  -- The key is granted so that an upsert may name it; the policy holds it to the caller's own.
  update (doctor_id, visit_type_id, duration_minutes, buffer_before_minutes, buffer_minutes, offered),
  delete
  on public.doctor_visit_types to authenticated;
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
grant select, insert, update, delete on public.departments, public.specialties, public.rooms,
  public.doctors, public.visit_types, public.doctor_visit_types, public.availability_rules,
  public.availability_exceptions to service_role;

create trigger departments_100_touch_updated_at before update on public.departments
  for each row execute function private.tg_touch_updated_at();
create trigger specialties_100_touch_updated_at before update on public.specialties
  for each row execute function private.tg_touch_updated_at();
create trigger rooms_100_touch_updated_at before update on public.rooms
  for each row execute function private.tg_touch_updated_at();
create trigger visit_types_100_touch_updated_at before update on public.visit_types
  for each row execute function private.tg_touch_updated_at();
create trigger departments_900_audit after insert or update or delete on public.departments
  for each row execute function private.tg_audit();
create trigger specialties_900_audit after insert or update or delete on public.specialties
  for each row execute function private.tg_audit();
create trigger rooms_900_audit after insert or update or delete on public.rooms
  for each row execute function private.tg_audit();
create trigger doctors_900_audit after insert or update or delete on public.doctors
  for each row execute function private.tg_audit();
create trigger visit_types_900_audit after insert or update or delete on public.visit_types
  for each row execute function private.tg_audit();
create trigger doctor_visit_types_900_audit
  after insert or update or delete on public.doctor_visit_types
  for each row execute function private.tg_audit('doctor_id', 'visit_type_id');
create trigger availability_rules_900_audit
  after insert or update or delete on public.availability_rules
  for each row execute function private.tg_audit();
create trigger availability_exceptions_900_audit
  after insert or update or delete on public.availability_exceptions
  for each row execute function private.tg_audit();
