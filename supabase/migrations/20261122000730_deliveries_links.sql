/*
 * Links in messages: they need no password and do one thing, once. Only the SHA-256 of their token is kept.
 */

create table private.visit_links (
  token_hash     text primary key,
  appointment_id uuid not null references public.appointments on delete cascade,
  starts_at      timestamptz not null,
  expires_at     timestamptz not null,
  used_at        timestamptz,
  used_for       text,
  created_at     timestamptz not null default now(),
  constraint visit_links_used_for_known check (used_for in ('confirm', 'cancel', 'reschedule')),
  constraint visit_links_used_when check ((used_at is null) = (used_for is null))
);
comment on table private.visit_links is 'Links in messages by which a visit is confirmed, moved or called off, once each.';
comment on column private.visit_links.token_hash is 'SHA-256 of the token, in hex; the token is in the message alone.';
comment on column private.visit_links.starts_at is 'When the visit was to begin: a visit that has moved since is not the one the message told of.';
create index visit_links_appointment_id_idx on private.visit_links (appointment_id);

/* A link to a visit as it stands now; the token, which only the message will have. */
create function private.issue_visit_link(p_appointment_id uuid) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  v_token constant text := private.new_token();
begin
  insert into private.visit_links (token_hash, appointment_id, starts_at, expires_at)
  select private.token_hash(v_token), visit.id, visit.starts_at, visit.starts_at
  from public.appointments visit where visit.id = p_appointment_id;
  return v_token;
end
$$;

/* The visit a link is for, if the link may still be used; else LN014, whatever the reason. */
create function private.visit_of_link(p_token text) returns public.appointments
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_visit public.appointments;
begin
  select visit.* into v_visit
  from private.visit_links link
  join public.appointments visit on visit.id = link.appointment_id and visit.starts_at = link.starts_at
  where link.token_hash = private.token_hash(p_token)
    and link.used_at is null and link.expires_at > now()
    and visit.status in ('requested', 'confirmed');
  if not found then
    raise exception using errcode = 'LN014', message = 'This link is not valid any more';
  end if;
  return v_visit;
end
$$;

/* Takes a link's one use, and the visit under its locks; the rest of the transaction may act on it. */
create function private.use_visit_link(p_token text, p_for text) returns public.appointments
language plpgsql security definer set search_path = ''
as $$
declare
  v_visit public.appointments := private.visit_of_link(p_token);
begin
  perform private.lock_schedules(array[v_visit.doctor_id], v_visit.patient_id, null);
  select * into v_visit from public.appointments where id = v_visit.id for no key update;
  update private.visit_links link set used_at = now(), used_for = p_for
  where link.token_hash = private.token_hash(p_token)
    and link.used_at is null and link.expires_at > now() and link.starts_at = v_visit.starts_at
    and v_visit.status in ('requested', 'confirmed');
  if not found then
    raise exception using errcode = 'LN014', message = 'This link is not valid any more';
  end if;
  return v_visit;
end
$$;

create function private.visit_by_link(p_token text)
returns table (
  starts_at timestamptz, doctor_name text, place text, confirmed boolean, requires_confirmation boolean, time_zone text,
  hospital_name text
)
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_visit constant public.appointments := private.visit_of_link(p_token);
begin
  return query
  select
    v_visit.starts_at, doctor.name, nullif(concat_ws(', ', room.name, department.name), ''),
    v_visit.patient_confirmed_at is not null, type.requires_confirmation, settings.time_zone, settings.name
  from public.hospital_settings settings
  join public.doctors doctor on doctor.id = v_visit.doctor_id
  join public.visit_types type on type.id = v_visit.visit_type_id
  join public.specialties specialty on specialty.id = doctor.specialty_id
  left join public.rooms room on room.id = v_visit.room_id
  left join public.departments department on department.id = coalesce(room.department_id, specialty.department_id);
end
$$;

create function private.slots_by_link(p_token text) returns table (starts_at timestamptz)
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_visit constant public.appointments := private.visit_of_link(p_token);
begin
  return query
  select distinct slot.starts_at
  from private.slots(array[v_visit.doctor_id], now(), now() + interval '21 days', v_visit.visit_type_id) slot
  where slot.starts_at <> v_visit.starts_at
  order by slot.starts_at
  limit 60;
end
$$;

create function private.confirm_visit_by_link(p_token text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_visit constant public.appointments := private.use_visit_link(p_token, 'confirm');
begin
  update public.appointments set patient_confirmed_at = coalesce(patient_confirmed_at, now()) where id = v_visit.id;
  insert into public.appointment_events (appointment_id, kind, from_status, to_status, details)
  values (v_visit.id, 'confirmed', v_visit.status, v_visit.status, '{"by": "patient", "via": "link"}');
end
$$;

create function private.cancel_visit_by_link(p_token text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_visit constant public.appointments := private.use_visit_link(p_token, 'cancel');
begin
  perform private.lock_schedules(null, v_visit.patient_id, array[v_visit.room_id]);
  update public.appointments set status = 'cancelled' where id = v_visit.id;
end
$$;

create function private.reschedule_visit_by_link(p_token text, p_starts_at timestamptz) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_visit public.appointments;
  v_slot record;
begin
  if p_starts_at is null then
    raise exception using errcode = '22023', message = 'p_starts_at is missing', hint = 'p_starts_at';
  end if;
  v_visit := private.use_visit_link(p_token, 'reschedule');
  select slot.ends_at, slot.room_id into v_slot
  from private.slots(
    array[v_visit.doctor_id], p_starts_at, p_starts_at + interval '1 microsecond', v_visit.visit_type_id, true
  ) slot
  limit 1;
  if not found then
    perform private.refuse_held_time(v_visit.doctor_id, p_starts_at, v_visit.visit_type_id);
    raise exception using errcode = 'LN001', message = 'This time is not offered for that visit', hint = 'p_starts_at';
  end if;
  perform private.lock_schedules(null, v_visit.patient_id, array[v_visit.room_id, v_slot.room_id]);
  perform private.move_visit(v_visit, v_visit.doctor_id, p_starts_at, v_slot.ends_at, v_slot.room_id);
end
$$;

-- Strangers reach these functions of `private` and no other: each is granted on its own.

select private.forgets('private.visit_links', $$expires_at < $1 - interval '30 days'$$);

select private.expose('visit_by_link', '{anon,authenticated}',
  'The visit a message told of, by the token of its link; uses nothing up. LN014 if the link is used, has run out or '
  'is unknown.');
select private.expose('slots_by_link', '{anon,authenticated}',
  'Free times to which the visit of a link may be moved: the same doctor, three weeks, 60 at most. LN014 as for '
  'visit_by_link.');
select private.expose('confirm_visit_by_link', '{anon,authenticated}',
  'Says that the patient will come. The link''s one use; LN014 as for visit_by_link.');
select private.expose('cancel_visit_by_link', '{anon,authenticated}',
  'Calls the visit off. The link''s one use; LN014 as for visit_by_link.');
select private.expose('reschedule_visit_by_link', '{anon,authenticated}',
  'Moves the visit to a free time of the same doctor; of a kind that wants confirming it is requested again. The link''s one use, unless refused: LN001 not offered, LN012 '
  'held, 23P01 just taken, LN014 as for visit_by_link.');
