/*
 * Registries: what a domain says of itself, in its own file, so that none reaches into another's. Each has a check in
 * tests/support/checks.ts that fails where a table or a domain forgot to say it. Nobody is granted anything here: rows
 * are written by migrations alone, since some of them are SQL that runs as the owner.
 */

/* Permissions ---------------------------------------------------------------------------------- */

/*
 * Makes a permission and gives it to roles; to `admin` always.
 *
 *   select private.define_permission('queue.manage', 'Give out tokens and call from the waiting room', '{nurse,receptionist}');
 *
 * Said again it corrects the words alone: who holds it is the hospital's own from then on.
 */
create function private.define_permission(p_id text, p_words text, p_roles text[] default '{}') returns void
language plpgsql set search_path = ''
as $$
begin
  update public.permissions set description = p_words where id = p_id;
  if found then return; end if;
  insert into public.permissions (id, description) values (p_id, p_words);
  insert into public.role_permissions (role_id, permission_id)
  select distinct role, p_id from unnest(array['admin'] || p_roles) as role;
end
$$;

/* Topics --------------------------------------------------------------------------------------- */

/*
 * Who may do what on a live channel. Each answer is a condition of SQL, `$1` the id in the channel's name:
 *
 *   insert into private.topics (pattern, hear, be_present) values
 *     ('ward:{id}', '$1 in (select private.current_ward_ids())', true);
 *
 * The database itself announces as the owner, past all of this.
 */
create table private.topics (
  pattern    text primary key,
  hear       text not null,
  be_present text not null default 'false',
  speak      text not null default 'false',
  strangers  boolean not null default false,
  constraint topics_pattern_form check (pattern ~ '^[a-z-]+(:[{]id[}](:[a-z-]+)?)?$')
);
comment on table private.topics is 'The live channels: who may hear, be present and see who else is, and speak.';
comment on column private.topics.pattern is 'The channel''s name; {id} stands for a uuid.';
comment on column private.topics.be_present is 'Of those who may hear; the same for speak.';
comment on column private.topics.strangers is 'Whether people without an account may hear: the name is a secret of its own. They never do more.';

/*
 * Writes private.topic_answer anew from the rows of private.topics, a branch for each thing that can be asked. A
 * session plans each condition once and keeps the plan: thousands of sockets that come back at once ask thousands
 * of times, and a condition run as text would be planned each time. `$1` in a condition is the function's first
 * parameter.
 */
create function private.tg_topics__write_answers() returns trigger
language plpgsql set search_path = ''
as $$
begin
  execute format(
    'create or replace function private.topic_answer(p_id uuid, p_asked text, p_known boolean) returns boolean
    language plpgsql stable set search_path = %L as %L',
    '',
    'begin ' || coalesce((
      select string_agg(
        format(
          'if p_asked = %L then return %s coalesce((%s) and (%s), false); end if;',
          asked.what || ' ' || topic.pattern,
          case when topic.strangers and asked.what = 'hear' then '' else 'p_known and' end,
          topic.hear, asked.condition
        ),
        ' ' order by topic.pattern, asked.what
      )
      from private.topics topic
      cross join lateral (
        values ('hear', 'true'), ('be_present', topic.be_present), ('speak', topic.speak)
      ) as asked (what, condition)
      where asked.condition <> 'false'
    ), '') || ' return false; end'
  );
  return null;
end
$$;
create trigger topics_300_write_answers after insert or update or delete or truncate on private.topics
  for each statement execute function private.tg_topics__write_answers();

/* Whether the caller may do something on a channel: `hear`, `be_present` or `speak`. */
create function private.may_on_topic(p_topic text, p_what text) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_colon constant integer := strpos(p_topic, ':');
  v_id constant text := case when v_colon > 0 then substr(p_topic, v_colon + 1, 36) end;
begin
  -- An id has one spelling here. Not with a pattern: that alone would take half of the time.
  if v_id is not null and not (pg_input_is_valid(v_id, 'uuid') and v_id::uuid::text = v_id) then
    return false;
  end if;
  return coalesce(private.topic_answer(
    v_id::uuid,
    p_what || ' ' || case when v_id is null then p_topic else overlay(p_topic placing '{id}' from v_colon + 1 for 36) end,
    auth.uid() is not null and private.session_goes_on() and coalesce(private.session_lacks() = 'enrol', true)
  ), false);
end
$$;
-- Asked by the policies below, and by screens on a wall, which have no account.
grant execute on function private.may_on_topic(text, text) to anon, authenticated;

/*
 * Asked when a channel is joined and whenever its token is renewed, with the channel's name in `realtime.topic()`.
 * The only policies of ours in a schema of the platform, besides the buckets'.
 */
create policy messages_select_members on realtime.messages for select to authenticated
  using (case extension
    when 'broadcast' then (select private.may_on_topic(realtime.topic(), 'hear'))
    when 'presence' then (select private.may_on_topic(realtime.topic(), 'be_present'))
    else false
  end);
create policy messages_select_strangers on realtime.messages for select to anon
  using (extension = 'broadcast' and (select private.may_on_topic(realtime.topic(), 'hear')));
create policy messages_insert_members on realtime.messages for insert to authenticated
  with check (case extension
    when 'broadcast' then (select private.may_on_topic(realtime.topic(), 'speak'))
    when 'presence' then (select private.may_on_topic(realtime.topic(), 'be_present'))
    else false
  end);

/* The audit log -------------------------------------------------------------------------------- */

create table private.audited_tables (
  table_name text primary key,
  key        text[],
  patient    text,
  not_because text,
  constraint audited_tables_or_a_reason check (num_nonnulls(key, not_because) = 1),
  constraint audited_tables_reason_length check (char_length(btrim(not_because)) >= 10)
);
comment on table private.audited_tables is 'Which tables'' writes are in the audit log, by what key; and of the others, why not.';
comment on column private.audited_tables.patient is 'The column that says whose record a row is part of, if it is part of one.';

/*
 * Puts every write to a table in the audit log.
 *
 *   select private.audited('public.rooms');
 *   select private.audited('public.role_permissions', 'role_id, permission_id');
 *   select private.audited('public.displays', p_when => 'insert or delete or update of name, revoked_at');
 *
 * p_patient is the column that names the patient; where there is none, the log knows no patient.
 */
create function private.audited(
  p_table regclass, p_key text default 'id', p_patient text default 'patient_id', p_when text default 'insert or update or delete'
) returns void
language plpgsql set search_path = ''
as $$
declare
  v_key constant text[] := regexp_split_to_array(p_key, ',\s*');
  v_patient constant text := (
    select attname from pg_catalog.pg_attribute where attrelid = p_table and attname = p_patient and not attisdropped
  );
begin
  insert into private.audited_tables (table_name, key, patient) values (p_table::text, v_key, v_patient);
  execute format(
    'create trigger %I after %s on %s for each row execute function private.tg_audit(%s)',
    (select relname from pg_catalog.pg_class where oid = p_table) || '_900_audit', p_when, p_table,
    (select string_agg(quote_literal(argument), ', ') from unnest(('patient=' || coalesce(v_patient, '')) || v_key) as argument)
  );
end
$$;

/* Says why the writes to a table are not in the log. */
create function private.not_audited(p_table regclass, p_because text) returns void
language sql set search_path = ''
as $$
  insert into private.audited_tables (table_name, not_because) values (p_table::text, p_because);
$$;

/* How long things are kept --------------------------------------------------------------------- */

create table private.retention (
  table_name   text primary key,
  goes_when    text,
  kept_because text,
  constraint retention_one_of_two check (num_nonnulls(goes_when, kept_because) = 1),
  constraint retention_reason_length check (char_length(btrim(kept_because)) >= 10)
);
comment on table private.retention is 'How long the rows of each table are kept, or why for good.';
comment on column private.retention.goes_when is 'The condition of SQL under which a row goes; $1 is the moment it is asked.';

/* select private.forgets('private.visit_links', $$expires_at < $1 - interval '30 days'$$); */
create function private.forgets(p_table regclass, p_when text) returns void
language plpgsql set search_path = ''
as $$
begin
  -- A condition that cannot be asked fails here and not at night.
  execute format('select from %s where %s limit 0', p_table, p_when) using now();
  insert into private.retention (table_name, goes_when) values (p_table::text, p_when);
end
$$;

/* select private.keeps('{public.patients,public.allergies}', 'The medical record'); */
create function private.keeps(p_tables regclass[], p_because text) returns void
language sql set search_path = ''
as $$
  insert into private.retention (table_name, kept_because) select kept::text, p_because from unnest(p_tables) as kept;
$$;

/* Deletes what need not be kept any longer of one table; gives how many rows went. */
create function private.forget(p_table text, p_at timestamptz default now()) returns bigint
language plpgsql security definer set search_path = ''
as $$
declare
  v_count bigint;
begin
  execute format('delete from %s where %s', p_table, (select goes_when from private.retention where table_name = p_table)) using p_at;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

create function private.forget_old() returns integer
language plpgsql security definer set search_path = ''
as $$
begin
  return private.run_each(
    'retention', 'select table_name from private.retention where goes_when is not null order by table_name', 'private.forget'
  );
end
$$;
select private.keeps(
  '{private.jobs,private.topics,private.audited_tables,private.retention}', 'Said by migrations alone'
);
-- A form may be sent again as long as it is on a screen; nobody leaves it there for longer.
select private.forgets('private.answers', $$kept_at < $1 - interval '14 days'$$);
select private.forgets('private.attempts', $$coalesce(last_failed_at, '-infinity') < $1 - interval '30 days'$$);
select private.forgets('private.job_failures', $$last_at < $1 - interval '90 days'$$);
-- The scheduler's record of runs, which nobody else clears. Messages of live channels are the platform's to forget.
select private.forgets('cron.job_run_details', $$coalesce(end_time, start_time) < $1 - interval '3 days'$$);
select private.keeps('{public.hospital_settings}', 'The hospital''s own settings: one row');
select private.schedule('retention', '17 3 * * *', 'private.forget_old', 'Deletes what need not be kept any longer');

/* Work for patients ---------------------------------------------------------------------------- */

/* What may not be begun for a record that is archived or somebody who has died, and of the other tables why not. */
create table private.patient_work (
  table_name  text primary key,
  open_when   text,
  end_open    text,
  not_because text,
  constraint patient_work_or_a_reason check (num_nonnulls(open_when, not_because) = 1),
  constraint patient_work_end_of_open check (end_open is null or open_when is not null),
  constraint patient_work_end_open_form check (end_open ~ '^private\.[a-z0-9_]+$'),
  constraint patient_work_reason_length check (char_length(btrim(not_because)) >= 10)
);
comment on table private.patient_work is 'Which tables hold work for a patient, when a row of it is open, and how it ends with a death; and of the others, why not.';
comment on column private.patient_work.open_when is 'A condition of SQL; {row} stands for the row.';
comment on column private.patient_work.end_open is '`private.name(p_patient_id uuid) returns void`: ends what is open when the patient has died.';

/*
 * Refuses, whatever writes the table, work for a record that is archived or somebody who has died: makes the trigger
 * `<table>_190_patient_present`, which asks when a row is made open, opened again or given to another record.
 *
 *   select private.work_of_patients('public.follow_ups', $$ {row}.status in ('open', 'booked')$$, 'private.end_follow_ups');
 */
create function private.work_of_patients(p_table regclass, p_open_when text, p_end_open text default null) returns void
language plpgsql set search_path = ''
as $$
declare
  v_name constant text := (select relname from pg_catalog.pg_class where oid = p_table) || '_190_patient_present';
  v_new constant text := format('new.patient_id is not null and (%s)', replace(p_open_when, '{row}', 'new'));
begin
  if p_end_open is not null then
    perform (p_end_open || '(uuid)')::regprocedure;
  end if;
  insert into private.patient_work (table_name, open_when, end_open) values (p_table::text, p_open_when, p_end_open);
  execute format(
    'create trigger %I before insert on %s for each row when (%s) execute function private.tg_patient_present()',
    v_name, p_table, v_new
  );
  execute format(
    'create trigger %I before update on %s for each row when (%s and ((%s) is not true or old.patient_id is distinct from new.patient_id))
     execute function private.tg_patient_present()',
    v_name || '_still', p_table, v_new, replace(p_open_when, '{row}', 'old')
  );
end
$$;

/* Says why rows of tables that point at patients are no work of theirs. */
create function private.no_work_of_patients(p_tables regclass[], p_because text) returns void
language sql set search_path = ''
as $$
  insert into private.patient_work (table_name, not_because) select named::text, p_because from unnest(p_tables) as named;
$$;

/*
 * The record is locked until the transaction ends, so that whoever archives it or writes a death down waits and finds
 * the work, or is waited for and found: rows are locked before the record they are about, everywhere.
 */
create function private.tg_patient_present() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_patient record;
begin
  select archived_at, deceased_at into v_patient from public.patients where id = new.patient_id for share;
  if v_patient.archived_at is not null then
    raise exception using errcode = 'PT404', message = 'There is no such patient', hint = 'p_patient_id';
  end if;
  if v_patient.deceased_at is not null then
    raise exception using errcode = 'LN026', message = 'This patient has died', hint = 'p_patient_id';
  end if;
  return new;
end
$$;

/* Open work ------------------------------------------------------------------------------------ */

create table private.open_work (
  subject   text not null,
  item      text not null,
  place     integer not null,
  open_ids  text, -- null: somebody ticks it
  is_done   text,
  blocking  boolean not null default false,
  hand_over text,
  link      text,
  primary key (subject, item),
  constraint open_work_subject_known check (subject in ('patient', 'admission', 'staff', 'department', 'room')),
  constraint open_work_item_form check (item ~ '^[a-z0-9_]{2,40}$'),
  constraint open_work_functions_form check (
    concat_ws(' ', open_ids, is_done, hand_over) ~ '^(private\.[a-z0-9_]+( |$))*$'
  ),
  constraint open_work_blocking_counted check (not blocking or open_ids is not null),
  constraint open_work_link_path check (link ~ '^/')
);
comment on table private.open_work is 'What may be open when a patient''s record is archived, an admission ends, a colleague leaves, or a department or consulting room goes out of use, and who answers.';
comment on column private.open_work.open_ids is '`private.name(p_id uuid) returns uuid[]`: what is open for that patient, admission, colleague, department or room.';
comment on column private.open_work.is_done is '`private.name(p_id uuid) returns boolean`: whether an item to tick has come true by itself.';
comment on column private.open_work.blocking is 'Whether it holds the archive, the discharge, the leaving, the end of use.';
comment on column private.open_work.hand_over is '`private.name(p_id uuid, p_moves jsonb) returns jsonb`: gives it to others as p_moves says, and counts.';
comment on column private.open_work.link is 'Where it is dealt with; {admission_id}, {patient_id} and {ward_id} are filled in.';

/* What is open for a patient, an admission or a colleague, item by item in their order. */
create function private.open_items(p_subject text, p_id uuid)
returns table (item text, place integer, blocking boolean, counted boolean, open uuid[], done boolean, link text)
language plpgsql stable security definer rows 10 set search_path = ''
as $$
declare
  v_work private.open_work;
begin
  for v_work in select * from private.open_work work where work.subject = p_subject order by work.place, work.item loop
    item := v_work.item;
    place := v_work.place;
    blocking := v_work.blocking;
    counted := v_work.open_ids is not null;
    open := '{}';
    done := false;
    link := v_work.link;
    if v_work.open_ids is not null then
      execute format('select %s($1)', v_work.open_ids) into open using p_id;
    end if;
    if v_work.is_done is not null then
      execute format('select %s($1)', v_work.is_done) into done using p_id;
    end if;
    return next;
  end loop;
end
$$;

/* The first item that holds, null if none does. */
create function private.blocking_item(p_subject text, p_id uuid) returns text
language sql stable security definer set search_path = ''
as $$
  select item from private.open_items(p_subject, p_id) where blocking and open <> '{}' order by place, item limit 1;
$$;

/* Has each item handed over as `p_moves -> item` says; gives what each answered: {item: …}. */
create function private.hand_over(p_subject text, p_id uuid, p_moves jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_work private.open_work;
  v_answer jsonb;
  v_answers jsonb := '{}';
begin
  for v_work in
    select * from private.open_work where subject = p_subject and hand_over is not null order by place, item
  loop
    execute format('select %s($1, $2)', v_work.hand_over) into v_answer using p_id, p_moves -> v_work.item;
    v_answers := v_answers || jsonb_build_object(v_work.item, v_answer);
  end loop;
  return v_answers;
end
$$;

/* Messages to patients ------------------------------------------------------------------------- */

create table private.delivery_kinds (
  kind        text primary key,
  quiet_hours text not null default 'wait',
  obstacle    text,
  content     text,
  recipient   text,
  to_others   boolean not null default false,
  of_health   boolean not null default true,
  constraint delivery_kinds_kind_form check (kind ~ '^[a-z][a-z_]{2,39}$'),
  constraint delivery_kinds_quiet_hours_known check (quiet_hours in ('wait', 'wait_if_useful', 'ignore')),
  constraint delivery_kinds_functions_form check (concat_ws(' ', obstacle, content, recipient) ~ '^(private\.[a-z0-9_]+( |$))*$')
);
comment on table private.delivery_kinds is 'What is told to patients, or to others about them, and who knows whether it is still true.';
comment on column private.delivery_kinds.quiet_hours is 'wait: never in them · wait_if_useful: in them rather than too late · ignore: asked for on the spot.';
comment on column private.delivery_kinds.obstacle is '`private.name(p_delivery public.deliveries) returns text`: why it must not go out now, a word for last_error; null: it may.';
comment on column private.delivery_kinds.content is '`private.name(p_delivery public.deliveries) returns jsonb`: what it says besides its params (path, code); null: nothing to say any more.';

comment on column private.delivery_kinds.recipient is '`private.name(p_delivery public.deliveries) returns text`: where it goes, where that is not how the patient is reached.';
comment on column private.delivery_kinds.to_others is 'Whether it goes to somebody else than the patient, whose ways, wishes and consent to messages say nothing of it.';
comment on column private.delivery_kinds.of_health is 'Whether it is a message about somebody''s health; false: what they have just asked for themselves.';

/* The patient's history ------------------------------------------------------------------------ */

create table private.timeline_sources (
  kind        text primary key,
  entries     text not null,
  for_patient boolean not null,
  constraint timeline_sources_kind_form check (kind ~ '^[a-z][a-z_]{2,39}$'),
  constraint timeline_sources_entries_form check (entries ~ '^private\.[a-z0-9_]+$')
);
comment on table private.timeline_sources is 'Whose entries make up a patient''s history: a row a kind of entry. Read by public.patient_timeline.';
comment on column private.timeline_sources.entries is '`private.name(p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer)`: at most p_limit entries whose (at, row_id) is smaller than (p_before, p_before_id), newest first, of that colleague alone unless p_person is null; returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb), person_id of public.staff. Whose history it is has been asked; what of it is confidential, or with p_for_patient not released, the source leaves out.';
comment on column private.timeline_sources.for_patient is 'Whether the patient is shown any of it.';

select private.keeps(
  '{private.patient_work,private.open_work,private.delivery_kinds,private.timeline_sources}', 'Said by migrations alone'
);
