/*
 * Kinds of visit, and what a doctor does otherwise than the kind says.
 */

create table public.visit_types (
  id                     uuid primary key default gen_random_uuid(),
  code                   text not null unique constraint visit_types_code_form check (code = upper(code) and length(code) between 2 and 20),
  name                   text not null constraint visit_types_name_length check (length(btrim(name)) between 2 and 120),
  specialty_id           uuid references public.specialties on delete restrict,
  duration_minutes       integer not null constraint visit_types_duration_minutes_range check (duration_minutes between 5 and 480),
  buffer_before_minutes  integer not null default 0 constraint visit_types_buffer_before_minutes_range check (buffer_before_minutes between 0 and 120),
  buffer_minutes         integer not null default 0 constraint visit_types_buffer_minutes_range check (buffer_minutes between 0 and 120),
  minimum_notice_minutes integer not null default 0 constraint visit_types_minimum_notice_minutes_range check (minimum_notice_minutes between 0 and 43200),
  bookable_by_patient    boolean not null default true,
  requires_confirmation  boolean not null default false,
  first_visit            boolean not null default false,
  preparation            text constraint visit_types_preparation_length check (length(btrim(preparation)) between 1 and 1000),
  active                 boolean not null default true,
  created_at             timestamptz not null default now(),
  updated_at             timestamptz not null default now()
);
comment on table public.visit_types is 'Kinds of visit: how long, how long before the next, who may book it and how late.';
comment on column public.visit_types.specialty_id is 'Null: every specialty offers it.';
comment on column public.visit_types.first_visit is 'Meant for whoever has not been to the specialty before, and offered to them first.';
comment on column public.visit_types.preparation is 'How the patient prepares for it, as they read it on booking and on the visit.';
comment on column public.visit_types.buffer_before_minutes is
  'Kept free before the time the patient is told; blocks the doctor like the visit itself.';
comment on column public.visit_types.buffer_minutes is 'Kept free after the visit; blocks the doctor like the visit itself.';

create table public.doctor_visit_types (
  doctor_id             uuid not null references public.doctors on delete cascade,
  visit_type_id         uuid not null references public.visit_types on delete cascade,
  duration_minutes      integer constraint doctor_visit_types_duration_minutes_range check (duration_minutes between 5 and 480),
  buffer_before_minutes integer constraint doctor_visit_types_buffer_before_minutes_range check (buffer_before_minutes between 0 and 120),
  buffer_minutes        integer constraint doctor_visit_types_buffer_minutes_range check (buffer_minutes between 0 and 120),
  offered               boolean not null default true,
  primary key (doctor_id, visit_type_id)
);
comment on table public.doctor_visit_types is
  'What a doctor does otherwise than the type of visit says: own length, own buffers, or not at all.';
comment on column public.doctor_visit_types.duration_minutes is 'Null, as in the buffers: as the type says.';

create index visit_types_specialty_id_idx on public.visit_types (specialty_id);

create index doctor_visit_types_visit_type_id_idx on public.doctor_visit_types (visit_type_id);

alter table public.visit_types enable row level security;
alter table public.doctor_visit_types enable row level security;
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

grant select on public.visit_types, public.doctor_visit_types to authenticated;
grant
  insert (code, name, specialty_id, duration_minutes, buffer_before_minutes, buffer_minutes,
    minimum_notice_minutes, bookable_by_patient, requires_confirmation, first_visit, preparation, active),
  update (code, name, specialty_id, duration_minutes, buffer_before_minutes, buffer_minutes,
    minimum_notice_minutes, bookable_by_patient, requires_confirmation, first_visit, preparation, active)
  on public.visit_types to authenticated;
grant
  insert (doctor_id, visit_type_id, duration_minutes, buffer_before_minutes, buffer_minutes, offered),
  -- The key is granted so that an upsert may name it; the policy holds it to the caller's own.
  update (doctor_id, visit_type_id, duration_minutes, buffer_before_minutes, buffer_minutes, offered),
  delete
  on public.doctor_visit_types to authenticated;

create trigger visit_types_200_touch_updated_at before update on public.visit_types
  for each row execute function private.tg_touch_updated_at();
select private.keeps('{public.visit_types,public.doctor_visit_types}', 'What something past points at is made inactive, not deleted');
select private.audited('public.visit_types');
select private.inserts_once('{public.visit_types}');
select private.audited('public.doctor_visit_types', 'doctor_id, visit_type_id');
create trigger visit_types_610_announce_directory after insert or update or delete on public.visit_types
  for each row execute function private.tg_announce('admin', 'directory_changed');
