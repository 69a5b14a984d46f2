/*
 * Doing it: what each table has said, what is kept beside foreign keys, the record itself, files, accounts, and the log last,
 * since what was deleted is in it.
 */

/* Empties the columns of rows that stay; what is null stays null. */
create function private.blank_rows(p_entry private.patient_erasure, p_ids uuid[]) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_columns text;
  v_values text;
begin
  select
    string_agg(quote_ident(attribute.attname), ', '),
    string_agg(format(
      'case when %1$I is not null then ($2 ->> %1$L)::%2$s end', attribute.attname, format_type(attribute.atttypid, attribute.atttypmod)
    ), ', ')
  into v_columns, v_values
  from jsonb_object_keys(p_entry.blanks) as key
  join pg_catalog.pg_attribute as attribute on attribute.attrelid = p_entry.table_name::regclass and attribute.attname = key;
  execute format(
    'update %1$s set (%2$s) = row (%3$s) where %4$I = any ($1) and row (%2$s) is distinct from row (%3$s)',
    p_entry.table_name, v_columns, v_values, p_entry.column_name
  ) using p_ids, p_entry.blanks;
end
$$;

/* Deletes what is to go, in whatever order the foreign keys between the tables allow; twice, for what going leaves behind. */
create function private.delete_rows(p_ids uuid[]) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_left private.patient_erasure[];
  v_entry private.patient_erasure;
  v_stuck private.patient_erasure[];
begin
  for v_pass in 1 .. 2 loop
    v_left := array(select entry from private.patient_erasure entry where on_erasure = 'delete' order by table_name, column_name);
    while cardinality(v_left) > 0 loop
      v_stuck := '{}';
      foreach v_entry in array v_left loop
        begin
          execute format('delete from %s where %I = any ($1)', v_entry.table_name, v_entry.column_name) using p_ids;
        exception when foreign_key_violation then
          v_stuck := v_stuck || v_entry;
        end;
      end loop;
      if cardinality(v_stuck) = cardinality(v_left) then
        raise exception 'rows of % are pointed at by what stays', (v_stuck[1]).table_name;
      end if;
      v_left := v_stuck;
    end loop;
  end loop;
end
$$;

/* The record itself: each of its columns is as if nothing had ever been written there, but its number. */
create function private.blank_record(p_ids uuid[]) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_defaults constant text := (
    select string_agg(format('%I = default', attname), ', ') from pg_catalog.pg_attribute
    where attrelid = 'public.patients'::regclass and attnum > 0 and not attisdropped and attgenerated = ''
      and attname <> all (array[
        'id', 'mrn', 'given_name', 'family_name', 'birth_date', 'archived_at', 'archived_reason', 'erased_at', 'created_at', 'updated_at'
      ])
  );
begin
  execute format(
    'update public.patients set %s, given_name = '''', family_name = ''—'', birth_date = date ''1900-01-01'', archived_reason = ''Erased'',
       archived_at = coalesce(archived_at, now()), erased_at = coalesce(erased_at, clock_timestamp())
     where id = any ($1)', v_defaults
  ) using p_ids;
  delete from private.sealed_values where column_name like 'patients.%' and row_id = any (p_ids);
end
$$;

/* What is kept beside foreign keys by more than one domain: steps that can be undone, words of names, failures, journals of merges. */
create function private.erase_traces(p_patient_ids uuid[], p_words text[]) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_like constant text[] := array(select '%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%' from unnest(p_words) as word);
begin
  delete from private.last_steps where concat(before, after) ilike any (v_like);
  delete from private.job_failures where message ilike any (v_like);
  delete from private.merge_journal journal using public.patient_merges merge
  where merge.id = journal.merge_id and (merge.kept_id = any (p_patient_ids) or merge.dropped_id = any (p_patient_ids));
  -- By a name alone it may be a namesake's: what is new and unread is somebody's to read first.
  delete from public.notifications
  where concat(params, link) ilike any (v_like) and (
    concat(params, link) ilike any (array(select word from unnest(v_like) as word where word ~ '[0-9a-f]{8}-[0-9a-f]{4}-'))
    or read_at is not null or created_at < now() - interval '7 days'
  );
  delete from private.access_questions where patient_id = any (p_patient_ids);
  update public.appointment_events set details = details - array['reason', 'overbook_reason', 'cancel_reason']
  where appointment_id in (select id from public.appointments where patient_id = any (p_patient_ids));
  update public.admission_leaves set reason = null where patient_id = any (p_patient_ids) and reason is not null;
  delete from private.isolation_periods
  where admission_id in (select id from public.admissions where patient_id = any (p_patient_ids));
end
$$;
select private.erases_also('private.erase_traces');

/* Words of names that are nobody's any more. */
create function private.erase_name_words(p_patient_ids uuid[], p_words text[]) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  delete from private.patient_name_entries where patient_id = any (p_patient_ids);
  delete from private.name_tokens known
  where known.token in (
    select part from unnest(p_words) as word, unnest(private.name_words(private.searchable_name(private.normalise_name(word)))) as part
  ) and not exists (select from private.patient_name_entries entry where entry.token = known.token);
end
$$;
select private.erases_also('private.erase_name_words');

/* Accounts that are for these records alone go with them, and with them all that hangs on an account. */
create function private.erase_accounts(p_user_ids uuid[]) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  delete from auth.audit_log_entries where payload ->> 'actor_id' = any (p_user_ids::text[]);
  delete from auth.users where id = any (p_user_ids);
end
$$;

/* Rows of tables whose log names no patient, or another one, as `table key`: by them the log is redacted too. */
create function private.logged_rows(p_ids uuid[]) returns text[]
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_entry record;
  v_rows text[];
  v_all text[] := '{}';
begin
  for v_entry in
    select entry.table_name, entry.column_name, split_part(entry.table_name, '.', 2) as name, (
      select string_agg(format('%I', part), ', ') from unnest(audited.key) as part
    ) as key
    from private.patient_erasure entry join private.audited_tables audited using (table_name)
    where audited.key is not null and audited.patient is distinct from entry.column_name
  loop
    execute format(
      'select array_agg(%L || concat_ws(''/'', %s)) from %s where %I = any ($1)', v_entry.name || ' ', v_entry.key, v_entry.table_name,
      v_entry.column_name
    ) into v_rows using p_ids;
    v_all := v_all || coalesce(v_rows, '{}');
  end loop;
  return v_all;
end
$$;

create function private.erase_patient(p_request_id text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_request public.erasure_requests;
  v_ids uuid[];
  v_id uuid;
  v_users uuid[];
  v_words text[];
  v_rows text[];
  v_counts jsonb;
  v_entry private.patient_erasure;
  v_function text;
begin
  -- Whoever puts records together or archives has these locks first.
  v_ids := private.records_of_person((select patient_id from public.erasure_requests where id = p_request_id::uuid));
  foreach v_id in array v_ids loop
    perform private.lock_schedules(null, v_id, null);
  end loop;
  perform from public.patients where id = any (v_ids) order by id for update;
  -- After the patients, as whoever asks takes them.
  select * into v_request from public.erasure_requests where id = p_request_id::uuid for update;
  if v_request.id is null or v_request.state not in ('approved', 'done') then return; end if;
  if v_request.state = 'approved' then perform private.require_erasable(v_request.patient_id, v_request.basis); end if;

  v_counts := private.erasure_counts(v_ids);
  v_users := private.accounts_of_records(v_ids);
  v_rows := private.logged_rows(v_ids);
  v_words := array(
    select distinct word from public.patients patient
    cross join lateral unnest(array[patient.id::text, patient.mrn, patient.full_name, patient.phone, patient.email]) as named (word)
    where patient.id = any (v_ids) and char_length(word) > 3
    union
    select visit.id::text from public.appointments visit where visit.patient_id = any (v_ids)
    union
    select stay.id::text from public.admissions stay where stay.patient_id = any (v_ids)
  );
  perform set_config('lantern.erasing', pg_current_xact_id()::text, true);
  for v_function in select function from private.erasure_steps order by function loop
    execute format('select %s($1, $2)', v_function) using v_ids, v_words;
  end loop;
  for v_entry in select * from private.patient_erasure where blanks is not null order by table_name, column_name loop
    perform private.blank_rows(v_entry, v_ids);
  end loop;
  perform private.delete_rows(v_ids);
  perform private.erase_accounts(v_users);
  perform private.blank_record(v_ids);
  if v_request.state = 'approved' then
    update public.erasure_requests set
      state = 'done', reason = null, decided_because = '—', done_at = clock_timestamp(),
      erased = jsonb_build_object('counts', v_counts, 'records', cardinality(v_ids), 'accounts', cardinality(v_users))
    where id = v_request.id;
  end if;
  -- Other requests say no more than this one, and none is open: of a record that was put into this one some may be.
  update public.erasure_requests set state = 'refused', decided_name = coalesce(decided_name, '—'), decided_at = coalesce(decided_at, clock_timestamp())
  where patient_id = any (v_ids) and id <> v_request.id and state in ('wished', 'asked', 'approved');
  update public.erasure_requests set
    reason = 'Erased with the record', decided_because = '—', asked_name = case when basis is null then '—' else asked_name end
  where patient_id = any (v_ids) and state = 'refused';
  -- Steps that this has made are nobody's to undo, and the log has it all once more.
  delete from private.last_steps where row_id::text = any (v_words);
  perform set_config('lantern.erasing', '', true);
  if v_request.state = 'approved' or exists (
    select from audit.events where patient_id = any (v_ids) and txid = pg_current_xact_id()
  ) then
    perform private.redact_records(v_ids, v_users, v_rows, format(
      'Erasure request %s on the ground %s, approved by %s', v_request.id, v_request.basis, v_request.decided_name
    ));
  end if;
  perform private.call_function('document-sweep');
end
$$;

/* What was approved, and once more for an hour what was done: whoever was writing meanwhile has written. */
create function private.run_erasures() returns integer
language plpgsql security definer set search_path = ''
as $$
begin
  return private.run_each(
    'erasures',
    $q$select id from public.erasure_requests
      where state = 'approved' or state = 'done' and done_at > clock_timestamp() - interval '1 hour' order by decided_at$q$,
    'private.erase_patient'
  );
end
$$;
select private.schedule('erasures', '* * * * *', 'private.run_erasures', 'Erases what was approved to be erased by law');
