/*
 * How people leave.
 *
 * Nobody leaves with patients waiting: what is open is listed, and either given to somebody or left to
 * the reception on purpose, in the transaction that ends the person's rights. Visits and wards come in later files;
 * PL/pgSQL binds their tables when it runs.
 */

/* See public.open_work_of. A patient admitted privately is named to the care team only. */
create function private.open_work_of(p_staff_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission('access.manage');
  if not exists (select from public.staff where id = p_staff_id) then
    raise exception 'no such colleague' using errcode = 'PT404', hint = 'p_staff_id';
  end if;
  return jsonb_build_object(
    'now', cardinality(private.visits_under_way(p_staff_id)),
    'visits', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', visit.id, 'starts_at', visit.starts_at, 'updated_at', visit.updated_at,
        'patient_name', patient.full_name, 'visit_type', type.name,
        'offers', coalesce(offered.offers, '[]')
      ) order by visit.starts_at, visit.id), '[]')
      from public.appointments visit
      join public.patients patient on patient.id = visit.patient_id
      join public.visit_types type on type.id = visit.visit_type_id
      left join private.offers_for_visits(p_staff_id) offered on offered.appointment_id = visit.id
      where visit.id = any (private.visits_to_come(p_staff_id))
    ),
    'admissions', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', admission.id, 'ward', ward.name, 'admitted_at', admission.admitted_at,
        'patient_name', case when not private.is_hidden(admission) then patient.full_name end
      ) order by ward.name, admission.admitted_at, admission.id), '[]')
      from public.admissions admission
      join public.wards ward on ward.id = admission.ward_id
      join public.patients patient on patient.id = admission.patient_id
      where admission.id = any (private.admissions_attended(p_staff_id))
    ),
    'care_team', cardinality(private.memberships_of(p_staff_id)),
    'notes', cardinality(private.notes_unsigned_by(p_staff_id)),
    'messages', cardinality(private.threads_with(p_staff_id)),
    'wards', (
      select coalesce(jsonb_agg(jsonb_build_object('id', ward.id, 'name', ward.name) order by ward.name), '[]')
      from public.staff_wards assigned join public.wards ward on ward.id = assigned.ward_id
      where assigned.staff_id = p_staff_id
    )
  );
end
$$;

/* A colleague who works here and is not the one who leaves; else 22023. */
create function private.successor(p_staff_id uuid, p_leaving_id uuid, p_hint text, p_doctor boolean) returns uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  if p_staff_id is null or p_staff_id = p_leaving_id
    or not exists (select from public.staff where id = p_staff_id and active)
    or (p_doctor and not exists (select from public.doctors where id = p_staff_id and active))
  then
    raise exception 'nobody who could take over' using errcode = '22023', hint = p_hint;
  end if;
  return p_staff_id;
end
$$;

/* The care teams a colleague is in, or will be. */
create function private.memberships_of(p_staff_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(select id from public.care_team_members where staff_id = p_staff_id and until > now());
end
$$;

/* Ends the memberships of care teams; the successor is in the team for as long, whenever they are not in it anyway. */
create function private.hand_over_care(p_staff_id uuid, p_move jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_to uuid := (p_move ->> 'staff_id')::uuid;
  v_member public.care_team_members;
  v_count integer := 0;
begin
  if v_to is not null then
    perform private.successor(v_to, p_staff_id, 'care_team', false);
  end if;
  for v_member in
    select * from public.care_team_members where id = any (private.memberships_of(p_staff_id)) for update
  loop
    if jsonb_typeof(p_move) is distinct from 'object' then
      raise exception 'patients are left whose care team this is' using errcode = 'LN018', hint = 'care_team';
    end if;
    v_count := v_count + 1;
    -- What had not begun never was.
    if v_member.since >= now() then
      delete from public.care_team_members where id = v_member.id;
    else
      update public.care_team_members set until = now() where id = v_member.id;
    end if;
    if v_to is not null then
      insert into public.care_team_members (patient_id, staff_id, role, since, until)
      select v_member.patient_id, v_to, v_member.role, lower(time), upper(time)
      from unnest(
        tstzmultirange(tstzrange(greatest(now(), v_member.since), v_member.until)) - (
          select coalesce(range_agg(tstzrange(other.since, other.until)), '{}')
          from public.care_team_members as other
          where other.patient_id = v_member.patient_id and other.staff_id = v_to
        )
      ) as time;
    end if;
  end loop;
  return to_jsonb(v_count);
end
$$;

create function private.deactivate_staff(p_staff_id uuid, p_moves jsonb default '{}', p_expected_updated_at timestamptz default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff public.staff;
  v_patient_id uuid;
  v_handed jsonb;
  v_self boolean;
begin
  perform private.require_permission('access.manage');
  if jsonb_typeof(p_moves) is distinct from 'object' then
    raise exception 'the moves are an object' using errcode = '22023', hint = 'p_moves';
  end if;

  -- In scheduling's order: doctors, patients; the rooms are locked as each visit moves.
  perform private.lock_schedules(
    array(
      select (item ->> 'doctor_id')::uuid
      from jsonb_array_elements(case when jsonb_typeof(p_moves -> 'visits') = 'array' then p_moves -> 'visits' else '[]' end) item
    ) || p_staff_id,
    null, null
  );
  for v_patient_id in
    select distinct patient_id from public.appointments where id = any (private.visits_to_come(p_staff_id)) order by 1
  loop
    perform private.lock_schedules(null, v_patient_id, null);
  end loop;
  -- Stays before the doctor's row, as admitting takes them; the row so that nobody is admitted under them meanwhile.
  perform private.lock_families(private.admissions_attended(p_staff_id));
  perform private.lock_notes(private.notes_unsigned_by(p_staff_id));
  select * into v_staff from public.staff where id = p_staff_id for update;
  perform private.require_permission('access.manage');
  if v_staff.id is null then
    raise exception 'no such colleague' using errcode = 'PT404', hint = 'p_staff_id';
  end if;
  perform from public.doctors where id = p_staff_id for no key update;
  if not v_staff.active then
    return jsonb_build_object('visits_moved', 0, 'visits_left', 0, 'admissions_moved', 0, 'admissions_left', 0, 'care_team', 0, 'notes', 0, 'messages', 0, 'wards', 0);
  end if;
  if p_expected_updated_at is not null and v_staff.updated_at <> p_expected_updated_at then
    raise exception 'somebody else has changed this colleague' using errcode = 'LN009';
  end if;
  if private.visits_under_way(p_staff_id) <> '{}' then
    raise exception 'a patient is with this doctor or waits for them' using errcode = 'LN018', hint = 'now';
  end if;

  -- Rights first, so that the one who leaves is not told of every visit they lose; but who dismisses
  -- themselves needs theirs to the end.
  v_self := v_staff.user_id is not distinct from auth.uid();
  perform set_config('lantern.leaving', p_staff_id::text, true);
  if not v_self then
    update public.staff set active = false where id = p_staff_id;
  end if;
  v_handed := private.hand_over('staff', p_staff_id, p_moves);
  update public.doctors set active = false where id = p_staff_id and active;
  update public.staff_invitations set withdrawn_at = now(), withdrawn_by = auth.uid()
  where staff_id = p_staff_id and accepted_at is null and withdrawn_at is null;
  update public.staff set active = false where id = p_staff_id and active;
  perform set_config('lantern.leaving', '', true);

  return jsonb_build_object(
    'visits_moved', v_handed -> 'visits' -> 'moved', 'visits_left', v_handed -> 'visits' -> 'left',
    'admissions_moved', v_handed -> 'admissions' -> 'moved', 'admissions_left', v_handed -> 'admissions' -> 'left',
    'care_team', v_handed -> 'care_team', 'notes', v_handed -> 'notes', 'messages', v_handed -> 'messages', 'wards', v_handed -> 'wards'
  );
end
$$;

create function private.reactivate_staff(p_staff_id uuid) returns public.staff
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff public.staff;
begin
  perform private.require_permission('access.manage');
  select * into v_staff from public.staff where id = p_staff_id for update;
  perform private.require_permission('access.manage');
  if v_staff.id is null then
    raise exception 'no such colleague' using errcode = 'PT404', hint = 'p_staff_id';
  end if;
  if not v_staff.active then
    update public.staff set active = true where id = p_staff_id returning * into v_staff;
    if v_staff.position = 'doctor' then
      update public.doctors set active = true where id = p_staff_id;
      delete from public.availability_exceptions where id = v_staff.left_absence_id;
    end if;
  end if;
  return v_staff;
end
$$;

/* Rules and consequences -------------------------------------------------------------------------- */

/*
 * Whatever writes the tables: nobody stops working here, or being a doctor, over visits and patients nobody was given.
 * Who books with them has the doctor's lock, who admits under them the doctor's row: they are waited for and found, or
 * wait and find nobody.
 */
create function private.tg_leave__refuse_open_work() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_item text;
begin
  if current_setting('lantern.leaving', true) is not distinct from new.id::text then return new; end if;
  perform private.lock_schedules(array[new.id], null, null);
  perform from public.doctors where id = new.id for no key update;
  v_item := private.blocking_item('staff', new.id);
  if v_item is not null then
    raise exception 'there are patients waiting for this person' using errcode = 'LN018', hint = v_item;
  end if;
  return new;
end
$$;
create trigger staff_110_refuse_open_work before update of active, position on public.staff
  for each row when (
    (old.active and not new.active) or (old.active and old.position = 'doctor' and new.position <> 'doctor')
  )
  execute function private.tg_leave__refuse_open_work();
create trigger doctors_110_refuse_open_work before update of active on public.doctors
  for each row when (old.active and not new.active)
  execute function private.tg_leave__refuse_open_work();

/* Who has left is not booked any more. */
create function private.tg_staff__doctor_leaves() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- Who hands their work over is not booked any more when that is done.
  if current_setting('lantern.leaving', true) is distinct from new.id::text then
    update public.doctors set active = false where id = new.id and active;
  end if;
  return null;
end
$$;
create trigger staff_300_doctor_leaves after update of active, position on public.staff
  for each row when ((old.active and not new.active) or (old.position = 'doctor' and new.position <> 'doctor'))
  execute function private.tg_staff__doctor_leaves();

insert into private.open_work (subject, item, place, open_ids, hand_over) values
  ('staff', 'care_team', 40, 'private.memberships_of', 'private.hand_over_care');

select private.expose('open_work_of', '{authenticated}',
  'What would be left undone if a colleague left now: {now: patients checked in or in the room, visits: [{id, starts_at, updated_at, patient_name, visit_type, offers: [{doctor_id, doctor_name, starts_at}]}], admissions: [{id, ward, admitted_at, patient_name}], care_team: patients, notes: how many to sign, messages: how many threads, wards: [{id, name}]}. Needs access.manage (42501); PT404 nobody.');
select private.expose('deactivate_staff', '{authenticated}',
  'Ends a colleague''s rights at once and hands over what is open, all or nothing: {visits: "reception" or [{appointment_id, doctor_id, starts_at, updated_at}] (doctor_id null: left to the reception), admissions: [{admission_id, attending_id or null}], care_team: {staff_id or null}, notes: {staff_id of a doctor, or null}, messages: {staff_id or null}, wards: {staff_id or null}}. History stays. Returns {visits_moved, visits_left, admissions_moved, admissions_left, care_team, notes, messages, wards}. Needs access.manage (42501), and appointments.manage_any to move visits; LN018 something open is not in the list (hint: which), LN016 a visit or admission changed, LN001, LN012 or 23P01 a time cannot be had (detail: the visit), LN009, LN007 the last admin, PT404, 22023.');
select private.expose('reactivate_staff', '{authenticated}',
  'Takes somebody back who left, with the roles they had; work and wards are given anew. Needs access.manage (42501); PT404 nobody.');
