/*
 * Questions before a visit: sets that the hospital edits, bound to a specialty or a type of visit, and what patients answer.
 *
 * That a set is due is not kept anywhere: it follows from the visit as it is, so a visit that is booked, moved to another
 * doctor or cancelled needs nothing done, and a set that changes is asked as it is now. With the first answer the questions are
 * copied, and stay as they were asked. What is being typed is a draft, of whoever looks after the record in the portal and of
 * nobody else; what was sent is read by whoever has the chart open, and may be sent anew until the visit is checked in.
 *
 * Locks: the visit (shared, so that who checks in waits for what is being sent, or is waited for), then the questionnaire,
 * then its draft. Rejected: rows made due by a trigger of visits, which would have to be unmade by moves, sets and deaths.
 */
create table public.question_sets (
  id            uuid primary key default gen_random_uuid(),
  name          text not null,
  name_es       text not null,
  specialty_id  uuid references public.specialties on delete restrict,
  visit_type_id uuid references public.visit_types on delete restrict,
  questions     jsonb not null,
  active        boolean not null default true,
  version       integer not null default 1,
  updated_at    timestamptz not null default now(),
  updated_by    uuid references public.staff on delete set null,
  constraint question_sets_name_length check (char_length(btrim(name)) between 1 and 120),
  constraint question_sets_name_es_length check (char_length(btrim(name_es)) between 1 and 120),
  constraint question_sets_name_once unique (name),
  constraint question_sets_bound check (num_nonnulls(specialty_id, visit_type_id) > 0)
);
comment on table public.question_sets is 'Questions that patients answer before visits of a specialty, of a type, or of a type with a specialty.';
comment on column public.question_sets.questions is '[{key, type: text|one|many|yes_no|number|date, label, label_es, required?, unit?, options?: [{key, label, label_es}]}]';
create index question_sets_specialty_id_idx on public.question_sets (specialty_id);
create index question_sets_visit_type_id_idx on public.question_sets (visit_type_id);
create index question_sets_updated_by_idx on public.question_sets (updated_by);

create table public.questionnaires (
  id             uuid primary key default gen_random_uuid(),
  appointment_id uuid not null references public.appointments on delete restrict,
  patient_id     uuid not null references public.patients on delete restrict,
  set_id         uuid not null references public.question_sets on delete restrict,
  set_version    integer not null,
  name           text not null,
  name_es        text not null,
  questions      jsonb not null,
  begun_at       timestamptz not null default now(),
  answers        jsonb,
  sent_at        timestamptz,
  sent_by        uuid references public.profiles on delete set null,
  sent_name      text,
  sent_as        text,
  constraint questionnaires_once unique (appointment_id, set_id),
  constraint questionnaires_sent_wholly check (num_nulls(answers, sent_at, sent_name, sent_as) in (0, 4))
);
comment on table public.questionnaires is 'What a patient was asked before a visit, as it was asked, and what was sent in answer.';
comment on column public.questionnaires.sent_as is 'What who answered is to the patient, as portal_links.relationship has it.';
create index questionnaires_patient_id_idx on public.questionnaires (patient_id, sent_at desc, id desc);
create index questionnaires_set_id_idx on public.questionnaires (set_id);
create index questionnaires_sent_by_idx on public.questionnaires (sent_by);

create table public.questionnaire_drafts (
  questionnaire_id uuid primary key references public.questionnaires on delete cascade,
  patient_id       uuid not null references public.patients on delete restrict,
  answers          jsonb not null,
  version          integer not null default 1,
  updated_at       timestamptz not null default now(),
  updated_name     text not null
);
comment on table public.questionnaire_drafts is 'Answers as they are being typed, valid or not yet: {key: text, or texts of a choice of several}.';
create index questionnaire_drafts_patient_id_idx on public.questionnaire_drafts (patient_id);

alter table public.question_sets enable row level security;
alter table public.questionnaires enable row level security;
alter table public.questionnaire_drafts enable row level security;
create policy question_sets_select_editors on public.question_sets for select to authenticated
  using ((select private.has_permission('questionnaires.manage')));
create policy questionnaires_select_own_or_sent on public.questionnaires for select to authenticated
  using (
    patient_id in (select private.current_patient_ids())
    or (sent_at is not null and patient_id in (select private.opened_patient_ids()))
  );
create policy questionnaire_drafts_select_own on public.questionnaire_drafts for select to authenticated
  using (patient_id in (select private.current_patient_ids()));
grant select on public.question_sets, public.questionnaires, public.questionnaire_drafts to authenticated;

select private.define_permission('questionnaires.manage', 'Edit the questions patients answer before a visit');
select private.audited('public.question_sets');
select private.audited('public.questionnaires');
select private.not_audited('public.questionnaire_drafts', 'What is being typed, at each pause; what is sent is in the log');
select private.keeps('{public.question_sets}', 'Questionnaires were asked by them');
select private.keeps('{public.questionnaires}', 'The medical record');
select private.forgets('public.questionnaire_drafts', $$updated_at < $1 - interval '1 year'$$);
select private.on_merge('{public.questionnaires,public.questionnaire_drafts}', 'move');
select private.on_erasure('{public.questionnaires,public.questionnaire_drafts}', 'record', 'delete');
select private.no_work_of_patients('{public.questionnaires,public.questionnaire_drafts}', 'Under a visit, which is work');

/* The patient's other devices hear of what is kept; those who wait for the answers, of what was sent. */
create trigger questionnaire_drafts_600_announce after insert or update on public.questionnaire_drafts
  for each row execute function private.tg_announce('patient:{patient_id}', 'answers_kept', 'questionnaire_id version');

create function private.tg_questionnaires__announce() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_doctor_id constant uuid := (select doctor_id from public.appointments where id = new.appointment_id);
begin
  perform private.announce_once(topic, 'answers_sent', jsonb_build_object('appointment_id', new.appointment_id))
  from unnest(array['patient:' || new.patient_id, 'doctor:' || v_doctor_id, 'calendar']) as topic;
  return null;
end
$$;
create trigger questionnaires_600_announce after insert or update of sent_at on public.questionnaires
  for each row execute function private.tg_questionnaires__announce();

/* Questions ------------------------------------------------------------------------------------ */

create function private.is_question(p_question jsonb) returns boolean
language sql immutable set search_path = ''
return jsonb_typeof(p_question) = 'object'
  and p_question ->> 'key' ~ '^[a-z][a-z0-9_]{0,39}$'
  and p_question ->> 'type' in ('text', 'one', 'many', 'yes_no', 'number', 'date')
  and char_length(btrim(p_question ->> 'label')) between 1 and 300 and char_length(btrim(p_question ->> 'label_es')) between 1 and 300
  and jsonb_typeof(coalesce(p_question -> 'required', 'false')) = 'boolean'
  and char_length(coalesce(p_question ->> 'unit', '')) <= 20
  and case when p_question ->> 'type' not in ('one', 'many') then not p_question ? 'options'
    when jsonb_typeof(p_question -> 'options') = 'array' then jsonb_array_length(p_question -> 'options') between 2 and 30
      and (select count(distinct option ->> 'key') from jsonb_array_elements(p_question -> 'options') as option) = jsonb_array_length(p_question -> 'options')
      and not exists (
        select from jsonb_array_elements(p_question -> 'options') as option
        where (option ->> 'key' ~ '^[a-z][a-z0-9_]{0,39}$' and char_length(btrim(option ->> 'label')) between 1 and 120
          and char_length(btrim(option ->> 'label_es')) between 1 and 120) is not true
      )
    else false end;

create function private.are_questions(p_questions jsonb) returns boolean
language sql immutable set search_path = ''
return case when jsonb_typeof(p_questions) = 'array' then jsonb_array_length(p_questions) between 1 and 40
  and not exists (select from jsonb_array_elements(p_questions) as question where private.is_question(question) is not true)
  and not exists (select from jsonb_array_elements(p_questions) as question group by question ->> 'key' having count(*) > 1)
else false end;

create function private.save_question_set(
  p_name text, p_name_es text, p_questions jsonb, p_specialty_id uuid default null, p_visit_type_id uuid default null,
  p_active boolean default true, p_set_id uuid default null, p_version integer default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_set public.question_sets;
begin
  perform private.require_permission('questionnaires.manage');
  if char_length(btrim(coalesce(p_name, ''))) not between 1 and 120 then
    raise exception using errcode = '22023', message = 'Up to 120 characters, and not none', hint = 'p_name';
  elsif char_length(btrim(coalesce(p_name_es, ''))) not between 1 and 120 then
    raise exception using errcode = '22023', message = 'Up to 120 characters, and not none', hint = 'p_name_es';
  elsif num_nonnulls(p_specialty_id, p_visit_type_id) = 0 then
    raise exception using errcode = '22023', message = 'Before which visits is needed', hint = 'p_visit_type_id';
  elsif private.are_questions(p_questions) is not true then
    raise exception using errcode = '22023', message = 'The questions make no sense', hint = 'p_questions';
  end if;
  if p_set_id is null then
    insert into public.question_sets (name, name_es, questions, specialty_id, visit_type_id, active, updated_by)
    values (btrim(p_name), btrim(p_name_es), p_questions, p_specialty_id, p_visit_type_id, coalesce(p_active, true), private.current_staff_id())
    returning * into v_set;
    return v_set.id;
  end if;
  select * into v_set from public.question_sets where id = p_set_id for no key update;
  perform private.require_permission('questionnaires.manage');
  if v_set.id is null then
    raise exception using errcode = 'PT404', message = 'There is no such set', hint = 'p_set_id';
  elsif v_set.version is distinct from p_version then
    raise exception using errcode = 'LN009', message = 'Somebody else has changed it', hint = 'p_version';
  end if;
  update public.question_sets set
    name = btrim(p_name), name_es = btrim(p_name_es), questions = p_questions, specialty_id = p_specialty_id,
    visit_type_id = p_visit_type_id, active = coalesce(p_active, true), version = version + 1, updated_at = clock_timestamp(),
    updated_by = private.current_staff_id()
  where id = p_set_id;
  return p_set_id;
end
$$;

/* What is asked before visits -------------------------------------------------------------------- */

/*
 * What is asked before each of these visits, and how it stands: due, begun, sent. A visit that is over or does not take
 * place needs no more answers. Whose visits are asked about is the caller's affair.
 */
create function private.asked_before(p_appointment_ids uuid[])
returns table (appointment_id uuid, set_id uuid, questionnaire_id uuid, name text, name_es text, state text, sent_at timestamptz)
language plpgsql stable security definer rows 50 set search_path = ''
as $$
begin
  return query
    select visit.id, asked.set_id, asked.id, asked.name, asked.name_es,
      case when asked.sent_at is null then 'begun' else 'sent' end, asked.sent_at
    from public.appointments visit
    join public.questionnaires asked on asked.appointment_id = visit.id
    where visit.id = any (p_appointment_ids)
      and (asked.sent_at is not null or visit.status in ('requested', 'confirmed', 'checked_in', 'in_consultation'))
    union all
    select visit.id, wanted.id, null, wanted.name, wanted.name_es, 'due', null
    from public.appointments visit
    join public.doctors doctor on doctor.id = visit.doctor_id
    join public.question_sets wanted on wanted.active
      and (wanted.specialty_id is null or wanted.specialty_id = doctor.specialty_id)
      and (wanted.visit_type_id is null or wanted.visit_type_id = visit.visit_type_id)
    where visit.id = any (p_appointment_ids) and visit.status in ('requested', 'confirmed', 'checked_in', 'in_consultation')
      and not exists (
        select from public.questionnaires asked where asked.appointment_id = visit.id and asked.set_id = wanted.id
      )
    order by 1, 4;
end
$$;

/* The same of visits the caller sees, as the policy of visits has it. That something was answered is no part of the record. */
create function private.visit_questionnaires(p_appointment_ids uuid[])
returns table (appointment_id uuid, set_id uuid, questionnaire_id uuid, name text, name_es text, state text, sent_at timestamptz)
language plpgsql stable security definer rows 50 set search_path = ''
as $$
declare
  v_all constant boolean := private.has_permission('appointments.read_all');
  v_staff_id constant uuid := private.current_staff_id();
begin
  if cardinality(p_appointment_ids) > 500 then
    raise exception using errcode = '22023', message = 'Up to 500 visits', hint = 'p_appointment_ids';
  end if;
  return query select * from private.asked_before(array(
    select visit.id from public.appointments visit
    where visit.id = any (p_appointment_ids) and (
      v_all or visit.doctor_id is not distinct from v_staff_id
      or visit.patient_id in (select private.current_patient_ids())
      or visit.patient_id in (select private.care_patient_ids())
    )
  ));
end
$$;

/* Answering ------------------------------------------------------------------------------------ */

/* Refuses (PT404) whoever has not this visit in the portal; with p_lock, and LN046 once it is not to be answered any more. */
create function private.require_own_visit(p_appointment_id uuid, p_lock boolean) returns public.appointments
language plpgsql security definer set search_path = ''
as $$
declare
  v_visit public.appointments;
begin
  select * into v_visit from public.appointments where id = p_appointment_id;
  if p_lock and coalesce(v_visit.patient_id in (select private.current_patient_ids()), false) then
    select * into v_visit from public.appointments where id = p_appointment_id for share;
  end if;
  if (v_visit.patient_id in (select private.current_patient_ids())) is not true then
    raise exception using errcode = 'PT404', message = 'There is no such visit of yours', hint = 'p_appointment_id';
  elsif p_lock and v_visit.status not in ('requested', 'confirmed') then
    raise exception using errcode = 'LN046', message = 'The visit has begun, or does not take place', hint = 'p_appointment_id';
  end if;
  return v_visit;
end
$$;

/* What is asked before one's own visit, with what was typed. */
create function private.visit_questions(p_appointment_id uuid)
returns table (
  set_id uuid, questionnaire_id uuid, name text, name_es text, questions jsonb, answers jsonb, version integer, updated_at timestamptz,
  updated_name text, sent_at timestamptz, sent_name text, unsent boolean, open boolean
)
language plpgsql stable security definer rows 3 set search_path = ''
as $$
declare
  v_visit constant public.appointments := private.require_own_visit(p_appointment_id, false);
begin
  return query
    select asked.set_id, asked.questionnaire_id, asked.name, asked.name_es, coalesce(kept.questions, wanted.questions),
      -- Afterwards what counts is what was sent; what never was is still shown to whoever typed it.
      case when v_visit.status in ('requested', 'confirmed') then coalesce(draft.answers, kept.answers, '{}')
        else coalesce(kept.answers, draft.answers, '{}') end,
      coalesce(draft.version, 0), draft.updated_at, draft.updated_name, kept.sent_at, kept.sent_name,
      draft.answers is not null and draft.answers is distinct from kept.answers, v_visit.status in ('requested', 'confirmed')
    from private.asked_before(array[p_appointment_id]) as asked
    join public.question_sets wanted on wanted.id = asked.set_id
    left join public.questionnaires kept on kept.id = asked.questionnaire_id
    left join public.questionnaire_drafts draft on draft.questionnaire_id = kept.id
    order by asked.name, asked.set_id;
end
$$;

/* Whether answers can be kept, finished or not: of questions that were asked, as text or texts. */
create function private.are_answers(p_questions jsonb, p_answers jsonb) returns boolean
language sql immutable set search_path = ''
return case when jsonb_typeof(p_answers) = 'object' then octet_length(p_answers::text) <= 200000 and not exists (
  select from jsonb_each(p_answers) as answer
  left join jsonb_array_elements(p_questions) as question on question ->> 'key' = answer.key
  where question is null or case jsonb_typeof(answer.value)
    when 'string' then question ->> 'type' = 'many' or char_length(answer.value #>> '{}') > 4000
    when 'array' then question ->> 'type' <> 'many' or jsonb_array_length(answer.value) > 30
      or exists (select from jsonb_array_elements(answer.value) as chosen where jsonb_typeof(chosen) <> 'string')
    else true end
) else false end;

/* Whether an answer is one to its question. Nothing is one, unless it is required. */
create function private.is_answer(p_question jsonb, p_answer jsonb) returns boolean
language plpgsql immutable set search_path = ''
as $$
declare
  v_text constant text := btrim(p_answer #>> '{}');
begin
  if p_answer is null or v_text = '' or p_answer = '[]' then
    return coalesce(p_question -> 'required', 'false') <> 'true';
  end if;
  return case p_question ->> 'type'
    when 'yes_no' then v_text in ('yes', 'no')
    when 'number' then v_text ~ '^-?[0-9]{1,9}([.,][0-9]{1,4})?$'
    when 'date' then v_text ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' and pg_input_is_valid(v_text, 'date')
    when 'one' then exists (select from jsonb_array_elements(p_question -> 'options') as option where option ->> 'key' = v_text)
    when 'many' then not exists (
      select from jsonb_array_elements_text(p_answer) as chosen
      where not exists (select from jsonb_array_elements(p_question -> 'options') as option where option ->> 'key' = chosen)
    )
    else true
  end;
end
$$;

/* Who answers, by name. */
create function private.answering_name() returns text
language sql stable security definer set search_path = ''
return coalesce((select nullif(btrim(full_name), '') from public.profiles where id = auth.uid()), '–');

/* Keeps what is typed, and gives the draft; its questionnaire is made with the first answer. */
create function private.keep_answers(p_appointment_id uuid, p_set_id uuid, p_version integer, p_answers jsonb)
returns public.questionnaire_drafts
language plpgsql security definer set search_path = ''
as $$
declare
  v_visit constant public.appointments := private.require_own_visit(p_appointment_id, true);
  v_asked public.questionnaires;
  v_draft public.questionnaire_drafts;
begin
  select * into v_asked from public.questionnaires where appointment_id = p_appointment_id and set_id = p_set_id for no key update;
  if v_asked.id is null then
    if not exists (select from private.asked_before(array[p_appointment_id]) as asked where asked.set_id = p_set_id) then
      raise exception using errcode = 'PT404', message = 'This is not asked before that visit', hint = 'p_set_id';
    end if;
    if private.are_answers((select questions from public.question_sets where id = p_set_id), p_answers) is not true then
      raise exception using errcode = '22023', message = 'These are no answers to what is asked', hint = 'p_answers';
    end if;
    insert into public.questionnaires (appointment_id, patient_id, set_id, set_version, name, name_es, questions)
    select p_appointment_id, v_visit.patient_id, id, version, name, name_es, questions from public.question_sets where id = p_set_id
    on conflict on constraint questionnaires_once do nothing
    returning * into v_asked;
    if v_asked.id is null then
      select * into v_asked from public.questionnaires where appointment_id = p_appointment_id and set_id = p_set_id for no key update;
    end if;
  end if;
  if private.are_answers(v_asked.questions, p_answers) is not true then
    raise exception using errcode = '22023', message = 'These are no answers to what is asked', hint = 'p_answers';
  end if;
  select * into v_draft from public.questionnaire_drafts where questionnaire_id = v_asked.id for no key update;
  -- Whoever waited for another device may have lost the record meanwhile.
  perform private.require_own_visit(p_appointment_id, false);
  -- What was kept, and whose answer was lost, is kept.
  if v_draft.answers = p_answers then return v_draft; end if;
  if coalesce(v_draft.version, 0) is distinct from p_version then
    raise exception using errcode = 'LN009', message = 'Answered on another device meanwhile', hint = 'p_version';
  end if;
  insert into public.questionnaire_drafts as draft (questionnaire_id, patient_id, answers, updated_name)
  values (v_asked.id, v_asked.patient_id, p_answers, private.answering_name())
  on conflict (questionnaire_id) do update set
    answers = excluded.answers, version = draft.version + 1, updated_at = clock_timestamp(), updated_name = excluded.updated_name
  returning * into v_draft;
  return v_draft;
end
$$;

create function private.save_answers(p_appointment_id uuid, p_set_id uuid, p_version integer, p_answers jsonb) returns integer
language plpgsql security definer set search_path = ''
as $$
begin
  return (private.keep_answers(p_appointment_id, p_set_id, p_version, p_answers)).version;
end
$$;

/* Sent twice as they are, answers are sent once. */
create function private.send_answers(p_appointment_id uuid, p_set_id uuid, p_version integer, p_answers jsonb) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_draft constant public.questionnaire_drafts := private.keep_answers(p_appointment_id, p_set_id, p_version, p_answers);
  v_asked public.questionnaires;
  v_wrong text;
begin
  select * into v_asked from public.questionnaires where id = v_draft.questionnaire_id;
  select question ->> 'key' into v_wrong
  from jsonb_array_elements(v_asked.questions) with ordinality as listed (question, place)
  where private.is_answer(question, p_answers -> (question ->> 'key')) is not true
  order by place limit 1;
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'An answer is missing, or is none', hint = 'p_q_' || v_wrong;
  end if;
  update public.questionnaires set
    answers = v_draft.answers, sent_at = clock_timestamp(), sent_by = auth.uid(), sent_name = private.answering_name(),
    sent_as = coalesce((select relationship from public.portal_links where patient_id = v_asked.patient_id and user_id = auth.uid()), 'self')
  where id = v_asked.id and answers is distinct from v_draft.answers;
  return v_asked.id;
end
$$;

/* Told by others ------------------------------------------------------------------------------- */

create function private.questions_open(p_appointment_id uuid) returns boolean
language sql stable security definer set search_path = ''
return exists (select from private.asked_before(array[p_appointment_id]) as asked where asked.state <> 'sent');
insert into private.visit_asks (ask, is_open) values ('questions', 'private.questions_open');

create function private.timeline_questionnaires(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
) returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language sql stable security definer rows 30 set search_path = ''
as $$
  select sent_at, id, null::uuid, jsonb_build_object(
    'name', name, 'name_es', name_es, 'by', case when sent_as <> 'self' then sent_name end, 'visit', appointment_id
  )
  from public.questionnaires
  where patient_id = p_patient_id and sent_at is not null and (sent_at, id) < (p_before, p_before_id) and p_person is null
  order by sent_at desc, id desc
  limit p_limit
$$;
insert into private.timeline_sources (kind, entries, for_patient) values ('questionnaire', 'private.timeline_questionnaires', true);

select private.expose('save_question_set', '{authenticated}', 'Makes a set of questions asked before visits of p_specialty_id, of p_visit_type_id or of both, or with p_set_id and the p_version that was read (LN009) changes it; p_active false retires it. What has been begun stays as it was asked. Gives its id. Needs questionnaires.manage (42501); PT404, 22023 (hint: which), question_sets_name_once.');
select private.expose('visit_questionnaires', '{authenticated}', 'What is asked before visits the caller sees (up to 500, else 22023), and how it stands: due, begun, sent; without the answers.');
select private.expose('visit_questions', '{authenticated}', 'What is asked before a visit of one''s own (or of whom one looks after) with the answers typed so far, the version of the draft (0: none), whether something of it has not been sent, and whether it still can be. PT404.');
select private.expose('save_answers', '{authenticated}', 'Keeps answers as they are typed, {key: text or texts}, and gives the version of the draft; p_version is the one that was read, 0 for none (LN009 when another device has written since; the same again is no change). One''s own visit (PT404) until it is checked in (LN046); 22023 (hint p_answers).');
select private.expose('send_answers', '{authenticated}', 'Keeps answers and sends them to those who see the patient; may be sent anew until the visit is checked in (LN046). Gives the id of the questionnaire. Raises what save_answers does, and 22023 with the hint p_q_<key> for the first answer that is missing or is none.');
