/*
 * What somebody takes at home, set against what they are given here: at admission, on a transfer and on leaving. Each medicine is
 * continued, changed, stopped or held, and for anything but the first there is a reason. A reconciliation is done as a whole: what runs
 * or is taken at home and has no decision refuses it (LN054), so that nothing is forgotten, and its prescriptions are checked together in
 * the same transaction.
 *
 * What is held ends for the stay (`held`), and is decided again on leaving. The differences on leaving are the patient's to read; those
 * of before are colleagues' words.
 */
create table public.home_medicines (
  id           uuid primary key default gen_random_uuid(),
  patient_id   uuid not null references public.patients on delete restrict,
  admission_id uuid not null,
  medicine_id  uuid references public.medicines on delete restrict,
  medicine     text not null,
  taking       text,
  source       text not null,
  recorded_at  timestamptz not null default now(),
  recorded_by  uuid references public.staff on delete set null default private.current_staff_id(),
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict,
  constraint home_medicines_id_patient_id_key unique (id, patient_id),
  constraint home_medicines_medicine_length check (char_length(btrim(medicine)) between 2 and 160),
  constraint home_medicines_taking_length check (char_length(btrim(taking)) between 1 and 300),
  constraint home_medicines_source_known check (source in ('patient', 'relative', 'letter', 'pharmacy'))
);
comment on table public.home_medicines is 'What a patient takes at home and nobody here prescribed, as it was said during a stay.';
create index home_medicines_admission_id_patient_id_idx on public.home_medicines (admission_id, patient_id);
create index home_medicines_patient_id_idx on public.home_medicines (patient_id);
create index home_medicines_medicine_id_idx on public.home_medicines (medicine_id);
create index home_medicines_recorded_by_idx on public.home_medicines (recorded_by);

create table public.reconciliations (
  id           uuid primary key default gen_random_uuid(),
  patient_id   uuid not null references public.patients on delete restrict,
  admission_id uuid not null,
  ward_id      uuid not null references public.wards on delete restrict, -- where they lay then
  occasion     text not null,
  done_at      timestamptz not null default clock_timestamp(),
  staff_id     uuid references public.staff on delete set null default private.current_staff_id(),
  staff_name   text not null, -- as it was
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict,
  constraint reconciliations_id_patient_id_key unique (id, patient_id),
  constraint reconciliations_occasion_known check (occasion in ('admission', 'transfer', 'discharge'))
);
comment on table public.reconciliations is 'That all medicines of a stay were decided on, and by whom.';
create index reconciliations_admission_id_patient_id_idx on public.reconciliations (admission_id, patient_id, done_at desc);
create index reconciliations_patient_id_idx on public.reconciliations (patient_id, done_at desc);
create index reconciliations_ward_id_idx on public.reconciliations (ward_id);
create index reconciliations_staff_id_idx on public.reconciliations (staff_id);

create table public.reconciliation_lines (
  reconciliation_id uuid not null,
  place             smallint not null,
  patient_id        uuid not null references public.patients on delete restrict,
  home_medicine_id  uuid,
  prescription_id   uuid,
  decision          text not null,
  reason            text,
  becomes_id        uuid,
  primary key (reconciliation_id, place),
  foreign key (reconciliation_id, patient_id) references public.reconciliations (id, patient_id) on update cascade on delete cascade deferrable,
  foreign key (home_medicine_id, patient_id) references public.home_medicines (id, patient_id) on update cascade on delete restrict deferrable,
  foreign key (prescription_id, patient_id) references public.prescriptions (id, patient_id) on update cascade on delete restrict deferrable,
  foreign key (becomes_id, patient_id) references public.prescriptions (id, patient_id) on update cascade on delete restrict deferrable,
  constraint reconciliation_lines_place_range check (place between 1 and 60),
  constraint reconciliation_lines_about_one check (num_nonnulls(home_medicine_id, prescription_id) = 1),
  constraint reconciliation_lines_decision_known check (decision in ('continue', 'change', 'stop', 'hold')),
  constraint reconciliation_lines_reasoned check (decision = 'continue' or reason is not null),
  constraint reconciliation_lines_reason_length check (char_length(btrim(reason)) between 3 and 300),
  constraint reconciliation_lines_changed_into check (decision <> 'change' or becomes_id is not null),
  constraint reconciliation_lines_ended_into_none check (decision not in ('stop', 'hold') or becomes_id is null)
);
comment on table public.reconciliation_lines is 'What was decided of each medicine, why, and the prescription it became.';
create index reconciliation_lines_patient_id_idx on public.reconciliation_lines (patient_id);
create index reconciliation_lines_home_medicine_id_patient_id_idx on public.reconciliation_lines (home_medicine_id, patient_id);
create index reconciliation_lines_prescription_id_patient_id_idx on public.reconciliation_lines (prescription_id, patient_id);
create index reconciliation_lines_becomes_id_patient_id_idx on public.reconciliation_lines (becomes_id, patient_id);
create index reconciliation_lines_reconciliation_id_patient_id_idx on public.reconciliation_lines (reconciliation_id, patient_id);

alter table public.home_medicines enable row level security;
alter table public.reconciliations enable row level security;
alter table public.reconciliation_lines enable row level security;
create policy home_medicines_select_opened_or_own on public.home_medicines for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or patient_id in (select private.current_patient_ids()));
create policy reconciliations_select_opened_or_own on public.reconciliations for select to authenticated
  using (
    patient_id in (select private.opened_patient_ids())
    or occasion = 'discharge' and patient_id in (select private.current_patient_ids())
  );
create policy reconciliation_lines_select_opened_or_own on public.reconciliation_lines for select to authenticated
  using (
    patient_id in (select private.opened_patient_ids())
    or patient_id in (select private.current_patient_ids())
      and reconciliation_id in (select id from public.reconciliations where occasion = 'discharge')
  );
grant select on public.home_medicines, public.reconciliations, public.reconciliation_lines to authenticated;

select private.audited('public.home_medicines');
select private.audited('public.reconciliations');
select private.audited('public.reconciliation_lines', 'reconciliation_id, place');
select private.keeps('{public.home_medicines,public.reconciliations,public.reconciliation_lines}', 'The medical record');
select private.on_merge('{public.home_medicines,public.reconciliations,public.reconciliation_lines}', 'refuse', p_knowingly => 'move'); -- as the stay they belong to
select private.on_erasure('{public.reconciliation_lines,public.reconciliations,public.home_medicines}', 'record', 'delete');
select private.no_work_of_patients('{public.home_medicines,public.reconciliations,public.reconciliation_lines}', 'Under an admission, which is work');
create trigger reconciliations_600_announce after insert on public.reconciliations
  for each row execute function private.tg_announce('patient:{patient_id}', 'prescriptions_changed');

/* What runs, and what is taken at home, that a decision of this occasion has to be about. */
create function private.to_reconcile(p_admission_id uuid) returns table (home_medicine_id uuid, prescription_id uuid)
language sql stable security definer rows 10 set search_path = ''
as $$
  select null::uuid, running.id
  from public.admissions admission join public.prescriptions running on running.patient_id = admission.patient_id and running.status = 'active'
  where admission.id = p_admission_id
  union all
  -- What is held is decided again; what became a prescription is that one.
  select null, line.prescription_id
  from (
    select distinct on (line.prescription_id) line.prescription_id, line.decision from public.reconciliation_lines line
    join public.reconciliations done on done.id = line.reconciliation_id
    where done.admission_id = p_admission_id and line.prescription_id is not null
    order by line.prescription_id, done.done_at desc
  ) line
  where line.decision = 'hold'
  union all
  select home.id, null
  from public.home_medicines home
  left join lateral (
    select line.decision, line.becomes_id from public.reconciliation_lines line
    join public.reconciliations done on done.id = line.reconciliation_id
    where line.home_medicine_id = home.id order by done.done_at desc limit 1
  ) last on true
  where home.admission_id = p_admission_id and last.becomes_id is null and last.decision is distinct from 'stop';
$$;

create function private.reconcile(p_admission_id uuid, p_occasion text, p_lines jsonb) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_admission public.admissions;
  v_prescription public.prescriptions;
  v_line record;
  v_wishes jsonb := '[]';
  v_ids uuid[] := '{}';
  v_reasons text[] := '{}';
  v_asked uuid[];
  v_missing uuid[];
  v_home uuid;
  v_becomes uuid;
  v_wrong text;
  v_id uuid;
begin
  perform private.require_permission('prescriptions.write');
  select * into v_admission from public.admissions where id = p_admission_id and discharged_at is null for no key update;
  perform private.require_writing(v_admission.patient_id, 'prescriptions.write', 'p_admission_id');
  if coalesce(p_occasion, '') not in ('admission', 'transfer', 'discharge') then
    raise exception using errcode = '22023', message = 'At admission, transfer or discharge', hint = 'p_occasion';
  end if;
  if jsonb_typeof(p_lines) is distinct from 'array' or jsonb_array_length(p_lines) > 60 then
    raise exception using errcode = '22023', message = 'Up to sixty medicines', hint = 'p_lines';
  end if;
  for v_line in
    select n, given.* from jsonb_array_elements(p_lines) with ordinality as listed (line, n)
    cross join lateral jsonb_to_record(case when jsonb_typeof(listed.line) = 'object' then listed.line else '{}' end) as given (
      home_medicine_id text, prescription_id text, home jsonb, decision text, reason text, prescribe jsonb, override_reason text
    )
    order by n
  loop
    v_wrong := case
      when num_nonnulls(v_line.home_medicine_id, v_line.prescription_id, v_line.home) <> 1 then 'about'
      when not pg_input_is_valid(coalesce(v_line.home_medicine_id, v_line.prescription_id, gen_random_uuid()::text), 'uuid') then 'about'
      when v_line.home is not null and (
        char_length(btrim(coalesce(v_line.home ->> 'medicine', ''))) not between 2 and 160
        or char_length(btrim(v_line.home ->> 'taking')) > 300
        or not coalesce(v_line.home ->> 'source' in ('patient', 'relative', 'letter', 'pharmacy'), false)
        or v_line.home ->> 'medicine_id' is not null and not exists (
          select from public.medicines where id::text = v_line.home ->> 'medicine_id'
        )
      ) then 'home'
      when coalesce(v_line.decision, '') not in ('continue', 'change', 'stop', 'hold') then 'decision'
      when v_line.decision <> 'continue' and char_length(btrim(coalesce(v_line.reason, ''))) not between 3 and 300
        or char_length(btrim(v_line.reason)) not between 3 and 300 then 'reason'
      when v_line.decision = 'change' and v_line.prescribe is null or v_line.decision in ('stop', 'hold') and v_line.prescribe is not null
        then 'prescribe'
    end;
    if v_wrong is not null then
      raise exception using errcode = '22023', message = 'Missing, too long or impossible', hint = 'p_lines', detail = v_line.n || ' p_' || v_wrong;
    end if;
    if v_line.prescribe is not null then v_wishes := v_wishes || v_line.prescribe; end if;
  end loop;
  if jsonb_array_length(v_wishes) > 0 then perform private.require_lines(v_wishes); end if;
  v_asked := array(select coalesce(asked.home_medicine_id, asked.prescription_id) from private.to_reconcile(p_admission_id) asked);
  v_missing := array(
    select asked from unnest(v_asked) as asked
    where asked::text not in (
      select coalesce(line ->> 'home_medicine_id', line ->> 'prescription_id', '') from jsonb_array_elements(p_lines) line
    )
  );
  if v_missing <> '{}' then
    raise exception using errcode = 'LN054', message = 'Something that is taken has no decision', hint = 'p_lines',
      detail = array_to_string(v_missing, ',');
  end if;

  insert into public.reconciliations (patient_id, admission_id, ward_id, occasion, staff_name)
  select v_admission.patient_id, v_admission.id, v_admission.ward_id, p_occasion, full_name from public.staff where id = private.current_staff_id()
  returning id into v_id;
  if v_id is null then
    raise exception using errcode = '42501', message = 'Not permitted: prescriptions.write';
  end if;
  for v_line in
    select n, given.* from jsonb_array_elements(p_lines) with ordinality as listed (line, n)
    cross join lateral jsonb_to_record(listed.line) as given (
      home_medicine_id uuid, prescription_id uuid, home jsonb, decision text, reason text, prescribe jsonb, override_reason text
    )
    order by n
  loop
    v_prescription := null;
    v_becomes := null;
    v_home := v_line.home_medicine_id;
    if v_line.home is not null then
      insert into public.home_medicines (patient_id, admission_id, medicine_id, medicine, taking, source)
      values (
        v_admission.patient_id, v_admission.id, (v_line.home ->> 'medicine_id')::uuid, btrim(v_line.home ->> 'medicine'),
        nullif(btrim(v_line.home ->> 'taking'), ''), v_line.home ->> 'source'
      )
      returning id into v_home;
    elsif v_line.prescription_id is not null then
      select * into v_prescription from public.prescriptions
      where id = v_line.prescription_id and patient_id = v_admission.patient_id for no key update;
    end if;
    if v_line.home is null and v_prescription.id is null and not exists (
      select from public.home_medicines where id = v_home and admission_id = p_admission_id
    ) then
      raise exception using errcode = 'PT404', message = 'Nothing this patient takes', hint = 'p_lines';
    end if;
    -- Decided on or ended by a colleague since it was read. What is held stays to be decided.
    if v_prescription.status <> 'active' and v_prescription.end_reason is distinct from 'held'
      or v_line.home is null and coalesce(v_home, v_prescription.id) <> all (v_asked)
    then
      raise exception using errcode = 'LN050', message = 'This has been decided already', hint = coalesce(v_prescription.status, 'decided');
    end if;
    if v_prescription.status = 'active' and v_line.decision <> 'continue' then
      perform private.end_prescription(
        v_prescription.id, case v_line.decision when 'change' then 'changed' else 'stopped' end,
        case v_line.decision when 'change' then 'changed' when 'hold' then 'held' else 'other' end, v_line.reason
      );
    end if;
    if v_line.prescribe is not null then
      -- Another takes the place of what runs; what goes on as it is is not prescribed twice.
      if v_prescription.status = 'active' and v_line.decision = 'continue' then
        raise exception using errcode = '22023', message = 'It runs already', hint = 'p_lines', detail = v_line.n || ' p_prescribe';
      end if;
      v_becomes := private.write_prescription(
        v_admission.patient_id, v_line.prescribe, private.require_prescription(v_line.prescribe), null, v_admission.id,
        case when v_line.decision = 'change' and v_prescription.status = 'active' then v_prescription.id end
      );
      v_ids := v_ids || v_becomes;
      v_reasons := v_reasons || coalesce(v_line.override_reason, '');
    end if;
    insert into public.reconciliation_lines (reconciliation_id, place, patient_id, home_medicine_id, prescription_id, decision, reason, becomes_id)
    values (
      v_id, v_line.n, v_admission.patient_id, v_home, v_line.prescription_id, v_line.decision, nullif(btrim(v_line.reason), ''), v_becomes
    );
  end loop;
  if v_ids <> '{}' then perform private.sign_together(v_admission.patient_id, v_ids, v_reasons); end if;
  perform private.require_writing(v_admission.patient_id, 'prescriptions.write', 'p_admission_id');
  return v_id;
end
$$;

/* What has to be decided on, for the form: with what is held as it would be prescribed again. */
create function private.medicines_to_reconcile(p_admission_id uuid)
returns table (
  home_medicine_id uuid, prescription_id uuid, medicine text, medicine_es text, taking text, source text, held boolean, wish jsonb
)
language plpgsql stable security definer rows 10 set search_path = ''
as $$
declare
  v_patient constant uuid := (select admission.patient_id from public.admissions admission where admission.id = p_admission_id);
begin
  if not exists (select from private.opened_patient_ids() as opened where opened = v_patient) then
    raise exception using errcode = 'PT404', message = 'This chart is not open', hint = 'p_admission_id';
  end if;
  return query
    select home.id, running.id, coalesce(running.medicine, home.medicine), coalesce(running.medicine_es, home.medicine), home.taking, home.source,
      running.status is not null and running.status <> 'active',
      case when running.id is not null then jsonb_strip_nulls(jsonb_build_object(
        'medicine_id', running.medicine_id, 'route', running.route, 'steps', running.steps, 'as_needed', running.as_needed,
        'as_needed_for', running.as_needed_for, 'max_per_day', running.max_per_day, 'timing', running.timing,
        'instructions', running.instructions, 'indication', running.indication, 'supply_days', running.supply_days, 'repeats', running.repeats
      )) end
    from private.to_reconcile(p_admission_id) asked
    left join public.home_medicines home on home.id = asked.home_medicine_id
    left join public.prescriptions running on running.id = asked.prescription_id
    order by running.id is null, coalesce(running.medicine, home.medicine), coalesce(running.id, home.id);
end
$$;

/* Lists ---------------------------------------------------------------------------------------------- */

/* On the checklist of leaving: what has no decision for after the stay. */
create function private.unreconciled_of_stay(p_admission_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_done public.reconciliations;
begin
  select * into v_done from public.reconciliations
  where admission_id = p_admission_id and occasion = 'discharge' order by done_at desc limit 1;
  return array(
    select coalesce(asked.home_medicine_id, asked.prescription_id) from private.to_reconcile(p_admission_id) asked
    where not exists (
      select from public.reconciliation_lines line
      where line.reconciliation_id = v_done.id
        and (line.home_medicine_id = asked.home_medicine_id or asked.prescription_id in (line.prescription_id, line.becomes_id))
    )
  );
end
$$;
insert into private.open_work (subject, item, place, open_ids, link) values
  ('admission', 'reconciliation', 25, 'private.unreconciled_of_stay', '/patients/{patient_id}/medicines');

/* In the inbox of who answers for the stay. */
create function private.inbox_reconciliations(p_staff_id uuid)
returns table (item_id uuid, patient_id uuid, at timestamptz, urgent boolean, shared boolean, facts jsonb, link text)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
begin
  return query
    select admission.id, admission.patient_id, admission.admitted_at, false, false,
      jsonb_build_object('due', case when last.ward_id is null then 'admission' else 'transfer' end),
      '/patients/' || admission.patient_id || '/medicines'
    from public.admissions admission
    left join lateral (
      select done.ward_id from public.reconciliations done where done.admission_id = admission.id order by done.done_at desc limit 1
    ) last on true
    where admission.attending_id = p_staff_id and admission.discharged_at is null and last.ward_id is distinct from admission.ward_id;
end
$$;
insert into private.inbox_sources (kind, place, permission, items, covered) values
  ('reconciliation', 35, 'prescriptions.write', 'private.inbox_reconciliations', true);
create function private.tg_reconciliations__announce_inbox() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce_inbox(array(select attending_id from public.admissions where id = new.admission_id and attending_id is not null));
  return null;
end
$$;
create trigger reconciliations_610_announce_inbox after insert on public.reconciliations
  for each row execute function private.tg_reconciliations__announce_inbox();

/* Stays in the caller's care where it is still to be done: since the admission, or since they came to another ward. */
create function private.unreconciled_stays(p_ward_id uuid default null)
returns table (
  admission_id uuid, patient_id uuid, patient_name text, mrn text, ward_id uuid, ward text, admitted_at timestamptz, due text, attended boolean
)
language plpgsql stable security definer rows 40 set search_path = ''
as $$
begin
  perform private.require_permission('charts.read');
  return query
    select admission.id, admission.patient_id, patient.full_name, patient.mrn, ward.id, ward.name, admission.admitted_at,
      case when last.ward_id is null then 'admission' else 'transfer' end,
      admission.attending_id is not distinct from private.current_staff_id()
    from public.admissions admission
    join public.patients patient on patient.id = admission.patient_id
    join public.wards ward on ward.id = admission.ward_id
    left join lateral (
      select done.ward_id from public.reconciliations done where done.admission_id = admission.id order by done.done_at desc limit 1
    ) last on true
    where admission.discharged_at is null and last.ward_id is distinct from admission.ward_id
      and (p_ward_id is null or admission.ward_id = p_ward_id)
      and admission.patient_id in (select private.care_patient_ids())
    order by admission.attending_id is not distinct from private.current_staff_id() desc, admission.admitted_at, admission.id
    limit 200;
end
$$;

select private.expose('reconcile', '{authenticated}',
'Decides on every medicine of a stay at admission, transfer or discharge: p_lines [{home_medicine_id | prescription_id | home: {medicine, medicine_id,
taking, source}, decision: continue, change, stop or hold, reason, prescribe, override_reason}], prescribe as `prescribe` takes it. All or nothing,
and checked together. Gives its id. Needs prescriptions.write and the chart open. Raises 42501, PT404, 22023 (detail: which line and field), LN026, LN050,
LN051 (detail: which of those prescribed need a reason), LN054 something that is taken has no decision (detail: which).');
select private.expose('medicines_to_reconcile', '{authenticated}',
'What of a stay has to be decided on: what runs, what is held, what is taken at home; wish is what is prescribed, as prescribe takes it. Needs the chart
open. Raises PT404.');
select private.expose('unreconciled_stays', '{authenticated}',
'Stays in the caller''s care whose medicines are still to be reconciled: due admission, or transfer where they have come to another ward. Needs
charts.read (42501).');
