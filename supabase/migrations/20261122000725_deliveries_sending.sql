/*
 * Sending what is due.
 *
 * The edge function `reminders` claims rows for a while (a lease), asks once more right before sending whether it is
 * still true (begin_send, which also writes down that the row's fate is open from now on), sends, and records. A row
 * whose worker died in between is never sent again on a guess: the next worker asks the provider for it, and where the
 * provider cannot be asked the row is `uncertain`, for a person to decide.
 */

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

/* How many messages somebody is sent in a day at most, each way: what more there is stays in the log, unsent. */
create function private.most_messages_a_day(p_channel text) returns integer
language sql immutable set search_path = ''
return case p_channel when 'email' then 20 else 10 end;

/* Where a message goes, by its patient's wishes unless its kind knows; null if there is no such address. */
create function private.recipient_of(p_delivery public.deliveries, p_email text, p_phone text) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_function constant text := (select recipient from private.delivery_kinds where kind = p_delivery.kind);
  v_recipient text;
begin
  if v_function is null then
    return case p_delivery.channel when 'email' then p_email else p_phone end;
  end if;
  execute format('select %s($1)', v_function) into v_recipient using p_delivery;
  return v_recipient;
end
$$;

/* Why a message must not go out now: a word for last_error; null if it may. */
create function private.delivery_obstacle(p_delivery public.deliveries) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_way record;
  v_kind private.delivery_kinds;
  v_obstacle text;
begin
  if p_delivery.expires_at <= clock_timestamp() then return 'expired'; end if;
  select case when deceased_at is not null then 'deceased' when archived_at is not null then 'archived' end
  into v_obstacle from public.patients where id = p_delivery.patient_id;
  if v_obstacle is not null then return v_obstacle; end if;
  select * into v_kind from private.delivery_kinds where kind = p_delivery.kind;
  select * into v_way from private.preferences_of(p_delivery.patient_id);
  if not v_kind.to_others then
    if not (case p_delivery.channel when 'email' then v_way.email else v_way.sms end) then
      return 'switched_off';
    end if;
    if v_kind.of_health and private.consent_of(p_delivery.patient_id, 'messages') in ('refused', 'withdrawn') then
      return 'not_consented';
    end if;
  end if;
  if private.recipient_of(p_delivery, v_way.email_address, v_way.phone) is null then
    return 'no_address';
  end if;
  if (
    select count(*) from public.deliveries sent
    where sent.patient_id = p_delivery.patient_id and sent.channel = p_delivery.channel and sent.id <> p_delivery.id
      and sent.sending_at > clock_timestamp() - interval '1 day'
  ) >= private.most_messages_a_day(p_delivery.channel) then
    return 'too_many';
  end if;
  execute 'select ' || coalesce(
    (select obstacle || '($1)' from private.delivery_kinds where kind = p_delivery.kind), 'null::text'
  ) into v_obstacle using p_delivery;
  return v_obstacle;
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
  v_own jsonb;
begin
  execute 'select ' || coalesce(
    (select content || '($1)' from private.delivery_kinds where kind = p_delivery.kind), $own$'{}'::jsonb$own$
  ) into v_own using p_delivery;
  return (
    select p_delivery.params || jsonb_build_object(
      'hospital_name', settings.name, 'time_zone', settings.time_zone, 'given_name', private.greeting_name(coalesce(nullif(patient.given_name, ''), patient.full_name))
    ) || v_own
    from public.hospital_settings settings, public.patients patient
    where patient.id = p_delivery.patient_id
  );
end
$$;

/*
 * Takes a message that is due for a worker, and gives it as the worker has it, with what it says; null when it is not to
 * go out now.
 */
create function private.claim_delivery(p_delivery public.deliveries, p_worker text, p_lease_seconds integer)
returns public.deliveries
language plpgsql security definer set search_path = ''
as $$
declare
  v_obstacle text := private.delivery_obstacle(p_delivery);
  v_way record;
  v_at timestamptz;
begin
  select * into v_way from private.preferences_of(p_delivery.patient_id);
  v_at := private.sending_time(
    p_delivery.kind, clock_timestamp(), p_delivery.expires_at, v_way.quiet_from, v_way.quiet_until, v_way.time_zone
  );
  if v_obstacle is null and v_at > clock_timestamp() then
    update public.deliveries set next_attempt_at = v_at where id = p_delivery.id;
    return null;
  end if;
  p_delivery.params := case when v_obstacle is null and v_at is not null then private.delivery_content(p_delivery) end;
  if p_delivery.params is null then
    update public.deliveries set
      status = 'cancelled', last_error = coalesce(v_obstacle, case when v_at is null then 'expired' else 'overtaken' end)
    where id = p_delivery.id;
    return null;
  end if;
  update public.deliveries set
    claimed_by = p_worker, claimed_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
    -- Others are written to in the language of what they are sent.
    locale = coalesce(p_delivery.params ->> 'language', v_way.language),
    recipient = private.recipient_of(p_delivery, v_way.email_address, v_way.phone)
  where id = p_delivery.id
  returning locale, recipient into p_delivery.locale, p_delivery.recipient;
  return p_delivery;
end
$$;

/*
 * Takes messages that are due, for p_lease_seconds: each with what it says, or, where fate is `unknown`,
 * with what a worker that did not come back left to look for. No two workers have one message at a time. One that
 * cannot be made ready is tried again later, as when a provider refuses it, and the others go out.
 */
create function private.claim_deliveries(p_worker text, p_limit integer default 10, p_lease_seconds integer default 120)
returns table (
  id uuid, channel text, kind text, locale text, fate text, recipient text, content jsonb,
  fingerprint text, round integer, sending_at timestamptz
)
language plpgsql security definer set search_path = ''
as $$
declare
  v_delivery public.deliveries;
  v_id uuid;
  v_state text;
  v_message text;
begin
  for v_delivery in
    select delivery.* from public.deliveries delivery
    where delivery.outcome is null and delivery.next_attempt_at <= clock_timestamp()
      and delivery.status = 'sending' and delivery.claimed_until <= clock_timestamp()
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
    where delivery.outcome is null and delivery.next_attempt_at <= clock_timestamp()
      and delivery.status = 'pending'
      and (delivery.claimed_until is null or delivery.claimed_until <= clock_timestamp())
    order by delivery.next_attempt_at
    limit p_limit
    for update skip locked
  loop
    v_id := v_delivery.id;
    begin
      v_delivery := private.claim_delivery(v_delivery, p_worker, p_lease_seconds);
      delete from private.job_failures failure where failure.job = 'reminders' and failure.item = v_id::text;
    exception when others then
      get stacked diagnostics v_state = returned_sqlstate, v_message = message_text;
      perform private.note_job_failure('reminders', v_id::text, v_state, v_message);
      update public.deliveries delivery set attempts = delivery.attempts + 1 where delivery.id = v_id;
      perform private.try_again_later(v_id, 'not_prepared');
      continue;
    end;
    continue when v_delivery.id is null;
    return query select
      v_delivery.id, v_delivery.channel, v_delivery.kind, v_delivery.locale, 'new', v_delivery.recipient,
      v_delivery.params, null::text, v_delivery.round, v_delivery.sending_at;
  end loop;
end
$$;

/*
 * The last question before a message is handed over: whether this worker still holds it and it is still
 * true. From here on its fate is open, which is written down first, with what to look for. A visit that
 * is being moved right now is waited for.
 */
create function private.begin_send(p_id uuid, p_worker text, p_fingerprint text, p_lease_seconds integer default 120) returns boolean
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
create function private.record_sent(p_id uuid, p_worker text, p_provider_id text default null) returns void
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

/* Tries a message again later, eight times in all, or until it is of no use (`gave_up`). */
create function private.try_again_later(p_id uuid, p_error text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.deliveries set
    status = case when attempts >= 8 or next.at >= expires_at then 'gave_up' else 'pending' end,
    next_attempt_at = next.at, last_error = left(p_error, 500), claimed_by = null, claimed_until = null
  from (
    select tried.id, clock_timestamp() + private.retry_delay(tried.attempts) as at
    from public.deliveries tried where tried.id = p_id offset 0 -- drawn once
  ) next
  where deliveries.id = next.id;
end
$$;

/* The provider has certainly not got it: p_permanent if it never will (`failed`); else it is tried again later. */
create function private.record_failure(p_id uuid, p_worker text, p_error text, p_permanent boolean default false) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform from public.deliveries where id = p_id and claimed_by = p_worker and status = 'sending' for update;
  if not found then
    return;
  end if;
  if p_permanent then
    update public.deliveries set
      status = 'failed', last_error = left(p_error, 500), claimed_by = null, claimed_until = null
    where id = p_id;
  else
    perform private.try_again_later(p_id, p_error);
  end if;
end
$$;

/*
 * What came of looking for a message whose fate was open. `found`: it was sent. `missing`: it never
 * arrived there and is sent anew. `early`: it may still be on its way; asked again in half a minute.
 * `unknown`: the provider did not say; asked again later, eight times in all. `unknowable`: there is nobody
 * to ask. The last two end as `uncertain`.
 */
create function private.resolve_delivery(
  p_id uuid, p_worker text, p_finding text, p_provider_id text default null, p_error text default null
) returns void
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
create function private.record_sms_status(p_id uuid, p_provider_id text, p_status text, p_error text default null) returns boolean
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
    select from public.deliveries
    where outcome is null and next_attempt_at <= clock_timestamp()
      and (claimed_until is null or claimed_until <= clock_timestamp())
  ) then
    return private.call_function('reminders');
  end if;
  return null;
end
$$;

/* Has a message sent again that failed, was given up or may not have arrived. */
create function private.retry_delivery(p_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_delivery public.deliveries;
  v_obstacle text;
begin
  perform private.require_permission('deliveries.read');
  select * into v_delivery from public.deliveries where id = p_id for update;
  perform private.require_permission('deliveries.read');
  if v_delivery.id is null then
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

select private.schedule('reminders', '* * * * *', 'private.send_due_deliveries', 'Has the messages sent that are due');

select private.expose('retry_delivery', '{authenticated}',
  'Sends a message again that failed, was given up, or may not have arrived. Needs deliveries.read (42501). PT404 no '
  'such message; LN009 it is not in such a state, or of no use any more (hint: why).');
select private.expose('claim_deliveries', '{service_role}',
  'For the edge function reminders: takes messages that are due, for a while.');
select private.expose('begin_send', '{service_role}',
  'For the edge function reminders: whether the message may go out now; its fate is open from then on.');
select private.expose('record_sent', '{service_role}',
  'For the edge function reminders: the provider has the message.');
select private.expose('record_failure', '{service_role}',
  'For the edge function reminders: the provider certainly has not got the message.');
select private.expose('resolve_delivery', '{service_role}',
  'For the edge function reminders: what came of looking for a message whose fate was open: found, missing, early, '
  'unknown or unknowable.');
select private.expose('record_sms_status', '{service_role}',
  'For the edge function sms-status: what the provider reports of a text message; whether that was news.');
