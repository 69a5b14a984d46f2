/*
 * Six wards with 120 beds, and who lay in them for three months. Four in five are taken; every state a bed
 * can be in is there, two people wait for a bed, and two patients do not want to be named.
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

insert into public.wards (id, department_id, code, name, floor)
select demo.id('ward.' || code), demo.id('department.' || department), code, name, floor from demo.wards;

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
insert into public.housekeeping_tasks (id, bed_id, ward_id, status, created_at, started_at, started_by)
select
  demo.id('task.' || label), demo.id('bed.' || label), demo.id('ward.' || ward),
  case when turn - occupied = 1 then 'in_progress' else 'waiting' end,
  now() - make_interval(mins => 20 + 25 * (turn - occupied)::integer),
  case when turn - occupied = 1 then now() - interval '12 minutes' end,
  case when turn - occupied = 1 then demo.id('user.' || case when ward in ('P', 'M') then 'ramon.silva' else 'vasile.munteanu' end) end
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

/* Why people come, what that is by chapters of ICD-10 (WHO), and for how long they mostly stay, in hours. */
create table demo.reasons (
  ward            text not null,
  nth             integer not null,
  reason          text not null,
  diagnosis_group text not null,
  hours           integer not null,
  primary key (ward, nth)
);
insert into demo.reasons
select ward, row_number() over (partition by ward order by reason), reason, diagnosis_group, hours
from (values
  ('A', 'Community-acquired pneumonia', 'J00-J99', 130), ('A', 'COPD exacerbation', 'J00-J99', 140),
  ('A', 'Decompensated heart failure', 'I00-I99', 165), ('A', 'Pyelonephritis', 'N00-N99', 95),
  ('A', 'Cellulitis', 'L00-L99', 105), ('A', 'Acute pancreatitis', 'K00-K93', 150),
  ('A', 'Hyperglycaemia', 'E00-E90', 80), ('A', 'Gastrointestinal bleeding', 'K00-K93', 115),
  ('B', 'Appendicectomy', 'K00-K93', 60), ('B', 'Cholecystectomy', 'K00-K93', 66), ('B', 'Hernia repair', 'K00-K93', 42),
  ('B', 'Bowel obstruction', 'K00-K93', 150), ('B', 'Hip replacement', 'M00-M99', 130),
  ('B', 'Knee replacement', 'M00-M99', 110), ('B', 'Ankle fracture', 'S00-T98', 85),
  ('C', 'Acute coronary syndrome', 'I00-I99', 105), ('C', 'Atrial fibrillation', 'I00-I99', 70),
  ('C', 'Heart failure', 'I00-I99', 150), ('C', 'Pacemaker implantation', 'I00-I99', 52),
  ('C', 'Syncope under study', 'R00-R99', 58), ('C', 'After coronary stent', 'I00-I99', 62),
  ('P', 'Bronchiolitis', 'J00-J99', 84), ('P', 'Dehydration', 'E00-E90', 46), ('P', 'Asthma attack', 'J00-J99', 60),
  ('P', 'Observation after concussion', 'S00-T98', 30), ('P', 'Febrile convulsion', 'R00-R99', 38),
  ('M', 'Delivery', 'O00-O99', 54), ('M', 'Caesarean section', 'O00-O99', 86),
  ('M', 'Threatened preterm labour', 'O00-O99', 110), ('M', 'Pre-eclampsia', 'O00-O99', 100),
  ('U', 'Septic shock', 'A00-B99', 190), ('U', 'Respiratory failure', 'J00-J99', 175), ('U', 'Polytrauma', 'S00-T98', 160),
  ('U', 'After cardiac arrest', 'I00-I99', 140), ('U', 'After major surgery', 'K00-K93', 55)
) as listed (ward, reason, diagnosis_group, hours);

/*
 * Three months of past stays in every bed, counted back from who lies there now: people leave by day, more
 * seldom at weekends, and the next one comes some hours after the bed was cleaned.
 */
create table demo.past_stays as
with recursive lain as (
  select
    beds.label, beds.ward, 0 as nth, coalesce(inpatients.admitted_at, demo.day(-1) + interval '8 hours') as admitted_at,
    null::timestamptz as discharged_at, null::text as reason, null::text as diagnosis_group
  from demo.beds
  left join demo.inpatients using (label)
  union all
  select lain.label, lain.ward, lain.nth + 1, stay.discharged_at - make_interval(hours => stay.hours), stay.discharged_at,
    stay.reason, stay.diagnosis_group
  from lain
  cross join lateral (select format('past.%s.%s', lain.label, lain.nth + 1) as key) as named
  cross join lateral (
    select lain.admitted_at - make_interval(hours => 4 + demo.dice(key || 'gap', case when demo.dice(key || 'idle', 5) = 0 then 60 else 14 end)) as latest
  ) as free
  -- Seven in ten who would leave at a weekend have left the Friday before.
  cross join lateral (
    select (date_trunc('day', latest at time zone 'Europe/Madrid')
      - make_interval(days => case
          when demo.dice(key || 'weekend', 10) < 7 then greatest(0, extract(isodow from latest at time zone 'Europe/Madrid')::integer - 5)
          else 0
        end)
      + make_interval(hours => 9 + demo.dice(key || 'hour', 8), mins => demo.dice(key || 'minute', 60))) at time zone 'Europe/Madrid' as wanted
  ) as day
  cross join lateral (
    select
      case when wanted > latest then wanted - interval '1 day' else wanted end as discharged_at,
      reasons.reason, reasons.diagnosis_group,
      -- Most near the usual, a few for long.
      greatest(14, (reasons.hours * exp(0.9 * (
        (demo.dice(key || 'a', 1000) + demo.dice(key || 'b', 1000) + demo.dice(key || 'c', 1000)) / 1000.0 - 1.5
      )))::integer) as hours
    from demo.reasons
    where reasons.ward = lain.ward
      and reasons.nth = 1 + demo.dice(key || 'reason', (select count(*)::integer from demo.reasons other where other.ward = lain.ward))
  ) as stay
  where lain.admitted_at > demo.day(-88)
), fitting as (
  -- Whom a ward can have had: nobody who is in now, none with a portal account.
  select patients.*, wards.code as ward,
    row_number() over (partition by wards.code order by md5('past.' || wards.code || number)) - 1 as turn,
    count(*) over (partition by wards.code) as many
  from demo.patients
  join demo.wards on case wards.code
    when 'P' then age < 16
    when 'M' then sex = 'female' and age between 19 and 43 and number % 2 = 0
    else age > 18 and not (sex = 'female' and age between 19 and 43 and number % 2 = 0)
      and case when number % 10 < 4 then 'A' when number % 10 < 7 then 'B' when number % 10 < 9 then 'C' else 'U' end = wards.code
  end
  where number > 6 and id not in (select patient_id from demo.inpatients)
), drawn as (
  select lain.*, format('past.%s.%s', lain.label, lain.nth) as key, fitting.id as patient_id, fitting.number
  from (
    select lain.*, row_number() over (partition by ward order by admitted_at, label) as place
    from lain where nth > 0
  ) as lain
  -- In turn, so that nobody is back before everybody else has been.
  join fitting on fitting.ward = lain.ward and fitting.turn = lain.place % fitting.many
), orderly as (
  select drawn.*,
    max(discharged_at) over (partition by patient_id order by admitted_at, key rows between unbounded preceding and 1 preceding) as before
  from drawn
)
select key, label, ward, patient_id, number, admitted_at, discharged_at, reason, diagnosis_group from orderly
where before is null or admitted_at > before + interval '1 day';

insert into public.admissions (
  id, patient_id, ward_id, attending_id, reason, diagnosis_group, admitted_at, expected_discharge_on, discharged_at, disposition, summary
)
select
  demo.id('admission.' || key), patient_id, demo.id('ward.' || ward),
  demo.id('staff.' || demo.pick(key || 'attending', case ward
    when 'A' then '{javier.montero,ingrid.solberg,karim.benali,doctor}'
    when 'B' then '{miguel.arroyo,priya.raman,diego.salvatierra,claire.dubois}'
    when 'C' then '{doctor,lena.fischer,rui.tavares}'
    when 'P' then '{samuel.okafor,lucia.ferrando,mei.lin}'
    when 'M' then '{fatima.zahra,helena.vilar}'
    else '{jonas.lindqvist}'
  end::text[])),
  reason, diagnosis_group, admitted_at,
  case when demo.dice(key || 'expected', 5) > 0
    then greatest((admitted_at at time zone 'Europe/Madrid')::date, (discharged_at at time zone 'Europe/Madrid')::date + demo.pick(key || 'off', '{-2,-1,-1,0,0,0,0,0,1,1,2}')::integer)
  end,
  discharged_at,
  case when ward in ('P', 'M') then 'home'
    else demo.pick(key || 'disposition', '{home,home,home,home,home,home,home,home,home,home,home,home,home,home,transfer,transfer,left_against_advice,deceased,other}')
  end,
  'Stable at discharge; follow-up with the family doctor in one week.'
from demo.past_stays;

insert into public.bed_stays (id, bed_id, ward_id, patient_id, admission_id, period)
select
  demo.id('stay.' || key), demo.id('bed.' || label), demo.id('ward.' || ward), patient_id,
  demo.id('admission.' || key), tstzrange(admitted_at, discharged_at)
from demo.past_stays;

insert into public.housekeeping_tasks (id, bed_id, ward_id, status, created_at, started_at, finished_at, started_by, done_by)
select
  demo.id('task.' || key), demo.id('bed.' || label), demo.id('ward.' || ward), 'done',
  discharged_at, begun, begun + make_interval(mins => 20 + demo.dice(key || 'clean', 35)), cleaner, cleaner
from demo.past_stays
cross join lateral (
  select
    discharged_at + make_interval(mins => 6 + demo.dice(key || 'begin', 70)) as begun,
    demo.id('user.' || demo.pick(key || 'cleaner', '{housekeeping,ramon.silva,mariam.keita,vasile.munteanu}')) as cleaner
) as work;

/* Doctors and nurses assigned to inpatients by name. */
insert into public.care_team_members (id, patient_id, staff_id, role, since, until)
select demo.id('care.' || admissions.id), patient_id, attending_id, 'attending', admitted_at, admitted_at + interval '1 year'
from public.admissions
where discharged_at is null;
