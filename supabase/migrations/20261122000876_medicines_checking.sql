/*
 * Checks of doses, pregnancy and the kidney, and the one function that answers for all of them (see medicines_checks).
 */

/* How many of a medicine's units a dose is: 500 mg of a tablet of 250 mg are 2. Null where they cannot be compared. */
create function private.units_of_dose(p_dose numeric, p_unit text, p_medicine_unit text, p_strength numeric, p_strength_unit text)
returns numeric
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return case when p_unit = p_medicine_unit then p_dose else private.convert_amount(p_dose, p_unit, p_strength_unit) / p_strength end;
end
$$;

/* How many times a day, on the average: twice every 2 days is 1. */
create function private.times_a_day(p_per_period numeric, p_period numeric, p_period_unit text) returns numeric
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return p_per_period / p_period * case p_period_unit when 'h' then 24 when 'd' then 1 when 'wk' then 1 / 7.0 when 'mo' then 1 / 30.0 end;
end
$$;

create function private.check_doses(p_patient_id uuid, p_scope jsonb, p_inputs jsonb) returns setof jsonb
language plpgsql stable security definer rows 5 set search_path = ''
as $$
declare
  v_age constant integer := (p_inputs ->> 'age_months')::integer;
  v_weight constant numeric := (p_inputs ->> 'weight_kg')::numeric;
  -- Children grow: how old a weight may be.
  v_weight_days constant integer := case when v_age < 12 then 30 when v_age < 144 then 180 else 730 end;
  v_weight_old constant boolean := coalesce((p_inputs ->> 'on')::date - (p_inputs ->> 'weight_on')::date > v_weight_days, false);
  v_row record;
  v_range public.dose_ranges;
  v_amount numeric;
  v_daily numeric;
  v_most numeric;
  v_least numeric;
  v_most_daily numeric;
  v_facts jsonb;
begin
  if not exists (select from public.dose_ranges where valid_until is null) then
    raise exception 'there are no dose ranges';
  end if;
  for v_row in
    select item, substance, step, item ->> 'route' as route, substance ->> 'unit' as unit,
      private.units_of_dose(
        (step ->> 'dose')::numeric, step ->> 'unit', item ->> 'unit', (item -> 'substances' -> 0 ->> 'strength')::numeric,
        item -> 'substances' -> 0 ->> 'unit'
      ) * (substance ->> 'strength')::numeric as amount,
      private.times_a_day((step ->> 'per_period')::numeric, (step ->> 'period')::numeric, step ->> 'period_unit') as times
    from jsonb_array_elements(p_scope) item
    cross join jsonb_array_elements(item -> 'substances') substance
    cross join jsonb_array_elements(item -> 'steps') step
    where (item ->> 'asked')::boolean
  loop
    v_facts := jsonb_build_object('substance', v_row.substance -> 'name', 'substance_es', v_row.substance -> 'name_es', 'route', v_row.route);
    if v_age is null then
      return next private.finding('dose', 'not_covered', 'dose_no_age', v_row.item, v_facts);
      continue;
    end if;
    select * into v_range from public.dose_ranges range
    where range.substance_id = (v_row.substance ->> 'id')::uuid and range.route = v_row.route and range.valid_until is null
      and range.age_from_months <= v_age and v_age < range.age_until_months
      and (range.weight_from_kg = 0 and range.weight_until_kg = 500 or range.weight_from_kg <= v_weight and v_weight < range.weight_until_kg);
    if v_range.id is null then
      return next private.finding('dose', 'not_covered', case when v_weight is null and exists (
        select from public.dose_ranges range
        where range.substance_id = (v_row.substance ->> 'id')::uuid and range.route = v_row.route and range.valid_until is null
          and range.age_from_months <= v_age and v_age < range.age_until_months
      ) then 'dose_no_weight' else 'dose_no_range' end, v_row.item, v_facts);
      continue;
    end if;
    v_amount := private.convert_amount(v_row.amount, v_row.unit, v_range.unit);
    if v_amount is null or v_row.times is null then
      return next private.finding('dose', 'not_covered', 'dose_not_comparable', v_row.item, v_facts);
      continue;
    end if;
    v_daily := v_amount * case
      when (v_row.item ->> 'as_needed')::boolean then coalesce((v_row.item ->> 'max_per_day')::numeric, greatest(v_row.times, 1))
      else greatest(v_row.times, 1)
    end;
    v_least := v_range.min_dose; v_most := v_range.max_dose; v_most_daily := v_range.max_daily;
    v_facts := v_facts || jsonb_build_object('unit', v_range.unit, 'per_kg', v_range.per_kg, 'range_id', v_range.id);
    if v_range.per_kg then
      if v_weight is null then
        return next private.finding('dose', 'not_covered', 'dose_no_weight', v_row.item, v_facts);
        continue;
      end if;
      -- By weight, and never more than an adult gets.
      select least(v_most * v_weight, max(grown.max_dose)), least(v_most_daily * v_weight, max(grown.max_daily)), v_least * v_weight
      into v_most, v_most_daily, v_least
      from public.dose_ranges grown
      where grown.substance_id = v_range.substance_id and grown.route = v_range.route and grown.valid_until is null and not grown.per_kg
        and grown.unit = v_range.unit;
      v_least := least(v_least, v_most);
      v_facts := v_facts || jsonb_build_object('weight_kg', v_weight, 'weight_on', p_inputs -> 'weight_on');
    end if;
    if v_weight_old and (v_range.per_kg or v_range.weight_from_kg > 0 or v_range.weight_until_kg < 500) then
      return next private.finding('dose', 'not_covered', 'dose_old_weight', v_row.item, v_facts);
    end if;
    if v_amount > v_most then
      -- What rounding to a tablet or a syringe's mark makes is asked about; more than that needs a reason.
      return next private.finding('dose', case when v_amount > v_most * 1.1 then 'block_until_reason' else 'warn' end, 'dose_high', v_row.item,
        v_facts || jsonb_build_object('is', round(v_amount, 2), 'limit', round(v_most, 2)));
    end if;
    if v_daily > v_most_daily then
      return next private.finding('dose', case when v_daily > v_most_daily * 1.1 then 'block_until_reason' else 'warn' end, 'daily_high', v_row.item,
        v_facts || jsonb_build_object('is', round(v_daily, 2), 'limit', round(v_most_daily, 2)));
    end if;
    if v_amount < v_least * 0.9 then
      return next private.finding('dose', 'warn', 'dose_low', v_row.item,
        v_facts || jsonb_build_object('is', round(v_amount, 2), 'limit', round(v_least, 2)));
    end if;
    -- Methotrexate once a week, and not each day.
    if v_row.times * v_range.min_interval_days > 1.001 then
      return next private.finding('dose', 'block_until_reason', 'too_often', v_row.item,
        v_facts || jsonb_build_object('limit', v_range.min_interval_days));
    end if;
  end loop;
end
$$;

create function private.check_pregnancy(p_patient_id uuid, p_scope jsonb, p_inputs jsonb) returns setof jsonb
language plpgsql stable security definer rows 5 set search_path = ''
as $$
begin
  if (select count(distinct kind) from public.medicine_rules where kind in ('pregnancy', 'lactation') and valid_until is null) < 2 then
    raise exception 'there are no rules of pregnancy';
  end if;
  -- What must not be taken in a pregnancy, by whoever may be pregnant and was not asked: 12 to 55 years, or of an age nobody knows.
  if p_inputs ->> 'sex' is distinct from 'male' and not p_inputs ? 'due_on' and not p_inputs ? 'gave_birth_on'
    and coalesce((p_inputs ->> 'age_months')::integer, 144) between 144 and 671
  then
    return query
      select distinct on (item -> 'n', substance -> 'id') private.finding('pregnancy', 'not_covered', 'pregnancy_unknown', item,
        jsonb_build_object('substance', substance -> 'name', 'substance_es', substance -> 'name_es'), rule)
      from jsonb_array_elements(p_scope) item
      cross join jsonb_array_elements(item -> 'substances') substance
      join public.medicine_rules rule on rule.kind = 'pregnancy' and rule.severity = 'block_until_reason' and rule.valid_until is null
        and coalesce((substance -> 'groups') ? rule.group_a, substance ->> 'id' = rule.substance_a::text)
      where (item ->> 'asked')::boolean
      order by item -> 'n', substance -> 'id', rule.rule_id;
  end if;
  return query
    select private.finding(rule.kind, rule.severity, rule.kind || '_rule', item, jsonb_strip_nulls(jsonb_build_object(
        'substance', substance -> 'name', 'substance_es', substance -> 'name_es', 'due_on', p_inputs -> 'due_on',
        'gave_birth_on', p_inputs -> 'gave_birth_on'
      )), rule)
    from jsonb_array_elements(p_scope) item
    cross join jsonb_array_elements(item -> 'substances') substance
    join public.medicine_rules rule on rule.valid_until is null
      and (rule.kind = 'pregnancy' and p_inputs ? 'due_on' or rule.kind = 'lactation' and p_inputs ? 'gave_birth_on')
      and coalesce((substance -> 'groups') ? rule.group_a, substance ->> 'id' = rule.substance_a::text)
    where (item ->> 'asked')::boolean;
end
$$;

create function private.check_renal(p_patient_id uuid, p_scope jsonb, p_inputs jsonb) returns setof jsonb
language plpgsql stable security definer rows 5 set search_path = ''
as $$
declare
  v_egfr constant numeric := (p_inputs ->> 'egfr')::numeric;
  v_days constant integer := (p_inputs ->> 'on')::date - (p_inputs ->> 'egfr_on')::date;
begin
  if not exists (select from public.medicine_rules where kind = 'renal' and valid_until is null) then
    raise exception 'there are no rules of the kidney';
  end if;
  -- Of several limits of a substance the lowest the patient is under; not known, or over a year old, is told once.
  return query
    select distinct on (item -> 'n', substance -> 'id', v_egfr is null) private.finding('renal',
      case when v_egfr is null then 'not_covered' else rule.severity end, case when v_egfr is null then 'egfr_unknown' else 'renal_rule' end, item,
      jsonb_strip_nulls(jsonb_build_object(
        'substance', substance -> 'name', 'substance_es', substance -> 'name_es', 'egfr', v_egfr, 'egfr_on', p_inputs -> 'egfr_on',
        'limit', rule.below_egfr
      )), rule)
    from jsonb_array_elements(p_scope) item
    cross join jsonb_array_elements(item -> 'substances') substance
    join public.medicine_rules rule on rule.kind = 'renal' and rule.valid_until is null
      and coalesce((substance -> 'groups') ? rule.group_a, substance ->> 'id' = rule.substance_a::text)
    where (item ->> 'asked')::boolean and (v_egfr is null or v_egfr < rule.below_egfr)
    order by item -> 'n', substance -> 'id', v_egfr is null, rule.below_egfr;
  if v_days > 365 then
    return query
      select private.finding('renal', 'not_covered', 'egfr_old', item, jsonb_build_object('egfr', v_egfr, 'egfr_on', p_inputs -> 'egfr_on'))
      from jsonb_array_elements(p_scope) item
      where (item ->> 'asked')::boolean and exists (
        select from jsonb_array_elements(item -> 'substances') substance
        join public.medicine_rules rule on rule.kind = 'renal' and rule.valid_until is null
          and coalesce((substance -> 'groups') ? rule.group_a, substance ->> 'id' = rule.substance_a::text)
      );
  end if;
end
$$;

/*
 * Checks items against each other, what is running, and what is known of the patient. Gives {result, findings, inputs,
 * rule_set, failed}: the worst result of all findings, and by part what could not run and by which error. Never raises but
 * for a cancelled statement, which undoes whatever was to be written.
 */
create function private.check_medicines(p_patient_id uuid, p_items jsonb, p_instead uuid[] default '{}') returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  c_parts constant text[] := array['mapping', 'allergies', 'duplicates', 'interactions', 'doses', 'pregnancy', 'renal'];
  v_part text;
  v_scope jsonb;
  v_inputs jsonb;
  v_found jsonb;
  v_findings jsonb := '[]';
  v_failed jsonb := '{}';
  v_rule_set bigint;
  v_state text;
begin
  begin
    v_scope := private.check_scope(p_patient_id, p_items, p_instead);
    v_inputs := private.check_inputs(p_patient_id);
    select version into strict v_rule_set from private.rule_set;
  exception when others then
    get stacked diagnostics v_state = returned_sqlstate;
    v_failed := jsonb_build_object('all', v_state);
    v_findings := private.not_run('all', p_items);
  end;
  if v_failed = '{}' then
    foreach v_part in array c_parts loop
      begin
        execute format('select coalesce(jsonb_agg(found), ''[]'') from private.check_%I($1, $2, $3) as found', v_part)
        into v_found using p_patient_id, v_scope, v_inputs;
        v_findings := v_findings || v_found;
      exception when others then
        get stacked diagnostics v_state = returned_sqlstate;
        v_failed := v_failed || jsonb_build_object(v_part, v_state);
        v_findings := v_findings || private.not_run(v_part, p_items);
      end;
    end loop;
  end if;
  return jsonb_build_object(
    'result', coalesce((
      select finding ->> 'result' from jsonb_array_elements(v_findings) finding order by private.result_rank(finding ->> 'result') desc limit 1
    ), 'clear'),
    'findings', coalesce((
      select jsonb_agg(finding order by private.result_rank(finding ->> 'result') desc, finding ->> 'kind', finding ->> 'code', finding ->> 'n')
      from (select distinct finding from jsonb_array_elements(v_findings) finding) once
    ), '[]'),
    'inputs', coalesce(v_inputs, '{}'), 'rule_set', v_rule_set, 'failed', v_failed
  );
end
$$;

/* That a part of the check could not run, said of each item. Asks no table. */
create function private.not_run(p_part text, p_items jsonb) returns jsonb
language plpgsql immutable set search_path = ''
as $$
begin
  return (
    select jsonb_agg(jsonb_build_object(
      'kind', p_part, 'result', 'could_not_run', 'code', 'could_not_run', 'n', n, 'medicine_id', item -> 'medicine_id',
      'prescription_id', item -> 'prescription_id', 'source', 'Lantern', 'source_version', '1', 'facts', '{}'::jsonb
    ))
    from jsonb_array_elements(p_items) with ordinality as listed (item, n)
  );
end
$$;

select private.expose('record_renal_value', '{authenticated}',
'Writes down an eGFR in mL/min/1.73 m² and the day of its sample, today without. Gives its id. Needs measurements.record and the chart open. Raises 42501,
PT404, 22023 (hint: which).');
