/*
 * Allergies: what a patient must not be given. Written by those in whose care the patient is.
 */

create table public.allergies (
  id          uuid primary key default gen_random_uuid(),
  patient_id  uuid not null references public.patients on delete cascade,
  substance   text not null,
  reaction    text,
  severity    text not null,
  status      text not null default 'active',
  recorded_by uuid references public.staff on delete set null default private.current_staff_id(),
  created_at  timestamptz not null default now(),
  resolved_at timestamptz,
  constraint allergies_substance_length check (char_length(btrim(substance)) between 1 and 120),
  constraint allergies_reaction_length check (char_length(reaction) <= 300),
  constraint allergies_severity_known check (severity in ('mild', 'moderate', 'severe')),
  constraint allergies_status_known check (status in ('active', 'resolved')),
  constraint allergies_resolved_when check ((status = 'resolved') = (resolved_at is not null))
);
comment on table public.allergies is 'What a patient must not be given. Resolved, never deleted: that it was believed is part of the record.';
create unique index allergies_active_substance_key on public.allergies (patient_id, lower(btrim(substance))) where status = 'active';
create index allergies_patient_id_idx on public.allergies (patient_id);
create index allergies_recorded_by_idx on public.allergies (recorded_by);

alter table public.allergies enable row level security;
create policy allergies_select_own_or_carers on public.allergies for select to authenticated
  using (
    patient_id in (select private.current_patient_ids())
    or patient_id in (select private.care_patient_ids())
  );
create policy allergies_insert_carers on public.allergies for insert to authenticated
  with check ((select private.has_permission('allergies.manage')) and patient_id in (select private.care_patient_ids()));
create policy allergies_update_carers on public.allergies for update to authenticated
  using ((select private.has_permission('allergies.manage')) and patient_id in (select private.care_patient_ids()))
  with check ((select private.has_permission('allergies.manage')) and patient_id in (select private.care_patient_ids()));

grant select, insert (patient_id, substance, reaction, severity), update (status, resolved_at) on public.allergies to authenticated;

/* For the API ------------------------------------------------------------------------------------- */

create function private.add_allergy(p_patient_id uuid, p_substance text, p_reaction text, p_severity text) returns public.allergies
language plpgsql set search_path = ''
as $$
declare
  v_allergy public.allergies;
begin
  perform private.require_permission('allergies.manage');
  if p_substance is null or btrim(p_substance) = '' then
    raise exception 'a substance is needed' using errcode = '22023', hint = 'p_substance';
  end if;
  if p_severity is null or p_severity not in ('mild', 'moderate', 'severe') then
    raise exception 'severity is mild, moderate or severe' using errcode = '22023', hint = 'p_severity';
  end if;
  if p_patient_id is null or p_patient_id not in (select private.care_patient_ids()) then
    raise exception 'no such patient in your care' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  insert into public.allergies (patient_id, substance, reaction, severity)
  values (p_patient_id, btrim(p_substance), nullif(btrim(p_reaction), ''), p_severity)
  returning * into v_allergy;
  return v_allergy;
end
$$;

create function private.resolve_allergy(p_allergy_id uuid) returns public.allergies
language plpgsql set search_path = ''
as $$
declare
  v_allergy public.allergies;
begin
  perform private.require_permission('allergies.manage');
  update public.allergies set status = 'resolved', resolved_at = coalesce(resolved_at, now())
  where id = p_allergy_id
  returning * into v_allergy;
  if not found then
    raise exception 'no such allergy in your care' using errcode = 'PT404', hint = 'p_allergy_id';
  end if;
  return v_allergy;
end
$$;

select private.audited('public.allergies');
select private.inserts_once('{public.allergies}');
select private.keeps('{public.allergies}', 'The medical record: resolved, never deleted');
select private.on_merge('{public.allergies}', 'refuse');
select private.no_work_of_patients('{public.allergies}', 'The record itself');

select private.define_permission('allergies.manage', 'Record and resolve allergies of patients in one''s care', '{doctor,nurse,ward_manager}');
select private.expose('add_allergy', '{authenticated}',
  'Records an allergy (severity mild, moderate, severe) of a patient in the caller''s care. Needs allergies.manage (42501); not in care PT404; already active 23505 on allergies_active_substance_key.');
select private.expose('resolve_allergy', '{authenticated}',
  'Marks an allergy as resolved; again does no harm. Needs allergies.manage (42501); not in care PT404.');
