/*
 * The core of the catalogue: substances by their international names, the groups they belong to, and the medicines that have
 * them in so much strength. What a pharmacy buys and has in stock are its own items, each of which is one of these medicines.
 *
 * A medicine is mapped when all that is active in it is named here. One that is not can be prescribed, and no check says that
 * it is clear: what is not known is told (`not_covered`). Nothing here is deleted; it goes out of use. Each state a row had is
 * kept, so that it can be read what was known when something was prescribed.
 */

/* Words of this room, each list once. */
create function private.medicine_routes() returns text[] language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return array[
    'oral', 'sublingual', 'buccal', 'intravenous', 'intramuscular', 'subcutaneous', 'intradermal', 'inhaled', 'nasal', 'ophthalmic',
    'otic', 'topical', 'transdermal', 'rectal', 'vaginal', 'epidural'
  ];
end
$$;
create function private.medicine_forms() returns text[] language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return array[
    'tablet', 'modified_release', 'capsule', 'oral_liquid', 'sachet', 'injection', 'inhaler', 'nebuliser', 'eye_drops', 'ear_drops',
    'nasal_spray', 'cream', 'patch', 'suppository', 'pessary', 'sublingual_tablet'
  ];
end
$$;
/* What a medicine is counted by: one of it has the strength of its ingredients. */
create function private.medicine_units() returns text[] language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return array['tablet', 'capsule', 'mL', 'sachet', 'ampoule', 'vial', 'puff', 'drop', 'application', 'patch', 'suppository', 'pessary'];
end
$$;
/* Amounts of a substance, written as UCUM has them. Of these only masses are converted into one another. */
create function private.amount_units() returns text[] language plpgsql immutable parallel safe set search_path = ''
as $$ begin return array['ug', 'mg', 'g', '[iU]', 'mmol', 'mL']; end $$;
/* How many milligrams one of a unit is; null of what is no mass. */
create function private.milligrams(p_unit text) returns numeric language plpgsql immutable parallel safe set search_path = ''
as $$ begin return case p_unit when 'ug' then 0.001 when 'mg' then 1 when 'g' then 1000 end; end $$;
/* An amount in another unit; null where there is no rule for it, which is never taken for nought. */
create function private.convert_amount(p_amount numeric, p_from text, p_to text) returns numeric
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return case when p_from = p_to then p_amount else p_amount * private.milligrams(p_from) / private.milligrams(p_to) end;
end
$$;
grant execute on function
  private.medicine_routes(), private.medicine_forms(), private.medicine_units(), private.amount_units()
  to authenticated, service_role;

create table public.substance_groups (
  id       text primary key,
  name     text not null,
  name_es  text not null,
  synonyms text[] not null default '{}',
  version  integer not null default 1,
  constraint substance_groups_id_form check (id ~ '^[a-z][a-z0-9_]{1,39}$'),
  constraint substance_groups_name_length check (char_length(btrim(name)) between 1 and 120),
  constraint substance_groups_name_es_length check (char_length(btrim(name_es)) between 1 and 120),
  constraint substance_groups_synonyms_count check (cardinality(synonyms) <= 40)
);
comment on table public.substance_groups is 'Substances that are alike to some rule: by what they are, do, or cause allergies to.';
comment on column public.substance_groups.synonyms is 'What an allergy to it may be called, in any language.';

create table public.substances (
  id       uuid primary key default gen_random_uuid(),
  name     text not null,
  name_es  text not null,
  synonyms text[] not null default '{}',
  active   boolean not null default true,
  version  integer not null default 1,
  constraint substances_name_length check (char_length(btrim(name)) between 1 and 120),
  constraint substances_name_es_length check (char_length(btrim(name_es)) between 1 and 120),
  constraint substances_synonyms_count check (cardinality(synonyms) <= 40)
);
comment on table public.substances is 'What is active in medicines, by its international name.';
create unique index substances_name_once on public.substances (lower(btrim(name)));

create table public.substance_group_members (
  substance_id uuid not null references public.substances on delete restrict,
  group_id     text not null references public.substance_groups on delete restrict,
  primary key (substance_id, group_id)
);
comment on table public.substance_group_members is 'Which substances are of which groups.';
create index substance_group_members_group_id_idx on public.substance_group_members (group_id);

create table public.medicines (
  id        uuid primary key default gen_random_uuid(),
  name      text not null,
  name_es   text not null,
  form      text not null,
  unit      text not null,
  routes    text[] not null,
  mapped    boolean not null default false,
  two_people boolean not null default false,
  active    boolean not null default true,
  version   integer not null default 1,
  name_key  text collate "C" not null generated always as (' ' || private.normalise_name(name || ' ' || name_es) || ' ') stored,
  constraint medicines_name_length check (char_length(btrim(name)) between 1 and 160),
  constraint medicines_name_es_length check (char_length(btrim(name_es)) between 1 and 160),
  constraint medicines_form_known check (form = any (private.medicine_forms())),
  constraint medicines_unit_known check (unit = any (private.medicine_units())),
  constraint medicines_routes_known check (routes <@ private.medicine_routes() and cardinality(routes) between 1 and 8)
);
comment on table public.medicines is 'What is prescribed: a form of some substances, whoever makes it.';
comment on column public.medicines.unit is 'What it is counted by; ingredients say how much of each is in one of it.';
comment on column public.medicines.mapped is 'All that is active in it is among its ingredients. Otherwise nothing about it can be checked.';
comment on column public.medicines.two_people is 'A second person looks on when it is given.';
create unique index medicines_name_once on public.medicines (lower(btrim(name)));

create table public.medicine_ingredients (
  medicine_id   uuid not null references public.medicines on delete restrict,
  place         smallint not null,
  substance_id  uuid not null references public.substances on delete restrict,
  strength      numeric(12, 4) not null,
  strength_unit text not null,
  primary key (medicine_id, place),
  constraint medicine_ingredients_once unique (medicine_id, substance_id),
  constraint medicine_ingredients_place_range check (place between 1 and 8),
  constraint medicine_ingredients_strength_positive check (strength > 0),
  constraint medicine_ingredients_strength_unit_known check (strength_unit = any (private.amount_units()))
);
comment on table public.medicine_ingredients is 'How much of a substance is in one tablet, millilitre, puff… of a medicine.';
create index medicine_ingredients_substance_id_idx on public.medicine_ingredients (substance_id);

/* What each row of the catalogue was before, and who changed it. */
create table public.catalogue_versions (
  kind       text not null,
  item       text not null,
  version    integer not null,
  content    jsonb not null,
  changed_at timestamptz not null default clock_timestamp(),
  changed_by uuid references public.staff on delete set null default private.current_staff_id(),
  primary key (kind, item, version),
  constraint catalogue_versions_kind_known check (kind in ('group', 'substance', 'medicine'))
);
comment on table public.catalogue_versions is 'Each state of a group, substance or medicine, from the first on.';
create index catalogue_versions_changed_by_idx on public.catalogue_versions (changed_by);

alter table public.substance_groups enable row level security;
alter table public.substances enable row level security;
alter table public.substance_group_members enable row level security;
alter table public.medicines enable row level security;
alter table public.medicine_ingredients enable row level security;
alter table public.catalogue_versions enable row level security;
-- What a medicine is is no secret: patients read what they take.
create policy substance_groups_select_everybody on public.substance_groups for select to authenticated using (true);
create policy substances_select_everybody on public.substances for select to authenticated using (true);
create policy substance_group_members_select_everybody on public.substance_group_members for select to authenticated using (true);
create policy medicines_select_everybody on public.medicines for select to authenticated using (true);
create policy medicine_ingredients_select_everybody on public.medicine_ingredients for select to authenticated using (true);
create policy catalogue_versions_select_managers on public.catalogue_versions for select to authenticated
  using ((select private.has_permission('medicines.manage')));
grant select on
  public.substance_groups, public.substances, public.substance_group_members, public.medicines, public.medicine_ingredients,
  public.catalogue_versions
  to authenticated;

select private.define_permission('medicines.manage', 'Keep the medicines, their substances and the rules they are checked by', '{pharmacist}');
select private.audited('public.substance_groups');
select private.audited('public.substances');
select private.audited('public.substance_group_members', 'substance_id, group_id');
select private.audited('public.medicines');
select private.audited('public.medicine_ingredients', 'medicine_id, place');
select private.not_audited('public.catalogue_versions', 'A log itself, of rows that are in the log as well');
select private.keeps(
  '{public.substance_groups,public.substances,public.substance_group_members,public.medicines,public.medicine_ingredients,public.catalogue_versions}',
  'What was prescribed is read for as long as there is the record'
);

/* Every name under which an allergy may mean a substance or a group. */
create table private.substance_keys (
  key          text collate "C" not null,
  substance_id uuid references public.substances on delete cascade,
  group_id     text references public.substance_groups on delete cascade,
  constraint substance_keys_of_one check (num_nonnulls(substance_id, group_id) = 1)
);
comment on table private.substance_keys is 'Names and synonyms as they are compared: without accents, in small letters, a space on either side.';
create index substance_keys_substance_id_idx on private.substance_keys (substance_id);
create index substance_keys_group_id_idx on private.substance_keys (group_id);
select private.keeps('{private.substance_keys}', 'Names of the catalogue, kept in step by triggers');

create function private.tg_substances__keys() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_table_name = 'substances' then
    delete from private.substance_keys where substance_id = new.id;
    insert into private.substance_keys (key, substance_id)
    select distinct ' ' || private.normalise_name(said) || ' ', new.id
    from unnest(array[new.name, new.name_es] || new.synonyms) as said where private.normalise_name(said) <> '';
  else
    delete from private.substance_keys where group_id = new.id;
    insert into private.substance_keys (key, group_id)
    select distinct ' ' || private.normalise_name(said) || ' ', new.id
    from unnest(array[new.name, new.name_es] || new.synonyms) as said where private.normalise_name(said) <> '';
  end if;
  return null;
end
$$;
create trigger substances_300_keys after insert or update of name, name_es, synonyms on public.substances
  for each row execute function private.tg_substances__keys();
create trigger substance_groups_300_keys after insert or update of name, name_es, synonyms on public.substance_groups
  for each row execute function private.tg_substances__keys();

insert into private.topics (pattern, hear) values ('medicines', $$private.has_permission('medicines.manage')$$);
create trigger substances_600_announce after insert or update on public.substances
  for each statement execute function private.tg_announce('medicines', 'medicines_changed');
create trigger substance_groups_600_announce after insert or update on public.substance_groups
  for each statement execute function private.tg_announce('medicines', 'medicines_changed');
create trigger medicines_600_announce after insert or update on public.medicines
  for each statement execute function private.tg_announce('medicines', 'medicines_changed');

/* Keeps a state of the catalogue's row as it is now. Called when all of it is written. */
create function private.keep_catalogue_version(p_kind text, p_item text, p_version integer) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.catalogue_versions (kind, item, version, content)
  values (p_kind, p_item, p_version, case p_kind
    when 'group' then (
      select jsonb_build_object('name', name, 'name_es', name_es, 'synonyms', synonyms) from public.substance_groups where id = p_item
    )
    when 'substance' then (
      select jsonb_build_object('name', name, 'name_es', name_es, 'synonyms', synonyms, 'active', active, 'groups', (
        select coalesce(jsonb_agg(group_id order by group_id), '[]') from public.substance_group_members where substance_id = substance.id
      ))
      from public.substances substance where id = p_item::uuid
    )
    else (
      select jsonb_build_object(
        'name', name, 'name_es', name_es, 'form', form, 'unit', unit, 'routes', routes, 'mapped', mapped, 'two_people', two_people,
        'active', active, 'ingredients', (
          select coalesce(jsonb_agg(jsonb_build_object(
            'substance', substance.name, 'strength', ingredient.strength, 'unit', ingredient.strength_unit
          ) order by ingredient.place), '[]')
          from public.medicine_ingredients ingredient join public.substances substance on substance.id = ingredient.substance_id
          where ingredient.medicine_id = medicine.id
        )
      )
      from public.medicines medicine where id = p_item::uuid
    )
  end);
end
$$;
