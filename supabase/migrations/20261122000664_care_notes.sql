/*
 * What was seen: notes, which are corrected and never edited, and finding words in them.
 */

/* Words as they are written, accents aside: what is searched in holds names and abbreviations of any language. */
create text search configuration private.plain_words (copy = pg_catalog.simple);
alter text search configuration private.plain_words
  alter mapping for hword, hword_part, word with extensions.unaccent, simple;

/* A note is its versions: the first has the note's id for its own. */
create table public.nursing_notes (
  id           uuid primary key default gen_random_uuid(),
  note_id      uuid not null references public.nursing_notes on delete restrict,
  version      integer not null default 1 constraint nursing_notes_version_positive check (version >= 1),
  is_current   boolean not null default true,
  admission_id uuid not null,
  patient_id   uuid not null references public.patients on delete restrict,
  ward_id      uuid not null references public.wards on delete restrict,
  kind         text not null
    constraint nursing_notes_kind_known check (kind in ('progress', 'intervention', 'communication', 'incident')),
  body         text not null constraint nursing_notes_body_length check (length(btrim(body)) between 1 and 10000),
  author_id    uuid references public.staff on delete set null default private.current_staff_id(),
  noted_at     timestamptz not null default now(),
  created_at   timestamptz not null default now(),
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict,
  constraint nursing_notes_first_version check ((version = 1) = (id = note_id)),
  constraint nursing_notes_version_once unique (note_id, version)
);
comment on table public.nursing_notes is 'Progress notes. Corrected by a new version; what was written stays.';
comment on column public.nursing_notes.noted_at is 'When the note was first written; created_at is of this version.';
create unique index nursing_notes_one_current on public.nursing_notes (note_id) where is_current;
create index nursing_notes_admission_id_patient_id_noted_at_idx on public.nursing_notes (admission_id, patient_id, noted_at);
create index nursing_notes_current_idx on public.nursing_notes (admission_id, noted_at) where is_current;
create index nursing_notes_patient_id_noted_at_idx on public.nursing_notes (patient_id, noted_at);
create index nursing_notes_ward_id_idx on public.nursing_notes (ward_id);
create index nursing_notes_author_id_idx on public.nursing_notes (author_id);
create index nursing_notes_words_idx on public.nursing_notes
  using gin (to_tsvector('private.plain_words', body)) where is_current;

alter table public.nursing_notes enable row level security;
create policy nursing_notes_select_carers on public.nursing_notes for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or admission_id in (select private.present_admission_ids()));

grant select on public.nursing_notes to authenticated;

select private.audited('public.nursing_notes');
select private.keeps('{public.nursing_notes}', 'The medical record');
select private.on_merge('{public.nursing_notes}', 'refuse', p_knowingly => 'move');
select private.on_erasure('{public.nursing_notes}', 'record', 'delete');
select private.no_work_of_patients('{public.nursing_notes}', 'What was seen is written down, afterwards too');

create function private.write_note(p_admission_id uuid, p_kind text, p_body text)
returns public.nursing_notes language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.nursed_admission(p_admission_id);
  v_id constant uuid := gen_random_uuid();
  v_note public.nursing_notes;
begin
  if coalesce(p_kind, '') not in ('progress', 'intervention', 'communication', 'incident') then
    raise exception using errcode = '22023', message = 'There is no such kind of note', hint = 'p_kind';
  elsif nullif(btrim(p_body), '') is null or length(btrim(p_body)) > 10000 then
    raise exception using errcode = '22023', message = 'The note is empty or too long', hint = 'p_body';
  end if;
  insert into public.nursing_notes (id, note_id, admission_id, patient_id, ward_id, kind, body)
  values (v_id, v_id, v_admission.id, v_admission.patient_id, v_admission.ward_id, p_kind, btrim(p_body))
  returning * into v_note;
  return v_note;
end;
$$;

create function private.correct_note(p_note_id uuid, p_version integer, p_body text)
returns public.nursing_notes language plpgsql security definer set search_path = '' as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
  v_old public.nursing_notes;
  v_note public.nursing_notes;
begin
  perform private.require_permission('nursing.record');
  -- The first version stands for the note: two corrections at once wait for each other there.
  select * into v_old from public.nursing_notes where id = p_note_id and version = 1 for update;
  perform private.require_charted(v_old.patient_id, 'p_note_id');
  select * into v_old from public.nursing_notes where note_id = p_note_id and is_current;
  if v_old.author_id is distinct from v_staff_id then
    raise exception using errcode = '42501', message = 'A note is corrected by its author';
  elsif v_old.noted_at < now() - interval '24 hours' then
    raise exception using errcode = 'LN021', message = 'A note can be corrected for 24 hours';
  elsif v_old.version is distinct from p_version then
    raise exception using errcode = 'LN009', message = 'This note has been corrected already', hint = 'p_version';
  elsif nullif(btrim(p_body), '') is null or length(btrim(p_body)) > 10000 then
    raise exception using errcode = '22023', message = 'The note is empty or too long', hint = 'p_body';
  end if;
  update public.nursing_notes set is_current = false where id = v_old.id;
  insert into public.nursing_notes (
    note_id, version, admission_id, patient_id, ward_id, kind, body, author_id, noted_at
  )
  values (
    v_old.note_id, v_old.version + 1, v_old.admission_id, v_old.patient_id, v_old.ward_id, v_old.kind, btrim(p_body),
    v_staff_id, v_old.noted_at
  )
  returning * into v_note;
  return v_note;
end;
$$;

/* No operator of text search is leakproof, so its index is of use only here. */
create function private.search_care(
  p_query text, p_ward_id uuid default null, p_limit integer default 20, p_before timestamptz default null,
  p_before_id uuid default null
)
returns table (
  id uuid, kind text, admission_id uuid, patient_id uuid, patient_name text, ward_id uuid, ward_name text,
  written_at timestamptz, author_name text, excerpt text
)
language plpgsql stable security definer rows 20 set search_path = '' as $$
declare
  v_query constant tsquery := websearch_to_tsquery('private.plain_words', left(coalesce(p_query, ''), 200));
  v_ward_ids constant uuid[] := array(
    select mine.id from private.care_ward_ids() as mine (id) where p_ward_id is null or mine.id = p_ward_id
  );
  v_patient_ids constant uuid[] := array(
    select mine.id from private.opened_patient_ids() as mine (id)
    where p_ward_id is null or exists (
      select from public.admissions admission
      where admission.patient_id = mine.id and admission.ward_id = any (v_ward_ids) and admission.discharged_at is null
    )
  );
  v_admission_ids constant uuid[] := array(
    select mine.id from private.present_admission_ids() as mine (id)
    join public.admissions admission on admission.id = mine.id
    where p_ward_id is null or admission.ward_id = any (v_ward_ids)
  );
begin
  if numnode(v_query) = 0 then return; end if;
  return query
  with found as (
    select note.id, note.kind, note.admission_id, note.patient_id, note.ward_id, note.noted_at as at, note.author_id, note.body
    from public.nursing_notes note
    where note.is_current and (note.patient_id = any (v_patient_ids) or note.admission_id = any (v_admission_ids))
      and to_tsvector('private.plain_words', note.body) @@ v_query
      and (p_before is null or (note.noted_at, note.id) < (p_before, p_before_id))
    union all
    select section.id, 'handover', section.admission_id, section.patient_id, section.ward_id, sheet.starts_at, null, section.body
    from public.handover_sections section
    join public.handover_sheets sheet on sheet.id = section.sheet_id
    where (
        section.patient_id = any (v_patient_ids) or section.admission_id = any (v_admission_ids)
        or (section.patient_id is null and section.ward_id = any (v_ward_ids))
      )
      and to_tsvector('private.plain_words', section.body) @@ v_query
      and (p_before is null or (sheet.starts_at, section.id) < (p_before, p_before_id))
    order by at desc, id desc
    limit least(greatest(coalesce(p_limit, 20), 1), 51)
  )
  select
    found.id, found.kind, found.admission_id, found.patient_id, patient.full_name,
    found.ward_id, ward.name, found.at, author.full_name,
    -- Marks no keyboard types; the screen turns them into marked words.
    ts_headline(
      'private.plain_words', found.body, v_query,
      format('StartSel=%s, StopSel=%s, MaxWords=30, MinWords=12, MaxFragments=2', chr(57344), chr(57345))
    )
  from found
  join public.wards ward on ward.id = found.ward_id
  left join public.patients patient on patient.id = found.patient_id
  left join public.staff author on author.id = found.author_id
  order by found.at desc, found.id desc;
end;
$$;

create trigger nursing_notes_600_announce after insert on public.nursing_notes
  for each row execute function private.tg_announce('patient:{patient_id} ward:{ward_id}', 'care_changed', 'admission_id');

select private.expose('write_note', '{authenticated}',
'Writes a progress note: p_kind is progress, intervention, communication or incident; p_body up to 10,000 characters.
Needs nursing.record and the patient in one''s care. Raises 22023 (hint: which), LN006 the admission has
ended, PT404, 42501.');
select private.expose('correct_note', '{authenticated}',
'Corrects one''s own note by a new version, for 24 hours; p_version is the one that was read. The old ones stay.
Raises 42501 somebody else''s, LN021 too late, LN009 corrected meanwhile, 22023, PT404.');
select private.expose('search_care', '{authenticated}',
'Notes (the newest version of each) and handover texts with the words of p_query, in the syntax of web searches, newest
first: of stays that go on and are the caller''s work, of charts they have open, and of the wards they work on. With p_ward_id only of those who lie there
now. The excerpt has what was found between U+E000 and U+E001. At most p_limit (50) rows; p_before and p_before_id are the
last row''s written_at and id, for the page after it.');

/* The patient's history: the newest version of each note, when it was first written. Called for who may read it. */
create function private.timeline_nursing_notes(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
) returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language plpgsql stable security definer rows 30 set search_path = ''
as $$
begin
  return query
    select note.noted_at, note.note_id, note.author_id, jsonb_build_object(
      'kind', note.kind, 'text', left(note.body, 200), 'corrected', note.version > 1, 'stay', note.admission_id
    )
    from public.nursing_notes note
    where note.patient_id = p_patient_id and note.is_current and note.noted_at <= p_before
      and (note.noted_at, note.note_id) < (p_before, p_before_id)
      and (p_person is null or note.author_id = p_person)
    order by note.noted_at desc, note.note_id desc
    limit p_limit;
end
$$;
insert into private.timeline_sources (kind, entries, for_patient) values ('nursing_note', 'private.timeline_nursing_notes', false);
