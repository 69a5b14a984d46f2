/*
 * Wards: beds, who lies in them, and what keeps a bed from being used.
 *
 * Occupancy is never a flag: it is what the open stays, closures and cleaning tasks say. Exclusion
 * constraints keep one patient to a bed and one bed to a patient; a trigger that locks the bed's row
 * keeps closed and uncleaned beds empty. Commands lock admissions, then beds, each in the order of
 * their ids, so that moves crossing each other wait instead of deadlocking.
 */

create table public.wards (
  id            uuid primary key default gen_random_uuid(),
  department_id uuid not null references public.departments on delete restrict,
  code          text not null unique check (code = upper(code) and length(code) between 1 and 12),
  name          text not null check (length(btrim(name)) between 2 and 120),
  floor         integer not null default 0 check (floor between -20 and 200),
  active        boolean not null default true,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now()
);
comment on table public.wards is 'Parts of the hospital with beds.';

create table public.ward_rooms (
  id         uuid primary key default gen_random_uuid(),
  ward_id    uuid not null references public.wards on delete restrict,
  name       text not null check (length(btrim(name)) between 1 and 60),
  position   integer not null default 0,
  -- 'same': of the sex of who lies there already.
  gender_rule text not null default 'any' check (gender_rule in ('any', 'same', 'female', 'male')),
  -- Where the room is on the ward's floor plan, in squares of the plan; all null until it is drawn.
  plan_x      integer check (plan_x between 0 and 199),
  plan_y      integer check (plan_y between 0 and 199),
  plan_width  integer check (plan_width between 1 and 100),
  plan_height integer check (plan_height between 1 and 100),
  active      boolean not null default true,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  constraint ward_rooms_name_in_ward unique (ward_id, name),
  constraint ward_rooms_id_ward_id_key unique (id, ward_id),
  constraint ward_rooms_drawn_wholly check (num_nulls(plan_x, plan_y, plan_width, plan_height) in (0, 4)),
  -- No two rooms of a ward on one square; walls may touch, hence the quarters. Looked at once a statement
  -- is done, so that rooms can change places.
  constraint ward_rooms_plan_overlap exclude using gist (
    ward_id with =,
    box(
      point(plan_x + 0.25, plan_y + 0.25),
      point(plan_x + plan_width - 0.25, plan_y + plan_height - 0.25)
    ) with &&
  ) deferrable initially immediate
);
comment on table public.ward_rooms is 'Rooms of a ward, in the order one passes them.';

create table public.beds (
  id         uuid primary key default gen_random_uuid(),
  ward_id    uuid not null references public.wards on delete restrict,
  room_id    uuid not null,
  label      text not null check (length(btrim(label)) between 1 and 20),
  kind       text not null default 'standard'
    check (kind in ('standard', 'icu', 'maternity', 'paediatric', 'isolation')),
  features   text[] not null default '{}'
    check (features <@ array['oxygen', 'monitor', 'bariatric', 'negative_pressure']),
  position   integer not null default 0,
  active     boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (room_id, ward_id) references public.ward_rooms (id, ward_id) on delete restrict,
  constraint beds_label_in_ward unique (ward_id, label),
  constraint beds_id_ward_id_key unique (id, ward_id)
);
comment on table public.beds is 'Places where a patient can lie. A bed that is gone is made inactive.';

create table public.staff_wards (
  staff_id   uuid not null references public.staff on delete cascade,
  ward_id    uuid not null references public.wards on delete cascade,
  created_at timestamptz not null default now(),
  primary key (staff_id, ward_id)
);
comment on table public.staff_wards is 'Who works on which ward; decides whose board they see.';

create table public.admissions (
  id                    uuid primary key default gen_random_uuid(),
  patient_id            uuid not null references public.patients on delete restrict,
  ward_id               uuid not null references public.wards on delete restrict,
  attending_id          uuid references public.doctors on delete restrict,
  reason                text check (length(reason) <= 1000),
  admitted_at           timestamptz not null default now(),
  expected_discharge_on date,
  discharged_at         timestamptz,
  disposition           text check (disposition in (
    'home', 'transfer', 'left_against_advice', 'deceased', 'other'
  )),
  summary               text check (length(summary) <= 20000),
  private               boolean not null default false,
  isolation             text check (isolation in ('contact', 'droplet', 'airborne', 'protective')),
  needs                 text[] not null default '{}'
    check (needs <@ array['oxygen', 'monitor', 'bariatric', 'negative_pressure']),
  diagnosis_group       text check (diagnosis_group ~ '^[A-Z][0-9]{2}-[A-Z][0-9]{2}$'),
  constraint admissions_order check (admitted_at <= discharged_at),
  constraint admissions_disposition_when_ended check ((discharged_at is null) = (disposition is null)),
  constraint admissions_id_patient_id_key unique (id, patient_id)
);
comment on table public.admissions is 'A patient''s time in the hospital; without a stay in a bed they are waiting for one.';
comment on column public.admissions.isolation is 'Precautions on top of the standard ones (CDC): contact, droplet, airborne; protective shields the patient.';
comment on column public.admissions.needs is 'What the bed must have; see beds.features.';
comment on column public.admissions.diagnosis_group is 'Chapter of ICD-10 the main diagnosis belongs to, as its codes: J00-J99.';
comment on column public.admissions.private is 'The board names the patient to the care team only.';

/* Who lies in which bed, and when. A transfer closes one stay and opens another. */
create table public.bed_stays (
  id           uuid primary key default gen_random_uuid(),
  bed_id       uuid not null,
  ward_id      uuid not null, -- repeats beds.ward_id so that policies need no join
  patient_id   uuid not null references public.patients on delete restrict,
  admission_id uuid not null,
  period       tstzrange not null default tstzrange(now(), null),
  -- The planner has statistics of a column, and none of upper_inf(); and `=` on it is leakproof.
  is_current   boolean not null generated always as (upper_inf(period)) stored,
  constraint bed_stays_period_some check (not isempty(period) and not lower_inf(period)),
  foreign key (bed_id, ward_id) references public.beds (id, ward_id) on delete restrict,
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on delete restrict,
  constraint bed_stays_bed_taken exclude using gist (bed_id with =, period with &&),
  constraint bed_stays_patient_elsewhere exclude using gist (patient_id with =, period with &&)
);
comment on table public.bed_stays is 'One patient in one bed; an open period is the current stay.';

create table public.bed_closures (
  id             uuid primary key default gen_random_uuid(),
  bed_id         uuid not null,
  ward_id        uuid not null,
  reason         text not null check (reason in ('C', 'K', 'I')),
  note           text check (length(note) <= 500),
  starts_at      timestamptz not null default now(),
  expected_until timestamptz,
  ended_at       timestamptz,
  closed_by      uuid references public.profiles on delete set null,
  constraint bed_closures_order check (starts_at <= ended_at),
  foreign key (bed_id, ward_id) references public.beds (id, ward_id) on delete restrict
);
comment on table public.bed_closures is 'Times during which a bed takes nobody; open until reopened.';
comment on column public.bed_closures.reason is 'HL7 table 0116: C closed, K contaminated, I isolated.';

create table public.housekeeping_tasks (
  id          uuid primary key default gen_random_uuid(),
  bed_id      uuid not null,
  ward_id     uuid not null,
  status      text not null default 'waiting' check (status in ('waiting', 'in_progress', 'done', 'cancelled')),
  created_at  timestamptz not null default now(),
  started_at  timestamptz,
  finished_at timestamptz,
  done_by     uuid references public.profiles on delete set null,
  constraint housekeeping_tasks_finished_at_known check (
    (status in ('done', 'cancelled')) = (finished_at is not null)
  ),
  foreign key (bed_id, ward_id) references public.beds (id, ward_id) on delete restrict
);
comment on table public.housekeeping_tasks is 'Beds to be cleaned before the next patient.';

create index wards_department_id_idx on public.wards (department_id);
create index beds_room_id_ward_id_idx on public.beds (room_id, ward_id);
create index staff_wards_ward_id_idx on public.staff_wards (ward_id);
create unique index admissions_one_open on public.admissions (patient_id) where discharged_at is null;
create index admissions_patient_id_admitted_at_idx on public.admissions (patient_id, admitted_at);
create index admissions_open_ward_id_idx on public.admissions (ward_id) where discharged_at is null;
create index admissions_ward_id_admitted_at_idx on public.admissions (ward_id, admitted_at);
create index admissions_attending_id_idx on public.admissions (attending_id);
create index bed_stays_bed_id_ward_id_idx on public.bed_stays (bed_id, ward_id);
create index bed_stays_patient_id_idx on public.bed_stays (patient_id);
create index bed_stays_admission_id_patient_id_idx on public.bed_stays (admission_id, patient_id);
-- At most a bed's worth of rows each, however long the history: what the board is made of.
create index bed_stays_current_idx on public.bed_stays (ward_id, bed_id) where is_current;
create index bed_closures_bed_id_ward_id_idx on public.bed_closures (bed_id, ward_id);
create index bed_closures_closed_by_idx on public.bed_closures (closed_by);
create unique index bed_closures_one_open on public.bed_closures (bed_id) where ended_at is null;
create index housekeeping_tasks_bed_id_ward_id_idx on public.housekeeping_tasks (bed_id, ward_id);
create index housekeeping_tasks_done_by_idx on public.housekeeping_tasks (done_by);
create unique index housekeeping_tasks_one_open on public.housekeeping_tasks (bed_id)
  where status in ('waiting', 'in_progress');

alter table public.wards enable row level security;
alter table public.ward_rooms enable row level security;
alter table public.beds enable row level security;
alter table public.staff_wards enable row level security;
alter table public.admissions enable row level security;
alter table public.bed_stays enable row level security;
alter table public.bed_closures enable row level security;
alter table public.housekeeping_tasks enable row level security;

create policy wards_select_staff on public.wards for select to authenticated
  using ((select private.is_staff()));
create policy wards_insert_managers on public.wards for insert to authenticated
  with check ((select private.has_permission('directory.manage')));
create policy wards_update_managers on public.wards for update to authenticated
  using ((select private.has_permission('directory.manage')))
  with check ((select private.has_permission('directory.manage')));

create policy ward_rooms_select_staff on public.ward_rooms for select to authenticated
  using ((select private.is_staff()));
create policy ward_rooms_insert_own_wards on public.ward_rooms for insert to authenticated
  with check (
    (select private.has_permission('beds.manage')) and ward_id in (select private.current_ward_ids())
  );
create policy ward_rooms_update_own_wards on public.ward_rooms for update to authenticated
  using ((select private.has_permission('beds.manage')) and ward_id in (select private.current_ward_ids()))
  with check (
    (select private.has_permission('beds.manage')) and ward_id in (select private.current_ward_ids())
  );

create policy beds_select_own_wards on public.beds for select to authenticated
  using (ward_id in (select private.current_ward_ids()));
create policy beds_insert_own_wards on public.beds for insert to authenticated
  with check (
    (select private.has_permission('beds.manage')) and ward_id in (select private.current_ward_ids())
  );
create policy beds_update_own_wards on public.beds for update to authenticated
  using ((select private.has_permission('beds.manage')) and ward_id in (select private.current_ward_ids()))
  with check (
    (select private.has_permission('beds.manage')) and ward_id in (select private.current_ward_ids())
  );

create policy staff_wards_select_colleagues on public.staff_wards for select to authenticated
  using ((select private.is_staff()));
create policy staff_wards_insert_managers on public.staff_wards for insert to authenticated
  with check ((select private.has_permission('directory.manage')));
create policy staff_wards_delete_managers on public.staff_wards for delete to authenticated
  using ((select private.has_permission('directory.manage')));

create policy admissions_select_involved on public.admissions for select to authenticated
  using (
    patient_id in (select private.current_patient_ids())
    or patient_id in (select private.care_patient_ids())
    or (
      not private
      and (select private.has_permission('patients.read'))
      and ward_id in (select private.current_ward_ids())
    )
  );
-- The select policy does not hold for an update without a condition, hence the line about private ones.
create policy admissions_update_own_wards on public.admissions for update to authenticated
  using (
    (select private.has_permission('admissions.manage')) and ward_id in (select private.current_ward_ids())
    and (not private or patient_id in (select private.care_patient_ids()))
  )
  with check (
    (select private.has_permission('admissions.manage')) and ward_id in (select private.current_ward_ids())
  );

-- A stay names its patient, so it is seen with the admission it belongs to and never without.
create policy bed_stays_select_involved on public.bed_stays for select to authenticated
  using (exists (
    select 1 from public.admissions admission where admission.id = bed_stays.admission_id
  ));

create policy bed_closures_select_own_wards on public.bed_closures for select to authenticated
  using (ward_id in (select private.current_ward_ids()));

create policy housekeeping_tasks_select_own_wards on public.housekeeping_tasks
  for select to authenticated
  using (ward_id in (select private.current_ward_ids()));

grant select on public.wards, public.ward_rooms, public.beds, public.staff_wards, public.admissions,
  public.bed_stays, public.bed_closures, public.housekeeping_tasks to authenticated, service_role;
grant insert (department_id, code, name, floor, active), update (department_id, code, name, floor, active)
  on public.wards to authenticated;
grant insert (ward_id, name, position, gender_rule, plan_x, plan_y, plan_width, plan_height, active),
  update (name, position, gender_rule, plan_x, plan_y, plan_width, plan_height, active)
  on public.ward_rooms to authenticated;
grant insert (ward_id, room_id, label, kind, features, position, active),
  update (room_id, label, kind, features, position, active) on public.beds to authenticated;
grant insert (staff_id, ward_id), delete on public.staff_wards to authenticated;
grant update (attending_id, reason, expected_discharge_on, private) on public.admissions to authenticated;

/* Commands ------------------------------------------------------------------------------------- */

/*
 * Locks an admission the caller may manage and gives it back as it then is.
 *
 * Raises 42501 without admissions.manage, PT404 for an admission that is not on the caller's wards,
 * LN006 if it has ended.
 */
create function private.lock_admission(p_admission_id uuid, p_hint text default 'p_admission_id')
returns public.admissions language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions;
begin
  perform private.require_permission('admissions.manage');
  select * into v_admission from public.admissions where id = p_admission_id for no key update;
  if not found or v_admission.ward_id not in (select private.current_ward_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = p_hint;
  end if;
  if v_admission.discharged_at is not null then
    raise exception using errcode = 'LN006', message = 'This admission has ended', hint = p_hint;
  end if;
  return v_admission;
end;
$$;

/* Locks a bed of the caller's wards; raises PT404 if it is not one. */
create function private.lock_bed(p_bed_id uuid)
returns public.beds language plpgsql security definer set search_path = '' as $$
declare
  v_bed public.beds;
begin
  select * into v_bed from public.beds where id = p_bed_id for no key update;
  if not found or v_bed.ward_id not in (select private.current_ward_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such bed', hint = 'p_bed_id';
  end if;
  return v_bed;
end;
$$;

/* Whether an admission is a private one that does not concern the caller: its patient may not be named. */
create function private.is_hidden(p_admission public.admissions)
returns boolean language sql stable set search_path = '' as $$
  select p_admission.private and p_admission.patient_id not in (select private.care_patient_ids());
$$;

/* The open stay of an admission; null if the patient has no bed. */
create function private.current_stay(p_admission_id uuid)
returns public.bed_stays language sql stable set search_path = '' as $$
  select stay from public.bed_stays stay where stay.admission_id = p_admission_id and stay.is_current;
$$;

/*
 * An instant at which the stays may end and others begin: the clock, read once their beds are locked.
 * The start of the transaction would not do; a transaction that waited began before those it waited for.
 */
create function private.turnover_time(p_stays public.bed_stays[])
returns timestamptz language sql volatile set search_path = '' as $$
  select greatest(clock_timestamp(), max(lower(stay.period)) + interval '1 microsecond')
  from unnest(p_stays) stay;
$$;

/* Ends a stay, and has the bed cleaned unless somebody lies down in it at once. */
create function private.end_stay(p_stay public.bed_stays, p_at timestamptz, p_clean boolean)
returns void language plpgsql set search_path = '' as $$
begin
  update public.bed_stays set period = tstzrange(lower(period), p_at) where id = p_stay.id;
  if p_clean then
    insert into public.housekeeping_tasks (bed_id, ward_id) values (p_stay.bed_id, p_stay.ward_id);
  end if;
end;
$$;

/* Admits a patient; see public.admit_patient. */
create function private.admit_patient(
  p_patient_id uuid, p_ward_id uuid, p_bed_id uuid, p_attending_id uuid, p_reason text
)
returns public.admissions language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions;
  v_bed public.beds;
begin
  perform private.require_permission('admissions.manage');
  perform from public.wards ward
  where ward.id = p_ward_id and ward.active and ward.id in (select private.current_ward_ids());
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such ward', hint = 'p_ward_id';
  end if;
  perform from public.patients patient where patient.id = p_patient_id and patient.archived_at is null;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such patient', hint = 'p_patient_id';
  end if;
  if p_attending_id is not null then
    perform from public.doctors doctor where doctor.id = p_attending_id and doctor.active;
    if not found then
      raise exception using errcode = 'PT404', message = 'There is no such doctor', hint = 'p_attending_id';
    end if;
  end if;

  insert into public.admissions (patient_id, ward_id, attending_id, reason)
  values (p_patient_id, p_ward_id, p_attending_id, nullif(btrim(p_reason), ''))
  returning * into v_admission;

  if p_bed_id is not null then
    v_bed := private.lock_bed(p_bed_id);
    if v_bed.ward_id <> p_ward_id then
      raise exception using errcode = 'LN010', message = 'This bed is on another ward', hint = 'p_bed_id';
    end if;
    insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id, period)
    values (v_bed.id, v_bed.ward_id, p_patient_id, v_admission.id, tstzrange(clock_timestamp(), null));
  end if;
  return v_admission;
end;
$$;

/* Moves a patient; see public.transfer_patient. */
create function private.transfer_patient(p_admission_id uuid, p_bed_id uuid)
returns public.bed_stays language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.lock_admission(p_admission_id);
  v_hidden constant boolean := private.is_hidden(v_admission);
  v_old public.bed_stays := private.current_stay(p_admission_id);
  v_new public.bed_stays;
  v_bed public.beds;
  v_at timestamptz;
begin
  perform from public.beds where id in (v_old.bed_id, p_bed_id) order by id for no key update;
  v_bed := private.lock_bed(p_bed_id);
  if v_old.bed_id = p_bed_id then
    raise exception using errcode = '22023', message = 'The patient is in this bed already', hint = 'p_bed_id';
  end if;

  v_at := private.turnover_time(array[v_old]);
  if v_old.id is not null then perform private.end_stay(v_old, v_at, true); end if;
  insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id, period)
  values (v_bed.id, v_bed.ward_id, v_admission.patient_id, v_admission.id, tstzrange(v_at, null))
  returning * into v_new;
  if v_admission.ward_id <> v_bed.ward_id then
    update public.admissions set ward_id = v_bed.ward_id where id = v_admission.id;
  end if;
  if v_hidden then v_new.patient_id := null; end if;
  return v_new;
end;
$$;

/* Exchanges two patients' beds; see public.swap_beds. */
create function private.swap_beds(p_admission_id uuid, p_other_admission_id uuid)
returns setof public.bed_stays language plpgsql security definer set search_path = '' as $$
declare
  v_one public.bed_stays;
  v_other public.bed_stays;
  v_stay public.bed_stays;
  v_hidden uuid[];
  v_at timestamptz;
begin
  perform private.require_permission('admissions.manage');
  if p_admission_id = p_other_admission_id then
    raise exception using errcode = '22023', message = 'It takes two patients to swap beds',
      hint = 'p_other_admission_id';
  end if;
  perform from public.admissions where id in (p_admission_id, p_other_admission_id)
  order by id for no key update;
  perform private.lock_admission(p_admission_id);
  perform private.lock_admission(p_other_admission_id, 'p_other_admission_id');
  v_hidden := array(
    select admission.id from public.admissions admission
    where admission.id in (p_admission_id, p_other_admission_id) and private.is_hidden(admission)
  );
  v_one := private.current_stay(p_admission_id);
  v_other := private.current_stay(p_other_admission_id);
  if v_one.id is null or v_other.id is null then
    raise exception using errcode = '22023', message = 'A patient without a bed cannot swap',
      hint = case when v_one.id is null then 'p_admission_id' else 'p_other_admission_id' end;
  end if;
  perform from public.beds where id in (v_one.bed_id, v_other.bed_id) order by id for no key update;

  -- Both stays end before either begins: at no time are two patients in one bed.
  v_at := private.turnover_time(array[v_one, v_other]);
  perform private.end_stay(v_one, v_at, false);
  perform private.end_stay(v_other, v_at, false);
  for v_stay in
    insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id, period)
    values
      (v_other.bed_id, v_other.ward_id, v_one.patient_id, v_one.admission_id, tstzrange(v_at, null)),
      (v_one.bed_id, v_one.ward_id, v_other.patient_id, v_other.admission_id, tstzrange(v_at, null))
    returning *
  loop
    if v_stay.admission_id = any (v_hidden) then v_stay.patient_id := null; end if;
    return next v_stay;
  end loop;
  if v_one.ward_id <> v_other.ward_id then
    update public.admissions
    set ward_id = case id when v_one.admission_id then v_other.ward_id else v_one.ward_id end
    where id in (v_one.admission_id, v_other.admission_id);
  end if;
end;
$$;

/* Ends an admission; see public.discharge_patient. */
create function private.discharge_patient(p_admission_id uuid, p_disposition text, p_summary text)
returns public.admissions language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.lock_admission(p_admission_id);
  v_hidden constant boolean := private.is_hidden(v_admission);
  v_stay public.bed_stays := private.current_stay(p_admission_id);
  v_at timestamptz;
begin
  if p_disposition is null
    or p_disposition not in ('home', 'transfer', 'left_against_advice', 'deceased', 'other')
  then
    raise exception using errcode = '22023', message = 'There is no such disposition', hint = 'p_disposition';
  end if;
  perform from public.beds where id = v_stay.bed_id for no key update;
  v_at := private.turnover_time(array[v_stay]);
  if v_stay.id is not null then perform private.end_stay(v_stay, v_at, true); end if;
  update public.admissions set
    discharged_at = greatest(v_at, admitted_at),
    disposition = p_disposition,
    summary = nullif(btrim(p_summary), '')
  where id = v_admission.id
  returning * into v_admission;
  if v_hidden then
    v_admission.patient_id := null;
    v_admission.attending_id := null;
    v_admission.reason := null;
  end if;
  return v_admission;
end;
$$;

/* Takes a bed out of use; see public.close_bed. */
create function private.close_bed(p_bed_id uuid, p_reason text, p_note text, p_expected_until timestamptz)
returns public.bed_closures language plpgsql security definer set search_path = '' as $$
declare
  v_bed public.beds;
  v_closure public.bed_closures;
begin
  perform private.require_permission('beds.manage');
  if p_reason is null or p_reason not in ('C', 'K', 'I') then
    raise exception using errcode = '22023', message = 'The reason is C, K or I', hint = 'p_reason';
  end if;
  v_bed := private.lock_bed(p_bed_id);
  insert into public.bed_closures (bed_id, ward_id, reason, note, expected_until, closed_by)
  values (v_bed.id, v_bed.ward_id, p_reason, nullif(btrim(p_note), ''), p_expected_until, auth.uid())
  returning * into v_closure;
  return v_closure;
end;
$$;

/* Takes a bed into use again; see public.reopen_bed. */
create function private.reopen_bed(p_bed_id uuid)
returns public.bed_closures language plpgsql security definer set search_path = '' as $$
declare
  v_closure public.bed_closures;
begin
  perform private.require_permission('beds.manage');
  perform private.lock_bed(p_bed_id);
  update public.bed_closures set ended_at = greatest(clock_timestamp(), starts_at)
  where bed_id = p_bed_id and ended_at is null
  returning * into v_closure;
  if not found then
    raise exception using errcode = 'PT404', message = 'This bed is not closed', hint = 'p_bed_id';
  end if;
  return v_closure;
end;
$$;

/* Takes a cleaning task to its next status; see public.start_cleaning and finish_cleaning. */
create function private.set_cleaning_status(p_task_id uuid, p_status text)
returns public.housekeeping_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_task public.housekeeping_tasks;
begin
  perform private.require_permission('housekeeping.work');
  select * into v_task from public.housekeeping_tasks task
  where task.id = p_task_id and task.ward_id in (select private.current_ward_ids());
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such task', hint = 'p_task_id';
  end if;
  perform private.lock_bed(v_task.bed_id);
  select * into v_task from public.housekeeping_tasks task where task.id = p_task_id;
  if v_task.status = p_status then
    raise exception using errcode = 'LN003', message = format('The cleaning is %s already', p_status);
  end if;
  update public.housekeeping_tasks set
    status = p_status,
    done_by = case when p_status = 'done' then auth.uid() end
  where id = p_task_id
  returning * into v_task;
  return v_task;
end;
$$;

/*
 * Admits a patient to a ward, into a bed or (p_bed_id null) waiting for one. Needs admissions.manage and
 * the ward.
 *
 * Raises 23505 admissions_one_open (already admitted), 23P01 bed_stays_bed_taken, LN005 the bed is closed
 * or being cleaned, LN010 the bed is on another ward, PT404 no such patient, ward, bed or doctor, 42501.
 */
create function public.admit_patient(
  p_patient_id uuid, p_ward_id uuid, p_bed_id uuid default null, p_attending_id uuid default null,
  p_reason text default null
)
returns public.admissions language sql set search_path = '' as $$
  select private.admit_patient(p_patient_id, p_ward_id, p_bed_id, p_attending_id, p_reason);
$$;

/*
 * Moves an admitted patient to another bed, on any of the caller's wards, or gives one to who waits. The
 * bed that is left goes to housekeeping. Gives back the new stay; without its patient where the admission
 * is private and not the caller's to see.
 *
 * Raises 23P01, LN005 as admit_patient; LN006 the admission has ended, PT404, 42501, 22023 the same bed.
 */
create function public.transfer_patient(p_admission_id uuid, p_bed_id uuid)
returns public.bed_stays language sql set search_path = '' as $$
  select private.transfer_patient(p_admission_id, p_bed_id);
$$;

/*
 * Exchanges the beds of two admitted patients; gives back their new stays, as transfer_patient does.
 *
 * Raises LN006 an admission has ended, 22023 one has no bed or both are the same, PT404, 42501.
 */
create function public.swap_beds(p_admission_id uuid, p_other_admission_id uuid)
returns setof public.bed_stays language sql set search_path = '' as $$
  select * from private.swap_beds(p_admission_id, p_other_admission_id);
$$;

/*
 * Ends an admission: p_disposition is home, transfer, left_against_advice, deceased or other. The bed goes
 * to housekeeping. Of a private admission that is not the caller's to see, the patient, the attending doctor
 * and the reason are not given back.
 *
 * Raises LN006 the admission has ended already, 22023 unknown disposition, PT404, 42501.
 */
create function public.discharge_patient(
  p_admission_id uuid, p_disposition text default 'home', p_summary text default null
)
returns public.admissions language sql set search_path = '' as $$
  select private.discharge_patient(p_admission_id, p_disposition, p_summary);
$$;

/*
 * Takes an empty bed out of use. p_reason is a code of HL7 table 0116: C closed, K contaminated, I isolated.
 * Needs beds.manage and the ward.
 *
 * Raises LN005 (hint occupied) if somebody lies in it, 23505 bed_closures_one_open, 22023, PT404, 42501.
 */
create function public.close_bed(
  p_bed_id uuid, p_reason text default 'C', p_note text default null, p_expected_until timestamptz default null
)
returns public.bed_closures language sql set search_path = '' as $$
  select private.close_bed(p_bed_id, p_reason, p_note, p_expected_until);
$$;

/* Takes a closed bed into use again; a cleaning that is due stays due. Raises PT404, 42501. */
create function public.reopen_bed(p_bed_id uuid)
returns public.bed_closures language sql set search_path = '' as $$
  select private.reopen_bed(p_bed_id);
$$;

/* Begins a cleaning that waits. Needs housekeeping.work and the ward. Raises LN003, PT404, 42501. */
create function public.start_cleaning(p_task_id uuid)
returns public.housekeeping_tasks language sql set search_path = '' as $$
  select private.set_cleaning_status(p_task_id, 'in_progress');
$$;

/* Ends a cleaning, begun or not; the bed is free again. Raises LN003 if it has ended, PT404, 42501. */
create function public.finish_cleaning(p_task_id uuid)
returns public.housekeeping_tasks language sql set search_path = '' as $$
  select private.set_cleaning_status(p_task_id, 'done');
$$;

/* Rules and consequences ----------------------------------------------------------------------- */

/*
 * A current stay needs a bed in use and an admission that goes on. The lock on the bed's row orders this
 * against closing and cleaning, whatever path the writes take.
 */
create function private.tg_bed_stays__bed_usable()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_active boolean;
begin
  if not upper_inf(new.period) then return new; end if;
  select bed.active into v_active from public.beds bed where bed.id = new.bed_id for no key update;
  if not v_active
    or exists (
      select 1 from public.bed_closures closure where closure.bed_id = new.bed_id and closure.ended_at is null
    )
  then
    raise exception using errcode = 'LN005', message = 'This bed is closed', hint = 'closed';
  end if;
  if exists (
    select 1 from public.housekeeping_tasks task
    where task.bed_id = new.bed_id and task.status in ('waiting', 'in_progress')
  ) then
    raise exception using errcode = 'LN005', message = 'This bed is being cleaned', hint = 'housekeeping';
  end if;
  if exists (
    select 1 from public.admissions admission
    where admission.id = new.admission_id and admission.discharged_at is not null
  ) then
    raise exception using errcode = 'LN006', message = 'This admission has ended';
  end if;
  return new;
end;
$$;

/* Nobody lies in a bed that is closed, cleaned or taken away. */
create function private.refuse_occupied_bed(p_bed_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform from public.beds where id = p_bed_id for no key update;
  if exists (
    select 1 from public.bed_stays stay where stay.bed_id = p_bed_id and stay.is_current
  ) then
    raise exception using errcode = 'LN005', message = 'Somebody lies in this bed', hint = 'occupied';
  end if;
end;
$$;

create function private.tg_bed_closures__bed_empty()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.ended_at is null then perform private.refuse_occupied_bed(new.bed_id); end if;
  return new;
end;
$$;

create function private.tg_beds__bed_empty()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if not new.active then perform private.refuse_occupied_bed(new.id); end if;
  return new;
end;
$$;

/* Whether a cleaning may go from one status to another. */
create function private.is_legal_cleaning_step(p_from text, p_to text)
returns boolean language sql immutable set search_path = '' as $$
  select case p_from
    when 'waiting' then p_to in ('in_progress', 'done', 'cancelled')
    when 'in_progress' then p_to in ('done', 'cancelled')
    else false
  end;
$$;

/* Refuses steps that are not legal, and stamps those that are. */
create function private.tg_housekeeping_tasks__step()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    if new.status in ('waiting', 'in_progress') then perform private.refuse_occupied_bed(new.bed_id); end if;
    return new;
  end if;
  if new.status <> old.status then
    if not private.is_legal_cleaning_step(old.status, new.status) then
      raise exception using errcode = 'LN003',
        message = format('A cleaning that is %s cannot become %s', old.status, new.status);
    end if;
    new.started_at := case when new.status = 'cancelled' then old.started_at
      else coalesce(old.started_at, clock_timestamp()) end;
    if new.status <> 'in_progress' then new.finished_at := clock_timestamp(); end if;
  end if;
  return new;
end;
$$;

/* What has ended is not changed any more, and no admission changes its patient. */
create function private.tg_admissions__ended()
returns trigger language plpgsql set search_path = '' as $$
begin
  if old.discharged_at is not null then
    raise exception using errcode = 'LN006', message = 'This admission has ended';
  end if;
  return new;
end;
$$;

/*
 * Announces a bed of a ward as changed, or with null its waiting list: once in a transaction, since
 * messages arrive when it commits and one move touches several tables. A ward of which something is
 * announced needs no word about its list: who hears it reads both.
 */
create function private.announce_bed(p_ward_id uuid, p_bed_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_announced constant text := coalesce(current_setting('lantern.announced_beds', true), '');
  v_payload constant jsonb := jsonb_build_object('ward_id', p_ward_id, 'bed_id', p_bed_id);
begin
  if position(coalesce(p_bed_id, p_ward_id)::text in v_announced) > 0 then return; end if;
  perform set_config('lantern.announced_beds', concat_ws(' ', v_announced, p_ward_id, p_bed_id), true);
  perform private.announce('ward:' || p_ward_id, 'bed_board_changed', v_payload);
  perform private.announce('wards', 'bed_board_changed', v_payload);
end;
$$;

/* For tables whose rows are about one bed. */
create function private.tg_bed_board__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op <> 'INSERT' then perform private.announce_bed(old.ward_id, old.bed_id); end if;
  if tg_op <> 'DELETE' then perform private.announce_bed(new.ward_id, new.bed_id); end if;
  return null;
end;
$$;

create function private.tg_beds__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op <> 'INSERT' then perform private.announce_bed(old.ward_id, old.id); end if;
  if tg_op <> 'DELETE' then perform private.announce_bed(new.ward_id, new.id); end if;
  return null;
end;
$$;

/* Runs at commit, when it is known whether the patient has a bed or waits. */
create function private.tg_admissions__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce_bed(new.ward_id, (private.current_stay(new.id)).bed_id);
  if tg_op = 'UPDATE' and old.ward_id <> new.ward_id then
    perform private.announce_bed(old.ward_id, null);
  end if;
  return null;
end;
$$;

/* Whoever gets or loses a ward is told, so that open screens ask again what they may see. */
create function private.tg_staff_wards__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce('user:' || staff.user_id, 'access_changed', '{}')
  from public.staff
  where staff.id in (old.staff_id, new.staff_id) and staff.user_id is not null;
  return null;
end;
$$;

create trigger bed_stays_100_bed_usable before insert or update on public.bed_stays
  for each row execute function private.tg_bed_stays__bed_usable();
create trigger bed_closures_100_bed_empty before insert or update on public.bed_closures
  for each row execute function private.tg_bed_closures__bed_empty();
create trigger beds_100_bed_empty before update on public.beds
  for each row execute function private.tg_beds__bed_empty();
create trigger housekeeping_tasks_100_step before insert or update on public.housekeeping_tasks
  for each row execute function private.tg_housekeeping_tasks__step();
create trigger admissions_100_ended before update on public.admissions
  for each row execute function private.tg_admissions__ended();

create trigger bed_stays_600_announce after insert or update or delete on public.bed_stays
  for each row execute function private.tg_bed_board__announce();
create trigger bed_closures_600_announce after insert or update or delete on public.bed_closures
  for each row execute function private.tg_bed_board__announce();
create trigger housekeeping_tasks_600_announce after insert or update or delete on public.housekeeping_tasks
  for each row execute function private.tg_bed_board__announce();
create trigger beds_600_announce after insert or update or delete on public.beds
  for each row execute function private.tg_beds__announce();
create trigger staff_wards_600_announce after insert or delete on public.staff_wards
  for each row execute function private.tg_staff_wards__announce();
create constraint trigger admissions_600_announce after insert or update on public.admissions
  deferrable initially deferred
  for each row execute function private.tg_admissions__announce();

create trigger wards_900_audit after insert or update or delete on public.wards
  for each row execute function private.tg_audit();
create trigger ward_rooms_900_audit after insert or update or delete on public.ward_rooms
  for each row execute function private.tg_audit();
create trigger beds_900_audit after insert or update or delete on public.beds
  for each row execute function private.tg_audit();
create trigger staff_wards_900_audit after insert or update or delete on public.staff_wards
  for each row execute function private.tg_audit('staff_id', 'ward_id');
create trigger admissions_900_audit after insert or update or delete on public.admissions
  for each row execute function private.tg_audit();
create trigger bed_stays_900_audit after insert or update or delete on public.bed_stays
  for each row execute function private.tg_audit();
create trigger bed_closures_900_audit after insert or update or delete on public.bed_closures
  for each row execute function private.tg_audit();
create trigger housekeeping_tasks_900_audit after insert or update or delete on public.housekeeping_tasks
  for each row execute function private.tg_audit();

grant execute on function
  private.admit_patient(uuid, uuid, uuid, uuid, text),
  private.transfer_patient(uuid, uuid),
  private.swap_beds(uuid, uuid),
  private.discharge_patient(uuid, text, text),
  private.close_bed(uuid, text, text, timestamptz),
  private.reopen_bed(uuid),
  private.set_cleaning_status(uuid, text)
  to authenticated;

grant execute on function
  public.admit_patient(uuid, uuid, uuid, uuid, text),
  public.transfer_patient(uuid, uuid),
  public.swap_beds(uuid, uuid),
  public.discharge_patient(uuid, text, text),
  public.close_bed(uuid, text, text, timestamptz),
  public.reopen_bed(uuid),
  public.start_cleaning(uuid),
  public.finish_cleaning(uuid)
  to authenticated;
