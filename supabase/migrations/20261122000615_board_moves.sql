/*
 * Moving patients from bed to bed.
 */

create function private.transfer_patient(
  p_admission_id uuid, p_bed_id uuid, p_override_reason text default null
)
returns public.bed_stays language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.lock_admission(p_admission_id);
  v_hidden constant boolean := private.is_hidden(v_admission);
  v_old public.bed_stays := private.current_stay(p_admission_id);
  v_new public.bed_stays;
  v_bed public.beds;
  v_against text[];
  v_at timestamptz;
begin
  perform private.lock_places(array[v_old.bed_id, p_bed_id]);
  v_bed := private.lock_bed(p_bed_id, 'admissions.manage');
  if v_old.bed_id = p_bed_id then
    raise exception using errcode = '22023', message = 'The patient is in this bed already', hint = 'p_bed_id';
  end if;
  v_against := private.unsuited(private.bed_problems(
    v_admission.patient_id, v_admission.isolation, v_admission.needs, p_bed_id
  ));

  v_at := private.turnover_time(array[v_old]);
  if v_old.id is not null then perform private.end_stay(v_old, v_at, true); end if;
  v_new := private.lie_down(v_admission, v_bed, v_at, v_against, p_override_reason);
  perform private.note_move('transfer', v_admission, v_old.id, v_new.id, v_at);
  if v_admission.ward_id <> v_bed.ward_id then
    update public.admissions set ward_id = v_bed.ward_id where id = v_admission.id;
  end if;
  if v_hidden then v_new.patient_id := null; end if;
  return v_new;
end;
$$;

create function private.swap_beds(
  p_admission_id uuid, p_other_admission_id uuid, p_override_reason text default null
)
returns setof public.bed_stays language plpgsql security definer set search_path = '' as $$
declare
  v_admissions public.admissions[];
  v_stays public.bed_stays[];
  v_against text[];
  v_other integer;
  v_bed public.beds;
  v_stay public.bed_stays;
  v_made public.bed_stays[] := '{}';
  v_at timestamptz;
begin
  perform private.require_permission('admissions.manage');
  if p_admission_id = p_other_admission_id then
    raise exception using errcode = '22023', message = 'It takes two patients to swap beds',
      hint = 'p_other_admission_id';
  end if;
  perform private.lock_families(array[p_admission_id, p_other_admission_id]);
  v_admissions := array[
    private.lock_admission(p_admission_id), private.lock_admission(p_other_admission_id, 'p_other_admission_id')
  ];
  v_stays := array[private.current_stay(p_admission_id), private.current_stay(p_other_admission_id)];
  for v_nth in 1..2 loop
    if (v_stays[v_nth]).id is null then
      raise exception using errcode = '22023', message = 'A patient without a bed cannot swap',
        hint = (array['p_admission_id', 'p_other_admission_id'])[v_nth];
    end if;
  end loop;
  perform private.lock_places(array[(v_stays[1]).bed_id, (v_stays[2]).bed_id]);
  perform private.require_managed(v_admissions[1]), private.require_managed(v_admissions[2], 'p_other_admission_id');

  -- As text, since an array of arrays of different lengths there is not.
  v_against := array[]::text[];
  for v_nth in 1..2 loop
    v_other := 3 - v_nth;
    v_against := v_against || (
      select array_to_string(private.unsuited(checks.problems), ',')
      from private.bed_checks(
        (v_admissions[v_nth]).patient_id, (v_admissions[v_nth]).isolation, (v_admissions[v_nth]).needs,
        array[(v_stays[v_other]).bed_id], (v_admissions[v_other]).patient_id
      ) as checks
    );
  end loop;

  -- Both stays end before either begins: at no time are two patients in one bed.
  v_at := private.turnover_time(v_stays);
  perform private.end_stay(v_stays[1], v_at, false);
  perform private.end_stay(v_stays[2], v_at, false);
  for v_nth in 1..2 loop
    v_other := 3 - v_nth;
    select * into v_bed from public.beds where id = (v_stays[v_other]).bed_id;
    v_stay := private.lie_down(
      v_admissions[v_nth], v_bed, v_at, string_to_array(v_against[v_nth], ','), p_override_reason
    );
    perform private.note_move(
      'swap', v_admissions[v_nth], (v_stays[v_nth]).id, v_stay.id, v_at, (v_admissions[v_other]).id
    );
    v_made := v_made || v_stay;
  end loop;
  if (v_stays[1]).ward_id <> (v_stays[2]).ward_id then
    update public.admissions
    set ward_id = case id when (v_stays[1]).admission_id then (v_stays[2]).ward_id else (v_stays[1]).ward_id end
    where id in (p_admission_id, p_other_admission_id);
  end if;
  for v_nth in 1..2 loop
    v_stay := v_made[v_nth];
    if private.is_hidden(v_admissions[v_nth]) then v_stay.patient_id := null; end if;
    return next v_stay;
  end loop;
end;
$$;

select private.expose('transfer_patient', '{authenticated}',
'Moves an admitted patient to another bed, on any of the caller''s wards, or gives one to who waits. The
bed that is left goes to housekeeping. Gives back the new stay; without its patient where the admission
is private and not the caller''s to see.

Raises 23P01, LN005, LN019, LN020 as admit_patient; LN006 the admission has ended, PT404, 42501, 22023
the same bed.');
select private.expose('swap_beds', '{authenticated}',
'Exchanges the beds of two admitted patients; gives back their new stays, as transfer_patient does.

Raises LN006 an admission has ended, LN020 a bed does not suit its new patient, 22023 one has no bed or
both are the same, PT404, 42501.');
