/*
 * The queue: who is in a waiting room today, who is called next, and what the wall says.
 *
 * Whoever waits holds a token: a number that runs per department and day of the hospital. Who has
 * checked in for a visit is given one; walk-ins take one at the desk, with a record or without. The day
 * is a column, so every morning begins at 1 without a job.
 *
 * Who is next, in this order:
 *   1. urgent before priority before everybody else;
 *   2. whoever has waited longest. Somebody booked waits from the time of their visit, or from when they
 *      came if they were late; a walk-in from when they came. So nobody is passed by a walk-in after
 *      their time has come, and coming early gains nothing over those who came without a visit;
 *   3. the lower number.
 *
 * A token and its visit go together: the visit's status is the truth and the token follows it by a
 * trigger, so that serving and finishing change both or neither, whichever screen it is done on. Locks
 * are taken in the order schedules (0500), visit, token, counter.
 */

create table public.queue_tokens (
  id               uuid primary key default gen_random_uuid(),
  department_id    uuid not null references public.departments on delete restrict,
  day              date not null,
  number           integer not null check (number > 0),
  label            text not null,
  patient_id       uuid references public.patients on delete restrict,
  note             text check (length(btrim(note)) between 1 and 200),
  appointment_id   uuid references public.appointments on delete set null,
  doctor_id        uuid references public.doctors on delete restrict,
  room_id          uuid references public.rooms on delete restrict,
  priority         text not null default 'normal' check (priority in ('normal', 'priority', 'urgent')),
  priority_reason  text check (length(btrim(priority_reason)) between 1 and 200),
  priority_rank    smallint not null generated always as (
    case priority when 'urgent' then 0 when 'priority' then 1 else 2 end
  ) stored,
  status           text not null default 'waiting' check (status in (
    'waiting', 'called', 'in_consultation', 'done', 'skipped', 'left'
  )),
  issued_at        timestamptz not null default now(),
  waiting_since    timestamptz not null default now(),
  turn_at          timestamptz not null default now(),
  called_at        timestamptz,
  first_called_at  timestamptz,
  called_count     integer not null default 0,
  skipped_at       timestamptz,
  started_at       timestamptz,
  finished_at      timestamptz,
  issued_by        uuid references public.profiles on delete set null,
  called_by        uuid references public.profiles on delete set null,
  moved_to_id      uuid references public.queue_tokens on delete set null,
  request_id       uuid,
  constraint queue_tokens_number unique (department_id, day, number),
  -- A second press of one button gives the same token.
  constraint queue_tokens_request unique (issued_by, request_id),
  -- Somebody must be findable when the number is called and nobody comes.
  constraint queue_tokens_somebody check (patient_id is not null or note is not null),
  constraint queue_tokens_priority_reason check (priority = 'normal' or priority_reason is not null),
  constraint queue_tokens_visit_has_patient check (appointment_id is null or patient_id is not null)
);
comment on table public.queue_tokens is
  'Who waits in which department on which day; written by the commands of this file and by the visits'' steps.';
comment on column public.queue_tokens.label is 'As shown and called: the letters of the department and the number, C-014.';
comment on column public.queue_tokens.note is 'What a walk-in without a record is known by. Never shown in the waiting room.';
comment on column public.queue_tokens.waiting_since is 'From when the wait is counted: the visit''s time if they came before it, else when they came.';
comment on column public.queue_tokens.turn_at is 'By which the turn is decided: waiting_since, until somebody is put back.';
comment on column public.queue_tokens.moved_to_id is 'The token given in another department in place of this one.';

create table private.queue_counters (
  department_id uuid not null references public.departments on delete cascade,
  day           date not null,
  last_number   integer not null,
  primary key (department_id, day)
);
comment on table private.queue_counters is 'The last number given. Counted in the transaction that gives it, so that no number is missing.';

create table public.queue_displays (
  id            uuid primary key default gen_random_uuid(),
  department_id uuid not null references public.departments on delete restrict,
  name          text not null check (length(btrim(name)) between 1 and 80),
  token_hash    text not null,
  topic_id      uuid not null default gen_random_uuid(),
  created_by    uuid references public.profiles on delete set null,
  created_at    timestamptz not null default now(),
  revoked_by    uuid references public.profiles on delete set null,
  revoked_at    timestamptz,
  constraint queue_displays_token_hash unique (token_hash),
  constraint queue_displays_topic_id unique (topic_id)
);
comment on table public.queue_displays is 'Screens in waiting rooms: whoever has the link sees the numbers of one department, until it is revoked.';
comment on column public.queue_displays.token_hash is 'SHA-256 of the secret in the link; the secret itself is nowhere.';
comment on column public.queue_displays.topic_id is 'Names the live channel. As hard to guess as the secret, and told only to those who have it.';

/* Nobody waits twice in one department; who was skipped still waits. */
create unique index queue_tokens_already_waiting on public.queue_tokens (department_id, day, patient_id)
  where status in ('waiting', 'called', 'in_consultation', 'skipped');
create unique index queue_tokens_visit_waiting on public.queue_tokens (appointment_id)
  where status in ('waiting', 'called', 'in_consultation', 'skipped');
create index queue_tokens_turn_idx on public.queue_tokens (department_id, day, priority_rank, turn_at, number)
  where status = 'waiting';
-- The figures of all departments; years of numbers lie behind today's.
create index queue_tokens_day_idx on public.queue_tokens (day, department_id);
create index queue_tokens_patient_id_idx on public.queue_tokens (patient_id);
create index queue_tokens_appointment_id_idx on public.queue_tokens (appointment_id);
create index queue_tokens_doctor_id_idx on public.queue_tokens (doctor_id);
create index queue_tokens_room_id_idx on public.queue_tokens (room_id);
create index queue_tokens_called_by_idx on public.queue_tokens (called_by);
create index queue_tokens_moved_to_id_idx on public.queue_tokens (moved_to_id);
create index queue_displays_department_id_idx on public.queue_displays (department_id);
create index queue_displays_created_by_idx on public.queue_displays (created_by);
create index queue_displays_revoked_by_idx on public.queue_displays (revoked_by);

alter table public.queue_tokens enable row level security;
alter table public.queue_displays enable row level security;

/* The day of the hospital's calendar on which an instant is. */
create function private.hospital_day(p_at timestamptz default now())
returns date language sql stable set search_path = '' as $$
  select (p_at at time zone settings.time_zone)::date from public.hospital_settings settings;
$$;

/* The department in whose rooms the caller sees patients; null for whoever is no doctor. */
create function private.own_department_id()
returns uuid language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select specialty.department_id
    from public.doctors doctor
    join public.specialties specialty on specialty.id = doctor.specialty_id
    where doctor.id = private.current_staff_id() and doctor.active
  );
end;
$$;
grant execute on function private.own_department_id() to authenticated;

create policy queue_tokens_select_involved on public.queue_tokens for select to authenticated
  using (
    (select private.has_permission('queue.manage'))
    or department_id = (select private.own_department_id())
    or patient_id in (select private.current_patient_ids())
  );
create policy queue_displays_select_managers on public.queue_displays for select to authenticated
  using ((select private.has_permission('queue.manage')));

grant select on public.queue_tokens to authenticated, service_role;
grant select (id, department_id, name, created_by, created_at, revoked_by, revoked_at)
  on public.queue_displays to authenticated, service_role;

/* Who may ------------------------------------------------------------------------------------- */

/*
 * As what the caller may call from a department's queue: `manager`, or `doctor` (who works there).
 *
 * Raises 42501 if the queue is not the caller's work, PT404 if it is another department's.
 */
create function private.queue_authority(p_department_id uuid)
returns text language plpgsql stable security definer set search_path = '' as $$
declare
  v_own constant uuid := private.own_department_id();
begin
  if private.has_permission('queue.manage') then return 'manager'; end if;
  if v_own is null then
    raise exception using errcode = '42501', message = 'You may not call from the queue', hint = 'queue.manage';
  end if;
  if v_own is distinct from p_department_id then
    raise exception using errcode = 'PT404', message = 'There is no such queue', hint = 'p_department_id';
  end if;
  return 'doctor';
end;
$$;

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

/* Refuses a room that is not there. */
create function private.require_room(p_room_id uuid)
returns void language plpgsql stable set search_path = '' as $$
begin
  if p_room_id is not null
    and not exists (select 1 from public.rooms room where room.id = p_room_id and room.active)
  then
    raise exception using errcode = 'PT404', message = 'There is no such room', hint = 'p_room_id';
  end if;
end;
$$;

/* Numbers ------------------------------------------------------------------------------------- */

/* The fewest letters of a department's code that no other department's code begins with. */
create function private.queue_letters(p_department_id uuid)
returns text language sql stable set search_path = '' as $$
  select left(own.code, letters.count)
  from public.departments own
  cross join lateral generate_series(1, length(own.code)) as letters (count)
  where own.id = p_department_id
    and (
      letters.count = length(own.code)
      or not exists (
        select 1 from public.departments other
        where other.id <> own.id and left(other.code, letters.count) = left(own.code, letters.count)
      )
    )
  order by letters.count
  limit 1;
$$;

/*
 * Gives a token of today. What is filled in of p_token is taken over: department_id, patient_id, note,
 * appointment_id, doctor_id, room_id, priority, priority_reason, waiting_since, request_id.
 *
 * Raises LN015 with the label of the token the patient has already as the hint; PT404 for a department
 * or a patient there is not.
 */
create function private.issue_token(p_token public.queue_tokens)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_day constant date := private.hospital_day();
  v_actor constant uuid := auth.uid();
  v_number integer;
  v_token public.queue_tokens;
  v_constraint text;
begin
  begin
    -- The row is locked until the transaction ends, so the next in line waits; a refusal gives the number back.
    insert into private.queue_counters as counter (department_id, day, last_number)
    values (p_token.department_id, v_day, 1)
    on conflict (department_id, day) do update set last_number = counter.last_number + 1
    returning last_number into v_number;

    insert into public.queue_tokens (
      department_id, day, number, label, patient_id, note, appointment_id, doctor_id, room_id,
      priority, priority_reason, waiting_since, turn_at, issued_by, request_id
    ) values (
      p_token.department_id, v_day, v_number,
      private.queue_letters(p_token.department_id) || '-' || lpad(v_number::text, greatest(3, length(v_number::text)), '0'),
      p_token.patient_id, nullif(btrim(p_token.note), ''), p_token.appointment_id, p_token.doctor_id,
      p_token.room_id, coalesce(p_token.priority, 'normal'), nullif(btrim(p_token.priority_reason), ''),
      coalesce(p_token.waiting_since, now()), coalesce(p_token.waiting_since, now()), v_actor,
      p_token.request_id
    ) returning * into v_token;
    return v_token;
  exception
    when unique_violation then
      get stacked diagnostics v_constraint = constraint_name;
      if v_constraint = 'queue_tokens_request' then
        select * into strict v_token from public.queue_tokens token
        where token.issued_by = v_actor and token.request_id = p_token.request_id;
        return v_token;
      elsif v_constraint <> 'queue_tokens_already_waiting' then
        raise;
      end if;
    when foreign_key_violation then
      get stacked diagnostics v_constraint = constraint_name;
      raise exception using errcode = 'PT404', message = 'There is no such thing',
        hint = case when v_constraint ~ 'patient' then 'p_patient_id' else 'p_department_id' end;
  end;
  select * into v_token from public.queue_tokens token
  where token.department_id = p_token.department_id and token.day = v_day
    and token.patient_id = p_token.patient_id
    and token.status in ('waiting', 'called', 'in_consultation', 'skipped');
  raise exception using errcode = 'LN015',
    message = format('The patient waits there already as %s', v_token.label), hint = v_token.label;
end;
$$;

/*
 * Gives whoever checked in for a visit a token in the department of the doctor. Somebody who waits there
 * already, as a walk-in, keeps the number and is called for the visit.
 */
create function private.issue_visit_token(p_visit public.appointments)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_token public.queue_tokens;
begin
  select specialty.department_id into v_token.department_id
  from public.doctors doctor
  join public.specialties specialty on specialty.id = doctor.specialty_id
  where doctor.id = p_visit.doctor_id;

  v_token.patient_id := p_visit.patient_id;
  v_token.appointment_id := p_visit.id;
  v_token.doctor_id := p_visit.doctor_id;
  v_token.room_id := p_visit.room_id;
  v_token.waiting_since := greatest(p_visit.starts_at, now());
  perform private.issue_token(v_token);
exception when sqlstate 'LN015' then
  update public.queue_tokens token set
    appointment_id = p_visit.id, doctor_id = p_visit.doctor_id,
    room_id = coalesce(token.room_id, p_visit.room_id)
  where token.department_id = v_token.department_id and token.day = private.hospital_day()
    and token.patient_id = p_visit.patient_id and token.appointment_id is null
    and token.status in ('waiting', 'called', 'skipped');
end;
$$;

/* Commands ------------------------------------------------------------------------------------- */

/* See public.take_token. */
create function private.take_token(
  p_department_id uuid, p_patient_id uuid, p_note text, p_priority text, p_priority_reason text,
  p_doctor_id uuid, p_request_id uuid
)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_token public.queue_tokens;
  v_visit public.appointments;
begin
  perform private.require_permission('queue.manage');
  if p_patient_id is null and nullif(btrim(p_note), '') is null then
    raise exception using errcode = '22023', message = 'A patient or a note is needed', hint = 'p_note';
  end if;
  if coalesce(p_priority, 'normal') <> 'normal' and nullif(btrim(p_priority_reason), '') is null then
    raise exception using errcode = '22023', message = 'A priority needs a reason', hint = 'p_priority_reason';
  end if;
  perform from public.departments department where department.id = p_department_id and department.active;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such department', hint = 'p_department_id';
  end if;
  if p_doctor_id is not null then
    perform from public.doctors doctor
    join public.specialties specialty on specialty.id = doctor.specialty_id
    where doctor.id = p_doctor_id and doctor.active and specialty.department_id = p_department_id;
    if not found then
      raise exception using errcode = 'PT404', message = 'There is no such doctor there', hint = 'p_doctor_id';
    end if;
  end if;
  if p_request_id is not null then
    select * into v_token from public.queue_tokens token
    where token.issued_by = auth.uid() and token.request_id = p_request_id;
    if found then return v_token; end if;
  end if;

  -- Somebody who has checked in and left the queue takes up the visit again.
  if p_patient_id is not null then
    select visit.* into v_visit
    from public.appointments visit
    join public.doctors doctor on doctor.id = visit.doctor_id
    join public.specialties specialty on specialty.id = doctor.specialty_id
    where visit.patient_id = p_patient_id and visit.status = 'checked_in'
      and visit.starts_at > now() - interval '24 hours' and visit.starts_at < now() + interval '24 hours'
      and specialty.department_id = p_department_id
    order by visit.starts_at
    limit 1;
  end if;

  v_token := null;
  v_token.department_id := p_department_id;
  v_token.patient_id := p_patient_id;
  v_token.note := p_note;
  v_token.priority := p_priority;
  v_token.priority_reason := p_priority_reason;
  v_token.appointment_id := v_visit.id;
  v_token.doctor_id := coalesce(v_visit.doctor_id, p_doctor_id);
  v_token.room_id := v_visit.room_id;
  v_token.waiting_since := greatest(now(), v_visit.starts_at);
  v_token.request_id := p_request_id;
  return private.issue_token(v_token);
end;
$$;

/* See public.call_next. */
create function private.call_next(p_department_id uuid, p_doctor_id uuid, p_room_id uuid)
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
  where token.department_id = p_department_id and token.day = private.hospital_day()
    and token.status = 'waiting'
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

/* See public.recall_token. */
create function private.recall_token(p_token_id uuid, p_room_id uuid)
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

/* See public.skip_token. */
create function private.skip_token(p_token_id uuid, p_behind integer)
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
    where other.department_id = v_token.department_id and other.day = v_token.day
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

/* See public.set_token_priority. */
create function private.set_token_priority(p_token_id uuid, p_priority text, p_reason text)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_token public.queue_tokens;
begin
  perform private.require_permission('queue.manage');
  if p_priority is null or p_priority not in ('normal', 'priority', 'urgent') then
    raise exception using errcode = '22023', message = 'There is no such priority', hint = 'p_priority';
  end if;
  if p_priority <> 'normal' and nullif(btrim(p_reason), '') is null then
    raise exception using errcode = '22023', message = 'A priority needs a reason', hint = 'p_reason';
  end if;
  v_token := private.lock_token(p_token_id);
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

/* Takes a token into the consultation, or out of it, with its visit; see public.serve_token and finish_token. */
create function private.step_token(p_token_id uuid, p_status text)
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

/* See public.leave_queue. */
create function private.leave_queue(p_token_id uuid)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_token public.queue_tokens;
begin
  perform private.require_permission('queue.manage');
  v_token := private.lock_token(p_token_id);
  update public.queue_tokens token set status = 'left'
  where token.id = p_token_id
  returning token.* into v_token;
  return v_token;
end;
$$;

/* See public.move_token. */
create function private.move_token(p_token_id uuid, p_department_id uuid)
returns public.queue_tokens language plpgsql security definer set search_path = '' as $$
declare
  v_old public.queue_tokens;
  v_new public.queue_tokens;
begin
  perform private.require_permission('queue.manage');
  v_old := private.lock_token(p_token_id);
  perform from public.departments department where department.id = p_department_id and department.active;
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

/* How long ---------------------------------------------------------------------------------------- */

/*
 * Today in figures, a row per department: how many wait, are called, are with somebody, were passed over
 * and are done; the median wait until called, in minutes, of those called today (null: nobody was yet);
 * and the pace, the median of the minutes between two calls of which the second already waited at the
 * first (null until three such were measured). A quiet hour says nothing about how fast it goes.
 */
create function private.queue_figures(p_department_id uuid default null)
returns table (
  department_id uuid, waiting bigint, called bigint, in_consultation bigint, skipped bigint, done bigint,
  median_wait_minutes numeric, pace_minutes numeric
)
language sql stable security definer set search_path = '' as $$
  with today as (
    select token.*, lag(token.first_called_at) over (
      partition by token.department_id order by token.first_called_at
    ) as previous_call
    from public.queue_tokens token
    where token.day = private.hospital_day()
      and (p_department_id is null or token.department_id = p_department_id)
  )
  select
    today.department_id,
    count(*) filter (where today.status = 'waiting'),
    count(*) filter (where today.status = 'called'),
    count(*) filter (where today.status = 'in_consultation'),
    count(*) filter (where today.status = 'skipped'),
    count(*) filter (where today.status = 'done'),
    round((percentile_cont(0.5) within group (
      order by greatest(extract(epoch from today.first_called_at - today.waiting_since), 0) / 60
    ) filter (where today.first_called_at is not null))::numeric),
    case when count(*) filter (where today.waiting_since <= today.previous_call) >= 3 then
      round((percentile_cont(0.5) within group (
        order by extract(epoch from today.first_called_at - today.previous_call) / 60
      ) filter (where today.waiting_since <= today.previous_call))::numeric, 1)
    end
  from today
  group by today.department_id;
$$;

/* Minutes until called with so many ahead, at today's pace; to the next five, as nobody can promise more. */
create function private.queue_estimate(p_ahead bigint, p_pace_minutes numeric)
returns integer language sql immutable set search_path = '' as $$
  select case when p_pace_minutes is not null then
    (greatest(ceil((p_ahead + 1) * p_pace_minutes / 5), 1) * 5)::integer
  end;
$$;

/* The rows of public.queue_board. */
create function private.queue_board(p_department_id uuid)
returns table (
  id uuid, department_id uuid, number integer, label text, status text, "position" bigint,
  patient_id uuid, patient_name text, patient_mrn text, note text, appointment_id uuid,
  visit_starts_at timestamptz, doctor_id uuid, doctor_name text, room_id uuid, room_name text,
  priority text, priority_reason text, issued_at timestamptz, waiting_since timestamptz,
  called_at timestamptz, called_count integer, started_at timestamptz, estimate_minutes integer
)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_named constant boolean := private.has_permission('patients.read');
  v_pace numeric;
begin
  perform private.queue_authority(p_department_id);
  select figures.pace_minutes into v_pace from private.queue_figures(p_department_id) figures;
  return query
  with live as (
    select token.*,
      case when token.status = 'waiting' then
        row_number() over (
          partition by token.status order by token.priority_rank, token.turn_at, token.number
        )
      end as place
    from public.queue_tokens token
    where token.department_id = p_department_id and token.day = private.hospital_day()
      and token.status in ('waiting', 'called', 'in_consultation', 'skipped')
  )
  select
    live.id, live.department_id, live.number, live.label, live.status, live.place,
    live.patient_id,
    case when v_named then patient.given_name || ' ' || patient.family_name end,
    case when v_named then patient.mrn end,
    live.note, live.appointment_id, visit.starts_at, live.doctor_id, doctor.name, live.room_id, room.name,
    live.priority, live.priority_reason, live.issued_at, live.waiting_since,
    live.called_at, live.called_count, live.started_at,
    case when live.status = 'waiting' then private.queue_estimate(live.place - 1, v_pace) end
  from live
  left join public.patients patient on patient.id = live.patient_id
  left join public.appointments visit on visit.id = live.appointment_id
  left join public.doctors doctor on doctor.id = live.doctor_id
  left join public.rooms room on room.id = live.room_id
  order by
    array_position(array['called', 'in_consultation', 'waiting', 'skipped'], live.status),
    live.place, live.called_at desc nulls last, live.number;
end;
$$;

/* The rows of public.queue_summary. */
create function private.queue_summary()
returns table (
  department_id uuid, department_name text, waiting bigint, called bigint, in_consultation bigint,
  skipped bigint, done bigint, median_wait_minutes numeric, pace_minutes numeric
)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_all constant boolean := private.has_permission('queue.manage');
  v_own constant uuid := private.own_department_id();
begin
  if not v_all and v_own is null then
    raise exception using errcode = '42501', message = 'You may not see the queue', hint = 'queue.manage';
  end if;
  return query
  select
    department.id, department.name, coalesce(figures.waiting, 0), coalesce(figures.called, 0),
    coalesce(figures.in_consultation, 0), coalesce(figures.skipped, 0), coalesce(figures.done, 0),
    figures.median_wait_minutes, figures.pace_minutes
  from public.departments department
  left join private.queue_figures(case when not v_all then v_own end) figures
    on figures.department_id = department.id
  where department.active and (v_all or department.id = v_own)
  order by department.name;
end;
$$;

/* The rows of public.my_queue_position. */
create function private.my_queue_position()
returns table (
  token_id uuid, patient_id uuid, appointment_id uuid, department_name text, label text, status text,
  room_name text, ahead bigint, estimate_minutes integer, called_at timestamptz, called_count integer
)
language sql stable security definer set search_path = '' as $$
  select
    mine.id, mine.patient_id, mine.appointment_id, department.name, mine.label, mine.status,
    room.name, queue.ahead,
    case when mine.status = 'waiting' then private.queue_estimate(queue.ahead, figures.pace_minutes) end,
    mine.called_at, mine.called_count
  from public.queue_tokens mine
  join public.departments department on department.id = mine.department_id
  left join public.rooms room on room.id = mine.room_id
  left join lateral private.queue_figures(mine.department_id) figures on true
  cross join lateral (
    select count(*) as ahead
    from public.queue_tokens other
    where other.department_id = mine.department_id and other.day = mine.day and other.status = 'waiting'
      and (other.priority_rank, other.turn_at, other.number) < (mine.priority_rank, mine.turn_at, mine.number)
      and mine.status = 'waiting'
  ) queue
  where mine.patient_id in (select private.current_patient_ids())
    and mine.day = private.hospital_day()
    and mine.status in ('waiting', 'called', 'in_consultation', 'skipped')
  order by mine.issued_at;
$$;

/* The screen in the waiting room ------------------------------------------------------------------ */

/* The secret of a link in the form in which it is kept. */
create function private.display_hash(p_token text)
returns text language sql immutable set search_path = '' as $$
  select encode(sha256(convert_to(p_token, 'UTF8')), 'hex');
$$;

/* See public.create_queue_display. */
create function private.create_queue_display(p_department_id uuid, p_name text)
returns table (id uuid, token text) language plpgsql security definer set search_path = '' as $$
declare
  v_token constant text := translate(encode(extensions.gen_random_bytes(32), 'base64'), '+/=', '-_');
begin
  perform private.require_permission('queue.manage');
  if nullif(btrim(p_name), '') is null then
    raise exception using errcode = '22023', message = 'p_name is missing', hint = 'p_name';
  end if;
  perform from public.departments department where department.id = p_department_id and department.active;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such department', hint = 'p_department_id';
  end if;
  return query
  insert into public.queue_displays as display (department_id, name, token_hash, created_by)
  values (p_department_id, btrim(p_name), private.display_hash(v_token), auth.uid())
  returning display.id, v_token;
end;
$$;

/* See public.revoke_queue_display. */
create function private.revoke_queue_display(p_display_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_permission('queue.manage');
  update public.queue_displays display set
    revoked_at = coalesce(display.revoked_at, now()), revoked_by = coalesce(display.revoked_by, auth.uid())
  where display.id = p_display_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such display', hint = 'p_display_id';
  end if;
end;
$$;

/* See public.queue_display. */
create function private.queue_display(p_token text)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_display public.queue_displays;
  v_day constant date := private.hospital_day();
begin
  select * into v_display from public.queue_displays display
  where display.token_hash = private.display_hash(p_token) and display.revoked_at is null;
  if not found then return null; end if;
  return jsonb_build_object(
    'topic', 'queue-display:' || v_display.topic_id,
    'department', (select name from public.departments where id = v_display.department_id),
    'name', v_display.name,
    'called', coalesce((
      select jsonb_agg(jsonb_build_object(
        'label', shown.label, 'room', shown.room, 'status', shown.status,
        'called_at', shown.called_at, 'called_count', shown.called_count
      ) order by shown.called_at desc)
      from (
        select token.label, room.name as room, token.status, token.called_at, token.called_count
        from public.queue_tokens token
        left join public.rooms room on room.id = token.room_id
        where token.department_id = v_display.department_id and token.day = v_day
          and token.status in ('called', 'in_consultation') and token.called_at is not null
        order by token.called_at desc
        limit 7
      ) shown
    ), '[]'),
    'next', coalesce((
      select jsonb_agg(shown.label order by shown.place)
      from (
        select token.label, row_number() over (order by token.priority_rank, token.turn_at, token.number) as place
        from public.queue_tokens token
        where token.department_id = v_display.department_id and token.day = v_day and token.status = 'waiting'
        order by token.priority_rank, token.turn_at, token.number
        limit 10
      ) shown
    ), '[]'),
    'waiting', (
      select count(*) from public.queue_tokens token
      where token.department_id = v_display.department_id and token.day = v_day and token.status = 'waiting'
    ),
    'estimate_minutes', (
      select private.queue_estimate(figures.waiting, figures.pace_minutes)
      from private.queue_figures(v_display.department_id) figures
    )
  );
end;
$$;

/*
 * Whether a topic is that of a screen that has not been revoked. Whoever knows it has been told by
 * public.queue_display; who they are does not matter.
 */
create function private.is_live_display(p_topic text)
returns boolean language plpgsql stable security definer set search_path = '' as $$
begin
  if p_topic is null
    or p_topic !~ '^queue-display:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
  then
    return false;
  end if;
  return exists (
    select 1 from public.queue_displays display
    where display.topic_id = split_part(p_topic, ':', 2)::uuid and display.revoked_at is null
  );
end;
$$;

/* The API ------------------------------------------------------------------------------------------ */

/*
 * Gives the next number of a department's queue today to a patient, or to a walk-in without a record who
 * is known by a note. A patient who has checked in there is called for that visit. A priority needs a
 * reason. The same p_request_id gives the same token again. Needs queue.manage.
 *
 * Raises LN015 the patient waits there already (the hint is the number), 22023 with the parameter as the
 * hint, PT404 no such department, patient or doctor, 42501.
 */
create function public.take_token(
  p_department_id uuid, p_patient_id uuid default null, p_note text default null,
  p_priority text default 'normal', p_priority_reason text default null, p_doctor_id uuid default null,
  p_request_id uuid default null
)
returns public.queue_tokens language sql set search_path = '' as $$
  select private.take_token(
    p_department_id, p_patient_id, p_note, p_priority, p_priority_reason, p_doctor_id, p_request_id
  );
$$;

/*
 * Calls whoever is next (the order is at the head of this file) and gives their token; no row when nobody
 * waits. With a doctor: who waits for that doctor or for anybody. Doctors call for themselves, in their
 * own department; with queue.manage one calls anywhere, for anybody. Who presses at the same moment gets
 * somebody else.
 *
 * Raises 42501, PT404 for another department's queue or a room there is not.
 */
create function public.call_next(p_department_id uuid, p_doctor_id uuid default null, p_room_id uuid default null)
returns setof public.queue_tokens language sql set search_path = '' as $$
  select * from private.call_next(p_department_id, p_doctor_id, p_room_id);
$$;

/*
 * Calls somebody again, somebody who was passed over, or out of turn. Doctors: who waits in their own
 * department for them or for anybody.
 *
 * Raises LN003 if they are with somebody or gone, PT404 and 42501 as for calling.
 */
create function public.recall_token(p_token_id uuid, p_room_id uuid default null)
returns public.queue_tokens language sql set search_path = '' as $$
  select private.recall_token(p_token_id, p_room_id);
$$;

/*
 * Passes somebody over who did not come: behind the next p_behind of the same priority, or aside until
 * they are called again (null).
 *
 * Raises LN003, 22023, PT404 and 42501 as for calling again.
 */
create function public.skip_token(p_token_id uuid, p_behind integer default null)
returns public.queue_tokens language sql set search_path = '' as $$
  select private.skip_token(p_token_id, p_behind);
$$;

/* Puts somebody before others, or back among them; a reason is needed and kept. Needs queue.manage. */
create function public.set_token_priority(p_token_id uuid, p_priority text, p_reason text default null)
returns public.queue_tokens language sql set search_path = '' as $$
  select private.set_token_priority(p_token_id, p_priority, p_reason);
$$;

/*
 * Somebody has come in: the token, and the visit it is for, are in consultation. Both or neither.
 *
 * Raises LN003 if either cannot, LN009 if the token changed just now, PT404 and 42501 as for calling.
 */
create function public.serve_token(p_token_id uuid)
returns public.queue_tokens language sql set search_path = '' as $$
  select private.step_token(p_token_id, 'in_consultation');
$$;

/* The consultation is over: the token is done and the visit completed. Both or neither; errors as for serving. */
create function public.finish_token(p_token_id uuid)
returns public.queue_tokens language sql set search_path = '' as $$
  select private.step_token(p_token_id, 'done');
$$;

/*
 * Somebody went away without being seen. Their visit stays as it is: the desk decides whether to cancel
 * it or to call it a no-show, and taking a token again takes it up again. Needs queue.manage.
 */
create function public.leave_queue(p_token_id uuid)
returns public.queue_tokens language sql set search_path = '' as $$
  select private.leave_queue(p_token_id);
$$;

/*
 * Sends somebody on to another department and gives the token there. They have waited as long as they
 * have: their turn is as if they had come there first. A visit stays with the department it is in.
 * Needs queue.manage. Raises LN015 as for taking a token, LN003, PT404, 42501.
 */
create function public.move_token(p_token_id uuid, p_department_id uuid)
returns public.queue_tokens language sql set search_path = '' as $$
  select private.move_token(p_token_id, p_department_id);
$$;

/*
 * Who is in a department's waiting room today, called first, then with somebody, then waiting in turn,
 * then passed over. Names for those who may know who somebody is. estimate_minutes is null while today's
 * pace is not known. With queue.manage, or for a doctor of the department.
 */
create function public.queue_board(p_department_id uuid)
returns table (
  id uuid, department_id uuid, number integer, label text, status text, "position" bigint,
  patient_id uuid, patient_name text, patient_mrn text, note text, appointment_id uuid,
  visit_starts_at timestamptz, doctor_id uuid, doctor_name text, room_id uuid, room_name text,
  priority text, priority_reason text, issued_at timestamptz, waiting_since timestamptz,
  called_at timestamptz, called_count integer, started_at timestamptz, estimate_minutes integer
)
language sql stable set search_path = '' as $$
  select * from private.queue_board(p_department_id);
$$;

/* Today's figures of the departments whose queue the caller may see; see private.queue_figures. */
create function public.queue_summary()
returns table (
  department_id uuid, department_name text, waiting bigint, called bigint, in_consultation bigint,
  skipped bigint, done bigint, median_wait_minutes numeric, pace_minutes numeric
)
language sql stable set search_path = '' as $$
  select * from private.queue_summary();
$$;

/*
 * Where the caller's patients stand in the queue today: the number, how many are ahead, and about how
 * many minutes that will take (null while today's pace is not known).
 */
create function public.my_queue_position()
returns table (
  token_id uuid, patient_id uuid, appointment_id uuid, department_name text, label text, status text,
  room_name text, ahead bigint, estimate_minutes integer, called_at timestamptz, called_count integer
)
language sql stable set search_path = '' as $$
  select * from private.my_queue_position();
$$;

/*
 * Makes a link for a screen in a waiting room. The token is told this once; only its SHA-256 is kept.
 * Needs queue.manage.
 */
create function public.create_queue_display(p_department_id uuid, p_name text)
returns table (id uuid, token text) language sql set search_path = '' as $$
  select * from private.create_queue_display(p_department_id, p_name);
$$;

/* Takes a screen's link back, at once and for good; again is no error. Needs queue.manage. */
create function public.revoke_queue_display(p_display_id uuid)
returns void language sql set search_path = '' as $$
  select private.revoke_queue_display(p_display_id);
$$;

/*
 * What a screen in a waiting room shows: numbers and rooms, nobody's name. For whoever has the link's
 * token, signed in or not; null when it is unknown or revoked.
 *
 * {topic, department, name, called: [{label, room, status, called_at, called_count}], next: [label],
 * waiting, estimate_minutes}: the last seven called, newest first, and the next ten.
 */
create function public.queue_display(p_token text)
returns jsonb language sql stable set search_path = '' as $$
  select private.queue_display(p_token);
$$;

/* Rules and consequences --------------------------------------------------------------------------- */

/* Refuses steps of a token that make no sense, whoever writes them, and stamps those that do. */
create function private.tg_queue_tokens__step()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.status <> old.status then
    if not (case old.status
      when 'waiting' then new.status in ('called', 'in_consultation', 'skipped', 'left')
      when 'called' then new.status in ('waiting', 'in_consultation', 'skipped', 'left')
      when 'skipped' then new.status in ('waiting', 'called', 'in_consultation', 'left')
      when 'in_consultation' then new.status = 'done'
      else false
    end) then
      raise exception using errcode = 'LN003',
        message = format('A token that is %s cannot become %s', old.status, new.status);
    end if;
    case new.status
      when 'in_consultation' then new.started_at := now();
      when 'done', 'left' then new.finished_at := now();
      else null;
    end case;
  end if;
  new.first_called_at := coalesce(old.first_called_at, new.called_at);
  return new;
end;
$$;

/*
 * Tells the department's screens, the waiting room's, and whoever waits there and has an account, that
 * the queue has changed: everybody behind moves up. Ids only.
 */
create function private.tg_queue_tokens__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_topic text;
begin
  perform private.announce(
    format('department:%s:queue', new.department_id), 'queue_changed',
    jsonb_build_object('department_id', new.department_id)
  );
  for v_topic in
    select 'queue-display:' || display.topic_id
    from public.queue_displays display
    where display.department_id = new.department_id and display.revoked_at is null
    union
    select 'patient:' || token.patient_id
    from public.queue_tokens token
    where token.department_id = new.department_id and token.day = new.day
      and (token.status = 'waiting' or token.id = new.id)
      and exists (select 1 from public.portal_links link where link.patient_id = token.patient_id)
  loop
    perform private.announce(v_topic, 'queue_changed', '{}');
  end loop;
  return null;
end;
$$;

/* Tells the patient's accounts to come in, each time they are called. */
create function private.tg_queue_tokens__notify()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_user_id uuid;
begin
  if new.status <> 'called' or new.called_count = old.called_count then return null; end if;
  for v_user_id in
    select link.user_id from public.portal_links link where link.patient_id = new.patient_id
  loop
    perform private.notify_user(
      v_user_id, 'queue_called',
      jsonb_strip_nulls(jsonb_build_object(
        'label', new.label, 'room', (select room.name from public.rooms room where room.id = new.room_id)
      )),
      coalesce('/portal/visits/' || new.appointment_id, '/portal')
    );
  end loop;
  return null;
end;
$$;

/* Somebody with two visits in one department today waits for the second when the first is over. */
create function private.tg_queue_tokens__next_visit()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_visit public.appointments;
begin
  if new.patient_id is null then return null; end if;
  for v_visit in
    select visit.*
    from public.appointments visit
    join public.doctors doctor on doctor.id = visit.doctor_id
    join public.specialties specialty on specialty.id = doctor.specialty_id
    where visit.patient_id = new.patient_id and visit.status = 'checked_in'
      and visit.id is distinct from new.appointment_id
      and visit.starts_at > now() - interval '12 hours' and visit.starts_at < now() + interval '12 hours'
      and specialty.department_id = new.department_id
      and not exists (select 1 from public.queue_tokens token where token.appointment_id = visit.id)
    order by visit.starts_at
    limit 1
  loop
    perform private.issue_visit_token(v_visit);
  end loop;
  return null;
end;
$$;

/* A visit's token follows it: given at check-in, and with it into the consultation and out of it. */
create function private.tg_appointments__queue()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  case new.status
    when 'checked_in' then
      perform private.issue_visit_token(new);
    when 'in_consultation' then
      update public.queue_tokens token set status = 'in_consultation'
      where token.appointment_id = new.id and token.status in ('waiting', 'called', 'skipped');
    when 'completed' then
      update public.queue_tokens token set status = 'done'
      where token.appointment_id = new.id and token.status = 'in_consultation';
    else
      update public.queue_tokens token set status = 'left'
      where token.appointment_id = new.id and token.status in ('waiting', 'called', 'skipped');
  end case;
  return null;
end;
$$;

/* Tells a screen whose link is taken back to go dark now. */
create function private.tg_queue_displays__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce('queue-display:' || new.topic_id, 'queue_changed', '{}');
  return null;
end;
$$;

create trigger queue_tokens_100_step before update on public.queue_tokens
  for each row execute function private.tg_queue_tokens__step();
create trigger queue_tokens_300_next_visit after update of status on public.queue_tokens
  for each row when (new.status in ('done', 'left') and old.status <> new.status)
  execute function private.tg_queue_tokens__next_visit();
create trigger queue_tokens_600_announce after insert or update on public.queue_tokens
  for each row execute function private.tg_queue_tokens__announce();
create trigger queue_tokens_700_notify after update on public.queue_tokens
  for each row execute function private.tg_queue_tokens__notify();
create trigger queue_tokens_900_audit after insert or update or delete on public.queue_tokens
  for each row execute function private.tg_audit();
create trigger queue_displays_600_announce after update on public.queue_displays
  for each row execute function private.tg_queue_displays__announce();
create trigger queue_displays_900_audit after insert or update or delete on public.queue_displays
  for each row execute function private.tg_audit();
create trigger appointments_730_queue after update of status on public.appointments
  for each row when (old.status <> new.status) execute function private.tg_appointments__queue();

grant execute on function
  private.take_token(uuid, uuid, text, text, text, uuid, uuid),
  private.call_next(uuid, uuid, uuid),
  private.recall_token(uuid, uuid),
  private.skip_token(uuid, integer),
  private.set_token_priority(uuid, text, text),
  private.step_token(uuid, text),
  private.leave_queue(uuid),
  private.move_token(uuid, uuid),
  private.queue_board(uuid),
  private.queue_summary(),
  private.my_queue_position(),
  private.create_queue_display(uuid, text),
  private.revoke_queue_display(uuid)
  to authenticated;
-- A stranger with the link: see public.queue_display. What strangers may call is listed in tests/support/checks.ts.
grant execute on function private.queue_display(text), private.is_live_display(text) to anon, authenticated;

grant execute on function
  public.take_token(uuid, uuid, text, text, text, uuid, uuid),
  public.call_next(uuid, uuid, uuid),
  public.recall_token(uuid, uuid),
  public.skip_token(uuid, integer),
  public.set_token_priority(uuid, text, text),
  public.serve_token(uuid),
  public.finish_token(uuid),
  public.leave_queue(uuid),
  public.move_token(uuid, uuid),
  public.queue_board(uuid),
  public.queue_summary(),
  public.my_queue_position(),
  public.create_queue_display(uuid, text),
  public.revoke_queue_display(uuid)
  to authenticated;
grant execute on function public.queue_display(text) to anon, authenticated;
