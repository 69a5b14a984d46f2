/*
 * Bed requests: who needs a bed, which would suit, and what is kept for whom.
 *
 * An admission without a bed always has a request, made and ended at commit by what the stays say. A
 * reservation keeps a bed for one request until it lapses: it is active while ended_at is null and
 * expires_at lies ahead, everywhere, so that a bed is free again to the second, whenever the job comes to
 * tell so. Commands lock the patient's word (an advisory lock, shared with admitting), then the admission,
 * the request, and beds in the order of their ids. What happens to a bed while only its row is locked
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
