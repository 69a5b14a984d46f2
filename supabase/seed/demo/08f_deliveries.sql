/*
 * What was sent to patients these days, and the reminders that wait: for visits to come they go out when
 * their time comes, like any other. A few went wrong, so that the log has something to see to.
 */

with way as materialized (
  select patient.id as patient_id, chosen.*
  from public.patients patient
  cross join lateral private.preferences_of(patient.id) as chosen
  where patient.archived_at is null
),
message as (
  select
    visit.*, told.kind, told.due_at,
    format('visit:%s:%s:%s', visit.id, extract(epoch from visit.starts_at)::bigint, told.suffix) as key
  from public.appointments visit
  cross join lateral (values
    ('visit_booked', 'booked', visit.created_at, visit.created_at > now() - interval '3 days'),
    ('visit_cancelled', 'cancelled', visit.cancelled_at, visit.cancelled_at > now() - interval '7 days'),
    ('visit_reminder', 'reminder', visit.starts_at - interval '24 hours',
      visit.status not in ('requested', 'cancelled') and visit.created_at < visit.starts_at - interval '24 hours')
  ) as told (kind, suffix, due_at, wanted)
  where told.wanted
    and visit.starts_at between now() - interval '3 days' and now() + interval '28 days'
    and (told.due_at > now() or told.due_at > now() - interval '4 days')
    and (told.kind = 'visit_reminder' or told.due_at <= now())
    and (told.kind <> 'visit_reminder' or told.due_at <= now() or visit.status = 'confirmed')
),
row as (
  select
    message.*, channel.name as channel, channel.address, way.language,
    case
      when message.due_at > now() then 'pending'
      else (array['failed', 'gave_up', 'uncertain', 'done'])[least(demo.dice('delivery.' || channel.name || message.key, 60) + 1, 4)]
    end as fate
  from message
  join way on way.patient_id = message.patient_id
  cross join lateral (values
    ('email', case when way.email then way.email_address end),
    ('sms', case when way.sms then way.phone end)
  ) as channel (name, address)
  where channel.address is not null
)
insert into public.deliveries (
  id, key, channel, kind, patient_id, appointment_id, params, locale, due_at, expires_at, status, attempts, next_attempt_at,
  sending_at, recipient, provider_id, last_error, sent_at, delivered_at, created_at, updated_at
)
select
  demo.id('delivery.' || channel || key), key, channel, kind, patient_id, id,
  jsonb_build_object('starts_at', starts_at, 'doctor_id', doctor_id), language, due_at, starts_at,
  case when fate = 'uncertain' and channel = 'sms' then 'failed' when fate = 'done' then
    case channel when 'sms' then 'delivered' else 'sent' end else fate end,
  case fate when 'pending' then 0 when 'gave_up' then 8 else 1 end,
  due_at,
  case when fate <> 'pending' then due_at end,
  case when fate <> 'pending' then address end,
  case when fate = 'done' and channel = 'sms' then 'SM' || md5(key) end,
  case
    when fate = 'failed' and channel = 'email' then '550 5.1.1 The mailbox does not exist'
    when fate in ('failed', 'uncertain') and channel = 'sms' then '30003 Unreachable destination handset'
    when fate = 'gave_up' then '451 4.3.0 Temporarily not available'
  end,
  case when fate = 'done' then due_at + interval '4 seconds' end,
  case when fate = 'done' and channel = 'sms' then due_at + interval '9 seconds' end,
  least(created_at, now()),
  case when fate = 'pending' then least(created_at, now()) else due_at + interval '9 seconds' end
from row;

analyze public.deliveries;
