/*
 * Doctors: who of the staff can be visited, and by whom they are found.
 */

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

/* Who was invited to work here and has not come yet: patients are not offered them. */
create function private.invited_staff_ids()
returns setof uuid language plpgsql stable security definer rows 10 set search_path = '' as $$
begin
  return query
    select staff_id from public.staff_invitations where accepted_at is null and withdrawn_at is null;
end;
$$;

grant execute on function private.invited_staff_ids() to authenticated;

create table public.doctors (
  id               uuid primary key references public.staff on delete restrict,
  specialty_id     uuid not null references public.specialties on delete restrict,
  name             text not null constraint doctors_name_length check (length(btrim(name)) between 2 and 160),
  accepts_patients boolean not null default true,
  active           boolean not null default true,
  created_at       timestamptz not null default now()
);
comment on table public.doctors is 'Staff who can be visited; the id is that of the staff entry.';
comment on column public.doctors.name is 'As patients read it, with title: Dr. Amara Osei.';
create index doctors_specialty_id_idx on public.doctors (specialty_id);

alter table public.doctors enable row level security;
-- A patient's history still names the doctor who has left.
create policy doctors_select_active on public.doctors for select to authenticated
  using (
    (active and id not in (select private.invited_staff_ids()))
    or (select private.is_staff()) or private.has_visited(id)
  );
create policy doctors_update_managers on public.doctors for update to authenticated
  using ((select private.has_permission('directory.manage')))
  with check ((select private.has_permission('directory.manage')));

grant select on public.doctors to authenticated;
-- Who is a doctor signs as one: that is a matter of the staff list, see save_staff and deactivate_staff.
grant update (specialty_id, name, accepts_patients) on public.doctors to authenticated;

/* For the API ------------------------------------------------------------------------------------- */

/* The doctors these patients have been to, by name, among the visits the caller may see. */
create function public.visited_doctors(p_patient_ids uuid[]) returns table (id uuid, name text)
language plpgsql stable set search_path = ''
as $$
begin
  return query
    select doctors.id, doctors.name
    from public.doctors
    where doctors.id in (select appointments.doctor_id from public.appointments where appointments.patient_id = any (p_patient_ids))
    order by doctors.name;
end
$$;

/*
 * The doctors patients can choose from, by specialty, each with the first time they are free for the
 * shortest kind of visit a patient may book, if that is within 14 days.
 */
create function public.doctor_listing(p_specialty_id uuid default null)
returns table (
  doctor_id uuid, doctor_name text, specialty_id uuid, specialty_name text,
  visit_type_id uuid, visit_type_name text, next_free_at timestamptz
)
language plpgsql stable set search_path = ''
as $$
begin
  return query
  with listed as materialized (
    select doctor.id, doctor.name, specialty.id as specialty_id, specialty.name as specialty_name, type.id as type_id, type.name as type_name
    from public.doctors doctor
    join public.specialties specialty on specialty.id = doctor.specialty_id
    left join lateral (
      select visit_type.id, visit_type.name from public.visit_types visit_type
      where visit_type.active and visit_type.bookable_by_patient
        and (visit_type.specialty_id is null or visit_type.specialty_id = specialty.id)
      order by visit_type.duration_minutes, visit_type.name limit 1
    ) type on true
    where doctor.active and doctor.accepts_patients and specialty.active
      and (p_specialty_id is null or specialty.id = p_specialty_id)
  ), free as (
    select slot.doctor_id, min(slot.starts_at) as starts_at
    from (select listed.type_id, array_agg(listed.id) as doctor_ids from listed where listed.type_id is not null group by listed.type_id) kind
    cross join lateral private.slots(kind.doctor_ids, now(), now() + interval '14 days', kind.type_id) slot
    group by slot.doctor_id
  )
  select listed.id, listed.name, listed.specialty_id, listed.specialty_name, listed.type_id, listed.type_name, free.starts_at
  from listed left join free on free.doctor_id = listed.id
  order by listed.specialty_name, free.starts_at nulls last, listed.name;
end
$$;
/* Who sees patients practises a specialty in use. Locked, so that it does not go out of use meanwhile. */
create function private.tg_doctors__specialty_in_use() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_active boolean;
begin
  select active into v_active from public.specialties where id = new.specialty_id for share;
  if not v_active then
    raise exception 'the specialty is out of use, constraint "doctors_specialty_in_use"'
      using errcode = '23514', constraint = 'doctors_specialty_in_use';
  end if;
  return new;
end
$$;
create trigger doctors_100_specialty_in_use before insert or update of specialty_id, active on public.doctors
  for each row when (new.active) execute function private.tg_doctors__specialty_in_use();

select private.audited('public.doctors');
select private.keeps('{public.doctors}', 'Past visits name them');
create trigger doctors_610_announce_directory after insert or update or delete on public.doctors
  for each row execute function private.tg_announce('admin', 'directory_changed');

select private.expose('public.visited_doctors', '{authenticated}', 'The doctors these patients have been to, by name, among the visits the caller may see.');
select private.expose('public.doctor_listing', '{authenticated}',
  'Doctors who take patients, of one specialty or of all, each with the first free time within 14 days for the shortest visit a patient may book; null if there is none.');
