/*
 * Patients: who they are, whom to call, what they must not be given, who looks after them.
 *
 * Who they are is open to everybody with `patients.read`; allergies and contacts to the people in
 * whose care they are. A portal account sees the records it is linked to and nothing else.
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

/* A telephone number as it is dialled from abroad, digits only; null for none. */
create function private.phone_digits(p_phone text) returns text
language plpgsql immutable strict parallel safe set search_path = ''
as $$
begin
  return regexp_replace(regexp_replace(p_phone, '[^0-9]', '', 'g'), '^00', '');
end
$$;

grant execute on function
  private.mrn_check_digit(text), private.is_valid_mrn(text), private.next_mrn(), private.phone_digits(text)
  to authenticated, service_role;

create table public.patients (
  id                 uuid primary key default gen_random_uuid(),
  mrn                text collate "C" not null default private.next_mrn(), -- "C", so that a prefix finds its index
  given_name         text not null,
  family_name        text not null,
  birth_date         date not null,
  sex                text not null default 'unknown',
  phone              text,
  email              text,
  address_line       text,
  city               text,
  postal_code        text,
  country            text,
  preferred_language text,
  archived_at        timestamptz,
  archived_reason    text,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  constraint patients_mrn_key unique (mrn),
  constraint patients_mrn_valid check (private.is_valid_mrn(mrn)),
  constraint patients_given_name_length check (char_length(btrim(given_name)) between 1 and 100),
  constraint patients_family_name_length check (char_length(btrim(family_name)) between 1 and 100),
  -- A day of grace: somewhere it is tomorrow already.
  constraint patients_birth_date_sensible check (birth_date between date '1880-01-01' and current_date + 1),
  constraint patients_sex_known check (sex in ('female', 'male', 'other', 'unknown')),
  constraint patients_phone_form check (phone ~ '^[+]?[0-9][0-9 ()./-]{3,29}$'),
  constraint patients_email_form check (email ~ '^[^@[:space:]]+@[^@[:space:]]+$' and char_length(email) <= 254),
  constraint patients_address_line_length check (char_length(address_line) <= 200),
  constraint patients_city_length check (char_length(city) <= 100),
  constraint patients_postal_code_length check (char_length(postal_code) <= 20),
  constraint patients_country_code check (country ~ '^[A-Z]{2}$'),
  constraint patients_preferred_language_form check (preferred_language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  constraint patients_archived_with_reason check ((archived_at is null) = (archived_reason is null))
);
comment on table public.patients is 'Everybody who has been registered. Archived, never deleted.';
comment on column public.patients.mrn is 'Medical record number: LN, seven digits, an ISO 7064 MOD 11,10 check digit.';
comment on column public.patients.country is 'ISO 3166-1 alpha-2 code.';
comment on column public.patients.preferred_language is 'BCP 47 tag.';
comment on column public.patients.updated_at is 'Also the version a writer must have seen: see update_patient.';
create index patients_phone_digits_idx on public.patients ((private.phone_digits(phone) collate "C")) where phone is not null;
-- Backwards, for those who give the number without its country code.
create index patients_phone_digits_reverse_idx on public.patients ((reverse(private.phone_digits(phone)) collate "C")) where phone is not null;

create table public.patient_contacts (
  id           uuid primary key default gen_random_uuid(),
  patient_id   uuid not null references public.patients on delete cascade,
  name         text not null,
  relationship text,
  phone        text not null,
  is_emergency boolean not null default true,
  created_at   timestamptz not null default now(),
  constraint patient_contacts_name_length check (char_length(btrim(name)) between 1 and 120),
  constraint patient_contacts_relationship_length check (char_length(relationship) <= 60),
  constraint patient_contacts_phone_form check (phone ~ '^[+]?[0-9][0-9 ()./-]{3,29}$')
);
comment on table public.patient_contacts is 'Next of kin and whom to call.';
create index patient_contacts_patient_id_idx on public.patient_contacts (patient_id);

create table public.allergies (
  id          uuid primary key default gen_random_uuid(),
  patient_id  uuid not null references public.patients on delete cascade,
  substance   text not null,
  reaction    text,
  severity    text not null,
  status      text not null default 'active',
  recorded_by uuid references public.staff on delete set null default private.current_staff_id(),
  created_at  timestamptz not null default now(),
  resolved_at timestamptz,
  constraint allergies_substance_length check (char_length(btrim(substance)) between 1 and 120),
  constraint allergies_reaction_length check (char_length(reaction) <= 300),
  constraint allergies_severity_known check (severity in ('mild', 'moderate', 'severe')),
  constraint allergies_status_known check (status in ('active', 'resolved')),
  constraint allergies_resolved_when check ((status = 'resolved') = (resolved_at is not null))
);
comment on table public.allergies is 'What a patient must not be given. Resolved, never deleted: that it was believed is part of the record.';
create unique index allergies_active_substance_key on public.allergies (patient_id, lower(btrim(substance))) where status = 'active';
create index allergies_patient_id_idx on public.allergies (patient_id);
create index allergies_recorded_by_idx on public.allergies (recorded_by);

create table public.portal_links (
  user_id      uuid not null references public.profiles on delete cascade,
  patient_id   uuid not null references public.patients on delete cascade,
  relationship text not null,
  proof        text not null default 'unrecorded',
  linked_by    uuid references public.profiles on delete set null,
  created_at   timestamptz not null default now(),
  primary key (user_id, patient_id),
  constraint portal_links_proof_length check (char_length(btrim(proof)) between 1 and 80),
  constraint portal_links_relationship_known check (relationship in ('self', 'parent', 'guardian', 'carer'))
);
comment on table public.portal_links is 'Which accounts see which records: one''s own, one''s children''s, those of people one cares for.';
comment on column public.portal_links.proof is 'Why the hospital believed it: `registered`, `code`, `matched`, or the document that was shown.';
create index portal_links_patient_id_idx on public.portal_links (patient_id);
create index portal_links_linked_by_idx on public.portal_links (linked_by);
create unique index portal_links_one_self_per_user on public.portal_links (user_id) where relationship = 'self';
create unique index portal_links_one_self_per_patient on public.portal_links (patient_id) where relationship = 'self';

create table public.care_team_members (
  id         uuid primary key default gen_random_uuid(),
  patient_id uuid not null references public.patients on delete cascade,
  staff_id   uuid not null references public.staff on delete cascade,
  role       text not null,
  since      timestamptz not null default now(),
  until      timestamptz,
  created_at timestamptz not null default now(),
  constraint care_team_members_role_known check (role in ('attending', 'consultant', 'nurse', 'therapist', 'other')),
  constraint care_team_members_until_after_since check (until > since),
  constraint care_team_members_once exclude using gist (patient_id with =, staff_id with =, tstzrange(since, until) with &&)
);
comment on table public.care_team_members is 'Doctors and nurses assigned to a patient, and when. Decides who sees the chart.';
create index care_team_members_staff_id_idx on public.care_team_members (staff_id, patient_id);
create index care_team_members_patient_id_idx on public.care_team_members (patient_id);

/*
 * The index behind search_patients. One entry for each word of a patient's name, with the whole name
 * beside it, so that "mar gar" walks the entries of the rarer word in name order and looks at nothing
 * else; it stops as soon as it has enough. Words are kept once more, with every form that has one
 * letter missing, so that a typo is found by equality. Only functions of the owner read these.
 */
create table private.patient_name_entries (
  token      text collate "C" not null,
  name       text collate "C" not null, -- all words, with a space before and after each
  patient_id uuid not null, -- kept in step by triggers; a foreign key would double the cost of writing
  primary key (token, name, patient_id)
);
comment on table private.patient_name_entries is 'Search: one row per patient and word of the name, archived patients excepted.';

create table private.name_tokens (
  token text collate "C" primary key
);
comment on table private.name_tokens is 'Search: every word that occurs in a name.';

create table private.name_token_variants (
  variant text collate "C" not null,
  token   text collate "C" not null references private.name_tokens on delete cascade,
  primary key (variant, token)
);
comment on table private.name_token_variants is 'Search: words of names, whole and with any one letter missing.';
create index name_token_variants_token_idx on private.name_token_variants (token);

alter table public.patients enable row level security;
alter table public.patient_contacts enable row level security;
alter table public.allergies enable row level security;
alter table public.portal_links enable row level security;
alter table public.care_team_members enable row level security;

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

create policy allergies_select_own_or_carers on public.allergies for select to authenticated
  using (
    patient_id in (select private.current_patient_ids())
    or patient_id in (select private.care_patient_ids())
  );
create policy allergies_insert_carers on public.allergies for insert to authenticated
  with check ((select private.has_permission('allergies.manage')) and patient_id in (select private.care_patient_ids()));
create policy allergies_update_carers on public.allergies for update to authenticated
  using ((select private.has_permission('allergies.manage')) and patient_id in (select private.care_patient_ids()))
  with check ((select private.has_permission('allergies.manage')) and patient_id in (select private.care_patient_ids()));

create policy portal_links_select_own_or_manager on public.portal_links for select to authenticated
  using (user_id = (select auth.uid()) or (select private.has_permission('patients.manage')));

create policy care_team_members_select_own_or_carers on public.care_team_members for select to authenticated
  using (
    patient_id in (select private.current_patient_ids())
    or patient_id in (select private.care_patient_ids())
  );
create policy care_team_members_insert_carers on public.care_team_members for insert to authenticated
  with check (patient_id in (select private.care_patient_ids()));
create policy care_team_members_update_carers on public.care_team_members for update to authenticated
  using (patient_id in (select private.care_patient_ids()))
  with check (patient_id in (select private.care_patient_ids()));

grant select,
  insert (given_name, family_name, birth_date, sex, phone, email, address_line, city, postal_code, country, preferred_language),
  update (given_name, family_name, birth_date, sex, phone, email, address_line, city, postal_code, country, preferred_language)
  on public.patients to authenticated;
grant select, insert (patient_id, name, relationship, phone, is_emergency), update (name, relationship, phone, is_emergency), delete
  on public.patient_contacts to authenticated;
grant select, insert (patient_id, substance, reaction, severity), update (status, resolved_at) on public.allergies to authenticated;
grant select on public.portal_links to authenticated;
grant select, insert (patient_id, staff_id, role, since, until), update (role, until) on public.care_team_members to authenticated;
grant select on public.patients, public.patient_contacts, public.allergies, public.portal_links, public.care_team_members to service_role;

/*
 * What a form sends about a patient, trimmed, with empty texts as null. Refuses what is not a text,
 * names no column or is no date with 22023 and the key as the hint.
 */
create function private.patient_input(p_patient jsonb) returns jsonb
language plpgsql immutable set search_path = ''
as $$
declare
  c_keys constant text[] := array['given_name', 'family_name', 'birth_date', 'sex', 'phone', 'email', 'address_line', 'city', 'postal_code', 'country', 'preferred_language'];
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
  return (select coalesce(jsonb_object_agg(key, nullif(btrim(value), '')), '{}') from jsonb_each_text(p_patient));
end
$$;
grant execute on function private.patient_input(jsonb) to authenticated;

create function public.register_patient(p_patient jsonb) returns public.patients
language plpgsql set search_path = ''
as $$
declare
  v_input jsonb;
  v_key text;
  v_patient public.patients;
begin
  perform private.require_permission('patients.manage');
  v_input := private.patient_input(p_patient);
  foreach v_key in array array['given_name', 'family_name', 'birth_date'] loop
    if v_input ->> v_key is null then
      raise exception '% is missing', v_key using errcode = '22023', hint = v_key;
    end if;
  end loop;

  insert into public.patients (given_name, family_name, birth_date, sex, phone, email, address_line, city, postal_code, country, preferred_language)
  select given_name, family_name, birth_date, coalesce(sex, 'unknown'), phone, email, address_line, city, postal_code, country, preferred_language
  from jsonb_populate_record(null::public.patients, v_input)
  returning * into v_patient;
  return v_patient;
end
$$;
comment on function public.register_patient(jsonb) is 'Registers a patient from {given_name, family_name, birth_date, sex?, phone?, email?, address_line?, city?, postal_code?, country?, preferred_language?}. Needs patients.manage (42501); bad input 22023 with the key as hint, or the constraint''s own error.';
grant execute on function public.register_patient(jsonb) to authenticated;

create function public.update_patient(p_patient_id uuid, p_patient jsonb, p_expected_updated_at timestamptz) returns public.patients
language plpgsql set search_path = ''
as $$
declare
  v_input jsonb;
  v_patient public.patients;
  v_wanted public.patients;
begin
  perform private.require_permission('patients.manage');
  v_input := private.patient_input(p_patient);
  select * into v_patient from public.patients where id = p_patient_id for no key update;
  if not found then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  if v_patient.updated_at is distinct from p_expected_updated_at then
    raise exception 'somebody else has changed this patient' using errcode = 'LN009', hint = 'p_expected_updated_at';
  end if;

  v_wanted := jsonb_populate_record(v_patient, v_input);
  update public.patients set
    given_name = v_wanted.given_name,
    family_name = v_wanted.family_name,
    birth_date = v_wanted.birth_date,
    sex = v_wanted.sex,
    phone = v_wanted.phone,
    email = v_wanted.email,
    address_line = v_wanted.address_line,
    city = v_wanted.city,
    postal_code = v_wanted.postal_code,
    country = v_wanted.country,
    preferred_language = v_wanted.preferred_language
  where id = p_patient_id
  returning * into v_patient;
  return v_patient;
end
$$;
comment on function public.update_patient(uuid, jsonb, timestamptz) is 'Changes the given particulars; keys left out stay, null clears. Needs patients.manage (42501) and the updated_at the caller has seen (else LN009); unknown patient PT404.';
grant execute on function public.update_patient(uuid, jsonb, timestamptz) to authenticated;

/*
 * A person's own new record. Never links to an existing one: whoever knows a name and a birth date
 * would get somebody's chart. A record that fits is noted for reception, and the caller is not told.
 */
create function private.create_own_patient(p_given_name text, p_family_name text, p_birth_date date, p_sex text, p_phone text)
returns public.patients
language plpgsql security definer set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
  v_input jsonb;
  v_key text;
  v_patient public.patients;
begin
  if not exists (select from public.profiles where id = v_user_id) then
    raise exception 'not signed in' using errcode = '42501';
  end if;
  if exists (select from public.portal_links where user_id = v_user_id and relationship = 'self') then
    raise exception 'you already have a record of your own' using errcode = 'LN011';
  end if;
  v_input := jsonb_build_object('p_given_name', nullif(btrim(p_given_name), ''), 'p_family_name', nullif(btrim(p_family_name), ''), 'p_birth_date', p_birth_date);
  select key into v_key from jsonb_each_text(v_input) where value is null limit 1;
  if found then
    raise exception '% is missing', v_key using errcode = '22023', hint = v_key;
  end if;

  insert into public.patients (given_name, family_name, birth_date, sex, phone, email, preferred_language)
  select btrim(p_given_name), btrim(p_family_name), p_birth_date, coalesce(p_sex, 'unknown'), nullif(btrim(p_phone), ''), email, locale
  from public.profiles where id = v_user_id
  returning * into v_patient;
  insert into public.portal_links (user_id, patient_id, relationship, proof) values (v_user_id, v_patient.id, 'self', 'registered');
  perform private.file_link_requests(v_user_id, v_patient);
  return v_patient;
exception when unique_violation then
  -- Twice at once: the other one has won, and nothing of this one stays.
  raise exception 'you already have a record of your own' using errcode = 'LN011';
end
$$;
grant execute on function private.create_own_patient(text, text, date, text, text) to authenticated;

create function public.create_own_patient(p_given_name text, p_family_name text, p_birth_date date, p_sex text default null, p_phone text default null)
returns public.patients
language plpgsql set search_path = ''
as $$
begin
  return private.create_own_patient(p_given_name, p_family_name, p_birth_date, p_sex, p_phone);
end
$$;
comment on function public.create_own_patient(text, text, date, text, text) is 'Makes the caller''s own record and links it to the account. A second one LN011; a missing parameter 22023.';
grant execute on function public.create_own_patient(text, text, date, text, text) to authenticated;

create function public.add_allergy(p_patient_id uuid, p_substance text, p_reaction text, p_severity text) returns public.allergies
language plpgsql set search_path = ''
as $$
declare
  v_allergy public.allergies;
begin
  perform private.require_permission('allergies.manage');
  if p_substance is null or btrim(p_substance) = '' then
    raise exception 'a substance is needed' using errcode = '22023', hint = 'p_substance';
  end if;
  if p_severity is null or p_severity not in ('mild', 'moderate', 'severe') then
    raise exception 'severity is mild, moderate or severe' using errcode = '22023', hint = 'p_severity';
  end if;
  if p_patient_id is null or p_patient_id not in (select private.care_patient_ids()) then
    raise exception 'no such patient in your care' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  insert into public.allergies (patient_id, substance, reaction, severity)
  values (p_patient_id, btrim(p_substance), nullif(btrim(p_reaction), ''), p_severity)
  returning * into v_allergy;
  return v_allergy;
end
$$;
comment on function public.add_allergy(uuid, text, text, text) is 'Records an allergy (severity mild, moderate, severe) of a patient in the caller''s care. Needs allergies.manage (42501); not in care PT404; already active 23505 on allergies_active_substance_key.';
grant execute on function public.add_allergy(uuid, text, text, text) to authenticated;

create function public.resolve_allergy(p_allergy_id uuid) returns public.allergies
language plpgsql set search_path = ''
as $$
declare
  v_allergy public.allergies;
begin
  perform private.require_permission('allergies.manage');
  update public.allergies set status = 'resolved', resolved_at = coalesce(resolved_at, now())
  where id = p_allergy_id
  returning * into v_allergy;
  if not found then
    raise exception 'no such allergy in your care' using errcode = 'PT404', hint = 'p_allergy_id';
  end if;
  return v_allergy;
end
$$;
comment on function public.resolve_allergy(uuid) is 'Marks an allergy as resolved; again does no harm. Needs allergies.manage (42501); not in care PT404.';
grant execute on function public.resolve_allergy(uuid) to authenticated;

/*
 * A name as it is searched: lower case, without accents, words apart by one space. Apostrophes join
 * (O'Brien, obrien), everything else that is no letter or digit parts. Han, kana and hangul are
 * written without spaces between names, so each sign counts as a word.
 */
create function private.normalise_name(p_name text) returns text
language plpgsql immutable strict parallel safe set search_path = ''
as $$
declare
  v_name text := extensions.unaccent('extensions.unaccent'::regdictionary, lower(normalize(p_name, NFKC)));
begin
  -- Most names need none of the slow steps.
  if v_name !~ '^[a-z]+( [a-z]+)*$' then
    v_name := regexp_replace(v_name, '[''’ʼʹ`´]|[\u0300-\u036f]', '', 'g');
    v_name := regexp_replace(v_name, '([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])', ' \1 ', 'g');
    v_name := btrim(regexp_replace(v_name, '[^[:alnum:]]+', ' ', 'g'));
  end if;
  return v_name;
end
$$;

/* The words of a normalised name, each once, at most ten and none longer than forty signs. */
create function private.name_words(p_name text) returns text[]
language plpgsql immutable strict parallel safe set search_path = ''
as $$
begin
  return array(
    select distinct left(word, 40) collate "C" as word
    from unnest((string_to_array(p_name, ' '))[1:10]) as word
    where word <> ''
    order by word
  );
end
$$;

/* A word of three signs or more, and what is left of it when any one of them is missing. */
create function private.word_variants(p_word text) returns setof text
language sql immutable strict parallel safe set search_path = ''
as $$
  select p_word where char_length(p_word) >= 3
  union
  select overlay(p_word placing '' from place for 1)
  from generate_series(1, case when char_length(p_word) >= 3 then char_length(p_word) end) as place
$$;

/* Whether one typing mistake leads from one word to the other: a letter wrong, missing, too many, or two swapped. */
create function private.is_one_typo(p_word text, p_other text) returns boolean
language plpgsql immutable strict parallel safe set search_path = ''
as $$
declare
  v_distance integer := extensions.levenshtein_less_equal(p_word, p_other, 2);
begin
  return v_distance = 1
    or v_distance = 2
    and char_length(p_word) = char_length(p_other)
    and exists (
      select from generate_series(1, char_length(p_word) - 1) as place
      where overlay(p_word placing substr(p_word, place + 1, 1) || substr(p_word, place, 1) from place for 2) = p_other
    );
end
$$;

/* Adds words to the dictionary. In order, so that two who add the same words do not wait for each other in a circle. */
create function private.learn_name_words(p_words text[]) returns void
language sql set search_path = ''
as $$
  with learnt as (
    insert into private.name_tokens (token)
    select distinct word collate "C" from unnest(p_words) as word
    where not exists (select from private.name_tokens where token = word collate "C")
    order by 1
    on conflict do nothing
    returning token
  )
  insert into private.name_token_variants (variant, token)
  select variant, token from learnt cross join lateral private.word_variants(token) as variant
$$;

/*
 * Keeps the entries in step with the table, a statement at a time: a load of a million rows in one
 * statement is one insert here as well.
 */
create function private.tg_patients__index_names() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_changed uuid[]; -- null: every row of the statement
  v_words text[];
begin
  if tg_op = 'UPDATE' then
    select coalesce(array_agg(id), '{}') into v_changed
    from gone join added using (id)
    where (gone.given_name, gone.family_name, gone.archived_at is null)
      is distinct from (added.given_name, added.family_name, added.archived_at is null);
    if v_changed = '{}' then
      return null;
    end if;
  end if;

  if tg_op in ('UPDATE', 'DELETE') then
    delete from private.patient_name_entries as entry
    using gone
    cross join lateral private.normalise_name(gone.given_name || ' ' || gone.family_name) as full_name
    cross join lateral unnest(private.name_words(full_name)) as word
    where (v_changed is null or gone.id = any (v_changed))
      and entry.token = word collate "C" and entry.name = (' ' || full_name || ' ') collate "C" and entry.patient_id = gone.id;
  end if;

  if tg_op in ('INSERT', 'UPDATE') then
    with entry as (
      insert into private.patient_name_entries (token, name, patient_id)
      select word, ' ' || full_name || ' ', added.id
      from added
      cross join lateral private.normalise_name(added.given_name || ' ' || added.family_name) as full_name
      cross join lateral unnest(private.name_words(full_name)) as word
      where added.archived_at is null and (v_changed is null or added.id = any (v_changed))
      returning token
    )
    select array_agg(distinct token) into v_words from entry;
    perform private.learn_name_words(v_words);
  end if;
  return null;
end
$$;

/*
 * Makes the search anew from the table, for loads with the triggers off (`alter table public.patients
 * disable trigger user`); a million patients take well under a minute. Only the owner may. Follow it
 * with `vacuum analyze private.patient_name_entries`, so that searches need not look at the table.
 */
create function private.rebuild_patient_search() returns void
language plpgsql set search_path = '' set maintenance_work_mem = '256MB'
as $$
begin
  truncate private.patient_name_entries, private.name_tokens, private.name_token_variants;
  alter table private.patient_name_entries drop constraint patient_name_entries_pkey;
  insert into private.patient_name_entries (token, name, patient_id)
  select word, ' ' || full_name || ' ', patients.id
  from public.patients
  cross join lateral private.normalise_name(patients.given_name || ' ' || patients.family_name) as full_name
  cross join lateral unnest(private.name_words(full_name)) as word
  where patients.archived_at is null;
  alter table private.patient_name_entries add constraint patient_name_entries_pkey primary key (token, name, patient_id);
  perform private.learn_name_words(array(select distinct token from private.patient_name_entries));
  analyze private.patient_name_entries, private.name_tokens, private.name_token_variants;
end
$$;

/*
 * How many entries have a word that begins so, counted no further than `p_limit`: which word of a
 * query is the rarest decides which entries are walked.
 */
create function private.count_name_entries(p_word text, p_limit integer) returns integer
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select count(*) from (
      select from private.patient_name_entries
      where token >= p_word collate "C" and token < (p_word || U&'\+10FFFF') collate "C"
      limit p_limit
    ) counted
  );
end
$$;

/* Words that one typing mistake separates from `p_word`, or of which a beginning is. At most sixty. */
create function private.similar_words(p_word text) returns text[]
language plpgsql stable set search_path = ''
as $$
declare
  v_length integer := char_length(p_word);
  v_variants text[] := array(select private.word_variants(p_word));
begin
  if v_length < 3 then
    return '{}';
  end if;
  return array(
    select token from (
      select distinct variants.token, 1 as place
      from private.name_token_variants as variants
      where variants.variant = any (v_variants) and private.is_one_typo(p_word, variants.token)
      union all
      -- Not typed to the end yet: words that share the first two letters.
      select token, 2
      from private.name_tokens
      where v_length >= 4
        and token >= left(p_word, 2) collate "C" and token < (left(p_word, 2) || U&'\+10FFFF') collate "C"
        and char_length(token) > v_length
        and least(
          extensions.levenshtein_less_equal(left(token, v_length - 1), p_word, 1),
          extensions.levenshtein_less_equal(left(token, v_length), p_word, 1),
          extensions.levenshtein_less_equal(left(token, v_length + 1), p_word, 1)
        ) <= 1
    ) similar_words
    where not starts_with(token, p_word)
    group by token
    order by min(place), token
    limit 60
  );
end
$$;

/*
 * Walks the entries of words that begin with `p_word` and keeps the names that match every pattern
 * and, unless null, hold any of `p_similar`. Looks at no more than `p_scan` entries, so that the most
 * common of beginnings costs no more than that. Sorting and bitmaps are off, because they would read
 * all entries before the first is looked at.
 */
create function private.walk_name_entries(p_word text, p_patterns text[], p_similar text[], p_scan integer, p_limit integer)
returns table (patient_id uuid, name text)
language plpgsql stable rows 20 set search_path = '' set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
begin
  return query
    select walked.patient_id, walked.name
    from (
      select entry.patient_id, entry.name
      from private.patient_name_entries as entry
      where entry.token >= p_word collate "C" and entry.token < (p_word || U&'\+10FFFF') collate "C"
      order by entry.token, entry.name, entry.patient_id
      limit p_scan
    ) walked
    where walked.name like all (p_patterns)
      and (p_similar is null or string_to_array(walked.name, ' ') && p_similar)
    limit p_limit;
end
$$;

/* The same for whole words: the entries of each of `p_words`, at most `p_scan` of each. */
create function private.walk_whole_words(p_words text[], p_patterns text[], p_scan integer, p_limit integer)
returns table (patient_id uuid, name text)
language plpgsql stable rows 20 set search_path = '' set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
begin
  return query
    select walked.patient_id, walked.name
    from unnest(p_words) as word
    cross join lateral (
      select entry.patient_id, entry.name
      from private.patient_name_entries as entry
      where entry.token = word collate "C"
      order by entry.name, entry.patient_id
      limit p_scan
    ) walked
    where walked.name like all (p_patterns)
    limit p_limit;
end
$$;

/* How well a name answers a query, from 0 to 1: words that stand in it whole, and how little else it holds. */
create function private.name_match(p_name text, p_words text[]) returns real
language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  v_asked real := cardinality(p_words);
  v_whole real := (select count(*) from unnest(p_words) as word where strpos(p_name, ' ' || word || ' ') > 0);
begin
  return 0.85 * v_whole / v_asked + 0.15 * least(v_asked / cardinality(string_to_array(btrim(p_name), ' ')), 1);
end
$$;

/* Patients by the beginning of their MRN or by their telephone number. `p_code` has no spaces or signs but a leading plus. */
create function private.find_patients_by_code(p_code text, p_limit integer)
returns table (patient_id uuid, score real)
language plpgsql stable set search_path = '' set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
declare
  v_mrn text := 'LN' || regexp_replace(p_code, '^LN', '');
  v_phone text := private.phone_digits(p_code);
  v_national text := reverse(ltrim(p_code, '+0'));
begin
  if v_mrn ~ '^LN[0-9]{1,8}$' then
    return query
      select id, case when mrn = v_mrn then 1 else 0.9 end::real
      from public.patients
      where mrn >= v_mrn collate "C" and mrn < (v_mrn || ':') collate "C" and archived_at is null
      order by mrn
      limit p_limit;
  end if;
  if p_code ~ '^[+]?[0-9]{4,}$' then
    return query
      select id, case when private.phone_digits(phone) = v_phone then 1 else 0.8 end::real
      from public.patients
      where phone is not null and archived_at is null
        and private.phone_digits(phone) collate "C" >= v_phone and private.phone_digits(phone) collate "C" < v_phone || ':'
      order by private.phone_digits(phone) collate "C"
      limit p_limit;
  end if;
  -- As it is dialled inside the country: a zero in place of the country code, or neither.
  if p_code ~ '^[0-9]{6,}$' and v_national <> '' then
    return query
      select id, 0.8::real
      from public.patients
      where phone is not null and archived_at is null
        and reverse(private.phone_digits(phone)) collate "C" >= v_national and reverse(private.phone_digits(phone)) collate "C" < v_national || ':'
      order by reverse(private.phone_digits(phone)) collate "C"
      limit p_limit;
  end if;
end
$$;

/*
 * Patients whose name is `p_name` (normalised, given or family name first); then those whose name has words
 * that begin with each of its words; then, if there is room, with one mistake in one of them.
 */
create function private.find_patients_by_name(p_name text, p_limit integer)
returns table (patient_id uuid, score real)
language plpgsql stable set search_path = '' set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  c_scan constant integer := 30000; -- entries walked at most: some ten milliseconds
  c_probe constant integer := 2000; -- entries counted at most: below a millisecond
  v_words text[] := (private.name_words(p_name))[1:6];
  v_typed text[] := string_to_array(p_name, ' ');
  v_counts integer[];
  v_rarest integer;
  v_found integer;
  v_others text[];
  v_other_counts integer[];
  v_patterns text[];
  v_similar text[];
begin
  if v_words = '{}' then
    return;
  end if;

  -- Whoever is called just so, lest forty others before them in the alphabet leave no room.
  return query
    select entry.patient_id, 1::real
    from private.patient_name_entries as entry
    where entry.token = v_words[1] collate "C"
      and entry.name = any (array(
        select ' ' || array_to_string(v_typed[place:] || v_typed[:place - 1], ' ') || ' '
        from generate_series(1, least(cardinality(v_typed), 6)) as place
      ) collate "C")
    limit p_limit;
  get diagnostics v_found = row_count;
  if v_found >= p_limit then
    return;
  end if;

  v_counts := array(
    select private.count_name_entries(word, c_probe) from unnest(v_words) with ordinality as words (word, place) order by place
  );
  v_rarest := array_position(v_counts, (select min(n) from unnest(v_counts) as n));

  if v_counts[v_rarest] > 0 then
    return query
      select walked.patient_id, max(0.7 + 0.3 * private.name_match(walked.name, v_words))::real
      from private.walk_name_entries(
        v_words[v_rarest], array(select '% ' || word || '%' from unnest(v_words) as word), null, c_scan, p_limit * 2
      ) as walked
      group by walked.patient_id;
    get diagnostics v_found = row_count;
    if v_found >= p_limit then
      return;
    end if;
  end if;

  for v_place in 1..cardinality(v_words) loop
    v_others := v_words[:v_place - 1] || v_words[v_place + 1:];
    v_other_counts := v_counts[:v_place - 1] || v_counts[v_place + 1:];
    continue when 0 = any (v_other_counts);
    v_similar := private.similar_words(v_words[v_place]);
    continue when v_similar = '{}';

    v_patterns := array(select '% ' || word || '%' from unnest(v_others) as word);
    v_rarest := array_position(v_other_counts, (select min(n) from unnest(v_other_counts) as n));
    if v_other_counts[v_rarest] < c_probe then
      return query
        select walked.patient_id, max(0.4 + 0.2 * private.name_match(walked.name, v_words))::real
        from private.walk_name_entries(v_others[v_rarest], v_patterns, v_similar, c_scan, p_limit) as walked
        group by walked.patient_id;
    else
      return query
        select walked.patient_id, max(0.4 + 0.2 * private.name_match(walked.name, v_words))::real
        from private.walk_whole_words(v_similar, v_patterns, c_scan / cardinality(v_similar), p_limit) as walked
        group by walked.patient_id;
    end if;
  end loop;
end
$$;

create function private.search_patients(p_query text, p_limit integer)
returns table (id uuid, mrn text, given_name text, family_name text, birth_date date, sex text, phone text, score real)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
declare
  v_limit integer := least(greatest(coalesce(p_limit, 20), 1), 50);
  v_query text := btrim(left(coalesce(p_query, ''), 100));
  v_code text := upper(regexp_replace(v_query, '[[:space:].()/-]', '', 'g'));
  v_name text;
begin
  perform private.require_permission('patients.read');
  if v_code ~ '^((LN)?[0-9]+|[+][0-9]+)$' then
    v_name := null;
  else
    v_code := null;
    v_name := private.normalise_name(v_query);
  end if;

  return query
    select patients.id, patients.mrn, patients.given_name, patients.family_name, patients.birth_date, patients.sex, patients.phone, found.score
    from (
      select candidate.patient_id, max(candidate.score) as score
      from (
        select * from private.find_patients_by_code(v_code, v_limit) where v_code is not null
        union all
        select * from private.find_patients_by_name(v_name, v_limit) where v_name is not null
      ) candidate
      group by candidate.patient_id
    ) found
    join public.patients on patients.id = found.patient_id
    order by found.score desc, patients.family_name, patients.given_name, patients.mrn
    limit v_limit;
end
$$;
grant execute on function private.search_patients(text, integer) to authenticated;

create function public.search_patients(p_query text, p_limit integer default 20)
returns table (id uuid, mrn text, given_name text, family_name text, birth_date date, sex text, phone text, score real)
language sql stable set search_path = ''
as $$ select * from private.search_patients(p_query, p_limit) $$;
comment on function public.search_patients(text, integer) is 'Patients by name (any order, beginnings, one mistake), MRN or telephone, best first, at most p_limit (50). score: 1 exact to 0.4 similar. Archived patients are left out. Needs patients.read (42501).';
grant execute on function public.search_patients(text, integer) to authenticated;

create trigger patients_100_touch_updated_at before update on public.patients
  for each row execute function private.tg_touch_updated_at();

create trigger patients_500_index_names_inserted after insert on public.patients
  referencing new table as added
  for each statement execute function private.tg_patients__index_names();
create trigger patients_500_index_names_updated after update on public.patients
  referencing old table as gone new table as added
  for each statement execute function private.tg_patients__index_names();
create trigger patients_500_index_names_deleted after delete on public.patients
  referencing old table as gone
  for each statement execute function private.tg_patients__index_names();

create function private.tg_portal_links__announce() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce('user:' || coalesce(new.user_id, old.user_id), 'access_changed', '{}');
  return null;
end
$$;
create trigger portal_links_800_announce after insert or update or delete on public.portal_links
  for each row execute function private.tg_portal_links__announce();

create trigger patients_900_audit after insert or update or delete on public.patients
  for each row execute function private.tg_audit();
create trigger patient_contacts_900_audit after insert or update or delete on public.patient_contacts
  for each row execute function private.tg_audit();
create trigger allergies_900_audit after insert or update or delete on public.allergies
  for each row execute function private.tg_audit();
create trigger portal_links_900_audit after insert or update or delete on public.portal_links
  for each row execute function private.tg_audit('user_id', 'patient_id');
create trigger care_team_members_900_audit after insert or update or delete on public.care_team_members
  for each row execute function private.tg_audit();
