/*
 * Booking a visit. Locks: idempotency key, doctors, patient, rooms.
 */

/* Each id once, in the order in which everybody takes locks. One alone, as in most bookings, costs no query. */
create function private.in_order(p_ids uuid[])
returns uuid[] language plpgsql immutable set search_path = '' as $$
begin
  p_ids := coalesce(array_remove(p_ids, null), '{}');
  if cardinality(p_ids) < 2 then return p_ids; end if;
  return array(select distinct id from unnest(p_ids) as named (id) order by 1);
end;
$$;

/* Takes the locks of a command until its transaction ends; the head of 0510 gives the order. */
create function private.lock_schedules(p_doctor_ids uuid[], p_patient_id uuid, p_room_ids uuid[])
returns void language plpgsql set search_path = '' as $$
declare
  v_id uuid;
begin
  foreach v_id in array private.in_order(p_doctor_ids) loop
    perform pg_advisory_xact_lock(hashtextextended('doctor:' || v_id, 0));
  end loop;
  perform pg_advisory_xact_lock(hashtextextended('patient:' || p_patient_id, 0));
  foreach v_id in array private.in_order(p_room_ids) loop
    perform pg_advisory_xact_lock(hashtextextended('room:' || v_id, 0));
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

/* A room in which somebody is expected is in use. Its lock, so that whoever books it is waited for and found. */
create function private.visits_in_room(p_room_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select id from public.appointments
    where room_id = p_room_id and starts_at > now() - interval '12 hours'
      and ends_at > now() and status in ('requested', 'confirmed', 'checked_in', 'in_consultation')
  );
end;
$$;
insert into private.open_work (subject, item, place, open_ids, blocking)
values ('room', 'visits', 10, 'private.visits_in_room', true);

create function private.tg_rooms__lock_schedule() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.lock_schedules(null, null, array[new.id]);
  return new;
end;
$$;
create trigger rooms_050_lock_schedule before update of active on public.rooms
  for each row when (old.active and not new.active) execute function private.tg_rooms__lock_schedule();

/* Whether the caller books for a patient, in that way: 42501. */
create function private.require_booker(p_patient_id uuid, p_overbook boolean, p_room_id uuid)
returns void language plpgsql stable security definer set search_path = '' as $$
begin
  if p_overbook then
    if not private.has_permission('appointments.overbook') then
      raise exception using errcode = '42501', message = 'You may not overbook';
    end if;
  elsif not private.has_permission('appointments.book_any') then
    if (p_patient_id in (select private.current_patient_ids())) is not true then
      raise exception using errcode = '42501', message = 'You may not book for this patient';
    elsif p_room_id is not null then
      raise exception using errcode = '42501', message = 'You may not choose the room';
    end if;
  end if;
end;
$$;

/*
 * Books a visit. With p_overbook the slot need not be offered nor free, and
 * the visit is marked: that is a permission of its own.
 */
create function private.book_visit(
  p_patient_id uuid, p_doctor_id uuid, p_starts_at timestamptz, p_visit_type_id uuid, p_reason text,
  p_overbook boolean, p_overbook_reason text, p_room_id uuid
)
returns public.appointments language plpgsql security definer set search_path = '' as $$
declare
  v_visit public.appointments;
  v_known record;
  v_slot record;
  v_room_id uuid;
  v_overbook_reason constant text := case when p_overbook then nullif(btrim(p_overbook_reason), '') end;
  v_actor constant uuid := auth.uid();
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
  perform private.require_booker(p_patient_id, p_overbook, p_room_id);
  if p_overbook and (v_overbook_reason is null or length(v_overbook_reason) > 500) then
    raise exception using errcode = '22023',
      message = 'Say why, in at most 500 characters', hint = 'p_overbook_reason';
  end if;

  perform private.lock_schedules(array[p_doctor_id], p_patient_id, null);
  perform private.require_booker(p_patient_id, p_overbook, p_room_id);

  select
    exists (select from public.patients patient where patient.id = p_patient_id and patient.archived_at is null) as patient,
    exists (select from public.doctors doctor where doctor.id = p_doctor_id) as doctor,
    (select type.requires_confirmation from public.visit_types type where type.id = p_visit_type_id) as to_be_confirmed
  into v_known;
  if not v_known.patient then
    raise exception using errcode = 'PT404', message = 'There is no such patient', hint = 'p_patient_id';
  end if;
  if not v_known.doctor then
    raise exception using errcode = 'PT404', message = 'There is no such doctor', hint = 'p_doctor_id';
  end if;
  if v_known.to_be_confirmed is null then
    raise exception using errcode = 'PT404', message = 'There is no such type of visit', hint = 'p_visit_type_id';
  end if;
  if p_room_id is not null then perform private.require_room_in_use(p_room_id); end if;

  if p_overbook then
    -- Of other bookings the hours say so.
    if not exists (select from public.doctors doctor where doctor.id = p_doctor_id and doctor.active) then
      raise exception using errcode = 'PT404', message = 'This doctor sees nobody any more', hint = 'p_doctor_id';
    end if;
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
  if v_room_id is not null then
    perform private.lock_schedules(null, p_patient_id, array[v_room_id]);
    perform private.require_room_in_use(v_room_id);
  end if;

  insert into public.appointments (
    patient_id, doctor_id, room_id, visit_type_id, starts_at, ends_at, status, reason, overbooked,
    overbook_reason, booked_by
  ) values (
    p_patient_id, p_doctor_id, v_room_id, p_visit_type_id, p_starts_at, v_slot.ends_at,
    case when v_known.to_be_confirmed then 'requested' else 'confirmed' end,
    nullif(btrim(p_reason), ''), p_overbook, v_overbook_reason, v_actor
  ) returning * into v_visit;
  return v_visit;
end;
$$;

create function private.book_appointment(
  p_patient_id uuid, p_doctor_id uuid, p_starts_at timestamptz, p_visit_type_id uuid,
  p_reason text default null, p_idempotency_key text default null, p_room_id uuid default null
)
returns public.appointments language plpgsql security definer set search_path = '' as $$
begin
  return private.book_visit(
    p_patient_id, p_doctor_id, p_starts_at, p_visit_type_id, p_reason, false, null, p_room_id
  );
end;
$$;

create function private.overbook_appointment(
  p_patient_id uuid, p_doctor_id uuid, p_starts_at timestamptz, p_visit_type_id uuid,
  p_reason text default null, p_idempotency_key text default null,
  p_overbook_reason text default null, p_room_id uuid default null
)
returns public.appointments language plpgsql security definer set search_path = '' as $$
begin
  return private.book_visit(
    p_patient_id, p_doctor_id, p_starts_at, p_visit_type_id, p_reason, true, p_overbook_reason,
    p_room_id
  );
end;
$$;

select private.expose('book_appointment', '{authenticated}',
  'Books a free slot for a patient: one''s own (or a dependant''s), or anybody''s with appointments.book_any. Told '
  'the same idempotency key again it gives back the visit it booked, so a retry never books twice. Who may book for '
  'anybody may choose the room; else it is the one the doctor works in then. Raises LN001 the time is not offered, '
  'LN012 it is held for somebody on the waiting list, 23P01 it has just been taken (appointments_doctor_taken, '
  'appointments_patient_elsewhere, appointments_room_taken), LN004 the key was used for another booking, 42501 not '
  'for this patient, PT404 no such patient, doctor, type or room, 22023 a parameter is missing.');
select private.expose('overbook_appointment', '{authenticated}',
  'Places a visit over whatever else the doctor has then; needs appointments.overbook and a reason, which stays with '
  'the visit. Errors as for book_appointment, without 23P01; 22023 when the reason is missing.');

/* The patient's history: visits that have come round. Called for who may read it. */
create function private.timeline_visits(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
) returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language plpgsql stable security definer rows 30 set search_path = ''
as $$
begin
  return query
    select visit.starts_at, visit.id, doctor.id, jsonb_build_object(
      'status', visit.status, 'type', visit_type.name,
      'reason', case when not p_for_patient then visit.reason end
    )
    from public.appointments visit
    join public.visit_types visit_type on visit_type.id = visit.visit_type_id
    join public.doctors doctor on doctor.id = visit.doctor_id
    where visit.patient_id = p_patient_id and visit.starts_at <= least(p_before, now())
      and (visit.starts_at, visit.id) < (p_before, p_before_id)
      and (p_person is null or doctor.id = p_person)
    order by visit.starts_at desc, visit.id desc
    limit p_limit;
end
$$;
insert into private.timeline_sources (kind, entries, for_patient) values ('visit', 'private.timeline_visits', true);
