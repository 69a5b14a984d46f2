/*
 * Free times: what a doctor's hours, absences, visits and held times leave.
 */

/* What the clocks of a zone add to UTC at an instant. As visit_spans in plpgsql, which keeps plans from call to call. */
create function private.clock_offset(p_at timestamptz, p_time_zone text)
returns interval language plpgsql stable set search_path = '' as $$
begin
  return (p_at at time zone p_time_zone) - (p_at at time zone 'UTC');
end;
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
 * The time a doctor keeps free before a type of visit, and how long the visit takes with what follows it. In plpgsql,
 * like all that every booking calls: functions in SQL with a search_path are planned anew at each call.
 */
create function private.visit_spans(p_doctor_id uuid, p_visit_type_id uuid)
returns table (before interval, length interval)
language plpgsql stable security definer rows 1 set search_path = '' as $$
begin
  return query select
    make_interval(mins => coalesce(own.buffer_before_minutes, type.buffer_before_minutes)),
    make_interval(mins =>
      coalesce(own.duration_minutes, type.duration_minutes) + coalesce(own.buffer_minutes, type.buffer_minutes)
    )
  from public.visit_types type
  left join public.doctor_visit_types own
    on own.visit_type_id = type.id and own.doctor_id = p_doctor_id
  where type.id = p_visit_type_id;
end;
$$;

/*
 * Slots of some doctors for a type of visit: from the start of each window of their hours, nights being one, one after
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
      -- The desk may fill the days of who has yet to come; patients are offered those who have.
      and (
        (v_offer = '' and (v_scheduler or candidate.id = v_self))
        or candidate.id not in (select private.invited_staff_ids())
      )
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
    select
      rule.doctor_id, rule.room_id, piece.opens_at, piece.closes_at, rule.starts_time = time '00:00' as from_midnight
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
  /*
   * The hours of a night are kept as two, to midnight and from it, and are one window. Hours round the clock begin anew
   * at each midnight: a window without a beginning would have its slots fall otherwise for each who asks.
   */
  shift as (
    select evening.doctor_id, evening.room_id, evening.opens_at, coalesce(morning.closes_at, evening.closes_at) as closes_at
    from hours evening
    left join hours morning
      on not evening.from_midnight and morning.from_midnight
      and morning.doctor_id = evening.doctor_id
      and morning.opens_at = evening.closes_at
      and morning.room_id is not distinct from evening.room_id
    where not (evening.from_midnight and exists (
      select from hours before
      where before.doctor_id = evening.doctor_id
        and before.closes_at = evening.opens_at
        and before.room_id is not distinct from evening.room_id
        and not before.from_midnight
    ))
  ),
  opening as (
    select shift.* from shift where shift.closes_at > v_from and shift.opens_at < p_until
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

grant execute on function
  private.clock_offset(timestamptz, text),
  private.slots(uuid[], timestamptz, timestamptz, uuid, boolean, timestamptz)
  to authenticated;

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

select private.expose('public.free_slots', '{authenticated}',
  'Free slots of doctors for a type of visit that begin from p_from to before p_until (at most 92 days), earliest '
  'first. ends_at includes the buffer. What is seen depends on who asks: see private.slots. Like every list, more than the '
  'API hands out at once (1,000 rows) are read in pages: order, limit and offset. Raises 22023 for a range '
  'that makes no sense, PT404 for an unknown type of visit.');
select private.expose('public.first_free_slots', '{authenticated}',
  'The first free slots of any doctor of a specialty within 90 days of p_from; p_limit from 1 to 100.');
