/* What must be known of some of those who lie in the house, and of a few who come to see a doctor. */
with inpatients as (
  select admission.id, admission.patient_id, admission.admitted_at, admission.attending_id, patient.birth_date, patient.sex,
    private.hospital_day() - patient.birth_date as days_old
  from public.admissions admission
  join public.patients patient on patient.id = admission.patient_id
  where admission.discharged_at is null and patient.deceased_at is null
), warned as (
  select patient_id, admitted_at, kind, words
  from inpatients
  cross join lateral (values
    ('falls', 'Fell at home last week, walks with a frame', 5, 65),
    ('infection', 'MRSA on the admission swab, decolonisation running', 9, 18),
    ('implant', 'Pacemaker: no MRI before cardiology has agreed', 8, 60),
    ('bleeding', 'Takes apixaban, last dose on the morning of admission', 7, 50),
    ('communication', 'Hard of hearing on both sides, wears aids', 6, 70),
    ('airway', 'Difficult intubation in 2021, see the anaesthetist’s letter', 17, 30)
  ) as warning (kind, words, dice, from_age)
  where days_old > from_age * 365 and demo.dice(kind || patient_id, dice) = 0
), kept as (
  insert into public.patient_alerts (id, patient_id, kind, words, recorded_by, recorded_at)
  select demo.id('alert.' || patient_id || kind), patient_id, kind, words, demo.id('staff.nurse'), admitted_at + interval '40 minutes'
  from warned
), decided as (
  insert into public.resuscitation_decisions (
    id, patient_id, decision, reason, treatment, discussed, review_on, decided_by, decided_name, decided_at
  )
  select demo.id('resuscitation.' || patient_id), patient_id, 'do_not_attempt',
    'Advanced frailty and heart failure; the patient does not wish it.', 'Ward-based care, no intensive care', 'patient',
    private.hospital_day() + 14, staff.id, staff.full_name, admitted_at + interval '3 hours'
  from inpatients
  join public.staff on staff.id = inpatients.attending_id
  where days_old > 80 * 365 and demo.dice('resuscitation' || patient_id, 3) = 0
)
insert into public.pregnancies (id, patient_id, due_on, recorded_by)
select demo.id('pregnancy.' || patient_id), patient_id, private.hospital_day() + 20 + demo.dice('due' || patient_id, 150),
  demo.id('staff.doctor')
from inpatients
where sex = 'female' and days_old between 20 * 365 and 41 * 365 and demo.dice('pregnant' || patient_id, 3) = 0;
