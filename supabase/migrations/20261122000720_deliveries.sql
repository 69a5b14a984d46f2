/*
 * Deliveries: what is sent to patients by e-mail and SMS, exactly once.
 *
 * An outbox. Whoever has something to say puts a row here in the transaction that makes it true; a row
 * has a key, so saying it twice says it once.
 */

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
  outcome         text generated always as (case when status not in ('pending', 'sending') then status end) stored,
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
  constraint deliveries_locale_known check (locale = any (private.languages())),
  constraint deliveries_params_object check (jsonb_typeof(params) = 'object'),
  constraint deliveries_status_known check (status in (
    'pending', 'sending', 'uncertain', 'sent', 'delivered', 'failed', 'gave_up', 'cancelled'
  )),
  constraint deliveries_last_error_length check (char_length(last_error) <= 500)
) with (fillfactor = 70); -- Each is claimed and begun on its way: those two updates stay on its page.
comment on table public.deliveries is 'Messages to patients: waiting, on their way, sent. Written by functions of deliveries only.';
comment on column public.deliveries.key is 'What is said, e.g. visit:<id>:<start>:reminder; with the channel it is unique.';
comment on column public.deliveries.expires_at is 'When it would no longer be of use: it is not sent from then on.';
comment on column public.deliveries.status is
  'pending waits for next_attempt_at · sending its fate is open · uncertain nobody can find out · sent accepted by the provider · delivered · failed refused · gave_up after many tries · cancelled no longer true or not wanted.';
comment on column public.deliveries.round is 'Counts how often a person had it sent again; part of the Message-ID.';
comment on column public.deliveries.sending_at is 'When it was last about to be handed to a provider; null if never.';
comment on column public.deliveries.fingerprint is 'SHA-256 of the text handed over, by which it is found again at the provider.';
comment on column public.deliveries.last_error is 'Why it failed, waits or was cancelled: a word of ours, or what the provider said.';
comment on column public.deliveries.outcome is 'The status, once it is not on its way any more; else null. What indexes have of the status.';
comment on column public.deliveries.updated_at is 'When it was put here, or when how it stands last changed for those who wait for it: claims and tries do not count.';
-- No index has what changes while a message is on its way: status, claimed_until, updated_at.
create index deliveries_open_idx on public.deliveries (next_attempt_at) where outcome is null;
create index deliveries_updated_at_idx on public.deliveries (updated_at desc, id desc);
create index deliveries_outcome_updated_at_idx on public.deliveries (outcome, updated_at desc, id desc);
create index deliveries_patient_id_idx on public.deliveries (patient_id);
create index deliveries_appointment_id_idx on public.deliveries (appointment_id);

alter table public.deliveries enable row level security;
create policy deliveries_select_readers on public.deliveries for select to authenticated
  using ((select private.has_permission('deliveries.read')));

-- Neither what is said nor what a worker left to itself.
grant select (
  id, key, channel, kind, patient_id, appointment_id, locale, due_at, expires_at, status, outcome, attempts, next_attempt_at,
  recipient, provider_id, last_error, sent_at, delivered_at, retried_at, created_at, updated_at
) on public.deliveries to authenticated;

select private.define_permission('deliveries.read', 'See what was sent to patients, and send it again', '{receptionist}');
insert into private.topics (pattern, hear) values ('deliveries', $$private.has_permission('deliveries.read')$$);
select private.on_merge('{public.deliveries}', 'move');
select private.on_erasure('{public.deliveries}', 'contact', 'delete');
-- The table is the log of what the machine does; what people have it do is in theirs.
select private.audited('public.deliveries', p_when => 'update of retried_at');
select private.forgets('public.deliveries', $$outcome is not null and updated_at < $1 - interval '2 years'$$);

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

/* When something may be sent that is due at p_at; null if it would be of no use by then. As private.delivery_kinds has it. */
create function private.sending_time(
  p_kind text, p_at timestamptz, p_expires_at timestamptz, p_from time, p_until time, p_time_zone text
) returns timestamptz
language plpgsql stable set search_path = ''
as $$
declare
  v_quiet_hours text;
  v_at timestamptz := p_at;
begin
  select quiet_hours into v_quiet_hours from private.delivery_kinds where kind = p_kind;
  if not found then
    raise exception 'there is no kind of message %', p_kind using errcode = '22023', hint = 'p_kind';
  end if;
  if v_quiet_hours <> 'ignore' then
    v_at := private.after_quiet_hours(p_at, p_from, p_until, p_time_zone);
  end if;
  if p_expires_at is null or v_at < p_expires_at then return v_at; end if;
  if v_quiet_hours = 'wait_if_useful' and p_at < p_expires_at then return p_at; end if;
  return null;
end
$$;

/* Something to be told: what, when, and the key that has it told once. */
create type private.telling as (kind text, due_at timestamptz, key text);

/*
 * Has things told to a patient when they are due, by every channel their preferences allow and an address
 * exists for. Told the same key again it does nothing, unless what it was about had been called off
 * meanwhile: then it is as good as new. Returns how many messages wait now because of this call.
 */
create function private.enqueue_deliveries(
  p_patient_id uuid, p_tellings private.telling[], p_params jsonb,
  p_appointment_id uuid default null, p_expires_at timestamptz default null
) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_way record;
  v_ways text[];
  v_count integer;
begin
  -- Nobody is written to who has died, nor about a record that was put away; whoever writes that down is waited for.
  perform from public.patients where id = p_patient_id and deceased_at is null and archived_at is null for share;
  if not found then return 0; end if;
  select * into v_way from private.preferences_of(p_patient_id);
  v_ways := array_remove(array[
    case when v_way.email and v_way.email_address is not null then 'email' end,
    case when v_way.sms and v_way.phone is not null then 'sms' end
  ], null);
  -- An insert of nothing would be news to whoever watches the log.
  if cardinality(v_ways) = 0 then return 0; end if;
  insert into public.deliveries as delivery (
    key, channel, kind, patient_id, appointment_id, params, locale, due_at, expires_at, next_attempt_at
  )
  select
    telling.key, way, telling.kind, p_patient_id, p_appointment_id, coalesce(p_params, '{}'),
    v_way.language, sending.at, p_expires_at, sending.at
  from unnest(p_tellings) as telling
  cross join private.sending_time(
    telling.kind, greatest(telling.due_at, now()), p_expires_at, v_way.quiet_from, v_way.quiet_until, v_way.time_zone
  ) as sending (at)
  cross join unnest(v_ways) as way
  where sending.at is not null
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

/* Has one thing told; see above. */
create function private.enqueue_delivery(
  p_patient_id uuid, p_kind text, p_params jsonb, p_due_at timestamptz, p_key text,
  p_appointment_id uuid default null, p_expires_at timestamptz default null
) returns integer
language plpgsql security definer set search_path = ''
as $$
begin
  return private.enqueue_deliveries(
    p_patient_id, array[row(p_kind, p_due_at, p_key)::private.telling], p_params, p_appointment_id, p_expires_at
  );
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

/* What was still to be sent to somebody who has died. What is on its way is not known to have stopped. */
create function private.end_deliveries(p_patient_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.deliveries set status = 'cancelled', last_error = 'deceased'
  where patient_id = p_patient_id and outcome is null and status = 'pending';
end
$$;
select private.work_of_patients('public.deliveries', $$ {row}.status in ('pending', 'sending')$$, 'private.end_deliveries');

/* A visit that moves has to be confirmed anew. */
create function private.tg_appointments__unconfirm() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.patient_confirmed_at := null;
  return new;
end
$$;

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
  v_params jsonb := jsonb_build_object('starts_at', new.starts_at, 'doctor_id', new.doctor_id);
  v_moved constant boolean := tg_op = 'UPDATE'
    and (new.starts_at, new.doctor_id) is distinct from (old.starts_at, old.doctor_id);
  v_reminded_at constant timestamptz := new.starts_at - interval '24 hours';
  v_news private.telling;
  v_reminder private.telling;
begin
  if tg_op = 'UPDATE' then
    if not v_moved and new.status = old.status then return null; end if;
    perform private.cancel_deliveries(v_visit);
  end if;
  if new.starts_at <= now() then return null; end if;

  if new.status = 'cancelled' and tg_op = 'UPDATE' then
    v_news := row('visit_cancelled', now(), v_key || ':cancelled');
  elsif new.status = 'confirmed' then
    if v_moved then
      -- Somewhere, back and there again are three pieces of news.
      v_news := row('visit_moved', now(), v_key || ':moved:' || (extract(epoch from new.updated_at) * 1000000)::bigint);
      v_params := v_params || jsonb_build_object('previous_starts_at', old.starts_at);
    elsif tg_op = 'UPDATE' and old.status = 'cancelled' then
      -- Whoever has been told of the end is told that it is none.
      v_news := row('visit_booked', now(), v_key || ':booked:' || (extract(epoch from new.updated_at) * 1000000)::bigint);
    else
      v_news := row('visit_booked', now(), v_key || ':booked');
    end if;
    if v_reminded_at > now() then
      v_reminder := row('visit_reminder', v_reminded_at, v_key || ':reminder');
    end if;
  else
    return null;
  end if;
  perform private.enqueue_deliveries(
    new.patient_id, array_remove(array[v_news, v_reminder], null), v_params, new.id, new.starts_at
  );
  return null;
end
$$;

/*
 * What is open a day before decides where a visit is reminded of, and not what was when it was booked: an address that
 * is new, and a channel that is switched on, get the reminders that are still to come. What is there already stays, for
 * where it goes is asked as it is sent.
 */
create function private.remind_of_visits(p_patient_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.enqueue_deliveries(
    p_patient_id,
    array[row(
      'visit_reminder', visit.starts_at - interval '24 hours',
      format('visit:%s:%s:reminder', visit.id, extract(epoch from visit.starts_at)::bigint)
    )::private.telling],
    jsonb_build_object('starts_at', visit.starts_at, 'doctor_id', visit.doctor_id), visit.id, visit.starts_at
  )
  from public.appointments visit
  where visit.patient_id = p_patient_id and visit.status = 'confirmed'
    and visit.starts_at > now() + interval '24 hours';
end
$$;

create function private.tg_patients__remind() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.remind_of_visits(new.id);
  return null;
end
$$;
create trigger patients_710_remind after update of email, phone, phone_extension, phone_without_sms on public.patients
  for each row when (
    (new.email, new.phone, new.phone_extension, new.phone_without_sms)
      is distinct from (old.email, old.phone, old.phone_extension, old.phone_without_sms)
  )
  execute function private.tg_patients__remind();

/* Of preferences and of links, which are a patient's each. */
create function private.tg_reached__remind() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.remind_of_visits(new.patient_id);
  return null;
end
$$;
create trigger notification_preferences_710_remind after insert or update on public.notification_preferences
  for each row execute function private.tg_reached__remind();
create trigger portal_links_710_remind after insert on public.portal_links
  for each row execute function private.tg_reached__remind();

/* An account answers for several. */
create function private.tg_profiles__remind() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.remind_of_visits(link.patient_id) from public.portal_links link where link.user_id = new.id;
  return null;
end
$$;
create trigger profiles_710_remind after update of email on public.profiles
  for each row when (new.email is distinct from old.email)
  execute function private.tg_profiles__remind();

/* When the worker was last called, so that at the busiest hour not every booking calls it. One row. */
create table private.delivery_wakes (
  id       boolean primary key default true,
  woken_at timestamptz not null default '-infinity',
  constraint delivery_wakes_one_row check (id)
);
comment on table private.delivery_wakes is 'When the edge function reminders was last called because something was due.';
insert into private.delivery_wakes default values;
select private.not_audited('private.delivery_wakes', 'Says when a machine was called');
select private.keeps('{private.delivery_wakes}', 'One row, for good');

/*
 * What is new and due does not wait for the minute. One call serves all that is written at one time: who
 * finds somebody else at it leaves it to them, and to the minute. Nor is the worker called again within half a
 * second: it looks once more three quarters of a second after it found nothing.
 */
create function private.tg_deliveries__wake() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from written where written.status = 'pending' and written.next_attempt_at <= clock_timestamp())
    and pg_try_advisory_xact_lock(hashtextextended('deliveries', 0))
  then
    -- Within one transaction the second call finds the first.
    update private.delivery_wakes set woken_at = clock_timestamp()
    where woken_at < clock_timestamp() - interval '500 ms';
    if found then perform private.call_function('reminders'); end if;
  end if;
  return null;
end
$$;
create trigger deliveries_700_wake after insert on public.deliveries
  referencing new table as written
  for each statement execute function private.tg_deliveries__wake();

-- Those who watch the log are told that it is out of date. Being claimed is no news.
create trigger deliveries_600_announce after insert on public.deliveries
  for each statement execute function private.tg_announce('deliveries', 'delivery_changed');
create trigger deliveries_610_announce_change after update on public.deliveries
  for each row when (old.status <> new.status) execute function private.tg_announce('deliveries', 'delivery_changed');

create trigger deliveries_200_touch_updated_at before update of status on public.deliveries
  for each row when (old.status <> new.status and new.status <> 'sending')
  execute function private.tg_touch_updated_at();

