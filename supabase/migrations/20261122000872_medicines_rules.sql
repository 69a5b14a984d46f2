/*
 * What a prescription is checked by: rules about substances and groups of them, and how much of a substance is given. A rule is
 * never changed: an edit ends the row that held and writes the next version of it, so that a check names exactly what it went
 * by, and its history is the rows themselves.
 *
 * Kinds: allergy (to a; b is prescribed), duplicate (two of group a), interaction (a with b), pregnancy, lactation and renal
 * (a is prescribed; renal below an eGFR). Texts are the hospital's own words or those of a licensed table it imported.
 */
create table public.rule_imports (
  id          uuid primary key default gen_random_uuid(),
  source      text not null,
  version     text not null,
  file_name   text not null,
  started_by  uuid references public.staff on delete set null default private.current_staff_id(),
  started_at  timestamptz not null default now(),
  finished_at timestamptz,
  added       integer not null default 0,
  changed     integer not null default 0,
  unchanged   integer not null default 0,
  kept        integer not null default 0,
  ended       integer not null default 0,
  refused     integer not null default 0,
  refusals    jsonb not null default '[]',
  constraint rule_imports_source_length check (char_length(btrim(source)) between 2 and 120),
  constraint rule_imports_version_length check (char_length(btrim(version)) between 1 and 60),
  constraint rule_imports_file_name_length check (char_length(btrim(file_name)) between 1 and 200),
  constraint rule_imports_counts check (least(added, changed, unchanged, kept, ended, refused) >= 0),
  constraint rule_imports_refusals_list check (jsonb_typeof(refusals) = 'array')
);
comment on table public.rule_imports is 'Each table of interactions that was read, what it brought and what was refused.';
comment on column public.rule_imports.refusals is 'The first thousands: [{line, why, what}].';
comment on column public.rule_imports.kept is 'What the hospital has edited or ended, and the table does not bring back.';
create index rule_imports_started_at_idx on public.rule_imports (started_at desc, id desc);
create index rule_imports_started_by_idx on public.rule_imports (started_by);

create table public.medicine_rules (
  id             uuid primary key default gen_random_uuid(),
  rule_id        uuid not null default gen_random_uuid(),
  version        integer not null default 1,
  kind           text not null,
  substance_a    uuid references public.substances on delete restrict,
  group_a        text references public.substance_groups on delete restrict,
  substance_b    uuid references public.substances on delete restrict,
  group_b        text references public.substance_groups on delete restrict,
  below_egfr     smallint,
  severity       text not null,
  text           text not null,
  text_es        text not null,
  source         text not null,
  source_version text not null,
  hospital       boolean not null default false,
  ended_here     boolean not null default false,
  pair           text collate "C" generated always as (
    case when kind = 'interaction' then
      least(coalesce(substance_a::text, group_a), coalesce(substance_b::text, group_b)) || ' '
        || greatest(coalesce(substance_a::text, group_a), coalesce(substance_b::text, group_b))
    end
  ) stored,
  reason         text,
  valid_from     timestamptz not null default now(),
  valid_until    timestamptz,
  changed_by     uuid references public.staff on delete set null default private.current_staff_id(),
  import_id      uuid references public.rule_imports on delete set null,
  constraint medicine_rules_version_once unique (rule_id, version),
  constraint medicine_rules_kind_known check (kind in ('allergy', 'duplicate', 'interaction', 'pregnancy', 'lactation', 'renal')),
  constraint medicine_rules_a_given check (num_nonnulls(substance_a, group_a) = 1),
  constraint medicine_rules_b_of_pairs check (num_nonnulls(substance_b, group_b) = case when kind in ('allergy', 'interaction') then 1 else 0 end),
  constraint medicine_rules_duplicate_of_group check (kind <> 'duplicate' or group_a is not null),
  constraint medicine_rules_egfr_of_renal check ((kind = 'renal') = (below_egfr is not null)),
  constraint medicine_rules_egfr_range check (below_egfr between 5 and 120),
  constraint medicine_rules_severity_known check (severity in ('warn', 'block_until_reason')),
  constraint medicine_rules_text_length check (char_length(btrim(text)) between 3 and 600),
  constraint medicine_rules_text_es_length check (char_length(btrim(text_es)) between 3 and 600),
  constraint medicine_rules_source_length check (char_length(btrim(source)) between 2 and 120),
  constraint medicine_rules_source_version_length check (char_length(btrim(source_version)) between 1 and 60),
  constraint medicine_rules_reason_length check (char_length(btrim(reason)) between 3 and 300),
  constraint medicine_rules_order check (valid_from <= valid_until),
  constraint medicine_rules_ended_here_over check (not ended_here or valid_until is not null)
);
comment on table public.medicine_rules is 'Rules by which prescriptions are checked, each version of each; the one without valid_until holds.';
comment on column public.medicine_rules.rule_id is 'The rule, whatever its version.';
comment on column public.medicine_rules.hospital is 'The hospital''s own, and shown as that.';
comment on column public.medicine_rules.ended_here is 'A person ended it, and no table brings it back.';
comment on column public.medicine_rules.pair is 'The two an interaction is between, the same in either order.';
comment on column public.medicine_rules.reason is 'Why it was changed or ended.';
create unique index medicine_rules_one_holds on public.medicine_rules (rule_id) where valid_until is null;
create index medicine_rules_kind_idx on public.medicine_rules (kind) where valid_until is null;
create index medicine_rules_pair_idx on public.medicine_rules (pair);
create index medicine_rules_substance_a_idx on public.medicine_rules (substance_a);
create index medicine_rules_group_a_idx on public.medicine_rules (group_a);
create index medicine_rules_substance_b_idx on public.medicine_rules (substance_b);
create index medicine_rules_group_b_idx on public.medicine_rules (group_b);
create index medicine_rules_changed_by_idx on public.medicine_rules (changed_by);
create index medicine_rules_import_id_idx on public.medicine_rules (import_id);

/* How much of a substance is given, by route, age and weight. */
create table public.dose_ranges (
  id                uuid primary key default gen_random_uuid(),
  substance_id      uuid not null references public.substances on delete restrict,
  route             text not null,
  age_from_months   smallint not null default 0,
  age_until_months  smallint not null default 1800,
  weight_from_kg    numeric(5, 2) not null default 0,
  weight_until_kg   numeric(5, 2) not null default 500,
  unit              text not null,
  per_kg            boolean not null default false,
  min_dose          numeric(12, 4) not null,
  max_dose          numeric(12, 4) not null,
  max_daily         numeric(12, 4) not null,
  min_interval_days smallint,
  source            text not null,
  source_version    text not null,
  valid_from        timestamptz not null default now(),
  valid_until       timestamptz,
  changed_by        uuid references public.staff on delete set null default private.current_staff_id(),
  constraint dose_ranges_route_known check (route = any (private.medicine_routes())),
  constraint dose_ranges_unit_known check (unit = any (private.amount_units())),
  constraint dose_ranges_age_order check (0 <= age_from_months and age_from_months < age_until_months and age_until_months <= 1800),
  constraint dose_ranges_weight_order check (0 <= weight_from_kg and weight_from_kg < weight_until_kg and weight_until_kg <= 500),
  constraint dose_ranges_dose_order check (0 < min_dose and min_dose <= max_dose and max_dose <= max_daily),
  constraint dose_ranges_interval_range check (min_interval_days between 2 and 366),
  constraint dose_ranges_source_length check (char_length(btrim(source)) between 2 and 120),
  constraint dose_ranges_source_version_length check (char_length(btrim(source_version)) between 1 and 60),
  constraint dose_ranges_order check (valid_from <= valid_until),
  constraint dose_ranges_no_overlap exclude using gist (
    substance_id with =, route with =, int4range(age_from_months, age_until_months) with &&,
    numrange(weight_from_kg, weight_until_kg) with &&
  ) where (valid_until is null)
);
comment on table public.dose_ranges is 'The least and most of a substance at a time, and the most on a day. Of an age and weight one holds.';
comment on column public.dose_ranges.per_kg is 'Amounts are for each kilogram of the patient.';
comment on column public.dose_ranges.min_interval_days is 'Where it is not given every day: days from one dose to the next, at least.';
create index dose_ranges_substance_id_route_idx on public.dose_ranges (substance_id, route, valid_until);
create index dose_ranges_changed_by_idx on public.dose_ranges (changed_by);

alter table public.rule_imports enable row level security;
alter table public.medicine_rules enable row level security;
alter table public.dose_ranges enable row level security;
create policy rule_imports_select_managers on public.rule_imports for select to authenticated
  using ((select private.has_permission('medicines.manage')));
-- A licensed text is for those who work with it.
create policy medicine_rules_select_clinicians on public.medicine_rules for select to authenticated
  using ((select private.has_permission('charts.read')) or (select private.has_permission('medicines.manage')));
create policy dose_ranges_select_clinicians on public.dose_ranges for select to authenticated
  using ((select private.has_permission('charts.read')) or (select private.has_permission('medicines.manage')));
grant select on public.rule_imports, public.medicine_rules, public.dose_ranges to authenticated;

select private.audited('public.rule_imports', p_when => 'insert');
select private.audited('public.medicine_rules');
select private.audited('public.dose_ranges');
select private.keeps('{public.rule_imports,public.medicine_rules,public.dose_ranges}', 'Checks that were made name them');

/* Of what state of all rules a check was: counted on by whatever a check asks. */
create table private.rule_set (
  is_the_one boolean primary key default true,
  version    bigint not null default 1,
  changed_at timestamptz not null default now(),
  constraint rule_set_only_one check (is_the_one)
);
comment on table private.rule_set is 'One row: the number of the state of all rules, doses, groups and ingredients.';
insert into private.rule_set default values;
select private.keeps('{private.rule_set}', 'One row, which is counted on');

create function private.tg_rule_set__next() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update private.rule_set set version = version + 1, changed_at = clock_timestamp();
  return null;
end
$$;
create trigger medicine_rules_310_rule_set after insert or update of valid_until or delete on public.medicine_rules
  for each statement execute function private.tg_rule_set__next();
create trigger dose_ranges_310_rule_set after insert or update of valid_until or delete on public.dose_ranges
  for each statement execute function private.tg_rule_set__next();
create trigger substance_group_members_310_rule_set after insert or update or delete on public.substance_group_members
  for each statement execute function private.tg_rule_set__next();
create trigger substance_keys_310_rule_set after insert or update or delete on private.substance_keys
  for each statement execute function private.tg_rule_set__next();
create trigger medicine_ingredients_310_rule_set after insert or update or delete on public.medicine_ingredients
  for each statement execute function private.tg_rule_set__next();

create trigger medicine_rules_600_announce after insert or update on public.medicine_rules
  for each statement execute function private.tg_announce('medicines', 'medicines_changed');
create trigger dose_ranges_600_announce after insert or update on public.dose_ranges
  for each statement execute function private.tg_announce('medicines', 'medicines_changed');
create trigger rule_imports_600_announce after insert or update on public.rule_imports
  for each statement execute function private.tg_announce('medicines', 'medicines_changed');

/* Editing ----------------------------------------------------------------------------------------- */

/*
 * Writes a rule: a new one, or with p_rule_id the next version of it, where p_version is the one that was read.
 */
create function private.save_medicine_rule(
  p_rule_id uuid, p_version integer, p_kind text, p_severity text, p_text text, p_text_es text, p_source text, p_source_version text,
  p_substance_a uuid default null, p_group_a text default null, p_substance_b uuid default null, p_group_b text default null,
  p_below_egfr integer default null, p_reason text default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_rule public.medicine_rules;
  v_wrong constant text := case
    when coalesce(p_kind, '') not in ('allergy', 'duplicate', 'interaction', 'pregnancy', 'lactation', 'renal') then 'p_kind'
    when coalesce(p_severity, '') not in ('warn', 'block_until_reason') then 'p_severity'
    when char_length(btrim(coalesce(p_text, ''))) not between 3 and 600 then 'p_text'
    when char_length(btrim(coalesce(p_text_es, ''))) not between 3 and 600 then 'p_text_es'
    when char_length(btrim(coalesce(p_source, ''))) not between 2 and 120 then 'p_source'
    when char_length(btrim(coalesce(p_source_version, ''))) not between 1 and 60 then 'p_source_version'
    when num_nonnulls(p_substance_a, p_group_a) <> 1 or p_kind = 'duplicate' and p_group_a is null then 'p_a'
    when num_nonnulls(p_substance_b, p_group_b) <> case when p_kind in ('allergy', 'interaction') then 1 else 0 end then 'p_b'
    when (p_kind = 'renal') <> (p_below_egfr is not null) or p_below_egfr not between 5 and 120 then 'p_below_egfr'
    when p_substance_a is not null and not exists (select from public.substances where id = p_substance_a)
      or p_group_a is not null and not exists (select from public.substance_groups where id = p_group_a) then 'p_a'
    when p_substance_b is not null and not exists (select from public.substances where id = p_substance_b)
      or p_group_b is not null and not exists (select from public.substance_groups where id = p_group_b) then 'p_b'
    when p_rule_id is not null and char_length(btrim(coalesce(p_reason, ''))) not between 3 and 300 then 'p_reason'
  end;
begin
  perform private.require_permission('medicines.manage');
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'Missing, too long or not known', hint = v_wrong;
  end if;
  if p_rule_id is not null then
    -- Of whoever holds it now, so that two who edit it at once make two versions, or one is told.
    select * into v_rule from public.medicine_rules where rule_id = p_rule_id and valid_until is null for update;
    if v_rule.id is null then
      raise exception using errcode = 'PT404', message = 'There is no such rule, or it has ended', hint = 'p_rule_id';
    end if;
    perform private.require_version(p_version, v_rule.version, null);
    update public.medicine_rules set valid_until = greatest(clock_timestamp(), valid_from) where id = v_rule.id;
  end if;
  insert into public.medicine_rules (
    rule_id, version, kind, substance_a, group_a, substance_b, group_b, below_egfr, severity, text, text_es, source, source_version,
    hospital, reason, valid_from
  )
  values (
    coalesce(p_rule_id, gen_random_uuid()), coalesce(v_rule.version, 0) + 1, p_kind, p_substance_a, p_group_a, p_substance_b, p_group_b,
    p_below_egfr, p_severity, btrim(p_text), btrim(p_text_es), btrim(p_source), btrim(p_source_version), true,
    nullif(btrim(p_reason), ''), clock_timestamp()
  )
  returning * into v_rule;
  perform private.require_permission('medicines.manage');
  return v_rule.rule_id;
end
$$;

create function private.end_medicine_rule(p_rule_id uuid, p_version integer, p_reason text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_rule public.medicine_rules;
begin
  perform private.require_permission('medicines.manage');
  if char_length(btrim(coalesce(p_reason, ''))) not between 3 and 300 then
    raise exception using errcode = '22023', message = 'A reason is needed', hint = 'p_reason';
  end if;
  select * into v_rule from public.medicine_rules where rule_id = p_rule_id and valid_until is null for update;
  if v_rule.id is null then
    raise exception using errcode = 'PT404', message = 'There is no such rule, or it has ended', hint = 'p_rule_id';
  end if;
  perform private.require_version(p_version, v_rule.version, null);
  update public.medicine_rules
  set valid_until = greatest(clock_timestamp(), valid_from), ended_here = true, reason = btrim(p_reason), changed_by = private.current_staff_id()
  where id = v_rule.id;
  perform private.require_permission('medicines.manage');
end
$$;

/* Makes an older version hold again, as the next one: of a rule that holds, or of one that has ended. */
create function private.restore_medicine_rule(p_version_id uuid, p_version integer, p_reason text) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_old public.medicine_rules;
  v_last public.medicine_rules;
begin
  perform private.require_permission('medicines.manage');
  if char_length(btrim(coalesce(p_reason, ''))) not between 3 and 300 then
    raise exception using errcode = '22023', message = 'A reason is needed', hint = 'p_reason';
  end if;
  select * into v_old from public.medicine_rules where id = p_version_id;
  if v_old.id is null then
    raise exception using errcode = 'PT404', message = 'There is no such rule', hint = 'p_version_id';
  end if;
  -- Each version waits at the first one, which is always there.
  perform from public.medicine_rules where rule_id = v_old.rule_id and version = 1 for update;
  select * into v_last from public.medicine_rules where rule_id = v_old.rule_id order by version desc limit 1 for update;
  perform private.require_version(p_version, v_last.version, null);
  if v_old.id = v_last.id and v_last.valid_until is null then return v_old.rule_id; end if;
  update public.medicine_rules set valid_until = greatest(clock_timestamp(), valid_from) where id = v_last.id and valid_until is null;
  insert into public.medicine_rules (
    rule_id, version, kind, substance_a, group_a, substance_b, group_b, below_egfr, severity, text, text_es, source, source_version, hospital,
    reason, valid_from
  )
  values (
    v_old.rule_id, v_last.version + 1, v_old.kind, v_old.substance_a, v_old.group_a, v_old.substance_b, v_old.group_b, v_old.below_egfr,
    v_old.severity, v_old.text, v_old.text_es, v_old.source, v_old.source_version, true, btrim(p_reason), clock_timestamp()
  );
  perform private.require_permission('medicines.manage');
  return v_old.rule_id;
end
$$;

/* Writes how much of a substance is given; with p_id in place of that one, which ends. */
create function private.save_dose_range(
  p_id uuid, p_substance_id uuid, p_route text, p_unit text, p_per_kg boolean, p_min_dose numeric, p_max_dose numeric, p_max_daily numeric,
  p_source text, p_source_version text, p_age_from_months integer default 0, p_age_until_months integer default 1800,
  p_weight_from_kg numeric default 0, p_weight_until_kg numeric default 500, p_min_interval_days integer default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_wrong constant text := case
    when not exists (select from public.substances where id = p_substance_id) then 'p_substance_id'
    when not coalesce(p_route = any (private.medicine_routes()), false) then 'p_route'
    when not coalesce(p_unit = any (private.amount_units()), false) then 'p_unit'
    when (0 < p_min_dose and p_min_dose <= p_max_dose and p_max_dose <= 10000000) is not true then 'p_max_dose'
    when (p_max_dose <= p_max_daily and p_max_daily <= 10000000) is not true then 'p_max_daily'
    when (0 <= p_age_from_months and p_age_from_months < p_age_until_months and p_age_until_months <= 1800) is not true then 'p_age_until_months'
    when (0 <= p_weight_from_kg and p_weight_from_kg < p_weight_until_kg and p_weight_until_kg <= 500) is not true then 'p_weight_until_kg'
    when p_min_interval_days not between 2 and 366 then 'p_min_interval_days'
    when char_length(btrim(coalesce(p_source, ''))) not between 2 and 120 then 'p_source'
    when char_length(btrim(coalesce(p_source_version, ''))) not between 1 and 60 then 'p_source_version'
  end;
begin
  perform private.require_permission('medicines.manage');
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'Missing, too long or impossible', hint = v_wrong;
  end if;
  if p_id is not null then
    update public.dose_ranges set valid_until = greatest(clock_timestamp(), valid_from)
    where id = p_id and valid_until is null and substance_id = p_substance_id;
    -- Whoever edited it meanwhile ended this row.
    if not found then
      raise exception using errcode = 'LN009', message = 'Somebody else has changed this range', hint = 'p_id';
    end if;
  end if;
  insert into public.dose_ranges (
    substance_id, route, age_from_months, age_until_months, weight_from_kg, weight_until_kg, unit, per_kg, min_dose, max_dose, max_daily,
    min_interval_days, source, source_version, valid_from
  )
  values (
    p_substance_id, p_route, p_age_from_months, p_age_until_months, p_weight_from_kg, p_weight_until_kg, p_unit, coalesce(p_per_kg, false),
    p_min_dose, p_max_dose, p_max_daily, p_min_interval_days, btrim(p_source), btrim(p_source_version), clock_timestamp()
  )
  returning id into v_id;
  perform private.require_permission('medicines.manage');
  return v_id;
end
$$;

create function private.end_dose_range(p_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('medicines.manage');
  -- Ended twice is ended once.
  update public.dose_ranges set valid_until = coalesce(valid_until, greatest(clock_timestamp(), valid_from)) where id = p_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such range', hint = 'p_id';
  end if;
  perform private.require_permission('medicines.manage');
end
$$;

select private.expose('save_medicine_rule', '{authenticated}',
'Writes a rule prescriptions are checked by: kind allergy (to a, b prescribed), duplicate (two of group_a), interaction (a with b), pregnancy,
lactation or renal (a prescribed; p_below_egfr); severity warn or block_until_reason; a and b are each a substance or a group. p_rule_id null for a
new one, else p_version is the one that was read, p_reason says why, and what held ends. Gives the rule''s id. Needs medicines.manage (42501). Raises
22023 (hint: which), PT404, LN009 changed meanwhile.');
select private.expose('end_medicine_rule', '{authenticated}',
'Ends a rule for a reason. Needs medicines.manage (42501). Raises 22023, PT404 no such rule, or it has ended, LN009 changed meanwhile.');
select private.expose('restore_medicine_rule', '{authenticated}',
'Makes an older version of a rule (the id of its row) hold again, as the next version; p_version is the last one that was read. Gives the rule''s id.
Needs medicines.manage (42501). Raises 22023, PT404, LN009 changed meanwhile.');
select private.expose('save_dose_range', '{authenticated}',
'Writes how much of a substance is given by a route at an age (months) and weight (kg); p_id is one it takes the place of. Gives its id. Needs
medicines.manage (42501). Raises 22023 (hint: which), LN009 changed meanwhile, 23P01 on dose_ranges_no_overlap: another holds for some of it.');
select private.expose('end_dose_range', '{authenticated}',
'Ends a dose range; again does no harm. Needs medicines.manage (42501). Raises PT404.');
