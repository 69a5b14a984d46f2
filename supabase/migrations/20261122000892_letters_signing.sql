/*
 * Signing letters: what is signed is a version, with a number, a code and the facts of that moment. Another version takes
 * its place for a reason; entered in error, all of them are revoked, and the public check says so. Whoever looks after the
 * patient may replace or revoke, under their own name: a certificate that is wrong cannot wait for who has gone home.
 *
 * Signing twice at once queues on the letter: the second finds it signed (LN060), or the draft newer than what they have
 * read (LN009).
 */

/* What is of the record and not typed, as of now: of whom, by whom, whose hospital. */
create function private.letter_facts(p_patient_id uuid, p_staff_id uuid) returns jsonb
language sql stable security definer set search_path = ''
return jsonb_build_object(
  'patient', (
    select jsonb_build_object('name', patient.full_name, 'mrn', patient.mrn, 'birth_date', patient.birth_date)
    from public.patients patient where patient.id = p_patient_id
  ),
  'doctor', (
    select jsonb_build_object(
      'name', coalesce(doctor.name, staff.full_name), 'registration', doctor.registration,
      'specialty', (select specialty.name from public.specialties specialty where specialty.id = doctor.specialty_id)
    )
    from public.staff left join public.doctors doctor on doctor.id = staff.id
    where staff.id = p_staff_id
  ),
  'hospital', (
    select jsonb_build_object('name', settings.name, 'address', settings.address, 'letterhead', settings.letterhead, 'time_zone', settings.time_zone)
    from public.hospital_settings settings
  )
);

/* Raises 22023 with the field as the hint, as forms name it, where something is missing or makes no sense. */
create function private.require_letter(p_letter public.letters, p_content jsonb) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_missing text;
  v_from date;
  v_until date;
begin
  perform private.require_letter_content(p_letter.kind, p_content, 'p_letter_id');
  select need into v_missing from unnest(private.letter_needs(p_letter.kind)) as need where private.letter_value(p_content, need) is null limit 1;
  if v_missing is null then
    select section ->> 'key' || '.' || (field ->> 'key') into v_missing
    from jsonb_array_elements(p_content -> 'sections') with ordinality as of_content (section, place)
    cross join jsonb_array_elements(coalesce(section -> 'fields', '[]')) with ordinality as of_section (field, field_place)
    where field -> 'required' = 'true' and nullif(btrim(field ->> 'value'), '') is null
    order by place, field_place limit 1;
  end if;
  if v_missing is not null then
    raise exception using errcode = '22023', message = 'Fill this in', hint = 'field.' || v_missing;
  elsif not private.is_written(p_content) then
    raise exception using errcode = '22023', message = 'Nothing has been written', hint = 'p_letter_id';
  end if;
  if p_letter.kind = 'sick_note' then
    v_from := private.letter_value(p_content, 'incapacity.from')::date;
    v_until := private.letter_value(p_content, 'incapacity.until')::date;
    if v_until < v_from or v_until > v_from + 366 then
      raise exception using errcode = '22023', message = 'It ends after it begins, within a year', hint = 'field.incapacity.until';
    end if;
  end if;
end
$$;

create function private.sign_letter(p_letter_id uuid, p_version integer, p_release boolean default true) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
  v_letter public.letters;
  v_draft public.letter_drafts;
  v_sick boolean;
begin
  perform private.require_permission('letters.write');
  perform private.require_signing();
  v_letter := private.lock_letter(p_letter_id);
  select * into v_draft from public.letter_drafts draft where draft.letter_id = p_letter_id for update;
  if v_draft.letter_id is null or v_letter.status = 'entered_in_error' then
    raise exception using errcode = 'LN060', message = 'The letter has been signed or set aside', hint = 'p_letter_id';
  elsif v_draft.begun_by is distinct from v_staff_id then
    raise exception using errcode = '42501', message = 'A letter is signed by who began it', hint = 'author';
  elsif v_draft.version is distinct from p_version then
    raise exception using errcode = 'LN009', message = 'Somebody else has written meanwhile', hint = 'p_version';
  elsif v_draft.base_version > 0 and char_length(btrim(coalesce(v_draft.reason, ''))) < 3 then
    raise exception using errcode = '22023', message = 'Say why it is replaced', hint = 'p_reason';
  end if;
  perform private.require_letter(v_letter, v_draft.content);
  v_sick := v_letter.kind = 'sick_note';
  perform from public.patients where id = v_letter.patient_id for share;
  insert into public.letter_versions (
    letter_id, patient_id, number, content, facts, valid_from, valid_until, reason, signed_by, signed_name, verification_code
  )
  values (
    p_letter_id, v_letter.patient_id, v_letter.version + 1, v_draft.content, private.letter_facts(v_letter.patient_id, v_staff_id),
    case when v_sick then private.letter_value(v_draft.content, 'incapacity.from')::date end,
    case when v_sick then private.letter_value(v_draft.content, 'incapacity.until')::date end,
    btrim(v_draft.reason), v_staff_id, private.signing_name(),
    -- Eighty bits: nobody guesses one.
    upper(encode(extensions.gen_random_bytes(10), 'hex'))
  );
  delete from public.letter_drafts where letter_id = p_letter_id;
  update public.letters set
    status = 'signed', version = version + 1, signed_at = clock_timestamp(),
    number = coalesce(number, to_char(private.hospital_day(), 'YYYY') || '-' || lpad(nextval('private.letter_numbers')::text, 6, '0')),
    released_at = case when coalesce(p_release, true) then coalesce(released_at, clock_timestamp()) end
  where id = p_letter_id;
  return v_letter.version + 1;
end
$$;

/* Begins what is to take the place of the signed version, from its words; what has been begun already is gone on with. */
create function private.replace_letter(p_letter_id uuid) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
  v_letter public.letters;
begin
  v_letter := private.lock_letter(p_letter_id);
  if v_letter.status <> 'signed' then
    raise exception using errcode = 'LN060', message = 'Only what is signed is replaced', hint = 'p_letter_id';
  end if;
  insert into public.letter_drafts (letter_id, patient_id, content, base_version, begun_by, updated_by, updated_name)
  select p_letter_id, v_letter.patient_id, signed.content, v_letter.version, v_staff_id, v_staff_id, private.signing_name()
  from public.letter_versions signed where signed.letter_id = p_letter_id and signed.number = v_letter.version
  on conflict (letter_id) do nothing;
  return (select draft.version from public.letter_drafts draft where draft.letter_id = p_letter_id);
end
$$;

/*
 * Revokes a letter, for a reason: it stays to be read, struck through, and its paper holds no longer. Of a draft, who began
 * it drops it, and the text stays. Without a reason, what was to take the place of a signed version is dropped.
 */
create function private.set_letter_aside(p_letter_id uuid, p_reason text default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_letter public.letters;
  v_draft public.letter_drafts;
begin
  perform private.require_permission('letters.write');
  if char_length(btrim(p_reason)) not between 3 and 500 then
    raise exception using errcode = '22023', message = 'A reason has 3 to 500 characters', hint = 'p_reason';
  end if;
  v_letter := private.lock_letter(p_letter_id);
  select * into v_draft from public.letter_drafts draft where draft.letter_id = p_letter_id for update;
  if v_letter.status = 'entered_in_error' then
    raise exception using errcode = 'LN060', message = 'It has been set aside', hint = 'p_letter_id';
  elsif (v_letter.status = 'draft' or p_reason is null) and v_draft.begun_by is distinct from private.current_staff_id() then
    raise exception using errcode = '42501', message = 'Who began it drops it', hint = 'author';
  elsif p_reason is null and v_letter.status = 'draft' then
    raise exception using errcode = '22023', message = 'Say why', hint = 'p_reason';
  end if;
  if v_letter.status = 'signed' then
    delete from public.letter_drafts where letter_id = p_letter_id;
  end if;
  if p_reason is null then return; end if;
  update public.letters set
    status = 'entered_in_error', error_at = clock_timestamp(), error_name = private.signing_name(), error_reason = btrim(p_reason)
  where id = p_letter_id;
end
$$;

/* Shows a signed letter to the patient, or no longer; once is enough. */
create function private.release_letter(p_letter_id uuid, p_released boolean) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_letter public.letters;
begin
  v_letter := private.lock_letter(p_letter_id);
  if v_letter.status <> 'signed' then
    raise exception using errcode = 'LN060', message = 'Only what is signed is shown to the patient', hint = 'p_letter_id';
  end if;
  update public.letters set released_at = case when p_released then coalesce(released_at, clock_timestamp()) end
  where id = p_letter_id and (released_at is not null) is distinct from coalesce(p_released, false);
end
$$;

/* A draft of somebody who does not work here any more goes on as the caller's. */
create function private.take_over_letter(p_letter_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
  v_letter public.letters;
  v_draft public.letter_drafts;
begin
  v_letter := private.lock_letter(p_letter_id);
  select * into v_draft from public.letter_drafts draft where draft.letter_id = p_letter_id for update;
  if v_draft.letter_id is null or v_letter.status = 'entered_in_error' then
    raise exception using errcode = 'LN060', message = 'It has been signed or set aside', hint = 'p_letter_id';
  elsif v_draft.begun_by is not distinct from v_staff_id then
    return;
  elsif exists (select from public.staff where staff.id = v_draft.begun_by and staff.active) then
    raise exception using errcode = '42501', message = 'Its author works here', hint = 'author';
  end if;
  update public.letter_drafts set begun_by = v_staff_id where letter_id = p_letter_id;
  update public.letters set author_id = v_staff_id, author_name = private.signing_name() where id = p_letter_id and status = 'draft';
end
$$;

/* What a colleague has begun and not signed. */
create function private.letters_unsigned_by(p_staff_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(
    select draft.letter_id from public.letter_drafts draft join public.letters letter on letter.id = draft.letter_id
    where draft.begun_by = p_staff_id and letter.status <> 'entered_in_error'
  );
end
$$;

/* Gives a colleague's drafts to another doctor; left to nobody in particular, whoever looks after the patient takes them over. */
create function private.hand_over_letters(p_staff_id uuid, p_move jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_to constant uuid := (p_move ->> 'staff_id')::uuid;
  v_ids constant uuid[] := private.letters_unsigned_by(p_staff_id);
  v_count integer;
begin
  if v_to is null then return '0'; end if;
  perform private.successor(v_to, p_staff_id, 'letters', true);
  perform from public.letters letter where letter.id = any (v_ids) order by letter.id for no key update;
  update public.letters set author_id = v_to, author_name = (select full_name from public.staff where id = v_to)
  where id = any (v_ids) and status = 'draft';
  update public.letter_drafts set begun_by = v_to where letter_id = any (v_ids) and begun_by = p_staff_id;
  get diagnostics v_count = row_count;
  return to_jsonb(v_count);
end
$$;
insert into private.open_work (subject, item, place, open_ids, blocking, hand_over, link) values
  ('staff', 'letters', 62, 'private.letters_unsigned_by', false, 'private.hand_over_letters', '/letters');

/* The caller's letters to sign, oldest first: whom they are about, so that the chart need not be open; not what they say. */
create function private.unsigned_letters(p_limit integer default 50)
returns table (id uuid, what text, patient_id uuid, patient_name text, mrn text, kind text, title text, begun_at timestamptz)
language plpgsql stable security definer rows 50 set search_path = ''
as $$
begin
  perform private.require_permission('letters.write');
  return query
    select letter.id, case when letter.status = 'draft' then 'sign' else 'replace' end, letter.patient_id, patient.full_name, patient.mrn,
      letter.kind, letter.title, letter.begun_at
    from public.letters letter
    join public.patients patient on patient.id = letter.patient_id
    where letter.id = any (private.letters_unsigned_by(private.current_staff_id()))
    order by letter.begun_at, letter.id
    limit least(greatest(coalesce(p_limit, 50), 1), 200);
end
$$;

/* Letters in the inbox: what somebody has begun and not signed. Nobody signs in their place. */
create function private.inbox_letters(p_staff_id uuid)
returns table (item_id uuid, patient_id uuid, at timestamptz, urgent boolean, shared boolean, facts jsonb, link text)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
begin
  return query
    select letter.id, letter.patient_id, letter.begun_at, false, false,
      jsonb_build_object('title', letter.title, 'replaces', letter.status = 'signed'),
      '/patients/' || letter.patient_id || '/letters/' || letter.id
    from public.letters letter where letter.id = any (private.letters_unsigned_by(p_staff_id));
end
$$;
insert into private.inbox_sources (kind, place, permission, items, covered) values
  ('letter_sign', 55, 'letters.write', 'private.inbox_letters', false);
create trigger letter_drafts_610_announce_inbox after insert or delete or update of begun_by on public.letter_drafts
  for each row execute function private.tg_announce_inbox('begun_by');
create trigger letters_610_announce_inbox after update of status on public.letters
  for each row execute function private.tg_announce_inbox('author_id');

/* A patient to whom a letter is shown is told that there is one, not what it is. */
create function private.obstacle_to_letter(p_delivery public.deliveries) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  return case when not exists (
    select from public.letters letter
    where letter.id = (p_delivery.params ->> 'letter_id')::uuid and letter.released_at is not null and letter.status = 'signed'
  ) then 'overtaken' end;
end
$$;
create function private.content_of_letter(p_delivery public.deliveries) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$ begin return '{"path": "/portal/letters"}'; end $$;
insert into private.delivery_kinds (kind, quiet_hours, obstacle, content) values
  ('letter_released', 'wait', 'private.obstacle_to_letter', 'private.content_of_letter');

create function private.tg_letters__tell() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.enqueue_delivery(
    new.patient_id, 'letter_released', jsonb_build_object('letter_id', new.id), now(), format('letter:%s:%s', new.id, new.version)
  );
  return null;
end
$$;
-- A version that takes another's place is news, too. What was shown long ago is none.
create trigger letters_700_tell after update on public.letters
  for each row when (
    new.status = 'signed' and new.released_at is not null and (old.released_at is null or old.version <> new.version)
    and new.signed_at > now() - interval '1 year'
  )
  execute function private.tg_letters__tell();

/* Whether a paper holds: asked by whoever has it, by the code that stands on it. Nothing of what it says but a sick note's days. */
create function private.verify_letter(p_code text)
returns table (
  kind text, language text, number text, version integer, newest integer, status text, hospital text, signed_name text, registration text,
  signed_at timestamptz, valid_from date, valid_until date, ended_at timestamptz, initials text, birth_year integer, time_zone text
)
language plpgsql stable security definer rows 1 set search_path = ''
as $$
begin
  return query
    select letter.kind, letter.language, letter.number, signed.number, letter.version,
      case when letter.status = 'entered_in_error' then 'revoked' when signed.number < letter.version then 'replaced' else 'valid' end,
      signed.facts #>> '{hospital,name}', signed.signed_name, signed.facts #>> '{doctor,registration}', signed.signed_at,
      signed.valid_from, signed.valid_until,
      case when letter.status = 'entered_in_error' then letter.error_at when signed.number < letter.version then letter.signed_at end,
      left(patient.given_name, 1) || '. ' || left(patient.family_name, 1) || '.', extract(year from patient.birth_date)::integer,
      private.hospital_time_zone()
    from public.letter_versions signed
    join public.letters letter on letter.id = signed.letter_id
    join public.patients patient on patient.id = signed.patient_id
    where signed.verification_code = upper(regexp_replace(left(coalesce(p_code, ''), 60), '[^A-Za-z0-9]', '', 'g'));
end
$$;

/* Letters in a patient's history: what is signed, when it was; for the patient what is released. */
create function private.timeline_letters(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
) returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language plpgsql stable security definer rows 30 set search_path = ''
as $$
begin
  return query
    select letter.signed_at, letter.id, letter.author_id, jsonb_build_object(
      'kind', letter.kind, 'title', letter.title, 'name', letter.author_name, 'number', letter.number, 'replaced', letter.replaced,
      'void', letter.status = 'entered_in_error'
    )
    from public.letters letter
    where letter.patient_id = p_patient_id and letter.signed_at is not null and (letter.signed_at, letter.id) < (p_before, p_before_id)
      and (p_person is null or letter.author_id = p_person) and (not p_for_patient or letter.released_at is not null)
    order by letter.signed_at desc, letter.id desc
    limit p_limit;
end
$$;
insert into private.timeline_sources (kind, entries, for_patient) values ('letter', 'private.timeline_letters', true);

select private.expose('sign_letter', '{authenticated}',
'Signs the caller''s draft as p_version (LN009), or what takes the place of a signed version, with its reason; gives the number of the version.
p_release false keeps it off the portal. Needs letters.write and the patient in one''s care; by hospital_settings.sign_step_up LN029. Raises LN060
signed already, 22023 (hint: which field; p_letter_id when nothing is written), PT404, 42501 (hint author).');
select private.expose('replace_letter', '{authenticated}',
'Begins what is to take the place of a signed letter, and gives the version of the draft; again the one that was begun. Needs letters.write and the
patient in one''s care. LN060, PT404, 42501.');
select private.expose('set_letter_aside', '{authenticated}',
'Revokes a letter for a reason: it was entered in error, and its paper does not hold any more. Without one drops the replacement the caller has
begun. Needs letters.write and the patient in one''s care. LN060, 22023, PT404, 42501 (hint author: of a draft, who began it).');
select private.expose('release_letter', '{authenticated}',
'Shows a signed letter to the patient on the portal, or no longer. Needs letters.write and the patient in one''s care. LN060, PT404, 42501.');
select private.expose('take_over_letter', '{authenticated}',
'Makes the draft of a colleague who has left the caller''s own. LN060, PT404, 42501 (hint author).');
select private.expose('unsigned_letters', '{authenticated}',
'The caller''s letters to sign (what: sign, replace), oldest first. Needs letters.write (42501).');
select private.expose('verify_letter', '{anon,authenticated}',
'What the code on a letter stands for, and whether it is valid, replaced or revoked; the patient by initials and year of birth. Nothing where there is no such code.');
