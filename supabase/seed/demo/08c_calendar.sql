/*
 * What a calendar lives through: visits placed over others for a reason, visits that were moved, patients
 * who said they will come, and a few visits of the last days that nobody brought to an end.
 */

/* Over some visits of the coming days, somebody who could not wait. */
create table demo.squeezed as
with busy as (
  select visit.*, row_number() over (partition by visit.doctor_id order by md5(visit.id::text)) as nth
  from public.appointments visit
  where visit.status = 'confirmed'
    and visit.starts_at > now() + interval '2 hours'
    and visit.starts_at < now() + interval '6 days'
), chosen as (
  select busy.*, row_number() over (order by md5('squeeze' || busy.id)) as place
  from busy where busy.nth = 1
)
select
  demo.id('visit.squeezed.' || chosen.place) as id,
  stranger.id as patient_id, chosen.doctor_id, chosen.room_id,
  demo.id('visit_type.FOLLOWUP') as visit_type_id, chosen.starts_at,
  chosen.starts_at + (
    select make_interval(mins => type.duration_minutes + type.buffer_minutes)
    from public.visit_types type where type.id = demo.id('visit_type.FOLLOWUP')
  ) as ends_at,
  demo.pick('squeeze' || chosen.place, array[
    'Wound has opened again', 'Sent over from the emergency room', 'Travels back abroad tomorrow',
    'Fever after the operation'
  ]) as overbook_reason
from chosen
join lateral (
  select patients.id from demo.patients
  where patients.number > 20
    and patients.age between 20 and 80
    and not exists (
      select from public.appointments visit
      where visit.patient_id = patients.id and visit.starts_at > now() - interval '1 day'
    )
  order by md5(patients.id::text || chosen.place)
  limit 1
) stranger on true
where chosen.place <= 6;

insert into public.appointments (
  id, patient_id, doctor_id, room_id, visit_type_id, starts_at, ends_at, status, reason, overbooked,
  overbook_reason, booked_by, created_at, updated_at
)
select
  id, patient_id, doctor_id, room_id, visit_type_id, starts_at, ends_at, 'confirmed', overbook_reason, true,
  overbook_reason, demo.id('user.admin'), now() - interval '3 hours', now() - interval '3 hours'
from demo.squeezed;

insert into public.appointment_events (id, appointment_id, at, actor_id, kind, to_status, details)
select
  demo.id('event.squeezed.' || id), id, now() - interval '3 hours', demo.id('user.admin'), 'booked', 'confirmed',
  jsonb_build_object(
    'starts_at', starts_at, 'doctor_id', doctor_id, 'overbooked', true, 'overbook_reason', overbook_reason
  )
from demo.squeezed;

/* One in eight of what is to come stood elsewhere once. */
insert into public.appointment_events (id, appointment_id, at, actor_id, kind, from_status, to_status, details)
select
  demo.id('event.moved.' || visit.id), visit.id, visit.created_at + interval '5 hours',
  demo.id('user.reception'), 'rescheduled', visit.status, visit.status,
  jsonb_build_object(
    'starts_at', visit.starts_at, 'doctor_id', visit.doctor_id,
    'previous_starts_at', visit.starts_at - interval '7 days', 'previous_doctor_id', visit.doctor_id
  )
from public.appointments visit
where visit.starts_at > now() and visit.status = 'confirmed' and not visit.overbooked
  and demo.dice('moved' || visit.id, 8) = 0;

update public.appointments visit
set patient_confirmed_at = least(visit.starts_at - interval '20 hours', now() - interval '1 hour')
where visit.starts_at between now() and now() + interval '3 days'
  and visit.status = 'confirmed'
  and demo.dice('coming' || visit.id, 3) = 0;

/* Left open: the last steps of four visits of the days before were never pressed. */
create table demo.left_open as
select visit.id
from public.appointments visit
where visit.status = 'completed'
  and visit.starts_at < demo.day(0)
  and visit.starts_at > demo.day(-4)
order by visit.starts_at desc, visit.id
limit 4;

delete from public.appointment_events
where appointment_id in (select id from demo.left_open) and kind in ('checked_in', 'started', 'completed');
-- A step back that no person may take.
alter table public.appointments disable trigger appointments_100_step;
update public.appointments
set status = 'confirmed', checked_in_at = null, started_at = null, completed_at = null
where id in (select id from demo.left_open);
alter table public.appointments enable trigger appointments_100_step;
