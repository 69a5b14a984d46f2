/*
 * Prescriptions: a draft, then signed and active, then ended: changed and renewed (another takes its place), stopped for a
 * reason, or completed when its last day is over. What was signed is not edited; a change is a prescription of its own that
 * names the one it takes the place of, so that each can be read as it was given out.
 *
 * What is to be taken stands in steps, one of them or several for a taper, each {dose, unit, per_period, period,
 * period_unit, days}: 2 tablets 3 times (per_period) in 1 day (period, period_unit) for 7 days. Only the last may go on
 * without an end.
 *
 * Each check that was made is a row, written in the transaction that writes or signs, with what it found, by which rule and
 * version, and from what it knew. Who signs in spite of a finding says why, and everybody reads it afterwards.
 *
 * Locks: the prescription for no key update (so that checks of it may still be written), then `medicines:<patient>`, then the
 * patient, shared. Whoever writes an allergy locks the patient's row, so of a signing and an allergy the later one knows of
 * the earlier.
 */

/* Whether steps are what steps may be. In a constraint: whatever writes the table obeys it. */
create function private.are_steps(p_steps jsonb) returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  v_step jsonb;
  v_last constant integer := case when jsonb_typeof(p_steps) = 'array' then jsonb_array_length(p_steps) end;
  v_place integer := 0;
begin
  if v_last is null or v_last not between 1 and 12 then return false; end if;
  for v_step in select * from jsonb_array_elements(p_steps) loop
    v_place := v_place + 1;
    if jsonb_typeof(v_step) <> 'object' or v_step - '{dose,unit,per_period,period,period_unit,days}'::text[] <> '{}'
      or jsonb_typeof(v_step -> 'dose') is distinct from 'number' or (v_step ->> 'dose')::numeric not between 0.001 and 1000000
      or not coalesce(v_step ->> 'unit' = any (private.medicine_units() || private.amount_units()), false)
      or not coalesce(v_step ->> 'per_period' ~ '^([1-9]|1[0-9]|2[0-4])$', false)
      or not coalesce(v_step ->> 'period' ~ '^([1-9]|[1-8][0-9]|90)$', false)
      or not coalesce(v_step ->> 'period_unit' in ('h', 'd', 'wk', 'mo'), false)
      or v_step -> 'days' is not null and not coalesce(v_step ->> 'days' ~ '^([1-9][0-9]{0,2}|10[0-8][0-9]|109[0-5])$', false)
      or v_step -> 'days' is null and v_place < v_last
    then
      return false;
    end if;
  end loop;
  return true;
end
$$;
grant execute on function private.are_steps(jsonb) to authenticated, service_role;

create table public.prescriptions (
  id              uuid primary key default gen_random_uuid(),
  patient_id      uuid not null references public.patients on delete restrict,
  encounter_id    uuid,
  admission_id    uuid,
  medicine_id     uuid not null references public.medicines on delete restrict,
  medicine        text not null, -- as it was called then
  medicine_es     text not null,
  medicine_unit   text not null,
  route           text not null,
  steps           jsonb not null,
  as_needed       boolean not null default false,
  as_needed_for   text,
  max_per_day     smallint,
  timing          text,
  instructions    text,
  indication      text,
  starts_on       date not null,
  ends_on         date,
  supply_days     smallint,
  quantity        numeric(10, 2),
  repeats         smallint not null default 0,
  status          text not null default 'draft',
  staff_id        uuid references public.staff on delete set null default private.current_staff_id(),
  staff_name      text not null, -- as it was
  created_at      timestamptz not null default now(),
  signed_at       timestamptz,
  ended_at        timestamptz,
  ended_by        uuid references public.staff on delete set null,
  end_reason      text,
  end_words       text,
  replaces_id     uuid references public.prescriptions on delete restrict,
  override_reason text,
  verification_code text,
  version         integer not null default 1,
  foreign key (encounter_id, patient_id) references public.encounters (id, patient_id) on update cascade on delete restrict deferrable,
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict deferrable,
  constraint prescriptions_id_patient_id_key unique (id, patient_id),
  constraint prescriptions_route_known check (route = any (private.medicine_routes())),
  constraint prescriptions_steps_form check (private.are_steps(steps)),
  constraint prescriptions_as_needed_words check (as_needed_for is null or as_needed and char_length(btrim(as_needed_for)) between 1 and 120),
  constraint prescriptions_max_per_day_of_needed check (max_per_day is null or as_needed and max_per_day between 1 and 24),
  constraint prescriptions_timing_known check (timing in ('before_food', 'with_food', 'after_food', 'empty_stomach', 'morning', 'bedtime')),
  constraint prescriptions_instructions_length check (char_length(btrim(instructions)) between 1 and 500),
  constraint prescriptions_indication_length check (char_length(btrim(indication)) between 1 and 200),
  constraint prescriptions_order check (starts_on <= ends_on),
  constraint prescriptions_supply_days_range check (supply_days between 1 and 366),
  constraint prescriptions_quantity_positive check (quantity > 0),
  constraint prescriptions_repeats_range check (repeats between 0 and 12),
  constraint prescriptions_status_known check (status in ('draft', 'active', 'changed', 'renewed', 'stopped', 'completed', 'discarded')),
  constraint prescriptions_signed_wholly check (
    (status in ('draft', 'discarded')) = (signed_at is null) and (signed_at is null) = (verification_code is null)
  ),
  constraint prescriptions_ended_wholly check ((status in ('draft', 'active')) = (ended_at is null)),
  constraint prescriptions_end_reason_known check (
    end_reason in ('no_longer_needed', 'side_effect', 'no_effect', 'interaction', 'allergy', 'pregnancy', 'error', 'patient_choice', 'changed',
      'renewed', 'completed', 'died', 'held', 'other')
  ),
  constraint prescriptions_end_reasoned check (status <> 'stopped' or end_reason is not null),
  constraint prescriptions_end_words_length check (char_length(btrim(end_words)) between 1 and 300),
  constraint prescriptions_override_reason_length check (char_length(btrim(override_reason)) between 3 and 300),
  constraint prescriptions_replaces_another check (replaces_id <> id)
);
comment on table public.prescriptions is 'What a patient is to take, from the draft on. Signed, its words are not edited; ended, never deleted.';
comment on column public.prescriptions.steps is '[{dose, unit, per_period, period, period_unit (h, d, wk, mo), days}] in order; the last may have no days.';
comment on column public.prescriptions.quantity is 'In units of the medicine (medicine_unit), worked out from the steps; null where there is no end and no supply_days.';
comment on column public.prescriptions.override_reason is 'Why it was signed in spite of what the check found; shown wherever the prescription is.';
comment on column public.prescriptions.verification_code is 'On the paper: whoever has it reads whether the prescription holds.';
create index prescriptions_patient_id_status_idx on public.prescriptions (patient_id, status, starts_on desc);
create index prescriptions_patient_id_signed_at_idx on public.prescriptions (patient_id, signed_at desc, id desc);
create index prescriptions_encounter_id_patient_id_idx on public.prescriptions (encounter_id, patient_id);
create index prescriptions_admission_id_patient_id_idx on public.prescriptions (admission_id, patient_id);
create index prescriptions_medicine_id_idx on public.prescriptions (medicine_id);
create index prescriptions_staff_id_status_idx on public.prescriptions (staff_id, status);
create index prescriptions_ended_by_idx on public.prescriptions (ended_by);
create index prescriptions_ends_on_idx on public.prescriptions (ends_on) where status = 'active';
create index prescriptions_replaces_id_idx on public.prescriptions (replaces_id);
create unique index prescriptions_replaced_once on public.prescriptions (replaces_id) where status <> 'discarded';
create unique index prescriptions_verification_code_once on public.prescriptions (verification_code);

create table public.prescription_checks (
  id              uuid primary key default gen_random_uuid(),
  prescription_id uuid not null references public.prescriptions on delete restrict,
  patient_id      uuid not null references public.patients on delete restrict,
  occasion        text not null,
  because         text,
  result          text not null,
  findings        jsonb not null,
  inputs          jsonb not null,
  failed          jsonb not null default '{}',
  rule_set        bigint,
  checked_at      timestamptz not null default clock_timestamp(),
  checked_by      uuid references public.staff on delete set null default private.current_staff_id(),
  override_reason text,
  overridden_by   uuid references public.staff on delete set null,
  overridden_at   timestamptz,
  constraint prescription_checks_occasion_known check (occasion in ('write', 'sign', 'recheck', 'dispense', 'give')),
  constraint prescription_checks_because_known check (because in ('allergy', 'pregnancy', 'weight', 'renal', 'rules', 'merge')),
  constraint prescription_checks_because_of_recheck check ((occasion = 'recheck') = (because is not null)),
  constraint prescription_checks_result_known check (result in ('clear', 'warn', 'block_until_reason', 'not_covered', 'could_not_run')),
  constraint prescription_checks_findings_list check (jsonb_typeof(findings) = 'array'),
  constraint prescription_checks_clear_of_nothing check (result <> 'clear' or findings = '[]' and failed = '{}'),
  constraint prescription_checks_failed_told check (failed = '{}' or result = 'could_not_run'),
  constraint prescription_checks_override_reason_length check (char_length(btrim(override_reason)) between 3 and 300),
  constraint prescription_checks_overridden_wholly check ((override_reason is null) = (overridden_at is null))
);
comment on table public.prescription_checks is 'Each check of a prescription: what it found, by which rule and version, from which inputs. clear is written of nothing found alone.';
comment on column public.prescription_checks.rule_set is 'The number of the state of all rules; null where it could not be read.';
create index prescription_checks_prescription_id_idx on public.prescription_checks (prescription_id, checked_at desc);
create index prescription_checks_patient_id_idx on public.prescription_checks (patient_id);
create index prescription_checks_checked_by_idx on public.prescription_checks (checked_by);
create index prescription_checks_overridden_by_idx on public.prescription_checks (overridden_by);
create index prescription_checks_checked_at_idx on public.prescription_checks (checked_at);

alter table public.prescriptions enable row level security;
alter table public.prescription_checks enable row level security;
create policy prescriptions_select_opened_or_own on public.prescriptions for select to authenticated
  using (
    patient_id in (select private.opened_patient_ids())
    or signed_at is not null and patient_id in (select private.current_patient_ids())
  );
create policy prescription_checks_select_opened on public.prescription_checks for select to authenticated
  using (patient_id in (select private.opened_patient_ids()));
-- Why it was signed in spite of a finding, and why it ended, are words among colleagues: `prescription_words` reads them.
grant select (
  id, patient_id, encounter_id, admission_id, medicine_id, medicine, medicine_es, medicine_unit, route, steps, as_needed, as_needed_for, max_per_day,
  timing, instructions, indication, starts_on, ends_on, supply_days, quantity, repeats, status, staff_id, staff_name, created_at, signed_at, ended_at,
  ended_by, end_reason, replaces_id, verification_code, version
) on public.prescriptions to authenticated;
grant select on public.prescription_checks to authenticated;

select private.define_permission('prescriptions.write', 'Prescribe, change and stop medicines', '{doctor}');
select private.audited('public.prescriptions');
select private.audited('public.prescription_checks', p_when => 'insert or delete or update of override_reason, findings, result');
select private.keeps('{public.prescriptions,public.prescription_checks}', 'The medical record');
select private.on_merge('{public.prescriptions,public.prescription_checks}', 'move');
select private.on_erasure('{public.prescriptions,public.prescription_checks}', 'record', 'delete');
select private.no_work_of_patients('{public.prescription_checks}', 'What was found of a prescription');
select private.frozen_with_encounter(
  '{public.prescriptions}',
  '{status,signed_at,ended_at,end_reason,end_words,override_reason,verification_code,version,quantity}'
);

create trigger prescriptions_600_announce after insert or update on public.prescriptions
  for each row execute function private.tg_announce('patient:{patient_id}', 'prescriptions_changed');
create trigger prescription_checks_600_announce after insert or update on public.prescription_checks
  for each row execute function private.tg_announce('patient:{patient_id}', 'prescriptions_changed');

/* What stands on a signed prescription stays as it was signed. */
create function private.tg_prescriptions__signed() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if old.signed_at is not null and (
    new.medicine_id, new.medicine, new.route, new.steps, new.as_needed, new.as_needed_for, new.max_per_day, new.timing, new.instructions,
    new.indication, new.starts_on, new.ends_on, new.quantity, new.repeats, new.staff_name, new.signed_at, new.verification_code, new.override_reason
  ) is distinct from (
    old.medicine_id, old.medicine, old.route, old.steps, old.as_needed, old.as_needed_for, old.max_per_day, old.timing, old.instructions,
    old.indication, old.starts_on, old.ends_on, old.quantity, old.repeats, old.staff_name, old.signed_at, old.verification_code, old.override_reason
  ) then
    raise exception using errcode = 'LN052', message = 'A signed prescription is not edited';
  end if;
  return new;
end
$$;
create trigger prescriptions_110_signed before update on public.prescriptions
  for each row execute function private.tg_prescriptions__signed();

/* What colleagues wrote about a patient's prescriptions to one another. */
create function private.prescription_words(p_patient_id uuid) returns table (id uuid, override_reason text, end_words text)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
begin
  if not exists (select from private.opened_patient_ids() as opened where opened = p_patient_id) then
    raise exception using errcode = 'PT404', message = 'This chart is not open', hint = 'p_patient_id';
  end if;
  return query
    select prescription.id, prescription.override_reason, prescription.end_words from public.prescriptions prescription
    where prescription.patient_id = p_patient_id and num_nonnulls(prescription.override_reason, prescription.end_words) > 0;
end
$$;
select private.expose('prescription_words', '{authenticated}',
'Why prescriptions of a patient were signed in spite of findings, and in what words they were ended or changed. Needs the chart open. Raises PT404.');

/* Arithmetic -------------------------------------------------------------------------------------- */

/*
 * How many doses from the morning of a day on, for so many days, by the hospital's calendar. Every so many hours is counted
 * in hours that pass: the day the clock goes back has 25 of them, and nobody runs out at its end. Never too few.
 */
create function private.doses_in(p_starts_on date, p_days integer, p_per_period integer, p_period integer, p_period_unit text) returns integer
language plpgsql stable set search_path = ''
as $$
declare
  v_zone constant text := private.hospital_time_zone();
begin
  return p_per_period * case p_period_unit
    when 'd' then ceil(p_days::numeric / p_period)
    when 'wk' then ceil(p_days::numeric / (7 * p_period))
    when 'mo' then (
      select count(*) from generate_series(0, p_days / (28 * p_period) + 1) as month
      where p_starts_on + make_interval(months => (month * p_period)::integer) < p_starts_on + p_days
    )
    when 'h' then ceil(
      extract(epoch from (p_starts_on + p_days)::timestamp at time zone v_zone - p_starts_on::timestamp at time zone v_zone) / 3600 / p_period
    )
  end;
end
$$;

/*
 * How many units of a medicine steps need; the last step, where it has no end, for p_supply_days. Whole ones of what is
 * counted, tenths of what is measured. Null where it cannot be said.
 */
create function private.prescribed_quantity(
  p_steps jsonb, p_starts_on date, p_medicine_unit text, p_strength numeric, p_strength_unit text, p_supply_days integer default null,
  p_as_needed boolean default false, p_max_per_day integer default null
) returns numeric
language plpgsql stable set search_path = ''
as $$
declare
  v_step jsonb;
  v_day date := p_starts_on;
  v_days integer;
  v_doses integer;
  v_units numeric;
  v_total numeric := 0;
begin
  for v_step in select * from jsonb_array_elements(p_steps) loop
    v_days := coalesce((v_step ->> 'days')::integer, p_supply_days);
    v_doses := private.doses_in(
      v_day, v_days, (v_step ->> 'per_period')::integer, (v_step ->> 'period')::integer, v_step ->> 'period_unit'
    );
    if p_as_needed then v_doses := least(v_doses, p_max_per_day * v_days); end if;
    v_units := private.units_of_dose((v_step ->> 'dose')::numeric, v_step ->> 'unit', p_medicine_unit, p_strength, p_strength_unit);
    -- What is opened is not kept, and what is not divided is taken whole.
    if p_medicine_unit in ('capsule', 'sachet', 'ampoule', 'vial', 'patch', 'suppository', 'pessary') then v_units := ceil(round(v_units, 4)); end if;
    v_total := v_total + v_doses * v_units;
    v_day := v_day + v_days;
  end loop;
  return case when p_medicine_unit = 'mL' then ceil(round(v_total, 4) * 10) / 10 else ceil(round(v_total, 4)) end;
end
$$;
