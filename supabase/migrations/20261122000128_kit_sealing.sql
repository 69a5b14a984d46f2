/*
 * Kit: values that whoever gets hold of a dump must not read (a national id, the number of an insurance).
 *
 *   select private.sealed_column('public.patients', 'national_id', p_single_while => '{row}.archived_at is null');
 *
 * AES-256 by keys of the vault, which keeps them encrypted under one that is outside the database. So values are found by
 * marks: an HMAC under a key of its own, equal for equal values and of no use without it.
 *
 * They are in a table of their own and not in a column: no `select *`, no row in the audit log, no broadcast and no error
 * can show them, and a new key writes no row of the domain. The domain's table has when the value was written, which
 * is what its log and its channels tell.
 *
 * AES-256-CBC, then HMAC-SHA256 over it and over the column, the row and the key it is of: pgcrypto has no mode that
 * does both at once. Rejected: pgp_sym_encrypt, which is authenticated by SHA-1 alone and not bound to its row; pgsodium,
 * which hosted is giving up and the embedded Postgres has not.
 *
 * Order of locks: the row of the domain, then the keys (shared; alone while one is made or ended), then the value. Whoever
 * wants them alone gives up after half a second (55P03) and tries again, or one with two rows could wait in a circle.
 */

create table private.sealed_columns (
  column_name  text primary key,
  longest      integer not null,
  single_while text,
  constraint sealed_columns_name_form check (column_name ~ '^[a-z_]+[.][a-z_]+$'),
  constraint sealed_columns_longest_range check (longest between 1 and 1000)
);
comment on table private.sealed_columns is 'Which values are sealed: a column for people, though no table has it.';
comment on column private.sealed_columns.single_while is 'A condition of SQL, {row} stands for the domain''s row: of those it holds for no two have the same value. Null: equal values are fine.';

create table private.sealing_keys (
  n       integer primary key,
  made_at timestamptz not null default now(),
  constraint sealing_keys_n_positive check (n >= 1)
);
comment on table private.sealing_keys is 'Keys in use: one, or two while values go from the older to the newer. The keys themselves are in the vault, as sealing_key_<n>.';

create table private.sealed_values (
  column_name text not null references private.sealed_columns on delete restrict,
  row_id      uuid not null,
  key_n       integer not null references private.sealing_keys on delete restrict,
  sealed      bytea not null,
  primary key (column_name, row_id)
);
comment on table private.sealed_values is 'The values: an initialisation vector, a MAC and what is encrypted.';
create index sealed_values_key_n_idx on private.sealed_values (key_n);

create table private.sealed_marks (
  column_name text not null,
  mark        bytea not null,
  row_id      uuid not null,
  key_n       integer not null references private.sealing_keys on delete restrict,
  single      boolean not null,
  primary key (column_name, mark, row_id),
  constraint sealed_marks_value_fkey foreign key (column_name, row_id) references private.sealed_values on delete cascade
);
comment on table private.sealed_marks is 'By what values are found: one under each key in use, so that equal ones meet while keys change.';
create unique index sealed_marks_single_key on private.sealed_marks (column_name, mark) where single;
create index sealed_marks_row_idx on private.sealed_marks (column_name, row_id);
create index sealed_marks_key_n_idx on private.sealed_marks (key_n);

select private.keeps('{private.sealed_columns}', 'Said by migrations alone');
select private.keeps('{private.sealing_keys}', 'Ended by a newer one, when nothing is sealed with it any more');
select private.keeps('{private.sealed_values,private.sealed_marks}', 'They go with the row they belong to');

/* Keys ----------------------------------------------------------------------------------------- */

/* Who writes a value holds the keys as they are; who makes or ends one waits for them, and they for it. */
create function private.hold_sealing_keys(p_alone boolean default false) returns void
language plpgsql set search_path = ''
as $$
begin
  if p_alone then
    perform pg_advisory_xact_lock(hashtextextended('sealing_keys', 0));
  else
    perform pg_advisory_xact_lock_shared(hashtextextended('sealing_keys', 0));
  end if;
end
$$;

/* One of the vault's keys, read once for all that is done with it; raises XX001 where the vault has it no more. */
create function private.sealing_key(p_n integer) returns bytea
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_key text;
begin
  select decrypted_secret into v_key from vault.decrypted_secrets where name = 'sealing_key_' || p_n;
  if v_key is null then
    raise exception 'the vault does not have sealing key %', p_n using errcode = 'XX001';
  end if;
  return decode(v_key, 'base64');
end
$$;

/* The key for one use (encrypt, authenticate, find): none of them tells another. */
create function private.sealing_key_for(p_use text, p_key bytea) returns bytea
language plpgsql immutable set search_path = ''
as $$ begin return extensions.hmac(convert_to(p_use, 'UTF8'), p_key, 'sha256'); end $$;

/* Makes the next key; the caller holds them alone. */
create function private.make_sealing_key() returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_n constant integer := coalesce((select max(n) from private.sealing_keys), 0) + 1;
begin
  insert into private.sealing_keys (n) values (v_n);
  perform vault.create_secret(
    encode(extensions.gen_random_bytes(32), 'base64'), 'sealing_key_' || v_n,
    'Seals national ids and their like. Whoever loses it loses them.'
  );
  return v_n;
end
$$;

/* Values --------------------------------------------------------------------------------------- */

/* How values are compared: as people copy them from a document, in any case and with any signs between. */
create function private.sealed_form(p_value text) returns text
language plpgsql immutable parallel safe set search_path = ''
as $$ begin return regexp_replace(upper(normalize(p_value, nfkc)), '[^[:alnum:]]', '', 'g'); end $$;

create function private.sealed_mark(p_column text, p_value text, p_key bytea) returns bytea
language plpgsql immutable set search_path = ''
as $$
begin
  return extensions.hmac(
    convert_to(p_column || chr(10) || private.sealed_form(p_value), 'UTF8'), private.sealing_key_for('find', p_key), 'sha256'
  );
end
$$;

/* What a sealed value is bound to, so that it is of no use at another place. */
create function private.sealed_place(p_column text, p_row_id uuid, p_n integer) returns bytea
language plpgsql immutable set search_path = ''
as $$ begin return convert_to(concat_ws(chr(10), p_column, p_row_id, p_n, ''), 'UTF8'); end $$;

/*
 * Seals the value of a row in place of the one before; nothing of it is left if there is none now. A value that another
 * row has which may not be equal is refused: 23505, `<table>_<column>_taken`.
 */
create function private.seal(p_column text, p_row_id uuid, p_value text, p_stamp boolean default true) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_column private.sealed_columns;
  v_table constant text := split_part(p_column, '.', 1);
  v_name constant text := split_part(p_column, '.', 2);
  v_value constant text := nullif(btrim(p_value), '');
  v_single boolean := false;
  v_iv constant bytea := extensions.gen_random_bytes(16);
  v_n integer;
  v_key bytea;
  v_locked bytea;
  v_constraint text;
begin
  select * into strict v_column from private.sealed_columns where column_name = p_column;
  if char_length(v_value) > v_column.longest or private.sealed_form(v_value) = '' then
    raise exception 'not a value of %', p_column using errcode = '22023', hint = v_name;
  end if;
  if p_stamp then
    execute format('update public.%I set %I = case when $2 then clock_timestamp() end where id = $1', v_table, v_name || '_sealed_at')
    using p_row_id, v_value is not null;
  end if;
  perform private.hold_sealing_keys();
  if v_value is null then
    delete from private.sealed_values where column_name = p_column and row_id = p_row_id;
    return;
  end if;
  v_n := (select max(n) from private.sealing_keys);
  if v_n is null then
    -- Two who seal the first value at once: shared locks would wait for each other.
    v_n := private.first_sealing_key();
  end if;
  if v_column.single_while is not null then
    execute format(
      'select coalesce((select %s from public.%I as it where it.id = $1), false)', replace(v_column.single_while, '{row}', 'it'), v_table
    )
    into v_single using p_row_id;
  end if;

  v_key := private.sealing_key(v_n);
  v_locked := extensions.encrypt_iv(convert_to(v_value, 'UTF8'), private.sealing_key_for('encrypt', v_key), v_iv, 'aes-cbc/pad:pkcs');
  insert into private.sealed_values as stored (column_name, row_id, key_n, sealed) values (
    p_column, p_row_id, v_n,
    v_iv || extensions.hmac(
      private.sealed_place(p_column, p_row_id, v_n) || v_iv || v_locked, private.sealing_key_for('authenticate', v_key), 'sha256'
    ) || v_locked
  )
  on conflict (column_name, row_id) do update set key_n = excluded.key_n, sealed = excluded.sealed;
  delete from private.sealed_marks where column_name = p_column and row_id = p_row_id;
  insert into private.sealed_marks (column_name, mark, row_id, key_n, single)
  select p_column, private.sealed_mark(p_column, v_value, case when n = v_n then v_key else private.sealing_key(n) end), p_row_id, n, v_single
  from private.sealing_keys order by n;
exception when unique_violation then
  get stacked diagnostics v_constraint = constraint_name;
  if v_constraint <> 'sealed_marks_single_key' then raise; end if;
  v_constraint := v_table || '_' || v_name || '_taken';
  raise exception 'another row has this value, constraint "%"', v_constraint using errcode = '23505', constraint = v_constraint;
end
$$;

/* The first key there is, made if need be; whoever holds the keys shared already gives way to nobody who does as well. */
create function private.first_sealing_key() returns integer
language plpgsql security definer set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('sealing_keys:first', 0));
  return coalesce((select max(n) from private.sealing_keys), private.make_sealing_key());
end
$$;

/* The value of a row, null if it has none; XX001 where it is not as it was sealed. Who may read it has been asked. */
create function private.unseal(p_column text, p_row_id uuid) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_value private.sealed_values;
  v_key bytea;
  v_iv bytea;
  v_locked bytea;
begin
  select * into v_value from private.sealed_values where column_name = p_column and row_id = p_row_id;
  if not found then return null; end if;
  v_key := private.sealing_key(v_value.key_n);
  v_iv := substr(v_value.sealed, 1, 16);
  v_locked := substr(v_value.sealed, 49);
  if substr(v_value.sealed, 17, 32) <> extensions.hmac(
    private.sealed_place(p_column, p_row_id, v_value.key_n) || v_iv || v_locked,
    private.sealing_key_for('authenticate', v_key), 'sha256'
  ) then
    raise exception 'the value of % of row % is not as it was sealed', p_column, p_row_id using errcode = 'XX001';
  end if;
  return convert_from(
    extensions.decrypt_iv(v_locked, private.sealing_key_for('encrypt', v_key), v_iv, 'aes-cbc/pad:pkcs'), 'UTF8'
  );
end
$$;

/* The rows that have just this value, however it is written. Who may search has been asked. */
create function private.find_sealed(p_column text, p_value text) returns setof uuid
language plpgsql stable security definer rows 1 set search_path = ''
as $$
begin
  if coalesce(private.sealed_form(p_value), '') = '' then return; end if;
  return query
    select distinct found.row_id from private.sealed_marks found
    where found.column_name = p_column
      and found.mark = any (array(select private.sealed_mark(p_column, p_value, private.sealing_key(n)) from private.sealing_keys));
end
$$;

/* Changing keys (`npm run keys:rotate`) ---------------------------------------------------------- */

/*
 * Begins a change of keys, or goes on with one that was begun; gives the newer key. From then on what is written is
 * sealed with it, and found by marks under both.
 */
create function private.begin_new_sealing_key() returns integer
language plpgsql security definer set search_path = '' set lock_timeout = '500ms'
as $$
begin
  perform private.hold_sealing_keys(p_alone => true);
  return case when (select count(*) from private.sealing_keys) > 1 then (select max(n) from private.sealing_keys)
    else private.make_sealing_key() end;
end
$$;

/* Seals some values with the newest key that have an older one; gives how many. Those being written just now are passed over. */
create function private.reseal_some(p_limit integer default 500) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_value record;
  v_done integer := 0;
begin
  perform private.hold_sealing_keys();
  for v_value in
    select column_name, row_id from private.sealed_values
    where key_n < (select max(n) from private.sealing_keys)
    order by key_n, column_name, row_id limit p_limit
    for update skip locked
  loop
    perform private.seal(v_value.column_name, v_value.row_id, private.unseal(v_value.column_name, v_value.row_id), false);
    v_done := v_done + 1;
  end loop;
  return v_done;
end
$$;

/* Ends the older keys, when nothing is sealed with them any more; gives how many. */
create function private.end_older_sealing_keys() returns integer
language plpgsql security definer set search_path = '' set lock_timeout = '500ms'
as $$
declare
  v_newest integer;
  v_ended integer;
begin
  perform private.hold_sealing_keys(p_alone => true);
  v_newest := (select max(n) from private.sealing_keys);
  if exists (select from private.sealed_values where key_n < v_newest) then
    raise exception 'values are sealed with an older key still' using errcode = '55000';
  end if;
  delete from private.sealed_marks where key_n < v_newest;
  delete from vault.secrets where name in (select 'sealing_key_' || n from private.sealing_keys where n < v_newest);
  delete from private.sealing_keys where n < v_newest;
  get diagnostics v_ended = row_count;
  return v_ended;
end
$$;

/* For domains ---------------------------------------------------------------------------------- */

/*
 * Gives a table of `public`, whose key is `id`, a value that is sealed, and the column that says when it was written.
 * With p_single_while no two rows for which that condition holds have the same.
 *
 * Read by `private.unseal('patients.national_id', id)`, written by `private.seal`, found by `private.find_sealed`, each
 * from a function that has asked who may.
 */
create function private.sealed_column(
  p_table regclass, p_column text, p_single_while text default null, p_longest integer default 60
) returns void
language plpgsql set search_path = ''
as $$
declare
  v_table constant name := (select relname from pg_catalog.pg_class where oid = p_table);
  v_column constant text := v_table || '.' || p_column;
begin
  insert into private.sealed_columns (column_name, longest, single_while) values (v_column, p_longest, p_single_while);
  execute format('alter table %s add column %I timestamptz', p_table, p_column || '_sealed_at');
  execute format(
    'comment on column %s.%I is %L', p_table, p_column || '_sealed_at',
    'When the value was written that is sealed for this row; null: there is none.'
  );
  execute format(
    'create trigger %I after delete on %s for each row execute function private.tg_forget_sealed(%L)',
    v_table || '_300_forget_' || p_column, p_table, v_column
  );
  if p_single_while is not null then
    execute format(
      'create trigger %I after update on %s for each row when (%s is distinct from %s) execute function private.tg_judge_sealed(%L)',
      v_table || '_300_judge_' || p_column, p_table,
      '(' || replace(p_single_while, '{row}', 'old') || ')', '(' || replace(p_single_while, '{row}', 'new') || ')', v_column
    );
  end if;
end
$$;

create function private.tg_forget_sealed() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from private.sealed_values where column_name = tg_argv[0] and row_id = old.id;
  return null;
end
$$;

/* Whether a row's value must be the only one has changed: sealed anew, it is judged anew. */
create function private.tg_judge_sealed() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from private.sealed_values where column_name = tg_argv[0] and row_id = new.id) then
    perform private.seal(tg_argv[0], new.id, private.unseal(tg_argv[0], new.id), false);
  end if;
  return null;
end
$$;

/* Two rows are one: what the one had and the other has not is the other's from now on. */
create function private.take_over_sealed(p_table text, p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_column text;
  v_value text;
begin
  for v_column in select column_name from private.sealed_columns where split_part(column_name, '.', 1) = p_table loop
    v_value := private.unseal(v_column, p_from);
    continue when v_value is null or private.unseal(v_column, p_to) is not null;
    perform private.seal(v_column, p_from, null);
    perform private.seal(v_column, p_to, v_value);
  end loop;
end
$$;
