/*
 * Importing a licensed table of interactions: a line is two substances, how severe, and in words. What a table had and has no
 * more ends with p_whole. The same file again changes nothing. Imports of one source wait for each other (`rule_source:<name>`).
 */
create function private.open_rule_import(p_source text, p_version text, p_file_name text) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_wrong constant text := case
    when char_length(btrim(coalesce(p_source, ''))) not between 2 and 120 then 'p_source'
    when char_length(btrim(coalesce(p_version, ''))) not between 1 and 60 then 'p_version'
    when char_length(btrim(coalesce(p_file_name, ''))) not between 1 and 200 then 'p_file_name'
  end;
begin
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'Missing or too long', hint = v_wrong;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('rule_source:' || btrim(p_source), 0));
  insert into public.rule_imports (source, version, file_name) values (btrim(p_source), btrim(p_version), btrim(p_file_name))
  returning id into v_id;
  return v_id;
end
$$;

/* How severe a table's word is; null where it is not one that is known. */
create function private.rule_severity(p_word text) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return case
    when lower(btrim(p_word)) in ('block_until_reason', 'contraindicated', 'major', 'severe', 'high', 'x', 'd') then 'block_until_reason'
    when lower(btrim(p_word)) in ('warn', 'moderate', 'minor', 'medium', 'low', 'c', 'b') then 'warn'
  end;
end
$$;

/* The substance, or `group:<id>`, that a line names; nothing where it is unknown or not clear. */
create function private.rule_party(p_name text, out substance_id uuid, out group_id text)
language plpgsql stable set search_path = ''
as $$
declare
  v_substances uuid[];
begin
  if p_name like 'group:%' then
    select id into group_id from public.substance_groups where id = btrim(substr(p_name, 7));
  else
    v_substances := array(
      select distinct key.substance_id from private.substance_keys key
      where key.key = ' ' || private.normalise_name(p_name) || ' ' and key.substance_id is not null
    );
    if cardinality(v_substances) = 1 then substance_id := v_substances[1]; end if;
  end if;
end
$$;

/*
 * What a line comes to: added, changed or unchanged; kept where the hospital has edited the rule or ended it, which no table
 * undoes; or refused, and why. `v_known` is the rule there is of its pair.
 */
create function private.judge_rule_line(
  p_source text, p_line jsonb, out outcome text, out why text, out a_substance uuid, out a_group text, out b_substance uuid, out b_group text,
  out severity text, out known_id uuid
)
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_known public.medicine_rules;
  v_text constant text := btrim(coalesce(p_line ->> 'text', ''));
  v_text_es constant text := coalesce(nullif(btrim(p_line ->> 'text_es'), ''), btrim(coalesce(p_line ->> 'text', '')));
  v_a text;
  v_b text;
begin
  select party.substance_id, party.group_id into a_substance, a_group from private.rule_party(p_line ->> 'a') party;
  select party.substance_id, party.group_id into b_substance, b_group from private.rule_party(p_line ->> 'b') party;
  severity := private.rule_severity(p_line ->> 'severity');
  v_a := coalesce(a_substance::text, a_group);
  v_b := coalesce(b_substance::text, b_group);
  why := case
    when p_line ->> 'why' is not null then left(p_line ->> 'why', 40)
    when v_a is null or v_b is null then 'substance'
    when a_substance = b_substance then 'same'
    when severity is null then 'severity'
    when char_length(v_text) not between 3 and 600 or char_length(v_text_es) > 600 then 'text'
  end;
  if why is not null then
    outcome := 'refused';
    return;
  end if;
  -- What this source brought once, by its last version; or what the hospital wrote about the pair in its name.
  select * into v_known from public.medicine_rules rule
  where rule.pair = least(v_a collate "C", v_b collate "C") || ' ' || greatest(v_a collate "C", v_b collate "C")
    and (rule.valid_until is null or rule.ended_here)
    and not exists (select from public.medicine_rules later where later.rule_id = rule.rule_id and later.version > rule.version)
    and (rule.source = p_source or exists (
      select from public.medicine_rules brought
      where brought.rule_id = rule.rule_id and brought.source = p_source and brought.import_id is not null
    ))
  order by rule.hospital or rule.ended_here desc, rule.valid_from desc limit 1;
  known_id := v_known.id;
  outcome := case
    when v_known.id is null then 'added'
    when v_known.hospital or v_known.ended_here then 'kept'
    when (v_known.severity, v_known.text, v_known.text_es) is not distinct from (severity, v_text, v_text_es) then 'unchanged'
    else 'changed'
  end;
end
$$;

/* Takes some lines: [{line, a, b, severity, text, text_es}], or {line, why} for one the reader refused. */
create function private.take_rule_lines(p_import_id uuid, p_rows jsonb)
returns table (added integer, changed integer, unchanged integer, refused integer, kept integer)
language plpgsql security definer rows 1 set search_path = ''
as $$
declare
  v_import public.rule_imports;
  v_line jsonb;
  v_judged record;
  v_known public.medicine_rules;
  v_refusals jsonb := '[]';
begin
  if jsonb_typeof(p_rows) is distinct from 'array' or jsonb_array_length(p_rows) > 2000 then
    raise exception using errcode = '22023', message = 'Up to 2,000 lines at a time', hint = 'p_rows';
  end if;
  select * into v_import from public.rule_imports where id = p_import_id;
  perform pg_advisory_xact_lock(hashtextextended('rule_source:' || v_import.source, 0));
  select * into v_import from public.rule_imports where id = p_import_id and finished_at is null;
  if v_import.id is null then
    raise exception using errcode = 'PT404', message = 'There is no such import going on', hint = 'p_import_id';
  end if;
  added := 0; changed := 0; unchanged := 0; refused := 0; kept := 0;
  for v_line in select row.line from jsonb_array_elements(p_rows) with ordinality as row (line, place) order by row.place loop
    select * into v_judged from private.judge_rule_line(v_import.source, v_line);
    case v_judged.outcome
      when 'refused' then
        refused := refused + 1;
        v_refusals := v_refusals || jsonb_build_object(
          'line', v_line -> 'line', 'why', v_judged.why, 'what', left(concat_ws(' + ', v_line ->> 'a', v_line ->> 'b'), 80)
        );
      when 'kept' then
        kept := kept + 1;
      when 'unchanged' then
        unchanged := unchanged + 1;
        update public.medicine_rules set import_id = p_import_id where id = v_judged.known_id;
      else
        if v_judged.outcome = 'added' then added := added + 1; else changed := changed + 1; end if;
        update public.medicine_rules set valid_until = greatest(clock_timestamp(), valid_from), reason = 'A newer table'
        where id = v_judged.known_id returning * into v_known;
        insert into public.medicine_rules (
          rule_id, version, kind, substance_a, group_a, substance_b, group_b, severity, text, text_es, source, source_version, import_id, valid_from
        )
        values (
          coalesce(v_known.rule_id, gen_random_uuid()), coalesce(v_known.version, 0) + 1, 'interaction', v_judged.a_substance, v_judged.a_group,
          v_judged.b_substance, v_judged.b_group, v_judged.severity, btrim(v_line ->> 'text'),
          -- A text in one language is better than none in the other.
          coalesce(nullif(btrim(v_line ->> 'text_es'), ''), btrim(v_line ->> 'text')), v_import.source, v_import.version, p_import_id,
          clock_timestamp()
        );
    end case;
  end loop;
  update public.rule_imports import set
    added = import.added + take_rule_lines.added, changed = import.changed + take_rule_lines.changed,
    unchanged = import.unchanged + take_rule_lines.unchanged, refused = import.refused + take_rule_lines.refused,
    kept = import.kept + take_rule_lines.kept,
    refusals = case when jsonb_array_length(import.refusals) < 5000 then import.refusals || v_refusals else import.refusals end
  where import.id = p_import_id;
  return next;
end
$$;

/* What lines would come to, before anything is written: counts, and what is refused and kept in words. */
create function private.preview_rules(p_source text, p_rows jsonb) returns table (outcome text, why text, line integer, what text)
language plpgsql stable security definer rows 1000 set search_path = ''
as $$
begin
  perform private.require_permission('medicines.manage');
  if jsonb_typeof(p_rows) is distinct from 'array' or jsonb_array_length(p_rows) > 1000 then
    raise exception using errcode = '22023', message = 'Up to 1,000 lines at a time', hint = 'p_rows';
  end if;
  return query
    select judged.outcome, judged.why, (row.given ->> 'line')::integer, left(concat_ws(' + ', row.given ->> 'a', row.given ->> 'b'), 80)
    from jsonb_array_elements(p_rows) with ordinality as row (given, place)
    cross join lateral private.judge_rule_line(btrim(p_source), row.given) judged
    order by row.place;
end
$$;

create function private.close_rule_import(p_import_id uuid, p_whole boolean default false) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_import public.rule_imports;
  v_ended integer := 0;
begin
  select * into v_import from public.rule_imports where id = p_import_id;
  perform pg_advisory_xact_lock(hashtextextended('rule_source:' || v_import.source, 0));
  select * into v_import from public.rule_imports where id = p_import_id and finished_at is null;
  if v_import.id is null then
    raise exception using errcode = 'PT404', message = 'There is no such import going on', hint = 'p_import_id';
  end if;
  -- A file of which nothing or not all could be read is not the whole of anything: what it refused may be a rule that holds.
  if p_whole and v_import.refused = 0 and v_import.added + v_import.changed + v_import.unchanged + v_import.kept > 0 then
    update public.medicine_rules set valid_until = greatest(clock_timestamp(), valid_from), reason = 'Not in the newer table'
    where source = v_import.source and kind = 'interaction' and import_id is not null and import_id is distinct from p_import_id and valid_until is null;
    get diagnostics v_ended = row_count;
  end if;
  update public.rule_imports set finished_at = clock_timestamp(), ended = v_ended where id = p_import_id;
  return v_ended;
end
$$;

/* For the API: whoever loses the right while they wait for another import has done nothing. */

create function private.begin_rule_import(p_source text, p_version text, p_file_name text) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  perform private.require_permission('medicines.manage');
  v_id := private.open_rule_import(p_source, p_version, p_file_name);
  perform private.require_permission('medicines.manage');
  return v_id;
end
$$;

create function private.import_rules(p_import_id uuid, p_rows jsonb)
returns table (added integer, changed integer, unchanged integer, refused integer, kept integer)
language plpgsql security definer rows 1 set search_path = ''
as $$
begin
  perform private.require_permission('medicines.manage');
  return query select * from private.take_rule_lines(p_import_id, p_rows);
  perform private.require_permission('medicines.manage');
end
$$;

create function private.finish_rule_import(p_import_id uuid, p_whole boolean default false) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_ended integer;
begin
  perform private.require_permission('medicines.manage');
  v_ended := private.close_rule_import(p_import_id, p_whole);
  perform private.require_permission('medicines.manage');
  return v_ended;
end
$$;

select private.expose('begin_rule_import', '{authenticated}',
'Begins to read a table of interactions from a source, of a version; gives the import''s id. Needs medicines.manage (42501). Raises 22023 (hint: which).');
select private.expose('import_rules', '{authenticated}',
'Takes up to 2,000 lines of it: [{line, a, b, severity, text, text_es}], a and b names of substances or group:<id>, or {line, why} for a line that could
not be read; counts what became of them, `kept` those of rules the hospital has edited or ended. The same again changes nothing. Needs medicines.manage (42501). Raises 22023, PT404 not going on.');
select private.expose('preview_rules', '{authenticated}',
'What up to 1,000 lines of a table from a source would come to: added, changed, unchanged, kept (edited or ended by the hospital) or refused, and why.
Writes nothing. Needs medicines.manage (42501). Raises 22023.');
select private.expose('finish_rule_import', '{authenticated}',
'Ends an import; with p_whole the rules this source had before and that were not in the file end, unless a line of it was refused: gives how many. Needs medicines.manage (42501). Raises
PT404 not going on.');
