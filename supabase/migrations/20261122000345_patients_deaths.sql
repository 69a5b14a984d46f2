/*
 * Deaths: what is open ends, nothing is begun any more, and nobody is written to.
 *
 * What is open, and how it ends, each domain says in private.patient_work; that nothing is begun is its trigger. Locks:
 * the patient's wish for a bed, the schedules, the rows of open work, the record; so whoever is at one of them waits.
 */

/* The locks that are not rows: of everybody who may be deciding something about the patient right now. */
create function private.lock_for_death(p_patient_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.lock_bed_wish(p_patient_id);
  perform private.lock_schedules(
    array(
      select doctor_id from public.appointments
      where patient_id = p_patient_id and ends_at > now() and status in ('requested', 'confirmed', 'checked_in')
      union
      select doctor_id from public.waitlist_offers where patient_id = p_patient_id and status = 'open'
    ),
    p_patient_id, null
  );
end
$$;

/* What is open and will end, before the record: who is at one of these wants the record next. */
create function private.lock_open_work(p_patient_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_work private.patient_work;
begin
  for v_work in select * from private.patient_work where end_open is not null order by table_name loop
    execute format(
      'select from %s as work where work.patient_id = $1 and (%s) order by work.id for no key update',
      v_work.table_name, replace(v_work.open_when, '{row}', 'work')
    ) using p_patient_id;
  end loop;
end
$$;

/* Whether the caller may say that a patient has died: reception, and doctors of those in their care. */
create function private.require_death_certifier(p_patient_id uuid) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if private.has_permission('patients.manage') then return; end if;
  if exists (select from public.doctors where id = private.current_staff_id() and active)
    and p_patient_id in (select private.care_patient_ids())
  then
    return;
  end if;
  raise exception 'a doctor of their care or reception writes it down' using errcode = '42501', hint = 'patients.manage';
end
$$;

create function private.record_death(p_patient_id uuid, p_deceased_at timestamptz, p_expected_updated_at timestamptz)
returns public.patients
language plpgsql security definer set search_path = ''
as $$
declare
  v_patient public.patients;
begin
  perform private.require_death_certifier(p_patient_id);
  perform private.lock_for_death(p_patient_id);
  select * into v_patient from public.patients where id = p_patient_id;
  if not found then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  if p_deceased_at is null or p_deceased_at > now() or private.hospital_day(p_deceased_at) < v_patient.birth_date then
    raise exception 'a death is after the birth and not to come' using errcode = '22023', hint = 'p_deceased_at';
  end if;
  perform private.lock_open_work(p_patient_id);
  perform private.lock_patient_as_seen(p_patient_id, p_expected_updated_at);
  perform private.require_death_certifier(p_patient_id);
  if exists (select from public.admissions where patient_id = p_patient_id and discharged_at is null) then
    raise exception 'the discharge says so of a patient who is admitted, constraint "patients_deceased_discharged"'
      using errcode = '23514', constraint = 'patients_deceased_discharged';
  end if;
  update public.patients set deceased_at = p_deceased_at where id = p_patient_id returning * into v_patient;
  return v_patient;
end
$$;

create function private.withdraw_death(p_patient_id uuid, p_expected_updated_at timestamptz) returns public.patients
language plpgsql security definer set search_path = ''
as $$
declare
  v_patient public.patients;
begin
  perform private.require_death_certifier(p_patient_id);
  -- The stays that say they ended so, before the record.
  perform from public.admissions where patient_id = p_patient_id and disposition = 'deceased' order by id for no key update;
  perform private.lock_patient_as_seen(p_patient_id, p_expected_updated_at);
  perform private.require_death_certifier(p_patient_id);
  update public.patients set deceased_at = null where id = p_patient_id returning * into v_patient;
  return v_patient;
end
$$;

/* The accounts to tell something about a patient: nobody's, once the patient has died. */
create function private.accounts_to_tell(p_patient_id uuid) returns setof uuid
language plpgsql stable security definer rows 2 set search_path = ''
as $$
begin
  return query
    select link.user_id
    from public.portal_links link
    join public.patients patient on patient.id = link.patient_id
    where link.patient_id = p_patient_id and patient.deceased_at is null;
end
$$;

/* Rules and consequences -------------------------------------------------------------------------- */

/* Whatever writes the table: what is to come has not happened. */
create function private.tg_patients__death_past() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if new.deceased_at > clock_timestamp() then
    raise exception 'nobody has died who will, constraint "patients_deceased_at_past"'
      using errcode = '23514', constraint = 'patients_deceased_at_past';
  end if;
  return new;
end
$$;
create trigger patients_110_death_past before insert or update of deceased_at on public.patients
  for each row when (new.deceased_at is not null) execute function private.tg_patients__death_past();

create function private.tg_patients__end_work() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_work private.patient_work;
begin
  for v_work in select * from private.patient_work where end_open is not null order by table_name loop
    execute format('select %s($1)', v_work.end_open) using new.id;
  end loop;
  return null;
end
$$;
-- A time that is put right, too: visits are told apart by it.
create trigger patients_300_end_work after update of deceased_at on public.patients
  for each row when (new.deceased_at is not null and new.deceased_at is distinct from old.deceased_at)
  execute function private.tg_patients__end_work();

/* A discharge that says so is how most deaths are written down. */
create function private.tg_admissions__death() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.lock_open_work(new.patient_id);
  update public.patients set deceased_at = new.discharged_at where id = new.patient_id and deceased_at is null;
  return null;
end
$$;

/* The discharge is undone, and with it the death it said; before the stay goes on, which the dead have none. */
create function private.tg_admissions__alive() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.patients set deceased_at = null where id = new.patient_id and deceased_at is not null;
  return new;
end
$$;

select private.expose('record_death', '{authenticated}',
  'Writes down that a patient has died, or a better time of it: visits to come are called off, offers, waiting, follow-ups, requests for a bed and messages end, and nothing is begun any more (LN026). Needs patients.manage, or a doctor with the patient in their care (42501). PT404, LN009, 22023 (hint p_deceased_at) to come or before the birth, 23514 patients_deceased_discharged while admitted: the discharge says so.');
select private.expose('withdraw_death', '{authenticated}',
  'Takes a death back that was written down by mistake; what was called off stays so. A stay that was said to have ended so ended otherwise (disposition other, death_withdrawn_at). Errors as record_death.');
