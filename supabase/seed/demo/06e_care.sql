/*
 * Nursing care on the wards: who has whom, what is to be done, what was written, and the handover sheet of this shift
 * and the last one.
 *
 * A sheet's document is made of updates of Yjs, which SQL cannot write; so the sheets have their texts and no updates,
 * and each browser makes the same first update of them (see src/lib/wards/handover/document.ts).
 */

/* The nurses of each ward; the ones people sign in as among them. */
create table demo.ward_nurses as
select
  assigned.ward_id, staff.id as staff_id,
  row_number() over (partition by assigned.ward_id order by staff.full_name) as nth,
  count(*) over (partition by assigned.ward_id) as nurses
from public.staff_wards as assigned
join public.staff on staff.id = assigned.staff_id
where staff.position = 'nurse' and staff.active;

create table demo.nursed as
select
  admission.id as admission_id, admission.patient_id, admission.ward_id, admission.admitted_at, nurse.staff_id,
  row_number() over (order by admission.id) as nth
from public.admissions as admission
left join demo.ward_nurses as nurse
  on nurse.ward_id = admission.ward_id
  and nurse.nth = 1 + demo.dice('nurse' || admission.id, nurse.nurses::integer)
where admission.discharged_at is null;

-- Some patients of each ward have nobody of their own, so that the grid asks for something.
insert into public.nurse_assignments (id, admission_id, patient_id, ward_id, staff_id, since, until, assigned_by)
select
  demo.id('nurse_assignment.' || admission_id), admission_id, patient_id, ward_id, staff_id,
  greatest(admitted_at, now() - interval '2 hours'),
  greatest((select ends_at from private.shift_at()), now() + interval '2 hours'), demo.id('user.wardmanager')
from demo.nursed
where staff_id is not null and demo.dice('assigned' || admission_id, 6) > 0;

create table demo.chores (kind integer primary key, title text not null, details text, priority text not null, every_hours integer);
insert into demo.chores values
  (0, 'Observations', null, 'routine', 4),
  (1, 'Turn and check the skin', 'Heels and sacrum', 'routine', 3),
  (2, 'Empty the catheter bag and note the volume', null, 'routine', 8),
  (3, 'Dressing change, left leg', 'Photograph the wound before and after', 'important', null),
  (4, 'Blood cultures if above 38.5 °C', 'Two sets, before the next antibiotic', 'urgent', null),
  (5, 'Walk to the window and back', 'With the frame, one person beside', 'routine', 6),
  (6, 'Fluid balance', null, 'important', 6),
  (7, 'Tell the family about tomorrow''s visit', null, 'routine', null),
  (8, 'Remove the peripheral line if not needed', 'In since four days', 'important', null),
  (9, 'Pain: ask and note', null, 'routine', 4);

insert into public.nursing_tasks (
  id, admission_id, patient_id, ward_id, title, details, priority, due_at, every_hours, assigned_to, created_by, created_at
)
select
  demo.id(format('nursing_task.%s.%s', admission_id, copy)), admission_id, patient_id, ward_id, title, details, priority,
  now() + make_interval(mins => demo.dice(format('due%s.%s', admission_id, copy), 420) - 50), every_hours,
  case when demo.dice(format('for%s.%s', admission_id, copy), 5) = 0 then staff_id end, staff_id, now() - interval '3 hours'
from demo.nursed
cross join generate_series(1, 2) as copy
join demo.chores on kind = (demo.dice('chore' || admission_id, 10) + copy * 3) % 10
where demo.dice(format('has%s.%s', admission_id, copy), 4) > 0;

insert into public.nursing_tasks (
  id, admission_id, patient_id, ward_id, title, priority, due_at, status, done_at, done_by, created_by, created_at
)
select
  demo.id('nursing_task.done.' || admission_id), admission_id, patient_id, ward_id, 'Weigh before breakfast', 'routine',
  now() - interval '3 hours', 'done', now() - make_interval(mins => 100 + demo.dice('weighed' || admission_id, 70)), staff_id, staff_id,
  now() - interval '12 hours'
from demo.nursed
where staff_id is not null and demo.dice('weigh' || admission_id, 3) = 0;

create table demo.remarks (nth integer primary key, kind text not null, body text not null);
insert into demo.remarks values
  (0, 'progress', 'Slept well, no pain at rest. Washed at the basin with some help, sat out for breakfast and ate half of it.'),
  (1, 'intervention', 'Dressing changed. The wound is clean, 3 × 2 cm, no smell, the skin around it is intact. Photograph in the record.'),
  (2, 'communication', 'Talked with the daughter: she will bring the walking frame tomorrow and asks to speak with the doctor about going home.'),
  (3, 'progress', 'Short of breath on the way to the bathroom, settled within five minutes on the edge of the bed. Oxygen unchanged.'),
  (4, 'progress', 'Refused lunch, drank two glasses. Says that the tablets make her queasy; the doctor knows.'),
  (5, 'incident', 'Slipped from the chair to the floor beside the bed at 5 o''clock. No pain, no wound, observations unchanged. Doctor has seen her, family was told.'),
  (6, 'intervention', 'Catheter removed at 8 o''clock; passed 250 ml without difficulty at 11.'),
  (7, 'progress', 'Restless during the night, called often. Calmer with the light on and the door open.');

insert into public.nursing_notes (id, note_id, admission_id, patient_id, ward_id, kind, body, author_id, noted_at, created_at)
select id, id, admission_id, patient_id, ward_id, kind, body, staff_id, at, at
from (
  select
    demo.id(format('nursing_note.%s.%s', admission_id, copy)) as id, nursed.*, remarks.kind, remarks.body,
    now() - make_interval(mins => 20 + copy * 400 + demo.dice(format('noted%s.%s', admission_id, copy), 240)) as at
  from demo.nursed
  cross join generate_series(0, 3) as copy
  join demo.remarks on remarks.nth = (demo.dice('remark' || admission_id, 8) + copy) % 8
  where staff_id is not null
) as written
where at > admitted_at;

-- One was corrected: what it said before is there to read.
with first as (
  select distinct on (ward_id) note.* from public.nursing_notes as note
  where kind = 'intervention' and version = 1 order by ward_id, noted_at desc
), replaced as (
  update public.nursing_notes set is_current = false where id in (select id from first)
)
insert into public.nursing_notes (
  note_id, version, is_current, admission_id, patient_id, ward_id, kind, body, author_id, noted_at, created_at
)
-- Made with the flag off: one statement sees the table as it was, and of each note one version is the newest.
select id, 2, false, admission_id, patient_id, ward_id, kind, body || ' Next change in two days.', author_id, noted_at,
  least(noted_at + interval '25 minutes', now())
from first;
update public.nursing_notes set is_current = true where version = 2;

create table demo.handovers (nth integer primary key, body text not null);
insert into demo.handovers values
  (0, E'Stable. Mobilises with one person and the frame.\nPlan: home the day after tomorrow if the stairs go well.'),
  (1, E'Situation: short of breath since the afternoon, 2 l oxygen.\nBackground: heart failure, furosemide doubled yesterday.\nAssessment: better than this morning, weight down 1.2 kg.\nRecommendation: observations every 4 hours, weigh before breakfast.'),
  (2, E'Pain well controlled with paracetamol; asks for more before physiotherapy.'),
  (3, E'Confused in the evening, pulls at the line. The daughter stays until nine. Bed low, bell within reach.'),
  (4, E'Waits for the result of the cultures; antibiotic since noon. Call the doctor above 38.5 °C.'),
  (5, E'Eats little. Dietitian comes tomorrow. Food chart at the door.');

-- This shift's and the one before it.
create table demo.sheets as
select demo.id(format('handover.%s.%s', ward.id, turn)) as id, ward.id as ward_id, turn, shift.*
from public.wards as ward
cross join (values (0), (1)) as turns (turn)
cross join lateral private.shift_at(now() - make_interval(hours => 8 * turn)) as shift
where ward.active;

insert into public.handover_sheets (id, ward_id, day, shift, starts_at, ends_at, created_at)
select id, ward_id, day, shift, starts_at, ends_at, starts_at from demo.sheets;

insert into public.handover_sections (id, sheet_id, ward_id, admission_id, patient_id, body)
select
  demo.id(format('handover_section.%s.%s', sheets.id, nursed.admission_id)), sheets.id, sheets.ward_id,
  nursed.admission_id, nursed.patient_id, handovers.body
from demo.sheets
join demo.nursed using (ward_id)
join demo.handovers on handovers.nth = (demo.dice('handover' || nursed.admission_id, 6) + turn) % 6
where demo.dice(format('told%s.%s', turn, nursed.admission_id), 3) > 0;

insert into public.handover_sections (id, sheet_id, ward_id, body)
select
  demo.id('handover_section.ward.' || id), id, ward_id,
  case turn
    when 0 then 'The lift beside the kitchen is out of order until tomorrow: use the one at the stairs. Two admissions expected before the evening.'
    else 'Quiet shift. The blood gas machine was calibrated.'
  end
from demo.sheets;
