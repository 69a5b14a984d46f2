/*
 * Leave and other absences, and the visits they would touch.
 */

alter table public.staff add column left_absence_id uuid references public.availability_exceptions on delete set null;
comment on column public.staff.left_absence_id is 'The absence that lists the visits somebody left behind; ends when they come back.';
create index staff_left_absence_id_idx on public.staff (left_absence_id);

/* Takes a time off. */
create function private.add_absence(
  p_doctor_id uuid, p_kind text, p_starts_at timestamptz, p_ends_at timestamptz, p_reason text default null
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

create function private.leave_impact(
  p_doctor_id uuid default null, p_starts_at timestamptz default null, p_ends_at timestamptz default null,
  p_absence_id uuid default null
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

select private.expose('add_absence', '{authenticated}',
  'Takes a time off: `leave` or `unavailable`. Visits booked before stay until somebody moves them: leave_impact '
  'lists them. For the doctor, or with availability.manage. Raises 42501 not yours, PT404 no such doctor, 22023 a '
  'parameter is missing or makes no sense.');
select private.expose('leave_impact', '{authenticated}',
  'The visits to come that an absence touches (200 at most, earliest first), each with up to three other times for '
  'it: the doctor''s own before those of colleagues of the specialty, near the old time. No time is proposed twice, '
  'none where the patient is elsewhere: whatever is chosen of them fits together. Of an absence that is entered '
  '(p_absence_id), or of one that is only thought of. proposals: [{doctor_id, doctor_name, starts_at, ends_at}]. For '
  'the doctor, or with appointments.manage_any. Raises PT404 no such absence, or not yours, 42501 not your visits, '
  '22023 a parameter is missing.');
