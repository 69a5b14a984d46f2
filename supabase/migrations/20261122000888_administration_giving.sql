/*
 * Giving a dose: the right patient by the wristband, the right medicine by the pack, at its time, checked once more, and
 * with a second person where the medicine asks for one. What is not scanned needs a reason, which is kept and counted.
 *
 * Two who give one dose queue at its order; the second is told who was first and when (LN056). A wrong PIN or password of
 * the second person is answered and not raised, so that it is counted.
 */

/* Whether the caller gives medicines to a patient. 42501, PT404. */
create function private.require_giving(p_patient_id uuid, p_hint text) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission('medicines.give');
  if private.current_staff_id() is null or (p_patient_id in (select private.care_patient_ids())) is not true then
    raise exception using errcode = 'PT404', message = 'There is no such thing in your care', hint = p_hint;
  end if;
end
$$;

/*
 * What a scanner read off a pack: {gtin, lot, expires_on}. A GTIN of 8 to 14 digits, or a GS1 element string, with or
 * without brackets: 01 GTIN, 17 expiry (day 00 is the last of the month), 10 lot, 21 serial. Null where there is no GTIN.
 */
create function private.pack_of(p_code text) returns jsonb
language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  v_rest text := regexp_replace(btrim(p_code), '^\](d2|C1|e0|Q3)', '');
  v_pack jsonb := '{}';
  v_part text[];
  v_date date;
begin
  if char_length(p_code) > 200 then return null; end if;
  if v_rest ~ '^([0-9]{8}|[0-9]{12,14})$' then return jsonb_build_object('gtin', lpad(v_rest, 14, '0')); end if;
  v_rest := regexp_replace(v_rest, '\((01|17|10|21)\)', chr(29) || '\1', 'g');
  loop
    v_rest := ltrim(v_rest, chr(29));
    v_part := regexp_match(v_rest, '^01([0-9]{14})(.*)$');
    if v_part is not null then
      v_pack := v_pack || jsonb_build_object('gtin', v_part[1]);
    else
      v_part := regexp_match(v_rest, '^17([0-9]{6})(.*)$');
      if v_part is not null then
        if pg_input_is_valid('20' || substr(v_part[1], 1, 4) || '01', 'date') then
          v_date := ('20' || substr(v_part[1], 1, 4) || '01')::date;
          v_date := case substr(v_part[1], 5, 2) when '00' then v_date + interval '1 month - 1 day' else v_date + substr(v_part[1], 5, 2)::integer - 1 end;
          v_pack := v_pack || jsonb_build_object('expires_on', v_date);
        end if;
      else
        v_part := regexp_match(v_rest, '^(?:10|21)([^' || chr(29) || ']{1,20})(.*)$');
        exit when v_part is null;
        if starts_with(v_rest, '10') then v_pack := v_pack || jsonb_build_object('lot', v_part[1]); end if;
      end if;
    end if;
    v_rest := v_part[2];
  end loop;
  return case when v_pack ? 'gtin' then v_pack end;
end
$$;

create function private.save_medicine_pack(p_code text, p_medicine_id uuid) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  v_gtin constant text := private.pack_of(p_code) ->> 'gtin';
begin
  perform private.require_permission('medicines.manage');
  if v_gtin is null then
    raise exception using errcode = '22023', message = 'No number of a pack', hint = 'p_code';
  end if;
  if not exists (select from public.medicines where id = p_medicine_id) then
    raise exception using errcode = 'PT404', message = 'There is no such medicine', hint = 'p_medicine_id';
  end if;
  insert into public.medicine_packs (gtin, medicine_id) values (v_gtin, p_medicine_id)
  on conflict (gtin) do update set medicine_id = excluded.medicine_id, added_by = private.current_staff_id(), added_at = now();
  return v_gtin;
end
$$;

create function private.remove_medicine_pack(p_gtin text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('medicines.manage');
  delete from public.medicine_packs where gtin = p_gtin;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such pack', hint = 'p_gtin';
  end if;
end
$$;

/* When something as needed may be given next: null for now. At least its interval after the last, so often in 24 hours at most. */
create function private.needed_again(p_prescription public.prescriptions, p_at timestamptz default now()) returns timestamptz
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_step constant jsonb := p_prescription.steps -> 0;
  v_most constant integer := coalesce(p_prescription.max_per_day, case v_step ->> 'period_unit' when 'd' then ceil((v_step ->> 'per_period')::numeric / (v_step ->> 'period')::numeric) end);
  v_given timestamptz[];
  v_next timestamptz;
begin
  select coalesce(array_agg(given_at order by given_at desc), '{}') into v_given from public.administrations
  where prescription_id = p_prescription.id and outcome = 'given' and voided_at is null and given_at > p_at - interval '7 days';
  if v_step ->> 'period_unit' = 'h' then v_next := v_given[1] + private.step_interval(v_step); end if;
  v_next := greatest(v_next, v_given[v_most] + interval '24 hours');
  return case when v_next > p_at then v_next end;
end
$$;

/* Of what a check blocks, or could not check, that which nobody has given a reason for yet. */
create function private.unanswered(p_check public.prescription_checks) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(finding) from jsonb_array_elements(p_check.findings) finding
    where finding ->> 'result' in ('block_until_reason', 'could_not_run') and private.finding_key(finding) not in (
      select private.finding_key(known) from public.prescription_checks answered cross join jsonb_array_elements(answered.findings) known
      where answered.prescription_id = p_check.prescription_id and answered.override_reason is not null
    )
  ), '[]');
end
$$;

/* The order of a dose and all it hangs on, held; asked again of who waited. Raises 42501, PT404, LN006, LN050. */
create function private.held_order(p_prescription_id uuid) returns public.prescriptions
language plpgsql security definer set search_path = ''
as $$
declare
  v_order public.ward_orders;
  v_prescription public.prescriptions;
  v_left timestamptz;
begin
  perform private.require_permission('medicines.give');
  select * into v_order from public.ward_orders where prescription_id = p_prescription_id;
  perform private.require_giving(v_order.patient_id, 'p_prescription_id');
  select discharged_at into v_left from public.admissions where id = v_order.admission_id for share;
  select * into v_prescription from public.prescriptions where id = p_prescription_id for share;
  select * into v_order from public.ward_orders where prescription_id = p_prescription_id for update;
  perform private.require_giving(v_order.patient_id, 'p_prescription_id');
  if v_left is not null then
    raise exception using errcode = 'LN006', message = 'This admission has ended', hint = 'p_prescription_id';
  end if;
  if v_prescription.status <> 'active' or v_order.ended_at is not null then
    raise exception using errcode = 'LN050', message = 'This is not given any more',
      hint = case when v_prescription.status = 'active' then 'not_here' else v_prescription.status end;
  end if;
  return v_prescription;
end
$$;

create function private.give_dose(
  p_prescription_id uuid, p_outcome text, p_dose_day date default null, p_dose_no integer default null, p_given_at timestamptz default null,
  p_dose numeric default null, p_site text default null, p_reason_kind text default null, p_reason text default null,
  p_patient_code text default null, p_pack_code text default null, p_unscanned_reason text default null, p_check_reason text default null,
  p_witness_id uuid default null, p_witness_secret text default null, p_last_id uuid default null
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
  v_reason constant text := nullif(btrim(p_reason), '');
  v_unscanned constant text := nullif(btrim(p_unscanned_reason), '');
  v_check_reason constant text := nullif(btrim(p_check_reason), '');
  v_at constant timestamptz := coalesce(p_given_at, clock_timestamp());
  v_prescription public.prescriptions;
  v_admission public.admissions;
  v_medicine public.medicines;
  v_due_at timestamptz;
  v_late_at timestamptz;
  v_step integer := 1;
  v_done public.administrations;
  v_dose numeric;
  v_unit text;
  v_interval interval;
  v_next timestamptz;
  v_pack jsonb;
  v_witness public.staff;
  v_attempts private.attempts;
  v_seconds integer;
  v_check public.prescription_checks;
  v_open jsonb;
  v_id uuid;
begin
  v_prescription := private.held_order(p_prescription_id);
  select admission.* into v_admission from public.admissions admission join public.ward_orders ordered on ordered.admission_id = admission.id
  where ordered.prescription_id = p_prescription_id;
  select * into v_medicine from public.medicines where id = v_prescription.medicine_id;

  if coalesce(p_outcome, '') not in ('given', 'refused', 'held', 'missed') or v_prescription.as_needed and p_outcome <> 'given' then
    raise exception using errcode = '22023', message = 'There is no such outcome', hint = 'p_outcome';
  elsif v_reason is not null and char_length(v_reason) not between 3 and 300 then
    raise exception using errcode = '22023', message = 'In words, 3 to 300 characters', hint = 'p_reason';
  elsif p_outcome <> 'given' and (
    coalesce(p_reason_kind, '') not in ('declined', 'asleep', 'nausea', 'nil_by_mouth', 'absent', 'no_access', 'measurements', 'doctor_asked', 'not_available', 'other')
  ) then
    raise exception using errcode = '22023', message = 'A reason is needed', hint = 'p_reason_kind';
  elsif p_outcome <> 'given' and p_reason_kind = 'other' and v_reason is null then
    raise exception using errcode = '22023', message = 'In words', hint = 'p_reason';
  elsif v_at > clock_timestamp() + interval '5 minutes' or v_at < greatest(v_admission.admitted_at, clock_timestamp() - interval '24 hours') then
    raise exception using errcode = '22023', message = 'Within the last day, while the patient is here', hint = 'p_given_at';
  end if;

  if v_prescription.as_needed then
    v_dose := v_prescription.steps -> 0 ->> 'dose';
    v_unit := v_prescription.steps -> 0 ->> 'unit';
    select * into v_done from public.administrations
    where prescription_id = p_prescription_id and voided_at is null order by recorded_at desc, id desc limit 1;
    if v_done.id is distinct from p_last_id then
      raise exception using errcode = 'LN056', message = 'Somebody has given it meanwhile',
        detail = jsonb_build_object('by', v_done.staff_name, 'at', v_done.given_at, 'outcome', v_done.outcome);
    end if;
    v_next := private.needed_again(v_prescription, v_at);
    if v_next is not null then
      raise exception using errcode = 'LN058', message = 'It is too early for another', detail = jsonb_build_object('next', v_next);
    end if;
  else
    select * into v_done from public.administrations
    where prescription_id = p_prescription_id and dose_day = p_dose_day and dose_no = p_dose_no and voided_at is null;
    if found then
      raise exception using errcode = 'LN056', message = 'This dose has been dealt with',
        detail = jsonb_build_object('by', v_done.staff_name, 'at', v_done.given_at, 'outcome', v_done.outcome);
    end if;
    select doses.due_at, doses.due_at + make_interval(mins => doses.late_minutes), doses.step, doses.dose, doses.unit
    into v_due_at, v_late_at, v_step, v_dose, v_unit from private.doses_of(
      array[v_admission.id], clock_timestamp() - interval '36 hours', clock_timestamp() + interval '12 hours', array[p_prescription_id]
    ) doses where doses.dose_day = p_dose_day and doses.dose_no = p_dose_no;
    if v_due_at is null then
      raise exception using errcode = 'PT404', message = 'No such dose is due', hint = 'p_dose_no';
    end if;
  end if;

  if p_outcome = 'given' then
    if p_dose is not null and (p_dose > 0 and p_dose <= 1000000) is not true then
      raise exception using errcode = '22023', message = 'How much was given', hint = 'p_dose';
    end if;
    v_interval := private.step_interval(v_prescription.steps -> (v_step - 1));
    if v_reason is null and (
      coalesce(p_dose, v_dose) <> v_dose
      or v_at not between v_due_at - interval '1 hour' and v_late_at
      or not v_prescription.as_needed and exists (
        select from public.administrations done where done.prescription_id = p_prescription_id and done.outcome = 'given' and done.voided_at is null
          and done.given_at > v_at - v_interval / 2 and done.given_at < v_at + v_interval / 2
      )
    ) then
      raise exception using errcode = '22023', message = 'Another dose, or another time, needs a reason', hint = 'p_reason';
    end if;
    if p_site is null and v_prescription.route in ('intramuscular', 'subcutaneous', 'intradermal', 'transdermal', 'ophthalmic', 'otic')
      or p_site is not null and p_site not in ('arm_left', 'arm_right', 'thigh_left', 'thigh_right', 'buttock_left', 'buttock_right', 'abdomen', 'chest', 'back',
        'eye_left', 'eye_right', 'eyes', 'ear_left', 'ear_right', 'ears', 'line')
    then
      raise exception using errcode = '22023', message = 'Where it was given', hint = 'p_site';
    end if;

    -- Right patient, right medicine.
    if nullif(btrim(p_patient_code), '') is not null and not exists (
      select from public.patients where id = v_prescription.patient_id and mrn = upper(btrim(p_patient_code))
    ) then
      raise exception using errcode = 'LN057', message = 'This is another patient''s wristband', hint = 'p_patient_code';
    end if;
    if nullif(btrim(p_pack_code), '') is not null then
      v_pack := private.pack_of(p_pack_code);
      if v_pack is null or not exists (
        select from public.medicine_packs where gtin = v_pack ->> 'gtin' and medicine_id = v_prescription.medicine_id
      ) then
        raise exception using errcode = 'LN057', message = 'This pack is not of the medicine', hint = 'p_pack_code', detail = case
          when exists (select from public.medicine_packs where gtin = v_pack ->> 'gtin') then 'other' else 'unknown' end;
      elsif (v_pack ->> 'expires_on')::date < private.hospital_day() then
        raise exception using errcode = 'LN057', message = 'This pack has expired', hint = 'p_pack_code', detail = 'expired';
      end if;
    end if;
    if (nullif(btrim(p_patient_code), '') is null or v_pack is null) and coalesce(char_length(v_unscanned), 0) not between 3 and 300 then
      raise exception using errcode = '22023', message = 'Why it is not scanned', hint = 'p_unscanned_reason';
    end if;

    if v_medicine.two_people then
      select * into v_witness from public.staff where id = p_witness_id and active;
      if v_witness.id is null or v_witness.id = v_staff_id or v_witness.user_id is not distinct from auth.uid()
        or not private.staff_holds(v_witness.id, 'medicines.give')
      then
        raise exception using errcode = 'LN059', message = 'A second person signs as well', hint = 'p_witness_id';
      end if;
      v_attempts := private.attempts_of('witness', v_witness.user_id);
      v_seconds := private.seconds_to_wait(v_attempts);
      if v_seconds is not null or not (octet_length(coalesce(p_witness_secret, '')) between 6 and 72 and (
        private.is_password(v_witness.user_id, p_witness_secret) or coalesce((
          select extensions.crypt(p_witness_secret, pin_hash) = pin_hash from private.pins where user_id = v_witness.user_id
        ), false)
      )) then
        if v_seconds is null then
          v_attempts := private.count_failure(v_attempts, '1 minute', '1 hour');
          v_seconds := private.seconds_to_wait(v_attempts);
          perform private.log_act('witness_refused', 'public.staff', v_witness.id::text, null);
        end if;
        perform set_config('lantern.refused', 'true', true);
        return jsonb_build_object('error', 'LN059', 'seconds', v_seconds);
      end if;
      perform private.forget_failures(v_attempts);
    end if;

    v_check := private.check_and_keep(v_prescription, 'give');
    v_open := private.unanswered(v_check);
    if v_open <> '[]' and coalesce(char_length(v_check_reason), 0) not between 3 and 300 then
      raise exception using errcode = 'LN051', message = 'The check found what needs a reason, or could not run', hint = 'p_check_reason',
        detail = jsonb_build_object('result', v_check.result, 'findings', v_open);
    end if;
    if v_open <> '[]' then
      update public.prescription_checks
      set override_reason = v_check_reason, overridden_by = v_staff_id, overridden_at = clock_timestamp()
      where id = v_check.id;
    end if;
  end if;

  insert into public.administrations (
    prescription_id, patient_id, admission_id, ward_id, dose_day, dose_no, due_at, outcome, given_at, late, dose, unit, site, reason_kind, reason,
    patient_scanned, pack_scanned, unscanned_reason, lot, expires_on, check_id, check_reason, staff_name, witness_id, witness_name
  )
  select p_prescription_id, v_prescription.patient_id, v_admission.id, v_admission.ward_id, p_dose_day, p_dose_no, v_due_at, p_outcome, v_at,
    coalesce(p_outcome = 'given' and v_at > v_late_at, false),
    case when p_outcome = 'given' then coalesce(p_dose, v_dose) end, case when p_outcome = 'given' then v_unit end,
    case when p_outcome = 'given' then p_site end, case when p_outcome <> 'given' then p_reason_kind end, v_reason,
    p_outcome = 'given' and nullif(btrim(p_patient_code), '') is not null, p_outcome = 'given' and v_pack is not null,
    case when p_outcome = 'given' and (nullif(btrim(p_patient_code), '') is null or v_pack is null) then v_unscanned end,
    v_pack ->> 'lot', (v_pack ->> 'expires_on')::date, v_check.id, case when v_open <> '[]' then v_check_reason end,
    staff.full_name, v_witness.id, v_witness.full_name
  from public.staff where staff.id = v_staff_id
  returning id into v_id;
  return jsonb_build_object('id', v_id);
end
$$;

/* A giving of somebody in the caller's care, held. */
create function private.held_administration(p_id uuid) returns public.administrations
language plpgsql security definer set search_path = ''
as $$
declare
  v_done public.administrations;
begin
  perform private.require_permission('medicines.give');
  select * into v_done from public.administrations where id = p_id for update;
  perform private.require_giving(v_done.patient_id, 'p_id');
  return v_done;
end
$$;

create function private.note_effect(p_id uuid, p_effect text, p_words text default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_done public.administrations;
begin
  v_done := private.held_administration(p_id);
  if coalesce(p_effect, '') not in ('helped', 'partly', 'none', 'worse') then
    raise exception using errcode = '22023', message = 'There is no such effect', hint = 'p_effect';
  elsif char_length(btrim(p_words)) > 300 then
    raise exception using errcode = '22023', message = 'Up to 300 characters', hint = 'p_words';
  elsif v_done.voided_at is not null then
    raise exception using errcode = 'LN035', message = 'This entry has been struck out';
  elsif v_done.outcome <> 'given' or v_done.effect is not null then
    raise exception using errcode = 'LN056', message = 'The effect has been noted', detail = jsonb_build_object(
      'by', (select full_name from public.staff where id = v_done.effect_by), 'at', v_done.effect_at, 'outcome', v_done.outcome
    );
  end if;
  update public.administrations
  set effect = p_effect, effect_words = nullif(btrim(p_words), ''), effect_at = clock_timestamp(), effect_by = private.current_staff_id()
  where id = p_id;
end
$$;

create function private.strike_administration(p_id uuid, p_reason text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_done public.administrations;
begin
  v_done := private.held_administration(p_id);
  if char_length(btrim(coalesce(p_reason, ''))) not between 3 and 300 then
    raise exception using errcode = '22023', message = 'A reason is needed', hint = 'p_reason';
  end if;
  -- Struck out twice is struck out once.
  if v_done.voided_at is not null then return; end if;
  update public.administrations
  set voided_at = clock_timestamp(), voided_by = private.current_staff_id(), void_reason = btrim(p_reason)
  where id = p_id;
end
$$;

select private.expose('save_medicine_pack', '{authenticated}',
'Says which medicine a pack holds, by what is printed on it: a GTIN or a GS1 code; gives the GTIN. Needs medicines.manage (42501). Raises 22023, PT404.');
select private.expose('remove_medicine_pack', '{authenticated}', 'Forgets a pack. Needs medicines.manage (42501). Raises PT404.');
select private.expose('give_dose', '{authenticated}',
'Says what became of a dose: p_outcome given, refused, held or missed (these with p_reason_kind; other with p_reason). Which dose by p_dose_day and p_dose_no;
as needed by p_last_id, the newest entry of it that was read. Given: p_dose where it was another than prescribed, p_site where the route asks for one, the
codes of wristband and pack or p_unscanned_reason, p_check_reason for what the check found, p_witness_id with PIN or password where two are needed. Gives
{id}, or {error: LN059, seconds} for a wrong PIN or password, which is counted. Needs medicines.give and the patient in one''s care. Raises 42501, PT404,
22023 (hint: which), LN006, LN050 not given any more, LN051 the check (detail: findings), LN056 dealt with already (detail: by, at, outcome), LN057 another
patient''s or medicine''s code, LN058 too early as needed (detail: next), LN059 no such second person.');
select private.expose('note_effect', '{authenticated}',
'Notes once what a dose did: helped, partly, none or worse. Needs medicines.give and the patient in one''s care. Raises 42501, PT404, 22023, LN035, LN056.');
select private.expose('strike_administration', '{authenticated}',
'Strikes out what was entered in error, for a reason; the dose is open again. Again does no harm. Needs medicines.give and the patient in one''s care. Raises
42501, PT404, 22023.');
