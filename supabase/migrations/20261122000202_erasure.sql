/*
 * What lawful erasure does to what is kept of a patient. Each domain says it of its own tables, as of merging; that
 * somebody forgot is found by tests/support/checks.ts. How it is asked for, decided and done: *_erasures.sql.
 */
create table private.patient_erasure (
  table_name  text not null,
  column_name text not null default 'patient_id',
  kind        text not null,
  on_erasure  text not null,
  blanks      jsonb,
  primary key (table_name, column_name),
  constraint patient_erasure_kind_known check (kind in ('record', 'contact', 'administration', 'access')),
  constraint patient_erasure_on_erasure_known check (on_erasure in ('delete', 'keep')),
  constraint patient_erasure_blanks_of_kept check (blanks is null or on_erasure = 'keep' and jsonb_typeof(blanks) = 'object')
);
comment on table private.patient_erasure is 'For every foreign key to patients: what lawful erasure does to the rows.';
comment on column private.patient_erasure.kind is 'record: the medical record · contact: how they are reached, and by whom their record · administration: that they came and lay here, which accounts and figures rest on · access: who read and changed what.';
comment on column private.patient_erasure.on_erasure is 'delete: the rows go · keep: they stay as a fact of the accounts or the log, and say nothing but that of nobody by name.';
comment on column private.patient_erasure.blanks is 'Of rows that stay: columns that hold words or findings, and what stands there instead (null: nothing).';

create table private.erasure_steps (
  function text primary key,
  constraint erasure_steps_function_form check (function ~ '^private\.[a-z0-9_]+$')
);
comment on table private.erasure_steps is 'Called besides, for what points at no patient by a foreign key: `private.name(p_patient_ids uuid[], p_words text[]) returns void`. Words are ids, names, numbers and addresses, none of which may be left.';

select private.keeps('{private.patient_erasure,private.erasure_steps}', 'Said by migrations alone');

/*
 *   select private.on_erasure('{public.notes,public.note_drafts}', 'record', 'delete');
 *   select private.on_erasure('{public.appointments}', 'administration', 'keep', '{"reason": null}');
 */
create function private.on_erasure(
  p_tables regclass[], p_kind text, p_what text, p_blanks jsonb default null, p_column text default 'patient_id'
) returns void
language sql set search_path = ''
as $$
  insert into private.patient_erasure (table_name, column_name, kind, on_erasure, blanks)
  select named::text, p_column, p_kind, p_what, p_blanks from unnest(p_tables) as named;
$$;

create function private.erases_also(p_function text) returns void
language plpgsql set search_path = ''
as $$
begin
  perform (p_function || '(uuid[], text[])')::regprocedure;
  insert into private.erasure_steps (function) values (p_function);
end
$$;

/* Whether this transaction erases a record: what else keeps signed and entered things as they are lets them go. */
create function private.is_erasing() returns boolean
language plpgsql stable set search_path = ''
as $$ begin return current_setting('lantern.erasing', true) = pg_current_xact_id_if_assigned()::text; end $$;
grant execute on function private.is_erasing() to authenticated, service_role;
