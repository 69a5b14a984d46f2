/*
 * Sixty people who work here, each with a sign-in. The addresses that are a position (doctor@,
 * nurse@, …) are those the documentation names; everybody's password is Lantern-2026.
 */

create table demo.people (
  number        integer generated always as identity,
  email         text primary key,
  full_name     text not null,
  position      text not null,
  department    text,
  specialty     text,
  locale        text not null default 'en'
);

insert into demo.people (email, full_name, position, department, specialty, locale) values
  ('doctor', 'Amara Osei', 'doctor', 'CARD', 'CAR', 'en'),
  ('lena.fischer', 'Lena Fischer', 'doctor', 'CARD', 'CAR', 'en'),
  ('rui.tavares', 'Rui Tavares', 'doctor', 'CARD', 'CAR', 'en'),
  ('carmen.iglesias', 'Carmen Iglesias Prado', 'doctor', 'MED', 'FAM', 'es'),
  ('tomasz.wojcik', 'Tomasz Wójcik', 'doctor', 'MED', 'FAM', 'en'),
  ('ngozi.adeyemi', 'Ngozi Adeyemi', 'doctor', 'MED', 'FAM', 'en'),
  ('javier.montero', 'Javier Montero Ruiz', 'doctor', 'MED', 'INT', 'es'),
  ('ingrid.solberg', 'Ingrid Solberg', 'doctor', 'MED', 'INT', 'en'),
  ('karim.benali', 'Karim Benali', 'doctor', 'MED', 'INT', 'en'),
  ('sofia.papadaki', 'Sofia Papadaki', 'doctor', 'MED', 'NEU', 'en'),
  ('hiroshi.tanaka', 'Hiroshi Tanaka', 'doctor', 'MED', 'NEU', 'en'),
  ('beatriz.quintana', 'Beatriz Quintana Sáez', 'doctor', 'MED', 'DER', 'es'),
  ('anneli.korhonen', 'Anneli Korhonen', 'doctor', 'MED', 'END', 'en'),
  ('miguel.arroyo', 'Miguel Arroyo Gil', 'doctor', 'SURG', 'SUR', 'es'),
  ('priya.raman', 'Priya Raman', 'doctor', 'SURG', 'SUR', 'en'),
  ('oksana.shevchenko', 'Oksana Shevchenko', 'doctor', 'SURG', 'OPH', 'en'),
  ('diego.salvatierra', 'Diego Salvatierra León', 'doctor', 'ORTH', 'ORT', 'es'),
  ('claire.dubois', 'Claire Dubois', 'doctor', 'ORTH', 'ORT', 'en'),
  ('samuel.okafor', 'Samuel Okafor', 'doctor', 'PAED', 'PAE', 'en'),
  ('lucia.ferrando', 'Lucía Ferrando Mas', 'doctor', 'PAED', 'PAE', 'es'),
  ('mei.lin', 'Mei Lin', 'doctor', 'PAED', 'PAE', 'en'),
  ('fatima.zahra', 'Fatima Zahra Idrissi', 'doctor', 'OBGY', 'GYN', 'en'),
  ('helena.vilar', 'Helena Vilar Costa', 'doctor', 'OBGY', 'GYN', 'es'),
  ('jonas.lindqvist', 'Jonas Lindqvist', 'doctor', 'ICU', 'ANE', 'en'),
  ('nurse', 'Marta Delgado Soler', 'nurse', 'MED', null, 'en'),
  ('david.kowalski', 'David Kowalski', 'nurse', 'MED', null, 'en'),
  ('rosa.benitez', 'Rosa Benítez Lara', 'nurse', 'MED', null, 'es'),
  ('ahmed.saidi', 'Ahmed Saïdi', 'nurse', 'SURG', null, 'en'),
  ('paula.herrero', 'Paula Herrero Vidal', 'nurse', 'SURG', null, 'es'),
  ('niamh.byrne', 'Niamh Byrne', 'nurse', 'SURG', null, 'en'),
  ('andrei.popescu', 'Andrei Popescu', 'nurse', 'CARD', null, 'en'),
  ('laura.cano', 'Laura Cano Rey', 'nurse', 'CARD', null, 'es'),
  ('grace.mwangi', 'Grace Mwangi', 'nurse', 'PAED', null, 'en'),
  ('irene.pastor', 'Irene Pastor Gallego', 'nurse', 'PAED', null, 'es'),
  ('yuki.mori', 'Yuki Mori', 'nurse', 'PAED', null, 'en'),
  ('sandra.nunez', 'Sandra Núñez Ortega', 'nurse', 'OBGY', null, 'es'),
  ('elif.demir', 'Elif Demir', 'nurse', 'OBGY', null, 'en'),
  ('tiago.moreira', 'Tiago Moreira', 'nurse', 'ICU', null, 'en'),
  ('olena.kovalenko', 'Olena Kovalenko', 'nurse', 'ICU', null, 'en'),
  ('raquel.fuentes', 'Raquel Fuentes Mora', 'nurse', 'EMER', null, 'es'),
  ('wardmanager', 'Pilar Aguirre Santos', 'ward_manager', 'MED', null, 'en'),
  ('stefan.novak', 'Stefan Novák', 'ward_manager', 'SURG', null, 'en'),
  ('adela.campos', 'Adela Campos Ríos', 'ward_manager', 'PAED', null, 'es'),
  ('henrik.dahl', 'Henrik Dahl', 'ward_manager', 'ICU', null, 'en'),
  ('beds', 'Victor Almeida', 'bed_manager', null, null, 'en'),
  ('noelia.prieto', 'Noelia Prieto Cruz', 'bed_manager', null, null, 'es'),
  ('reception', 'Isabel Romero Díaz', 'receptionist', 'EMER', null, 'en'),
  ('jorge.luna', 'Jorge Luna Bravo', 'receptionist', 'MED', null, 'es'),
  ('amelie.laurent', 'Amélie Laurent', 'receptionist', 'CARD', null, 'en'),
  ('kofi.mensah', 'Kofi Mensah', 'receptionist', 'PAED', null, 'en'),
  ('pharmacy', 'Teresa Galindo Rubio', 'pharmacist', null, null, 'en'),
  ('marco.bianchi', 'Marco Bianchi', 'pharmacist', null, null, 'en'),
  ('laboratory', 'Nadia Haddad', 'lab_technician', null, null, 'en'),
  ('pavel.dvorak', 'Pavel Dvořák', 'lab_technician', null, null, 'en'),
  ('cashier', 'Gloria Esteban Pardo', 'cashier', null, null, 'en'),
  ('housekeeping', 'Joana Batista', 'housekeeper', null, null, 'en'),
  ('ramon.silva', 'Ramón Silva Peña', 'housekeeper', null, null, 'es'),
  ('mariam.keita', 'Mariam Keita', 'housekeeper', null, null, 'en'),
  ('vasile.munteanu', 'Vasile Munteanu', 'housekeeper', null, null, 'en'),
  ('admin', 'Alba Serrano Vega', 'administrator', null, null, 'en');

/* Who uses the patient portal. The first is the family the documentation shows. */
create table demo.portal_people (
  email     text primary key,
  full_name text not null,
  locale    text not null
);
insert into demo.portal_people values
  ('patient', 'Elena Marín Vidal', 'en'),
  ('patient2', 'Thomas Reilly', 'en'),
  ('patient3', 'Nuria Cabrera Sol', 'es'),
  ('patient4', 'Ömer Yıldız', 'en'),
  ('patient5', 'Ана Петровић', 'en');

with secret as materialized (
  select extensions.crypt('Lantern-2026', extensions.gen_salt('bf', 10)) as hash
), accounts as (
  select email, full_name, locale from demo.people
  union all
  select email, full_name, locale from demo.portal_people
)
insert into auth.users (
  instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
  raw_app_meta_data, raw_user_meta_data, created_at, updated_at,
  confirmation_token, recovery_token, email_change, email_change_token_new, email_change_token_current,
  phone_change, phone_change_token, reauthentication_token
)
select
  '00000000-0000-0000-0000-000000000000', demo.id('user.' || email), 'authenticated', 'authenticated',
  email || '@lantern.example', secret.hash, now(),
  '{"provider": "email", "providers": ["email"]}',
  jsonb_build_object('full_name', full_name, 'locale', locale), now() - interval '1 year', now(),
  -- The auth server reads these as texts that are never null.
  '', '', '', '', '', '', '', ''
from accounts, secret;

insert into auth.identities (id, user_id, provider_id, provider, identity_data, created_at, updated_at)
select
  demo.id('identity.' || email), id, id::text, 'email',
  jsonb_build_object('sub', id, 'email', email, 'email_verified', true, 'phone_verified', false),
  created_at, updated_at
from auth.users
where id in (
  select demo.id('user.' || email) from demo.people
  union all
  select demo.id('user.' || email) from demo.portal_people
);

insert into public.staff (id, user_id, full_name, position, department_id, created_at)
select
  demo.id('staff.' || email), demo.id('user.' || email), full_name, position,
  demo.id('department.' || department), now() - interval '1 year'
from demo.people;

-- An account begins as a patient's; these people are here to work.
delete from public.user_roles
where role_id = 'patient' and user_id in (select demo.id('user.' || email) from demo.people);
insert into public.user_roles (user_id, role_id)
select demo.id('user.' || email), case position when 'administrator' then 'admin' else position end
from demo.people;

insert into public.doctors (id, specialty_id, name)
select demo.id('staff.' || email), demo.id('specialty.' || specialty), 'Dr. ' || full_name
from demo.people
where position = 'doctor';
