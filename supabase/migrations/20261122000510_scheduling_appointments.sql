/*
 * Visits, which cannot overlap, and what happened to them.
 *
 * Exclusion constraints refuse an overlap for the doctor, the patient and the room whatever writes the
 * row. Alone they are slow where many want the same slot (writers wait for each other and deadlock), so
 * every command first takes advisory locks for the length of its transaction, always in the order
 * idempotency key, doctors, patient, rooms. The constraint has the last word.
 *
 * Which step may follow which, and when, is a trigger's business, so that no path gets around it. The triggers
 * themselves, with those of all other domains, are in 0999 consequences.
 */

create table public.appointments (
  id              uuid primary key default gen_random_uuid(),
  patient_id      uuid not null references public.patients on delete restrict,
  doctor_id       uuid not null references public.doctors on delete restrict,
  room_id         uuid references public.rooms on delete restrict,
  visit_type_id   uuid not null references public.visit_types on delete restrict,
  blocked_from    timestamptz,
  starts_at       timestamptz not null,
  ends_at         timestamptz not null,
  status          text not null default 'confirmed' constraint appointments_status_known check (status in (
    'requested', 'confirmed', 'checked_in', 'in_consultation', 'completed', 'cancelled', 'no_show'
  )),
  reason          text constraint appointments_reason_length check (length(reason) <= 1000),
  overbooked      boolean not null default false,
  overbook_reason text constraint appointments_overbook_reason_length check (length(overbook_reason) between 1 and 500),
  series_id       uuid, -- references public.appointment_series, added by follow-ups
  follow_up_id    uuid, -- references public.follow_ups, added by follow-ups
  patient_confirmed_at timestamptz,
  booked_by       uuid references public.profiles on delete set null,
  cancelled_by    uuid references public.profiles on delete set null,
  cancelled_at    timestamptz,
  cancel_reason   text constraint appointments_cancel_reason_length check (length(cancel_reason) <= 1000),
  checked_in_at   timestamptz,
  started_at      timestamptz,
  completed_at    timestamptz,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  constraint appointments_order check (starts_at < ends_at),
  constraint appointments_blocked_before check (blocked_from < starts_at),
  -- private.slots looks back this far for visits that have begun.
  constraint appointments_length check (ends_at - starts_at <= interval '12 hours'),
  constraint appointments_cancelled_at_known check ((status = 'cancelled') = (cancelled_at is not null)),
  constraint appointments_overbooking_explained check (overbooked = (overbook_reason is not null)),
  constraint appointments_doctor_taken exclude using gist (
    doctor_id with =,
    tstzrange(coalesce(blocked_from, starts_at), ends_at) with &&
  ) where (status not in ('cancelled', 'no_show') and not overbooked),
  constraint appointments_patient_elsewhere exclude using gist (
    patient_id with =,
    tstzrange(starts_at, ends_at) with &&
  ) where (status not in ('cancelled', 'no_show') and not overbooked),
  -- Visits without a room are most of them, and are in nobody's way.
  constraint appointments_room_taken exclude using gist (
    room_id with =,
    tstzrange(coalesce(blocked_from, starts_at), ends_at) with &&
  ) where (room_id is not null and status not in ('cancelled', 'no_show') and not overbooked)
);
comment on table public.appointments is
  'Visits, from the request to their end. Written by the commands of scheduling only.';
comment on column public.appointments.blocked_from is
  'From when the doctor and the room are taken, where the visit wants time before it; null: from starts_at. '
  'Kept by a trigger.';
comment on column public.appointments.ends_at is 'With the buffer after the visit: until when the doctor is taken.';
comment on column public.appointments.overbooked is 'Placed over other visits on purpose; exempt from the overlap rules.';
comment on column public.appointments.overbook_reason is 'Why it was placed there all the same; gone when the visit is moved to a free time.';
comment on column public.appointments.patient_confirmed_at is 'When the patient said they will come; null when not, or when the visit moved since.';

create table public.appointment_events (
  id             uuid primary key default gen_random_uuid(),
  appointment_id uuid not null references public.appointments on delete cascade,
  at             timestamptz not null default clock_timestamp(),
  actor_id       uuid references public.profiles on delete set null,
  kind           text not null constraint appointment_events_kind_known check (kind in (
    'booked', 'rescheduled', 'room_changed', 'confirmed', 'checked_in', 'started', 'completed',
    'cancelled', 'no_show', 'undone', 'stepped_back'
  )),
  from_status    text,
  to_status      text not null,
  details        jsonb not null default '{}'
);
comment on table public.appointment_events is 'What happened to a visit, when and by whom; written by a trigger.';

create index appointments_doctor_id_starts_at_idx on public.appointments (doctor_id, starts_at);
create index appointments_patient_id_starts_at_idx on public.appointments (patient_id, starts_at);
create index appointments_room_id_starts_at_idx on public.appointments (room_id, starts_at);
-- Newest first with a stable end, for leafing through the history.
create index appointments_starts_at_id_idx on public.appointments (starts_at, id);
-- What has not come to an end is a small part of all there is; what should have, a tiny one.
create index appointments_unfinished_idx on public.appointments (starts_at)
  where status in ('requested', 'confirmed', 'checked_in', 'in_consultation');
create index appointments_visit_type_id_idx on public.appointments (visit_type_id);
create index appointments_booked_by_idx on public.appointments (booked_by);
create index appointments_cancelled_by_idx on public.appointments (cancelled_by)
  where cancelled_by is not null;

create index appointment_events_appointment_id_at_idx on public.appointment_events (appointment_id, at);
create index appointment_events_actor_id_at_idx on public.appointment_events (actor_id, at);

alter table public.appointments enable row level security;
alter table public.appointment_events enable row level security;
create policy appointments_select_involved on public.appointments for select to authenticated
  using (
    (select private.has_permission('appointments.read_all'))
    or doctor_id = (select private.current_staff_id())
    or patient_id in (select private.current_patient_ids())
    or patient_id in (select private.care_patient_ids())
  );
/*
 * Whoever sees the visit sees what happened to it. Asked visit by visit, because that is how they are read: to find out
 * all the visits of somebody first took longer than anything else where a doctor has thousands.
 */
create policy appointment_events_select_involved on public.appointment_events
  for select to authenticated
  using (
    (select private.has_permission('appointments.read_all'))
    or exists (select from public.appointments visit where visit.id = appointment_id)
  );

grant select on public.appointments, public.appointment_events to authenticated;
grant select, insert, update on public.appointments to service_role;
grant select on public.appointment_events to service_role;

select private.define_permission('appointments.read_all', 'See every doctor''s visits', '{receptionist}');
select private.define_permission('appointments.book_any', 'Book visits for any patient', '{receptionist}');
select private.define_permission('appointments.manage_any', 'Move, cancel and check in any visit', '{receptionist}');
select private.define_permission('appointments.overbook', 'Book a visit on top of another');
select private.define_permission(
  'appointments.step_back', 'Take a visit a step back, with a reason', '{receptionist,doctor}'
);
insert into private.topics (pattern, hear) values
  ('doctor:{id}', $$ $1 is not distinct from private.current_staff_id() or private.has_permission('appointments.read_all')$$);
select private.on_merge('{public.appointments}', 'move');
select private.on_erasure('{public.appointments}', 'administration', 'keep', '{"reason": null, "cancel_reason": null, "overbook_reason": "—"}');
select private.not_audited('public.appointment_events', 'A log itself, written by a trigger and granted to nobody else');
select private.keeps('{public.appointments,public.appointment_events}', 'The medical record');

create function private.visit_timeline(p_appointment_id uuid)
returns table (
  id uuid, at timestamptz, kind text, from_status text, to_status text, actor text, actor_name text,
  reason text, starts_at timestamptz, previous_starts_at timestamptz, doctor_name text,
  previous_doctor_name text, room_name text, previous_room_name text
)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_visit public.appointments;
  v_staff_id constant uuid := private.current_staff_id();
begin
  select * into v_visit from public.appointments visit where visit.id = p_appointment_id;
  -- As the policy of the table has it.
  if not found or not (
    private.has_permission('appointments.read_all')
    or v_visit.doctor_id is not distinct from v_staff_id
    or v_visit.patient_id in (select private.current_patient_ids())
    or v_visit.patient_id in (select private.care_patient_ids())
  ) then
    raise exception using errcode = 'PT404', message = 'There is no such visit', hint = 'p_appointment_id';
  end if;
  return query
  select
    event.id, event.at, event.kind, event.from_status, event.to_status,
    case
      when event.actor_id is null then 'system'
      when event.actor_id = auth.uid() then 'self'
      when employee.id is not null then 'staff'
      else 'patient'
    end,
    -- Who works here is no patient's business beyond their doctor.
    case when v_staff_id is not null then coalesce(employee.full_name, profile.full_name) end,
    coalesce(event.details ->> 'overbook_reason', event.details ->> 'reason'),
    (event.details ->> 'starts_at')::timestamptz,
    (event.details ->> 'previous_starts_at')::timestamptz,
    doctor.name, previous_doctor.name, room.name, previous_room.name
  from public.appointment_events event
  left join public.staff employee on employee.user_id = event.actor_id
  left join public.profiles profile on profile.id = event.actor_id
  left join public.doctors doctor on doctor.id = (event.details ->> 'doctor_id')::uuid
  left join public.doctors previous_doctor
    on previous_doctor.id = (event.details ->> 'previous_doctor_id')::uuid
  left join public.rooms room on room.id = (event.details ->> 'room_id')::uuid
  left join public.rooms previous_room on previous_room.id = (event.details ->> 'previous_room_id')::uuid
  where event.appointment_id = p_appointment_id
  order by event.at, event.id;
end;
$$;

/* Whether a visit may go from one status to another. */
create function private.is_legal_step(p_from text, p_to text)
returns boolean language sql immutable set search_path = '' as $$
  select case p_from
    when 'requested' then p_to in ('confirmed', 'cancelled')
    when 'confirmed' then p_to in ('checked_in', 'cancelled', 'no_show')
    when 'checked_in' then p_to in ('in_consultation', 'cancelled', 'no_show')
    when 'in_consultation' then p_to = 'completed'
    -- Somebody came late after all, or was marked by mistake.
    when 'no_show' then p_to in ('checked_in', 'confirmed')
    else false
  end;
$$;

/* Refuses steps that are not legal or not yet possible, and stamps those that are. */
create function private.tg_appointments__step()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_deceased_at timestamptz;
begin
  if tg_op = 'INSERT' then
    if new.status = 'cancelled' then new.cancelled_at := coalesce(new.cancelled_at, now()); end if;
    return new;
  end if;

  if new.patient_id <> old.patient_id
    -- Unless one record of the same person is put into another: see private.retire_registered_record.
    and current_setting('lantern.record_moved', true) is distinct from old.patient_id || '>' || new.patient_id
  then
    raise exception using errcode = 'LN003', message = 'A visit cannot be given to another patient';
  end if;
  -- Where it comes from is where it may go back to: see private.undo_last_step and private.step_back_visit.
  if private.going_back() is not null then return new; end if;
  if (new.starts_at, new.doctor_id) is distinct from (old.starts_at, old.doctor_id)
    and old.status not in ('requested', 'confirmed')
  then
    raise exception using errcode = 'LN003', message = format('A visit that is %s cannot be moved', old.status);
  end if;
  if new.room_id is distinct from old.room_id
    and old.status not in ('requested', 'confirmed', 'checked_in')
  then
    raise exception using errcode = 'LN003',
      message = format('A visit that is %s stays in its room', old.status);
  end if;

  -- A visit from before a death is only brought to its end. Locked, so that whoever writes a death down is waited for.
  if new.status in ('confirmed', 'checked_in', 'in_consultation', 'completed')
    and (new.status, new.starts_at, new.doctor_id) is distinct from (old.status, old.starts_at, old.doctor_id)
  then
    select deceased_at into v_deceased_at from public.patients where id = new.patient_id for share;
    if v_deceased_at is not null and new.status <> 'completed' then
      raise exception using errcode = 'LN026', message = 'This patient has died', hint = 'p_status';
    end if;
  end if;

  if new.status <> old.status then
    if not private.is_legal_step(old.status, new.status)
      -- What took place before the patient died is said at once; nobody can be checked in for it any more.
      and not (
        old.status in ('confirmed', 'checked_in') and new.status = 'completed' and coalesce(new.starts_at < v_deceased_at, false)
      )
      -- What was confirmed was the old time: see private.move_visit.
      and not (
        old.status = 'confirmed' and new.status = 'requested'
        and (new.starts_at, new.doctor_id) is distinct from (old.starts_at, old.doctor_id)
      )
    then
      raise exception using errcode = 'LN003',
        message = format('A visit that is %s cannot become %s', old.status, new.status);
    end if;
    -- Whether the time is still free is for the exclusion constraints to say: the visit enters them again.
    if old.status = 'no_show' and private.hospital_day(new.starts_at) <> private.hospital_day() then
      raise exception using errcode = 'LN003', hint = 'no_show',
        message = 'A missed visit can be taken up again on its own day only';
    end if;
    if new.status = 'no_show' and now() < new.starts_at then
      raise exception using errcode = 'LN003', message = 'Nobody is late before the visit should begin';
    end if;
    if new.status = 'checked_in' and now() < new.starts_at - interval '2 hours' then
      raise exception using errcode = 'LN003', message = 'Check-in opens two hours before the visit';
    end if;
    case new.status
      -- Only a no-show taken back comes here with a time, and nobody has been waiting since then.
      when 'confirmed' then new.checked_in_at := null;
      when 'checked_in' then new.checked_in_at := now();
      when 'in_consultation' then new.started_at := now();
      when 'completed' then new.completed_at := now();
      when 'cancelled' then new.cancelled_at := now();
      else null;
    end case;
  end if;
  return new;
end;
$$;

/* Keeps who did what to a visit and when. */
create function private.tg_appointments__record()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_undone constant boolean := coalesce(private.going_back() in ('undo', 'change'), false);
begin
  if tg_op = 'INSERT' then
    insert into public.appointment_events (appointment_id, actor_id, kind, to_status, details)
    values (
      new.id, auth.uid(), 'booked', new.status,
      jsonb_strip_nulls(jsonb_build_object(
        'starts_at', new.starts_at, 'doctor_id', new.doctor_id, 'room_id', new.room_id,
        'overbooked', new.overbooked, 'overbook_reason', new.overbook_reason
      ))
    );
    return null;
  end if;
  if (new.starts_at, new.doctor_id) is distinct from (old.starts_at, old.doctor_id) then
    insert into public.appointment_events (appointment_id, actor_id, kind, from_status, to_status, details)
    values (
      new.id, auth.uid(), case when v_undone then 'undone' else 'rescheduled' end, old.status, new.status,
      -- What moving back needs to know is here, too: see private.undo_visit_change.
      jsonb_strip_nulls(jsonb_build_object(
        'starts_at', new.starts_at, 'doctor_id', new.doctor_id, 'room_id', new.room_id,
        'previous_starts_at', old.starts_at, 'previous_ends_at', old.ends_at, 'previous_doctor_id', old.doctor_id,
        'previous_room_id', old.room_id, 'previous_overbook_reason', old.overbook_reason,
        'previous_patient_confirmed_at', old.patient_confirmed_at
      ))
    );
  elsif new.room_id is distinct from old.room_id then
    insert into public.appointment_events (appointment_id, actor_id, kind, from_status, to_status, details)
    values (
      new.id, auth.uid(), case when v_undone then 'undone' else 'room_changed' end, old.status, new.status,
      jsonb_strip_nulls(jsonb_build_object('room_id', new.room_id, 'previous_room_id', old.room_id))
    );
  end if;
  -- A request again is told by the move.
  if new.status <> old.status and new.status <> 'requested' then
    insert into public.appointment_events (appointment_id, actor_id, kind, from_status, to_status, details)
    values (
      new.id, auth.uid(),
      case
        when v_undone then 'undone'
        when private.going_back() = 'step' then 'stepped_back'
        when new.status = 'in_consultation' then 'started'
        else new.status
      end,
      old.status, new.status,
      jsonb_strip_nulls(jsonb_build_object(
        'reason', coalesce(nullif(current_setting('lantern.back_because', true), ''), new.cancel_reason)
      ))
    );
  end if;
  return null;
end;
$$;

/* Tells whoever looks at the doctor's day or the patient that it is out of date; no patient data. */
create function private.tg_appointments__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_time_zone constant text := private.hospital_time_zone();
  v_visit constant jsonb := jsonb_build_object('appointment_id', new.id);
  v_day constant jsonb := v_visit || jsonb_build_object('day', (new.starts_at at time zone v_time_zone)::date);
  v_day_before jsonb;
  -- Whoever has fifty doctors on the screen follows one topic, not fifty.
  v_topics text[] := array['doctor:' || new.doctor_id, 'patient:' || new.patient_id, 'calendar'];
  v_payloads jsonb[] := array[v_day, v_visit, v_visit];
begin
  if tg_op = 'UPDATE' then
    v_day_before := v_visit || jsonb_build_object('day', (old.starts_at at time zone v_time_zone)::date);
    if (new.doctor_id, v_day) is distinct from (old.doctor_id, v_day_before) then
      v_topics := v_topics || ('doctor:' || old.doctor_id);
      v_payloads := v_payloads || v_day_before;
    end if;
  end if;
  perform private.announce_all(v_topics, 'appointment_changed', v_payloads);
  return null;
end;
$$;

/*
 * Notifies the doctor, and the patient when somebody else acted; nobody of what they did themselves. All
 * there is to say of one visit is one group. A doctor who lost the visit to another is led to the day it
 * was on.
 */
create function private.tg_appointments__notify()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_kind text;
  v_patient_kind text;
  v_params jsonb;
  v_user_id uuid;
  v_staff_id uuid;
  v_group constant text := 'visit:' || new.id;
begin
  -- What is over is history, not news: data brought in from elsewhere alarms nobody.
  if new.ends_at < now() then return null; end if;

  if tg_op = 'INSERT' then
    if new.status not in ('requested', 'confirmed') then return null; end if;
    v_kind := 'appointment_booked';
    if new.status = 'confirmed' then v_patient_kind := 'appointment_confirmed'; end if;
  elsif old.status = 'cancelled' and new.status in ('requested', 'confirmed') then
    -- Whoever was told that it is cancelled is told that it is not.
    v_kind := 'appointment_booked';
    if new.status = 'confirmed' then v_patient_kind := 'appointment_confirmed'; end if;
  elsif new.status <> old.status and new.status <> 'requested' then
    case new.status
      when 'cancelled' then
        v_kind := 'appointment_cancelled';
        v_patient_kind := 'appointment_called_off';
      when 'checked_in' then v_kind := 'patient_arrived';
      when 'confirmed' then
        -- A no-show taken back is the desk's correction, no news to the patient.
        if old.status = 'no_show' then return null; end if;
        v_patient_kind := 'appointment_confirmed';
      else return null;
    end case;
  elsif (new.starts_at, new.doctor_id) is distinct from (old.starts_at, old.doctor_id) then
    v_kind := 'appointment_rescheduled';
    v_patient_kind := 'appointment_moved';
  else
    return null;
  end if;

  select jsonb_strip_nulls(jsonb_build_object(
    'patient_name', patient.full_name,
    'doctor_name', doctor.name,
    'starts_at', new.starts_at,
    'previous_starts_at', case when v_kind = 'appointment_rescheduled' then old.starts_at end,
    'reason', case when v_kind = 'appointment_cancelled' then new.cancel_reason end
  ))
  into v_params
  from public.patients patient, public.doctors doctor
  where patient.id = new.patient_id and doctor.id = new.doctor_id;

  if v_kind is not null then
    for v_user_id, v_staff_id in
      select employee.user_id, employee.id from public.staff employee
      where employee.id in (new.doctor_id, case when tg_op = 'UPDATE' then old.doctor_id end)
        and employee.active
        and employee.user_id is distinct from auth.uid()
        and employee.user_id is not null
    loop
      perform private.notify_user(
        v_user_id, v_kind, v_params,
        format(
          '/today?day=%s#visit-%s',
          private.hospital_day(case when v_staff_id = new.doctor_id then new.starts_at else old.starts_at end),
          new.id
        ),
        v_group
      );
    end loop;
  end if;
  if v_patient_kind is not null then
    for v_user_id in
      select person from private.accounts_to_tell(new.patient_id) as person where person is distinct from auth.uid()
    loop
      perform private.notify_user(
        v_user_id, v_patient_kind, v_params, '/portal/visits/' || new.id, v_group,
        case when v_patient_kind = 'appointment_called_off' then 'warning' else 'info' end
      );
    end loop;
  end if;
  return null;
end;
$$;

/* Keeps from when the doctor is taken, so that the overlap rules see it whatever writes the visit. */
create function private.tg_appointments__block()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_before interval;
begin
  select span.before into v_before from private.visit_spans(new.doctor_id, new.visit_type_id) span;
  new.blocked_from := case when v_before > interval '0' then new.starts_at - v_before end;
  return new;
end;
$$;

/* Care follows from a visit: from its booking until 90 days after, so that a letter or a result can still be seen to. */
create function private.care_of_visit(p_visit public.appointments)
returns table (patient_id uuid, staff_id uuid, ward_id uuid, since timestamptz, until timestamptz)
language plpgsql stable rows 1 set search_path = ''
as $$
begin
  if p_visit.status not in ('cancelled', 'no_show') then
    return query select
      p_visit.patient_id, p_visit.doctor_id, null::uuid, now(), p_visit.starts_at + interval '90 days';
  end if;
end
$$;

select private.expose('visit_timeline', '{authenticated}',
  'What happened to a visit, oldest first: when, by whom (`actor`: self, staff, patient or system; the name for those '
  'who work here), and what changed. For whoever sees the visit, else PT404.');
