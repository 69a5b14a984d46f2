/*
 * The calendar: a doctor's day, and many doctors' days beside each other.
 */

create function private.doctor_day(p_doctor_id uuid, p_day date)
returns table (
  id uuid, patient_id uuid, doctor_id uuid, room_id uuid, visit_type_id uuid, starts_at timestamptz,
  ends_at timestamptz, status text, reason text, overbooked boolean, booked_by uuid,
  cancelled_by uuid, cancelled_at timestamptz, cancel_reason text, checked_in_at timestamptz,
  started_at timestamptz, completed_at timestamptz, created_at timestamptz, updated_at timestamptz,
  patient_name text, patient_mrn text, patient_birth_date date, patient_deceased_at timestamptz,
  patient_sex text, alerts text[], allergies_denied boolean, visit_type_name text, room_name text
)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_time_zone constant text := private.hospital_time_zone();
  -- Allergies are part of the chart: planning a day opens nobody's.
  v_care_ids constant uuid[] := array(select private.care_patient_ids());
begin
  if private.current_staff_id() is distinct from p_doctor_id
    and not private.has_permission('appointments.read_all')
  then
    raise exception using errcode = '42501', message = 'You may not see this doctor''s day';
  end if;
  return query
  select
    visit.id, visit.patient_id, visit.doctor_id, visit.room_id, visit.visit_type_id,
    visit.starts_at, visit.ends_at, visit.status, visit.reason, visit.overbooked, visit.booked_by,
    visit.cancelled_by, visit.cancelled_at, visit.cancel_reason, visit.checked_in_at,
    visit.started_at, visit.completed_at, visit.created_at, visit.updated_at,
    patient.full_name, patient.mrn, patient.birth_date,
    patient.deceased_at, patient.sex,
    array(
      select allergy.substance from public.allergies allergy
      where allergy.patient_id = visit.patient_id and allergy.status = 'active'
        and allergy.patient_id = any (v_care_ids)
      order by array_position(array['severe', 'moderate', 'mild'], allergy.severity), allergy.substance
    ),
    case when visit.patient_id = any (v_care_ids) then exists (
      select from public.allergy_denials denial where denial.patient_id = visit.patient_id and denial.ended_at is null
    ) end,
    type.name, room.name
  from public.appointments visit
  join public.patients patient on patient.id = visit.patient_id
  join public.visit_types type on type.id = visit.visit_type_id
  left join public.rooms room on room.id = visit.room_id
  where visit.doctor_id = p_doctor_id
    and visit.starts_at >= p_day::timestamp at time zone v_time_zone
    and visit.starts_at < (p_day + 1)::timestamp at time zone v_time_zone
  order by visit.starts_at, visit.created_at;
end;
$$;

create function private.calendar(
  p_from timestamptz, p_until timestamptz, p_by text default 'doctor',
  p_department_id uuid default null, p_ids uuid[] default null
)
returns json language plpgsql stable security definer set search_path = '' as $$
declare
  v_named constant boolean := private.has_permission('patients.read');
  v_doctor_ids uuid[];
  v_room_ids uuid[];
  v_visits json;
  v_hours json;
  v_absences json;
begin
  if not private.has_permission('appointments.read_all') then
    raise exception using errcode = '42501', message = 'You may not see the hospital''s calendar';
  end if;
  if p_by is null or p_by not in ('doctor', 'room', 'department') then
    raise exception using errcode = '22023', message = 'A calendar is by doctor, room or department', hint = 'p_by';
  end if;
  if p_from is null or p_until is null or p_until <= p_from or p_until - p_from > interval '32 days' then
    raise exception using errcode = '22023',
      message = 'A calendar covers up to 32 days', hint = 'p_until';
  end if;

  if p_by = 'room' then
    v_room_ids := array(
      select room.id from public.rooms room
      where (p_department_id is null or room.department_id = p_department_id)
        and case when p_ids is null then room.active else room.id = any (p_ids) end
    );
    v_doctor_ids := array(
      select rule.doctor_id from public.availability_rules rule where rule.room_id = any (v_room_ids)
      union
      select visit.doctor_id
      from unnest(v_room_ids) as wanted (id)
      join public.appointments visit on visit.room_id = wanted.id
        and visit.starts_at > p_from - interval '12 hours'
        and visit.starts_at < p_until
    );
  else
    v_doctor_ids := array(
      select doctor.id
      from public.doctors doctor
      join public.specialties specialty on specialty.id = doctor.specialty_id
      where (p_department_id is null or specialty.department_id = p_department_id)
        and case when p_ids is null then doctor.active else doctor.id = any (p_ids) end
    );
  end if;

  -- Looked up column by column, or the visits of the whole hospital would be gone through. In no order:
  -- the reader sorts them into columns anyway.
  select coalesce(json_agg(json_build_array(
    visit.id, visit.starts_at, visit.ends_at, visit.status, visit.doctor_id, visit.room_id,
    visit.visit_type_id, visit.patient_id,
    case when v_named then patient.full_name end,
    case when v_named then patient.mrn end,
    visit.overbook_reason, visit.updated_at,
    case when v_named then patient.deceased_at end
  )), '[]')
  into v_visits
  from (
    select found.*
    from unnest(case when p_by = 'room' then null else v_doctor_ids end) as wanted (id)
    cross join lateral (
      select * from public.appointments of_doctor
      where of_doctor.doctor_id = wanted.id
        and of_doctor.starts_at > p_from - interval '12 hours'
        and of_doctor.starts_at < p_until
    ) found
    union all
    select found.*
    from unnest(v_room_ids) as wanted (id)
    cross join lateral (
      select * from public.appointments in_room
      where in_room.room_id = wanted.id
        and in_room.starts_at > p_from - interval '12 hours'
        and in_room.starts_at < p_until
    ) found
  ) visit
  join public.patients patient on patient.id = visit.patient_id
  where visit.ends_at > p_from and visit.status <> 'cancelled';

  -- For shading, where the minutes of a clock change do not matter; what is offered is private.slots' business.
  select coalesce(json_agg(json_build_array(
    open.doctor_id, open.opens_at, open.closes_at, open.room_id
  ) order by open.opens_at), '[]')
  into v_hours
  from (
    select
      rule.doctor_id, rule.room_id,
      (day.day + rule.starts_time) at time zone rule.time_zone as opens_at,
      (day.day + rule.ends_time) at time zone rule.time_zone as closes_at
    from public.availability_rules rule
    join (
      select date(noon.noon) as day
      from generate_series(
        p_from - interval '1 day', p_until + interval '1 day', interval '1 day'
      ) as noon (noon)
    ) day
      on extract(isodow from day.day) = rule.weekday
      and day.day >= rule.valid_from
      and (rule.valid_until is null or day.day <= rule.valid_until)
    where rule.doctor_id = any (v_doctor_ids)
    union all
    select extra.doctor_id, extra.room_id, extra.starts_at, extra.ends_at
    from public.availability_exceptions extra
    where extra.doctor_id = any (v_doctor_ids) and extra.kind = 'extra'
  ) open
  where open.closes_at > p_from and open.opens_at < p_until;

  select coalesce(json_agg(json_build_array(
    away.doctor_id, away.starts_at, away.ends_at, away.kind
  ) order by away.starts_at), '[]')
  into v_absences
  from public.availability_exceptions away
  where away.doctor_id = any (v_doctor_ids)
    and away.kind <> 'extra'
    and away.ends_at > p_from
    and away.starts_at < p_until;

  return json_build_object('visits', v_visits, 'hours', v_hours, 'absences', v_absences);
end;
$$;

create function private.free_rooms(
  p_from timestamptz, p_until timestamptz, p_department_id uuid default null,
  p_appointment_id uuid default null
)
returns table (
  room_id uuid, room_name text, department_id uuid, department_name text, taken_by text
)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.has_permission('appointments.book_any')
    and not private.has_permission('appointments.manage_any')
  then
    raise exception using errcode = '42501', message = 'Rooms are given by those who schedule';
  end if;
  if p_from is null or p_until is null or p_until <= p_from or p_until - p_from > interval '12 hours' then
    raise exception using errcode = '22023',
      message = 'A room is taken for up to 12 hours', hint = 'p_until';
  end if;
  return query
  select
    room.id, room.name, department.id, department.name,
    (
      select doctor.name
      from public.appointments visit
      join public.doctors doctor on doctor.id = visit.doctor_id
      where visit.room_id = room.id
        and visit.starts_at > p_from - interval '12 hours'
        and visit.starts_at < p_until
        and visit.ends_at > p_from
        and visit.status not in ('cancelled', 'no_show')
        and not visit.overbooked
        and visit.id is distinct from p_appointment_id
      order by visit.starts_at
      limit 1
    )
  from public.rooms room
  join public.departments department on department.id = room.department_id
  where room.active and (p_department_id is null or department.id = p_department_id)
  order by department.name, room.name, room.id;
end;
$$;

insert into private.topics (pattern, hear) values ('calendar', $$private.has_permission('appointments.read_all')$$);

select private.expose('doctor_day', '{authenticated}',
  'A doctor''s visits of one day of the hospital''s calendar, by time, with who comes and what to beware of '
  '(`alerts`: active allergies of patients in the caller''s care, severe ones first; `allergies_denied`: whether they were asked and know of none, null where the patient is not in the caller''s care). For the doctor, or with '
  'appointments.read_all; else 42501.');
select private.expose('calendar', '{authenticated}',
  'The hospital''s visits from p_from to before p_until (at most 32 days), with the hours and absences to shade them '
  'by: p_by `doctor` or `department` those of active doctors, p_by `room` those in rooms in use; of one department, '
  'or of p_ids alone. Needs appointments.read_all, else 42501. One document, because a week of fifty doctors has more '
  'visits than the API hands out as rows, and lists instead of objects, because it is sent with every opening: '
  '`visits` [id, starts_at, ends_at, status, doctor_id, room_id, visit_type_id, patient_id, patient_name, mrn, '
  'overbook_reason, updated_at, deceased_at], names only with patients.read, without cancelled ones · `hours` [doctor_id, '
  'opens_at, closes_at, room_id] · `absences` [doctor_id, starts_at, ends_at, kind].');
select private.expose('free_rooms', '{authenticated}',
  'Rooms in use and who has them between two instants (`taken_by`: the doctor; null when free), leaving out the visit '
  'that is about to be moved. For those who schedule, else 42501.');
