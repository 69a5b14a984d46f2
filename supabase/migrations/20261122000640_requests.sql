/*
 * Bed requests: who needs a bed, and which would suit.
 *
 * An admission without a bed always has a request, made and ended at commit by what the stays say.
 * Commands lock the patient's wish (an advisory lock, shared with admitting), then the admission
 * and its family, the request, rooms and beds.
 */

/* Whether an admission is one whose patient is named to the care team only. */
create function private.is_private_admission(p_admission_id uuid)
returns boolean language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from public.admissions admission where admission.id = p_admission_id and admission.private
  );
$$;

create table public.bed_requests (
  id           uuid primary key default gen_random_uuid(),
  patient_id   uuid not null references public.patients on delete restrict,
  admission_id uuid,
  ward_id      uuid references public.wards on delete restrict,
  from_bed_id  uuid references public.beds on delete restrict,
  priority     text not null default 'routine'
    constraint bed_requests_priority_known check (priority in ('routine', 'urgent', 'emergency')),
  rank         integer not null generated always as (
    case priority when 'emergency' then 1 when 'urgent' then 2 else 3 end
  ) stored,
  needs        text[] not null default '{}'
    constraint bed_requests_needs_known check (needs <@ private.bed_features()),
  isolation    text
    constraint bed_requests_isolation_known check (isolation in ('contact', 'droplet', 'airborne', 'protective')),
  needed_by    timestamptz not null default now(),
  reason       text constraint bed_requests_reason_length check (length(reason) <= 500),
  automatic    boolean not null default false,
  status       text not null default 'open'
    constraint bed_requests_status_known check (status in ('open', 'reserved', 'fulfilled', 'withdrawn')),
  created_at   timestamptz not null default now(),
  requested_by uuid references public.profiles on delete set null,
  ended_at     timestamptz,
  ended_by     uuid references public.profiles on delete set null,
  end_reason   text constraint bed_requests_end_reason_length check (length(end_reason) <= 500),
  updated_at   timestamptz not null default now(),
  constraint bed_requests_ended_at_known check ((status in ('fulfilled', 'withdrawn')) = (ended_at is not null)),
  constraint bed_requests_id_patient_id_key unique (id, patient_id),
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on delete cascade on update cascade
);
comment on table public.bed_requests is 'Who needs a bed and what it must have; kept when it is over.';
comment on column public.bed_requests.ward_id is 'The ward asked for; null for any.';
comment on column public.bed_requests.from_bed_id is 'Where the patient lay when it was made; null for who had no bed: then any bed fulfils it.';
comment on column public.bed_requests.rank is 'From priority: the lower goes first, then by when the bed is needed.';
comment on column public.bed_requests.automatic is 'Made because somebody was admitted without a bed, and by nobody''s word.';
comment on column public.bed_requests.status is
  'As last written; that a reservation has lapsed is written by a job. What is true now is in bed_reservations.';
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

alter table public.bed_requests enable row level security;
-- A request names its patient: it is seen with the admission, and by those who may know who is asked a bed of them.
create policy bed_requests_select_involved on public.bed_requests for select to authenticated
  using (
    (select private.is_staff())
    and (
      exists (select 1 from public.admissions admission where admission.id = bed_requests.admission_id)
      or (
        (select private.has_permission('patients.read'))
        -- What has been fulfilled is the record's: its reason is for whoever sees the admission.
        and status in ('open', 'reserved')
        and (
          ward_id in (select private.current_ward_ids())
          or (ward_id is null and (select private.has_permission('beds.assign')))
          or requested_by = (select auth.uid())
        )
        and not private.is_private_admission(admission_id)
      )
    )
  );

grant select on public.bed_requests to authenticated;

select private.audited('public.bed_requests');
select private.keeps('{public.bed_requests}', 'Who waited for a bed, how long and for what');
select private.on_merge('{public.bed_requests}', 'move');
select private.on_erasure('{public.bed_requests}', 'record', 'delete');

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
  perform private.require_permission(p_permission);
  -- Whose business it is may have changed with the patient's ward.
  if private.may_see_bed_request(v_request) is not true then
    raise exception using errcode = 'PT404', message = 'There is no such bed request', hint = 'p_request_id';
  end if;
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

create function private.request_bed(
  p_patient_id uuid, p_ward_id uuid default null, p_priority text default 'routine', p_needs text[] default '{}',
  p_isolation text default null, p_needed_by timestamptz default null, p_reason text default null
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
  perform private.require_permission('admissions.manage');
  select * into v_admission from public.admissions admission
  where admission.patient_id = p_patient_id and admission.discharged_at is null;
  perform private.require_nowhere_else(p_patient_id);
  -- The same of who waits for a bed that is none of the caller's business.
  if exists (
    select from public.bed_requests request
    where request.patient_id = p_patient_id and request.status in ('open', 'reserved')
      and (private.may_see_bed_request(request) is not true or private.is_hidden_request(request))
  ) then
    raise exception using errcode = 'PT404', message = 'There is no such patient', hint = 'p_patient_id';
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

create function private.withdraw_bed_request(p_request_id uuid, p_reason text default null)
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

/* Beds somebody still looks for; they are withdrawn when the patient leaves. */
create function private.open_bed_requests(p_admission_id uuid)
returns uuid[] language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select request.id from public.bed_requests request
    where request.admission_id = p_admission_id and request.status in ('open', 'reserved')
  );
end;
$$;
insert into private.open_work (subject, item, place, open_ids, link)
values ('admission', 'bed_requests', 50, 'private.open_bed_requests', '/bed-requests');

/* The requests of a patient that wait: nobody is archived who is to come. */
create function private.bed_wishes(p_patient_id uuid)
returns uuid[] language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select request.id from public.bed_requests request
    where request.patient_id = p_patient_id and request.status in ('open', 'reserved')
  );
end;
$$;
insert into private.open_work (subject, item, place, open_ids, blocking)
values ('patient', 'bed_requests', 50, 'private.bed_wishes', true);

/* Nobody needs a bed who has died, and what was kept is free. */
create function private.end_bed_wishes(p_patient_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform private.end_bed_request(request_id, 'withdrawn') from unnest(private.bed_wishes(p_patient_id)) as request_id;
end;
$$;
select private.work_of_patients('public.bed_requests', $$ {row}.status in ('open', 'reserved')$$, 'private.end_bed_wishes');

/* Rules and consequences -------------------------------------------------------------------------- */

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
create constraint trigger bed_stays_500_settle after insert or update or delete on public.bed_stays
  deferrable initially deferred
  for each row execute function private.tg_bed_stays__settle();

create trigger bed_requests_200_touch_updated_at before update on public.bed_requests
  for each row execute function private.tg_touch_updated_at();

grant execute on function private.is_private_admission(uuid) to authenticated;

select private.expose('request_bed', '{authenticated}',
'Asks for a bed: on a ward, or with p_ward_id null on any. For somebody who is admitted it is for that
admission; who is in without a bed has a request already, and this says what it is to be like. p_priority is
routine, urgent or emergency; p_needs are features of beds; p_isolation as of admissions; p_needed_by in
the past or null means now. Needs admissions.manage, and the ward of whoever is admitted.

Raises 23505 bed_requests_one_open (a bed is asked for already), PT404 no such ward or patient, nor one who is
here where it is not the caller''s business, 22023 with the parameter, 42501.');
select private.expose('withdraw_bed_request', '{authenticated}',
'Takes a request back, with the bed that is kept for it. Needs admissions.manage.

Raises LN022 the request is over, 22023 the patient is admitted without a bed and so waits for one, PT404, 42501.');
