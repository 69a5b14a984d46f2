/*
 * Finding a code as one types, and reading files of codes.
 *
 * A search looks at: the code itself and what begins with it; what the caller, their department and the patient have used
 * that matches, which a common word must not push out; and the entries of the rarest word, the plainest first, up to a
 * number. So it costs the same however many codes there are.
 */

/* How many entries have a word that begins so, counted up to p_limit. */
create function private.count_code_words(p_word text, p_limit integer) returns integer
language plpgsql stable set search_path = '' set enable_seqscan = off set enable_bitmapscan = off
as $$
begin
  return (
    select count(*) from (
      select from private.code_words
      where word >= p_word collate "C" and word < (p_word || U&'\+10FFFF') collate "C"
      limit p_limit
    ) counted
  );
end
$$;

/*
 * Codes that may be meant: by their key, by what was used before, by the entries of one word. For search_codes, which
 * looks at each whether it matches.
 */
create function private.code_candidates(p_key text, p_word text, p_used uuid[], p_limit integer) returns table (code_id uuid)
language plpgsql stable rows 500 set search_path = '' set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
begin
  if p_key <> '' then
    return query
      select code.id from public.codes code
      where code.code_key >= p_key collate "C" and code.code_key < (p_key || '~') collate "C"
      order by code.code_key
      limit 60;
  end if;
  if p_word is null then return; end if;
  return query select unnest(p_used);
  -- The word itself first, then those that only begin with it.
  return query
    select entry.code_id from private.code_words entry
    where entry.word = p_word collate "C"
    order by entry.place, entry.code_id
    limit p_limit / 2;
  return query
    select entry.code_id from private.code_words entry
    where entry.word > p_word collate "C" and entry.word < (p_word || U&'\+10FFFF') collate "C"
    order by entry.word, entry.place, entry.code_id
    limit p_limit / 2;
end
$$;

create function private.search_codes(
  p_query text, p_systems text[] default null, p_patient_id uuid default null, p_limit integer default 20
)
returns table (
  id uuid, system_id text, code text, display text, display_es text, billable boolean, synonym text, used boolean, score real
)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
declare
  v_query constant text := btrim(left(coalesce(p_query, ''), 100));
  v_words constant text[] := (private.name_words(private.normalise_name(v_query)))[1:6];
  v_key constant text := case
    when v_query ~ '[0-9]' and v_query ~ '^[A-Za-z0-9.-]{2,20}$' or v_query ~ '^[A-Za-z][0-9]' then
      upper(regexp_replace(v_query, '[^A-Za-z0-9]', '', 'g'))
    else ''
  end;
  v_staff public.staff;
  -- Of one word the plainest are what is wanted; of several most entries have not the others.
  v_scan constant integer := case when cardinality(v_words) = 1 then 200 else 1000 end;
  v_rarest text;
  v_patterns text[];
  v_whole text[];
  v_used uuid[];
  v_patients uuid[] := '{}';
  v_today constant date := private.hospital_day();
begin
  perform private.require_permission('charts.read');
  if v_words = '{}' then return; end if;
  select * into v_staff from public.staff where staff.id = private.current_staff_id();
  select word into v_rarest from unnest(v_words) as word
  order by private.count_code_words(word, 1000), char_length(word) desc limit 1;
  v_patterns := array(select '% ' || word || '%' from unnest(v_words) as word);
  v_whole := array(select '% ' || word || ' %' from unnest(v_words) as word);
  v_used := array(
    (select code_id from private.code_uses where scope_id = v_staff.id order by uses desc limit 300)
    union
    (select code_id from private.code_uses where scope_id = v_staff.department_id order by uses desc limit 300)
  );
  if p_patient_id in (select private.opened_patient_ids()) then
    v_patients := array(select private.codes_of_patient(p_patient_id));
  end if;

  return query
  select found.id, found.system_id, found.code, found.display, found.display_es, found.billable,
    case when not found.by_name and found.base < 100 then (
      select said from unnest(found.synonyms) as said
      where private.code_words_of(said) like any (v_patterns)
      order by private.code_words_of(said) like all (v_patterns) desc, char_length(said) limit 1
    ) end,
    found.own > 0 or found.is_patients,
    found.score
  from (
    select code.*, named.by_name, matched.base, coalesce(own.uses, 0) as own, code.id = any (v_patients) as is_patients, (
      matched.base
      + case when code.name_key like all (v_whole) then 10 else 0 end
      - least(char_length(code.display), 240) / 60.0
      + case when code.billable then 1 else 0 end
      + least(6 * ln(1 + coalesce(own.uses, 0)), 24) + least(2 * ln(1 + coalesce(theirs.uses, 0)), 10)
      + case when code.id = any (v_patients) then 14 else 0 end
    )::real as score
    from (
      select distinct candidate.code_id from private.code_candidates(v_key, v_rarest, v_used || v_patients, v_scan) candidate
    ) candidate
    join public.codes code on code.id = candidate.code_id
    cross join lateral (select code.name_key like all (v_patterns) as by_name) named
    cross join lateral (
      select case
        when code.code_key = v_key then 1000
        when v_key <> '' and starts_with(code.code_key, v_key) then 500 - least(char_length(code.code_key), 40)
        when named.by_name then 60
        when code.synonym_key <> '  ' and code.name_key || code.synonym_key like all (v_patterns) then 40
      end as base
    ) matched
    left join private.code_uses own on own.scope_id = v_staff.id and own.code_id = code.id
    left join private.code_uses theirs on theirs.scope_id = v_staff.department_id and theirs.code_id = code.id
    where matched.base is not null
      and (p_systems is null or code.system_id = any (p_systems))
      and (code.valid_until is null or code.valid_until >= v_today)
      and (code.valid_from is null or code.valid_from <= v_today)
    order by score desc, code.code
    limit least(greatest(coalesce(p_limit, 20), 1), 50)
  ) found
  order by found.score desc, found.code;
end
$$;

/* Imports --------------------------------------------------------------------------------------------- */

create function private.open_code_import(
  p_system_id text, p_format text, p_file_name text, p_version text default null, p_name text default null,
  p_url text default null, p_notice text default null
)
returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_wrong constant text := case
    when coalesce(p_system_id, '') !~ '^[a-z][a-z0-9-]{1,39}$' then 'p_system_id'
    when coalesce(p_format, '') not in ('generic', 'icd10cm_order', 'icd_tabulation', 'loinc') then 'p_format'
    when char_length(btrim(coalesce(p_file_name, ''))) not between 1 and 200 then 'p_file_name'
    when char_length(btrim(p_version)) > 60 then 'p_version'
    when char_length(btrim(p_name)) > 120 then 'p_name'
    when char_length(btrim(p_notice)) > 4000 then 'p_notice'
    when nullif(btrim(p_url), '') !~ '^(https?://|urn:)[^[:space:]]{3,200}$' then 'p_url'
  end;
begin
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'Missing, too long or not known', hint = v_wrong;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('code_system:' || p_system_id, 0));
  if not exists (select from public.code_systems where id = p_system_id) then
    if nullif(btrim(p_name), '') is null or nullif(btrim(p_url), '') is null then
      raise exception using errcode = '22023', message = 'A new list needs a name and an address',
        hint = case when nullif(btrim(p_name), '') is null then 'p_name' else 'p_url' end;
    end if;
    insert into public.code_systems (id, name, url) values (p_system_id, btrim(p_name), btrim(p_url));
  end if;
  update public.code_systems set
    name = coalesce(nullif(btrim(p_name), ''), name), url = coalesce(nullif(btrim(p_url), ''), url),
    notice = coalesce(nullif(btrim(p_notice), ''), notice)
  where id = p_system_id;
  insert into public.code_imports (system_id, format, file_name, version)
  values (p_system_id, p_format, btrim(p_file_name), nullif(btrim(p_version), '')) returning id into v_id;
  return v_id;
end
$$;

/*
 * Takes some lines of a file: [{line, code, display, display_es, parent, billable, synonyms, valid_from, valid_until}], or
 * {line, code, why} for one the reader refused. The same lines again change nothing but the counts' `unchanged`.
 * Spanish names and synonyms that a file does not have stay: no official list has them.
 */
create function private.take_code_lines(p_import_id uuid, p_rows jsonb)
returns table (added integer, changed integer, unchanged integer, refused integer)
language plpgsql security definer rows 1 set search_path = ''
as $$
declare
  v_import public.code_imports;
  v_refusals jsonb;
begin
  if jsonb_typeof(p_rows) is distinct from 'array' or jsonb_array_length(p_rows) > 5000 then
    raise exception using errcode = '22023', message = 'Up to 5,000 lines at a time', hint = 'p_rows';
  end if;
  select * into v_import from public.code_imports where id = p_import_id;
  perform pg_advisory_xact_lock(hashtextextended('code_system:' || v_import.system_id, 0));
  select * into v_import from public.code_imports where id = p_import_id and finished_at is null;
  if v_import.id is null then
    raise exception using errcode = 'PT404', message = 'There is no such import going on', hint = 'p_import_id';
  end if;

  with lines as materialized (
    select row.line, btrim(row.code) as code, btrim(row.display) as display, nullif(btrim(row.display_es), '') as display_es,
      nullif(btrim(row.parent), '') as parent, coalesce(row.billable, true) as billable, coalesce(row.synonyms, '{}') as synonyms,
      case when pg_input_is_valid(row.valid_from, 'date') then row.valid_from::date end as valid_from,
      case when pg_input_is_valid(row.valid_until, 'date') then row.valid_until::date end as valid_until,
      case
        when row.why is not null then left(row.why, 40)
        when coalesce(btrim(row.code), '') !~ '^[A-Za-z0-9][A-Za-z0-9.+/_ -]{0,39}$' then 'code'
        when char_length(btrim(coalesce(row.display, ''))) not between 1 and 400 or char_length(row.display_es) > 400 then 'display'
        when char_length(row.parent) > 40 or cardinality(row.synonyms) > 40 then 'too_much'
        when not pg_input_is_valid(row.valid_from, 'date') or not pg_input_is_valid(row.valid_until, 'date')
          or row.valid_from::date > row.valid_until::date then 'date'
        when row_number() over (partition by btrim(row.code) order by row.line) > 1 then 'twice'
      end as why
    from jsonb_to_recordset(p_rows) as row (
      line integer, code text, display text, display_es text, parent text, billable boolean, synonyms text[],
      valid_from text, valid_until text, why text
    )
  ), compared as materialized (
    select line.code, known.id is not null as is_known,
      (known.display, known.display_es, known.parent, known.billable, known.synonyms, known.valid_from, known.valid_until)
      is distinct from
      (
        line.display, coalesce(line.display_es, known.display_es), line.parent, line.billable,
        coalesce(nullif(line.synonyms, '{}'), known.synonyms), line.valid_from, line.valid_until
      ) as differs
    from lines line
    left join public.codes known on known.system_id = v_import.system_id and known.code = line.code
    where line.why is null
  ), written as (
    insert into public.codes as known (
      system_id, code, display, display_es, parent, billable, synonyms, valid_from, valid_until, import_id
    )
    select v_import.system_id, line.code, display, display_es, parent, billable, synonyms, valid_from, valid_until, p_import_id
    from lines line where why is null order by line.code
    on conflict (system_id, code) do update set
      display = excluded.display, display_es = coalesce(excluded.display_es, known.display_es), parent = excluded.parent,
      billable = excluded.billable, synonyms = coalesce(nullif(excluded.synonyms, '{}'), known.synonyms), valid_from = excluded.valid_from, valid_until = excluded.valid_until,
      import_id = excluded.import_id
  )
  select
    (select count(*) from compared where not is_known),
    (select count(*) from compared where is_known and differs),
    (select count(*) from compared where is_known and not differs),
    (select count(*) from lines where why is not null),
    (
      select coalesce(jsonb_agg(jsonb_build_object('line', line, 'code', left(code, 40), 'why', why) order by line), '[]')
      from (select * from lines where why is not null order by line limit 200) few
    )
  into added, changed, unchanged, refused, v_refusals;
  update public.code_imports import set
    added = import.added + take_code_lines.added, changed = import.changed + take_code_lines.changed,
    unchanged = import.unchanged + take_code_lines.unchanged, refused = import.refused + take_code_lines.refused,
    refusals = case when jsonb_array_length(import.refusals) < 200 then import.refusals || v_refusals else import.refusals end
  where import.id = p_import_id;
  return next;
end
$$;

/* Ends an import. With p_whole the file was the whole list: what it did not have is not valid from today on. */
create function private.close_code_import(p_import_id uuid, p_whole boolean default false) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_import public.code_imports;
  v_today constant date := private.hospital_day();
  v_ended integer := 0;
begin
  select * into v_import from public.code_imports where id = p_import_id;
  perform pg_advisory_xact_lock(hashtextextended('code_system:' || v_import.system_id, 0));
  select * into v_import from public.code_imports where id = p_import_id and finished_at is null;
  if v_import.id is null then
    raise exception using errcode = 'PT404', message = 'There is no such import going on', hint = 'p_import_id';
  end if;
  -- A file of which nothing could be read is not the whole of anything.
  if p_whole and v_import.added + v_import.changed + v_import.unchanged > 0 then
    update public.codes set valid_until = greatest(v_today - 1, valid_from)
    where system_id = v_import.system_id and import_id is distinct from p_import_id and (valid_until is null or valid_until >= v_today);
    get diagnostics v_ended = row_count;
  end if;
  update public.code_imports set finished_at = clock_timestamp(), ended = v_ended where id = p_import_id;
  update public.code_systems set imported_at = clock_timestamp(), version = coalesce(v_import.version, version), demonstration = false
  where id = v_import.system_id;
  return v_ended;
end
$$;

/* For the API: whoever loses the right while they wait for another import has done nothing. */

create function private.begin_code_import(
  p_system_id text, p_format text, p_file_name text, p_version text default null, p_name text default null,
  p_url text default null, p_notice text default null
)
returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  perform private.require_permission('codes.manage');
  v_id := private.open_code_import(p_system_id, p_format, p_file_name, p_version, p_name, p_url, p_notice);
  perform private.require_permission('codes.manage');
  return v_id;
end
$$;

create function private.import_codes(p_import_id uuid, p_rows jsonb)
returns table (added integer, changed integer, unchanged integer, refused integer)
language plpgsql security definer rows 1 set search_path = ''
as $$
begin
  perform private.require_permission('codes.manage');
  return query select * from private.take_code_lines(p_import_id, p_rows);
  perform private.require_permission('codes.manage');
end
$$;

create function private.finish_code_import(p_import_id uuid, p_whole boolean default false) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_ended integer;
begin
  perform private.require_permission('codes.manage');
  v_ended := private.close_code_import(p_import_id, p_whole);
  perform private.require_permission('codes.manage');
  return v_ended;
end
$$;

create function private.code_system_counts() returns table (system_id text, codes bigint, current bigint)
language plpgsql stable security definer rows 10 set search_path = ''
as $$
begin
  perform private.require_permission('codes.manage');
  return query
    select system.id, count(code.id),
      count(code.id) filter (where code.valid_until is null or code.valid_until >= (select private.hospital_day()))
    from public.code_systems system left join public.codes code on code.system_id = system.id
    group by system.id order by system.id;
end
$$;

select private.expose('search_codes', '{authenticated}',
'Codes by the code, its beginning, all words of the name (beginnings will do) or a synonym, best first, at most p_limit (50).
What the caller, their department and p_patient_id (if their chart is open) used before comes earlier. synonym is the one it was found by. Only codes valid today.
Needs charts.read (42501).');
select private.expose('begin_code_import', '{authenticated}',
'Begins to read a file of codes into the list p_system_id; gives the import''s id. A list that is not there needs p_name and p_url. Needs codes.manage
(42501). Raises 22023 (hint: which), 23505 on code_systems_url_once.');
select private.expose('import_codes', '{authenticated}',
'Takes up to 5,000 lines of the file: [{line, code, display, display_es, parent, billable, synonyms, valid_from, valid_until}], or {line, code, why} for
one that was refused; gives what became of them. Needs codes.manage (42501). Raises 22023, PT404 no import going on.');
select private.expose('finish_code_import', '{authenticated}',
'Ends an import; with p_whole, codes of the list that the file did not have are not valid any more: gives how many. Needs codes.manage (42501). Raises
PT404 no import going on.');
select private.expose('code_system_counts', '{authenticated}',
'How many codes each list has, and how many are valid today. Needs codes.manage (42501).');
