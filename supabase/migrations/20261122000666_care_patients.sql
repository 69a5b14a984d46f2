/*
 * The ward's patients, as their nurses see them.
 */

create function private.ward_patients(p_ward_id uuid)
returns table (
  admission_id uuid, patient_id uuid, patient_name text, patient_mrn text, patient_sex text, patient_birth_date date,
  room_name text, bed_label text, reason text, isolation text, expected_discharge_on date, attending_name text,
  nurse_id uuid, nurse_name text, open_tasks integer, overdue_tasks integer, allergies integer,
  allergies_denied boolean,
  news2_score integer, news2_risk text, news2_at timestamptz
)
-- To plan it takes longer than to read a ward by it.
language plpgsql stable security definer rows 30 set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
begin
  if p_ward_id is null or p_ward_id not in (select private.care_ward_ids()) then return; end if;
  return query
  select
    admission.id, patient.id, patient.full_name, patient.mrn, patient.sex,
    patient.birth_date, room.name, bed.label, admission.reason, admission.isolation, admission.expected_discharge_on,
    attending.name, nurse.id, nurse.full_name, todo.open, todo.overdue,
    (select count(*)::integer from public.allergies allergy where allergy.patient_id = patient.id and allergy.status = 'active'),
    exists (select from public.allergy_denials denial where denial.patient_id = patient.id and denial.ended_at is null),
    seen.news2_score, seen.news2_risk, seen.observed_at
  from public.admissions admission
  join public.patients patient on patient.id = admission.patient_id
  left join public.bed_stays stay on stay.admission_id = admission.id and stay.is_current
  left join public.beds bed on bed.id = stay.bed_id
  left join public.ward_rooms room on room.id = bed.room_id
  left join public.doctors attending on attending.id = admission.attending_id
  left join public.staff nurse on nurse.id = private.nurse_of(admission.id)
  cross join lateral (
    select count(*)::integer as open, (count(*) filter (where task.due_at < now()))::integer as overdue
    from public.nursing_tasks task
    where task.admission_id = admission.id and task.status = 'open'
  ) todo
  left join lateral (
    select observation.news2_score, observation.news2_risk, observation.observed_at
    from public.observations observation
    where observation.admission_id = admission.id and observation.news2_score is not null and observation.voided_at is null
    order by observation.observed_at desc limit 1
  ) seen on true
  where admission.ward_id = p_ward_id and admission.discharged_at is null
  order by room.position nulls last, room.name, bed.position, bed.label, admission.admitted_at;
end;
$$;

select private.expose('ward_patients', '{authenticated}',
'Who lies on a ward, in the order of its rooms, with what a nurse must know at a glance; those without a bed last.
`allergies_denied`: somebody asked and there are none. Nobody''s for those who do not work there.');
