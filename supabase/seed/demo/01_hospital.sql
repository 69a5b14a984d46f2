/*
 * The demo hospital: Lantern General in Madrid. Everything is invented, and the same on every day it
 * is loaded: chance is a hash of a name, and dates are counted from today in the hospital's zone.
 *
 * The files run in order, as the role postgres, on a migrated and otherwise empty database. Helpers
 * live in the schema `demo`, which the last file drops.
 */

create schema demo;

/*
 * A number from 0 to p_sides - 1: evenly spread over keys, always the same for one key. Without a `set`,
 * which would keep Postgres from inlining these three: they are called a million times.
 */
create function demo.dice(p_key text, p_sides integer) returns integer
language sql immutable parallel safe
as $$ select (('x' || left(md5(p_key), 8))::bit(32)::bigint % p_sides)::integer $$;

create function demo.pick(p_key text, p_from text[]) returns text
language sql immutable parallel safe
as $$ select p_from[1 + demo.dice(p_key, cardinality(p_from))] $$;

/* The id of a thing by its name, in the form of a version 5 uuid: links survive a reset. */
create function demo.id(p_key text) returns uuid
language sql immutable parallel safe
as $$ select overlay(overlay(md5('lantern.demo.' || p_key) placing '5' from 13) placing 'a' from 17)::uuid $$;

/* Midnight, hospital time, so many days from today. */
create function demo.day(p_days integer) returns timestamptz
language sql stable set search_path = ''
as $$
  select (date_trunc('day', now() at time zone time_zone) + make_interval(days => p_days)) at time zone time_zone
  from public.hospital_settings
$$;

/*
 * The seed is neither logged nor announced: nobody did it, and nobody is watching. Rules stay on;
 * triggers named for telling and recording pause until the last file.
 */
create procedure demo.set_quiet(p_quiet boolean)
language plpgsql set search_path = ''
as $$
declare
  v_trigger record;
begin
  for v_trigger in
    select tgrelid::regclass as table_name, tgname
    from pg_trigger
    join pg_class on pg_class.oid = tgrelid
    where relnamespace = 'public'::regnamespace and not tgisinternal and tgname ~ '_[0-9]{3}_(announce|notify|deliver|wake|offer_added|record|audit)'
  loop
    execute format(
      'alter table %s %s trigger %I',
      v_trigger.table_name, case when p_quiet then 'disable' else 'enable' end, v_trigger.tgname
    );
  end loop;
end
$$;
call demo.set_quiet(true);

update public.hospital_settings
set name = 'Lantern General Hospital', address = 'Calle de la Esperanza 12, 28012 Madrid', time_zone = 'Europe/Madrid',
  currency = 'EUR', country = 'ES', idle_minutes = 30, demo = true;

insert into public.departments (id, code, name)
select demo.id('department.' || code), code, name
from (values
  ('EMER', 'Emergency'),
  ('MED', 'Internal Medicine'),
  ('SURG', 'Surgery'),
  ('CARD', 'Cardiology'),
  ('PAED', 'Paediatrics'),
  ('OBGY', 'Obstetrics and Gynaecology'),
  ('ORTH', 'Orthopaedics'),
  ('ICU', 'Intensive Care')
) as department (code, name);

insert into public.specialties (id, code, name, department_id)
select demo.id('specialty.' || code), code, name, demo.id('department.' || department)
from (values
  ('FAM', 'Family medicine', 'MED'),
  ('INT', 'Internal medicine', 'MED'),
  ('NEU', 'Neurology', 'MED'),
  ('DER', 'Dermatology', 'MED'),
  ('END', 'Endocrinology', 'MED'),
  ('CAR', 'Cardiology', 'CARD'),
  ('SUR', 'General surgery', 'SURG'),
  ('OPH', 'Ophthalmology', 'SURG'),
  ('ORT', 'Orthopaedics', 'ORTH'),
  ('PAE', 'Paediatrics', 'PAED'),
  ('GYN', 'Gynaecology', 'OBGY'),
  ('ANE', 'Anaesthesiology', 'ICU')
) as specialty (code, name, department);

insert into public.visit_types (
  id, code, name, specialty_id, duration_minutes, buffer_minutes, minimum_notice_minutes, bookable_by_patient, requires_confirmation
)
select
  demo.id('visit_type.' || code), code, name, demo.id('specialty.' || specialty),
  duration_minutes, buffer_minutes, minimum_notice_minutes, bookable_by_patient, requires_confirmation
from (values
  ('FIRST', 'First visit', null, 45, 15, 120, true, false),
  ('FOLLOWUP', 'Follow-up', null, 20, 10, 60, true, false),
  ('CONSULT', 'Consultation', null, 30, 0, 60, true, false),
  ('PROCEDURE', 'Minor procedure', null, 50, 10, 1440, false, false),
  ('ECHO', 'Echocardiogram', 'CAR', 45, 15, 1440, true, true),
  ('CHILDCHECK', 'Child health check', 'PAE', 30, 0, 240, true, false),
  ('ANTENATAL', 'Antenatal check', 'GYN', 30, 0, 240, true, false),
  ('PREOP', 'Pre-operative assessment', 'ANE', 30, 0, 1440, true, true)
) as visit_type (
  code, name, specialty, duration_minutes, buffer_minutes, minimum_notice_minutes, bookable_by_patient, requires_confirmation
);
update public.visit_types set first_visit = true where code = 'FIRST';
update public.visit_types set preparation = case code
  when 'PREOP' then 'Bring a list of what you take and earlier reports. Do not eat for six hours before.'
  when 'ECHO' then 'Bring earlier reports. Wear a top that opens at the front.'
end where code in ('PREOP', 'ECHO');
