/*
 * Measurements of out-patients: one value a row, with its unit, when it was taken and when it was written down. On the ward
 * there are sets of observations, which score; these do not. Frozen with the encounter they were taken in.
 *
 * A value outside what a living person has is refused; one outside what is usual is asked about once (LN024).
 */
create table public.measurements (
  id           uuid primary key default gen_random_uuid(),
  encounter_id uuid,
  kind         text not null,
  value        numeric(6, 2) not null,
  second_value numeric(6, 2),
  unit         text not null,
  measured_at  timestamptz not null default now(),
  note         text,
  like private.record_entry including defaults including constraints,
  foreign key (encounter_id, patient_id) references public.encounters (id, patient_id) on update cascade on delete restrict,
  constraint measurements_kind_known check (
    kind in ('height', 'weight', 'head_circumference', 'blood_pressure', 'pulse', 'temperature', 'spo2', 'glucose', 'respiratory_rate')
  ),
  constraint measurements_unit_of_kind check (
    unit = case kind
      when 'height' then 'cm' when 'weight' then 'kg' when 'head_circumference' then 'cm' when 'blood_pressure' then 'mmHg' when 'pulse' then '/min'
      when 'temperature' then '°C' when 'spo2' then '%' when 'glucose' then 'mg/dL' when 'respiratory_rate' then '/min'
    end
  ),
  constraint measurements_value_possible check (
    case kind
      when 'height' then value between 20 and 260
      when 'weight' then value between 0.2 and 450
      when 'head_circumference' then value between 15 and 75
      when 'blood_pressure' then value between 30 and 320 and second_value between 10 and 220 and second_value < value
      when 'pulse' then value between 15 and 320
      when 'temperature' then value between 25 and 45
      when 'spo2' then value between 30 and 100
      when 'glucose' then value between 5 and 1500
      when 'respiratory_rate' then value between 2 and 100
    end
  ),
  constraint measurements_second_of_pressure check ((kind = 'blood_pressure') = (second_value is not null)),
  constraint measurements_note_length check (char_length(btrim(note)) between 1 and 300)
);
comment on table public.measurements is 'What was measured of an out-patient: a value with its unit. Of blood pressure the second is the diastolic one.';
comment on column public.measurements.measured_at is 'When it was taken; recorded_at is when it was written down.';
create index measurements_encounter_id_patient_id_idx on public.measurements (encounter_id, patient_id);
create index measurements_patient_id_measured_at_idx on public.measurements (patient_id, measured_at desc, id desc);

/* How long somebody was carried: growth of those who came early is judged by the age they would have. */
create table public.births (
  patient_id       uuid primary key references public.patients on delete restrict,
  gestation_days   smallint not null,
  version          integer not null default 1,
  recorded_by      uuid references public.staff on delete set null default private.current_staff_id(),
  recorded_at      timestamptz not null default now(),
  constraint births_gestation_days_range check (gestation_days between 140 and 308)
);
comment on table public.births is 'How many days of pregnancy somebody was born after.';
create index births_recorded_by_idx on public.births (recorded_by);

alter table public.births enable row level security;
create policy births_select_opened_or_own on public.births for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or patient_id in (select private.current_patient_ids()));
grant select on public.births to authenticated;
select private.audited('public.births', 'patient_id');
select private.keeps('{public.births}', 'The medical record');
select private.no_work_of_patients('{public.births}', 'What is known of somebody');
create trigger births_600_announce after insert or update on public.births
  for each row execute function private.tg_announce('patient:{patient_id}', 'record_changed');

/* That of the record that goes on, where both have one. */
create function private.merge_births(p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  delete from public.births where patient_id = p_from and exists (select from public.births theirs where theirs.patient_id = p_to);
  update public.births set patient_id = p_to where patient_id = p_from;
end
$$;
select private.on_merge('{public.births}', 'function', 'private.merge_births');
select private.on_erasure('{public.births}', 'record', 'delete');

select private.define_permission('measurements.record', 'Record measurements of outpatients', '{doctor,nurse,ward_manager}');
select private.record_entries_of('measurement', 'public.measurements', 'measurements.record');
select private.frozen_with_encounter('{public.measurements}', '{voided_at,void_reason,version}');

/* What is unusual at an age, and asked about once. */
create function private.is_unusual(p_kind text, p_value numeric, p_second numeric, p_years numeric) returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  return case p_kind
    when 'height' then p_value not between case when p_years < 2 then 30 when p_years < 12 then 60 else 110 end and case when p_years < 2 then 105 else 215 end
    when 'weight' then p_value not between case when p_years < 2 then 0.5 when p_years < 12 then 6 else 25 end
      and case when p_years < 2 then 20 when p_years < 12 then 90 else 220 end
    when 'head_circumference' then p_value not between 24 and 62
    when 'blood_pressure' then p_value not between 70 and 220 or p_second not between 35 and 130
    when 'pulse' then p_value not between 35 and case when p_years < 2 then 200 else 170 end
    when 'temperature' then p_value not between 34 and 41
    when 'spo2' then p_value < 85
    when 'glucose' then p_value not between 40 and 500
    when 'respiratory_rate' then p_value not between 7 and case when p_years < 2 then 70 else 40 end
    else false
  end;
end
$$;

create function private.record_measurements(
  p_patient_id uuid, p_values jsonb, p_measured_at timestamptz default null, p_note text default null, p_encounter_id uuid default null,
  p_confirmed boolean default false
) returns setof uuid
language plpgsql security definer rows 9 set search_path = ''
as $$
declare
  c_units constant jsonb := '{"height": "cm", "weight": "kg", "head_circumference": "cm", "blood_pressure": "mmHg", "pulse": "/min", "temperature": "°C",
    "spo2": "%", "glucose": "mg/dL", "respiratory_rate": "/min"}';
  c_least constant jsonb := '{"height": 20, "weight": 0.2, "head_circumference": 15, "blood_pressure": 30, "pulse": 15, "temperature": 25, "spo2": 30,
    "glucose": 5, "respiratory_rate": 2}';
  c_most constant jsonb := '{"height": 260, "weight": 450, "head_circumference": 75, "blood_pressure": 320, "pulse": 320, "temperature": 45, "spo2": 100,
    "glucose": 1500, "respiratory_rate": 100}';
  v_at constant timestamptz := coalesce(p_measured_at, now());
  v_birth_date date;
  v_wrong text;
  v_unusual text;
begin
  perform private.require_writing(p_patient_id, 'measurements.record');
  if jsonb_typeof(p_values) is distinct from 'object' or p_values = '{}' then
    raise exception using errcode = '22023', message = 'Nothing was measured', hint = 'p_values';
  end if;
  select birth_date into v_birth_date from public.patients where id = p_patient_id;
  if v_at > now() + interval '5 minutes' or v_at < v_birth_date then
    raise exception using errcode = '22023', message = 'Not while the patient lives, or in the future', hint = 'p_measured_at';
  end if;
  if char_length(btrim(p_note)) > 300 then
    raise exception using errcode = '22023', message = 'Up to 300 characters', hint = 'p_note';
  end if;
  -- Of blood pressure {"blood_pressure": [120, 80]}.
  select string_agg(named.key, ' ' order by named.key) into v_wrong
  from jsonb_each(p_values) named
  cross join lateral (select
    case jsonb_typeof(named.value) when 'array' then named.value -> 0 else named.value end as value, named.value -> 1 as second
  ) split
  where not c_units ? named.key or jsonb_typeof(split.value) is distinct from 'number'
    or (named.key = 'blood_pressure') <> (jsonb_typeof(named.value) = 'array' and coalesce(jsonb_typeof(split.second) = 'number', false))
    or split.value::text::numeric not between (c_least ->> named.key)::numeric and (c_most ->> named.key)::numeric
    or named.key = 'blood_pressure' and not (split.second::text::numeric >= 10 and split.second::text::numeric < least(split.value::text::numeric, 220));
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'Not a value this can have', hint = 'p_' || split_part(v_wrong, ' ', 1);
  end if;
  select string_agg(named.key, ' ' order by named.key) into v_unusual
  from jsonb_each(p_values) named
  where private.is_unusual(
    named.key, coalesce(named.value -> 0, named.value)::text::numeric, (named.value -> 1)::text::numeric,
    (private.hospital_day(v_at) - v_birth_date) / 365.25
  );
  if v_unusual is not null and not coalesce(p_confirmed, false) then
    raise exception using errcode = 'LN024', message = 'Unusual values', hint = v_unusual;
  end if;
  perform private.require_encounter_of(p_encounter_id, p_patient_id);
  return query
    insert into public.measurements (patient_id, encounter_id, kind, value, second_value, unit, measured_at, note)
    select p_patient_id, p_encounter_id, named.key, round(coalesce(named.value -> 0, named.value)::text::numeric, 2),
      round((named.value -> 1)::text::numeric, 2), c_units ->> named.key, v_at, nullif(btrim(p_note), '')
    from jsonb_each(p_values) named order by named.key
    returning id;
  perform private.require_writing(p_patient_id, 'measurements.record');
end
$$;

/* Says how long somebody was carried; p_version is null for who has read that nothing is known. */
create function private.set_gestation(p_patient_id uuid, p_gestation_days integer, p_version integer default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_birth public.births;
begin
  perform private.require_writing(p_patient_id, 'measurements.record');
  if p_gestation_days is null or p_gestation_days not between 140 and 308 then
    raise exception using errcode = '22023', message = '20 to 44 weeks', hint = 'p_gestation_days';
  end if;
  insert into public.births (patient_id, gestation_days) values (p_patient_id, p_gestation_days) on conflict do nothing returning * into v_birth;
  if v_birth.patient_id is null then
    select * into v_birth from public.births where patient_id = p_patient_id for update;
    perform private.require_version(p_version, v_birth.version, null);
    update public.births set
      gestation_days = p_gestation_days, version = version + 1, recorded_by = private.current_staff_id(), recorded_at = clock_timestamp()
    where patient_id = p_patient_id;
  end if;
  perform private.require_writing(p_patient_id, 'measurements.record');
end
$$;

create function private.measurement_timeline(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
)
returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language sql stable security definer rows 50 set search_path = ''
as $$
  -- What was taken at one time is one entry.
  select measured_at, (array_agg(id order by kind))[1], (array_agg(recorded_by order by kind))[1], jsonb_build_object(
    'values', jsonb_agg(jsonb_build_object('kind', kind, 'value', value, 'second', second_value, 'unit', unit) order by kind)
  )
  from public.measurements
  where patient_id = p_patient_id and voided_at is null and measured_at <= p_before and (p_person is null or recorded_by = p_person)
  group by measured_at
  having (measured_at, (array_agg(id order by kind))[1]) < (p_before, p_before_id)
  order by measured_at desc
  limit p_limit
$$;
insert into private.timeline_sources (kind, entries, for_patient) values ('measurement', 'private.measurement_timeline', true);

select private.expose('record_measurements', '{authenticated}',
'Writes down what was measured: p_values {height, weight, head_circumference (cm, kg, cm), blood_pressure: [systolic, diastolic] (mmHg), pulse and
respiratory_rate (/min), temperature (°C), spo2 (%), glucose (mg/dL)}, as of p_measured_at (now). Gives the ids. Needs measurements.record and the chart
open. Raises 42501, PT404, 22023 (hint: which, as p_<kind>), LN024 unusual values (hint: which) and not p_confirmed, LN032 the encounter is signed.');
select private.expose('set_gestation', '{authenticated}',
'Says after how many days of pregnancy a patient was born (140 to 308); p_version is the one that was read, null where there was none. Needs
measurements.record and the chart open. Raises 42501, PT404, 22023, LN009 changed meanwhile.');
