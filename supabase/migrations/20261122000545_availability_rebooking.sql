/*
 * Visits whose time is gone: which they are, what could be offered instead, and moving them.
 */

/* Refuses whoever may not change a visit, and patients: they move theirs one by one. */
create function private.require_rebooker(p_visit public.appointments)
returns void language plpgsql stable security definer set search_path = '' as $$
begin
  if private.authority_over(p_visit) = 'patient' then
    raise exception using errcode = '42501', message = 'Patients move their visits one by one';
  end if;
end;
$$;

/* Moves and calls off several visits, all or none. */
create function private.rebook_visits(p_moves jsonb)
returns setof public.appointments language plpgsql security definer set search_path = '' as $$
declare
  v_ids uuid[];
  v_doctor_ids uuid[];
  v_patient_id uuid;
  v_room_ids uuid[] := '{}';
  v_move record;
  v_visit public.appointments;
  v_slot record;
  v_ends timestamptz[] := '{}';
  v_rooms uuid[] := '{}';
  v_index integer := 0;
begin
  if p_moves is null or jsonb_typeof(p_moves) <> 'array' or jsonb_array_length(p_moves) not between 1 and 200 then
    raise exception using errcode = '22023', message = 'p_moves is not a list of 1 to 200 moves', hint = 'p_moves';
  end if;
  select array_agg(move.appointment_id), array_agg(move.doctor_id) into v_ids, v_doctor_ids
  from jsonb_to_recordset(p_moves) as move (appointment_id uuid, doctor_id uuid);
  if exists (
    select 1
    from jsonb_to_recordset(p_moves) as move (
      appointment_id uuid, updated_at timestamptz, starts_at timestamptz, cancel boolean
    )
    where move.appointment_id is null or move.updated_at is null
      or (move.starts_at is null) <> coalesce(move.cancel, false)
  ) or (select count(distinct id) from unnest(v_ids) as moved (id)) <> cardinality(v_ids) then
    raise exception using errcode = '22023', message = 'A move is incomplete or there twice', hint = 'p_moves';
  end if;

  perform private.require_rebooker(visit) from unnest(v_ids) as moved (id) left join public.appointments visit using (id);

  perform private.lock_schedules(
    v_doctor_ids || array(select visit.doctor_id from public.appointments visit where visit.id = any (v_ids)),
    null, null
  );
  -- Ordered like everything lock_schedules takes, by what names the lock.
  for v_patient_id in
    select distinct visit.patient_id from public.appointments visit where visit.id = any (v_ids) order by 1
  loop
    perform private.lock_schedules(null, v_patient_id, null);
  end loop;

  for v_move in
    select * from jsonb_to_recordset(p_moves) as move (
      appointment_id uuid, updated_at timestamptz, doctor_id uuid, starts_at timestamptz, cancel boolean
    )
  loop
    v_index := v_index + 1;
    select * into v_visit from public.appointments visit where visit.id = v_move.appointment_id for no key update;
    perform private.require_rebooker(v_visit);
    if v_visit.updated_at is distinct from v_move.updated_at then
      raise exception using errcode = 'LN016', message = 'One of the visits has just been changed',
        detail = v_move.appointment_id::text, hint = 'p_moves';
    end if;
    v_room_ids := v_room_ids || v_visit.room_id;
    continue when v_move.cancel;
    select slot.ends_at, slot.room_id into v_slot
    from private.slots(
      array[coalesce(v_move.doctor_id, v_visit.doctor_id)], v_move.starts_at,
      v_move.starts_at + interval '1 microsecond', v_visit.visit_type_id, true
    ) slot;
    if not found then
      raise exception using errcode = 'LN001', message = 'One of the times is not offered any more',
        detail = v_move.appointment_id::text, hint = 'p_moves';
    end if;
    v_ends[v_index] := v_slot.ends_at;
    v_rooms[v_index] := v_slot.room_id;
  end loop;
  perform private.lock_schedules(null, null, v_room_ids || v_rooms);

  v_index := 0;
  for v_move in
    select * from jsonb_to_recordset(p_moves) as move (
      appointment_id uuid, doctor_id uuid, starts_at timestamptz, cancel boolean, reason text
    )
  loop
    v_index := v_index + 1;
    if v_move.cancel then
      update public.appointments visit
      set status = 'cancelled', cancelled_by = auth.uid(), cancel_reason = nullif(btrim(v_move.reason), '')
      where visit.id = v_move.appointment_id;
    else
      perform private.move_visit(
        visit, coalesce(v_move.doctor_id, visit.doctor_id), v_move.starts_at, v_ends[v_index], v_rooms[v_index], true
      )
      from public.appointments visit where visit.id = v_move.appointment_id;
    end if;
  end loop;

  return query
  select visit.* from public.appointments visit where visit.id = any (v_ids) order by visit.starts_at, visit.id;
end;
$$;

/*
 * For each visit to come of a doctor up to three times of colleagues of the same specialty, the nearest to the
 * old one first, within a day before and four days after. The first of each can be had together: no two of them
 * want one doctor or one room at once, and none is where the patient is elsewhere. leave_impact looks harder
 * and further, which for all the visits of a doctor takes too long.
 */
create function private.offers_for_visits(p_doctor_id uuid)
returns table (appointment_id uuid, offers jsonb)
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_colleague_ids constant uuid[] := array(
    select colleague.id from public.doctors leaving
    join public.doctors colleague on colleague.specialty_id = leaving.specialty_id and colleague.id <> leaving.id
    where leaving.id = p_doctor_id and colleague.active and colleague.accepts_patients
  );
  -- When doctors and rooms are wanted already, by their ids.
  v_ids uuid[] := '{}';
  v_wanted tstzmultirange[] := '{}';
  v_id uuid;
  v_place integer;
  v_near record;
begin
  for v_near in
    with visit as materialized (
      select appointment.id, appointment.patient_id, appointment.starts_at, appointment.visit_type_id
      from public.appointments appointment
      where appointment.doctor_id = p_doctor_id and appointment.starts_at > now()
        and appointment.status in ('requested', 'confirmed')
    ), span as (
      -- Once a kind of visit and week, not once a visit.
      select visit.visit_type_id, min(visit.starts_at) as first, max(visit.starts_at) as last
      from visit group by visit.visit_type_id, date_trunc('week', visit.starts_at)
    ), slot as materialized (
      select distinct span.visit_type_id, free.doctor_id, free.starts_at, free.ends_at, free.room_id, free.blocked_from
      from span
      cross join lateral private.slots(
        v_colleague_ids, span.first - interval '1 day', span.last + interval '4 days', span.visit_type_id
      ) free
    ), near as (
      select visit.id, visit.patient_id, visit.starts_at as was, nearest.*
      from visit
      cross join lateral (
        select slot.doctor_id, slot.starts_at, slot.ends_at, slot.room_id, coalesce(slot.blocked_from, slot.starts_at) as blocked_from
        from slot
        where slot.visit_type_id = visit.visit_type_id
          and slot.starts_at between visit.starts_at - interval '1 day' and visit.starts_at + interval '4 days'
        order by abs(extract(epoch from slot.starts_at - visit.starts_at)), slot.doctor_id
        limit 16
      ) nearest
    )
    select near.id, near.was, jsonb_agg(
      jsonb_build_object(
        'doctor_id', near.doctor_id, 'doctor_name', doctor.name, 'starts_at', near.starts_at,
        'ends_at', near.ends_at, 'blocked_from', near.blocked_from, 'room_id', near.room_id
      ) order by abs(extract(epoch from near.starts_at - near.was)), near.doctor_id
    ) as candidates
    from near
    join public.doctors doctor on doctor.id = near.doctor_id
    where not exists (
      select from public.appointments other
      where other.patient_id = near.patient_id and other.id <> near.id
        and other.starts_at > near.starts_at - interval '12 hours' and other.starts_at < near.ends_at
        and other.ends_at > near.starts_at and other.status not in ('cancelled', 'no_show')
    )
    group by near.id, near.was
    order by near.was, near.id
  loop
    appointment_id := v_near.id;
    select coalesce(jsonb_agg(free.candidate - array['ends_at', 'blocked_from', 'room_id'] order by free.nth), '[]')
    into offers
    from (
      select listed.candidate, listed.nth
      from jsonb_array_elements(v_near.candidates) with ordinality as listed (candidate, nth)
      where not exists (
        select from unnest(v_ids, v_wanted) as taken (id, spans)
        where taken.id::text in (listed.candidate ->> 'doctor_id', listed.candidate ->> 'room_id')
          and taken.spans && tstzrange((listed.candidate ->> 'blocked_from')::timestamptz, (listed.candidate ->> 'ends_at')::timestamptz)
      )
      order by listed.nth limit 3
    ) free;
    return next;
    continue when offers = '[]';
    -- The first of them is wanted by this visit now.
    select candidate.value into v_near.candidates
    from jsonb_array_elements(v_near.candidates) as candidate
    where candidate.value @> (offers -> 0);
    foreach v_id in array array[(v_near.candidates ->> 'doctor_id')::uuid, (v_near.candidates ->> 'room_id')::uuid] loop
      continue when v_id is null;
      v_place := array_position(v_ids, v_id);
      if v_place is null then
        v_ids := v_ids || v_id;
        v_wanted := v_wanted || '{}'::tstzmultirange;
        v_place := cardinality(v_ids);
      end if;
      v_wanted[v_place] := v_wanted[v_place] + tstzmultirange(tstzrange(
        (v_near.candidates ->> 'blocked_from')::timestamptz, (v_near.candidates ->> 'ends_at')::timestamptz
      ));
    end loop;
  end loop;
end
$$;

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

select private.expose('public.visits_to_rebook', '{authenticated}',
  'Visits to come that fall into the doctor''s leave or another absence: to be moved or called off. Null means every '
  'doctor. Shows what the caller may see of visits and absences, nothing else.');
select private.expose('rebook_visits', '{authenticated}',
  'Moves or calls off 1 to 200 visits, all of them or none; the patients are told as of any other move. p_moves: '
  '[{appointment_id, updated_at, starts_at, doctor_id}] or [{appointment_id, updated_at, cancel: true, reason}]. '
  'updated_at is that of the visit as it was read; without doctor_id the doctor stays. For schedulers, and doctors '
  'for their own visits. Raises LN016 one of the visits has changed since (its id is the detail), LN001 and 23P01 as '
  'for booking, LN003 it cannot be moved any more, PT404 and 42501 as for rescheduling, 22023 a move is incomplete.');
