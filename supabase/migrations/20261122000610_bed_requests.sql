/*
 * Bed requests: who needs a bed, which would suit, and what is kept for whom.
 *
 * An admission without a bed always has a request, made and ended at commit by what the stays say. A
 * reservation keeps a bed for one request until it lapses: it is active while ended_at is null and
 * expires_at lies ahead, everywhere, so that a bed is free again to the second, whenever the job comes to
 * tell so. Commands lock the patient's wish (an advisory lock, shared with admitting), then the admission
 * and its family, the request, rooms and beds. What happens to a bed while only its row is locked
 * (closing, cleaning) writes the reservation and leaves the request to who holds it, or to the job.
 */

create table public.bed_requests (
  id           uuid primary key default gen_random_uuid(),
  patient_id   uuid not null references public.patients on delete restrict,
  admission_id uuid,
  ward_id      uuid references public.wards on delete restrict,
  from_bed_id  uuid references public.beds on delete restrict,
  priority     text not null default 'routine' check (priority in ('routine', 'urgent', 'emergency')),
  rank         integer not null generated always as (
    case priority when 'emergency' then 1 when 'urgent' then 2 else 3 end
  ) stored,
  needs        text[] not null default '{}'
    check (needs <@ array['oxygen', 'monitor', 'bariatric', 'negative_pressure']),
  isolation    text check (isolation in ('contact', 'droplet', 'airborne', 'protective')),
  needed_by    timestamptz not null default now(),
  reason       text check (length(reason) <= 500),
  automatic    boolean not null default false,
  status       text not null default 'open' check (status in ('open', 'reserved', 'fulfilled', 'withdrawn')),
  created_at   timestamptz not null default now(),
  requested_by uuid references public.profiles on delete set null,
  ended_at     timestamptz,
  ended_by     uuid references public.profiles on delete set null,
  end_reason   text check (length(end_reason) <= 500),
  updated_at   timestamptz not null default now(),
  constraint bed_requests_ended_at_known check ((status in ('fulfilled', 'withdrawn')) = (ended_at is not null)),
  constraint bed_requests_id_patient_id_key unique (id, patient_id),
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on delete cascade
);
comment on table public.bed_requests is 'Who needs a bed and what it must have; kept when it is over.';
comment on column public.bed_requests.ward_id is 'The ward asked for; null for any.';
comment on column public.bed_requests.from_bed_id is 'Where the patient lay when it was made; null for who had no bed: then any bed fulfils it.';
comment on column public.bed_requests.rank is 'From priority: the lower goes first, then by when the bed is needed.';
comment on column public.bed_requests.automatic is 'Made because somebody was admitted without a bed, and by nobody''s word.';
comment on column public.bed_requests.status is
  'As last written; that a reservation has lapsed is written by a job. What is true now is in bed_reservations.';

create table public.bed_reservations (
  id              uuid primary key default gen_random_uuid(),
  request_id      uuid not null,
  patient_id      uuid not null, -- repeats the request's, so that a bed's row need not ask it
  bed_id          uuid not null,
  ward_id         uuid not null,
  starts_at       timestamptz not null default clock_timestamp(),
  expires_at      timestamptz not null,
  override_reason text check (length(override_reason) <= 500),
  reserved_by     uuid references public.profiles on delete set null,
  ended_at        timestamptz,
  ended_as        text check (ended_as in ('fulfilled', 'released', 'lapsed', 'bed_closed')),
  ended_by        uuid references public.profiles on delete set null,
  ready_at        timestamptz,
  constraint bed_reservations_order check (starts_at < expires_at and starts_at <= ended_at and ended_at <= expires_at),
  constraint bed_reservations_ended_as_known check ((ended_as is null) = (ended_at is null)),
  -- One that has lapsed leaves the bed to the next, whether or not the job has been here.
  constraint bed_reservations_bed_kept exclude using gist (
    bed_id with =, tstzrange(starts_at, coalesce(ended_at, expires_at)) with &&
  ),
  constraint bed_reservations_one_bed exclude using gist (
    request_id with =, tstzrange(starts_at, coalesce(ended_at, expires_at)) with &&
  ),
  foreign key (request_id, patient_id) references public.bed_requests (id, patient_id)
    on delete cascade on update cascade,
  foreign key (bed_id, ward_id) references public.beds (id, ward_id) on delete restrict
);
comment on table public.bed_reservations is
  'A bed kept for a request. Active while ended_at is null and expires_at is ahead, and then nobody else may lie down in it.';
comment on column public.bed_reservations.override_reason is 'Why this bed, though its room, equipment or isolation speak against it.';
comment on column public.bed_reservations.ready_at is 'When it was told that the bed can be used.';

-- One wish at a time: a second would be reserved a second bed.
create unique index bed_requests_one_open on public.bed_requests (patient_id)
  where status in ('open', 'reserved');
create index bed_requests_queue_idx on public.bed_requests (rank, needed_by, created_at)
  where status in ('open', 'reserved');
create index bed_requests_patient_id_idx on public.bed_requests (patient_id);
create index bed_requests_admission_id_patient_id_idx on public.bed_requests (admission_id, patient_id);
create index bed_requests_ward_id_idx on public.bed_requests (ward_id);
create index bed_requests_from_bed_id_idx on public.bed_requests (from_bed_id);
create index bed_requests_requested_by_idx on public.bed_requests (requested_by);
create index bed_requests_ended_by_idx on public.bed_requests (ended_by);
create index bed_reservations_request_id_patient_id_idx on public.bed_reservations (request_id, patient_id);
create index bed_reservations_bed_id_ward_id_idx on public.bed_reservations (bed_id, ward_id);
create index bed_reservations_reserved_by_idx on public.bed_reservations (reserved_by);
create index bed_reservations_ended_by_idx on public.bed_reservations (ended_by);
-- What the board and every stay ask, and the job: as many rows as beds are kept.
create index bed_reservations_open_bed_id_idx on public.bed_reservations (bed_id) where ended_at is null;
create index bed_reservations_open_expires_at_idx on public.bed_reservations (expires_at) where ended_at is null;

alter table public.bed_requests enable row level security;
alter table public.bed_reservations enable row level security;

/* Whether an admission is one whose patient is named to the care team only. */
create function private.is_private_admission(p_admission_id uuid)
returns boolean language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from public.admissions admission where admission.id = p_admission_id and admission.private
  );
$$;
grant execute on function private.is_private_admission(uuid) to authenticated;

-- A request names its patient: it is seen with the admission, and by those who may know who is asked a bed of them.
create policy bed_requests_select_involved on public.bed_requests for select to authenticated
  using (
    (select private.is_staff())
    and (
      exists (select 1 from public.admissions admission where admission.id = bed_requests.admission_id)
      or (
        (select private.has_permission('patients.read'))
        and (
          ward_id in (select private.current_ward_ids())
          or (ward_id is null and (select private.has_permission('beds.assign')))
          or requested_by = (select auth.uid())
        )
        and not private.is_private_admission(admission_id)
      )
    )
  );
create policy bed_reservations_select_involved on public.bed_reservations for select to authenticated
  using (exists (
    select 1 from public.bed_requests request where request.id = bed_reservations.request_id
  ));

grant select on public.bed_requests, public.bed_reservations to authenticated, service_role;

/* Telling -------------------------------------------------------------------------------------- */

/*
 * Announces a request as changed: once in a transaction, since messages arrive when it commits. To the
 * ward asked for, the ward the patient is on, and those who look after all of them.
 */
create function private.announce_bed_request(p_request_id uuid, p_ward_ids uuid[])
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_announced constant text := coalesce(current_setting('lantern.announced_bed_requests', true), '');
  v_payload constant jsonb := jsonb_build_object('request_id', p_request_id);
begin
  if position(p_request_id::text in v_announced) > 0 then return; end if;
  perform set_config('lantern.announced_bed_requests', concat_ws(' ', v_announced, p_request_id), true);
  perform private.announce('wards', 'bed_request_changed', v_payload);
  perform private.announce('ward:' || ward.id, 'bed_request_changed', v_payload)
  from (select distinct unnest(p_ward_ids) as id) ward
  where ward.id is not null;
end;
$$;

create function private.tg_bed_requests__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce_bed_request(new.id, array[
    new.ward_id,
    case when tg_op = 'UPDATE' then old.ward_id end,
    (select admission.ward_id from public.admissions admission where admission.id = new.admission_id)
  ]);
  return null;
end;
$$;

/* A bed that is kept, or no longer, looks different on the board; and its request in the queue. */
create function private.tg_bed_reservations__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce_bed(new.ward_id, new.bed_id);
  perform private.announce_bed_request(request.id, array[request.ward_id, admission.ward_id, new.ward_id])
  from public.bed_requests request
  left join public.admissions admission on admission.id = request.admission_id
  where request.id = new.request_id;
  return null;
end;
$$;

/* Whether somebody holds a permission: for telling people, where nobody has asked. */
create function private.person_may(p_user_id uuid, p_permission text)
returns boolean language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from public.user_roles held
    join public.role_permissions given on given.role_id = held.role_id
    where held.user_id = p_user_id and given.permission_id = p_permission
  );
$$;

/* People of a permission: those with accounts who work here now and see the ward; with null, any ward. */
create function private.people_with(p_permission text, p_ward_id uuid)
returns setof uuid language sql stable security definer set search_path = '' as $$
  select staff.user_id
  from public.staff
  where staff.active
    and staff.user_id is not null
    and private.person_may(staff.user_id, p_permission)
    and (
      private.person_may(staff.user_id, 'wards.read_all')
      or exists (
        select 1 from public.staff_wards place
        where place.staff_id = staff.id and (p_ward_id is null or place.ward_id = p_ward_id)
      )
    );
$$;

/*
 * Tells people about a request; the one who did it knows. The patient is named to those who may read
 * names, and of a private admission to nobody: the link leads to where that is decided anew.
 */
create function private.tell_of_bed_request(
  p_request public.bed_requests, p_kind text, p_user_ids uuid[], p_bed_id uuid default null,
  p_params jsonb default '{}', p_severity text default 'info'
)
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform private.notify_user(
    person.id, p_kind,
    jsonb_strip_nulls(
      jsonb_build_object(
        'patient_name', case
          when not private.is_private_admission(p_request.admission_id)
            and private.person_may(person.id, 'patients.read')
          then patient.given_name || ' ' || patient.family_name
        end,
        'ward', coalesce(bed_ward.name, asked.name),
        'bed', bed.label
      ) || p_params
    ),
    '/bed-requests?request=' || p_request.id, 'bed_request:' || p_request.id, p_severity
  )
  from (select distinct unnest(p_user_ids) as id) person
  join public.patients patient on patient.id = p_request.patient_id
  left join public.wards asked on asked.id = p_request.ward_id
  left join public.beds bed on bed.id = p_bed_id
  left join public.wards bed_ward on bed_ward.id = bed.ward_id
  where person.id is not null and person.id is distinct from auth.uid();
end;
$$;

/*
 * Tells the requester and the ward that a kept bed can be used, once. The caller holds the bed's row:
 * whoever cleans it or keeps it.
 */
create function private.tell_bed_ready(p_bed_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_reservation public.bed_reservations;
  v_request public.bed_requests;
begin
  if exists (
    select 1 from public.housekeeping_tasks task
    where task.bed_id = p_bed_id and task.status in ('waiting', 'in_progress')
  ) then
    return;
  end if;
  update public.bed_reservations set ready_at = clock_timestamp()
  where bed_id = p_bed_id and ended_at is null and expires_at > clock_timestamp() and ready_at is null
  returning * into v_reservation;
  if not found then return; end if;
  select * into v_request from public.bed_requests where id = v_reservation.request_id;
  perform private.tell_of_bed_request(
    v_request, 'bed_ready',
    array[v_request.requested_by, v_reservation.reserved_by] || array(
      select staff.user_id
      from public.staff_wards place
      join public.staff on staff.id = place.staff_id
      where place.ward_id = v_reservation.ward_id
        and staff.active
        and private.person_may(staff.user_id, 'admissions.manage')
    ),
    p_bed_id, jsonb_build_object('until', v_reservation.expires_at)
  );
end;
$$;

/* Requests ------------------------------------------------------------------------------------- */

/* Orders everything that is decided about one patient's bed, admitting included; first of all locks. */
create function private.lock_bed_wish(p_patient_id uuid)
returns void language sql volatile set search_path = '' as $$
  select pg_advisory_xact_lock(hashtextextended('bed_request:' || p_patient_id, 0));
$$;

/* Whether a request is the caller's business: of or for a ward of theirs, for no ward in particular, or their own. */
create function private.may_see_bed_request(p_request public.bed_requests)
returns boolean language sql stable security definer set search_path = '' as $$
  select p_request.ward_id in (select private.current_ward_ids())
    or exists (
      select 1 from public.admissions admission
      where admission.id = p_request.admission_id and admission.ward_id in (select private.current_ward_ids())
    )
    or (p_request.ward_id is null and private.has_permission('beds.assign'))
    or p_request.requested_by = auth.uid();
$$;

/*
 * Locks a request that waits, with the patient's admission, and gives it back as it then is.
 *
 * Raises 42501 without the permission, PT404 for a request that is not the caller's business, LN022 if it
 * is over.
 */
create function private.lock_bed_request(p_request_id uuid, p_permission text)
returns public.bed_requests language plpgsql security definer set search_path = '' as $$
declare
  v_request public.bed_requests;
begin
  perform private.require_permission(p_permission);
  select * into v_request from public.bed_requests where id = p_request_id;
  if not found or private.may_see_bed_request(v_request) is not true then
    raise exception using errcode = 'PT404', message = 'There is no such bed request', hint = 'p_request_id';
  end if;
  perform private.lock_bed_wish(v_request.patient_id);
  perform private.lock_families(array(
    select admission.id from public.admissions admission
    where admission.patient_id = v_request.patient_id and admission.discharged_at is null
  ));
  select * into v_request from public.bed_requests where id = p_request_id for no key update;
  if v_request.status in ('fulfilled', 'withdrawn') then
    raise exception using errcode = 'LN022', message = 'This bed request is over', hint = 'p_request_id';
  end if;
  return v_request;
end;
$$;

/* Whether a request is about a private admission that does not concern the caller. */
create function private.is_hidden_request(p_request public.bed_requests)
returns boolean language sql stable security definer set search_path = '' as $$
  select private.is_private_admission(p_request.admission_id)
    and p_request.patient_id not in (select private.care_patient_ids());
$$;

/* A request as its caller may have it back. */
create function private.shown_bed_request(p_request public.bed_requests)
returns public.bed_requests language plpgsql stable security definer set search_path = '' as $$
begin
  if private.is_hidden_request(p_request) then
    p_request.patient_id := null;
    p_request.reason := null;
  end if;
  return p_request;
end;
$$;

/*
 * Ends a request and what was kept for it; p_bed_id is the bed the patient got. The caller holds the
 * request's row.
 */
create function private.end_bed_request(
  p_request_id uuid, p_status text, p_reason text default null, p_bed_id uuid default null
)
returns public.bed_requests language plpgsql security definer set search_path = '' as $$
declare
  v_request public.bed_requests;
begin
  update public.bed_reservations set
    ended_at = greatest(starts_at, least(expires_at, clock_timestamp())),
    ended_as = case
      when p_status = 'fulfilled' and bed_id = p_bed_id then 'fulfilled'
      when expires_at <= clock_timestamp() then 'lapsed'
      else 'released'
    end,
    ended_by = auth.uid()
  where request_id = p_request_id and ended_at is null;
  update public.bed_requests set
    status = p_status, ended_at = clock_timestamp(), ended_by = auth.uid(), end_reason = p_reason
  where id = p_request_id
  returning * into v_request;
  if p_status = 'fulfilled' and not v_request.automatic then
    perform private.tell_of_bed_request(
      v_request, 'bed_request_placed', array[v_request.requested_by], p_bed_id
    );
  end if;
  return v_request;
end;
$$;

/*
 * Brings the request of an admission into line with where its patient is. Who lies nowhere has a request
 * (a newborn who lies with the mother lies somewhere); it ends with the bed, by whatever path it came, or
 * with the admission. Who is back where the bed was asked for, because the move was undone, asks for it still.
 */
create function private.settle_bed_request(p_admission_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions;
  v_stay public.bed_stays := private.current_stay(p_admission_id);
  v_request public.bed_requests;
begin
  select * into v_admission from public.admissions where id = p_admission_id;
  if not found then return; end if;
  select * into v_request from public.bed_requests request
  where request.patient_id = v_admission.patient_id and request.status in ('open', 'reserved')
  for no key update;

  if v_admission.discharged_at is not null then
    if v_request.admission_id = p_admission_id then
      perform private.end_bed_request(v_request.id, 'withdrawn');
    end if;
    return;
  end if;

  if v_request.id is not null and v_request.admission_id is distinct from p_admission_id then
    update public.bed_requests set admission_id = p_admission_id where id = v_request.id
    returning * into v_request;
  end if;

  if v_request.id is null then
    update public.bed_requests set
      status = 'open', ended_at = null, ended_by = null, end_reason = null
    where id = (
      select past.id from public.bed_requests past
      where past.admission_id = p_admission_id
        and past.status = 'fulfilled'
        and past.from_bed_id is not distinct from v_stay.bed_id
        and past.ended_at > now() - interval '10 minutes'
      order by past.ended_at desc
      limit 1
    );
    if not found and v_stay.id is null and not private.lies_with_mother(v_admission) then
      insert into public.bed_requests (patient_id, admission_id, ward_id, automatic, requested_by, needed_by)
      values (
        v_admission.patient_id, p_admission_id, v_admission.ward_id, true, auth.uid(), v_admission.admitted_at
      )
      on conflict (patient_id) where status in ('open', 'reserved') do nothing;
    end if;
  elsif v_stay.id is null then
    if v_request.automatic and private.lies_with_mother(v_admission) then
      perform private.end_bed_request(v_request.id, 'withdrawn');
    elsif v_request.automatic and v_request.ward_id <> v_admission.ward_id then
      update public.bed_requests set ward_id = v_admission.ward_id where id = v_request.id;
    end if;
  elsif v_request.from_bed_id is null
    or (v_request.from_bed_id <> v_stay.bed_id and coalesce(v_request.ward_id, v_stay.ward_id) = v_stay.ward_id)
    or exists (
      select 1 from public.bed_reservations reservation
      where reservation.request_id = v_request.id
        and reservation.bed_id = v_stay.bed_id
        and reservation.ended_at is null
    )
  then
    perform private.end_bed_request(v_request.id, 'fulfilled', null, v_stay.bed_id);
  end if;
end;
$$;

/* Asks for a bed; see public.request_bed. */
create function private.request_bed(
  p_patient_id uuid, p_ward_id uuid, p_priority text, p_needs text[], p_isolation text,
  p_needed_by timestamptz, p_reason text
)
returns public.bed_requests language plpgsql security definer set search_path = '' as $$
declare
  v_needs constant text[] := coalesce(p_needs, '{}');
  v_needed_by constant timestamptz := greatest(coalesce(p_needed_by, now()), now());
  v_reason constant text := nullif(btrim(p_reason), '');
  v_admission public.admissions;
  v_stay public.bed_stays;
  v_request public.bed_requests;
begin
  perform private.require_permission('admissions.manage');
  if p_priority is null or p_priority not in ('routine', 'urgent', 'emergency') then
    raise exception using errcode = '22023', message = 'The priority is routine, urgent or emergency',
      hint = 'p_priority';
  elsif v_needed_by > now() + interval '60 days' then
    raise exception using errcode = '22023', message = 'A bed is asked for 60 days ahead at most',
      hint = 'p_needed_by';
  end if;
  perform private.check_stay(p_isolation, v_needs, null);
  if p_ward_id is not null then
    perform from public.wards ward where ward.id = p_ward_id and ward.active;
    if not found then
      raise exception using errcode = 'PT404', message = 'There is no such ward', hint = 'p_ward_id';
    end if;
  end if;
  perform from public.patients patient where patient.id = p_patient_id and patient.archived_at is null;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such patient', hint = 'p_patient_id';
  end if;

  perform private.lock_bed_wish(p_patient_id);
  perform private.lock_families(array(
    select admission.id from public.admissions admission
    where admission.patient_id = p_patient_id and admission.discharged_at is null
  ));
  select * into v_admission from public.admissions admission
  where admission.patient_id = p_patient_id and admission.discharged_at is null;
  if found and v_admission.ward_id not in (select private.current_ward_ids()) then
    raise exception using errcode = 'PT404', message = 'The patient is on a ward that is not yours',
      hint = 'p_patient_id';
  end if;
  v_stay := private.current_stay(v_admission.id);

  -- Who is in without a bed has a request already: now it is said what kind of bed it should be.
  update public.bed_requests request set
    ward_id = p_ward_id, priority = p_priority, needs = v_needs, isolation = p_isolation,
    needed_by = v_needed_by, reason = v_reason, automatic = false, requested_by = auth.uid()
  where request.patient_id = p_patient_id
    and request.status in ('open', 'reserved')
    and v_admission.id is not null
    and v_stay.id is null
  returning * into v_request;
  if not found then
    insert into public.bed_requests (
      patient_id, admission_id, ward_id, from_bed_id, priority, needs, isolation, needed_by, reason, requested_by
    )
    values (
      p_patient_id, v_admission.id, p_ward_id, v_stay.bed_id, p_priority, v_needs, p_isolation, v_needed_by,
      v_reason, auth.uid()
    )
    returning * into v_request;
  end if;
  if p_priority = 'emergency' then
    perform private.tell_of_bed_request(
      v_request, 'bed_requested', array(select private.people_with('beds.assign', p_ward_id)),
      null, '{}', 'warning'
    );
  end if;
  return private.shown_bed_request(v_request);
end;
$$;

/* Takes a request back; see public.withdraw_bed_request. */
create function private.withdraw_bed_request(p_request_id uuid, p_reason text)
returns public.bed_requests language plpgsql security definer set search_path = '' as $$
declare
  v_request constant public.bed_requests := private.lock_bed_request(p_request_id, 'admissions.manage');
begin
  if exists (
    select 1 from public.admissions admission
    where admission.id = v_request.admission_id
      and admission.discharged_at is null
      and not private.lies_with_mother(admission)
  ) and (private.current_stay(v_request.admission_id)).id is null then
    raise exception using errcode = '22023',
      message = 'Who is admitted and has no bed waits until there is one', hint = 'p_request_id';
  end if;
  return private.shown_bed_request(
    private.end_bed_request(p_request_id, 'withdrawn', nullif(btrim(p_reason), ''))
  );
end;
$$;

/* Reservations --------------------------------------------------------------------------------- */

/* Raises LN019 while a bed is kept for somebody else. The caller holds the bed's row. */
create function private.refuse_kept_bed(p_bed_id uuid, p_patient_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
begin
  if exists (
    select 1 from public.bed_reservations reservation
    where reservation.bed_id = p_bed_id
      and reservation.ended_at is null
      and reservation.expires_at > clock_timestamp()
      and reservation.patient_id <> p_patient_id
  ) then
    raise exception using errcode = 'LN019', message = 'This bed is kept for somebody else', hint = 'p_bed_id';
  end if;
end;
$$;

/* What the patient of a request needs and is isolated for: as was asked, and as the stay says. */
create function private.wanted_of(p_request public.bed_requests, out needs text[], out isolation text)
language sql stable security definer set search_path = '' as $$
  select
    array(select unnest(p_request.needs) union select unnest(admission.needs) order by 1),
    coalesce(p_request.isolation, admission.isolation)
  from (values (p_request.admission_id)) asked (admission_id)
  left join public.admissions admission on admission.id = asked.admission_id;
$$;

/* Raises LN020 if a bed does not suit a request and no reason is given. The caller holds the bed's row. */
create function private.refuse_unsuited(p_request public.bed_requests, p_bed_id uuid, p_reason text)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_wanted constant record := private.wanted_of(p_request);
  v_against constant text[] := private.unsuited(
    private.bed_problems(p_request.patient_id, v_wanted.isolation, v_wanted.needs, p_bed_id)
  );
begin
  if length(p_reason) > 500 then
    raise exception using errcode = '22023', message = 'The reason is too long', hint = 'p_override_reason';
  elsif v_against <> '{}' and p_reason is null then
    raise exception using errcode = 'LN020', message = 'This bed does not suit the patient',
      hint = v_against[1], detail = array_to_string(v_against, ', ');
  end if;
end;
$$;

/* Keeps a bed for a request; see public.reserve_bed. */
create function private.reserve_bed(
  p_request_id uuid, p_bed_id uuid, p_until timestamptz, p_override_reason text
)
returns public.bed_reservations language plpgsql security definer set search_path = '' as $$
declare
  v_request constant public.bed_requests := private.lock_bed_request(p_request_id, 'beds.assign');
  v_reason constant text := nullif(btrim(p_override_reason), '');
  v_bed public.beds;
  v_at timestamptz;
  v_until timestamptz;
  v_old public.bed_reservations;
  v_new public.bed_reservations;
begin
  select * into v_old from public.bed_reservations reservation
  where reservation.request_id = p_request_id and reservation.ended_at is null;
  perform private.lock_places(array[p_bed_id, v_old.bed_id]);
  v_bed := private.lock_bed(p_bed_id);
  -- The clock, read when nothing is waited for any more: meanwhile a reservation may have lapsed.
  v_at := clock_timestamp();
  v_until := coalesce(p_until, v_at + interval '2 hours');
  if v_until <= v_at or v_until > v_at + interval '24 hours' then
    raise exception using errcode = '22023', message = 'A bed is kept for a day at most', hint = 'p_until';
  end if;

  if not v_bed.active or exists (
    select 1 from public.bed_closures closure where closure.bed_id = p_bed_id and closure.ended_at is null
  ) then
    raise exception using errcode = 'LN005', message = 'This bed is closed', hint = 'closed';
  end if;
  if exists (select 1 from public.bed_stays stay where stay.bed_id = p_bed_id and stay.is_current) then
    raise exception using errcode = 'LN005', message = 'Somebody lies in this bed', hint = 'occupied';
  end if;
  perform private.refuse_kept_bed(p_bed_id, v_request.patient_id);
  perform private.refuse_unsuited(v_request, p_bed_id, v_reason);

  update public.bed_reservations set
    expires_at = v_until, override_reason = coalesce(v_reason, override_reason), reserved_by = auth.uid()
  where id = v_old.id and bed_id = p_bed_id and ended_at is null and expires_at > v_at
  returning * into v_new;
  if not found then
    update public.bed_reservations set
      ended_at = greatest(starts_at, least(expires_at, v_at)),
      ended_as = case when expires_at <= v_at then 'lapsed' else 'released' end,
      ended_by = auth.uid()
    where request_id = p_request_id and ended_at is null;
    insert into public.bed_reservations (
      request_id, patient_id, bed_id, ward_id, starts_at, expires_at, override_reason, reserved_by
    )
    values (
      p_request_id, v_request.patient_id, p_bed_id, v_bed.ward_id, v_at, v_until, v_reason, auth.uid()
    )
    returning * into v_new;
  end if;
  update public.bed_requests set status = 'reserved' where id = p_request_id and status <> 'reserved';
  perform private.tell_bed_ready(p_bed_id);
  if exists (select 1 from public.bed_reservations kept where kept.id = v_new.id and kept.ready_at is null) then
    perform private.tell_of_bed_request(
      v_request, 'bed_reserved', array[v_request.requested_by], p_bed_id, jsonb_build_object('until', v_until)
    );
  end if;
  if private.is_hidden_request(v_request) then v_new.patient_id := null; end if;
  return v_new;
end;
$$;

/* Gives a kept bed back; see public.release_reservation. */
create function private.release_reservation(p_reservation_id uuid)
returns public.bed_reservations language plpgsql security definer set search_path = '' as $$
declare
  v_reservation public.bed_reservations;
  v_request public.bed_requests;
begin
  perform private.require_permission('beds.assign');
  select request.* into v_request
  from public.bed_reservations reservation
  join public.bed_requests request on request.id = reservation.request_id
  where reservation.id = p_reservation_id;
  if not found or private.may_see_bed_request(v_request) is not true then
    raise exception using errcode = 'PT404', message = 'There is no such reservation', hint = 'p_reservation_id';
  end if;
  v_request := private.lock_bed_request(v_request.id, 'beds.assign');
  update public.bed_reservations set
    ended_at = clock_timestamp(), ended_as = 'released', ended_by = auth.uid()
  where id = p_reservation_id and ended_at is null and expires_at > clock_timestamp()
  returning * into v_reservation;
  if not found then
    raise exception using errcode = 'LN022', message = 'This reservation is over', hint = 'p_reservation_id';
  end if;
  update public.bed_requests set status = 'open' where id = v_request.id;
  if private.is_hidden_request(v_request) then v_reservation.patient_id := null; end if;
  return v_reservation;
end;
$$;

/* Puts the patient of a request to bed; see public.place_patient. */
create function private.place_patient(p_request_id uuid, p_bed_id uuid, p_override_reason text)
returns public.bed_requests language plpgsql security definer set search_path = '' as $$
declare
  v_request public.bed_requests := private.lock_bed_request(p_request_id, 'admissions.manage');
  v_wanted constant record := private.wanted_of(v_request);
  v_reason text := nullif(btrim(p_override_reason), '');
  v_reservation public.bed_reservations;
  v_admission_id uuid;
  v_bed public.beds;
begin
  select * into v_reservation from public.bed_reservations reservation
  where reservation.request_id = p_request_id
    and reservation.ended_at is null
    and reservation.expires_at > clock_timestamp();
  if coalesce(p_bed_id, v_reservation.bed_id) is null then
    raise exception using errcode = 'LN022', message = 'No bed is kept for this patient any more', hint = 'p_bed_id';
  end if;
  select admission.id into v_admission_id from public.admissions admission
  where admission.patient_id = v_request.patient_id and admission.discharged_at is null;
  perform private.lock_places(array[
    coalesce(p_bed_id, v_reservation.bed_id), (private.current_stay(v_admission_id)).bed_id
  ]);
  v_bed := private.lock_bed(coalesce(p_bed_id, v_reservation.bed_id));
  -- Whoever kept this bed for them has said why.
  if v_bed.id = v_reservation.bed_id then v_reason := coalesce(v_reason, v_reservation.override_reason); end if;
  perform private.refuse_unsuited(v_request, v_bed.id, v_reason);

  if v_admission_id is null then
    select admitted.id into v_admission_id from public.admit_patient(
      p_patient_id => v_request.patient_id, p_ward_id => v_bed.ward_id, p_bed_id => v_bed.id,
      p_reason => v_request.reason, p_isolation => v_wanted.isolation, p_needs => v_wanted.needs,
      p_override_reason => v_reason
    ) admitted;
  else
    -- What the bed was asked for with holds for the stay in it.
    update public.admissions set isolation = v_wanted.isolation, needs = v_wanted.needs
    where id = v_admission_id and (isolation is distinct from v_wanted.isolation or not needs @> v_wanted.needs);
    perform public.transfer_patient(
      p_admission_id => v_admission_id, p_bed_id => v_bed.id, p_override_reason => v_reason
    );
  end if;
  perform private.settle_bed_request(v_admission_id);
  select * into v_request from public.bed_requests where id = p_request_id;
  -- A bed of another ward than was asked for: whoever places by the request has decided that it will do.
  if v_request.status in ('open', 'reserved') then
    v_request := private.end_bed_request(p_request_id, 'fulfilled', null, v_bed.id);
  end if;
  return private.shown_bed_request(v_request);
end;
$$;

/*
 * Takes back that a bed is kept, because it cannot be used. The caller holds the bed's row and so may wait
 * for no request: one that somebody has right now is put back by the job.
 */
create function private.drop_reservation(p_bed_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_reservation public.bed_reservations;
  v_request public.bed_requests;
begin
  for v_reservation in
    update public.bed_reservations set
      ended_at = greatest(starts_at, least(expires_at, clock_timestamp())),
      ended_as = case when expires_at <= clock_timestamp() then 'lapsed' else 'bed_closed' end,
      ended_by = auth.uid()
    where bed_id = p_bed_id and ended_at is null
    returning *
  loop
    update public.bed_requests set status = 'open'
    where id = (
      select request.id from public.bed_requests request
      where request.id = v_reservation.request_id and request.status = 'reserved'
      for no key update skip locked
    );
    select * into v_request from public.bed_requests where id = v_reservation.request_id;
    perform private.tell_of_bed_request(
      v_request, 'reservation_dropped', array[v_request.requested_by, v_reservation.reserved_by], p_bed_id,
      '{}', 'warning'
    );
  end loop;
end;
$$;

/*
 * The job `bed_reservations_lapse`, every minute: ends the reservations whose time is over, puts their
 * requests back among the open ones and tells so. What somebody is at right now comes a minute later.
 */
create function private.lapse_bed_reservations()
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_reservation_id uuid;
  v_reservation public.bed_reservations;
  v_request public.bed_requests;
begin
  for v_reservation_id in
    select reservation.id
    from public.bed_reservations reservation
    join public.bed_requests request on request.id = reservation.request_id
    where reservation.ended_at is null and reservation.expires_at <= clock_timestamp()
    order by reservation.expires_at
    for no key update of request skip locked
  loop
    update public.bed_reservations set ended_at = expires_at, ended_as = 'lapsed'
    where id = v_reservation_id and ended_at is null and expires_at <= clock_timestamp()
    returning * into v_reservation;
    continue when not found;
    update public.bed_requests set status = 'open'
    where id = v_reservation.request_id and status = 'reserved'
    returning * into v_request;
    continue when not found;
    perform private.tell_of_bed_request(
      v_request, 'reservation_lapsed',
      array[v_request.requested_by, v_reservation.reserved_by]
        || array(select private.people_with('beds.assign', v_reservation.ward_id)),
      v_reservation.bed_id, '{}', 'warning'
    );
  end loop;
  update public.bed_requests set status = 'open'
  where id in (
    select request.id from public.bed_requests request
    where request.status = 'reserved'
      and not exists (
        select 1 from public.bed_reservations reservation
        where reservation.request_id = request.id and reservation.ended_at is null
      )
    for no key update skip locked
  );
end;
$$;

/* Looking -------------------------------------------------------------------------------------- */

/* The rows of public.bed_request_queue. */
create function private.bed_request_queue(p_ward_id uuid)
returns table (
  request_id uuid, status text, priority text, automatic boolean, without_bed boolean,
  patient_id uuid, patient_name text, patient_initials text, patient_mrn text, patient_sex text,
  patient_birth_date date, private boolean, admission_id uuid,
  ward_id uuid, ward_name text, from_ward_id uuid, from_ward_name text, from_bed_label text,
  needs text[], isolation text, needed_by timestamptz, reason text, created_at timestamptz,
  requested_by_name text,
  reservation_id uuid, bed_id uuid, bed_label text, bed_ward_id uuid, bed_ward_name text, bed_state text,
  expires_at timestamptz
)
language plpgsql stable security definer rows 100 set search_path = '' as $$
declare
  v_ward_ids constant uuid[] := array(select private.current_ward_ids());
  v_may_assign constant boolean := private.has_permission('beds.assign');
  v_may_read constant boolean := private.has_permission('patients.read');
  v_may_initials constant boolean :=
    private.has_permission('admissions.manage') or private.has_permission('beds.manage');
begin
  return query
  select
    request.id,
    case when reservation.id is null then 'open' else 'reserved' end,
    request.priority, request.automatic, admission.id is not null and stay.id is null,
    patient.id, patient.given_name || ' ' || patient.family_name,
    case
      when known.known and (v_may_read or v_may_initials)
      then left(somebody.given_name, 1) || left(somebody.family_name, 1)
    end,
    patient.mrn, patient.sex, patient.birth_date, coalesce(admission.private, false), admission.id,
    asked.id, asked.name, here.id, here.name, bed_here.label,
    array(select unnest(request.needs) union select unnest(admission.needs) order by 1),
    coalesce(request.isolation, admission.isolation), request.needed_by,
    case when patient.id is not null then coalesce(request.reason, admission.reason) end,
    request.created_at, requester.full_name,
    reservation.id, kept.id, kept.label, kept_ward.id, kept_ward.name,
    case
      when task.id is not null then 'cleaning'
      when kept.id is not null then 'free'
    end,
    reservation.expires_at
  from public.bed_requests request
  left join public.admissions admission
    on admission.id = request.admission_id and admission.discharged_at is null
  left join public.bed_stays stay on stay.admission_id = admission.id and stay.is_current
  left join public.beds bed_here on bed_here.id = stay.bed_id
  left join public.wards here on here.id = admission.ward_id
  left join public.wards asked on asked.id = request.ward_id
  left join public.bed_reservations reservation
    on reservation.request_id = request.id and reservation.ended_at is null and reservation.expires_at > now()
  left join public.beds kept on kept.id = reservation.bed_id
  left join public.wards kept_ward on kept_ward.id = reservation.ward_id
  left join public.housekeeping_tasks task
    on task.bed_id = kept.id and task.status in ('waiting', 'in_progress')
  left join public.profiles requester on requester.id = request.requested_by
  cross join lateral (
    select not coalesce(admission.private, false)
      or request.patient_id in (select private.care_patient_ids()) as known
  ) known
  join public.patients somebody on somebody.id = request.patient_id
  left join public.patients patient on patient.id = request.patient_id and v_may_read and known.known
  where request.status in ('open', 'reserved')
    and (
      request.ward_id = any (v_ward_ids)
      or admission.ward_id = any (v_ward_ids)
      or (request.ward_id is null and v_may_assign)
      or request.requested_by = auth.uid()
    )
    and (p_ward_id is null or p_ward_id in (request.ward_id, admission.ward_id, reservation.ward_id))
  order by request.rank, request.needed_by, request.created_at, request.id;
end;
$$;

/*
 * The rows of public.bed_proposals. What can be told without asking who lies beside a bed narrows the
 * hospital down to the likely ones; those are checked in one go.
 */
create function private.bed_proposals(p_request_id uuid, p_limit integer)
returns table (
  place integer, bed_id uuid, bed_label text, bed_kind text, room_name text, ward_id uuid, ward_name text,
  state text, free_on date, nearness text, floors integer, asked_ward boolean,
  problems text[], met text[], missing text[], surplus text[], gender_rule text, isolation_room boolean,
  score integer
)
language plpgsql stable security definer rows 5 set search_path = '' as $$
declare
  v_ward_ids constant uuid[] := array(select private.current_ward_ids());
  v_today constant date := private.hospital_day();
  v_limit constant integer := least(greatest(coalesce(p_limit, 5), 1), 50);
  v_request public.bed_requests;
  v_wanted record;
  v_patient public.patients;
  v_stay public.bed_stays;
  -- Where nearness is counted from: the ward asked for, else the bed or the ward where the patient is.
  v_near public.wards;
  v_near_room_id uuid;
begin
  perform private.require_permission('beds.assign');
  select * into v_request from public.bed_requests where id = p_request_id;
  if not found or private.may_see_bed_request(v_request) is not true then
    raise exception using errcode = 'PT404', message = 'There is no such bed request', hint = 'p_request_id';
  elsif v_request.status in ('fulfilled', 'withdrawn') then
    raise exception using errcode = 'LN022', message = 'This bed request is over', hint = 'p_request_id';
  end if;
  v_wanted := private.wanted_of(v_request);
  select * into v_patient from public.patients where id = v_request.patient_id;
  v_stay := private.current_stay(v_request.admission_id);
  select ward.* into v_near from public.wards ward
  where ward.id = coalesce(
    v_request.ward_id, v_stay.ward_id,
    (select admission.ward_id from public.admissions admission where admission.id = v_request.admission_id)
  );
  if v_near.id = v_stay.ward_id then
    select bed.room_id into v_near_room_id from public.beds bed where bed.id = v_stay.bed_id;
  end if;

  return query
  with standing as (
    select
      bed.id, bed.label, bed.kind, bed.position, bed.features, bed.ward_id, ward.code as ward_code,
      ward.name as ward_name, room.name as room_name, room.gender_rule, room.position as room_position,
      ward.id is not distinct from v_request.ward_id as asked_ward,
      case when stay.id is not null then 'expected' when task.id is not null then 'cleaning' else 'free' end as state,
      greatest(leaving.expected_discharge_on, v_today) as free_on,
      case
        when v_near.id is null then null
        when bed.room_id = v_near_room_id then 'room'
        when ward.id = v_near.id then 'ward'
        when ward.department_id = v_near.department_id then 'department'
        when ward.floor = v_near.floor then 'floor'
        else 'floors'
      end as nearness,
      abs(ward.floor - v_near.floor) as floors,
      -- Beds of a kind for few are left to those, unless it is their ward that is asked.
      bed.kind in ('icu', 'maternity', 'paediatric') and ward.id is distinct from v_near.id as special,
      case bed.kind
        when 'paediatric' then v_patient.birth_date <= v_today - interval '18 years'
        when 'maternity' then v_patient.sex = 'male'
        else false
      end as misplaced,
      v_wanted.isolation is not null
        and (bed.kind = 'isolation' or 'negative_pressure' = any (bed.features)) as isolation_room,
      array(select want from unnest(v_wanted.needs) want where want <> all (bed.features)) as missing,
      array(select has from unnest(bed.features) has where has <> all (v_wanted.needs)) as surplus
    from public.beds bed
    join public.wards ward on ward.id = bed.ward_id
    join public.ward_rooms room on room.id = bed.room_id
    left join public.bed_stays stay
      on stay.ward_id = bed.ward_id and stay.bed_id = bed.id and stay.is_current
    left join public.admissions leaving on leaving.id = stay.admission_id and leaving.discharged_at is null
    left join public.housekeeping_tasks task
      on task.bed_id = bed.id and task.status in ('waiting', 'in_progress')
    where bed.ward_id = any (v_ward_ids) and bed.active and ward.active
      and (stay.id is null or (
        leaving.expected_discharge_on <= v_today + 1 and stay.patient_id <> v_request.patient_id
      ))
      and not exists (
        select 1 from public.bed_closures closure where closure.bed_id = bed.id and closure.ended_at is null
      )
      and not exists (
        select 1 from public.bed_reservations reservation
        where reservation.bed_id = bed.id
          and reservation.ended_at is null
          and reservation.expires_at > now()
      )
  ), scored as (
    select
      standing.*,
      case standing.nearness
        when 'room' then 40 when 'ward' then 36 when 'department' then 20 when 'floor' then 15
        when 'floors' then greatest(0, 12 - 3 * standing.floors) else 0
      end
      + case standing.state
        when 'free' then 40
        when 'cleaning' then case when v_request.priority = 'emergency' then 15 else 28 end
        -- Who needs a bed now is not helped by one of this evening.
        else case v_request.priority when 'routine' then 10 when 'urgent' then -10 else -45 end
          - 8 * (standing.free_on - v_today)
      end
      + case when standing.isolation_room then 20 else 0 end
      - case when standing.special then case when standing.kind = 'icu' then 35 else 60 end else 0 end
      - case when standing.kind = 'isolation' and not standing.isolation_room then 12 else 0 end
      - 25 * cardinality(standing.missing)
      -- What this patient does not need somebody else will: most of all the scarcest.
      - case when 'monitor' = any (standing.surplus) then 15 else 0 end
      - case when 'negative_pressure' = any (standing.surplus) and not standing.isolation_room then 12 else 0 end
      - case when 'bariatric' = any (standing.surplus) then 6 else 0 end
      - case when 'oxygen' = any (standing.surplus) then 4 else 0 end as score
    from standing
    where standing.misplaced is not true
  ), likely as materialized (
    select scored.*
    from scored
    order by
      (cardinality(scored.missing) > 0)::integer
        + (scored.gender_rule in ('female', 'male') and scored.gender_rule <> v_patient.sex)::integer
        + (v_wanted.isolation is not distinct from 'airborne'
          and 'negative_pressure' <> all (scored.features))::integer,
      scored.score desc, scored.ward_code, scored.room_position, scored.position, scored.label
    limit 40 + 3 * v_limit
  ), checked as (
    select likely.*, private.unsuited(checks.problems) as problems
    from private.bed_checks(
      v_request.patient_id, v_wanted.isolation, v_wanted.needs, array(select likely.id from likely)
    ) as checks
    join likely on likely.id = checks.bed_id
  )
  select
    (row_number() over best)::integer,
    checked.id, checked.label, checked.kind, checked.room_name, checked.ward_id, checked.ward_name, checked.state,
    case when checked.state = 'expected' then checked.free_on end, checked.nearness, checked.floors,
    checked.asked_ward, checked.problems,
    array(select want from unnest(v_wanted.needs) want where want = any (checked.features)),
    checked.missing, checked.surplus, checked.gender_rule, checked.isolation_room, checked.score
  from checked
  window best as (
    order by cardinality(checked.problems), checked.score desc, checked.ward_code, checked.room_position,
      checked.position, checked.label
  )
  order by 1
  limit v_limit;
end;
$$;

/*
 * Asks for a bed: on a ward, or with p_ward_id null on any. For somebody who is admitted it is for that
 * admission; who is in without a bed has a request already, and this says what it is to be like. p_priority is
 * routine, urgent or emergency; p_needs are features of beds; p_isolation as of admissions; p_needed_by in
 * the past or null means now. Needs admissions.manage, and the ward of whoever is admitted.
 *
 * Raises 23505 bed_requests_one_open (a bed is asked for already), PT404 no such patient or ward, 22023 with
 * the parameter, 42501.
 */
create function public.request_bed(
  p_patient_id uuid, p_ward_id uuid default null, p_priority text default 'routine', p_needs text[] default '{}',
  p_isolation text default null, p_needed_by timestamptz default null, p_reason text default null
)
returns public.bed_requests language sql set search_path = '' as $$
  select private.request_bed(p_patient_id, p_ward_id, p_priority, p_needs, p_isolation, p_needed_by, p_reason);
$$;

/*
 * Takes a request back, with the bed that is kept for it. Needs admissions.manage.
 *
 * Raises LN022 the request is over, 22023 the patient is admitted without a bed and so waits for one, PT404, 42501.
 */
create function public.withdraw_bed_request(p_request_id uuid, p_reason text default null)
returns public.bed_requests language sql set search_path = '' as $$
  select private.withdraw_bed_request(p_request_id, p_reason);
$$;

/*
 * Who waits for a bed, of or for the caller's wards or one of them: the most urgent first, then by when the
 * bed is needed, then who asked first. status is reserved while a bed is kept (expires_at ahead), else open;
 * bed_state of the kept bed is free or cleaning. Privacy as on the board: no columns of the patient without
 * patients.read, nor of private admissions outside the care team.
 */
create function public.bed_request_queue(p_ward_id uuid default null)
returns table (
  request_id uuid, status text, priority text, automatic boolean, without_bed boolean,
  patient_id uuid, patient_name text, patient_initials text, patient_mrn text, patient_sex text,
  patient_birth_date date, private boolean, admission_id uuid,
  ward_id uuid, ward_name text, from_ward_id uuid, from_ward_name text, from_bed_label text,
  needs text[], isolation text, needed_by timestamptz, reason text, created_at timestamptz,
  requested_by_name text,
  reservation_id uuid, bed_id uuid, bed_label text, bed_ward_id uuid, bed_ward_name text, bed_state text,
  expires_at timestamptz
)
language sql stable set search_path = '' as $$
  select * from private.bed_request_queue(p_ward_id);
$$;

/*
 * The beds of the caller's wards that suit a request best, and why. state is free, cleaning, or expected (its
 * patient is expected to leave on free_on, today or tomorrow; it cannot be reserved yet). nearness to the ward
 * asked for, else to where the patient is: room, ward, department, floor, or floors with how many; null
 * when there is nothing to be near to. problems (gender, isolation, features) need an override reason; met,
 * missing and surplus are features. Ranked by problems, then score. Needs beds.assign.
 *
 * Raises LN022 the request is over, PT404, 42501.
 */
create function public.bed_proposals(p_request_id uuid, p_limit integer default 5)
returns table (
  place integer, bed_id uuid, bed_label text, bed_kind text, room_name text, ward_id uuid, ward_name text,
  state text, free_on date, nearness text, floors integer, asked_ward boolean,
  problems text[], met text[], missing text[], surplus text[], gender_rule text, isolation_room boolean,
  score integer
)
language sql stable set search_path = '' as $$
  select * from private.bed_proposals(p_request_id, p_limit);
$$;

/*
 * Keeps a free bed, or one that is being cleaned, for a request until p_until (null: two hours; a day at most).
 * Again for the same bed it sets the time anew; for another the first is given back. Needs beds.assign and
 * the bed's ward.
 *
 * Raises LN005 (hint closed or occupied), LN019 kept for somebody else, LN020 (hint gender, isolation or
 * features) the bed does not suit and no reason is given, LN022 the request is over, 22023 p_until, PT404, 42501.
 */
create function public.reserve_bed(
  p_request_id uuid, p_bed_id uuid, p_until timestamptz default null, p_override_reason text default null
)
returns public.bed_reservations language sql set search_path = '' as $$
  select private.reserve_bed(p_request_id, p_bed_id, p_until, p_override_reason);
$$;

/* Gives a kept bed back; its request waits again. Needs beds.assign. Raises LN022 if it is over, PT404, 42501. */
create function public.release_reservation(p_reservation_id uuid)
returns public.bed_reservations language sql set search_path = '' as $$
  select private.release_reservation(p_reservation_id);
$$;

/*
 * Puts the patient of a request into the bed that is kept, or another: admits who is not in yet, else
 * transfers. Why a bed was reserved against the rules holds for placing too. Needs admissions.manage and
 * the wards of both beds.
 *
 * Raises LN022 the request is over, or (hint p_bed_id) no bed is kept any more; LN019 kept for somebody else;
 * what admit_patient and transfer_patient raise.
 */
create function public.place_patient(
  p_request_id uuid, p_bed_id uuid default null, p_override_reason text default null
)
returns public.bed_requests language sql set search_path = '' as $$
  select private.place_patient(p_request_id, p_bed_id, p_override_reason);
$$;

/* Rules and consequences ----------------------------------------------------------------------- */

/* A kept bed takes only whom it is kept for. The bed's row is locked by the trigger before this one. */
create function private.tg_bed_stays__reservation()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if upper_inf(new.period)
    and (tg_op = 'INSERT' or old.bed_id <> new.bed_id or not upper_inf(old.period))
  then
    perform private.refuse_kept_bed(new.bed_id, new.patient_id);
  end if;
  return new;
end;
$$;

/* Admitting takes the locks about the patient's request before any about beds. */
create function private.tg_admissions__bed_request()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.lock_bed_wish(new.patient_id);
  perform from public.bed_requests request
  where request.patient_id = new.patient_id and request.status in ('open', 'reserved')
  for no key update;
  return new;
end;
$$;

/* Runs at commit, when it is known whether the patient has a bed or waits; who lies with them is settled along. */
create function private.tg_admissions__settle()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.settle_bed_request(new.id);
  if tg_op = 'UPDATE' and old.discharged_at is distinct from new.discharged_at then
    perform private.settle_bed_request(newborn.id)
    from public.admissions newborn
    where newborn.mother_admission_id = new.id and newborn.discharged_at is null;
  end if;
  return null;
end;
$$;

create function private.tg_bed_stays__settle()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.settle_bed_request(coalesce(new.admission_id, old.admission_id));
  return null;
end;
$$;

create function private.tg_bed_closures__reservation()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.ended_at is null then perform private.drop_reservation(new.bed_id); end if;
  return null;
end;
$$;

create function private.tg_beds__reservation()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if not new.active then perform private.drop_reservation(new.id); end if;
  return null;
end;
$$;

create function private.tg_housekeeping_tasks__bed_ready()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.status in ('done', 'cancelled') then perform private.tell_bed_ready(new.bed_id); end if;
  return null;
end;
$$;

create trigger bed_stays_110_reservation before insert or update on public.bed_stays
  for each row execute function private.tg_bed_stays__reservation();
create trigger admissions_110_bed_request before insert on public.admissions
  for each row execute function private.tg_admissions__bed_request();
create constraint trigger admissions_500_settle after insert or update on public.admissions
  deferrable initially deferred
  for each row execute function private.tg_admissions__settle();
create constraint trigger bed_stays_500_settle after insert or update or delete on public.bed_stays
  deferrable initially deferred
  for each row execute function private.tg_bed_stays__settle();
create trigger bed_closures_610_reservation after insert or update on public.bed_closures
  for each row execute function private.tg_bed_closures__reservation();
create trigger beds_610_reservation after update of active on public.beds
  for each row execute function private.tg_beds__reservation();
create trigger housekeeping_tasks_610_bed_ready after update on public.housekeeping_tasks
  for each row execute function private.tg_housekeeping_tasks__bed_ready();

create trigger bed_requests_100_touch_updated_at before update on public.bed_requests
  for each row execute function private.tg_touch_updated_at();
create trigger bed_requests_600_announce after insert or update on public.bed_requests
  for each row execute function private.tg_bed_requests__announce();
create trigger bed_reservations_600_announce after insert or update on public.bed_reservations
  for each row execute function private.tg_bed_reservations__announce();
create trigger bed_requests_900_audit after insert or update or delete on public.bed_requests
  for each row execute function private.tg_audit();
create trigger bed_reservations_900_audit after insert or update or delete on public.bed_reservations
  for each row execute function private.tg_audit();

grant execute on function
  private.request_bed(uuid, uuid, text, text[], text, timestamptz, text),
  private.withdraw_bed_request(uuid, text),
  private.bed_request_queue(uuid),
  private.bed_proposals(uuid, integer),
  private.reserve_bed(uuid, uuid, timestamptz, text),
  private.release_reservation(uuid),
  private.place_patient(uuid, uuid, text)
  to authenticated;

grant execute on function
  public.request_bed(uuid, uuid, text, text[], text, timestamptz, text),
  public.withdraw_bed_request(uuid, text),
  public.bed_request_queue(uuid),
  public.bed_proposals(uuid, integer),
  public.reserve_bed(uuid, uuid, timestamptz, text),
  public.release_reservation(uuid),
  public.place_patient(uuid, uuid, text)
  to authenticated;

do $$
begin
  -- Hosted has the extension; the embedded stack has its own schema `cron` with the same functions.
  if exists (select from pg_available_extensions where name = 'pg_cron') then
    create extension if not exists pg_cron;
  end if;
end
$$;
select cron.schedule('bed_reservations_lapse', '* * * * *', 'select private.lapse_bed_reservations()');
