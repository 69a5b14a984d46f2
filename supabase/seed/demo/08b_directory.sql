/* People on their way in and out: two invitations that wait for an answer, one whose mail never went, and somebody who left. */

create temporary table newcomers (
  email text, full_name text, position text, department text, locale text, days integer, sent boolean
) on commit drop;
insert into newcomers values
  ('olga.petrova', 'Olga Petrova', 'nurse', 'CARD', 'en', 2, true),
  ('bruno.salas', 'Bruno Salas Nieto', 'pharmacist', null, 'es', 6, true),
  ('hanna.berg', 'Hanna Berg', 'receptionist', 'SURG', 'en', 0, false);

insert into auth.users (
  instance_id, id, aud, role, email, encrypted_password, invited_at, raw_app_meta_data, raw_user_meta_data, created_at, updated_at,
  confirmation_token, recovery_token, email_change, email_change_token_new, email_change_token_current,
  phone_change, phone_change_token, reauthentication_token
)
select
  '00000000-0000-0000-0000-000000000000', demo.id('user.' || email), 'authenticated', 'authenticated',
  email || '@lantern.example', '', now() - make_interval(days => days), '{"provider": "email", "providers": ["email"]}',
  jsonb_build_object('full_name', full_name, 'locale', locale), now() - make_interval(days => days), now(),
  '', '', '', '', '', '', '', ''
from newcomers;

insert into auth.identities (id, user_id, provider_id, provider, identity_data, created_at, updated_at)
select
  demo.id('identity.' || email), demo.id('user.' || email), demo.id('user.' || email)::text, 'email',
  jsonb_build_object('sub', demo.id('user.' || email), 'email', email || '@lantern.example', 'email_verified', false, 'phone_verified', false),
  now(), now()
from newcomers;

insert into public.staff (id, user_id, full_name, position, department_id, created_at)
select
  demo.id('staff.' || email), demo.id('user.' || email), full_name, position, demo.id('department.' || department),
  now() - make_interval(days => days)
from newcomers;

insert into public.user_roles (user_id, role_id, granted_by)
select demo.id('user.' || email), position, demo.id('user.admin') from newcomers;

insert into public.staff_invitations (id, staff_id, email, locale, invited_by, invited_at, sent_at, sent_count)
select
  demo.id('invitation.' || email), demo.id('staff.' || email), email || '@lantern.example', locale, demo.id('user.admin'),
  now() - make_interval(days => days), case when sent then now() - make_interval(days => days) end, sent::integer
from newcomers;

insert into public.staff (id, full_name, position, department_id, active, created_at)
values (demo.id('staff.former'), 'Rosalind Achterberg', 'nurse', demo.id('department.SURG'), false, now() - interval '3 years');
