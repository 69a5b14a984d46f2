/*
 * The audit log: every write to the tables that matter, who made it and from where. A table is put in it by
 * private.audited (see the registries).
 */

/* No foreign keys: the log outlives what it tells of. */
create table audit.events (
  id         bigint generated always as identity primary key,
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
  user_agent text
);
comment on table audit.events is 'Every write to the tables that matter: who, what (before → after), when, from where. Append-only for everybody, the owner included.';
comment on column audit.events.role is 'The database role the request ran as.';
comment on column audit.events.row_id is 'Primary key; parts of a composite key are joined by a slash.';
comment on column audit.events.before is 'The row that was deleted, or the old values of the columns that changed.';
comment on column audit.events.after is 'The row that was inserted, or the new values of the columns that changed.';
create index events_at_idx on audit.events (at);
create index events_patient_id_idx on audit.events (patient_id, at) where patient_id is not null;
alter table audit.events enable row level security;
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


create function private.tg_events__refuse_change() returns trigger
language plpgsql set search_path = ''
as $$
begin
  raise exception 'the audit log cannot be changed' using errcode = '42501';
end
$$;
-- `always`: also where replication has switched ordinary triggers off.
create trigger events_100_refuse_change before update or delete or truncate on audit.events
  for each statement execute function private.tg_events__refuse_change();
alter table audit.events enable always trigger events_100_refuse_change;

/* The log, newest first, at most 1000 rows. A null filter does not filter. */
create function private.audit_events(
  p_from timestamptz default null, p_until timestamptz default null, p_table text default null,
  p_patient_id uuid default null, p_limit integer default 100
) returns table (
  id bigint, at timestamptz, actor_id uuid, actor_name text, role text, action text, table_name text, row_id text,
  patient_id uuid, before jsonb, after jsonb, ip text, user_agent text
)
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission('audit.read');
  return query
    select log.* from audit.events log
    where (p_from is null or log.at >= p_from)
      and (p_until is null or log.at < p_until)
      and (p_table is null or log.table_name = p_table)
      and (p_patient_id is null or log.patient_id = p_patient_id)
    order by log.at desc, log.id desc
    limit least(greatest(coalesce(p_limit, 100), 1), 1000);
end
$$;

select private.expose('audit_events', '{authenticated}', 'The audit log from p_from until before p_until, newest first, at most p_limit (1000) rows. Needs audit.read (42501).');
