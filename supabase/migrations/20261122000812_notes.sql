/*
 * Notes of an encounter. What is being written is a draft, one row of a note, kept at every pause in typing and by an
 * expected version, so that two people at one draft are told rather than overwritten. What is signed is a version, which
 * nothing changes: amending writes the next one, with a reason; who did not write it adds an addendum; a note that should
 * not be there is entered in error and stays, struck through.
 *
 * Content is sections in the order of the template it was begun with, copied, so that a template may change: {"sections":
 * [{"key", "title"?, "text"?, "carried"?, "fields"?: [{"key", "label", "type", "unit"?, "options"?, "value"?}]}]}. A
 * section without a title is one of Lantern's own (subjective, objective …), which screens name.
 *
 * Rejected: locks on notes, which outlive whoever holds them; the draft as a column of the note, which would send the text
 * through the log and the channels at each pause. Locks: the encounter, then the note, then its draft.
 */
create function private.note_kinds() returns text[] language plpgsql immutable parallel safe set search_path = ''
as $$ begin return array['visit', 'progress', 'admission', 'consultation', 'procedure', 'telephone', 'other']; end $$;
grant execute on function private.note_kinds() to authenticated, service_role;

create table public.notes (
  id              uuid primary key default gen_random_uuid(),
  encounter_id    uuid not null,
  patient_id      uuid not null references public.patients on delete restrict,
  kind            text not null constraint notes_kind_known check (kind = any (private.note_kinds())),
  title           text constraint notes_title_length check (char_length(btrim(title)) between 1 and 120),
  author_id       uuid references public.staff on delete set null,
  author_name     text not null, -- as it was
  noted_at        timestamptz not null default now(),
  created_at      timestamptz not null default now(),
  status          text not null default 'draft',
  version         integer not null default 0 constraint notes_version_positive check (version >= 0),
  amended         boolean not null generated always as (version > 1) stored,
  addenda         integer not null default 0 constraint notes_addenda_positive check (addenda >= 0),
  signed_at       timestamptz,
  cosigner_id     uuid references public.staff on delete set null,
  cosigned_at     timestamptz,
  released_at     timestamptz,
  withheld_reason text constraint notes_withheld_reason_length check (char_length(btrim(withheld_reason)) between 3 and 500),
  error_at        timestamptz,
  error_name      text,
  error_reason    text constraint notes_error_reason_length check (char_length(btrim(error_reason)) between 3 and 500),
  foreign key (encounter_id, patient_id) references public.encounters (id, patient_id) on update cascade on delete restrict,
  constraint notes_id_patient_id_key unique (id, patient_id),
  constraint notes_status_known check (status in ('draft', 'signed', 'entered_in_error')),
  constraint notes_signed_has_version check (
    case status when 'draft' then version = 0 when 'signed' then version > 0 else true end and (version > 0) = (signed_at is not null)
  ),
  constraint notes_error_wholly check (
    (status = 'entered_in_error') = (error_at is not null) and num_nulls(error_at, error_name, error_reason) in (0, 3)
  ),
  constraint notes_cosigned_by_somebody check (cosigned_at is null or version > 0),
  constraint notes_released_or_withheld check (num_nonnulls(released_at, withheld_reason) <= 1 and (released_at is null or version > 0))
);
comment on table public.notes is 'Clinical notes, and where each is on its way: a draft, signed, entered in error.';
comment on column public.notes.noted_at is 'The clinical time; created_at is when it was begun.';
comment on column public.notes.version is 'Of the newest signed version; 0 before the first signature.';
comment on column public.notes.signed_at is 'When the newest version was signed.';
comment on column public.notes.cosigner_id is 'Who has to sign the newest version as well; cosigned_at: when they did.';
comment on column public.notes.released_at is 'Since when the patient may read it; null with a reason: the author keeps it back.';
create index notes_encounter_id_patient_id_idx on public.notes (encounter_id, patient_id);
create index notes_patient_id_noted_at_idx on public.notes (patient_id, noted_at desc, id desc);
create index notes_author_id_idx on public.notes (author_id, status);
create index notes_cosigner_id_idx on public.notes (cosigner_id);

create table public.note_drafts (
  note_id      uuid primary key,
  patient_id   uuid not null references public.patients on delete restrict,
  content      jsonb not null,
  reason       text constraint note_drafts_reason_length check (char_length(reason) <= 500),
  version      integer not null default 1,
  base_version integer not null default 0,
  begun_by     uuid references public.staff on delete set null,
  updated_at   timestamptz not null default now(),
  updated_by   uuid references public.staff on delete set null,
  updated_name text not null,
  foreign key (note_id, patient_id) references public.notes (id, patient_id) on update cascade on delete restrict,
  constraint note_drafts_reason_of_amendment check (base_version > 0 or reason is null)
);
comment on table public.note_drafts is 'What is being written and not signed: a note, or the amendment of version base_version of one.';
comment on column public.note_drafts.version is 'Counts what was kept; who writes says which one they have seen.';
create index note_drafts_patient_id_idx on public.note_drafts (patient_id);
create index note_drafts_begun_by_idx on public.note_drafts (begun_by);
create index note_drafts_updated_by_idx on public.note_drafts (updated_by);

create table public.note_versions (
  id            uuid primary key default gen_random_uuid(),
  note_id       uuid not null,
  patient_id    uuid not null references public.patients on delete restrict,
  number        integer not null constraint note_versions_number_positive check (number > 0),
  content       jsonb not null,
  reason        text,
  signed_at     timestamptz not null default now(),
  signed_by     uuid references public.staff on delete set null,
  signed_name   text not null,
  cosigner_id   uuid references public.staff on delete set null,
  cosigned_at   timestamptz,
  cosigned_name text,
  foreign key (note_id, patient_id) references public.notes (id, patient_id) on update cascade on delete restrict,
  constraint note_versions_once unique (note_id, number),
  constraint note_versions_amended_because check ((number = 1) = (reason is null)),
  constraint note_versions_reason_length check (char_length(btrim(reason)) between 3 and 500),
  constraint note_versions_cosigned_wholly check ((cosigned_at is null) = (cosigned_name is null))
);
comment on table public.note_versions is 'What was signed, as it was signed: never changed.';
create index note_versions_note_id_patient_id_idx on public.note_versions (note_id, patient_id);
create index note_versions_patient_id_idx on public.note_versions (patient_id);
create index note_versions_signed_by_idx on public.note_versions (signed_by);
create index note_versions_cosigner_id_idx on public.note_versions (cosigner_id);

create table public.note_addenda (
  id           uuid primary key default gen_random_uuid(),
  note_id      uuid not null,
  patient_id   uuid not null references public.patients on delete restrict,
  text         text not null constraint note_addenda_text_length check (char_length(btrim(text)) between 1 and 10000),
  written_by   uuid references public.staff on delete set null,
  written_name text not null,
  written_at   timestamptz not null default now(),
  foreign key (note_id, patient_id) references public.notes (id, patient_id) on update cascade on delete restrict
);
comment on table public.note_addenda is 'What was added to a signed note, each by its own author: never changed.';
create index note_addenda_note_id_patient_id_idx on public.note_addenda (note_id, patient_id);
create index note_addenda_patient_id_idx on public.note_addenda (patient_id);
create index note_addenda_written_by_idx on public.note_addenda (written_by);

alter table public.notes enable row level security;
alter table public.note_drafts enable row level security;
alter table public.note_versions enable row level security;
alter table public.note_addenda enable row level security;
create policy notes_select_opened_or_released on public.notes for select to authenticated
  using (
    patient_id in (select private.opened_patient_ids())
    or (released_at is not null and patient_id in (select private.current_patient_ids()))
  );
create policy note_drafts_select_opened on public.note_drafts for select to authenticated
  using (patient_id in (select private.opened_patient_ids()));
create policy note_versions_select_opened_or_released on public.note_versions for select to authenticated
  using (
    patient_id in (select private.opened_patient_ids())
    or (
      patient_id in (select private.current_patient_ids())
      and exists (select from public.notes note where note.id = note_id and note.released_at is not null)
    )
  );
create policy note_addenda_select_opened_or_released on public.note_addenda for select to authenticated
  using (
    patient_id in (select private.opened_patient_ids())
    or (
      patient_id in (select private.current_patient_ids())
      and exists (select from public.notes note where note.id = note_id and note.released_at is not null)
    )
  );
grant select on public.notes, public.note_drafts, public.note_versions, public.note_addenda to authenticated;

select private.audited('public.notes');
select private.not_audited('public.note_drafts', 'What is being written, at each pause in typing; what is signed is a version');
select private.audited('public.note_versions');
select private.audited('public.note_addenda');
select private.keeps(
  '{public.notes,public.note_drafts,public.note_versions,public.note_addenda}', 'The medical record'
);
-- With the notes, by the foreign keys.
select private.on_merge('{public.note_drafts,public.note_versions,public.note_addenda}', 'move');
select private.on_merge('{public.notes}', 'move');
select private.on_erasure('{public.notes,public.note_drafts,public.note_versions,public.note_addenda}', 'record', 'delete');
select private.no_work_of_patients(
  '{public.notes,public.note_drafts,public.note_versions,public.note_addenda}', 'Written after a death, too'
);
-- The note goes on after its first signature; what was signed is in its versions.
select private.frozen_with_encounter(
  '{public.notes}',
  '{status,version,amended,addenda,signed_at,cosigner_id,cosigned_at,released_at,withheld_reason,error_at,error_name,error_reason}'
);

insert into private.topics (pattern, hear, be_present) values (
  'note:{id}',
  'exists (select from public.notes note where note.id = $1 and note.patient_id in (select private.opened_patient_ids()))',
  'true'
);
create trigger notes_600_announce after insert or update on public.notes
  for each row execute function private.tg_announce('patient:{patient_id} doctor:{author_id} doctor:{cosigner_id}', 'notes_changed', 'note_id=id');
create trigger note_drafts_600_announce after insert or update on public.note_drafts
  for each row execute function private.tg_announce('note:{note_id}', 'note_draft_changed', 'note_id version');

/* What was signed stays: only who has to sign as well still does. */
create function private.tg_note_versions__stay() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(old) - array['patient_id', 'signed_by', 'cosigner_id', 'cosigned_at', 'cosigned_name']
    = to_jsonb(new) - array['patient_id', 'signed_by', 'cosigner_id', 'cosigned_at', 'cosigned_name']
    and (old.cosigned_at is null or (old.cosigned_at, old.cosigned_name) = (new.cosigned_at, new.cosigned_name)) then
    return new;
  end if;
  if private.is_erasing() then return coalesce(new, old); end if;
  raise exception using errcode = 'LN032', message = 'What was signed stays as it is', hint = 'note_versions';
end
$$;
create trigger note_versions_170_stay before update or delete on public.note_versions
  for each row execute function private.tg_note_versions__stay();

create function private.tg_note_addenda__stay() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(old) - array['patient_id', 'written_by'] = to_jsonb(new) - array['patient_id', 'written_by'] then
    return new;
  end if;
  if private.is_erasing() then return coalesce(new, old); end if;
  raise exception using errcode = 'LN032', message = 'What was added stays as it is', hint = 'note_addenda';
end
$$;
create trigger note_addenda_170_stay before update or delete on public.note_addenda
  for each row execute function private.tg_note_addenda__stay();

/* Writing -------------------------------------------------------------------------------------- */

/* Whether a value may be in a field: a number is written with digits, a date is one, a choice is one of its options. */
create function private.is_field_value(p_field jsonb) returns boolean
language plpgsql immutable set search_path = ''
as $$
declare
  v_value constant text := p_field ->> 'value';
begin
  if coalesce(v_value, '') = '' then return true; end if;
  return case p_field ->> 'type'
    when 'number' then v_value ~ '^[-+]?[0-9]{1,9}([.,][0-9]{1,6})?$'
    when 'date' then v_value ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' and pg_input_is_valid(v_value, 'date')
    when 'choice' then p_field -> 'options' ? v_value
    else char_length(v_value) <= 2000
  end;
end
$$;

/* Whether a field, of a note or a template, is one that screens can show. */
create function private.is_field(p_field jsonb) returns boolean
language sql immutable set search_path = ''
return jsonb_typeof(p_field) = 'object'
  and p_field ->> 'key' ~ '^[a-z][a-z0-9_]{0,39}$' and char_length(btrim(p_field ->> 'label')) between 1 and 80
  and p_field ->> 'type' in ('text', 'choice', 'number', 'date') and char_length(coalesce(p_field ->> 'unit', '')) <= 20
  and case when p_field ->> 'type' = 'choice' then jsonb_typeof(p_field -> 'options') = 'array' and jsonb_array_length(p_field -> 'options') between 1 and 30
    else true end
  and jsonb_typeof(coalesce(p_field -> 'value', '""')) = 'string' and private.is_field_value(p_field);

/* Refuses (22023) what is no content of a note: up to 20 sections, each with up to 20,000 characters and 30 fields. */
create function private.require_note_content(p_content jsonb, p_hint text default 'p_content') returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if octet_length(p_content::text) > 500000 or jsonb_typeof(p_content -> 'sections') is distinct from 'array' or jsonb_array_length(p_content -> 'sections') not between 1 and 20
    or exists (
      select from jsonb_array_elements(p_content -> 'sections') as section
      where jsonb_typeof(section) <> 'object' or coalesce(section ->> 'key', '') !~ '^[a-z][a-z0-9_]{0,39}$'
        or char_length(coalesce(section ->> 'title', '')) > 120
        or jsonb_typeof(coalesce(section -> 'text', '""')) <> 'string' or char_length(coalesce(section ->> 'text', '')) > 20000
        or jsonb_typeof(coalesce(section -> 'fields', '[]')) <> 'array'
        or case when jsonb_typeof(section -> 'fields') = 'array' then jsonb_array_length(section -> 'fields') > 30 or exists (
          select from jsonb_array_elements(section -> 'fields') as field where private.is_field(field) is not true
        ) else false end
    ) then
    raise exception using errcode = '22023', message = 'The sections make no sense', hint = p_hint;
  end if;
end
$$;

/* Whether anything was written: a text, or a value. */
create function private.is_written(p_content jsonb) returns boolean
language sql immutable set search_path = ''
return exists (
  select from jsonb_array_elements(p_content -> 'sections') as section
  where btrim(coalesce(section ->> 'text', '')) <> '' or exists (
    select from jsonb_array_elements(coalesce(section -> 'fields', '[]')) as field where btrim(coalesce(field ->> 'value', '')) <> ''
  )
);

/* A note, locked after its encounter, for who writes about that patient. 42501, PT404. */
create function private.lock_clinical_note(p_note_id uuid) returns public.notes
language plpgsql security definer set search_path = ''
as $$
declare
  v_note public.notes;
begin
  perform private.require_permission('encounters.write');
  select * into v_note from public.notes note where note.id = p_note_id;
  perform private.require_seen(v_note.patient_id, 'p_note_id');
  perform private.lock_encounter(v_note.encounter_id, 'p_note_id');
  select * into v_note from public.notes note where note.id = p_note_id for no key update;
  return v_note;
end
$$;

create function private.save_note_draft(p_note_id uuid, p_version integer, p_content jsonb, p_reason text default null) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
  v_draft public.note_drafts;
begin
  perform private.require_permission('encounters.write');
  if char_length(p_reason) > 500 then
    raise exception using errcode = '22023', message = 'A reason has up to 500 characters', hint = 'p_reason';
  end if;
  perform private.require_note_content(p_content);
  -- The draft alone: who signs deletes it, who sets the note aside locks it as well, and both are found then.
  select * into v_draft from public.note_drafts draft where draft.note_id = p_note_id for no key update;
  if not found or exists (select from public.notes note where note.id = p_note_id and note.status = 'entered_in_error') then
    perform private.require_seen((select note.patient_id from public.notes note where note.id = p_note_id), 'p_note_id');
    raise exception using errcode = 'LN033', message = 'The note has been signed or set aside', hint = 'p_note_id';
  end if;
  perform private.require_seen(v_draft.patient_id, 'p_note_id');
  if v_draft.base_version > 0 and v_draft.begun_by is distinct from v_staff_id then
    raise exception using errcode = '42501', message = 'Who wrote a note amends it', hint = 'author';
  end if;
  -- What was kept, and whose answer was lost, is kept.
  if v_draft.content = p_content and v_draft.reason is not distinct from (case when v_draft.base_version > 0 then p_reason end) then
    return v_draft.version;
  end if;
  if v_draft.version is distinct from p_version then
    raise exception using errcode = 'LN009', message = 'Somebody else has written meanwhile', hint = 'p_version';
  end if;
  update public.note_drafts set
    content = p_content, reason = case when base_version > 0 then p_reason end, version = version + 1,
    updated_at = clock_timestamp(), updated_by = v_staff_id, updated_name = private.signing_name()
  where note_id = p_note_id
  returning * into v_draft;
  return v_draft.version;
end
$$;

select private.expose('save_note_draft', '{authenticated}',
'Keeps what is being written in a note and gives its version; p_version is the one that was read (LN009 when somebody else has written
since; the same words again are no change). p_reason: of an amendment. Anybody who writes notes about a patient in their care writes in
a draft; an amendment is its author''s. Raises LN033 when it is signed or set aside, 22023 (hint: which), PT404, 42501.');
