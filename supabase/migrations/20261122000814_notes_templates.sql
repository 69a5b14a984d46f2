/*
 * What notes begin with: templates by specialty and type of visit, made by doctors and administrators, and each doctor's own
 * macros (`.bp` and a space become what they stand for, in the browser). Retired templates stay: notes name them.
 */
create table public.note_templates (
  id            uuid primary key default gen_random_uuid(),
  name          text not null constraint note_templates_name_length check (char_length(btrim(name)) between 1 and 120),
  kind          text not null constraint note_templates_kind_known check (kind = any (private.note_kinds())),
  specialty_id  uuid references public.specialties on delete set null,
  visit_type_id uuid references public.visit_types on delete set null,
  sections      jsonb not null,
  active        boolean not null default true,
  version       integer not null default 1,
  updated_at    timestamptz not null default now(),
  updated_by    uuid references public.staff on delete set null,
  constraint note_templates_name_once unique (name)
);
comment on table public.note_templates is 'What a note of some kind begins with: sections, and fields with types.';
create index note_templates_specialty_id_idx on public.note_templates (specialty_id);
create index note_templates_visit_type_id_idx on public.note_templates (visit_type_id);
create index note_templates_updated_by_idx on public.note_templates (updated_by);

create table public.note_macros (
  id       uuid primary key default gen_random_uuid(),
  staff_id uuid not null references public.staff on delete cascade,
  shortcut text not null constraint note_macros_shortcut_form check (shortcut ~ '^[a-z0-9]{1,20}$'),
  text     text not null constraint note_macros_text_length check (char_length(btrim(text)) between 1 and 4000),
  constraint note_macros_once unique (staff_id, shortcut)
);
comment on table public.note_macros is 'What a colleague''s abbreviations stand for in what they write.';

alter table public.note_templates enable row level security;
alter table public.note_macros enable row level security;
create policy note_templates_select_staff on public.note_templates for select to authenticated
  using ((select private.is_staff()));
create policy note_macros_select_own on public.note_macros for select to authenticated
  using (staff_id = (select private.current_staff_id()));
grant select on public.note_templates, public.note_macros to authenticated;

select private.define_permission('notes.templates', 'Make and change templates of clinical notes', '{doctor}');
select private.audited('public.note_templates');
select private.not_audited('public.note_macros', 'Abbreviations of one colleague, seen by nobody else');
select private.keeps('{public.note_templates}', 'Notes were begun with them');
select private.keeps('{public.note_macros}', 'As long as their owner works here');

create function private.save_note_template(
  p_name text, p_kind text, p_sections jsonb, p_specialty_id uuid default null, p_visit_type_id uuid default null,
  p_active boolean default true, p_template_id uuid default null, p_version integer default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_template public.note_templates;
begin
  perform private.require_permission('notes.templates');
  if char_length(btrim(coalesce(p_name, ''))) not between 1 and 120 then
    raise exception using errcode = '22023', message = 'A template has a name', hint = 'p_name';
  elsif p_kind is null or p_kind <> all (private.note_kinds()) then
    raise exception using errcode = '22023', message = 'There is no such kind of note', hint = 'p_kind';
  end if;
  perform private.require_note_content(jsonb_build_object('sections', p_sections), 'p_sections');
  if exists (select from jsonb_array_elements(p_sections) section group by section ->> 'key' having count(*) > 1) then
    raise exception using errcode = '22023', message = 'Each section is there once', hint = 'p_sections';
  end if;
  if p_template_id is null then
    insert into public.note_templates (name, kind, sections, specialty_id, visit_type_id, active, updated_by)
    values (btrim(p_name), p_kind, p_sections, p_specialty_id, p_visit_type_id, coalesce(p_active, true), private.current_staff_id())
    returning * into v_template;
    return v_template.id;
  end if;
  select * into v_template from public.note_templates template where template.id = p_template_id for no key update;
  perform private.require_permission('notes.templates');
  if v_template.id is null then
    raise exception using errcode = 'PT404', message = 'There is no such template', hint = 'p_template_id';
  elsif v_template.version is distinct from p_version then
    raise exception using errcode = 'LN009', message = 'Somebody else has changed it', hint = 'p_version';
  end if;
  update public.note_templates set
    name = btrim(p_name), kind = p_kind, sections = p_sections, specialty_id = p_specialty_id, visit_type_id = p_visit_type_id,
    active = coalesce(p_active, true), version = version + 1, updated_at = clock_timestamp(), updated_by = private.current_staff_id()
  where id = p_template_id;
  return p_template_id;
end
$$;

create function private.save_note_macro(p_shortcut text, p_text text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_shortcut constant text := lower(ltrim(btrim(coalesce(p_shortcut, '')), '.'));
begin
  perform private.require_permission('encounters.write');
  if private.current_staff_id() is null then
    raise exception using errcode = '42501', message = 'Only staff write notes';
  elsif v_shortcut !~ '^[a-z0-9]{1,20}$' then
    raise exception using errcode = '22023', message = 'A macro is up to 20 letters and digits', hint = 'p_shortcut';
  elsif char_length(p_text) > 4000 then
    raise exception using errcode = '22023', message = 'A macro stands for up to 4000 characters', hint = 'p_text';
  end if;
  if btrim(coalesce(p_text, '')) = '' then
    delete from public.note_macros where staff_id = private.current_staff_id() and shortcut = v_shortcut;
    return;
  end if;
  insert into public.note_macros (staff_id, shortcut, text) values (private.current_staff_id(), v_shortcut, p_text)
  on conflict on constraint note_macros_once do update set text = excluded.text;
end
$$;

/* What a note begins with where no template is chosen. */
create function private.plain_sections(p_kind text) returns jsonb
language sql immutable set search_path = ''
return (
  select jsonb_agg(jsonb_build_object('key', key) order by place)
  from unnest(case p_kind
    when 'visit' then array['subjective', 'objective', 'assessment', 'plan']
    when 'progress' then array['subjective', 'objective', 'assessment', 'plan']
    when 'admission' then array['history', 'objective', 'assessment', 'plan']
    when 'consultation' then array['question', 'objective', 'assessment', 'plan']
    when 'procedure' then array['indication', 'procedure', 'findings', 'plan']
    else array['note']
  end) with ordinality as section (key, place)
);

create function private.begin_note(
  p_patient_id uuid, p_kind text, p_template_id uuid default null, p_appointment_id uuid default null, p_admission_id uuid default null,
  p_noted_at timestamptz default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_encounter public.encounters;
  v_template public.note_templates;
  v_note_id uuid;
begin
  perform private.require_seen(p_patient_id, 'p_patient_id');
  if p_kind is null or p_kind <> all (private.note_kinds()) then
    raise exception using errcode = '22023', message = 'There is no such kind of note', hint = 'p_kind';
  end if;
  if p_template_id is not null then
    select * into v_template from public.note_templates template where template.id = p_template_id and template.active;
    if not found then
      raise exception using errcode = 'PT404', message = 'There is no such template', hint = 'p_template_id';
    end if;
  end if;
  v_encounter := private.start_encounter(p_patient_id, p_appointment_id, p_admission_id, p_noted_at);
  v_encounter := private.lock_encounter(v_encounter.id, 'p_patient_id');
  if v_encounter.status = 'signed' then
    raise exception using errcode = 'LN032', message = 'This encounter has just been signed', hint = 'encounter_id';
  end if;
  -- Begun in another window, or by a second press: the same note.
  select note.id into v_note_id from public.notes note
  where note.encounter_id = v_encounter.id and note.status = 'draft' and note.kind = p_kind
    and note.title is not distinct from v_template.name;
  if found then return v_note_id; end if;
  insert into public.notes (encounter_id, patient_id, kind, title, author_id, author_name, noted_at)
  values (
    v_encounter.id, p_patient_id, p_kind, v_template.name, v_encounter.staff_id, v_encounter.staff_name, coalesce(p_noted_at, now())
  )
  returning id into v_note_id;
  insert into public.note_drafts (note_id, patient_id, content, begun_by, updated_by, updated_name)
  values (
    v_note_id, p_patient_id, jsonb_build_object('sections', coalesce(v_template.sections, private.plain_sections(p_kind))),
    v_encounter.staff_id, v_encounter.staff_id, v_encounter.staff_name
  );
  return v_note_id;
end
$$;

/* The signed content of the caller's or a colleague's last note of that kind, to be carried forward. */
create function public.last_note(p_note_id uuid)
returns table (note_id uuid, noted_at timestamptz, author_name text, content jsonb)
language sql stable rows 1 set search_path = '' as $$
  select earlier.id, earlier.noted_at, earlier.author_name, signed.content
  from public.notes note
  join public.notes earlier on earlier.patient_id = note.patient_id and earlier.kind = note.kind and earlier.id <> note.id
    and earlier.status = 'signed'
  join public.note_versions signed on signed.note_id = earlier.id and signed.number = earlier.version
  where note.id = p_note_id
  order by earlier.noted_at desc, earlier.id desc
  limit 1;
$$;

select private.expose('save_note_template', '{authenticated}',
'Makes a template of notes, or with p_template_id and the p_version that was read (LN009) changes it; p_active false retires it. Gives its
id. Needs notes.templates (42501); PT404, 22023 (hint: which), note_templates_name_once.');
select private.expose('save_note_macro', '{authenticated}',
'What the caller''s abbreviation stands for (letters and digits, without the dot); an empty text removes it. Needs encounters.write
(42501); 22023 (hint: which).');
select private.expose('begin_note', '{authenticated}',
'A draft of a note by the caller about a patient in their care, of their open encounter at p_appointment_id, during p_admission_id or
otherwise (start_encounter); gives its id. The same draft again as long as it is not signed. p_noted_at is the clinical time. Needs
encounters.write (42501); PT404, 22023 (hint: which), LN003 for a visit that did not come about.');
select private.expose('public.last_note', '{authenticated}',
'What was signed last in a note of the same kind about the same patient, to be carried forward: of a chart the caller has open.');
