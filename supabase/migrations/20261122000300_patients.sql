/*
 * Patients: who they are and whom to call.
 *
 * Who they are is open to everybody with `patients.read`; contacts to the people in whose care they are. A portal
 * account sees the records it is linked to and nothing else.
 */

/* The digits of a medical record number, without the check digit. */
create sequence private.mrn_serial as bigint minvalue 1 maxvalue 9999999 start 100001;

/*
 * Check digit of a string of digits by ISO 7064 MOD 11,10: it finds every single wrong digit and all
 * but a few swaps of neighbours, and unlike MOD 11 never needs an X.
 */
create function private.mrn_check_digit(p_digits text) returns text
language plpgsql immutable strict parallel safe set search_path = ''
as $$
declare
  v_product integer := 10;
  v_sum integer;
begin
  for v_place in 1..char_length(p_digits) loop
    v_sum := (v_product + substr(p_digits, v_place, 1)::integer) % 10;
    v_product := (case v_sum when 0 then 10 else v_sum end * 2) % 11;
  end loop;
  return ((11 - v_product) % 10)::text;
end
$$;

/* True for `LN`, seven digits and their check digit. */
create function private.is_valid_mrn(p_mrn text) returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return coalesce(p_mrn ~ '^LN[0-9]{8}$' and right(p_mrn, 1) = private.mrn_check_digit(substr(p_mrn, 3, 7)), false);
end
$$;

create function private.next_mrn() returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_digits text := lpad(nextval('private.mrn_serial')::text, 7, '0');
begin
  return 'LN' || v_digits || private.mrn_check_digit(v_digits);
end
$$;

grant execute on function
  private.is_valid_mrn(text), private.mrn_check_digit(text), private.next_mrn()
  to authenticated, service_role;

/*
 * Whether a name is one and no message: on one line, and nothing in it that programs which show mail or SMS make a link of.
 * For whoever writes their own name has it sent.
 */
create function private.is_plain_name(p_name text) returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return p_name is null or p_name !~ '[[:cntrl:]\u2028\u2029@<>{}|\\^`]|://|//|(^|[[:space:]])www[.]|[[:alnum:]][.][a-z]{2,}([/:?#]|[[:space:]]|$)';
end
$$;

/* A name as a greeting has it: short, of letters; empty where it is none. */
create function private.greeting_name(p_name text) returns text
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return case when char_length(p_name) <= 40 and p_name !~ '[0-9/:?#=]|[[:alnum:]][.][[:alnum:]]' then p_name else '' end;
end
$$;

-- A check constraint runs as whoever writes the row.
grant execute on function private.is_plain_name(text) to authenticated, service_role;

create table public.patients (
  id                 uuid primary key default gen_random_uuid(),
  mrn                text collate "C" not null default private.next_mrn(), -- "C", so that a prefix finds its index
  given_name         text not null default '',
  family_name        text not null default '',
  -- Kept, so that a board of a thousand beds has not to put them together.
  full_name          text generated always as (btrim(btrim(given_name) || ' ' || btrim(family_name))) stored,
  initials           text generated always as (
    case when btrim(given_name) = '' then '' else upper(left(btrim(given_name), 1)) || '.' end
      || case when btrim(family_name) = '' then '' else upper(left(btrim(family_name), 1)) || '.' end
  ) stored,
  birth_date         date not null,
  sex                text not null default 'unknown',
  phone              text collate "C", -- "C" for the same reason
  phone_extension    text,
  phone_without_sms  text,
  email              text,
  address_line       text,
  city               text,
  postal_code        text,
  country            text,
  preferred_language text,
  deceased_at        timestamptz,
  archived_at        timestamptz,
  archived_reason    text,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  constraint patients_mrn_key unique (mrn),
  constraint patients_mrn_valid check (private.is_valid_mrn(mrn)),
  -- Many people have one name, and no saying whether it is given or of the family.
  constraint patients_named check (btrim(given_name || family_name) <> ''),
  constraint patients_name_plain check (private.is_plain_name(given_name) and private.is_plain_name(family_name)),
  constraint patients_given_name_length check (char_length(given_name) <= 100),
  constraint patients_family_name_length check (char_length(family_name) <= 100),
  -- The last day is the hospital's (patients_100_born); a constraint knows that of the database alone.
  constraint patients_birth_date_sensible check (birth_date between date '1880-01-01' and current_date + 1),
  constraint patients_sex_known check (sex in ('female', 'male', 'other', 'unknown')),
  constraint patients_phone_form check (phone ~ '^[+][1-9][0-9]{6,14}$'),
  constraint patients_phone_extension_form check (phone_extension is null or phone is not null and phone_extension ~ '^[0-9]{1,10}$'),
  constraint patients_phone_without_sms_form check (phone_without_sms ~ '^[+][1-9][0-9]{6,14}$'),
  constraint patients_email_form check (email ~ '^[^@[:space:]]+@[^@[:space:]]+$' and char_length(email) <= 254),
  constraint patients_address_line_length check (char_length(address_line) <= 200),
  constraint patients_city_length check (char_length(city) <= 100),
  constraint patients_postal_code_length check (char_length(postal_code) <= 20),
  constraint patients_country_code check (country ~ '^[A-Z]{2}$'),
  constraint patients_preferred_language_form check (preferred_language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  -- A day of grace: the hospital's day is not that of UTC.
  constraint patients_deceased_at_after_birth check ((deceased_at at time zone 'UTC')::date >= birth_date - 1),
  constraint patients_archived_with_reason check ((archived_at is null) = (archived_reason is null))
);
comment on table public.patients is 'Everybody who has been registered. Archived, never deleted.';
comment on column public.patients.mrn is 'Medical record number: LN, seven digits, an ISO 7064 MOD 11,10 check digit.';
comment on column public.patients.phone is 'E.164.';
comment on column public.patients.phone_without_sms is
  'The number again, where it is known that no SMS reaches it: a landline. Says nothing about one that came since.';
comment on column public.patients.country is 'ISO 3166-1 alpha-2 code.';
comment on column public.patients.preferred_language is 'BCP 47 tag.';
comment on column public.patients.deceased_at is 'When they died, as far as it is known; null while they live. Written by record_death, and by a discharge that says so.';
comment on column public.patients.updated_at is 'Also the version a writer must have seen: see update_patient.';
select private.sealed_column('public.patients', 'national_id', p_single_while => '{row}.archived_at is null', p_longest => 40);
create index patients_phone_idx on public.patients (phone) where phone is not null;
-- Backwards, for those who give the number without its country code.
create index patients_phone_reverse_idx on public.patients (reverse(phone)) where phone is not null;

create table public.patient_contacts (
  id           uuid primary key default gen_random_uuid(),
  patient_id   uuid not null references public.patients on delete cascade,
  name         text not null,
  relationship text,
  phone        text not null,
  phone_extension text,
  is_emergency boolean not null default true,
  may_be_told  boolean not null default false,
  is_guardian  boolean not null default false,
  call_order   integer not null default 0,
  created_at   timestamptz not null default now(),
  constraint patient_contacts_name_length check (char_length(btrim(name)) between 1 and 120),
  constraint patient_contacts_relationship_length check (char_length(relationship) <= 60),
  constraint patient_contacts_phone_form check (phone ~ '^[+][1-9][0-9]{6,14}$'),
  constraint patient_contacts_phone_extension_form check (phone_extension ~ '^[0-9]{1,10}$')
);
comment on table public.patient_contacts is 'Next of kin and whom to call.';
comment on column public.patient_contacts.may_be_told is 'Whether the patient wants them told how they are. Not said is no.';
comment on column public.patient_contacts.is_guardian is 'Whether they decide for the patient by law.';
comment on column public.patient_contacts.call_order is 'Who is called first has the smallest; of equal ones who was named first.';
create index patient_contacts_patient_id_idx on public.patient_contacts (patient_id);

alter table public.patients enable row level security;
alter table public.patient_contacts enable row level security;
create policy patients_select_own_or_reader on public.patients for select to authenticated
  using (id in (select private.current_patient_ids()) or (select private.has_permission('patients.read')));
create policy patients_insert_manager on public.patients for insert to authenticated
  with check ((select private.has_permission('patients.manage')));
create policy patients_update_manager on public.patients for update to authenticated
  using ((select private.has_permission('patients.manage'))) with check ((select private.has_permission('patients.manage')));

create policy patient_contacts_select_own_or_carers on public.patient_contacts for select to authenticated
  using (
    patient_id in (select private.current_patient_ids())
    or (select private.has_permission('patients.manage'))
    or patient_id in (select private.care_patient_ids())
  );
create policy patient_contacts_insert_manager on public.patient_contacts for insert to authenticated
  with check ((select private.has_permission('patients.manage')));
create policy patient_contacts_update_manager on public.patient_contacts for update to authenticated
  using ((select private.has_permission('patients.manage'))) with check ((select private.has_permission('patients.manage')));
create policy patient_contacts_delete_manager on public.patient_contacts for delete to authenticated
  using ((select private.has_permission('patients.manage')));

grant select,
  insert (given_name, family_name, birth_date, sex, phone, phone_extension, phone_without_sms, email, address_line, city, postal_code, country, preferred_language),
  update (given_name, family_name, birth_date, sex, phone, phone_extension, phone_without_sms, email, address_line, city, postal_code, country, preferred_language)
  on public.patients to authenticated;
grant select, insert (patient_id, name, relationship, phone, phone_extension, is_emergency, may_be_told, is_guardian),
  update (name, relationship, phone, phone_extension, is_emergency, may_be_told, is_guardian), delete
  on public.patient_contacts to authenticated;

/*
 * What a form sends about a patient, trimmed, with empty texts as null. A number without an extension has none: that of
 * the old one is not its own. Refuses what is not a text,
 * names no column or is no date with 22023 and the key as the hint.
 */
create function private.patient_input(p_patient jsonb) returns jsonb
language plpgsql immutable set search_path = ''
as $$
declare
  c_keys constant text[] := array[
    'given_name', 'family_name', 'birth_date', 'sex', 'phone', 'phone_extension', 'phone_without_sms', 'email', 'address_line', 'city',
    'postal_code', 'country', 'preferred_language', 'national_id'
  ];
  v_key text;
begin
  if p_patient is null or jsonb_typeof(p_patient) <> 'object' then
    raise exception 'a patient is an object' using errcode = '22023', hint = 'p_patient';
  end if;
  select key into v_key from jsonb_each(p_patient)
  where key <> all (c_keys) or jsonb_typeof(value) not in ('string', 'null')
  limit 1;
  if found then
    raise exception 'unknown or not a text: %', v_key using errcode = '22023', hint = v_key;
  end if;
  begin
    perform (p_patient ->> 'birth_date')::date;
  exception when invalid_datetime_format or datetime_field_overflow then
    raise exception 'not a date' using errcode = '22023', hint = 'birth_date';
  end;
  return case when p_patient ? 'phone' then '{"phone_extension": null}'::jsonb else '{}' end
    || (select coalesce(jsonb_object_agg(key, nullif(btrim(value), '')), '{}') from jsonb_each_text(p_patient));
end
$$;

create function private.update_own_particulars(p_patient_id uuid, p_patient jsonb, p_expected_updated_at timestamptz) returns public.patients
language plpgsql security definer set search_path = ''
as $$
declare
  c_keys constant text[] := array['phone', 'phone_extension', 'phone_without_sms', 'email', 'address_line', 'city', 'postal_code', 'country'];
  v_input jsonb := private.patient_input(p_patient);
  v_key text;
  v_patient public.patients;
  v_wanted public.patients;
begin
  if not coalesce(p_patient_id in (select private.current_patient_ids()), false) then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  select key into v_key from jsonb_object_keys(v_input) as key where key <> all (c_keys) limit 1;
  if found then
    raise exception 'reception changes this' using errcode = '22023', hint = v_key;
  end if;
  select * into v_patient from public.patients where id = p_patient_id for no key update;
  if not coalesce(p_patient_id in (select private.current_patient_ids()), false) then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  if v_patient.updated_at is distinct from p_expected_updated_at then
    raise exception 'somebody else has changed this patient' using errcode = 'LN009', hint = 'p_expected_updated_at';
  end if;
  v_wanted := jsonb_populate_record(v_patient, v_input);
  update public.patients set
    phone = v_wanted.phone, phone_extension = v_wanted.phone_extension, phone_without_sms = v_wanted.phone_without_sms,
    email = v_wanted.email, address_line = v_wanted.address_line, city = v_wanted.city,
    postal_code = v_wanted.postal_code, country = v_wanted.country
  where id = p_patient_id
  returning * into v_patient;
  return v_patient;
end
$$;

grant execute on function private.patient_input(jsonb) to authenticated;

/* For the API ------------------------------------------------------------------------------------- */

create function private.register_patient(p_patient jsonb, p_looked_at boolean default true) returns public.patients
language plpgsql security definer set search_path = ''
as $$
declare
  v_input jsonb;
  v_key text;
  v_patient public.patients;
begin
  perform private.require_permission('patients.manage');
  v_input := private.patient_input(p_patient);
  v_key := case
    when num_nonnulls(v_input ->> 'given_name', v_input ->> 'family_name') = 0 then 'given_name'
    when v_input ->> 'birth_date' is null then 'birth_date'
  end;
  if v_key is not null then
    raise exception '% is missing', v_key using errcode = '22023', hint = v_key;
  end if;
  -- Asked here and not before: a form that is sent again would find whom it has registered itself.
  if not p_looked_at and exists (
    select from private.likely_patients(
      v_input ->> 'given_name', v_input ->> 'family_name', (v_input ->> 'birth_date')::date, v_input ->> 'phone',
      v_input ->> 'national_id'
    )
  ) then
    raise exception using errcode = 'LN027', message = 'Somebody like this is here already', hint = 'p_looked_at';
  end if;

  insert into public.patients (
    given_name, family_name, birth_date, sex, phone, phone_extension, phone_without_sms, email, address_line, city,
    postal_code, country, preferred_language, national_id_sealed_at
  )
  select
    coalesce(given_name, ''), coalesce(family_name, ''), birth_date, coalesce(sex, 'unknown'), phone, phone_extension,
    phone_without_sms, email, address_line, city, postal_code, country, preferred_language,
    case when v_input ->> 'national_id' is not null then now() end
  from jsonb_populate_record(null::public.patients, v_input - 'national_id')
  returning * into v_patient;
  if v_input ->> 'national_id' is not null then
    perform private.seal('patients.national_id', v_patient.id, v_input ->> 'national_id', false);
  end if;
  return v_patient;
end
$$;

create function private.update_patient(p_patient_id uuid, p_patient jsonb, p_expected_updated_at timestamptz) returns public.patients
language plpgsql security definer set search_path = ''
as $$
declare
  v_input jsonb;
  v_new_number boolean := false;
  v_patient public.patients;
  v_wanted public.patients;
begin
  perform private.require_permission('patients.manage');
  v_input := private.patient_input(p_patient);
  select * into v_patient from public.patients where id = p_patient_id for no key update;
  perform private.require_permission('patients.manage');
  if v_patient.id is null then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  if v_patient.updated_at is distinct from p_expected_updated_at then
    raise exception 'somebody else has changed this patient' using errcode = 'LN009', hint = 'p_expected_updated_at';
  end if;

  v_new_number := v_input ? 'national_id'
    and v_input ->> 'national_id' is distinct from private.unseal('patients.national_id', p_patient_id);
  v_wanted := jsonb_populate_record(v_patient, v_input - 'national_id');
  update public.patients set
    given_name = coalesce(v_wanted.given_name, ''),
    family_name = coalesce(v_wanted.family_name, ''),
    birth_date = v_wanted.birth_date,
    sex = v_wanted.sex,
    phone = v_wanted.phone,
    phone_extension = v_wanted.phone_extension,
    phone_without_sms = v_wanted.phone_without_sms,
    email = v_wanted.email,
    address_line = v_wanted.address_line,
    city = v_wanted.city,
    postal_code = v_wanted.postal_code,
    country = v_wanted.country,
    preferred_language = v_wanted.preferred_language,
    national_id_sealed_at = case
      when not v_new_number then v_patient.national_id_sealed_at
      when v_input ->> 'national_id' is not null then clock_timestamp()
    end
  where id = p_patient_id
  returning * into v_patient;
  if v_new_number then
    perform private.seal('patients.national_id', p_patient_id, v_input ->> 'national_id', false);
  end if;
  return v_patient;
end
$$;

/* The number of somebody's identity document: for the desk, which compares it, and for whose record it is. */
create function private.patient_national_id(p_patient_id uuid) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not coalesce(p_patient_id in (select private.current_patient_ids()), false) then
    perform private.require_permission('patients.manage');
  end if;
  return private.unseal('patients.national_id', p_patient_id);
end
$$;

create function private.call_contact_first(p_contact_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_patient_id uuid;
begin
  perform private.require_permission('patients.manage');
  select patient_id into v_patient_id from public.patient_contacts where id = p_contact_id;
  -- Two who each put another first: the later one wins.
  perform from public.patients where id = v_patient_id for no key update;
  perform private.require_permission('patients.manage');
  update public.patient_contacts
  set call_order = (select min(other.call_order) - 1 from public.patient_contacts other where other.patient_id = v_patient_id)
  where id = p_contact_id;
  if not found then
    raise exception 'no such contact' using errcode = 'PT404', hint = 'p_contact_id';
  end if;
end
$$;

/* Rules and consequences -------------------------------------------------------------------------- */

/* Tells whoever looks at the record that it is out of date. */
create trigger patients_600_announce after update on public.patients
  for each row execute function private.tg_announce('record:{id}', 'record_changed');
create trigger patient_contacts_600_announce after insert or update or delete on public.patient_contacts
  for each row execute function private.tg_announce('record:{patient_id}', 'record_changed');

/* Nobody is born tomorrow, by the calendar of the hospital. */
create function private.tg_patients__born() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if new.birth_date > private.hospital_day() then
    raise exception 'a birth date to come, constraint "patients_birth_date_sensible"'
      using errcode = '23514', constraint = 'patients_birth_date_sensible';
  end if;
  return new;
end
$$;
create trigger patients_100_born before insert or update of birth_date on public.patients
  for each row execute function private.tg_patients__born();

create trigger patients_200_touch_updated_at before update on public.patients
  for each row execute function private.tg_touch_updated_at();
select private.audited('public.patients', p_patient => 'id');
select private.audited('public.patient_contacts');
select private.inserts_once('{public.patients,public.patient_contacts}');

select private.keeps('{public.patients,public.patient_contacts}', 'The medical record: archived, never deleted');
select private.on_merge('{public.patient_contacts}', 'move');
select private.on_erasure('{public.patient_contacts}', 'contact', 'delete');
select private.no_work_of_patients('{public.patient_contacts}', 'Whom to call is part of who somebody is');

insert into private.topics (pattern, hear, be_present) values
  -- The chart. Patients hear of their own, not who reads it.
  ('patient:{id}', '$1 in (select private.current_patient_ids()) or $1 in (select private.care_patient_ids())', '$1 in (select private.care_patient_ids())'),
  -- Who somebody is, and nothing of their chart.
  ('record:{id}', $$ $1 in (select private.current_patient_ids()) or private.has_permission('patients.read')$$, 'false');

select private.define_permission('patients.read', 'Find patients and see who they are', '{doctor,nurse,ward_manager,bed_manager,receptionist,pharmacist,lab_technician,cashier}');
select private.define_permission('patients.manage', 'Register patients and correct their particulars', '{receptionist}');

select private.expose('call_contact_first', '{authenticated}',
  'Puts a contact before the patient''s others, to be called first. Needs patients.manage (42501); PT404.');
select private.expose('update_own_particulars', '{authenticated}',
  'Telephone, e-mail and address, changed by the patient''s own accounts (else PT404); other keys 22023. Needs the updated_at the caller has seen (else LN009).');
select private.expose('register_patient', '{authenticated}',
  'Registers a patient from {given_name?, family_name? (one of them), birth_date, sex?, phone?, phone_extension?, phone_without_sms?, email?, address_line?, city?, postal_code?, country?, preferred_language?, national_id?}. With p_looked_at false LN027 while likely_patients finds somebody. Needs patients.manage (42501); bad input 22023 with the key as hint, or the constraint''s own error, patients_national_id_taken among them.');
select private.expose('update_patient', '{authenticated}',
  'Changes the given particulars; keys left out stay, null clears. Needs patients.manage (42501) and the updated_at the caller has seen (else LN009); unknown patient PT404.');
select private.expose('patient_national_id', '{authenticated}',
  'The number of an identity document, or null; to the patient''s own accounts and with patients.manage (42501).');
