/*
 * Hours, leave, and what becomes of the visits they touch.
 *
 * Hours and absences are written under the lock a booking takes on the doctor, whatever writes them: so
 * when leave and a booking meet, the later of the two sees the earlier. Either the booking is refused
 * (LN001) or the visit is in the list of those to be moved; it is never in neither.
 */

/* Time before a visit ------------------------------------------------------------------------- */

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

create trigger appointments_050_block
  before insert or update of starts_at, doctor_id, visit_type_id on public.appointments
  for each row execute function private.tg_appointments__block();

/* Hours, absences and own lengths -------------------------------------------------------------- */

/* A booking and a change of when the doctor can be booked wait for each other. */
create function private.tg_availability__lock()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    perform private.lock_schedules(array[old.doctor_id], null, null);
    return old;
  end if;
  perform private.lock_schedules(array[new.doctor_id], null, null);
  return new;
end;
$$;

/* Tells whoever has the doctor's free times open that they are out of date; once a statement. */
create function private.tg_availability__announce_doctor()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_doctor_id uuid;
begin
  for v_doctor_id in select distinct changed.doctor_id from changed loop
    perform private.announce(
      'doctor:' || v_doctor_id, 'availability_changed', jsonb_build_object('doctor_id', v_doctor_id)
    );
  end loop;
  return null;
end;
$$;

create trigger availability_rules_100_lock
  before insert or update or delete on public.availability_rules
  for each row execute function private.tg_availability__lock();
create trigger availability_exceptions_100_lock
  before insert or update or delete on public.availability_exceptions
  for each row execute function private.tg_availability__lock();
create trigger doctor_visit_types_100_lock
  before insert or update or delete on public.doctor_visit_types
  for each row execute function private.tg_availability__lock();

-- A trigger with a transition table is for one kind of statement only.
create trigger availability_rules_600_announce_insert after insert on public.availability_rules
  referencing new table as changed
  for each statement execute function private.tg_availability__announce_doctor();
create trigger availability_rules_600_announce_update after update on public.availability_rules
  referencing new table as changed
  for each statement execute function private.tg_availability__announce_doctor();
create trigger availability_rules_600_announce_delete after delete on public.availability_rules
  referencing old table as changed
  for each statement execute function private.tg_availability__announce_doctor();
create trigger availability_exceptions_600_announce_insert after insert on public.availability_exceptions
  referencing new table as changed
  for each statement execute function private.tg_availability__announce_doctor();
create trigger availability_exceptions_600_announce_update after update on public.availability_exceptions
  referencing new table as changed
  for each statement execute function private.tg_availability__announce_doctor();
create trigger availability_exceptions_600_announce_delete after delete on public.availability_exceptions
  referencing old table as changed
  for each statement execute function private.tg_availability__announce_doctor();
create trigger doctor_visit_types_600_announce_insert after insert on public.doctor_visit_types
  referencing new table as changed
  for each statement execute function private.tg_availability__announce_doctor();
create trigger doctor_visit_types_600_announce_update after update on public.doctor_visit_types
  referencing new table as changed
  for each statement execute function private.tg_availability__announce_doctor();
create trigger doctor_visit_types_600_announce_delete after delete on public.doctor_visit_types
  referencing old table as changed
  for each statement execute function private.tg_availability__announce_doctor();

/* Raises 42501 unless the caller keeps this doctor's hours, PT404 if there is no such doctor. */
create function private.require_availability_of(p_doctor_id uuid)
returns void language plpgsql stable security definer set search_path = '' as $$
begin
  if p_doctor_id is distinct from private.current_staff_id()
    and not private.has_permission('availability.manage')
  then
    raise exception using errcode = '42501', message = 'You may not change this doctor''s hours';
  end if;
  perform from public.doctors doctor where doctor.id = p_doctor_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such doctor', hint = 'p_doctor_id';
  end if;
end;
$$;

/*
 * Tells one state of a doctor's weekly hours from another: what `replace_weekly_hours` expects to find.
 * Of the hours the caller may see.
 */
create function public.hours_version(p_doctor_id uuid)
returns text language sql stable set search_path = '' as $$
  select md5(coalesce(string_agg(weekly::text, E'\n' order by weekly.id), ''))
  from public.availability_rules weekly
  where weekly.doctor_id = p_doctor_id;
$$;

/* Puts a week in the place of what a doctor has; see public.replace_weekly_hours. */
create function private.replace_weekly_hours(
  p_doctor_id uuid, p_rules jsonb, p_valid_from date, p_expected text
)
returns setof public.availability_rules language plpgsql security definer set search_path = '' as $$
declare
  v_time_zone text;
  v_wrong text;
  v_kept uuid[];
begin
  select settings.time_zone into v_time_zone from public.hospital_settings settings;
  v_wrong := case
    when p_doctor_id is null then 'p_doctor_id'
    when p_rules is null or jsonb_typeof(p_rules) <> 'array' then 'p_rules'
    when jsonb_array_length(p_rules) > 200 then 'p_rules'
    -- What has been cannot be planned anew: past visits were booked into the hours of their day.
    when p_valid_from is null or p_valid_from < (now() at time zone v_time_zone)::date then 'p_valid_from'
  end;
  if v_wrong is not null then
    raise exception using errcode = '22023', message = v_wrong || ' is missing or out of range', hint = v_wrong;
  end if;
  perform private.require_availability_of(p_doctor_id);
  perform private.lock_schedules(array[p_doctor_id], null, null);
  if p_expected is not null and p_expected <> public.hours_version(p_doctor_id) then
    raise exception using errcode = 'LN009', message = 'Somebody else has just changed these hours';
  end if;

  -- What stays as it is keeps its row, so that its history is not cut in two.
  select coalesce(array_agg(weekly.id), '{}') into v_kept
  from public.availability_rules weekly
  where weekly.doctor_id = p_doctor_id
    and weekly.valid_from <= p_valid_from
    and weekly.valid_until is null
    and exists (
      select 1
      from jsonb_to_recordset(p_rules) as wanted (
        weekday integer, starts_time time, ends_time time, time_zone text, room_id uuid, visit_type_ids uuid[]
      )
      where (
        wanted.weekday, wanted.starts_time, wanted.ends_time, coalesce(wanted.time_zone, v_time_zone),
        wanted.room_id, wanted.visit_type_ids
      ) is not distinct from (
        weekly.weekday, weekly.starts_time, weekly.ends_time, weekly.time_zone, weekly.room_id,
        weekly.visit_type_ids
      )
    );

  delete from public.availability_rules weekly
  where weekly.doctor_id = p_doctor_id
    and weekly.valid_from >= p_valid_from
    and weekly.id <> all (v_kept);
  update public.availability_rules weekly
  set valid_until = p_valid_from - 1
  where weekly.doctor_id = p_doctor_id
    and weekly.valid_from < p_valid_from
    and (weekly.valid_until is null or weekly.valid_until >= p_valid_from)
    and weekly.id <> all (v_kept);
  insert into public.availability_rules (
    doctor_id, weekday, starts_time, ends_time, time_zone, room_id, visit_type_ids, valid_from
  )
  select
    p_doctor_id, wanted.weekday, wanted.starts_time, wanted.ends_time, coalesce(wanted.time_zone, v_time_zone),
    wanted.room_id, wanted.visit_type_ids, p_valid_from
  from jsonb_to_recordset(p_rules) as wanted (
    weekday integer, starts_time time, ends_time time, time_zone text, room_id uuid, visit_type_ids uuid[]
  )
  where not exists (
    select 1 from public.availability_rules weekly
    where weekly.id = any (v_kept)
      and (
        wanted.weekday, wanted.starts_time, wanted.ends_time, coalesce(wanted.time_zone, v_time_zone),
        wanted.room_id, wanted.visit_type_ids
      ) is not distinct from (
        weekly.weekday, weekly.starts_time, weekly.ends_time, weekly.time_zone, weekly.room_id,
        weekly.visit_type_ids
      )
  );

  return query
  select weekly.* from public.availability_rules weekly
  where weekly.doctor_id = p_doctor_id
    and (weekly.valid_until is null or weekly.valid_until >= p_valid_from)
  order by weekly.weekday, weekly.starts_time;
end;
$$;

/* Takes a time off; see public.add_absence. */
create function private.add_absence(
  p_doctor_id uuid, p_kind text, p_starts_at timestamptz, p_ends_at timestamptz, p_reason text
)
returns public.availability_exceptions language plpgsql security definer set search_path = '' as $$
declare
  v_absence public.availability_exceptions;
  v_wrong constant text := case
    when p_doctor_id is null then 'p_doctor_id'
    when p_kind is null or p_kind not in ('leave', 'unavailable') then 'p_kind'
    when p_starts_at is null then 'p_starts_at'
    when p_ends_at is null or p_ends_at <= p_starts_at then 'p_ends_at'
  end;
begin
  if v_wrong is not null then
    raise exception using errcode = '22023', message = v_wrong || ' is missing or out of range', hint = v_wrong;
  end if;
  perform private.require_availability_of(p_doctor_id);
  perform private.lock_schedules(array[p_doctor_id], null, null);
  insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at, reason)
  values (p_doctor_id, p_kind, p_starts_at, p_ends_at, nullif(btrim(p_reason), ''))
  returning * into v_absence;
  return v_absence;
end;
$$;

/* Visits that an absence touches --------------------------------------------------------------- */

/* The rows of public.leave_impact. */
create function private.leave_impact(
  p_doctor_id uuid, p_starts_at timestamptz, p_ends_at timestamptz, p_absence_id uuid
)
returns table (
  appointment_id uuid, doctor_id uuid, patient_id uuid, patient_name text, patient_mrn text,
  visit_type_id uuid, visit_type_name text, starts_at timestamptz, ends_at timestamptz, status text,
  updated_at timestamptz, proposals jsonb
)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
  v_scheduler constant boolean := private.has_permission('appointments.manage_any');
  -- How far from the old time another one is looked for.
  v_near constant interval := interval '28 days';
  v_doctor_id uuid := p_doctor_id;
  v_away tstzrange;
  v_visit_ids uuid[];
  v_visit record;
  v_pick record;
  v_picks jsonb := '{}';
  -- The doctor is the first, the colleagues of the specialty follow.
  v_doctor_ids uuid[];
  v_doctor_names text[];
  v_types uuid[];
  v_doctors integer[];
  v_rooms uuid[];
  v_blocked timestamptz[];
  v_starts timestamptz[];
  v_ends timestamptz[];
  -- What has been proposed already, by doctor, room and patient: all choices can be confirmed together.
  v_doctor_taken tstzmultirange[];
  v_taken_rooms uuid[] := '{}';
  v_room_taken tstzmultirange[] := '{}';
  v_patient_ids uuid[];
  v_patient_taken tstzmultirange[];
  v_index integer;
begin
  if p_absence_id is not null then
    select absence.doctor_id, tstzrange(absence.starts_at, absence.ends_at) into v_doctor_id, v_away
    from public.availability_exceptions absence
    where absence.id = p_absence_id
      and absence.kind <> 'extra'
      and (v_scheduler or absence.doctor_id = v_staff_id);
    if not found then
      raise exception using errcode = 'PT404', message = 'There is no such absence', hint = 'p_absence_id';
    end if;
  else
    if p_doctor_id is null or p_starts_at is null or p_ends_at is null or p_ends_at <= p_starts_at then
      raise exception using errcode = '22023', message = 'Whose absence, from when and until when?',
        hint = case
          when p_doctor_id is null then 'p_doctor_id'
          when p_starts_at is null then 'p_starts_at'
          else 'p_ends_at'
        end;
    end if;
    if not v_scheduler and p_doctor_id is distinct from v_staff_id then
      raise exception using errcode = '42501', message = 'You may not move this doctor''s visits';
    end if;
    v_away := tstzrange(p_starts_at, p_ends_at);
  end if;

  -- As many as one can look through and rebook_visits takes at once; the later ones come when these are gone.
  select array_agg(touched.id order by touched.starts_at, touched.id) into v_visit_ids
  from (
    select visit.id, visit.starts_at from public.appointments visit
    where visit.doctor_id = v_doctor_id
      and visit.starts_at >= now()
      and visit.starts_at > lower(v_away) - interval '12 hours'
      and visit.starts_at < upper(v_away) + interval '2 hours'
      and visit.status in ('requested', 'confirmed')
      and tstzrange(coalesce(visit.blocked_from, visit.starts_at), visit.ends_at) && v_away
    order by visit.starts_at, visit.id limit 200
  ) touched;
  if v_visit_ids is null then return; end if;

  select
    array_agg(colleague.id order by colleague.id <> v_doctor_id, colleague.name, colleague.id),
    array_agg(colleague.name order by colleague.id <> v_doctor_id, colleague.name, colleague.id),
    array_agg('{}'::tstzmultirange)
  into v_doctor_ids, v_doctor_names, v_doctor_taken
  from public.doctors self
  join public.doctors colleague on colleague.specialty_id = self.specialty_id
  where self.id = v_doctor_id and (colleague.active or colleague.id = self.id);

  select
    array_agg(slot.type_id), array_agg(array_position(v_doctor_ids, slot.doctor_id)), array_agg(slot.room_id),
    array_agg(slot.blocked_from), array_agg(slot.starts_at), array_agg(slot.ends_at)
  into v_types, v_doctors, v_rooms, v_blocked, v_starts, v_ends
  from (
    select wanted.visit_type_id as type_id, offered.*
    from (
      select visit.visit_type_id, min(visit.starts_at) as first, max(visit.starts_at) as last
      from public.appointments visit where visit.id = any (v_visit_ids)
      group by visit.visit_type_id
    ) wanted
    cross join lateral private.slots(
      v_doctor_ids, wanted.first - v_near, wanted.last + v_near, wanted.visit_type_id
    ) offered
    -- The leave may not have been entered yet: one looks first, and then takes it.
    where offered.doctor_id <> v_doctor_id
      or not tstzrange(offered.blocked_from, offered.ends_at) && v_away
  ) slot;

  select array_agg(person.patient_id), array_agg(person.busy) into v_patient_ids, v_patient_taken
  from (
    select
      touched.patient_id,
      coalesce(
        (
          select range_agg(tstzrange(visit.starts_at, visit.ends_at))
          from public.appointments visit
          where visit.patient_id = touched.patient_id
            and visit.starts_at > now() - interval '12 hours'
            and visit.status not in ('cancelled', 'no_show')
            -- A visit leaves its own time; of two, the first to move would meet the second.
            and (touched.visits > 1 or visit.id <> all (v_visit_ids))
        ),
        '{}'
      ) as busy
    from (
      select visit.patient_id, count(*) as visits
      from public.appointments visit where visit.id = any (v_visit_ids)
      group by visit.patient_id
    ) touched
  ) person;

  -- First everybody gets one, the doctor's own before a colleague's; then a colleague's; then whatever is near.
  for v_visit in
    select visit.id, visit.patient_id, visit.visit_type_id, visit.starts_at, round.round
    from generate_series(1, 3) as round (round), public.appointments visit
    where visit.id = any (v_visit_ids)
    order by round.round, visit.starts_at, visit.id
  loop
    select candidate.* into v_pick
    from unnest(v_types, v_doctors, v_rooms, v_blocked, v_starts, v_ends)
      as candidate (type_id, doctor, room_id, blocked_from, starts_at, ends_at)
    where candidate.type_id = v_visit.visit_type_id
      and candidate.starts_at >= v_visit.starts_at - v_near
      and candidate.starts_at <= v_visit.starts_at + v_near
      and not v_doctor_taken[candidate.doctor] && tstzrange(candidate.blocked_from, candidate.ends_at)
      and (v_room_taken[array_position(v_taken_rooms, candidate.room_id)]
        && tstzrange(candidate.blocked_from, candidate.ends_at)) is not true
      and not v_patient_taken[array_position(v_patient_ids, v_visit.patient_id)]
        && tstzrange(candidate.starts_at, candidate.ends_at)
    order by
      case v_visit.round when 1 then candidate.doctor <> 1 when 2 then candidate.doctor = 1 end,
      greatest(candidate.starts_at - v_visit.starts_at, v_visit.starts_at - candidate.starts_at),
      candidate.doctor
    limit 1;
    continue when not found;

    v_doctor_taken[v_pick.doctor] := v_doctor_taken[v_pick.doctor]
      + tstzmultirange(tstzrange(v_pick.blocked_from, v_pick.ends_at));
    v_index := array_position(v_patient_ids, v_visit.patient_id);
    v_patient_taken[v_index] := v_patient_taken[v_index]
      + tstzmultirange(tstzrange(v_pick.starts_at, v_pick.ends_at));
    if v_pick.room_id is not null then
      v_index := array_position(v_taken_rooms, v_pick.room_id);
      if v_index is null then
        v_taken_rooms := v_taken_rooms || v_pick.room_id;
        v_index := cardinality(v_taken_rooms);
      end if;
      v_room_taken[v_index] := coalesce(v_room_taken[v_index], '{}')
        + tstzmultirange(tstzrange(v_pick.blocked_from, v_pick.ends_at));
    end if;
    v_picks := jsonb_set(
      v_picks, array[v_visit.id::text],
      coalesce(v_picks -> v_visit.id::text, '[]') || jsonb_build_object(
        'doctor_id', v_doctor_ids[v_pick.doctor], 'doctor_name', v_doctor_names[v_pick.doctor],
        'starts_at', v_pick.starts_at, 'ends_at', v_pick.ends_at
      )
    );
  end loop;

  return query
  select
    visit.id, visit.doctor_id, visit.patient_id, patient.given_name || ' ' || patient.family_name, patient.mrn,
    visit.visit_type_id, type.name, visit.starts_at, visit.ends_at, visit.status, visit.updated_at,
    coalesce(v_picks -> visit.id::text, '[]')
  from public.appointments visit
  join public.patients patient on patient.id = visit.patient_id
  join public.visit_types type on type.id = visit.visit_type_id
  where visit.id = any (v_visit_ids)
  order by visit.starts_at, visit.id;
end;
$$;

/* Moves and calls off several visits, all or none; see public.rebook_visits. */
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

  for v_move in select moved.id from unnest(v_ids) as moved (id) loop
    select * into v_visit from public.appointments visit where visit.id = v_move.id;
    if private.authority_over(v_visit) = 'patient' then
      raise exception using errcode = '42501', message = 'Patients move their visits one by one';
    end if;
  end loop;

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
      update public.appointments visit
      set
        doctor_id = coalesce(v_move.doctor_id, visit.doctor_id), starts_at = v_move.starts_at,
        ends_at = v_ends[v_index], room_id = v_rooms[v_index], overbooked = false, overbook_reason = null,
        -- They said they would come to another time.
        patient_confirmed_at = null
      where visit.id = v_move.appointment_id;
    end if;
  end loop;

  return query
  select visit.* from public.appointments visit where visit.id = any (v_ids) order by visit.starts_at, visit.id;
end;
$$;

/* For the API ---------------------------------------------------------------------------------- */

/*
 * Puts a week of hours in the place of what the doctor has, from a day of the hospital's calendar on (today
 * or later). p_rules: [{weekday 1 to 7, starts_time, ends_time, room_id, visit_type_ids, time_zone}], the last
 * three may be missing: no room, every type, the hospital's clocks. What the doctor had before that day stays,
 * and ends the day before; what was planned from then on is replaced. p_expected is the hours_version the
 * caller has seen; null overwrites whatever there is. Gives back the hours valid from that day.
 *
 * For the doctor, or with availability.manage. Raises LN009 somebody else changed them, 23P01 two of the
 * rules overlap (availability_rules_doctor_twice), 42501 not yours, PT404 no such doctor, 22023 a parameter
 * is missing or out of range.
 */
create function public.replace_weekly_hours(
  p_doctor_id uuid, p_rules jsonb, p_valid_from date, p_expected text default null
)
returns setof public.availability_rules language sql set search_path = '' as $$
  select * from private.replace_weekly_hours(p_doctor_id, p_rules, p_valid_from, p_expected);
$$;

/*
 * Takes a time off: `leave` or `unavailable`. Visits booked before stay until somebody moves them:
 * leave_impact lists them. For the doctor, or with availability.manage.
 *
 * Raises 42501 not yours, PT404 no such doctor, 22023 a parameter is missing or makes no sense.
 */
create function public.add_absence(
  p_doctor_id uuid, p_kind text, p_starts_at timestamptz, p_ends_at timestamptz, p_reason text default null
)
returns public.availability_exceptions language sql set search_path = '' as $$
  select private.add_absence(p_doctor_id, p_kind, p_starts_at, p_ends_at, p_reason);
$$;

/*
 * The visits to come that an absence touches (200 at most, earliest first), each with up to three other times
 * for it: the doctor's own before those of colleagues of the specialty, near the old time. No time is
 * proposed twice, none where the patient is elsewhere: whatever is chosen of them fits together. Of an absence
 * that is entered (p_absence_id), or of one that is only thought of.
 *
 * proposals: [{doctor_id, doctor_name, starts_at, ends_at}]. For the doctor, or with appointments.manage_any.
 * Raises PT404 no such absence, or not yours, 42501 not your visits, 22023 a parameter is missing.
 */
create function public.leave_impact(
  p_doctor_id uuid default null, p_starts_at timestamptz default null, p_ends_at timestamptz default null,
  p_absence_id uuid default null
)
returns table (
  appointment_id uuid, doctor_id uuid, patient_id uuid, patient_name text, patient_mrn text,
  visit_type_id uuid, visit_type_name text, starts_at timestamptz, ends_at timestamptz, status text,
  updated_at timestamptz, proposals jsonb
)
language sql stable set search_path = '' as $$
  select * from private.leave_impact(p_doctor_id, p_starts_at, p_ends_at, p_absence_id);
$$;

/*
 * Moves or calls off 1 to 200 visits, all of them or none; the patients are told as of any other move.
 * p_moves: [{appointment_id, updated_at, starts_at, doctor_id}] or [{appointment_id, updated_at, cancel: true,
 * reason}]. updated_at is that of the visit as it was read; without doctor_id the doctor stays.
 *
 * For schedulers, and doctors for their own visits. Raises LN016 one of the visits has changed since (its id is
 * the detail), LN001 and 23P01 as for booking, LN003 it cannot be moved any more, PT404 and 42501 as for
 * rescheduling, 22023 a move is incomplete.
 */
create function public.rebook_visits(p_moves jsonb)
returns setof public.appointments language sql set search_path = '' as $$
  select * from private.rebook_visits(p_moves);
$$;

grant execute on function
  private.replace_weekly_hours(uuid, jsonb, date, text),
  private.add_absence(uuid, text, timestamptz, timestamptz, text),
  private.leave_impact(uuid, timestamptz, timestamptz, uuid),
  private.rebook_visits(jsonb)
  to authenticated;

grant execute on function
  public.hours_version(uuid),
  public.replace_weekly_hours(uuid, jsonb, date, text),
  public.add_absence(uuid, text, timestamptz, timestamptz, text),
  public.leave_impact(uuid, timestamptz, timestamptz, uuid),
  public.rebook_visits(jsonb)
  to authenticated;
