/*
 * Newborns: they lie with their mother and go where she goes.
 */

/* Whether a newborn who has no bed lies with the mother, and so does not wait for one. */
create function private.lies_with_mother(p_admission public.admissions)
returns boolean language sql stable set search_path = '' as $$
  select exists (
    select 1 from public.admissions mother
    where mother.id = p_admission.mother_admission_id and mother.discharged_at is null
  );
$$;

/*
 * Locks the mother's admission and its family, and gives it back: an open one on the caller's wards, of
 * somebody who is no newborn here herself. Raises as lock_admission; 22023 if she cannot be the mother.
 */
create function private.lock_mother(p_mother_admission_id uuid)
returns public.admissions language plpgsql security definer set search_path = '' as $$
declare
  v_mother constant public.admissions := private.lock_admission(p_mother_admission_id, 'p_mother_admission_id');
begin
  if v_mother.mother_admission_id is not null
    or (select patient.sex = 'male' from public.patients patient where patient.id = v_mother.patient_id)
  then
    raise exception using errcode = '22023', message = 'This patient is not a mother',
      hint = 'p_mother_admission_id';
  end if;
  return v_mother;
end;
$$;

/* A newborn is less than a year old. */
create function private.check_newborn(p_patient_id uuid, p_hint text)
returns void language plpgsql stable security definer set search_path = '' as $$
begin
  perform from public.patients patient
  where patient.id = p_patient_id and patient.birth_date > private.hospital_day() - interval '1 year';
  if not found then
    raise exception using errcode = '22023', message = 'This patient is not a newborn', hint = p_hint;
  end if;
end;
$$;

create function private.link_newborn(
  p_newborn_admission_id uuid, p_mother_admission_id uuid default null, p_keep_bed boolean default true
)
returns public.admissions language plpgsql security definer set search_path = '' as $$
declare
  v_newborn public.admissions;
  v_mother public.admissions;
  v_stay public.bed_stays;
begin
  perform private.require_permission('admissions.manage');
  perform private.lock_families(array[p_newborn_admission_id, p_mother_admission_id]);
  v_newborn := private.lock_admission(p_newborn_admission_id, 'p_newborn_admission_id');
  v_stay := private.current_stay(p_newborn_admission_id);
  if p_mother_admission_id is not null then
    v_mother := private.lock_mother(p_mother_admission_id);
    perform private.check_newborn(v_newborn.patient_id, 'p_newborn_admission_id');
    if v_mother.patient_id = v_newborn.patient_id or exists (
      select 1 from public.admissions child where child.mother_admission_id = v_newborn.id
    ) then
      raise exception using errcode = '22023', message = 'This patient is not a newborn',
        hint = 'p_newborn_admission_id';
    end if;
    if v_stay.id is not null and not p_keep_bed then
      perform private.lock_places(array[v_stay.bed_id]);
      perform private.require_managed(v_newborn, 'p_newborn_admission_id');
      perform private.end_stay(v_stay, private.turnover_time(array[v_stay]), true);
      v_stay := null;
      update public.admission_leaves set returned_at = clock_timestamp()
      where admission_id = v_newborn.id and returned_at is null;
    end if;
  end if;
  update public.admissions set
    mother_admission_id = p_mother_admission_id,
    ward_id = case when v_stay.id is null then coalesce(v_mother.ward_id, ward_id) else ward_id end
  where id = v_newborn.id
  returning * into v_newborn;
  if private.is_hidden(v_newborn) then
    v_newborn.patient_id := null;
    v_newborn.attending_id := null;
    v_newborn.reason := null;
  end if;
  return v_newborn;
end;
$$;

/* Newborns of a mother who are still in. */
create function private.newborns_still_in(p_admission_id uuid)
returns uuid[] language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select newborn.id from public.admissions newborn
    where newborn.mother_admission_id = p_admission_id and newborn.discharged_at is null
  );
end;
$$;
insert into private.open_work (subject, item, place, open_ids, link)
values ('admission', 'newborns', 40, 'private.newborns_still_in', '/wards/{ward_id}');

/* Rules and consequences -------------------------------------------------------------------------- */

/* A newborn without a bed is where the mother is. */
create function private.tg_admissions__newborns_follow()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.admissions newborn set ward_id = new.ward_id
  where newborn.mother_admission_id = new.id and newborn.discharged_at is null
    and newborn.ward_id <> new.ward_id
    and not exists (
      select 1 from public.bed_stays stay where stay.admission_id = newborn.id and stay.is_current
    );
  return null;
end;
$$;

select private.expose('link_newborn', '{authenticated}',
'Says whose newborn an admitted patient is; null that they are nobody''s here. Without a bed of their own
they lie with the mother and go along to her ward. p_keep_bed false gives the newborn''s bed up for that.

Raises 22023 (too old to be a newborn, or not a mother), LN006, PT404, 42501.');
