/*
 * Diagnoses: what was found at a visit or during a stay, frozen with its encounter. The same code twice in one encounter is
 * one diagnosis, of the higher rank; one of them is the primary. Whoever adds or ranks waits for the others at the encounter.
 */
create table public.diagnoses (
  id           uuid primary key default gen_random_uuid(),
  encounter_id uuid,
  code_id      uuid references public.codes on delete restrict,
  text         text not null,
  rank         text not null default 'secondary',
  certainty    text not null default 'confirmed',
  side         text,
  comment      text,
  diagnosed_at timestamptz not null default now(),
  like private.record_entry including defaults including constraints,
  foreign key (encounter_id, patient_id) references public.encounters (id, patient_id) on update cascade on delete restrict,
  constraint diagnoses_text_length check (char_length(btrim(text)) between 1 and 400),
  constraint diagnoses_rank_known check (rank in ('primary', 'secondary')),
  constraint diagnoses_certainty_known check (certainty in ('confirmed', 'provisional', 'differential')),
  constraint diagnoses_side_known check (side in ('left', 'right', 'both')),
  constraint diagnoses_comment_length check (char_length(btrim(comment)) between 1 and 1000)
);
comment on table public.diagnoses is 'What was found at a visit or during a stay. Without a code it is not coded, and said to be.';
comment on column public.diagnoses.diagnosed_at is 'When it was found; recorded_at is when it was written down.';
create unique index diagnoses_once_by_code on public.diagnoses (encounter_id, code_id, coalesce(side, ''))
  where voided_at is null and code_id is not null and encounter_id is not null;
create unique index diagnoses_one_primary on public.diagnoses (encounter_id) where voided_at is null and rank = 'primary' and encounter_id is not null;
create index diagnoses_encounter_id_patient_id_idx on public.diagnoses (encounter_id, patient_id);
create index diagnoses_code_id_idx on public.diagnoses (code_id);
create index diagnoses_patient_id_diagnosed_at_idx on public.diagnoses (patient_id, diagnosed_at desc, id desc);

select private.record_entries_of('diagnosis', 'public.diagnoses', 'problems.write');
select private.frozen_with_encounter('{public.diagnoses}', '{voided_at,void_reason,version}');
create trigger diagnoses_310_code_used after insert on public.diagnoses
  for each row when (new.code_id is not null) execute function private.tg_code_used();

/* What a patient's record is coded with: found first where the next is looked for. */
create function private.codes_of_patient(p_patient_id uuid) returns setof uuid
language sql stable security definer rows 20 set search_path = ''
as $$
  select code_id from public.problems where patient_id = p_patient_id and code_id is not null and voided_at is null
  union
  select code_id from (
    select code_id from public.diagnoses
    where patient_id = p_patient_id and code_id is not null and voided_at is null
    order by diagnosed_at desc limit 50
  ) latest
$$;

create function private.add_diagnosis(
  p_patient_id uuid, p_encounter_id uuid default null, p_code_id uuid default null, p_text text default null, p_rank text default 'secondary',
  p_certainty text default 'confirmed', p_side text default null, p_comment text default null, p_diagnosed_at timestamptz default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_wrong constant text := case
    when coalesce(p_rank, '') not in ('primary', 'secondary') then 'p_rank'
    when coalesce(p_certainty, '') not in ('confirmed', 'provisional', 'differential') then 'p_certainty'
    when p_side not in ('left', 'right', 'both') then 'p_side'
    when char_length(p_comment) > 1000 then 'p_comment'
    when p_diagnosed_at > now() + interval '5 minutes' then 'p_diagnosed_at'
  end;
begin
  perform private.require_writing(p_patient_id, 'problems.write');
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'Not a value this can have', hint = v_wrong;
  end if;
  -- Of two at once the second finds what the first wrote.
  perform from public.encounters where id = p_encounter_id for no key update;
  perform private.require_writing(p_patient_id, 'problems.write');
  perform private.require_encounter_of(p_encounter_id, p_patient_id);
  select id into v_id from public.diagnoses
  where encounter_id = p_encounter_id and code_id = p_code_id and coalesce(side, '') = coalesce(p_side, '') and voided_at is null
  for update;
  if p_rank = 'primary' then
    update public.diagnoses set rank = 'secondary', version = version + 1
    where encounter_id = p_encounter_id and rank = 'primary' and voided_at is null and id is distinct from v_id;
  end if;
  if v_id is not null then
    update public.diagnoses set
      rank = case when p_rank = 'primary' then 'primary' else rank end, certainty = p_certainty,
      comment = coalesce(nullif(btrim(p_comment), ''), comment), version = version + 1,
      updated_by = private.current_staff_id(), updated_at = clock_timestamp()
    where id = v_id;
    return v_id;
  end if;
  insert into public.diagnoses (patient_id, encounter_id, code_id, text, rank, certainty, side, comment, diagnosed_at)
  values (
    p_patient_id, p_encounter_id, p_code_id, private.entry_text(p_code_id, p_text), p_rank, p_certainty, p_side,
    nullif(btrim(p_comment), ''), coalesce(p_diagnosed_at, now())
  )
  returning id into v_id;
  return v_id;
end
$$;

create function private.rank_diagnosis(p_diagnosis_id uuid, p_version integer, p_rank text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_diagnosis public.diagnoses;
begin
  perform private.require_permission('problems.write');
  select * into v_diagnosis from public.diagnoses where id = p_diagnosis_id;
  perform from public.encounters where id = v_diagnosis.encounter_id for no key update;
  select * into v_diagnosis from public.diagnoses where id = p_diagnosis_id for update;
  perform private.require_writing(v_diagnosis.patient_id, 'problems.write', 'p_diagnosis_id');
  if coalesce(p_rank, '') not in ('primary', 'secondary') then
    raise exception using errcode = '22023', message = 'Primary or secondary', hint = 'p_rank';
  end if;
  perform private.require_version(p_version, v_diagnosis.version, v_diagnosis.voided_at);
  if p_rank = 'primary' then
    update public.diagnoses set rank = 'secondary', version = version + 1
    where encounter_id = v_diagnosis.encounter_id and rank = 'primary' and voided_at is null and id <> p_diagnosis_id;
  end if;
  update public.diagnoses set rank = p_rank, version = version + 1, updated_by = private.current_staff_id(), updated_at = clock_timestamp()
  where id = p_diagnosis_id;
end
$$;

/* Takes a diagnosis over to the problem list; one that is on it is left as it is. */
create function private.list_diagnosis(p_diagnosis_id uuid) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_diagnosis public.diagnoses;
  v_id uuid;
begin
  perform private.require_permission('problems.write');
  select * into v_diagnosis from public.diagnoses where id = p_diagnosis_id for share;
  perform private.require_writing(v_diagnosis.patient_id, 'problems.write', 'p_diagnosis_id');
  perform private.require_version(v_diagnosis.version, v_diagnosis.version, v_diagnosis.voided_at);
  insert into public.problems (patient_id, code_id, text, certainty, side, onset)
  values (
    v_diagnosis.patient_id, v_diagnosis.code_id, v_diagnosis.text, v_diagnosis.certainty, v_diagnosis.side,
    private.hospital_day(v_diagnosis.diagnosed_at)::text
  )
  on conflict do nothing returning id into v_id;
  perform private.require_writing(v_diagnosis.patient_id, 'problems.write', 'p_diagnosis_id');
  return coalesce(v_id, (
    select id from public.problems
    where patient_id = v_diagnosis.patient_id and voided_at is null and status <> 'resolved' and coalesce(side, '') = coalesce(v_diagnosis.side, '')
      and (code_id = v_diagnosis.code_id or v_diagnosis.code_id is null and code_id is null and lower(btrim(text)) = lower(btrim(v_diagnosis.text)))
  ));
end
$$;

select private.expose('add_diagnosis', '{authenticated}',
'Adds a diagnosis, of an encounter or of none, by a code or (uncoded) in words; gives its id. The code again in the same encounter is the same diagnosis,
which keeps the primary rank; a new primary makes the former secondary. Needs problems.write and the chart open. Raises 42501, PT404, 22023 (hint: which),
LN032 the encounter is signed.');
select private.expose('rank_diagnosis', '{authenticated}',
'Makes a diagnosis primary (the former is secondary then) or secondary, as it was read in p_version. Needs problems.write and the chart open. Raises
42501, PT404, 22023, LN009 changed meanwhile, LN032 signed, LN035 struck out.');
select private.expose('list_diagnosis', '{authenticated}',
'Takes a diagnosis over to the problem list; gives the problem''s id, of one that is there already too. Needs problems.write and the chart open. Raises
42501, PT404, LN035 struck out.');

/* The history --------------------------------------------------------------------------------------- */

create function private.diagnosis_timeline(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
)
returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language sql stable security definer rows 50 set search_path = ''
as $$
  select diagnosed_at, diagnosis.id, diagnosis.recorded_by, jsonb_build_object(
    'text', diagnosis.text, 'code', coded.code, 'rank', diagnosis.rank, 'certainty', diagnosis.certainty, 'side', diagnosis.side, 'by', author.full_name
  )
  from public.diagnoses diagnosis
  left join public.codes coded on coded.id = diagnosis.code_id
  left join public.staff author on author.id = diagnosis.recorded_by
  where diagnosis.patient_id = p_patient_id and diagnosis.voided_at is null and diagnosed_at <= p_before
    and (diagnosed_at, diagnosis.id) < (p_before, p_before_id) and (p_person is null or diagnosis.recorded_by = p_person)
  order by diagnosed_at desc, diagnosis.id desc
  limit p_limit
$$;
create function private.problem_timeline(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
)
returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language sql stable security definer rows 50 set search_path = ''
as $$
  select problem.recorded_at, problem.id, problem.recorded_by, jsonb_build_object(
    'text', problem.text, 'code', coded.code, 'status', problem.status, 'onset', problem.onset, 'side', problem.side, 'by', author.full_name
  )
  from public.problems problem
  left join public.codes coded on coded.id = problem.code_id
  left join public.staff author on author.id = problem.recorded_by
  where problem.patient_id = p_patient_id and problem.voided_at is null and problem.recorded_at <= p_before
    and (problem.recorded_at, problem.id) < (p_before, p_before_id) and (p_person is null or problem.recorded_by = p_person)
  order by problem.recorded_at desc, problem.id desc
  limit p_limit
$$;
insert into private.timeline_sources (kind, entries, for_patient) values
  ('diagnosis', 'private.diagnosis_timeline', true), ('problem', 'private.problem_timeline', true);
