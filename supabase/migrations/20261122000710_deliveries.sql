/*
 * Deliveries: what is sent to patients by e-mail and SMS, exactly once, and the links in it.
 *
 * An outbox. Whoever has something to say puts a row here in the transaction that makes it true; a row
 * has a key, so saying it twice says it once. The edge function `reminders` claims rows for a while
 * (a lease), asks once more right before sending whether it is still true (begin_send, which also writes
 * down that the row's fate is open from now on), sends, and records. A row whose worker died in between is
 * never sent again on a guess: the next worker asks the provider for it, and where the provider cannot be
 * asked the row is `uncertain`, for a person to decide.
 *
 * Links in messages need no password and do one thing, once: only the SHA-256 of their token is kept.
 */

-- Where the extensions are to be had they are used; the embedded stack brings the same schemas itself.
do $$
begin
  if exists (select from pg_available_extensions where name = 'pg_cron') then
    create extension if not exists pg_cron with schema pg_catalog;
  end if;
  if exists (select from pg_available_extensions where name = 'pg_net') then
    create extension if not exists pg_net with schema extensions;
  end if;
end
$$;

create table public.deliveries (
  id              uuid primary key default gen_random_uuid(),
  key             text collate "C" not null, -- "C", so that a prefix finds its index
  channel         text not null,
  kind            text not null,
  patient_id      uuid not null references public.patients on delete cascade,
  appointment_id  uuid references public.appointments on delete cascade,
  params          jsonb not null default '{}',
  locale          text not null,
  due_at          timestamptz not null,
  expires_at      timestamptz,
  status          text not null default 'pending',
  attempts        integer not null default 0,
  round           integer not null default 1,
  next_attempt_at timestamptz not null,
  claimed_by      text,
  claimed_until   timestamptz,
  sending_at      timestamptz,
  fingerprint     text,
  recipient       text,
  provider_id     text,
  last_error      text,
  sent_at         timestamptz,
  delivered_at    timestamptz,
  retried_at      timestamptz,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  constraint deliveries_key_channel_key unique (key, channel),
  constraint deliveries_key_length check (char_length(key) between 1 and 200),
  constraint deliveries_channel_known check (channel in ('email', 'sms')),
  constraint deliveries_kind_known check (kind in (
    'visit_booked', 'visit_moved', 'visit_cancelled', 'visit_reminder', 'waitlist_offer', 'follow_up_due', 'link_code'
  )),
  constraint deliveries_locale_known check (locale in ('en', 'es')),
  constraint deliveries_params_object check (jsonb_typeof(params) = 'object'),
  constraint deliveries_status_known check (status in (
    'pending', 'sending', 'uncertain', 'sent', 'delivered', 'failed', 'gave_up', 'cancelled'
  )),
  constraint deliveries_last_error_length check (char_length(last_error) <= 500)
);
comment on table public.deliveries is 'Messages to patients: waiting, on their way, sent. Written by functions of this file only.';
comment on column public.deliveries.key is 'What is said, e.g. visit:<id>:<start>:reminder; with the channel it is unique.';
comment on column public.deliveries.expires_at is 'When it would no longer be of use: it is not sent from then on.';
comment on column public.deliveries.status is
  'pending waits for next_attempt_at · sending its fate is open · uncertain nobody can find out · sent accepted by the provider · delivered · failed refused · gave_up after many tries · cancelled no longer true or not wanted.';
comment on column public.deliveries.round is 'Counts how often a person had it sent again; part of the Message-ID.';
comment on column public.deliveries.sending_at is 'When it was last about to be handed to a provider; null if never.';
comment on column public.deliveries.fingerprint is 'SHA-256 of the text handed over, by which it is found again at the provider.';
comment on column public.deliveries.last_error is 'Why it failed, waits or was cancelled: a word of ours, or what the provider said.';

create index deliveries_pending_idx on public.deliveries (next_attempt_at) where status = 'pending';
create index deliveries_sending_idx on public.deliveries (claimed_until) where status = 'sending';
create index deliveries_updated_at_idx on public.deliveries (updated_at desc, id desc);
create index deliveries_status_updated_at_idx on public.deliveries (status, updated_at desc, id desc);
create index deliveries_patient_id_updated_at_idx on public.deliveries (patient_id, updated_at desc, id desc);
create index deliveries_appointment_id_idx on public.deliveries (appointment_id, updated_at desc);
create index deliveries_provider_id_idx on public.deliveries (provider_id) where provider_id is not null;

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

alter table public.deliveries enable row level security;
create policy deliveries_select_readers on public.deliveries for select to authenticated
  using ((select private.has_permission('deliveries.read')));
-- Neither what is said nor what a worker left to itself.
grant select (
  id, key, channel, kind, patient_id, appointment_id, locale, due_at, expires_at, status, attempts, next_attempt_at,
  recipient, provider_id, last_error, sent_at, delivered_at, retried_at, created_at, updated_at
) on public.deliveries to authenticated;

/* Calling edge functions ------------------------------------------------------------------------- */

/*
 * Calls an edge function once this transaction has committed; nothing happens if it does not. Where the
 * hospital has not said how (`project_url` and `jobs_key` in the vault), nothing is called. Returns the
 * number of the request, under which net._http_response keeps the answer for a while.
 */
create function private.call_function(p_name text, p_body jsonb default '{}') returns bigint
language plpgsql security definer set search_path = ''
as $$
declare
  v_url text;
  v_key text;
begin
  select
    max(secret.decrypted_secret) filter (where secret.name = 'project_url'),
    max(secret.decrypted_secret) filter (where secret.name = 'jobs_key')
  into v_url, v_key
  from vault.decrypted_secrets as secret
  where secret.name in ('project_url', 'jobs_key');
  if v_url is null or v_key is null then
    return null;
  end if;
  return net.http_post(
    url := rtrim(v_url, '/') || '/functions/v1/' || p_name,
    body := p_body,
    headers := jsonb_build_object('Content-Type', 'application/json', 'Authorization', 'Bearer ' || v_key),
    timeout_milliseconds := 60000
  );
end
$$;

/* Saying something ------------------------------------------------------------------------------- */

/* The first moment from p_at on that is not in the quiet hours, by the clocks of a zone. */
create function private.after_quiet_hours(p_at timestamptz, p_from time, p_until time, p_time_zone text) returns timestamptz
language plpgsql stable set search_path = ''
as $$
declare
  v_local constant timestamp := p_at at time zone p_time_zone;
  v_day date := v_local::date;
begin
  if p_from is null or p_until is null or p_from = p_until then
    return p_at;
  end if;
  if p_from < p_until then
    if v_local::time < p_from or v_local::time >= p_until then return p_at; end if;
  elsif v_local::time >= p_from then
    v_day := v_day + 1;
  elsif v_local::time >= p_until then
    return p_at;
  end if;
  -- In the hour that is there twice the earlier of the two could lie before p_at.
  return greatest(p_at, (v_day + p_until) at time zone p_time_zone);
end
$$;

/*
 * When something may be sent that is due at p_at; null if it would be of no use by then. What somebody
 * asked for on the spot does not wait, and rather than let a person set out for nothing, news of a
 * visit before the quiet hours end are told in them.
 */
create function private.sending_time(
  p_kind text, p_at timestamptz, p_expires_at timestamptz, p_from time, p_until time, p_time_zone text
) returns timestamptz
language plpgsql stable set search_path = ''
as $$
declare
  v_at constant timestamptz := case when p_kind = 'link_code' then p_at
    else private.after_quiet_hours(p_at, p_from, p_until, p_time_zone) end;
begin
  if p_expires_at is null or v_at < p_expires_at then return v_at; end if;
  if p_kind in ('visit_moved', 'visit_cancelled') and p_at < p_expires_at then return p_at; end if;
  return null;
end
$$;

/* A telephone number as providers take it (E.164); null if it does not name its country. */
create function private.international_phone(p_phone text) returns text
language sql immutable set search_path = ''
as $$
  select case when btrim(p_phone) ~ '^([+]|00)' and private.phone_digits(p_phone) ~ '^[1-9][0-9]{6,14}$'
    then '+' || private.phone_digits(p_phone) end
$$;

/*
 * Has something told to a patient at p_due_at, by every channel their preferences allow and an address
 * exists for. Told the same key again it does nothing, unless what it was about had been called off
 * meanwhile: then it is as good as new. Returns how many messages wait now because of this call.
 */
create function private.enqueue_delivery(
  p_patient_id uuid, p_kind text, p_params jsonb, p_due_at timestamptz, p_key text,
  p_appointment_id uuid default null, p_expires_at timestamptz default null
) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_way record;
  v_due_at timestamptz;
  v_count integer;
begin
  select * into v_way from private.preferences_of(p_patient_id);
  v_due_at := private.sending_time(
    p_kind, greatest(p_due_at, now()), p_expires_at, v_way.quiet_from, v_way.quiet_until, v_way.time_zone
  );
  if v_due_at is null then
    return 0;
  end if;
  insert into public.deliveries as delivery (
    key, channel, kind, patient_id, appointment_id, params, locale, due_at, expires_at, next_attempt_at
  )
  select
    p_key, channel.name, p_kind, p_patient_id, p_appointment_id, coalesce(p_params, '{}'),
    v_way.language, v_due_at, p_expires_at, v_due_at
  from (values
    ('email', v_way.email and v_way.email_address is not null),
    ('sms', v_way.sms and private.international_phone(v_way.phone) is not null)
  ) as channel (name, open)
  where channel.open
  on conflict on constraint deliveries_key_channel_key do update set
    status = 'pending', params = excluded.params, locale = excluded.locale, due_at = excluded.due_at,
    expires_at = excluded.expires_at, next_attempt_at = excluded.next_attempt_at, last_error = null,
    -- Whoever holds it has the words of before.
    claimed_by = null, claimed_until = null
  -- One that was on its way when it was called off may have arrived.
  where delivery.status = 'cancelled' and delivery.sending_at is null;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

/* Calls off what has not been sent yet of all that begins with a key; returns how many messages. */
create function private.cancel_deliveries(p_key_prefix text) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_count integer;
begin
  update public.deliveries set status = 'cancelled', last_error = 'overtaken'
  where key ^@ p_key_prefix and status = 'pending';
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

/* Visits ------------------------------------------------------------------------------------------- */

/* A visit that moves has to be confirmed anew. */
create function private.tg_appointments__unconfirm() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.patient_confirmed_at := null;
  return new;
end
$$;
create trigger appointments_150_unconfirm before update on public.appointments
  for each row
  when ((old.starts_at, old.doctor_id) is distinct from (new.starts_at, new.doctor_id) and old.patient_confirmed_at is not null)
  execute function private.tg_appointments__unconfirm();

/*
 * Tells the patient of a visit that is booked, moved or called off, whoever did it: a confirmation for
 * those who did it themselves. The reminder is due 24 hours before; for a visit sooner than that the
 * message that says so is reminder enough. Nothing is said of what is past.
 */
create function private.tg_appointments__deliver() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_visit constant text := format('visit:%s:', new.id);
  v_key constant text := v_visit || extract(epoch from new.starts_at)::bigint;
  v_params constant jsonb := jsonb_build_object('starts_at', new.starts_at, 'doctor_id', new.doctor_id);
  v_moved constant boolean := tg_op = 'UPDATE'
    and (new.starts_at, new.doctor_id) is distinct from (old.starts_at, old.doctor_id);
  v_stepped constant boolean := tg_op = 'INSERT' or new.status <> old.status;
begin
  if not v_moved and not v_stepped then
    return null;
  end if;
  if tg_op = 'UPDATE' then
    perform private.cancel_deliveries(v_visit);
  end if;
  if new.starts_at <= now() then
    return null;
  end if;

  if new.status = 'cancelled' and tg_op = 'UPDATE' then
    perform private.enqueue_delivery(
      new.patient_id, 'visit_cancelled', v_params, now(), v_key || ':cancelled', new.id, new.starts_at
    );
  elsif new.status = 'confirmed' then
    if v_moved then
      -- Somewhere, back and there again are three pieces of news.
      perform private.enqueue_delivery(
        new.patient_id, 'visit_moved', v_params || jsonb_build_object('previous_starts_at', old.starts_at),
        now(), v_key || ':moved:' || (extract(epoch from new.updated_at) * 1000000)::bigint, new.id, new.starts_at
      );
    else
      perform private.enqueue_delivery(
        new.patient_id, 'visit_booked', v_params, now(), v_key || ':booked', new.id, new.starts_at
      );
    end if;
    if new.starts_at - interval '24 hours' > now() then
      perform private.enqueue_delivery(
        new.patient_id, 'visit_reminder', v_params, new.starts_at - interval '24 hours',
        v_key || ':reminder', new.id, new.starts_at
      );
    end if;
  end if;
  return null;
end
$$;
create trigger appointments_710_deliver after insert or update on public.appointments
  for each row execute function private.tg_appointments__deliver();

/* Sending ------------------------------------------------------------------------------------------ */

/* Why a message must not go out now: a word for last_error; null if it may. */
create function private.delivery_obstacle(p_delivery public.deliveries) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_way record;
  v_visit public.appointments;
begin
  if p_delivery.expires_at <= clock_timestamp() then return 'expired'; end if;
  if exists (select from public.patients where id = p_delivery.patient_id and archived_at is not null) then
    return 'archived';
  end if;
  select * into v_way from private.preferences_of(p_delivery.patient_id);
  if not (case p_delivery.channel when 'email' then v_way.email else v_way.sms end) then
    return 'switched_off';
  end if;
  if (case p_delivery.channel when 'email' then v_way.email_address else private.international_phone(v_way.phone) end) is null then
    return 'no_address';
  end if;
  if p_delivery.kind = 'waitlist_offer' and not exists (
    select from public.waitlist_offers offer
    where offer.id = (p_delivery.params ->> 'offer_id')::uuid and offer.status = 'open'
  ) then
    return 'overtaken';
  end if;
  if p_delivery.kind like 'visit_%' then
    select * into v_visit from public.appointments where id = p_delivery.appointment_id;
    if (v_visit.starts_at, v_visit.doctor_id) is distinct from
        ((p_delivery.params ->> 'starts_at')::timestamptz, (p_delivery.params ->> 'doctor_id')::uuid)
      or v_visit.status <> (case p_delivery.kind when 'visit_cancelled' then 'cancelled' else 'confirmed' end)
    then
      return 'overtaken';
    end if;
  end if;
  if p_delivery.kind = 'link_code' and not exists (
    select from public.link_codes
    where id = (p_delivery.params ->> 'link_code_id')::uuid and used_at is null and withdrawn_at is null
  ) then
    return 'overtaken';
  end if;
  return null;
end
$$;

/* A link to a visit as it stands now; the token, which only the message will have. */
create function private.issue_visit_link(p_appointment_id uuid) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  v_token constant text := rtrim(translate(encode(extensions.gen_random_bytes(32), 'base64'), '+/', '-_'), '=');
begin
  insert into private.visit_links (token_hash, appointment_id, starts_at, expires_at)
  select encode(sha256(convert_to(v_token, 'UTF8')), 'hex'), visit.id, visit.starts_at, visit.starts_at
  from public.appointments visit where visit.id = p_appointment_id;
  return v_token;
end
$$;

/*
 * What a message says, with a link of its own: the params, and what a reader needs besides. Null when there
 * is nothing to say any more.
 */
create function private.delivery_content(p_delivery public.deliveries) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_content jsonb;
  v_code text;
  v_path text;
begin
  select p_delivery.params || jsonb_build_object(
    'hospital_name', settings.name, 'time_zone', settings.time_zone, 'given_name', patient.given_name
  )
  into v_content
  from public.hospital_settings settings, public.patients patient
  where patient.id = p_delivery.patient_id;

  if p_delivery.appointment_id is not null then
    select v_content || jsonb_strip_nulls(jsonb_build_object(
      'doctor_name', doctor.name, 'starts_at', visit.starts_at, 'place', concat_ws(', ', room.name, department.name)
    ))
    into v_content
    from public.appointments visit
    join public.doctors doctor on doctor.id = visit.doctor_id
    join public.specialties specialty on specialty.id = doctor.specialty_id
    left join public.rooms room on room.id = visit.room_id
    left join public.departments department on department.id = coalesce(room.department_id, specialty.department_id)
    where visit.id = p_delivery.appointment_id;
  end if;

  if p_delivery.kind in ('visit_booked', 'visit_moved', 'visit_reminder') then
    v_path := '/visit/' || private.issue_visit_link(p_delivery.appointment_id);
  elsif p_delivery.kind = 'waitlist_offer' then
    v_path := '/offer/' || private.issue_offer_token((p_delivery.params ->> 'offer_id')::uuid);
  elsif p_delivery.kind = 'link_code' then
    -- Made now and for this message alone: only its hash is kept.
    v_code := private.mint_link_code((p_delivery.params ->> 'link_code_id')::uuid);
    if v_code is null then return null; end if;
    v_path := '/portal/link';
  end if;
  return v_content || jsonb_strip_nulls(jsonb_build_object('path', v_path, 'code', v_code));
end
$$;

/*
 * Takes messages that are due, for p_lease_seconds: each with what it says, or, where fate is `unknown`,
 * with what a worker that did not come back left to look for. No two workers have one message at a time.
 */
create function private.claim_deliveries(p_worker text, p_limit integer, p_lease_seconds integer)
returns table (
  id uuid, channel text, kind text, locale text, fate text, recipient text, content jsonb,
  fingerprint text, round integer, sending_at timestamptz
)
language plpgsql security definer set search_path = ''
as $$
declare
  v_delivery public.deliveries;
  v_obstacle text;
  v_content jsonb;
  v_way record;
  v_at timestamptz;
begin
  for v_delivery in
    select delivery.* from public.deliveries delivery
    where delivery.status = 'sending' and delivery.claimed_until <= clock_timestamp()
    order by delivery.claimed_until
    limit p_limit
    for update skip locked
  loop
    update public.deliveries delivery
    set claimed_by = p_worker, claimed_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
    where delivery.id = v_delivery.id;
    return query select
      v_delivery.id, v_delivery.channel, v_delivery.kind, v_delivery.locale, 'unknown', v_delivery.recipient,
      null::jsonb, v_delivery.fingerprint, v_delivery.round, v_delivery.sending_at;
    p_limit := p_limit - 1;
  end loop;

  for v_delivery in
    select delivery.* from public.deliveries delivery
    where delivery.status = 'pending' and delivery.next_attempt_at <= clock_timestamp()
      and (delivery.claimed_until is null or delivery.claimed_until <= clock_timestamp())
    order by delivery.next_attempt_at
    limit p_limit
    for update skip locked
  loop
    v_obstacle := private.delivery_obstacle(v_delivery);
    if v_obstacle is not null then
      update public.deliveries delivery set status = 'cancelled', last_error = v_obstacle where delivery.id = v_delivery.id;
      continue;
    end if;
    select * into v_way from private.preferences_of(v_delivery.patient_id);
    v_at := private.sending_time(
      v_delivery.kind, clock_timestamp(), v_delivery.expires_at, v_way.quiet_from, v_way.quiet_until, v_way.time_zone
    );
    if v_at is null then
      update public.deliveries delivery set status = 'cancelled', last_error = 'expired' where delivery.id = v_delivery.id;
      continue;
    elsif v_at > clock_timestamp() then
      update public.deliveries delivery set next_attempt_at = v_at where delivery.id = v_delivery.id;
      continue;
    end if;
    update public.deliveries delivery set
      claimed_by = p_worker, claimed_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
      locale = v_way.language,
      recipient = case v_delivery.channel when 'email' then v_way.email_address else private.international_phone(v_way.phone) end
    where delivery.id = v_delivery.id
    returning * into v_delivery;
    v_content := private.delivery_content(v_delivery);
    if v_content is null then
      update public.deliveries delivery set
        status = 'cancelled', last_error = 'overtaken', claimed_by = null, claimed_until = null
      where delivery.id = v_delivery.id;
      continue;
    end if;
    return query select
      v_delivery.id, v_delivery.channel, v_delivery.kind, v_delivery.locale, 'new', v_delivery.recipient,
      v_content, null::text, v_delivery.round, v_delivery.sending_at;
  end loop;
end
$$;

/*
 * The last question before a message is handed over: whether this worker still holds it and it is still
 * true. From here on its fate is open, which is written down first, with what to look for. A visit that
 * is being moved right now is waited for.
 */
create function private.begin_send(p_id uuid, p_worker text, p_fingerprint text, p_lease_seconds integer) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  v_delivery public.deliveries;
  v_obstacle text;
begin
  -- The visit first, then its message: the order in which a move takes them.
  perform from public.appointments visit
  where visit.id = (select appointment_id from public.deliveries where id = p_id)
  for share;
  select * into v_delivery from public.deliveries
  where id = p_id and status = 'pending' and claimed_by = p_worker and claimed_until > clock_timestamp()
  for update;
  if not found then
    return false;
  end if;
  v_obstacle := private.delivery_obstacle(v_delivery);
  if v_obstacle is not null then
    update public.deliveries set status = 'cancelled', last_error = v_obstacle, claimed_by = null, claimed_until = null
    where id = p_id;
    return false;
  end if;
  update public.deliveries set
    status = 'sending', sending_at = clock_timestamp(), attempts = attempts + 1, fingerprint = p_fingerprint,
    claimed_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
  where id = p_id;
  return true;
end
$$;

/* The provider has it. What its own report has said meanwhile (record_sms_status) stands. */
create function private.record_sent(p_id uuid, p_worker text, p_provider_id text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.deliveries set
    status = case when status = 'sending' then 'sent' else status end,
    sent_at = coalesce(sent_at, clock_timestamp()),
    provider_id = coalesce(provider_id, p_provider_id),
    last_error = case when status = 'sending' then null else last_error end,
    claimed_by = null, claimed_until = null
  where id = p_id and claimed_by = p_worker and status in ('sending', 'sent', 'delivered', 'failed');
end
$$;

/* How long to wait before the next try: 30 seconds, doubled each time, an hour at most, give or take a half. */
create function private.retry_delay(p_attempts integer) returns interval
language sql volatile set search_path = ''
as $$
  select least(interval '30 seconds' * power(2, greatest(least(p_attempts, 10), 1) - 1), interval '1 hour') * (0.5 + random())
$$;

/*
 * The provider has certainly not got it: p_permanent if it never will (`failed`); else it is tried again
 * later, eight times in all, or until it is of no use (`gave_up`).
 */
create function private.record_failure(p_id uuid, p_worker text, p_error text, p_permanent boolean) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_delivery public.deliveries;
  v_next_at timestamptz;
begin
  select * into v_delivery from public.deliveries where id = p_id and claimed_by = p_worker and status = 'sending' for update;
  if not found then
    return;
  end if;
  v_next_at := clock_timestamp() + private.retry_delay(v_delivery.attempts);
  update public.deliveries set
    status = case
      when p_permanent then 'failed'
      when attempts >= 8 or v_next_at >= expires_at then 'gave_up'
      else 'pending'
    end,
    next_attempt_at = v_next_at, last_error = left(p_error, 500), claimed_by = null, claimed_until = null
  where id = p_id;
end
$$;

/*
 * What came of looking for a message whose fate was open. `found`: it was sent. `missing`: it never
 * arrived there and is sent anew. `early`: it may still be on its way; asked again in half a minute.
 * `unknown`: the provider did not say; asked again later, eight times in all. `unknowable`: there is nobody
 * to ask. The last two end as `uncertain`.
 */
create function private.resolve_delivery(p_id uuid, p_worker text, p_finding text, p_provider_id text, p_error text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if p_finding is null or p_finding not in ('found', 'missing', 'early', 'unknown', 'unknowable') then
    raise exception using errcode = '22023', message = 'There is no such finding', hint = 'p_finding';
  end if;
  if p_finding = 'found' then
    perform private.record_sent(p_id, p_worker, p_provider_id);
    return;
  end if;
  update public.deliveries set
    status = case
      when p_finding = 'missing' then 'pending'
      when p_finding = 'unknowable' or p_finding = 'unknown' and attempts >= 8 then 'uncertain'
      else 'sending'
    end,
    attempts = case when p_finding = 'unknown' then attempts + 1 else attempts end,
    next_attempt_at = case when p_finding = 'missing' then clock_timestamp() else next_attempt_at end,
    last_error = case when p_finding = 'missing' then last_error else coalesce(left(p_error, 500), last_error) end,
    claimed_by = null,
    claimed_until = case p_finding
      when 'early' then least(clock_timestamp() + interval '30 seconds', claimed_until)
      when 'unknown' then clock_timestamp() + private.retry_delay(attempts)
    end
  where id = p_id and claimed_by = p_worker and status = 'sending';
end
$$;

/*
 * What the provider reports of a text message. Reports may come twice, late and in any order, even before
 * the worker has recorded the sending: nothing goes backwards, and the first end is the end. Returns
 * whether anything has changed.
 */
create function private.record_sms_status(p_id uuid, p_provider_id text, p_status text, p_error text) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  v_delivery public.deliveries;
  v_status text := case
    when p_status in ('accepted', 'queued', 'sending', 'sent') then 'sent'
    when p_status in ('delivered', 'read') then 'delivered'
    when p_status in ('failed', 'undelivered', 'canceled') then 'failed'
  end;
begin
  select * into v_delivery from public.deliveries where id = p_id and channel = 'sms' for update;
  -- Only the message that was last handed over, and only one that was.
  if v_status is null or v_delivery.sending_at is null or v_delivery.provider_id <> p_provider_id
    or v_delivery.status not in ('pending', 'sending', 'uncertain', 'sent') or v_delivery.status = v_status
  then
    return false;
  end if;
  update public.deliveries set
    status = v_status, provider_id = p_provider_id, sent_at = coalesce(sent_at, clock_timestamp()),
    delivered_at = case v_status when 'delivered' then clock_timestamp() end,
    last_error = case v_status when 'failed' then left(coalesce(p_error, p_status), 500) end
  where id = p_id;
  return true;
end
$$;

/* Calls the function that sends, if there is anything to do. Every minute, and when something is new. */
create function private.send_due_deliveries() returns bigint
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (
    select from public.deliveries where status = 'pending' and next_attempt_at <= clock_timestamp()
      and (claimed_until is null or claimed_until <= clock_timestamp())
  ) or exists (select from public.deliveries where status = 'sending' and claimed_until <= clock_timestamp()) then
    return private.call_function('reminders');
  end if;
  return null;
end
$$;

select cron.schedule('reminders', '* * * * *', 'select private.send_due_deliveries()');
select cron.schedule(
  'forget-old-links', '37 3 * * *',
  $$delete from private.visit_links where expires_at < now() - interval '30 days'$$
);

/*
 * What is new and due does not wait for the minute. One call serves all that is written at one time: who
 * finds somebody else at it leaves it to them, and to the minute.
 */
create function private.tg_deliveries__wake() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from written where written.status = 'pending' and written.next_attempt_at <= clock_timestamp())
    and current_setting('lantern.deliveries_woken', true) is distinct from pg_current_xact_id()::text
    and pg_try_advisory_xact_lock(hashtextextended('deliveries', 0))
  then
    perform set_config('lantern.deliveries_woken', pg_current_xact_id()::text, true);
    perform private.call_function('reminders');
  end if;
  return null;
end
$$;
create trigger deliveries_700_wake after insert on public.deliveries
  referencing new table as written
  for each statement execute function private.tg_deliveries__wake();

/* Tells those who watch the log that it is out of date; it is read again through row-level security. */
create function private.tg_deliveries__announce() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from written) then
    perform private.announce('deliveries', 'delivery_changed', '{}');
  end if;
  return null;
end
$$;
create function private.tg_deliveries__announce_change() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- Being claimed is no news.
  if exists (select from written join before using (id) where written.status <> before.status) then
    perform private.announce('deliveries', 'delivery_changed', '{}');
  end if;
  return null;
end
$$;
create trigger deliveries_100_touch_updated_at before update on public.deliveries
  for each row execute function private.tg_touch_updated_at();
create trigger deliveries_600_announce after insert on public.deliveries
  referencing new table as written
  for each statement execute function private.tg_deliveries__announce();
create trigger deliveries_610_announce_change after update on public.deliveries
  referencing old table as before new table as written
  for each statement execute function private.tg_deliveries__announce_change();
-- The table is the log of what the machine does; what people have it do is in theirs.
create trigger deliveries_900_audit after update of retried_at on public.deliveries
  for each row execute function private.tg_audit();

/* Has a message sent again that failed, was given up or may not have arrived; see public.retry_delivery. */
create function private.retry_delivery(p_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_delivery public.deliveries;
  v_obstacle text;
begin
  perform private.require_permission('deliveries.read');
  select * into v_delivery from public.deliveries where id = p_id for update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such message', hint = 'p_id';
  end if;
  if v_delivery.status not in ('failed', 'gave_up', 'uncertain') then
    raise exception using errcode = 'LN009', message = 'This message is not waiting for somebody to send it again';
  end if;
  v_obstacle := private.delivery_obstacle(v_delivery);
  if v_obstacle is not null then
    raise exception using errcode = 'LN009', message = 'This message is no longer of use', hint = v_obstacle;
  end if;
  update public.deliveries set
    status = 'pending', attempts = 0, round = round + 1, next_attempt_at = now(), retried_at = now(),
    provider_id = null, sent_at = null, delivered_at = null, last_error = null, claimed_by = null, claimed_until = null
  where id = p_id;
  perform private.call_function('reminders');
end
$$;

create function public.retry_delivery(p_id uuid) returns void
language sql set search_path = ''
as $$
  select private.retry_delivery(p_id);
$$;
comment on function public.retry_delivery(uuid) is
  'Sends a message again that failed, was given up, or may not have arrived. Needs deliveries.read (42501). PT404 no such message; LN009 it is not in such a state, or of no use any more (hint: why).';

create function public.claim_deliveries(p_worker text, p_limit integer default 10, p_lease_seconds integer default 120)
returns table (
  id uuid, channel text, kind text, locale text, fate text, recipient text, content jsonb,
  fingerprint text, round integer, sending_at timestamptz
)
language sql set search_path = ''
as $$
  select * from private.claim_deliveries(p_worker, p_limit, p_lease_seconds);
$$;
create function public.begin_send(p_id uuid, p_worker text, p_fingerprint text, p_lease_seconds integer default 120) returns boolean
language sql set search_path = ''
as $$
  select private.begin_send(p_id, p_worker, p_fingerprint, p_lease_seconds);
$$;
create function public.record_sent(p_id uuid, p_worker text, p_provider_id text default null) returns void
language sql set search_path = ''
as $$
  select private.record_sent(p_id, p_worker, p_provider_id);
$$;
create function public.record_failure(p_id uuid, p_worker text, p_error text, p_permanent boolean default false) returns void
language sql set search_path = ''
as $$
  select private.record_failure(p_id, p_worker, p_error, p_permanent);
$$;
create function public.resolve_delivery(
  p_id uuid, p_worker text, p_finding text, p_provider_id text default null, p_error text default null
) returns void
language sql set search_path = ''
as $$
  select private.resolve_delivery(p_id, p_worker, p_finding, p_provider_id, p_error);
$$;
create function public.record_sms_status(p_id uuid, p_provider_id text, p_status text, p_error text default null) returns boolean
language sql set search_path = ''
as $$
  select private.record_sms_status(p_id, p_provider_id, p_status, p_error);
$$;
comment on function public.claim_deliveries(text, integer, integer) is 'For the edge function reminders: takes messages that are due, for a while.';
comment on function public.begin_send(uuid, text, text, integer) is 'For the edge function reminders: whether the message may go out now; its fate is open from then on.';
comment on function public.record_sent(uuid, text, text) is 'For the edge function reminders: the provider has the message.';
comment on function public.record_failure(uuid, text, text, boolean) is 'For the edge function reminders: the provider certainly has not got the message.';
comment on function public.resolve_delivery(uuid, text, text, text, text) is 'For the edge function reminders: what came of looking for a message whose fate was open: found, missing, early, unknown or unknowable.';
comment on function public.record_sms_status(uuid, text, text, text) is 'For the edge function sms-status: what the provider reports of a text message; whether that was news.';

/* Links in messages ----------------------------------------------------------------------------------- */

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
  where link.token_hash = encode(sha256(convert_to(p_token, 'UTF8')), 'hex')
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
  where link.token_hash = encode(sha256(convert_to(p_token, 'UTF8')), 'hex')
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
  starts_at timestamptz, doctor_name text, place text, confirmed boolean, time_zone text, hospital_name text
)
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_visit constant public.appointments := private.visit_of_link(p_token);
begin
  return query
  select
    v_visit.starts_at, doctor.name, nullif(concat_ws(', ', room.name, department.name), ''),
    v_visit.patient_confirmed_at is not null, settings.time_zone, settings.name
  from public.hospital_settings settings
  join public.doctors doctor on doctor.id = v_visit.doctor_id
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
    raise exception using errcode = 'LN001', message = 'This time is not offered for that visit', hint = 'p_starts_at';
  end if;
  perform private.lock_schedules(null, v_visit.patient_id, array[v_visit.room_id, v_slot.room_id]);
  update public.appointments
  set starts_at = p_starts_at, ends_at = v_slot.ends_at, room_id = v_slot.room_id, overbooked = false
  where id = v_visit.id;
end
$$;

create function public.visit_by_link(p_token text)
returns table (
  starts_at timestamptz, doctor_name text, place text, confirmed boolean, time_zone text, hospital_name text
)
language sql stable set search_path = ''
as $$
  select * from private.visit_by_link(p_token);
$$;
create function public.slots_by_link(p_token text) returns table (starts_at timestamptz)
language sql stable set search_path = ''
as $$
  select * from private.slots_by_link(p_token);
$$;
create function public.confirm_visit_by_link(p_token text) returns void
language sql set search_path = ''
as $$
  select private.confirm_visit_by_link(p_token);
$$;
create function public.cancel_visit_by_link(p_token text) returns void
language sql set search_path = ''
as $$
  select private.cancel_visit_by_link(p_token);
$$;
create function public.reschedule_visit_by_link(p_token text, p_starts_at timestamptz) returns void
language sql set search_path = ''
as $$
  select private.reschedule_visit_by_link(p_token, p_starts_at);
$$;
comment on function public.visit_by_link(text) is 'The visit a message told of, by the token of its link; uses nothing up. LN014 if the link is used, has run out or is unknown.';
comment on function public.slots_by_link(text) is 'Free times to which the visit of a link may be moved: the same doctor, three weeks, 60 at most. LN014 as for visit_by_link.';
comment on function public.confirm_visit_by_link(text) is 'Says that the patient will come. The link''s one use; LN014 as for visit_by_link.';
comment on function public.cancel_visit_by_link(text) is 'Calls the visit off. The link''s one use; LN014 as for visit_by_link.';
comment on function public.reschedule_visit_by_link(text, timestamptz) is 'Moves the visit to a free time of the same doctor. The link''s one use, unless refused: LN001 not offered, LN012 held, 23P01 just taken, LN014 as for visit_by_link.';

/* Strangers reach these functions of `private` and no other: each is granted on its own. */
grant execute on function
  private.visit_by_link(text), private.slots_by_link(text), private.confirm_visit_by_link(text),
  private.cancel_visit_by_link(text), private.reschedule_visit_by_link(text, timestamptz)
  to anon, authenticated;
grant execute on function
  public.visit_by_link(text), public.slots_by_link(text), public.confirm_visit_by_link(text),
  public.cancel_visit_by_link(text), public.reschedule_visit_by_link(text, timestamptz)
  to anon, authenticated;
grant execute on function private.retry_delivery(uuid), public.retry_delivery(uuid) to authenticated;
grant execute on function
  private.claim_deliveries(text, integer, integer), private.begin_send(uuid, text, text, integer),
  private.record_sent(uuid, text, text), private.record_failure(uuid, text, text, boolean),
  private.resolve_delivery(uuid, text, text, text, text), private.record_sms_status(uuid, text, text, text),
  public.claim_deliveries(text, integer, integer), public.begin_send(uuid, text, text, integer),
  public.record_sent(uuid, text, text), public.record_failure(uuid, text, text, boolean),
  public.resolve_delivery(uuid, text, text, text, text), public.record_sms_status(uuid, text, text, text)
  to service_role;
