/*
 * Looking at the chart: the head of an admission, and what is due on a ward.
 */

create function private.admission_header(p_admission_id uuid)
returns table (
  id uuid, patient_id uuid, patient_name text, patient_mrn text, patient_sex text, patient_birth_date date,
  patient_deceased_at timestamptz,
  ward_id uuid, ward_name text, bed_id uuid, bed_label text, attending_id uuid, attending_name text, nurse_name text,
  reason text, admitted_at timestamptz, expected_discharge_on date, discharged_at timestamptz, isolation text,
  needs text[], private boolean, allergies jsonb, allergies_reported jsonb,
  allergies_denied_at timestamptz, allergies_denied_by text, news2_score integer, news2_risk text, news2_at timestamptz,
  news2_excluded text, spo2_scale integer, spo2_scale_set_by text, spo2_scale_set_at timestamptz, pregnant boolean,
  alert_id uuid, alert_level text, alert_raised_at timestamptz, alert_acknowledged_at timestamptz,
  alert_acknowledged_by text
)
language plpgsql stable security definer rows 1 set search_path = '' as $$
begin
  return query
  select
    admission.id, patient.id, patient.full_name, patient.mrn, patient.sex,
    patient.birth_date, patient.deceased_at, ward.id, ward.name, bed.id, bed.label, attending.id, attending.name, nurse.full_name,
    admission.reason, admission.admitted_at, admission.expected_discharge_on, admission.discharged_at,
    admission.isolation, admission.needs, admission.private,
    allergy.told -> 'known', coalesce(nullif(allergy.told -> 'reported', 'null'), '[]'), (allergy.told ->> 'denied_at')::timestamptz, allergy.told ->> 'denied_by',
    newest.news2_score, newest.news2_risk, newest.observed_at,
    private.news2_excluded(admission.id, now()),
    coalesce(settings.spo2_scale, 1), scale_doctor.full_name, settings.spo2_scale_set_at,
    coalesce(settings.pregnant, false),
    alert.id, alert.level, alert.raised_at, alert.acknowledged_at, answered.full_name
  from public.admissions admission
  join public.patients patient on patient.id = admission.patient_id
  join public.wards ward on ward.id = admission.ward_id
  left join public.bed_stays stay on stay.admission_id = admission.id and stay.is_current
  left join public.beds bed on bed.id = stay.bed_id
  left join public.doctors attending on attending.id = admission.attending_id
  left join public.staff nurse on nurse.id = private.nurse_of(admission.id)
  left join public.nursing_settings settings on settings.admission_id = admission.id
  left join public.staff scale_doctor on scale_doctor.id = settings.spo2_scale_set_by
  left join lateral (
    select taken.news2_score, taken.news2_risk, taken.observed_at
    from public.observations taken
    where taken.admission_id = admission.id and taken.voided_at is null and taken.news2_score is not null
    order by taken.observed_at desc, taken.recorded_at desc limit 1
  ) newest on true
  left join public.news2_alerts alert on alert.admission_id = admission.id and alert.ended_at is null
  left join public.staff answered on answered.id = alert.acknowledged_by
  cross join lateral (select private.patient_allergies(patient.id) as told) allergy
  where admission.id = p_admission_id and private.may_read_stay(admission.id, admission.patient_id);
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
end;
$$;

/* The names of who was told of an alert, doctors first. */
create function private.told_of(p_alert_id uuid) returns text[]
language sql stable security definer set search_path = ''
return array(
  select coalesce(doctor.name, colleague.full_name)
  from public.staff colleague
  left join public.doctors doctor on doctor.id = colleague.id
  where colleague.id in (select notice.staff_id from public.news2_alert_notices notice where notice.alert_id = p_alert_id)
  order by colleague.position <> 'doctor', coalesce(doctor.name, colleague.full_name)
);

create function private.ward_observations_due(p_ward_id uuid)
returns table (
  admission_id uuid, patient_id uuid, patient_name text, patient_mrn text, bed_label text, admitted_at timestamptz,
  observed_at timestamptz, news2_score integer, news2_risk text, previous_score integer, news2_excluded text,
  incomplete_at timestamptz, due_at timestamptz, alert_id uuid, alert_level text, alert_score integer,
  alert_raised_at timestamptz, alert_circle integer, alert_told text[], alert_acknowledged_at timestamptz,
  alert_acknowledged_by text, respiratory_rate integer, spo2 integer, on_oxygen boolean, systolic integer,
  diastolic integer, pulse integer, consciousness text, temperature numeric, news2_points integer[]
)
language plpgsql stable security definer rows 30 set search_path = '' as $$
begin
  return query
  select
    admission.id, patient.id, patient.full_name, patient.mrn, bed.label,
    admission.admitted_at, newest.observed_at, newest.news2_score, newest.news2_risk, before.news2_score,
    private.news2_excluded(admission.id, now()),
    case when partial.observed_at > coalesce(newest.observed_at, '-infinity') then partial.observed_at end,
    -- Nothing yet: due since the patient came. Alarming points of an incomplete set hurry it.
    least(
      coalesce(
        newest.observed_at + private.news2_interval(newest.news2_score, newest.news2_points), admission.admitted_at
      ),
      case when partial.observed_at > coalesce(newest.observed_at, '-infinity') and partial.news2_level is not null then
        partial.observed_at + private.news2_interval(null, array[3])
      end
    ),
    alert.id, alert.level, alert.score, alert.raised_at, alert.circle,
    case when alert.acknowledged_at is null then private.told_of(alert.id) end, alert.acknowledged_at, answered.full_name,
    newest.respiratory_rate, newest.spo2, newest.on_oxygen, newest.systolic, newest.diastolic, newest.pulse,
    newest.consciousness, newest.temperature, newest.news2_points
  from public.admissions admission
  join public.patients patient on patient.id = admission.patient_id
  left join public.bed_stays stay on stay.admission_id = admission.id and stay.is_current
  left join public.beds bed on bed.id = stay.bed_id
  left join lateral (
    select taken.observed_at, taken.recorded_at, taken.news2_score, taken.news2_risk, taken.news2_points,
      taken.respiratory_rate, taken.spo2, taken.on_oxygen, taken.systolic, taken.diastolic, taken.pulse,
      taken.consciousness, taken.temperature
    from public.observations taken
    where taken.admission_id = admission.id and taken.voided_at is null
      and (taken.news2_score is not null or taken.news2_excluded is not null)
    order by taken.observed_at desc, taken.recorded_at desc limit 1
  ) newest on true
  left join lateral (
    select taken.news2_score from public.observations taken
    where taken.admission_id = admission.id and taken.voided_at is null and taken.news2_score is not null
      and taken.observed_at < newest.observed_at
    order by taken.observed_at desc, taken.recorded_at desc limit 1
  ) before on true
  left join lateral (
    select taken.observed_at, taken.news2_level from public.observations taken
    where taken.admission_id = admission.id and taken.voided_at is null
      and taken.news2_score is null and taken.news2_excluded is null
    order by taken.observed_at desc, taken.recorded_at desc limit 1
  ) partial on true
  left join public.news2_alerts alert on alert.admission_id = admission.id and alert.ended_at is null
  left join public.staff answered on answered.id = alert.acknowledged_by
  where admission.ward_id = p_ward_id and admission.discharged_at is null
    and admission.patient_id in (select private.care_patient_ids())
  order by bed.position, bed.label, patient.full_name;
end;
$$;

select private.expose('admission_header', '{authenticated}',
'Who a stay in the hospital is about, where they lie, and how they are: what heads each of its screens. For those
who look after the patient; PT404 for everybody else. Allergies are the active ones, severe
first, then what was stated at registration and is not checked yet ([] where there is none), and who asked last and heard of none;
see patient_allergies. news2_* is the newest score; alert_* the alert that runs, acknowledged or not.');
select private.expose('ward_observations_due', '{authenticated}',
'Who on a ward is to be observed when, in the order of the beds; of the patients in the caller''s care, with what was measured last. due_at is
the latest time by the monitoring frequency of NEWS2; incomplete_at a newer set without a score; alert_told the names of who was told of an alert nobody has acknowledged.');

/*
 * The patient's history: an entry a day on which something was measured, at the last time of it, with how often and the
 * highest NEWS2. Day by day backwards, so that a page costs its days and not the years. Called for who may read it.
 */
create function private.timeline_observations(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
) returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language plpgsql stable security definer rows 30 set search_path = ''
as $$
declare
  c_zone constant text := private.hospital_time_zone();
  v_last record;
  v_before timestamptz := p_before;
  v_day timestamptz;
begin
  for n in 1 .. p_limit loop
    loop
      select observation.observed_at, observation.id, observation.recorded_by into v_last
      from public.observations observation
      where observation.patient_id = p_patient_id and observation.voided_at is null
        and observation.observed_at <= v_before
        and (p_person is null or observation.recorded_by = p_person)
      order by observation.observed_at desc, observation.id desc limit 1;
      if not found then return; end if;
      v_day := date_trunc('day', v_last.observed_at, c_zone);
      -- A day that began on the page before is told there, at the last time of it.
      exit when (v_last.observed_at, v_last.id) < (p_before, p_before_id) and not exists (
        select from public.observations later
        where later.patient_id = p_patient_id and later.voided_at is null
          and (later.observed_at, later.id) > (v_last.observed_at, v_last.id)
          and later.observed_at < date_trunc('day', v_day + interval '30 hours', c_zone)
          and (p_person is null or later.recorded_by = p_person)
      );
      v_before := v_day - interval '1 microsecond';
    end loop;
    return query
      select v_last.observed_at, v_last.id, v_last.recorded_by, jsonb_build_object(
        'count', count(*), 'news2', max(observation.news2_score), 'stay', min(observation.admission_id::text)
      )
      from public.observations observation
      where observation.patient_id = p_patient_id and observation.voided_at is null
        and observation.observed_at >= v_day and observation.observed_at <= v_last.observed_at
        and (p_person is null or observation.recorded_by = p_person);
    v_before := v_day - interval '1 microsecond';
  end loop;
end
$$;
insert into private.timeline_sources (kind, entries, for_patient) values ('observations', 'private.timeline_observations', false);
