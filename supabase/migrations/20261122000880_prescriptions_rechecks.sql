/*
 * What runs is checked again when something is learnt: an allergy, a pregnancy, a weight, an eGFR, that two records are one
 * person, another state of the rules. What was not found before is told: to whoever prescribed it, and to the nurses of
 * somebody who lies here.
 *
 * The first five are checked at once, in the transaction that writes them, but never in its way: what a check raises is
 * undone and noted, and the job comes back to it. Rules are the job's alone: an edit would wait for the whole hospital.
 */

/* Findings by what they say, so that the same is not told twice. */
create function private.finding_key(p_finding jsonb) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return concat_ws(' ', p_finding ->> 'kind', p_finding ->> 'result', p_finding ->> 'code', p_finding ->> 'rule_id', p_finding -> 'facts' ->> 'other',
    p_finding -> 'facts' ->> 'allergy', p_finding -> 'facts' ->> 'substance');
end
$$;

/* Tells of a check that found what was not known: the prescriber, and the nurses of a patient on a ward. */
create function private.tell_of_check(p_check public.prescription_checks, p_new jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_prescription public.prescriptions;
  v_admission public.admissions;
  v_worst text;
  v_params jsonb;
begin
  select finding ->> 'result' into v_worst from jsonb_array_elements(p_new) finding
  order by private.result_rank(finding ->> 'result') desc limit 1;
  select * into v_prescription from public.prescriptions where id = p_check.prescription_id;
  select * into v_admission from public.admissions where patient_id = p_check.patient_id and discharged_at is null limit 1;
  select jsonb_build_object(
    'patient_name', (select full_name from public.patients where id = p_check.patient_id), 'medicine', v_prescription.medicine, 'medicine_es', v_prescription.medicine_es,
    'because', p_check.because, 'result', v_worst
  ) into v_params;
  perform private.notify_user(
    told.user_id, 'prescription_recheck', v_params, '/patients/' || p_check.patient_id || '/medicines',
    'prescription:' || p_check.prescription_id, 'warning'
  )
  from (
    select staff.user_id from public.staff where staff.id = v_prescription.staff_id and staff.active
    union
    select staff.user_id from public.staff where staff.id = v_admission.attending_id and staff.active
    union
    select staff.user_id from public.nurse_assignments assigned join public.staff on staff.id = assigned.staff_id and staff.active
    where assigned.admission_id = v_admission.id and assigned.since <= now() and assigned.until > now()
    union
    -- Where no nurse is assigned, those of the ward who write about its patients.
    select staff.user_id from public.staff_wards worked join public.staff on staff.id = worked.staff_id and staff.active
    where worked.ward_id = v_admission.ward_id and private.staff_holds(staff.id, 'nursing.record') and not exists (
      select from public.nurse_assignments assigned
      where assigned.admission_id = v_admission.id and assigned.since <= now() and assigned.until > now()
    )
  ) told
  -- Who has written what is new does not know what runs: they are told as well.
  where told.user_id is not null;
end
$$;

/* Checks all that runs for a patient, in one go; keeps an answer for each, and tells what is new in it. */
create function private.recheck_patient(p_patient_id uuid, p_because text) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_items jsonb;
  v_answer jsonb;
  v_prescription public.prescriptions;
  v_check public.prescription_checks;
  v_findings jsonb;
  v_new jsonb;
  v_count integer := 0;
begin
  select coalesce(jsonb_agg(private.check_item_of(to_jsonb(running), running.id) order by running.id), '[]') into v_items
  from public.prescriptions running
  where running.patient_id = p_patient_id and running.status = 'active' and (running.ends_on is null or running.ends_on >= private.hospital_day());
  if v_items = '[]' then return 0; end if;
  v_answer := private.check_medicines(p_patient_id, v_items);
  for v_prescription in
    select * from public.prescriptions where id in (select (item ->> 'prescription_id')::uuid from jsonb_array_elements(v_items) item) order by id
  loop
    v_count := v_count + 1;
    select coalesce(jsonb_agg(finding), '[]') into v_findings from jsonb_array_elements(v_answer -> 'findings') finding
    where finding ->> 'prescription_id' = v_prescription.id::text;
    select coalesce(jsonb_agg(finding), '[]') into v_new from jsonb_array_elements(v_findings) finding
    -- That something cannot be compared is news as well, where it comes of what was learnt.
    where (finding ->> 'result' <> 'not_covered' or finding ->> 'code' in ('allergy_unknown_words', 'other_not_mapped'))
      and private.finding_key(finding) not in (
      select private.finding_key(known) from (
        select findings from public.prescription_checks where prescription_id = v_prescription.id order by checked_at desc limit 1
      ) last cross join jsonb_array_elements(last.findings) known
    );
    insert into public.prescription_checks (prescription_id, patient_id, occasion, because, result, findings, inputs, failed, rule_set)
    values (
      v_prescription.id, p_patient_id, 'recheck', p_because,
      coalesce((
        select finding ->> 'result' from jsonb_array_elements(v_findings) finding order by private.result_rank(finding ->> 'result') desc limit 1
      ), 'clear'),
      v_findings, v_answer -> 'inputs', v_answer -> 'failed', (v_answer ->> 'rule_set')::bigint
    )
    returning * into v_check;
    if v_new <> '[]' then perform private.tell_of_check(v_check, v_new); end if;
  end loop;
  return v_count;
end
$$;

/* Checks at once; an error is noted for the job, and does not keep anybody from writing what is known. */
create function private.recheck_now(p_patient_id uuid, p_because text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_message text;
  v_state text;
begin
  perform private.recheck_patient(p_patient_id, p_because);
exception when others then
  get stacked diagnostics v_message = message_text, v_state = returned_sqlstate;
  perform private.note_job_failure('recheck_medicines', p_patient_id::text, v_state, v_message);
end
$$;

create function private.tg_recheck() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- Of what is learnt and what is signed at once, the later knows of the earlier.
  perform from public.patients where id = new.patient_id for no key update;
  perform private.recheck_now(new.patient_id, tg_argv[0]);
  return null;
end
$$;
create trigger allergies_500_recheck after insert or update of status, patient_id on public.allergies
  for each row execute function private.tg_recheck('allergy');
create trigger pregnancies_500_recheck after insert or update of due_on, ended_on, patient_id on public.pregnancies
  for each row execute function private.tg_recheck('pregnancy');
create trigger measurements_500_recheck_first after insert on public.measurements
  for each row when (new.kind = 'weight') execute function private.tg_recheck('weight');
create trigger measurements_500_recheck after update of voided_at on public.measurements
  for each row when (new.kind = 'weight' and new.voided_at is distinct from old.voided_at) execute function private.tg_recheck('weight');
create trigger renal_values_500_recheck after insert or update of voided_at, patient_id on public.renal_values
  for each row execute function private.tg_recheck('renal');
create trigger prescriptions_500_recheck after update of patient_id on public.prescriptions
  for each row when (new.status = 'active' and new.patient_id <> old.patient_id) execute function private.tg_recheck('merge');

/* The job: whoever has something running that was last checked by older rules, or whose check failed. */
create function private.recheck_one(p_patient_id text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.recheck_patient(p_patient_id::uuid, 'rules');
end
$$;
create function private.recheck_medicines() returns integer
language plpgsql security definer set search_path = ''
as $$
begin
  return private.run_each('recheck_medicines', format($items$
    select distinct running.patient_id from public.prescriptions running
    where running.status = 'active' and (running.ends_on is null or running.ends_on >= private.hospital_day()) and (
      coalesce((
        select case when checked.result = 'could_not_run' and checked.checked_at < now() - interval '1 hour' then 0 else checked.rule_set end
        from public.prescription_checks checked
        where checked.prescription_id = running.id order by checked.checked_at desc limit 1
      ), 0) < %s
      or exists (select from private.job_failures failure where failure.job = 'recheck_medicines' and failure.item = running.patient_id::text)
    )
    limit 500
  $items$, (select version from private.rule_set)), 'private.recheck_one');
end
$$;
select private.schedule('recheck_medicines', '*/5 * * * *', 'private.recheck_medicines', 'Checks running prescriptions again after rules have changed');

/* What is over by its last day. */
create function private.complete_prescriptions() returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_count integer;
begin
  update public.prescriptions
  set status = 'completed', ended_at = clock_timestamp(), end_reason = 'completed', version = version + 1
  where status = 'active' and ends_on < private.hospital_day();
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
select private.schedule('complete_prescriptions', '23 * * * *', 'private.complete_prescriptions', 'Ends prescriptions whose last day is over');

/* A death ends what runs, and drafts are set aside. */
create function private.end_prescriptions(p_patient_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.prescriptions set
    status = case status when 'active' then 'stopped' else 'discarded' end, ended_at = clock_timestamp(), ended_by = private.current_staff_id(),
    end_reason = 'died', version = version + 1
  where patient_id = p_patient_id and status in ('draft', 'active');
end
$$;
select private.work_of_patients('public.prescriptions', $$ {row}.status in ('draft', 'active')$$, 'private.end_prescriptions');

/* A reason for going on in spite of what a later check found, kept with that check. */
create function private.answer_check(p_check_id uuid, p_reason text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_check public.prescription_checks;
begin
  perform private.require_permission('prescriptions.write');
  select * into v_check from public.prescription_checks where id = p_check_id for no key update;
  perform private.require_writing(v_check.patient_id, 'prescriptions.write', 'p_check_id');
  if char_length(btrim(coalesce(p_reason, ''))) not between 3 and 300 then
    raise exception using errcode = '22023', message = 'A reason is needed', hint = 'p_reason';
  end if;
  -- Whoever answered first stays: their reason has been read. The same answer again is the same.
  if v_check.override_reason is not null then
    if (v_check.override_reason, v_check.overridden_by) is not distinct from (btrim(p_reason), private.current_staff_id()) then return; end if;
    raise exception using errcode = 'LN053', message = 'A reason has been given already';
  end if;
  if v_check.result = 'clear' then
    raise exception using errcode = '22023', message = 'Nothing was found', hint = 'p_check_id';
  end if;
  update public.prescription_checks
  set override_reason = btrim(p_reason), overridden_by = private.current_staff_id(), overridden_at = clock_timestamp()
  where id = p_check_id;
end
$$;

/* Checks in the inbox: what was found later about what runs, and nobody has said why it goes on, or stopped it. */
create function private.inbox_rechecks(p_staff_id uuid)
returns table (item_id uuid, patient_id uuid, at timestamptz, urgent boolean, shared boolean, facts jsonb, link text)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
begin
  return query
    select running.id, running.patient_id, found.checked_at, true, private.left_to_team(running.staff_id),
      jsonb_build_object(
        'medicine', running.medicine, 'medicine_es', running.medicine_es, 'because', found.because, 'result', found.result
      ),
      '/patients/' || running.patient_id || '/medicines'
    from public.prescriptions running
    cross join lateral (
      select checked.* from public.prescription_checks checked where checked.prescription_id = running.id
      order by checked.checked_at desc limit 1
    ) found
    where running.status = 'active' and (running.ends_on is null or running.ends_on >= private.hospital_day()) and found.occasion = 'recheck'
      and found.result in ('block_until_reason', 'could_not_run') and found.override_reason is null
      and (
        running.staff_id = p_staff_id
        or running.patient_id in (select private.care_of_staff(p_staff_id)) and private.left_to_team(running.staff_id)
      );
end
$$;
insert into private.inbox_sources (kind, place, permission, items, covered) values
  ('recheck', 10, 'prescriptions.write', 'private.inbox_rechecks', true);
/* What one has answered, or stopped, is read for all who were told. */
create function private.settle_recheck(p_prescription_id uuid) returns void
language sql security definer set search_path = ''
as $$
  update public.notifications told set read_at = clock_timestamp()
  from public.staff
  where told.user_id = staff.user_id and told.group_key = 'prescription:' || p_prescription_id
    and told.kind = 'prescription_recheck' and told.read_at is null;
$$;
create function private.tg_prescriptions__settle_recheck() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from public.prescription_checks where prescription_id = new.id and occasion = 'recheck') then
    perform private.settle_recheck(new.id);
    perform private.announce_inbox(array[new.staff_id]);
    if private.left_to_team(new.staff_id) then perform private.announce_inbox(array(select private.care_team_of(new.patient_id))); end if;
  end if;
  return null;
end
$$;
create trigger prescriptions_700_settle_recheck after update of status on public.prescriptions
  for each row when (old.status = 'active' and new.status <> 'active') execute function private.tg_prescriptions__settle_recheck();

/* Of a check the prescriber's list, and the team's where they are away. */
create function private.tg_prescription_checks__announce_inbox() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff_id constant uuid := (select staff_id from public.prescriptions where id = new.prescription_id);
begin
  perform private.announce_inbox(array[v_staff_id]);
  if private.left_to_team(v_staff_id) then perform private.announce_inbox(array(select private.care_team_of(new.patient_id))); end if;
  if tg_op = 'UPDATE' and new.override_reason is not null then perform private.settle_recheck(new.prescription_id); end if;
  return null;
end
$$;
create trigger prescription_checks_610_announce_inbox after insert or update on public.prescription_checks
  for each row when (new.occasion = 'recheck') execute function private.tg_prescription_checks__announce_inbox();

/*
 * How often each rule spoke, how often it was signed in spite of it for a reason, and the reasons given most. What is overridden nine
 * times of ten, and has spoken ten times, warns nobody any more: it is proposed for a lesser severity.
 */
create function private.override_figures(p_days integer default 365)
returns table (
  rule_id uuid, code text, result text, text text, text_es text, fired bigint, overridden bigint, reasons jsonb, downgrade boolean
)
language plpgsql stable security definer rows 50 set search_path = ''
as $$
begin
  perform private.require_permission('medicines.manage');
  return query
    with spoken as materialized (
      select (finding ->> 'rule_id')::uuid as rule, finding ->> 'code' as what, finding ->> 'result' as said, finding ->> 'text' as words,
        finding ->> 'text_es' as words_es, checked.id as check_id, checked.override_reason as why
      from public.prescription_checks checked cross join jsonb_array_elements(checked.findings) finding
      where checked.occasion in ('sign', 'recheck') and checked.checked_at > now() - make_interval(days => least(greatest(coalesce(p_days, 365), 1), 3660))
        and (checked.occasion = 'sign' or checked.override_reason is not null)
        and finding ->> 'result' in ('warn', 'block_until_reason', 'could_not_run')
    ), figures as (
      select spoken.rule, spoken.what, (array_agg(spoken.said order by private.result_rank(spoken.said) desc))[1] as worst, max(spoken.words) as words,
        max(spoken.words_es) as words_es, count(distinct spoken.check_id) as fired,
        count(distinct spoken.check_id) filter (where spoken.why is not null) as overridden
      from spoken group by 1, 2
    )
    select figures.rule, figures.what, figures.worst, figures.words, figures.words_es, figures.fired, figures.overridden,
      (
        select coalesce(jsonb_agg(jsonb_build_object('reason', given.why, 'count', given.times) order by given.times desc, given.why), '[]')
        from (
          select spoken.why, count(distinct spoken.check_id) as times from spoken
          where spoken.why is not null and spoken.rule is not distinct from figures.rule and spoken.what = figures.what
          group by 1 order by 2 desc, 1 limit 5
        ) given
      ),
      figures.worst = 'block_until_reason' and figures.fired >= 10 and figures.overridden > 0.9 * figures.fired
    from figures
    order by 9 desc, figures.fired desc, figures.what, figures.rule;
end
$$;

select private.expose('answer_check', '{authenticated}',
'Says why a prescription goes on in spite of what a check found; the first answer stays. Needs prescriptions.write and the chart open. Raises 42501,
PT404, 22023 (hint: which), LN053 somebody has given a reason already.');
select private.expose('override_figures', '{authenticated}',
'Of signed prescriptions of the last p_days (365), how often each rule spoke, how often it was overridden, the five reasons given most, and whether it is
proposed for a lesser severity (over 90 of 100 of at least ten). Needs medicines.manage (42501).');
