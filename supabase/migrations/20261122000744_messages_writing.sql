/*
 * Writing messages. Both sides use the same commands: whoever the record belongs to, or looks after whom it belongs to,
 * writes as the patient's side, everybody else as a colleague whose chart of the patient is open.
 */

/* Whether the caller writes as the patient's side. */
create function private.writes_as_patient(p_patient_id uuid) returns boolean
language sql stable security definer set search_path = ''
return coalesce(p_patient_id in (select private.current_patient_ids()), false);

/* Raises PT404 unless the caller may write about a patient: on the portal, or with messages.answer and the chart open. */
create function private.require_writing_to(p_patient_id uuid, p_hint text) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if private.writes_as_patient(p_patient_id) then return; end if;
  if not private.has_permission('messages.answer') or not coalesce(p_patient_id in (select private.opened_patient_ids()), false) then
    raise exception using errcode = 'PT404', message = 'There is no such patient whose chart you have open', hint = p_hint;
  end if;
end
$$;

/* A thread the caller may write to, locked. */
create function private.lock_thread(p_thread_id uuid) returns public.message_threads
language plpgsql security definer set search_path = ''
as $$
declare
  v_patient_id uuid;
  v_thread public.message_threads;
begin
  select patient_id into v_patient_id from public.message_threads where id = p_thread_id;
  perform private.require_writing_to(v_patient_id, 'p_thread_id');
  select * into v_thread from public.message_threads where id = p_thread_id for no key update;
  -- Who waited may have lost the right meanwhile, and the record may be another's.
  perform private.require_writing_to(v_thread.patient_id, 'p_thread_id');
  return v_thread;
end
$$;

create function private.thread_for_staff(p_thread_id uuid) returns public.message_threads
language plpgsql security definer set search_path = ''
as $$
declare
  v_thread public.message_threads;
begin
  v_thread := private.lock_thread(p_thread_id);
  if private.writes_as_patient(v_thread.patient_id) then
    raise exception using errcode = 'PT404', message = 'Your own care is for others to arrange', hint = 'p_thread_id';
  end if;
  return v_thread;
end
$$;

/* Those a patient may write to by name: colleagues in whose care they are, themselves and not by a ward. */
create function private.message_recipients(p_patient_id uuid)
returns table (id uuid, name text, "position" text, away boolean)
language plpgsql stable security definer rows 10 set search_path = ''
as $$
begin
  perform private.require_writing_to(p_patient_id, 'p_patient_id');
  return query
    select staff.id, staff.full_name, staff.position, private.is_away(staff.id)
    from public.staff
    where staff.id in (select private.care_team_of(p_patient_id)) and private.staff_holds(staff.id, 'messages.answer')
    order by staff.position <> 'doctor', staff.full_name, staff.id
    limit 100;
end
$$;

/* Raises LN065 unless a thread may be given to a colleague. */
create function private.require_recipient(p_patient_id uuid, p_staff_id uuid) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  if p_staff_id is null then return null; end if;
  if p_staff_id not in (select private.care_team_of(p_patient_id)) or not private.staff_holds(p_staff_id, 'messages.answer') then
    raise exception using errcode = 'LN065', message = 'The patient is not in this colleague''s care', hint = 'p_staff_id';
  end if;
  return (select full_name from public.staff where id = p_staff_id);
end
$$;

/*
 * Writes a line. p_seen_at: the last the writer had on their screen; where a colleague has answered since, both answers
 * stay, and the later one says that they crossed.
 */
create function private.write_line(p_thread public.message_threads, p_body text, p_document_ids uuid[], p_seen_at timestamptz) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_as_patient constant boolean := private.writes_as_patient(p_thread.patient_id);
  v_staff_id constant uuid := case when not v_as_patient then private.current_staff_id() end;
  v_documents constant uuid[] := array(select distinct unnest(coalesce(p_document_ids, '{}')));
  v_id uuid;
  v_account uuid;
  v_params jsonb;
begin
  if char_length(btrim(coalesce(p_body, ''))) not between 1 and 5000 then
    raise exception using errcode = '22023', message = 'A message has up to 5000 characters', hint = 'p_body';
  elsif cardinality(v_documents) > 5 or exists (
    select from unnest(v_documents) as attached (id) where not exists (
      select from public.documents document
      where document.id = attached.id and document.patient_id = p_thread.patient_id and document.voided_at is null and document.replaced_at is null
        and case when v_as_patient then document.source = 'patient' and document.filed_by = auth.uid() else document.released_at is not null end
    )
  ) then
    raise exception using errcode = '22023', message = 'Up to five documents both sides see', hint = 'p_document_ids';
  end if;
  if v_as_patient then
    if (select count(*) from public.message_lines line
        where line.patient_id = p_thread.patient_id and line.side = 'patient'
          and line.sent_at >= private.hospital_day()::timestamp at time zone private.hospital_time_zone())
      >= (select messages_per_day from public.hospital_settings)
    then
      raise exception using errcode = 'LN063', message = 'No more messages today', hint = 'p_body';
    end if;
  end if;
  insert into public.message_lines (
    thread_id, patient_id, side, body, staff_id, sent_by, sender_name, relationship, for_name, crossed
  )
  values (
    p_thread.id, p_thread.patient_id, case when v_as_patient then 'patient' else 'staff' end, btrim(p_body), v_staff_id, auth.uid(),
    coalesce(
      (select full_name from public.staff where id = v_staff_id),
      (select nullif(full_name, '') from public.profiles where id = auth.uid()), ''
    ),
    (select relationship from public.portal_links where v_as_patient and user_id = auth.uid() and patient_id = p_thread.patient_id),
    case when p_thread.staff_id in (select private.stands_in_for(v_staff_id)) then p_thread.staff_name end,
    not v_as_patient and p_seen_at is not null and exists (
      select from public.message_lines line
      where line.thread_id = p_thread.id and line.side = 'staff' and line.kind = 'text' and line.sent_at > p_seen_at
        and line.staff_id is distinct from v_staff_id
    )
  )
  returning id into v_id;
  insert into public.message_attachments (line_id, document_id, patient_id)
  select v_id, attached, p_thread.patient_id from unnest(v_documents) as attached;
  update public.message_threads set
    status = 'open', closed_at = null, closed_name = null, last_at = clock_timestamp(),
    version = version + case when status = 'closed' then 1 else 0 end,
    waiting_since = case when v_as_patient then coalesce(waiting_since, clock_timestamp()) end
  where id = p_thread.id;

  v_params := jsonb_build_object('patient_name', (select full_name from public.patients where id = p_thread.patient_id));
  if v_as_patient then
    -- The team's is in all their lists; by name it is told to whom it is with, and who stands in for them.
    perform private.notify_user(
      staff.user_id, 'message_received', v_params,
      -- A stand-in takes it up first.
      case when staff.id = p_thread.staff_id then '/patients/' || p_thread.patient_id || '/messages/' || p_thread.id else '/inbox?kind=message' end,
      'thread:' || p_thread.id
    )
    from public.staff
    where staff.active and staff.id in (p_thread.staff_id, private.stand_in_of(p_thread.staff_id));
  else
    for v_account in select user_id from public.portal_links where patient_id = p_thread.patient_id loop
      perform private.notify_user(
        v_account, 'message_answered', v_params, '/portal/messages/' || p_thread.id, 'thread:' || p_thread.id
      );
    end loop;
    -- Whoever has it on their screen reads it before.
    perform private.enqueue_delivery(
      p_thread.patient_id, 'message_waiting', jsonb_build_object('line_id', v_id, 'thread_id', p_thread.id), now() + interval '2 minutes',
      'message:' || v_id
    );
  end if;
  return v_id;
end
$$;

/* Of all that is written for a patient at once the cap is counted one by one. */
create function private.lock_cap(p_patient_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if private.writes_as_patient(p_patient_id) then
    perform pg_advisory_xact_lock(hashtextextended('messages:' || p_patient_id, 0));
  end if;
end
$$;

create function private.start_thread(
  p_patient_id uuid, p_subject text, p_body text, p_staff_id uuid default null, p_document_ids uuid[] default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_name text;
  v_thread public.message_threads;
begin
  perform private.require_writing_to(p_patient_id, 'p_patient_id');
  perform private.lock_cap(p_patient_id);
  perform private.require_writing_to(p_patient_id, 'p_patient_id');
  if char_length(btrim(coalesce(p_subject, ''))) not between 1 and 120 then
    raise exception using errcode = '22023', message = 'A subject has up to 120 characters', hint = 'p_subject';
  end if;
  v_name := private.require_recipient(p_patient_id, p_staff_id);
  insert into public.message_threads (patient_id, subject, staff_id, staff_name)
  values (p_patient_id, btrim(p_subject), p_staff_id, v_name)
  returning * into v_thread;
  perform private.write_line(v_thread, p_body, p_document_ids, null);
  return v_thread.id;
end
$$;

create function private.send_message(
  p_thread_id uuid, p_body text, p_document_ids uuid[] default null, p_seen_at timestamptz default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.lock_cap((select patient_id from public.message_threads where id = p_thread_id));
  return private.write_line(private.lock_thread(p_thread_id), p_body, p_document_ids, p_seen_at);
end
$$;

/* Gives a locked thread to a colleague (null: to the team), which stands in it. */
create function private.give_thread(p_thread public.message_threads, p_staff_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_name constant text := (select full_name from public.staff where id = p_staff_id);
begin
  update public.message_threads set staff_id = p_staff_id, staff_name = v_name, version = version + 1 where id = p_thread.id;
  insert into public.message_lines (thread_id, patient_id, kind, side, to_name, staff_id, sent_by, sender_name)
  values (
    p_thread.id, p_thread.patient_id, 'given', 'staff', v_name, private.current_staff_id(), auth.uid(),
    coalesce((select full_name from public.staff where id = private.current_staff_id()), '')
  );
end
$$;

create function private.reassign_thread(p_thread_id uuid, p_version integer, p_staff_id uuid default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_thread public.message_threads;
begin
  v_thread := private.thread_for_staff(p_thread_id);
  if v_thread.version is distinct from p_version then
    raise exception using errcode = 'LN009', message = 'A colleague has changed the thread', hint = 'p_version';
  end if;
  perform private.require_recipient(v_thread.patient_id, p_staff_id);
  if v_thread.staff_id is not distinct from p_staff_id then return; end if;
  perform private.give_thread(v_thread, p_staff_id);
  if v_thread.waiting_since is not null and p_staff_id is distinct from private.current_staff_id() then
    perform private.notify_user(
      staff.user_id, 'message_given',
      jsonb_build_object('patient_name', (select full_name from public.patients where id = v_thread.patient_id)),
      '/patients/' || v_thread.patient_id || '/messages/' || v_thread.id, 'thread:' || v_thread.id
    )
    from public.staff where staff.id = p_staff_id;
  end if;
end
$$;

/* Closes a thread as it was seen: what was written meanwhile is to be read first. Closed twice is closed once. */
create function private.close_thread(p_thread_id uuid, p_seen_at timestamptz) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_thread public.message_threads;
  v_name constant text := coalesce((select full_name from public.staff where id = private.current_staff_id()), '');
begin
  v_thread := private.thread_for_staff(p_thread_id);
  if v_thread.status = 'closed' then return; end if;
  if p_seen_at is null or v_thread.last_at > p_seen_at then
    raise exception using errcode = 'LN009', message = 'Something was written meanwhile', hint = 'p_seen_at';
  end if;
  update public.message_threads set
    status = 'closed', waiting_since = null, closed_at = clock_timestamp(), closed_name = v_name, version = version + 1
  where id = p_thread_id;
  insert into public.message_lines (thread_id, patient_id, kind, side, staff_id, sent_by, sender_name)
  values (p_thread_id, v_thread.patient_id, 'closed', 'staff', private.current_staff_id(), auth.uid(), v_name);
end
$$;

/* What somebody wrote by mistake: it stays, and says so. Once is enough. */
create function private.mark_message_error(p_line_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_line public.message_lines;
begin
  select * into v_line from public.message_lines where id = p_line_id;
  perform private.lock_thread(v_line.thread_id);
  if v_line.sent_by is distinct from auth.uid() or v_line.kind <> 'text' then
    raise exception using errcode = 'PT404', message = 'There is no such message of yours', hint = 'p_line_id';
  end if;
  update public.message_lines set error_at = clock_timestamp() where id = p_line_id and error_at is null;
  if not found then return; end if;
  -- A question that was none waits no longer, if there is no other.
  update public.message_threads thread set waiting_since = (
    select min(line.sent_at) from public.message_lines line
    where line.thread_id = thread.id and line.side = 'patient' and line.kind = 'text' and line.error_at is null
      and line.sent_at > coalesce((
        select max(answer.sent_at) from public.message_lines answer
        where answer.thread_id = thread.id and answer.side = 'staff' and answer.kind in ('text', 'closed') and answer.error_at is null
      ), '-infinity')
  )
  where thread.id = v_line.thread_id and thread.status = 'open';
end
$$;

/* The caller has the thread on their screen. */
create function private.mark_thread_read(p_thread_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_patient_id constant uuid := (select patient_id from public.message_threads where id = p_thread_id);
  v_as_patient constant boolean := private.writes_as_patient(v_patient_id);
begin
  if not v_as_patient and not coalesce(v_patient_id in (select private.opened_patient_ids()), false) then
    raise exception using errcode = 'PT404', message = 'There is no such thread', hint = 'p_thread_id';
  end if;
  insert into public.message_reads as read (thread_id, patient_id, user_id, side, name)
  values (
    p_thread_id, v_patient_id, auth.uid(), case when v_as_patient then 'patient' else 'staff' end,
    coalesce(
      case when not v_as_patient then (select full_name from public.staff where id = private.current_staff_id()) end,
      (select nullif(full_name, '') from public.profiles where id = auth.uid()), ''
    )
  )
  -- Looked at again without anything new is no news.
  on conflict (thread_id, user_id) do update set read_at = excluded.read_at, name = excluded.name, side = excluded.side
  where read.read_at < (select last_at from public.message_threads where id = p_thread_id);
end
$$;

/* Whether whom a thread is with is away, and who answers meanwhile. */
create function private.thread_cover(p_thread_id uuid) returns table (away boolean, cover_name text)
language plpgsql stable security definer rows 1 set search_path = ''
as $$
declare
  v_thread public.message_threads;
begin
  select * into v_thread from public.message_threads where id = p_thread_id;
  if not private.writes_as_patient(v_thread.patient_id) and not coalesce(v_thread.patient_id in (select private.opened_patient_ids()), false) then
    raise exception using errcode = 'PT404', message = 'There is no such thread', hint = 'p_thread_id';
  end if;
  return query select
    v_thread.staff_id is not null and private.is_away(v_thread.staff_id),
    (select full_name from public.staff where id = private.stand_in_of(v_thread.staff_id));
end
$$;

select private.expose('message_recipients', '{authenticated}',
'Whom a patient''s message may be to by name: colleagues in whose care they are, doctors first, and whether they are away. For the patient''s own accounts, or with messages.answer and the chart open; else PT404.');
select private.expose('start_thread', '{authenticated}',
'Begins a thread about a patient with a first message, to p_staff_id or the care team; gives its id. On the portal, or with messages.answer and the chart open (PT404). p_document_ids: up to five, one''s own that one sent, or released ones. Raises 22023 (hint: which), LN063 no more messages today, LN065 not in this colleague''s care, LN026.');
select private.expose('send_message', '{authenticated}',
'Writes to a thread, which opens it if it was closed; gives the message''s id. p_seen_at: until when the writer had read. Rights and refusals as start_thread.');
select private.expose('reassign_thread', '{authenticated}',
'Gives a thread, as p_version (LN009), to a colleague in whose care the patient is (LN065), or to the care team. Needs messages.answer and the chart open (PT404).');
select private.expose('close_thread', '{authenticated}',
'Closes a thread that was read until p_seen_at (LN009 something was written since); again does no harm. Needs messages.answer and the chart open (PT404).');
select private.expose('mark_message_error', '{authenticated}', 'Says that a message of the caller''s was sent in error; it stays. Once is enough. Raises PT404.');
select private.expose('mark_thread_read', '{authenticated}', 'Says that the caller has a thread on their screen: what was sent until now they have read. Raises PT404.');
select private.expose('thread_cover', '{authenticated}', 'Whether the colleague a thread is with is away, and who answers meanwhile (null: the care team). Raises PT404.');
