/*
 * Seals of the audit log: each minute what has become final is counted, hashed and chained to the seal before, so that
 * who changes, removes, adds or moves a row later is found (`npm run audit:verify`), and who makes all seals anew is found
 * by the head that was mailed before.
 *
 * Final is what has a transaction's number below the horizon, the oldest one still open on the server: none can write any more.
 * So writers wait for nobody. Rejected: hashing each row with the one before it as it is written, which puts all writers
 * in one queue and costs six of seven writes; a counter without gaps, the same.
 *
 * What is not found: what was done to a row in the minute before it was sealed by whoever may change its digest as well.
 */

create table audit.seals (
  n     bigint primary key,
  epoch integer not null,
  upto  xid8 not null,
  count bigint not null,
  root  bytea not null,
  prev  bytea not null,
  at    timestamptz not null default clock_timestamp(),
  hash  bytea not null
);
comment on table audit.seals is 'The chain of seals over audit.events. Append-only for everybody.';
comment on column audit.seals.upto is 'Sealed are the rows of the epoch from the last seal''s upto until before this; the greatest number there is: the epoch has ended.';
comment on column audit.seals.root is 'SHA-256 of the rows'' digests, in the order of (txid, id).';
comment on column audit.seals.prev is 'The hash of the seal before; of the first, zeros.';
alter table audit.seals enable row level security;
select private.refuse_changes('audit.seals');

create table audit.anchors (
  n          bigint not null,
  hash       bytea not null,
  at         timestamptz primary key default clock_timestamp(),
  recipients integer not null,
  stored     boolean not null default false
);
comment on table audit.anchors is 'Which seals were mailed to people and stored as a file, by which anybody can tell whether the chain is still the same. Append-only for everybody.';
alter table audit.anchors enable row level security;
select private.refuse_changes('audit.anchors');
select private.keeps('{audit.seals,audit.anchors}', 'Without them nobody could say whether the log is as it was written');

/* Where sealing goes on: the last seal, or what stands for it before the first and after an epoch's end. */
create function private.last_seal() returns audit.seals
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_seal audit.seals;
begin
  select * into v_seal from audit.seals order by n desc limit 1;
  v_seal.epoch := coalesce(v_seal.epoch, 1);
  if v_seal.upto = '18446744073709551615' then
    v_seal.epoch := v_seal.epoch + 1;
    v_seal.upto := '0';
  end if;
  v_seal.n := coalesce(v_seal.n, 0);
  v_seal.upto := coalesce(v_seal.upto, '0');
  v_seal.hash := coalesce(v_seal.hash, decode(repeat('00', 32), 'hex'));
  return v_seal;
end
$$;

/* Seals what there is from the last seal until before p_upto, all of which must be final; gives how many rows. */
create function private.write_seal(p_upto xid8) returns bigint
language plpgsql security definer set search_path = ''
as $$
declare
  v_last constant audit.seals := private.last_seal();
  v_seal audit.seals;
begin
  select count(*), sha256(coalesce(string_agg(digest, '' order by txid, id), '')) into v_seal.count, v_seal.root
  from audit.events
  where epoch = v_last.epoch and txid >= v_last.upto and txid < p_upto;
  if v_seal.count = 0 and p_upto <> '18446744073709551615' then return 0; end if;
  v_seal.n := v_last.n + 1;
  v_seal.epoch := v_last.epoch;
  v_seal.upto := p_upto;
  v_seal.prev := v_last.hash;
  v_seal.at := clock_timestamp();
  v_seal.hash := sha256(convert_to(concat_ws(' ',
    v_seal.n, v_seal.epoch, v_seal.upto, v_seal.count, encode(v_seal.root, 'hex'), encode(v_seal.prev, 'hex'),
    extract(epoch from v_seal.at)
  ), 'UTF8'));
  insert into audit.seals select v_seal.*;
  return v_seal.count;
end
$$;

/*
 * Ends an epoch: a database that was restored from a dump numbers its transactions anew. Whoever restores one calls this
 * before it is used; the job finds out by itself. Waits for whoever is writing, so that nothing of the epoch is left over.
 */
create function private.begin_audit_epoch() returns void
language plpgsql security definer set search_path = '' set lock_timeout = '2s'
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('audit:seal', 0));
  lock table audit.events in share mode;
  perform private.write_seal('18446744073709551615');
end
$$;

/* Tells those who manage access, once a day, when rows have waited for their seal for five minutes. */
create function private.warn_of_unsealed() returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_last constant audit.seals := private.last_seal();
  v_since constant timestamptz := (select min(at) from audit.events where epoch = v_last.epoch and txid >= v_last.upto);
begin
  if v_since > clock_timestamp() - interval '5 minutes' then return; end if;
  perform private.notify_user(person, 'audit_unsealed', jsonb_build_object('since', v_since), null, 'audit:unsealed', 'warning')
  from private.people_holding('access.manage') as person
  where v_since is not null and not exists (
    select from public.notifications
    where user_id = person and kind = 'audit_unsealed' and latest and created_at > clock_timestamp() - interval '1 day'
  );
end
$$;

/* Seals what has become final since the last time; gives how many rows. */
create function private.seal_audit() returns bigint
language plpgsql security definer set search_path = ''
as $$
declare
  v_last audit.seals;
  v_restored boolean;
  v_horizon xid8;
  v_count bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended('audit:seal', 0));
  v_last := private.last_seal();
  -- One sees no row of a transaction whose number is still to come, unless the row is from another database.
  select newest.epoch > v_last.epoch or newest.txid >= pg_snapshot_xmax(pg_current_snapshot()) into v_restored
  from audit.events newest
  where newest.txid is distinct from pg_current_xact_id_if_assigned()
  order by newest.epoch desc, newest.txid desc limit 1;
  if v_restored or pg_snapshot_xmax(pg_current_snapshot()) < v_last.upto then
    perform private.begin_audit_epoch();
  end if;
  -- A statement of its own: what follows looks later, and sees all that was over by then.
  v_horizon := pg_snapshot_xmin(pg_current_snapshot());
  v_count := private.write_seal(v_horizon);
  perform private.warn_of_unsealed();
  return v_count;
end
$$;
select private.schedule('audit_seals', '* * * * *', 'private.seal_audit', 'Seals what was written to the audit log');

/*
 * Erases, because the law says so, what the log holds of a patient's record: names, addresses and values. Who did what to
 * which row and when stays, and so does each row's digest. p_order says by whose order; it is kept, and shown by
 * `audit:verify`. For whoever has the database, and nobody else.
 */
create function private.redact_audit(p_patient_id uuid, p_order text) returns bigint
language plpgsql security definer set search_path = ''
as $$ begin return private.redact_records(array[p_patient_id], '{}', '{}', p_order); end $$;

/*
 * The same of several records of one person, and of accounts that were theirs alone: what those did, what was done to them,
 * what names any of them by its id, and what was done to rows said as `table key`.
 */
create function private.redact_records(p_patient_ids uuid[], p_user_ids uuid[], p_rows text[], p_order text) returns bigint
language plpgsql security definer set search_path = ''
as $$
declare
  v_ids constant text[] := p_patient_ids::text[] || p_user_ids::text[];
  v_like constant text[] := array(select '%' || id || '%' from unnest(v_ids) as id);
  v_id bigint;
  v_count bigint;
begin
  if char_length(btrim(coalesce(p_order, ''))) not between 10 and 500 then
    raise exception using errcode = '22023', message = 'An order has 10 to 500 characters', hint = 'p_order';
  end if;
  insert into audit.events (actor_id, role, action, table_name, row_id, after)
  values (auth.uid(), session_user, 'redacted', 'audit.events', p_patient_ids[1], jsonb_build_object('order', btrim(p_order)))
  returning id into v_id;
  update audit.events set
    redacted_by = v_id,
    payload_digest = private.audit_payload_digest(salt, actor_name, ip, user_agent, before, after),
    salt = null, actor_name = null, ip = null, user_agent = null, before = null, after = null
  where redacted_by is null and action <> 'redacted' and (
    patient_id = any (p_patient_ids) or actor_id = any (p_user_ids) or split_part(row_id, '/', 1) = any (v_ids)
    or concat(before, after) like any (v_like) or table_name || ' ' || row_id = any (p_rows)
  );
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

/* The head outside ----------------------------------------------------------------------------- */

-- Without a policy: the service's key alone reads and writes there, and nothing of ours writes over a file.
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values ('audit-heads', 'audit-heads', false, 10000, '{application/json}');

/* The last seal, and to whom it is mailed: those who may read the log. */
create function private.audit_head() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'n', seal.n, 'hash', encode(seal.hash, 'hex'), 'at', seal.at,
      'hospital_name', settings.name, 'time_zone', settings.time_zone,
      'recipients', (
        select coalesce(jsonb_agg(jsonb_build_object('email', profile.email, 'locale', profile.locale)), '[]')
        from private.people_holding('audit.read') as person
        join public.profiles profile on profile.id = person
        where profile.email is not null
      )
    )
    from audit.seals seal, public.hospital_settings settings order by seal.n desc limit 1
  );
end
$$;

create function private.record_audit_anchor(p_n bigint, p_recipients integer, p_stored boolean default false) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  insert into audit.anchors (n, hash, recipients, stored) select n, hash, p_recipients, p_stored from audit.seals where n = p_n;
end
$$;

/* Has the head mailed and stored once a day, if there is a new one; half an hour later again, until it has gone. */
create function private.anchor_audit() returns bigint
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from audit.seals where n > (select coalesce(max(n), 0) from audit.anchors))
    and not exists (select from audit.anchors where at > now() - interval '23 hours 45 minutes')
  then
    return private.call_function('audit-head');
  end if;
  return null;
end
$$;
select private.schedule('audit_head', '*/30 * * * *', 'private.anchor_audit', 'Has the newest seal of the audit log mailed to admins and stored as a file, once a day');

select private.expose('audit_head', '{service_role}', 'For the edge function audit-head: the newest seal, and to whom it is mailed; null before the first.');
select private.expose('record_audit_anchor', '{service_role}', 'For the edge function audit-head: the seal was mailed, and stored as a file.');
