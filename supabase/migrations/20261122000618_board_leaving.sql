/*
 * Stays and wards as open work: what of them holds an archive or a colleague's leaving, and how they are given to others.
 */

/* The stay of a patient who is here. */
create function private.admissions_open(p_patient_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(select id from public.admissions where patient_id = p_patient_id and discharged_at is null);
end
$$;

/* The stays of those who are admitted under a doctor. */
create function private.admissions_attended(p_staff_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(select id from public.admissions where attending_id = p_staff_id and discharged_at is null);
end
$$;

/* The wards a colleague works on. */
create function private.wards_of(p_staff_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(select ward_id from public.staff_wards where staff_id = p_staff_id);
end
$$;

/* Gives each admitted patient another attending doctor, or none on purpose. */
create function private.hand_over_admissions(p_staff_id uuid, p_moves jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_open constant uuid[] := private.admissions_attended(p_staff_id);
  v_named uuid[] := '{}';
  v_moved integer := 0;
  v_move record;
begin
  for v_move in
    select (item ->> 'admission_id')::uuid as admission_id, (item ->> 'attending_id')::uuid as attending_id
    from jsonb_array_elements(case when jsonb_typeof(p_moves) = 'array' then p_moves else '[]' end) item
    order by 1
  loop
    if v_move.admission_id <> all (v_open) then
      raise exception 'one of the admissions has changed' using errcode = 'LN016', hint = 'admissions', detail = v_move.admission_id::text;
    end if;
    v_named := v_named || v_move.admission_id;
    if v_move.attending_id is not null then
      perform private.successor(v_move.attending_id, p_staff_id, 'admissions', true);
      v_moved := v_moved + 1;
    end if;
    update public.admissions set attending_id = v_move.attending_id
    where id = v_move.admission_id and attending_id = p_staff_id and discharged_at is null;
  end loop;
  if not v_open <@ v_named then
    raise exception 'admitted patients are left that nobody was given' using errcode = 'LN018', hint = 'admissions';
  end if;
  return jsonb_build_object('moved', v_moved, 'left', cardinality(v_open) - v_moved);
end
$$;

/* Takes the wards away, and gives them to the successor. */
create function private.hand_over_wards(p_staff_id uuid, p_move jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_to uuid := (p_move ->> 'staff_id')::uuid;
  v_wards constant uuid[] := private.wards_of(p_staff_id);
begin
  if v_to is not null then
    perform private.successor(v_to, p_staff_id, 'wards', false);
  end if;
  if v_wards <> '{}' and jsonb_typeof(p_move) is distinct from 'object' then
    raise exception 'wards are left that nobody was given' using errcode = 'LN018', hint = 'wards';
  end if;
  insert into public.staff_wards (staff_id, ward_id)
  select v_to, ward from unnest(v_wards) ward where v_to is not null
  on conflict do nothing;
  delete from public.staff_wards where staff_id = p_staff_id;
  return to_jsonb(cardinality(v_wards));
end
$$;


insert into private.open_work (subject, item, place, open_ids, blocking, hand_over) values
  ('patient', 'admissions', 20, 'private.admissions_open', true, null),
  ('staff', 'admissions', 30, 'private.admissions_attended', true, 'private.hand_over_admissions'),
  ('staff', 'wards', 50, 'private.wards_of', false, 'private.hand_over_wards');
