/*
 * What is prescribed together: a set of medicines, or what somebody goes on with. All lines are checked together, against each
 * other and what runs, and each keeps its part of the answer. One that is refused leaves nothing written.
 */

/* Raises 22023 of what no line can be, with its number (detail) and the field of it. */
create function private.require_lines(p_lines jsonb) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_line record;
  v_hint text;
begin
  if jsonb_typeof(p_lines) is distinct from 'array' or jsonb_array_length(p_lines) not between 1 and 20 then
    raise exception using errcode = '22023', message = 'One to twenty medicines', hint = 'p_lines';
  end if;
  for v_line in select given, n from jsonb_array_elements(p_lines) with ordinality as listed (given, n) loop
    begin
      perform private.require_prescription(v_line.given);
    exception when sqlstate '22023' then
      get stacked diagnostics v_hint = pg_exception_hint;
      raise exception using errcode = '22023', message = 'A medicine is missing something, or is impossible', hint = 'p_lines',
        detail = v_line.n || ' ' || v_hint;
    end;
  end loop;
end
$$;

/* What the check says of lines together, while they are chosen. Writes nothing. */
create function private.preview_together(p_patient_id uuid, p_lines jsonb, p_instead uuid[] default '{}') returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_writing(p_patient_id, 'prescriptions.write');
  perform private.require_lines(p_lines);
  return private.check_medicines(p_patient_id, (
    select jsonb_agg(private.check_item_of(given) order by n) from jsonb_array_elements(p_lines) with ordinality as listed (given, n)
  ), p_instead);
end
$$;

/* What the check would say of a renewal. Writes nothing. */
create function private.preview_renewal(p_prescription_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_prescription public.prescriptions;
begin
  perform private.require_permission('prescriptions.write');
  select * into v_prescription from public.prescriptions where id = p_prescription_id;
  return private.preview_check(
    v_prescription.patient_id, to_jsonb(v_prescription) - '{starts_on,quantity}'::text[], p_prescription_id
  );
end
$$;

/*
 * Signs drafts the caller has just written, checked together: LN051 with the numbers of those that need a reason (detail), and
 * nothing is signed. p_reasons has one for each, null where there is none.
 */
create function private.sign_together(p_patient_id uuid, p_ids uuid[], p_reasons text[]) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_answer jsonb;
  v_findings jsonb;
  v_check public.prescription_checks;
  v_checks public.prescription_checks[] := '{}';
  v_unreasoned text[] := '{}';
begin
  perform pg_advisory_xact_lock(hashtextextended('medicines:' || p_patient_id, 0));
  perform from public.patients where id = p_patient_id for share;
  v_answer := private.check_medicines(p_patient_id, (
    select jsonb_agg(private.check_item_of(to_jsonb(draft), draft.id) order by listed.n)
    from unnest(p_ids) with ordinality as listed (id, n) join public.prescriptions draft on draft.id = listed.id
  ), (select array_agg(draft.replaces_id) from public.prescriptions draft where draft.id = any (p_ids)));
  for v_n in 1 .. cardinality(p_ids) loop
    select coalesce(jsonb_agg(finding), '[]') into v_findings from jsonb_array_elements(v_answer -> 'findings') finding
    where finding ->> 'prescription_id' = p_ids[v_n]::text;
    insert into public.prescription_checks (prescription_id, patient_id, occasion, result, findings, inputs, failed, rule_set)
    values (
      p_ids[v_n], p_patient_id, 'sign',
      coalesce((
        select finding ->> 'result' from jsonb_array_elements(v_findings) finding order by private.result_rank(finding ->> 'result') desc limit 1
      ), 'clear'),
      v_findings, v_answer -> 'inputs', v_answer -> 'failed', (v_answer ->> 'rule_set')::bigint
    )
    returning * into v_check;
    v_checks := v_checks || v_check;
    if v_check.result in ('block_until_reason', 'could_not_run') and coalesce(char_length(btrim(p_reasons[v_n])), 0) not between 3 and 300 then
      v_unreasoned := v_unreasoned || v_n::text;
    end if;
  end loop;
  if v_unreasoned <> '{}' then
    raise exception using errcode = 'LN051', message = 'The check found what needs a reason, or could not run', hint = 'p_reasons',
      detail = array_to_string(v_unreasoned, ',');
  end if;
  for v_n in 1 .. cardinality(p_ids) loop
    perform private.sign_checked(v_checks[v_n], nullif(btrim(p_reasons[v_n]), ''));
  end loop;
end
$$;

create function private.prescribe_together(p_patient_id uuid, p_lines jsonb, p_reasons text[] default '{}') returns setof uuid
language plpgsql security definer rows 5 set search_path = ''
as $$
declare
  v_line record;
  v_ids uuid[] := '{}';
  v_admission constant uuid := (select id from public.admissions where patient_id = p_patient_id and discharged_at is null);
begin
  perform private.require_writing(p_patient_id, 'prescriptions.write');
  perform private.require_lines(p_lines);
  for v_line in select given, n from jsonb_array_elements(p_lines) with ordinality as listed (given, n) order by n loop
    v_ids := v_ids || private.write_prescription(
      p_patient_id, v_line.given, private.require_prescription(v_line.given), null, v_admission, null
    );
  end loop;
  perform private.sign_together(p_patient_id, v_ids, p_reasons);
  perform private.require_writing(p_patient_id, 'prescriptions.write');
  return query select unnest(v_ids);
end
$$;

select private.expose('preview_together', '{authenticated}',
'What the check says of up to twenty lines together, each as prescribe takes it; findings name their line (n). Writes nothing. Needs prescriptions.write
and the chart open. Raises 42501, PT404, 22023 (detail: which line and field).');
select private.expose('preview_renewal', '{authenticated}',
'What the check would say of a renewal. Writes nothing. Needs prescriptions.write and the chart open. Raises 42501, PT404, 22023 (hint: which).');
select private.expose('prescribe_together', '{authenticated}',
'Prescribes up to twenty lines in one go, each as prescribe takes it, signed; p_reasons has a reason for each that needs one. Gives their ids. One that is
refused leaves nothing written. Needs prescriptions.write and the chart open. Raises 42501, PT404, 22023 (detail: which line and field), LN026, LN051
(detail: which lines need a reason).');
