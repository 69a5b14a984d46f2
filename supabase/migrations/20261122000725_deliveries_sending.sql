/*
 * Sending what is due.
 *
 * The edge function `reminders` claims rows for a while (a lease), asks once more right before sending whether it is
 * still true (begin_send, which also writes down that the row's fate is open from now on), sends, and records. A row
 * whose worker died in between is never sent again on a guess: the next worker asks the provider for it, and where the
 * provider cannot be asked the row is `uncertain`, for a person to decide.
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

grant execute on function private.retry_delivery(uuid) to authenticated;

grant execute on function
  private.begin_send(uuid, text, text, integer), private.claim_deliveries(text, integer, integer),
  private.record_failure(uuid, text, text, boolean), private.record_sent(uuid, text, text),
  private.record_sms_status(uuid, text, text, text), private.resolve_delivery(uuid, text, text, text, text)
  to service_role;

/* For the API ------------------------------------------------------------------------------------- */

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
comment on function public.claim_deliveries(text, integer, integer) is 'For the edge function reminders: takes messages that are due, for a while.';

create function public.begin_send(p_id uuid, p_worker text, p_fingerprint text, p_lease_seconds integer default 120) returns boolean
language sql set search_path = ''
as $$
  select private.begin_send(p_id, p_worker, p_fingerprint, p_lease_seconds);
$$;
comment on function public.begin_send(uuid, text, text, integer) is 'For the edge function reminders: whether the message may go out now; its fate is open from then on.';

create function public.record_sent(p_id uuid, p_worker text, p_provider_id text default null) returns void
language sql set search_path = ''
as $$
  select private.record_sent(p_id, p_worker, p_provider_id);
$$;
comment on function public.record_sent(uuid, text, text) is 'For the edge function reminders: the provider has the message.';

create function public.record_failure(p_id uuid, p_worker text, p_error text, p_permanent boolean default false) returns void
language sql set search_path = ''
as $$
  select private.record_failure(p_id, p_worker, p_error, p_permanent);
$$;
comment on function public.record_failure(uuid, text, text, boolean) is 'For the edge function reminders: the provider certainly has not got the message.';

create function public.resolve_delivery(
  p_id uuid, p_worker text, p_finding text, p_provider_id text default null, p_error text default null
) returns void
language sql set search_path = ''
as $$
  select private.resolve_delivery(p_id, p_worker, p_finding, p_provider_id, p_error);
$$;
comment on function public.resolve_delivery(uuid, text, text, text, text) is 'For the edge function reminders: what came of looking for a message whose fate was open: found, missing, early, unknown or unknowable.';

create function public.record_sms_status(p_id uuid, p_provider_id text, p_status text, p_error text default null) returns boolean
language sql set search_path = ''
as $$
  select private.record_sms_status(p_id, p_provider_id, p_status, p_error);
$$;
comment on function public.record_sms_status(uuid, text, text, text) is 'For the edge function sms-status: what the provider reports of a text message; whether that was news.';

grant execute on function public.retry_delivery(uuid) to authenticated;

grant execute on function
  public.begin_send(uuid, text, text, integer), public.claim_deliveries(text, integer, integer),
  public.record_failure(uuid, text, text, boolean), public.record_sent(uuid, text, text),
  public.record_sms_status(uuid, text, text, text), public.resolve_delivery(uuid, text, text, text, text)
  to service_role;

select cron.schedule('reminders', '* * * * *', 'select private.send_due_deliveries()');
