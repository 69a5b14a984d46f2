/*
 * Codes: what a diagnosis, a procedure or a test is called by everybody. No official list may be shipped whole, so each
 * comes by an import, and only what was typed by hand for the demonstration is there without one.
 *
 * A code is never deleted: what was written with it years ago still has to be read. It ends (`valid_until`), and is
 * neither found nor chosen any more. Rows are written by imports alone, which hold the lock `code_system:<id>`.
 */

create table public.code_systems (
  id            text primary key,
  name          text not null,
  url           text not null,
  version       text,
  notice        text,
  demonstration boolean not null default false,
  imported_at   timestamptz,
  constraint code_systems_id_form check (id ~ '^[a-z][a-z0-9-]{1,39}$'),
  constraint code_systems_name_length check (char_length(btrim(name)) between 1 and 120),
  constraint code_systems_url_form check (url ~ '^(https?://|urn:)[^[:space:]]{3,200}$'),
  constraint code_systems_version_length check (char_length(btrim(version)) between 1 and 60),
  constraint code_systems_notice_length check (char_length(btrim(notice)) between 1 and 4000),
  constraint code_systems_url_once unique (url)
);
comment on table public.code_systems is 'A list of codes: whose it is, as of when, and what its owner asks to be shown with it.';
comment on column public.code_systems.url is 'Its canonical address, as FHIR has it.';
comment on column public.code_systems.demonstration is 'A few codes typed by hand, until the official list is imported.';

/* The words of some names, with a space before and after each. */
create function private.code_words_of(variadic p_names text[]) returns text
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return ' ' || private.normalise_name(array_to_string(p_names, ' ')) || ' ';
end
$$;

create table public.codes (
  id          uuid primary key default gen_random_uuid(),
  system_id   text not null references public.code_systems on delete restrict,
  code        text not null,
  display     text not null,
  display_es  text,
  parent      text,
  billable    boolean not null default true,
  synonyms    text[] not null default '{}',
  valid_from  date,
  valid_until date,
  import_id   uuid,
  -- As it is typed: without points and spaces, in capitals.
  code_key    text collate "C" not null generated always as (upper(regexp_replace(code, '[^A-Za-z0-9]', '', 'g'))) stored,
  name_key    text collate "C" not null generated always as (private.code_words_of(display, display_es)) stored,
  synonym_key text collate "C" not null generated always as (private.code_words_of(variadic synonyms)) stored,
  constraint codes_code_length check (code ~ '^[A-Za-z0-9][A-Za-z0-9.+/_ -]{0,39}$'),
  constraint codes_display_length check (char_length(btrim(display)) between 1 and 400),
  constraint codes_display_es_length check (char_length(btrim(display_es)) between 1 and 400),
  constraint codes_parent_length check (char_length(parent) <= 40),
  constraint codes_synonyms_count check (cardinality(synonyms) <= 40),
  constraint codes_validity_order check (valid_from <= valid_until),
  constraint codes_code_once unique (system_id, code)
);
comment on table public.codes is 'What a code means. Ended, never deleted: it is still read where it was written.';
comment on column public.codes.billable is 'Whether it may stand on a claim; a heading over others may not.';
comment on column public.codes.synonyms is 'What else it is called, in any language; found by it, and not shown for it.';
comment on column public.codes.import_id is 'The import that had it last.';
create index codes_code_key_idx on public.codes (code_key);

create table public.code_imports (
  id          uuid primary key default gen_random_uuid(),
  system_id   text not null references public.code_systems on delete restrict,
  format      text not null,
  file_name   text not null,
  version     text,
  started_by  uuid references public.staff on delete set null default private.current_staff_id(),
  started_at  timestamptz not null default now(),
  finished_at timestamptz,
  added       integer not null default 0,
  changed     integer not null default 0,
  unchanged   integer not null default 0,
  ended       integer not null default 0,
  refused     integer not null default 0,
  refusals    jsonb not null default '[]',
  constraint code_imports_format_known check (format in ('generic', 'icd10cm_order', 'icd_tabulation', 'loinc')),
  constraint code_imports_file_name_length check (char_length(btrim(file_name)) between 1 and 200),
  constraint code_imports_version_length check (char_length(btrim(version)) between 1 and 60),
  constraint code_imports_counts check (least(added, changed, unchanged, ended, refused) >= 0),
  constraint code_imports_refusals_list check (jsonb_typeof(refusals) = 'array')
);
comment on table public.code_imports is 'Each file of codes that was read, what it brought and what was refused.';
comment on column public.code_imports.refusals is 'The first two hundred: [{line, code, why}].';
create index code_imports_system_id_idx on public.code_imports (system_id);
create index code_imports_started_at_idx on public.code_imports (started_at desc, id desc);
create index code_imports_started_by_idx on public.code_imports (started_by);
alter table public.codes add constraint codes_import_id_fkey foreign key (import_id) references public.code_imports on delete set null;
create index codes_import_id_idx on public.codes (import_id);

alter table public.code_systems enable row level security;
alter table public.codes enable row level security;
alter table public.code_imports enable row level security;
-- What a code means is no secret: patients read what stands in their own record.
create policy code_systems_select_everybody on public.code_systems for select to authenticated using (true);
create policy codes_select_everybody on public.codes for select to authenticated using (true);
create policy code_imports_select_managers on public.code_imports for select to authenticated
  using ((select private.has_permission('codes.manage')));
grant select on public.code_systems, public.codes, public.code_imports to authenticated;

select private.define_permission('codes.manage', 'Update code lists (ICD, LOINC) and the immunisation schedule');
select private.audited('public.code_systems');
select private.not_audited('public.codes', 'A hundred thousand at a time from a public file; code_imports says who read which');
select private.audited('public.code_imports', p_when => 'insert');
select private.keeps('{public.code_systems,public.codes,public.code_imports}', 'What was written with a code is read for as long as there is the record');

insert into private.topics (pattern, hear) values ('codes', $$private.has_permission('codes.manage')$$);
create trigger code_imports_600_announce after insert or update on public.code_imports
  for each statement execute function private.tg_announce('codes', 'codes_changed');

/* The index of words ------------------------------------------------------------------------------ */

/*
 * One entry for each word of what a code is called, the plainest names first, so that "fract" walks to the plain ones and
 * stops. Only functions of the owner read it: no operator of search is leakproof.
 */
create table private.code_words (
  word    text collate "C" not null,
  place   smallint not null, -- how plain: words in the name, more for what is a heading, a synonym
  code_id uuid not null references public.codes on delete cascade,
  primary key (word, place, code_id)
);
comment on table private.code_words is 'Search: one row per code and word of its names and synonyms.';
create index code_words_code_id_idx on private.code_words (code_id);
select private.keeps('{private.code_words}', 'The index of codes, kept in step by triggers');

/* The entries of a code. */
create function private.entries_of_code(p_code public.codes) returns table (word text, place smallint)
language plpgsql immutable parallel safe rows 10 set search_path = ''
as $$
declare
  v_plain constant integer := least(
    cardinality(string_to_array(btrim(p_code.name_key), ' ')) + case when p_code.billable then 0 else 1 end, 60
  );
begin
  return query
    select left(named.word, 40), min(named.place)::smallint
    from (
      select unnest(string_to_array(btrim(p_code.name_key), ' ')) as word, v_plain as place
      union all
      select unnest(string_to_array(btrim(p_code.synonym_key), ' ')), v_plain + 20
    ) named
    where named.word <> ''
    group by 1;
end
$$;

create function private.tg_codes__index_words() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' then
    delete from private.code_words entry using gone join added using (id)
    where entry.code_id = gone.id
      and (gone.display, gone.display_es, gone.synonyms, gone.billable) is distinct from
        (added.display, added.display_es, added.synonyms, added.billable);
    insert into private.code_words (word, place, code_id)
    select entry.word, entry.place, added.id
    from gone join added using (id)
    join public.codes coded on coded.id = added.id
    cross join lateral private.entries_of_code(coded) entry
    where (gone.display, gone.display_es, gone.synonyms, gone.billable) is distinct from
        (added.display, added.display_es, added.synonyms, added.billable);
  else
    insert into private.code_words (word, place, code_id)
    select entry.word, entry.place, coded.id
    from added join public.codes coded on coded.id = added.id
    cross join lateral private.entries_of_code(coded) entry;
  end if;
  return null;
end
$$;
create trigger codes_300_index_words_inserted after insert on public.codes referencing new table as added
  for each statement execute function private.tg_codes__index_words();
create trigger codes_300_index_words_updated after update on public.codes referencing old table as gone new table as added
  for each statement execute function private.tg_codes__index_words();

select private.agrees('code_words', 'The index of codes has each code, by all its words, and no other', $$
  with wanted as (
    select entry.word collate "C" as word, entry.place, coded.id as code_id
    from public.codes coded cross join lateral private.entries_of_code(coded) entry
  )
  (select code_id from (select word, place, code_id from wanted except select word, place, code_id from private.code_words) missing)
  union
  (select code_id from (select word, place, code_id from private.code_words except select word, place, code_id from wanted) besides)
$$);

/* What is used --------------------------------------------------------------------------------------- */

/* How often a colleague, and a department, wrote with a code: what they look for again comes first. */
create table private.code_uses (
  scope_id uuid not null, -- a colleague's or a department's; no foreign key: a count, which nobody misses
  code_id  uuid not null references public.codes on delete cascade,
  uses     integer not null default 1,
  primary key (scope_id, code_id),
  constraint code_uses_uses_positive check (uses >= 1)
);
comment on table private.code_uses is 'How often somebody, or a department, used a code.';
create index code_uses_code_id_idx on private.code_uses (code_id);
select private.keeps('{private.code_uses}', 'A count for each code a colleague has used');

/* Says that whoever wrote the row used its code: `after insert … when (new.code_id is not null)`; columns code_id, recorded_by. */
create function private.tg_code_used() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into private.code_uses as used (scope_id, code_id)
  select scope.id, new.code_id
  from public.staff
  cross join lateral (values (staff.id), (staff.department_id)) as scope (id)
  where staff.id = new.recorded_by and scope.id is not null
  order by scope.id
  on conflict (scope_id, code_id) do update set uses = used.uses + 1;
  return null;
end
$$;
