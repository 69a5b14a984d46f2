/*
 * Measurements of those with a record: blood pressure and weight at visits, the growth of children along their own curve, some
 * of them born early; and what they were vaccinated with, so that most of it is done and something is due.
 */
insert into public.births (patient_id, gestation_days, recorded_by, recorded_at)
select patient_id, case when demo.dice('early' || number, 4) = 0 then 215 + demo.dice('weeks' || number, 40) else 266 + demo.dice('weeks' || number, 20) end, doctor_id, since
from demo.charted where age < 6;

insert into public.measurements (id, patient_id, kind, value, second_value, unit, measured_at, recorded_by, recorded_at)
select demo.id(format('measured.%s.%s.%s', number, nth, taken.kind)), patient_id, taken.kind, taken.value, taken.second, taken.unit, at, doctor_id, at + interval '3 minutes'
from demo.charted
cross join generate_series(0, 7) as nth
cross join lateral (
  select since - make_interval(days => nth * (55 + demo.dice('every' || number, 20))) - interval '1 hour' as at, 'measured' || number || '.' || nth as key,
    case sex when 'female' then 151 + demo.dice('tall' || number, 22) else 163 + demo.dice('tall' || number, 25) end as tall,
    demo.dice('wide' || number, 14) as wide, age > 50 and demo.dice('has' || number || 'I10', 100) < 42 as high
) of
cross join lateral (values
  ('blood_pressure', 112 + demo.dice(key || 'sys', 22) + case when high then 22 else 0 end, (66 + demo.dice(key || 'dia', 14) + case when high then 8 else 0 end)::numeric, 'mmHg'),
  ('pulse', 60 + demo.dice(key || 'pulse', 26), null, '/min'),
  ('weight', round((tall - 100 + wide + nth * 0.3 + demo.dice(key || 'kilo', 12) / 10.0)::numeric, 1), null, 'kg'),
  ('height', case when nth = 0 then tall end, null, 'cm'),
  ('glucose', case when nth % 3 = 0 and demo.dice('has' || number || 'E11.9', 100) < 16 and age > 45 then 118 + demo.dice(key || 'sugar', 70) end, null, 'mg/dL')
) as taken (kind, value, second, unit)
where age >= 16 and taken.value is not null and nth < 3 + demo.dice('often' || number, 6);

/* Children: medians of WHO and CDC at some ages, from which each keeps its distance. */
create table demo.growth (months integer, sex text, kilos numeric, tall numeric, head numeric);
insert into demo.growth values
  (0, 'male', 3.3, 49.9, 34.5), (2, 'male', 5.6, 58.4, 39.1), (4, 'male', 7.0, 63.9, 41.6), (6, 'male', 7.9, 67.6, 43.3), (9, 'male', 8.9, 72.0, 45.0), (12, 'male', 9.6, 75.7, 46.1),
  (18, 'male', 10.9, 82.3, 47.4), (24, 'male', 12.2, 87.1, 48.3), (36, 'male', 14.3, 96.1, 49.5), (48, 'male', 16.3, 103.3, 50.2), (60, 'male', 18.3, 110.0, 50.7), (84, 'male', 23.1, 121.9, null),
  (108, 'male', 28.7, 133.3, null), (132, 'male', 36.0, 143.5, null), (156, 'male', 45.6, 156.0, null), (180, 'male', 56.3, 170.1, null),
  (0, 'female', 3.2, 49.1, 33.9), (2, 'female', 5.1, 57.1, 38.3), (4, 'female', 6.4, 62.1, 40.6), (6, 'female', 7.3, 65.7, 42.2), (9, 'female', 8.2, 70.1, 43.8), (12, 'female', 8.9, 74.0, 44.9),
  (18, 'female', 10.2, 80.7, 46.2), (24, 'female', 11.5, 85.7, 47.2), (36, 'female', 13.9, 95.1, 48.5), (48, 'female', 16.1, 102.7, 49.3), (60, 'female', 18.2, 109.4, 49.9), (84, 'female', 22.9, 121.1, null),
  (108, 'female', 29.1, 133.1, null), (132, 'female', 37.3, 144.5, null), (156, 'female', 46.1, 157.1, null), (180, 'female', 52.1, 161.9, null);

insert into public.measurements (id, patient_id, kind, value, unit, measured_at, recorded_by, recorded_at)
select demo.id(format('grown.%s.%s.%s', number, growth.months, taken.kind)), patient_id, taken.kind, taken.value, taken.unit, at, doctor_id, at + interval '2 minutes'
from demo.charted charted
left join public.births birth using (patient_id)
join demo.growth growth on growth.sex = charted.sex
cross join lateral (select
  (birth_date + make_interval(months => growth.months, days => greatest(280 - coalesce(birth.gestation_days, 280), 0) + demo.dice('day' || number || growth.months, 9)) + interval '10 hours')
    at time zone 'Europe/Madrid' as at,
  0.93 + demo.dice('big' || number, 15) / 100.0 as share
) of
cross join lateral (values
  ('weight', round((growth.kilos * share * (0.99 + demo.dice('kilo' || number || growth.months, 3) / 100.0))::numeric, 2), 'kg'),
  ('height', round((growth.tall * (1 + (share - 1) / 3))::numeric, 1), 'cm'),
  ('head_circumference', round((growth.head * (1 + (share - 1) / 4))::numeric, 1), 'cm')
) as taken (kind, value, unit)
where charted.age < 16 and taken.value is not null and at < least(since, now());

/* What was due until now was given, mostly; of some it is only reported. */
insert into public.immunisations (id, patient_id, vaccine_id, dose, given_on, lot, site, route, reported, given_by, recorded_by, recorded_at)
select
  demo.id(format('vaccinated.%s.%s.%s', number, vaccine_id, dose)), patient_id, vaccine_id, dose, given_on,
  case when not told then upper(left(md5(vaccine_id || extract(year from given_on)), 6)) end,
  case when not told and vaccine_id <> 'rotavirus' then case when age < 2 then 'left_thigh' else 'left_arm' end end,
  case when not told then case vaccine_id when 'rotavirus' then 'oral' when 'mmr' then 'subcutaneous' when 'varicella' then 'subcutaneous' else 'intramuscular' end end,
  told, case when not told then doctor_id end, doctor_id, least(given_on + interval '1 day', now())
from demo.charted
cross join public.immunisation_schedule schedule
cross join lateral (
  select (birth_date + make_interval(months => schedule.due_months, days => 5 + demo.dice(format('shot.%s.%s.%s', number, vaccine_id, dose), 20)))::date as given_on,
    age > 8 or demo.dice('told' || number, 3) = 0 as told
) of
where given_on < current_date - 20 and given_on > current_date - interval '25 years' and demo.dice(format('missed.%s.%s', number, vaccine_id), 8) > 0
  and (schedule.dose = 1 or demo.dice(format('missed.%s.%s', number, vaccine_id), 8) > 1);
