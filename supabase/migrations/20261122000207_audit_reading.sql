/*
 * Reading the log: by person, patient, table, action and time, page by page; what is written to it besides rows (screens that
 * were refused, exports); and how far it is sealed.
 */

/*
 * By key from a row on: older than p_before and p_before_id, or with p_newer what came after them, oldest first. Several
 * people, patients or tables are each read by their own index and merged: as one condition they would be sorted first.
 */
create function private.audit_events(
  p_from timestamptz default null, p_until timestamptz default null, p_table text default null,
  p_patient_id uuid default null, p_limit integer default 100,
  p_actor_ids uuid[] default null, p_patient_ids uuid[] default null, p_tables text[] default null,
  p_action text default null, p_before timestamptz default null, p_before_id bigint default null, p_newer boolean default false
) returns table (
  id bigint, at timestamptz, actor_id uuid, actor_name text, role text, action text, table_name text, row_id text,
  patient_id uuid, before jsonb, after jsonb, ip text, user_agent text, sealed boolean, redacted boolean
)
language plpgsql stable security definer rows 100 set search_path = ''
as $$
declare
  c_order constant text := case when p_newer then 'log.at, log.id' else 'log.at desc, log.id desc' end;
  v_limit constant integer := least(greatest(coalesce(p_limit, 100), 1), 1000);
  v_last constant audit.seals := private.last_seal();
  v_patient_ids constant uuid[] := coalesce(p_patient_ids, case when p_patient_id is not null then array[p_patient_id] end);
  v_tables constant text[] := coalesce(p_tables, case when p_table is not null then array[p_table] end);
  v_where text := 'true';
  v_from text := 'from audit.events log';
begin
  perform private.require_permission('audit.read');
  -- Only what is asked stands in the statement, or no index would be of use.
  if p_from is not null then v_where := v_where || ' and log.at >= $1'; end if;
  if p_until is not null then v_where := v_where || ' and log.at < $2'; end if;
  if p_action is not null then
    v_where := v_where || case when p_action in ('insert', 'update', 'delete') then ' and log.action = $6'
      else format(' and log.action = %L and log.action not in (''insert'', ''update'', ''delete'')', p_action) end;
  end if;
  if p_before is not null then
    v_where := v_where || case when p_newer then ' and log.at >= $7 and (log.at, log.id) > ($7, $8)'
      else ' and log.at <= $7 and (log.at, log.id) < ($7, $8)' end;
  end if;
  if p_actor_ids is not null then
    v_from := format('from unnest($3) as one cross join lateral (
      select * from audit.events log where log.actor_id = one and %s %s and %s order by %s limit $9) as log',
      case when v_patient_ids is null then 'true' else 'log.patient_id = any ($4)' end,
      case when v_tables is null then '' else 'and log.table_name = any ($5)' end, v_where, c_order);
  elsif v_patient_ids is not null then
    v_from := format('from unnest($4) as one cross join lateral (
      select * from audit.events log where log.patient_id = one %s and %s order by %s limit $9) as log',
      case when v_tables is null then '' else 'and log.table_name = any ($5)' end, v_where, c_order);
  elsif v_tables is not null then
    v_from := format('from unnest($5) as one cross join lateral (
      select * from audit.events log where log.table_name = one and %s order by %s limit $9) as log', v_where, c_order);
  else
    v_from := format('from (select * from audit.events log where %s order by %s limit $9) as log', v_where, c_order);
  end if;
  return query execute format(
    'select log.id, log.at, log.actor_id, log.actor_name, log.role, log.action, log.table_name, log.row_id, log.patient_id,
       log.before, log.after, log.ip, log.user_agent, log.epoch < $10 or log.epoch = $10 and log.txid < $11, log.redacted_by is not null
     %s order by %s limit $9', v_from, c_order
  ) using p_from, p_until, p_actor_ids, v_patient_ids, v_tables, p_action, p_before, p_before_id, v_limit, v_last.epoch, v_last.upto;
end
$$;

/* Whose acts a name means: colleagues with it, or the account with an address; as many as are worth looking through. */
create function private.audit_people(p_query text) returns table (user_id uuid, name text)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
declare
  v_like constant text := '%' || regexp_replace(left(btrim(p_query), 80), '([\\%_])', '\\\1', 'g') || '%';
begin
  perform private.require_permission('audit.read');
  return query
    select staff.user_id, staff.full_name from public.staff
    where staff.user_id is not null and staff.full_name ilike v_like
    union
    select profile.id, coalesce(nullif(profile.full_name, ''), profile.email) from public.profiles profile
    where profile.email = lower(btrim(p_query))
    limit 50;
end
$$;

/* What ids stand for, of those that have a name. */
create function private.audit_names(p_ids uuid[]) returns table (id uuid, name text)
language plpgsql stable security definer rows 100 set search_path = ''
as $$
begin
  perform private.require_permission('audit.read');
  return query
    select distinct on (named.id) named.id, named.name from (
      select staff.id, staff.full_name as name from public.staff where staff.id = any (p_ids)
      union all select patient.id, patient.full_name from public.patients patient where patient.id = any (p_ids)
      union all select ward.id, ward.name from public.wards ward where ward.id = any (p_ids)
      union all select bed.id, bed.label from public.beds bed where bed.id = any (p_ids)
      union all select wroom.id, wroom.name from public.ward_rooms wroom where wroom.id = any (p_ids)
      union all select room.id, room.name from public.rooms room where room.id = any (p_ids)
      union all select department.id, department.name from public.departments department where department.id = any (p_ids)
      union all select specialty.id, specialty.name from public.specialties specialty where specialty.id = any (p_ids)
      union all select kind.id, kind.name from public.visit_types kind where kind.id = any (p_ids)
      union all
      select profile.id, coalesce(colleague.full_name, nullif(profile.full_name, ''), profile.email)
      from public.profiles profile left join public.staff colleague on colleague.user_id = profile.id
      where profile.id = any (p_ids)
    ) as named (id, name)
    where named.name is not null;
end
$$;

/* Once a minute for an account and a screen: who reloads a page a hundred times has tried it once. */
create function private.note_refused_screen(p_screen text, p_path text, p_needed text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if char_length(coalesce(p_screen, '')) not between 1 and 200 or char_length(p_path) > 300 or char_length(p_needed) > 80 then
    raise exception using errcode = '22023', message = 'That is no screen', hint = 'p_screen';
  end if;
  if exists (
    select from audit.events log
    where log.actor_id = auth.uid() and log.at > clock_timestamp() - interval '1 minute'
      and log.action = 'refused' and (log.row_id = p_screen)
  ) then
    return;
  end if;
  perform private.log_act('refused', 'screens', p_screen, jsonb_build_object('path', p_path, 'needed', p_needed));
end
$$;

create function private.note_audit_export(p_format text, p_rows integer, p_filter jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('audit.read');
  if p_format is null or p_format not in ('csv', 'pdf') then
    raise exception using errcode = '22023', message = 'An export is csv or pdf', hint = 'p_format';
  end if;
  if pg_column_size(p_filter) > 4000 or jsonb_typeof(p_filter) <> 'object' then
    raise exception using errcode = '22023', message = 'That is no filter', hint = 'p_filter';
  end if;
  perform private.log_act('exported', 'audit.events', null, jsonb_build_object('format', p_format, 'rows', p_rows) || p_filter);
end
$$;

/*
 * Says every few seconds that something was written, to those who have the log before them. Not by a trigger: one more
 * message for each write there is would be the dearest part of it.
 */
insert into private.topics (pattern, hear) values ('audit', $$private.has_permission('audit.read')$$);
create function private.tell_of_audit() returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from audit.events where at > clock_timestamp() - interval '6 seconds') then
    perform private.announce('audit', 'audit_changed', '{}');
  end if;
end
$$;
select private.schedule('audit_news', '5 seconds', 'private.tell_of_audit', 'Says that something was written to the audit log');

/* Verified by itself --------------------------------------------------------------------------- */

create table audit.verifications (
  at       timestamptz primary key default clock_timestamp(),
  upto_n   bigint not null,
  rows     bigint not null,
  problems integer not null,
  first_n  bigint
);
comment on table audit.verifications is 'What the nightly look at the seals found. Append-only for everybody.';
comment on column audit.verifications.first_n is 'The first seal that is not as it was written.';
alter table audit.verifications enable row level security;
select private.refuse_changes('audit.verifications');
select private.keeps('{audit.verifications}', 'That the log was whole on a day is shown for as long as the log');

/*
 * Goes through all rows and seals once more. By the database's own functions: who may change those can have it say what
 * they like, which is what `npm run audit:verify` and the heads elsewhere are for. Anchors are looked for in the chain.
 */
create function private.verify_audit_log() returns void
language plpgsql security definer set search_path = '' set statement_timeout = '30min'
as $$
declare
  v_problems integer := 0;
  v_first bigint;
  v_rows bigint := 0;
  v_prev bytea := decode(repeat('00', 32), 'hex');
  v_prev_epoch integer := 1;
  v_prev_upto xid8 := '0';
  v_n bigint := 0;
  v_seal audit.seals;
  v_root bytea;
  v_count bigint;
  v_good boolean;
begin
  for v_seal in select * from audit.seals order by n loop
    if v_seal.epoch > v_prev_epoch then v_prev_upto := '0'; end if;
    select
      count(*), sha256(coalesce(string_agg(log.digest, '' order by log.txid, log.id), '')),
      coalesce(bool_and(log.digest = sha256(
        convert_to(row(
          log.epoch, log.txid, log.id, extract(epoch from log.at), log.actor_id, log.role, log.action, log.table_name,
          log.row_id, log.patient_id
        )::text, 'UTF8')
        || coalesce(
          log.payload_digest,
          private.audit_payload_digest(log.salt, log.actor_name, log.ip, log.user_agent, log.before, log.after)
        )
      )), true)
    into v_count, v_root, v_good
    from audit.events log
    where log.epoch = v_seal.epoch and log.txid >= v_prev_upto and log.txid < v_seal.upto;
    v_rows := v_rows + v_count;
    if not v_good or v_count <> v_seal.count or v_root <> v_seal.root or v_seal.prev <> v_prev or v_seal.n <> v_n + 1
      or v_seal.hash <> sha256(convert_to(concat_ws(' ',
        v_seal.n, v_seal.epoch, v_seal.upto, v_seal.count, encode(v_seal.root, 'hex'), encode(v_seal.prev, 'hex'),
        extract(epoch from v_seal.at)
      ), 'UTF8'))
    then
      v_problems := v_problems + 1;
      v_first := coalesce(v_first, v_seal.n);
    end if;
    v_n := v_seal.n;
    v_prev := v_seal.hash;
    v_prev_epoch := v_seal.epoch;
    v_prev_upto := v_seal.upto;
  end loop;
  select v_problems + count(*), least(v_first, min(anchor.n)) into v_problems, v_first
  from audit.anchors anchor left join audit.seals seal on seal.n = anchor.n and seal.hash = anchor.hash
  where seal.n is null;
  insert into audit.verifications (upto_n, rows, problems, first_n) values (v_n, v_rows, v_problems, v_first);
  if v_problems > 0 then
    perform private.notify_user(person, 'audit_broken', jsonb_build_object('seal', v_first::text), '/admin/audit', 'audit:broken', 'warning')
    from private.people_holding('audit.read') as person;
  end if;
end
$$;
select private.schedule('audit_verify', '37 3 * * *', 'private.verify_audit_log', 'Goes through the audit log and its seals, and says when something was changed');

create function private.audit_state() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_last constant audit.seals := private.last_seal();
begin
  perform private.require_permission('audit.read');
  return jsonb_build_object(
    'seal', (select jsonb_build_object('n', n, 'at', at, 'hash', encode(hash, 'hex')) from audit.seals order by n desc limit 1),
    'waiting', (
      select count(*) from (
        select from audit.events log where log.epoch = v_last.epoch and log.txid >= v_last.upto limit 1000
      ) as waiting
    ),
    'verified', (
      select jsonb_build_object('at', at, 'n', upto_n, 'rows', rows, 'problems', problems, 'first_n', first_n)
      from audit.verifications order by at desc limit 1
    ),
    'anchor', (
      select jsonb_build_object(
        'n', anchor.n, 'at', anchor.at, 'recipients', anchor.recipients, 'stored', anchor.stored,
        'found', exists (select from audit.seals seal where seal.n = anchor.n and seal.hash = anchor.hash)
      )
      from audit.anchors anchor order by anchor.at desc limit 1
    )
  );
end
$$;

select private.expose('audit_events', '{authenticated}', 'The audit log from p_from until before p_until, newest first, at most p_limit (1000) rows; of people (p_actor_ids), patients, tables, an action; older than a row (p_before, p_before_id), or newer with p_newer, oldest first. Needs audit.read (42501).');
select private.expose('audit_people', '{authenticated}', 'Accounts of colleagues by a part of their name, or of anybody by their whole address; at most 50. Needs audit.read (42501).');
select private.expose('audit_names', '{authenticated}', 'The names of what ids stand for, where they have one. Needs audit.read (42501).');
select private.expose('note_refused_screen', '{authenticated}', 'Writes to the audit log that the caller tried a screen that is not for them. Raises 22023.');
select private.expose('note_audit_export', '{authenticated}', 'Writes to the audit log that it was exported, and how it was filtered. Needs audit.read (42501); 22023.');
select private.expose('audit_state', '{authenticated}', 'How far the audit log is sealed, when it was last verified and with what result, and when its head last left the house: {seal: {n, at, hash}, waiting, verified: {at, n, rows, problems, first_n}, anchor: {n, at, recipients, stored, found}}. Needs audit.read (42501).');
