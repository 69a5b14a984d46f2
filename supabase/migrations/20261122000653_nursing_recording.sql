/*
 * Recording observations: what is possible, what is unlikely and asked about, and taking one back.
 */

/* Why NEWS2 is not for a patient at a time: 'child' (under 16), 'pregnant'; null where it is. */
create function private.news2_excluded(p_admission_id uuid, p_at timestamptz) returns text
language sql stable security definer set search_path = '' as $$
  select case
    when extract(year from age((p_at at time zone hospital.time_zone)::date, patient.birth_date)) < 16 then 'child'
    when settings.pregnant then 'pregnant'
  end
  from public.admissions admission
  join public.patients patient on patient.id = admission.patient_id
  left join public.nursing_settings settings on settings.admission_id = admission.id
  cross join public.hospital_settings hospital
  where admission.id = p_admission_id;
$$;

/*
 * Which measurements nobody would expect: rare at that age, or far from the last ones of the same day. They are
 * right now and then, so they are asked about and not refused.
 */
create function private.unlikely_measurements(p_new public.observations, p_last public.observations)
returns text[] language sql stable set search_path = '' as $$
  select coalesce(array_agg(measured.name order by measured.position), '{}')
  from (values
    -- name, value, value before, likely from, until, likely for a child from, until, jump
    (1, 'respiratory_rate', p_new.respiratory_rate::numeric, p_last.respiratory_rate::numeric, 8, 40, 10, 70, 20),
    (2, 'spo2', p_new.spo2, p_last.spo2, 80, 100, 80, 100, 15),
    (3, 'oxygen_flow', p_new.oxygen_flow, null,
      0.5, case when p_new.oxygen_device = 'high_flow' then 60 else 15 end, 0.1, 15, 60),
    (4, 'systolic', p_new.systolic, p_last.systolic, 70, 230, 50, 160, 60),
    (5, 'diastolic', p_new.diastolic, p_last.diastolic, 35, 130, 25, 110, 50),
    (6, 'pulse', p_new.pulse, p_last.pulse, 35, 180, 50, 220, 60),
    (7, 'temperature', p_new.temperature, p_last.temperature, 34, 41, 34, 41, 2.5),
    (8, 'glucose', p_new.glucose, null, 40, 500, 40, 400, 1000),
    (9, 'weight', p_new.weight, p_last.weight, 30, 250, 0.5, 120, 5)
  ) as measured (position, name, now, before, lowest, highest, child_lowest, child_highest, jump)
  where measured.now is not null and (
    measured.now < case when p_new.news2_excluded = 'child' then measured.child_lowest else measured.lowest end
    or measured.now > case when p_new.news2_excluded = 'child' then measured.child_highest else measured.highest end
    or abs(measured.now - measured.before) > measured.jump
  );
$$;

/* Refuses a measurement that cannot be. The table says so too, but not beside the field. */
create function private.require_possible(
  p_name text, p_value numeric, p_lowest numeric, p_highest numeric, p_decimals integer default 0
) returns void language plpgsql immutable set search_path = '' as $$
begin
  if p_value not between p_lowest and p_highest or p_value <> round(p_value, p_decimals) then
    raise exception using errcode = '22023', hint = 'p_' || p_name,
      message = format('%s lies between %s and %s', p_name, p_lowest, p_highest);
  end if;
end;
$$;

/* Records what is possible, if it is likely or was confirmed. */
create function private.write_observation(p_new public.observations, p_confirmed text[])
returns public.observations language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.lock_chart(p_new.admission_id);
  v_last public.observations;
  v_unlikely text[];
begin
  p_new.recorded_at := clock_timestamp();
  p_new.observed_at := coalesce(p_new.observed_at, p_new.recorded_at);
  -- Whoever writes down a time knows its minute; the patient came in during one.
  if p_new.observed_at > p_new.recorded_at or p_new.observed_at < date_trunc('minute', v_admission.admitted_at) then
    raise exception using errcode = '22023', hint = 'p_observed_at',
      message = 'Observations are made between the admission and now';
  end if;
  perform private.require_possible('respiratory_rate', p_new.respiratory_rate, 0, 80);
  perform private.require_possible('spo2', p_new.spo2, 30, 100);
  perform private.require_possible('oxygen_flow', p_new.oxygen_flow, 0.1, 60, 1);
  perform private.require_possible('systolic', p_new.systolic, 30, 300);
  perform private.require_possible('diastolic', p_new.diastolic, 10, 200);
  perform private.require_possible('pulse', p_new.pulse, 0, 300);
  perform private.require_possible('temperature', p_new.temperature, 25, 44, 1);
  perform private.require_possible('pain', p_new.pain, 0, 10);
  perform private.require_possible('glucose', p_new.glucose, 10, 1000);
  perform private.require_possible('weight', p_new.weight, 0.3, 400, 1);
  if p_new.diastolic >= p_new.systolic then
    raise exception using errcode = '22023', hint = 'p_diastolic',
      message = 'The diastolic pressure is below the systolic one';
  end if;
  if p_new.on_oxygen is not true and num_nonnulls(p_new.oxygen_device, p_new.oxygen_flow) > 0 then
    raise exception using errcode = '22023', hint = 'p_on_oxygen', message = 'A device or a flow means oxygen';
  end if;
  if num_nonnulls(
    p_new.respiratory_rate, p_new.spo2, p_new.on_oxygen, p_new.systolic, p_new.diastolic, p_new.pulse,
    p_new.consciousness, p_new.temperature, p_new.pain, p_new.glucose, p_new.weight
  ) = 0 then
    raise exception using errcode = '22023', hint = 'p_respiratory_rate', message = 'Nothing was measured';
  end if;

  p_new.news2_excluded := private.news2_excluded(p_new.admission_id, p_new.observed_at);
  p_new.spo2_scale := coalesce(
    (select settings.spo2_scale from public.nursing_settings settings where settings.admission_id = p_new.admission_id), 1
  );
  select * into v_last from public.observations
  where admission_id = p_new.admission_id and voided_at is null
    and observed_at between p_new.observed_at - interval '24 hours' and p_new.observed_at
  order by observed_at desc, recorded_at desc limit 1;
  v_unlikely := array(
    select name from unnest(private.unlikely_measurements(p_new, v_last)) as name
    where name <> all (coalesce(p_confirmed, '{}'))
  );
  if v_unlikely <> '{}' then
    raise exception using errcode = 'LN024', hint = array_to_string(v_unlikely, ','),
      message = 'This is unusual; confirm that it was measured';
  end if;

  insert into public.observations (
    admission_id, patient_id, ward_id, observed_at, respiratory_rate, spo2, spo2_scale, on_oxygen, oxygen_device,
    oxygen_flow, systolic, diastolic, pulse, consciousness, temperature, pain, glucose, weight, note, news2_excluded,
    recorded_by, recorded_at
  ) values (
    v_admission.id, v_admission.patient_id, v_admission.ward_id, p_new.observed_at, p_new.respiratory_rate, p_new.spo2,
    p_new.spo2_scale, p_new.on_oxygen, p_new.oxygen_device, p_new.oxygen_flow, p_new.systolic, p_new.diastolic,
    p_new.pulse, p_new.consciousness, p_new.temperature, p_new.pain, p_new.glucose, p_new.weight,
    nullif(btrim(p_new.note), ''), p_new.news2_excluded, private.current_staff_id(),
    p_new.recorded_at
  ) returning * into p_new;
  return p_new;
end;
$$;

create function private.record_observation(
  p_admission_id uuid, p_observed_at timestamptz default null, p_respiratory_rate integer default null,
  p_spo2 integer default null, p_on_oxygen boolean default null, p_oxygen_device text default null,
  p_oxygen_flow numeric default null, p_systolic integer default null, p_diastolic integer default null,
  p_pulse integer default null, p_consciousness text default null, p_temperature numeric default null,
  p_pain integer default null, p_glucose integer default null, p_weight numeric default null, p_note text default null,
  p_confirmed text[] default '{}', p_idempotency_key uuid default null
)
returns public.observations language plpgsql security definer set search_path = '' as $$
declare
  v_new public.observations;
begin
  v_new.admission_id := p_admission_id;
  v_new.observed_at := p_observed_at;
  v_new.respiratory_rate := p_respiratory_rate;
  v_new.spo2 := p_spo2;
  v_new.on_oxygen := p_on_oxygen;
  v_new.oxygen_device := p_oxygen_device;
  v_new.systolic := p_systolic;
  v_new.diastolic := p_diastolic;
  v_new.pulse := p_pulse;
  v_new.consciousness := p_consciousness;
  v_new.pain := p_pain;
  v_new.glucose := p_glucose;
  v_new.note := p_note;
  -- The columns would round, and 38.04 is a slip of the finger: asked for as it was given.
  perform private.require_possible('temperature', p_temperature, 25, 44, 1);
  perform private.require_possible('oxygen_flow', p_oxygen_flow, 0.1, 60, 1);
  perform private.require_possible('weight', p_weight, 0.3, 400, 1);
  v_new.temperature := p_temperature;
  v_new.oxygen_flow := p_oxygen_flow;
  v_new.weight := p_weight;
  return private.write_observation(v_new, p_confirmed);
end;
$$;

create function private.void_observation(p_observation_id uuid, p_reason text)
returns public.observations language plpgsql security definer set search_path = '' as $$
declare
  v_observation public.observations;
begin
  select * into v_observation from public.observations where id = p_observation_id;
  perform private.require_charted(v_observation.patient_id, 'p_observation_id');
  if char_length(btrim(coalesce(p_reason, ''))) not between 1 and 500 then
    raise exception using errcode = '22023', message = 'Say why, in 1 to 500 characters', hint = 'p_reason';
  end if;
  perform private.lock_chart(v_observation.admission_id, false);
  update public.observations
  set voided_at = clock_timestamp(), voided_by = private.current_staff_id(), void_reason = btrim(p_reason)
  where id = p_observation_id and voided_at is null
  returning * into v_observation;
  if not found then
    raise exception using errcode = 'LN009', message = 'They have been voided already', hint = 'p_observation_id';
  end if;
  return v_observation;
end;
$$;

select private.expose('record_observation', '{authenticated}',
'Records one set of observations of a patient in the caller''s care, as of p_observed_at (now if null). Measurements
that were not taken are null; without all seven of NEWS2 there is no score. Units as on the table. The SpO2
scale is the admission''s. p_confirmed names the unusual measurements that are right all the same. The same
p_idempotency_key again gives back what it recorded.

Raises 22023 for what cannot be (hint: the parameter), LN024 for what is unusual (hint: the measurements, with
commas between), LN006 after the discharge, LN004, PT404, 42501 without nursing.record.');
select private.expose('void_observation', '{authenticated}',
'Voids a set of observations that was entered wrongly, with the reason; it stays to be seen. An alert it raised
is over, and what the remaining ones say counts. LN009 if it was voided already, 22023 without a reason, PT404,
42501 without nursing.record.');
