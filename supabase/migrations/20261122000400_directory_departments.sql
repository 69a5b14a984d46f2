/*
 * The directory: departments, the fields of medicine and the consulting rooms in them. Nothing is deleted that
 * something past points at: it is made inactive.
 */

create table public.departments (
  id         uuid primary key default gen_random_uuid(),
  code       text not null unique constraint departments_code_form check (code = upper(code) and length(code) between 2 and 12),
  name       text not null constraint departments_name_length check (length(btrim(name)) between 2 and 120),
  active     boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.departments is 'Parts of the hospital; wards, rooms and staff belong to one.';

create table public.specialties (
  id            uuid primary key default gen_random_uuid(),
  code          text not null unique constraint specialties_code_form check (code = upper(code) and length(code) between 2 and 12),
  name          text not null constraint specialties_name_length check (length(btrim(name)) between 2 and 120),
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
  name          text not null constraint rooms_name_length check (length(btrim(name)) between 1 and 120),
  active        boolean not null default true,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  constraint rooms_code_in_department unique (department_id, code)
);
comment on table public.rooms is 'Consulting rooms; a room holds one visit at a time.';

create index specialties_department_id_idx on public.specialties (department_id);

-- The column is older than the table it points at.
alter table public.staff
  add constraint staff_department_id_fkey
  foreign key (department_id) references public.departments on delete set null;

alter table public.departments enable row level security;
alter table public.specialties enable row level security;
alter table public.rooms enable row level security;
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

grant select on public.departments, public.specialties, public.rooms to authenticated;
grant insert (code, name, active), update (code, name, active) on public.departments to authenticated;
grant insert (code, name, department_id, active), update (code, name, department_id, active)
  on public.specialties to authenticated;
grant insert (department_id, code, name, active), update (department_id, code, name, active)
  on public.rooms to authenticated;

/* Rules and consequences -------------------------------------------------------------------------- */

/* A specialty with doctors who practise it is in use; one that is not in use takes no new ones. */
create function private.tg_specialties__refuse_staffed() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from public.doctors where specialty_id = new.id and active) then
    raise exception 'update violates constraint "specialties_inactive_unstaffed"'
      using errcode = '23514', constraint = 'specialties_inactive_unstaffed';
  end if;
  return new;
end
$$;
create trigger specialties_100_refuse_staffed before update on public.specialties
  for each row when (old.active and not new.active)
  execute function private.tg_specialties__refuse_staffed();

/*
 * Keeps what is in use in use, whatever writes the table: `tg_still_used('department', 'departments_inactive_unused')`
 * refuses with that constraint, and the first item that holds as the hint.
 */
create function private.tg_still_used() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_item constant text := private.blocking_item(tg_argv[0], new.id);
begin
  if v_item is not null then
    raise exception 'this is still used, constraint "%"', tg_argv[1]
      using errcode = '23514', constraint = tg_argv[1], hint = v_item;
  end if;
  return new;
end
$$;

/* The specialties and consulting rooms in use of a department. */
create function private.specialties_in_use(p_department_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(select id from public.specialties where department_id = p_department_id and active);
end
$$;
create function private.rooms_in_use(p_department_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(select id from public.rooms where department_id = p_department_id and active);
end
$$;
insert into private.open_work (subject, item, place, open_ids, blocking) values
  ('department', 'specialties', 10, 'private.specialties_in_use', true),
  ('department', 'rooms', 20, 'private.rooms_in_use', true);

create trigger departments_100_still_used before update of active on public.departments
  for each row when (old.active and not new.active)
  execute function private.tg_still_used('department', 'departments_inactive_unused');
create trigger rooms_100_still_used before update of active on public.rooms
  for each row when (old.active and not new.active)
  execute function private.tg_still_used('room', 'rooms_inactive_unused');

/* What is in use is in a department in use. Locked, so that it does not go out of use meanwhile. */
create function private.tg_department_in_use() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_active boolean;
begin
  select active into v_active from public.departments where id = new.department_id for share;
  if not v_active then
    raise exception 'the department is out of use, constraint "departments_in_use"'
      using errcode = '23514', constraint = 'departments_in_use';
  end if;
  return new;
end
$$;
create trigger specialties_110_department_in_use before insert or update of department_id, active on public.specialties
  for each row when (new.active) execute function private.tg_department_in_use();
create trigger rooms_110_department_in_use before insert or update of department_id, active on public.rooms
  for each row when (new.active) execute function private.tg_department_in_use();

/* Tells admins that the directory has changed: once a transaction, since they read all of what they look at. */
create trigger staff_610_announce_directory after insert or update or delete on public.staff
  for each row execute function private.tg_announce('admin', 'directory_changed');
create trigger user_roles_610_announce_directory after insert or update or delete on public.user_roles
  for each row execute function private.tg_announce('admin', 'directory_changed');
create trigger departments_610_announce_directory after insert or update or delete on public.departments
  for each row execute function private.tg_announce('admin', 'directory_changed');
create trigger specialties_610_announce_directory after insert or update or delete on public.specialties
  for each row execute function private.tg_announce('admin', 'directory_changed');
create trigger rooms_610_announce_directory after insert or update or delete on public.rooms
  for each row execute function private.tg_announce('admin', 'directory_changed');
create trigger hospital_settings_610_announce_directory after update on public.hospital_settings
  for each row execute function private.tg_announce('admin', 'directory_changed');

create trigger departments_200_touch_updated_at before update on public.departments
  for each row execute function private.tg_touch_updated_at();
create trigger specialties_200_touch_updated_at before update on public.specialties
  for each row execute function private.tg_touch_updated_at();
create trigger rooms_200_touch_updated_at before update on public.rooms
  for each row execute function private.tg_touch_updated_at();
select private.audited('public.departments');
select private.audited('public.specialties');
select private.audited('public.rooms');
select private.inserts_once('{public.departments,public.specialties,public.rooms}');
select private.keeps('{public.departments,public.specialties,public.rooms}', 'What something past points at is made inactive, not deleted');

select private.define_permission('directory.manage', 'Change departments, specialties, rooms, doctors and visit types');
