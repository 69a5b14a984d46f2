/*
 * Calendars people of the demo follow from their phones. Their secrets are known to nobody: one makes a
 * new one to try.
 */

insert into public.calendar_feeds (id, user_id, scope, doctor_id, label, with_names, token_hash, created_at, last_read_at)
select
  demo.id('feed.doctor.' || feed.label), staff.user_id, 'doctor', doctors.id, feed.label, feed.with_names,
  private.token_hash(private.new_token()), demo.day(feed.made), now() - feed.read
from (values
  ('iPhone', false, -120, interval '6 minutes'),
  ('Practice computer', true, -30, interval '2 days')
) as feed (label, with_names, made, read)
join public.profiles on profiles.email = 'doctor@lantern.example'
join public.staff on staff.user_id = profiles.id
join public.doctors on doctors.id = staff.id;

insert into public.calendar_feeds (id, user_id, scope, patient_id, label, token_hash, created_at, last_read_at)
select
  demo.id(format('feed.patient.%s.%s', link.user_id, link.patient_id)), link.user_id, 'patient', link.patient_id, null,
  private.token_hash(private.new_token()), demo.day(-14), now() - interval '20 minutes'
from public.portal_links as link
join public.profiles on profiles.id = link.user_id
where profiles.email = 'patient@lantern.example';
