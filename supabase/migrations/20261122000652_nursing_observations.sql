/*
 * Observations: what is measured at the bed, and the score it comes to.
 *
 * The score is generated from the row, so that no client can write another one. An observation is never edited: it is
 * voided with a reason and entered again.
 *
 * Commands lock the admission first. So two observations of one patient are judged one after the other,
 * and at most one alert of a patient runs.
 */

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
    foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict
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
  recorded_by      uuid references public.staff on delete set null,
  recorded_at      timestamptz not null default clock_timestamp(),
  voided_at        timestamptz,
  voided_by        uuid references public.staff on delete set null,
  void_reason      text,
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
    foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict
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

create index nursing_settings_patient_id_idx on public.nursing_settings (patient_id);
create index nursing_settings_spo2_scale_set_by_idx on public.nursing_settings (spo2_scale_set_by);
create index nursing_settings_pregnant_set_by_idx on public.nursing_settings (pregnant_set_by);

create index observations_admission_id_observed_at_idx
  on public.observations (admission_id, observed_at desc, recorded_at desc);
-- What the board and the round list ask of each patient: the newest that count.
create index observations_valid_idx on public.observations (admission_id, observed_at desc, recorded_at desc)
  where voided_at is null;
create index observations_patient_id_observed_at_idx on public.observations (patient_id, observed_at);
create index observations_ward_id_idx on public.observations (ward_id);
create index observations_recorded_by_idx on public.observations (recorded_by);
create index observations_voided_by_idx on public.observations (voided_by);

alter table public.nursing_settings enable row level security;
alter table public.observations enable row level security;
-- Those who look after the patient. What a patient sees of their own stay is decided with the records.
create policy nursing_settings_select_carers on public.nursing_settings for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or admission_id in (select private.present_admission_ids()));
create policy observations_select_carers on public.observations for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or admission_id in (select private.present_admission_ids()));

grant select on public.nursing_settings, public.observations to authenticated;

select private.audited('public.nursing_settings', 'admission_id');
select private.audited('public.observations');
select private.keeps('{public.nursing_settings,public.observations}', 'The medical record');
select private.on_merge('{public.nursing_settings,public.observations}', 'refuse', p_knowingly => 'move');
select private.on_erasure('{public.nursing_settings,public.observations}', 'record', 'delete');
select private.no_work_of_patients('{public.nursing_settings,public.observations}', 'Under an admission, which is work');

select private.define_permission(
  'nursing.record', 'Record observations, tasks and notes of patients in one''s care', '{doctor,nurse,ward_manager}'
);

/*
 * Whether the caller writes about a patient, asked once what is written about is locked. Raises 42501 without
 * nursing.record, PT404 where the patient is not, or not any more, in the caller's care.
 */
create function private.require_charted(p_patient_id uuid, p_hint text)
returns void language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_permission('nursing.record');
  if (p_patient_id in (select private.care_patient_ids())) is not true then
    raise exception using errcode = 'PT404', message = 'There is no such thing in your care', hint = p_hint;
  end if;
end;
$$;

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
  perform private.require_charted(v_admission.patient_id, 'p_admission_id');
  if p_open and v_admission.discharged_at is not null then
    raise exception using errcode = 'LN006', message = 'This admission has ended', hint = 'p_admission_id';
  end if;
  return v_admission;
end;
$$;

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

/* Rules and consequences -------------------------------------------------------------------------- */

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
  if private.only_moved(to_jsonb(old) - c_free, to_jsonb(new) - c_free) then return new; end if;
  if (old.voided_at is not null and new.voided_at is distinct from old.voided_at)
    or to_jsonb(new) - c_free <> to_jsonb(old) - c_free
  then
    raise exception using errcode = '42501', message = 'Observations are voided, not edited';
  end if;
  return new;
end;
$$;
create trigger observations_100_keep before update on public.observations
  for each row execute function private.tg_observations__keep();
create trigger observations_300_notify_news2 after insert or update of voided_at on public.observations
  for each row execute function private.tg_observations__notify_news2();
create trigger nursing_settings_600_announce after insert or update on public.nursing_settings
  for each row execute function private.tg_announce('patient:{patient_id}', 'observations_changed', 'admission_id');
create trigger nursing_settings_610_announce_bed after insert or update on public.nursing_settings
  for each row execute function private.tg_bed_of__announce();
create trigger observations_600_announce after insert or update on public.observations
  for each row execute function private.tg_announce('patient:{patient_id}', 'observations_changed', 'admission_id');
create trigger observations_610_announce_bed after insert or update on public.observations
  for each row execute function private.tg_bed_of__announce();

select private.expose('set_spo2_scale', '{authenticated}',
'Decides which SpO2 scale of NEWS2 counts for this admission from now on: 2 for hypercapnic respiratory failure
with a target of 88 to 92 %. For doctors (42501) who look after the patient (PT404); LN006 after the discharge.');
select private.expose('set_pregnancy', '{authenticated}',
'Says whether the patient is pregnant: then NEWS2 is not scored. 42501 without nursing.record, PT404, LN006.');
