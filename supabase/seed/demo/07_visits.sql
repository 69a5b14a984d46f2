/*
 * Visits from 90 days back to 30 days ahead, inside the doctors' hours and on the grid on which
 * slots are offered. Today is busy; the days ahead fill up the nearer they are.
 */

/* The hours of each doctor on each day, with leave taken out and cut into half hours. */
create table demo.half_hours as
with days as (
  select offset_days, (demo.day(offset_days) at time zone 'Europe/Madrid')::date as day
  from generate_series(-90, 30) as offset_days
), windows as (
  select doctor_id, room_id, offset_days, day,
    (day + starts_time) at time zone time_zone as opens_at,
    (day + ends_time) at time zone time_zone as closes_at
  from public.availability_rules
  join days on extract(isodow from day) = weekday
  union all
  select doctor_id, room_id, offset_days, day, starts_at, ends_at
  from public.availability_exceptions
  join days on (starts_at at time zone 'Europe/Madrid')::date = day
  where kind = 'extra'
)
select
  doctor_id, room_id, offset_days, day,
  opens_at + cell * interval '30 minutes' as starts_at,
  cell % 2 = 0 and opens_at + (cell + 2) * interval '30 minutes' <= closes_at as begins_hour,
  md5(doctor_id::text || opens_at || cell) as key,
  -- The same for both halves of an hour.
  md5(doctor_id::text || opens_at || cell / 2) as hour_key
from windows
cross join lateral generate_series(0, (extract(epoch from closes_at - opens_at) / 1800)::integer - 1) as cell
where not exists (
  select from public.availability_exceptions as away
  where away.doctor_id = windows.doctor_id and kind <> 'extra'
    and away.starts_at < closes_at and away.ends_at > opens_at
);

/*
 * How many in a hundred half hours are taken. Dr. Osei is the one people come for. The hospital has
 * six hundred patients, so on most days most of its hours stay free.
 */
create function demo.load(p_days integer, p_doctor_id uuid) returns integer
language sql immutable set search_path = ''
as $$
  select case
    when p_doctor_id = demo.id('staff.doctor') then
      case when p_days = 0 then 78 when p_days < 0 then 30 when p_days <= 7 then 45 else 20 end
    when p_days = 0 then 55
    when p_days < 0 then 14
    when p_days <= 3 then 35
    when p_days <= 10 then 22
    else 9
  end
$$;

create table demo.visits as
with drawn as (
  select *,
    begins_hour and demo.dice(hour_key || 'long', 100) < 18 as takes_hour
  from demo.half_hours
), taken as (
  select drawn.*, demo.dice(key || 'status', 1000) as status_roll
  from drawn
  where demo.dice(key || 'load', 100) < demo.load(offset_days, doctor_id)
    -- The second half of an hour that one visit takes.
    and not exists (
      select from drawn as first_half
      where first_half.hour_key = drawn.hour_key and first_half.takes_hour and first_half.starts_at < drawn.starts_at
    )
), typed as (
  select taken.*, specialties.code as specialty,
    case
      when takes_hour and specialties.code = 'CAR' and demo.dice(key || 'type', 2) = 0 then 'ECHO'
      when takes_hour and specialties.code in ('DER', 'SUR', 'OPH') and demo.dice(key || 'type', 2) = 0 then 'PROCEDURE'
      when takes_hour then 'FIRST'
      when specialties.code = 'PAE' and demo.dice(key || 'type', 3) = 0 then 'CHILDCHECK'
      when specialties.code = 'GYN' and demo.dice(key || 'type', 3) = 0 then 'ANTENATAL'
      when specialties.code = 'ANE' then 'PREOP'
      else demo.pick(key || 'type', '{FOLLOWUP,FOLLOWUP,CONSULT}')
    end as visit_type
  from taken
  join public.doctors on doctors.id = doctor_id
  join public.specialties on specialties.id = specialty_id
), pools as (
  -- Doctors know their patients: each sees a part of those who could come, again and again.
  select pool, patient_id, row_number() over (partition by pool order by md5(pool || patient_id)) - 1 as place,
    count(*) over (partition by pool) as size
  from (values ('PAE'), ('GYN'), ('ALL')) as pools (pool)
  join lateral (
    select id as patient_id from demo.patients
    where number not in (1, 2, 211, 377, 504) and case pool
      when 'PAE' then age < 16
      when 'GYN' then age between 16 and 85 and sex = 'female'
      else age >= 16
    end
  ) as members on true
  where patient_id not in (select patient_id from public.admissions where discharged_at is null)
), aimed as materialized (
  select typed.*, sizes.pool,
    (demo.dice(doctor_id::text, size::integer) + demo.dice(key || 'patient', least(size, 110)::integer)) % size as place
  from typed
  join (select distinct pool, size from pools) as sizes
    on pool = case when specialty in ('PAE', 'GYN') then specialty else 'ALL' end
), met as (
  select aimed.*, pools.patient_id, row_number() over (partition by day, pools.patient_id order by key) as nth_that_day
  from aimed
  join pools using (pool, place)
)
select key, doctor_id, room_id, patient_id, specialty, visit_type, offset_days, starts_at, status_roll
from met
where nth_that_day = 1;

create index on demo.half_hours (doctor_id, starts_at);
create index on demo.visits (doctor_id, starts_at);
analyze demo.half_hours, demo.visits;

/* The family the documentation shows: what they have been to, and what is coming. */
with wanted (name, patient, email, visit_type, days, status_roll) as (
  values
    ('elena.echo', 1, 'doctor', 'FOLLOWUP', -63, 500),
    ('elena.derma', 1, 'beatriz.quintana', 'CONSULT', -41, 500),
    ('elena.family', 1, 'carmen.iglesias', 'FOLLOWUP', -25, 25),
    ('elena.cardio', 1, 'doctor', 'FOLLOWUP', -12, 500),
    ('lucas.check', 2, 'lucia.ferrando', 'CHILDCHECK', -33, 500),
    ('elena.next', 1, 'doctor', 'FOLLOWUP', 3, 900),
    ('lucas.next', 2, 'lucia.ferrando', 'CHILDCHECK', 6, 900)
), places as (
  -- The first half hour from that day on that nobody has.
  select wanted.*, free.*
  from wanted
  join lateral (
    select key, doctor_id, room_id, offset_days, starts_at
    from demo.half_hours
    where doctor_id = demo.id('staff.' || email) and offset_days between days and days + 12 and begins_hour
      and not exists (
        select from demo.visits
        where visits.doctor_id = half_hours.doctor_id and visits.starts_at > half_hours.starts_at - interval '1 hour'
          and visits.starts_at < half_hours.starts_at + interval '30 minutes'
      )
    order by starts_at
    limit 1
  ) as free on true
)
insert into demo.visits (key, doctor_id, room_id, patient_id, specialty, visit_type, offset_days, starts_at, status_roll)
select places.key || places.name, doctor_id, room_id, patients.id, specialties.code, visit_type, offset_days, starts_at, status_roll
from places
join demo.patients on patients.number = places.patient
join public.doctors on doctors.id = doctor_id
join public.specialties on specialties.id = specialty_id;

/* Where each visit stands by now. Of a thousand, 60 are called off and 45 people do not come. */
create table demo.outcomes as
select
  visits.*,
  starts_at + make_interval(mins => duration_minutes + buffer_minutes) as ends_at,
  -- Booked between three weeks and a day ahead; always before now.
  least(starts_at, now()) - make_interval(days => 1 + demo.dice(key || 'ahead', 20), mins => demo.dice(key || 'minute', 600)) as booked_at,
  case
    when status_roll < 60 then 'cancelled'
    when starts_at + make_interval(mins => duration_minutes) < now()
      then case when status_roll < 105 then 'no_show' else 'completed' end
    when starts_at <= now() - interval '4 minutes' then 'in_consultation'
    when starts_at <= now() + interval '45 minutes' then case when status_roll < 700 then 'checked_in' else 'confirmed' end
    when requires_confirmation and status_roll < 600 then 'requested'
    else 'confirmed'
  end as status,
  requires_confirmation
from demo.visits
join public.visit_types on visit_types.code = visit_type;

insert into public.appointments (
  id, patient_id, doctor_id, room_id, visit_type_id, starts_at, ends_at, status, reason, booked_by, cancelled_by,
  cancelled_at, cancel_reason, checked_in_at, started_at, completed_at, created_at, updated_at
)
select
  demo.id('visit.' || key), patient_id, doctor_id, room_id, demo.id('visit_type.' || visit_type), starts_at, ends_at, status,
  demo.pick(key || 'reason', case specialty
    when 'CAR' then '{Palpitations on exertion,Blood pressure review,Chest pain under investigation,Follow-up after stent,Shortness of breath,Anticoagulation review}'
    when 'PAE' then '{Recurrent cough,Growth review,Ear infection follow-up,Vaccination advice,Asthma review,Fever last week}'
    when 'GYN' then '{Routine check-up,Antenatal check,Contraception advice,Pelvic pain,Results of cervical screening}'
    when 'ORT' then '{Knee pain,Shoulder review after surgery,Lower back pain,Wrist fracture control,Hip replacement assessment}'
    when 'NEU' then '{Migraine review,Numbness in the left hand,Dizziness,Epilepsy follow-up,Memory complaints}'
    when 'DER' then '{Mole check,Eczema flare,Acne review,Psoriasis follow-up}'
    when 'END' then '{Diabetes review,Thyroid results,Weight management}'
    when 'SUR' then '{Hernia assessment,Wound check,Gallbladder consultation,Post-operative review}'
    when 'OPH' then '{Blurred vision,Cataract assessment,Glaucoma control,Dry eyes}'
    when 'ANE' then '{Assessment before hip surgery,Assessment before gallbladder surgery,Assessment before cataract surgery}'
    else '{General check-up,Tiredness,Blood test results,Repeat prescription review,Persistent cough,Abdominal pain,High blood pressure}'
  end::text[]),
  case when demo.dice(key || 'by', 3) = 0 then demo.id('user.jorge.luna') else demo.id('user.reception') end,
  case when status = 'cancelled' then demo.id('user.reception') end,
  case when status = 'cancelled' then booked_at + (least(starts_at, now()) - booked_at) * 0.7 end,
  case when status = 'cancelled' then demo.pick(key || 'why', '{Feels better,Cannot get off work,Found an earlier date,Transport problem}') end,
  case when status in ('checked_in', 'in_consultation', 'completed') then least(starts_at, now()) - make_interval(mins => 3 + demo.dice(key || 'early', 22)) end,
  case when status in ('in_consultation', 'completed') then starts_at + make_interval(mins => demo.dice(key || 'late', 4)) end,
  case when status = 'completed' then ends_at - make_interval(mins => demo.dice(key || 'end', 5)) end,
  booked_at, booked_at
from demo.outcomes;

/* What happened to each, in the words the triggers use. */
insert into public.appointment_events (id, appointment_id, at, actor_id, kind, from_status, to_status, details)
select
  demo.id(format('event.%s.%s', visit.id, step.kind)), visit.id, step.at, step.actor_id, step.kind, step.from_status, step.to_status, step.details
from public.appointments as visit
join demo.outcomes on demo.id('visit.' || key) = visit.id
join public.staff on staff.id = visit.doctor_id
cross join lateral (
  select case when requires_confirmation or visit.status = 'requested' then 'requested' else 'confirmed' end as booked_as
) as booking
cross join lateral (values
  ('booked', visit.created_at, visit.booked_by, null, booked_as,
    jsonb_build_object('starts_at', visit.starts_at, 'doctor_id', visit.doctor_id, 'overbooked', false), true),
  ('confirmed', visit.created_at + interval '20 minutes', staff.user_id, 'requested', 'confirmed', '{}'::jsonb,
    booked_as = 'requested' and visit.status not in ('requested', 'cancelled')),
  ('checked_in', visit.checked_in_at, demo.id('user.reception'), 'confirmed', 'checked_in', '{}', visit.checked_in_at is not null),
  ('started', visit.started_at, staff.user_id, 'checked_in', 'in_consultation', '{}', visit.started_at is not null),
  ('completed', visit.completed_at, staff.user_id, 'in_consultation', 'completed', '{}', visit.completed_at is not null),
  ('no_show', visit.ends_at, demo.id('user.reception'), 'confirmed', 'no_show', '{}', visit.status = 'no_show'),
  ('cancelled', visit.cancelled_at, visit.cancelled_by, booked_as, 'cancelled',
    jsonb_build_object('reason', visit.cancel_reason), visit.status = 'cancelled')
) as step (kind, at, actor_id, from_status, to_status, details, happened)
where happened;
