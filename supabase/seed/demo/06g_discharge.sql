/*
 * Leaving: checklists half done, a draft of a summary, a waived task, and what was expected of stays, and when it was
 * said: forecasts of the past are judged by it.
 */

-- The wards are older than the demo: their figures look back three months.
update public.beds set created_at = now() - interval '2 years';

/* What is expected of a stay was said on its second day. */
delete from private.expected_discharges;
insert into private.expected_discharges (admission_id, stated_at, expected_on)
select
  id, least(admitted_at + interval '26 hours', coalesce(discharged_at - interval '1 hour', now() - interval '10 minutes')),
  expected_discharge_on
from public.admissions
where expected_discharge_on is not null;

create table demo.leaving as
select
  admission.id as admission_id, admission.patient_id, admission.reason,
  row_number() over (order by admission.attending_id = demo.id('staff.doctor') desc, admission.expected_discharge_on nulls last, admission.id) as nth
from public.admissions as admission
join public.wards as ward on ward.id = admission.ward_id
where admission.discharged_at is null and ward.code = 'C';

insert into public.discharge_items (admission_id, patient_id, item, state, settled_at, settled_by)
select admission_id, patient_id, item, state, now() - make_interval(mins => 15 * place), demo.id('user.nurse')
from demo.leaving
join (values
  (1, 'patient_informed', 'done', 9), (1, 'transport', 'done', 4), (1, 'valuables', 'not_applicable', 3),
  (2, 'patient_informed', 'done', 6), (2, 'medicines_explained', 'done', 2),
  (3, 'transport', 'done', 7)
) as settled (nth, item, state, place) using (nth);

/* What was open when it was waived is covered, and no more. */
insert into public.discharge_items (admission_id, patient_id, item, state, reason, covers, settled_at, settled_by)
select
  admission_id, patient_id, 'nursing_tasks', 'waived', 'The district nurse goes on with it at home',
  private.open_nursing_tasks(admission_id), now() - interval '20 minutes', demo.id('user.nurse')
from demo.leaving
where nth = 2 and cardinality(private.open_nursing_tasks(admission_id)) > 0;

insert into public.discharge_summaries (admission_id, patient_id, language, sections, written_by, written_name, updated_at)
select
  admission_id, patient_id, 'en',
  jsonb_build_object(
    'diagnosis', reason,
    'reason', 'Chest pain at rest since the evening before, brought in by ambulance.',
    'course', 'Stable throughout on the monitor. Mobilised from the second day, without pain on the stairs.',
    'findings', 'Echocardiogram: normal function of both ventricles. No arrhythmia on the monitor.',
    'medicines', 'As before, and bisoprolol 2.5 mg in the morning.',
    'follow_up', 'Visit in the outpatient clinic in two weeks, with a blood count.',
    'advice', 'Walk every day. Call 112 when the pain comes back and does not pass within five minutes.'
  ),
  demo.id('user.doctor'), (select name from public.doctors where id = demo.id('staff.doctor')), now() - interval '35 minutes'
from demo.leaving
where nth = 1;
