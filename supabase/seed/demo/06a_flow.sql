/*
 * What is noted about a stay besides the bed: precautions, what the bed must have, who is away for a
 * while, and three mothers with their newborns, two of whom lie with them.
 */

update public.admissions as admission set
  diagnosis_group = reasons.diagnosis_group,
  isolation = case
    when demo.dice('isolation' || inpatients.number, 100) < 5 then 'contact'
    when demo.dice('isolation' || inpatients.number, 100) < 8 and reasons.diagnosis_group = 'J00-J99' then 'droplet'
    when inpatients.label is null then null
    when inpatients.ward = 'A' and demo.dice('airborne' || inpatients.number, 20) = 0 then 'airborne'
    when inpatients.ward = 'U' and demo.dice('protective' || inpatients.number, 6) = 0 then 'protective'
  end,
  needs = case
    when inpatients.ward = 'U' then '{monitor,oxygen}'
    when reasons.diagnosis_group = 'J00-J99' then '{oxygen}'
    when inpatients.ward = 'C' and demo.dice('needs' || inpatients.number, 3) = 0 then '{monitor}'
    else '{}'
  end::text[]
from demo.inpatients
join public.admissions current on current.id = inpatients.admission_id
join demo.reasons on reasons.ward = inpatients.ward and reasons.reason = current.reason
where admission.id = inpatients.admission_id;

insert into public.admission_leaves (id, admission_id, patient_id, ward_id, left_at, expected_back_at, reason)
select
  demo.id('leave.' || number), admission_id, patient_id, demo.id('ward.' || ward),
  now() - nth * interval '75 minutes', now() + nth * interval '2 hours', (array['Tests at another hospital', 'A walk with the family', 'Home for lunch'])[nth]
from (
  select inpatients.*, row_number() over (order by md5('leave' || number)) as nth
  from demo.inpatients
  where label is not null and ward in ('A', 'B', 'C') and admitted_at < now() - interval '2 days'
) as drawn
where nth <= 3;

/* Not among the six hundred: nobody has booked a visit for them yet. */
create table demo.newborns as
select
  nth, demo.id('patient.newborn.' || nth) as patient_id, demo.id('admission.newborn.' || nth) as admission_id,
  mother.admission_id as mother_admission_id, mother.attending_id, child.sex, demo.pick('newborn' || nth, names) as given_name,
  mother.family_name, mother.language, greatest(mother.admitted_at + interval '4 hours', now() - interval '30 hours') as born_at
from (
  select patients.*, admission.id as admission_id, admission.attending_id, admission.admitted_at,
    row_number() over (order by md5('mother' || inpatients.number)) as nth
  from demo.inpatients
  join demo.patients on patients.id = inpatients.patient_id
  join public.admissions admission on admission.id = inpatients.admission_id
  where inpatients.ward = 'M' and inpatients.label is not null and admission.admitted_at < now() - interval '12 hours'
    and admission.reason in ('Delivery', 'Caesarean section') and not admission.private
) as mother
join (values (1, 'female', '{Alma,Vera}'::text[]), (2, 'male', '{Leo,Bruno}'), (3, 'female', '{Olivia,Gala}')) as child (nth, sex, names) using (nth);

insert into public.patients (id, given_name, family_name, birth_date, sex, city, country, preferred_language, created_at, updated_at)
select patient_id, given_name, family_name, (born_at at time zone 'Europe/Madrid')::date, sex, 'Madrid', 'ES', language, born_at, born_at
from demo.newborns;

insert into public.admissions (id, patient_id, ward_id, attending_id, reason, diagnosis_group, admitted_at, expected_discharge_on, mother_admission_id)
select
  newborns.admission_id, patient_id, demo.id('ward.M'), newborns.attending_id, 'Newborn', 'Z00-Z99', born_at,
  (demo.day(1) at time zone 'Europe/Madrid')::date, mother_admission_id
from demo.newborns;

/* The third has a cot of their own beside the mother's ward-mates. */
insert into public.bed_stays (id, bed_id, ward_id, patient_id, admission_id, period)
select demo.id('stay.newborn.3'), free.id, free.ward_id, patient_id, admission_id, tstzrange(born_at, null)
from demo.newborns
cross join (
  select bed.id, bed.ward_id from public.beds bed
  where bed.ward_id = demo.id('ward.M')
    and not exists (select from public.bed_stays stay where stay.bed_id = bed.id and (stay.is_current or upper(stay.period) > now() - interval '30 hours'))
    and not exists (select from public.housekeeping_tasks task where task.bed_id = bed.id and task.status in ('waiting', 'in_progress'))
    and not exists (select from public.bed_closures closure where closure.bed_id = bed.id and closure.ended_at is null)
  order by bed.position limit 1
) as free
where nth = 3;
