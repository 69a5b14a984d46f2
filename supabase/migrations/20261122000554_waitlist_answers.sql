/*
 * Answering an offer, signed in or by the link in a message. Of a link's token only the SHA-256 is kept.
 */

create table private.offer_links (
  token_hash text primary key,
  offer_id   uuid not null references public.waitlist_offers on delete cascade,
  created_at timestamptz not null default now()
);
comment on table private.offer_links is 'SHA-256 of the tokens in the messages about an offer, one a message; the token itself is kept nowhere.';
create index offer_links_offer_id_idx on private.offer_links (offer_id);
-- An offer is open for a day at most.
select private.forgets('private.offer_links', $$created_at < $1 - interval '30 days'$$);

/* A new token for the link to an offer; only its hash is kept. For the sender of messages, as it sends. */
create function private.issue_offer_token(p_offer_id uuid)
returns text language plpgsql security definer set search_path = '' as $$
declare
  v_token constant text := private.new_token();
begin
  insert into private.offer_links (token_hash, offer_id)
  values (private.token_hash(v_token), p_offer_id);
  return v_token;
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
    v_visit := private.move_visit(v_visit, v_offer.doctor_id, v_offer.starts_at, v_slot.ends_at, v_slot.room_id);
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

/* Refuses as require_waitlist whoever may not answer an offer, and everybody where there is none. */
create function private.require_offer(p_offer_id uuid)
returns void language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_waitlist(offer.patient_id) from public.waitlist_offers offer where offer.id = p_offer_id;
  if not found then
    perform private.require_waitlist(null);
    raise exception using errcode = 'PT404', message = 'There is no such offer', hint = 'p_offer_id';
  end if;
end;
$$;

create function private.accept_offer(p_offer_id uuid)
returns public.appointments language plpgsql security definer set search_path = '' as $$
declare
  v_visit public.appointments;
begin
  perform private.require_offer(p_offer_id);
  v_visit := private.take_offer(p_offer_id);
  perform private.require_offer(p_offer_id);
  return v_visit;
end;
$$;

create function private.decline_offer(p_offer_id uuid)
returns public.waitlist_offers language plpgsql security definer set search_path = '' as $$
declare
  v_offer public.waitlist_offers;
begin
  perform private.require_offer(p_offer_id);
  v_offer := private.refuse_offer(p_offer_id);
  perform private.require_offer(p_offer_id);
  return v_offer;
end;
$$;

/* The offer a link leads to, if it can still be answered; else null. */
create function private.linked_offer(p_token text)
returns public.waitlist_offers language sql stable security definer set search_path = '' as $$
  select offer
  from private.offer_links link
  join public.waitlist_offers offer on offer.id = link.offer_id
  where link.token_hash = private.token_hash(p_token)
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
  requires_confirmation boolean, starts_at timestamptz, expires_at timestamptz, moved_from timestamptz
)
language sql stable security definer set search_path = '' as $$
  select
    doctor.name, specialty.name, type.name, type.duration_minutes, type.requires_confirmation,
    offer.starts_at, offer.expires_at,
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
returns table (starts_at timestamptz, status text) language plpgsql security definer set search_path = '' as $$
declare
  v_offer_id constant uuid := (private.linked_offer(p_token)).id;
begin
  if v_offer_id is null then perform private.refuse_link(); end if;
  return query select visit.starts_at, visit.status from private.take_offer(v_offer_id) visit;
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

select private.expose('accept_offer', '{authenticated}',
  'Books the offered time, or moves the visit it brings forward: for the patient, those who answer for them, and with '
  'waitlist.manage. LN013 the offer is over, LN001 the doctor is away after all, 23P01 the patient has another visit '
  'then or the room is taken, PT404 no such offer (or not yours), 42501 not your work.');
select private.expose('decline_offer', '{authenticated}',
  'Lets an offer go to the next; the place on the list is kept. Errors as for accepting.');
select private.expose('offer_by_link', '{anon,authenticated}',
  'What the link in a message offers; no row when it leads nowhere any more. Open to strangers.');
select private.expose('accept_offer_by_link', '{anon,authenticated}',
  'Accepts an offer by the link in a message, and tells when the visit begins, and whether it is confirmed or a '
  'request. Open to strangers: the link is the right. LN014 used, run out or unknown; otherwise as accept_offer.');
select private.expose('decline_offer_by_link', '{anon,authenticated}',
  'Declines an offer by the link in a message. Errors as for accepting by link.');
