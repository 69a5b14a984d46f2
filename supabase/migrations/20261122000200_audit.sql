/*
 * The audit log: every write to the tables that matter, who made it and from where. A table is put in it by
 * private.audited (see the registries).
 */

/*
 * No foreign keys: the log outlives what it tells of. A part a month, made ahead by a job; what no part was made for goes
 * into the part for all others, and is never refused.
 */
create table audit.events (
  id         bigint generated always as identity,
  at         timestamptz not null default clock_timestamp(),
  actor_id   uuid,
  actor_name text,
  role       text not null,
  action     text not null,
  table_name text not null,
  row_id     text,
  patient_id uuid,
  before     jsonb,
  after      jsonb,
  ip         text,
  user_agent text,
  txid       xid8 not null default pg_current_xact_id(),
  epoch      integer not null,
  salt       uuid,
  digest     bytea not null,
  payload_digest bytea,
  redacted_by bigint,
  primary key (at, id),
  constraint events_redacted_whole check (
    case when redacted_by is null then salt is not null and payload_digest is null
    else num_nonnulls(salt, actor_name, ip, user_agent, before, after) = 0 and payload_digest is not null end
  )
) partition by range (at);
comment on table audit.events is 'Every write to the tables that matter: who, what (before → after), when, from where. Append-only for everybody, the owner included.';
comment on column audit.events.role is 'The database role the request ran as.';
comment on column audit.events.row_id is 'Primary key; parts of a composite key are joined by a slash.';
comment on column audit.events.before is 'The row that was deleted, or the old values of the columns that changed.';
comment on column audit.events.after is 'The row that was inserted, or the new values of the columns that changed.';
comment on column audit.events.txid is 'The transaction, by which rows are sealed: see audit.seals.';
comment on column audit.events.epoch is 'Counts the times transactions were numbered anew, as a database is that was restored from a dump.';
comment on column audit.events.digest is 'SHA-256 of the row as it was written: of what stays and of the payload''s digest.';
comment on column audit.events.payload_digest is 'In place of the payload, once that was erased: SHA-256 of it and the salt.';
comment on column audit.events.redacted_by is 'The row of the log with the order by which names, addresses and values were erased.';
-- What is sealed next, and all there is in the order of its seals.
create index events_epoch_txid_id_idx on audit.events (epoch, txid, id);
create index events_patient_id_idx on audit.events (patient_id, at) where patient_id is not null;
create index events_actor_id_idx on audit.events (actor_id, at) where actor_id is not null;
create index events_table_name_idx on audit.events (table_name, at);
-- What is no write of a row: signing in, refusals, exports.
create index events_action_idx on audit.events (action, at) where action not in ('insert', 'update', 'delete');
alter table audit.events enable row level security;
create table audit.events_other partition of audit.events default;
alter table audit.events_other enable row level security;
comment on table audit.events_other is 'Rows of months for which no part was made.';
select private.keeps('{audit.events}', 'What was done to records is shown for as long as there are records');

/*
 * Writes the log. Attached by private.audited; the arguments are `patient=` and the column that names the patient, if
 * there is one, and the columns of the primary key. (Without arguments: `id` and `patient_id`.)
 */
create function private.tg_audit() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_before jsonb;
  v_after jsonb;
  v_row jsonb;
  v_key text;
  v_patient text := case tg_table_name when 'patients' then 'id' else 'patient_id' end;
  v_user_id uuid := auth.uid();
  v_role text := nullif(current_setting('role', true), 'none');
  v_headers constant text := current_setting('request.headers', true);
  v_sent constant jsonb := case when pg_input_is_valid(v_headers, 'jsonb') then v_headers::jsonb end;
begin
  if tg_op <> 'INSERT' then v_before := to_jsonb(old); end if;
  if tg_op <> 'DELETE' then v_after := to_jsonb(new); end if;
  v_row := coalesce(v_after, v_before);

  -- Assignments all the way: each query here would be paid by every write there is.
  if tg_nargs = 0 then v_key := v_row ->> 'id'; end if;
  for i in 0 .. tg_nargs - 1 loop
    if starts_with(tg_argv[i], 'patient=') then
      v_patient := split_part(tg_argv[i], '=', 2);
    else
      v_key := concat_ws('/', v_key, v_row ->> tg_argv[i]);
    end if;
  end loop;

  if tg_op = 'UPDATE' then
    select jsonb_object_agg(key, value), jsonb_object_agg(key, v_after -> key) into v_before, v_after
    from jsonb_each(v_before)
    where key <> 'updated_at' and value is distinct from v_after -> key;
    if v_after is null then
      return null;
    end if;
  end if;

  insert into audit.events (actor_id, actor_name, role, action, table_name, row_id, patient_id, before, after, ip, user_agent)
  values (
    v_user_id,
    -- Of a colleague the hospital's name for them: a profile says what its owner likes.
    (
      select coalesce(staff.full_name, nullif(profiles.full_name, ''), profiles.email)
      from public.profiles left join public.staff on staff.user_id = profiles.id
      where profiles.id = v_user_id
    ),
    coalesce(v_role, session_user),
    lower(tg_op),
    tg_table_name,
    v_key,
    (v_row ->> v_patient)::uuid,
    v_before,
    v_after,
    nullif(left(btrim(split_part(v_sent ->> 'x-forwarded-for', ',', -private.trusted_hops())), 64), ''),
    left(v_sent ->> 'user-agent', 256)
  );
  return null;
end
$$;


/* What may be erased of a row, as one number. `row(…)::text` tells null from empty, and where one value ends. */
create function private.audit_payload_digest(
  p_salt uuid, p_actor_name text, p_ip text, p_user_agent text, p_before jsonb, p_after jsonb
) returns bytea
language plpgsql stable set search_path = ''
as $$
begin
  return sha256(uuid_send(p_salt) || convert_to(row(p_actor_name, p_ip, p_user_agent, p_before, p_after)::text, 'UTF8'));
end
$$;

/*
 * Completes a row. A transaction's number below what has been sealed can only be one of a database that was restored:
 * before that horizon all are over. A load brings its rows with their digests.
 */
create function private.tg_events__digest() returns trigger
language plpgsql set search_path = ''
as $$
begin
  select case when pg_current_xact_id() < seal.upto then seal.epoch + 1 else seal.epoch end into new.epoch
  from audit.seals seal order by seal.n desc limit 1;
  new.epoch := coalesce(new.epoch, 1);
  new.salt := gen_random_uuid();
  new.digest := sha256(
    -- The instant as a number: as text it would depend on settings.
    convert_to(row(
      new.epoch, new.txid, new.id, extract(epoch from new.at), new.actor_id, new.role, new.action, new.table_name,
      new.row_id, new.patient_id
    )::text, 'UTF8')
    || private.audit_payload_digest(new.salt, new.actor_name, new.ip, new.user_agent, new.before, new.after)
  );
  return new;
end
$$;
create trigger events_000_digest before insert on audit.events
  for each row when (new.digest is null) execute function private.tg_events__digest();

/*
 * Of a row nothing may be changed but that its payload goes, its digest stays, and it names the order for it, which the
 * same transaction has written.
 */
create function private.tg_log__refuse_change() returns trigger
language plpgsql set search_path = ''
as $$
begin
  -- One within the other: other tables have no such columns, and a statement has no row.
  if tg_op = 'UPDATE' and tg_table_name like 'events%' then
    if exists (
      select from audit.events
      where epoch = (select max(epoch) from audit.events) and txid = pg_current_xact_id()
        and id = new.redacted_by and action = 'redacted'
    ) then
      old.payload_digest := private.audit_payload_digest(old.salt, old.actor_name, old.ip, old.user_agent, old.before, old.after);
      old.salt := null;
      old.actor_name := null;
      old.ip := null;
      old.user_agent := null;
      old.before := null;
      old.after := null;
      old.redacted_by := new.redacted_by;
      if new is not distinct from old then return new; end if;
    end if;
  end if;
  raise exception 'the audit log cannot be changed' using errcode = '42501';
end
$$;

/*
 * Refuses to change or empty a table of the log. `always`: also where replication has switched ordinary triggers off.
 * A trigger of the row is on each part of a table by itself; one of the statement is on the table it names.
 */
create function private.refuse_changes(p_table regclass) returns void
language plpgsql set search_path = ''
as $$
declare
  v_name constant name := (select relname from pg_catalog.pg_class where oid = p_table);
begin
  if not (select relispartition from pg_catalog.pg_class where oid = p_table) then
    execute format(
      'create trigger %I before update or delete on %s for each row execute function private.tg_log__refuse_change()',
      v_name || '_100_refuse_change', p_table
    );
    execute format('alter table %s enable always trigger %I', p_table, v_name || '_100_refuse_change');
  end if;
  execute format(
    'create trigger %I before truncate on %s for each statement execute function private.tg_log__refuse_change()',
    v_name || '_100_refuse_truncate', p_table
  );
  execute format('alter table %s enable always trigger %I', p_table, v_name || '_100_refuse_truncate');
end
$$;
select private.refuse_changes('audit.events'), private.refuse_changes('audit.events_other');

/*
 * Makes the parts of this month and the next three, by UTC. A month whose rows have begun to go into the part for all
 * others stays there: they cannot be moved. Attached rather than made as a part, which would have every writer wait.
 */
create function private.make_audit_parts(p_at timestamptz default now()) returns void
language plpgsql security definer set search_path = '' set lock_timeout = '2s'
as $$
declare
  v_name text;
  v_from timestamptz;
  v_until timestamptz;
begin
  for i in 0 .. 3 loop
    v_from := date_trunc('month', (p_at at time zone 'UTC') + make_interval(months => i)) at time zone 'UTC';
    v_until := date_trunc('month', (p_at at time zone 'UTC') + make_interval(months => i + 1)) at time zone 'UTC';
    v_name := 'events_' || to_char(v_from at time zone 'UTC', 'YYYY_MM');
    continue when to_regclass('audit.' || v_name) is not null
      or exists (select from audit.events_other where at >= v_from and at < v_until);
    execute format('create table audit.%I (like audit.events including constraints)', v_name);
    execute format('alter table audit.%I enable row level security', v_name);
    execute format('comment on table audit.%I is %L', v_name, 'The log of one month, by UTC.');
    execute format('alter table audit.events attach partition audit.%I for values from (%L) to (%L)', v_name, v_from, v_until);
    perform private.refuse_changes(format('audit.%I', v_name)::regclass);
  end loop;
end
$$;
select private.make_audit_parts();
select private.schedule('audit_parts', '7 2 * * *', 'private.make_audit_parts', 'Makes room in the audit log for the months to come');
