/*
 * Who waits for a bed: on the wards, in the emergency department and at home before an operation. Two
 * beds are kept, one of them not for long; behind them lie the requests of the last days.
 */

create table demo.bed_wishes (
  nth       integer primary key,
  -- Where the patient is: waiting on that ward, lying on it, or not in yet.
  here      text not null check (here in ('waiting', 'lying', 'outside')),
  ward_here text,
  ward      text,
  priority  text not null,
  needs     text[] not null,
  isolation text,
  asked     interval not null, -- ago
  needed    interval not null, -- from when it was asked
  reason    text,
  by_whom   text,
  sex       text
);
insert into demo.bed_wishes values
  (1, 'waiting', 'C', 'C', 'emergency', '{oxygen,monitor}', null, '35 minutes', '0', 'Unstable angina; in the emergency department on a trolley', 'nurse', null),
  (2, 'waiting', 'A', 'A', 'urgent', '{oxygen}', 'droplet', '95 minutes', '1 hour', null, null, null),
  (3, 'lying', 'B', 'U', 'urgent', '{oxygen,monitor}', null, '20 minutes', '30 minutes', 'Rising lactate after bowel surgery', 'miguel.arroyo', null),
  (4, 'lying', 'U', 'A', 'routine', '{oxygen}', null, '5 hours', '8 hours', 'Ready to leave intensive care', 'raquel.fuentes', null),
  (5, 'outside', null, 'A', 'urgent', '{negative_pressure}', 'airborne', '70 minutes', '2 hours', 'Suspected tuberculosis, sputum taken', 'doctor', 'male'),
  (6, 'outside', null, null, 'urgent', '{}', 'contact', '2 hours', '3 hours', 'Gastroenteritis with dehydration', 'beds', 'female'),
  (7, 'outside', null, 'C', 'urgent', '{monitor}', null, '50 minutes', '90 minutes', 'Syncope, for telemetry', 'doctor', 'female'),
  (8, 'outside', null, 'B', 'routine', '{}', null, '3 hours', '4 hours', 'Knee replacement, first on tomorrow''s list', 'wardmanager', 'female'),
  (9, 'outside', null, 'B', 'routine', '{bariatric}', null, '26 hours', '44 hours', 'Planned hernia repair; bariatric bed', 'wardmanager', 'male'),
  (10, 'lying', 'A', 'C', 'routine', '{monitor}', null, '90 minutes', '6 hours', 'Pacemaker tomorrow', 'nurse', null);

insert into public.bed_requests (
  id, patient_id, admission_id, ward_id, from_bed_id, priority, needs, isolation, needed_by, reason, automatic,
  created_at, requested_by
)
select
  demo.id('bed_request.' || wishes.nth), somebody.patient_id, somebody.admission_id,
  demo.id('ward.' || wishes.ward), demo.id('bed.' || somebody.label), wishes.priority, wishes.needs, wishes.isolation,
  now() - wishes.asked + wishes.needed, wishes.reason, wishes.by_whom is null, now() - wishes.asked,
  demo.id('user.' || coalesce(wishes.by_whom, 'nurse'))
from demo.bed_wishes wishes
join lateral (
  select inpatients.patient_id, inpatients.admission_id, inpatients.label
  from demo.inpatients
  join public.admissions current on current.id = inpatients.admission_id
  where inpatients.ward = wishes.ward_here
    and (inpatients.label is null) = (wishes.here = 'waiting')
    and not current.private
    and (wishes.here <> 'lying' or current.isolation is null)
  union all
  select patients.id, null, null
  from demo.patients
  where wishes.here = 'outside'
    and patients.age between 45 and 79
    and patients.sex = wishes.sex
    and patients.number > 6
    and patients.id not in (select inpatients.patient_id from demo.inpatients)
  order by 1
  -- One each: no two wishes draw the same.
  offset wishes.nth limit 1
) as somebody on wishes.here <> 'waiting'
union all
select
  demo.id('bed_request.' || wishes.nth), inpatients.patient_id, inpatients.admission_id,
  demo.id('ward.' || wishes.ward), null, wishes.priority, wishes.needs, wishes.isolation,
  now() - wishes.asked + wishes.needed, wishes.reason, wishes.by_whom is null, now() - wishes.asked,
  demo.id('user.' || coalesce(wishes.by_whom, 'nurse'))
from demo.bed_wishes wishes
join demo.inpatients on inpatients.ward = wishes.ward_here and inpatients.label is null
where wishes.here = 'waiting';

/* Telemetry has a bed; the knee waits for one that is being cleaned, and not for long any more. */
insert into public.bed_reservations (
  id, request_id, patient_id, bed_id, ward_id, starts_at, expires_at, reserved_by
)
select
  demo.id('reservation.' || kept.nth), request.id, request.patient_id, bed.id, bed.ward_id,
  now() - kept.since, now() + kept.ahead, demo.id('user.beds')
from (values
  (7, 'C', false, interval '20 minutes', interval '100 minutes'),
  (8, 'B', true, interval '110 minutes', interval '12 minutes')
) as kept (nth, ward, dirty, since, ahead)
join public.bed_requests request on request.id = demo.id('bed_request.' || kept.nth)
join lateral (
  select beds.id, beds.ward_id
  from public.beds
  where beds.ward_id = demo.id('ward.' || kept.ward) and beds.kind = 'standard'
    and not exists (select 1 from public.bed_stays stay where stay.bed_id = beds.id and stay.is_current)
    and not exists (select 1 from public.bed_closures closure where closure.bed_id = beds.id and closure.ended_at is null)
    and kept.dirty = exists (
      select 1 from public.housekeeping_tasks task
      where task.bed_id = beds.id and task.status in ('waiting', 'in_progress')
    )
  order by beds.position
  limit 1
) as bed on true;
update public.bed_requests set status = 'reserved'
where id in (select reservation.request_id from public.bed_reservations reservation);

/* How most of those who came through the emergency department in the last days got their bed. */
insert into public.bed_requests (
  id, patient_id, admission_id, ward_id, priority, needed_by, automatic, status, created_at, requested_by,
  ended_at, ended_by
)
select
  demo.id('past.bed_request.' || inpatients.number), inpatients.patient_id, inpatients.admission_id,
  demo.id('ward.' || inpatients.ward),
  demo.pick('past.priority' || inpatients.number, '{routine,routine,urgent,urgent,emergency}'),
  inpatients.admitted_at, false, 'fulfilled', inpatients.admitted_at - inpatients.waited,
  demo.id('user.nurse'), inpatients.admitted_at, demo.id('user.beds')
from (
  select drawn.*, make_interval(mins => 15 + demo.dice('waited' || drawn.number, 200)) as waited
  from demo.inpatients drawn
  where drawn.label is not null and demo.dice('asked' || drawn.number, 3) = 0
) as inpatients;

insert into public.bed_reservations (
  id, request_id, patient_id, bed_id, ward_id, starts_at, expires_at, reserved_by, ended_at, ended_as, ended_by
)
select
  demo.id('past.reservation.' || request.id), request.id, request.patient_id, stay.bed_id, stay.ward_id,
  request.created_at + interval '5 minutes', request.created_at + interval '6 hours', demo.id('user.beds'),
  request.ended_at, 'fulfilled', demo.id('user.nurse')
from public.bed_requests request
join public.bed_stays stay on stay.admission_id = request.admission_id and stay.is_current
where request.status = 'fulfilled';
