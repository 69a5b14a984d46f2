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
  blocked_from    timestamptz,
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
  constraint appointments_blocked_before check (blocked_from < starts_at),
  -- private.slots looks back this far for visits that have begun.
  constraint appointments_length check (ends_at - starts_at <= interval '12 hours'),
  constraint appointments_cancelled_at_known check ((status = 'cancelled') = (cancelled_at is not null)),
  constraint appointments_overbooking_explained check (overbooked = (overbook_reason is not null)),
  constraint appointments_idempotency_key unique (booked_by, idempotency_key),
  constraint appointments_doctor_taken exclude using gist (
    doctor_id with =,
    tstzrange(coalesce(blocked_from, starts_at), ends_at) with &&
  ) where (status not in ('cancelled', 'no_show') and not overbooked),
  constraint appointments_patient_elsewhere exclude using gist (
    patient_id with =,
    tstzrange(starts_at, ends_at) with &&
  ) where (status not in ('cancelled', 'no_show') and not overbooked),
  constraint appointments_room_taken exclude using gist (
    room_id with =,
    tstzrange(coalesce(blocked_from, starts_at), ends_at) with &&
  ) where (status not in ('cancelled', 'no_show') and not overbooked)
);
comment on table public.appointments is
  'Visits, from the request to their end. Written by the commands of this file only.';
comment on column public.appointments.blocked_from is
  'From when the doctor and the room are taken, where the visit wants time before it; null: from starts_at. '
  'Kept by a trigger.';
comment on column public.appointments.ends_at is 'With the buffer after the visit: until when the doctor is taken.';
comment on column public.appointments.overbooked is 'Placed over other visits on purpose; exempt from the overlap rules.';
comment on column public.appointments.overbook_reason is 'Why it was placed there all the same; gone when the visit is moved to a free time.';
comment on column public.appointments.patient_confirmed_at is 'When the patient said they will come; null when not, or when the visit moved since.';
comment on column public.appointments.request_digest is
  'SHA-256 of the booking as asked for: tells a retry of a key from another request under it.';

create table public.appointment_events (
  id             uuid primary key default gen_random_uuid(),
  appointment_id uuid not null references public.appointments on delete cascade,
  at             timestamptz not null default now(),
  actor_id       uuid references public.profiles on delete set null,
  kind           text not null check (kind in (
    'booked', 'rescheduled', 'room_changed', 'confirmed', 'checked_in', 'started', 'completed',
    'cancelled', 'no_show'
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

/* The time a doctor keeps free before a type of visit, and how long the visit takes with what follows it. */
create function private.visit_spans(p_doctor_id uuid, p_visit_type_id uuid)
returns table (before interval, length interval)
language sql stable security definer rows 1 set search_path = '' as $$
  select
    make_interval(mins => coalesce(own.buffer_before_minutes, type.buffer_before_minutes)),
    make_interval(mins =>
      coalesce(own.duration_minutes, type.duration_minutes) + coalesce(own.buffer_minutes, type.buffer_minutes)
    )
  from public.visit_types type
  left join public.doctor_visit_types own
    on own.visit_type_id = type.id and own.doctor_id = p_doctor_id
  where type.id = p_visit_type_id;
$$;

/*
 * Slots of some doctors for a type of visit: from the start of each window of their hours, one after
 * the other, as long as the visit and its buffers are with that doctor, without those that leave touches;
 * and without those that are taken, unless p_include_taken (booking leaves that to the constraints).
 * What is held for somebody on the waiting list is in neither.
 * starts_at is what the patient is told; the doctor is taken from blocked_from to ends_at.
 *
 * Who may schedule for anybody, and the doctor concerned, see every slot to come; everybody else sees
 * what the type lets a patient book, after its minimum notice.
 */
create function private.slots(
  p_doctor_ids uuid[], p_from timestamptz, p_until timestamptz, p_visit_type_id uuid,
  p_include_taken boolean default false, p_at timestamptz default now()
)
returns table (
  doctor_id uuid, starts_at timestamptz, ends_at timestamptz, room_id uuid, blocked_from timestamptz
)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_type public.visit_types;
  -- No visit with its buffers is longer.
  v_reach constant interval := interval '14 hours';
  v_from timestamptz := greatest(p_from, p_at);
  -- Set while the waiting list looks for times to offer (`new`), or an offer is accepted (its id): what is
  -- on offer is then the hospital's to say, whoever freed the time or answers.
  v_offer constant text := coalesce(current_setting('lantern.offer', true), '');
  v_scheduler constant boolean := v_offer <> ''
    or private.has_permission('appointments.book_any')
    or private.has_permission('appointments.manage_any');
  v_self constant uuid := private.current_staff_id();
begin
  select * into v_type from public.visit_types type where type.id = p_visit_type_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such type of visit', hint = 'p_visit_type_id';
  end if;
  if not v_type.active or p_until <= v_from then return; end if;

  return query
  with doctor as materialized (
    select
      candidate.id,
      case
        when v_scheduler or candidate.id = v_self then p_at
        else p_at + make_interval(mins => v_type.minimum_notice_minutes)
      end as earliest,
      make_interval(mins => coalesce(own.buffer_before_minutes, v_type.buffer_before_minutes)) as before,
      make_interval(mins =>
        coalesce(own.duration_minutes, v_type.duration_minutes) + coalesce(own.buffer_minutes, v_type.buffer_minutes)
      ) as length
    from public.doctors candidate
    join public.staff employee on employee.id = candidate.id
    left join public.doctor_visit_types own
      on own.doctor_id = candidate.id and own.visit_type_id = p_visit_type_id
    where candidate.id = any (p_doctor_ids)
      and own.offered is not false
      and candidate.active and candidate.accepts_patients and employee.active
      and (v_type.specialty_id is null or candidate.specialty_id = v_type.specialty_id)
      and (v_type.bookable_by_patient or v_scheduler or candidate.id = v_self)
  ),
  rule as materialized (
    select weekly.*
    from public.availability_rules weekly
    where weekly.doctor_id in (select doctor.id from doctor)
      and (weekly.visit_type_ids is null or p_visit_type_id = any (weekly.visit_type_ids))
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
      start.start - doctor.before as blocked_from, start.start as starts_at, start.start + doctor.length as ends_at
    from opening
    join doctor on doctor.id = opening.doctor_id
    cross join lateral generate_series(
      opening.opens_at + doctor.before, opening.closes_at - doctor.length, doctor.before + doctor.length
    ) as start (start)
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
          -- A slot that begins at v_from may take the doctor from before it.
          and away.ends_at > v_from - doctor.before
          and away.starts_at < p_until + v_reach
        union all
        select tstzrange(coalesce(visit.blocked_from, visit.starts_at), visit.ends_at)
        from public.appointments visit
        where not p_include_taken
          and visit.doctor_id = doctor.id
          and visit.starts_at > v_from - v_reach
          and visit.starts_at < p_until + v_reach
          and visit.ends_at > v_from - doctor.before
          and visit.status not in ('cancelled', 'no_show')
        union all
        -- Held for somebody on the waiting list, from everybody but the offer itself.
        select tstzrange(held.blocked_from, held.ends_at)
        from public.waitlist_offers held
        where held.doctor_id = doctor.id
          and held.status = 'open'
          and held.expires_at > p_at
          and held.id::text <> v_offer
          and held.starts_at > v_from - v_reach
          and held.starts_at < p_until + v_reach
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
      select range_agg(tstzrange(coalesce(visit.blocked_from, visit.starts_at), visit.ends_at)) as spans
      from public.appointments visit
      where visit.room_id = room.room_id
        and visit.starts_at > v_from - v_reach
        and visit.starts_at < p_until + v_reach
        and visit.ends_at > v_from - interval '2 hours'
        and visit.status not in ('cancelled', 'no_show')
        and not visit.overbooked
    ) busy
  )
  select slot.doctor_id, slot.starts_at, slot.ends_at, slot.room_id, slot.blocked_from
  from slot
  left join absent on absent.doctor_id = slot.doctor_id
  left join occupied on occupied.room_id = slot.room_id
  where (absent.spans && tstzrange(slot.blocked_from, slot.ends_at)) is not true
    and (occupied.spans && tstzrange(slot.blocked_from, slot.ends_at)) is not true
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

/* Refuses a room that there is not or that is no longer used; null is nobody's choice and passes. */
create function private.require_room_in_use(p_room_id uuid)
returns void language plpgsql stable set search_path = '' as $$
begin
  if p_room_id is not null
    and not exists (select from public.rooms room where room.id = p_room_id and room.active)
  then
    raise exception using errcode = 'PT404', message = 'There is no such room', hint = 'p_room_id';
  end if;
end;
$$;

/*
 * Books a visit; see public.book_appointment. With p_overbook the slot need not be offered nor free, and
 * the visit is marked: that is a permission of its own.
 */
create function private.book_appointment(
  p_patient_id uuid, p_doctor_id uuid, p_starts_at timestamptz, p_visit_type_id uuid,
  p_reason text, p_idempotency_key text, p_overbook boolean,
  p_overbook_reason text default null, p_room_id uuid default null
)
returns public.appointments language plpgsql security definer set search_path = '' as $$
declare
  v_visit public.appointments;
  v_type public.visit_types;
  v_slot record;
  v_room_id uuid;
  v_overbook_reason constant text := case when p_overbook then nullif(btrim(p_overbook_reason), '') end;
  v_actor constant uuid := auth.uid();
  v_digest constant text := encode(sha256(convert_to(jsonb_build_array(
    p_patient_id, p_doctor_id, extract(epoch from p_starts_at), p_visit_type_id, p_reason, p_overbook,
    p_overbook_reason, p_room_id
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
    if v_overbook_reason is null or length(v_overbook_reason) > 500 then
      raise exception using errcode = '22023',
        message = 'Say why, in at most 500 characters', hint = 'p_overbook_reason';
    end if;
  elsif not private.has_permission('appointments.book_any')
    and p_patient_id not in (select private.current_patient_ids())
  then
    raise exception using errcode = '42501', message = 'You may not book for this patient';
  end if;
  if p_room_id is not null and not p_overbook and not private.has_permission('appointments.book_any') then
    raise exception using errcode = '42501', message = 'You may not choose the room';
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
  perform private.require_room_in_use(p_room_id);

  if p_overbook then
    if p_starts_at <= now() then
      raise exception using errcode = 'LN001', message = 'This time has passed', hint = 'p_starts_at';
    end if;
    select p_starts_at + span.length as ends_at, null::uuid as room_id
    into v_slot
    from private.visit_spans(p_doctor_id, p_visit_type_id) span;
  else
    select slot.ends_at, slot.room_id into v_slot
    from private.slots(
      array[p_doctor_id], p_starts_at, p_starts_at + interval '1 microsecond', p_visit_type_id, true
    ) slot;
    if not found then
      perform private.refuse_held_time(p_doctor_id, p_starts_at, p_visit_type_id);
      raise exception using errcode = 'LN001',
        message = 'This time is not offered for that visit', hint = 'p_starts_at';
    end if;
  end if;
  v_room_id := coalesce(p_room_id, v_slot.room_id);
  perform private.lock_schedules(null, p_patient_id, array[v_room_id]);

  insert into public.appointments (
    patient_id, doctor_id, room_id, visit_type_id, starts_at, ends_at, status, reason, overbooked,
    overbook_reason, idempotency_key, request_digest, booked_by
  ) values (
    p_patient_id, p_doctor_id, v_room_id, p_visit_type_id, p_starts_at, v_slot.ends_at,
    case when v_type.requires_confirmation then 'requested' else 'confirmed' end,
    nullif(btrim(p_reason), ''), p_overbook, v_overbook_reason, p_idempotency_key, v_digest, v_actor
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
  p_appointment_id uuid, p_starts_at timestamptz, p_doctor_id uuid,
  p_room_id uuid default null, p_expected_updated_at timestamptz default null
)
returns public.appointments language plpgsql security definer set search_path = '' as $$
declare
  v_seen public.appointments;
  v_visit public.appointments;
  v_doctor_id uuid;
  v_room_id uuid;
  v_authority text;
  v_slot record;
begin
  if p_starts_at is null then
    raise exception using errcode = '22023', message = 'p_starts_at is missing', hint = 'p_starts_at';
  end if;
  select * into v_seen from public.appointments visit where visit.id = p_appointment_id;
  v_authority := private.authority_over(v_seen);
  v_doctor_id := coalesce(p_doctor_id, v_seen.doctor_id);
  if p_room_id is not null and v_authority = 'patient' then
    raise exception using errcode = '42501', message = 'You may not choose the room';
  end if;

  perform private.lock_schedules(array[v_seen.doctor_id, v_doctor_id], v_seen.patient_id, null);
  select * into v_visit from public.appointments visit where visit.id = p_appointment_id for no key update;
  if v_visit.doctor_id <> v_seen.doctor_id or v_visit.patient_id <> v_seen.patient_id then
    -- The wrong doctor is locked now; taking the right one out of order could deadlock.
    raise exception using errcode = 'LN009', message = 'This visit has just been moved by somebody else';
  end if;
  if v_visit.doctor_id = v_doctor_id and v_visit.starts_at = p_starts_at
    and (p_room_id is null or p_room_id is not distinct from v_visit.room_id)
    and v_visit.status in ('requested', 'confirmed')
  then
    return v_visit;
  end if;
  -- After the above: a retry of the move that made the row newer finds it done.
  if v_visit.updated_at <> p_expected_updated_at then
    raise exception using errcode = 'LN009', message = 'This visit has been changed since you saw it';
  end if;
  if v_authority = 'patient' and v_visit.starts_at <= now() then
    raise exception using errcode = 'LN003', message = 'A visit that has begun cannot be moved';
  end if;
  perform private.require_room_in_use(p_room_id);

  if v_visit.doctor_id = v_doctor_id and v_visit.starts_at = p_starts_at and p_room_id is not null then
    -- Only the room changes: the time was offered once and is the visit's own.
    perform private.lock_schedules(null, v_visit.patient_id, array[v_visit.room_id, p_room_id]);
    update public.appointments set room_id = p_room_id
    where id = p_appointment_id
    returning * into v_visit;
    return v_visit;
  end if;

  select slot.ends_at, slot.room_id into v_slot
  from private.slots(
    array[v_doctor_id], p_starts_at, p_starts_at + interval '1 microsecond', v_visit.visit_type_id, true
  ) slot;
  if not found then
    perform private.refuse_held_time(v_doctor_id, p_starts_at, v_visit.visit_type_id);
    raise exception using errcode = 'LN001',
      message = 'This time is not offered for that visit', hint = 'p_starts_at';
  end if;
  v_room_id := coalesce(p_room_id, v_slot.room_id);
  perform private.lock_schedules(null, v_visit.patient_id, array[v_visit.room_id, v_room_id]);

  update public.appointments set
    doctor_id = v_doctor_id, starts_at = p_starts_at, ends_at = v_slot.ends_at,
    room_id = v_room_id, overbooked = false, overbook_reason = null,
    -- They said they would come to another time.
    patient_confirmed_at = null
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
  select * into v_visit from public.appointments visit where visit.id = p_appointment_id for no key update;
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

/* The document of public.calendar. */
create function private.calendar(
  p_from timestamptz, p_until timestamptz, p_by text, p_department_id uuid, p_ids uuid[]
)
returns json language plpgsql stable security definer set search_path = '' as $$
declare
  v_named constant boolean := private.has_permission('patients.read');
  v_doctor_ids uuid[];
  v_room_ids uuid[];
  v_visits json;
  v_hours json;
  v_absences json;
begin
  if not private.has_permission('appointments.read_all') then
    raise exception using errcode = '42501', message = 'You may not see the hospital''s calendar';
  end if;
  if p_by is null or p_by not in ('doctor', 'room', 'department') then
    raise exception using errcode = '22023', message = 'A calendar is by doctor, room or department', hint = 'p_by';
  end if;
  if p_from is null or p_until is null or p_until <= p_from or p_until - p_from > interval '32 days' then
    raise exception using errcode = '22023',
      message = 'A calendar covers up to 32 days', hint = 'p_until';
  end if;

  if p_by = 'room' then
    v_room_ids := array(
      select room.id from public.rooms room
      where (p_department_id is null or room.department_id = p_department_id)
        and case when p_ids is null then room.active else room.id = any (p_ids) end
    );
    v_doctor_ids := array(
      select rule.doctor_id from public.availability_rules rule where rule.room_id = any (v_room_ids)
      union
      select visit.doctor_id
      from unnest(v_room_ids) as wanted (id)
      join public.appointments visit on visit.room_id = wanted.id
        and visit.starts_at > p_from - interval '12 hours'
        and visit.starts_at < p_until
    );
  else
    v_doctor_ids := array(
      select doctor.id
      from public.doctors doctor
      join public.specialties specialty on specialty.id = doctor.specialty_id
      where (p_department_id is null or specialty.department_id = p_department_id)
        and case when p_ids is null then doctor.active else doctor.id = any (p_ids) end
    );
  end if;

  -- Looked up column by column, or the visits of the whole hospital would be gone through. In no order:
  -- the reader sorts them into columns anyway.
  select coalesce(json_agg(json_build_array(
    visit.id, visit.starts_at, visit.ends_at, visit.status, visit.doctor_id, visit.room_id,
    visit.visit_type_id, visit.patient_id,
    case when v_named then patient.given_name || ' ' || patient.family_name end,
    case when v_named then patient.mrn end,
    visit.overbook_reason, visit.updated_at
  )), '[]')
  into v_visits
  from (
    select found.*
    from unnest(case when p_by = 'room' then null else v_doctor_ids end) as wanted (id)
    cross join lateral (
      select * from public.appointments of_doctor
      where of_doctor.doctor_id = wanted.id
        and of_doctor.starts_at > p_from - interval '12 hours'
        and of_doctor.starts_at < p_until
    ) found
    union all
    select found.*
    from unnest(v_room_ids) as wanted (id)
    cross join lateral (
      select * from public.appointments in_room
      where in_room.room_id = wanted.id
        and in_room.starts_at > p_from - interval '12 hours'
        and in_room.starts_at < p_until
    ) found
  ) visit
  join public.patients patient on patient.id = visit.patient_id
  where visit.ends_at > p_from and visit.status <> 'cancelled';

  -- For shading, where the minutes of a clock change do not matter; what is offered is private.slots' business.
  select coalesce(json_agg(json_build_array(
    open.doctor_id, open.opens_at, open.closes_at, open.room_id
  ) order by open.opens_at), '[]')
  into v_hours
  from (
    select
      rule.doctor_id, rule.room_id,
      (day.day + rule.starts_time) at time zone rule.time_zone as opens_at,
      (day.day + rule.ends_time) at time zone rule.time_zone as closes_at
    from public.availability_rules rule
    join (
      select date(noon.noon) as day
      from generate_series(
        p_from - interval '1 day', p_until + interval '1 day', interval '1 day'
      ) as noon (noon)
    ) day
      on extract(isodow from day.day) = rule.weekday
      and day.day >= rule.valid_from
      and (rule.valid_until is null or day.day <= rule.valid_until)
    where rule.doctor_id = any (v_doctor_ids)
    union all
    select extra.doctor_id, extra.room_id, extra.starts_at, extra.ends_at
    from public.availability_exceptions extra
    where extra.doctor_id = any (v_doctor_ids) and extra.kind = 'extra'
  ) open
  where open.closes_at > p_from and open.opens_at < p_until;

  select coalesce(json_agg(json_build_array(
    away.doctor_id, away.starts_at, away.ends_at, away.kind
  ) order by away.starts_at), '[]')
  into v_absences
  from public.availability_exceptions away
  where away.doctor_id = any (v_doctor_ids)
    and away.kind <> 'extra'
    and away.ends_at > p_from
    and away.starts_at < p_until;

  return json_build_object('visits', v_visits, 'hours', v_hours, 'absences', v_absences);
end;
$$;

/* The rows of public.free_rooms. */
create function private.free_rooms(
  p_from timestamptz, p_until timestamptz, p_department_id uuid, p_appointment_id uuid
)
returns table (
  room_id uuid, room_name text, department_id uuid, department_name text, taken_by text
)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.has_permission('appointments.book_any')
    and not private.has_permission('appointments.manage_any')
  then
    raise exception using errcode = '42501', message = 'Rooms are given by those who schedule';
  end if;
  if p_from is null or p_until is null or p_until <= p_from or p_until - p_from > interval '12 hours' then
    raise exception using errcode = '22023',
      message = 'A room is taken for up to 12 hours', hint = 'p_until';
  end if;
  return query
  select
    room.id, room.name, department.id, department.name,
    (
      select doctor.name
      from public.appointments visit
      join public.doctors doctor on doctor.id = visit.doctor_id
      where visit.room_id = room.id
        and visit.starts_at > p_from - interval '12 hours'
        and visit.starts_at < p_until
        and visit.ends_at > p_from
        and visit.status not in ('cancelled', 'no_show')
        and not visit.overbooked
        and visit.id is distinct from p_appointment_id
      order by visit.starts_at
      limit 1
    )
  from public.rooms room
  join public.departments department on department.id = room.department_id
  where room.active and (p_department_id is null or department.id = p_department_id)
  order by department.name, room.name, room.id;
end;
$$;

/* The rows of public.visit_timeline. */
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
 * Who may book for anybody may choose the room; else it is the one the doctor works in then.
 *
 * Raises LN001 the time is not offered, LN012 it is held for somebody on the waiting list, 23P01 it has just been taken (appointments_doctor_taken,
 * appointments_patient_elsewhere, appointments_room_taken), LN004 the key was used for another booking,
 * 42501 not for this patient, PT404 no such patient, doctor, type or room, 22023 a parameter is missing.
 */
create function public.book_appointment(
  p_patient_id uuid, p_doctor_id uuid, p_starts_at timestamptz, p_visit_type_id uuid,
  p_reason text default null, p_idempotency_key text default null, p_room_id uuid default null
)
returns public.appointments language sql set search_path = '' as $$
  select private.book_appointment(
    p_patient_id, p_doctor_id, p_starts_at, p_visit_type_id, p_reason, p_idempotency_key, false,
    null, p_room_id
  );
$$;

/*
 * Places a visit over whatever else the doctor has then; needs appointments.overbook and a reason, which
 * stays with the visit. Errors as for book_appointment, without 23P01; 22023 when the reason is missing.
 */
create function public.overbook_appointment(
  p_patient_id uuid, p_doctor_id uuid, p_starts_at timestamptz, p_visit_type_id uuid,
  p_reason text default null, p_idempotency_key text default null,
  p_overbook_reason text default null, p_room_id uuid default null
)
returns public.appointments language sql set search_path = '' as $$
  select private.book_appointment(
    p_patient_id, p_doctor_id, p_starts_at, p_visit_type_id, p_reason, p_idempotency_key, true,
    p_overbook_reason, p_room_id
  );
$$;

/*
 * Moves a visit that is requested or confirmed to another free slot, of the same doctor unless told
 * otherwise. Asked for where it already is, it changes nothing. Staff may choose the room; told the same
 * time and doctor, only the room changes, until the consultation begins.
 *
 * p_expected_updated_at is `updated_at` as the caller saw it: a visit changed since is not moved.
 *
 * Raises LN001, LN012 and 23P01 as for booking, LN003 the visit cannot be moved any more, LN009 somebody else
 * changed it meanwhile, PT404 no such visit (or not yours) or room, 42501 changing visits is not your work.
 */
create function public.reschedule_appointment(
  p_appointment_id uuid, p_starts_at timestamptz, p_doctor_id uuid default null,
  p_room_id uuid default null, p_expected_updated_at timestamptz default null
)
returns public.appointments language sql set search_path = '' as $$
  select private.reschedule_appointment(
    p_appointment_id, p_starts_at, p_doctor_id, p_room_id, p_expected_updated_at
  );
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
  -- From the few absences to their visits: all visits to come of a hospital would be gone through otherwise.
  where visit.id in (
    select touched.id
    from public.availability_exceptions away
    join public.appointments touched
      on touched.doctor_id = away.doctor_id
      and touched.starts_at > away.starts_at - interval '12 hours'
      and touched.starts_at < away.ends_at + interval '2 hours'
    where away.kind <> 'extra'
      and away.ends_at > now()
      and (p_doctor_id is null or away.doctor_id = p_doctor_id)
      and touched.starts_at >= now()
      and touched.ends_at > away.starts_at
      and coalesce(touched.blocked_from, touched.starts_at) < away.ends_at
      and touched.status in ('requested', 'confirmed')
  )
  order by visit.starts_at;
$$;

/*
 * The hospital's visits from p_from to before p_until (at most 32 days), with the hours and absences to
 * shade them by: p_by `doctor` or `department` those of active doctors, p_by `room` those in rooms in use;
 * of one department, or of p_ids alone. Needs appointments.read_all, else 42501.
 *
 * One document, because a week of fifty doctors has more visits than the API hands out as rows, and lists
 * instead of objects, because it is sent with every opening:
 * `visits` [id, starts_at, ends_at, status, doctor_id, room_id, visit_type_id, patient_id, patient_name,
 * mrn, overbook_reason, updated_at], names only with patients.read, without cancelled ones ·
 * `hours` [doctor_id, opens_at, closes_at, room_id] · `absences` [doctor_id, starts_at, ends_at, kind].
 */
create function public.calendar(
  p_from timestamptz, p_until timestamptz, p_by text default 'doctor',
  p_department_id uuid default null, p_ids uuid[] default null
)
returns json language sql stable set search_path = '' as $$
  select private.calendar(p_from, p_until, p_by, p_department_id, p_ids);
$$;

/*
 * Rooms in use and who has them between two instants (`taken_by`: the doctor; null when free), leaving out
 * the visit that is about to be moved. For those who schedule, else 42501.
 */
create function public.free_rooms(
  p_from timestamptz, p_until timestamptz, p_department_id uuid default null,
  p_appointment_id uuid default null
)
returns table (
  room_id uuid, room_name text, department_id uuid, department_name text, taken_by text
)
language sql stable set search_path = '' as $$
  select * from private.free_rooms(p_from, p_until, p_department_id, p_appointment_id);
$$;

/*
 * When each doctor could take over a visit as far as their hours go, whoever is booked then, and how
 * many minutes it would last with them: what a visit snaps to while it is dragged.
 */
create function public.move_targets(
  p_appointment_id uuid, p_doctor_ids uuid[], p_from timestamptz, p_until timestamptz
)
returns table (doctor_id uuid, minutes integer, starts_at timestamptz[])
language plpgsql stable set search_path = '' as $$
begin
  if p_from is null or p_until is null or p_until - p_from > interval '32 days' then
    raise exception using errcode = '22023', message = 'At most 32 days at once', hint = 'p_until';
  end if;
  return query
  select
    slot.doctor_id,
    (extract(epoch from min(slot.ends_at - slot.starts_at)) / 60)::integer,
    array_agg(slot.starts_at order by slot.starts_at)
  from public.appointments visit
  cross join lateral private.slots(p_doctor_ids, p_from, p_until, visit.visit_type_id, true) slot
  where visit.id = p_appointment_id
  group by slot.doctor_id;
end;
$$;

/*
 * What happened to a visit, oldest first: when, by whom (`actor`: self, staff, patient or system; the name
 * for those who work here), and what changed. For whoever sees the visit, else PT404.
 */
create function public.visit_timeline(p_appointment_id uuid)
returns table (
  id uuid, at timestamptz, kind text, from_status text, to_status text, actor text, actor_name text,
  reason text, starts_at timestamptz, previous_starts_at timestamptz, doctor_name text,
  previous_doctor_name text, room_name text, previous_room_name text
)
language sql stable set search_path = '' as $$
  select * from private.visit_timeline(p_appointment_id);
$$;

/*
 * Visits of days gone by that were never brought to an end, latest first; null means every doctor. Shows
 * what the caller may see of visits, nothing else.
 */
create function public.unfinished_visits(p_doctor_id uuid default null)
returns setof public.appointments language sql stable set search_path = '' as $$
  select visit.*
  from public.appointments visit
  where visit.status in ('requested', 'confirmed', 'checked_in', 'in_consultation')
    and visit.starts_at < (
      select date_trunc('day', now() at time zone settings.time_zone) at time zone settings.time_zone
      from public.hospital_settings settings
    )
    and (p_doctor_id is null or visit.doctor_id = p_doctor_id)
  order by visit.starts_at desc;
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

  if new.patient_id <> old.patient_id
    -- Unless one record of the same person is put into another: see private.retire_registered_record.
    and current_setting('lantern.record_moved', true) is distinct from old.patient_id || '>' || new.patient_id
  then
    raise exception using errcode = 'LN003', message = 'A visit cannot be given to another patient';
  end if;
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
      new.id, auth.uid(), 'rescheduled', old.status, new.status,
      jsonb_strip_nulls(jsonb_build_object(
        'starts_at', new.starts_at, 'doctor_id', new.doctor_id, 'room_id', new.room_id,
        'previous_starts_at', old.starts_at, 'previous_doctor_id', old.doctor_id,
        'previous_room_id', old.room_id
      ))
    );
  elsif new.room_id is distinct from old.room_id then
    insert into public.appointment_events (appointment_id, actor_id, kind, from_status, to_status, details)
    values (
      new.id, auth.uid(), 'room_changed', old.status, new.status,
      jsonb_strip_nulls(jsonb_build_object('room_id', new.room_id, 'previous_room_id', old.room_id))
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
  -- Whoever has fifty doctors on the screen follows one topic, not fifty.
  perform private.announce(
    'calendar', 'appointment_changed', jsonb_build_object('appointment_id', new.id)
  );
  return null;
end;
$$;

/* Tells the calendar that somebody's hours or absences are not what it shows. */
create function private.tg_availability__announce_calendar()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce('calendar', 'hours_changed', jsonb_build_object(
    'doctor_id', case when tg_op = 'DELETE' then old.doctor_id else new.doctor_id end
  ));
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
  v_time_zone text;
  v_group constant text := 'visit:' || new.id;
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
    select settings.time_zone into v_time_zone from public.hospital_settings settings;
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
          ((case when v_staff_id = new.doctor_id then new.starts_at else old.starts_at end)
            at time zone v_time_zone)::date,
          new.id
        ),
        v_group
      );
    end loop;
  end if;
  if v_patient_kind is not null then
    for v_user_id in
      select link.user_id from public.portal_links link
      where link.patient_id = new.patient_id and link.user_id is distinct from auth.uid()
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

create trigger appointments_100_step before insert or update on public.appointments
  for each row execute function private.tg_appointments__step();
create trigger appointments_200_touch before update on public.appointments
  for each row execute function private.tg_touch_updated_at();
create trigger appointments_500_record after insert or update on public.appointments
  for each row execute function private.tg_appointments__record();
create trigger appointments_600_announce after insert or update on public.appointments
  for each row execute function private.tg_appointments__announce();
create trigger availability_rules_610_announce_calendar
  after insert or update or delete on public.availability_rules
  for each row execute function private.tg_availability__announce_calendar();
create trigger availability_exceptions_610_announce_calendar
  after insert or update or delete on public.availability_exceptions
  for each row execute function private.tg_availability__announce_calendar();
create trigger appointments_700_notify after insert or update on public.appointments
  for each row execute function private.tg_appointments__notify();
create trigger appointments_900_audit after insert or update or delete on public.appointments
  for each row execute function private.tg_audit();

grant execute on function
  private.clock_offset(timestamptz, text),
  private.slots(uuid[], timestamptz, timestamptz, uuid, boolean, timestamptz),
  private.book_appointment(uuid, uuid, timestamptz, uuid, text, text, boolean, text, uuid),
  private.reschedule_appointment(uuid, timestamptz, uuid, uuid, timestamptz),
  private.set_appointment_status(uuid, text, text),
  private.doctor_day(uuid, date),
  private.calendar(timestamptz, timestamptz, text, uuid, uuid[]),
  private.free_rooms(timestamptz, timestamptz, uuid, uuid),
  private.visit_timeline(uuid)
  to authenticated;

grant execute on function
  public.free_slots(uuid[], timestamptz, timestamptz, uuid),
  public.first_free_slots(uuid, uuid, timestamptz, integer),
  public.book_appointment(uuid, uuid, timestamptz, uuid, text, text, uuid),
  public.overbook_appointment(uuid, uuid, timestamptz, uuid, text, text, text, uuid),
  public.reschedule_appointment(uuid, timestamptz, uuid, uuid, timestamptz),
  public.cancel_appointment(uuid, text),
  public.set_appointment_status(uuid, text),
  public.doctor_day(uuid, date),
  public.calendar(timestamptz, timestamptz, text, uuid, uuid[]),
  public.free_rooms(timestamptz, timestamptz, uuid, uuid),
  public.move_targets(uuid, uuid[], timestamptz, timestamptz),
  public.visit_timeline(uuid),
  public.unfinished_visits(uuid),
  public.visits_to_rebook(uuid)
  to authenticated;
