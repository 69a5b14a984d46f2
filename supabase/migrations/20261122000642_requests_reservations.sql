/*
 * Reservations: what is kept for whom.
 *
 * A reservation keeps a bed for one request until it lapses: it is active while ended_at is null and
 * expires_at lies ahead, everywhere, so that a bed is free again to the second, whenever the job comes to
 * tell so. What happens to a bed while only its row is locked (closing, cleaning) writes the reservation and leaves
 * the request to who holds it, or to the job.
 */

create table public.bed_reservations (
  id              uuid primary key default gen_random_uuid(),
  request_id      uuid not null,
  patient_id      uuid not null, -- repeats the request's, so that a bed's row need not ask it
  bed_id          uuid not null,
  ward_id         uuid not null,
  starts_at       timestamptz not null default clock_timestamp(),
  expires_at      timestamptz not null,
  override_reason text constraint bed_reservations_override_reason_length check (length(override_reason) <= 500),
  reserved_by     uuid references public.profiles on delete set null,
  ended_at        timestamptz,
  ended_as        text
    constraint bed_reservations_ended_as_word check (ended_as in ('fulfilled', 'released', 'lapsed', 'bed_closed')),
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
create index bed_reservations_request_id_patient_id_idx on public.bed_reservations (request_id, patient_id);
create index bed_reservations_bed_id_ward_id_idx on public.bed_reservations (bed_id, ward_id);
create index bed_reservations_reserved_by_idx on public.bed_reservations (reserved_by);
create index bed_reservations_ended_by_idx on public.bed_reservations (ended_by);
-- What the board and every stay ask, and the job: as many rows as beds are kept.
create index bed_reservations_open_bed_id_idx on public.bed_reservations (bed_id) where ended_at is null;
create index bed_reservations_open_expires_at_idx on public.bed_reservations (expires_at) where ended_at is null;

alter table public.bed_reservations enable row level security;
create policy bed_reservations_select_involved on public.bed_reservations for select to authenticated
  using (exists (
    select 1 from public.bed_requests request where request.id = bed_reservations.request_id
  ));

grant select on public.bed_reservations to authenticated;

select private.audited('public.bed_reservations');
select private.keeps('{public.bed_reservations}', 'Who waited for a bed, how long and for what');

select private.define_permission('beds.assign', 'Decide bed requests: reserve beds and place patients', '{ward_manager,bed_manager}');

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

create function private.reserve_bed(
  p_request_id uuid, p_bed_id uuid, p_until timestamptz default null, p_override_reason text default null
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
  v_bed := private.lock_bed(p_bed_id, 'beds.assign');
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

create function private.place_patient(
  p_request_id uuid, p_bed_id uuid default null, p_override_reason text default null, p_attending_id uuid default null
)
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
  v_bed := private.lock_bed(coalesce(p_bed_id, v_reservation.bed_id), 'admissions.manage');
  -- Whoever kept this bed for them has said why.
  if v_bed.id = v_reservation.bed_id then v_reason := coalesce(v_reason, v_reservation.override_reason); end if;
  perform private.refuse_unsuited(v_request, v_bed.id, v_reason);

  if v_admission_id is null then
    select admitted.id into v_admission_id from public.admit_patient(
      p_patient_id => v_request.patient_id, p_ward_id => v_bed.ward_id, p_bed_id => v_bed.id,
      p_reason => v_request.reason, p_isolation => v_wanted.isolation, p_needs => v_wanted.needs,
      p_override_reason => v_reason, p_attending_id => p_attending_id
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

/* Ends a reservation whose time is over, puts its request back among the open ones and tells so. */
create function private.lapse_bed_reservation(p_reservation_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_reservation public.bed_reservations;
  v_request public.bed_requests;
begin
  -- The request before the reservation, as everywhere. What somebody is at right now comes a minute later.
  perform from public.bed_requests request
  where request.id = (select request_id from public.bed_reservations where id = p_reservation_id)
  for no key update skip locked;
  if not found then return; end if;
  update public.bed_reservations set ended_at = expires_at, ended_as = 'lapsed'
  where id = p_reservation_id and ended_at is null and expires_at <= clock_timestamp()
  returning * into v_reservation;
  if not found then return; end if;
  update public.bed_requests set status = 'open'
  where id = v_reservation.request_id and status = 'reserved'
  returning * into v_request;
  if not found then return; end if;
  perform private.tell_of_bed_request(
    v_request, 'reservation_lapsed',
    array[v_request.requested_by, v_reservation.reserved_by]
      || array(select private.people_with('beds.assign', v_reservation.ward_id)),
    v_reservation.bed_id, '{}', 'warning'
  );
end;
$$;

/* Puts a request back among the open ones for which nothing is kept any more: see private.drop_reservation. */
create function private.reopen_bed_request(p_request_id uuid)
returns void language sql security definer set search_path = '' as $$
  update public.bed_requests set status = 'open'
  where id = (
    select request.id from public.bed_requests request
    where request.id = p_request_id and request.status = 'reserved'
      and not exists (
        select 1 from public.bed_reservations reservation
        where reservation.request_id = request.id and reservation.ended_at is null
      )
    for no key update skip locked
  );
$$;

create function private.lapse_bed_reservations()
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform private.run_each('bed_reservations_lapse', $items$
    select id from public.bed_reservations
    where ended_at is null and expires_at <= clock_timestamp() order by expires_at
  $items$, 'private.lapse_bed_reservation');
  perform private.run_each('bed_reservations_lapse', $items$
    select request.id from public.bed_requests request
    where request.status = 'reserved' and not exists (
      select 1 from public.bed_reservations reservation
      where reservation.request_id = request.id and reservation.ended_at is null
    )
  $items$, 'private.reopen_bed_request');
end;
$$;
select private.schedule(
  'bed_reservations_lapse', '* * * * *', 'private.lapse_bed_reservations',
  'reservations of beds whose time is over end, and their requests wait again'
);

/* Rules and consequences -------------------------------------------------------------------------- */

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
create trigger bed_stays_110_reservation before insert or update on public.bed_stays
  for each row execute function private.tg_bed_stays__reservation();
create trigger bed_closures_300_reservation after insert or update on public.bed_closures
  for each row execute function private.tg_bed_closures__reservation();
create trigger beds_300_reservation after update of active on public.beds
  for each row execute function private.tg_beds__reservation();
create trigger bed_reservations_600_announce after insert or update on public.bed_reservations
  for each row execute function private.tg_bed_reservations__announce();

select private.expose('reserve_bed', '{authenticated}',
'Keeps a free bed, or one that is being cleaned, for a request until p_until (null: two hours; a day at most).
Again for the same bed it sets the time anew; for another the first is given back. Needs beds.assign and
the bed''s ward.

Raises LN005 (hint closed or occupied), LN019 kept for somebody else, LN020 (hint gender, isolation or
features) the bed does not suit and no reason is given, LN022 the request is over, 22023 p_until, PT404, 42501.');
select private.expose('release_reservation', '{authenticated}',
'Gives a kept bed back; its request waits again. Needs beds.assign. Raises LN022 if it is over, PT404, 42501.');
select private.expose('place_patient', '{authenticated}',
'Puts the patient of a request into the bed that is kept, or another: admits who is not in yet, under
p_attending_id if one is given, else transfers. Why a bed was reserved against the rules holds for placing too. Needs admissions.manage and
the wards of both beds.

Raises LN022 the request is over, or (hint p_bed_id) no bed is kept any more; LN019 kept for somebody else;
what admit_patient and transfer_patient raise.');
