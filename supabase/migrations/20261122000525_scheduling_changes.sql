/*
 * Moving a visit, calling it off, and the steps it takes on its day.
 */

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

/*
 * Puts a visit, locked with what it leaves and where it goes, to another time. There it is one like any other, neither
 * overbooked nor said to be kept. Of a kind that wants confirming it is a request again, unless the hospital moves it:
 * what was confirmed was the old time.
 */
create function private.move_visit(
  p_visit public.appointments, p_doctor_id uuid, p_starts_at timestamptz, p_ends_at timestamptz, p_room_id uuid,
  p_by_hospital boolean default false
)
returns public.appointments language plpgsql security definer set search_path = '' as $$
declare
  v_wants_confirming constant boolean := not p_by_hospital and p_visit.status = 'confirmed'
    and (select requires_confirmation from public.visit_types type where type.id = p_visit.visit_type_id);
begin
  update public.appointments set
    doctor_id = p_doctor_id, starts_at = p_starts_at, ends_at = p_ends_at, room_id = p_room_id,
    status = case when v_wants_confirming then 'requested' else status end,
    overbooked = false, overbook_reason = null, patient_confirmed_at = null
  where id = p_visit.id
  returning * into p_visit;
  return p_visit;
end;
$$;

/* Moves a visit. */
create function private.reschedule_appointment(
  p_appointment_id uuid, p_starts_at timestamptz, p_doctor_id uuid default null,
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
  v_authority := private.authority_over(v_visit);
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
    perform private.require_room_in_use(p_room_id);
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
  perform private.require_room_in_use(v_room_id);

  return private.move_visit(
    v_visit, v_doctor_id, p_starts_at, v_slot.ends_at, v_room_id, v_authority <> 'patient'
  );
end;
$$;

/*
 * A visit, locked with what a change of its status takes, for whoever may change it; p_by_patient: its patient, too. What
 * has become somebody else's meanwhile is for them to change, and the locks are of whose it was. Raises as authority_over,
 * 42501 for the patient, LN009 if it has just been moved.
 */
create function private.lock_stepped_visit(p_appointment_id uuid, p_by_patient boolean default false)
returns public.appointments language plpgsql security definer set search_path = '' as $$
declare
  v_seen public.appointments;
  v_visit public.appointments;
  v_authority text;
begin
  select * into v_seen from public.appointments visit where visit.id = p_appointment_id;
  -- Assigned: beside a parameter in one condition, what refuses the others might not be asked at all.
  v_authority := private.authority_over(v_seen);
  if v_authority = 'patient' and not p_by_patient then
    raise exception using errcode = '42501', message = 'Patients may only cancel or move a visit';
  end if;
  -- A change of status checks the overlap rules again, so it takes part in the same order of locks.
  perform private.lock_schedules(array[v_seen.doctor_id], v_seen.patient_id, array[v_seen.room_id]);
  select * into v_visit from public.appointments visit where visit.id = p_appointment_id for no key update;
  v_authority := private.authority_over(v_visit);
  if v_authority = 'patient' and not p_by_patient then
    raise exception using errcode = '42501', message = 'Patients may only cancel or move a visit';
  end if;
  if (v_visit.doctor_id, v_visit.patient_id) is distinct from (v_seen.doctor_id, v_seen.patient_id) then
    raise exception using errcode = 'LN009', message = 'This visit has just been moved by somebody else';
  end if;
  return v_visit;
end;
$$;

/* Takes a visit to its next status. */
create function private.step_visit(p_appointment_id uuid, p_status text, p_reason text)
returns public.appointments language plpgsql security definer set search_path = '' as $$
declare
  v_visit public.appointments;
begin
  if p_status is null or p_status not in (
    'requested', 'confirmed', 'checked_in', 'in_consultation', 'completed', 'cancelled', 'no_show'
  ) then
    raise exception using errcode = '22023', message = 'There is no such status', hint = 'p_status';
  end if;
  v_visit := private.lock_stepped_visit(p_appointment_id, p_status = 'cancelled');
  if v_visit.starts_at <= now() and private.authority_over(v_visit) = 'patient' then
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

create function private.cancel_appointment(p_appointment_id uuid, p_reason text default null)
returns public.appointments language plpgsql security definer set search_path = '' as $$
begin
  return private.step_visit(p_appointment_id, 'cancelled', p_reason);
end;
$$;

create function private.set_appointment_status(p_appointment_id uuid, p_status text)
returns public.appointments language plpgsql security definer set search_path = '' as $$
begin
  return private.step_visit(p_appointment_id, p_status, null);
end;
$$;

create function private.undo_visit_step(p_appointment_id uuid)
returns public.appointments language plpgsql security definer set search_path = '' as $$
declare
  v_visit public.appointments;
begin
  perform private.lock_stepped_visit(p_appointment_id);
  perform private.undo_last_step('public.appointments', p_appointment_id);
  select * into v_visit from public.appointments visit where visit.id = p_appointment_id;
  return v_visit;
end;
$$;

/* What happened to a visit last. */
create function private.last_visit_event(p_appointment_id uuid)
returns public.appointment_events language sql stable set search_path = '' as $$
  select event from public.appointment_events event
  where event.appointment_id = p_appointment_id
  order by event.at desc
  limit 1;
$$;

/* Whether it is undone by private.undo_visit_change. Who has arrived has a number that went with the visit. */
create function private.is_visit_change(p_event public.appointment_events)
returns boolean language sql immutable set search_path = ''
return p_event.kind in ('booked', 'rescheduled', 'room_changed')
  or (p_event.kind = 'cancelled' and p_event.from_status in ('requested', 'confirmed'));

/*
 * Booked is cancelled, moved is where it was, cancelled is as it was. Other than steps this is news to people who have
 * been told of it, and its time may have been given or offered to somebody since.
 */
create function private.undo_visit_change(p_appointment_id uuid)
returns public.appointments language plpgsql security definer set search_path = '' as $$
declare
  v_visit public.appointments;
  v_event public.appointment_events;
  v_before jsonb;
  v_doctor_id uuid;
  v_room_id uuid;
begin
  select * into v_visit from public.appointments visit where visit.id = p_appointment_id;
  perform private.authority_over(v_visit);
  v_event := private.last_visit_event(p_appointment_id);
  v_before := v_event.details;
  v_doctor_id := coalesce((v_before ->> 'previous_doctor_id')::uuid, v_visit.doctor_id);
  v_room_id := case when v_event.kind in ('rescheduled', 'room_changed') then (v_before ->> 'previous_room_id')::uuid else v_visit.room_id end;
  -- Where it goes back to is locked with where it is, in the order of all.
  perform private.lock_schedules(array[v_visit.doctor_id, v_doctor_id], v_visit.patient_id, array[v_visit.room_id, v_room_id]);
  v_visit := private.lock_stepped_visit(p_appointment_id);
  if (private.last_visit_event(p_appointment_id)).id <> v_event.id or private.is_visit_change(v_event) is not true then
    raise exception using errcode = 'LN021', message = 'Something has happened since', hint = 'overtaken';
  end if;
  if v_event.at < clock_timestamp() - interval '10 minutes' then
    raise exception using errcode = 'LN021', message = 'It is too late to undo this', hint = 'late';
  end if;
  if v_event.actor_id is distinct from auth.uid() then
    raise exception using errcode = 'LN021', message = 'Somebody else has done this', hint = 'other';
  end if;

  perform private.go_back_by('change');
  case v_event.kind
    when 'booked' then
      update public.appointments set status = 'cancelled', cancelled_at = now(), cancelled_by = auth.uid()
      where id = p_appointment_id returning * into v_visit;
    when 'cancelled' then
      perform private.refuse_held_time(v_visit.doctor_id, v_visit.starts_at, v_visit.visit_type_id);
      update public.appointments set status = v_event.from_status, cancelled_at = null, cancelled_by = null, cancel_reason = null
      where id = p_appointment_id returning * into v_visit;
    when 'room_changed' then
      perform private.require_room_in_use(v_room_id);
      update public.appointments set room_id = v_room_id where id = p_appointment_id returning * into v_visit;
    else
      perform private.refuse_held_time(v_doctor_id, (v_before ->> 'previous_starts_at')::timestamptz, v_visit.visit_type_id);
      perform private.require_room_in_use(v_room_id);
      update public.appointments set
        doctor_id = v_doctor_id, room_id = v_room_id,
        starts_at = (v_before ->> 'previous_starts_at')::timestamptz, ends_at = (v_before ->> 'previous_ends_at')::timestamptz,
        overbooked = v_before ? 'previous_overbook_reason', overbook_reason = v_before ->> 'previous_overbook_reason',
        patient_confirmed_at = (v_before ->> 'previous_patient_confirmed_at')::timestamptz
      where id = p_appointment_id returning * into v_visit;
  end case;
  perform private.go_back_by(null);
  return v_visit;
end;
$$;

/* The number waits again where its visit does; one of a visit that is over stays done. */
create function private.step_back_visit(p_appointment_id uuid, p_reason text)
returns public.appointments language plpgsql security definer set search_path = '' as $$
declare
  v_visit public.appointments;
  v_back text;
begin
  perform private.require_permission('appointments.step_back');
  if char_length(btrim(coalesce(p_reason, ''))) not between 1 and 500 then
    raise exception using errcode = '22023', message = 'A reason is needed', hint = 'p_reason';
  end if;
  v_visit := private.lock_stepped_visit(p_appointment_id);
  perform private.require_permission('appointments.step_back');
  v_back := case v_visit.status
    when 'checked_in' then 'confirmed'
    when 'in_consultation' then 'checked_in'
    when 'completed' then 'in_consultation'
    when 'no_show' then 'confirmed'
  end;
  if v_back is null then
    raise exception using errcode = 'LN003', message = format('A visit that is %s has no step back', v_visit.status);
  end if;

  perform private.go_back_by('step', btrim(p_reason));
  if v_back = 'checked_in' then
    update public.queue_tokens set status = 'waiting', started_at = null
    where appointment_id = v_visit.id and status = 'in_consultation';
  end if;
  update public.appointments set
    status = v_back,
    checked_in_at = case when v_back <> 'confirmed' then checked_in_at end,
    started_at = case when v_back = 'in_consultation' then started_at end,
    completed_at = null
  where id = p_appointment_id
  returning * into v_visit;
  perform private.go_back_by(null);
  return v_visit;
end;
$$;

create function private.visit_of_step(p_row jsonb)
returns text language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.has_permission('patients.read') then return null; end if;
  return (select full_name from public.patients where id = (p_row ->> 'patient_id')::uuid);
end;
$$;
insert into private.step_subjects values ('public.appointments', 'visit', 'private.visit_of_step');

create function private.undoable_visit_changes()
returns table (
  row_id uuid, name text, made boolean, from_status text, to_status text, done_at timestamptz, undo_until timestamptz
)
language plpgsql stable security definer rows 5 set search_path = '' as $$
begin
  -- Patients cancel what they have booked.
  if private.current_staff_id() is null then return; end if;
  return query
  select
    event.appointment_id, private.visit_of_step(to_jsonb(visit)), event.kind = 'booked', event.from_status, event.to_status,
    event.at, event.at + interval '10 minutes'
  from public.appointment_events event
  join public.appointments visit on visit.id = event.appointment_id
  where event.actor_id = auth.uid() and event.at > now() - interval '10 minutes' and private.is_visit_change(event)
    and event.id = (private.last_visit_event(event.appointment_id)).id;
end;
$$;
insert into private.step_subjects values (
  'public.appointment_events', 'change', 'private.visit_of_step', 'private.undoable_visit_changes', 'public.appointments'
);

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

create function public.unfinished_visits(p_doctor_id uuid default null)
returns setof public.appointments language sql stable set search_path = '' as $$
  select visit.*
  from public.appointments visit
  where visit.status in ('requested', 'confirmed', 'checked_in', 'in_consultation')
    and visit.starts_at < (
      select date_trunc('day', now() at time zone zone.zone) at time zone zone.zone
      from private.hospital_time_zone() as zone (zone)
    )
    and (p_doctor_id is null or visit.doctor_id = p_doctor_id)
  order by visit.starts_at desc;
$$;

select private.expose('reschedule_appointment', '{authenticated}',
  'Moves a visit that is requested or confirmed to another free slot, of the same doctor unless told otherwise. Asked '
  'for where it already is, it changes nothing. A confirmed visit of a kind that wants confirming is requested again '
  'when its patient moves it. Staff may choose the room; told the same time and doctor, only the '
  'room changes, until the consultation begins. p_expected_updated_at is `updated_at` as the caller saw it: a visit '
  'changed since is not moved. Raises LN001, LN012 and 23P01 as for booking, LN003 the visit cannot be moved any '
  'more, LN009 somebody else changed it meanwhile, PT404 no such visit (or not yours) or room, 42501 changing visits '
  'is not your work.');
select private.expose('cancel_appointment', '{authenticated}',
  'Cancels a visit; it keeps its place in the history and frees its slot. Errors as for rescheduling.');
select private.expose('set_appointment_status', '{authenticated}',
  'Takes a visit to its next status. Schedulers may for every visit, doctors for their own. Raises LN003 if that step '
  'is not the next or not yet possible, 22023 for a status there is not, PT404 and 42501 as for rescheduling.');
select private.expose('undo_visit_step', '{authenticated}',
  'Undoes the caller''s own last step of a visit within 10 minutes, with what it did to the queue and a follow-up: checked '
  'in, begun, completed, missed, and a missed visit taken up again. Raises LN021 (hint late, other, overtaken), else as '
  'for stepping.');
select private.expose('undo_visit_change', '{authenticated}',
  'Undoes the caller''s own last change of a visit within 10 minutes: booked (it is cancelled), moved, given another room, '
  'cancelled (it is as it was, unless its patient had arrived). Who was told is told again. Raises LN021 (hint late, other, '
  'overtaken), LN012 and 23P01 where its time has been offered or given to somebody since, else as for stepping.');
select private.expose('step_back_visit', '{authenticated}',
  'Takes a visit one step back, whenever it was taken and by whom, for a reason (p_reason) that stays in its history. '
  'Needs appointments.step_back besides what stepping needs. LN003 where there is no step back, 22023 without a reason, '
  '23P01 the time of a missed visit is taken, else as for stepping.');
select private.expose('public.move_targets', '{authenticated}',
  'When each doctor could take over a visit as far as their hours go, whoever is booked then, and how many minutes it '
  'would last with them: what a visit snaps to while it is dragged.');
select private.expose('public.unfinished_visits', '{authenticated}',
  'Visits of days gone by that were never brought to an end, latest first; null means every doctor. Shows what the '
  'caller may see of visits, nothing else.');
