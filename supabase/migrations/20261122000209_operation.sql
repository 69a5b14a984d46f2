/*
 * For those who keep the hospital's systems running: whether all is well, and figures for Prometheus. No patient data, and
 * no figure by which strangers could learn how many patients there are.
 */

/*
 * Whether what nobody looks at goes on: messages go out, the audit log is sealed, backups are made. For /health, which
 * anybody may ask: yes or no, and no more.
 */
create function private.health() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return jsonb_build_object(
    'mail', not exists (
      select from public.deliveries
      -- Nobody sends, or the provider takes nothing.
      where outcome is null and (next_attempt_at < clock_timestamp() - interval '10 minutes' or attempts >= 3)
    ),
    'audit', coalesce((
      select min(at) from audit.events
      where epoch = (private.last_seal()).epoch and txid >= (private.last_seal()).upto
    ) > clock_timestamp() - interval '10 minutes', true),
    'backups', private.backup_missing_since() is null,
    'jobs', not exists (select from private.job_failures where item = '' and last_at > clock_timestamp() - interval '1 hour')
  );
end
$$;

/*
 * Figures, for whoever knows the secret `metrics_token` of the vault; null to all others, as where there is no such secret.
 * Compared by their hashes, so that how long it takes tells nothing.
 */
create function private.metrics(p_token text) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_seal constant audit.seals := private.last_seal();
begin
  if not coalesce(char_length(p_token) between 20 and 200 and private.token_hash(p_token) = (
    select private.token_hash(decrypted_secret) from vault.decrypted_secrets where name = 'metrics_token'
  ), false) then
    return null;
  end if;
  return jsonb_build_object(
    'deliveries_open', (select count(*) from public.deliveries where outcome is null),
    'deliveries_due', (select count(*) from public.deliveries where outcome is null and next_attempt_at <= clock_timestamp()),
    'deliveries_oldest_due_seconds', (
      select coalesce(greatest(extract(epoch from clock_timestamp() - min(next_attempt_at)), 0), 0)
      from public.deliveries where outcome is null
    ),
    'audit_unsealed_rows', (select count(*) from audit.events where epoch = v_seal.epoch and txid >= v_seal.upto),
    'audit_seal_age_seconds', extract(epoch from clock_timestamp() - v_seal.at),
    'backup_age_seconds', (select extract(epoch from clock_timestamp() - max(ended_at)) from private.backups where outcome = 'done'),
    'backup_missing', (private.backup_missing_since() is not null)::integer,
    'job_failures', (select count(*) from private.job_failures),
    'database_bytes', pg_catalog.pg_database_size(current_database()),
    'table_bytes', (
      select jsonb_object_agg(schema, bytes) from (
        select relnamespace::regnamespace::text as schema, sum(pg_catalog.pg_total_relation_size(oid)) as bytes
        from pg_catalog.pg_class
        where relkind in ('r', 'm') and relnamespace::regnamespace::text in ('public', 'private', 'audit', 'auth', 'storage', 'realtime')
        group by 1
      ) as sizes
    ),
    'connections', (
      select jsonb_object_agg(state, n) from (
        select coalesce(state, 'other') as state, count(*) as n from pg_catalog.pg_stat_activity
        where datname = current_database() group by 1
      ) as states
    ),
    'transaction_longest_seconds', (
      select coalesce(extract(epoch from clock_timestamp() - min(xact_start)), 0) from pg_catalog.pg_stat_activity
      where datname = current_database() and backend_type = 'client backend'
    )
  );
end
$$;

select private.expose('health', '{anon,authenticated}',
  '{mail, audit, backups, jobs}: whether messages go out, the log is sealed, backups are made, jobs succeed. For /health.');
select private.expose('metrics', '{anon,authenticated}',
  'Figures for Prometheus, by the secret metrics_token of the vault; null without it. For /metrics.');
