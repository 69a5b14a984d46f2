/*
 * Offers: to whom a freed time is offered, and for how long.
 *
 * An offer holds the doctor's time while it is open: private.slots leaves the time out and booking
 * refuses it (LN012), for everybody but the offer itself. Freed times are offered at the end of the
 * transaction that freed them, under the doctor's lock that transaction holds anyway, so nobody can book
 * in between. Beyond that lock offering waits for nothing: a doctor whose lock somebody else has is left to
 * the job, and people whose rows are locked are passed over. So offers cannot be part of a deadlock.
 * Answering takes the locks of a booking, in the order scheduling_booking gives.
 */

create table public.waitlist_offers (
  id            uuid primary key default gen_random_uuid(),
  entry_id      uuid not null references public.waitlist_entries on delete cascade,
  patient_id    uuid not null references public.patients on delete restrict, -- repeats the entry's, for policies
  doctor_id     uuid not null references public.doctors on delete restrict,
  visit_type_id uuid not null references public.visit_types on delete restrict,
  starts_at     timestamptz not null,
  ends_at       timestamptz not null,
  blocked_from  timestamptz not null,
  status        text not null default 'open' constraint waitlist_offers_status_known check (status in (
    'open', 'accepted', 'declined', 'lapsed', 'withdrawn'
  )),
  expires_at    timestamptz not null,
  answered_at   timestamptz,
  answered_by   uuid references public.profiles on delete set null,
  created_at    timestamptz not null default now(),
  constraint waitlist_offers_order check (blocked_from <= starts_at and starts_at < ends_at),
  constraint waitlist_offers_expiry check (expires_at <= starts_at),
  constraint waitlist_offers_doctor_held exclude using gist (
    doctor_id with =,
    tstzrange(blocked_from, ends_at) with &&
  ) where (status = 'open')
);
comment on column public.waitlist_offers.blocked_from is 'From when the doctor is taken; before starts_at by the buffer before the visit.';
comment on table public.waitlist_offers is 'A freed time, held for one person on the waiting list until they answer or expires_at.';

create table private.waitlist_looks (
  id        bigint generated always as identity primary key,
  doctor_id uuid not null references public.doctors on delete cascade,
  starts_at timestamptz not null,
  ends_at   timestamptz not null
);
comment on table private.waitlist_looks is 'Times of a doctor that may have become free, for the job waitlist_lapse to offer.';

create unique index waitlist_offers_one_open on public.waitlist_offers (entry_id) where status = 'open';
create index waitlist_offers_entry_id_idx on public.waitlist_offers (entry_id);
create index waitlist_offers_patient_id_idx on public.waitlist_offers (patient_id);
create index waitlist_offers_doctor_id_starts_at_idx on public.waitlist_offers (doctor_id, starts_at);
create index waitlist_offers_visit_type_id_idx on public.waitlist_offers (visit_type_id);
create index waitlist_offers_answered_by_idx on public.waitlist_offers (answered_by);
create index waitlist_offers_open_expires_at_idx on public.waitlist_offers (expires_at) where status = 'open';

create index waitlist_looks_doctor_id_idx on private.waitlist_looks (doctor_id);

alter table public.waitlist_offers enable row level security;
create policy waitlist_offers_select_own_or_managers on public.waitlist_offers for select to authenticated
  using (
    (select private.has_permission('waitlist.manage'))
    or patient_id in (select private.current_patient_ids())
  );

grant select on public.waitlist_offers to authenticated, service_role;

select private.on_merge('{public.waitlist_offers}', 'move');
select private.on_erasure('{public.waitlist_offers}', 'contact', 'delete');
select private.work_of_patients('public.waitlist_offers', $$ {row}.status = 'open'$$);
select private.audited('public.waitlist_offers');
select private.keeps('{public.waitlist_offers}', 'Who was asked, so that nobody is asked the same twice');
select private.keeps('{private.waitlist_looks}', 'A row goes when its time has been looked at');

/*
 * Until when an offer of a time may be answered; null when it is too near to ask anybody. At most half of
 * what is left before the notice the type of visit needs, so that the next in line can be asked as well.
 */
create function private.offer_expiry(
  p_starts_at timestamptz, p_visit_type_id uuid, p_at timestamptz default now()
)
returns timestamptz language sql stable set search_path = '' as $$
  select case when latest.latest - p_at >= interval '10 minutes' then
    p_at + least(make_interval(mins => settings.waitlist_answer_minutes), (latest.latest - p_at) / 2)
  end
  from public.visit_types type
  cross join public.hospital_settings settings
  cross join lateral (
    select p_starts_at - make_interval(mins => type.minimum_notice_minutes) as latest
  ) latest
  where type.id = p_visit_type_id;
$$;

/*
 * Raises LN012 if the doctor's time is held by an open offer. For commands that found the time not to be
 * offered: it tells those who wanted it why.
 */
create function private.refuse_held_time(
  p_doctor_id uuid, p_starts_at timestamptz, p_visit_type_id uuid, p_at timestamptz default now()
)
returns void language plpgsql stable set search_path = '' as $$
begin
  if exists (
    select 1
    from public.waitlist_offers held
    join public.visit_types type on type.id = p_visit_type_id
    where held.doctor_id = p_doctor_id
      and held.status = 'open'
      and held.expires_at > p_at
      and held.ends_at > p_starts_at
      and held.starts_at < p_starts_at + make_interval(mins => type.duration_minutes + type.buffer_minutes)
  ) then
    raise exception using errcode = 'LN012',
      message = 'This time is held for somebody on the waiting list', hint = 'p_starts_at';
  end if;
end;
$$;

/* Tells a patient's accounts about an offer, in the app. */
create function private.notify_of_offer(p_offer public.waitlist_offers, p_kind text)
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform private.notify_user(
    person, p_kind,
    jsonb_build_object(
      'patient_name', patient.full_name,
      'doctor_name', doctor.name,
      'starts_at', p_offer.starts_at,
      'expires_at', p_offer.expires_at
    ),
    '/portal/waitlist'
  )
  from private.accounts_to_tell(p_offer.patient_id) as person
  join public.patients patient on patient.id = p_offer.patient_id
  join public.doctors doctor on doctor.id = p_offer.doctor_id;
end;
$$;

/*
 * Makes an offer and tells the patient. The caller holds the doctor's lock and the entry's row. In quiet hours
 * nothing is sent, so the time to answer begins when they end, unless the visit would be too near by then.
 */
create function private.make_offer(
  p_entry_id uuid, p_doctor_id uuid, p_starts_at timestamptz, p_ends_at timestamptz, p_blocked_from timestamptz
)
returns public.waitlist_offers language plpgsql security definer set search_path = '' as $$
declare
  v_offer public.waitlist_offers;
  v_told_at timestamptz;
begin
  update public.waitlist_entries set status = 'offered' where id = p_entry_id;
  select private.after_quiet_hours(now(), way.quiet_from, way.quiet_until, way.time_zone) into v_told_at
  from public.waitlist_entries entry
  cross join lateral private.preferences_of(entry.patient_id) way
  where entry.id = p_entry_id;
  insert into public.waitlist_offers (
    entry_id, patient_id, doctor_id, visit_type_id, starts_at, ends_at, blocked_from, expires_at
  )
  select
    entry.id, entry.patient_id, p_doctor_id, entry.visit_type_id, p_starts_at, p_ends_at, p_blocked_from,
    coalesce(
      private.offer_expiry(p_starts_at, entry.visit_type_id, v_told_at),
      private.offer_expiry(p_starts_at, entry.visit_type_id)
    )
  from public.waitlist_entries entry
  where entry.id = p_entry_id
  returning * into v_offer;

  perform private.notify_of_offer(v_offer, 'waitlist_offer');
  perform private.enqueue_delivery(
    v_offer.patient_id, 'waitlist_offer',
    jsonb_build_object(
      'offer_id', v_offer.id,
      'doctor_name', (select doctor.name from public.doctors doctor where doctor.id = v_offer.doctor_id),
      'visit_type_name', (select type.name from public.visit_types type where type.id = v_offer.visit_type_id),
      'starts_at', v_offer.starts_at,
      'expires_at', v_offer.expires_at
    ),
    now(), 'offer:' || v_offer.id, null::uuid, v_offer.expires_at
  );
  return v_offer;
end;
$$;

/* Ends an open offer, and what was still to be sent about it. The caller holds the doctor's lock. */
create function private.end_offer(p_offer_id uuid, p_status text, p_entry_status text)
returns public.waitlist_offers language plpgsql security definer set search_path = '' as $$
declare
  v_offer public.waitlist_offers;
begin
  update public.waitlist_offers set
    status = p_status, answered_at = now(), answered_by = case when p_status <> 'lapsed' then auth.uid() end
  where id = p_offer_id
  returning * into v_offer;
  update public.waitlist_entries set status = p_entry_status
  where id = v_offer.entry_id and status = 'offered';
  perform private.cancel_deliveries('offer:' || p_offer_id);
  return v_offer;
end;
$$;

/* Ends the doctor's offers nobody answered in time; their times are looked at again by the job. */
create function private.lapse_offers(p_doctor_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_offer public.waitlist_offers;
begin
  for v_offer in
    select * from public.waitlist_offers offer
    where offer.doctor_id = p_doctor_id and offer.status = 'open' and offer.expires_at <= now()
  loop
    v_offer := private.end_offer(v_offer.id, 'lapsed', 'waiting');
    perform private.notify_of_offer(v_offer, 'waitlist_offer_lapsed');
    insert into private.waitlist_looks (doctor_id, starts_at, ends_at)
    values (v_offer.doctor_id, v_offer.starts_at, v_offer.ends_at);
  end loop;
end;
$$;

/*
 * Offers what is free of a doctor's time between two instants to those on the waiting list whom it fits:
 * the most urgent first, then who waits longest, each time to one person and each person one time. Who
 * has been offered a time before is not asked about it again. Returns how many offers were made.
 *
 * Never waits: if somebody else has the doctor's lock, the times are left to the job.
 */
create function private.offer_times(p_doctor_id uuid, p_from timestamptz, p_until timestamptz)
returns integer language plpgsql security definer set search_path = '' as $$
declare
  v_time_zone constant text := private.hospital_time_zone();
  v_specialty_id uuid;
  v_entry_id uuid;
  v_starts_at timestamptz;
  v_ends_at timestamptz;
  v_blocked_from timestamptz;
  v_made integer := 0;
begin
  if p_until <= now() then return 0; end if;
  if not pg_try_advisory_xact_lock(hashtextextended('doctor:' || p_doctor_id, 0)) then
    insert into private.waitlist_looks (doctor_id, starts_at, ends_at) values (p_doctor_id, p_from, p_until);
    return 0;
  end if;
  select doctor.specialty_id into v_specialty_id from public.doctors doctor where doctor.id = p_doctor_id;
  perform private.lapse_offers(p_doctor_id);

  loop
    v_entry_id := null;
    -- What is on offer does not depend on who happened to free it.
    perform set_config('lantern.offer', 'new', true);
    select entry.id, slot.starts_at, slot.ends_at, slot.blocked_from
    into v_entry_id, v_starts_at, v_ends_at, v_blocked_from
    from (
      select distinct waiting.visit_type_id
      from public.waitlist_entries waiting
      where waiting.status = 'waiting'
        and (waiting.doctor_id = p_doctor_id or waiting.specialty_id = v_specialty_id)
    ) wanted
    -- A longer visit may begin before the freed time and reach into it.
    cross join lateral private.slots(
      array[p_doctor_id], p_from - interval '14 hours', p_until, wanted.visit_type_id
    ) slot
    join public.waitlist_entries entry
      on entry.visit_type_id = wanted.visit_type_id
      and entry.status = 'waiting'
      and (entry.doctor_id = p_doctor_id or entry.specialty_id = v_specialty_id)
    cross join lateral (select slot.starts_at at time zone v_time_zone as starts_at) wall
    where slot.ends_at > p_from
      and wall.starts_at::date >= entry.earliest_on
      and (entry.latest_on is null or wall.starts_at::date <= entry.latest_on)
      and extract(isodow from wall.starts_at)::integer = any (entry.weekdays)
      and wall.starts_at::time >= entry.from_time
      and wall.starts_at::time < entry.until_time
      and private.offer_expiry(slot.starts_at, entry.visit_type_id) is not null
      and not exists (
        select 1 from public.waitlist_offers past
        where past.entry_id = entry.id and past.doctor_id = p_doctor_id and past.starts_at = slot.starts_at
      )
      and not exists (
        select 1 from public.appointments visit
        where visit.id = entry.appointment_id
          and (visit.starts_at <= slot.starts_at or visit.status not in ('requested', 'confirmed'))
      )
      -- The patient is elsewhere then, or has been offered to be.
      and not exists (
        select 1 from public.appointments visit
        where visit.patient_id = entry.patient_id
          and visit.id is distinct from entry.appointment_id
          and visit.status not in ('cancelled', 'no_show')
          and visit.starts_at < slot.ends_at
          and visit.ends_at > slot.starts_at
      )
      and not exists (
        select 1 from public.waitlist_offers held
        where held.patient_id = entry.patient_id
          and held.status = 'open'
          and held.starts_at < slot.ends_at
          and held.ends_at > slot.starts_at
      )
      and exists (
        select 1 from public.patients patient
        where patient.id = entry.patient_id and patient.archived_at is null and patient.deceased_at is null
      )
    order by entry.priority, entry.joined_at, entry.id, slot.starts_at
    limit 1
    for no key update of entry skip locked;
    perform set_config('lantern.offer', '', true);

    exit when v_entry_id is null;
    perform private.make_offer(v_entry_id, p_doctor_id, v_starts_at, v_ends_at, v_blocked_from);
    v_made := v_made + 1;
  end loop;
  return v_made;
end;
$$;

/* Lays a wish aside whose last day is over, or whose visit has begun. */
create function private.expire_wish(p_entry_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
begin
  update public.waitlist_entries set status = 'expired' where id = p_entry_id and status = 'waiting';
end;
$$;

/*
 * Gives a doctor's offers that were not answered to the next, and offers times that may have become free. If somebody
 * is booking with the doctor right now it is left to the next minute.
 */
create function private.look_for_waiting(p_doctor_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_look private.waitlist_looks;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('doctor:' || p_doctor_id, 0)) then return; end if;
  perform private.lapse_offers(p_doctor_id);
  for v_look in
    delete from private.waitlist_looks look where look.doctor_id = p_doctor_id returning *
  loop
    perform private.offer_times(
      p_doctor_id, v_look.starts_at, least(v_look.ends_at, now() + interval '92 days')
    );
  end loop;
end;
$$;

create function private.run_waitlist()
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform private.run_each('waitlist_lapse', $query$
    select entry.id from public.waitlist_entries entry
    where entry.status = 'waiting'
      and (
        entry.latest_on < (select private.hospital_day())
        or exists (
          select 1 from public.appointments visit
          where visit.id = entry.appointment_id and visit.starts_at <= now()
        )
      )
  $query$, 'private.expire_wish');
  perform private.run_each('waitlist_lapse', $query$
    select offer.doctor_id from public.waitlist_offers offer
    where offer.status = 'open' and offer.expires_at <= now()
    union
    select look.doctor_id from private.waitlist_looks look
  $query$, 'private.look_for_waiting');
end;
$$;
select private.schedule(
  'waitlist_lapse', '* * * * *', 'private.run_waitlist',
  'Offers times that became free, passes on what nobody answered, lays aside wishes that are over'
);

/* Nobody waits any more who has died. What was on offer is looked at again for those who do. */
create function private.end_waiting(p_patient_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_offer public.waitlist_offers;
begin
  for v_offer in
    select * from public.waitlist_offers offer where offer.patient_id = p_patient_id and offer.status = 'open'
  loop
    perform private.end_offer(v_offer.id, 'withdrawn', 'withdrawn');
    insert into private.waitlist_looks (doctor_id, starts_at, ends_at)
    values (v_offer.doctor_id, v_offer.starts_at, v_offer.ends_at);
  end loop;
  update public.waitlist_entries set status = 'withdrawn'
  where patient_id = p_patient_id and status in ('waiting', 'offered');
end;
$$;
select private.work_of_patients('public.waitlist_entries', $$ {row}.status in ('waiting', 'offered')$$, 'private.end_waiting');

/* Offers a free time by hand. */
create function private.offer_time(p_entry_id uuid, p_doctor_id uuid, p_starts_at timestamptz)
returns public.waitlist_offers language plpgsql security definer set search_path = '' as $$
declare
  v_entry public.waitlist_entries;
  v_ends_at timestamptz;
  v_blocked_from timestamptz;
begin
  perform private.require_permission('waitlist.manage');
  if p_starts_at is null then
    raise exception using errcode = '22023', message = 'p_starts_at is missing', hint = 'p_starts_at';
  end if;
  perform from public.doctors doctor where doctor.id = p_doctor_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such doctor', hint = 'p_doctor_id';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('doctor:' || p_doctor_id, 0));
  perform private.lapse_offers(p_doctor_id);
  select * into v_entry from public.waitlist_entries entry where entry.id = p_entry_id for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such entry on the waiting list', hint = 'p_entry_id';
  end if;
  perform private.require_permission('waitlist.manage');
  if v_entry.status <> 'waiting' then
    raise exception using errcode = 'LN009', message = format('The entry is %s meanwhile', v_entry.status);
  end if;

  perform set_config('lantern.offer', 'new', true);
  select slot.ends_at, slot.blocked_from into v_ends_at, v_blocked_from
  from private.slots(
    array[p_doctor_id], p_starts_at, p_starts_at + interval '1 microsecond', v_entry.visit_type_id
  ) slot;
  perform set_config('lantern.offer', '', true);
  if v_ends_at is null or private.offer_expiry(p_starts_at, v_entry.visit_type_id) is null then
    perform private.refuse_held_time(p_doctor_id, p_starts_at, v_entry.visit_type_id);
    raise exception using errcode = 'LN001',
      message = 'This time is not free, or too near to be offered', hint = 'p_starts_at';
  end if;
  return private.make_offer(p_entry_id, p_doctor_id, p_starts_at, v_ends_at, v_blocked_from);
end;
$$;

/*
 * Offers what a visit gave back. Run at the end of the transaction, when it is settled what is free: a
 * command may move another visit there. That nobody could be asked must never undo the cancelling, so
 * what goes wrong is left to the job.
 */
create function private.tg_appointments__offer_freed()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if old.ends_at <= now() or not exists (select from public.waitlist_entries entry where entry.status = 'waiting') then
    return null;
  end if;
  begin
    perform private.offer_times(old.doctor_id, old.starts_at, old.ends_at);
  exception when others then
    raise warning 'a freed time could not be offered: % (%)', sqlerrm, sqlstate;
    insert into private.waitlist_looks (doctor_id, starts_at, ends_at)
    values (old.doctor_id, old.starts_at, old.ends_at);
  end;
  return null;
end;
$$;

/* Leave that ends earlier and hours that are added give times back. Offered by the job. */
create function private.tg_availability_exceptions__offer_freed()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op <> 'INSERT' and old.kind <> 'extra' and old.ends_at > now() then
    -- Absences go with a doctor who is deleted, and then there is nothing to look at.
    insert into private.waitlist_looks (doctor_id, starts_at, ends_at)
    select doctor.id, old.starts_at, old.ends_at from public.doctors doctor where doctor.id = old.doctor_id;
  end if;
  if tg_op <> 'DELETE' and new.kind = 'extra' and new.ends_at > now() then
    insert into private.waitlist_looks (doctor_id, starts_at, ends_at)
    values (new.doctor_id, new.starts_at, new.ends_at);
  end if;
  return null;
end;
$$;

/* New weekly hours may suit whoever waits: one look a doctor, as far ahead as the job offers. */
create function private.tg_availability_rules__offer_added()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into private.waitlist_looks (doctor_id, starts_at, ends_at)
  select distinct added.doctor_id, now(), now() + interval '92 days' from added;
  return null;
end;
$$;
create trigger availability_exceptions_300_offer_freed
  after insert or update or delete on public.availability_exceptions
  for each row execute function private.tg_availability_exceptions__offer_freed();
create trigger availability_rules_300_offer_added after insert on public.availability_rules
  referencing new table as added
  for each statement execute function private.tg_availability_rules__offer_added();

/* What was offered of a doctor who leaves is not to be had; who was asked waits on. The doctor's lock is held by the leaving. */
create function private.tg_doctors__withdraw_offers()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.notify_of_offer(private.end_offer(offer.id, 'withdrawn', 'waiting'), 'waitlist_offer_withdrawn')
  from public.waitlist_offers offer where offer.doctor_id = new.id and offer.status = 'open';
  return null;
end;
$$;
create trigger doctors_310_withdraw_offers after update of active on public.doctors
  for each row when (old.active and not new.active) execute function private.tg_doctors__withdraw_offers();

select private.expose('offer_time', '{authenticated}',
  'Offers a free time to somebody on the list, past the line; needs waitlist.manage (42501). LN001 the time is not '
  'free or too near, LN012 it is held for somebody else, LN009 the entry does not wait any more, PT404, 22023.');
