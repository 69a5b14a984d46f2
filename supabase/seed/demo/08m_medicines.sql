/*
 * What people take: by their problems, for everybody with a record; an antibiotic and something for pain for many who lie
 * here, a course that is over, one that was stopped. Each has the check it would have had, made by the very function.
 */
create table demo.treatments (code text, medicine text, dose numeric, unit text, times integer, timing text, percent integer);
insert into demo.treatments values
  ('I10', 'Enalapril 10 mg tablets', 1, 'tablet', 1, 'morning', 55), ('I10', 'Amlodipine 5 mg tablets', 1, 'tablet', 1, 'morning', 35),
  ('E78.5', 'Atorvastatin 20 mg tablets', 1, 'tablet', 1, 'bedtime', 80), ('E11.9', 'Metformin 850 mg tablets', 1, 'tablet', 2, 'with_food', 85),
  ('I48.91', 'Apixaban 5 mg tablets', 1, 'tablet', 2, null, 80), ('I48.91', 'Bisoprolol 2.5 mg tablets', 1, 'tablet', 1, 'morning', 60),
  ('J44.9', 'Tiotropium 2.5 micrograms inhaler', 2, 'puff', 1, 'morning', 80), ('I25.10', 'Acetylsalicylic acid 100 mg tablets', 1, 'tablet', 1, 'after_food', 85),
  ('N40.1', 'Tamsulosin 0.4 mg modified-release tablets', 1, 'tablet', 1, 'after_food', 75), ('M81.0', 'Alendronic acid 70 mg tablets', 1, 'tablet', 1, 'empty_stomach', 70),
  ('E03.9', 'Levothyroxine 75 micrograms tablets', 1, 'tablet', 1, 'empty_stomach', 95), ('J45.909', 'Budesonide + Formoterol 160 micrograms + 4.5 micrograms inhaler', 1, 'puff', 2, null, 80),
  ('F41.9', 'Sertraline 50 mg tablets', 1, 'tablet', 1, 'morning', 60), ('F33.9', 'Escitalopram 10 mg tablets', 1, 'tablet', 1, 'morning', 70),
  ('K21.9', 'Omeprazole 20 mg capsules', 1, 'capsule', 1, 'before_food', 85), ('D50.9', 'Ferrous sulfate 256 mg tablets', 1, 'tablet', 1, 'empty_stomach', 70),
  ('J30.9', 'Cetirizine 10 mg tablets', 1, 'tablet', 1, null, 60), ('J45.20', 'Montelukast 5 mg tablets', 1, 'tablet', 1, 'bedtime', 50);

create table demo.prescribed as
select demo.id(format('prescription.%s.%s', charted.number, treatment.medicine)) as id, charted.patient_id, charted.doctor_id, charted.admission_id,
  treatment.medicine, treatment.dose, treatment.unit, treatment.times, treatment.timing, null::integer as days, false as as_needed, problem.text as indication,
  least(charted.since, now()) - make_interval(days => 10 + demo.dice('treated' || charted.number || treatment.medicine, 300)) as at
from demo.charted charted
join public.problems problem on problem.patient_id = charted.patient_id and problem.status = 'active' and problem.voided_at is null
join public.codes coded on coded.id = problem.code_id
join demo.treatments treatment on treatment.code = coded.code
where demo.dice('takes' || charted.number || treatment.medicine, 100) < treatment.percent
  and (treatment.code <> 'J45.20' or charted.age between 6 and 13)
union all
select demo.id('prescription.pain.' || number), patient_id, doctor_id, admission_id, 'Paracetamol 1000 mg tablets', 1, 'tablet', 3, null, null, true, 'Pain', least(since + interval '1 hour', now())
from demo.charted where admission_id is not null and age >= 16 and demo.dice('pain' || number, 10) < 6
union all
select demo.id('prescription.clot.' || number), patient_id, doctor_id, admission_id, 'Bemiparin 3500 units injection', 1, 'ampoule', 1, null, 14, false,
  'Prevention of thrombosis', least(since + interval '2 hours', now())
from demo.charted charted where admission_id is not null and age >= 40 and demo.dice('clot' || number, 10) < 5 and not exists (
  select from public.problems problem where problem.patient_id = charted.patient_id and problem.code_id = demo.code('I48.91')
)
union all
select demo.id('prescription.course.' || number), patient_id, doctor_id, null, 'Azithromycin 500 mg tablets', 1, 'tablet', 1, null, 3, false,
  'Bronchitis', least(since, now()) - interval '60 days'
from demo.charted where age >= 16 and demo.dice('course' || number, 6) = 0;

insert into public.prescriptions (
  id, patient_id, admission_id, medicine_id, medicine, medicine_es, medicine_unit, route, steps, as_needed, as_needed_for, max_per_day, timing, indication,
  starts_on, ends_on, supply_days, quantity, repeats, status, staff_id, staff_name, created_at, signed_at, ended_at, end_reason, verification_code
)
select given.id, given.patient_id, given.admission_id, medicine.id, medicine.name, medicine.name_es, medicine.unit, medicine.routes[1], made.steps,
  as_needed, case when as_needed then 'pain' end, case when as_needed then 3 end, timing, indication, made.starts_on, made.ends_on,
  case when days is null and not as_needed then 30 end,
  private.prescribed_quantity(
    made.steps, made.starts_on, medicine.unit, ingredient.strength, ingredient.strength_unit, case when not as_needed then 30 end, as_needed, 3
  ),
  case when days is null and not as_needed then 3 else 0 end,
  case when made.ends_on < private.hospital_day() then 'completed' when made.stopped then 'stopped' else 'active' end,
  given.doctor_id, staff.full_name, given.at, given.at,
  case when made.ends_on < private.hospital_day() then given.at + make_interval(days => days) when made.stopped then least(given.at + interval '9 days', now()) end,
  case when made.ends_on < private.hospital_day() then 'completed' when made.stopped then 'side_effect' end,
  upper(left(md5('verification' || given.id), 20))
from demo.prescribed given
join public.medicines medicine on medicine.name = given.medicine
join public.medicine_ingredients ingredient on ingredient.medicine_id = medicine.id and ingredient.place = 1
join public.staff on staff.id = given.doctor_id
join public.patients patient on patient.id = given.patient_id and patient.deceased_at is null and patient.archived_at is null
cross join lateral (
  select
    jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
      'dose', given.dose, 'unit', given.unit, 'per_period', given.times, 'period', 1,
      'period_unit', case when given.medicine like 'Alendronic%' then 'wk' else 'd' end, 'days', given.days
    ))) as steps,
    private.hospital_day(given.at) as starts_on, private.hospital_day(given.at) + given.days - 1 as ends_on,
    given.days is null and demo.dice('stopped' || given.id, 14) = 0 as stopped
) made;

insert into public.prescription_checks (prescription_id, patient_id, occasion, result, findings, inputs, failed, rule_set, checked_at, checked_by)
select prescription.id, prescription.patient_id, 'sign', answer ->> 'result', answer -> 'findings', answer -> 'inputs', answer -> 'failed',
  (answer ->> 'rule_set')::bigint, prescription.signed_at, prescription.staff_id
from public.prescriptions prescription
cross join lateral private.check_medicines(
  prescription.patient_id, jsonb_build_array(private.check_item_of(to_jsonb(prescription), prescription.id))
) as answer;

/* What a specialty, and a doctor, prescribes together. */
insert into public.order_sets (id, name, specialty_id, items, created_at)
select demo.id('order_set.' || given.name || specialty.id), given.name, specialty.id, made.items, now() - interval '40 days'
from (values
  ('Fever and pain', '{Paracetamol 1000 mg tablets,Ibuprofen 400 mg tablets}'::text[]),
  ('Heart failure, first steps', '{Enalapril 10 mg tablets,Bisoprolol 2.5 mg tablets,Furosemide 40 mg tablets}')
) as given (name, medicines)
cross join public.specialties specialty
cross join lateral (
  select jsonb_agg(jsonb_build_object(
    'medicine_id', medicine.id, 'route', medicine.routes[1], 'as_needed', false, 'repeats', 0,
    'steps', jsonb_build_array(jsonb_build_object('dose', 1, 'unit', medicine.unit, 'per_period', 1, 'period', 1, 'period_unit', 'd', 'days', 7))
  ) order by medicine.name) as items
  from public.medicines medicine where medicine.name = any (given.medicines)
) made
where made.items is not null and exists (select from public.doctors where specialty_id = specialty.id)
  and jsonb_array_length(made.items) = cardinality(given.medicines);

/* Most who have lain here for a day were asked what they take, and it goes on. */
insert into public.reconciliations (id, patient_id, admission_id, ward_id, occasion, done_at, staff_id, staff_name)
select demo.id('reconciliation.' || admission.id), admission.patient_id, admission.id, admission.ward_id, 'admission',
  admission.admitted_at + interval '3 hours', staff.id, staff.full_name
from public.admissions admission join public.staff on staff.id = admission.attending_id
where admission.discharged_at is null and admission.admitted_at < now() - interval '1 day' and demo.dice('reconciliation' || admission.id, 10) < 8;
insert into public.reconciliation_lines (reconciliation_id, place, patient_id, prescription_id, decision)
select done.id, row_number() over (partition by done.id order by running.medicine, running.id), done.patient_id, running.id, 'continue'
from public.reconciliations done
join public.prescriptions running on running.patient_id = done.patient_id and running.status = 'active' and running.signed_at < done.done_at;
