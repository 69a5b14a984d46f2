/* Looking up medicines and editing their catalogue. Whoever has read an older version writes nothing (LN009). */

/* Medicines by what one types: each word begins a word of its name, or of a substance in it. */
create function private.search_medicines(p_query text, p_limit integer default 20, p_all boolean default false)
returns table (
  id uuid, name text, name_es text, form text, unit text, routes text[], mapped boolean, two_people boolean, active boolean,
  ingredients jsonb, uses bigint
)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
declare
  v_words constant text[] := (string_to_array(private.normalise_name(left(coalesce(p_query, ''), 80)), ' '))[1:5];
  v_patterns constant text[] := array(select '% ' || word || '%' from unnest(v_words) as word where word <> '');
begin
  if not (private.has_permission('charts.read') or private.has_permission('medicines.manage')) then
    raise exception using errcode = '42501', message = 'Not permitted: charts.read';
  end if;
  if cardinality(v_patterns) = 0 and not p_all then return; end if;
  return query
    select medicine.id, medicine.name, medicine.name_es, medicine.form, medicine.unit, medicine.routes, medicine.mapped, medicine.two_people,
      medicine.active, coalesce(made.ingredients, '[]'), coalesce(used.uses, 0)::bigint
    from public.medicines medicine
    left join lateral (
      select
        jsonb_agg(jsonb_build_object(
          'substance_id', substance.id, 'name', substance.name, 'name_es', substance.name_es, 'strength', ingredient.strength,
          'unit', ingredient.strength_unit
        ) order by ingredient.place) as ingredients,
        string_agg((
          select string_agg(key.key, '') from private.substance_keys key where key.substance_id = substance.id
        ), '') as keys
      from public.medicine_ingredients ingredient
      join public.substances substance on substance.id = ingredient.substance_id
      where ingredient.medicine_id = medicine.id
    ) made on true
    left join private.medicine_uses used on used.medicine_id = medicine.id and used.staff_id = private.current_staff_id()
    where (p_all or medicine.active) and medicine.name_key || coalesce(made.keys, '') like all (v_patterns)
    order by used.uses desc nulls last, (medicine.name_key like '_' || coalesce(v_words[1], '') || '%') desc, medicine.name, medicine.id
    limit least(greatest(coalesce(p_limit, 20), 1), 100);
end
$$;

/* How often a colleague prescribed a medicine: what they look for again comes first. */
create table private.medicine_uses (
  staff_id    uuid not null, -- no foreign key: a count, which nobody misses
  medicine_id uuid not null references public.medicines on delete cascade,
  uses        integer not null default 1,
  primary key (staff_id, medicine_id),
  constraint medicine_uses_uses_positive check (uses >= 1)
);
comment on table private.medicine_uses is 'How often somebody prescribed a medicine.';
create index medicine_uses_medicine_id_idx on private.medicine_uses (medicine_id);
select private.keeps('{private.medicine_uses}', 'A count for each medicine a colleague has prescribed');

/* What a form of names says wrong; null where nothing. */
create function private.wrong_names(p_name text, p_name_es text, p_synonyms text[], p_most integer) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return case
    when char_length(btrim(coalesce(p_name, ''))) not between 1 and p_most then 'p_name'
    when char_length(btrim(coalesce(p_name_es, ''))) not between 1 and p_most then 'p_name_es'
    when cardinality(p_synonyms) > 40 or exists (select from unnest(p_synonyms) as said where char_length(said) > 120) then 'p_synonyms'
  end;
end
$$;

create function private.save_substance_group(
  p_id text, p_version integer, p_name text, p_name_es text, p_synonyms text[] default '{}'
) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  v_group public.substance_groups;
  v_wrong constant text := case
    when coalesce(p_id, '') !~ '^[a-z][a-z0-9_]{1,39}$' then 'p_id'
    else private.wrong_names(p_name, p_name_es, p_synonyms, 120)
  end;
begin
  perform private.require_permission('medicines.manage');
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'Missing, too long or impossible', hint = v_wrong;
  end if;
  insert into public.substance_groups (id, name, name_es, synonyms)
  values (p_id, btrim(p_name), btrim(p_name_es), coalesce(p_synonyms, '{}')) on conflict do nothing;
  if not found or p_version is not null then
    select * into v_group from public.substance_groups where id = p_id for update;
    perform private.require_version(p_version, v_group.version, null);
    update public.substance_groups
    set name = btrim(p_name), name_es = btrim(p_name_es), synonyms = coalesce(p_synonyms, '{}'), version = version + 1
    where id = p_id;
  end if;
  perform private.require_permission('medicines.manage');
  perform private.keep_catalogue_version('group', p_id, (select version from public.substance_groups where id = p_id));
  return p_id;
end
$$;

create function private.save_substance(
  p_id uuid, p_version integer, p_name text, p_name_es text, p_synonyms text[] default '{}', p_groups text[] default '{}',
  p_active boolean default true
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid := p_id;
  v_substance public.substances;
  v_wrong constant text := case
    when exists (
      select from unnest(p_groups) as named where not exists (select from public.substance_groups where id = named)
    ) or cardinality(p_groups) > 30 then 'p_groups'
    else private.wrong_names(p_name, p_name_es, p_synonyms, 120)
  end;
begin
  perform private.require_permission('medicines.manage');
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'Missing, too long or not known', hint = v_wrong;
  end if;
  if v_id is null then
    insert into public.substances (name, name_es, synonyms, active)
    values (btrim(p_name), btrim(p_name_es), coalesce(p_synonyms, '{}'), coalesce(p_active, true)) returning id into v_id;
  else
    select * into v_substance from public.substances where id = v_id for update;
    if v_substance.id is null then
      raise exception using errcode = 'PT404', message = 'There is no such substance', hint = 'p_id';
    end if;
    perform private.require_version(p_version, v_substance.version, null);
    update public.substances set
      name = btrim(p_name), name_es = btrim(p_name_es), synonyms = coalesce(p_synonyms, '{}'), active = coalesce(p_active, true),
      version = version + 1
    where id = v_id;
  end if;
  perform private.require_permission('medicines.manage');
  delete from public.substance_group_members where substance_id = v_id and group_id <> all (coalesce(p_groups, '{}'));
  insert into public.substance_group_members (substance_id, group_id)
  select v_id, named from unnest(p_groups) as named order by named on conflict do nothing;
  perform private.keep_catalogue_version('substance', v_id::text, (select version from public.substances where id = v_id));
  return v_id;
end
$$;

create function private.save_medicine(
  p_id uuid, p_version integer, p_name text, p_name_es text, p_form text, p_unit text, p_routes text[], p_ingredients jsonb,
  p_complete boolean, p_two_people boolean default false, p_active boolean default true
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid := p_id;
  v_medicine public.medicines;
  v_mapped boolean;
  v_wrong text := case
    when not coalesce(p_form = any (private.medicine_forms()), false) then 'p_form'
    when not coalesce(p_unit = any (private.medicine_units()), false) then 'p_unit'
    when not coalesce(p_routes <@ private.medicine_routes() and cardinality(p_routes) between 1 and 8, false) then 'p_routes'
    when jsonb_typeof(p_ingredients) is distinct from 'array' or jsonb_array_length(p_ingredients) > 8 then 'p_ingredients'
    else private.wrong_names(p_name, p_name_es, '{}', 160)
  end;
begin
  perform private.require_permission('medicines.manage');
  if v_wrong is null and exists (
    select from jsonb_to_recordset(p_ingredients) as part (substance_id text, strength text, unit text)
    left join public.substances substance on pg_input_is_valid(part.substance_id, 'uuid') and substance.id::text = part.substance_id
    where substance.id is null or not pg_input_is_valid(part.strength, 'numeric(12,4)') or part.strength is null
      or part.strength::numeric not between 0.0001 and 10000000 or not coalesce(part.unit = any (private.amount_units()), false)
  ) then
    v_wrong := 'p_ingredients';
  end if;
  if v_wrong is null and (select count(distinct part ->> 'substance_id') from jsonb_array_elements(p_ingredients) part)
    <> jsonb_array_length(p_ingredients)
  then
    v_wrong := 'p_ingredients';
  end if;
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'Missing, too long or not known', hint = v_wrong;
  end if;
  -- Without an ingredient nothing is complete.
  v_mapped := coalesce(p_complete, false) and jsonb_array_length(p_ingredients) > 0;
  if v_id is null then
    insert into public.medicines (name, name_es, form, unit, routes, mapped, two_people, active)
    values (
      btrim(p_name), btrim(p_name_es), p_form, p_unit, p_routes, v_mapped, coalesce(p_two_people, false), coalesce(p_active, true)
    )
    returning id into v_id;
  else
    select * into v_medicine from public.medicines where id = v_id for update;
    if v_medicine.id is null then
      raise exception using errcode = 'PT404', message = 'There is no such medicine', hint = 'p_id';
    end if;
    perform private.require_version(p_version, v_medicine.version, null);
    update public.medicines set
      name = btrim(p_name), name_es = btrim(p_name_es), form = p_form, unit = p_unit, routes = p_routes, mapped = v_mapped,
      two_people = coalesce(p_two_people, false), active = coalesce(p_active, true), version = version + 1
    where id = v_id;
    delete from public.medicine_ingredients where medicine_id = v_id;
  end if;
  perform private.require_permission('medicines.manage');
  insert into public.medicine_ingredients (medicine_id, place, substance_id, strength, strength_unit)
  select v_id, place, (part ->> 'substance_id')::uuid, (part ->> 'strength')::numeric, part ->> 'unit'
  from jsonb_array_elements(p_ingredients) with ordinality as listed (part, place);
  perform private.keep_catalogue_version('medicine', v_id::text, (select version from public.medicines where id = v_id));
  return v_id;
end
$$;

create function private.medicine_coverage() returns table (medicines bigint, mapped bigint, with_doses bigint)
language plpgsql stable security definer rows 1 set search_path = ''
as $$
begin
  perform private.require_permission('medicines.manage');
  return query
    select count(*), count(*) filter (where medicine.mapped), count(*) filter (where medicine.mapped and not exists (
      select from public.medicine_ingredients ingredient
      where ingredient.medicine_id = medicine.id and not exists (
        select from public.dose_ranges range
        where range.substance_id = ingredient.substance_id and range.route = any (medicine.routes) and range.valid_until is null
      )
    ))
    from public.medicines medicine where medicine.active;
end
$$;

/* What the coverage lacks, by name: not mapped first. */
create function private.uncovered_medicines(p_limit integer default 200) returns table (id uuid, name text, name_es text, why text)
language plpgsql stable security definer rows 50 set search_path = ''
as $$
begin
  perform private.require_permission('medicines.manage');
  return query
    select medicine.id, medicine.name, medicine.name_es, case when medicine.mapped then 'no_range' else 'not_mapped' end
    from public.medicines medicine
    where medicine.active and (not medicine.mapped or exists (
      select from public.medicine_ingredients ingredient
      where ingredient.medicine_id = medicine.id and not exists (
        select from public.dose_ranges range
        where range.substance_id = ingredient.substance_id and range.route = any (medicine.routes) and range.valid_until is null
      )
    ))
    order by medicine.mapped, medicine.name, medicine.id
    limit least(greatest(coalesce(p_limit, 200), 1), 1000);
end
$$;

select private.expose('uncovered_medicines', '{authenticated}',
'Medicines in use that are not mapped, or of which an ingredient has no dose range by any of their routes. Needs medicines.manage (42501).');
select private.expose('search_medicines', '{authenticated}',
'Medicines by the beginnings of words of their names and substances; what the caller prescribes most comes first. With p_all also those out of use, and
without a query all. Needs charts.read or medicines.manage (42501).');
select private.expose('save_substance_group', '{authenticated}',
'Writes a group of substances; p_version is the one that was read, null for a new one. Gives its id. Needs medicines.manage (42501). Raises 22023
(hint: which), LN009 there is one of that id, or it has been changed.');
select private.expose('save_substance', '{authenticated}',
'Writes a substance and the groups it is of, all of them; p_id null for a new one. Gives its id. Needs medicines.manage (42501). Raises 22023 (hint:
which), PT404, LN009 changed meanwhile, 23505 on substances_name_once.');
select private.expose('save_medicine', '{authenticated}',
'Writes a medicine and its ingredients in order, all of them: p_ingredients [{substance_id, strength, unit}], of one p_unit of it; p_complete says that
nothing else is active in it. p_id null for a new one. Gives its id. Needs medicines.manage (42501). Raises 22023 (hint: which), PT404, LN009 changed
meanwhile, 23505 on medicines_name_once.');
select private.expose('medicine_coverage', '{authenticated}',
'How many medicines are in use, how many of them are mapped, and of how many all ingredients have a dose range. Needs medicines.manage (42501).');
