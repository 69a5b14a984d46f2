/*
 * What patients and those who care for them have written: answered, closed, waiting; one for a colleague who is away, in
 * whose place the doctor of the documentation answers.
 */
insert into public.stand_ins (id, staff_id, delegate_id, since, until, named_by)
values (
  demo.id('stand_in.lena'), demo.id('staff.lena.fischer'), demo.id('staff.doctor'),
  demo.day(-1) + interval '8 hours', demo.day(4) + interval '8 hours', demo.id('staff.lena.fischer')
);

create table demo.threads (key text primary key, number integer, account text, relationship text, doctor text, of_team boolean, subject text, ago interval);
insert into demo.threads values
  ('ankles', 1, 'patient', 'self', 'doctor', false, 'Swollen ankles in the evening', '2 days'),
  ('fasting', 1, 'patient', 'self', 'doctor', true, 'Fasting before the blood test', '20 hours'),
  ('holter', 1, 'patient', 'self', 'lena.fischer', false, 'After the 24-hour ECG', '3 hours'),
  ('bruise', 3, 'patient2', 'self', 'doctor', false, 'Bruise where the drip was', '9 days'),
  ('sleepy', 4, 'patient3', 'self', 'carmen.iglesias', false, 'Sueño con la pastilla nueva', '3 days'),
  ('review', 4, 'patient3', 'self', 'doctor', false, 'Tensión alta por las mañanas', '5 days'),
  ('neighbour', 4, 'patient', 'carer', 'doctor', false, 'Getting to the appointment', '30 hours'),
  ('cough', 5, 'patient4', 'self', 'carmen.iglesias', false, 'Cough that stays', '7 hours');

create table demo.thread_lines (key text, place integer, by_patient boolean, after interval, body text);
insert into demo.thread_lines values
  ('ankles', 1, true, '0', 'Since the dose was raised my ankles are swollen in the evening. In the morning it is gone. Should I take less?'),
  ('ankles', 2, false, '5 hours', 'Thank you for telling me. Please do not change the dose yourself. Weigh yourself each morning until Friday and write the numbers here.'),
  ('ankles', 3, true, '43 hours', 'Yesterday 71.2 kg, today 71.0 kg. The ankles are a little better when I put my feet up.'),
  ('fasting', 1, true, '0', 'May I drink coffee before the blood test on Thursday, or only water?'),
  ('holter', 1, true, '0', 'I have given the recorder back. When will I hear about it? I noted two short spells of dizziness, both on the stairs.'),
  ('bruise', 1, true, '0', 'The place where the drip was is blue and a little hard. It does not hurt much. Is that normal?'),
  ('bruise', 2, false, '3 hours', 'That is usual for one or two weeks. Come in if it gets red, hot or more painful, or if you get a temperature.'),
  ('bruise', 3, true, '26 hours', 'Thank you, it is getting smaller.'),
  ('sleepy', 1, true, '0', 'Desde que tomo la pastilla nueva tengo mucho sueño por la mañana. ¿Puedo tomarla por la noche?'),
  ('sleepy', 2, false, '7 hours', 'Sí, tómela al acostarse. Si en una semana sigue con sueño durante el día, escríbame y vemos otra opción.'),
  ('review', 1, true, '0', 'Estos días la tensión me sale a 150/95 al levantarme. Por la tarde está bien. ¿Adelanto la revisión?'),
  ('neighbour', 1, true, '0', 'I bring my neighbour to the visit. He walks badly at the moment: is there a wheelchair at the entrance?'),
  ('cough', 1, true, '0', 'I still cough, above all at night, three weeks after the cold. No fever. Do I need to come?');

insert into public.care_team_members (patient_id, staff_id, role, since, until)
select distinct patient.id, demo.id('staff.' || thread.doctor), 'consultant', now() - interval '60 days', now() + interval '6 months'
from demo.threads thread join demo.patients patient using (number)
where not exists (
  select from public.care_team_members member
  where member.patient_id = patient.id and member.staff_id = demo.id('staff.' || thread.doctor) and member.until > now() - interval '60 days'
);

insert into public.message_threads (id, patient_id, subject, staff_id, staff_name, created_at, last_at, waiting_since, status, closed_at, closed_name)
select demo.id('thread.' || thread.key), patient.id, thread.subject, case when not of_team then staff.id end, case when not of_team then staff.full_name end,
  now() - thread.ago, now() - thread.ago + written.last, case when thread.key <> 'bruise' then now() - thread.ago + written.unanswered end,
  case thread.key when 'bruise' then 'closed' else 'open' end, case thread.key when 'bruise' then now() - interval '6 days' end,
  case thread.key when 'bruise' then staff.full_name end
from demo.threads thread
join demo.patients patient using (number)
join public.staff on staff.id = demo.id('staff.' || thread.doctor)
cross join lateral (
  select max(line.after) as last,
    min(line.after) filter (where line.by_patient and line.place > coalesce((
      select max(answer.place) from demo.thread_lines answer where answer.key = thread.key and not answer.by_patient
    ), 0)) as unanswered
  from demo.thread_lines line where line.key = thread.key
) written;

insert into public.message_lines (id, thread_id, patient_id, side, body, staff_id, sent_by, sender_name, relationship, sent_at)
select demo.id(format('line.%s.%s', line.key, line.place)), demo.id('thread.' || line.key), patient.id,
  case when line.by_patient then 'patient' else 'staff' end, line.body,
  case when not line.by_patient then staff.id end,
  demo.id('user.' || case when line.by_patient then thread.account else thread.doctor end),
  case when line.by_patient then account.full_name else staff.full_name end,
  case when line.by_patient then thread.relationship end, now() - thread.ago + line.after
from demo.thread_lines line
join demo.threads thread using (key)
join demo.patients patient using (number)
join demo.portal_people account on account.email = thread.account
join public.staff on staff.id = demo.id('staff.' || thread.doctor);
insert into public.message_lines (id, thread_id, patient_id, kind, side, staff_id, sent_by, sender_name, sent_at)
select demo.id('line.bruise.closed'), thread.id, thread.patient_id, 'closed', 'staff', thread.staff_id, demo.id('user.doctor'), thread.staff_name, thread.closed_at
from public.message_threads thread where thread.id = demo.id('thread.bruise');

-- Whoever wrote last has read what was before; of what is answered the patient has read the answer.
insert into public.message_reads (thread_id, patient_id, user_id, side, name, read_at)
select distinct on (line.thread_id, line.sent_by) line.thread_id, line.patient_id, line.sent_by, line.side, line.sender_name,
  line.sent_at + case when line.side = 'patient' then interval '9 hours' else interval '1 second' end
from public.message_lines line
where line.kind = 'text' and line.thread_id in (select demo.id('thread.' || key) from demo.threads)
order by line.thread_id, line.sent_by, line.sent_at desc;
