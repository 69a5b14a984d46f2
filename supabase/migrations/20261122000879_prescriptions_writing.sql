/*
 * Prescribing, signing, changing, renewing and stopping. Whoever comes second to a prescription that has ended is told so
 * (LN050), and nothing is written; without a reason, what the check blocks or could not check is not signed (LN051).
 */

/* What of a prescription is wrong: 22023 with its field as the hint. Gives the medicine. */
create function private.require_prescription(p_prescription jsonb) returns public.medicines
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_given record;
  v_medicine public.medicines;
  v_ingredient public.medicine_ingredients;
  v_wrong text;
begin
  if jsonb_typeof(p_prescription) is distinct from 'object' then
    raise exception using errcode = '22023', message = 'Nothing was prescribed', hint = 'p_prescription';
  end if;
  select * into v_given from jsonb_to_record(p_prescription) as given (
    medicine_id text, route text, steps jsonb, as_needed boolean, as_needed_for text, max_per_day integer, timing text, instructions text,
    indication text, starts_on text, supply_days integer, quantity numeric, repeats integer
  );
  select * into v_medicine from public.medicines
  where pg_input_is_valid(v_given.medicine_id, 'uuid') and id = v_given.medicine_id::uuid and active;
  select * into v_ingredient from public.medicine_ingredients where medicine_id = v_medicine.id and place = 1;
  v_wrong := case
    when v_medicine.id is null then 'medicine_id'
    when not coalesce(v_given.route = any (v_medicine.routes), false) then 'route'
    when not private.are_steps(v_given.steps) then 'steps'
    when exists (
      select from jsonb_array_elements(v_given.steps) step
      where private.units_of_dose((step ->> 'dose')::numeric, step ->> 'unit', v_medicine.unit, v_ingredient.strength, v_ingredient.strength_unit) is null
    ) then 'unit'
    when char_length(btrim(v_given.as_needed_for)) > 120 then 'as_needed_for'
    when v_given.max_per_day not between 1 and 24 then 'max_per_day'
    when nullif(v_given.timing, '') not in ('before_food', 'with_food', 'after_food', 'empty_stomach', 'morning', 'bedtime') then 'timing'
    when char_length(btrim(v_given.instructions)) > 500 then 'instructions'
    when char_length(btrim(v_given.indication)) > 200 then 'indication'
    when v_given.starts_on is not null and not pg_input_is_valid(v_given.starts_on, 'date')
      or v_given.starts_on::date not between private.hospital_day() - 1 and private.hospital_day() + 366 then 'starts_on'
    when v_given.supply_days not between 1 and 366 then 'supply_days'
    when v_given.repeats not between 0 and 12 then 'repeats'
    when v_given.quantity <= 0 or v_given.quantity > 100000 then 'quantity'
  end;
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'Missing, too long or impossible', hint = 'p_' || v_wrong;
  end if;
  return v_medicine;
end
$$;

/* The items a check takes, of one prescription as it is given. */
create function private.check_item_of(p_prescription jsonb, p_id uuid default null) returns jsonb
language plpgsql immutable set search_path = ''
as $$
begin
  return jsonb_build_object(
    'prescription_id', p_id, 'medicine_id', p_prescription -> 'medicine_id', 'route', p_prescription -> 'route',
    'steps', p_prescription -> 'steps', 'as_needed', p_prescription -> 'as_needed', 'max_per_day', p_prescription -> 'max_per_day'
  );
end
$$;

/* Writes a draft; gives its id. */
create function private.write_prescription(
  p_patient_id uuid, p_prescription jsonb, p_medicine public.medicines, p_encounter_id uuid, p_admission_id uuid, p_replaces_id uuid
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_starts_on constant date := coalesce((p_prescription ->> 'starts_on')::date, private.hospital_day());
  v_steps constant jsonb := p_prescription -> 'steps';
  v_as_needed constant boolean := coalesce((p_prescription ->> 'as_needed')::boolean, false);
  v_max constant integer := case when coalesce((p_prescription ->> 'as_needed')::boolean, false) then (p_prescription ->> 'max_per_day')::integer end;
  v_days constant integer := (
    select case when count(*) = count(step ->> 'days') then sum((step ->> 'days')::integer) end from jsonb_array_elements(v_steps) step
  );
  v_supply constant integer := case when v_days is null then (p_prescription ->> 'supply_days')::integer end;
  v_ingredient public.medicine_ingredients;
  v_id uuid;
begin
  select * into v_ingredient from public.medicine_ingredients where medicine_id = p_medicine.id and place = 1;
  insert into public.prescriptions (
    patient_id, encounter_id, admission_id, medicine_id, medicine, medicine_es, medicine_unit, route, steps, as_needed, as_needed_for,
    max_per_day, timing, instructions, indication, starts_on, ends_on, supply_days, quantity, repeats, staff_name, replaces_id
  )
  select p_patient_id, p_encounter_id, p_admission_id, p_medicine.id, p_medicine.name, p_medicine.name_es, p_medicine.unit,
    p_prescription ->> 'route', v_steps, v_as_needed, case when v_as_needed then nullif(btrim(p_prescription ->> 'as_needed_for'), '') end,
    v_max, nullif(p_prescription ->> 'timing', ''), nullif(btrim(p_prescription ->> 'instructions'), ''),
    nullif(btrim(p_prescription ->> 'indication'), ''), v_starts_on, v_starts_on + v_days - 1, v_supply,
    coalesce((p_prescription ->> 'quantity')::numeric, private.prescribed_quantity(
      v_steps, v_starts_on, p_medicine.unit, v_ingredient.strength, v_ingredient.strength_unit, v_supply, v_as_needed, v_max
    )),
    coalesce((p_prescription ->> 'repeats')::integer, 0), staff.full_name, p_replaces_id
  from public.staff where staff.id = private.current_staff_id()
  returning id into v_id;
  if v_id is null then
    raise exception using errcode = '42501', message = 'Not permitted: prescriptions.write';
  end if;
  return v_id;
end
$$;

/* Checks a prescription as it stands and keeps the answer. */
create function private.check_and_keep(p_prescription public.prescriptions, p_occasion text, p_because text default null) returns public.prescription_checks
language plpgsql security definer set search_path = ''
as $$
declare
  v_answer jsonb;
  v_check public.prescription_checks;
begin
  v_answer := private.check_medicines(
    p_prescription.patient_id, jsonb_build_array(private.check_item_of(to_jsonb(p_prescription), p_prescription.id)),
    array[p_prescription.replaces_id]
  );
  insert into public.prescription_checks (prescription_id, patient_id, occasion, because, result, findings, inputs, failed, rule_set)
  values (
    p_prescription.id, p_prescription.patient_id, p_occasion, p_because, v_answer ->> 'result', v_answer -> 'findings', v_answer -> 'inputs',
    v_answer -> 'failed', (v_answer ->> 'rule_set')::bigint
  )
  returning * into v_check;
  return v_check;
end
$$;

/* Signs a draft whose row the caller holds: checks again, with whoever writes an allergy waited for. */
create function private.sign_draft(p_id uuid, p_override_reason text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_reason constant text := nullif(btrim(p_override_reason), '');
  v_prescription public.prescriptions;
  v_check public.prescription_checks;
begin
  select * into v_prescription from public.prescriptions where id = p_id;
  -- Of two signed at once for one patient the second is checked against the first.
  perform pg_advisory_xact_lock(hashtextextended('medicines:' || v_prescription.patient_id, 0));
  perform from public.patients where id = v_prescription.patient_id for share;
  v_check := private.check_and_keep(v_prescription, 'sign');
  perform private.sign_checked(v_check, v_reason);
end
$$;

/* Signs what was just checked, where a reason is given for what needs one. */
create function private.sign_checked(p_check public.prescription_checks, p_reason text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if p_check.result in ('block_until_reason', 'could_not_run') and coalesce(char_length(p_reason), 0) not between 3 and 300 then
    raise exception using errcode = 'LN051', message = 'The check found what needs a reason, or could not run', hint = 'p_override_reason',
      detail = p_check.result;
  end if;
  if p_reason is not null and p_check.result <> 'clear' then
    update public.prescription_checks
    set override_reason = left(p_reason, 300), overridden_by = private.current_staff_id(), overridden_at = clock_timestamp()
    where id = p_check.id;
  end if;
  update public.prescriptions set
    status = 'active', signed_at = clock_timestamp(), version = version + 1,
    override_reason = case when p_check.result <> 'clear' then left(p_reason, 300) end,
    -- Eighty bits: nobody guesses one.
    verification_code = upper(encode(extensions.gen_random_bytes(10), 'hex'))
  where id = p_check.prescription_id;
  insert into private.medicine_uses as used (staff_id, medicine_id)
  select private.current_staff_id(), signed.medicine_id from public.prescriptions signed
  where signed.id = p_check.prescription_id and private.current_staff_id() is not null
  on conflict (staff_id, medicine_id) do update set uses = used.uses + 1;
end
$$;

/* A prescription of a patient whose chart is open, its row held. PT404 and 42501 also of who waited. */
create function private.held_prescription(p_id uuid) returns public.prescriptions
language plpgsql security definer set search_path = ''
as $$
declare
  v_prescription public.prescriptions;
begin
  perform private.require_permission('prescriptions.write');
  select * into v_prescription from public.prescriptions where id = p_id for no key update;
  perform private.require_writing(v_prescription.patient_id, 'prescriptions.write', 'p_prescription_id');
  return v_prescription;
end
$$;

create function private.prescribe(
  p_patient_id uuid, p_prescription jsonb, p_sign boolean default true, p_override_reason text default null, p_encounter_id uuid default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_medicine public.medicines;
  v_id uuid;
begin
  perform private.require_writing(p_patient_id, 'prescriptions.write');
  perform private.require_encounter_of(p_encounter_id, p_patient_id);
  v_medicine := private.require_prescription(p_prescription);
  v_id := private.write_prescription(p_patient_id, p_prescription, v_medicine, p_encounter_id, (
    select id from public.admissions where patient_id = p_patient_id and discharged_at is null
  ), null);
  if p_sign then
    perform private.sign_draft(v_id, p_override_reason);
  else
    perform private.check_and_keep(prescription, 'write') from public.prescriptions prescription where prescription.id = v_id;
  end if;
  perform private.require_writing(p_patient_id, 'prescriptions.write');
  return v_id;
end
$$;

create function private.sign_prescription(p_prescription_id uuid, p_version integer, p_override_reason text default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_prescription public.prescriptions;
begin
  v_prescription := private.held_prescription(p_prescription_id);
  if v_prescription.status <> 'draft' then
    raise exception using errcode = 'LN050', message = 'This prescription is no draft any more', hint = v_prescription.status;
  end if;
  perform private.require_version(p_version, v_prescription.version, null);
  if v_prescription.replaces_id is not null then
    perform private.end_prescription(v_prescription.replaces_id, 'changed', 'changed', null);
  end if;
  perform private.sign_draft(p_prescription_id, p_override_reason);
  perform private.require_writing(v_prescription.patient_id, 'prescriptions.write', 'p_prescription_id');
end
$$;

/* Ends one whose row the caller holds, or holds by this. LN050 where it is not running. */
create function private.end_prescription(p_id uuid, p_status text, p_reason text, p_words text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.prescriptions set
    status = p_status, ended_at = clock_timestamp(), ended_by = private.current_staff_id(), end_reason = p_reason,
    end_words = nullif(btrim(p_words), ''), version = version + 1
  where id = p_id and status = 'active';
  if not found then
    raise exception using errcode = 'LN050', message = 'This prescription has ended already',
      hint = (select status from public.prescriptions where id = p_id);
  end if;
end
$$;

create function private.stop_prescription(p_prescription_id uuid, p_version integer, p_reason text, p_words text default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_prescription public.prescriptions;
begin
  v_prescription := private.held_prescription(p_prescription_id);
  if coalesce(p_reason, '') not in (
    'no_longer_needed', 'side_effect', 'no_effect', 'interaction', 'allergy', 'pregnancy', 'error', 'patient_choice', 'other'
  ) then
    raise exception using errcode = '22023', message = 'A reason is needed', hint = 'p_reason';
  end if;
  if char_length(btrim(p_words)) > 300 or p_reason = 'other' and coalesce(char_length(btrim(p_words)), 0) < 3 then
    raise exception using errcode = '22023', message = 'In words, up to 300 characters', hint = 'p_words';
  end if;
  if v_prescription.status <> 'active' then
    raise exception using errcode = 'LN050', message = 'This prescription has ended already', hint = v_prescription.status;
  end if;
  perform private.require_version(p_version, v_prescription.version, null);
  perform private.end_prescription(p_prescription_id, 'stopped', p_reason, p_words);
end
$$;

create function private.change_prescription(
  p_prescription_id uuid, p_version integer, p_prescription jsonb, p_words text, p_override_reason text default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_prescription public.prescriptions;
  v_medicine public.medicines;
  v_id uuid;
begin
  v_prescription := private.held_prescription(p_prescription_id);
  if char_length(btrim(coalesce(p_words, ''))) not between 3 and 300 then
    raise exception using errcode = '22023', message = 'Why it is changed', hint = 'p_words';
  end if;
  if v_prescription.status <> 'active' then
    raise exception using errcode = 'LN050', message = 'This prescription has ended already', hint = v_prescription.status;
  end if;
  perform private.require_version(p_version, v_prescription.version, null);
  v_medicine := private.require_prescription(p_prescription);
  perform private.end_prescription(p_prescription_id, 'changed', 'changed', p_words);
  v_id := private.write_prescription(v_prescription.patient_id, p_prescription, v_medicine, null, (
    select id from public.admissions where patient_id = v_prescription.patient_id and discharged_at is null
  ), p_prescription_id);
  perform private.sign_draft(v_id, p_override_reason);
  perform private.require_writing(v_prescription.patient_id, 'prescriptions.write', 'p_prescription_id');
  return v_id;
end
$$;

create function private.renew_prescription(p_prescription_id uuid, p_version integer, p_override_reason text default null) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_prescription public.prescriptions;
  v_given jsonb;
  v_id uuid;
begin
  v_prescription := private.held_prescription(p_prescription_id);
  if v_prescription.status not in ('active', 'completed')
    or exists (select from public.prescriptions where replaces_id = p_prescription_id and status <> 'discarded')
  then
    raise exception using errcode = 'LN050', message = 'This prescription has ended already', hint = v_prescription.status;
  end if;
  perform private.require_version(p_version, v_prescription.version, null);
  v_given := to_jsonb(v_prescription) - '{starts_on,quantity}'::text[];
  if v_prescription.status = 'active' then
    perform private.end_prescription(p_prescription_id, 'renewed', 'renewed', null);
  end if;
  v_id := private.write_prescription(v_prescription.patient_id, v_given, private.require_prescription(v_given), null, (
    select id from public.admissions where patient_id = v_prescription.patient_id and discharged_at is null
  ), p_prescription_id);
  perform private.sign_draft(v_id, p_override_reason);
  perform private.require_writing(v_prescription.patient_id, 'prescriptions.write', 'p_prescription_id');
  return v_id;
end
$$;

create function private.discard_prescription(p_prescription_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_prescription public.prescriptions;
begin
  v_prescription := private.held_prescription(p_prescription_id);
  -- Set aside twice is set aside once.
  if v_prescription.status = 'discarded' then return; end if;
  if v_prescription.status <> 'draft' then
    raise exception using errcode = 'LN050', message = 'This prescription is no draft any more', hint = v_prescription.status;
  end if;
  update public.prescriptions
  set status = 'discarded', ended_at = clock_timestamp(), ended_by = private.current_staff_id(), version = version + 1
  where id = p_prescription_id;
end
$$;

/* What a check says of a prescription that is being written, while it is. Writes nothing. */
create function private.preview_check(p_patient_id uuid, p_prescription jsonb, p_instead uuid default null) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_medicine public.medicines;
  v_ingredient public.medicine_ingredients;
  v_days integer;
begin
  perform private.require_writing(p_patient_id, 'prescriptions.write');
  v_medicine := private.require_prescription(p_prescription);
  select * into v_ingredient from public.medicine_ingredients where medicine_id = v_medicine.id and place = 1;
  v_days := (
    select case when count(*) = count(step ->> 'days') then sum((step ->> 'days')::integer) end
    from jsonb_array_elements(p_prescription -> 'steps') step
  );
  return private.check_medicines(p_patient_id, jsonb_build_array(private.check_item_of(p_prescription)), array[p_instead])
    || jsonb_build_object('unit', v_medicine.unit, 'quantity', private.prescribed_quantity(
      p_prescription -> 'steps', coalesce((p_prescription ->> 'starts_on')::date, private.hospital_day()), v_medicine.unit,
      v_ingredient.strength, v_ingredient.strength_unit, case when v_days is null then (p_prescription ->> 'supply_days')::integer end,
      coalesce((p_prescription ->> 'as_needed')::boolean, false), (p_prescription ->> 'max_per_day')::integer
    ));
end
$$;

select private.expose('prescribe', '{authenticated}',
'Prescribes a medicine: p_prescription {medicine_id, route, steps: [{dose, unit, per_period, period, period_unit, days}], as_needed, as_needed_for,
max_per_day, timing, instructions, indication, starts_on, supply_days, quantity, repeats}; with p_sign false it is a draft. Checked in the same
transaction, and the answer kept. Gives its id. Needs prescriptions.write and the chart open. Raises 42501, PT404, 22023 (hint: which), LN026 has died,
LN032 the encounter is signed, LN051 a reason is needed (detail: block_until_reason or could_not_run).');
select private.expose('sign_prescription', '{authenticated}',
'Signs a draft; it is checked again. Needs prescriptions.write and the chart open. Raises 42501, PT404, LN009, LN050 no draft, LN051.');
select private.expose('stop_prescription', '{authenticated}',
'Stops a prescription: p_reason no_longer_needed, side_effect, no_effect, interaction, allergy, pregnancy, error, patient_choice or other, then with
p_words. Needs prescriptions.write and the chart open. Raises 42501, PT404, 22023, LN009, LN050 it has ended already.');
select private.expose('change_prescription', '{authenticated}',
'Puts another prescription in the place of a running one, signed, for a reason; gives the new one''s id. Needs prescriptions.write and the chart open.
Raises 42501, PT404, 22023 (hint: which), LN009, LN050 it has ended already, LN051.');
select private.expose('renew_prescription', '{authenticated}',
'Prescribes the same again from today on, in the place of the one that runs or after one that is completed; gives its id. Needs prescriptions.write and the
chart open. Raises 42501, PT404, 22023, LN009, LN050 it has ended, or been renewed, already, LN051.');
select private.expose('discard_prescription', '{authenticated}',
'Sets a draft aside; again does no harm. Needs prescriptions.write and the chart open. Raises 42501, PT404, LN050 no draft.');
select private.expose('preview_check', '{authenticated}',
'What the check of a prescription says, in place of p_instead where it changes one: {result, findings, inputs, rule_set, failed, unit, quantity}. Writes
nothing. Needs prescriptions.write and the chart open. Raises 42501, PT404, 22023 (hint: which).');
