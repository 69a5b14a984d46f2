/*
 * Wards: beds, who lies in them, and what keeps a bed from being used.
 *
 * Occupancy is never a flag: it is what the open stays, closures and cleaning tasks say. Exclusion
 * constraints keep one patient to a bed and one bed to a patient; a trigger that locks the bed's row
 * keeps closed and uncleaned beds empty. Commands lock admissions (a mother's and her newborns' together),
 * then rooms, then beds, each in the order of their ids, so that moves crossing each other wait instead
 * of deadlocking.
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
  mother_admission_id   uuid references public.admissions on delete restrict,
  constraint admissions_not_own_mother check (mother_admission_id <> id),
  constraint admissions_order check (admitted_at <= discharged_at),
  constraint admissions_disposition_when_ended check ((discharged_at is null) = (disposition is null)),
  constraint admissions_id_patient_id_key unique (id, patient_id)
);
comment on table public.admissions is 'A patient''s time in the hospital; without a stay in a bed they are waiting for one.';
comment on column public.admissions.isolation is 'Precautions on top of the standard ones (CDC): contact, droplet, airborne; protective shields the patient.';
comment on column public.admissions.needs is 'What the bed must have; see beds.features.';
comment on column public.admissions.diagnosis_group is 'Chapter of ICD-10 the main diagnosis belongs to, as its codes: J00-J99.';
comment on column public.admissions.mother_admission_id is 'Of a newborn: without a bed of their own they lie with her, on her ward, and do not wait for one.';
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
  override_reason text check (length(btrim(override_reason)) between 1 and 500),
  overridden   text[] not null default '{}' check (overridden <@ array['gender', 'isolation', 'features']),
  constraint bed_stays_overridden_for_a_reason check ((override_reason is null) = (overridden = '{}')),
  constraint bed_stays_period_some check (not isempty(period) and not lower_inf(period)),
  foreign key (bed_id, ward_id) references public.beds (id, ward_id) on delete restrict,
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on delete restrict,
  constraint bed_stays_bed_taken exclude using gist (bed_id with =, period with &&),
  constraint bed_stays_patient_elsewhere exclude using gist (patient_id with =, period with &&)
);
comment on table public.bed_stays is 'One patient in one bed; an open period is the current stay.';
comment on column public.bed_stays.overridden is 'What spoke against the bed when the patient was laid there; see private.bed_problems.';
comment on column public.bed_stays.override_reason is 'Why it was used all the same.';

/* A walk home over Sunday: the patient is away, the bed stays theirs. */
create table public.admission_leaves (
  id               uuid primary key default gen_random_uuid(),
  admission_id     uuid not null,
  patient_id       uuid not null,
  ward_id          uuid not null references public.wards on delete restrict,
  left_at          timestamptz not null default now(),
  expected_back_at timestamptz,
  returned_at      timestamptz,
  reason           text check (length(reason) <= 500),
  constraint admission_leaves_order check (left_at <= returned_at),
  constraint admission_leaves_back_after_leaving check (expected_back_at > left_at),
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on delete restrict
);
comment on table public.admission_leaves is 'Times an admitted patient was away from the ward; the bed is kept.';
comment on column public.admission_leaves.returned_at is 'Null while they are away; who is discharged meanwhile is away no more.';
comment on column public.admission_leaves.ward_id is 'The ward they left from.';

/* No foreign keys to the stays: a stay that is not what it was then is what makes a move final. */
create table private.last_moves (
  admission_id       uuid primary key references public.admissions on delete cascade,
  kind               text not null check (kind in ('transfer', 'swap', 'discharge')),
  other_admission_id uuid, -- with whom they swapped
  from_ward_id       uuid not null,
  from_stay_id       uuid,
  to_stay_id         uuid,
  moved_by           uuid,
  moved_at           timestamptz not null
);
comment on table private.last_moves is 'The last move of each admission, as far as undoing it needs to know; see undo_move.';

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
  started_by  uuid references public.profiles on delete set null,
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
create index admissions_mother_admission_id_idx on public.admissions (mother_admission_id)
  where mother_admission_id is not null;
create index admission_leaves_admission_id_patient_id_idx on public.admission_leaves (admission_id, patient_id);
create index admission_leaves_ward_id_idx on public.admission_leaves (ward_id);
create unique index admission_leaves_one_open on public.admission_leaves (admission_id) where returned_at is null;
create index last_moves_moved_by_moved_at_idx on private.last_moves (moved_by, moved_at);
create index bed_stays_bed_id_ward_id_idx on public.bed_stays (bed_id, ward_id);
create index bed_stays_patient_id_idx on public.bed_stays (patient_id);
create index bed_stays_admission_id_patient_id_idx on public.bed_stays (admission_id, patient_id);
-- At most a bed's worth of rows each, however long the history: what the board is made of.
create index bed_stays_current_idx on public.bed_stays (ward_id, bed_id) where is_current;
create index bed_closures_bed_id_ward_id_idx on public.bed_closures (bed_id, ward_id);
create index bed_closures_closed_by_idx on public.bed_closures (closed_by);
create unique index bed_closures_one_open on public.bed_closures (bed_id) where ended_at is null;
create index housekeeping_tasks_bed_id_ward_id_idx on public.housekeeping_tasks (bed_id, ward_id);
create index housekeeping_tasks_started_by_idx on public.housekeeping_tasks (started_by);
create index housekeeping_tasks_done_by_idx on public.housekeeping_tasks (done_by);
create index housekeeping_tasks_ward_id_finished_at_idx on public.housekeeping_tasks (ward_id, finished_at);
create unique index housekeeping_tasks_one_open on public.housekeeping_tasks (bed_id)
  where status in ('waiting', 'in_progress');

alter table public.wards enable row level security;
alter table public.ward_rooms enable row level security;
alter table public.beds enable row level security;
alter table public.staff_wards enable row level security;
alter table public.admissions enable row level security;
alter table public.bed_stays enable row level security;
alter table public.admission_leaves enable row level security;
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

-- By cost: the wards of the reader let most rows through, of who lies there privately those they work on
-- themselves. Only for what is left is it found out who else is in their care; these are, too.
create policy admissions_select_involved on public.admissions for select to authenticated
  using (
    (
      not private
      and ward_id in (select private.current_ward_ids())
      and (select private.has_permission('patients.read'))
    )
    or (
      discharged_at is null
      and ward_id in (
        select mine.ward_id from public.staff_wards mine where mine.staff_id = (select private.current_staff_id())
      )
      and (select private.has_permission('charts.read'))
    )
    or patient_id in (select private.current_patient_ids())
    or patient_id in (select private.care_patient_ids())
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
create policy admission_leaves_select_involved on public.admission_leaves for select to authenticated
  using (exists (
    select 1 from public.admissions admission where admission.id = admission_leaves.admission_id
  ));

create policy bed_closures_select_own_wards on public.bed_closures for select to authenticated
  using (ward_id in (select private.current_ward_ids()));

create policy housekeeping_tasks_select_own_wards on public.housekeeping_tasks
  for select to authenticated
  using (ward_id in (select private.current_ward_ids()));

grant select on public.wards, public.ward_rooms, public.beds, public.staff_wards, public.admissions,
  public.bed_stays, public.admission_leaves, public.bed_closures, public.housekeeping_tasks to authenticated, service_role;
grant insert (department_id, code, name, floor, active), update (department_id, code, name, floor, active)
  on public.wards to authenticated;
grant insert (ward_id, name, position, gender_rule, plan_x, plan_y, plan_width, plan_height, active),
  update (name, position, gender_rule, plan_x, plan_y, plan_width, plan_height, active)
  on public.ward_rooms to authenticated;
grant insert (ward_id, room_id, label, kind, features, position, active),
  update (room_id, label, kind, features, position, active) on public.beds to authenticated;
grant insert (staff_id, ward_id), delete on public.staff_wards to authenticated;
grant update (reason) on public.admissions to authenticated;

/* Commands ------------------------------------------------------------------------------------- */

/*
 * Locks admissions, and with each the mother's and the newborns', which move along, in the order of their
 * ids.
 */
create function private.lock_families(p_admission_ids uuid[])
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_ids constant uuid[] := array(
    select unnest(p_admission_ids)
    union select id from public.admissions where mother_admission_id = any (p_admission_ids)
    union select mother_admission_id from public.admissions where id = any (p_admission_ids)
  );
begin
  perform from public.admissions where id = any (v_ids) order by id for no key update;
end;
$$;

/*
 * Locks an admission the caller may manage, with its family, and gives it back as it then is.
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
  perform private.lock_families(array[p_admission_id]);
  select * into v_admission from public.admissions where id = p_admission_id;
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

/*
 * Locks beds, and before them their rooms: whether a bed suits depends on who lies beside it, so of two
 * patients on their way into one room the second waits to see the first there.
 */
create function private.lock_places(p_bed_ids uuid[])
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform from public.ward_rooms
  where id in (select bed.room_id from public.beds bed where bed.id = any (p_bed_ids))
  order by id for no key update;
  perform from public.beds where id = any (p_bed_ids) order by id for no key update;
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

/* Whether a newborn who has no bed lies with the mother, and so does not wait for one. */
create function private.lies_with_mother(p_admission public.admissions)
returns boolean language sql stable set search_path = '' as $$
  select exists (
    select 1 from public.admissions mother
    where mother.id = p_admission.mother_admission_id and mother.discharged_at is null
  );
$$;

/*
 * What speaks against beds for a patient, of each: occupied, closed, housekeeping, reserved (for somebody
 * else), and what can be overridden with a reason: gender (the room's rule), isolation (who shares a room
 * has the same precautions; airborne needs negative pressure; airborne and protective share with nobody),
 * features (the bed lacks what is needed). Changing beds within a room makes nobody's company worse, and
 * newborns count for no gender rule. p_leaving is a patient who makes room at the same moment.
 */
create function private.bed_checks(
  p_patient_id uuid, p_isolation text, p_needs text[], p_bed_ids uuid[], p_leaving uuid default null
)
returns table (bed_id uuid, problems text[])
language plpgsql stable security definer rows 100 set search_path = '' as $$
declare
  -- Null, which breaks no rule, for a newborn.
  v_sex constant text := (
    select patient.sex from public.patients patient
    where patient.id = p_patient_id and not exists (
      select 1 from public.admissions admission
      where admission.patient_id = patient.id and admission.discharged_at is null
        and admission.mother_admission_id is not null
    )
  );
  v_own_room constant uuid := (
    select bed.room_id from public.bed_stays stay join public.beds bed on bed.id = stay.bed_id
    where stay.patient_id = p_patient_id and stay.is_current
  );
  v_kept constant uuid[] := array(
    select reservation.bed_id from public.bed_reservations reservation
    where reservation.bed_id = any (p_bed_ids) and reservation.patient_id is distinct from p_patient_id
      and reservation.ended_at is null and reservation.expires_at > now()
  );
begin
  return query
  with neighbours as (
    select
      bed.room_id,
      array_agg(distinct patient.sex) filter (where admission.mother_admission_id is null) as sexes,
      array_agg(distinct coalesce(admission.isolation, 'none')) as isolations
    from public.beds bed
    join public.bed_stays stay on stay.ward_id = bed.ward_id and stay.bed_id = bed.id and stay.is_current
    join public.admissions admission on admission.id = stay.admission_id
    join public.patients patient on patient.id = stay.patient_id
    where bed.room_id in (select place.room_id from public.beds place where place.id = any (p_bed_ids))
      and stay.patient_id is distinct from p_patient_id and stay.patient_id is distinct from p_leaving
    group by bed.room_id
  )
  select bed.id, array_remove(array[
    case when stay.id is not null then 'occupied' end,
    case when closure.id is not null or not bed.active then 'closed' end,
    case when task.id is not null then 'housekeeping' end,
    case when bed.id = any (v_kept) then 'reserved' end,
    case when room.id is distinct from v_own_room and case room.gender_rule
      when 'any' then false
      when 'same' then not (coalesce(neighbours.sexes, '{}') <@ array[v_sex]) and v_sex is not null
      else v_sex <> room.gender_rule
    end then 'gender' end,
    case when room.id is distinct from v_own_room and (
      (p_isolation = 'airborne' and not 'negative_pressure' = any (bed.features))
      or (neighbours.isolations is not null and (
        p_isolation in ('airborne', 'protective')
        or not neighbours.isolations <@ array[coalesce(p_isolation, 'none')]
      ))
    ) then 'isolation' end,
    case when not coalesce(p_needs, '{}') <@ bed.features then 'features' end
  ], null)
  from public.beds bed
  join public.ward_rooms room on room.id = bed.room_id
  left join neighbours on neighbours.room_id = bed.room_id
  left join public.bed_stays stay
    on stay.ward_id = bed.ward_id and stay.bed_id = bed.id and stay.is_current
    and stay.patient_id is distinct from p_leaving
  left join public.bed_closures closure on closure.bed_id = bed.id and closure.ended_at is null
  left join public.housekeeping_tasks task
    on task.bed_id = bed.id and task.status in ('waiting', 'in_progress')
  where bed.id = any (p_bed_ids);
end;
$$;

/* What speaks against one bed; empty when it fits. See private.bed_checks. */
create function private.bed_problems(p_patient_id uuid, p_isolation text, p_needs text[], p_bed_id uuid)
returns text[] language sql stable set search_path = '' as $$
  select checks.problems
  from private.bed_checks(p_patient_id, p_isolation, p_needs, array[p_bed_id]) as checks;
$$;

/* Of what speaks against a bed, what may be overridden. */
create function private.unsuited(p_problems text[])
returns text[] language sql immutable set search_path = '' as $$
  select coalesce(array_agg(problem order by nth), '{}')
  from unnest(p_problems) with ordinality as listed (problem, nth)
  where problem in ('gender', 'isolation', 'features');
$$;

/*
 * Lays a patient into a bed that is locked. p_against is what speaks against it, asked before anybody
 * moved. A bed that cannot be had at all is refused as such first.
 *
 * Raises LN020 (hint: the first of p_against, detail: all of them) if something does and there is no reason.
 */
create function private.lie_down(
  p_admission public.admissions, p_bed public.beds, p_at timestamptz, p_against text[], p_reason text
)
returns public.bed_stays language plpgsql set search_path = '' as $$
declare
  v_reason constant text := nullif(btrim(p_reason), '');
  v_stay public.bed_stays;
begin
  if length(v_reason) > 500 then
    raise exception using errcode = '22023', message = 'The reason is too long', hint = 'p_override_reason';
  end if;
  insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id, period, override_reason, overridden)
  values (
    p_bed.id, p_bed.ward_id, p_admission.patient_id, p_admission.id, tstzrange(p_at, null),
    case when p_against <> '{}' then v_reason end,
    case when v_reason is null then '{}' else p_against end
  )
  returning * into v_stay;
  if p_against <> '{}' and v_reason is null then
    raise exception using errcode = 'LN020', message = 'This bed does not suit the patient',
      hint = p_against[1], detail = array_to_string(p_against, ', ');
  end if;
  return v_stay;
end;
$$;

/* Remembers a move, so that it can be undone. */
create function private.note_move(
  p_kind text, p_admission public.admissions, p_from uuid, p_to uuid, p_at timestamptz,
  p_other_admission_id uuid default null
)
returns void language sql set search_path = '' as $$
  insert into private.last_moves (
    admission_id, kind, other_admission_id, from_ward_id, from_stay_id, to_stay_id, moved_by, moved_at
  )
  values (
    p_admission.id, p_kind, p_other_admission_id, p_admission.ward_id, p_from, p_to, auth.uid(), p_at
  )
  on conflict (admission_id) do update set (
    kind, other_admission_id, from_ward_id, from_stay_id, to_stay_id, moved_by, moved_at
  ) = (
    excluded.kind, excluded.other_admission_id, excluded.from_ward_id, excluded.from_stay_id,
    excluded.to_stay_id, excluded.moved_by, excluded.moved_at
  );
$$;

/* Refuses precautions, needs and an attending doctor that are none. */
create function private.check_stay(p_isolation text, p_needs text[], p_attending_id uuid)
returns void language plpgsql stable security definer set search_path = '' as $$
begin
  if p_isolation not in ('contact', 'droplet', 'airborne', 'protective') then
    raise exception using errcode = '22023', message = 'There are no such precautions', hint = 'p_isolation';
  end if;
  if not p_needs <@ array['oxygen', 'monitor', 'bariatric', 'negative_pressure'] then
    raise exception using errcode = '22023', message = 'No bed has that', hint = 'p_needs';
  end if;
  if p_attending_id is not null then
    perform from public.doctors doctor where doctor.id = p_attending_id and doctor.active;
    if not found then
      raise exception using errcode = 'PT404', message = 'There is no such doctor', hint = 'p_attending_id';
    end if;
  end if;
end;
$$;

/*
 * Locks the mother's admission and its family, and gives it back: an open one on the caller's wards, of
 * somebody who is no newborn here herself. Raises as lock_admission; 22023 if she cannot be the mother.
 */
create function private.lock_mother(p_mother_admission_id uuid)
returns public.admissions language plpgsql security definer set search_path = '' as $$
declare
  v_mother constant public.admissions := private.lock_admission(p_mother_admission_id, 'p_mother_admission_id');
begin
  if v_mother.mother_admission_id is not null
    or (select patient.sex = 'male' from public.patients patient where patient.id = v_mother.patient_id)
  then
    raise exception using errcode = '22023', message = 'This patient is not a mother',
      hint = 'p_mother_admission_id';
  end if;
  return v_mother;
end;
$$;

/* A newborn is less than a year old. */
create function private.check_newborn(p_patient_id uuid, p_hint text)
returns void language plpgsql stable security definer set search_path = '' as $$
begin
  perform from public.patients patient
  where patient.id = p_patient_id and patient.birth_date > current_date - interval '1 year';
  if not found then
    raise exception using errcode = '22023', message = 'This patient is not a newborn', hint = p_hint;
  end if;
end;
$$;

/* Admits a patient; see public.admit_patient. */
create function private.admit_patient(
  p_patient_id uuid, p_ward_id uuid, p_bed_id uuid, p_attending_id uuid, p_reason text, p_isolation text,
  p_needs text[], p_expected_discharge_on date, p_mother_admission_id uuid, p_override_reason text
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
  perform private.check_stay(p_isolation, p_needs, p_attending_id);
  if p_mother_admission_id is not null then
    perform private.check_newborn(p_patient_id, 'p_patient_id');
    if (private.lock_mother(p_mother_admission_id)).ward_id <> p_ward_id and p_bed_id is null then
      raise exception using errcode = 'LN023', message = 'A newborn without a bed stays with the mother',
        hint = 'p_ward_id';
    end if;
  end if;

  insert into public.admissions (
    patient_id, ward_id, attending_id, reason, isolation, needs, expected_discharge_on, mother_admission_id
  )
  values (
    p_patient_id, p_ward_id, p_attending_id, nullif(btrim(p_reason), ''), p_isolation,
    coalesce(p_needs, '{}'), p_expected_discharge_on, p_mother_admission_id
  )
  returning * into v_admission;

  if p_bed_id is not null then
    perform private.lock_places(array[p_bed_id]);
    v_bed := private.lock_bed(p_bed_id);
    if v_bed.ward_id <> p_ward_id then
      raise exception using errcode = 'LN010', message = 'This bed is on another ward', hint = 'p_bed_id';
    end if;
    perform private.lie_down(
      v_admission, v_bed, clock_timestamp(),
      private.unsuited(private.bed_problems(p_patient_id, p_isolation, p_needs, p_bed_id)), p_override_reason
    );
  end if;
  return v_admission;
end;
$$;

/* Moves a patient; see public.transfer_patient. */
create function private.transfer_patient(p_admission_id uuid, p_bed_id uuid, p_override_reason text)
returns public.bed_stays language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.lock_admission(p_admission_id);
  v_hidden constant boolean := private.is_hidden(v_admission);
  v_old public.bed_stays := private.current_stay(p_admission_id);
  v_new public.bed_stays;
  v_bed public.beds;
  v_against text[];
  v_at timestamptz;
begin
  perform private.lock_places(array[v_old.bed_id, p_bed_id]);
  v_bed := private.lock_bed(p_bed_id);
  if v_old.bed_id = p_bed_id then
    raise exception using errcode = '22023', message = 'The patient is in this bed already', hint = 'p_bed_id';
  end if;
  v_against := private.unsuited(private.bed_problems(
    v_admission.patient_id, v_admission.isolation, v_admission.needs, p_bed_id
  ));

  v_at := private.turnover_time(array[v_old]);
  if v_old.id is not null then perform private.end_stay(v_old, v_at, true); end if;
  v_new := private.lie_down(v_admission, v_bed, v_at, v_against, p_override_reason);
  perform private.note_move('transfer', v_admission, v_old.id, v_new.id, v_at);
  if v_admission.ward_id <> v_bed.ward_id then
    update public.admissions set ward_id = v_bed.ward_id where id = v_admission.id;
  end if;
  if v_hidden then v_new.patient_id := null; end if;
  return v_new;
end;
$$;

/* Exchanges two patients' beds; see public.swap_beds. */
create function private.swap_beds(p_admission_id uuid, p_other_admission_id uuid, p_override_reason text)
returns setof public.bed_stays language plpgsql security definer set search_path = '' as $$
declare
  v_admissions public.admissions[];
  v_stays public.bed_stays[];
  v_against text[];
  v_other integer;
  v_bed public.beds;
  v_stay public.bed_stays;
  v_made public.bed_stays[] := '{}';
  v_at timestamptz;
begin
  perform private.require_permission('admissions.manage');
  if p_admission_id = p_other_admission_id then
    raise exception using errcode = '22023', message = 'It takes two patients to swap beds',
      hint = 'p_other_admission_id';
  end if;
  perform private.lock_families(array[p_admission_id, p_other_admission_id]);
  v_admissions := array[
    private.lock_admission(p_admission_id), private.lock_admission(p_other_admission_id, 'p_other_admission_id')
  ];
  v_stays := array[private.current_stay(p_admission_id), private.current_stay(p_other_admission_id)];
  for v_nth in 1..2 loop
    if (v_stays[v_nth]).id is null then
      raise exception using errcode = '22023', message = 'A patient without a bed cannot swap',
        hint = (array['p_admission_id', 'p_other_admission_id'])[v_nth];
    end if;
  end loop;
  perform private.lock_places(array[(v_stays[1]).bed_id, (v_stays[2]).bed_id]);

  -- As text, since an array of arrays of different lengths there is not.
  v_against := array[]::text[];
  for v_nth in 1..2 loop
    v_other := 3 - v_nth;
    v_against := v_against || (
      select array_to_string(private.unsuited(checks.problems), ',')
      from private.bed_checks(
        (v_admissions[v_nth]).patient_id, (v_admissions[v_nth]).isolation, (v_admissions[v_nth]).needs,
        array[(v_stays[v_other]).bed_id], (v_admissions[v_other]).patient_id
      ) as checks
    );
  end loop;

  -- Both stays end before either begins: at no time are two patients in one bed.
  v_at := private.turnover_time(v_stays);
  perform private.end_stay(v_stays[1], v_at, false);
  perform private.end_stay(v_stays[2], v_at, false);
  for v_nth in 1..2 loop
    v_other := 3 - v_nth;
    select * into v_bed from public.beds where id = (v_stays[v_other]).bed_id;
    v_stay := private.lie_down(
      v_admissions[v_nth], v_bed, v_at, string_to_array(v_against[v_nth], ','), p_override_reason
    );
    perform private.note_move(
      'swap', v_admissions[v_nth], (v_stays[v_nth]).id, v_stay.id, v_at, (v_admissions[v_other]).id
    );
    v_made := v_made || v_stay;
  end loop;
  if (v_stays[1]).ward_id <> (v_stays[2]).ward_id then
    update public.admissions
    set ward_id = case id when (v_stays[1]).admission_id then (v_stays[2]).ward_id else (v_stays[1]).ward_id end
    where id in (p_admission_id, p_other_admission_id);
  end if;
  for v_nth in 1..2 loop
    v_stay := v_made[v_nth];
    if private.is_hidden(v_admissions[v_nth]) then v_stay.patient_id := null; end if;
    return next v_stay;
  end loop;
end;
$$;

/* Ends an admission; see public.discharge_patient. */
create function private.discharge_patient(
  p_admission_id uuid, p_disposition text, p_summary text, p_diagnosis_group text
)
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
  if p_diagnosis_group !~ '^[A-Z][0-9]{2}-[A-Z][0-9]{2}$' then
    raise exception using errcode = '22023', message = 'This is not a chapter of ICD-10',
      hint = 'p_diagnosis_group';
  end if;
  -- What has happened anyway is written down; the newborn then waits for a bed.
  if p_disposition not in ('deceased', 'left_against_advice') and exists (
    select 1 from public.admissions newborn
    where newborn.mother_admission_id = v_admission.id and newborn.discharged_at is null
      and (private.current_stay(newborn.id)).id is null
  ) then
    raise exception using errcode = 'LN023', message = 'A newborn without a bed stays with the mother',
      hint = 'p_admission_id';
  end if;
  perform private.before_discharge(p_admission_id, p_disposition);

  perform private.lock_places(array[v_stay.bed_id]);
  v_at := greatest(private.turnover_time(array[v_stay]), v_admission.admitted_at);
  if v_stay.id is not null then perform private.end_stay(v_stay, v_at, true); end if;
  update public.admission_leaves set returned_at = greatest(v_at, left_at)
  where admission_id = v_admission.id and returned_at is null;
  perform private.note_move('discharge', v_admission, v_stay.id, null, v_at);
  update public.admissions set
    discharged_at = v_at,
    disposition = p_disposition,
    summary = coalesce(nullif(btrim(p_summary), ''), summary),
    diagnosis_group = coalesce(p_diagnosis_group, diagnosis_group)
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

/*
 * Whether a stay that has ended can go on as if it had not: nobody has been in its bed since, nothing keeps
 * the bed from being used, its cleaning has not begun, and nobody came into the room since beside whom the
 * patient may not lie. p_leaving is the partner of a swap, who goes back as well.
 */
create function private.can_go_back(
  p_admission public.admissions, p_stay public.bed_stays, p_leaving uuid default null
)
returns boolean language plpgsql stable security definer set search_path = '' as $$
declare
  v_problems constant text[] := (
    select checks.problems
    from private.bed_checks(
      p_admission.patient_id, p_admission.isolation, p_admission.needs, array[p_stay.bed_id], p_leaving
    ) as checks
  );
begin
  return not v_problems && array['occupied', 'closed', 'reserved']
    and not exists (
      select 1 from public.bed_stays later
      where later.bed_id = p_stay.bed_id and later.id <> p_stay.id
        and lower(later.period) >= upper(p_stay.period) and later.patient_id is distinct from p_leaving
    )
    and not exists (
      select 1 from public.housekeeping_tasks task
      where task.bed_id = p_stay.bed_id and task.status = 'in_progress'
    )
    and not (v_problems && array['gender', 'isolation'] and exists (
      select 1
      from public.beds bed
      join public.beds beside on beside.room_id = bed.room_id and beside.id <> bed.id
      join public.bed_stays newcomer on newcomer.bed_id = beside.id and newcomer.is_current
      where bed.id = p_stay.bed_id and lower(newcomer.period) >= upper(p_stay.period)
        and newcomer.patient_id <> p_admission.patient_id and newcomer.patient_id is distinct from p_leaving
    ));
end;
$$;

/* Lets a stay go on that had ended; the cleaning that waits is not needed. */
create function private.go_back(p_stay public.bed_stays)
returns void language plpgsql security definer set search_path = '' as $$
begin
  update public.housekeeping_tasks set status = 'cancelled'
  where bed_id = p_stay.bed_id and status = 'waiting';
  update public.bed_stays set period = tstzrange(lower(period), null) where id = p_stay.id;
end;
$$;

/* Takes the end of an admission back; its leave goes on if it was the discharge that ended it. */
create function private.reopen_admission(p_admission public.admissions)
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform set_config('lantern.reopened_admission', p_admission.id::text, true);
  update public.admissions set
    discharged_at = null,
    disposition = null,
    ward_id = coalesce(
      (
        select mother.ward_id from public.admissions mother
        where mother.id = p_admission.mother_admission_id and mother.discharged_at is null
          and not exists (
            select 1 from private.last_moves move
            where move.admission_id = p_admission.id and move.from_stay_id is not null
          )
      ),
      ward_id
    )
  where id = p_admission.id;
  perform set_config('lantern.reopened_admission', '', true);
  update public.admission_leaves set returned_at = null
  where admission_id = p_admission.id and returned_at = p_admission.discharged_at;
end;
$$;

/* Undoes the last move of an admission; see public.undo_move. */
create function private.undo_move(p_admission_id uuid)
returns table (
  admission_id uuid, kind text, ward_id uuid, bed_id uuid, bed_label text, with_mother boolean
)
language plpgsql security definer set search_path = '' as $$
declare
  v_move private.last_moves;
  v_other private.last_moves;
  v_admission public.admissions;
  v_partner public.admissions;
  v_from public.bed_stays;
  v_partner_from public.bed_stays;
  v_bed_ids uuid[];
  v_back boolean;
begin
  perform private.require_permission('admissions.manage');
  perform private.lock_families(array[p_admission_id] || array(
    select move.other_admission_id from private.last_moves move where move.admission_id = p_admission_id
  ));
  select * into v_admission from public.admissions admission where admission.id = p_admission_id;
  select * into v_move from private.last_moves move where move.admission_id = p_admission_id;
  if v_admission.id is null
    or v_admission.ward_id not in (select private.current_ward_ids())
    or v_move.from_ward_id not in (select private.current_ward_ids())
  then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
  if v_move.moved_at is null or v_move.moved_at < clock_timestamp() - interval '10 minutes' then
    raise exception using errcode = 'LN021', message = 'It is too late to undo this', hint = 'late';
  end if;

  select * into v_from from public.bed_stays stay where stay.id = v_move.from_stay_id;
  if v_move.kind = 'swap' then
    select * into v_partner from public.admissions admission where admission.id = v_move.other_admission_id;
    select * into v_other from private.last_moves move where move.admission_id = v_move.other_admission_id;
    select * into v_partner_from from public.bed_stays stay where stay.id = v_other.from_stay_id;
  end if;
  v_bed_ids := array[v_from.bed_id, v_partner_from.bed_id, (private.current_stay(p_admission_id)).bed_id];
  perform private.lock_places(v_bed_ids);

  v_back := case v_move.kind
    when 'discharge' then v_admission.discharged_at is not null and not exists (
      select 1 from public.admissions later
      where later.patient_id = v_admission.patient_id and later.id <> v_admission.id
        and (later.discharged_at is null or later.admitted_at >= v_admission.discharged_at)
    )
    -- Whoever has moved on, or left, is where the move before no longer leads.
    else v_admission.discharged_at is null
      and (private.current_stay(p_admission_id)).id is not distinct from v_move.to_stay_id
  end;
  v_back := v_back and case v_move.kind
    when 'transfer' then v_from.id is null or private.can_go_back(v_admission, v_from)
    when 'swap' then v_other.kind = 'swap' and v_other.other_admission_id = p_admission_id
      and v_other.moved_at = v_move.moved_at and v_partner.discharged_at is null
      and (private.current_stay(v_partner.id)).id is not distinct from v_other.to_stay_id
      and v_partner.ward_id in (select private.current_ward_ids())
      and private.can_go_back(v_admission, v_from, v_partner.patient_id)
      and private.can_go_back(v_partner, v_partner_from, v_admission.patient_id)
    else true
  end;
  if not coalesce(v_back, false) then
    raise exception using errcode = 'LN021', message = 'Something has happened since', hint = 'overtaken';
  end if;

  if v_move.kind = 'discharge' then
    v_back := v_from.id is not null and private.can_go_back(v_admission, v_from);
    perform private.reopen_admission(v_admission);
    if v_back then perform private.go_back(v_from); end if;
  else
    -- Nobody was where they are now: both beds are left before either is gone back to.
    delete from public.bed_stays stay where stay.id in (v_move.to_stay_id, v_other.to_stay_id);
    v_back := v_from.id is not null;
    if v_back then perform private.go_back(v_from); end if;
    if v_partner_from.id is not null then perform private.go_back(v_partner_from); end if;
    update public.admissions admission
    set ward_id = case admission.id when p_admission_id then v_move.from_ward_id else v_other.from_ward_id end
    where admission.id in (p_admission_id, v_move.other_admission_id);
  end if;
  delete from private.last_moves move where move.admission_id in (p_admission_id, v_move.other_admission_id);

  return query
  select
    admission.id, v_move.kind, admission.ward_id, bed.id, bed.label,
    bed.id is null and private.lies_with_mother(admission)
  from public.admissions admission
  left join public.beds bed on v_back and bed.id = v_from.bed_id
  where admission.id = p_admission_id;
end;
$$;

/* The rows of public.undoable_moves. */
create function private.undoable_moves(p_ward_id uuid)
returns table (
  admission_id uuid, kind text, moved_at timestamptz, undo_until timestamptz, patient_name text,
  other_name text, from_label text, to_label text
)
language plpgsql stable security definer rows 5 set search_path = '' as $$
declare
  v_may_read constant boolean := private.has_permission('patients.read');
begin
  return query
  select
    move.admission_id, move.kind, move.moved_at, move.moved_at + interval '10 minutes',
    case when v_may_read and not private.is_hidden(admission) then
      (select given_name || ' ' || family_name from public.patients where id = admission.patient_id)
    end,
    case when v_may_read and not private.is_hidden(partner) then
      (select given_name || ' ' || family_name from public.patients where id = partner.patient_id)
    end,
    from_bed.label, to_bed.label
  from private.last_moves move
  join public.admissions admission on admission.id = move.admission_id
  left join public.admissions partner on partner.id = move.other_admission_id
  left join public.bed_stays from_stay on from_stay.id = move.from_stay_id
  left join public.beds from_bed on from_bed.id = from_stay.bed_id
  left join public.bed_stays to_stay on to_stay.id = move.to_stay_id
  left join public.beds to_bed on to_bed.id = to_stay.bed_id
  where move.moved_by = auth.uid() and move.moved_at > now() - interval '10 minutes'
    and (p_ward_id is null or p_ward_id in (move.from_ward_id, admission.ward_id))
    and admission.ward_id in (select private.current_ward_ids())
    and (move.kind = 'discharge') = (admission.discharged_at is not null)
    and (move.to_stay_id is null or to_stay.is_current)
    -- Of a swap, one is enough.
    and (partner.id is null or move.admission_id < move.other_admission_id)
  order by move.moved_at desc;
end;
$$;

/* Lets a patient go for a while; see public.start_leave. */
create function private.start_leave(p_admission_id uuid, p_expected_back_at timestamptz, p_reason text)
returns public.admission_leaves language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.lock_admission(p_admission_id);
  v_leave public.admission_leaves;
begin
  if (private.current_stay(p_admission_id)).id is null then
    if private.lies_with_mother(v_admission) then
      raise exception using errcode = 'LN023', message = 'A newborn without a bed stays with the mother',
        hint = 'p_admission_id';
    end if;
    raise exception using errcode = '22023', message = 'There is no bed to keep', hint = 'p_admission_id';
  end if;
  if p_expected_back_at <= clock_timestamp() then
    raise exception using errcode = '22023', message = 'This is over already', hint = 'p_expected_back_at';
  end if;
  insert into public.admission_leaves (admission_id, patient_id, ward_id, left_at, expected_back_at, reason)
  values (
    v_admission.id, v_admission.patient_id, v_admission.ward_id, clock_timestamp(), p_expected_back_at,
    nullif(btrim(p_reason), '')
  )
  returning * into v_leave;
  if private.is_hidden(v_admission) then
    v_leave.patient_id := null;
    v_leave.reason := null;
  end if;
  return v_leave;
end;
$$;

/* Takes a patient back from leave; see public.end_leave. */
create function private.end_leave(p_admission_id uuid)
returns public.admission_leaves language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.lock_admission(p_admission_id);
  v_leave public.admission_leaves;
begin
  update public.admission_leaves set returned_at = greatest(clock_timestamp(), left_at)
  where admission_id = v_admission.id and returned_at is null
  returning * into v_leave;
  if not found then
    raise exception using errcode = 'PT404', message = 'This patient is not away', hint = 'p_admission_id';
  end if;
  if private.is_hidden(v_admission) then
    v_leave.patient_id := null;
    v_leave.reason := null;
  end if;
  return v_leave;
end;
$$;

/* Changes what is planned for a stay; see public.update_stay. */
create function private.update_stay(
  p_admission_id uuid, p_expected_discharge_on date, p_isolation text, p_needs text[], p_private boolean,
  p_attending_id uuid
)
returns public.admissions language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.lock_admission(p_admission_id);
begin
  -- Or somebody who may not see a private patient would see whom they have made public.
  if private.is_hidden(v_admission) then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
  if p_attending_id is distinct from v_admission.attending_id then
    perform private.check_stay(p_isolation, p_needs, p_attending_id);
  else
    perform private.check_stay(p_isolation, p_needs, null);
  end if;
  if p_expected_discharge_on < v_admission.admitted_at::date - 1 then
    raise exception using errcode = '22023', message = 'This is before the admission',
      hint = 'p_expected_discharge_on';
  end if;
  update public.admissions set
    expected_discharge_on = p_expected_discharge_on,
    isolation = p_isolation,
    needs = array(select distinct need from unnest(p_needs) as need order by need),
    private = coalesce(p_private, false),
    attending_id = p_attending_id
  where id = v_admission.id
  returning * into v_admission;
  return v_admission;
end;
$$;

/* Says whose newborn somebody is; see public.link_newborn. */
create function private.link_newborn(
  p_newborn_admission_id uuid, p_mother_admission_id uuid, p_keep_bed boolean
)
returns public.admissions language plpgsql security definer set search_path = '' as $$
declare
  v_newborn public.admissions;
  v_mother public.admissions;
  v_stay public.bed_stays;
begin
  perform private.require_permission('admissions.manage');
  perform private.lock_families(array[p_newborn_admission_id, p_mother_admission_id]);
  v_newborn := private.lock_admission(p_newborn_admission_id, 'p_newborn_admission_id');
  v_stay := private.current_stay(p_newborn_admission_id);
  if p_mother_admission_id is not null then
    v_mother := private.lock_mother(p_mother_admission_id);
    perform private.check_newborn(v_newborn.patient_id, 'p_newborn_admission_id');
    if v_mother.patient_id = v_newborn.patient_id or exists (
      select 1 from public.admissions child where child.mother_admission_id = v_newborn.id
    ) then
      raise exception using errcode = '22023', message = 'This patient is not a newborn',
        hint = 'p_newborn_admission_id';
    end if;
    if v_stay.id is not null and not p_keep_bed then
      perform private.lock_places(array[v_stay.bed_id]);
      perform private.end_stay(v_stay, private.turnover_time(array[v_stay]), true);
      v_stay := null;
      update public.admission_leaves set returned_at = clock_timestamp()
      where admission_id = v_newborn.id and returned_at is null;
    end if;
  end if;
  update public.admissions set
    mother_admission_id = p_mother_admission_id,
    ward_id = case when v_stay.id is null then coalesce(v_mother.ward_id, ward_id) else ward_id end
  where id = v_newborn.id
  returning * into v_newborn;
  if private.is_hidden(v_newborn) then
    v_newborn.patient_id := null;
    v_newborn.attending_id := null;
    v_newborn.reason := null;
  end if;
  return v_newborn;
end;
$$;

/* The rows of public.bed_fits. */
create function private.bed_fits(p_admission_id uuid)
returns table (bed_id uuid, problems text[])
language plpgsql stable security definer rows 100 set search_path = '' as $$
declare
  v_admission public.admissions;
begin
  perform private.require_permission('admissions.manage');
  select * into v_admission from public.admissions where id = p_admission_id;
  if not found or v_admission.ward_id not in (select private.current_ward_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
  return query
  select * from private.bed_checks(
    v_admission.patient_id, v_admission.isolation, v_admission.needs,
    array(
      select bed.id from public.beds bed
      join public.wards ward on ward.id = bed.ward_id
      where bed.active and ward.active and bed.ward_id in (select private.current_ward_ids())
    )
  );
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

/*
 * Takes a cleaning task to its next status; see public.start_cleaning, finish_cleaning,
 * hand_back_cleaning and cancel_cleaning.
 */
create function private.set_cleaning_status(p_task_id uuid, p_status text)
returns public.housekeeping_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_task public.housekeeping_tasks;
begin
  perform private.require_permission(
    case when p_status = 'cancelled' then 'beds.manage' else 'housekeeping.work' end
  );
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
    started_by = case p_status
      when 'waiting' then null
      when 'cancelled' then started_by
      else coalesce(started_by, auth.uid())
    end,
    done_by = case when p_status = 'done' then auth.uid() end
  where id = p_task_id
  returning * into v_task;
  return v_task;
end;
$$;

/* The rows of public.cleaning_tasks. */
create function private.cleaning_tasks(p_ward_id uuid, p_done_since timestamptz)
returns table (
  task_id uuid, status text, ward_id uuid, ward_code text, ward_name text, room_name text, bed_id uuid,
  bed_label text, created_at timestamptz, started_at timestamptz, finished_at timestamptz,
  worker_name text, mine boolean, closure_reason text, urgent boolean
)
language plpgsql stable security definer rows 50 set search_path = '' as $$
declare
  v_ward_ids constant uuid[] := array(
    select mine.id from private.current_ward_ids() as mine (id) where p_ward_id is null or mine.id = p_ward_id
  );
  v_awaited constant uuid[] := array(
    select reservation.bed_id from public.bed_reservations reservation
    where reservation.ward_id = any (v_ward_ids) and reservation.ended_at is null
      and reservation.expires_at > now()
  );
begin
  if not private.has_permission('housekeeping.work') then return; end if;
  return query
  select
    task.id, task.status, ward.id, ward.code, ward.name, room.name, bed.id, bed.label,
    task.created_at, task.started_at, task.finished_at,
    worker.full_name, coalesce(worker.id = auth.uid(), false), closure.reason,
    task.status in ('waiting', 'in_progress') and bed.id = any (v_awaited)
  from public.housekeeping_tasks task
  join public.beds bed on bed.id = task.bed_id
  join public.ward_rooms room on room.id = bed.room_id
  join public.wards ward on ward.id = bed.ward_id
  left join public.profiles worker on worker.id = coalesce(task.done_by, task.started_by)
  left join public.bed_closures closure on closure.bed_id = bed.id and closure.ended_at is null
  where task.ward_id = any (v_ward_ids) and bed.active and ward.active
    and (
      task.status in ('waiting', 'in_progress')
      or (task.status = 'done' and task.finished_at >= p_done_since)
    )
  order by
    task.status = 'done', bed.id = any (v_awaited) desc, task.finished_at desc, task.created_at, bed.label;
end;
$$;

/*
 * Admits a patient to a ward, into a bed or (p_bed_id null) waiting for one; a newborn with
 * p_mother_admission_id lies with her then. p_isolation and p_needs are what the patient needs of a bed.
 * Needs admissions.manage and the ward.
 *
 * Raises 23505 admissions_one_open (already admitted), 23P01 bed_stays_bed_taken, LN005 the bed is closed
 * or being cleaned, LN010 the bed is on another ward, LN019 it is kept for somebody else, LN020 it does not
 * suit (hint: gender, isolation or features) and there is no p_override_reason, LN023 a newborn without a
 * bed on another ward than the mother's, PT404 no such patient, ward, bed, doctor or mother, 22023, 42501.
 */
create function public.admit_patient(
  p_patient_id uuid, p_ward_id uuid, p_bed_id uuid default null, p_attending_id uuid default null,
  p_reason text default null, p_isolation text default null, p_needs text[] default '{}',
  p_expected_discharge_on date default null, p_mother_admission_id uuid default null,
  p_override_reason text default null
)
returns public.admissions language sql set search_path = '' as $$
  select private.admit_patient(
    p_patient_id, p_ward_id, p_bed_id, p_attending_id, p_reason, p_isolation, p_needs,
    p_expected_discharge_on, p_mother_admission_id, p_override_reason
  );
$$;

/*
 * Moves an admitted patient to another bed, on any of the caller's wards, or gives one to who waits. The
 * bed that is left goes to housekeeping. Gives back the new stay; without its patient where the admission
 * is private and not the caller's to see.
 *
 * Raises 23P01, LN005, LN019, LN020 as admit_patient; LN006 the admission has ended, PT404, 42501, 22023
 * the same bed.
 */
create function public.transfer_patient(
  p_admission_id uuid, p_bed_id uuid, p_override_reason text default null
)
returns public.bed_stays language sql set search_path = '' as $$
  select private.transfer_patient(p_admission_id, p_bed_id, p_override_reason);
$$;

/*
 * Exchanges the beds of two admitted patients; gives back their new stays, as transfer_patient does.
 *
 * Raises LN006 an admission has ended, LN020 a bed does not suit its new patient, 22023 one has no bed or
 * both are the same, PT404, 42501.
 */
create function public.swap_beds(
  p_admission_id uuid, p_other_admission_id uuid, p_override_reason text default null
)
returns setof public.bed_stays language sql set search_path = '' as $$
  select * from private.swap_beds(p_admission_id, p_other_admission_id, p_override_reason);
$$;

/*
 * Ends an admission: p_disposition is home, transfer, left_against_advice, deceased or other;
 * p_diagnosis_group a chapter of ICD-10 by its codes ('J00-J99'), kept as it is if null. The bed goes
 * to housekeeping. Of a private admission that is not the caller's to see, the patient, the attending doctor
 * and the reason are not given back.
 *
 * Raises LN006 the admission has ended already, LN023 a newborn without a bed would be left behind, LN025
 * something is open on the checklist, 22023 unknown disposition or group, PT404, 42501.
 */
create function public.discharge_patient(
  p_admission_id uuid, p_disposition text default 'home', p_summary text default null,
  p_diagnosis_group text default null
)
returns public.admissions language sql set search_path = '' as $$
  select private.discharge_patient(p_admission_id, p_disposition, p_summary, p_diagnosis_group);
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

/*
 * Undoes the last transfer, swap or discharge of an admission within 10 minutes, as if it had not been: the
 * stay before goes on and its cleaning is called off; of a swap both go back or neither. A discharge is
 * undone even if the bed is gone or its cleaning has begun: bed_id is null then, and the patient waits (or
 * is with the mother). Needs admissions.manage and the wards concerned.
 *
 * Raises LN021 (hint late, or overtaken: somebody has moved, the bed is used, kept, closed or being
 * cleaned), PT404, 42501.
 */
create function public.undo_move(p_admission_id uuid)
returns table (
  admission_id uuid, kind text, ward_id uuid, bed_id uuid, bed_label text, with_mother boolean
)
language sql set search_path = '' as $$
  select * from private.undo_move(p_admission_id);
$$;

/*
 * The caller's own moves of the last 10 minutes that are still the last of their admissions, newest first;
 * of a swap one row. Names as on the board.
 */
create function public.undoable_moves(p_ward_id uuid default null)
returns table (
  admission_id uuid, kind text, moved_at timestamptz, undo_until timestamptz, patient_name text,
  other_name text, from_label text, to_label text
)
language sql stable set search_path = '' as $$
  select * from private.undoable_moves(p_ward_id);
$$;

/*
 * Every active bed of the caller's wards with what speaks against it for an admitted patient: occupied,
 * closed, housekeeping, reserved, gender, isolation, features; empty where it fits. Raises PT404, 42501.
 */
create function public.bed_fits(p_admission_id uuid)
returns table (bed_id uuid, problems text[])
language sql stable set search_path = '' as $$
  select * from private.bed_fits(p_admission_id);
$$;

/*
 * Says that a patient is away for a while; the bed stays theirs. Raises 23505 admission_leaves_one_open
 * (away already), 22023 (no bed to keep, or back before leaving), LN023 a newborn without a bed of their
 * own, LN006, PT404, 42501.
 */
create function public.start_leave(
  p_admission_id uuid, p_expected_back_at timestamptz default null, p_reason text default null
)
returns public.admission_leaves language sql set search_path = '' as $$
  select private.start_leave(p_admission_id, p_expected_back_at, p_reason);
$$;

/* Says that a patient is back. Raises PT404 who is not away, LN006, 42501. */
create function public.end_leave(p_admission_id uuid)
returns public.admission_leaves language sql set search_path = '' as $$
  select private.end_leave(p_admission_id);
$$;

/*
 * Sets what is planned and known of a stay, all of it at once: what is not given is taken away. p_isolation is
 * contact, droplet, airborne or protective, p_needs of oxygen, monitor, bariatric, negative_pressure. The
 * patient stays in their bed, whether it suits any longer or not.
 *
 * Raises PT404 (also for a private admission that is not the caller's to see, and an unknown doctor),
 * LN006, 22023, 42501.
 */
create function public.update_stay(
  p_admission_id uuid, p_expected_discharge_on date default null, p_isolation text default null,
  p_needs text[] default '{}', p_private boolean default false, p_attending_id uuid default null
)
returns public.admissions language sql set search_path = '' as $$
  select private.update_stay(
    p_admission_id, p_expected_discharge_on, p_isolation, p_needs, p_private, p_attending_id
  );
$$;

/*
 * Says whose newborn an admitted patient is; null that they are nobody's here. Without a bed of their own
 * they lie with the mother and go along to her ward. p_keep_bed false gives the newborn's bed up for that.
 *
 * Raises 22023 (too old to be a newborn, or not a mother), LN006, PT404, 42501.
 */
create function public.link_newborn(
  p_newborn_admission_id uuid, p_mother_admission_id uuid default null, p_keep_bed boolean default true
)
returns public.admissions language sql set search_path = '' as $$
  select private.link_newborn(p_newborn_admission_id, p_mother_admission_id, p_keep_bed);
$$;

/*
 * The beds to be cleaned on the caller's wards, those awaited by a reservation first, then the longest
 * waiting; after them what was done since p_done_since. worker_name is who cleans or cleaned;
 * closure_reason (HL7 0116) is set where the bed is out of use as well. Nothing without housekeeping.work.
 */
create function public.cleaning_tasks(p_ward_id uuid default null, p_done_since timestamptz default null)
returns table (
  task_id uuid, status text, ward_id uuid, ward_code text, ward_name text, room_name text, bed_id uuid,
  bed_label text, created_at timestamptz, started_at timestamptz, finished_at timestamptz,
  worker_name text, mine boolean, closure_reason text, urgent boolean
)
language sql stable set search_path = '' as $$
  select * from private.cleaning_tasks(p_ward_id, p_done_since);
$$;

/* Gives a cleaning that has begun back to the list. Needs housekeeping.work. Raises LN003, PT404, 42501. */
create function public.hand_back_cleaning(p_task_id uuid)
returns public.housekeeping_tasks language sql set search_path = '' as $$
  select private.set_cleaning_status(p_task_id, 'waiting');
$$;

/* Calls a cleaning off; the bed is free as it is. Needs beds.manage. Raises LN003, PT404, 42501. */
create function public.cancel_cleaning(p_task_id uuid)
returns public.housekeeping_tasks language sql set search_path = '' as $$
  select private.set_cleaning_status(p_task_id, 'cancelled');
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
    when 'in_progress' then p_to in ('waiting', 'done', 'cancelled')
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
    new.started_at := case new.status
      when 'waiting' then null
      when 'cancelled' then old.started_at
      else coalesce(old.started_at, clock_timestamp())
    end;
    if new.status in ('done', 'cancelled') then new.finished_at := clock_timestamp(); end if;
  end if;
  return new;
end;
$$;

/* What has ended is not changed any more, unless its discharge is undone; see private.reopen_admission. */
create function private.tg_admissions__ended()
returns trigger language plpgsql set search_path = '' as $$
begin
  if old.discharged_at is not null
    and (new.discharged_at is not null
      or current_setting('lantern.reopened_admission', true) is distinct from old.id::text)
  then
    raise exception using errcode = 'LN006', message = 'This admission has ended';
  end if;
  return new;
end;
$$;

/* A newborn without a bed is where the mother is. */
create function private.tg_admissions__newborns_follow()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.admissions newborn set ward_id = new.ward_id
  where newborn.mother_admission_id = new.id and newborn.discharged_at is null
    and newborn.ward_id <> new.ward_id
    and not exists (
      select 1 from public.bed_stays stay where stay.admission_id = newborn.id and stay.is_current
    );
  return null;
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
  -- And the screens on its walls.
  perform private.announce_ward_displays(p_ward_id);
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

/* The board says who is away. */
create function private.tg_admission_leaves__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_stay constant public.bed_stays := private.current_stay(coalesce(new.admission_id, old.admission_id));
begin
  perform private.announce_bed(coalesce(v_stay.ward_id, new.ward_id, old.ward_id), v_stay.bed_id);
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

create trigger admissions_500_newborns_follow after update of ward_id on public.admissions
  for each row when (old.ward_id <> new.ward_id) execute function private.tg_admissions__newborns_follow();

create trigger bed_stays_600_announce after insert or update or delete on public.bed_stays
  for each row execute function private.tg_bed_board__announce();
create trigger admission_leaves_600_announce after insert or update or delete on public.admission_leaves
  for each row execute function private.tg_admission_leaves__announce();
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
create trigger admission_leaves_900_audit after insert or update or delete on public.admission_leaves
  for each row execute function private.tg_audit();
create trigger bed_closures_900_audit after insert or update or delete on public.bed_closures
  for each row execute function private.tg_audit();
create trigger housekeeping_tasks_900_audit after insert or update or delete on public.housekeeping_tasks
  for each row execute function private.tg_audit();

grant execute on function
  private.admit_patient(uuid, uuid, uuid, uuid, text, text, text[], date, uuid, text),
  private.transfer_patient(uuid, uuid, text),
  private.swap_beds(uuid, uuid, text),
  private.discharge_patient(uuid, text, text, text),
  private.undo_move(uuid),
  private.undoable_moves(uuid),
  private.bed_fits(uuid),
  private.start_leave(uuid, timestamptz, text),
  private.end_leave(uuid),
  private.update_stay(uuid, date, text, text[], boolean, uuid),
  private.link_newborn(uuid, uuid, boolean),
  private.close_bed(uuid, text, text, timestamptz),
  private.reopen_bed(uuid),
  private.set_cleaning_status(uuid, text),
  private.cleaning_tasks(uuid, timestamptz)
  to authenticated;

grant execute on function
  public.admit_patient(uuid, uuid, uuid, uuid, text, text, text[], date, uuid, text),
  public.transfer_patient(uuid, uuid, text),
  public.swap_beds(uuid, uuid, text),
  public.discharge_patient(uuid, text, text, text),
  public.undo_move(uuid),
  public.undoable_moves(uuid),
  public.bed_fits(uuid),
  public.start_leave(uuid, timestamptz, text),
  public.end_leave(uuid),
  public.update_stay(uuid, date, text, text[], boolean, uuid),
  public.link_newborn(uuid, uuid, boolean),
  public.close_bed(uuid, text, text, timestamptz),
  public.reopen_bed(uuid),
  public.cleaning_tasks(uuid, timestamptz),
  public.start_cleaning(uuid),
  public.finish_cleaning(uuid),
  public.hand_back_cleaning(uuid),
  public.cancel_cleaning(uuid)
  to authenticated;
