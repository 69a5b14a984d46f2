/*
 * Who looks after whom, shift by shift.
 *
 * Everything about care is part of the chart: it is open to those in whose care a patient is, and to nobody else.
 * Whoever holds `nursing.record` writes about patients in their care; who is assigned to whom is decided by
 * the people of the ward.
 */

/*
 * The wards whose people the caller is one of: those they work on themselves, whatever else they may see.
 * Nobody's without `charts.read`. As care_patient_ids, for what is about a ward as a whole.
 */
create function private.care_ward_ids() returns setof uuid
language plpgsql stable security definer rows 5 set search_path = '' as $$
begin
  if private.has_permission('charts.read') then
    return query select ward_id from public.staff_wards where staff_id = private.current_staff_id();
  end if;
end;
$$;

/* Whether a colleague who works here holds a permission by any role. */
create function private.staff_holds(p_staff_id uuid, p_permission text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from public.staff where id = p_staff_id and active and private.person_may(user_id, p_permission)
  );
$$;

create table public.nurse_assignments (
  id           uuid primary key default gen_random_uuid(),
  admission_id uuid not null,
  patient_id   uuid not null references public.patients on delete restrict,
  ward_id      uuid not null references public.wards on delete restrict,
  staff_id     uuid not null references public.staff on delete restrict,
  since        timestamptz not null default now(),
  until        timestamptz not null,
  assigned_by  uuid references public.profiles on delete set null default auth.uid(),
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict,
  constraint nurse_assignments_order check (since <= until),
  constraint nurse_assignments_at_most_a_day check (until <= since + interval '24 hours'),
  constraint nurse_assignments_one_nurse exclude using gist (admission_id with =, tstzrange(since, until) with &&)
);
comment on table public.nurse_assignments is 'Which nurse looks after which patient, for a shift at a time. In the care team for as long.';
comment on column public.nurse_assignments.until is 'End of the shift, or earlier: when somebody else takes over, or the patient leaves the ward.';

create index nurse_assignments_admission_id_until_idx on public.nurse_assignments (admission_id, until);
create index nurse_assignments_patient_id_idx on public.nurse_assignments (patient_id);
create index nurse_assignments_staff_id_until_idx on public.nurse_assignments (staff_id, until);
create index nurse_assignments_ward_id_until_idx on public.nurse_assignments (ward_id, until);
create index nurse_assignments_assigned_by_idx on public.nurse_assignments (assigned_by);

alter table public.nurse_assignments enable row level security;
create policy nurse_assignments_select_carers on public.nurse_assignments for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or admission_id in (select private.present_admission_ids()));

grant select on public.nurse_assignments to authenticated;

select private.audited('public.nurse_assignments');
select private.keeps('{public.nurse_assignments}', 'The medical record');
select private.on_merge('{public.nurse_assignments}', 'refuse', p_knowingly => 'move');
select private.on_erasure('{public.nurse_assignments}', 'record', 'delete');
select private.no_work_of_patients('{public.nurse_assignments}', 'Under an admission, which is work');

/*
 * The shift that runs at `p_at`, and the day it began: day from 7, evening from 15, night from 23 o'clock by
 * the hospital's clock.
 */
create function private.shift_at(p_at timestamptz default now())
returns table (day date, shift text, starts_at timestamptz, ends_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_zone constant text := private.hospital_time_zone();
  v_local constant timestamp := p_at at time zone v_zone;
  v_hour constant numeric := extract(hour from v_local);
begin
  day := case when v_hour < 7 then v_local::date - 1 else v_local::date end;
  shift := case when v_hour >= 23 or v_hour < 7 then 'night' when v_hour < 15 then 'day' else 'evening' end;
  starts_at := (day + case shift when 'day' then time '07:00' when 'evening' then time '15:00' else time '23:00' end)
    at time zone v_zone;
  ends_at := (case shift
    when 'day' then day + time '15:00' when 'evening' then day + time '23:00' else day + 1 + time '07:00'
  end) at time zone v_zone;
  return next;
end;
$$;

/* The nurse who looks after a patient now; null when nobody was assigned, and all of the ward are meant. */
create function private.nurse_of(p_admission_id uuid) returns uuid
language sql stable security definer set search_path = '' as $$
  select assignment.staff_id
  from public.nurse_assignments assignment
  join public.staff on staff.id = assignment.staff_id and staff.active
  where assignment.admission_id = p_admission_id and assignment.since <= now() and assignment.until > now();
$$;

/*
 * An admission the caller nurses, locked: `p_alone` against others who assign as well, else only against its end.
 * Raises 42501 without nursing.record, PT404 when the patient is not in the caller's care, LN006 when it has ended.
 */
create function private.nursed_admission(p_admission_id uuid, p_alone boolean default false)
returns public.admissions language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions;
begin
  perform private.require_permission('nursing.record');
  if p_alone then
    select * into v_admission from public.admissions where id = p_admission_id for no key update;
  else
    select * into v_admission from public.admissions where id = p_admission_id for share;
  end if;
  perform private.require_charted(v_admission.patient_id, 'p_admission_id');
  if v_admission.discharged_at is not null then
    raise exception using errcode = 'LN006', message = 'This admission has ended', hint = 'p_admission_id';
  end if;
  return v_admission;
end;
$$;

/* Ends what is left of the assignments of an admission, of a nurse, of a nurse on a ward. */
create function private.end_assignments(p_admission_id uuid, p_staff_id uuid default null, p_ward_id uuid default null)
returns void language sql security definer set search_path = '' as $$
  update public.nurse_assignments set until = greatest(now(), since)
  where until > now()
    and (p_admission_id is null or admission_id = p_admission_id)
    and (p_staff_id is null or staff_id = p_staff_id)
    and (p_ward_id is null or ward_id = p_ward_id);
$$;

/*
 * Holds a colleague to the ward until the end of the transaction, with nursing.record and in one of `p_positions`, if
 * any are given. Raises PT404 where they do not work there.
 */
create function private.lock_ward_nurse(p_staff_id uuid, p_ward_id uuid, p_hint text, p_positions text[] default null)
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform from public.staff_wards assigned
  join public.staff on staff.id = assigned.staff_id
  where assigned.staff_id = p_staff_id and assigned.ward_id = p_ward_id
    and (p_positions is null or staff.position = any (p_positions))
  for key share of assigned for share of staff;
  if not found or not private.staff_holds(p_staff_id, 'nursing.record') then
    raise exception using errcode = 'PT404', message = 'No such nurse works on this ward', hint = p_hint;
  end if;
end;
$$;

create function private.assign_nurse(p_admission_id uuid, p_staff_id uuid, p_until timestamptz default null)
returns public.nurse_assignments language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.nursed_admission(p_admission_id, true);
  v_since timestamptz;
  v_assignment public.nurse_assignments;
begin
  if v_admission.ward_id not in (select private.care_ward_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
  perform private.lock_ward_nurse(p_staff_id, v_admission.ward_id, 'p_staff_id', '{nurse,ward_manager}');

  perform private.end_assignments(p_admission_id);
  -- Somebody whose transaction began later may have been quicker.
  select greatest(now(), max(until)) into v_since from public.nurse_assignments where admission_id = p_admission_id;
  if p_until <= v_since then
    raise exception using errcode = '22023', message = 'The assignment must end after it begins', hint = 'p_until';
  end if;
  insert into public.nurse_assignments (admission_id, patient_id, ward_id, staff_id, since, until)
  values (
    v_admission.id, v_admission.patient_id, v_admission.ward_id, p_staff_id, v_since,
    -- In the last hour of a shift it is the next one that is being planned.
    coalesce(p_until, (select ends_at from private.shift_at(v_since + interval '1 hour')))
  )
  returning * into v_assignment;
  return v_assignment;
end;
$$;

create function private.end_assignment(p_admission_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.nursed_admission(p_admission_id, true);
begin
  if v_admission.ward_id not in (select private.care_ward_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
  perform private.end_assignments(p_admission_id);
end;
$$;

create function private.ward_nurses(p_ward_id uuid)
returns table (staff_id uuid, full_name text, staff_position text, patients integer)
language plpgsql stable security definer rows 20 set search_path = '' as $$
begin
  if p_ward_id is null or p_ward_id not in (select private.care_ward_ids()) then return; end if;
  return query
  select staff.id, staff.full_name, staff.position, (
    select count(*)::integer from public.nurse_assignments assignment
    where assignment.staff_id = staff.id and assignment.ward_id = p_ward_id
      and assignment.since <= now() and assignment.until > now()
  )
  from public.staff_wards assigned
  join public.staff on staff.id = assigned.staff_id
  where assigned.ward_id = p_ward_id and staff.position in ('nurse', 'ward_manager')
    and private.staff_holds(staff.id, 'nursing.record')
  order by staff.full_name;
end;
$$;

create function private.assign_nurses(p_admission_ids uuid[], p_staff_id uuid, p_until timestamptz default null)
returns setof public.nurse_assignments language sql security definer set search_path = '' as $$
  -- In one order for everybody, so that two who assign the same patients wait and do not deadlock.
  select private.assign_nurse(chosen.id, p_staff_id, p_until)
  from (select distinct id from unnest(p_admission_ids) as id order by id) as chosen;
$$;

create function private.release_patients(p_admission_ids uuid[])
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_permission('nursing.record');
  perform private.end_assignment(chosen.id)
  from (select distinct id from unnest(p_admission_ids) as id order by id) as chosen;
end;
$$;

/* Rules and consequences -------------------------------------------------------------------------- */

/* The nurse is in the care team for as long as the assignment lasts. */
create function private.care_of_assignment(p_assignment public.nurse_assignments)
returns table (patient_id uuid, staff_id uuid, ward_id uuid, since timestamptz, until timestamptz)
language sql stable rows 1 set search_path = '' as $$
  select p_assignment.patient_id, p_assignment.staff_id, null::uuid, p_assignment.since, p_assignment.until;
$$;

/* Who leaves the ward leaves its nurses: by a discharge, or to another ward. */
create function private.tg_admissions__end_assignments()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.end_assignments(new.id);
  return null;
end;
$$;

/* A nurse who no longer works on a ward looks after nobody there. */
create function private.tg_staff_wards__end_assignments()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.end_assignments(null, old.staff_id, old.ward_id);
  return null;
end;
$$;

create function private.tg_staff__end_assignments()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.end_assignments(null, new.id);
  return null;
end;
$$;
select private.care_follows(
  'public.nurse_assignments', 'assigned', 'private.care_of_assignment', 'patient_id, staff_id, since, until'
);
create trigger nurse_assignments_600_announce after insert or update on public.nurse_assignments
  for each row execute function private.tg_announce('patient:{patient_id} ward:{ward_id}', 'care_changed', 'admission_id');
create trigger nurse_assignments_610_announce_bed after insert or update of until on public.nurse_assignments
  for each row execute function private.tg_bed_of__announce();
create trigger staff_wards_300_end_assignments after delete on public.staff_wards
  for each row execute function private.tg_staff_wards__end_assignments();
create trigger staff_310_end_assignments after update on public.staff
  for each row when (old.active and not new.active) execute function private.tg_staff__end_assignments();

grant execute on function private.care_ward_ids() to authenticated;

select private.expose('assign_nurse', '{authenticated}',
'Gives a patient to a nurse of the ward until the end of the shift (of the next one in its last hour), or until
p_until, at most a day ahead; who had the patient gives them up. For that time the nurse belongs to the care team.
Needs nursing.record and to work on the ward.

Raises PT404 the patient or the nurse is not of the caller''s ward (hint: which), LN006 the admission has
ended, 22023 p_until has passed, 23514 nurse_assignments_at_most_a_day, 42501.');
select private.expose('assign_nurses', '{authenticated}',
'Gives several patients to one nurse, all or none; else as assign_nurse.');
select private.expose('release_patients', '{authenticated}',
'Takes the nurses from several patients, all or none; without one, all of the ward are responsible. Raises as assign_nurse.');
select private.expose('ward_nurses', '{authenticated}',
'Who can be given patients on a ward, with how many each has; nobody''s for those who do not work there.');
