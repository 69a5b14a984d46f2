/*
 * How the demo's patients want to be reached, who else sees whose record, and what waits for reception:
 * somebody who registered though he had a record, and a daughter who has come of age.
 */

insert into public.notification_preferences (patient_id, email, sms, language, quiet_from, quiet_until)
select patient.id, email, sms, chosen.language, quiet_from, quiet_until
from (values
  (1, true, true, 'en', time '22:00', time '07:30'),
  (2, true, false, null, null, null),
  (4, false, true, 'es', time '14:00', time '16:30')
) as chosen (number, email, sms, language, quiet_from, quiet_until)
join demo.patients as patient using (number);

/* Elena looks after her neighbour's visits; her own are seen to by Thomas. */
insert into public.portal_links (user_id, patient_id, relationship, proof, linked_by, created_at)
select demo.id('user.' || email), patient.id, relationship, proof, demo.id('user.reception'), demo.day(-since)
from (values
  ('patient', 4, 'carer', 'code', 40),
  ('patient2', 1, 'carer', 'Passport', 210)
) as link (email, number, relationship, proof, since)
join demo.patients as patient using (number);

/* She was a child when her mother's account was linked. */
with of_age as (
  select id, birth_date from public.patients
  where birth_date + interval '18 years' <= current_date and archived_at is null
  order by birth_date desc, id
  limit 1
)
insert into public.portal_links (user_id, patient_id, relationship, proof, linked_by, created_at)
select demo.id('user.patient3'), id, 'parent', 'Identity card', demo.id('user.reception'), birth_date + interval '17 years'
from of_age;

/* Ömer was here as a student, before he registered online. */
insert into public.patients (id, given_name, family_name, birth_date, sex, phone, city, postal_code, country, created_at, updated_at)
select demo.id('patient.before'), 'Omer', 'Yildiz', birth_date, sex, '+34600215880', 'Getafe', '28901', 'ES', demo.day(-900), demo.day(-900)
from demo.patients where number = 5;
insert into public.link_requests (user_id, registered_patient_id, existing_patient_id, filed_at)
select demo.id('user.patient4'), id, demo.id('patient.before'), demo.day(-1) + interval '18 hours'
from demo.patients where number = 5;

/* A code that lies in somebody's pocket: its hash is nobody's, as nobody knows the code. */
insert into public.link_codes (id, patient_id, relationship, issued_by, issued_at, expires_at)
select demo.id('link_code.' || number), id, 'parent', demo.id('user.reception'), now() - interval '2 hours', now() + interval '22 hours'
from demo.patients where number = 2;
