/*
 * Two records of one person, put together and taken apart again. Which they are is found in merges_finding.
 *
 * A merge does to each row that points at the record what its table has said (private.patient_references), and keeps a
 * journal of each row it moved, so that it can be undone: what was moved and is still there goes back, what came since
 * stays with the record that was kept. The other record is archived, and its number leads to the one that was kept.
 * Where a table says `refuse`, and nothing of merging knowingly, its rows stay with the record they were made for, so that
 * record is the one to keep.
 *
 * Lock order: schedules of the doctors, then of both records by id, then what commands lock before a record
 * (private.locked_before_records), then their rows by id, against everybody who points at them (`for update`): who is writing is waited for. Who begins to write meanwhile writes to the other record, and
 * private.settle_merges takes it along a minute later.
 */
create table public.patient_merges (
  id          uuid primary key default gen_random_uuid(),
  kept_id     uuid not null references public.patients on delete restrict,
  dropped_id  uuid not null references public.patients on delete restrict,
  reason      text not null,
  moved       jsonb not null default '{}', -- how many rows of which table
  merged_by   uuid references public.profiles on delete set null,
  merged_name text not null,
  merged_at   timestamptz not null default clock_timestamp(),
  undone_by   uuid references public.profiles on delete set null,
  undone_name text,
  undone_at   timestamptz,
  undo_reason text,
  constraint patient_merges_two check (kept_id <> dropped_id),
  constraint patient_merges_reason_length check (char_length(btrim(reason)) between 10 and 500),
  constraint patient_merges_undo_reason_length check (char_length(btrim(undo_reason)) between 10 and 500),
  constraint patient_merges_undone_wholly check (num_nulls(undone_at, undone_name, undo_reason) in (0, 3))
);
comment on table public.patient_merges is 'One record put into another, by whom and why; and taken out again. Written by merge_patients and undo_merge.';
create unique index patient_merges_dropped_once on public.patient_merges (dropped_id) where undone_at is null;
create index patient_merges_dropped_id_idx on public.patient_merges (dropped_id);
create index patient_merges_kept_id_idx on public.patient_merges (kept_id, merged_at desc);
create index patient_merges_merged_at_idx on public.patient_merges (merged_at desc, id desc);
create index patient_merges_merged_by_idx on public.patient_merges (merged_by);
create index patient_merges_undone_by_idx on public.patient_merges (undone_by);

create table private.merge_journal (
  merge_id    uuid not null references public.patient_merges on delete cascade,
  table_name  text not null,
  column_name text not null,
  key         jsonb not null,
  before      jsonb,
  after       jsonb,
  primary key (merge_id, table_name, column_name, key)
);
comment on table private.merge_journal is 'What a merge changed, row by row. `before` and `after` are the row as it was and as it became, where it was more than moved.';

alter table public.patient_merges enable row level security;
create policy patient_merges_select_mergers on public.patient_merges for select to authenticated
  using ((select private.has_permission('patients.merge')));
grant select on public.patient_merges to authenticated;

select private.define_permission('patients.merge', 'Put two records of one person together, and take them apart');
insert into private.topics (pattern, hear) values ('duplicates', $$private.has_permission('patients.merge')$$);
select private.audited('public.patient_merges', p_patient => 'kept_id');
select private.not_audited('private.merge_journal', 'Each row it tells of is in the log by itself');
select private.keeps('{public.patient_merges,private.merge_journal}', 'For as long as there are the records');
select private.no_work_of_patients('{public.patient_merges}', 'About the records themselves');
select private.on_merge('{public.patient_merges}', 'stay', p_column => 'kept_id');
select private.on_merge('{public.patient_merges}', 'stay', p_column => 'dropped_id');
select private.on_erasure('{public.patient_merges}', 'access', 'keep', '{"reason": "Erased with the record", "undo_reason": "Erased with the record"}', p_column => 'dropped_id');
select private.on_erasure('{public.patient_merges}', 'access', 'keep', '{"reason": "Erased with the record", "undo_reason": "Erased with the record"}', p_column => 'kept_id');
create trigger patient_merges_600_announce after insert or update on public.patient_merges
  for each row execute function private.tg_announce('duplicates', 'duplicates_changed');

/* Which record it is now ------------------------------------------------------------------------- */

/* The record a record was put into, and that one into, to the last; null for one that stands for itself. */
create function private.merged_into(p_patient_id uuid) returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_id uuid := p_patient_id;
  v_next uuid;
begin
  for i in 1 .. 20 loop
    select kept_id into v_next from public.patient_merges where dropped_id = v_id and undone_at is null;
    exit when not found;
    v_id := v_next;
  end loop;
  return nullif(v_id, p_patient_id);
end
$$;

create function private.kept_patient(p_patient_id uuid) returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_kept_id constant uuid := private.merged_into(p_patient_id);
begin
  if v_kept_id is null or not (private.has_permission('patients.read') or v_kept_id in (select private.current_patient_ids())) then
    return null;
  end if;
  return v_kept_id;
end
$$;

/* A record that was put into another is taken out of it, not restored. */
create function private.tg_patients__merged() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if private.merged_into(new.id) is not null then
    raise exception 'this record was put into another, constraint "patients_merged"' using errcode = '23514', constraint = 'patients_merged';
  end if;
  return new;
end
$$;
create trigger patients_110_merged before update of archived_at on public.patients
  for each row when (old.archived_at is not null and new.archived_at is null) execute function private.tg_patients__merged();

/* Putting together ------------------------------------------------------------------------------- */

/* A row's primary key as jsonb, in SQL; `moved` is the row. */
create function private.key_sql(p_table text) returns text
language sql stable set search_path = ''
return (
  select 'jsonb_build_object(' || string_agg(format('%L, moved.%I', attribute.attname, attribute.attname), ', ' order by attribute.attnum) || ')'
  from pg_catalog.pg_index as key
  join pg_catalog.pg_attribute as attribute on attribute.attrelid = key.indrelid and attribute.attnum = any (key.indkey)
  where key.indrelid = p_table::regclass and key.indisprimary
);

/* The same as a condition: that `moved` is the row of `journal.key`. */
create function private.same_key_sql(p_table text) returns text
language sql stable set search_path = ''
return (
  select string_agg(
    format('moved.%I = (journal.key ->> %L)::%s', attribute.attname, attribute.attname, format_type(attribute.atttypid, attribute.atttypmod)),
    ' and ' order by attribute.attnum
  )
  from pg_catalog.pg_index as key
  join pg_catalog.pg_attribute as attribute on attribute.attrelid = key.indrelid and attribute.attnum = any (key.indkey)
  where key.indrelid = p_table::regclass and key.indisprimary
);

/*
 * How many tables are moved before one, whose rows follow theirs with the patient in its foreign key (on update cascade).
 */
create function private.merge_level(p_table text) returns integer
language plpgsql stable security definer set search_path = ''
as $$
begin
  return coalesce((
    select max(1 + private.merge_level(follows.confrelid::regclass::text)) from pg_catalog.pg_constraint as follows
    where follows.conrelid = p_table::regclass and follows.contype = 'f' and follows.confupdtype = 'c'
      and follows.confrelid <> follows.conrelid and cardinality(follows.conkey) > 1
      and follows.confrelid::regclass::text in (
        select table_name from private.patient_references where 'move' in (on_merge, knowingly)
      )
  ), 0);
end
$$;

/* What becomes of the rows of each table where somebody puts two records together knowingly. */
create view private.knowing_references with (security_invoker = true) as
select table_name, column_name, coalesce(knowingly, on_merge) as on_merge, private.merge_level(table_name) as level
from private.patient_references;

/* {moves, holds}: how many rows of which table would go along, and how many keep a record from being put into another. */
create function private.merge_preview(p_drop uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_reference private.knowing_references;
  v_count integer;
  v_moves jsonb := '{}';
  v_holds jsonb := '{}';
begin
  perform private.require_permission('patients.merge');
  for v_reference in
    select * from private.knowing_references where on_merge in ('move', 'function', 'refuse') and table_name like 'public.%'
    order by table_name
  loop
    execute format('select count(*) from %s where %I = $1', v_reference.table_name, v_reference.column_name) into v_count using p_drop;
    continue when v_count = 0;
    if v_reference.on_merge = 'refuse' then
      v_holds := v_holds || jsonb_build_object(v_reference.table_name, v_count);
    else
      v_moves := v_moves || jsonb_build_object(v_reference.table_name, v_count);
    end if;
  end loop;
  return jsonb_build_object('moves', v_moves, 'holds', v_holds);
end
$$;

create function private.lock_records(p_one uuid, p_other uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_locks text;
begin
  perform private.lock_schedules(
    array(select distinct doctor_id from public.appointments where patient_id in (p_one, p_other) and ends_at > now()), least(p_one, p_other), null
  );
  perform private.lock_schedules(null, greatest(p_one, p_other), null);
  for v_locks in select locks from private.locked_before_records order by locks loop
    execute format('select %s($1)', v_locks) using array[p_one, p_other];
  end loop;
  perform from public.patients where id in (p_one, p_other) order by id for update;
end
$$;

create function private.journal_merge(p_merge_id uuid, p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_reference private.knowing_references;
begin
  for v_reference in select * from private.knowing_references where on_merge in ('move', 'function') loop
    execute format(
      'insert into private.merge_journal (merge_id, table_name, column_name, key, before)
      select $1, %L, %L, %s, %s from %s as moved where moved.%I = any ($2)',
      v_reference.table_name, v_reference.column_name, private.key_sql(v_reference.table_name),
      case v_reference.on_merge when 'move' then 'null' else 'to_jsonb(moved)' end, v_reference.table_name, v_reference.column_name
    ) using p_merge_id, case v_reference.on_merge when 'move' then array[p_from] else array[p_from, p_to] end;
  end loop;
  insert into private.merge_journal (merge_id, table_name, column_name, key, before)
  select p_merge_id, 'public.patients', 'id', jsonb_build_object('id', id), to_jsonb(patients) from public.patients where id in (p_from, p_to);
end
$$;

create function private.journal_after(p_merge_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_table text;
begin
  for v_table in
    select distinct table_name from private.merge_journal
    where merge_id = p_merge_id and before is not null and table_name <> 'public.patients'
  loop
    execute format(
      'update private.merge_journal as journal set after = to_jsonb(moved) from %1$s as moved
      where journal.merge_id = $1 and journal.table_name = %1$L and %2$s',
      v_table, private.same_key_sql(v_table)
    ) using p_merge_id;
  end loop;
end
$$;

create function private.merge_patients(p_keep uuid, p_drop uuid, p_reason text) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_kept public.patients;
  v_dropped public.patients;
  v_merge_id uuid;
begin
  perform private.require_permission('patients.merge');
  perform private.require_step_up();
  if p_keep is null or p_drop is null or p_keep = p_drop then
    raise exception 'two records are needed' using errcode = '22023', hint = 'p_drop';
  end if;
  if p_reason is null or char_length(btrim(p_reason)) not between 10 and 500 then
    raise exception 'a reason of 10 to 500 characters is needed' using errcode = '22023', hint = 'p_reason';
  end if;
  perform private.lock_records(p_keep, p_drop);
  perform private.require_permission('patients.merge');
  select * into v_kept from public.patients where id = p_keep;
  select * into v_dropped from public.patients where id = p_drop;
  if v_kept.id is null or v_dropped.id is null then
    raise exception 'no such patient' using errcode = 'PT404', hint = case when v_kept.id is null then 'p_keep' else 'p_drop' end;
  end if;
  if v_kept.archived_at is not null or v_dropped.archived_at is not null then
    raise exception 'one of them is archived' using errcode = 'LN030', hint = 'archived';
  end if;
  if (v_kept.deceased_at is null) <> (v_dropped.deceased_at is null) then
    raise exception 'one of them has died' using errcode = 'LN030', hint = 'deceased';
  end if;

  insert into public.patient_merges (kept_id, dropped_id, reason, merged_by, merged_name)
  select p_keep, p_drop, btrim(p_reason), auth.uid(), coalesce(staff.full_name, profile.full_name, '')
  from public.profiles profile left join public.staff on staff.user_id = profile.id where profile.id = auth.uid()
  returning id into v_merge_id;
  perform private.journal_merge(v_merge_id, p_drop, p_keep);
  perform set_config('lantern.record_moved', p_drop || '>' || p_keep, true);
  perform private.ask_of_references('deferred');
  perform private.merge_patient_references(p_drop, p_keep, p_knowingly => true);
  perform private.ask_of_references('immediate');
  -- One's own account goes along, unless the kept record has one.
  insert into public.portal_links (user_id, patient_id, relationship, proof, linked_by)
  select own.user_id, p_keep, own.relationship, own.proof, own.linked_by
  from private.merge_journal as journal cross join lateral jsonb_populate_record(null::public.portal_links, journal.before) as own
  where journal.merge_id = v_merge_id and journal.table_name = 'public.portal_links'
    and own.patient_id = p_drop and own.relationship = 'self'
    and not exists (select from public.portal_links where patient_id = p_keep and relationship = 'self')
  on conflict do nothing;
  perform private.journal_after(v_merge_id);
  perform set_config('lantern.record_moved', '', true);
  update public.patient_merges set moved = coalesce((
    select jsonb_object_agg(table_name, rows) from (
      select table_name, count(*) as rows from private.merge_journal
      where merge_id = v_merge_id and table_name like 'public.%' and table_name <> 'public.patients'
        and coalesce(before ->> column_name, p_drop::text) = p_drop::text
      group by table_name
    ) as counted
  ), '{}') where id = v_merge_id;
  -- What the one does not say the other may: how to reach them, above all.
  update public.patients set
    phone = coalesce(phone, v_dropped.phone),
    phone_extension = case when phone is null then v_dropped.phone_extension else phone_extension end,
    phone_without_sms = case when phone is null then v_dropped.phone_without_sms else phone_without_sms end,
    email = coalesce(email, v_dropped.email),
    address_line = coalesce(address_line, v_dropped.address_line),
    city = coalesce(city, v_dropped.city),
    postal_code = coalesce(postal_code, v_dropped.postal_code),
    country = coalesce(country, v_dropped.country),
    preferred_language = coalesce(preferred_language, v_dropped.preferred_language)
  where id = p_keep;
  update public.patients set archived_at = now(), archived_reason = 'Merged into ' || v_kept.mrn where id = p_drop;
  return v_merge_id;
end
$$;

/* Taking apart ----------------------------------------------------------------------------------- */

/* Gives the rows of a table back that a merge moved, as far as they are still where it left them. */
create function private.move_back(p_merge public.patient_merges, p_table text, p_column text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  execute format(
    'update %1$s as moved set %2$I = $2 from private.merge_journal as journal
    where journal.merge_id = $1 and journal.table_name = %1$L and journal.column_name = %2$L and moved.%2$I = $3 and %3$s',
    p_table, p_column, private.same_key_sql(p_table)
  ) using p_merge.id, p_merge.dropped_id, p_merge.kept_id;
end
$$;

/*
 * The same for a table whose domain put its rows together itself: what it changed and nobody has since is as it was, what
 * the one record had and is gone is written again, and what the other got by it goes.
 */
create function private.write_back(p_merge public.patient_merges, p_table text, p_column text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_columns constant text := (
    select string_agg(quote_ident(attname), ', ' order by attnum) from pg_catalog.pg_attribute
    where attrelid = p_table::regclass and attnum > 0 and not attisdropped and attgenerated = ''
  );
  v_id uuid;
  v_was constant text := (
    select string_agg('was.' || quote_ident(attname), ', ' order by attnum) from pg_catalog.pg_attribute
    where attrelid = p_table::regclass and attnum > 0 and not attisdropped and attgenerated = ''
  );
begin
  -- What goes away first: until then it may be in the way of what stays.
  foreach v_id in array array[p_merge.dropped_id, p_merge.kept_id] loop
    execute format(
      'update %1$s as moved set (%2$s) = row (%3$s) from private.merge_journal as journal
      cross join lateral jsonb_populate_record(null::%1$s, journal.before) as was
      where journal.merge_id = $1 and journal.table_name = %1$L and journal.before ->> %5$L = $2::text
        and journal.before <> journal.after and to_jsonb(moved) = journal.after and %4$s',
      p_table, v_columns, v_was, private.same_key_sql(p_table), p_column
    ) using p_merge.id, v_id;
  end loop;
  execute format(
    'delete from %1$s as moved using private.merge_journal as own
    cross join lateral (select own.key || jsonb_build_object(%2$L, $2) as key) as journal
    where own.merge_id = $1 and own.table_name = %1$L and own.column_name = %2$L and own.key ->> %2$L = $3::text and %3$s
      and not exists (select from private.merge_journal as had where had.merge_id = $1 and had.table_name = %1$L and had.key = journal.key)',
    p_table, p_column, private.same_key_sql(p_table)
  ) using p_merge.id, p_merge.kept_id, p_merge.dropped_id;
  execute format(
    'insert into %1$s (%3$s) overriding system value
    select %3$s from private.merge_journal as journal
    cross join lateral jsonb_populate_record(null::%1$s, journal.before) as was
    where journal.merge_id = $1 and journal.table_name = %1$L and journal.column_name = %2$L and journal.before ->> %2$L = $2::text
      -- What is there is not offered again: its table might refuse it, as it is now.
      and not exists (select from %1$s as moved where %4$s)
    on conflict do nothing',
    p_table, p_column, v_columns, private.same_key_sql(p_table)
  ) using p_merge.id, p_merge.dropped_id;
end
$$;

create function private.undo_merge(p_merge_id uuid, p_reason text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_merge public.patient_merges;
  v_reference record;
  v_was public.patients;
  v_got public.patients;
begin
  perform private.require_permission('patients.merge');
  perform private.require_step_up();
  if p_reason is null or char_length(btrim(p_reason)) not between 10 and 500 then
    raise exception 'a reason of 10 to 500 characters is needed' using errcode = '22023', hint = 'p_reason';
  end if;
  select * into v_merge from public.patient_merges where id = p_merge_id;
  if not found then
    raise exception 'no such merge' using errcode = 'PT404', hint = 'p_merge_id';
  end if;
  perform private.lock_records(v_merge.kept_id, v_merge.dropped_id);
  perform private.require_permission('patients.merge');
  select * into v_merge from public.patient_merges where id = p_merge_id for update;
  if v_merge.undone_at is not null then
    raise exception 'that was undone' using errcode = 'LN031', hint = 'undone';
  end if;
  if exists (select from public.patients where id = v_merge.kept_id and archived_at is not null) then
    raise exception 'the record that was kept is archived' using errcode = 'LN031', hint = 'archived';
  end if;

  update public.patient_merges set
    undone_by = auth.uid(), undone_at = clock_timestamp(), undo_reason = btrim(p_reason),
    undone_name = (
      select coalesce(staff.full_name, profile.full_name, '')
      from public.profiles profile left join public.staff on staff.user_id = profile.id where profile.id = auth.uid()
    )
  where id = p_merge_id;
  update public.patients set archived_at = null, archived_reason = null where id = v_merge.dropped_id;

  select was.* into v_was from private.merge_journal as journal cross join lateral jsonb_populate_record(null::public.patients, journal.before) as was
  where journal.merge_id = p_merge_id and journal.table_name = 'public.patients' and was.id = v_merge.kept_id;
  select was.* into v_got from private.merge_journal as journal cross join lateral jsonb_populate_record(null::public.patients, journal.before) as was
  where journal.merge_id = p_merge_id and journal.table_name = 'public.patients' and was.id = v_merge.dropped_id;
  -- What it was lent it gives back, unless somebody has changed it since.
  update public.patients set
    phone = case when v_was.phone is null and phone = v_got.phone then null else phone end,
    phone_extension = case when v_was.phone is null and phone = v_got.phone then null else phone_extension end,
    phone_without_sms = case when v_was.phone is null and phone = v_got.phone then null else phone_without_sms end,
    email = case when v_was.email is null and email = v_got.email then null else email end,
    address_line = case when v_was.address_line is null and address_line = v_got.address_line then null else address_line end,
    city = case when v_was.city is null and city = v_got.city then null else city end,
    postal_code = case when v_was.postal_code is null and postal_code = v_got.postal_code then null else postal_code end,
    country = case when v_was.country is null and country = v_got.country then null else country end,
    preferred_language = case
      when v_was.preferred_language is null and preferred_language = v_got.preferred_language then null else preferred_language
    end
  where id = v_merge.kept_id;
  if v_was.national_id_sealed_at is null and v_got.national_id_sealed_at is not null then
    perform private.take_over_sealed('patients', v_merge.kept_id, v_merge.dropped_id);
  end if;

  perform set_config('lantern.record_moved', v_merge.kept_id || '>' || v_merge.dropped_id, true);
  perform private.ask_of_references('deferred');
  for v_reference in
    select * from private.knowing_references where on_merge in ('move', 'function')
      and exists (select from private.merge_journal where merge_id = p_merge_id and merge_journal.table_name = knowing_references.table_name)
    order by on_merge desc, level, table_name
  loop
    if v_reference.on_merge = 'move' then
      perform private.move_back(v_merge, v_reference.table_name, v_reference.column_name);
    else
      perform private.write_back(v_merge, v_reference.table_name, v_reference.column_name);
    end if;
  end loop;
  perform private.ask_of_references('immediate');
  perform set_config('lantern.record_moved', '', true);
end
$$;

/* What was being written to the other record while it was put away goes along after all; nobody begins later than the longest statement. */
create function private.settle_merges() returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_merge public.patient_merges;
  v_reference private.knowing_references;
begin
  for v_merge in select * from public.patient_merges where undone_at is null and merged_at > clock_timestamp() - interval '1 hour' loop
    perform private.lock_records(v_merge.kept_id, v_merge.dropped_id);
    continue when private.merged_into(v_merge.dropped_id) is distinct from v_merge.kept_id;
    perform set_config('lantern.record_moved', v_merge.dropped_id || '>' || v_merge.kept_id, true);
    perform private.ask_of_references('deferred');
    for v_reference in select * from private.knowing_references where on_merge = 'move' order by level loop
      execute format('update %1$s set %2$I = $2 where %2$I = $1', v_reference.table_name, v_reference.column_name)
      using v_merge.dropped_id, v_merge.kept_id;
    end loop;
    perform private.ask_of_references('immediate');
    perform set_config('lantern.record_moved', '', true);
  end loop;
end
$$;
select private.schedule('settle_merges', '* * * * *', 'private.settle_merges', 'Takes along what was being written to a record while it was merged');

select private.expose('merge_preview', '{authenticated}',
  '{moves, holds}: by table, how many rows would go along with a record, and how many keep it from being put into another. Needs patients.merge (42501).');
select private.expose('merge_patients', '{authenticated}',
  'Puts one record (p_drop) into another of the same person (p_keep) and archives it; gives the merge''s id. Needs patients.merge (42501) and a step up (LN029). Raises LN030 one of them is archived (hint archived) or has died and the other has not (hint deceased), 23514 patient_references_refuse with the table whose rows stay as the hint, 23505 (admissions_one_open: admitted under both) or 23P01 where both have what there can be once, 22023, PT404.');
select private.expose('undo_merge', '{authenticated}',
  'Takes a record out of another again: what was moved goes back, what came since stays. Needs patients.merge (42501) and a step up (LN029). Raises LN031 it was undone already (hint undone), or the record that was kept is archived (hint archived); 22023, PT404.');
select private.expose('kept_patient', '{authenticated}',
  'The record that a record was put into, for who may find patients or whose it is; null otherwise.');
