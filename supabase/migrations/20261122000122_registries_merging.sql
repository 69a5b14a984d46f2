/*
 * What becomes of the rows that point at a patient when two records turn out to be one person's: each domain says it of its
 * own tables (private.on_merge), and what of the rows of another table follows them by its foreign key.
 */

create table private.patient_references (
  table_name  text not null,
  column_name text not null default 'patient_id',
  on_merge    text not null,
  knowingly   text,
  function    text,
  primary key (table_name, column_name),
  constraint patient_references_on_merge_known check (on_merge in ('move', 'stay', 'refuse', 'drop', 'function')),
  constraint patient_references_knowingly_known check (knowingly is null or on_merge = 'refuse' and knowingly in ('move', 'function')),
  constraint patient_references_function_given check (('function' in (on_merge, coalesce(knowingly, ''))) = (function is not null)),
  constraint patient_references_function_form check (function ~ '^private\.[a-z0-9_]+$')
);
comment on table private.patient_references is 'For every foreign key to patients: what becomes of the rows when one record is put into another.';
comment on column private.patient_references.on_merge is 'move: they are the other record''s then · stay: they are about the old record · refuse: there must be none · drop: they are deleted · function: it is called as (p_from uuid, p_to uuid), before all others.';
comment on column private.patient_references.knowingly is 'What becomes of rows that are to be refused by the way, where somebody has compared the records and puts them together.';

/*
 *   select private.on_merge('{public.appointments,public.follow_ups}', 'move');
 *   select private.on_merge('{public.portal_links}', 'function', 'private.merge_portal_links');
 */
create function private.on_merge(
  p_tables regclass[], p_what text, p_function text default null, p_column text default 'patient_id', p_knowingly text default null
) returns void
language plpgsql set search_path = ''
as $$
begin
  if p_function is not null then perform (p_function || '(uuid, uuid)')::regprocedure; end if;
  insert into private.patient_references (table_name, column_name, on_merge, knowingly, function)
  select named::text, p_column, p_what, p_knowingly, p_function from unnest(p_tables) as named;
end
$$;

/* What a command locks before the record it writes about, so that whoever moves it to another record does as well. */
create table private.locked_before_records (
  locks text primary key,
  constraint locked_before_records_form check (locks ~ '^private\.[a-z0-9_]+$')
);
comment on table private.locked_before_records is 'What is locked before the patients whose records are put together.';
comment on column private.locked_before_records.locks is '`private.name(p_patient_ids uuid[]) returns void`.';
select private.keeps('{private.patient_references,private.locked_before_records}', 'Said by migrations alone');

/*
 * Does to everything that points at a patient what its domain has said. Raises 23514 `patient_references_refuse`, with
 * the table as the hint, where rows must stay with the record they were made for. p_knowingly: somebody has compared the
 * records. The caller holds both records' locks.
 */
create function private.merge_patient_references(p_from uuid, p_to uuid, p_knowingly boolean default false) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_reference private.patient_references;
  v_held boolean;
begin
  for v_reference in
    select table_name, column_name, what, knowingly, function from private.patient_references
    cross join lateral (select case when p_knowingly then coalesce(knowingly, on_merge) else on_merge end) as done (what)
    order by array_position(array['stay', 'function', 'refuse', 'move', 'drop'], what), private.merge_level(table_name), table_name, column_name
  loop
    case v_reference.on_merge
      when 'stay' then null;
      when 'function' then
        execute format('select %s($1, $2)', v_reference.function) using p_from, p_to;
      when 'refuse' then
        execute format('select exists (select from %s where %I = $1)', v_reference.table_name, v_reference.column_name)
        into v_held using p_from;
        if v_held then
          raise exception 'the record holds more than can be moved, constraint "patient_references_refuse"'
            using errcode = '23514', constraint = 'patient_references_refuse', hint = v_reference.table_name;
        end if;
      when 'move' then
        execute format('update %s set %I = $2 where %2$I = $1', v_reference.table_name, v_reference.column_name) using p_from, p_to;
      when 'drop' then
        execute format('delete from %s where %I = $1', v_reference.table_name, v_reference.column_name) using p_from;
    end case;
  end loop;
  perform private.take_over_sealed('patients', p_from, p_to);
end
$$;

/* Whether a row is another record's now, into which its own is being put, and nothing else of it changes. */
create function private.only_moved(p_old jsonb, p_new jsonb) returns boolean
language sql stable set search_path = ''
return coalesce(
  p_old - 'patient_id' = p_new - 'patient_id'
    and current_setting('lantern.record_moved', true) = (p_old ->> 'patient_id') || '>' || (p_new ->> 'patient_id'),
  false
);

/*
 * Whose rows follow those of two tables (`deferrable`), as what is given of a prescription on a ward, are for a while between
 * one record and the other: they are asked about when both have moved.
 */
create function private.ask_of_references(p_when text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  execute (
    select format('set constraints %s %s', string_agg(format('%s.%I', follows.connamespace::regnamespace, follows.conname), ', '), p_when)
    from pg_catalog.pg_constraint as follows
    where follows.contype = 'f' and follows.confupdtype = 'c' and follows.condeferrable
      and follows.conrelid::regclass::text in (select table_name from private.patient_references)
  );
end
$$;
