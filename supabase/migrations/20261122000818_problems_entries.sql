/*
 * What entries of the coded record have in common: problems, diagnoses, procedures, histories, immunisations,
 * measurements. Each is read with the chart open, and by the patient it is about; edited with the version that was read;
 * never deleted, but struck through with a reason. What differs is the domain's own.
 *
 * Locks: the encounter a row hangs on, then rows of entries, which is the sixth in the order.
 */

create table private.record_entries (
  kind       text primary key,
  table_name text not null unique,
  permission text not null,
  constraint record_entries_kind_form check (kind ~ '^[a-z_]{3,40}$')
);
comment on table private.record_entries is 'The tables of the coded record: what an entry is called, and who may write one.';
select private.keeps('{private.record_entries}', 'Said by migrations alone');

/* The columns every entry has. In a table as `like private.record_entry including all`. */
create table private.record_entry (
  patient_id   uuid not null,
  recorded_by  uuid default private.current_staff_id(),
  recorded_at  timestamptz not null default now(),
  version      integer not null default 1,
  updated_by   uuid,
  updated_at   timestamptz,
  voided_at    timestamptz,
  voided_by    uuid,
  void_reason  text,
  constraint record_entry_version_positive check (version >= 1),
  constraint record_entry_void_reason_length check (char_length(btrim(void_reason)) between 3 and 300),
  constraint record_entry_voided_wholly check ((voided_at is null) = (void_reason is null))
);
comment on table private.record_entry is 'A pattern, never filled: the columns of what is written in the coded record.';
select private.keeps('{private.record_entry}', 'Empty: a pattern for other tables');

/*
 * Makes a table one of the coded record: references, reading, log, merge, news, and striking out.
 *
 *   select private.record_entries_of('problem', 'public.problems', 'problems.write');
 */
create function private.record_entries_of(
  p_kind text, p_table regclass, p_permission text, p_patient_reads boolean default true, p_merge text default 'move', p_merge_function text default null
) returns void
language plpgsql set search_path = ''
as $$
declare
  v_name constant text := (select relname from pg_catalog.pg_class where oid = p_table);
begin
  insert into private.record_entries (kind, table_name, permission) values (p_kind, p_table::text, p_permission);
  execute format(
    'alter table %1$s
      add constraint %2$s_patient_id_fkey foreign key (patient_id) references public.patients on delete restrict,
      add constraint %2$s_recorded_by_fkey foreign key (recorded_by) references public.staff on delete set null,
      add constraint %2$s_updated_by_fkey foreign key (updated_by) references public.staff on delete set null,
      add constraint %2$s_voided_by_fkey foreign key (voided_by) references public.staff on delete set null',
    p_table, v_name
  );
  execute format('create index %2$s_patient_id_recorded_at_idx on %1$s (patient_id, recorded_at desc)', p_table, v_name);
  execute format('create index %2$s_recorded_by_idx on %1$s (recorded_by)', p_table, v_name);
  execute format('create index %2$s_updated_by_idx on %1$s (updated_by)', p_table, v_name);
  execute format('create index %2$s_voided_by_idx on %1$s (voided_by)', p_table, v_name);
  execute format('alter table %s enable row level security', p_table);
  execute format(
    'create policy %2$s_select_opened%4$s on %1$s for select to authenticated
      using (patient_id in (select private.opened_patient_ids())%3$s)',
    p_table, v_name,
    case when p_patient_reads then ' or voided_at is null and patient_id in (select private.current_patient_ids())' else '' end,
    case when p_patient_reads then '_or_own' else '' end
  );
  execute format('grant select on %s to authenticated', p_table);
  execute format(
    'create trigger %2$s_600_announce after insert or update on %1$s
      for each row execute function private.tg_announce(''patient:{patient_id}'', ''record_changed'')',
    p_table, v_name
  );
  perform private.audited(p_table);
  perform private.keeps(array[p_table], 'The medical record: struck out, never deleted');
  perform private.on_merge(array[p_table], p_merge, p_merge_function);
  perform private.on_erasure(array[p_table], 'record', 'delete');
  perform private.no_work_of_patients(array[p_table], 'What is known of somebody is written down, afterwards too');
end
$$;

/* 42501 without the permission, PT404 where the caller has not the chart open. */
create function private.require_writing(p_patient_id uuid, p_permission text, p_hint text default 'p_patient_id') returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission(p_permission);
  if (p_patient_id in (select private.opened_patient_ids())) is not true then
    raise exception using errcode = 'PT404', message = 'No such chart is open', hint = p_hint;
  end if;
end
$$;

/* Refuses an encounter that is not the patient's. That it is signed the table refuses. */
create function private.require_encounter_of(p_encounter_id uuid, p_patient_id uuid) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if p_encounter_id is not null and not exists (
    select from public.encounters where id = p_encounter_id and patient_id = p_patient_id
  ) then
    raise exception using errcode = 'PT404', message = 'There is no such encounter of this patient', hint = 'p_encounter_id';
  end if;
end
$$;

/*
 * What an entry is about: a code, whose name is written beside it as it is now, or words that are not coded. Raises 22023.
 */
create function private.entry_text(p_code_id uuid, p_text text, p_most integer default 200) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_text constant text := nullif(btrim(p_text), '');
  v_code public.codes;
begin
  if p_code_id is not null then
    select * into v_code from public.codes where id = p_code_id;
    if v_code.id is null then
      raise exception using errcode = '22023', message = 'There is no such code', hint = 'p_code_id';
    end if;
    -- Words of one's own beside a code stay: they are what was meant.
    return coalesce(left(v_text, p_most), v_code.display);
  end if;
  if v_text is null or char_length(v_text) > p_most then
    raise exception using errcode = '22023', message = 'A code, or words for it', hint = 'p_text';
  end if;
  return v_text;
end
$$;

/* Refuses whoever read an older version (LN009), and writes in what has been struck out (LN035). */
create function private.require_version(p_given integer, p_is integer, p_voided_at timestamptz) returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if p_voided_at is not null then
    raise exception using errcode = 'LN035', message = 'This entry has been struck out';
  end if;
  if p_given is distinct from p_is then
    raise exception using errcode = 'LN009', message = 'Somebody else has changed this entry', hint = 'p_version';
  end if;
end
$$;

/* A day, a month or a year, as it is known: 2019, 2019-04, 2019-04-30. */
create function private.is_partial_date(p_text text) returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return p_text ~ '^[12][0-9]{3}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?$'
    and pg_input_is_valid(rpad(p_text, 10, '-01-01') , 'date')
    and not (char_length(p_text) = 10 and p_text::date::text <> p_text);
end
$$;

create function private.strike_entry(p_kind text, p_id uuid, p_reason text, p_version integer) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_entry private.record_entries;
  v_row record;
begin
  select * into v_entry from private.record_entries where kind = p_kind;
  if v_entry.kind is null then
    raise exception using errcode = '22023', message = 'There is no such kind of entry', hint = 'p_kind';
  end if;
  perform private.require_permission(v_entry.permission);
  execute format('select patient_id, version, voided_at from %s where id = $1 for update', v_entry.table_name) into v_row using p_id;
  -- Asked of who waited, too.
  perform private.require_writing(v_row.patient_id, v_entry.permission, 'p_id');
  if char_length(btrim(coalesce(p_reason, ''))) not between 3 and 300 then
    raise exception using errcode = '22023', message = 'A reason is needed', hint = 'p_reason';
  end if;
  -- Struck out twice is struck out once.
  if v_row.voided_at is not null then return; end if;
  perform private.require_version(p_version, v_row.version, null);
  execute format(
    'update %s set voided_at = clock_timestamp(), voided_by = private.current_staff_id(), void_reason = btrim($2), version = version + 1
     where id = $1', v_entry.table_name
  ) using p_id, p_reason;
end
$$;

select private.expose('strike_entry', '{authenticated}',
'Strikes out an entry of the coded record that was made in error: p_kind is problem, diagnosis, procedure, family, social, immunisation or measurement;
p_reason 3 to 300 characters; p_version the one that was read. Again does no harm. Needs the permission to write such entries and the chart open. Raises
42501, PT404, 22023, LN009 changed meanwhile.');
