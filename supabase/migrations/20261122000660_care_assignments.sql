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
    select from public.staff
    join public.user_roles using (user_id)
    join public.role_permissions using (role_id)
    where staff.id = p_staff_id and staff.active and role_permissions.permission_id = p_permission
  );
$$;

/* Tells those who follow a patient, and their ward, that something about their care has changed. */
create function private.announce_care(p_patient_id uuid, p_ward_id uuid, p_admission_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_payload constant jsonb := jsonb_build_object('admission_id', p_admission_id);
begin
  perform private.announce('patient:' || p_patient_id, 'care_changed', v_payload);
  perform private.announce('ward:' || p_ward_id, 'care_changed', v_payload);
end;
$$;

grant execute on function private.care_ward_ids() to authenticated;

create table public.nurse_assignments (
  id           uuid primary key default gen_random_uuid(),
  admission_id uuid not null,
  patient_id   uuid not null references public.patients on delete restrict,
  ward_id      uuid not null references public.wards on delete restrict,
  staff_id     uuid not null references public.staff on delete restrict,
  since        timestamptz not null default now(),
  until        timestamptz not null,
  assigned_by  uuid references public.profiles on delete set null default auth.uid(),
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on delete restrict,
  constraint nurse_assignments_order check (since <= until),
  constraint nurse_assignments_at_most_a_day check (until <= since + interval '24 hours'),
  constraint nurse_assignments_one_nurse exclude using gist (admission_id with =, tstzrange(since, until) with &&)
);
comment on table public.nurse_assignments is 'Which nurse looks after which patient, for a shift at a time. In the care team for as long.';
comment on column public.nurse_assignments.until is 'End of the shift, or earlier: when somebody else takes over, or the patient leaves the ward.';

-- A membership made by an assignment ends with it; others are none of its business.
alter table public.care_team_members
  add column nurse_assignment_id uuid references public.nurse_assignments on delete cascade;
comment on column public.care_team_members.nurse_assignment_id is 'The assignment this membership follows from, if it does.';
create index care_team_members_nurse_assignment_id_idx on public.care_team_members (nurse_assignment_id);

create index nurse_assignments_admission_id_patient_id_idx on public.nurse_assignments (admission_id, patient_id);
create index nurse_assignments_admission_id_until_idx on public.nurse_assignments (admission_id, until);
create index nurse_assignments_patient_id_idx on public.nurse_assignments (patient_id);
create index nurse_assignments_staff_id_until_idx on public.nurse_assignments (staff_id, until);
create index nurse_assignments_ward_id_until_idx on public.nurse_assignments (ward_id, until);
create index nurse_assignments_assigned_by_idx on public.nurse_assignments (assigned_by);

alter table public.nurse_assignments enable row level security;
create policy nurse_assignments_select_carers on public.nurse_assignments for select to authenticated
  using (patient_id in (select private.care_patient_ids()));

grant select on public.nurse_assignments to authenticated, service_role;

/*
 * The shift that runs at `p_at`, and the day it began: day from 7, evening from 15, night from 23 o'clock by
 * the hospital's clock.
 */
create function private.shift_at(p_at timestamptz default now())
returns table (day date, shift text, starts_at timestamptz, ends_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_zone constant text := (select time_zone from public.hospital_settings);
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
  if not found or v_admission.patient_id not in (select private.care_patient_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
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

/* Assigns a nurse; see public.assign_nurse. */
create function private.assign_nurse(p_admission_id uuid, p_staff_id uuid, p_until timestamptz)
returns public.nurse_assignments language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.nursed_admission(p_admission_id, true);
  v_since timestamptz;
  v_assignment public.nurse_assignments;
begin
  if v_admission.ward_id not in (select private.care_ward_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
  perform from public.staff_wards assigned
  join public.staff on staff.id = assigned.staff_id and staff.position in ('nurse', 'ward_manager')
  where assigned.staff_id = p_staff_id and assigned.ward_id = v_admission.ward_id
    and private.staff_holds(p_staff_id, 'nursing.record');
  if not found then
    raise exception using errcode = 'PT404', message = 'No such nurse works on this ward', hint = 'p_staff_id';
  end if;

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

/* Ends an assignment; see public.end_assignment. */
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

/* The rows of public.ward_nurses. */
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

grant execute on function
  private.assign_nurse(uuid, uuid, timestamptz), private.end_assignment(uuid), private.shift_at(timestamptz),
  private.ward_nurses(uuid)
  to authenticated;

/* For the API ------------------------------------------------------------------------------------- */

/*
 * Gives a patient to a nurse of the ward until the end of the shift (of the next one in its last hour), or until
 * p_until, at most a day ahead; who had the patient gives them up. For that time the nurse belongs to the care team.
 * Needs nursing.record and to work on the ward.
 *
 * Raises PT404 the patient or the nurse is not of the caller's ward (hint: which), LN006 the admission has
 * ended, 22023 p_until has passed, 23514 nurse_assignments_at_most_a_day, 42501.
 */
create function public.assign_nurse(p_admission_id uuid, p_staff_id uuid, p_until timestamptz default null)
returns public.nurse_assignments language sql set search_path = '' as $$
  select private.assign_nurse(p_admission_id, p_staff_id, p_until);
$$;

/* Gives several patients to one nurse, all or none; else as assign_nurse. */
create function public.assign_nurses(p_admission_ids uuid[], p_staff_id uuid, p_until timestamptz default null)
returns setof public.nurse_assignments language sql set search_path = '' as $$
  -- In one order for everybody, so that two who assign the same patients wait and do not deadlock.
  select private.assign_nurse(chosen.id, p_staff_id, p_until)
  from (select distinct id from unnest(p_admission_ids) as id order by id) as chosen;
$$;

/* Takes the nurse from a patient; without one, all of the ward are responsible. Raises as assign_nurse. */
create function public.end_assignment(p_admission_id uuid)
returns void language sql set search_path = '' as $$
  select private.end_assignment(p_admission_id);
$$;

/* Who can be given patients on a ward, with how many each has; nobody's for those who do not work there. */
create function public.ward_nurses(p_ward_id uuid)
returns table (staff_id uuid, full_name text, staff_position text, patients integer)
language sql stable set search_path = '' as $$
  select * from private.ward_nurses(p_ward_id);
$$;

grant execute on function
  public.assign_nurse(uuid, uuid, timestamptz), public.assign_nurses(uuid[], uuid, timestamptz),
  public.end_assignment(uuid), public.ward_nurses(uuid)
  to authenticated;

/* Rules and consequences -------------------------------------------------------------------------- */

create function private.tg_care__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce_care(new.patient_id, new.ward_id, new.admission_id);
  if tg_op = 'UPDATE' and old.ward_id <> new.ward_id then
    perform private.announce_care(old.patient_id, old.ward_id, old.admission_id);
  end if;
  return null;
end;
$$;

/*
 * Keeps the care team in step with an assignment. The nurse may be in the team anyway, for all of the time or
 * some of it: what is missing is added, and only that goes again when the assignment ends.
 */
create function private.tg_nurse_assignments__care_team()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from public.care_team_members where nurse_assignment_id = new.id and since >= new.until;
  update public.care_team_members set until = new.until
  where nurse_assignment_id = new.id and until > new.until;
  if tg_op = 'INSERT' then
    insert into public.care_team_members (patient_id, staff_id, role, since, until, nurse_assignment_id)
    select new.patient_id, new.staff_id, 'nurse', lower(gap), upper(gap), new.id
    from unnest(
      tstzmultirange(tstzrange(new.since, new.until)) - coalesce((
        select range_agg(tstzrange(member.since, member.until)) from public.care_team_members member
        where member.patient_id = new.patient_id and member.staff_id = new.staff_id
      ), '{}'::tstzmultirange)
    ) as gap;
  end if;
  -- The board says who the nurse is.
  perform private.announce_bed(new.ward_id, (private.current_stay(new.admission_id)).bed_id);
  return null;
end;
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
create trigger nurse_assignments_300_care_team after insert or update of until on public.nurse_assignments
  for each row execute function private.tg_nurse_assignments__care_team();
create trigger nurse_assignments_600_announce after insert or update on public.nurse_assignments
  for each row execute function private.tg_care__announce();
create trigger staff_wards_300_end_assignments after delete on public.staff_wards
  for each row execute function private.tg_staff_wards__end_assignments();
create trigger staff_310_end_assignments after update on public.staff
  for each row when (old.active and not new.active) execute function private.tg_staff__end_assignments();

create trigger nurse_assignments_900_audit after insert or update or delete on public.nurse_assignments
  for each row execute function private.tg_audit();
