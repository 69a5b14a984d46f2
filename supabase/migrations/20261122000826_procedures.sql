/*
 * Procedures: what was done to a patient, here or elsewhere. Frozen with the encounter it was done in.
 */
create table public.procedures (
  id           uuid primary key default gen_random_uuid(),
  encounter_id uuid,
  code_id      uuid references public.codes on delete restrict,
  text         text not null,
  performed_on text not null,
  performer_id uuid references public.staff on delete set null,
  performed_by text,
  side         text,
  outcome      text,
  comment      text,
  like private.record_entry including defaults including constraints,
  foreign key (encounter_id, patient_id) references public.encounters (id, patient_id) on update cascade on delete restrict,
  constraint procedures_text_length check (char_length(btrim(text)) between 1 and 400),
  constraint procedures_performed_on_form check (private.is_partial_date(performed_on)),
  constraint procedures_performed_by_length check (char_length(btrim(performed_by)) between 1 and 120),
  constraint procedures_side_known check (side in ('left', 'right', 'both')),
  constraint procedures_outcome_known check (outcome in ('successful', 'partial', 'unsuccessful')),
  constraint procedures_comment_length check (char_length(btrim(comment)) between 1 and 1000)
);
comment on table public.procedures is 'What was done to a patient, here or elsewhere. Without a code it is not coded, and said to be.';
comment on column public.procedures.performed_on is 'A day, a month or a year, as it is known; recorded_at is when it was written down.';
comment on column public.procedures.performed_by is 'Who did it, in words, where it was nobody of here.';
create index procedures_encounter_id_patient_id_idx on public.procedures (encounter_id, patient_id);
create index procedures_code_id_idx on public.procedures (code_id);
create index procedures_performer_id_idx on public.procedures (performer_id);
create index procedures_patient_id_performed_on_idx on public.procedures (patient_id, performed_on desc, id desc);

select private.record_entries_of('procedure', 'public.procedures', 'problems.write');
select private.frozen_with_encounter('{public.procedures}', '{voided_at,void_reason,version}');
create trigger procedures_310_code_used after insert on public.procedures
  for each row when (new.code_id is not null) execute function private.tg_code_used();

create function private.require_procedure_fields(p_performed_on text, p_performed_by text, p_side text, p_outcome text, p_comment text) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_wrong constant text := case
    when private.is_partial_date(p_performed_on) is not true or p_performed_on > private.hospital_day()::text then 'p_performed_on'
    when char_length(btrim(p_performed_by)) > 120 then 'p_performed_by'
    when p_side not in ('left', 'right', 'both') then 'p_side'
    when p_outcome not in ('successful', 'partial', 'unsuccessful') then 'p_outcome'
    when char_length(p_comment) > 1000 then 'p_comment'
  end;
begin
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'Not a value this can have', hint = v_wrong;
  end if;
end
$$;

create function private.add_procedure(
  p_patient_id uuid, p_performed_on text, p_encounter_id uuid default null, p_code_id uuid default null, p_text text default null,
  p_by_me boolean default false, p_performed_by text default null, p_side text default null, p_outcome text default null, p_comment text default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  perform private.require_writing(p_patient_id, 'problems.write');
  perform private.require_procedure_fields(p_performed_on, p_performed_by, p_side, p_outcome, p_comment);
  perform private.require_encounter_of(p_encounter_id, p_patient_id);
  insert into public.procedures (
    patient_id, encounter_id, code_id, text, performed_on, performer_id, performed_by, side, outcome, comment
  )
  values (
    p_patient_id, p_encounter_id, p_code_id, private.entry_text(p_code_id, p_text), p_performed_on,
    case when p_by_me then private.current_staff_id() end, case when not p_by_me then nullif(btrim(p_performed_by), '') end,
    p_side, p_outcome, nullif(btrim(p_comment), '')
  )
  returning id into v_id;
  perform private.require_writing(p_patient_id, 'problems.write');
  return v_id;
end
$$;

create function private.edit_procedure(
  p_procedure_id uuid, p_version integer, p_performed_on text, p_performed_by text default null, p_side text default null,
  p_outcome text default null, p_comment text default null
) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_procedure public.procedures;
begin
  perform private.require_permission('problems.write');
  select * into v_procedure from public.procedures where id = p_procedure_id;
  -- The encounter before what hangs on it.
  perform from public.encounters where id = v_procedure.encounter_id for share;
  select * into v_procedure from public.procedures where id = p_procedure_id for update;
  perform private.require_writing(v_procedure.patient_id, 'problems.write', 'p_procedure_id');
  perform private.require_version(p_version, v_procedure.version, v_procedure.voided_at);
  perform private.require_procedure_fields(p_performed_on, p_performed_by, p_side, p_outcome, p_comment);
  update public.procedures set
    performed_on = p_performed_on, performed_by = case when performer_id is null then nullif(btrim(p_performed_by), '') end, side = p_side,
    outcome = p_outcome, comment = nullif(btrim(p_comment), ''), version = version + 1,
    updated_by = private.current_staff_id(), updated_at = clock_timestamp()
  where id = p_procedure_id;
end
$$;

create function private.procedure_timeline(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
)
returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language sql stable security definer rows 50 set search_path = ''
as $$
  select procedure.recorded_at, procedure.id, procedure.performer_id, jsonb_build_object(
    'text', procedure.text, 'code', coded.code, 'performed_on', procedure.performed_on, 'side', procedure.side, 'outcome', procedure.outcome,
    'by', coalesce(performer.full_name, procedure.performed_by)
  )
  from public.procedures procedure
  left join public.codes coded on coded.id = procedure.code_id
  left join public.staff performer on performer.id = procedure.performer_id
  where procedure.patient_id = p_patient_id and procedure.voided_at is null and procedure.recorded_at <= p_before
    and (procedure.recorded_at, procedure.id) < (p_before, p_before_id) and (p_person is null or procedure.performer_id = p_person)
  order by procedure.recorded_at desc, procedure.id desc
  limit p_limit
$$;
insert into private.timeline_sources (kind, entries, for_patient) values ('procedure', 'private.procedure_timeline', true);

select private.expose('add_procedure', '{authenticated}',
'Writes down a procedure, by a code or (uncoded) in words; p_performed_on a day, a month or a year, not in the future; done by the caller (p_by_me) or whom
p_performed_by names. Gives its id. Needs problems.write and the chart open. Raises 42501, PT404, 22023 (hint: which), LN032 the encounter is signed.');
select private.expose('edit_procedure', '{authenticated}',
'Changes a procedure as it was read in p_version. Needs problems.write and the chart open. Raises 42501, PT404, 22023, LN009 changed meanwhile, LN032
signed, LN035 struck out.');
