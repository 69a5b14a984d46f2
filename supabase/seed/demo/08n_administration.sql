/*
 * What was given on the wards since yesterday: nearly all on its round, some refused or withheld, some late; of the last
 * round a few are open and one or two were missed. Packs have numbers, so that they can be scanned.
 */
insert into public.medicine_packs (gtin, medicine_id)
select '0' || digits || ((10 - (
    select sum(substr(digits, at, 1)::integer * case when at % 2 = 0 then 3 else 1 end) from generate_series(1, 12) as at
  ) % 10) % 10)::text, id
from (
  select '847000' || lpad((100000 + row_number() over (order by name))::text, 6, '0') as digits, id from public.medicines
) numbered;

create table demo.doses as
select doses.*, prescribed.route, prescribed.as_needed, medicine.two_people, 'dose' || doses.prescription_id || doses.dose_day || doses.dose_no as key, nurse.id as staff_id,
  nurse.full_name as staff_name
from (
  select array_agg(distinct admission_id) as ids from public.ward_orders
) stays
cross join lateral private.doses_of(stays.ids, now() - interval '40 hours', now() + interval '20 minutes') doses
join public.prescriptions prescribed on prescribed.id = doses.prescription_id
join public.medicines medicine on medicine.id = prescribed.medicine_id
join public.admissions admission on admission.id = doses.admission_id and doses.due_at > admission.admitted_at
cross join lateral (
  select colleague.id, colleague.full_name from public.staff colleague join public.staff_wards works on works.staff_id = colleague.id
  where works.ward_id = doses.ward_id and colleague.position = 'nurse' and colleague.active
  order by demo.dice('nurse' || doses.prescription_id || doses.dose_day || colleague.id, 1000), colleague.id limit 1
) nurse;

alter table demo.doses drop column outcome;

insert into public.administrations (
  id, prescription_id, patient_id, admission_id, ward_id, dose_day, dose_no, due_at, outcome, given_at, late, dose, unit, site, reason_kind, reason,
  patient_scanned, pack_scanned, unscanned_reason, staff_id, staff_name, recorded_at
)
select demo.id(key), prescription_id, patient_id, admission_id, ward_id, dose_day, dose_no, due_at, outcome, least(at, now()), outcome = 'given' and late,
  case when outcome = 'given' then dose end, case when outcome = 'given' then unit end,
  case when outcome = 'given' and route = 'subcutaneous' then demo.pick(key, '{abdomen,thigh_left,thigh_right}') end,
  case outcome when 'refused' then demo.pick(key, '{declined,nausea,asleep}') when 'held' then 'measurements' end,
  case when outcome = 'given' and late then 'At an examination' end,
  outcome = 'given', outcome = 'given' and not by_eye,
  case when outcome = 'given' and by_eye then demo.pick('why' || key, '{Code not readable,Opened pack}') end, staff_id, staff_name, least(at, now())
from (
  select doses.*, case demo.dice('outcome' || key, 40) when 0 then 'refused' when 1 then 'held' else 'given' end as outcome,
    demo.dice('by eye' || key, 9) = 0 as by_eye, demo.dice('late' || key, 18) = 0 as late,
    due_at + make_interval(mins => case when demo.dice('late' || key, 18) = 0 then 70 + demo.dice('by' || key, 40) else demo.dice('by' || key, 45) - 10 end) as at
  from demo.doses where not two_people
) made
where at < now() and case
  -- Of the last round some are open, and few before it were forgotten.
  when due_at > now() - interval '5 hours' then demo.dice('open' || key, 3) > 0
  else demo.dice('forgotten' || key, 60) > 0
end;

/* As needed: once or twice since yesterday, with what it did. */
insert into public.administrations (
  id, prescription_id, patient_id, admission_id, ward_id, outcome, given_at, dose, unit, patient_scanned, pack_scanned, staff_id, staff_name, recorded_at,
  effect, effect_at, effect_by
)
select demo.id('needed' || prescribed.id), prescribed.id, prescribed.patient_id, admission.id, admission.ward_id, 'given', given.at,
  (prescribed.steps -> 0 ->> 'dose')::numeric, prescribed.steps -> 0 ->> 'unit', true, true, nurse.id, nurse.full_name, given.at, given.effect,
  case when given.effect is not null then given.at + interval '50 minutes' end, case when given.effect is not null then nurse.id end
from public.ward_orders ordered
join public.prescriptions prescribed on prescribed.id = ordered.prescription_id and prescribed.as_needed and prescribed.status = 'active'
join public.admissions admission on admission.id = ordered.admission_id and admission.discharged_at is null
cross join lateral (
  select now() - make_interval(mins => 90 + demo.dice('needed' || prescribed.id, 1000)) as at,
    case when demo.dice('effect' || prescribed.id, 4) > 0 then demo.pick('effect' || prescribed.id, '{helped,helped,partly}') end as effect
) given
cross join lateral (
  select colleague.id, colleague.full_name from public.staff colleague join public.staff_wards works on works.staff_id = colleague.id
  where works.ward_id = admission.ward_id and colleague.position = 'nurse' and colleague.active order by colleague.id limit 1
) nurse
where given.at > admission.admitted_at and demo.dice('asks' || prescribed.id, 3) > 0;

insert into public.missed_doses (prescription_id, dose_day, dose_no, patient_id, admission_id, ward_id, due_at, told_at)
select doses.prescription_id, doses.dose_day, doses.dose_no, doses.patient_id, doses.admission_id, doses.ward_id, doses.due_at,
  doses.due_at + make_interval(mins => doses.missed_minutes)
from demo.doses doses
where doses.due_at + make_interval(mins => doses.missed_minutes) < now() and not exists (
  select from public.administrations done where done.prescription_id = doses.prescription_id and done.dose_day = doses.dose_day and done.dose_no = doses.dose_no
);
