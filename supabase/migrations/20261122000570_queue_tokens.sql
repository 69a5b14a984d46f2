/*
 * The queue: who is in a waiting room now.
 *
 * Whoever waits holds a token: a number that runs per department and day of the hospital. Who has
 * checked in for a visit is given one; walk-ins take one at the desk, with a record or without. The day
 * is a column, so every morning begins at 1 without a job. It says how a number came about, and not who is in the
 * queue: whoever waits past midnight waits on, until they are served or gone, and their number is nobody else's.
 * Those of whom nobody heard any more are taken out by a job.
 *
 * A token and its visit go together: the visit's status is the truth and the token follows it by a
 * trigger, so that serving and finishing change both or neither, whichever screen it is done on. Locks
 * are taken in the order schedules (see scheduling_appointments), visit, token, counter.
 */

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

create table public.queue_tokens (
  id               uuid primary key default gen_random_uuid(),
  department_id    uuid not null references public.departments on delete restrict,
  day              date not null,
  number           integer not null constraint queue_tokens_number_positive check (number > 0),
  label            text not null,
  patient_id       uuid references public.patients on delete restrict,
  note             text constraint queue_tokens_note_length check (length(btrim(note)) between 1 and 200),
  appointment_id   uuid references public.appointments on delete set null,
  doctor_id        uuid references public.doctors on delete restrict,
  room_id          uuid references public.rooms on delete restrict,
  priority         text not null default 'normal' constraint queue_tokens_priority_known check (priority in ('normal', 'priority', 'urgent')),
  priority_reason  text constraint queue_tokens_priority_reason_length check (length(btrim(priority_reason)) between 1 and 200),
  priority_rank    smallint not null generated always as (
    case priority when 'urgent' then 0 when 'priority' then 1 else 2 end
  ) stored,
  status           text not null default 'waiting' constraint queue_tokens_status_known check (status in (
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
  back_because     text constraint queue_tokens_back_because_length check (char_length(back_because) between 1 and 500),
  constraint queue_tokens_number unique (department_id, day, number),
  -- Somebody must be findable when the number is called and nobody comes.
  constraint queue_tokens_somebody check (patient_id is not null or note is not null),
  constraint queue_tokens_priority_reason check (priority = 'normal' or priority_reason is not null),
  constraint queue_tokens_visit_has_patient check (appointment_id is null or patient_id is not null)
);
comment on table public.queue_tokens is
  'Who waits in which department on which day; written by the commands of the queue and by the visits'' steps.';
comment on column public.queue_tokens.label is 'As shown and called: the letters of the department and the number, C-014.';
comment on column public.queue_tokens.note is 'What a walk-in without a record is known by. Never shown in the waiting room.';
comment on column public.queue_tokens.waiting_since is 'From when the wait is counted: the visit''s time if they came before it, else when they came.';
comment on column public.queue_tokens.turn_at is 'By which the turn is decided: waiting_since, until somebody is put back.';
comment on column public.queue_tokens.back_because is 'Why the last of its steps was taken back; null where none was.';
comment on column public.queue_tokens.moved_to_id is 'The token given in another department in place of this one.';

create table private.queue_counters (
  department_id uuid not null references public.departments on delete cascade,
  day           date not null,
  last_number   integer not null,
  primary key (department_id, day)
);
comment on table private.queue_counters is 'The last number given. Counted in the transaction that gives it, so that no number is missing.';

/* Nobody waits twice in one department; who was skipped still waits. */
create unique index queue_tokens_already_waiting on public.queue_tokens (department_id, patient_id)
  where status in ('waiting', 'called', 'in_consultation', 'skipped');
/* No number is called for two people, whichever day each was given on. The board reads this index, too. */
create unique index queue_tokens_number_waiting on public.queue_tokens (department_id, number)
  where status in ('waiting', 'called', 'in_consultation', 'skipped');
create unique index queue_tokens_visit_waiting on public.queue_tokens (appointment_id)
  where status in ('waiting', 'called', 'in_consultation', 'skipped');
create index queue_tokens_turn_idx on public.queue_tokens (department_id, priority_rank, turn_at, number)
  where status = 'waiting';
-- The figures of all departments; years of numbers lie behind today's.
create index queue_tokens_day_idx on public.queue_tokens (day, department_id);
create index queue_tokens_patient_id_idx on public.queue_tokens (patient_id);
create index queue_tokens_appointment_id_idx on public.queue_tokens (appointment_id);
create index queue_tokens_doctor_id_idx on public.queue_tokens (doctor_id);
create index queue_tokens_room_id_idx on public.queue_tokens (room_id);
create index queue_tokens_issued_by_idx on public.queue_tokens (issued_by);
create index queue_tokens_called_by_idx on public.queue_tokens (called_by);
create index queue_tokens_moved_to_id_idx on public.queue_tokens (moved_to_id);

alter table public.queue_tokens enable row level security;
create policy queue_tokens_select_involved on public.queue_tokens for select to authenticated
  using (
    (select private.has_permission('queue.manage'))
    or department_id = (select private.own_department_id())
    or patient_id in (select private.current_patient_ids())
  );

grant select on public.queue_tokens to authenticated, service_role;

select private.define_permission(
  'queue.manage', 'Give out tokens and call from the waiting room', '{nurse,ward_manager,receptionist}'
);
select private.define_permission(
  'queue.step_back', 'Take a number a step back, with a reason', '{ward_manager,receptionist,doctor}'
);
insert into private.topics (pattern, hear) values
  ('department:{id}:queue', 'private.is_staff() or private.waits_in($1)');
select private.on_merge('{public.queue_tokens}', 'move');
select private.on_erasure('{public.queue_tokens}', 'administration', 'keep', '{"note": null, "priority_reason": "—", "back_because": null}');
select private.audited('public.queue_tokens');
select private.keeps('{public.queue_tokens}', 'Who came when and how long they waited');
select private.forgets('private.queue_counters', $$day < ($1 - interval '30 days')::date$$);

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

/* Whether somebody the caller answers for is in a department's queue. */
create function private.waits_in(p_department_id uuid) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return exists (
    select from public.queue_tokens token
    where token.department_id = p_department_id
      and token.patient_id in (select private.current_patient_ids())
      and token.status in ('waiting', 'called', 'in_consultation', 'skipped')
  );
end
$$;

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

/* The next number after one that nobody in the department's queue has. */
create function private.next_number(p_department_id uuid, p_after integer)
returns integer language sql stable set search_path = '' as $$
  select min(candidate)
  from (
    select p_after + 1 as candidate
    union all
    select token.number + 1 from public.queue_tokens token
    where token.department_id = p_department_id and token.number > p_after
      and token.status in ('waiting', 'called', 'in_consultation', 'skipped')
  ) candidates
  where not exists (
    select from public.queue_tokens taken
    where taken.department_id = p_department_id and taken.number = candidate
      and taken.status in ('waiting', 'called', 'in_consultation', 'skipped')
  );
$$;

/*
 * Gives a token of today. What is filled in of p_token is taken over: department_id, patient_id, note,
 * appointment_id, doctor_id, room_id, priority, priority_reason, waiting_since.
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
    values (p_token.department_id, v_day, private.next_number(p_token.department_id, 0))
    on conflict (department_id, day) do update
      set last_number = private.next_number(p_token.department_id, counter.last_number)
    returning last_number into v_number;

    insert into public.queue_tokens (
      department_id, day, number, label, patient_id, note, appointment_id, doctor_id, room_id,
      priority, priority_reason, waiting_since, turn_at, issued_by
    ) values (
      p_token.department_id, v_day, v_number,
      private.queue_letters(p_token.department_id) || '-' || lpad(v_number::text, greatest(3, length(v_number::text)), '0'),
      p_token.patient_id, nullif(btrim(p_token.note), ''), p_token.appointment_id, p_token.doctor_id,
      p_token.room_id, coalesce(p_token.priority, 'normal'), nullif(btrim(p_token.priority_reason), ''),
      coalesce(p_token.waiting_since, now()), coalesce(p_token.waiting_since, now()), v_actor
    ) returning * into v_token;
    return v_token;
  exception
    when unique_violation then
      get stacked diagnostics v_constraint = constraint_name;
      if v_constraint <> 'queue_tokens_already_waiting' then
        raise;
      end if;
    when foreign_key_violation then
      get stacked diagnostics v_constraint = constraint_name;
      raise exception using errcode = 'PT404', message = 'There is no such thing',
        hint = case when v_constraint ~ 'patient' then 'p_patient_id' else 'p_department_id' end;
  end;
  select * into v_token from public.queue_tokens token
  where token.department_id = p_token.department_id and token.patient_id = p_token.patient_id
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
  where token.department_id = v_token.department_id
    and token.patient_id = p_visit.patient_id and token.appointment_id is null
    and token.status in ('waiting', 'called', 'skipped');
end;
$$;

create function private.take_token(
  p_department_id uuid, p_patient_id uuid default null, p_note text default null,
  p_priority text default 'normal', p_priority_reason text default null, p_doctor_id uuid default null,
  p_idempotency_key text default null
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
  perform from public.departments department where department.id = p_department_id and department.active for share;
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
  v_token := private.issue_token(v_token);
  -- The number was waited for.
  perform private.require_permission('queue.manage');
  return v_token;
end;
$$;

/* Refuses steps of a token that make no sense, whoever writes them, and stamps those that do. */
create function private.tg_queue_tokens__step()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if private.going_back() is not null then return new; end if;
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
 * Tells that a queue has changed: the department's topic, which the desk and whoever waits there follow; the screens on
 * its wall; and the patient it is about, who may not wait there yet. Everybody behind moves up, and nobody is told of
 * their own: one call in a queue of forty would be forty messages.
 */
create function private.tg_queue_tokens__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE' then new := old; end if;
  perform private.announce_once(
    format('department:%s:queue', new.department_id), 'queue_changed',
    jsonb_build_object('department_id', new.department_id)
  );
  perform private.announce_once('queue-display:' || display.topic_id, 'queue_changed')
  from public.queue_displays display
  where display.department_id = new.department_id and display.revoked_at is null;
  if exists (select from public.portal_links link where link.patient_id = new.patient_id) then
    perform private.announce_once('patient:' || new.patient_id, 'queue_changed');
  end if;
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
  for v_user_id in select private.accounts_to_tell(new.patient_id) loop
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
  -- Nobody who has died waits for anything more.
  if not exists (select from public.patients where id = new.patient_id and deceased_at is null) then return null; end if;
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
create trigger queue_tokens_100_step before update on public.queue_tokens
  for each row execute function private.tg_queue_tokens__step();
create trigger queue_tokens_300_next_visit after update of status on public.queue_tokens
  for each row when (new.status in ('done', 'left') and old.status <> new.status)
  execute function private.tg_queue_tokens__next_visit();
create trigger queue_tokens_590_remember_step after insert or update of status, appointment_id on public.queue_tokens
  for each row execute function private.tg_remember_step();
create trigger queue_tokens_600_announce after insert or update or delete on public.queue_tokens
  for each row execute function private.tg_queue_tokens__announce();
create trigger queue_tokens_700_notify after update on public.queue_tokens
  for each row when (private.going_back() is null) execute function private.tg_queue_tokens__notify();

select private.expose('take_token', '{authenticated}',
  'Gives the next number of a department''s queue today to a patient, or to a walk-in without a record who is known '
  'by a note. A patient who has checked in there is called for that visit. A priority needs a reason. The same '
  'p_idempotency_key gives the same token again. Needs queue.manage. Raises LN015 the patient waits there already (the '
  'hint is the number), 22023 with the parameter as the hint, PT404 no such department, patient or doctor, 42501.');
