/*
 * Today's waiting rooms: everybody who has checked in holds a number, and some came without a visit,
 * whatever the hour at which the demo is loaded. Enough were called for the wait to be known.
 */

create table demo.walk_ins (
  key             text primary key,
  department      text not null,
  patient         integer, -- the how-manieth of those without a visit today; null: nobody knows who
  note            text,
  priority        text not null,
  priority_reason text,
  status          text not null,
  came            integer not null, -- minutes ago, as are the next two
  called          integer,
  finished        integer
);
insert into demo.walk_ins values
  ('card.1', 'CARD', 1, null, 'normal', null, 'done', 112, 96, 84),
  ('card.2', 'CARD', 2, null, 'normal', null, 'done', 110, 86, 77),
  ('card.3', 'CARD', 3, null, 'normal', null, 'done', 104, 77, 66),
  ('card.4', 'CARD', null, 'Gentleman with a walking stick', 'normal', null, 'done', 99, 66, 58),
  ('card.5', 'CARD', 4, null, 'normal', null, 'done', 90, 58, 47),
  ('card.6', 'CARD', 5, null, 'normal', null, 'skipped', 66, 30, null),
  ('card.7', 'CARD', 6, null, 'normal', null, 'in_consultation', 61, 17, null),
  ('card.8', 'CARD', 7, null, 'normal', null, 'called', 52, 2, null),
  ('card.9', 'CARD', null, 'Woman in a red coat, for an ECG', 'normal', null, 'waiting', 34, null, null),
  ('card.10', 'CARD', 8, null, 'priority', 'Pregnant', 'waiting', 21, null, null),
  ('card.11', 'CARD', 9, null, 'normal', null, 'waiting', 16, null, null),
  ('card.12', 'CARD', 10, null, 'urgent', 'Chest pain since this morning', 'waiting', 4, null, null),
  ('med.1', 'MED', 11, null, 'normal', null, 'done', 70, 52, 41),
  ('med.2', 'MED', 12, null, 'normal', null, 'called', 44, 3, null),
  ('med.3', 'MED', null, 'Young man with a blue rucksack', 'normal', null, 'waiting', 18, null, null),
  ('med.4', 'MED', 13, null, 'normal', null, 'waiting', 9, null, null),
  ('paed.1', 'PAED', null, 'Mother with twins', 'priority', 'Two small children', 'waiting', 12, null, null);

create table demo.came as
with strangers as (
  select patients.id, row_number() over (order by patients.number) as place
  from demo.patients
  where patients.age >= 16 and not exists (
    select from public.appointments as visit
    where visit.patient_id = patients.id and visit.starts_at >= demo.day(0) and visit.starts_at < demo.day(1)
  )
  and not exists (
    select from public.admissions where admissions.patient_id = patients.id and discharged_at is null
  )
)
select
  'visit.' || visit.id as key, specialties.department_id, visit.patient_id, null as note, visit.id as appointment_id,
  visit.doctor_id, visit.room_id, 'normal' as priority, null as priority_reason,
  case visit.status when 'checked_in' then 'waiting' when 'completed' then 'done' else visit.status end as status,
  visit.checked_in_at as issued_at, greatest(visit.starts_at, visit.checked_in_at) as waiting_since,
  visit.started_at as called_at, visit.started_at, visit.completed_at as finished_at
from public.appointments as visit
join public.doctors on doctors.id = visit.doctor_id
join public.specialties on specialties.id = doctors.specialty_id
where visit.starts_at >= demo.day(0) and visit.starts_at < demo.day(1)
  and visit.status in ('checked_in', 'in_consultation', 'completed')
union all
select
  'walk_in.' || key, demo.id('department.' || department), strangers.id, note, null, null, room.id, priority, priority_reason, status,
  now() - make_interval(mins => came), now() - make_interval(mins => came),
  now() - make_interval(mins => called),
  case when status in ('in_consultation', 'done') then now() - make_interval(mins => called - 1) end,
  now() - make_interval(mins => finished)
from demo.walk_ins
left join strangers on strangers.place = walk_ins.patient
left join lateral (
  select rooms.id from public.rooms
  where rooms.department_id = demo.id('department.' || department) and called is not null
  order by rooms.code
  limit 1
) as room on true;

insert into public.queue_tokens (
  id, department_id, day, number, label, patient_id, note, appointment_id, doctor_id, room_id, priority, priority_reason,
  status, issued_at, waiting_since, turn_at, called_at, first_called_at, called_count, skipped_at, started_at, finished_at, issued_by
)
select
  demo.id('token.' || key), department_id, private.hospital_day(), number,
  private.queue_letters(department_id) || '-' || lpad(number::text, 3, '0'),
  patient_id, note, appointment_id, doctor_id, room_id, priority, priority_reason, status, issued_at, waiting_since, waiting_since,
  called_at, called_at, case when called_at is null then 0 else 1 end,
  case when status = 'skipped' then called_at + interval '4 minutes' end, started_at, finished_at, demo.id('user.reception')
from (
  select came.*, (row_number() over (partition by department_id order by issued_at, key))::integer as number from demo.came
) as numbered;

insert into private.queue_counters (department_id, day, last_number)
select department_id, day, max(number) from public.queue_tokens group by department_id, day;

-- A screen whose link nobody has: the list is not empty, and no secret is in this file.
insert into public.queue_displays (department_id, name, token_hash, created_by, created_at)
select
  demo.id('department.CARD'), 'Hall, first floor', private.token_hash(gen_random_uuid()::text),
  demo.id('user.reception'), now() - interval '30 days';
