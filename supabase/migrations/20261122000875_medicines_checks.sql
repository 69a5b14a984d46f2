/*
 * Checking what is prescribed. One function answers, and its answer is one of five: clear, warn, block_until_reason,
 * not_covered (something is not known: an unmapped medicine, an allergy in words no list has, a weight) and could_not_run.
 *
 * Nothing fails into silence. Each part of a check runs in a block of its own, and whatever it raises (a table that is gone,
 * a right that was taken) becomes the finding could_not_run; a part whose rules are empty could not run either. A check
 * never raises, so that a broken one hinders nobody who has to prescribe, and it is never shown as clear.
 *
 * Rejected: one statement for all parts (one broken table would silence the others), and asking a service outside.
 */

/* Which answer is worse. */
create function private.result_rank(p_result text) returns integer
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return array_position(array['clear', 'warn', 'not_covered', 'block_until_reason', 'could_not_run'], p_result);
end
$$;

/* The kidney's function, as an eGFR in mL/min/1.73 m²: entered from a report, until the laboratory writes its own. */
create table public.renal_values (
  id          uuid primary key default gen_random_uuid(),
  egfr        numeric(4, 1) not null,
  measured_on date not null,
  like private.record_entry including defaults including constraints,
  constraint renal_values_egfr_range check (egfr between 1 and 200)
);
comment on table public.renal_values is 'Estimated glomerular filtration rates in mL/min/1.73 m², and the day of the sample.';
create index renal_values_patient_id_measured_on_idx on public.renal_values (patient_id, measured_on desc, recorded_at desc);
select private.record_entries_of('renal_value', 'public.renal_values', 'measurements.record');

create function private.record_renal_value(p_patient_id uuid, p_egfr numeric, p_measured_on date default null) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_on constant date := coalesce(p_measured_on, private.hospital_day());
begin
  perform private.require_writing(p_patient_id, 'measurements.record');
  if (p_egfr between 1 and 200) is not true then
    raise exception using errcode = '22023', message = 'From 1 to 200 mL/min/1.73 m²', hint = 'p_egfr';
  end if;
  if v_on > private.hospital_day() or v_on < (select birth_date from public.patients where id = p_patient_id) then
    raise exception using errcode = '22023', message = 'Not while the patient lives, or in the future', hint = 'p_measured_on';
  end if;
  insert into public.renal_values (patient_id, egfr, measured_on) values (p_patient_id, p_egfr, v_on) returning id into v_id;
  perform private.require_writing(p_patient_id, 'measurements.record');
  return v_id;
end
$$;

/* What is known of the patient that a dose or a rule depends on, with when it was known. */
create function private.check_inputs(p_patient_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_today constant date := private.hospital_day();
  v_patient record;
  v_weight record;
  v_egfr record;
  v_pregnancy record;
begin
  select birth_date, sex into v_patient from public.patients where id = p_patient_id;
  select value, private.hospital_day(measured_at) as measured_on into v_weight from public.measurements
  where patient_id = p_patient_id and kind = 'weight' and voided_at is null order by measured_at desc, id desc limit 1;
  select egfr, measured_on into v_egfr from public.renal_values
  where patient_id = p_patient_id and voided_at is null order by measured_on desc, recorded_at desc limit 1;
  -- One that nobody ended is over a month after its date.
  select due_on, known.over_on as ended_on into v_pregnancy from public.pregnancies
  cross join lateral (select coalesce(ended_on, case when due_on + 30 < v_today then due_on + 30 end) as over_on) known
  where patient_id = p_patient_id and (known.over_on is null or known.over_on >= v_today - 365)
  order by known.over_on desc nulls first limit 1;
  return jsonb_strip_nulls(jsonb_build_object(
    'on', v_today,
    'age_months', case when v_patient.birth_date is not null then
      (extract(year from age(v_today, v_patient.birth_date)) * 12 + extract(month from age(v_today, v_patient.birth_date)))::integer end,
    'sex', v_patient.sex,
    'weight_kg', v_weight.value, 'weight_on', v_weight.measured_on,
    'egfr', v_egfr.egfr, 'egfr_on', v_egfr.measured_on,
    'due_on', case when v_pregnancy.ended_on is null then v_pregnancy.due_on end,
    'gave_birth_on', v_pregnancy.ended_on
  ));
end
$$;

/*
 * What is looked at: the items asked about and, beside them, what is running, each with its substances and their groups.
 * An item is {medicine_id, route, steps: [{dose, unit, per_period, period, period_unit}], as_needed, max_per_day,
 * prescription_id}; those it takes the place of (p_instead) are left out.
 */
create function private.check_scope(p_patient_id uuid, p_items jsonb, p_instead uuid[]) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_scope jsonb;
begin
  select coalesce(jsonb_agg(jsonb_build_object(
    'n', item.n, 'asked', item.asked, 'prescription_id', item.prescription_id, 'medicine_id', medicine.id, 'name', medicine.name,
    'name_es', medicine.name_es, 'mapped', medicine.mapped, 'unit', medicine.unit, 'route', item.route, 'steps', item.steps,
    'as_needed', item.as_needed, 'max_per_day', item.max_per_day, 'substances', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', substance.id, 'name', substance.name, 'name_es', substance.name_es, 'strength', ingredient.strength,
        'unit', ingredient.strength_unit, 'place', ingredient.place, 'groups', (
          select coalesce(jsonb_agg(member.group_id), '[]') from public.substance_group_members member where member.substance_id = substance.id
        )
      ) order by ingredient.place), '[]')
      from public.medicine_ingredients ingredient
      join public.substances substance on substance.id = ingredient.substance_id
      where ingredient.medicine_id = medicine.id
    )
  ) order by item.n), '[]')
  into v_scope
  from (
    select (row_number() over ())::integer as n, true as asked, asked.prescription_id, asked.medicine_id, asked.route, asked.steps,
      coalesce(asked.as_needed, false) as as_needed, asked.max_per_day
    from jsonb_to_recordset(p_items) as asked (
      prescription_id uuid, medicine_id uuid, route text, steps jsonb, as_needed boolean, max_per_day numeric
    )
    union all
    select (1000 + row_number() over (order by running.id))::integer, false, running.id, running.medicine_id, running.route, '[]',
      running.as_needed, running.max_per_day
    from public.prescriptions running
    where running.patient_id = p_patient_id and running.status = 'active' and (running.ends_on is null or running.ends_on >= private.hospital_day())
      and running.id <> all (array_remove(coalesce(p_instead, '{}'), null))
      and not exists (select from jsonb_array_elements(p_items) asked where asked ->> 'prescription_id' = running.id::text)
  ) item
  left join public.medicines medicine on medicine.id = item.medicine_id;
  if jsonb_array_length(p_items) <> (select count(*) from jsonb_array_elements(v_scope) item where (item ->> 'asked')::boolean) then
    raise exception 'an item was lost';
  end if;
  return v_scope;
end
$$;

/* A finding about an item: what, how bad, by which rule, and what its words need. */
create function private.finding(p_kind text, p_result text, p_code text, p_item jsonb, p_facts jsonb default '{}', p_rule public.medicine_rules default null)
returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'kind', p_kind, 'result', p_result, 'code', p_code, 'n', p_item -> 'n', 'prescription_id', p_item -> 'prescription_id',
    'medicine_id', p_item -> 'medicine_id', 'medicine', p_item -> 'name', 'medicine_es', p_item -> 'name_es', 'facts', p_facts,
    'rule_id', p_rule.rule_id, 'rule_version', p_rule.version, 'rule_row', p_rule.id, 'text', p_rule.text, 'text_es', p_rule.text_es,
    'source', coalesce(p_rule.source, 'Lantern'), 'source_version', coalesce(p_rule.source_version, '1'), 'hospital', p_rule.hospital
  ));
end
$$;

create function private.check_mapping(p_patient_id uuid, p_scope jsonb, p_inputs jsonb) returns setof jsonb
language plpgsql stable security definer rows 5 set search_path = ''
as $$
begin
  -- Of what runs beside it, too: with a medicine nothing is known of, nothing can be compared.
  return query
    select private.finding('mapping', 'not_covered', 'not_mapped', item)
    from jsonb_array_elements(p_scope) item
    where (item ->> 'asked')::boolean and (item ->> 'mapped')::boolean is not true;
  return query
    select private.finding('mapping', 'not_covered', 'other_not_mapped', item,
      jsonb_build_object('other', other -> 'name', 'other_es', other -> 'name_es'))
    from jsonb_array_elements(p_scope) item
    join jsonb_array_elements(p_scope) other on other -> 'n' <> item -> 'n'
    where (item ->> 'asked')::boolean and (other ->> 'mapped')::boolean is not true;
end
$$;

create function private.check_allergies(p_patient_id uuid, p_scope jsonb, p_inputs jsonb) returns setof jsonb
language plpgsql stable security definer rows 5 set search_path = ''
as $$
declare
  v_allergy record;
  v_substances uuid[];
  v_groups text[];
  v_rest text;
  v_key text;
begin
  if not exists (select from public.medicine_rules where kind = 'allergy' and valid_until is null)
    or not exists (select from private.substance_keys)
  then
    raise exception 'there are no rules of allergies';
  end if;
  if not exists (select from public.allergies where patient_id = p_patient_id and status = 'active')
    and not exists (select from public.allergy_denials where patient_id = p_patient_id and ended_at is null)
  then
    return query select private.finding('allergy', 'not_covered', 'allergies_not_recorded', item)
      from jsonb_array_elements(p_scope) item where (item ->> 'asked')::boolean;
  end if;
  -- What the patient stated at the desk and nobody has looked at.
  return query
    select private.finding('allergy', 'not_covered', 'allergies_reported', item, jsonb_build_object('words', report.words))
    from public.allergy_reports report cross join jsonb_array_elements(p_scope) item
    where report.patient_id = p_patient_id and report.checked_at is null and report.answer = 'known' and (item ->> 'asked')::boolean;

  for v_allergy in
    select id, substance, kind, category, severity, certainty, ' ' || private.normalise_name(substance) || ' ' as words
    from public.allergies where patient_id = p_patient_id and status = 'active' order by id
  loop
    v_substances := array(select key.substance_id from private.substance_keys key
      where key.substance_id is not null and position(key.key in v_allergy.words) > 0);
    v_groups := array(
      select key.group_id from private.substance_keys key where key.group_id is not null and position(key.key in v_allergy.words) > 0
    );
    if cardinality(v_substances) + cardinality(v_groups) = 0 then
      -- Pollen and cats are no medicines; anything else may be.
      if v_allergy.category is distinct from 'environment' then
        return query
          select private.finding('allergy', 'not_covered', 'allergy_unknown_words', item, jsonb_build_object('allergy', v_allergy.substance))
          from jsonb_array_elements(p_scope) item where (item ->> 'asked')::boolean;
      end if;
      continue;
    end if;
    -- What is left of the words is compared with nothing: the longest names go first, so that no part of one is left.
    v_rest := v_allergy.words;
    for v_key in
      select key from (select distinct key from private.substance_keys) known
      where position(key in v_allergy.words) > 0 order by char_length(key) desc
    loop
      v_rest := replace(v_rest, v_key, ' ');
    end loop;
    if exists (
      select from regexp_split_to_table(btrim(v_rest), ' +') as word
      where char_length(word) > 3 and word not in ('allergy', 'allergic', 'alergia', 'alergico', 'alergica', 'with', 'from', 'para', 'tablets', 'medicine')
    ) then
      return query
        select private.finding('allergy', 'not_covered', 'allergy_unknown_words', item, jsonb_build_object('allergy', v_allergy.substance))
        from jsonb_array_elements(p_scope) item where (item ->> 'asked')::boolean;
    end if;
    -- The same substance, or one of the group the allergy names.
    return query
      select private.finding('allergy', case when v_allergy.kind = 'intolerance' then 'warn' else 'block_until_reason' end,
        case when v_allergy.kind = 'intolerance' then 'intolerance_same' else 'allergy_same' end, item, jsonb_build_object(
          'allergy', v_allergy.substance, 'severity', v_allergy.severity, 'certainty', v_allergy.certainty,
          'substance', substance -> 'name', 'substance_es', substance -> 'name_es'
        ))
      from jsonb_array_elements(p_scope) item cross join jsonb_array_elements(item -> 'substances') substance
      where (item ->> 'asked')::boolean
        and ((substance ->> 'id')::uuid = any (v_substances) or (substance -> 'groups') ?| v_groups);
    -- One that crosses with it, by a rule. A rule about two groups is met once, however many groups a substance is of.
    return query
      select private.finding('allergy', case when v_allergy.kind = 'intolerance' then 'warn' else rule.severity end, 'allergy_rule', item,
        jsonb_build_object(
          'allergy', v_allergy.substance, 'severity', v_allergy.severity, 'certainty', v_allergy.certainty,
          'substance', substance -> 'name', 'substance_es', substance -> 'name_es'
        ), rule)
      from jsonb_array_elements(p_scope) item cross join jsonb_array_elements(item -> 'substances') substance
      join public.medicine_rules rule on rule.kind = 'allergy' and rule.valid_until is null
        and coalesce((substance -> 'groups') ? rule.group_b, substance ->> 'id' = rule.substance_b::text)
        and (
          rule.substance_a = any (v_substances) or rule.group_a = any (v_groups)
          or exists (
            select from public.substance_group_members member
            where member.group_id = rule.group_a and member.substance_id = any (v_substances)
          )
        )
      where (item ->> 'asked')::boolean
        and not ((substance ->> 'id')::uuid = any (v_substances) or (substance -> 'groups') ?| v_groups);
  end loop;
end
$$;

/* What acts where it is put, and is no second of what is swallowed. */
create function private.acts_locally(p_route text) returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$ begin return p_route in ('ophthalmic', 'otic', 'topical', 'nasal', 'inhaled', 'vaginal'); end $$;

create function private.check_duplicates(p_patient_id uuid, p_scope jsonb, p_inputs jsonb) returns setof jsonb
language plpgsql stable security definer rows 5 set search_path = ''
as $$
begin
  if not exists (select from public.medicine_rules where kind = 'duplicate' and valid_until is null) then
    raise exception 'there are no rules of duplicates';
  end if;
  return query
    select private.finding('duplicate', case when item ->> 'medicine_id' = other ->> 'medicine_id' then 'block_until_reason' else 'warn' end,
      'same_substance', item, jsonb_build_object(
        'other', other -> 'name', 'other_es', other -> 'name_es', 'other_prescription', other -> 'prescription_id',
        'substance', substance -> 'name', 'substance_es', substance -> 'name_es'
      ))
    from jsonb_array_elements(p_scope) item
    join jsonb_array_elements(p_scope) other on other -> 'n' <> item -> 'n'
      and (item ->> 'route' = other ->> 'route' or not private.acts_locally(item ->> 'route') and not private.acts_locally(other ->> 'route'))
    cross join jsonb_array_elements(item -> 'substances') substance
    join jsonb_array_elements(other -> 'substances') theirs on theirs -> 'id' = substance -> 'id'
    where (item ->> 'asked')::boolean;
  return query
    select private.finding('duplicate', rule.severity, 'duplicate_rule', item, jsonb_build_object(
        'other', other -> 'name', 'other_es', other -> 'name_es', 'other_prescription', other -> 'prescription_id'
      ), rule)
    from jsonb_array_elements(p_scope) item
    join jsonb_array_elements(p_scope) other on other -> 'n' <> item -> 'n'
      and (item ->> 'route' = other ->> 'route' or not private.acts_locally(item ->> 'route') and not private.acts_locally(other ->> 'route'))
    cross join jsonb_array_elements(item -> 'substances') substance
    join jsonb_array_elements(other -> 'substances') theirs on theirs -> 'id' <> substance -> 'id'
    join public.medicine_rules rule on rule.kind = 'duplicate' and rule.valid_until is null
      and (substance -> 'groups') ? rule.group_a and (theirs -> 'groups') ? rule.group_a
    where (item ->> 'asked')::boolean;
end
$$;

create function private.check_interactions(p_patient_id uuid, p_scope jsonb, p_inputs jsonb) returns setof jsonb
language plpgsql stable security definer rows 5 set search_path = ''
as $$
declare
  v_substances constant uuid[] := array(
    select (substance ->> 'id')::uuid from jsonb_array_elements(p_scope) item cross join jsonb_array_elements(item -> 'substances') substance
    where (item ->> 'asked')::boolean
  );
  v_groups constant text[] := array(select member.group_id from public.substance_group_members member where member.substance_id = any (v_substances));
begin
  if not exists (select from public.medicine_rules where kind = 'interaction' and valid_until is null) then
    raise exception 'there are no rules of interactions';
  end if;
  return query
    -- Of a licensed table's thousands those alone that name what is asked about.
    with touching as materialized (
      select known as rule from public.medicine_rules known
      where known.kind = 'interaction' and known.valid_until is null and (
        known.substance_a = any (v_substances) or known.group_a = any (v_groups)
        or known.substance_b = any (v_substances) or known.group_b = any (v_groups)
      )
    )
    select private.finding('interaction', (touching.rule).severity, 'interaction_rule', item, jsonb_build_object(
        'other', other -> 'name', 'other_es', other -> 'name_es', 'other_prescription', other -> 'prescription_id',
        'substance', substance -> 'name', 'substance_es', substance -> 'name_es',
        'with', theirs -> 'name', 'with_es', theirs -> 'name_es'
      ), touching.rule)
    from jsonb_array_elements(p_scope) item
    join jsonb_array_elements(p_scope) other on other -> 'n' <> item -> 'n'
    cross join jsonb_array_elements(item -> 'substances') substance
    join jsonb_array_elements(other -> 'substances') theirs on theirs -> 'id' <> substance -> 'id'
    join touching on
      coalesce((substance -> 'groups') ? (touching.rule).group_a, substance ->> 'id' = (touching.rule).substance_a::text)
        and coalesce((theirs -> 'groups') ? (touching.rule).group_b, theirs ->> 'id' = (touching.rule).substance_b::text)
      or coalesce((substance -> 'groups') ? (touching.rule).group_b, substance ->> 'id' = (touching.rule).substance_b::text)
        and coalesce((theirs -> 'groups') ? (touching.rule).group_a, theirs ->> 'id' = (touching.rule).substance_a::text)
    where (item ->> 'asked')::boolean;
end
$$;
