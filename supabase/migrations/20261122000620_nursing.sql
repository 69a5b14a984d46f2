/*
 * Nursing: observations, the NEWS2 score they come to, and who is told when it is high.
 *
 * The score is the one the Royal College of Physicians published in 2017 ("National Early Warning Score
 * (NEWS) 2", charts 1, 2 and 4). It is generated from the row, so that no client can write another one.
 * An observation is never edited: it is voided with a reason and entered again.
 *
 * Commands lock the admission first. So two observations of one patient are judged one after the other,
 * and at most one alert of a patient runs.
 */

/* NEWS2 ---------------------------------------------------------------------------------------- */

/*
 * The points of chart 1, in its order: respiration rate, SpO2, air or oxygen, systolic blood pressure, pulse,
 * consciousness, temperature. Null where the measurement is missing. Scale 2 of SpO2 is for a target of 88 to
 * 92 %; there a high saturation scores only if the patient breathes oxygen.
 */
create function private.news2_points(
  p_respiratory_rate integer, p_spo2 integer, p_spo2_scale integer, p_on_oxygen boolean, p_systolic integer,
  p_pulse integer, p_consciousness text, p_temperature numeric
) returns integer[]
language sql immutable parallel safe set search_path = '' as $$
  select array[
    case
      when p_respiratory_rate <= 8 then 3
      when p_respiratory_rate <= 11 then 1
      when p_respiratory_rate <= 20 then 0
      when p_respiratory_rate <= 24 then 2
      when p_respiratory_rate >= 25 then 3
    end,
    case
      when p_spo2_scale = 1 then case
        when p_spo2 <= 91 then 3
        when p_spo2 <= 93 then 2
        when p_spo2 <= 95 then 1
        when p_spo2 >= 96 then 0
      end
      when p_spo2 <= 83 then 3
      when p_spo2 <= 85 then 2
      when p_spo2 <= 87 then 1
      when p_spo2 <= 92 then 0
      when p_on_oxygen is null then null
      when not p_on_oxygen then case when p_spo2 >= 93 then 0 end
      when p_spo2 <= 94 then 1
      when p_spo2 <= 96 then 2
      when p_spo2 >= 97 then 3
    end,
    case when p_on_oxygen then 2 when not p_on_oxygen then 0 end,
    case
      when p_systolic <= 90 then 3
      when p_systolic <= 100 then 2
      when p_systolic <= 110 then 1
      when p_systolic <= 219 then 0
      when p_systolic >= 220 then 3
    end,
    case
      when p_pulse <= 40 then 3
      when p_pulse <= 50 then 1
      when p_pulse <= 90 then 0
      when p_pulse <= 110 then 1
      when p_pulse <= 130 then 2
      when p_pulse >= 131 then 3
    end,
    case when p_consciousness = 'alert' then 0 when p_consciousness is not null then 3 end,
    case
      when p_temperature <= 35.0 then 3
      when p_temperature <= 36.0 then 1
      when p_temperature <= 38.0 then 0
      when p_temperature <= 39.0 then 1
      when p_temperature > 39.0 then 2
    end
  ];
$$;

/* The sum of the points there are; the score itself if none is missing, else what it is at least. */
create function private.news2_sum(p_points integer[]) returns integer
language sql immutable parallel safe set search_path = '' as $$
  select coalesce(sum(point), 0)::integer from unnest(p_points) as point;
$$;

/* Chart 2. Null for an incomplete set. `low_medium` is a 3 in one parameter with a sum below 5. */
create function private.news2_risk(p_points integer[]) returns text
language sql immutable parallel safe set search_path = '' as $$
  select case
    when array_position(p_points, null) is not null then null
    when private.news2_sum(p_points) >= 7 then 'high'
    when private.news2_sum(p_points) >= 5 then 'medium'
    when 3 = any (p_points) then 'low_medium'
    else 'low'
  end;
$$;

/* What asks for an answer: a sum of 7 or more an emergency, of 5 or 6 or a single 3 urgent; else null. */
create function private.news2_level(p_points integer[]) returns text
language sql immutable parallel safe set search_path = '' as $$
  select case
    when private.news2_sum(p_points) >= 7 then 'emergency'
    when private.news2_sum(p_points) >= 5 or 3 = any (p_points) then 'urgent'
  end;
$$;

/*
 * Chart 4: how long until the next observations at the latest. At 7 and more monitoring is continuous; then it
 * is how often what the monitor shows must be written down, a rule of this hospital. Without a score (children,
 * pregnancy) as with 1 to 4 points.
 */
create function private.news2_interval(p_score integer, p_points integer[]) returns interval
language sql immutable parallel safe set search_path = '' as $$
  select case
    when p_score >= 7 then interval '30 minutes'
    when p_score >= 5 or 3 = any (p_points) then interval '1 hour'
    when p_score = 0 then interval '12 hours'
    else interval '6 hours'
  end;
$$;

/* Tables --------------------------------------------------------------------------------------- */

create table public.nursing_settings (
  admission_id      uuid primary key,
  patient_id        uuid not null references public.patients on delete restrict,
  spo2_scale        integer not null default 1,
  spo2_scale_set_by uuid references public.staff on delete set null,
  spo2_scale_set_at timestamptz,
  pregnant          boolean not null default false,
  pregnant_set_by   uuid references public.staff on delete set null,
  pregnant_set_at   timestamptz,
  constraint nursing_settings_spo2_scale_known check (spo2_scale in (1, 2)),
  constraint nursing_settings_admission_id_patient_id_fkey
    foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on delete restrict
);
comment on table public.nursing_settings is 'What was decided about the observations of one admission; none means the usual.';
comment on column public.nursing_settings.spo2_scale is 'Which SpO2 scale of NEWS2 counts: 2 for a target of 88 to 92 %, decided by a doctor.';
comment on column public.nursing_settings.pregnant is 'NEWS2 is not for pregnant women.';

create table public.observations (
  id               uuid primary key default gen_random_uuid(),
  admission_id     uuid not null,
  patient_id       uuid not null references public.patients on delete restrict,
  ward_id          uuid not null references public.wards on delete restrict,
  observed_at      timestamptz not null,
  respiratory_rate integer,
  spo2             integer,
  spo2_scale       integer not null,
  on_oxygen        boolean,
  oxygen_device    text,
  oxygen_flow      numeric(4, 1),
  systolic         integer,
  diastolic        integer,
  pulse            integer,
  consciousness    text,
  temperature      numeric(3, 1),
  pain             integer,
  glucose          integer,
  weight           numeric(4, 1),
  note             text,
  -- Why NEWS2 does not apply; null where it does.
  news2_excluded   text,
  news2_points     integer[] not null generated always as (private.news2_points(
    respiratory_rate, spo2, spo2_scale, on_oxygen, systolic, pulse, consciousness, temperature
  )) stored,
  news2_score      integer generated always as (case
    when news2_excluded is null and array_position(private.news2_points(
      respiratory_rate, spo2, spo2_scale, on_oxygen, systolic, pulse, consciousness, temperature
    ), null) is null then private.news2_sum(private.news2_points(
      respiratory_rate, spo2, spo2_scale, on_oxygen, systolic, pulse, consciousness, temperature
    ))
  end) stored,
  news2_risk       text generated always as (case
    when news2_excluded is null then private.news2_risk(private.news2_points(
      respiratory_rate, spo2, spo2_scale, on_oxygen, systolic, pulse, consciousness, temperature
    ))
  end) stored,
  -- What asks for an answer, and already does so while the set is incomplete.
  news2_level      text generated always as (case
    when news2_excluded is null then private.news2_level(private.news2_points(
      respiratory_rate, spo2, spo2_scale, on_oxygen, systolic, pulse, consciousness, temperature
    ))
  end) stored,
  idempotency_key  uuid,
  recorded_by      uuid references public.staff on delete set null,
  recorded_at      timestamptz not null default clock_timestamp(),
  voided_at        timestamptz,
  voided_by        uuid references public.staff on delete set null,
  void_reason      text,
  constraint observations_idempotency_key_key unique (idempotency_key),
  constraint observations_not_ahead check (observed_at <= recorded_at),
  constraint observations_respiratory_rate_possible check (respiratory_rate between 0 and 80),
  constraint observations_spo2_possible check (spo2 between 30 and 100),
  constraint observations_spo2_scale_known check (spo2_scale in (1, 2)),
  constraint observations_oxygen_device_known check (oxygen_device in (
    'nasal_cannula', 'simple_mask', 'venturi', 'reservoir', 'high_flow', 'non_invasive', 'ventilator'
  )),
  constraint observations_oxygen_flow_possible check (oxygen_flow between 0.1 and 60),
  constraint observations_oxygen_given check (on_oxygen is true or num_nonnulls(oxygen_device, oxygen_flow) = 0),
  constraint observations_systolic_possible check (systolic between 30 and 300),
  constraint observations_diastolic_possible check (diastolic between 10 and 200 and diastolic < systolic),
  constraint observations_pulse_possible check (pulse between 0 and 300),
  constraint observations_consciousness_known check (
    consciousness in ('alert', 'confusion', 'voice', 'pain', 'unresponsive')
  ),
  constraint observations_temperature_possible check (temperature between 25 and 44),
  constraint observations_pain_possible check (pain between 0 and 10),
  constraint observations_glucose_possible check (glucose between 10 and 1000),
  constraint observations_weight_possible check (weight between 0.3 and 400),
  constraint observations_note_length check (char_length(note) <= 1000),
  constraint observations_something_measured check (num_nonnulls(
    respiratory_rate, spo2, on_oxygen, systolic, diastolic, pulse, consciousness, temperature, pain, glucose, weight
  ) > 0),
  constraint observations_excluded_known check (news2_excluded in ('child', 'pregnant')),
  constraint observations_voided_wholly check (
    (voided_at is null) = (void_reason is null) and char_length(btrim(void_reason)) between 1 and 500
  ),
  constraint observations_admission_id_patient_id_fkey
    foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on delete restrict
);
comment on table public.observations is 'Vital signs of a patient at one time. Never edited: voided, and entered again.';
comment on column public.observations.ward_id is 'The ward the patient was on when it was recorded.';
comment on column public.observations.respiratory_rate is 'Breaths a minute.';
comment on column public.observations.spo2 is 'Oxygen saturation, %.';
comment on column public.observations.oxygen_flow is 'Litres a minute.';
comment on column public.observations.systolic is 'Blood pressure, mmHg; so is diastolic.';
comment on column public.observations.pulse is 'Beats a minute.';
comment on column public.observations.consciousness is 'ACVPU; confusion means new confusion.';
comment on column public.observations.temperature is 'Degrees Celsius.';
comment on column public.observations.pain is '0 none to 10 the worst.';
comment on column public.observations.glucose is 'mg/dL, capillary.';
comment on column public.observations.weight is 'Kilograms.';
comment on column public.observations.news2_points is 'The seven points in the order of the published chart; null where a measurement is missing.';
comment on column public.observations.news2_score is 'NEWS2; null for an incomplete set and where it does not apply.';
comment on column public.observations.news2_risk is 'low, low_medium, medium or high; null without a score.';

create table public.news2_alerts (
  id              uuid primary key default gen_random_uuid(),
  admission_id    uuid not null,
  patient_id      uuid not null references public.patients on delete restrict,
  ward_id         uuid not null references public.wards on delete restrict,
  observation_id  uuid not null references public.observations on delete restrict,
  level           text not null,
  -- As of the newest observation; at least, while a set is incomplete.
  score           integer not null,
  raised_at       timestamptz not null default clock_timestamp(),
  -- How many have been told: 1 the nurse (and the attending doctor), 2 the ward, 3 the department's doctors.
  circle          integer not null default 1,
  told_at         timestamptz not null default clock_timestamp(),
  acknowledged_at timestamptz,
  acknowledged_by uuid references public.staff on delete set null,
  acknowledgement text,
  ended_at        timestamptz,
  ended_as        text,
  constraint news2_alerts_level_known check (level in ('urgent', 'emergency')),
  constraint news2_alerts_circle_known check (circle between 1 and 3),
  constraint news2_alerts_order check (raised_at <= acknowledged_at and raised_at <= ended_at),
  constraint news2_alerts_acknowledgement_length check (char_length(acknowledgement) <= 300),
  constraint news2_alerts_ended_as_known check (ended_as in ('improved', 'superseded', 'voided', 'left')),
  constraint news2_alerts_ended_wholly check ((ended_at is null) = (ended_as is null)),
  constraint news2_alerts_admission_id_patient_id_fkey
    foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on delete restrict
);
comment on table public.news2_alerts is 'A high score that somebody must answer: open until acknowledged, running until a lower score ends it.';
comment on column public.news2_alerts.acknowledgement is 'What the one who acknowledged says about it: which doctor was called.';

create table public.news2_alert_notices (
  id         uuid primary key default gen_random_uuid(),
  alert_id   uuid not null references public.news2_alerts on delete restrict,
  patient_id uuid not null references public.patients on delete restrict,
  staff_id   uuid not null references public.staff on delete restrict,
  circle     integer not null,
  told_at    timestamptz not null default clock_timestamp()
);
comment on table public.news2_alert_notices is 'Who was told of an alert, and when.';

create index nursing_settings_patient_id_idx on public.nursing_settings (patient_id);
create index nursing_settings_admission_id_patient_id_idx on public.nursing_settings (admission_id, patient_id);
create index nursing_settings_spo2_scale_set_by_idx on public.nursing_settings (spo2_scale_set_by);
create index nursing_settings_pregnant_set_by_idx on public.nursing_settings (pregnant_set_by);
create index observations_admission_id_observed_at_idx
  on public.observations (admission_id, observed_at desc, recorded_at desc);
create index observations_admission_id_patient_id_idx on public.observations (admission_id, patient_id);
-- What the board and the round list ask of each patient: the newest that count.
create index observations_valid_idx on public.observations (admission_id, observed_at desc, recorded_at desc)
  where voided_at is null;
create index observations_patient_id_idx on public.observations (patient_id);
create index observations_ward_id_idx on public.observations (ward_id);
create index observations_recorded_by_idx on public.observations (recorded_by);
create index observations_voided_by_idx on public.observations (voided_by);
-- One alert of a patient runs, so one at most is open.
create unique index news2_alerts_one_running on public.news2_alerts (patient_id) where ended_at is null;
create index news2_alerts_running_ward_id_idx on public.news2_alerts (ward_id) where ended_at is null;
create index news2_alerts_open_told_at_idx on public.news2_alerts (told_at)
  where acknowledged_at is null and ended_at is null;
create index news2_alerts_admission_id_patient_id_idx on public.news2_alerts (admission_id, patient_id);
create index news2_alerts_admission_id_raised_at_idx on public.news2_alerts (admission_id, raised_at desc);
create index news2_alerts_patient_id_idx on public.news2_alerts (patient_id);
create index news2_alerts_ward_id_idx on public.news2_alerts (ward_id);
create index news2_alerts_observation_id_idx on public.news2_alerts (observation_id);
create index news2_alerts_acknowledged_by_idx on public.news2_alerts (acknowledged_by);
create index news2_alert_notices_alert_id_idx on public.news2_alert_notices (alert_id, told_at);
create index news2_alert_notices_patient_id_idx on public.news2_alert_notices (patient_id);
create index news2_alert_notices_staff_id_idx on public.news2_alert_notices (staff_id);

alter table public.nursing_settings enable row level security;
alter table public.observations enable row level security;
alter table public.news2_alerts enable row level security;
alter table public.news2_alert_notices enable row level security;

-- Those who look after the patient. What a patient sees of their own stay is decided with the records.
create policy nursing_settings_select_carers on public.nursing_settings for select to authenticated
  using (patient_id in (select private.care_patient_ids()));
create policy observations_select_carers on public.observations for select to authenticated
  using (patient_id in (select private.care_patient_ids()));
create policy news2_alerts_select_carers on public.news2_alerts for select to authenticated
  using (patient_id in (select private.care_patient_ids()));
create policy news2_alert_notices_select_carers on public.news2_alert_notices for select to authenticated
  using (patient_id in (select private.care_patient_ids()));

grant select on public.nursing_settings, public.observations, public.news2_alerts, public.news2_alert_notices
  to authenticated, service_role;

/* Whom an alert tells -------------------------------------------------------------------------- */

/*
 * Whom a circle adds: 1 the patient's nurse, or the nurses of the ward where nobody was given the patient, and in
 * an emergency the attending doctor; 2 all nurses and managers of the ward; 3 the doctors of its department.
 */
create function private.news2_circle(p_alert public.news2_alerts, p_circle integer)
returns table (staff_id uuid, user_id uuid)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_admission public.admissions;
  v_nurse_id uuid;
begin
  select * into v_admission from public.admissions where id = p_alert.admission_id;
  v_nurse_id := private.nurse_of(p_alert.admission_id);
  return query
  select colleague.id, colleague.user_id
  from public.staff colleague
  where colleague.active and colleague.user_id is not null
    and case p_circle
      when 1 then
        colleague.id = v_nurse_id
        or (v_nurse_id is null and colleague.position = 'nurse')
        or (p_alert.level = 'emergency' and colleague.id = v_admission.attending_id)
      when 2 then colleague.position in ('nurse', 'ward_manager')
      else colleague.position = 'doctor'
    end
    and (
      colleague.id in (v_nurse_id, v_admission.attending_id)
      or (p_circle < 3 and colleague.id in (
        select works.staff_id from public.staff_wards works where works.ward_id = v_admission.ward_id
      ))
      or (p_circle = 3 and colleague.department_id = (
        select ward.department_id from public.wards ward where ward.id = v_admission.ward_id
      ))
    )
    and exists (
      select from public.user_roles held
      join public.role_permissions gives on gives.role_id = held.role_id
      where held.user_id = colleague.user_id and gives.permission_id = 'nursing.record'
    );
end;
$$;

/*
 * Tells the circles up to the alert's own. Whoever is told may look: a doctor of the department who has nothing
 * to do with the patient yet is in their care team for half a day.
 */
create function private.tell_alert(p_alert public.news2_alerts)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_told record;
  v_name text;
begin
  select given_name || ' ' || family_name into v_name from public.patients where id = p_alert.patient_id;
  for v_told in
    select person.staff_id, person.user_id, min(circle) as circle
    from generate_series(1, p_alert.circle) as circle
    cross join lateral private.news2_circle(p_alert, circle) as person
    group by person.staff_id, person.user_id
    order by person.staff_id
  loop
    if v_told.circle = 3 then
      insert into public.care_team_members (patient_id, staff_id, role, since, until)
      values (p_alert.patient_id, v_told.staff_id, 'consultant', now(), now() + interval '12 hours')
      on conflict do nothing;
    end if;
    insert into public.news2_alert_notices (alert_id, patient_id, staff_id, circle, told_at)
    values (p_alert.id, p_alert.patient_id, v_told.staff_id, v_told.circle, p_alert.told_at);
    perform private.notify_user(
      v_told.user_id,
      'early_warning_' || p_alert.level,
      jsonb_build_object(
        'patient_name', v_name, 'score', p_alert.score::text, 'raised_at', p_alert.raised_at, 'alert_id', p_alert.id
      ),
      '/admissions/' || p_alert.admission_id,
      'news2:' || p_alert.id,
      case p_alert.level when 'emergency' then 'critical' else 'warning' end
    );
  end loop;
end;
$$;

/* Raises an alert and tells the first circle with somebody in it. */
create function private.raise_alert(p_observation public.observations)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_alert public.news2_alerts;
begin
  insert into public.news2_alerts (admission_id, patient_id, ward_id, observation_id, level, score)
  select p_observation.admission_id, p_observation.patient_id, admission.ward_id, p_observation.id,
    p_observation.news2_level, private.news2_sum(p_observation.news2_points)
  from public.admissions admission where admission.id = p_observation.admission_id
  returning * into v_alert;
  while v_alert.circle < 3 and not exists (select from private.news2_circle(v_alert, v_alert.circle)) loop
    v_alert.circle := v_alert.circle + 1;
  end loop;
  update public.news2_alerts set circle = v_alert.circle where id = v_alert.id and circle <> v_alert.circle;
  perform private.tell_alert(v_alert);
end;
$$;

/* Nobody need be reminded of an alert that was acknowledged or is over. */
create function private.settle_notifications(p_alert_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
begin
  update public.notifications told set read_at = clock_timestamp()
  from (
    select distinct colleague.user_id from public.news2_alert_notices notice
    join public.staff colleague on colleague.id = notice.staff_id
    where notice.alert_id = p_alert_id
  ) people
  where told.user_id = people.user_id and told.group_key = 'news2:' || p_alert_id and told.read_at is null;
end;
$$;

/*
 * Sets a patient's alert right by the newest observation that says something: one with a score, or an
 * incomplete one whose points alone are alarming. A higher score is news and raises an alert anew; a lower one
 * below the thresholds ends it; an emergency nobody acknowledged becomes urgent when the score falls to that. An
 * incomplete set never lowers anything. The caller holds the admission.
 */
create function private.assess_news2(p_admission_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_newest public.observations;
  v_alert public.news2_alerts;
  v_sum integer;
  v_higher boolean;
begin
  select * into v_newest from public.observations
  where admission_id = p_admission_id and voided_at is null
    and (news2_score is not null or news2_level is not null)
  order by observed_at desc, recorded_at desc limit 1;
  select * into v_alert from public.news2_alerts
  where admission_id = p_admission_id and ended_at is null for update;
  v_sum := private.news2_sum(v_newest.news2_points);

  if v_newest.news2_level is null then
    perform private.end_alert(v_alert.id, 'improved');
    return;
  end if;
  if v_alert.id is null then
    perform private.raise_alert(v_newest);
    return;
  end if;
  v_higher := v_sum > v_alert.score or (v_newest.news2_level = 'emergency' and v_alert.level = 'urgent');
  if v_higher then
    perform private.end_alert(v_alert.id, 'superseded');
    perform private.raise_alert(v_newest);
  elsif v_newest.news2_score is null then
    return;
  elsif v_newest.news2_level <> v_alert.level and v_alert.acknowledged_at is null then
    perform private.end_alert(v_alert.id, 'improved');
    perform private.raise_alert(v_newest);
  elsif v_sum < v_alert.score then
    update public.news2_alerts set score = v_sum where id = v_alert.id;
  end if;
end;
$$;

create function private.end_alert(p_alert_id uuid, p_as text)
returns void language plpgsql security definer set search_path = '' as $$
begin
  update public.news2_alerts set ended_at = greatest(clock_timestamp(), raised_at, acknowledged_at), ended_as = p_as
  where id = p_alert_id and ended_at is null;
  if found then perform private.settle_notifications(p_alert_id); end if;
end;
$$;

/*
 * Widens the circle of alerts nobody has acknowledged: in an emergency each 5 minutes, else each 15; once the
 * department's doctors know, everybody is told again each half hour. An alert somebody is just acknowledging is
 * left alone. Returns how many were told of again. Run every minute.
 */
create function private.escalate_alerts(p_at timestamptz default clock_timestamp()) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_alert public.news2_alerts;
  v_count integer := 0;
begin
  for v_alert in
    select * from public.news2_alerts
    where acknowledged_at is null and ended_at is null
      and told_at <= p_at - case
        when circle = 3 then interval '30 minutes'
        when level = 'emergency' then interval '5 minutes'
        else interval '15 minutes'
      end
    order by told_at
    for update skip locked
  loop
    v_alert.circle := least(v_alert.circle + 1, 3);
    v_alert.told_at := p_at;
    update public.news2_alerts set circle = v_alert.circle, told_at = p_at where id = v_alert.id;
    perform private.tell_alert(v_alert);
    v_count := v_count + 1;
  end loop;
  return v_count;
end;
$$;

/* Commands ------------------------------------------------------------------------------------- */

/*
 * Locks an admission of a patient in the caller's care and gives it back as it then is. Raises 42501 without
 * nursing.record, PT404 outside the caller's care, LN006 if it has ended and must not have.
 */
create function private.lock_chart(p_admission_id uuid, p_open boolean default true)
returns public.admissions language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions;
begin
  perform private.require_permission('nursing.record');
  select * into v_admission from public.admissions where id = p_admission_id for no key update;
  if not found or v_admission.patient_id not in (select private.care_patient_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
  if p_open and v_admission.discharged_at is not null then
    raise exception using errcode = 'LN006', message = 'This admission has ended', hint = 'p_admission_id';
  end if;
  return v_admission;
end;
$$;

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

/* Records observations; see public.record_observation. */
create function private.record_observation(p_new public.observations, p_confirmed text[])
returns public.observations language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.lock_chart(p_new.admission_id);
  v_last public.observations;
  v_unlikely text[];
  v_known public.observations;
begin
  if p_new.idempotency_key is not null then
    select * into v_known from public.observations where idempotency_key = p_new.idempotency_key;
    if found and v_known.admission_id <> p_new.admission_id then
      raise exception using errcode = 'LN004', message = 'The key was used for another patient',
        hint = 'p_idempotency_key';
    end if;
    if found then return v_known; end if;
  end if;

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
    idempotency_key, recorded_by, recorded_at
  ) values (
    v_admission.id, v_admission.patient_id, v_admission.ward_id, p_new.observed_at, p_new.respiratory_rate, p_new.spo2,
    p_new.spo2_scale, p_new.on_oxygen, p_new.oxygen_device, p_new.oxygen_flow, p_new.systolic, p_new.diastolic,
    p_new.pulse, p_new.consciousness, p_new.temperature, p_new.pain, p_new.glucose, p_new.weight,
    nullif(btrim(p_new.note), ''), p_new.news2_excluded, p_new.idempotency_key, private.current_staff_id(),
    p_new.recorded_at
  ) returning * into p_new;
  return p_new;
end;
$$;

/* Voids observations; see public.void_observation. */
create function private.void_observation(p_observation_id uuid, p_reason text)
returns public.observations language plpgsql security definer set search_path = '' as $$
declare
  v_observation public.observations;
begin
  perform private.require_permission('nursing.record');
  select * into v_observation from public.observations where id = p_observation_id;
  if not found or v_observation.patient_id not in (select private.care_patient_ids()) then
    raise exception using errcode = 'PT404', message = 'There are no such observations', hint = 'p_observation_id';
  end if;
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

/* Decides the SpO2 scale; see public.set_spo2_scale. */
create function private.set_spo2_scale(p_admission_id uuid, p_scale integer)
returns public.nursing_settings language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.lock_chart(p_admission_id);
  v_settings public.nursing_settings;
begin
  if not exists (select from public.doctors where id = private.current_staff_id() and active) then
    raise exception using errcode = '42501', message = 'A doctor decides this', hint = 'nursing.record';
  end if;
  if p_scale is null or p_scale not in (1, 2) then
    raise exception using errcode = '22023', message = 'There are scales 1 and 2', hint = 'p_scale';
  end if;
  insert into public.nursing_settings as settings (
    admission_id, patient_id, spo2_scale, spo2_scale_set_by, spo2_scale_set_at
  ) values (p_admission_id, v_admission.patient_id, p_scale, private.current_staff_id(), clock_timestamp())
  on conflict (admission_id) do update set
    spo2_scale = excluded.spo2_scale,
    spo2_scale_set_by = excluded.spo2_scale_set_by,
    spo2_scale_set_at = excluded.spo2_scale_set_at
  returning * into v_settings;
  return v_settings;
end;
$$;

/* Says whether the patient is pregnant; see public.set_pregnancy. */
create function private.set_pregnancy(p_admission_id uuid, p_pregnant boolean)
returns public.nursing_settings language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.lock_chart(p_admission_id);
  v_settings public.nursing_settings;
begin
  if p_pregnant is null then
    raise exception using errcode = '22023', message = 'Pregnant or not', hint = 'p_pregnant';
  end if;
  insert into public.nursing_settings as settings (
    admission_id, patient_id, pregnant, pregnant_set_by, pregnant_set_at
  ) values (p_admission_id, v_admission.patient_id, p_pregnant, private.current_staff_id(), clock_timestamp())
  on conflict (admission_id) do update set
    pregnant = excluded.pregnant,
    pregnant_set_by = excluded.pregnant_set_by,
    pregnant_set_at = excluded.pregnant_set_at
  returning * into v_settings;
  return v_settings;
end;
$$;

/* Acknowledges an alert; see public.acknowledge_alert. */
create function private.acknowledge_alert(p_alert_id uuid, p_note text)
returns public.news2_alerts language plpgsql security definer set search_path = '' as $$
declare
  v_alert public.news2_alerts;
  v_note constant text := nullif(btrim(p_note), '');
begin
  perform private.require_permission('nursing.record');
  select * into v_alert from public.news2_alerts where id = p_alert_id for update;
  if not found or v_alert.patient_id not in (select private.care_patient_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such alert', hint = 'p_alert_id';
  end if;
  -- Somebody was quicker: it is answered, and by whom stays on record.
  if v_alert.acknowledged_at is not null then return v_alert; end if;
  if v_alert.ended_at is not null then
    raise exception using errcode = 'LN009', message = 'The alert is over', hint = 'p_alert_id';
  end if;
  if char_length(v_note) > 300 then
    raise exception using errcode = '22023', message = 'At most 300 characters', hint = 'p_note';
  end if;
  if v_alert.level = 'emergency' and v_note is null
    and not exists (select from public.doctors where id = private.current_staff_id() and active)
  then
    raise exception using errcode = '22023', message = 'Say which doctor has been told', hint = 'p_note';
  end if;
  update public.news2_alerts set
    acknowledged_at = greatest(clock_timestamp(), raised_at),
    acknowledged_by = private.current_staff_id(),
    acknowledgement = v_note
  where id = p_alert_id
  returning * into v_alert;
  perform private.settle_notifications(p_alert_id);
  return v_alert;
end;
$$;

/* The row of public.admission_header. */
create function private.admission_header(p_admission_id uuid)
returns table (
  id uuid, patient_id uuid, patient_name text, patient_mrn text, patient_sex text, patient_birth_date date,
  ward_id uuid, ward_name text, bed_id uuid, bed_label text, attending_id uuid, attending_name text, nurse_name text,
  reason text, admitted_at timestamptz, expected_discharge_on date, discharged_at timestamptz, isolation text,
  needs text[], private boolean, allergies jsonb, news2_score integer, news2_risk text, news2_at timestamptz,
  news2_excluded text, spo2_scale integer, spo2_scale_set_by text, spo2_scale_set_at timestamptz, pregnant boolean,
  alert_id uuid, alert_level text, alert_raised_at timestamptz, alert_acknowledged_at timestamptz,
  alert_acknowledged_by text
)
language plpgsql stable security definer rows 1 set search_path = '' as $$
begin
  return query
  select
    admission.id, patient.id, patient.given_name || ' ' || patient.family_name, patient.mrn, patient.sex,
    patient.birth_date, ward.id, ward.name, bed.id, bed.label, attending.id, attending.name, nurse.full_name,
    admission.reason, admission.admitted_at, admission.expected_discharge_on, admission.discharged_at,
    admission.isolation, admission.needs, admission.private,
    coalesce((
      select jsonb_agg(
        jsonb_build_object('substance', allergy.substance, 'severity', allergy.severity)
        order by array_position(array['severe', 'moderate', 'mild'], allergy.severity), allergy.substance
      )
      from public.allergies allergy where allergy.patient_id = patient.id and allergy.status = 'active'
    ), '[]'),
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
  where admission.id = p_admission_id
    and admission.patient_id in (select private.care_patient_ids());
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
end;
$$;

/* The rows of public.ward_observations_due. */
create function private.ward_observations_due(p_ward_id uuid)
returns table (
  admission_id uuid, patient_id uuid, patient_name text, patient_mrn text, bed_label text, admitted_at timestamptz,
  observed_at timestamptz, news2_score integer, news2_risk text, previous_score integer, news2_excluded text,
  incomplete_at timestamptz, due_at timestamptz, alert_id uuid, alert_level text, alert_score integer,
  alert_raised_at timestamptz, alert_circle integer, alert_acknowledged_at timestamptz, alert_acknowledged_by text
)
language plpgsql stable security definer rows 30 set search_path = '' as $$
begin
  return query
  select
    admission.id, patient.id, patient.given_name || ' ' || patient.family_name, patient.mrn, bed.label,
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
    alert.id, alert.level, alert.score, alert.raised_at, alert.circle, alert.acknowledged_at, answered.full_name
  from public.admissions admission
  join public.patients patient on patient.id = admission.patient_id
  left join public.bed_stays stay on stay.admission_id = admission.id and stay.is_current
  left join public.beds bed on bed.id = stay.bed_id
  left join lateral (
    select taken.observed_at, taken.recorded_at, taken.news2_score, taken.news2_risk, taken.news2_points
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
  order by bed.position, bed.label, patient.family_name;
end;
$$;

/*
 * Records one set of observations of a patient in the caller's care, as of p_observed_at (now if null). Measurements
 * that were not taken are null; without all seven of NEWS2 there is no score. Units as on the table. The SpO2
 * scale is the admission's. p_confirmed names the unusual measurements that are right all the same. The same
 * p_idempotency_key again gives back what it recorded.
 *
 * Raises 22023 for what cannot be (hint: the parameter), LN024 for what is unusual (hint: the measurements, with
 * commas between), LN006 after the discharge, LN004, PT404, 42501 without nursing.record.
 */
create function public.record_observation(
  p_admission_id uuid, p_observed_at timestamptz default null, p_respiratory_rate integer default null,
  p_spo2 integer default null, p_on_oxygen boolean default null, p_oxygen_device text default null,
  p_oxygen_flow numeric default null, p_systolic integer default null, p_diastolic integer default null,
  p_pulse integer default null, p_consciousness text default null, p_temperature numeric default null,
  p_pain integer default null, p_glucose integer default null, p_weight numeric default null, p_note text default null,
  p_confirmed text[] default '{}', p_idempotency_key uuid default null
)
returns public.observations language plpgsql set search_path = '' as $$
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
  v_new.idempotency_key := p_idempotency_key;
  -- The columns would round, and 38.04 is a slip of the finger: asked for as it was given.
  perform private.require_possible('temperature', p_temperature, 25, 44, 1);
  perform private.require_possible('oxygen_flow', p_oxygen_flow, 0.1, 60, 1);
  perform private.require_possible('weight', p_weight, 0.3, 400, 1);
  v_new.temperature := p_temperature;
  v_new.oxygen_flow := p_oxygen_flow;
  v_new.weight := p_weight;
  return private.record_observation(v_new, p_confirmed);
end;
$$;

/*
 * Voids a set of observations that was entered wrongly, with the reason; it stays to be seen. An alert it raised
 * is over, and what the remaining ones say counts. LN009 if it was voided already, 22023 without a reason, PT404,
 * 42501 without nursing.record.
 */
create function public.void_observation(p_observation_id uuid, p_reason text)
returns public.observations language sql set search_path = '' as $$
  select private.void_observation(p_observation_id, p_reason);
$$;

/*
 * Decides which SpO2 scale of NEWS2 counts for this admission from now on: 2 for hypercapnic respiratory failure
 * with a target of 88 to 92 %. For doctors (42501) who look after the patient (PT404); LN006 after the discharge.
 */
create function public.set_spo2_scale(p_admission_id uuid, p_scale integer)
returns public.nursing_settings language sql set search_path = '' as $$
  select private.set_spo2_scale(p_admission_id, p_scale);
$$;

/* Says whether the patient is pregnant: then NEWS2 is not scored. 42501 without nursing.record, PT404, LN006. */
create function public.set_pregnancy(p_admission_id uuid, p_pregnant boolean)
returns public.nursing_settings language sql set search_path = '' as $$
  select private.set_pregnancy(p_admission_id, p_pregnant);
$$;

/*
 * Acknowledges an alert of a patient in the caller's care: nobody is told again. An emergency is acknowledged by a
 * doctor, or with p_note (22023) by who says which doctor was told. Acknowledged already, it is given back as it
 * is. LN009 if it is over, PT404, 42501 without nursing.record.
 */
create function public.acknowledge_alert(p_alert_id uuid, p_note text default null)
returns public.news2_alerts language sql set search_path = '' as $$
  select private.acknowledge_alert(p_alert_id, p_note);
$$;

/*
 * Who a stay in the hospital is about, where they lie, and how they are: what heads each of its screens. For those
 * who look after the patient; PT404 for everybody else. Allergies are the active ones, severe first:
 * [{substance, severity}]. news2_* is the newest score; alert_* the alert that runs, acknowledged or not.
 */
create function public.admission_header(p_admission_id uuid)
returns table (
  id uuid, patient_id uuid, patient_name text, patient_mrn text, patient_sex text, patient_birth_date date,
  ward_id uuid, ward_name text, bed_id uuid, bed_label text, attending_id uuid, attending_name text, nurse_name text,
  reason text, admitted_at timestamptz, expected_discharge_on date, discharged_at timestamptz, isolation text,
  needs text[], private boolean, allergies jsonb, news2_score integer, news2_risk text, news2_at timestamptz,
  news2_excluded text, spo2_scale integer, spo2_scale_set_by text, spo2_scale_set_at timestamptz, pregnant boolean,
  alert_id uuid, alert_level text, alert_raised_at timestamptz, alert_acknowledged_at timestamptz,
  alert_acknowledged_by text
)
language sql stable set search_path = '' as $$
  select * from private.admission_header(p_admission_id);
$$;

/*
 * Who on a ward is to be observed when, in the order of the beds; of the patients in the caller's care. due_at is
 * the latest time by the monitoring frequency of NEWS2; incomplete_at a newer set without a score.
 */
create function public.ward_observations_due(p_ward_id uuid)
returns table (
  admission_id uuid, patient_id uuid, patient_name text, patient_mrn text, bed_label text, admitted_at timestamptz,
  observed_at timestamptz, news2_score integer, news2_risk text, previous_score integer, news2_excluded text,
  incomplete_at timestamptz, due_at timestamptz, alert_id uuid, alert_level text, alert_score integer,
  alert_raised_at timestamptz, alert_circle integer, alert_acknowledged_at timestamptz, alert_acknowledged_by text
)
language sql stable set search_path = '' as $$
  select * from private.ward_observations_due(p_ward_id);
$$;

/* Triggers ------------------------------------------------------------------------------------- */

/* A patient's chart has changed: told once in a transaction, on the patient's topic and on the board. */
create function private.announce_observations(p_admission_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_announced constant text := coalesce(current_setting('lantern.announced_charts', true), '');
  v_admission public.admissions;
begin
  if position(p_admission_id::text in v_announced) > 0 then return; end if;
  perform set_config('lantern.announced_charts', concat_ws(' ', v_announced, p_admission_id), true);
  select * into v_admission from public.admissions where id = p_admission_id;
  perform private.announce(
    'patient:' || v_admission.patient_id, 'observations_changed', jsonb_build_object('admission_id', p_admission_id)
  );
  perform private.announce_bed(v_admission.ward_id, (private.current_stay(p_admission_id)).bed_id);
end;
$$;

create function private.tg_chart__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce_observations(new.admission_id);
  return null;
end;
$$;

create function private.tg_observations__notify_news2()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_alert_id uuid;
begin
  if tg_op = 'UPDATE' then
    select id into v_alert_id from public.news2_alerts where observation_id = new.id and ended_at is null;
    perform private.end_alert(v_alert_id, 'voided');
    -- Who has left needs no new alert.
    if exists (select from public.admissions where id = new.admission_id and discharged_at is not null) then
      return null;
    end if;
  end if;
  perform private.assess_news2(new.admission_id);
  return null;
end;
$$;

/*
 * Entered is entered: of a row only the voiding can be written, and once. Generated columns follow from the others
 * and are not known yet; who recorded it may be forgotten with the account.
 */
create function private.tg_observations__keep()
returns trigger language plpgsql set search_path = '' as $$
declare
  c_free constant text[] := array[
    'voided_at', 'voided_by', 'void_reason', 'recorded_by', 'news2_points', 'news2_score', 'news2_risk', 'news2_level'
  ];
begin
  if (old.voided_at is not null and new.voided_at is distinct from old.voided_at)
    or to_jsonb(new) - c_free <> to_jsonb(old) - c_free
  then
    raise exception using errcode = '42501', message = 'Observations are voided, not edited';
  end if;
  return new;
end;
$$;

/* An alert goes with the patient: to another ward, and out of the hospital. */
create function private.tg_admissions__follow_alert()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.discharged_at is not null then
    perform private.end_alert(alert.id, 'left') from public.news2_alerts alert
    where alert.admission_id = new.id and alert.ended_at is null;
  else
    update public.news2_alerts set ward_id = new.ward_id
    where admission_id = new.id and ended_at is null and ward_id <> new.ward_id;
  end if;
  return null;
end;
$$;

create trigger observations_100_keep before update on public.observations
  for each row execute function private.tg_observations__keep();
create trigger observations_500_notify_news2 after insert or update of voided_at on public.observations
  for each row execute function private.tg_observations__notify_news2();
create trigger admissions_500_follow_alert after update of ward_id, discharged_at on public.admissions
  for each row execute function private.tg_admissions__follow_alert();

create trigger observations_600_announce after insert or update on public.observations
  for each row execute function private.tg_chart__announce();
create trigger news2_alerts_600_announce after insert or update on public.news2_alerts
  for each row execute function private.tg_chart__announce();
create trigger nursing_settings_600_announce after insert or update on public.nursing_settings
  for each row execute function private.tg_chart__announce();

create trigger nursing_settings_900_audit after insert or update or delete on public.nursing_settings
  for each row execute function private.tg_audit('admission_id');
create trigger observations_900_audit after insert or update or delete on public.observations
  for each row execute function private.tg_audit();
create trigger news2_alerts_900_audit after insert or update or delete on public.news2_alerts
  for each row execute function private.tg_audit();
create trigger news2_alert_notices_900_audit after insert or update or delete on public.news2_alert_notices
  for each row execute function private.tg_audit();

grant execute on function
  private.require_possible(text, numeric, numeric, numeric, integer),
  private.record_observation(public.observations, text[]),
  private.void_observation(uuid, text),
  private.set_spo2_scale(uuid, integer),
  private.set_pregnancy(uuid, boolean),
  private.acknowledge_alert(uuid, text),
  private.admission_header(uuid),
  private.ward_observations_due(uuid)
  to authenticated;

grant execute on function
  public.record_observation(
    uuid, timestamptz, integer, integer, boolean, text, numeric, integer, integer, integer, text, numeric, integer,
    integer, numeric, text, text[], uuid
  ),
  public.void_observation(uuid, text),
  public.set_spo2_scale(uuid, integer),
  public.set_pregnancy(uuid, boolean),
  public.acknowledge_alert(uuid, text),
  public.admission_header(uuid),
  public.ward_observations_due(uuid)
  to authenticated;

select cron.schedule('news2_escalation', '* * * * *', 'select private.escalate_alerts()');
