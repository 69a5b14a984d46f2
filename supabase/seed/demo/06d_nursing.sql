/*
 * Observations of everybody who is in, every few hours of their stay. Most are well; some have been poorly since
 * yesterday, and of two nobody has answered the alert yet.
 */

insert into public.nursing_settings (admission_id, patient_id, spo2_scale, spo2_scale_set_by, spo2_scale_set_at)
select id, patient_id, 2, attending_id, admitted_at + interval '40 minutes'
from public.admissions
where discharged_at is null and reason in ('COPD exacerbation', 'Respiratory failure');

insert into public.nursing_settings (admission_id, patient_id, pregnant, pregnant_set_by, pregnant_set_at)
select id, patient_id, true, attending_id, admitted_at + interval '20 minutes'
from public.admissions
where discharged_at is null and reason in ('Threatened preterm labour', 'Pre-eclampsia');

/* How somebody is: what they breathe, how far from well, and when their last set was. */
create table demo.courses as
select
  admission.id as admission_id, admission.patient_id, admission.ward_id, admission.admitted_at, admission.attending_id,
  inpatient.number, inpatient.ward,
  case
    when patient.age < 16 then 'child'
    when settings.pregnant then 'pregnant'
  end as excluded,
  patient.age,
  coalesce(settings.spo2_scale, 1) as scale,
  settings.spo2_scale is not distinct from 2 or (inpatient.ward in ('A', 'U') and demo.dice('oxygen' || number, 3) = 0)
    as on_oxygen,
  -- From a day ago on some are worse; 3 is an emergency.
  case
    when patient.age < 16 or settings.pregnant then 0
    when row_number() over (partition by inpatient.ward order by away.id is not null, md5('poorly' || number)) = 1
      then case inpatient.ward when 'C' then 3 when 'A' then 2 when 'U' then 3 when 'B' then 2 else 0 end
    when demo.dice('poorly' || number, 5) = 0 then 1
    else 0
  end as poorly,
  row_number() over (partition by inpatient.ward order by away.id is not null, md5('poorly' || number)) = 1
    and inpatient.ward in ('A', 'C') as unanswered
from demo.inpatients inpatient
join public.admissions admission on admission.id = inpatient.admission_id
left join public.admission_leaves away on away.admission_id = admission.id and away.returned_at is null
join demo.patients patient using (number)
left join public.nursing_settings settings on settings.admission_id = admission.id;

insert into public.observations (
  id, admission_id, patient_id, ward_id, observed_at, recorded_at, respiratory_rate, spo2, spo2_scale, on_oxygen,
  oxygen_device, oxygen_flow, systolic, diastolic, pulse, consciousness, temperature, pain, glucose, weight, note,
  news2_excluded, recorded_by, voided_at, voided_by, void_reason
)
select
  demo.id(format('observation.%s.%s', number, nth)), admission_id, patient_id, ward_id, observed_at,
  observed_at + interval '2 minutes',
  case when age < 6 then 26 else 15 end + demo.dice(key || 'rr', 4) + (array[0, 4, 6, 7])[1 + bad],
  case when scale = 2 then 88 + demo.dice(key || 'spo2', 5) else 96 + demo.dice(key || 'spo2', 4) end
    - (array[0, 1, 2, 4])[1 + bad],
  scale,
  oxygen,
  case when oxygen then case when bad = 3 then 'reservoir' else 'nasal_cannula' end end,
  case when oxygen then (case when bad = 3 then 12 else 2 end)::numeric end,
  case when age < 6 then 96 else 124 end + demo.dice(key || 'bp', 18) - (array[0, 14, 26, 24])[1 + bad],
  case when age < 6 then 58 else 72 end + demo.dice(key || 'dia', 10) - (array[0, 4, 10, 16])[1 + bad],
  case when age < 6 then 108 else 66 end + demo.dice(key || 'pulse', 28) + (array[0, 14, 26, 34])[1 + bad],
  'alert',
  36.4 + demo.dice(key || 'temp', 9) / 10.0 + (array[0, 0.8, 1.6, 1.9])[1 + bad],
  demo.dice(key || 'pain', 5) + bad,
  case when nth % 4 = 0 and demo.dice('sugar' || number, 4) = 0 then 96 + demo.dice(key || 'glucose', 90) end,
  case when nth = sets - 1 then round((case when age < 6 then 12 when age < 16 then 38 else 58 end
    + demo.dice('weight' || number, 34))::numeric, 1) end,
  case when bad = 3 and nth = 0 then 'Clammy; says the chest feels tight.' end,
  excluded,
  nurses.id,
  -- A slip now and then, put right with the next set.
  case when slip then observed_at + interval '6 minutes' end,
  case when slip then nurses.id end,
  case when slip then 'Entered for the wrong patient' end
from (
  select
    courses.*, nth,
    now() - case when unanswered then case ward when 'C' then interval '13 minutes' else interval '33 minutes' end
      else make_interval(mins => 8 + demo.dice('last' || number, 330)) end
      - nth * interval '5 hours' as observed_at,
    case when nth <= 4 then greatest(poorly - nth / 2, 0) else 0 end as bad,
    courses.on_oxygen or (poorly = 3 and nth <= 2) as oxygen,
    number || '.' || nth || '.' as key,
    demo.dice('slip' || number, 12) = 0 and nth = 3 as slip,
    floor(extract(epoch from now() - admitted_at) / 18000)::integer as sets
  from demo.courses
  cross join generate_series(0, 65) as nth
) as taken
join lateral (
  select works.staff_id as id from public.staff_wards works
  join public.staff colleague on colleague.id = works.staff_id and colleague.position = 'nurse'
  where works.ward_id = taken.ward_id
  order by md5(colleague.id::text || (taken.nth % 3))
  limit 1
) nurses on true
where observed_at > admitted_at + interval '10 minutes';

/* The newest set of each says whether an alert runs. */
insert into public.news2_alerts (
  id, admission_id, patient_id, ward_id, observation_id, level, score, raised_at, told_at, circle, acknowledged_at, acknowledged_by
)
select
  demo.id('alert.' || number), newest.admission_id, newest.patient_id, newest.ward_id, newest.id, newest.news2_level,
  private.news2_sum(newest.news2_points), newest.recorded_at,
  case when unanswered then now() - interval '50 seconds' else newest.recorded_at end,
  case when unanswered then 3 else 1 end,
  case when not unanswered then newest.recorded_at + make_interval(mins => 2 + demo.dice('answer' || number, 6)) end,
  case when not unanswered then coalesce(attending_id, newest.recorded_by) end
from (
  select distinct on (taken.admission_id) taken.*, courses.unanswered, courses.number, courses.attending_id
  from public.observations taken
  join demo.courses on courses.admission_id = taken.admission_id
  where taken.voided_at is null and taken.news2_score is not null
  order by taken.admission_id, taken.observed_at desc
) newest
where newest.news2_level is not null;

/* Whom the alerts told, as the minute's job would have. */
insert into public.news2_alert_notices (alert_id, patient_id, staff_id, circle, told_at)
select alert.id, alert.patient_id, person.staff_id, 1, alert.raised_at
from public.news2_alerts alert
cross join lateral private.news2_circle(alert, 1) as person
where alert.acknowledged_at is not null;

do $$
declare
  v_alert public.news2_alerts;
begin
  for v_alert in select * from public.news2_alerts where acknowledged_at is null order by raised_at loop
    for v_circle in 1..3 loop
      v_alert.circle := v_circle;
      v_alert.told_at := least(
        v_alert.raised_at + (v_circle - 1) * case v_alert.level when 'emergency' then interval '5 minutes' else interval '15 minutes' end,
        now()
      );
      perform private.tell_alert(v_alert);
    end loop;
  end loop;
end
$$;
