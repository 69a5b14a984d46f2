/*
 * Undoing what one has just done. A step of a visit, a number, a bed, a task is remembered for a while as the rows were
 * before and after it; undone, the rows are as they were, by the same person, as long as nothing has followed: each row
 * has to be as the step left it. Rules of steps and what follows from them (`private.going_back() = 'undo'`) do not run
 * again, since what followed goes back with it. What may not be taken back so (a patient has been told: a visit
 * confirmed or cancelled) is not remembered.
 */
create table private.last_steps (
  -- Rows that one command changed go back together: one statement of one transaction.
  act        text not null default concat_ws('/', pg_current_xact_id(), extract(epoch from statement_timestamp())),
  table_name text not null,
  row_id     uuid not null, -- no foreign keys: a row that is gone is what makes a step final
  done_by    uuid not null,
  done_at    timestamptz not null default clock_timestamp(),
  before     jsonb, -- null: the step made the row
  after      jsonb not null,
  primary key (act, table_name, row_id)
);
comment on table private.last_steps is 'The steps of the last minutes, as far as undoing them needs to know.';
create index last_steps_row_id_idx on private.last_steps (row_id, done_at);
create index last_steps_done_by_done_at_idx on private.last_steps (done_by, done_at);
select private.forgets('private.last_steps', $$done_at < $1 - interval '1 day'$$);

create table private.step_subjects (
  table_name text primary key,
  subject    text not null unique,
  name       text not null,
  found_by   text,
  rows_of    text,
  constraint step_subjects_subject_form check (subject ~ '^[a-z]{2,40}$'),
  constraint step_subjects_name_form check (name ~ '^private\.[a-z0-9_]+$'),
  constraint step_subjects_found_by_form check (found_by ~ '^private\.[a-z0-9_]+$')
);
comment on table private.step_subjects is 'Whose steps can be undone by which name, and how they are called on the way.';
comment on column private.step_subjects.name is '`private.name(p_row jsonb) returns text`: what it is about, as far as the caller may know.';
comment on column private.step_subjects.found_by is
  '`private.found_by()`: the rows of undoable_steps, of what is undone by a command of its own and remembered elsewhere; null: last_steps.';
comment on column private.step_subjects.rows_of is 'The table of the rows of found_by, where it is another.';
select private.keeps('{private.step_subjects}', 'Said by migrations alone');

/*
 * Whether a step is being taken back: `undo`; `change` for what people have been told, who are told again; `step` for one
 * with a reason; null otherwise.
 */
create function private.going_back() returns text
language plpgsql stable set search_path = ''
as $$ begin return nullif(current_setting('lantern.going_back', true), ''); end $$;

create function private.go_back_by(p_how text, p_reason text default null) returns void
language plpgsql set search_path = ''
as $$
begin
  perform set_config('lantern.going_back', coalesce(p_how, ''), true), set_config('lantern.back_because', coalesce(p_reason, ''), true);
end
$$;

/* A row as it is now. Always in one time zone, so that what is the same reads the same. */
create function private.row_now(p_table text, p_row_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' set timezone = 'UTC'
as $$
declare
  v_row jsonb;
begin
  execute format('select to_jsonb(found) - ''updated_at'' from %s as found where id = $1', p_table) into v_row using p_row_id;
  return v_row;
end
$$;

/* Remembers what a step of the caller did to a row; what one command does to it in two goes is one step. */
create function private.remember_step(p_table text, p_row_id uuid, p_before jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if auth.uid() is null or private.going_back() is not null then return; end if;
  insert into private.last_steps as step (table_name, row_id, done_by, before, after)
  values (p_table, p_row_id, auth.uid(), p_before, private.row_now(p_table, p_row_id))
  on conflict (act, table_name, row_id) do update set after = excluded.after, done_at = excluded.done_at;
end
$$;

/* For tables that others' steps change as well: whatever writes them, it is one step with what the command began. */
create function private.tg_remember_step() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.remember_step(
    format('public.%I', tg_table_name), new.id, case tg_op when 'UPDATE' then to_jsonb(old) end
  );
  return null;
end
$$;

/*
 * Takes back the last step of a row and what it changed besides. The caller of this has locked the row, and asked after
 * that whether the caller may. Raises LN021 (hint late, other or overtaken).
 */
create function private.undo_last_step(p_table text, p_row_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_last private.last_steps;
  v_step private.last_steps;
  v_columns text;
begin
  select * into v_last from private.last_steps step
  where step.row_id = p_row_id and step.table_name = p_table
  order by step.done_at desc limit 1;
  if v_last.done_at is null or v_last.done_at < clock_timestamp() - interval '10 minutes' then
    raise exception using errcode = 'LN021', message = 'It is too late to undo this', hint = 'late';
  end if;
  if v_last.done_by is distinct from auth.uid() then
    raise exception using errcode = 'LN021', message = 'Somebody else has done this', hint = 'other';
  end if;
  for v_step in select * from private.last_steps step where step.act = v_last.act order by step.done_at loop
    execute format('select from %s where id = $1 for update', v_step.table_name) using v_step.row_id;
    if private.row_now(v_step.table_name, v_step.row_id) is distinct from v_step.after then
      raise exception using errcode = 'LN021', message = 'Something has happened since', hint = 'overtaken';
    end if;
  end loop;

  perform private.go_back_by('undo');
  -- What was made goes first: it may stand where something goes back to.
  for v_step in
    select * from private.last_steps step where step.act = v_last.act order by step.before is not null, step.done_at desc
  loop
    if v_step.before is null then
      execute format('delete from %s where id = $1', v_step.table_name) using v_step.row_id;
      continue;
    end if;
    select string_agg(quote_ident(attname), ', ') into v_columns
    from pg_catalog.pg_attribute
    where attrelid = v_step.table_name::regclass and attnum > 0 and not attisdropped and attgenerated = ''
      and attname <> 'updated_at' and v_step.before -> attname is distinct from v_step.after -> attname;
    continue when v_columns is null;
    execute format(
      'update %1$s set (%2$s) = (select %2$s from jsonb_populate_record(null::%1$s, $1)) where id = $2', v_step.table_name,
      v_columns
    ) using v_step.before, v_step.row_id;
  end loop;
  perform private.go_back_by(null);
  delete from private.last_steps step where step.act = v_last.act;
end
$$;

create function private.undoable_steps(p_subject text)
returns table (
  row_id uuid, name text, made boolean, from_status text, to_status text, done_at timestamptz, undo_until timestamptz
)
language plpgsql stable security definer rows 5 set search_path = ''
as $$
declare
  v_subject private.step_subjects;
  v_step private.last_steps;
begin
  select * into v_subject from private.step_subjects subject where subject.subject = p_subject;
  if v_subject.found_by is not null then
    return query execute format('select * from %s()', v_subject.found_by);
    return;
  end if;
  for v_step in
    select distinct on (step.row_id) step.* from private.last_steps step
    where step.done_by = auth.uid() and step.done_at > now() - interval '10 minutes' and step.table_name = v_subject.table_name
    order by step.row_id, step.done_at desc
  loop
    -- What was made besides is no step of its own.
    continue when v_step.before is null
      and exists (select from private.last_steps step where step.act = v_step.act and step.row_id <> v_step.row_id);
    continue when private.row_now(v_step.table_name, v_step.row_id) is distinct from v_step.after;
    row_id := v_step.row_id;
    made := v_step.before is null;
    from_status := v_step.before ->> 'status';
    to_status := v_step.after ->> 'status';
    done_at := v_step.done_at;
    undo_until := v_step.done_at + interval '10 minutes';
    execute format('select %s($1)', v_subject.name) into name using v_step.after;
    return next;
  end loop;
end
$$;

/* The table that holds what a subject's steps are about; by its policies the caller sees a row, or does not any more. */
create function private.step_rows(p_subject text) returns text
language sql stable security definer set search_path = ''
as $$ select coalesce(rows_of, table_name) from private.step_subjects where subject = p_subject; $$;
grant execute on function private.step_rows(text), private.undoable_steps(text) to authenticated;

/* Runs as its caller, so that of each step the policies of its row are asked: who has lost the ward has lost the step. */
create function public.undoable_steps(p_subject text)
returns table (
  row_id uuid, name text, made boolean, from_status text, to_status text, done_at timestamptz, undo_until timestamptz
)
language plpgsql stable rows 5 set search_path = ''
as $$
declare
  v_rows constant text := private.step_rows(p_subject);
  v_seen boolean;
begin
  for row_id, name, made, from_status, to_status, done_at, undo_until in select * from private.undoable_steps(p_subject) loop
    execute format('select exists (select from %s where id = $1)', v_rows) into v_seen using row_id;
    if v_seen then return next; end if;
  end loop;
end
$$;

select private.expose('public.undoable_steps', '{authenticated}',
'The caller''s own steps of the last 10 minutes that nothing has followed, of what the caller still sees: p_subject is visit, change (a visit
booked, moved or cancelled), token, cleaning, closure or task. `made` where the step made the row (a bed was closed). `name` says what it is about, null where the caller may not know.');
