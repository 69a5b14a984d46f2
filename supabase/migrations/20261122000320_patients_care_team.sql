/*
 * The care team: which of the staff are assigned to a patient, and when. Decides, with the visits and the wards, who sees
 * the chart: see private.care_patient_ids.
 */

create table public.care_team_members (
  id         uuid primary key default gen_random_uuid(),
  patient_id uuid not null references public.patients on delete cascade,
  staff_id   uuid not null references public.staff on delete cascade,
  role       text not null,
  since      timestamptz not null default now(),
  until      timestamptz,
  created_at timestamptz not null default now(),
  constraint care_team_members_role_known check (role in ('attending', 'consultant', 'nurse', 'therapist', 'other')),
  constraint care_team_members_until_after_since check (until > since),
  constraint care_team_members_once exclude using gist (patient_id with =, staff_id with =, tstzrange(since, until) with &&)
);
comment on table public.care_team_members is 'Doctors and nurses assigned to a patient, and when. Decides who sees the chart.';
create index care_team_members_staff_id_idx on public.care_team_members (staff_id, patient_id);
create index care_team_members_patient_id_idx on public.care_team_members (patient_id);

alter table public.care_team_members enable row level security;
create policy care_team_members_select_own_or_carers on public.care_team_members for select to authenticated
  using (
    patient_id in (select private.current_patient_ids())
    or patient_id in (select private.care_patient_ids())
  );
create policy care_team_members_insert_carers on public.care_team_members for insert to authenticated
  with check (patient_id in (select private.care_patient_ids()));
create policy care_team_members_update_carers on public.care_team_members for update to authenticated
  using (patient_id in (select private.care_patient_ids()))
  with check (patient_id in (select private.care_patient_ids()));

grant select, insert (patient_id, staff_id, role, since, until), update (role, until) on public.care_team_members to authenticated;
grant select on public.care_team_members to service_role;

create trigger care_team_members_900_audit after insert or update or delete on public.care_team_members
  for each row execute function private.tg_audit();
