/*
 * Who waits for a time, two who have just been offered one, and what doctors want to see again. The offers
 * are of times that are really free, and run out an hour after the demo was loaded.
 */

create table demo.wishes (
  key        text primary key,
  patient    integer not null,
  visit_type text not null,
  doctor     text, -- null: anybody of the specialty
  specialty  text,
  urgency    text not null,
  waits      integer not null, -- days
  from_days  integer not null,
  until_days integer,
  weekdays   integer[] not null,
  from_time  time not null,
  until_time time not null,
  note       text
);
insert into demo.wishes values
  ('own', 1, 'ECHO', null, 'CAR', 'routine', 6, 1, 30, '{1,2,3,4,5}', '08:00', '14:00', null),
  ('child', 2, 'CHILDCHECK', null, 'PAE', 'routine', 3, 2, null, '{3,5}', '15:00', '19:00', 'Only after school'),
  ('w1', 31, 'CONSULT', 'doctor', null, 'urgent', 1, 0, 10, '{1,2,3,4,5,6,7}', '00:00', '24:00', 'Chest pain on stairs, seen in emergency'),
  ('w2', 32, 'FIRST', 'doctor', null, 'soon', 9, 0, 21, '{1,2,3,4,5}', '00:00', '12:00', null),
  ('w3', 33, 'FOLLOWUP', 'lena.fischer', null, 'routine', 14, 3, 40, '{2,4}', '09:00', '13:00', null),
  ('w4', 34, 'FIRST', null, 'DER', 'soon', 12, 0, null, '{1,2,3,4,5,6,7}', '00:00', '24:00', 'Mole that has changed'),
  ('w5', 35, 'CONSULT', null, 'DER', 'routine', 20, 0, 60, '{1,3,5}', '16:00', '24:00', null),
  ('w6', 36, 'FIRST', null, 'NEU', 'routine', 25, 0, null, '{1,2,3,4,5}', '00:00', '24:00', null),
  ('w7', 37, 'CONSULT', null, 'NEU', 'urgent', 2, 0, 14, '{1,2,3,4,5,6,7}', '00:00', '24:00', 'New headaches at night'),
  ('w8', 38, 'FIRST', null, 'OPH', 'routine', 31, 5, null, '{1,2,3,4,5}', '08:00', '11:00', null),
  ('w9', 39, 'FOLLOWUP', null, 'OPH', 'soon', 8, 0, 20, '{2,3,4}', '00:00', '24:00', null),
  ('w10', 40, 'ANTENATAL', null, 'GYN', 'soon', 4, 1, 15, '{1,2,3,4,5}', '00:00', '14:00', null),
  ('w11', 41, 'FIRST', null, 'ORT', 'routine', 17, 0, null, '{6}', '00:00', '24:00', 'Works away during the week'),
  ('w12', 42, 'CONSULT', null, 'END', 'routine', 22, 7, 45, '{1,2,3,4,5}', '08:00', '10:00', null);

insert into public.waitlist_entries (
  id, patient_id, visit_type_id, doctor_id, specialty_id, earliest_on, latest_on, weekdays, from_time, until_time,
  urgency, note, joined_at, created_by
)
select
  demo.id('wish.' || key), patients.id, demo.id('visit_type.' || visit_type), demo.id('staff.' || doctor),
  demo.id('specialty.' || specialty), current_date + from_days, current_date + until_days, weekdays, from_time,
  until_time, urgency, note, now() - make_interval(days => waits),
  case when patient <= 2 then demo.id('user.patient') else demo.id('user.reception') end
from demo.wishes
join demo.patients on patients.number = wishes.patient;

/* The first free times of their kind four days ahead or later, as the job would offer them. */
with chosen as (
  select
    entry.id as entry_id, entry.patient_id, slot.doctor_id, entry.visit_type_id, slot.starts_at, slot.ends_at,
    slot.blocked_from
  from public.waitlist_entries entry
  cross join lateral (
    select slot.*
    from private.slots(
      array(select doctors.id from public.doctors where doctors.id = entry.doctor_id or doctors.specialty_id = entry.specialty_id),
      demo.day(4), demo.day(30), entry.visit_type_id
    ) slot
    where (slot.starts_at at time zone 'Europe/Madrid')::time >= entry.from_time
      and (slot.starts_at at time zone 'Europe/Madrid')::time < entry.until_time
      and extract(isodow from slot.starts_at at time zone 'Europe/Madrid')::integer = any (entry.weekdays)
    order by slot.starts_at, slot.doctor_id
    limit 1
  ) slot
  where entry.id in (demo.id('wish.own'), demo.id('wish.w4'))
), held as (
  insert into public.waitlist_offers (
    id, entry_id, patient_id, doctor_id, visit_type_id, starts_at, ends_at, blocked_from, expires_at, created_at
  )
  select
    demo.id('offer.' || entry_id), entry_id, patient_id, doctor_id, visit_type_id, starts_at, ends_at, blocked_from,
    now() + interval '55 minutes', now() - interval '5 minutes'
  from chosen
  returning entry_id, patient_id, doctor_id, starts_at, expires_at
), told as (
  insert into public.notifications (user_id, kind, params, link, created_at)
  select
    link.user_id, 'waitlist_offer',
    jsonb_build_object(
      'patient_name', patients.full_name, 'doctor_name', doctors.name,
      'starts_at', held.starts_at, 'expires_at', held.expires_at
    ),
    '/portal/waitlist', now() - interval '5 minutes'
  from held
  join public.portal_links as link using (patient_id)
  join public.patients on patients.id = held.patient_id
  join public.doctors on doctors.id = held.doctor_id
)
update public.waitlist_entries set status = 'offered' where id in (select entry_id from held);

insert into public.follow_ups (
  id, patient_id, doctor_id, kind, visit_type_id, due_from, due_until, reason, ordered_by, status, reminded_at, created_at
)
select
  demo.id('follow_up.' || key), patients.id, demo.id('staff.' || doctor), kind, demo.id('visit_type.' || visit_type),
  current_date + from_days, current_date + until_days, reason, demo.id('user.' || doctor), status,
  case when from_days <= 0 then now() - interval '1 day' end, now() - make_interval(days => 30)
from (values
  ('own', 1, 'doctor', 'visit', 'FOLLOWUP', -2, 20, 'Blood pressure after the new tablets', 'open'),
  ('own.test', 1, 'doctor', 'test', null, 5, 15, 'Cholesterol, fasting', 'open'),
  ('child', 2, 'carmen.iglesias', 'visit', 'FOLLOWUP', 60, 90, 'Weight and height', 'open'),
  ('f1', 43, 'doctor', 'visit', 'FOLLOWUP', -20, -4, 'Wound after pacemaker', 'open'),
  ('f2', 44, 'doctor', 'visit', 'CONSULT', 10, 24, 'Palpitations diary', 'open'),
  ('f3', 45, 'doctor', 'test', null, -1, 6, 'Holter for 24 hours', 'open'),
  ('f4', 46, 'doctor', 'visit', 'FOLLOWUP', -40, -20, 'After the stent', 'done'),
  ('f5', 47, 'lena.fischer', 'visit', 'FOLLOWUP', 3, 17, 'Anticoagulation', 'open'),
  ('f6', 48, 'carmen.iglesias', 'visit', 'CONSULT', 0, 14, 'Sugar and weight', 'open')
) as asked (key, patient, doctor, kind, visit_type, from_days, until_days, reason, status)
join demo.patients on patients.number = asked.patient;
