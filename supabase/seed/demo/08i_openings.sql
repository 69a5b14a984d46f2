/*
 * Whose chart was opened of late: by those who had the patient in their care, and three times in an emergency, one of which
 * waits too long for its review. Elena asked about one, and was answered.
 */
with opened as (
  select
    demo.id('opening.' || number || '.' || ago) as id, patient.id as patient_id, demo.id('staff.' || who) as staff_id, basis, care,
    kind, reason, demo.day(-ago) + at as since, lasts
  from (values
    (1, 'doctor', 'care', '{booked}'::text[], null, null, 2, interval '9 hours 5 minutes', interval '2 hours'),
    (1, 'doctor', 'care', '{booked}', null, null, 31, interval '10 hours 40 minutes', interval '2 hours'),
    (1, 'nurse', 'emergency', '{}', 'emergency', 'Fainted in the waiting room, allergies and medicines unknown', 17, interval '11 hours 20 minutes', interval '1 hour'),
    (3, 'wardmanager', 'emergency', '{}', 'on_call', 'Night shift without a bed manager, family phoned about the admission', 10, interval '22 hours', interval '1 hour'),
    (4, 'nurse', 'emergency', '{}', 'consult', 'The emergency department asked which dressing had been used', 1, interval '16 hours 30 minutes', interval '35 minutes')
  ) as opening (number, who, basis, care, kind, reason, ago, at, lasts)
  join demo.patients as patient using (number)
), written as (
  insert into public.chart_openings (id, patient_id, staff_id, staff_name, staff_position, basis, care, kind, reason, since, until)
  select opened.id, patient_id, staff_id, full_name, position, basis, care, kind, reason, since, since + lasts
  from opened join public.staff on staff.id = staff_id
  returning *
), reviewed as (
  insert into public.chart_reviews (
    opening_id, patient_id, staff_id, opened_at, due_at, state, explanation, explained_at, reviewed_by, reviewed_name, reviewed_at
  )
  select written.id, patient_id, staff_id, since, since + interval '7 days',
    case when seen then 'justified' else 'due' end,
    case when seen then 'She could not speak for herself; I looked at her allergies only.' end, case when seen then since + interval '2 hours' end,
    case when seen then demo.id('user.admin') end, case when seen then admin.full_name end, case when seen then since + interval '1 day' end
  from written
  cross join lateral (select since < demo.day(-14) as seen) as old
  join public.staff admin on admin.user_id = demo.id('user.admin')
  where basis = 'emergency'
)
insert into public.chart_questions (opening_id, patient_id, asked_by, words, asked_at, answer, answered_by, answered_name, answered_at)
select written.id, patient_id, demo.id('user.patient'), 'I do not remember this nurse. Why did she read my record?', since + interval '3 days',
  'You fainted while you were waiting, and she had to know of your allergies before she gave you anything. It was reviewed and found right.',
  demo.id('user.admin'), admin.full_name, since + interval '4 days'
from written join public.staff admin on admin.user_id = demo.id('user.admin')
where kind = 'emergency';
