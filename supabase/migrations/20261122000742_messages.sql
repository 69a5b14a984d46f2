/*
 * Messages between a patient and those who care for them: threads on the record. A line is never changed: who wrote it may
 * say that it was sent in error, and it stays. Whoever looks after the patient answers; the thread is with one of them, or
 * with the team. It waits from the patient's first unanswered line until an answer, and nobody has to remember to say so.
 *
 * No urgency is promised: screens say so, with the emergency number and how long an answer may take, both settings.
 *
 * Locks: the patient's cap, then the thread. A thread is locked before it is written to, so whoever closes it while the
 * patient writes finds the new line, or is found by it: what is written to a closed thread opens it again.
 */
alter table public.hospital_settings
  add column emergency_phone text not null default '112'
    constraint hospital_settings_emergency_phone_form check (emergency_phone ~ '^[0-9+][0-9 ]{1,19}$'),
  add column messages_per_day integer not null default 10
    constraint hospital_settings_messages_per_day_range check (messages_per_day between 1 and 100),
  add column messages_answer_days integer not null default 3
    constraint hospital_settings_messages_answer_days_range check (messages_answer_days between 1 and 30);
comment on column public.hospital_settings.emergency_phone is 'Whom to call in an emergency, as it is dialled.';
comment on column public.hospital_settings.messages_per_day is 'How many messages may be written for a patient in a day.';
comment on column public.hospital_settings.messages_answer_days is 'Within how many days a message is answered, as patients are told; later it is urgent in the inbox.';
grant update (emergency_phone, messages_per_day, messages_answer_days) on public.hospital_settings to authenticated;

create table public.message_threads (
  id            uuid primary key default gen_random_uuid(),
  patient_id    uuid not null references public.patients on delete restrict,
  subject       text not null constraint message_threads_subject_length check (char_length(btrim(subject)) between 1 and 120),
  staff_id      uuid references public.staff on delete set null,
  staff_name    text, -- as it was
  status        text not null default 'open' constraint message_threads_status_known check (status in ('open', 'closed')),
  version       integer not null default 1,
  created_at    timestamptz not null default clock_timestamp(),
  last_at       timestamptz not null default clock_timestamp(),
  waiting_since timestamptz,
  closed_at     timestamptz,
  closed_name   text,
  constraint message_threads_id_patient_id_key unique (id, patient_id),
  constraint message_threads_with_whom check (staff_id is null or staff_name is not null),
  constraint message_threads_closed_wholly check (
    num_nulls(closed_at, closed_name) = case status when 'closed' then 0 else 2 end and (status = 'open' or waiting_since is null)
  )
);
comment on table public.message_threads is 'What is written between a patient and those who care for them about one subject, and with whom it is.';
comment on column public.message_threads.staff_id is 'Whom it is with; null: the care team.';
comment on column public.message_threads.version is 'Counts who it is with and whether it is closed; not what is written.';
comment on column public.message_threads.waiting_since is 'Since when something of the patient''s is unanswered; null: nothing is.';
create index message_threads_patient_id_last_at_idx on public.message_threads (patient_id, last_at desc, id desc);
create index message_threads_staff_id_idx on public.message_threads (staff_id);
create index message_threads_waiting_staff_idx on public.message_threads (staff_id, waiting_since) where waiting_since is not null;
create index message_threads_waiting_patient_idx on public.message_threads (patient_id) where waiting_since is not null;

create table public.message_lines (
  id           uuid primary key default gen_random_uuid(),
  thread_id    uuid not null,
  patient_id   uuid not null references public.patients on delete restrict,
  kind         text not null default 'text' constraint message_lines_kind_known check (kind in ('text', 'given', 'closed')),
  side         text not null constraint message_lines_side_known check (side in ('patient', 'staff')),
  body         text constraint message_lines_body_length check (char_length(btrim(body)) between 1 and 5000),
  to_name      text,
  staff_id     uuid references public.staff on delete set null,
  sent_by      uuid references public.profiles on delete set null,
  sender_name  text not null, -- as it was
  relationship text,
  for_name     text,
  crossed      boolean not null default false,
  sent_at      timestamptz not null default clock_timestamp(),
  error_at     timestamptz,
  foreign key (thread_id, patient_id) references public.message_threads (id, patient_id) on update cascade on delete restrict,
  constraint message_lines_id_patient_id_key unique (id, patient_id),
  constraint message_lines_text_says_something check ((kind = 'text') = (body is not null) and (kind = 'text' or error_at is null)),
  constraint message_lines_relationship_known check (
    relationship is null or relationship in ('self', 'parent', 'guardian', 'carer') and side = 'patient'
  )
);
comment on table public.message_lines is 'What was written, and what became of the thread: given to somebody, closed. Never changed.';
comment on column public.message_lines.to_name is 'Of given: to whom; null: to the care team.';
comment on column public.message_lines.relationship is 'Of the patient''s side: who wrote, as portal_links had it then.';
comment on column public.message_lines.for_name is 'The colleague in whose place it was answered.';
comment on column public.message_lines.crossed is 'A colleague answered while this was written.';
comment on column public.message_lines.error_at is 'When who wrote it said that it was sent in error.';
create index message_lines_thread_id_idx on public.message_lines (thread_id, patient_id, sent_at, id);
create index message_lines_patient_id_sent_at_idx on public.message_lines (patient_id, sent_at);
create index message_lines_staff_id_idx on public.message_lines (staff_id);
create index message_lines_sent_by_idx on public.message_lines (sent_by);

create table public.message_reads (
  thread_id  uuid not null,
  patient_id uuid not null references public.patients on delete restrict,
  user_id    uuid not null references public.profiles on delete cascade,
  side       text not null constraint message_reads_side_known check (side in ('patient', 'staff')),
  name       text not null,
  read_at    timestamptz not null default clock_timestamp(),
  primary key (thread_id, user_id),
  foreign key (thread_id, patient_id) references public.message_threads (id, patient_id) on update cascade on delete restrict
);
comment on table public.message_reads is 'Who has had a thread on their screen, and when last: what was sent until then they have read.';
create index message_reads_thread_id_patient_id_idx on public.message_reads (thread_id, patient_id);
create index message_reads_patient_id_idx on public.message_reads (patient_id);
create index message_reads_user_id_idx on public.message_reads (user_id);

alter table public.message_threads enable row level security;
alter table public.message_lines enable row level security;
alter table public.message_reads enable row level security;
create policy message_threads_select_opened_or_own on public.message_threads for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or patient_id in (select private.current_patient_ids()));
create policy message_lines_select_opened_or_own on public.message_lines for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or patient_id in (select private.current_patient_ids()));
create policy message_reads_select_opened_or_own on public.message_reads for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or patient_id in (select private.current_patient_ids()));
grant select on public.message_threads, public.message_lines, public.message_reads to authenticated;

select private.define_permission('messages.answer', 'Answer messages of patients in one''s care, and write to them', '{doctor,nurse,ward_manager}');
select private.audited('public.message_threads');
select private.audited('public.message_lines');
select private.not_audited('public.message_reads', 'Who had a thread on their screen stands beside it; who opened the chart is told');
select private.keeps('{public.message_threads,public.message_lines,public.message_reads}', 'What was written to a patient is part of the record');
-- With the threads, by the foreign keys.
select private.on_merge('{public.message_threads,public.message_lines,public.message_reads}', 'move');
select private.on_erasure('{public.message_threads,public.message_lines,public.message_reads}', 'record', 'delete');
select private.no_work_of_patients('{public.message_lines,public.message_reads}', 'Under a thread, which is work');

/* A death closes what is open: nobody is asked to answer any more. */
create function private.close_threads(p_patient_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.message_threads set
    status = 'closed', waiting_since = null, closed_at = clock_timestamp(), version = version + 1,
    closed_name = coalesce((select full_name from public.staff where id = private.current_staff_id()), '')
  where patient_id = p_patient_id and status = 'open';
end
$$;
select private.work_of_patients('public.message_threads', $$ {row}.status = 'open'$$, 'private.close_threads');

/* What was written stays as it was written: only that it was sent in error is said, once. */
create function private.tg_message_lines__stay() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and (old.error_at is null or old.error_at = new.error_at)
    and to_jsonb(old) - array['patient_id', 'staff_id', 'sent_by', 'error_at'] = to_jsonb(new) - array['patient_id', 'staff_id', 'sent_by', 'error_at'] then
    return new;
  end if;
  if private.is_erasing() then return coalesce(new, old); end if;
  raise exception using errcode = 'LN064', message = 'What was written stays as it is', hint = 'message_lines';
end
$$;
create trigger message_lines_170_stay before update or delete on public.message_lines
  for each row execute function private.tg_message_lines__stay();

create trigger message_threads_600_announce after insert or update on public.message_threads
  for each row execute function private.tg_announce('patient:{patient_id}', 'messages_changed', 'thread_id=id');
/* The list of whom it is with, or was; the team's, where it is theirs. */
create function private.tg_message_threads__announce_inbox() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_before constant uuid := case when tg_op = 'UPDATE' then old.staff_id end;
begin
  perform private.announce_inbox(array[new.staff_id, v_before]);
  if private.left_to_team(new.staff_id) or tg_op = 'UPDATE' and private.left_to_team(v_before) then
    perform private.announce_inbox(array(select private.care_team_of(new.patient_id)));
  end if;
  return null;
end
$$;
create trigger message_threads_610_announce_inbox after insert or update on public.message_threads
  for each row execute function private.tg_message_threads__announce_inbox();
create trigger message_lines_600_announce after insert or update on public.message_lines
  for each row execute function private.tg_announce('patient:{patient_id}', 'messages_changed', 'thread_id');
create trigger message_reads_600_announce after insert or update on public.message_reads
  for each row execute function private.tg_announce('patient:{patient_id}', 'messages_changed', 'thread_id');

/* The inbox ---------------------------------------------------------------------------------------- */

/* Threads that wait: with whom they are; the team's, or of who is away and whom nobody stands in for, for all who care for the patient. */
create function private.inbox_messages(p_staff_id uuid)
returns table (item_id uuid, patient_id uuid, at timestamptz, urgent boolean, shared boolean, facts jsonb, link text)
language plpgsql stable security definer rows 50 set search_path = ''
as $$
declare
  c_late constant timestamptz := now() - make_interval(days => (select messages_answer_days from public.hospital_settings));
  c_left constant boolean := private.left_to_team(p_staff_id);
  -- Asked once of each colleague, and not of each thread.
  c_gone constant uuid[] := array(
    select with_whom from (
      select distinct staff_id from public.message_threads where waiting_since is not null and staff_id is not null
    ) as waits (with_whom)
    where private.left_to_team(with_whom)
  );
begin
  return query
    with mine as (
      select thread.*, thread.staff_id is distinct from p_staff_id as of_team
      from public.message_threads thread
      where thread.waiting_since is not null and thread.staff_id = p_staff_id
      union all
      select thread.*, true from public.message_threads thread
      where thread.waiting_since is not null and thread.staff_id is distinct from p_staff_id
        and (thread.staff_id is null or thread.staff_id = any (c_gone)) and thread.patient_id in (select private.care_of_staff(p_staff_id))
    )
    select mine.id, mine.patient_id, mine.waiting_since, mine.waiting_since < c_late,
      mine.of_team or c_left,
      jsonb_build_object('subject', mine.subject, 'away', case when mine.of_team then mine.staff_name end),
      '/patients/' || mine.patient_id || '/messages/' || mine.id
    from mine;
end
$$;
insert into private.inbox_sources (kind, place, permission, items, covered) values
  ('message', 20, 'messages.answer', 'private.inbox_messages', true);

/* Threads as open work of a colleague: their patients are not to write into the void. */
create function private.threads_with(p_staff_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(select id from public.message_threads where staff_id = p_staff_id and status = 'open' order by id);
end
$$;

/* Gives a colleague's open threads to another, or to the care team. */
create function private.hand_over_threads(p_staff_id uuid, p_move jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_to constant uuid := (p_move ->> 'staff_id')::uuid;
  v_thread public.message_threads;
  v_count integer := 0;
begin
  if v_to is not null then perform private.successor(v_to, p_staff_id, 'messages', false); end if;
  for v_thread in
    select * from public.message_threads where staff_id = p_staff_id and status = 'open' order by id for no key update
  loop
    perform private.give_thread(v_thread, v_to);
    v_count := v_count + 1;
  end loop;
  return to_jsonb(v_count);
end
$$;
insert into private.open_work (subject, item, place, open_ids, blocking, hand_over, link) values
  ('staff', 'messages', 65, 'private.threads_with', false, 'private.hand_over_threads', '/inbox');

/* The history -------------------------------------------------------------------------------------- */

create function private.timeline_messages(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
) returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language plpgsql stable security definer rows 30 set search_path = ''
as $$
begin
  return query
    select thread.created_at, thread.id, thread.staff_id,
      jsonb_build_object('subject', thread.subject, 'name', thread.staff_name, 'closed', thread.status = 'closed')
    from public.message_threads thread
    where thread.patient_id = p_patient_id and (thread.created_at, thread.id) < (p_before, p_before_id)
      and (p_person is null or thread.staff_id = p_person)
    order by thread.created_at desc, thread.id desc
    limit p_limit;
end
$$;
insert into private.timeline_sources (kind, entries, for_patient) values ('message', 'private.timeline_messages', true);

/* Telling ------------------------------------------------------------------------------------------ */

/* The patient is told that there is a message, not what it says; who has read it meanwhile is not. */
create function private.obstacle_to_message(p_delivery public.deliveries) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  return case when not exists (
    select from public.message_lines line
    where line.id = (p_delivery.params ->> 'line_id')::uuid and line.error_at is null and not exists (
      select from public.message_reads read
      where read.thread_id = line.thread_id and read.side = 'patient' and read.read_at >= line.sent_at
    )
  ) then 'overtaken' end;
end
$$;
create function private.content_of_message(p_delivery public.deliveries) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return jsonb_build_object('path', '/portal/messages/' || (p_delivery.params ->> 'thread_id'));
end
$$;
insert into private.delivery_kinds (kind, quiet_hours, obstacle, content) values
  ('message_waiting', 'wait', 'private.obstacle_to_message', 'private.content_of_message');
