/*
 * The waiting list: who wants a time that is not free, and to whom a freed one is offered.
 *
 * An offer holds the doctor's time while it is open: private.slots leaves the time out and booking
 * refuses it (LN012), for everybody but the offer itself. Freed times are offered at the end of the
 * transaction that freed them, under the doctor's lock that transaction holds anyway, so nobody can book
 * in between. Beyond that lock offering waits for nothing: a doctor whose lock somebody else has is left to
 * the job, and people whose rows are locked are passed over. So offers cannot be part of a deadlock.
 * Answering takes the locks of a booking, in the order the head of scheduling gives.
 */

alter table public.hospital_settings
  add column waitlist_answer_minutes integer not null default 60,
  add constraint hospital_settings_waitlist_answer_minutes_range check (waitlist_answer_minutes between 5 and 1440);
comment on column public.hospital_settings.waitlist_answer_minutes is
  'Minutes within which an offer of a freed time is answered; fewer when that time is near.';
grant update (waitlist_answer_minutes) on public.hospital_settings to authenticated;

create table public.waitlist_entries (
  id             uuid primary key default gen_random_uuid(),
  patient_id     uuid not null references public.patients on delete restrict,
  visit_type_id  uuid not null references public.visit_types on delete restrict,
  doctor_id      uuid references public.doctors on delete restrict,
  specialty_id   uuid references public.specialties on delete restrict,
  appointment_id uuid references public.appointments on delete set null,
  earliest_on    date not null default current_date,
  latest_on      date,
  weekdays       integer[] not null default '{1,2,3,4,5,6,7}',
  from_time      time not null default '00:00',
  until_time     time not null default '24:00',
  urgency        text not null default 'routine' check (urgency in ('routine', 'soon', 'urgent')),
  priority       integer not null generated always as (
    case urgency when 'urgent' then 1 when 'soon' then 2 else 3 end
  ) stored,
  note           text check (length(note) <= 500),
  status         text not null default 'waiting' check (status in (
    'waiting', 'offered', 'booked', 'withdrawn', 'expired'
  )),
  joined_at      timestamptz not null default now(),
  created_by     uuid references public.profiles on delete set null,
  updated_at     timestamptz not null default now(),
  constraint waitlist_entries_one_target check (num_nonnulls(doctor_id, specialty_id) = 1),
  constraint waitlist_entries_date_order check (earliest_on <= latest_on),
  constraint waitlist_entries_time_order check (from_time < until_time),
  constraint waitlist_entries_weekdays_iso check (
    cardinality(weekdays) between 1 and 7 and weekdays <@ '{1,2,3,4,5,6,7}'
  )
);
comment on table public.waitlist_entries is
  'Who waits for a time with a doctor, or anybody of a specialty, and when they could come. Kept when it is over.';
comment on column public.waitlist_entries.appointment_id is
  'The visit an earlier time is wanted for; once booked, the visit that came of it.';
comment on column public.waitlist_entries.weekdays is 'ISO: 1 Monday to 7 Sunday, in the hospital''s time zone like the times of day.';
comment on column public.waitlist_entries.until_time is 'Exclusive; 24:00 is the end of the day. The visit begins before it.';
comment on column public.waitlist_entries.priority is 'From urgency: the lower is asked first, then who waits longest.';

create table public.waitlist_offers (
  id            uuid primary key default gen_random_uuid(),
  entry_id      uuid not null references public.waitlist_entries on delete cascade,
  patient_id    uuid not null references public.patients on delete restrict, -- repeats the entry's, for policies
  doctor_id     uuid not null references public.doctors on delete restrict,
  visit_type_id uuid not null references public.visit_types on delete restrict,
  starts_at     timestamptz not null,
  ends_at       timestamptz not null,
  blocked_from  timestamptz not null,
  status        text not null default 'open' check (status in (
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

create table private.offer_links (
  token_hash text primary key,
  offer_id   uuid not null references public.waitlist_offers on delete cascade,
  created_at timestamptz not null default now()
);
comment on table private.offer_links is 'SHA-256 of the tokens in the messages about an offer, one a message; the token itself is kept nowhere.';

create table private.waitlist_looks (
  id        bigint generated always as identity primary key,
  doctor_id uuid not null references public.doctors on delete cascade,
  starts_at timestamptz not null,
  ends_at   timestamptz not null
);
comment on table private.waitlist_looks is 'Times of a doctor that may have become free, for the job run_waitlist to offer.';

-- Waiting twice for the same would be asked twice.
create unique index waitlist_entries_once on public.waitlist_entries
  (patient_id, visit_type_id, coalesce(doctor_id, specialty_id)) where status in ('waiting', 'offered');
create index waitlist_entries_patient_id_idx on public.waitlist_entries (patient_id);
create index waitlist_entries_visit_type_id_idx on public.waitlist_entries (visit_type_id);
create index waitlist_entries_doctor_id_idx on public.waitlist_entries (doctor_id);
create index waitlist_entries_specialty_id_idx on public.waitlist_entries (specialty_id);
create index waitlist_entries_appointment_id_idx on public.waitlist_entries (appointment_id);
create index waitlist_entries_created_by_idx on public.waitlist_entries (created_by);
create index waitlist_entries_status_priority_joined_at_idx
  on public.waitlist_entries (status, priority, joined_at);
create unique index waitlist_offers_one_open on public.waitlist_offers (entry_id) where status = 'open';
create index waitlist_offers_entry_id_idx on public.waitlist_offers (entry_id);
create index waitlist_offers_patient_id_idx on public.waitlist_offers (patient_id);
create index waitlist_offers_doctor_id_starts_at_idx on public.waitlist_offers (doctor_id, starts_at);
create index waitlist_offers_visit_type_id_idx on public.waitlist_offers (visit_type_id);
create index waitlist_offers_answered_by_idx on public.waitlist_offers (answered_by);
create index waitlist_offers_open_expires_at_idx on public.waitlist_offers (expires_at) where status = 'open';
create index offer_links_offer_id_idx on private.offer_links (offer_id);
create index waitlist_looks_doctor_id_idx on private.waitlist_looks (doctor_id);

alter table public.waitlist_entries enable row level security;
alter table public.waitlist_offers enable row level security;

create policy waitlist_entries_select_own_or_managers on public.waitlist_entries for select to authenticated
  using (
    (select private.has_permission('waitlist.manage'))
    or patient_id in (select private.current_patient_ids())
  );
create policy waitlist_offers_select_own_or_managers on public.waitlist_offers for select to authenticated
  using (
    (select private.has_permission('waitlist.manage'))
    or patient_id in (select private.current_patient_ids())
  );

grant select on public.waitlist_entries, public.waitlist_offers to authenticated, service_role;

/* Offering ------------------------------------------------------------------------------------- */

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
    link.user_id, p_kind,
    jsonb_build_object(
      'patient_name', patient.given_name || ' ' || patient.family_name,
      'doctor_name', doctor.name,
      'starts_at', p_offer.starts_at,
      'expires_at', p_offer.expires_at
    ),
    '/portal/waitlist'
  )
  from public.portal_links link
  join public.patients patient on patient.id = link.patient_id
  join public.doctors doctor on doctor.id = p_offer.doctor_id
  where link.patient_id = p_offer.patient_id;
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
  v_time_zone text;
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
  select settings.time_zone into v_time_zone from public.hospital_settings settings;
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
        where patient.id = entry.patient_id and patient.archived_at is null
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

/*
 * The job `waitlist_lapse`, every minute: offers that were not answered go to the next, times that may have
 * become free are looked at, and wishes whose last day is over are laid aside. A doctor somebody is booking
 * with right now comes a minute later.
 */
create function private.run_waitlist()
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_doctor_id uuid;
  v_look private.waitlist_looks;
begin
  update public.waitlist_entries entry set status = 'expired'
  where entry.status = 'waiting'
    and (
      entry.latest_on < (
        select (now() at time zone settings.time_zone)::date from public.hospital_settings settings
      )
      or exists (
        select 1 from public.appointments visit
        where visit.id = entry.appointment_id and visit.starts_at <= now()
      )
    );
  for v_doctor_id in
    select offer.doctor_id from public.waitlist_offers offer
    where offer.status = 'open' and offer.expires_at <= now()
    union
    select look.doctor_id from private.waitlist_looks look
  loop
    continue when not pg_try_advisory_xact_lock(hashtextextended('doctor:' || v_doctor_id, 0));
    perform private.lapse_offers(v_doctor_id);
    for v_look in
      delete from private.waitlist_looks look where look.doctor_id = v_doctor_id returning *
    loop
      perform private.offer_times(
        v_doctor_id, v_look.starts_at, least(v_look.ends_at, now() + interval '92 days')
      );
    end loop;
  end loop;
end;
$$;

/* A new token for the link to an offer; only its hash is kept. For the sender of messages, as it sends. */
create function private.issue_offer_token(p_offer_id uuid)
returns text language plpgsql security definer set search_path = '' as $$
declare
  v_token constant text := rtrim(translate(encode(extensions.gen_random_bytes(32), 'base64'), '+/', '-_'), '=');
begin
  insert into private.offer_links (token_hash, offer_id)
  values (encode(sha256(convert_to(v_token, 'UTF8')), 'hex'), p_offer_id);
  return v_token;
end;
$$;

/* Commands ------------------------------------------------------------------------------------- */

/* Refuses with 42501 whose work the list is not, with PT404 those to whom this entry does not exist. */
create function private.require_waitlist(p_patient_id uuid)
returns void language plpgsql stable security definer set search_path = '' as $$
begin
  if private.has_permission('waitlist.manage') or p_patient_id in (select private.current_patient_ids()) then
    return;
  end if;
  if private.is_staff() then
    raise exception using errcode = '42501', message = 'You may not manage the waiting list', hint = 'waitlist.manage';
  end if;
  raise exception using errcode = 'PT404', message = 'There is no such entry on the waiting list';
end;
$$;

/* Puts a patient on the list; see public.join_waitlist. */
create function private.join_waitlist(
  p_patient_id uuid, p_visit_type_id uuid, p_doctor_id uuid, p_specialty_id uuid, p_earliest_on date,
  p_latest_on date, p_weekdays integer[], p_from_time time, p_until_time time, p_urgency text, p_note text,
  p_appointment_id uuid
)
returns public.waitlist_entries language plpgsql security definer set search_path = '' as $$
declare
  v_entry public.waitlist_entries;
  v_manager constant boolean := private.has_permission('waitlist.manage');
  v_time_zone constant text := (select settings.time_zone from public.hospital_settings settings);
  v_today constant date := (now() at time zone v_time_zone)::date;
  v_wrong constant text := case
    when p_patient_id is null then 'p_patient_id'
    when p_visit_type_id is null then 'p_visit_type_id'
    when num_nonnulls(p_doctor_id, p_specialty_id) <> 1 then 'p_doctor_id'
    when p_latest_on < greatest(p_earliest_on, v_today) then 'p_latest_on'
    when p_urgency not in ('routine', 'soon', 'urgent') then 'p_urgency'
    when cardinality(p_weekdays) = 0 or not p_weekdays <@ '{1,2,3,4,5,6,7}' then 'p_weekdays'
    when coalesce(p_from_time, '00:00') >= coalesce(p_until_time, '24:00') then 'p_until_time'
    when length(p_note) > 500 then 'p_note'
  end;
begin
  if not v_manager and (p_patient_id in (select private.current_patient_ids())) is not true then
    raise exception using errcode = '42501', message = 'You may not put this patient on the waiting list';
  end if;
  if v_wrong is not null then
    raise exception using errcode = '22023', message = v_wrong || ' is missing or makes no sense', hint = v_wrong;
  end if;
  -- Everybody's own wish is urgent; whose is before others' is judged by those who know the others.
  if not v_manager and p_urgency <> 'routine' then
    raise exception using errcode = '42501', message = 'Only the hospital judges how urgent it is', hint = 'p_urgency';
  end if;
  perform from public.patients patient where patient.id = p_patient_id and patient.archived_at is null;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such patient', hint = 'p_patient_id';
  end if;
  perform from public.visit_types type
  where type.id = p_visit_type_id and type.active and (type.bookable_by_patient or v_manager);
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such type of visit', hint = 'p_visit_type_id';
  end if;
  if p_doctor_id is not null then
    perform from public.doctors doctor where doctor.id = p_doctor_id and doctor.active;
  else
    perform from public.specialties specialty where specialty.id = p_specialty_id;
  end if;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is nobody to wait for', hint = 'p_doctor_id';
  end if;
  perform from public.visit_types type
  where type.id = p_visit_type_id
    and (type.specialty_id is null or type.specialty_id = coalesce(
      p_specialty_id, (select doctor.specialty_id from public.doctors doctor where doctor.id = p_doctor_id)
    ));
  if not found then
    raise exception using errcode = '22023',
      message = 'That specialty does not offer this type of visit', hint = 'p_visit_type_id';
  end if;
  if p_appointment_id is not null then
    perform from public.appointments visit
    where visit.id = p_appointment_id
      and visit.patient_id = p_patient_id
      and visit.visit_type_id = p_visit_type_id
      and visit.status in ('requested', 'confirmed')
      and visit.starts_at > now();
    if not found then
      raise exception using errcode = 'PT404', message = 'There is no such visit', hint = 'p_appointment_id';
    end if;
  end if;

  begin
    insert into public.waitlist_entries (
      patient_id, visit_type_id, doctor_id, specialty_id, appointment_id, earliest_on, latest_on, weekdays,
      from_time, until_time, urgency, note, created_by
    ) values (
      p_patient_id, p_visit_type_id, p_doctor_id, p_specialty_id, p_appointment_id,
      greatest(p_earliest_on, v_today), p_latest_on, coalesce(p_weekdays, '{1,2,3,4,5,6,7}'),
      coalesce(p_from_time, '00:00'), coalesce(p_until_time, '24:00'), coalesce(p_urgency, 'routine'),
      nullif(btrim(p_note), ''), auth.uid()
    ) returning * into v_entry;
  exception when unique_violation then
    raise exception using errcode = 'LN015', message = 'This patient is waiting for that already';
  end;
  return v_entry;
end;
$$;

/* Takes a patient off the list; see public.withdraw_from_waitlist. */
create function private.withdraw_from_waitlist(p_entry_id uuid)
returns public.waitlist_entries language plpgsql security definer set search_path = '' as $$
declare
  v_entry public.waitlist_entries;
  v_offer public.waitlist_offers;
begin
  select * into v_entry from public.waitlist_entries entry where entry.id = p_entry_id;
  perform private.require_waitlist(v_entry.patient_id);
  if v_entry.id is null then
    raise exception using errcode = 'PT404', message = 'There is no such entry on the waiting list', hint = 'p_entry_id';
  end if;
  if v_entry.status in ('booked', 'withdrawn', 'expired') then return v_entry; end if;

  update public.waitlist_entries set status = 'withdrawn'
  where id = p_entry_id and status = 'waiting'
  returning * into v_entry;
  if found then return v_entry; end if;

  -- An entry that has an offer changes under the lock of the offer's doctor only.
  select * into v_offer from public.waitlist_offers offer
  where offer.entry_id = p_entry_id and offer.status = 'open';
  perform pg_advisory_xact_lock(hashtextextended('doctor:' || v_offer.doctor_id, 0));
  perform from public.waitlist_offers offer where offer.id = v_offer.id and offer.status = 'open' for no key update;
  if not found then
    raise exception using errcode = 'LN009', message = 'The offer has just been answered';
  end if;
  v_offer := private.end_offer(v_offer.id, 'withdrawn', 'withdrawn');
  perform private.offer_times(v_offer.doctor_id, v_offer.starts_at, v_offer.ends_at);
  select * into v_entry from public.waitlist_entries entry where entry.id = p_entry_id;
  return v_entry;
end;
$$;

/* Offers a free time by hand; see public.offer_time. */
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

/* Turns an open offer into a visit, or moves the visit it was to bring forward. The caller may do so. */
create function private.take_offer(p_offer_id uuid)
returns public.appointments language plpgsql security definer set search_path = '' as $$
declare
  v_offer public.waitlist_offers;
  v_seen public.appointments;
  v_visit public.appointments;
  v_type public.visit_types;
  v_slot record;
begin
  select * into v_offer from public.waitlist_offers offer where offer.id = p_offer_id;
  select visit.* into v_seen
  from public.waitlist_entries entry
  join public.appointments visit on visit.id = entry.appointment_id
  where entry.id = v_offer.entry_id;

  perform private.lock_schedules(array[v_offer.doctor_id, v_seen.doctor_id], v_offer.patient_id, null);
  select * into v_offer from public.waitlist_offers offer where offer.id = p_offer_id for no key update;
  -- By the clock, not by the transaction's beginning: waiting for the locks may have taken the rest of the time.
  if v_offer.status <> 'open' or v_offer.expires_at <= clock_timestamp() then
    raise exception using errcode = 'LN013', message = 'This offer is over', hint = v_offer.status;
  end if;
  if v_seen.id is not null then
    select * into v_visit from public.appointments visit where visit.id = v_seen.id for no key update;
    if v_visit.doctor_id <> v_seen.doctor_id then
      raise exception using errcode = 'LN009', message = 'This visit has just been moved by somebody else';
    end if;
  end if;
  select * into v_type from public.visit_types type where type.id = v_offer.visit_type_id;

  perform set_config('lantern.offer', p_offer_id::text, true);
  select slot.ends_at, slot.room_id, nullif(slot.blocked_from, slot.starts_at) as blocked_from into v_slot
  from private.slots(
    array[v_offer.doctor_id], v_offer.starts_at, v_offer.starts_at + interval '1 microsecond',
    v_offer.visit_type_id, true
  ) slot;
  perform set_config('lantern.offer', '', true);
  if v_slot is null then
    raise exception using errcode = 'LN001', message = 'The doctor is not there then any more';
  end if;
  perform private.lock_schedules(null, v_offer.patient_id, array[v_visit.room_id, v_slot.room_id]);

  if v_visit.id is not null and v_visit.status in ('requested', 'confirmed') and v_visit.starts_at > now() then
    update public.appointments set
      doctor_id = v_offer.doctor_id, starts_at = v_offer.starts_at, ends_at = v_slot.ends_at,
      blocked_from = v_slot.blocked_from, room_id = v_slot.room_id, overbooked = false, overbook_reason = null,
      patient_confirmed_at = null
    where id = v_visit.id
    returning * into v_visit;
  else
    insert into public.appointments (
      patient_id, doctor_id, room_id, visit_type_id, starts_at, ends_at, blocked_from, status, booked_by
    ) values (
      v_offer.patient_id, v_offer.doctor_id, v_slot.room_id, v_offer.visit_type_id, v_offer.starts_at,
      v_slot.ends_at, v_slot.blocked_from, case when v_type.requires_confirmation then 'requested' else 'confirmed' end, auth.uid()
    ) returning * into v_visit;
  end if;
  perform private.end_offer(p_offer_id, 'accepted', 'booked');
  update public.waitlist_entries set appointment_id = v_visit.id where id = v_offer.entry_id;
  return v_visit;
end;
$$;

/* Refuses an open offer and asks the next. The caller may do so. */
create function private.refuse_offer(p_offer_id uuid)
returns public.waitlist_offers language plpgsql security definer set search_path = '' as $$
declare
  v_offer public.waitlist_offers;
begin
  select * into v_offer from public.waitlist_offers offer where offer.id = p_offer_id;
  perform pg_advisory_xact_lock(hashtextextended('doctor:' || v_offer.doctor_id, 0));
  select * into v_offer from public.waitlist_offers offer where offer.id = p_offer_id for no key update;
  if v_offer.status <> 'open' or v_offer.expires_at <= clock_timestamp() then
    raise exception using errcode = 'LN013', message = 'This offer is over', hint = v_offer.status;
  end if;
  v_offer := private.end_offer(p_offer_id, 'declined', 'waiting');
  perform private.offer_times(v_offer.doctor_id, v_offer.starts_at, v_offer.ends_at);
  return v_offer;
end;
$$;

create function private.accept_offer(p_offer_id uuid)
returns public.appointments language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_waitlist(offer.patient_id) from public.waitlist_offers offer where offer.id = p_offer_id;
  if not found then
    perform private.require_waitlist(null);
    raise exception using errcode = 'PT404', message = 'There is no such offer', hint = 'p_offer_id';
  end if;
  return private.take_offer(p_offer_id);
end;
$$;

create function private.decline_offer(p_offer_id uuid)
returns public.waitlist_offers language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_waitlist(offer.patient_id) from public.waitlist_offers offer where offer.id = p_offer_id;
  if not found then
    perform private.require_waitlist(null);
    raise exception using errcode = 'PT404', message = 'There is no such offer', hint = 'p_offer_id';
  end if;
  return private.refuse_offer(p_offer_id);
end;
$$;

/* The offer a link leads to, if it can still be answered; else null. */
create function private.linked_offer(p_token text)
returns public.waitlist_offers language sql stable security definer set search_path = '' as $$
  select offer
  from private.offer_links link
  join public.waitlist_offers offer on offer.id = link.offer_id
  where link.token_hash = encode(sha256(convert_to(p_token, 'UTF8')), 'hex')
    and offer.status = 'open'
    and offer.expires_at > now();
$$;

/* Why a link leads nowhere is told to nobody: it could be somebody else's. */
create function private.refuse_link()
returns void language plpgsql set search_path = '' as $$
begin
  raise exception using errcode = 'LN014', message = 'This link is used, has run out or is unknown';
end;
$$;

create function private.offer_by_link(p_token text)
returns table (
  doctor_name text, specialty_name text, visit_type_name text, duration_minutes integer,
  starts_at timestamptz, expires_at timestamptz, moved_from timestamptz
)
language sql stable security definer set search_path = '' as $$
  select
    doctor.name, specialty.name, type.name, type.duration_minutes, offer.starts_at, offer.expires_at,
    (
      select visit.starts_at from public.appointments visit
      where visit.id = entry.appointment_id and visit.status in ('requested', 'confirmed')
    )
  from private.linked_offer(p_token) offer
  join public.waitlist_entries entry on entry.id = offer.entry_id
  join public.doctors doctor on doctor.id = offer.doctor_id
  join public.specialties specialty on specialty.id = doctor.specialty_id
  join public.visit_types type on type.id = offer.visit_type_id;
$$;

create function private.accept_offer_by_link(p_token text)
returns timestamptz language plpgsql security definer set search_path = '' as $$
declare
  v_offer_id constant uuid := (private.linked_offer(p_token)).id;
begin
  if v_offer_id is null then perform private.refuse_link(); end if;
  return (private.take_offer(v_offer_id)).starts_at;
exception when sqlstate 'LN013' then
  perform private.refuse_link();
end;
$$;

create function private.decline_offer_by_link(p_token text)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_offer_id constant uuid := (private.linked_offer(p_token)).id;
begin
  if v_offer_id is null then perform private.refuse_link(); end if;
  perform private.refuse_offer(v_offer_id);
exception when sqlstate 'LN013' then
  perform private.refuse_link();
end;
$$;

create function private.waitlist_places(p_entry_ids uuid[])
returns table (entry_id uuid, place integer)
language sql stable security definer set search_path = '' as $$
  select
    entry.id,
    1 + (
      select count(*)
      from public.waitlist_entries ahead
      where ahead.status in ('waiting', 'offered')
        and ahead.visit_type_id = entry.visit_type_id
        and ahead.doctor_id is not distinct from entry.doctor_id
        and ahead.specialty_id is not distinct from entry.specialty_id
        and (ahead.priority, ahead.joined_at, ahead.id) < (entry.priority, entry.joined_at, entry.id)
    )::integer
  from public.waitlist_entries entry
  where entry.id = any (p_entry_ids)
    and entry.status in ('waiting', 'offered')
    and (
      entry.patient_id in (select private.current_patient_ids())
      or (select private.has_permission('waitlist.manage'))
    );
$$;

/*
 * Puts a patient on the waiting list of a doctor, or of anybody of a specialty: one's own (or a
 * dependant's), or anybody with waitlist.manage. With p_appointment_id an earlier time for that visit is
 * wanted, and accepting moves it. Times of day and weekdays (ISO) are the hospital's.
 *
 * Raises LN015 waiting for that already, 42501 not for this patient, or an urgency other than routine without
 * waitlist.manage, PT404 no such patient, type, doctor, specialty or visit to come, 22023 a parameter makes no sense.
 */
create function public.join_waitlist(
  p_patient_id uuid, p_visit_type_id uuid, p_doctor_id uuid default null, p_specialty_id uuid default null,
  p_earliest_on date default null, p_latest_on date default null, p_weekdays integer[] default null,
  p_from_time time default null, p_until_time time default null, p_urgency text default 'routine',
  p_note text default null, p_appointment_id uuid default null
)
returns public.waitlist_entries language sql set search_path = '' as $$
  select private.join_waitlist(
    p_patient_id, p_visit_type_id, p_doctor_id, p_specialty_id, p_earliest_on, p_latest_on, p_weekdays,
    p_from_time, p_until_time, p_urgency, p_note, p_appointment_id
  );
$$;

/*
 * Takes an entry off the waiting list; an open offer goes to the next. What is over already stays as it is.
 * PT404 no such entry (or not yours), 42501 the list is not your work, LN009 the offer has just been answered.
 */
create function public.withdraw_from_waitlist(p_entry_id uuid)
returns public.waitlist_entries language sql set search_path = '' as $$
  select private.withdraw_from_waitlist(p_entry_id);
$$;

/*
 * Offers a free time to somebody on the list, past the line; needs waitlist.manage (42501). LN001 the time is not
 * free or too near, LN012 it is held for somebody else, LN009 the entry does not wait any more, PT404, 22023.
 */
create function public.offer_time(p_entry_id uuid, p_doctor_id uuid, p_starts_at timestamptz)
returns public.waitlist_offers language sql set search_path = '' as $$
  select private.offer_time(p_entry_id, p_doctor_id, p_starts_at);
$$;

/*
 * Books the offered time, or moves the visit it brings forward: for the patient, those who answer for them, and
 * with waitlist.manage. LN013 the offer is over, LN001 the doctor is away after all, 23P01 the patient
 * has another visit then or the room is taken, PT404 no such offer (or not yours), 42501 not your work.
 */
create function public.accept_offer(p_offer_id uuid)
returns public.appointments language sql set search_path = '' as $$
  select private.accept_offer(p_offer_id);
$$;

/* Lets an offer go to the next; the place on the list is kept. Errors as for accepting. */
create function public.decline_offer(p_offer_id uuid)
returns public.waitlist_offers language sql set search_path = '' as $$
  select private.decline_offer(p_offer_id);
$$;

/* What the link in a message offers; no row when it leads nowhere any more. Open to strangers. */
create function public.offer_by_link(p_token text)
returns table (
  doctor_name text, specialty_name text, visit_type_name text, duration_minutes integer,
  starts_at timestamptz, expires_at timestamptz, moved_from timestamptz
)
language sql stable set search_path = '' as $$
  select * from private.offer_by_link(p_token);
$$;

/*
 * Accepts an offer by the link in a message, and tells when the visit begins. Open to strangers: the link is the
 * right. LN014 used, run out or unknown; otherwise as accept_offer.
 */
create function public.accept_offer_by_link(p_token text)
returns timestamptz language sql set search_path = '' as $$
  select private.accept_offer_by_link(p_token);
$$;

/* Declines an offer by the link in a message. Errors as for accepting by link. */
create function public.decline_offer_by_link(p_token text)
returns void language sql set search_path = '' as $$
  select private.decline_offer_by_link(p_token);
$$;

/* How many are asked before each of these entries, and it: 1 is next. Only one's own, or all with waitlist.manage. */
create function public.waitlist_places(p_entry_ids uuid[])
returns table (entry_id uuid, place integer)
language sql stable set search_path = '' as $$
  select * from private.waitlist_places(p_entry_ids);
$$;

/* Consequences --------------------------------------------------------------------------------- */

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

/*
 * Keeps wishes true to the visits: who books what they waited for has it, or waits on for something earlier
 * if it is later than they wished; an earlier time is not wanted for a visit that is called off. Rows
 * an offer is being made for are passed over: answering the offer looks at the visit again.
 */
create function private.tg_appointments__keep_wishes()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    if new.status not in ('requested', 'confirmed') then return null; end if;
    update public.waitlist_entries set
      appointment_id = new.id,
      status = case
        when latest_on >= (new.starts_at at time zone (select time_zone from public.hospital_settings))::date
          then 'booked'
        else status
      end
    where id in (
      select entry.id
      from public.waitlist_entries entry
      join public.doctors doctor on doctor.id = new.doctor_id
      where entry.patient_id = new.patient_id
        and entry.visit_type_id = new.visit_type_id
        and entry.status = 'waiting'
        and entry.appointment_id is null
        and (entry.doctor_id = new.doctor_id or entry.specialty_id = doctor.specialty_id)
      for no key update of entry skip locked
    );
  elsif new.status = 'cancelled' and old.status <> 'cancelled' then
    update public.waitlist_entries set status = 'withdrawn'
    where id in (
      select entry.id from public.waitlist_entries entry
      where entry.appointment_id = new.id and entry.status = 'waiting'
      for no key update skip locked
    );
  end if;
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

/* Tells the desk and the patient's own screens that the list is out of date; no patient data. */
create function private.tg_waitlist_entries__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce('waitlist', 'waitlist_changed', jsonb_build_object('entry_id', new.id));
  perform private.announce(
    'patient:' || new.patient_id, 'waitlist_changed', jsonb_build_object('entry_id', new.id)
  );
  return null;
end;
$$;

create constraint trigger appointments_720_offer_freed after update on public.appointments
  deferrable initially deferred for each row
  when (
    (new.status = 'cancelled' and old.status in ('requested', 'confirmed', 'checked_in'))
    or (old.status in ('requested', 'confirmed') and (
      new.doctor_id <> old.doctor_id or new.starts_at <> old.starts_at or new.ends_at < old.ends_at
    ))
  )
  execute function private.tg_appointments__offer_freed();
create trigger appointments_730_keep_wishes after insert or update of status on public.appointments
  for each row execute function private.tg_appointments__keep_wishes();
create trigger availability_exceptions_720_offer_freed
  after insert or update or delete on public.availability_exceptions
  for each row execute function private.tg_availability_exceptions__offer_freed();
create trigger availability_rules_720_offer_added after insert on public.availability_rules
  referencing new table as added
  for each statement execute function private.tg_availability_rules__offer_added();
create trigger waitlist_entries_200_touch before update on public.waitlist_entries
  for each row execute function private.tg_touch_updated_at();
create trigger waitlist_entries_600_announce after insert or update on public.waitlist_entries
  for each row execute function private.tg_waitlist_entries__announce();
create trigger waitlist_entries_900_audit after insert or update or delete on public.waitlist_entries
  for each row execute function private.tg_audit();
create trigger waitlist_offers_900_audit after insert or update or delete on public.waitlist_offers
  for each row execute function private.tg_audit();

grant execute on function
  private.join_waitlist(uuid, uuid, uuid, uuid, date, date, integer[], time, time, text, text, uuid),
  private.withdraw_from_waitlist(uuid),
  private.offer_time(uuid, uuid, timestamptz),
  private.accept_offer(uuid),
  private.decline_offer(uuid),
  private.waitlist_places(uuid[])
  to authenticated;
grant execute on function
  private.offer_by_link(text),
  private.accept_offer_by_link(text),
  private.decline_offer_by_link(text)
  to anon, authenticated;

grant execute on function
  public.join_waitlist(uuid, uuid, uuid, uuid, date, date, integer[], time, time, text, text, uuid),
  public.withdraw_from_waitlist(uuid),
  public.offer_time(uuid, uuid, timestamptz),
  public.accept_offer(uuid),
  public.decline_offer(uuid),
  public.waitlist_places(uuid[])
  to authenticated;
grant execute on function
  public.offer_by_link(text),
  public.accept_offer_by_link(text),
  public.decline_offer_by_link(text)
  to anon, authenticated;

do $$
begin
  -- Hosted has the extension; the embedded stack has its own schema `cron` with the same functions.
  if exists (select from pg_available_extensions where name = 'pg_cron') then
    create extension if not exists pg_cron;
  end if;
end
$$;
select cron.schedule('waitlist_lapse', '* * * * *', 'select private.run_waitlist()');
