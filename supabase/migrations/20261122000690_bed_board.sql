/*
 * The bed board: every bed as its stays, closures, reservations and cleaning tasks say it is. Nothing is
 * kept here; the other files of the wards are asked.
 */

/*
 * The rows of public.bed_board. What the caller may see is found out once; the query then is the plain
 * one. Patients are joined only where they may be shown, so a hidden one costs nothing either.
 */
create function private.bed_board(p_ward_id uuid)
returns table (
  ward_id uuid, ward_code text, ward_name text, room_id uuid, room_name text,
  bed_id uuid, bed_label text, bed_kind text, "position" integer,
  state text, since timestamptz, note text, closure_id uuid, task_id uuid, task_status text,
  stay_id uuid, admission_id uuid,
  patient_id uuid, patient_name text, patient_mrn text, patient_sex text, patient_birth_date date,
  attending_id uuid, attending_name text, reason text, admitted_at timestamptz,
  expected_discharge_on date, private boolean
)
language plpgsql stable security definer rows 100 set search_path = '' as $$
declare
  v_ward_ids constant uuid[] := array(
    select mine.id from private.current_ward_ids() as mine (id) where p_ward_id is null or mine.id = p_ward_id
  );
  v_may_read constant boolean := private.has_permission('patients.read');
begin
  return query
  select
    ward.id, ward.code, ward.name, room.id, room.name,
    bed.id, bed.label, bed.kind, bed.position,
    case
      when stay.id is not null then 'occupied'
      when closure.reason = 'K' then 'contaminated'
      when closure.reason = 'I' then 'isolated'
      when closure.reason = 'C' then 'closed'
      when task.id is not null then 'housekeeping'
      else 'available'
    end,
    coalesce(lower(stay.period), closure.starts_at, task.created_at),
    closure.note, closure.id, task.id, task.status,
    stay.id, stay.admission_id,
    patient.id, patient.given_name || ' ' || patient.family_name, patient.mrn, patient.sex,
    patient.birth_date,
    attending.id, attending.name,
    case when patient.id is not null then admission.reason end,
    admission.admitted_at, admission.expected_discharge_on, admission.private
  from public.beds bed
  join public.ward_rooms room on room.id = bed.room_id
  join public.wards ward on ward.id = bed.ward_id
  left join public.bed_stays stay
    on stay.ward_id = bed.ward_id and stay.bed_id = bed.id and stay.is_current
  left join public.admissions admission on admission.id = stay.admission_id
  left join public.patients patient
    on patient.id = stay.patient_id
    and v_may_read
    and (not admission.private or admission.patient_id in (select private.care_patient_ids()))
  left join public.doctors attending on patient.id is not null and attending.id = admission.attending_id
  left join public.bed_closures closure on closure.bed_id = bed.id and closure.ended_at is null
  left join public.housekeeping_tasks task
    on task.bed_id = bed.id and task.status in ('waiting', 'in_progress')
  where bed.ward_id = any (v_ward_ids) and bed.active and ward.active
  order by ward.code, room.position, room.name, bed.position, bed.label;
end;
$$;

/* The rows of public.waiting_admissions. */
create function private.waiting_admissions(p_ward_id uuid)
returns table (
  admission_id uuid, ward_id uuid, patient_id uuid, patient_name text, patient_mrn text,
  patient_sex text, patient_birth_date date, attending_name text, reason text, admitted_at timestamptz
)
language plpgsql stable security definer rows 20 set search_path = '' as $$
declare
  v_ward_ids constant uuid[] := array(
    select mine.id from private.current_ward_ids() as mine (id) where p_ward_id is null or mine.id = p_ward_id
  );
  v_may_read constant boolean := private.has_permission('patients.read');
begin
  return query
  select
    admission.id, admission.ward_id, patient.id, patient.given_name || ' ' || patient.family_name,
    patient.mrn, patient.sex, patient.birth_date, attending.name,
    case when patient.id is not null then admission.reason end, admission.admitted_at
  from public.admissions admission
  left join public.patients patient
    on patient.id = admission.patient_id
    and v_may_read
    and (not admission.private or admission.patient_id in (select private.care_patient_ids()))
  left join public.doctors attending on patient.id is not null and attending.id = admission.attending_id
  where admission.discharged_at is null
    and admission.ward_id = any (v_ward_ids)
    and not exists (
      select 1 from public.bed_stays stay
      where stay.admission_id = admission.id and stay.is_current
    )
  order by admission.admitted_at;
end;
$$;

/* The rows of public.ward_summary: counts, which tell nobody anything about a patient. */
create function private.ward_summary()
returns table (
  ward_id uuid, ward_code text, ward_name text, beds bigint, occupied bigint, available bigint,
  housekeeping bigint, out_of_service bigint, waiting bigint
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
    count(*) filter (where bed.state = 'housekeeping'),
    count(*) filter (where bed.state = 'out_of_service'),
    (
      select count(*) from public.admissions admission
      where admission.ward_id = ward.id and admission.discharged_at is null
        and not exists (
          select 1 from public.bed_stays stay
          where stay.admission_id = admission.id and stay.is_current
        )
    )
  from public.wards ward
  left join lateral (
    select case
      when stay.id is not null then 'occupied'
      when closure.id is not null then 'out_of_service'
      when task.id is not null then 'housekeeping'
      else 'available'
    end as state
    from public.beds place
    left join public.bed_stays stay
      on stay.ward_id = place.ward_id and stay.bed_id = place.id and stay.is_current
    left join public.bed_closures closure on closure.bed_id = place.id and closure.ended_at is null
    left join public.housekeeping_tasks task
      on task.bed_id = place.id and task.status in ('waiting', 'in_progress')
    where place.ward_id = ward.id and place.active
  ) bed on true
  where ward.id = any (v_ward_ids) and ward.active
  group by ward.id
  order by ward.code;
end;
$$;

/*
 * Every bed of a ward, or of all the caller's wards, with the state its stays, closures and tasks put it
 * in: available, occupied, housekeeping, contaminated, isolated, closed. `since` is when that began (null
 * if available). Columns of the patient are null for callers without patients.read, and for private
 * admissions outside the care team.
 */
create function public.bed_board(p_ward_id uuid default null)
returns table (
  ward_id uuid, ward_code text, ward_name text, room_id uuid, room_name text,
  bed_id uuid, bed_label text, bed_kind text, "position" integer,
  state text, since timestamptz, note text, closure_id uuid, task_id uuid, task_status text,
  stay_id uuid, admission_id uuid,
  patient_id uuid, patient_name text, patient_mrn text, patient_sex text, patient_birth_date date,
  attending_id uuid, attending_name text, reason text, admitted_at timestamptz,
  expected_discharge_on date, private boolean
)
language sql stable set search_path = '' as $$
  select * from private.bed_board(p_ward_id);
$$;

/* Who is admitted to the caller's wards and has no bed, longest waiting first. Privacy as on the board. */
create function public.waiting_admissions(p_ward_id uuid default null)
returns table (
  admission_id uuid, ward_id uuid, patient_id uuid, patient_name text, patient_mrn text,
  patient_sex text, patient_birth_date date, attending_name text, reason text, admitted_at timestamptz
)
language sql stable set search_path = '' as $$
  select * from private.waiting_admissions(p_ward_id);
$$;

/* The caller's wards with how many beds are in which state; out_of_service: closed, contaminated, isolated. */
create function public.ward_summary()
returns table (
  ward_id uuid, ward_code text, ward_name text, beds bigint, occupied bigint, available bigint,
  housekeeping bigint, out_of_service bigint, waiting bigint
)
language sql stable set search_path = '' as $$
  select * from private.ward_summary();
$$;

grant execute on function
  private.bed_board(uuid),
  private.waiting_admissions(uuid),
  private.ward_summary()
  to authenticated;

grant execute on function
  public.bed_board(uuid),
  public.waiting_admissions(uuid),
  public.ward_summary()
  to authenticated;
