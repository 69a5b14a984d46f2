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
  perform private.require_availability_of(p_doctor_id);
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
  -- The doctor is the first, the colleagues of the specialty follow.
  v_doctor_ids uuid[];
  v_doctor_names text[];
  -- The free times: those of one type of visit together, the doctor's own before all colleagues', each lot by time.
  v_doctors integer[];
  v_rooms uuid[];
  v_spans tstzrange[];
  v_starts timestamptz[];
  v_ends timestamptz[];
  v_taken boolean[];
  -- Where the lots are: for type n the doctor's own is lot 2n - 1, that of colleagues 2n.
  v_types uuid[];
  v_firsts integer[];
  v_lasts integer[];
  v_lot integer;
  v_lots integer[];
  -- What has been proposed already, by doctor, room and patient: all choices can be confirmed together.
  v_doctor_taken tstzmultirange[];
  v_taken_rooms uuid[] := '{}';
  v_room_taken tstzmultirange[] := '{}';
  v_patient_ids uuid[];
  v_patient_taken tstzmultirange[];
  v_index integer;
  -- The walk from the old time, to earlier and to later ones.
  v_earlier integer;
  v_later integer;
  v_place integer;
  v_apart interval;
  v_pick integer;
  v_pick_apart interval;
  -- What is proposed: to which visit which of the free times.
  v_visits uuid[] := '{}';
  v_picks integer[] := '{}';
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

  with wanted as (
    select visit.visit_type_id as type_id, min(visit.starts_at) as first, max(visit.starts_at) as last
    from public.appointments visit where visit.id = any (v_visit_ids)
    group by visit.visit_type_id
  ), slot as (
    select
      wanted.type_id, array_position(v_doctor_ids, offered.doctor_id) as doctor, offered.room_id,
      offered.starts_at, offered.ends_at, tstzrange(offered.blocked_from, offered.ends_at) as span
    from wanted
    cross join lateral private.slots(
      v_doctor_ids, wanted.first - v_near, wanted.last + v_near, wanted.type_id
    ) offered
  ), placed as (
    select slot.*, row_number() over (order by slot.type_id, slot.doctor > 1, slot.starts_at, slot.doctor) as place
    from slot
    -- The leave may not have been entered yet: one looks first, and then takes it.
    where slot.doctor > 1 or not slot.span && v_away
  ), lot as (
    select wanted.type_id, colleagues, min(placed.place) as first, max(placed.place) as last
    from wanted
    cross join unnest(array[false, true]) as colleagues
    left join placed on placed.type_id = wanted.type_id and (placed.doctor > 1) = colleagues
    group by wanted.type_id, colleagues
  )
  select all_placed.*, all_lots.*
  into v_doctors, v_rooms, v_spans, v_starts, v_ends, v_taken, v_types, v_firsts, v_lasts
  from (
    select
      array_agg(placed.doctor order by placed.place), array_agg(placed.room_id order by placed.place),
      array_agg(placed.span order by placed.place), array_agg(placed.starts_at order by placed.place),
      array_agg(placed.ends_at order by placed.place), array_agg(false)
    from placed
  ) all_placed, (
    select
      array_agg(lot.type_id order by lot.type_id) filter (where not lot.colleagues),
      array_agg(lot.first order by lot.type_id, lot.colleagues), array_agg(lot.last order by lot.type_id, lot.colleagues)
    from lot
  ) all_lots;

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
    select visit.id, visit.starts_at, round.round, array_position(v_patient_ids, visit.patient_id) as patient,
      array_position(v_types, visit.visit_type_id) as type
    from generate_series(1, 3) as round (round), public.appointments visit
    where visit.id = any (v_visit_ids)
    order by round.round, visit.starts_at, visit.id
  loop
    v_pick := null;
    v_lots := array[2 * v_visit.type - 1, 2 * v_visit.type];
    if v_visit.round = 2 then v_lots := array[v_lots[2], v_lots[1]]; end if;
    foreach v_lot in array v_lots loop
      continue when v_firsts[v_lot] is null;
      exit when v_pick is not null and v_visit.round < 3;
      -- From the old time outwards, so that few are looked at; of two as near, the earlier doctor on the list.
      v_later := v_firsts[v_lot] + width_bucket(v_visit.starts_at, v_starts[v_firsts[v_lot]:v_lasts[v_lot]]);
      v_earlier := v_later - 1;
      loop
        if v_earlier >= v_firsts[v_lot] and (
          v_later > v_lasts[v_lot]
          or v_visit.starts_at - v_starts[v_earlier] <= v_starts[v_later] - v_visit.starts_at
        ) then
          v_place := v_earlier;
          v_earlier := v_earlier - 1;
          v_apart := v_visit.starts_at - v_starts[v_place];
        else
          exit when v_later > v_lasts[v_lot];
          v_place := v_later;
          v_later := v_later + 1;
          v_apart := v_starts[v_place] - v_visit.starts_at;
        end if;
        exit when v_apart > v_near or v_apart > v_pick_apart and v_pick is not null;
        continue when v_taken[v_place];
        if v_doctor_taken[v_doctors[v_place]] && v_spans[v_place]
          or v_room_taken[array_position(v_taken_rooms, v_rooms[v_place])] && v_spans[v_place]
        then
          v_taken[v_place] := true;
        elsif not v_patient_taken[v_visit.patient] && tstzrange(v_starts[v_place], v_ends[v_place])
          and (v_pick is null or v_apart < v_pick_apart or v_doctors[v_place] < v_doctors[v_pick])
        then
          v_pick := v_place;
          v_pick_apart := v_apart;
        end if;
      end loop;
    end loop;
    continue when v_pick is null;

    v_visits := v_visits || v_visit.id;
    v_picks := v_picks || v_pick;
    v_doctor_taken[v_doctors[v_pick]] := v_doctor_taken[v_doctors[v_pick]] + tstzmultirange(v_spans[v_pick]);
    v_patient_taken[v_visit.patient] := v_patient_taken[v_visit.patient]
      + tstzmultirange(tstzrange(v_starts[v_pick], v_ends[v_pick]));
    if v_rooms[v_pick] is not null then
      v_index := array_position(v_taken_rooms, v_rooms[v_pick]);
      if v_index is null then
        v_taken_rooms := v_taken_rooms || v_rooms[v_pick];
        v_index := cardinality(v_taken_rooms);
      end if;
      v_room_taken[v_index] := coalesce(v_room_taken[v_index], '{}') + tstzmultirange(v_spans[v_pick]);
    end if;
  end loop;

  return query
  select
    visit.id, visit.doctor_id, visit.patient_id, patient.full_name, patient.mrn,
    visit.visit_type_id, type.name, visit.starts_at, visit.ends_at, visit.status, visit.updated_at,
    coalesce(proposed.proposals, '[]')
  from public.appointments visit
  left join (
    select
      pick.visit_id,
      jsonb_agg(jsonb_build_object(
        'doctor_id', v_doctor_ids[v_doctors[pick.place]], 'doctor_name', v_doctor_names[v_doctors[pick.place]],
        'starts_at', v_starts[pick.place], 'ends_at', v_ends[pick.place]
      ) order by pick.turn) as proposals
    from unnest(v_visits, v_picks) with ordinality as pick (visit_id, place, turn)
    group by pick.visit_id
  ) proposed on proposed.visit_id = visit.id
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
