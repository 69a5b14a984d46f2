/*
 * Six wards with 120 beds. Four in five are taken; every state a bed can be in is there, two people
 * wait for a bed, and two patients do not want to be named.
 */

create table demo.wards (
  code       text primary key,
  floor      integer not null,
  name       text not null,
  department text not null,
  beds       integer not null,
  per_room   integer not null,
  kind       text not null,
  -- Of its beds; the rest is free.
  occupied integer not null, housekeeping integer not null, closed integer not null, contaminated integer not null, isolated integer not null
);
insert into demo.wards values
  ('A', 1, 'Internal Medicine', 'MED', 28, 4, 'standard', 21, 2, 1, 1, 1),
  ('B', 2, 'Surgery', 'SURG', 28, 4, 'standard', 24, 2, 1, 0, 0),
  ('C', 3, 'Cardiology', 'CARD', 20, 2, 'standard', 17, 1, 0, 0, 0),
  ('P', 4, 'Paediatrics', 'PAED', 16, 2, 'paediatric', 12, 1, 1, 0, 0),
  ('M', 5, 'Maternity', 'OBGY', 16, 2, 'maternity', 13, 1, 0, 0, 0),
  ('U', 6, 'Intensive Care', 'ICU', 12, 1, 'icu', 9, 0, 0, 1, 1);

insert into public.wards (id, department_id, code, name)
select demo.id('ward.' || code), demo.id('department.' || department), code, name from demo.wards;

create table demo.beds as
select
  code as ward, number as in_ward, code || lpad(number::text, 2, '0') as label,
  format('%s%s', floor, lpad(((number - 1) / per_room + 1)::text, 2, '0')) as room,
  (number - 1) / per_room + 1 as room_position,
  (number - 1) % per_room + 1 as position,
  -- The last room of an ordinary ward has an airlock.
  case when kind = 'standard' and number > wards.beds - least(per_room, 2) then 'isolation' else kind end as kind,
  row_number() over (partition by code order by md5('bed.' || code || number)) as turn
from demo.wards
cross join lateral generate_series(1, beds) as number;

insert into public.ward_rooms (id, ward_id, name, position)
select distinct demo.id(format('ward_room.%s.%s', ward, room)), demo.id('ward.' || ward), 'Room ' || room, room_position
from demo.beds;

insert into public.beds (id, ward_id, room_id, label, kind, position)
select demo.id('bed.' || label), demo.id('ward.' || ward), demo.id(format('ward_room.%s.%s', ward, room)), label, kind, in_ward
from demo.beds;

/* Nurses and doctors have the wards of their department; managers and housekeepers as listed. */
insert into public.staff_wards (staff_id, ward_id)
select demo.id('staff.' || email), demo.id('ward.' || code)
from demo.people
join demo.wards using (department)
where position in ('nurse', 'ward_manager', 'doctor')
union
select demo.id('staff.' || email), demo.id('ward.' || code)
from (values
  ('nurse', 'C'), ('doctor', 'A'), ('raquel.fuentes', 'U'), ('raquel.fuentes', 'A'), ('wardmanager', 'C'),
  ('diego.salvatierra', 'B'), ('claire.dubois', 'B'), ('adela.campos', 'M'),
  ('housekeeping', 'A'), ('housekeeping', 'B'), ('housekeeping', 'C'), ('ramon.silva', 'P'), ('ramon.silva', 'M'),
  ('mariam.keita', 'U'), ('mariam.keita', 'A'), ('vasile.munteanu', 'B'), ('vasile.munteanu', 'C')
) as extra (email, code);

/* Who is in: fitting patients of each ward, nobody twice, none with a portal account. */
create table demo.inpatients as
with fitting as (
  select patients.*, case
    when age < 16 then 'P'
    when sex = 'female' and age between 19 and 43 and demo.dice('maternity' || number, 3) = 0 then 'M'
    else demo.pick('ward' || number, '{A,A,A,B,B,B,C,C,U}')
  end as ward
  from demo.patients
  where number > 6 and number not in (211, 377, 504) and (age < 16 or age > 18)
), queued as (
  select fitting.*, row_number() over (partition by ward order by md5('inpatient' || number)) as place from fitting
)
select
  queued.id as patient_id, queued.number, queued.ward, beds.label,
  demo.id('admission.' || queued.number) as admission_id,
  -- Half of the hospital came in this week; nobody has been here for more than a fortnight.
  now() - make_interval(hours => 5 + demo.dice('stay' || queued.number, case when demo.dice('long' || queued.number, 3) = 0 then 300 else 110 end), mins => demo.dice('minute' || queued.number, 60)) as admitted_at
from queued
join demo.wards on wards.code = queued.ward
join demo.beds on beds.ward = queued.ward and beds.turn = queued.place
where place <= occupied;

/* Two have been admitted and wait for a bed. */
insert into demo.inpatients
select id, number, ward, null, demo.id('admission.' || number), now() - nth * interval '50 minutes'
from (
  select id, number, row_number() over (order by md5('waiting' || number)) as nth
  from demo.patients
  where age between 45 and 85 and number > 6 and number not in (211, 377, 504)
    and id not in (select patient_id from demo.inpatients)
) as candidates
join (values (1, 'A'), (2, 'C')) as waiting (nth, ward) using (nth);

insert into public.admissions (id, patient_id, ward_id, attending_id, reason, admitted_at, expected_discharge_on, private)
select
  admission_id, patient_id, demo.id('ward.' || ward),
  case when ward = 'C' and demo.dice('attending' || number, 2) = 0 then demo.id('staff.doctor')
    else demo.id('staff.' || demo.pick('attending' || number, case ward
      when 'A' then '{javier.montero,ingrid.solberg,karim.benali,doctor}'
      when 'B' then '{miguel.arroyo,priya.raman,diego.salvatierra,claire.dubois}'
      when 'C' then '{doctor,lena.fischer,rui.tavares}'
      when 'P' then '{samuel.okafor,lucia.ferrando,mei.lin}'
      when 'M' then '{fatima.zahra,helena.vilar}'
      else '{jonas.lindqvist}'
    end::text[]))
  end,
  demo.pick('reason' || number, case ward
    when 'A' then '{Community-acquired pneumonia,Decompensated heart failure,Pyelonephritis,COPD exacerbation,Cellulitis,Acute pancreatitis,Hyperglycaemia,Gastrointestinal bleeding}'
    when 'B' then '{Appendicectomy,Hip replacement,Cholecystectomy,Hernia repair,Ankle fracture,Bowel obstruction,Knee replacement}'
    when 'C' then '{Acute coronary syndrome,Atrial fibrillation,Heart failure,Pacemaker implantation,Syncope under study,After coronary stent}'
    when 'P' then '{Bronchiolitis,Dehydration,Asthma attack,Observation after concussion,Febrile convulsion}'
    when 'M' then '{Delivery,Caesarean section,Threatened preterm labour,Pre-eclampsia}'
    else '{Septic shock,Respiratory failure,Polytrauma,After cardiac arrest,After major surgery}'
  end::text[]),
  admitted_at,
  case when demo.dice('expected' || number, 5) > 0
    then (demo.day(demo.dice('expected.day' || number, 6)) at time zone 'Europe/Madrid')::date
  end,
  coalesce(label in (select label from demo.beds where ward in ('A', 'M') and turn = 1), false)
from demo.inpatients;

insert into public.bed_stays (id, bed_id, ward_id, patient_id, admission_id, period)
select demo.id('stay.' || number), demo.id('bed.' || label), demo.id('ward.' || ward), patient_id, admission_id, tstzrange(admitted_at, null)
from demo.inpatients
where label is not null;

/* Beds out of use, next in turn after those that are taken. */
insert into public.housekeeping_tasks (id, bed_id, ward_id, status, created_at, started_at)
select
  demo.id('task.' || label), demo.id('bed.' || label), demo.id('ward.' || ward),
  case when turn - occupied = 1 then 'in_progress' else 'waiting' end,
  now() - make_interval(mins => 20 + 25 * (turn - occupied)::integer),
  case when turn - occupied = 1 then now() - interval '12 minutes' end
from demo.beds
join demo.wards on wards.code = ward
where turn > occupied and turn <= occupied + housekeeping;

insert into public.bed_closures (id, bed_id, ward_id, reason, note, starts_at, expected_until, closed_by)
select
  demo.id('closure.' || label), demo.id('bed.' || label), demo.id('ward.' || ward), reason, note,
  now() - make_interval(hours => 6 + demo.dice('closure' || label, 60)), demo.day(expected_days) + interval '12 hours', demo.id('user.beds')
from demo.beds
join demo.wards on wards.code = ward
join lateral (
  select case
    when turn <= occupied + housekeeping + closed then 'C'
    when turn <= occupied + housekeeping + closed + contaminated then 'K'
    else 'I'
  end as reason
) as why on true
join (values
  ('C', 'Oxygen outlet is being repaired', 2),
  ('K', 'Terminal disinfection after Clostridioides difficile', 1),
  ('I', 'Kept free: contact isolation in this room', 4)
) as words (reason, note, expected_days) using (reason)
where turn > occupied + housekeeping and turn <= occupied + housekeeping + closed + contaminated + isolated;

/* Stays of the last weeks, one before the present one in most beds, each cleaned up after. */
create table demo.past_stays as
select
  patients.id as patient_id, patients.number, beds.label, beds.ward,
  demo.day(-30) + make_interval(hours => demo.dice('past' || label, 120)) as admitted_at,
  demo.day(-23) + make_interval(hours => 9 + demo.dice('past.end' || label, 150)) as discharged_at
from (
  select patients.*, row_number() over (order by md5('past' || number)) as place
  from demo.patients
  where number > 6 and age > 18 and id not in (select patient_id from demo.inpatients)
) as patients
join (
  select beds.*, row_number() over (order by md5('past.bed' || label)) as place from demo.beds where ward in ('A', 'B', 'C', 'U')
) as beds using (place);

insert into public.admissions (id, patient_id, ward_id, attending_id, reason, admitted_at, discharged_at, disposition, summary)
select
  demo.id('past.admission.' || number), patient_id, demo.id('ward.' || ward),
  demo.id('staff.' || demo.pick('past.attending' || number, '{javier.montero,ingrid.solberg,miguel.arroyo,lena.fischer}')),
  demo.pick('past.reason' || number, '{Pneumonia,Elective surgery,Chest pain,Urinary infection,Fall}'),
  admitted_at, discharged_at,
  demo.pick('past.disposition' || number, '{home,home,home,home,home,transfer,left_against_advice}'),
  'Stable at discharge; follow-up with the family doctor in one week.'
from demo.past_stays;

insert into public.bed_stays (id, bed_id, ward_id, patient_id, admission_id, period)
select
  demo.id('past.stay.' || number), demo.id('bed.' || label), demo.id('ward.' || ward), patient_id,
  demo.id('past.admission.' || number), tstzrange(admitted_at, discharged_at)
from demo.past_stays;

insert into public.housekeeping_tasks (id, bed_id, ward_id, status, created_at, started_at, finished_at, done_by)
select
  demo.id('past.task.' || label), demo.id('bed.' || label), demo.id('ward.' || ward), 'done',
  discharged_at, discharged_at + interval '15 minutes', discharged_at + interval '50 minutes',
  demo.id('user.' || demo.pick('past.cleaner' || label, '{housekeeping,ramon.silva,mariam.keita,vasile.munteanu}'))
from demo.past_stays;

/* Doctors and nurses assigned to inpatients by name. */
insert into public.care_team_members (id, patient_id, staff_id, role, since)
select demo.id('care.' || admissions.id), patient_id, attending_id, 'attending', admitted_at
from public.admissions
where discharged_at is null;
