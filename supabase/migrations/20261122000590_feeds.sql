/*
 * Calendar feeds: a person's own visits as a calendar that Google, Apple and Outlook subscribe to.
 *
 * A calendar program cannot sign in. It knows an address with a secret of 256 bits, of which only the
 * hash is kept; whoever knows the address reads the calendar, so it says as little as it can. Whether
 * its owner may still see the visits is asked at every reading, by the rules that decide on the screens.
 */

create table public.calendar_feeds (
  id           uuid primary key default gen_random_uuid(),
  user_id      uuid not null references public.profiles on delete cascade,
  scope        text not null,
  doctor_id    uuid references public.doctors on delete cascade,
  patient_id   uuid references public.patients on delete cascade,
  label        text,
  with_names   boolean not null default false,
  token_hash   text not null,
  created_at   timestamptz not null default now(),
  last_read_at timestamptz,
  revoked_at   timestamptz,
  constraint calendar_feeds_token_hash_key unique (token_hash),
  constraint calendar_feeds_token_hash_form check (token_hash ~ '^[0-9a-f]{64}$'),
  constraint calendar_feeds_scope_known check (scope in ('doctor', 'patient')),
  constraint calendar_feeds_of_somebody check (
    (scope = 'doctor') = (doctor_id is not null) and (scope = 'patient') = (patient_id is not null)
  ),
  constraint calendar_feeds_names_of_patients check (not with_names or scope = 'doctor'),
  constraint calendar_feeds_label_length check (char_length(btrim(label)) between 1 and 80)
);
comment on table public.calendar_feeds is 'Calendars a person subscribes to by a secret address. Kept when revoked: the log of who could read what.';
comment on column public.calendar_feeds.with_names is 'The doctor''s choice to have patients'' names in the calendar rather than initials.';
comment on column public.calendar_feeds.token_hash is 'SHA-256 of the secret, in hex; the secret is told once.';
comment on column public.calendar_feeds.last_read_at is 'When a calendar program last asked, to the minute.';
create index calendar_feeds_user_id_created_at_idx on public.calendar_feeds (user_id, created_at);
create index calendar_feeds_doctor_id_idx on public.calendar_feeds (doctor_id) where doctor_id is not null;
create index calendar_feeds_patient_id_idx on public.calendar_feeds (patient_id) where patient_id is not null;

alter table public.calendar_feeds enable row level security;
create policy calendar_feeds_select_own on public.calendar_feeds for select to authenticated
  using (user_id = (select auth.uid()));

grant select (id, user_id, scope, doctor_id, patient_id, label, with_names, created_at, last_read_at, revoked_at)
  on public.calendar_feeds to authenticated;

-- Readings are not writes of a person: they would fill the log.
select private.audited('public.calendar_feeds', p_when => 'insert or delete or update of revoked_at, label, with_names');
select private.on_merge('{public.calendar_feeds}', 'move');
select private.on_erasure('{public.calendar_feeds}', 'contact', 'delete');
select private.no_work_of_patients('{public.calendar_feeds}', 'Shows what there is');
select private.keeps('{public.calendar_feeds}', 'The log of who could read what');

/*
 * How often what a calendar shows of a visit has changed: clients take a higher number for news. Each
 * booking, move, confirmation and cancelling is an event, written by a trigger.
 */
create function private.calendar_sequence(p_appointment_id uuid) returns integer
language sql stable set search_path = ''
as $$
  select count(*)::integer from public.appointment_events
  where appointment_id = p_appointment_id and kind in ('rescheduled', 'confirmed', 'cancelled', 'no_show')
$$;

/*
 * Visits as a calendar shows them, by time: of a doctor, of a patient, or one of them. From 90 days
 * back, with all to come; one that was called off stays for 30 days, so that programs which keep what
 * they once saw take it away. The end is the visit's, without the time kept free after it.
 *
 * [{id, starts_at, ends_at, status, sequence, created_at, updated_at, visit_type, doctor, patient, room}];
 * doctor is told to patients and patient to doctors, by initials unless p_with_names.
 */
create function private.calendar_entries(
  p_scope text, p_doctor_id uuid, p_patient_id uuid, p_with_names boolean,
  p_appointment_id uuid default null, p_at timestamptz default now()
) returns jsonb
language sql stable security definer set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', visit.id,
    'starts_at', visit.starts_at,
    'ends_at', least(visit.ends_at, visit.starts_at + make_interval(mins => coalesce(own.duration_minutes, type.duration_minutes))),
    'status', visit.status,
    'sequence', private.calendar_sequence(visit.id),
    'created_at', visit.created_at,
    'updated_at', visit.updated_at,
    'visit_type', type.name,
    'doctor', case when p_scope = 'patient' then doctor.name end,
    'patient', case
      when p_scope = 'patient' then null
      when p_with_names then patient.full_name
      else rtrim(replace(patient.initials, '.', '. '))
    end,
    'room', room.name
  ) order by visit.starts_at, visit.id), '[]')
  from public.appointments visit
  join public.visit_types type on type.id = visit.visit_type_id
  left join public.doctor_visit_types own
    on own.doctor_id = visit.doctor_id and own.visit_type_id = visit.visit_type_id
  join public.doctors doctor on doctor.id = visit.doctor_id
  join public.patients patient on patient.id = visit.patient_id
  left join public.rooms room on room.id = visit.room_id
  where (p_doctor_id is null or visit.doctor_id = p_doctor_id)
    and (p_patient_id is null or visit.patient_id = p_patient_id)
    and (p_appointment_id is null or visit.id = p_appointment_id)
    and (
      p_appointment_id is not null
      or visit.starts_at >= p_at - interval '90 days' and (
        visit.status not in ('cancelled', 'no_show')
        or coalesce(visit.cancelled_at, visit.updated_at) >= p_at - interval '30 days'
      )
    )
$$;

/*
 * Makes a feed of the caller's own visits as a doctor, or of a patient's the caller answers for, and
 * tells its secret: once, and never again. p_label tells several apart.
 *
 * Raises 42501 the caller is no doctor, PT404 the patient is not the caller's, 22023 bad input.
 */
create function private.create_calendar_feed(
  p_scope text, p_patient_id uuid default null, p_label text default null, p_with_names boolean default false
) returns table (id uuid, token text)
language plpgsql security definer set search_path = ''
as $$
declare
  v_token constant text := private.new_token();
  v_label constant text := nullif(btrim(p_label), '');
  v_doctor_id uuid;
  v_id uuid;
begin
  if p_scope is null or p_scope not in ('doctor', 'patient') then
    raise exception using errcode = '22023', message = 'p_scope must be doctor or patient', hint = 'p_scope';
  end if;
  if char_length(v_label) > 80 or v_label ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'a label has at most 80 characters in one line', hint = 'p_label';
  end if;
  if p_scope = 'doctor' then
    select doctor.id into v_doctor_id from public.doctors doctor
    where doctor.id = private.current_staff_id() and doctor.active;
    if not found then
      raise exception using errcode = '42501', message = 'Only doctors have such a calendar', hint = 'p_scope';
    end if;
  elsif p_patient_id is null or p_patient_id not in (select private.current_patient_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such patient', hint = 'p_patient_id';
  end if;

  insert into public.calendar_feeds (user_id, scope, doctor_id, patient_id, label, with_names, token_hash)
  values (
    auth.uid(), p_scope, v_doctor_id, case when p_scope = 'patient' then p_patient_id end, v_label,
    p_scope = 'doctor' and coalesce(p_with_names, false), private.token_hash(v_token)
  )
  returning calendar_feeds.id into v_id;
  return query select v_id, v_token;
end
$$;

/* Ends a feed of the caller's at once; ended already, it stays so. Raises PT404 no such feed of the caller's. */
create function private.revoke_calendar_feed(p_feed_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.calendar_feeds set revoked_at = coalesce(revoked_at, now())
  where id = p_feed_id and user_id = auth.uid();
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such feed', hint = 'p_feed_id';
  end if;
end
$$;

/*
 * What a feed shows now, to whoever knows its secret. Its owner's rights are asked as if the owner were
 * asking, so that what ends them on the screens (a link taken away, a job that ended, an account that is
 * closed) ends the feed.
 *
 * {scope, locale, hospital, label, entries[]}; raises LN014 in every other case, without telling which.
 */
create function private.calendar_feed(p_token text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_feed public.calendar_feeds;
  v_caller constant text := current_setting('request.jwt.claims', true);
  v_allowed boolean;
begin
  select feed.* into v_feed from public.calendar_feeds feed
  join auth.users account on account.id = feed.user_id
  where feed.token_hash = private.token_hash(p_token)
    and feed.revoked_at is null
    and (account.banned_until is null or account.banned_until <= now())
    and account.deleted_at is null;
  if found then
    perform set_config('request.jwt.claims', jsonb_build_object('sub', v_feed.user_id)::text, true);
    v_allowed := case v_feed.scope
      when 'doctor' then
        v_feed.doctor_id is not distinct from private.current_staff_id()
        and exists (select from public.doctors doctor where doctor.id = v_feed.doctor_id and doctor.active)
      else v_feed.patient_id in (select private.current_patient_ids())
    end;
    perform set_config('request.jwt.claims', coalesce(v_caller, ''), true);
  end if;
  if v_allowed is not true then
    raise exception using errcode = 'LN014', message = 'There is no such feed';
  end if;

  -- Programs ask every few minutes, some more often: one write a minute is enough.
  update public.calendar_feeds set last_read_at = now()
  where id = v_feed.id and (last_read_at is null or last_read_at < now() - interval '1 minute');

  return jsonb_build_object(
    'scope', v_feed.scope,
    'locale', (select locale from public.profiles where id = v_feed.user_id),
    'hospital', (select name from public.hospital_settings),
    'label', v_feed.label,
    'entries', private.calendar_entries(v_feed.scope, v_feed.doctor_id, v_feed.patient_id, v_feed.with_names)
  );
end
$$;

/*
 * One visit for the caller's calendar: as its patient, or somebody who answers for them, sees it, else as
 * its doctor. In the form of calendar_feed. Raises PT404 for anybody else.
 */
create function private.calendar_visit(p_appointment_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_scope text;
begin
  select case
    when visit.patient_id in (select private.current_patient_ids()) then 'patient'
    when visit.doctor_id = private.current_staff_id() then 'doctor'
  end into v_scope
  from public.appointments visit where visit.id = p_appointment_id;
  if v_scope is null then
    raise exception using errcode = 'PT404', message = 'There is no such visit', hint = 'p_appointment_id';
  end if;
  return jsonb_build_object(
    'scope', v_scope,
    'locale', (select locale from public.profiles where id = auth.uid()),
    'hospital', (select name from public.hospital_settings),
    'label', null,
    'entries', private.calendar_entries(v_scope, null, null, false, p_appointment_id)
  );
end
$$;

-- The owner's screens show when it was made, read, or ended.
create trigger calendar_feeds_600_announce after insert or update on public.calendar_feeds
  for each row execute function private.tg_announce('user:{user_id}', 'calendar_feed_changed', 'id');

select private.expose('create_calendar_feed', '{authenticated}',
  'Makes a calendar feed (scope doctor or patient) and tells its secret, once. No doctor 42501, not one''s own '
  'patient PT404, bad input 22023.');
select private.expose('revoke_calendar_feed', '{authenticated}',
  'Ends one of the caller''s calendar feeds at once; not one''s own PT404.');
-- A calendar program has no account: the secret is what it may do.
select private.expose('calendar_feed', '{anon,authenticated}',
  'What the feed of a secret shows now: {scope, locale, hospital, label, entries}. LN014 when it is revoked, unknown '
  'or no longer its owner''s to see.');
select private.expose('calendar_visit', '{authenticated}',
  'One of the caller''s own visits, as patient or doctor, in the form of calendar_feed; anybody else''s PT404.');
