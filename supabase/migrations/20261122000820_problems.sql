/*
 * The problem list: what a patient has or had, for as long as it matters. What is coded is on it once while it goes on; two
 * who add it at once find that out by the index. A visit's diagnosis is another thing, and is taken over from there.
 */
create table public.problems (
  id         uuid primary key default gen_random_uuid(),
  code_id    uuid references public.codes on delete restrict,
  text       text not null, -- what the code was called then; without a code, what was typed
  status     text not null default 'active',
  certainty  text not null default 'confirmed',
  side       text,
  onset      text,
  ended_on   text,
  comment    text,
  like private.record_entry including defaults including constraints,
  constraint problems_text_length check (char_length(btrim(text)) between 1 and 400),
  constraint problems_status_known check (status in ('active', 'inactive', 'resolved')),
  constraint problems_certainty_known check (certainty in ('confirmed', 'provisional', 'differential')),
  constraint problems_side_known check (side in ('left', 'right', 'both')),
  constraint problems_onset_form check (private.is_partial_date(onset)),
  constraint problems_ended_on_form check (private.is_partial_date(ended_on)),
  constraint problems_ended_on_of_resolved check (ended_on is null or status = 'resolved'),
  constraint problems_order check (onset <= rpad(ended_on, 10, '~')),
  constraint problems_comment_length check (char_length(btrim(comment)) between 1 and 1000)
);
comment on table public.problems is 'The problem list. Without a code it is not coded, and said to be.';
comment on column public.problems.onset is 'A day, a month or a year, as it is known.';
create unique index problems_once_by_code on public.problems (patient_id, code_id, coalesce(side, ''))
  where voided_at is null and status <> 'resolved' and code_id is not null;
create unique index problems_once_by_text on public.problems (patient_id, lower(btrim(text)), coalesce(side, ''))
  where voided_at is null and status <> 'resolved' and code_id is null;
create index problems_code_id_idx on public.problems (code_id);

/* What both records have stays in the one that goes on; the other's is struck out, and says so. */
create function private.merge_problems(p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.problems mine set voided_at = clock_timestamp(), void_reason = 'Already in the other record', version = version + 1
  where mine.patient_id = p_from and mine.voided_at is null and mine.status <> 'resolved' and exists (
    select from public.problems theirs
    where theirs.patient_id = p_to and theirs.voided_at is null and theirs.status <> 'resolved'
      and coalesce(theirs.side, '') = coalesce(mine.side, '')
      and (theirs.code_id = mine.code_id or theirs.code_id is null and mine.code_id is null and lower(btrim(theirs.text)) = lower(btrim(mine.text)))
  );
  update public.problems set patient_id = p_to where patient_id = p_from;
end
$$;

select private.define_permission('problems.write', 'Keep the problem list, diagnoses and procedures', '{doctor}');
select private.record_entries_of('problem', 'public.problems', 'problems.write', p_merge => 'function', p_merge_function => 'private.merge_problems');
create trigger problems_310_code_used after insert on public.problems
  for each row when (new.code_id is not null) execute function private.tg_code_used();

/* What is wrong with the words of a problem: 22023 with the parameter as the hint. */
create function private.require_problem_fields(
  p_status text, p_certainty text, p_side text, p_onset text, p_ended_on text, p_comment text
) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_wrong constant text := case
    when coalesce(p_status, '') not in ('active', 'inactive', 'resolved') then 'p_status'
    when coalesce(p_certainty, '') not in ('confirmed', 'provisional', 'differential') then 'p_certainty'
    when p_side not in ('left', 'right', 'both') then 'p_side'
    when not private.is_partial_date(p_onset) or rpad(p_onset, 4) > left(private.hospital_day()::text, 4) then 'p_onset'
    when not private.is_partial_date(p_ended_on) or p_ended_on is not null and p_status <> 'resolved'
      or p_onset > rpad(p_ended_on, 10, '~') then 'p_ended_on'
    when char_length(p_comment) > 1000 then 'p_comment'
  end;
begin
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'Not a value this can have', hint = v_wrong;
  end if;
end
$$;

create function private.add_problem(
  p_patient_id uuid, p_code_id uuid default null, p_text text default null, p_status text default 'active', p_certainty text default 'confirmed',
  p_side text default null, p_onset text default null, p_ended_on text default null, p_comment text default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  perform private.require_writing(p_patient_id, 'problems.write');
  perform private.require_problem_fields(p_status, p_certainty, p_side, p_onset, p_ended_on, p_comment);
  insert into public.problems (patient_id, code_id, text, status, certainty, side, onset, ended_on, comment)
  values (
    p_patient_id, p_code_id, private.entry_text(p_code_id, p_text), p_status, p_certainty, p_side, p_onset, p_ended_on,
    nullif(btrim(p_comment), '')
  )
  returning id into v_id;
  -- Whoever added the same was waited for.
  perform private.require_writing(p_patient_id, 'problems.write');
  return v_id;
end
$$;

create function private.edit_problem(
  p_problem_id uuid, p_version integer, p_status text, p_certainty text, p_side text default null, p_onset text default null,
  p_ended_on text default null, p_comment text default null
) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_problem public.problems;
begin
  perform private.require_permission('problems.write');
  select * into v_problem from public.problems where id = p_problem_id for update;
  perform private.require_writing(v_problem.patient_id, 'problems.write', 'p_problem_id');
  perform private.require_version(p_version, v_problem.version, v_problem.voided_at);
  perform private.require_problem_fields(p_status, p_certainty, p_side, p_onset, p_ended_on, p_comment);
  update public.problems set
    status = p_status, certainty = p_certainty, side = p_side, onset = p_onset, ended_on = p_ended_on,
    comment = nullif(btrim(p_comment), ''), version = version + 1, updated_by = private.current_staff_id(), updated_at = clock_timestamp()
  where id = p_problem_id;
end
$$;

select private.expose('add_problem', '{authenticated}',
'Puts a problem on the list, by a code or (uncoded) in words of up to 200 characters; gives its id. p_status active, inactive, resolved; p_certainty
confirmed, provisional, differential; p_side left, right, both; p_onset and p_ended_on a day, a month or a year. Needs problems.write and the chart open.
Raises 42501, PT404, 22023 (hint: which), 23505 on problems_once_by_code or problems_once_by_text: on the list already.');
select private.expose('edit_problem', '{authenticated}',
'Changes a problem of the list, as it was read in p_version. Needs problems.write and the chart open. Raises 42501, PT404, 22023, LN009 changed meanwhile,
LN035 struck out, 23505 as add_problem.');
