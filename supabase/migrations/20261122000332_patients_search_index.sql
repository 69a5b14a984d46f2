/*
 * The index of names follows the names: kept in step by triggers, and looked at by whoever asks whether all is whole.
 */

/*
 * Keeps the entries in step with the table, a statement at a time: a load of a million rows in one
 * statement is one insert here as well.
 */
create function private.tg_patients__index_names() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_changed uuid[]; -- null: every row of the statement
  v_words text[];
begin
  if tg_op = 'UPDATE' then
    select coalesce(array_agg(id), '{}') into v_changed
    from gone join added using (id)
    where (gone.full_name, gone.archived_at is null) is distinct from (added.full_name, added.archived_at is null);
    if v_changed = '{}' then
      return null;
    end if;
  end if;

  if tg_op in ('UPDATE', 'DELETE') then
    delete from private.patient_name_entries as entry
    using gone
    cross join lateral private.searchable_name(private.normalise_name(gone.full_name)) as searchable
    cross join lateral unnest(private.name_words(searchable)) as word
    where (v_changed is null or gone.id = any (v_changed))
      and entry.token = word collate "C" and entry.name = searchable collate "C" and entry.patient_id = gone.id;
  end if;

  if tg_op in ('INSERT', 'UPDATE') then
    with entry as (
      insert into private.patient_name_entries (token, name, patient_id)
      select word, searchable, added.id
      from added
      cross join lateral private.searchable_name(private.normalise_name(added.full_name)) as searchable
      cross join lateral unnest(private.name_words(searchable)) as word
      where added.archived_at is null and (v_changed is null or added.id = any (v_changed))
      returning token
    )
    select array_agg(distinct token) into v_words from entry;
    perform private.learn_name_words(v_words);
  end if;
  return null;
end
$$;
create trigger patients_300_index_names_inserted after insert on public.patients
  referencing new table as added
  for each statement execute function private.tg_patients__index_names();
create trigger patients_300_index_names_updated after update on public.patients
  referencing old table as gone new table as added
  for each statement execute function private.tg_patients__index_names();
create trigger patients_300_index_names_deleted after delete on public.patients
  referencing old table as gone
  for each statement execute function private.tg_patients__index_names();

select private.agrees('patient_names', 'The index of names has each patient who can be found, and nobody else', $$
  with wanted as (
    select word collate "C" as token, searchable collate "C" as name, patient.id as patient_id
    from public.patients as patient
    cross join lateral private.searchable_name(private.normalise_name(patient.full_name)) as searchable
    cross join lateral unnest(private.name_words(searchable)) as word
    where patient.archived_at is null
  )
  (select patient_id from (select token, name, patient_id from wanted except select token, name, patient_id from private.patient_name_entries) as missing)
  union
  (select patient_id from (select token, name, patient_id from private.patient_name_entries except select token, name, patient_id from wanted) as besides)
$$);
