/*
 * Putting a record away, and taking it back. Nothing of it is deleted.
 */

/* Locks a record the caller has seen as it is; PT404 there is none, LN009 somebody has changed it since. */
create function private.lock_patient_as_seen(p_patient_id uuid, p_expected_updated_at timestamptz) returns public.patients
language plpgsql security definer set search_path = ''
as $$
declare
  v_patient public.patients;
begin
  select * into v_patient from public.patients where id = p_patient_id for no key update;
  if not found then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  if v_patient.updated_at is distinct from p_expected_updated_at then
    raise exception 'somebody else has changed this patient' using errcode = 'LN009', hint = 'p_expected_updated_at';
  end if;
  return v_patient;
end
$$;

create function private.set_archived(p_patient_id uuid, p_reason text, p_expected_updated_at timestamptz, p_archive boolean) returns public.patients
language plpgsql security definer set search_path = ''
as $$
declare
  v_patient public.patients;
begin
  perform private.require_permission('patients.manage');
  if p_archive and (p_reason is null or char_length(btrim(p_reason)) not between 1 and 300) then
    raise exception 'a reason of 1 to 300 characters is needed' using errcode = '22023', hint = 'p_reason';
  end if;
  -- A booking takes this lock before it looks whether the record is archived.
  perform private.lock_schedules(null, p_patient_id, null);
  perform private.lock_patient_as_seen(p_patient_id, p_expected_updated_at);
  perform private.require_permission('patients.manage');
  update public.patients set
    archived_at = case when p_archive then coalesce(archived_at, now()) end,
    archived_reason = case when p_archive then btrim(p_reason) end
  where id = p_patient_id
  returning * into v_patient;
  return v_patient;
end
$$;

create function private.archive_patient(p_patient_id uuid, p_reason text, p_expected_updated_at timestamptz) returns public.patients
language plpgsql security definer set search_path = ''
as $$
begin
  return private.set_archived(p_patient_id, p_reason, p_expected_updated_at, true);
end
$$;

create function private.restore_patient(p_patient_id uuid, p_expected_updated_at timestamptz) returns public.patients
language plpgsql security definer set search_path = ''
as $$
begin
  return private.set_archived(p_patient_id, null, p_expected_updated_at, false);
end
$$;

/* Nobody is put away who is expected or lies here: what holds an archive is in private.open_work. */
create function private.tg_patients__archivable() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if private.blocking_item('patient', new.id) is not null then
    raise exception 'a patient who is expected or admitted is not archived, constraint "patients_archived_gone"'
      using errcode = '23514', constraint = 'patients_archived_gone';
  end if;
  return new;
end
$$;
create trigger patients_100_archivable before update of archived_at on public.patients
  for each row when (old.archived_at is null and new.archived_at is not null)
  execute function private.tg_patients__archivable();

select private.expose('archive_patient', '{authenticated}',
  'Puts a record away: it is found no more and nothing is booked for it; nothing is deleted. Needs patients.manage (42501); PT404, 22023, LN009, 23514 patients_archived_gone while visits are to come or the patient is admitted.');
select private.expose('restore_patient', '{authenticated}',
  'Takes an archived record back. Errors as archive_patient.');
