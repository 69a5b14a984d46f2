/*
 * Scheduling: free slots, and visits that cannot overlap.
 *
 * Exclusion constraints refuse an overlap for the doctor, the patient and the room whatever writes the
 * row. Alone they are slow where many want the same slot (writers wait for each other and deadlock), so
 * every command first takes advisory locks for the length of its transaction, always in the order
 * idempotency key, doctors, patient, rooms. The constraint has the last word.
 *
 * Which step may follow which, and when, is a trigger's business, so that no path gets around it.
 */

create table public.appointments (
  id              uuid primary key default gen_random_uuid(),
  patient_id      uuid not null references public.patients on delete restrict,
  doctor_id       uuid not null references public.doctors on delete restrict,
  room_id         uuid references public.rooms on delete restrict,
  visit_type_id   uuid not null references public.visit_types on delete restrict,
  starts_at       timestamptz not null,
  ends_at         timestamptz not null,
  status          text not null default 'confirmed' check (status in (
    'requested', 'confirmed', 'checked_in', 'in_consultation', 'completed', 'cancelled', 'no_show'
  )),
  reason          text check (length(reason) <= 1000),
  overbooked      boolean not null default false,
  overbook_reason text check (length(overbook_reason) between 1 and 500),
  series_id       uuid, -- references public.appointment_series, added by follow-ups
  follow_up_id    uuid, -- references public.follow_ups, added by follow-ups
  patient_confirmed_at timestamptz,
  idempotency_key text check (length(idempotency_key) between 1 and 200),
  request_digest  text,
  booked_by       uuid references public.profiles on delete set null,
  cancelled_by    uuid references public.profiles on delete set null,
  cancelled_at    timestamptz,
  cancel_reason   text check (length(cancel_reason) <= 1000),
  checked_in_at   timestamptz,
  started_at      timestamptz,
  completed_at    timestamptz,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  constraint appointments_order check (starts_at < ends_at),
  -- private.slots looks back this far for visits that have begun.
  constraint appointments_length check (ends_at - starts_at <= interval '12 hours'),
  constraint appointments_cancelled_at_known check ((status = 'cancelled') = (cancelled_at is not null)),
  constraint appointments_idempotency_key unique (booked_by, idempotency_key),
  constraint appointments_doctor_taken exclude using gist (
    doctor_id with =,
    tstzrange(starts_at, ends_at) with &&
  ) where (status not in ('cancelled', 'no_show') and not overbooked),
  constraint appointments_patient_elsewhere exclude using gist (
    patient_id with =,
    tstzrange(starts_at, ends_at) with &&
  ) where (status not in ('cancelled', 'no_show') and not overbooked),
  constraint appointments_room_taken exclude using gist (
    room_id with =,
    tstzrange(starts_at, ends_at) with &&
  ) where (status not in ('cancelled', 'no_show') and not overbooked)
);
comment on table public.appointments is
  'Visits, from the request to their end. Written by the commands of this file only.';
comment on column public.appointments.ends_at is 'With the buffer after the visit: until when the doctor is taken.';
comment on column public.appointments.overbooked is 'Placed over other visits on purpose; exempt from the overlap rules.';
comment on column public.appointments.patient_confirmed_at is 'When the patient said they will come; null when not, or when the visit moved since.';
comment on column public.appointments.request_digest is
  'SHA-256 of the booking as asked for: tells a retry of a key from another request under it.';

create table public.appointment_events (
  id             uuid primary key default gen_random_uuid(),
  appointment_id uuid not null references public.appointments on delete cascade,
  at             timestamptz not null default now(),
  actor_id       uuid references public.profiles on delete set null,
  kind           text not null check (kind in (
    'booked', 'rescheduled', 'confirmed', 'checked_in', 'started', 'completed', 'cancelled', 'no_show'
  )),
  from_status    text,
  to_status      text not null,
  details        jsonb not null default '{}'
);
comment on table public.appointment_events is 'What happened to a visit, when and by whom; written by a trigger.';

create index appointments_doctor_id_starts_at_idx on public.appointments (doctor_id, starts_at);
create index appointments_patient_id_starts_at_idx on public.appointments (patient_id, starts_at);
create index appointments_room_id_starts_at_idx on public.appointments (room_id, starts_at);
create index appointments_starts_at_idx on public.appointments (starts_at);
create index appointments_visit_type_id_idx on public.appointments (visit_type_id);
create index appointments_cancelled_by_idx on public.appointments (cancelled_by)
  where cancelled_by is not null;
create index appointment_events_appointment_id_at_idx on public.appointment_events (appointment_id, at);
create index appointment_events_actor_id_idx on public.appointment_events (actor_id);

alter table public.appointments enable row level security;
alter table public.appointment_events enable row level security;

create policy appointments_select_involved on public.appointments for select to authenticated
  using (
    (select private.has_permission('appointments.read_all'))
    or doctor_id = (select private.current_staff_id())
    or patient_id in (select private.current_patient_ids())
    or patient_id in (select private.care_patient_ids())
  );
-- Whoever sees the visit sees what happened to it: the policy above decides inside the subquery.
create policy appointment_events_select_involved on public.appointment_events
  for select to authenticated
  using (exists (
    select 1 from public.appointments visit where visit.id = appointment_events.appointment_id
  ));

grant select on public.appointments, public.appointment_events to authenticated;
grant select, insert, update on public.appointments to service_role;
grant select on public.appointment_events to service_role;

/* Time of day and instants ------------------------------------------------------------------- */

/* What the clocks of a zone add to UTC at an instant. */
create function private.clock_offset(p_at timestamptz, p_time_zone text)
returns interval language sql stable set search_path = '' as $$
  select (p_at at time zone p_time_zone) - (p_at at time zone 'UTC');
$$;

/*
 * The minute between two instants, both on the minute, in which the clocks of a zone are changed; null if
 * they are not. Halves the time between, so it is for spans that hold one change at most.
 */
create function private.clock_change(p_from timestamptz, p_until timestamptz, p_time_zone text)
returns timestamptz language plpgsql stable set search_path = '' as $$
declare
  v_before constant interval := private.clock_offset(p_from, p_time_zone);
  v_low timestamptz := p_from;
  v_high timestamptz := p_until;
  v_middle timestamptz;
begin
  if private.clock_offset(p_until, p_time_zone) = v_before then return null; end if;
  while v_high - v_low > interval '1 minute' loop
    v_middle := date_trunc('minute', v_low + (v_high - v_low) / 2);
    if private.clock_offset(v_middle, p_time_zone) = v_before then
      v_low := v_middle;
    else
      v_high := v_middle;
    end if;
  end loop;
  return v_high;
end;
$$;

/*
 * The instants at which the clock on the wall shows a time of a day from p_starts to before p_ends, on
 * a day when the clocks change at p_changes_at from p_before to p_after (offsets from UTC). An hour that
 * does not exist is not in it; an hour that is there twice is in it twice, in one piece with what joins it.
 */
create function private.clock_window(
  p_day date, p_starts time, p_ends time, p_before interval, p_after interval, p_changes_at timestamptz
)
returns tstzmultirange language sql immutable set search_path = '' as $$
  select
    tstzmultirange(tstzrange(
      least((p_day + p_starts - p_before) at time zone 'UTC', p_changes_at),
      least((p_day + p_ends - p_before) at time zone 'UTC', p_changes_at)
    ))
    + tstzmultirange(tstzrange(
      greatest((p_day + p_starts - p_after) at time zone 'UTC', p_changes_at),
      greatest((p_day + p_ends - p_after) at time zone 'UTC', p_changes_at)
    ));
$$;

/*
 * Slots of some doctors for a type of visit: from the start of each window of their hours, one after
 * the other, as long as the visit and its buffer, without those that leave touches; and without those
 * that are taken, unless p_include_taken (booking leaves that to the constraints).
 *
 * Who may schedule for anybody, and the doctor concerned, see every slot to come; everybody else sees
 * what the type lets a patient book, after its minimum notice.
 */
create function private.slots(
  p_doctor_ids uuid[], p_from timestamptz, p_until timestamptz, p_visit_type_id uuid,
  p_include_taken boolean default false, p_at timestamptz default now()
)
returns table (doctor_id uuid, starts_at timestamptz, ends_at timestamptz, room_id uuid)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_type public.visit_types;
  v_length interval;
  v_from timestamptz := greatest(p_from, p_at);
  v_scheduler constant boolean := private.has_permission('appointments.book_any')
    or private.has_permission('appointments.manage_any');
  v_self constant uuid := private.current_staff_id();
begin
  select * into v_type from public.visit_types type where type.id = p_visit_type_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such type of visit', hint = 'p_visit_type_id';
  end if;
  if not v_type.active or p_until <= v_from then return; end if;
  v_length := make_interval(mins => v_type.duration_minutes + v_type.buffer_minutes);

  return query
  with doctor as materialized (
    select
      candidate.id,
      case
        when v_scheduler or candidate.id = v_self then p_at
        else p_at + make_interval(mins => v_type.minimum_notice_minutes)
      end as earliest
    from public.doctors candidate
    join public.staff employee on employee.id = candidate.id
    where candidate.id = any (p_doctor_ids)
      and candidate.active and candidate.accepts_patients and employee.active
      and (v_type.specialty_id is null or candidate.specialty_id = v_type.specialty_id)
      and (v_type.bookable_by_patient or v_scheduler or candidate.id = v_self)
  ),
  rule as materialized (
    select weekly.*
    from public.availability_rules weekly
    where weekly.doctor_id in (select doctor.id from doctor)
  ),
  /* A day more on both sides: an extra window that reaches in is cut at the hours it overlaps. */
  zone_day as materialized (
    select
      zone.time_zone,
      day.day::date as day,
      private.clock_offset((day.day at time zone zone.time_zone) - interval '4 hours', zone.time_zone) as before,
      private.clock_offset(
        ((day.day + interval '1 day') at time zone zone.time_zone) + interval '4 hours', zone.time_zone
      ) as after
    from (select distinct rule.time_zone from rule) zone,
      lateral generate_series(
        ((v_from - interval '24 hours') at time zone zone.time_zone)::date::timestamp,
        ((p_until + interval '24 hours') at time zone zone.time_zone)::date::timestamp,
        interval '1 day'
      ) as day (day)
  ),
  changing_day as materialized (
    select
      zone_day.*,
      (zone_day.day::timestamp - zone_day.before) at time zone 'UTC' as midnight,
      case when zone_day.before <> zone_day.after then
        private.clock_change(
          (zone_day.day::timestamp at time zone zone_day.time_zone) - interval '4 hours',
          ((zone_day.day + 1)::timestamp at time zone zone_day.time_zone) + interval '4 hours',
          zone_day.time_zone
        )
      end as changes_at
    from zone_day
  ),
  hours as materialized (
    select rule.doctor_id, rule.room_id, piece.opens_at, piece.closes_at
    from rule
    join changing_day calendar
      on calendar.time_zone = rule.time_zone
      and extract(isodow from calendar.day) = rule.weekday
      and calendar.day >= rule.valid_from
      and (rule.valid_until is null or calendar.day <= rule.valid_until)
    cross join lateral (
      select
        calendar.midnight + rule.starts_time::interval as opens_at,
        calendar.midnight + rule.ends_time::interval as closes_at
      where calendar.changes_at is null
      union all
      select lower(range.range), upper(range.range)
      from unnest(private.clock_window(
        calendar.day, rule.starts_time, rule.ends_time, calendar.before, calendar.after, calendar.changes_at
      )) as range (range)
      where calendar.changes_at is not null
    ) piece
  ),
  opening as (
    select hours.* from hours where hours.closes_at > v_from and hours.opens_at < p_until
    union all
    select extra.doctor_id, extra.room_id, lower(piece.piece), upper(piece.piece)
    from public.availability_exceptions extra
    cross join lateral unnest(
      tstzmultirange(tstzrange(extra.starts_at, extra.ends_at))
      - coalesce(
        (
          select range_agg(tstzrange(hours.opens_at, hours.closes_at))
          from hours where hours.doctor_id = extra.doctor_id
        ),
        '{}'
      )
    ) as piece (piece)
    where extra.kind = 'extra'
      and extra.doctor_id in (select doctor.id from doctor)
      and extra.ends_at > v_from
      and extra.starts_at < p_until
  ),
  slot as (
    select
      opening.doctor_id, opening.room_id,
      start.start as starts_at, start.start + v_length as ends_at
    from opening
    join doctor on doctor.id = opening.doctor_id
    cross join lateral generate_series(opening.opens_at, opening.closes_at - v_length, v_length)
      as start (start)
    where start.start >= greatest(v_from, doctor.earliest) and start.start < p_until
  ),
  /* Looked up doctor by doctor and room by room, or all visits of those days would be gone through. */
  absent as materialized (
    select doctor.id as doctor_id, busy.spans
    from doctor
    cross join lateral (
      select range_agg(taken.span) as spans
      from (
        select tstzrange(away.starts_at, away.ends_at) as span
        from public.availability_exceptions away
        where away.doctor_id = doctor.id
          and away.kind <> 'extra'
          and away.ends_at > v_from
          and away.starts_at < p_until + v_length
        union all
        select tstzrange(visit.starts_at, visit.ends_at)
        from public.appointments visit
        where not p_include_taken
          and visit.doctor_id = doctor.id
          and visit.starts_at > v_from - interval '12 hours'
          and visit.starts_at < p_until + v_length
          and visit.ends_at > v_from
          and visit.status not in ('cancelled', 'no_show')
      ) taken
    ) busy
  ),
  /* A room that several doctors use is taken by the others' visits. */
  occupied as materialized (
    select room.room_id, busy.spans
    from (
      select distinct opening.room_id from opening
      where opening.room_id is not null and not p_include_taken
    ) room
    cross join lateral (
      select range_agg(tstzrange(visit.starts_at, visit.ends_at)) as spans
      from public.appointments visit
      where visit.room_id = room.room_id
        and visit.starts_at > v_from - interval '12 hours'
        and visit.starts_at < p_until + v_length
        and visit.ends_at > v_from
        and visit.status not in ('cancelled', 'no_show')
        and not visit.overbooked
    ) busy
  )
  select slot.doctor_id, slot.starts_at, slot.ends_at, slot.room_id
  from slot
  left join absent on absent.doctor_id = slot.doctor_id
  left join occupied on occupied.room_id = slot.room_id
  where (absent.spans && tstzrange(slot.starts_at, slot.ends_at)) is not true
    and (occupied.spans && tstzrange(slot.starts_at, slot.ends_at)) is not true
  order by slot.starts_at, slot.doctor_id;
end;
$$;

/* Commands ------------------------------------------------------------------------------------- */

/* Takes the locks of a command until its transaction ends; see the head of this file for the order. */
create function private.lock_schedules(p_doctor_ids uuid[], p_patient_id uuid, p_room_ids uuid[])
returns void language plpgsql set search_path = '' as $$
declare
  v_name text;
begin
  for v_name in
    select distinct 'doctor:' || id from unnest(p_doctor_ids) as doctor (id) where id is not null order by 1
  loop
    perform pg_advisory_xact_lock(hashtextextended(v_name, 0));
  end loop;
  perform pg_advisory_xact_lock(hashtextextended('patient:' || p_patient_id, 0));
  for v_name in
    select distinct 'room:' || id from unnest(p_room_ids) as room (id) where id is not null order by 1
  loop
    perform pg_advisory_xact_lock(hashtextextended(v_name, 0));
  end loop;
end;
$$;

/*
 * Books a visit; see public.book_appointment. With p_overbook the slot need not be offered nor free, and
 * the visit is marked: that is a permission of its own.
 */
create function private.book_appointment(
  p_patient_id uuid, p_doctor_id uuid, p_starts_at timestamptz, p_visit_type_id uuid,
  p_reason text, p_idempotency_key text, p_overbook boolean
)
returns public.appointments language plpgsql security definer set search_path = '' as $$
declare
  v_visit public.appointments;
  v_type public.visit_types;
  v_slot record;
  v_actor constant uuid := auth.uid();
  v_digest constant text := encode(sha256(convert_to(jsonb_build_array(
    p_patient_id, p_doctor_id, extract(epoch from p_starts_at), p_visit_type_id, p_reason, p_overbook
  )::text, 'UTF8')), 'hex');
  v_missing constant text := case
    when p_patient_id is null then 'p_patient_id'
    when p_doctor_id is null then 'p_doctor_id'
    when p_starts_at is null then 'p_starts_at'
    when p_visit_type_id is null then 'p_visit_type_id'
  end;
begin
  if v_missing is not null then
    raise exception using errcode = '22023', message = v_missing || ' is missing', hint = v_missing;
  end if;
  if p_overbook then
    if not private.has_permission('appointments.overbook') then
      raise exception using errcode = '42501', message = 'You may not overbook';
    end if;
  elsif not private.has_permission('appointments.book_any')
    and p_patient_id not in (select private.current_patient_ids())
  then
    raise exception using errcode = '42501', message = 'You may not book for this patient';
  end if;

  if p_idempotency_key is not null then
    -- Two tries of one key may name different doctors, so the doctor's lock does not part them.
    perform pg_advisory_xact_lock(hashtextextended('key:' || v_actor || ':' || p_idempotency_key, 0));
  end if;
  perform private.lock_schedules(array[p_doctor_id], p_patient_id, null);

  if p_idempotency_key is not null then
    select * into v_visit from public.appointments visit
    where visit.booked_by = v_actor and visit.idempotency_key = p_idempotency_key;
    if found then
      if v_visit.request_digest is distinct from v_digest then
        raise exception using errcode = 'LN004',
          message = 'This idempotency key was used for another booking', hint = 'p_idempotency_key';
      end if;
      return v_visit;
    end if;
  end if;

  perform from public.patients patient where patient.id = p_patient_id and patient.archived_at is null;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such patient', hint = 'p_patient_id';
  end if;
  perform from public.doctors doctor where doctor.id = p_doctor_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such doctor', hint = 'p_doctor_id';
  end if;
  select * into v_type from public.visit_types type where type.id = p_visit_type_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such type of visit', hint = 'p_visit_type_id';
  end if;

  if p_overbook then
    if p_starts_at <= now() then
      raise exception using errcode = 'LN001', message = 'This time has passed', hint = 'p_starts_at';
    end if;
    select
      p_starts_at + make_interval(mins => v_type.duration_minutes + v_type.buffer_minutes) as ends_at,
      null::uuid as room_id
    into v_slot;
  else
    select slot.ends_at, slot.room_id into v_slot
    from private.slots(
      array[p_doctor_id], p_starts_at, p_starts_at + interval '1 microsecond', p_visit_type_id, true
    ) slot;
    if not found then
      raise exception using errcode = 'LN001',
        message = 'This time is not offered for that visit', hint = 'p_starts_at';
    end if;
  end if;
  perform private.lock_schedules(null, p_patient_id, array[v_slot.room_id]);

  insert into public.appointments (
    patient_id, doctor_id, room_id, visit_type_id, starts_at, ends_at, status, reason, overbooked,
    idempotency_key, request_digest, booked_by
  ) values (
    p_patient_id, p_doctor_id, v_slot.room_id, p_visit_type_id, p_starts_at, v_slot.ends_at,
    case when v_type.requires_confirmation then 'requested' else 'confirmed' end,
    nullif(btrim(p_reason), ''), p_overbook, p_idempotency_key, v_digest, v_actor
  ) returning * into v_visit;
  return v_visit;
end;
$$;

/*
 * As what the caller may change a visit: `scheduler`, `doctor` (its own) or `patient` (the patient's
 * own, or somebody they answer for).
 *
 * Raises PT404 if there is no such visit for the caller, 42501 if the caller's work does not include it.
 */
create function private.authority_over(p_visit public.appointments)
returns text language plpgsql stable security definer set search_path = '' as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
begin
  if p_visit.id is not null then
    if private.has_permission('appointments.manage_any') then return 'scheduler'; end if;
    if p_visit.doctor_id = v_staff_id then return 'doctor'; end if;
    if p_visit.patient_id in (select private.current_patient_ids()) then return 'patient'; end if;
  end if;
  if v_staff_id is not null
    and not private.has_permission('appointments.manage_any')
    and not exists (select 1 from public.doctors doctor where doctor.id = v_staff_id)
  then
    raise exception using errcode = '42501', message = 'You may not change visits';
  end if;
  raise exception using errcode = 'PT404', message = 'There is no such visit', hint = 'p_appointment_id';
end;
$$;

/* Moves a visit; see public.reschedule_appointment. */
create function private.reschedule_appointment(
  p_appointment_id uuid, p_starts_at timestamptz, p_doctor_id uuid
)
returns public.appointments language plpgsql security definer set search_path = '' as $$
declare
  v_seen public.appointments;
  v_visit public.appointments;
  v_doctor_id uuid;
  v_authority text;
  v_slot record;
begin
  if p_starts_at is null then
    raise exception using errcode = '22023', message = 'p_starts_at is missing', hint = 'p_starts_at';
  end if;
  select * into v_seen from public.appointments visit where visit.id = p_appointment_id;
  v_authority := private.authority_over(v_seen);
  v_doctor_id := coalesce(p_doctor_id, v_seen.doctor_id);

  perform private.lock_schedules(array[v_seen.doctor_id, v_doctor_id], v_seen.patient_id, null);
  select * into v_visit from public.appointments visit where visit.id = p_appointment_id for update;
  if v_visit.doctor_id <> v_seen.doctor_id or v_visit.patient_id <> v_seen.patient_id then
    -- The wrong doctor is locked now; taking the right one out of order could deadlock.
    raise exception using errcode = 'LN009', message = 'This visit has just been moved by somebody else';
  end if;
  if v_visit.doctor_id = v_doctor_id and v_visit.starts_at = p_starts_at
    and v_visit.status in ('requested', 'confirmed')
  then
    return v_visit;
  end if;
  if v_authority = 'patient' and v_visit.starts_at <= now() then
    raise exception using errcode = 'LN003', message = 'A visit that has begun cannot be moved';
  end if;

  select slot.ends_at, slot.room_id into v_slot
  from private.slots(
    array[v_doctor_id], p_starts_at, p_starts_at + interval '1 microsecond', v_visit.visit_type_id, true
  ) slot;
  if not found then
    raise exception using errcode = 'LN001',
      message = 'This time is not offered for that visit', hint = 'p_starts_at';
  end if;
  perform private.lock_schedules(null, v_visit.patient_id, array[v_visit.room_id, v_slot.room_id]);

  update public.appointments set
    doctor_id = v_doctor_id, starts_at = p_starts_at, ends_at = v_slot.ends_at,
    room_id = v_slot.room_id, overbooked = false
  where id = p_appointment_id
  returning * into v_visit;
  return v_visit;
end;
$$;

/* Takes a visit to its next status; see public.set_appointment_status and cancel_appointment. */
create function private.set_appointment_status(p_appointment_id uuid, p_status text, p_reason text)
returns public.appointments language plpgsql security definer set search_path = '' as $$
declare
  v_visit public.appointments;
  v_authority text;
begin
  if p_status is null or p_status not in (
    'requested', 'confirmed', 'checked_in', 'in_consultation', 'completed', 'cancelled', 'no_show'
  ) then
    raise exception using errcode = '22023', message = 'There is no such status', hint = 'p_status';
  end if;
  select * into v_visit from public.appointments visit where visit.id = p_appointment_id;
  v_authority := private.authority_over(v_visit);
  if v_authority = 'patient' and p_status <> 'cancelled' then
    raise exception using errcode = '42501', message = 'Patients may only cancel or move a visit';
  end if;

  -- A change of status checks the overlap rules again, so it takes part in the same order of locks.
  perform private.lock_schedules(array[v_visit.doctor_id], v_visit.patient_id, array[v_visit.room_id]);
  select * into v_visit from public.appointments visit where visit.id = p_appointment_id for update;
  if v_authority = 'patient' and v_visit.starts_at <= now() then
    raise exception using errcode = 'LN003', message = 'A visit that has begun cannot be cancelled';
  end if;
  if v_visit.status = p_status then
    raise exception using errcode = 'LN003', message = format('The visit is %s already', p_status);
  end if;

  update public.appointments set
    status = p_status,
    cancelled_by = case when p_status = 'cancelled' then auth.uid() end,
    cancel_reason = case when p_status = 'cancelled' then nullif(btrim(p_reason), '') end
  where id = p_appointment_id
  returning * into v_visit;
  return v_visit;
end;
$$;

/* The rows of public.doctor_day. */
create function private.doctor_day(p_doctor_id uuid, p_day date)
returns table (
  id uuid, patient_id uuid, doctor_id uuid, room_id uuid, visit_type_id uuid, starts_at timestamptz,
  ends_at timestamptz, status text, reason text, overbooked boolean, booked_by uuid,
  cancelled_by uuid, cancelled_at timestamptz, cancel_reason text, checked_in_at timestamptz,
  started_at timestamptz, completed_at timestamptz, created_at timestamptz, updated_at timestamptz,
  patient_name text, patient_mrn text, patient_birth_date date, patient_sex text, alerts text[],
  visit_type_name text, room_name text
)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_time_zone text;
  -- Allergies are part of the chart: planning a day opens nobody's.
  v_care_ids constant uuid[] := array(select private.care_patient_ids());
begin
  if private.current_staff_id() is distinct from p_doctor_id
    and not private.has_permission('appointments.read_all')
  then
    raise exception using errcode = '42501', message = 'You may not see this doctor''s day';
  end if;
  select settings.time_zone into v_time_zone from public.hospital_settings settings;
  return query
  select
    visit.id, visit.patient_id, visit.doctor_id, visit.room_id, visit.visit_type_id,
    visit.starts_at, visit.ends_at, visit.status, visit.reason, visit.overbooked, visit.booked_by,
    visit.cancelled_by, visit.cancelled_at, visit.cancel_reason, visit.checked_in_at,
    visit.started_at, visit.completed_at, visit.created_at, visit.updated_at,
    patient.given_name || ' ' || patient.family_name, patient.mrn, patient.birth_date, patient.sex,
    array(
      select allergy.substance from public.allergies allergy
      where allergy.patient_id = visit.patient_id and allergy.status = 'active'
        and allergy.patient_id = any (v_care_ids)
      order by array_position(array['severe', 'moderate', 'mild'], allergy.severity), allergy.substance
    ),
    type.name, room.name
  from public.appointments visit
  join public.patients patient on patient.id = visit.patient_id
  join public.visit_types type on type.id = visit.visit_type_id
  left join public.rooms room on room.id = visit.room_id
  where visit.doctor_id = p_doctor_id
    and visit.starts_at >= p_day::timestamp at time zone v_time_zone
    and visit.starts_at < (p_day + 1)::timestamp at time zone v_time_zone
  order by visit.starts_at, visit.created_at;
end;
$$;

/*
 * Free slots of doctors for a type of visit that begin from p_from to before p_until (at most 92 days),
 * earliest first. ends_at includes the buffer. What is seen depends on who asks: see private.slots.
 *
 * Raises 22023 for a range that makes no sense, PT404 for an unknown type of visit.
 */
create function public.free_slots(
  p_doctor_ids uuid[], p_from timestamptz, p_until timestamptz, p_visit_type_id uuid
)
returns table (doctor_id uuid, starts_at timestamptz, ends_at timestamptz)
language plpgsql stable set search_path = '' as $$
declare
  v_wrong constant text := case
    when p_doctor_ids is null then 'p_doctor_ids'
    when p_from is null then 'p_from'
    when p_until is null or p_until - p_from > interval '92 days' then 'p_until'
    when p_visit_type_id is null then 'p_visit_type_id'
  end;
begin
  if v_wrong is not null then
    raise exception using errcode = '22023', message = v_wrong || ' is missing or out of range', hint = v_wrong;
  end if;
  return query
  select slot.doctor_id, slot.starts_at, slot.ends_at
  from private.slots(p_doctor_ids, p_from, p_until, p_visit_type_id) slot;
end;
$$;

/* The first free slots of any doctor of a specialty within 90 days of p_from; p_limit from 1 to 100. */
create function public.first_free_slots(
  p_specialty_id uuid, p_visit_type_id uuid, p_from timestamptz default now(), p_limit integer default 3
)
returns table (doctor_id uuid, doctor_name text, starts_at timestamptz, ends_at timestamptz)
language plpgsql stable set search_path = '' as $$
declare
  v_doctor_ids constant uuid[] := array(
    select doctor.id from public.doctors doctor where doctor.specialty_id = p_specialty_id
  );
  v_from timestamptz := greatest(p_from, now());
  v_end constant timestamptz := v_from + interval '90 days';
  v_until timestamptz;
  v_span interval := interval '7 days';
  v_missing integer := p_limit;
  v_found integer;
begin
  if p_limit is null or p_limit not between 1 and 100 then
    raise exception using errcode = '22023', message = 'p_limit must be from 1 to 100', hint = 'p_limit';
  end if;
  -- Most are found in the first week; who is booked out costs a few longer looks.
  while v_missing > 0 and v_from < v_end loop
    v_until := least(v_from + v_span, v_end);
    return query
    select slot.doctor_id, doctor.name, slot.starts_at, slot.ends_at
    from private.slots(v_doctor_ids, v_from, v_until, p_visit_type_id) slot
    join public.doctors doctor on doctor.id = slot.doctor_id
    order by slot.starts_at, doctor.name
    limit v_missing;
    get diagnostics v_found = row_count;
    v_missing := v_missing - v_found;
    v_from := v_until;
    v_span := v_span * 2;
  end loop;
end;
$$;

/*
 * Books a free slot for a patient: one's own (or a dependant's), or anybody's with appointments.book_any.
 * Told the same idempotency key again it gives back the visit it booked, so a retry never books twice.
 *
 * Raises LN001 the time is not offered, 23P01 it has just been taken (appointments_doctor_taken,
 * appointments_patient_elsewhere, appointments_room_taken), LN004 the key was used for another booking,
 * 42501 not for this patient, PT404 no such patient, doctor or type, 22023 a parameter is missing.
 */
create function public.book_appointment(
  p_patient_id uuid, p_doctor_id uuid, p_starts_at timestamptz, p_visit_type_id uuid,
  p_reason text default null, p_idempotency_key text default null
)
returns public.appointments language sql set search_path = '' as $$
  select private.book_appointment(
    p_patient_id, p_doctor_id, p_starts_at, p_visit_type_id, p_reason, p_idempotency_key, false
  );
$$;

/*
 * Places a visit over whatever else the doctor has then; needs appointments.overbook. Errors as for
 * book_appointment, without 23P01.
 */
create function public.overbook_appointment(
  p_patient_id uuid, p_doctor_id uuid, p_starts_at timestamptz, p_visit_type_id uuid,
  p_reason text default null, p_idempotency_key text default null
)
returns public.appointments language sql set search_path = '' as $$
  select private.book_appointment(
    p_patient_id, p_doctor_id, p_starts_at, p_visit_type_id, p_reason, p_idempotency_key, true
  );
$$;

/*
 * Moves a visit that is requested or confirmed to another free slot, of the same doctor unless told
 * otherwise. Asked for where it already is, it changes nothing.
 *
 * Raises LN001 and 23P01 as for booking, LN003 the visit cannot be moved any more, LN009 somebody else
 * moved it meanwhile, PT404 no such visit (or not yours), 42501 changing visits is not your work.
 */
create function public.reschedule_appointment(
  p_appointment_id uuid, p_starts_at timestamptz, p_doctor_id uuid default null
)
returns public.appointments language sql set search_path = '' as $$
  select private.reschedule_appointment(p_appointment_id, p_starts_at, p_doctor_id);
$$;

/* Cancels a visit; it keeps its place in the history and frees its slot. Errors as for rescheduling. */
create function public.cancel_appointment(p_appointment_id uuid, p_reason text default null)
returns public.appointments language sql set search_path = '' as $$
  select private.set_appointment_status(p_appointment_id, 'cancelled', p_reason);
$$;

/*
 * Takes a visit to its next status. Schedulers may for every visit, doctors for their own.
 *
 * Raises LN003 if that step is not the next or not yet possible, 22023 for a status there is not,
 * PT404 and 42501 as for rescheduling.
 */
create function public.set_appointment_status(p_appointment_id uuid, p_status text)
returns public.appointments language sql set search_path = '' as $$
  select private.set_appointment_status(p_appointment_id, p_status, null);
$$;

/*
 * A doctor's visits of one day of the hospital's calendar, by time, with who comes and what to beware of
 * (`alerts`: active allergies of patients in the caller's care, severe ones first). For the doctor, or with
 * appointments.read_all; else 42501.
 */
create function public.doctor_day(p_doctor_id uuid, p_day date)
returns table (
  id uuid, patient_id uuid, doctor_id uuid, room_id uuid, visit_type_id uuid, starts_at timestamptz,
  ends_at timestamptz, status text, reason text, overbooked boolean, booked_by uuid,
  cancelled_by uuid, cancelled_at timestamptz, cancel_reason text, checked_in_at timestamptz,
  started_at timestamptz, completed_at timestamptz, created_at timestamptz, updated_at timestamptz,
  patient_name text, patient_mrn text, patient_birth_date date, patient_sex text, alerts text[],
  visit_type_name text, room_name text
)
language sql stable set search_path = '' as $$
  select * from private.doctor_day(p_doctor_id, p_day);
$$;

/*
 * Visits to come that fall into the doctor's leave or another absence: to be moved or called off. Null
 * means every doctor. Shows what the caller may see of visits and absences, nothing else.
 */
create function public.visits_to_rebook(p_doctor_id uuid default null)
returns setof public.appointments language sql stable set search_path = '' as $$
  select visit.*
  from public.appointments visit
  where visit.starts_at >= now()
    and visit.status in ('requested', 'confirmed')
    and (p_doctor_id is null or visit.doctor_id = p_doctor_id)
    and exists (
      select 1 from public.availability_exceptions away
      where away.doctor_id = visit.doctor_id
        and away.kind <> 'extra'
        and away.starts_at < visit.ends_at
        and away.ends_at > visit.starts_at
    )
  order by visit.starts_at;
$$;

/* Rules and consequences ----------------------------------------------------------------------- */

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
begin
  if tg_op = 'INSERT' then
    if new.status = 'cancelled' then new.cancelled_at := coalesce(new.cancelled_at, now()); end if;
    return new;
  end if;

  if new.patient_id <> old.patient_id then
    raise exception using errcode = 'LN003', message = 'A visit cannot be given to another patient';
  end if;
  if (new.starts_at, new.doctor_id) is distinct from (old.starts_at, old.doctor_id)
    and old.status not in ('requested', 'confirmed')
  then
    raise exception using errcode = 'LN003', message = format('A visit that is %s cannot be moved', old.status);
  end if;

  if new.status <> old.status then
    if not private.is_legal_step(old.status, new.status) then
      raise exception using errcode = 'LN003',
        message = format('A visit that is %s cannot become %s', old.status, new.status);
    end if;
    -- Whether the time is still free is for the exclusion constraints to say: the visit enters them again.
    if old.status = 'no_show' and not exists (
      select 1 from public.hospital_settings settings
      where (new.starts_at at time zone settings.time_zone)::date = (now() at time zone settings.time_zone)::date
    ) then
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
begin
  if tg_op = 'INSERT' then
    insert into public.appointment_events (appointment_id, actor_id, kind, to_status, details)
    values (
      new.id, auth.uid(), 'booked', new.status,
      jsonb_build_object('starts_at', new.starts_at, 'doctor_id', new.doctor_id, 'overbooked', new.overbooked)
    );
    return null;
  end if;
  if (new.starts_at, new.doctor_id) is distinct from (old.starts_at, old.doctor_id) then
    insert into public.appointment_events (appointment_id, actor_id, kind, from_status, to_status, details)
    values (
      new.id, auth.uid(), 'rescheduled', old.status, new.status,
      jsonb_build_object(
        'starts_at', new.starts_at, 'doctor_id', new.doctor_id,
        'previous_starts_at', old.starts_at, 'previous_doctor_id', old.doctor_id
      )
    );
  end if;
  if new.status <> old.status then
    insert into public.appointment_events (appointment_id, actor_id, kind, from_status, to_status, details)
    values (
      new.id, auth.uid(), case new.status when 'in_consultation' then 'started' else new.status end,
      old.status, new.status,
      case when new.cancel_reason is null then '{}'
        else jsonb_build_object('reason', new.cancel_reason) end
    );
  end if;
  return null;
end;
$$;

/* Tells whoever looks at the doctor's day or the patient that it is out of date; no patient data. */
create function private.tg_appointments__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_time_zone text;
  v_topic text;
  v_day date;
begin
  select settings.time_zone into v_time_zone from public.hospital_settings settings;
  for v_topic, v_day in
    select 'doctor:' || new.doctor_id, (new.starts_at at time zone v_time_zone)::date
    union
    select 'doctor:' || old.doctor_id, (old.starts_at at time zone v_time_zone)::date
    where tg_op = 'UPDATE'
  loop
    perform private.announce(
      v_topic, 'appointment_changed', jsonb_build_object('appointment_id', new.id, 'day', v_day)
    );
  end loop;
  perform private.announce(
    'patient:' || new.patient_id, 'appointment_changed', jsonb_build_object('appointment_id', new.id)
  );
  return null;
end;
$$;

/* Notifies the doctor, and the patient when somebody else acted; nobody of what they did themselves. */
create function private.tg_appointments__notify()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_kind text;
  v_patient_kind text;
  v_params jsonb;
  v_user_id uuid;
begin
  -- What is over is history, not news: data brought in from elsewhere alarms nobody.
  if new.ends_at < now() then return null; end if;

  if tg_op = 'INSERT' then
    if new.status not in ('requested', 'confirmed') then return null; end if;
    v_kind := 'appointment_booked';
    if new.status = 'confirmed' then v_patient_kind := 'appointment_confirmed'; end if;
  elsif new.status <> old.status then
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
    'patient_name', patient.given_name || ' ' || patient.family_name,
    'doctor_name', doctor.name,
    'starts_at', new.starts_at,
    'previous_starts_at', case when v_kind = 'appointment_rescheduled' then old.starts_at end,
    'reason', case when v_kind = 'appointment_cancelled' then new.cancel_reason end
  ))
  into v_params
  from public.patients patient, public.doctors doctor
  where patient.id = new.patient_id and doctor.id = new.doctor_id;

  if v_kind is not null then
    for v_user_id in
      select employee.user_id from public.staff employee
      where employee.id in (new.doctor_id, case when tg_op = 'UPDATE' then old.doctor_id end)
        and employee.active
        and employee.user_id is distinct from auth.uid()
        and employee.user_id is not null
    loop
      perform private.notify_user(v_user_id, v_kind, v_params, '/today');
    end loop;
  end if;
  if v_patient_kind is not null then
    for v_user_id in
      select link.user_id from public.portal_links link
      where link.patient_id = new.patient_id and link.user_id is distinct from auth.uid()
    loop
      perform private.notify_user(v_user_id, v_patient_kind, v_params, '/portal/visits/' || new.id);
    end loop;
  end if;
  return null;
end;
$$;

create trigger appointments_100_step before insert or update on public.appointments
  for each row execute function private.tg_appointments__step();
create trigger appointments_200_touch before update on public.appointments
  for each row execute function private.tg_touch_updated_at();
create trigger appointments_500_record after insert or update on public.appointments
  for each row execute function private.tg_appointments__record();
create trigger appointments_600_announce after insert or update on public.appointments
  for each row execute function private.tg_appointments__announce();
create trigger appointments_700_notify after insert or update on public.appointments
  for each row execute function private.tg_appointments__notify();
create trigger appointments_900_audit after insert or update or delete on public.appointments
  for each row execute function private.tg_audit();

grant execute on function
  private.clock_offset(timestamptz, text),
  private.slots(uuid[], timestamptz, timestamptz, uuid, boolean, timestamptz),
  private.book_appointment(uuid, uuid, timestamptz, uuid, text, text, boolean),
  private.reschedule_appointment(uuid, timestamptz, uuid),
  private.set_appointment_status(uuid, text, text),
  private.doctor_day(uuid, date)
  to authenticated;

grant execute on function
  public.free_slots(uuid[], timestamptz, timestamptz, uuid),
  public.first_free_slots(uuid, uuid, timestamptz, integer),
  public.book_appointment(uuid, uuid, timestamptz, uuid, text, text),
  public.overbook_appointment(uuid, uuid, timestamptz, uuid, text, text),
  public.reschedule_appointment(uuid, timestamptz, uuid),
  public.cancel_appointment(uuid, text),
  public.set_appointment_status(uuid, text),
  public.doctor_day(uuid, date),
  public.visits_to_rebook(uuid)
  to authenticated;
