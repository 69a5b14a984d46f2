/*
 * Letters and certificates: a draft, one row of a letter, kept at every pause in typing and by an expected version, as of
 * notes; then versions, which nothing changes, each with a code by which whoever holds the paper asks whether it holds. A
 * new version takes the place of the one before, for a reason; entered in error, none of them holds.
 *
 * The letter's form is its template's: what is typed are texts and values, so that nobody takes a confidential mark off a
 * diagnosis. What is of the record (who, born when, by whom signed, which hospital) is not typed at all: it is frozen beside
 * the text when somebody signs.
 *
 * Rejected: letters as notes of an encounter, which would freeze with it. A letter is often asked for after the visit.
 * Locks: the letter, then its draft, then the patient, shared.
 */
alter table public.doctors add column registration text
  constraint doctors_registration_length check (char_length(btrim(registration)) between 1 and 60);
comment on column public.doctors.registration is 'The number with the college of doctors, as it stands under what they sign.';
grant update (registration) on public.doctors to authenticated;
alter table public.hospital_settings add column letterhead text not null default ''
  constraint hospital_settings_letterhead_length check (char_length(letterhead) <= 300);
comment on column public.hospital_settings.letterhead is 'What stands at the head of letters below name and address: telephone, web, registration.';
grant update (letterhead) on public.hospital_settings to authenticated;

create sequence private.letter_numbers;

create table public.letters (
  id               uuid primary key default gen_random_uuid(),
  patient_id       uuid not null references public.patients on delete restrict,
  appointment_id   uuid references public.appointments on delete restrict,
  admission_id     uuid,
  template_id      uuid not null,
  template_version integer not null,
  kind             text not null constraint letters_kind_known check (kind = any (private.letter_kinds())),
  title            text not null constraint letters_title_length check (char_length(btrim(title)) between 1 and 120),
  language         text not null constraint letters_language_known check (language = any (private.languages())),
  author_id        uuid references public.staff on delete set null,
  author_name      text not null, -- as it was
  begun_at         timestamptz not null default now(),
  status           text not null default 'draft',
  number           text constraint letters_number_once unique,
  version          integer not null default 0 constraint letters_version_positive check (version >= 0),
  replaced         boolean not null generated always as (version > 1) stored,
  signed_at        timestamptz,
  released_at      timestamptz,
  error_at         timestamptz,
  error_name       text,
  error_reason     text constraint letters_error_reason_length check (char_length(btrim(error_reason)) between 3 and 500),
  foreign key (template_id, template_version) references public.letter_template_versions (template_id, number) on delete restrict,
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict,
  constraint letters_id_patient_id_key unique (id, patient_id),
  constraint letters_of_one check (num_nonnulls(appointment_id, admission_id) <= 1),
  constraint letters_status_known check (status in ('draft', 'signed', 'entered_in_error')),
  constraint letters_signed_has_version check (
    case status when 'draft' then version = 0 when 'signed' then version > 0 else true end
    and (version > 0) = (signed_at is not null) and (version > 0) = (number is not null)
  ),
  constraint letters_error_wholly check (
    (status = 'entered_in_error') = (error_at is not null) and num_nulls(error_at, error_name, error_reason) in (0, 3)
  ),
  constraint letters_released_of_signed check (released_at is null or version > 0)
);
comment on table public.letters is 'Letters and certificates about a patient, and where each is on its way: a draft, signed, entered in error.';
comment on column public.letters.number is 'As it stands on the paper: year and number, given at the first signature.';
comment on column public.letters.version is 'Of the newest signed version; 0 before the first signature.';
comment on column public.letters.released_at is 'Since when the patient has it on the portal; null: not.';
create index letters_patient_id_begun_at_idx on public.letters (patient_id, begun_at desc, id desc);
create index letters_patient_id_signed_at_idx on public.letters (patient_id, signed_at desc, id desc);
create index letters_author_id_idx on public.letters (author_id, status);
create index letters_appointment_id_idx on public.letters (appointment_id);
create index letters_admission_id_patient_id_idx on public.letters (admission_id, patient_id);
create index letters_template_id_template_version_idx on public.letters (template_id, template_version);

create table public.letter_drafts (
  letter_id    uuid primary key,
  patient_id   uuid not null references public.patients on delete restrict,
  content      jsonb not null,
  reason       text constraint letter_drafts_reason_length check (char_length(reason) <= 500),
  version      integer not null default 1,
  base_version integer not null default 0,
  begun_by     uuid references public.staff on delete set null,
  updated_at   timestamptz not null default now(),
  updated_by   uuid references public.staff on delete set null,
  updated_name text not null,
  foreign key (letter_id, patient_id) references public.letters (id, patient_id) on update cascade on delete restrict,
  constraint letter_drafts_reason_of_replacement check (base_version > 0 or reason is null)
);
comment on table public.letter_drafts is 'What is being written and not signed: a letter, or what is to take the place of version base_version of one.';
comment on column public.letter_drafts.version is 'Counts what was kept; who writes says which one they have seen.';
comment on column public.letter_drafts.begun_by is 'Who signs it: others may write in it.';
create index letter_drafts_patient_id_idx on public.letter_drafts (patient_id);
create index letter_drafts_begun_by_idx on public.letter_drafts (begun_by);
create index letter_drafts_updated_by_idx on public.letter_drafts (updated_by);

create table public.letter_versions (
  id                uuid primary key default gen_random_uuid(),
  letter_id         uuid not null,
  patient_id        uuid not null references public.patients on delete restrict,
  number            integer not null constraint letter_versions_number_positive check (number > 0),
  content           jsonb not null,
  facts             jsonb not null,
  valid_from        date,
  valid_until       date,
  reason            text,
  signed_at         timestamptz not null default clock_timestamp(),
  signed_by         uuid references public.staff on delete set null,
  signed_name       text not null,
  verification_code text not null constraint letter_versions_verification_code_once unique,
  foreign key (letter_id, patient_id) references public.letters (id, patient_id) on update cascade on delete restrict,
  constraint letter_versions_once unique (letter_id, number),
  constraint letter_versions_order check (valid_from <= valid_until),
  constraint letter_versions_replaced_because check ((number = 1) = (reason is null)),
  constraint letter_versions_reason_length check (char_length(btrim(reason)) between 3 and 500)
);
comment on table public.letter_versions is 'What was signed, as it was signed: never changed. The newest holds, unless the letter was entered in error.';
comment on column public.letter_versions.facts is 'What was of the record and not typed: {patient, doctor, hospital}.';
comment on column public.letter_versions.verification_code is 'On the paper: whoever has it reads whether the letter holds.';
create index letter_versions_letter_id_patient_id_idx on public.letter_versions (letter_id, patient_id);
create index letter_versions_patient_id_idx on public.letter_versions (patient_id);
create index letter_versions_signed_by_idx on public.letter_versions (signed_by);

alter table public.letters enable row level security;
alter table public.letter_drafts enable row level security;
alter table public.letter_versions enable row level security;
create policy letters_select_opened_or_released on public.letters for select to authenticated
  using (
    patient_id in (select private.opened_patient_ids())
    or (released_at is not null and patient_id in (select private.current_patient_ids()))
  );
create policy letter_drafts_select_opened on public.letter_drafts for select to authenticated
  using (patient_id in (select private.opened_patient_ids()));
-- What was entered in error may be about somebody else: the patient reads that it was, and no more of it.
create policy letter_versions_select_opened_or_released on public.letter_versions for select to authenticated
  using (
    patient_id in (select private.opened_patient_ids())
    or (
      patient_id in (select private.current_patient_ids())
      and exists (
        select from public.letters letter
        where letter.id = letter_id and letter.released_at is not null and letter.status = 'signed' and letter.version = letter_versions.number
      )
    )
  );
grant select on public.letter_drafts, public.letter_versions to authenticated;
-- Not why it was entered in error, which may be about somebody else: see private.letter_words.
grant select (
  id, patient_id, appointment_id, admission_id, template_id, template_version, kind, title, language, author_id, author_name, begun_at, status,
  number, version, replaced, signed_at, released_at, error_at
) on public.letters to authenticated;

select private.define_permission('letters.write', 'Write, sign, send and revoke letters and certificates', '{doctor}');
select private.audited('public.letters');
select private.not_audited('public.letter_drafts', 'What is being written, at each pause in typing; what is signed is a version');
select private.audited('public.letter_versions');
select private.keeps('{public.letters,public.letter_drafts,public.letter_versions}', 'The medical record');
-- With the letters, by the foreign keys.
select private.on_merge('{public.letters,public.letter_drafts,public.letter_versions}', 'move');
select private.on_erasure('{public.letters,public.letter_drafts,public.letter_versions}', 'record', 'delete');
select private.no_work_of_patients('{public.letters,public.letter_drafts,public.letter_versions}', 'Written after a death, too');

insert into private.topics (pattern, hear, be_present) values (
  'letter:{id}',
  'exists (select from public.letters letter where letter.id = $1 and letter.patient_id in (select private.opened_patient_ids()))',
  'true'
);
create trigger letters_600_announce after insert or update on public.letters
  for each row execute function private.tg_announce('patient:{patient_id} doctor:{author_id}', 'letters_changed', 'letter_id=id');
create trigger letter_drafts_600_announce after insert or update on public.letter_drafts
  for each row execute function private.tg_announce('letter:{letter_id}', 'letter_draft_changed', 'letter_id version');

/* What was signed stays. */
create function private.tg_letter_versions__stay() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(old) - array['patient_id', 'signed_by'] = to_jsonb(new) - array['patient_id', 'signed_by'] then
    return new;
  end if;
  if private.is_erasing() then return coalesce(new, old); end if;
  raise exception using errcode = 'LN060', message = 'What was signed stays as it is', hint = 'letter_versions';
end
$$;
create trigger letter_versions_170_stay before update or delete on public.letter_versions
  for each row execute function private.tg_letter_versions__stay();

/* Who entered a letter in error and why: for whoever has the chart open, and never for the patient. */
create function private.letter_words(p_letter_id uuid) returns table (error_name text, error_reason text)
language plpgsql stable security definer rows 1 set search_path = ''
as $$
begin
  return query
    select letter.error_name, letter.error_reason from public.letters letter
    where letter.id = p_letter_id and letter.patient_id in (select private.opened_patient_ids()) and letter.error_at is not null;
end
$$;

/* Writing -------------------------------------------------------------------------------------- */

/* 42501 without letters.write, PT404 for a patient who is not in the caller's care. */
create function private.require_lettering(p_patient_id uuid, p_hint text) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission('letters.write');
  if private.current_staff_id() is null or (p_patient_id in (select private.care_patient_ids())) is not true then
    raise exception using errcode = 'PT404', message = 'There is no such thing in your care', hint = p_hint;
  end if;
end
$$;

/* A letter, locked, for who writes about that patient. 42501, PT404: asked of who waited, too. */
create function private.lock_letter(p_letter_id uuid, p_hint text default 'p_letter_id') returns public.letters
language plpgsql security definer set search_path = ''
as $$
declare
  v_letter public.letters;
begin
  perform private.require_permission('letters.write');
  select * into v_letter from public.letters letter where letter.id = p_letter_id;
  perform private.require_lettering(v_letter.patient_id, p_hint);
  select * into v_letter from public.letters letter where letter.id = p_letter_id for no key update;
  perform private.require_lettering(v_letter.patient_id, p_hint);
  return v_letter;
end
$$;

create function private.begin_letter(
  p_patient_id uuid, p_template_id uuid, p_language text, p_content jsonb default null, p_appointment_id uuid default null, p_admission_id uuid default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
  v_template public.letter_templates;
  v_form jsonb;
  v_id uuid;
begin
  perform private.require_lettering(p_patient_id, 'p_patient_id');
  if p_language is null or p_language <> all (private.languages()) then
    raise exception using errcode = '22023', message = 'There is no such language', hint = 'p_language';
  end if;
  select * into v_template from public.letter_templates template where template.id = p_template_id and template.active;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such template', hint = 'p_template_id';
  end if;
  v_form := v_template.content -> p_language;
  if p_content is not null then
    perform private.require_letter_content(v_template.kind, p_content);
    if private.letter_form(p_content) <> private.letter_form(v_form) then
      raise exception using errcode = '22023', message = 'Another form than its template''s', hint = 'p_content';
    end if;
  end if;
  if p_appointment_id is not null and not exists (
    select from public.appointments visit where visit.id = p_appointment_id and visit.patient_id = p_patient_id
  ) then
    raise exception using errcode = 'PT404', message = 'There is no such visit', hint = 'p_appointment_id';
  elsif p_admission_id is not null and (p_appointment_id is not null or not exists (
    select from public.admissions admission where admission.id = p_admission_id and admission.patient_id = p_patient_id
  )) then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
  -- Of one pressed twice the second finds the first.
  perform pg_advisory_xact_lock(hashtextextended(concat_ws(':', 'letter', v_staff_id, p_patient_id), 0));
  select letter.id into v_id from public.letters letter
  join public.letter_drafts draft on draft.letter_id = letter.id and draft.version = 1
  where letter.patient_id = p_patient_id and letter.author_id = v_staff_id and letter.status = 'draft' and letter.template_id = p_template_id
    and letter.template_version = v_template.version and letter.language = p_language
    and letter.appointment_id is not distinct from p_appointment_id and letter.admission_id is not distinct from p_admission_id;
  if found then return v_id; end if;
  insert into public.letters (
    patient_id, appointment_id, admission_id, template_id, template_version, kind, title, language, author_id, author_name
  )
  values (
    p_patient_id, p_appointment_id, p_admission_id, p_template_id, v_template.version, v_template.kind, btrim(v_form ->> 'title'), p_language,
    v_staff_id, private.signing_name()
  )
  returning id into v_id;
  insert into public.letter_drafts (letter_id, patient_id, content, begun_by, updated_by, updated_name)
  values (v_id, p_patient_id, coalesce(p_content, v_form), v_staff_id, v_staff_id, private.signing_name());
  perform private.require_lettering(p_patient_id, 'p_patient_id');
  return v_id;
end
$$;

create function private.save_letter_draft(p_letter_id uuid, p_version integer, p_content jsonb, p_reason text default null) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_draft public.letter_drafts;
begin
  perform private.require_permission('letters.write');
  if char_length(p_reason) > 500 then
    raise exception using errcode = '22023', message = 'A reason has up to 500 characters', hint = 'p_reason';
  end if;
  perform private.require_note_content(p_content);
  -- The draft alone: who signs deletes it, who sets the letter aside locks it as well, and both are found then.
  select * into v_draft from public.letter_drafts draft where draft.letter_id = p_letter_id for no key update;
  if not found or exists (select from public.letters letter where letter.id = p_letter_id and letter.status = 'entered_in_error') then
    perform private.require_lettering((select letter.patient_id from public.letters letter where letter.id = p_letter_id), 'p_letter_id');
    raise exception using errcode = 'LN060', message = 'The letter has been signed or set aside', hint = 'p_letter_id';
  end if;
  perform private.require_lettering(v_draft.patient_id, 'p_letter_id');
  if private.letter_form(p_content) <> private.letter_form(v_draft.content) then
    raise exception using errcode = '22023', message = 'Another form than its template''s', hint = 'p_content';
  end if;
  -- What was kept, and whose answer was lost, is kept.
  if v_draft.content = p_content and v_draft.reason is not distinct from (case when v_draft.base_version > 0 then p_reason end) then
    return v_draft.version;
  end if;
  if v_draft.version is distinct from p_version then
    raise exception using errcode = 'LN009', message = 'Somebody else has written meanwhile', hint = 'p_version';
  end if;
  update public.letter_drafts set
    content = p_content, reason = case when base_version > 0 then p_reason end, version = version + 1,
    updated_at = clock_timestamp(), updated_by = private.current_staff_id(), updated_name = private.signing_name()
  where letter_id = p_letter_id
  returning * into v_draft;
  return v_draft.version;
end
$$;

select private.expose('letter_words', '{authenticated}',
'By whom and why a letter was entered in error, for whoever has the chart open; nothing for others, and of a letter that was not.');
select private.expose('begin_letter', '{authenticated}',
'A draft of a letter by the caller about a patient in their care, from a template and in a language, about a visit, a stay or neither; gives
its id. p_content: the template''s, with texts and values filled in. Pressed twice it is one. Needs letters.write (42501); PT404, 22023 (hint: which).');
select private.expose('save_letter_draft', '{authenticated}',
'Keeps what is being written in a letter and gives its version; p_version is the one that was read (LN009 when somebody else has written
since; the same words again are no change). p_reason: of what takes the place of a signed version. Raises LN060 when it is signed or set aside,
22023 (hint: which), PT404, 42501.');
