/*
 * Calling who is next, and what becomes of those who are called.
 *
 * Who is next, in this order:
 *   1. urgent before priority before everybody else;
 *   2. whoever has waited longest. Somebody booked waits from the time of their visit, or from when they
 *      came if they were late; a walk-in from when they came. So nobody is passed by a walk-in after
 *      their time has come, and coming early gains nothing over those who came without a visit;
 *   3. the lower number.
 */

/*
 * A token, locked, for somebody who may call it: a doctor not those who wait for a colleague.
 *
 * Raises PT404 if there is none for the caller, 42501 if the queue is not the caller's work.
 */
create function private.lock_token(p_token_id uuid)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_token public.queue_tokens;
begin
  select * into v_token from public.queue_tokens token where token.id = p_token_id for update;
  if private.queue_authority(v_token.department_id) = 'manager' then
    if v_token.id is not null then return v_token; end if;
  elsif v_token.doctor_id is null or v_token.doctor_id = private.current_staff_id() then
    return v_token;
  end if;
  raise exception using errcode = 'PT404', message = 'There is no such token', hint = 'p_token_id';
end;
$$;

/* A token, locked, for what is not for the doctors who call: needs queue.manage. */
create function private.lock_managed_token(p_token_id uuid)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_token public.queue_tokens;
begin
  perform private.require_permission('queue.manage');
  v_token := private.lock_token(p_token_id);
  perform private.require_permission('queue.manage');
  return v_token;
end;
$$;

create function private.call_next(p_department_id uuid, p_doctor_id uuid default null, p_room_id uuid default null)
returns setof public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_authority constant text := private.queue_authority(p_department_id);
  v_doctor_id uuid := p_doctor_id;
  v_token_id uuid;
begin
  if v_authority = 'doctor' then
    if p_doctor_id is distinct from private.current_staff_id() and p_doctor_id is not null then
      raise exception using errcode = '42501', message = 'You may call for yourself only', hint = 'p_doctor_id';
    end if;
    v_doctor_id := private.current_staff_id();
  end if;
  perform private.require_room(p_room_id);

  -- Two desks that press at once: the second passes over the row the first holds.
  select token.id into v_token_id
  from public.queue_tokens token
  where token.department_id = p_department_id and token.status = 'waiting'
    and (v_doctor_id is null or token.doctor_id is null or token.doctor_id = v_doctor_id)
  order by token.priority_rank, token.turn_at, token.number
  limit 1
  for update skip locked;
  if not found then return; end if;

  return query
  update public.queue_tokens token set
    status = 'called', room_id = coalesce(p_room_id, token.room_id),
    doctor_id = coalesce(token.doctor_id, v_doctor_id),
    called_at = clock_timestamp(), called_count = token.called_count + 1, called_by = auth.uid()
  where token.id = v_token_id
  returning token.*;
end;
$$;

create function private.recall_token(p_token_id uuid, p_room_id uuid default null)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_token public.queue_tokens;
begin
  v_token := private.lock_token(p_token_id);
  perform private.require_room(p_room_id);
  if v_token.status not in ('waiting', 'called', 'skipped') then
    raise exception using errcode = 'LN003', message = format('A token that is %s is not called', v_token.status);
  end if;
  update public.queue_tokens token set
    status = 'called', room_id = coalesce(p_room_id, token.room_id),
    called_at = clock_timestamp(), called_count = token.called_count + 1, called_by = auth.uid()
  where token.id = p_token_id
  returning token.* into v_token;
  return v_token;
end;
$$;

create function private.skip_token(p_token_id uuid, p_behind integer default null)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_token public.queue_tokens;
  v_turn_at timestamptz;
begin
  if p_behind not between 1 and 50 then
    raise exception using errcode = '22023', message = 'p_behind must be from 1 to 50', hint = 'p_behind';
  end if;
  v_token := private.lock_token(p_token_id);
  if p_behind is null then
    update public.queue_tokens token set status = 'skipped', skipped_at = now()
    where token.id = p_token_id returning token.* into v_token;
    return v_token;
  end if;

  select max(ahead.turn_at) into v_turn_at
  from (
    select other.turn_at
    from public.queue_tokens other
    where other.department_id = v_token.department_id
      and other.status = 'waiting' and other.id <> v_token.id
      and other.priority_rank = v_token.priority_rank
      and (v_token.status <> 'waiting' or (other.turn_at, other.number) > (v_token.turn_at, v_token.number))
    order by other.turn_at, other.number
    limit p_behind
  ) ahead;
  update public.queue_tokens token set
    status = 'waiting', skipped_at = now(),
    turn_at = coalesce(v_turn_at + interval '1 microsecond', token.turn_at)
  where token.id = p_token_id returning token.* into v_token;
  return v_token;
end;
$$;

create function private.set_token_priority(p_token_id uuid, p_priority text, p_reason text default null)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_token public.queue_tokens;
begin
  if p_priority is null or p_priority not in ('normal', 'priority', 'urgent') then
    raise exception using errcode = '22023', message = 'There is no such priority', hint = 'p_priority';
  end if;
  if p_priority <> 'normal' and nullif(btrim(p_reason), '') is null then
    raise exception using errcode = '22023', message = 'A priority needs a reason', hint = 'p_reason';
  end if;
  v_token := private.lock_managed_token(p_token_id);
  if v_token.status in ('done', 'left') then
    raise exception using errcode = 'LN003', message = format('A token that is %s waits no more', v_token.status);
  end if;
  update public.queue_tokens token set
    priority = p_priority,
    priority_reason = case when p_priority <> 'normal' then btrim(p_reason) end
  where token.id = p_token_id
  returning token.* into v_token;
  return v_token;
end;
$$;

/* A token, locked, with the visit it is for. Raises as lock_token, LN009 if it has just been given another. */
create function private.lock_token_and_visit(p_token_id uuid)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_seen public.queue_tokens;
  v_token public.queue_tokens;
  v_visit public.appointments;
begin
  select * into v_seen from public.queue_tokens token where token.id = p_token_id;
  if v_seen.appointment_id is not null then
    select * into v_visit from public.appointments visit where visit.id = v_seen.appointment_id;
    perform private.lock_schedules(array[v_visit.doctor_id], v_visit.patient_id, array[v_visit.room_id]);
    perform from public.appointments visit where visit.id = v_seen.appointment_id for no key update;
  end if;
  v_token := private.lock_token(p_token_id);
  if v_token.appointment_id is distinct from v_seen.appointment_id then
    -- The visit is not locked; taking it now would be out of order.
    raise exception using errcode = 'LN009', message = 'This token has just been changed by somebody else';
  end if;
  return v_token;
end;
$$;

/* Takes a token into the consultation, or out of it, with its visit. */
create function private.step_token(p_token_id uuid, p_status text)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_token public.queue_tokens;
begin
  v_token := private.lock_token_and_visit(p_token_id);
  if v_token.appointment_id is not null then
    if v_token.status in ('done', 'left') then
      raise exception using errcode = 'LN003', message = format('A token that is %s waits no more', v_token.status);
    end if;
    update public.appointments set
      status = case p_status when 'done' then 'completed' else p_status end
    where id = v_token.appointment_id;
    select * into v_token from public.queue_tokens token where token.id = p_token_id;
  else
    update public.queue_tokens token set status = p_status
    where token.id = p_token_id
    returning token.* into v_token;
  end if;
  return v_token;
end;
$$;

create function private.leave_queue(p_token_id uuid)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_token public.queue_tokens;
begin
  v_token := private.lock_managed_token(p_token_id);
  update public.queue_tokens token set status = 'left'
  where token.id = p_token_id
  returning token.* into v_token;
  return v_token;
end;
$$;

create function private.move_token(p_token_id uuid, p_department_id uuid)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_old public.queue_tokens;
  v_new public.queue_tokens;
begin
  v_old := private.lock_managed_token(p_token_id);
  perform from public.departments department where department.id = p_department_id and department.active for share;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such department', hint = 'p_department_id';
  end if;
  if v_old.department_id = p_department_id then return v_old; end if;
  if v_old.status not in ('waiting', 'called', 'skipped') then
    raise exception using errcode = 'LN003', message = format('A token that is %s cannot be moved', v_old.status);
  end if;

  v_new.department_id := p_department_id;
  v_new.patient_id := v_old.patient_id;
  v_new.note := v_old.note;
  v_new.priority := v_old.priority;
  v_new.priority_reason := v_old.priority_reason;
  v_new.waiting_since := v_old.waiting_since;
  v_new := private.issue_token(v_new);
  update public.queue_tokens token set status = 'left', moved_to_id = v_new.id where token.id = v_old.id;
  return v_new;
end;
$$;

create function private.serve_token(p_token_id uuid)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
begin
  return private.step_token(p_token_id, 'in_consultation');
end;
$$;

create function private.finish_token(p_token_id uuid)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
begin
  return private.step_token(p_token_id, 'done');
end;
$$;

/* The visit goes back with the number it was called by; a step of the visit alone is for those who may change it. */
create function private.undo_token_step(p_token_id uuid)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_token public.queue_tokens;
  v_visit public.appointments;
begin
  v_token := private.lock_token_and_visit(p_token_id);
  select * into v_visit from public.appointments visit where visit.id = v_token.appointment_id;
  if v_visit.status in ('no_show', 'confirmed', 'cancelled') then perform private.authority_over(v_visit); end if;
  perform private.undo_last_step('public.queue_tokens', p_token_id);
  select * into v_token from public.queue_tokens token where token.id = p_token_id;
  return v_token;
end;
$$;

/*
 * Out of the consultation into the waiting room, out of what is over into the consultation, or back from having gone;
 * with the visit, both or neither. The reason is on the number and in the history of the visit.
 */
create function private.step_back_token(p_token_id uuid, p_reason text)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_token public.queue_tokens;
  v_visit public.appointments;
  v_back text;
  v_label text;
begin
  perform private.require_permission('queue.step_back');
  if char_length(btrim(coalesce(p_reason, ''))) not between 1 and 500 then
    raise exception using errcode = '22023', message = 'A reason is needed', hint = 'p_reason';
  end if;
  v_token := private.lock_token_and_visit(p_token_id);
  perform private.require_permission('queue.step_back');
  select * into v_visit from public.appointments visit where visit.id = v_token.appointment_id;
  v_back := case v_token.status when 'in_consultation' then 'waiting' when 'done' then 'in_consultation' when 'left' then 'waiting' end;
  -- One sent on waits elsewhere; one of another day may stand for somebody else by now; its visit may have gone on.
  if v_back is null or v_token.moved_to_id is not null or v_token.finished_at < now() - interval '12 hours'
    or v_visit.status <> (case v_token.status when 'done' then 'completed' when 'left' then 'checked_in' else 'in_consultation' end)
  then
    raise exception using errcode = 'LN003', message = format('A token that is %s has no step back', v_token.status);
  end if;
  select label into v_label from public.queue_tokens other
  where other.department_id = v_token.department_id and other.id <> p_token_id
    and (other.patient_id = v_token.patient_id or other.number = v_token.number)
    and other.status in ('waiting', 'called', 'in_consultation', 'skipped');
  if found then
    raise exception using errcode = 'LN015', message = format('The patient waits there already as %s', v_label), hint = v_label;
  end if;

  perform private.go_back_by('step', btrim(p_reason));
  update public.queue_tokens token set
    status = v_back, finished_at = null, back_because = btrim(p_reason),
    started_at = case when v_back = 'in_consultation' then token.started_at end
  where token.id = p_token_id
  returning token.* into v_token;
  -- After its number: the visit finds it waiting.
  update public.appointments set
    status = case v_back when 'waiting' then 'checked_in' else v_back end,
    started_at = case when v_back = 'in_consultation' then started_at end,
    completed_at = null
  where id = v_token.appointment_id and status <> 'checked_in';
  perform private.go_back_by(null);
  return v_token;
end;
$$;

create function private.token_of_step(p_row jsonb)
returns text language sql immutable set search_path = '' return p_row ->> 'label';
insert into private.step_subjects values ('public.queue_tokens', 'token', 'private.token_of_step');

/* Whoever waits in a queue: nobody is archived who does. */
create function private.tokens_waiting(p_patient_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select id from public.queue_tokens
    where patient_id = p_patient_id and status in ('waiting', 'called', 'in_consultation', 'skipped')
  );
end;
$$;
/* Nor does a department go out of use in which somebody does. */
create function private.tokens_of_department(p_department_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select id from public.queue_tokens
    where department_id = p_department_id and status in ('waiting', 'called', 'in_consultation', 'skipped')
  );
end;
$$;
insert into private.open_work (subject, item, place, open_ids, blocking) values
  ('patient', 'queue', 40, 'private.tokens_waiting', true),
  ('department', 'queue', 40, 'private.tokens_of_department', true);

/* Nobody is called who has died; who is in the consultation leaves it with the doctor. */
create function private.leave_queues(p_patient_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update public.queue_tokens set status = 'left'
  where patient_id = p_patient_id and status in ('waiting', 'called', 'skipped');
end;
$$;
select private.work_of_patients(
  'public.queue_tokens', $$ {row}.status in ('waiting', 'called', 'in_consultation', 'skipped')$$, 'private.leave_queues'
);

/* Takes a token of whom nobody heard any more out of the queue; its visit stays as it is, for the desk to decide. */
create function private.close_token(p_token_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
begin
  update public.queue_tokens token set
    status = case token.status when 'in_consultation' then 'done' else 'left' end
  where token.id = p_token_id;
end;
$$;

/*
 * Empties the waiting rooms of those who went without a word: tokens of an earlier day nothing has happened to for
 * twelve hours. Shorter, and a night in an emergency department would end for some before they were seen; longer, and
 * the morning would begin by calling yesterday's.
 */
create function private.close_queues()
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform private.run_each('queue_close', $query$
    select token.id from public.queue_tokens token
    where token.status in ('waiting', 'called', 'in_consultation', 'skipped')
      and token.day < (select private.hospital_day())
      and greatest(
        token.issued_at, token.waiting_since, token.called_at, token.skipped_at, token.started_at
      ) < now() - interval '12 hours'
  $query$, 'private.close_token');
end;
$$;
select private.schedule(
  'queue_close', '*/15 * * * *', 'private.close_queues', 'Takes out of the queue who went without a word yesterday'
);

select private.expose('call_next', '{authenticated}',
  'Calls whoever is next (urgent, priority, the rest; then who waits longest) and gives their token; no row when nobody waits. '
  'With a doctor: who waits for that doctor or for anybody. Doctors call for themselves, in their own department; '
  'with queue.manage one calls anywhere, for anybody. Who presses at the same moment gets somebody else. Raises '
  '42501, PT404 for another department''s queue or a room there is not.');
select private.expose('recall_token', '{authenticated}',
  'Calls somebody again, somebody who was passed over, or out of turn. Doctors: who waits in their own department for '
  'them or for anybody. Raises LN003 if they are with somebody or gone, PT404 and 42501 as for calling.');
select private.expose('skip_token', '{authenticated}',
  'Passes somebody over who did not come: behind the next p_behind of the same priority, or aside until they are '
  'called again (null). Raises LN003, 22023, PT404 and 42501 as for calling again.');
select private.expose('set_token_priority', '{authenticated}',
  'Puts somebody before others, or back among them; a reason is needed and kept. Needs queue.manage.');
select private.expose('serve_token', '{authenticated}',
  'Somebody has come in: the token, and the visit it is for, are in consultation. Both or neither. Raises LN003 if '
  'either cannot, LN009 if the token changed just now, PT404 and 42501 as for calling.');
select private.expose('finish_token', '{authenticated}',
  'The consultation is over: the token is done and the visit completed. Both or neither; errors as for serving.');
select private.expose('undo_token_step', '{authenticated}',
  'Undoes the caller''s own last step of a number within 10 minutes: called, passed over, served, finished, gone, sent on; '
  'with its visit, both or neither. Raises LN021 (hint late, other, overtaken), LN009, PT404 and 42501 as for calling.');
select private.expose('step_back_token', '{authenticated}',
  'Takes a number one step back, whenever it was taken and by whom, for a reason (p_reason) that stays on it: from the '
  'consultation it waits again, done it is in the consultation, gone it waits; with its visit, both or neither. Needs '
  'queue.step_back besides what calling needs. LN003 where there is no step back, or it was finished over 12 hours ago; LN015 '
  'the patient has another number by now (the hint); 22023 without a reason, LN009, PT404 and 42501 as for calling.');
select private.expose('leave_queue', '{authenticated}',
  'Somebody went away without being seen. Their visit stays as it is: the desk decides whether to cancel it or to '
  'call it a no-show, and taking a token again takes it up again. Needs queue.manage.');
select private.expose('move_token', '{authenticated}',
  'Sends somebody on to another department and gives the token there. They have waited as long as they have: their '
  'turn is as if they had come there first. A visit stays with the department it is in. Needs queue.manage. Raises '
  'LN015 as for taking a token, LN003, PT404, 42501.');
