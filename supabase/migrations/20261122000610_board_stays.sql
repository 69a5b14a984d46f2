/*
 * Stays: who lies in which bed, and which beds may be lain in.
 *
 * Occupancy is never a flag: it is what the open stays, closures and cleaning tasks say. Exclusion
 * constraints keep one patient to a bed and one bed to a patient; a trigger that locks the bed's row
 * keeps closed and uncleaned beds empty.
 */

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
  override_reason text
    constraint bed_stays_override_reason_length check (length(btrim(override_reason)) between 1 and 500),
  overridden   text[] not null default '{}'
    constraint bed_stays_overridden_known check (overridden <@ array['gender', 'isolation', 'features']),
  constraint bed_stays_overridden_for_a_reason check ((override_reason is null) = (overridden = '{}')),
  constraint bed_stays_period_some check (not isempty(period) and not lower_inf(period)),
  foreign key (bed_id, ward_id) references public.beds (id, ward_id) on delete restrict,
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict,
  constraint bed_stays_bed_taken exclude using gist (bed_id with =, period with &&),
  -- A past stay beside another is of a record that was put into this one: the same person under two numbers.
  constraint bed_stays_patient_elsewhere exclude using gist (patient_id with =, period with &&) where (upper_inf(period)),
  constraint bed_stays_stay_elsewhere exclude using gist (admission_id with =, period with &&)
);
comment on table public.bed_stays is 'One patient in one bed; an open period is the current stay.';
comment on column public.bed_stays.overridden is 'What spoke against the bed when the patient was laid there; see private.bed_problems.';
comment on column public.bed_stays.override_reason is 'Why it was used all the same.';
create index bed_stays_bed_id_ward_id_idx on public.bed_stays (bed_id, ward_id);
create index bed_stays_patient_id_idx on public.bed_stays (patient_id);
create index bed_stays_admission_id_patient_id_idx on public.bed_stays (admission_id, patient_id);
-- At most a bed's worth of rows each, however long the history: what the board is made of.
create index bed_stays_current_idx on public.bed_stays (ward_id, bed_id) where is_current;

alter table public.bed_stays enable row level security;
-- A stay names its patient, so it is seen with the admission it belongs to and never without.
create policy bed_stays_select_involved on public.bed_stays for select to authenticated
  using (exists (
    select 1 from public.admissions admission where admission.id = bed_stays.admission_id
  ));

grant select on public.bed_stays to authenticated;

select private.audited('public.bed_stays');
select private.keeps('{public.bed_stays}', 'The medical record');
select private.on_merge('{public.bed_stays}', 'refuse', p_knowingly => 'move');
select private.on_erasure('{public.bed_stays}', 'administration', 'keep', '{"override_reason": "—"}');
select private.no_work_of_patients('{public.bed_stays}', 'Under an admission, which is work');

/* Locks a bed of the caller's wards for what a permission allows; 42501, PT404. */
create function private.lock_bed(p_bed_id uuid, p_permission text)
returns public.beds language plpgsql security definer set search_path = '' as $$
declare
  v_bed public.beds;
begin
  perform private.require_permission(p_permission);
  select * into v_bed from public.beds where id = p_bed_id for no key update;
  perform private.require_permission(p_permission);
  if v_bed.id is null or v_bed.ward_id not in (select private.current_ward_ids()) then
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

/* Refuses precautions, needs and an attending doctor that are none. */
create function private.check_stay(p_isolation text, p_needs text[], p_attending_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
begin
  if p_isolation not in ('contact', 'droplet', 'airborne', 'protective') then
    raise exception using errcode = '22023', message = 'There are no such precautions', hint = 'p_isolation';
  end if;
  if not p_needs <@ private.bed_features() then
    raise exception using errcode = '22023', message = 'No bed has that', hint = 'p_needs';
  end if;
  if p_attending_id is not null then
    -- Locked, so that the doctor does not leave meanwhile without giving the patient to somebody.
    perform from public.doctors doctor where doctor.id = p_attending_id and doctor.active for share;
    if not found then
      raise exception using errcode = 'PT404', message = 'There is no such doctor', hint = 'p_attending_id';
    end if;
  end if;
end;
$$;

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

/* Rules and consequences -------------------------------------------------------------------------- */

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

create function private.tg_beds__bed_empty()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if not new.active then perform private.refuse_occupied_bed(new.id); end if;
  return new;
end;
$$;

/* Announces the bed of the admission a row is about: the board says who is away, who the nurse is and how they are. */
create function private.tg_bed_of__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce_bed(admission.ward_id, (private.current_stay(admission.id)).bed_id)
  from public.admissions admission where admission.id = coalesce(new.admission_id, old.admission_id);
  return null;
end;
$$;

create trigger bed_stays_100_bed_usable before insert or update on public.bed_stays
  for each row execute function private.tg_bed_stays__bed_usable();
create trigger beds_100_bed_empty before update on public.beds
  for each row execute function private.tg_beds__bed_empty();

create trigger bed_stays_600_announce after insert or update or delete on public.bed_stays
  for each row execute function private.tg_board__announce('ward_id', 'bed_id');

select private.expose('bed_fits', '{authenticated}',
'Every active bed of the caller''s wards with what speaks against it for an admitted patient: occupied,
closed, housekeeping, reserved, gender, isolation, features; empty where it fits. Raises PT404, 42501.');
select private.agrees('bed_stays', 'Nobody is in a bed before they were admitted, or after they were discharged', $$
  select stay.id from public.bed_stays stay join public.admissions admission on admission.id = stay.admission_id
  where lower(stay.period) < admission.admitted_at or upper(stay.period) > admission.discharged_at
    or stay.is_current and admission.discharged_at is not null
$$);
