/*
 * Nursing care: who looks after whom, what is to be done, what was seen, and what the next shift must know.
 *
 * Everything here is part of the chart: it is open to those in whose care a patient is, and to nobody else.
 * Whoever holds `nursing.record` writes about patients in their care; who is assigned to whom is decided by
 * the people of the ward.
 */

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

create table public.nursing_tasks (
  id            uuid primary key default gen_random_uuid(),
  admission_id  uuid not null,
  patient_id    uuid not null references public.patients on delete restrict,
  ward_id       uuid not null references public.wards on delete restrict,
  title         text not null check (length(btrim(title)) between 1 and 200),
  details       text check (length(details) <= 2000),
  priority      text not null default 'routine' check (priority in ('routine', 'important', 'urgent')),
  due_at        timestamptz not null,
  every_hours   integer check (every_hours between 1 and 168),
  repeat_until  timestamptz,
  -- The task before it in a row of repeated ones: each is followed by one, however often it is said to be done.
  previous_id   uuid references public.nursing_tasks on delete restrict,
  assigned_to   uuid references public.staff on delete set null,
  status        text not null default 'open' check (status in ('open', 'done', 'cancelled')),
  done_at       timestamptz,
  done_by       uuid references public.staff on delete set null,
  cancelled_at  timestamptz,
  cancelled_by  uuid references public.staff on delete set null,
  cancel_reason text check (length(btrim(cancel_reason)) between 1 and 500),
  created_by    uuid references public.staff on delete set null default private.current_staff_id(),
  created_at    timestamptz not null default now(),
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on delete restrict,
  constraint nursing_tasks_one_next unique (previous_id),
  constraint nursing_tasks_repeated check (repeat_until is null or every_hours is not null),
  constraint nursing_tasks_done_when check ((status = 'done') = (done_at is not null)),
  constraint nursing_tasks_cancelled_when check (
    (status = 'cancelled') = (cancelled_at is not null) and (status = 'cancelled') = (cancel_reason is not null)
  )
);
comment on table public.nursing_tasks is 'What nurses are to do for a patient, and when.';
comment on column public.nursing_tasks.every_hours is 'Comes again so many hours after it was due, until repeat_until or the end of the stay.';
comment on column public.nursing_tasks.cancel_reason is 'Somebody''s words; or ''discharged'', with nobody in cancelled_by, when the stay ended first.';

/* A note is its versions: the first has the note's id for its own. */
create table public.nursing_notes (
  id           uuid primary key default gen_random_uuid(),
  note_id      uuid not null references public.nursing_notes on delete restrict,
  version      integer not null default 1 check (version >= 1),
  is_current   boolean not null default true,
  admission_id uuid not null,
  patient_id   uuid not null references public.patients on delete restrict,
  ward_id      uuid not null references public.wards on delete restrict,
  kind         text not null check (kind in ('progress', 'intervention', 'communication', 'incident')),
  body         text not null check (length(btrim(body)) between 1 and 10000),
  author_id    uuid references public.staff on delete set null default private.current_staff_id(),
  noted_at     timestamptz not null default now(),
  created_at   timestamptz not null default now(),
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on delete restrict,
  constraint nursing_notes_first_version check ((version = 1) = (id = note_id)),
  constraint nursing_notes_version_once unique (note_id, version)
);
comment on table public.nursing_notes is 'Progress notes. Corrected by a new version; what was written stays.';
comment on column public.nursing_notes.noted_at is 'When the note was first written; created_at is of this version.';

create table public.handover_sheets (
  id           uuid primary key default gen_random_uuid(),
  ward_id      uuid not null references public.wards on delete restrict,
  day          date not null,
  shift        text not null check (shift in ('day', 'evening', 'night')),
  starts_at    timestamptz not null,
  ends_at      timestamptz not null,
  last_seq     bigint not null default 0,
  text_seq     bigint not null default 0,
  snapshot_seq bigint not null default 0,
  opened_by    uuid references public.staff on delete set null default private.current_staff_id(),
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  constraint handover_sheets_one_a_shift unique (ward_id, day, shift),
  constraint handover_sheets_order check (starts_at < ends_at),
  constraint handover_sheets_behind check (text_seq <= last_seq and snapshot_seq <= last_seq)
);
comment on table public.handover_sheets is 'What one shift of a ward tells the next: one document, written by many at once.';
comment on column public.handover_sheets.last_seq is 'Of the newest update in handover_updates.';
comment on column public.handover_sheets.text_seq is 'The update up to which handover_sections says what the document says.';
comment on column public.handover_sheets.snapshot_seq is 'The newest update that holds all before it: reading begins there.';

create table public.handover_updates (
  sheet_id   uuid not null references public.handover_sheets on delete restrict,
  seq        bigint not null,
  ward_id    uuid not null references public.wards on delete restrict,
  data       bytea not null check (octet_length(data) between 1 and 262144),
  author_id  uuid references public.staff on delete set null default private.current_staff_id(),
  created_at timestamptz not null default now(),
  primary key (sheet_id, seq)
);
comment on table public.handover_updates is 'Every change of a handover document (an update of Yjs), in the order in which they came. Never changed.';

create table public.handover_sections (
  id           uuid primary key default gen_random_uuid(),
  sheet_id     uuid not null references public.handover_sheets on delete restrict,
  ward_id      uuid not null references public.wards on delete restrict,
  admission_id uuid,
  patient_id   uuid references public.patients on delete restrict,
  body         text not null check (length(body) <= 100000),
  updated_at   timestamptz not null default now(),
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on delete restrict,
  constraint handover_sections_once unique nulls not distinct (sheet_id, admission_id),
  constraint handover_sections_patient check ((admission_id is null) = (patient_id is null))
);
comment on table public.handover_sections is 'The handover document as plain text, by patient; without one, about the ward as a whole.';

/* Words as they are written, accents aside: what is searched in holds names and abbreviations of any language. */
create text search configuration private.plain_words (copy = pg_catalog.simple);
alter text search configuration private.plain_words
  alter mapping for hword, hword_part, word with extensions.unaccent, simple;

create index care_team_members_nurse_assignment_id_idx on public.care_team_members (nurse_assignment_id);
create index nurse_assignments_admission_id_patient_id_idx on public.nurse_assignments (admission_id, patient_id);
create index nurse_assignments_admission_id_until_idx on public.nurse_assignments (admission_id, until);
create index nurse_assignments_patient_id_idx on public.nurse_assignments (patient_id);
create index nurse_assignments_staff_id_until_idx on public.nurse_assignments (staff_id, until);
create index nurse_assignments_ward_id_until_idx on public.nurse_assignments (ward_id, until);
create index nurse_assignments_assigned_by_idx on public.nurse_assignments (assigned_by);
create index nursing_tasks_open_ward_id_due_at_idx on public.nursing_tasks (ward_id, due_at) where status = 'open';
create index nursing_tasks_ward_id_done_at_idx on public.nursing_tasks (ward_id, done_at);
create index nursing_tasks_admission_id_patient_id_due_at_idx on public.nursing_tasks (admission_id, patient_id, due_at);
create index nursing_tasks_patient_id_idx on public.nursing_tasks (patient_id);
create index nursing_tasks_assigned_to_idx on public.nursing_tasks (assigned_to);
create index nursing_tasks_done_by_idx on public.nursing_tasks (done_by);
create index nursing_tasks_cancelled_by_idx on public.nursing_tasks (cancelled_by);
create index nursing_tasks_created_by_idx on public.nursing_tasks (created_by);
create unique index nursing_notes_one_current on public.nursing_notes (note_id) where is_current;
create index nursing_notes_admission_id_patient_id_noted_at_idx on public.nursing_notes (admission_id, patient_id, noted_at);
create index nursing_notes_current_idx on public.nursing_notes (admission_id, noted_at) where is_current;
create index nursing_notes_patient_id_noted_at_idx on public.nursing_notes (patient_id, noted_at);
create index nursing_notes_ward_id_idx on public.nursing_notes (ward_id);
create index nursing_notes_author_id_idx on public.nursing_notes (author_id);
create index nursing_notes_words_idx on public.nursing_notes
  using gin (to_tsvector('private.plain_words', body)) where is_current;
create index handover_sheets_opened_by_idx on public.handover_sheets (opened_by);
create index handover_updates_ward_id_idx on public.handover_updates (ward_id);
create index handover_updates_author_id_idx on public.handover_updates (author_id);
create index handover_sections_ward_id_idx on public.handover_sections (ward_id);
create index handover_sections_admission_id_patient_id_idx on public.handover_sections (admission_id, patient_id);
create index handover_sections_patient_id_idx on public.handover_sections (patient_id);
create index handover_sections_words_idx on public.handover_sections
  using gin (to_tsvector('private.plain_words', body));

alter table public.nurse_assignments enable row level security;
alter table public.nursing_tasks enable row level security;
alter table public.nursing_notes enable row level security;
alter table public.handover_sheets enable row level security;
alter table public.handover_updates enable row level security;
alter table public.handover_sections enable row level security;

create policy nurse_assignments_select_carers on public.nurse_assignments for select to authenticated
  using (patient_id in (select private.care_patient_ids()));

create policy nursing_tasks_select_carers on public.nursing_tasks for select to authenticated
  using (patient_id in (select private.care_patient_ids()));

create policy nursing_notes_select_carers on public.nursing_notes for select to authenticated
  using (patient_id in (select private.care_patient_ids()));

create policy handover_sheets_select_ward on public.handover_sheets for select to authenticated
  using (ward_id in (select private.care_ward_ids()));

-- The document holds all of a ward's patients, those who have left it too: it is shut soon after the shift.
-- What was written about patients who are still there remains in its sections.
create policy handover_updates_select_ward on public.handover_updates for select to authenticated
  using (
    ward_id in (select private.care_ward_ids())
    and exists (
      select from public.handover_sheets sheet
      where sheet.id = handover_updates.sheet_id and sheet.ends_at > now() - interval '12 hours'
    )
  );

create policy handover_sections_select_carers on public.handover_sections for select to authenticated
  using (
    patient_id in (select private.care_patient_ids())
    or (patient_id is null and ward_id in (select private.care_ward_ids()))
  );

grant select on public.nurse_assignments, public.nursing_tasks, public.nursing_notes, public.handover_sheets,
  public.handover_updates, public.handover_sections to authenticated, service_role;

/* Assignments ---------------------------------------------------------------------------------- */

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

/* Tasks ---------------------------------------------------------------------------------------- */

/* Writes down something to do; see public.create_task. */
create function private.create_task(
  p_admission_id uuid, p_title text, p_due_at timestamptz, p_priority text, p_details text,
  p_every_hours integer, p_repeat_until timestamptz, p_assigned_to uuid
)
returns public.nursing_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.nursed_admission(p_admission_id);
  v_task public.nursing_tasks;
begin
  if nullif(btrim(p_title), '') is null or length(btrim(p_title)) > 200 then
    raise exception using errcode = '22023', message = 'What is to be done is missing or too long', hint = 'p_title';
  elsif p_due_at is null then
    raise exception using errcode = '22023', message = 'When it is due is missing', hint = 'p_due_at';
  elsif coalesce(p_priority, '') not in ('routine', 'important', 'urgent') then
    raise exception using errcode = '22023', message = 'There is no such priority', hint = 'p_priority';
  elsif length(p_details) > 2000 then
    raise exception using errcode = '22023', message = 'The details are too long', hint = 'p_details';
  elsif p_every_hours not between 1 and 168 then
    raise exception using errcode = '22023', message = 'It can come again every 1 to 168 hours', hint = 'p_every_hours';
  elsif p_repeat_until is not null and (p_every_hours is null or p_repeat_until <= p_due_at) then
    raise exception using errcode = '22023', message = 'It must come again before that', hint = 'p_repeat_until';
  end if;
  if p_assigned_to is not null and not exists (
    select from public.staff_wards assigned
    where assigned.staff_id = p_assigned_to and assigned.ward_id = v_admission.ward_id
      and private.staff_holds(p_assigned_to, 'nursing.record')
  ) then
    raise exception using errcode = 'PT404', message = 'No such nurse works on this ward', hint = 'p_assigned_to';
  end if;

  insert into public.nursing_tasks (
    admission_id, patient_id, ward_id, title, details, priority, due_at, every_hours, repeat_until, assigned_to
  )
  values (
    v_admission.id, v_admission.patient_id, v_admission.ward_id, btrim(p_title), nullif(btrim(p_details), ''),
    p_priority, p_due_at, p_every_hours, p_repeat_until, p_assigned_to
  )
  returning * into v_task;
  return v_task;
end;
$$;

/*
 * A task the caller nurses, locked after its admission: a discharge locks them in that order, too. Raises as
 * nursed_admission, with the task as the hint.
 */
create function private.nursed_task(p_task_id uuid)
returns public.nursing_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_task public.nursing_tasks;
  v_admission_id uuid;
begin
  perform private.require_permission('nursing.record');
  select admission_id into v_admission_id from public.nursing_tasks
  where id = p_task_id and patient_id in (select private.care_patient_ids());
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such task', hint = 'p_task_id';
  end if;
  perform private.nursed_admission(v_admission_id);
  select * into v_task from public.nursing_tasks where id = p_task_id for update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such task', hint = 'p_task_id';
  end if;
  return v_task;
end;
$$;

/* Ticks a task off, and makes the next one of a row; see public.complete_task. */
create function private.complete_task(p_task_id uuid)
returns public.nursing_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_task public.nursing_tasks := private.nursed_task(p_task_id);
  v_done_at constant timestamptz := clock_timestamp();
  v_next timestamptz;
begin
  if v_task.status <> 'open' then
    raise exception using errcode = 'LN003', message = format('A task that is %s cannot be done', v_task.status);
  end if;
  update public.nursing_tasks set status = 'done', done_at = v_done_at, done_by = private.current_staff_id()
  where id = v_task.id
  returning * into v_task;

  if v_task.every_hours is not null then
    -- Done late, it is not owed for the times that were missed.
    v_next := v_task.due_at + make_interval(hours => v_task.every_hours * greatest(
      1, ceil(extract(epoch from v_done_at - v_task.due_at) / (v_task.every_hours * 3600))::integer
    ));
    if v_task.repeat_until is null or v_next <= v_task.repeat_until then
      insert into public.nursing_tasks (
        admission_id, patient_id, ward_id, title, details, priority, due_at, every_hours, repeat_until, previous_id,
        assigned_to, created_by
      )
      values (
        v_task.admission_id, v_task.patient_id, v_task.ward_id, v_task.title, v_task.details, v_task.priority, v_next,
        v_task.every_hours, v_task.repeat_until, v_task.id,
        -- Who does the next one is decided by who has the patient then.
        null, v_task.created_by
      );
    end if;
  end if;
  return v_task;
end;
$$;

/* Takes a tick back; see public.reopen_task. */
create function private.reopen_task(p_task_id uuid)
returns public.nursing_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_task public.nursing_tasks := private.nursed_task(p_task_id);
begin
  if v_task.status <> 'done' then
    raise exception using errcode = 'LN003', message = format('A task that is %s cannot be reopened', v_task.status);
  end if;
  if v_task.done_at < now() - interval '12 hours'
    or exists (select from public.nursing_tasks where previous_id = v_task.id and status <> 'open')
  then
    raise exception using errcode = 'LN021', message = 'It is too late to take this back';
  end if;
  delete from public.nursing_tasks where previous_id = v_task.id;
  update public.nursing_tasks set status = 'open', done_at = null, done_by = null
  where id = v_task.id
  returning * into v_task;
  return v_task;
end;
$$;

/* Gives a task up; see public.cancel_task. */
create function private.cancel_task(p_task_id uuid, p_reason text)
returns public.nursing_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_task public.nursing_tasks := private.nursed_task(p_task_id);
begin
  if nullif(btrim(p_reason), '') is null or length(btrim(p_reason)) > 500 then
    raise exception using errcode = '22023', message = 'A reason is needed', hint = 'p_reason';
  end if;
  if v_task.status <> 'open' then
    raise exception using errcode = 'LN003', message = format('A task that is %s cannot be cancelled', v_task.status);
  end if;
  update public.nursing_tasks set
    status = 'cancelled', cancelled_at = clock_timestamp(), cancelled_by = private.current_staff_id(),
    cancel_reason = btrim(p_reason)
  where id = v_task.id
  returning * into v_task;
  return v_task;
end;
$$;

/*
 * Writes down something to do for a patient: p_priority is routine, important or urgent. With p_every_hours (1 to 168)
 * it comes again each time it is done, until p_repeat_until or the end of the stay. Needs nursing.record and
 * the patient in one's care.
 *
 * Raises 22023 (hint: which parameter), LN006 the admission has ended, PT404 it is not in one's care, or nobody such
 * works on the ward (hint p_assigned_to), 42501.
 */
create function public.create_task(
  p_admission_id uuid, p_title text, p_due_at timestamptz, p_priority text default 'routine',
  p_details text default null, p_every_hours integer default null, p_repeat_until timestamptz default null,
  p_assigned_to uuid default null
)
returns public.nursing_tasks language sql set search_path = '' as $$
  select private.create_task(
    p_admission_id, p_title, p_due_at, p_priority, p_details, p_every_hours, p_repeat_until, p_assigned_to
  );
$$;

/*
 * Says that a task is done, now and by the caller. Of one that repeats, the next appears: as many hours after this one
 * was due, the first that is still ahead. Raises LN003 when it is done or cancelled already, LN006, PT404, 42501.
 */
create function public.complete_task(p_task_id uuid)
returns public.nursing_tasks language sql set search_path = '' as $$
  select private.complete_task(p_task_id);
$$;

/*
 * Takes back that a task was done; the next one of its row, made by that, goes again. Raises LN003 when it is not
 * done, LN021 after 12 hours or when the next one has been dealt with, LN006, PT404, 42501.
 */
create function public.reopen_task(p_task_id uuid)
returns public.nursing_tasks language sql set search_path = '' as $$
  select private.reopen_task(p_task_id);
$$;

/* Gives a task up, and what would follow it, for a reason. Raises LN003 when it is not open, 22023, LN006, PT404, 42501. */
create function public.cancel_task(p_task_id uuid, p_reason text)
returns public.nursing_tasks language sql set search_path = '' as $$
  select private.cancel_task(p_task_id, p_reason);
$$;

/* Notes ---------------------------------------------------------------------------------------- */

/* Writes a note; see public.write_note. */
create function private.write_note(p_admission_id uuid, p_kind text, p_body text)
returns public.nursing_notes language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.nursed_admission(p_admission_id);
  v_id constant uuid := gen_random_uuid();
  v_note public.nursing_notes;
begin
  if coalesce(p_kind, '') not in ('progress', 'intervention', 'communication', 'incident') then
    raise exception using errcode = '22023', message = 'There is no such kind of note', hint = 'p_kind';
  elsif nullif(btrim(p_body), '') is null or length(btrim(p_body)) > 10000 then
    raise exception using errcode = '22023', message = 'The note is empty or too long', hint = 'p_body';
  end if;
  insert into public.nursing_notes (id, note_id, admission_id, patient_id, ward_id, kind, body)
  values (v_id, v_id, v_admission.id, v_admission.patient_id, v_admission.ward_id, p_kind, btrim(p_body))
  returning * into v_note;
  return v_note;
end;
$$;

/* Corrects a note; see public.correct_note. */
create function private.correct_note(p_note_id uuid, p_version integer, p_body text)
returns public.nursing_notes language plpgsql security definer set search_path = '' as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
  v_old public.nursing_notes;
  v_note public.nursing_notes;
begin
  perform private.require_permission('nursing.record');
  -- The first version stands for the note: two corrections at once wait for each other there.
  perform from public.nursing_notes
  where id = p_note_id and version = 1 and patient_id in (select private.care_patient_ids())
  for update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such note', hint = 'p_note_id';
  end if;
  select * into v_old from public.nursing_notes where note_id = p_note_id and is_current;
  if v_old.author_id is distinct from v_staff_id then
    raise exception using errcode = '42501', message = 'A note is corrected by its author';
  elsif v_old.noted_at < now() - interval '24 hours' then
    raise exception using errcode = 'LN021', message = 'A note can be corrected for 24 hours';
  elsif v_old.version is distinct from p_version then
    raise exception using errcode = 'LN009', message = 'This note has been corrected already', hint = 'p_version';
  elsif nullif(btrim(p_body), '') is null or length(btrim(p_body)) > 10000 then
    raise exception using errcode = '22023', message = 'The note is empty or too long', hint = 'p_body';
  end if;
  update public.nursing_notes set is_current = false where id = v_old.id;
  insert into public.nursing_notes (
    note_id, version, admission_id, patient_id, ward_id, kind, body, author_id, noted_at
  )
  values (
    v_old.note_id, v_old.version + 1, v_old.admission_id, v_old.patient_id, v_old.ward_id, v_old.kind, btrim(p_body),
    v_staff_id, v_old.noted_at
  )
  returning * into v_note;
  return v_note;
end;
$$;

/*
 * Writes a progress note: p_kind is progress, intervention, communication or incident; p_body up to 10,000 characters.
 * Needs nursing.record and the patient in one's care. Raises 22023 (hint: which), LN006 the admission has
 * ended, PT404, 42501.
 */
create function public.write_note(p_admission_id uuid, p_kind text, p_body text)
returns public.nursing_notes language sql set search_path = '' as $$
  select private.write_note(p_admission_id, p_kind, p_body);
$$;

/*
 * Corrects one's own note by a new version, for 24 hours; p_version is the one that was read. The old ones stay.
 * Raises 42501 somebody else's, LN021 too late, LN009 corrected meanwhile, 22023, PT404.
 */
create function public.correct_note(p_note_id uuid, p_version integer, p_body text)
returns public.nursing_notes language sql set search_path = '' as $$
  select private.correct_note(p_note_id, p_version, p_body);
$$;

/* The rows of public.search_care. No operator of text search is leakproof, so its index is of use only here. */
create function private.search_care(
  p_query text, p_ward_id uuid, p_limit integer, p_before timestamptz, p_before_id uuid
)
returns table (
  id uuid, kind text, admission_id uuid, patient_id uuid, patient_name text, ward_id uuid, ward_name text,
  written_at timestamptz, author_name text, excerpt text
)
language plpgsql stable security definer rows 20 set search_path = '' as $$
declare
  v_query constant tsquery := websearch_to_tsquery('private.plain_words', left(coalesce(p_query, ''), 200));
  v_ward_ids constant uuid[] := array(
    select mine.id from private.care_ward_ids() as mine (id) where p_ward_id is null or mine.id = p_ward_id
  );
  v_patient_ids constant uuid[] := array(
    select mine.id from private.care_patient_ids() as mine (id)
    where p_ward_id is null or exists (
      select from public.admissions admission
      where admission.patient_id = mine.id and admission.ward_id = any (v_ward_ids) and admission.discharged_at is null
    )
  );
begin
  if numnode(v_query) = 0 then return; end if;
  return query
  with found as (
    select note.id, note.kind, note.admission_id, note.patient_id, note.ward_id, note.noted_at as at, note.author_id, note.body
    from public.nursing_notes note
    where note.is_current and note.patient_id = any (v_patient_ids)
      and to_tsvector('private.plain_words', note.body) @@ v_query
      and (p_before is null or (note.noted_at, note.id) < (p_before, p_before_id))
    union all
    select section.id, 'handover', section.admission_id, section.patient_id, section.ward_id, sheet.starts_at, null, section.body
    from public.handover_sections section
    join public.handover_sheets sheet on sheet.id = section.sheet_id
    where (section.patient_id = any (v_patient_ids) or (section.patient_id is null and section.ward_id = any (v_ward_ids)))
      and to_tsvector('private.plain_words', section.body) @@ v_query
      and (p_before is null or (sheet.starts_at, section.id) < (p_before, p_before_id))
    order by at desc, id desc
    limit least(greatest(coalesce(p_limit, 20), 1), 51)
  )
  select
    found.id, found.kind, found.admission_id, found.patient_id, patient.given_name || ' ' || patient.family_name,
    found.ward_id, ward.name, found.at, author.full_name,
    -- Marks no keyboard types; the screen turns them into marked words.
    ts_headline(
      'private.plain_words', found.body, v_query,
      format('StartSel=%s, StopSel=%s, MaxWords=30, MinWords=12, MaxFragments=2', chr(57344), chr(57345))
    )
  from found
  join public.wards ward on ward.id = found.ward_id
  left join public.patients patient on patient.id = found.patient_id
  left join public.staff author on author.id = found.author_id
  order by found.at desc, found.id desc;
end;
$$;

/*
 * Notes (the newest version of each) and handover texts with the words of p_query, in the syntax of web searches, newest
 * first: of patients in the caller's care, and of the wards they work on. With p_ward_id only of those who lie there
 * now. The excerpt has what was found between U+E000 and U+E001. At most p_limit (50) rows; p_before and p_before_id are the
 * last row's written_at and id, for the page after it.
 */
create function public.search_care(
  p_query text, p_ward_id uuid default null, p_limit integer default 20, p_before timestamptz default null,
  p_before_id uuid default null
)
returns table (
  id uuid, kind text, admission_id uuid, patient_id uuid, patient_name text, ward_id uuid, ward_name text,
  written_at timestamptz, author_name text, excerpt text
)
language sql stable set search_path = '' as $$
  select * from private.search_care(p_query, p_ward_id, p_limit, p_before, p_before_id);
$$;

/* The ward's patients -------------------------------------------------------------------------- */

/* The rows of public.ward_patients. */
create function private.ward_patients(p_ward_id uuid)
returns table (
  admission_id uuid, patient_id uuid, patient_name text, patient_mrn text, patient_sex text, patient_birth_date date,
  room_name text, bed_label text, reason text, isolation text, expected_discharge_on date, attending_name text,
  nurse_id uuid, nurse_name text, open_tasks integer, overdue_tasks integer, allergies integer,
  news2_score integer, news2_risk text, news2_at timestamptz
)
language plpgsql stable security definer rows 30 set search_path = '' as $$
begin
  if p_ward_id is null or p_ward_id not in (select private.care_ward_ids()) then return; end if;
  return query
  select
    admission.id, patient.id, patient.given_name || ' ' || patient.family_name, patient.mrn, patient.sex,
    patient.birth_date, room.name, bed.label, admission.reason, admission.isolation, admission.expected_discharge_on,
    attending.name, nurse.id, nurse.full_name, todo.open, todo.overdue,
    (select count(*)::integer from public.allergies allergy where allergy.patient_id = patient.id and allergy.status = 'active'),
    seen.news2_score, seen.news2_risk, seen.observed_at
  from public.admissions admission
  join public.patients patient on patient.id = admission.patient_id
  left join public.bed_stays stay on stay.admission_id = admission.id and stay.is_current
  left join public.beds bed on bed.id = stay.bed_id
  left join public.ward_rooms room on room.id = bed.room_id
  left join public.doctors attending on attending.id = admission.attending_id
  left join public.staff nurse on nurse.id = private.nurse_of(admission.id)
  cross join lateral (
    select count(*)::integer as open, (count(*) filter (where task.due_at < now()))::integer as overdue
    from public.nursing_tasks task
    where task.admission_id = admission.id and task.status = 'open'
  ) todo
  left join lateral (
    select observation.news2_score, observation.news2_risk, observation.observed_at
    from public.observations observation
    where observation.admission_id = admission.id and observation.news2_score is not null and observation.voided_at is null
    order by observation.observed_at desc limit 1
  ) seen on true
  where admission.ward_id = p_ward_id and admission.discharged_at is null
  order by room.position nulls last, room.name, bed.position, bed.label, admission.admitted_at;
end;
$$;

/*
 * Who lies on a ward, in the order of its rooms, with what a nurse must know at a glance; those without a bed last.
 * Nobody's for those who do not work there.
 */
create function public.ward_patients(p_ward_id uuid)
returns table (
  admission_id uuid, patient_id uuid, patient_name text, patient_mrn text, patient_sex text, patient_birth_date date,
  room_name text, bed_label text, reason text, isolation text, expected_discharge_on date, attending_name text,
  nurse_id uuid, nurse_name text, open_tasks integer, overdue_tasks integer, allergies integer,
  news2_score integer, news2_risk text, news2_at timestamptz
)
language sql stable set search_path = '' as $$
  select * from private.ward_patients(p_ward_id);
$$;

/* Handover ------------------------------------------------------------------------------------- */

/*
 * The sheet of the shift that runs; see public.open_handover. A new one begins with what the last one said of those
 * who are still there: as plain text at seq 0, which every browser turns into the same update.
 */
create function private.open_handover(p_ward_id uuid)
returns public.handover_sheets language plpgsql security definer set search_path = '' as $$
declare
  v_sheet public.handover_sheets;
  v_last_id uuid;
begin
  perform private.require_permission('nursing.record');
  if p_ward_id is null or p_ward_id not in (select private.care_ward_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such ward', hint = 'p_ward_id';
  end if;
  insert into public.handover_sheets (ward_id, day, shift, starts_at, ends_at)
  select p_ward_id, shift.day, shift.shift, shift.starts_at, shift.ends_at from private.shift_at() as shift
  on conflict on constraint handover_sheets_one_a_shift do nothing
  returning * into v_sheet;
  if not found then
    -- Opened by somebody else, perhaps this instant.
    select sheet.* into v_sheet from public.handover_sheets sheet
    join private.shift_at() as shift on shift.day = sheet.day and shift.shift = sheet.shift
    where sheet.ward_id = p_ward_id;
    return v_sheet;
  end if;

  select id into v_last_id from public.handover_sheets
  where ward_id = p_ward_id and id <> v_sheet.id and ends_at > now() - interval '3 days'
  order by starts_at desc limit 1;
  insert into public.handover_sections (sheet_id, ward_id, admission_id, patient_id, body)
  select v_sheet.id, v_sheet.ward_id, section.admission_id, section.patient_id, section.body
  from public.handover_sections section
  left join public.admissions admission on admission.id = section.admission_id
  where section.sheet_id = v_last_id and section.body <> ''
    and (section.admission_id is null or (admission.ward_id = p_ward_id and admission.discharged_at is null));
  return v_sheet;
end;
$$;

/* Writes a sheet's sections; what is left out of a complete set is empty from now on. */
create function private.write_sections(p_sheet public.handover_sheets, p_sections jsonb, p_complete boolean)
returns void language plpgsql security definer set search_path = '' as $$
begin
  if jsonb_typeof(p_sections) <> 'object' or exists (
    select from jsonb_each(p_sections)
    where jsonb_typeof(value) <> 'string' or length(value #>> '{}') > 100000
      or key !~ '^(ward|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$'
  ) then
    raise exception using errcode = '22023', message = 'Sections are texts by admission', hint = 'p_sections';
  end if;
  insert into public.handover_sections (sheet_id, ward_id, admission_id, patient_id, body)
  select p_sheet.id, p_sheet.ward_id, admission.id, admission.patient_id, said.body
  from (
    select case key when 'ward' then null else key::uuid end as admission_id, value as body
    from jsonb_each_text(p_sections)
  ) as said
  left join public.admissions admission on admission.id = said.admission_id
    -- Of this ward, now or until lately: a transfer does not silence who is writing.
    and (admission.ward_id = p_sheet.ward_id or exists (
      select from public.bed_stays stay where stay.admission_id = admission.id and stay.ward_id = p_sheet.ward_id
    ))
  where said.admission_id is null or admission.id is not null
  on conflict on constraint handover_sections_once
  do update set body = excluded.body, updated_at = now() where handover_sections.body <> excluded.body;
  if p_complete then
    update public.handover_sections set body = '', updated_at = now()
    where sheet_id = p_sheet.id and body <> '' and not p_sections ? coalesce(admission_id::text, 'ward');
  end if;
end;
$$;

/* Takes in a change of a handover document; see public.save_handover. */
create function private.save_handover(
  p_sheet_id uuid, p_known_seq bigint, p_update text, p_sections jsonb, p_text_seq bigint, p_snapshot boolean
)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_sheet public.handover_sheets;
  v_data bytea;
  v_missed jsonb;
  v_knows_all boolean;
begin
  perform private.require_permission('nursing.record');
  -- Alone: the number of an update is its place, without gaps, and who has the last one has all.
  select * into v_sheet from public.handover_sheets where id = p_sheet_id for no key update;
  if not found or v_sheet.ward_id not in (select private.care_ward_ids())
    or v_sheet.ends_at <= now() - interval '12 hours'
  then
    raise exception using errcode = 'PT404', message = 'There is no such sheet', hint = 'p_sheet_id';
  end if;
  v_knows_all := p_known_seq is not distinct from v_sheet.last_seq;
  v_missed := private.handover_since(v_sheet, coalesce(p_known_seq, 0));

  if p_update is not null then
    begin
      v_data := decode(p_update, 'base64');
    exception when invalid_parameter_value then
      v_data := '';
    end;
    if octet_length(v_data) not between 1 and 262144 then
      raise exception using errcode = '22023', message = 'The update is empty, too long or not base64', hint = 'p_update';
    end if;
    v_sheet.last_seq := v_sheet.last_seq + 1;
    insert into public.handover_updates (sheet_id, seq, ward_id, data)
    values (v_sheet.id, v_sheet.last_seq, v_sheet.ward_id, v_data);
    if p_snapshot and v_knows_all then v_sheet.snapshot_seq := v_sheet.last_seq; end if;
  end if;

  -- The text is taken only from who has seen every update, so that it always says what the document says.
  if p_sections is not null and v_knows_all and (p_text_seq is null or p_text_seq = v_sheet.text_seq) then
    perform private.write_sections(v_sheet, p_sections, p_text_seq is null);
    v_sheet.text_seq := v_sheet.last_seq;
  end if;

  update public.handover_sheets set
    last_seq = v_sheet.last_seq, text_seq = v_sheet.text_seq, snapshot_seq = v_sheet.snapshot_seq, updated_at = now()
  where id = v_sheet.id;
  perform private.announce('handover:' || v_sheet.ward_id, 'handover_saved', jsonb_build_object(
    'sheet_id', v_sheet.id, 'seq', v_sheet.last_seq, 'text_seq', v_sheet.text_seq
  ));
  return jsonb_build_object('seq', v_sheet.last_seq, 'text_seq', v_sheet.text_seq, 'updates', v_missed);
end;
$$;

/* The updates of a sheet after one of them, or from the newest that holds all before it: [{seq, data}], base64. */
create function private.handover_since(p_sheet public.handover_sheets, p_after bigint)
returns jsonb language sql stable set search_path = '' as $$
  select coalesce(
    jsonb_agg(jsonb_build_object('seq', change.seq, 'data', encode(change.data, 'base64')) order by change.seq), '[]'
  )
  from public.handover_updates change
  where change.sheet_id = p_sheet.id and change.seq > p_after and change.seq >= p_sheet.snapshot_seq;
$$;
grant execute on function private.handover_since(public.handover_sheets, bigint) to authenticated;

/*
 * The handover sheet of a ward for the shift that runs now, made if need be. A new one begins with what the last one
 * says of patients who are still there. Needs nursing.record and to work on the ward; raises PT404, 42501.
 */
create function public.open_handover(p_ward_id uuid)
returns public.handover_sheets language sql set search_path = '' as $$
  select private.open_handover(p_ward_id);
$$;

/*
 * What a sheet's document holds after update p_after: {seq, text_seq, updates: [{seq, data}], sections: {admission id or
 * 'ward': text}}; data is an update of Yjs in base64. Merging all updates gives the document; sections are its texts
 * as of text_seq. Where there are no updates yet (seq 0), the sections are what it begins with. Null for those who do not work on
 * the ward; no updates any more 12 hours after the shift.
 */
create function public.read_handover(p_sheet_id uuid, p_after bigint default 0)
returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'seq', sheet.last_seq, 'text_seq', sheet.text_seq,
    'updates', private.handover_since(sheet, p_after),
    'sections', (
      select coalesce(jsonb_object_agg(coalesce(section.admission_id::text, 'ward'), section.body), '{}')
      from public.handover_sections section where section.sheet_id = sheet.id
    )
  )
  from public.handover_sheets sheet
  where sheet.id = p_sheet_id;
$$;

/*
 * Adds p_update (an update of Yjs, base64, at most 256 KB) to a sheet's document. p_known_seq is the last update the
 * caller has; the answer {seq, text_seq, updates} brings those between. Sending one twice does no harm: an update says the same
 * however often it is merged. p_sections are the document's texts by admission ('ward' for the ward as a whole): those that
 * differ from text p_text_seq, or all of them when that is null. They are taken if the caller has seen every
 * update, else text_seq stays behind and somebody writes them later. p_snapshot says that the update holds all before it.
 *
 * Needs nursing.record and to work on the ward. Raises 22023 (hint: which), PT404 no such sheet, or 12 hours after its
 * shift, 42501.
 */
create function public.save_handover(
  p_sheet_id uuid, p_known_seq bigint, p_update text default null, p_sections jsonb default null,
  p_text_seq bigint default null, p_snapshot boolean default false
)
returns jsonb language sql set search_path = '' as $$
  select private.save_handover(p_sheet_id, p_known_seq, p_update, p_sections, p_text_seq, p_snapshot);
$$;

/* Rules and consequences ----------------------------------------------------------------------- */

/*
 * Tasks go with the patient to another ward, and have no nurse there yet. What is open when the stay ends is cancelled;
 * a discharge that is taken back brings it back.
 */
create function private.tg_admissions__tasks_follow()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.discharged_at is not null then
    update public.nursing_tasks set status = 'cancelled', cancelled_at = new.discharged_at, cancel_reason = 'discharged'
    where admission_id = new.id and status = 'open';
  elsif old.discharged_at is not null then
    update public.nursing_tasks set status = 'open', cancelled_at = null, cancel_reason = null
    where admission_id = new.id and status = 'cancelled' and cancelled_by is null and cancelled_at = old.discharged_at;
  end if;
  if new.ward_id <> old.ward_id then
    update public.nursing_tasks set ward_id = new.ward_id, assigned_to = null
    where admission_id = new.id and status = 'open';
  end if;
  return null;
end;
$$;

create trigger nurse_assignments_500_care_team after insert or update of until on public.nurse_assignments
  for each row execute function private.tg_nurse_assignments__care_team();
create trigger nurse_assignments_600_announce after insert or update on public.nurse_assignments
  for each row execute function private.tg_care__announce();
create trigger nurse_assignments_900_audit after insert or update or delete on public.nurse_assignments
  for each row execute function private.tg_audit();
create trigger admissions_500_end_assignments after update on public.admissions
  for each row when (old.ward_id <> new.ward_id or (old.discharged_at is null and new.discharged_at is not null))
  execute function private.tg_admissions__end_assignments();
create trigger staff_wards_500_end_assignments after delete on public.staff_wards
  for each row execute function private.tg_staff_wards__end_assignments();
create trigger staff_500_end_assignments after update on public.staff
  for each row when (old.active and not new.active) execute function private.tg_staff__end_assignments();
create trigger nursing_tasks_600_announce after insert or update on public.nursing_tasks
  for each row execute function private.tg_care__announce();
create trigger nursing_tasks_900_audit after insert or update or delete on public.nursing_tasks
  for each row execute function private.tg_audit();
create trigger nursing_notes_600_announce after insert on public.nursing_notes
  for each row execute function private.tg_care__announce();
create trigger nursing_notes_900_audit after insert or update or delete on public.nursing_notes
  for each row execute function private.tg_audit();
create trigger admissions_510_tasks_follow after update on public.admissions
  for each row when (old.ward_id <> new.ward_id or old.discharged_at is distinct from new.discharged_at)
  execute function private.tg_admissions__tasks_follow();
-- How far the document has been written is said by handover_updates, with who did.
create trigger handover_sheets_900_audit after insert or delete or update of ward_id, day, shift on public.handover_sheets
  for each row execute function private.tg_audit();

grant execute on function
  private.care_ward_ids(),
  private.shift_at(timestamptz),
  private.assign_nurse(uuid, uuid, timestamptz),
  private.end_assignment(uuid),
  private.ward_nurses(uuid),
  private.ward_patients(uuid),
  private.create_task(uuid, text, timestamptz, text, text, integer, timestamptz, uuid),
  private.complete_task(uuid),
  private.reopen_task(uuid),
  private.cancel_task(uuid, text),
  private.write_note(uuid, text, text),
  private.correct_note(uuid, integer, text),
  private.search_care(text, uuid, integer, timestamptz, uuid),
  private.open_handover(uuid),
  private.save_handover(uuid, bigint, text, jsonb, bigint, boolean)
  to authenticated;

grant execute on function
  public.assign_nurse(uuid, uuid, timestamptz),
  public.assign_nurses(uuid[], uuid, timestamptz),
  public.end_assignment(uuid),
  public.ward_nurses(uuid),
  public.ward_patients(uuid),
  public.create_task(uuid, text, timestamptz, text, text, integer, timestamptz, uuid),
  public.complete_task(uuid),
  public.reopen_task(uuid),
  public.cancel_task(uuid, text),
  public.write_note(uuid, text, text),
  public.correct_note(uuid, integer, text),
  public.search_care(text, uuid, integer, timestamptz, uuid),
  public.open_handover(uuid),
  public.read_handover(uuid, bigint),
  public.save_handover(uuid, bigint, text, jsonb, bigint, boolean)
  to authenticated;
