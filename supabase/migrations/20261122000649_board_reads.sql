/*
 * The bed board: every bed as its stays, closures, reservations and cleaning tasks say it is. Nothing is
 * kept here; the other files of the wards are asked.
 */

/*
 * What the caller may see is found out once; the query then is the plain
 * one. What is joined for a patient hangs on `care` or `patient`, so what is hidden costs nothing either.
 * To plan it takes longer than to read one ward by it: for one ward a plan is kept, for all it pays to make one.
 */
create function private.bed_board(p_ward_id uuid default null)
returns table (
  ward_id uuid, ward_code text, ward_name text, room_id uuid, room_name text, room_position integer,
  gender_rule text, plan_x integer, plan_y integer, plan_width integer, plan_height integer,
  bed_id uuid, bed_label text, bed_kind text, bed_features text[], "position" integer,
  state text, since timestamptz, note text, closure_id uuid, task_id uuid, task_status text,
  reservation_id uuid, request_id uuid, reserved_until timestamptz, reserved_for text,
  stay_id uuid, admission_id uuid,
  patient_id uuid, patient_name text, patient_initials text, patient_mrn text, patient_sex text,
  patient_birth_date date, attending_id uuid, attending_name text, reason text, diagnosis_group text,
  admitted_at timestamptz, expected_discharge_on date, private boolean, isolation text, needs text[],
  on_leave_since timestamptz, on_leave_until timestamptz, newborns integer, allergies integer,
  allergies_denied boolean,
  news2_score integer, news2_risk text, news2_at timestamptz, alert_level text, nurse_name text
)
language plpgsql stable security definer rows 100 set search_path = '' set plan_cache_mode = 'auto' as $$
declare
  v_ward_ids constant uuid[] := array(
    select mine.id from private.current_ward_ids() as mine (id) where p_ward_id is null or mine.id = p_ward_id
  );
  v_may_read constant boolean := private.has_permission('patients.read');
  v_may_place constant boolean := v_may_read
    or private.has_permission('admissions.manage') or private.has_permission('beds.manage');
begin
  if p_ward_id is not null then perform set_config('plan_cache_mode', 'force_generic_plan', true); end if;
  return query
  with care as materialized (
    select mine.id from private.care_patient_ids() as mine (id)
  )
  select
    ward.id, ward.code, ward.name, room.id, room.name, room.position,
    room.gender_rule, room.plan_x, room.plan_y, room.plan_width, room.plan_height,
    bed.id, bed.label, bed.kind, bed.features, bed.position,
    case
      when stay.id is not null then 'occupied'
      when closure.reason = 'K' then 'contaminated'
      when closure.reason = 'I' then 'isolated'
      when closure.reason = 'C' then 'closed'
      when task.id is not null then 'housekeeping'
      when reservation.id is not null then 'reserved'
      else 'available'
    end,
    coalesce(lower(stay.period), closure.starts_at, task.created_at, reservation.starts_at),
    closure.note, closure.id, task.id, task.status,
    reservation.id, reservation.request_id, reservation.expires_at,
    case
      when expected.id is null then null
      when v_may_read then expected.full_name
      else expected.initials
    end,
    stay.id, stay.admission_id,
    case when v_may_read then patient.id end,
    case when v_may_read then patient.full_name end,
    patient.initials,
    case when v_may_read then patient.mrn end, patient.sex, patient.birth_date,
    attending.id, attending.name,
    case when v_may_read and patient.id is not null then admission.reason end,
    -- What is the matter is the record's; why they came, whoever places them may know while they are here.
    case when care.id is not null then admission.diagnosis_group end,
    admission.admitted_at, admission.expected_discharge_on, admission.private,
    case when patient.id is not null then admission.isolation end,
    case when patient.id is not null then admission.needs end,
    case when patient.id is not null then leave.left_at end,
    case when patient.id is not null then leave.expected_back_at end,
    case when patient.id is not null then coalesce(cradle.newborns, 0) end,
    case when care.id is not null then coalesce(allergy.known, 0) end,
    case when care.id is not null then denial.id is not null end,
    latest.news2_score, latest.news2_risk, latest.observed_at,
    alert.level,
    nurse.full_name
  from public.beds bed
  join public.ward_rooms room on room.id = bed.room_id
  join public.wards ward on ward.id = bed.ward_id
  left join public.bed_stays stay
    on stay.ward_id = bed.ward_id and stay.bed_id = bed.id and stay.is_current
  left join public.admissions admission on admission.id = stay.admission_id
  left join care on care.id = stay.patient_id
  left join public.patients patient
    on patient.id = stay.patient_id and v_may_place and (not admission.private or care.id is not null)
  left join public.doctors attending on patient.id is not null and attending.id = admission.attending_id
  left join public.bed_closures closure on closure.bed_id = bed.id and closure.ended_at is null
  left join public.housekeeping_tasks task
    on task.bed_id = bed.id and task.status in ('waiting', 'in_progress')
  left join public.bed_reservations reservation
    on reservation.bed_id = bed.id and reservation.ended_at is null and reservation.expires_at > now()
  left join public.bed_requests request on request.id = reservation.request_id
  left join public.patients expected
    on expected.id = reservation.patient_id and v_may_place
    and (
      reservation.patient_id in (select care.id from care)
      or not private.is_private_admission(request.admission_id)
    )
  left join public.admission_leaves leave
    on leave.admission_id = stay.admission_id and leave.returned_at is null
  left join (
    select child.mother_admission_id as id, count(*)::integer as newborns
    from public.admissions child
    where child.mother_admission_id is not null and child.discharged_at is null
      and not exists (
        select 1 from public.bed_stays own where own.admission_id = child.id and own.is_current
      )
    group by child.mother_admission_id
  ) cradle on cradle.id = stay.admission_id
  left join lateral (
    select count(*)::integer as known from public.allergies
    where allergies.patient_id = care.id and allergies.status = 'active'
  ) allergy on care.id is not null
  left join public.allergy_denials denial on denial.patient_id = care.id and denial.ended_at is null
  left join lateral (
    select observation.news2_score, observation.news2_risk, observation.observed_at
    from public.observations observation
    where observation.admission_id = stay.admission_id and care.id is not null
      and observation.voided_at is null and observation.news2_score is not null
    order by observation.observed_at desc
    limit 1
  ) latest on true
  left join public.news2_alerts alert
    on alert.patient_id = care.id and alert.ended_at is null and alert.acknowledged_at is null
  left join public.nurse_assignments assignment
    on assignment.admission_id = stay.admission_id and patient.id is not null
    and assignment.since <= now() and assignment.until > now()
  left join public.staff nurse on nurse.id = assignment.staff_id
  where bed.ward_id = any (v_ward_ids) and bed.active and ward.active
  order by ward.code, room.position, room.name, bed.position, bed.label;
end;
$$;

create function private.waiting_admissions(p_ward_id uuid default null)
returns table (
  admission_id uuid, ward_id uuid, patient_id uuid, patient_name text, patient_initials text,
  patient_mrn text, patient_sex text, patient_birth_date date, attending_name text, reason text,
  admitted_at timestamptz, isolation text, needs text[]
)
language plpgsql stable security definer rows 20 set search_path = '' as $$
declare
  v_ward_ids constant uuid[] := array(
    select mine.id from private.current_ward_ids() as mine (id) where p_ward_id is null or mine.id = p_ward_id
  );
  v_may_read constant boolean := private.has_permission('patients.read');
  v_may_place constant boolean := v_may_read
    or private.has_permission('admissions.manage') or private.has_permission('beds.manage');
begin
  return query
  select
    admission.id, admission.ward_id, case when v_may_read then patient.id end,
    case when v_may_read then patient.full_name end,
    patient.initials,
    case when v_may_read then patient.mrn end, patient.sex, patient.birth_date, attending.name,
    case when v_may_read and patient.id is not null then admission.reason end, admission.admitted_at,
    case when patient.id is not null then admission.isolation end,
    case when patient.id is not null then admission.needs end
  from public.admissions admission
  left join public.patients patient
    on patient.id = admission.patient_id
    and v_may_place
    and (not admission.private or admission.patient_id in (select private.care_patient_ids()))
  left join public.doctors attending on patient.id is not null and attending.id = admission.attending_id
  where admission.discharged_at is null
    and admission.ward_id = any (v_ward_ids)
    and not exists (
      select 1 from public.bed_stays stay
      where stay.admission_id = admission.id and stay.is_current
    )
    and not private.lies_with_mother(admission)
  order by admission.admitted_at;
end;
$$;

/* Counts, which tell nobody anything about a patient. */
create function private.ward_summary()
returns table (
  ward_id uuid, ward_code text, ward_name text, beds bigint, occupied bigint, available bigint,
  reserved bigint, housekeeping bigint, out_of_service bigint, waiting bigint, on_leave bigint, alerts bigint
)
language plpgsql stable security definer rows 20 set search_path = '' as $$
declare
  v_ward_ids constant uuid[] := array(select private.current_ward_ids());
begin
  return query
  select
    ward.id, ward.code, ward.name, count(bed.state),
    count(*) filter (where bed.state = 'occupied'),
    count(*) filter (where bed.state = 'available'),
    count(*) filter (where bed.state = 'reserved'),
    count(*) filter (where bed.state = 'housekeeping'),
    count(*) filter (where bed.state = 'out_of_service'),
    (
      select count(*) from public.admissions admission
      where admission.ward_id = ward.id and admission.discharged_at is null
        and not exists (
          select 1 from public.bed_stays stay
          where stay.admission_id = admission.id and stay.is_current
        )
        and not private.lies_with_mother(admission)
    ),
    count(*) filter (where bed.away),
    (
      select count(*) from public.news2_alerts alert
      where alert.ward_id = ward.id and alert.acknowledged_at is null and alert.ended_at is null
    )
  from public.wards ward
  left join lateral (
    select case
      when stay.id is not null then 'occupied'
      when closure.id is not null then 'out_of_service'
      when task.id is not null then 'housekeeping'
      when reservation.id is not null then 'reserved'
      else 'available'
    end as state, leave.id is not null as away
    from public.beds place
    left join public.bed_stays stay
      on stay.ward_id = place.ward_id and stay.bed_id = place.id and stay.is_current
    left join public.bed_closures closure on closure.bed_id = place.id and closure.ended_at is null
    left join public.housekeeping_tasks task
      on task.bed_id = place.id and task.status in ('waiting', 'in_progress')
    left join public.bed_reservations reservation
      on reservation.bed_id = place.id and reservation.ended_at is null and reservation.expires_at > now()
    left join public.admission_leaves leave
      on leave.admission_id = stay.admission_id and leave.returned_at is null
    where place.ward_id = ward.id and place.active
  ) bed on true
  where ward.id = any (v_ward_ids) and ward.active
  group by ward.id
  order by ward.code;
end;
$$;

/* What the board says of allergies is of the patient, wherever they lie. */
create function private.tg_allergies__announce_bed()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce_bed(admission.ward_id, (private.current_stay(admission.id)).bed_id)
  from public.admissions admission where admission.patient_id = new.patient_id and admission.discharged_at is null;
  return null;
end;
$$;
create trigger allergies_610_announce_bed after insert or update on public.allergies
  for each row execute function private.tg_allergies__announce_bed();
create trigger allergy_denials_610_announce_bed after insert or update on public.allergy_denials
  for each row execute function private.tg_allergies__announce_bed();

select private.expose('bed_board', '{authenticated}',
'Every bed of a ward, or of all the caller''s wards, with the state its stays, closures, tasks and
reservations put it in: HL7 table 0116 in words (available, occupied, housekeeping, contaminated,
isolated, closed) and reserved. Occupied goes before closed, that before housekeeping, that before
reserved; a bed that is cleaned for somebody has the columns of both. `since` is when the state began
(null if available).

Columns of the patient are null for callers who neither read patients nor look after beds; who does
the latter only gets initials, sex and age. Of private admissions nobody outside the care team learns
anything, and what belongs to the chart (allergies, NEWS2, alerts) is for the care team always.
`allergies` is how many are known, `allergies_denied` whether somebody asked and there are none.
`on_leave_until` is when somebody away is expected back (null if nobody knows), `newborns` how many lie with their mother,
`alert_level` (urgent, emergency) that of the gravest alert nobody has acknowledged.');
select private.expose('waiting_admissions', '{authenticated}',
'Who is admitted to the caller''s wards and has no bed, longest waiting first; a newborn who lies with
the mother does not wait. Privacy as on the board.');
select private.expose('ward_summary', '{authenticated}',
'The caller''s wards with how many beds are in which state; out_of_service: closed, contaminated,
isolated. `on_leave` are occupied beds whose patient is away for a while, `alerts` open ones.');
