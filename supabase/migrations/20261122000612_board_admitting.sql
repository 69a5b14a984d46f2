/*
 * Admitting a patient, changing what is known of the stay, and discharging.
 */

create function private.admit_patient(
  p_patient_id uuid, p_ward_id uuid, p_bed_id uuid default null, p_attending_id uuid default null,
  p_reason text default null, p_isolation text default null, p_needs text[] default '{}',
  p_expected_discharge_on date default null, p_mother_admission_id uuid default null,
  p_override_reason text default null, p_allergies text default null, p_allergy_substance text default null,
  p_allergy_severity text default null
)
returns public.admissions language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions;
  v_bed public.beds;
begin
  perform private.require_permission('admissions.manage');
  perform from public.wards ward
  where ward.id = p_ward_id and ward.active and ward.id in (select private.current_ward_ids());
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such ward', hint = 'p_ward_id';
  end if;
  perform from public.patients patient where patient.id = p_patient_id and patient.archived_at is null;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such patient', hint = 'p_patient_id';
  end if;
  perform private.require_nowhere_else(p_patient_id);
  perform private.check_stay(p_isolation, p_needs, p_attending_id);
  if p_mother_admission_id is not null then
    perform private.check_newborn(p_patient_id, 'p_patient_id');
    if (private.lock_mother(p_mother_admission_id)).ward_id <> p_ward_id and p_bed_id is null then
      raise exception using errcode = 'LN023', message = 'A newborn without a bed stays with the mother',
        hint = 'p_ward_id';
    end if;
  end if;

  begin
    insert into public.admissions (
      patient_id, ward_id, attending_id, reason, isolation, needs, expected_discharge_on, mother_admission_id
    )
    values (
      p_patient_id, p_ward_id, p_attending_id, nullif(btrim(p_reason), ''), p_isolation,
      coalesce(p_needs, '{}'), p_expected_discharge_on, p_mother_admission_id
    )
    returning * into v_admission;
  exception when unique_violation then
    -- Admitted elsewhere this very moment: as if it had been before, and only to those whose business it is.
    perform private.require_nowhere_else(p_patient_id);
    raise;
  end;
  -- Whoever was writing in the record was waited for.
  perform private.require_managed(v_admission, 'p_ward_id');

  -- Their care has begun: what was heard goes into their chart, with the admission or not at all.
  perform private.note_allergies(p_patient_id, p_allergies, p_allergy_substance, p_allergy_severity);

  if p_bed_id is not null then
    perform private.lock_places(array[p_bed_id]);
    v_bed := private.lock_bed(p_bed_id, 'admissions.manage');
    if v_bed.ward_id <> p_ward_id then
      raise exception using errcode = 'LN010', message = 'This bed is on another ward', hint = 'p_bed_id';
    end if;
    perform private.lie_down(
      v_admission, v_bed, clock_timestamp(),
      private.unsuited(private.bed_problems(p_patient_id, p_isolation, p_needs, p_bed_id)), p_override_reason
    );
  end if;
  return v_admission;
end;
$$;

create function private.discharge_patient(
  p_admission_id uuid, p_disposition text default 'home', p_summary text default null,
  p_diagnosis_group text default null
)
returns public.admissions language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions;
  v_hidden boolean;
  v_stay public.bed_stays;
  v_at timestamptz;
begin
  perform private.require_permission('admissions.manage');
  if p_disposition = 'deceased' then
    perform private.lock_for_death(patient_id) from public.admissions where id = p_admission_id;
  end if;
  v_admission := private.lock_admission(p_admission_id);
  v_hidden := private.is_hidden(v_admission);
  v_stay := private.current_stay(p_admission_id);
  if p_disposition is null
    or p_disposition not in ('home', 'transfer', 'left_against_advice', 'deceased', 'other')
  then
    raise exception using errcode = '22023', message = 'There is no such disposition', hint = 'p_disposition';
  end if;
  if p_diagnosis_group !~ '^[A-Z][0-9]{2}-[A-Z][0-9]{2}$' then
    raise exception using errcode = '22023', message = 'This is not a chapter of ICD-10',
      hint = 'p_diagnosis_group';
  end if;
  -- What has happened anyway is written down; the newborn then waits for a bed.
  if p_disposition not in ('deceased', 'left_against_advice') and exists (
    select 1 from public.admissions newborn
    where newborn.mother_admission_id = v_admission.id and newborn.discharged_at is null
      and (private.current_stay(newborn.id)).id is null
  ) then
    raise exception using errcode = 'LN023', message = 'A newborn without a bed stays with the mother',
      hint = 'p_admission_id';
  end if;
  perform private.before_discharge(p_admission_id, p_disposition);

  perform private.lock_places(array[v_stay.bed_id]);
  perform private.require_managed(v_admission);
  v_at := greatest(private.turnover_time(array[v_stay]), v_admission.admitted_at);
  if v_stay.id is not null then perform private.end_stay(v_stay, v_at, true); end if;
  update public.admission_leaves set returned_at = greatest(v_at, left_at)
  where admission_id = v_admission.id and returned_at is null;
  perform private.note_move('discharge', v_admission, v_stay.id, null, v_at);
  update public.admissions set
    discharged_at = v_at,
    disposition = p_disposition,
    summary = coalesce(nullif(btrim(p_summary), ''), summary),
    diagnosis_group = coalesce(p_diagnosis_group, diagnosis_group)
  where id = v_admission.id
  returning * into v_admission;
  if v_hidden then
    v_admission.patient_id := null;
    v_admission.attending_id := null;
  end if;
  if v_hidden or v_admission.patient_id not in (select private.care_patient_ids()) then
    v_admission.reason := null;
    v_admission.summary := null;
    v_admission.diagnosis_group := null;
  end if;
  return v_admission;
end;
$$;

create function private.update_stay(
  p_admission_id uuid, p_expected_discharge_on date default null, p_isolation text default null,
  p_needs text[] default '{}', p_private boolean default false, p_attending_id uuid default null
)
returns public.admissions language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.lock_admission(p_admission_id);
begin
  -- Or somebody who may not see a private patient would see whom they have made public.
  if private.is_hidden(v_admission) then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
  if p_attending_id is distinct from v_admission.attending_id then
    perform private.check_stay(p_isolation, p_needs, p_attending_id);
  else
    perform private.check_stay(p_isolation, p_needs, null);
  end if;
  update public.admissions set
    expected_discharge_on = p_expected_discharge_on,
    isolation = p_isolation,
    needs = array(select distinct need from unnest(p_needs) as need order by need),
    private = coalesce(p_private, false),
    attending_id = p_attending_id
  where id = v_admission.id
  returning * into v_admission;
  return v_admission;
end;
$$;

/* Rules and consequences -------------------------------------------------------------------------- */

/* A death that is withdrawn was none: no stay says any more that it ended so. A discharge that is undone says nothing. */
create function private.tg_patients__death_withdrawn()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.admissions set disposition = 'other', death_withdrawn_at = clock_timestamp()
  where patient_id = new.id and disposition = 'deceased'
    and id::text is distinct from current_setting('lantern.reopened_admission', true);
  if found then perform private.announce_once('patient:' || new.id, 'discharge_changed'); end if;
  return null;
end;
$$;
create trigger patients_310_death_withdrawn after update of deceased_at on public.patients
  for each row when (old.deceased_at is not null and new.deceased_at is null)
  execute function private.tg_patients__death_withdrawn();

select private.expose('admit_patient', '{authenticated}',
'Admits a patient to a ward, into a bed or (p_bed_id null) waiting for one; a newborn with
p_mother_admission_id lies with her then. p_isolation and p_needs are what the patient needs of a bed.
Needs admissions.manage and the ward. p_allergies is what was heard when asking: none, or known with one
of them (p_allergy_substance, p_allergy_severity: mild, moderate, severe); null where nobody asked. It
needs allergies.manage and the patient in one''s care, as staff of the ward have; what is recorded already
stays.

Raises 23514 allergy_denials_none_active, 23505 admissions_one_open (already admitted), 23P01 bed_stays_bed_taken, LN005 the bed is closed
or being cleaned, LN010 the bed is on another ward, LN019 it is kept for somebody else, LN020 it does not
suit (hint: gender, isolation or features) and there is no p_override_reason, LN023 a newborn without a
bed on another ward than the mother''s, PT404 no such ward, bed, doctor, mother or patient, nor one who is here where
it is not the caller''s business, 22023, 42501.');
select private.expose('discharge_patient', '{authenticated}',
'Ends an admission: p_disposition is home, transfer, left_against_advice, deceased or other;
deceased writes the death down as well, see record_death. p_diagnosis_group is a chapter of ICD-10 by its codes (''J00-J99''), kept as it is if null. The bed goes
to housekeeping. Of a private admission that is not the caller''s to see, the patient and the attending doctor
are not given back; reason, summary and group only to those in whose care the patient still is.

Raises LN006 the admission has ended already, LN023 a newborn without a bed would be left behind, LN025
something is open on the checklist, 22023 unknown disposition or group, PT404, 42501.');
select private.expose('update_stay', '{authenticated}',
'Sets what is planned and known of a stay, all of it at once: what is not given is taken away. p_isolation is
contact, droplet, airborne or protective, p_needs of oxygen, monitor, bariatric, negative_pressure. The
patient stays in their bed, whether it suits any longer or not.

Raises PT404 (also for a private admission that is not the caller''s to see, and an unknown doctor),
LN006, 22023, 42501.');
