/*
 * The coded record of everybody who lies here and of a third of those who come to the clinics: problems by age, what each stay
 * and visit was for, earlier operations, families, habits.
 */
create function demo.code(p_code text) returns uuid
language sql stable
as $$ select id from public.codes where system_id = 'icd-10-cm' and code = p_code $$;

/* Whose record it is, who keeps it, since when. */
create table demo.charted as
select distinct on (patient_id) patient_id, number, age, sex, birth_date, doctor_id, since, admission_id, reason
from (
  select admission.patient_id, coalesce(admission.attending_id, demo.id('staff.doctor')) as doctor_id, admission.admitted_at as since, admission.id as admission_id, admission.reason, 0 as rank
  from public.admissions admission where admission.discharged_at is null
  union all
  select visit.patient_id, visit.doctor_id, visit.starts_at, null, visit.reason, 1
  from public.appointments visit
  where visit.status = 'completed' and visit.starts_at < now()
    -- Elena and Lucas among them: theirs is the record one looks at first.
    and (demo.dice('charted' || visit.patient_id, 3) = 0 or visit.patient_id in (select id from demo.patients where number in (1, 2)))
) seen
join demo.patients patient on patient.id = patient_id
where doctor_id is not null
order by patient_id, rank, since desc;

/* What people of an age often have: of a hundred so many. */
create table demo.common (code text, from_age integer, until_age integer, sex text, percent integer, side text);
insert into demo.common values
  ('I10', 45, 200, null, 42, null), ('E78.5', 45, 200, null, 30, null), ('E11.9', 45, 200, null, 16, null), ('M17.9', 60, 200, null, 18, 'left'),
  ('I48.91', 65, 200, null, 9, null), ('N18.30', 65, 200, null, 9, null), ('J44.9', 55, 200, null, 8, null), ('I25.10', 60, 200, 'male', 14, null),
  ('N40.1', 60, 200, 'male', 22, null), ('M81.0', 65, 200, 'female', 20, null), ('H25.9', 70, 200, null, 18, 'both'), ('E03.9', 30, 200, 'female', 9, null),
  ('J45.909', 16, 60, null, 6, null), ('F41.9', 18, 70, null, 6, null), ('F33.9', 25, 80, null, 5, null), ('G43.009', 16, 60, 'female', 10, null),
  ('K21.9', 35, 200, null, 9, null), ('M54.50', 30, 75, null, 9, null), ('D50.9', 16, 50, 'female', 8, null), ('E66.9', 25, 75, null, 9, null),
  ('J45.20', 3, 15, null, 9, null), ('L20.9', 0, 12, null, 11, null), ('J30.9', 5, 40, null, 9, null);

insert into public.problems (id, patient_id, code_id, text, status, certainty, side, onset, recorded_by, recorded_at)
select
  demo.id(format('problem.%s.%s', number, common.code)), patient_id, coded.id, coded.display,
  case when demo.dice(number || common.code || 'state', 12) = 0 then 'inactive' else 'active' end,
  case when demo.dice(number || common.code || 'sure', 15) = 0 then 'provisional' else 'confirmed' end,
  common.side, (extract(year from current_date)::integer - 2 - demo.dice(number || common.code || 'since', greatest(least(age - 3, 20), 1)))::text,
  charted.doctor_id, least(since, now()) - make_interval(days => demo.dice(number || common.code || 'written', 400))
from demo.charted charted
join demo.common common on charted.age between common.from_age and common.until_age and coalesce(common.sex, charted.sex) = charted.sex
join public.codes coded on coded.id = demo.code(common.code)
where demo.dice('has' || number || common.code, 100) < common.percent;

-- What no list has a code for, and what is over.
insert into public.problems (id, patient_id, text, status, onset, ended_on, comment, recorded_by, recorded_at)
select
  demo.id('problem.words.' || number), patient_id,
  demo.pick('words' || number, array['Afraid of needles', 'Cares for her mother at home', 'Hard of hearing on the telephone', 'Lives up four flights without a lift']),
  'active', null, null, null, doctor_id, since - interval '20 days'
from demo.charted where age > 25 and demo.dice('words' || number, 9) = 0;
insert into public.problems (id, patient_id, code_id, text, status, onset, ended_on, comment, recorded_by, recorded_at)
select
  demo.id('problem.over.' || number), patient_id, coded.id, coded.display, 'resolved',
  (extract(year from current_date)::integer - 4)::text, (extract(year from current_date)::integer - 3)::text, 'Treated as an outpatient, no relapse.',
  doctor_id, since - interval '90 days'
from demo.charted
join public.codes coded on coded.id = demo.code(demo.pick('over' || number, array['J18.9', 'N39.0', 'L03.90', 'K57.32', 'B02.9']))
where age > 30 and demo.dice('over' || number, 6) = 0;
-- A slip, struck out.
update public.problems set voided_at = recorded_at + interval '1 hour', voided_by = recorded_by, void_reason = 'Entered for the wrong patient', version = 2
where demo.dice('slip' || id, 40) = 0;

/* What a reason comes to. */
create table demo.reason_codes (reason text primary key, code text not null, second text);
insert into demo.reason_codes values
  ('Decompensated heart failure', 'I50.9', 'I10'), ('Heart failure', 'I50.9', 'I10'), ('Gastrointestinal bleeding', 'K92.2', 'D62'), ('Hyperglycaemia', 'E11.65', 'E86.0'),
  ('Cellulitis', 'L03.90', null), ('Community-acquired pneumonia', 'J18.9', null), ('COPD exacerbation', 'J44.1', 'J96.00'), ('Acute pancreatitis', 'K85.90', 'K80.20'),
  ('Pyelonephritis', 'N10', null), ('Cholecystectomy', 'K80.20', null), ('Bowel obstruction', 'K56.609', 'E87.6'), ('Appendicectomy', 'K35.80', null),
  ('Hip replacement', 'M16.9', null), ('Knee replacement', 'M17.9', null), ('Ankle fracture', 'S82.899A', null), ('Hernia repair', 'K40.90', null),
  ('Syncope under study', 'R55', 'I95.1'), ('Acute coronary syndrome', 'I21.4', 'I10'), ('After coronary stent', 'I25.10', 'Z95.5'), ('Pacemaker implantation', 'I44.2', null),
  ('Atrial fibrillation', 'I48.91', 'I10'), ('Delivery', 'O80', null), ('Caesarean section', 'O82', null), ('Pre-eclampsia', 'O14.90', null), ('Newborn', 'Z38.00', null),
  ('Threatened preterm labour', 'O60.00', null), ('Febrile convulsion', 'R56.00', 'J06.9'), ('Asthma attack', 'J45.901', null), ('Observation after concussion', 'S06.0X0A', null),
  ('Bronchiolitis', 'J21.9', null), ('Dehydration', 'E86.0', 'A08.4'), ('Respiratory failure', 'J96.00', 'J18.9'), ('After cardiac arrest', 'I21.3', 'J96.00'), ('Polytrauma', 'T14.90XA', 'S22.39XA'),
  ('Septic shock', 'A41.9', 'N17.9'), ('After major surgery', 'C18.9', null),
  ('Chest pain under investigation', 'R07.9', null), ('Blood pressure review', 'I10', null), ('High blood pressure', 'I10', null), ('Follow-up after stent', 'I25.10', 'Z95.5'),
  ('Shortness of breath', 'R06.02', null), ('Palpitations on exertion', 'R00.2', null), ('Anticoagulation review', 'Z79.01', 'I48.91'), ('General check-up', 'Z00.00', null),
  ('Tiredness', 'R53.83', 'D50.9'), ('Abdominal pain', 'R10.9', null), ('Persistent cough', 'R05.9', null), ('Recurrent cough', 'R05.9', null), ('Asthma review', 'J45.909', null),
  ('Fever last week', 'R50.9', 'B34.9'), ('Ear infection follow-up', 'H66.90', null), ('Gallbladder consultation', 'K80.20', null), ('Hernia assessment', 'K40.90', null),
  ('Migraine review', 'G43.009', null), ('Dizziness', 'R42', null), ('Epilepsy follow-up', 'G40.909', null), ('Knee pain', 'M17.9', null), ('Numbness in the left hand', 'G56.00', null),
  ('Diabetes review', 'E11.9', 'E78.5'), ('Assessment before hip surgery', 'M16.9', null), ('Wrist fracture control', 'S52.509A', null), ('Contraception advice', 'Z30.9', null),
  ('Memory complaints', 'F03.90', null), ('Weight management', 'E66.9', null), ('Hip replacement assessment', 'M16.9', null), ('Antenatal check', 'Z34.90', null),
  ('Vaccination advice', 'Z23', null), ('Growth review', 'Z00.129', null), ('Pelvic pain', 'N94.6', null), ('Thyroid results', 'E03.9', null), ('Routine check-up', 'Z00.00', null);

-- Of the encounter in which it was found, where a note was begun: of a stay the first. They were found before it was signed.
alter table public.diagnoses disable trigger diagnoses_180_encounter_open;
insert into public.diagnoses (id, patient_id, encounter_id, code_id, text, rank, diagnosed_at, recorded_by, recorded_at)
select
  demo.id(format('diagnosis.%s.%s', happened.key, part.nth)), happened.patient_id, (
    select encounter.id from public.encounters encounter
    where encounter.patient_id = happened.patient_id and (encounter.admission_id = happened.stay or encounter.appointment_id = happened.visit)
    order by encounter.started_at, encounter.id limit 1
  ), coded.id, coded.display,
  case when part.nth = 1 then 'primary' else 'secondary' end, happened.at, happened.doctor_id, happened.at + interval '9 minutes'
from (
  select 'stay' || admission_id as key, admission_id as stay, null::uuid as visit, patient_id, reason, since + interval '50 minutes' as at, doctor_id from demo.charted where admission_id is not null
  union all
  select 'visit' || visit.id, null, visit.id, visit.patient_id, visit.reason, visit.starts_at + interval '12 minutes', visit.doctor_id
  from public.appointments visit join demo.charted charted using (patient_id)
  where visit.status = 'completed' and visit.starts_at < now()
) happened
join demo.reason_codes named using (reason)
cross join lateral (values (1, named.code), (2, named.second)) as part (nth, code)
join public.codes coded on coded.id = demo.code(part.code)
where happened.at < now();
alter table public.diagnoses enable trigger diagnoses_180_encounter_open;

insert into public.procedures (id, patient_id, text, performed_on, performer_id, performed_by, side, outcome, recorded_by, recorded_at)
select
  demo.id('procedure.stay.' || admission_id), patient_id, done.text, (since + interval '1 day')::date::text, doctor_id, null, done.side, 'successful', doctor_id,
  least(since + interval '30 hours', now())
from demo.charted
join (values
  ('Cholecystectomy', 'Laparoscopic cholecystectomy', null), ('Appendicectomy', 'Laparoscopic appendicectomy', null),
  ('Hip replacement', 'Total hip replacement', 'right'), ('Knee replacement', 'Total knee replacement', 'left'), ('Hernia repair', 'Inguinal hernia repair with mesh', 'right'),
  ('Ankle fracture', 'Open reduction and internal fixation of the ankle', 'left'), ('Pacemaker implantation', 'Implantation of a dual-chamber pacemaker', null),
  ('After coronary stent', 'Percutaneous coronary intervention, one stent', null), ('Caesarean section', 'Caesarean section', null)
) as done (reason, text, side) using (reason)
where admission_id is not null and since < now() - interval '30 hours';
insert into public.procedures (id, patient_id, text, performed_on, performed_by, recorded_by, recorded_at)
select
  demo.id('procedure.past.' || number), patient_id, demo.pick('operated' || number, array['Appendicectomy', 'Tonsillectomy', 'Cataract surgery', 'Inguinal hernia repair', 'Arthroscopy of the knee']),
  (extract(year from birth_date)::integer + greatest(age - 3 - demo.dice('operated' || number, 25), 6))::text, 'Elsewhere, as the patient tells', doctor_id, since - interval '60 days'
from demo.charted where age > 20 and demo.dice('operated' || number, 4) = 0;

insert into public.family_history (id, patient_id, relation, code_id, text, onset_age, deceased, recorded_by, recorded_at)
select
  demo.id(format('family.%s.%s', number, relation)), patient_id, relation, coded.id, coded.display, 45 + demo.dice('onset' || number || relation, 35),
  age > 50 or demo.dice('alive' || number || relation, 3) = 0, doctor_id, since - interval '30 days'
from demo.charted
cross join unnest(array['mother', 'father']) as relation
join public.codes coded on coded.id = demo.code(
  case relation
    when 'mother' then demo.pick('mother' || number, array['C50.919', 'E11.9', 'I10', 'M81.0', 'F03.90'])
    else demo.pick('father' || number, array['I21.3', 'C18.9', 'I63.9', 'E11.9', 'J44.9'])
  end
)
where age > 18 and demo.dice('family' || number || relation, 3) = 0;

insert into public.social_history (id, patient_id, topic, value, pack_years, units, text, stated_at, recorded_by, recorded_at)
select demo.id(format('social.%s.%s', number, said.topic)), patient_id, said.topic, said.value, said.pack_years, said.units, said.text,
  since - interval '15 days', doctor_id, since - interval '15 days'
from demo.charted
cross join lateral (
  select demo.pick('smokes' || number, array['never', 'never', 'former', 'current']) as smokes, demo.pick('drinks' || number, array['none', 'occasional', 'occasional', 'regular']) as drinks
) habit
cross join lateral (values
  ('smoking', habit.smokes, case when habit.smokes <> 'never' then 4 + demo.dice('packs' || number, least(age, 45)) end::numeric, null::numeric, null),
  ('alcohol', habit.drinks, null, case habit.drinks when 'occasional' then 2 when 'regular' then 9 + demo.dice('units' || number, 8) end::numeric, null),
  ('occupation', null, null, null, demo.pick('works' || number, case when age > 66 then array['Retired teacher', 'Retired electrician', 'Retired shopkeeper', 'Retired bus driver']
    else array['Teacher', 'Electrician', 'Works in a shop', 'Software developer', 'Bus driver', 'Cook', 'Looking for work'] end)),
  ('living', case when age > 80 and demo.dice('lives' || number, 4) = 0 then 'care_home' when demo.dice('lives' || number, 4) = 1 then 'alone' else 'with_others' end, null, null, null)
) as said (topic, value, pack_years, units, text)
where age >= 18 and demo.dice('told' || number, 10) < 8;
