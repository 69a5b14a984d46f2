/*
 * Who opened a patient's chart, as the patient reads it: who, as what, when, and by what right. The words of an emergency
 * are for those who review it: they may say what a child's parent, who reads here too, should not learn. A patient may
 * question an opening; the hospital answers in the same queue.
 */

create table public.chart_questions (
  id            uuid primary key default gen_random_uuid(),
  opening_id    uuid not null references public.chart_openings on delete restrict,
  patient_id    uuid not null references public.patients on delete restrict,
  asked_by      uuid references public.profiles on delete set null,
  words         text not null,
  asked_at      timestamptz not null default clock_timestamp(),
  answer        text,
  answered_by   uuid references public.profiles on delete set null,
  answered_name text,
  answered_at   timestamptz,
  constraint chart_questions_once unique (opening_id),
  constraint chart_questions_words_length check (char_length(btrim(words)) between 1 and 1000),
  constraint chart_questions_answer_length check (char_length(btrim(answer)) between 1 and 1000),
  constraint chart_questions_answered_wholly check (num_nulls(answer, answered_name, answered_at) in (0, 3))
);
comment on table public.chart_questions is 'What a patient asks about who opened their chart, and what the hospital answers.';
create index chart_questions_patient_id_idx on public.chart_questions (patient_id);
create index chart_questions_asked_by_idx on public.chart_questions (asked_by);
create index chart_questions_answered_by_idx on public.chart_questions (answered_by);
create index chart_questions_open_idx on public.chart_questions (asked_at, id) where answered_at is null;

alter table public.chart_questions enable row level security;
create policy chart_questions_select_own_or_reviewer on public.chart_questions for select to authenticated
  using (patient_id in (select private.current_patient_ids()) or (select private.has_permission('charts.review')));
grant select on public.chart_questions to authenticated;

select private.audited('public.chart_questions');
select private.keeps('{public.chart_questions}', 'Who read a record is told for as long as there is the record');
select private.on_merge('{public.chart_questions}', 'move');
select private.on_erasure('{public.chart_questions}', 'record', 'delete');
select private.no_work_of_patients('{public.chart_questions}', 'Who read the record, afterwards too');

create trigger chart_questions_600_announce after insert or update on public.chart_questions
  for each row execute function private.tg_announce('openings patient:{patient_id}', 'openings_changed');

create function private.chart_readers(
  p_patient_id uuid, p_before timestamptz default null, p_before_id uuid default null, p_limit integer default 20
) returns table (
  id uuid, staff_name text, staff_position text, basis text, care text[], kind text, since timestamptz, until timestamptz,
  question text, asked_at timestamptz, answer text, answered_at timestamptz
)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
begin
  if p_patient_id is null or p_patient_id not in (select private.current_patient_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such record of yours', hint = 'p_patient_id';
  end if;
  return query
    select opening.id, opening.staff_name, opening.staff_position, opening.basis, opening.care, opening.kind, opening.since,
      opening.until, asked.words, asked.asked_at, asked.answer, asked.answered_at
    from public.chart_openings opening
    left join public.chart_questions asked on asked.opening_id = opening.id
    where opening.patient_id = p_patient_id
      and (p_before is null or (opening.since, opening.id) < (p_before, p_before_id))
    order by opening.since desc, opening.id desc
    limit least(greatest(coalesce(p_limit, 20), 1), 101);
end
$$;

create function private.question_opening(p_opening_id uuid, p_words text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_opening public.chart_openings;
begin
  select * into v_opening from public.chart_openings opening
  where opening.id = p_opening_id and opening.patient_id in (select private.current_patient_ids());
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such opening of your record', hint = 'p_opening_id';
  end if;
  if char_length(btrim(coalesce(p_words, ''))) not between 1 and 1000 then
    raise exception using errcode = '22023', message = 'A question has up to 1000 characters', hint = 'p_words';
  end if;
  -- Of several accounts that look after one patient the first has asked.
  insert into public.chart_questions (opening_id, patient_id, asked_by, words)
  values (v_opening.id, v_opening.patient_id, auth.uid(), btrim(p_words))
  on conflict on constraint chart_questions_once do nothing;
  if not found then
    raise exception using errcode = 'LN009', message = 'It has been asked about', hint = 'p_opening_id';
  end if;
  perform private.notify_user(
    person, 'chart_question', jsonb_build_object('staff_name', v_opening.staff_name), '/admin/openings?state=questions',
    'opening:' || v_opening.id, 'warning'
  )
  from private.people_holding('charts.review') as person;
end
$$;

create function private.answer_chart_question(p_question_id uuid, p_words text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_question public.chart_questions;
begin
  perform private.require_permission('charts.review');
  if char_length(btrim(coalesce(p_words, ''))) not between 1 and 1000 then
    raise exception using errcode = '22023', message = 'An answer has up to 1000 characters', hint = 'p_words';
  end if;
  select * into v_question from public.chart_questions question where question.id = p_question_id for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such question', hint = 'p_question_id';
  end if;
  -- Who waited for a colleague may have lost the right meanwhile.
  perform private.require_permission('charts.review');
  if exists (
    select from public.chart_openings opening
    where opening.id = v_question.opening_id and opening.staff_id = private.current_staff_id()
  ) then
    raise exception using errcode = '42501', message = 'Somebody else answers it', hint = 'own';
  elsif v_question.answered_at is not null then
    raise exception using errcode = 'LN009', message = 'It has been answered', hint = 'p_question_id';
  end if;
  update public.chart_questions set answer = btrim(p_words), answered_by = auth.uid(), answered_at = clock_timestamp(),
    answered_name = coalesce((select full_name from public.staff where staff.id = private.current_staff_id()), '')
  where id = p_question_id;
end
$$;

select private.expose('chart_readers', '{authenticated}', 'Who opened the chart of a record that is linked to the caller''s account, newest first; p_before and p_before_id are the last row''s since and id, for the page after it. PT404 for other records.');
select private.expose('question_opening', '{authenticated}', 'Asks about an opening of one''s own record, or of one that is linked; once (LN009). PT404, 22023 (hint p_words).');
select private.expose('answer_chart_question', '{authenticated}', 'Answers a patient''s question about who opened their chart: once (LN009), never about oneself (42501, hint own). Needs charts.review (42501); PT404, 22023.');
