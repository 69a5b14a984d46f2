/*
 * Staff: what is kept about people who work here, and how it changes.
 */

create index staff_full_name_idx on public.staff (full_name);

/*
 * What a form sends about a colleague, checked and in the shape it is kept: {full_name, position,
 * department_id, ward_ids[], role_ids[], doctor: {name, specialty_id, accepts_patients} or null}. Without
 * roles, those of the position. Bad input 22023 with the key as the hint.
 */
create function private.staff_input(p_person jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  c_uuid constant text := '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
  v_name text := btrim(p_person ->> 'full_name');
  v_position text := p_person ->> 'position';
  v_department text := nullif(p_person ->> 'department_id', '');
  v_doctor jsonb := p_person -> 'doctor';
  v_wards text[];
  v_roles text[];
  v_wrong text;
begin
  if jsonb_typeof(p_person) is distinct from 'object' then
    raise exception 'a person is an object' using errcode = '22023', hint = 'p_person';
  end if;
  select coalesce(array_agg(value), '{}') into v_wards
  from jsonb_array_elements_text(case when jsonb_typeof(p_person -> 'ward_ids') = 'array' then p_person -> 'ward_ids' else '[]' end);
  select coalesce(array_agg(distinct value), '{}') into v_roles
  from jsonb_array_elements_text(case when jsonb_typeof(p_person -> 'role_ids') = 'array' then p_person -> 'role_ids' else '[]' end);
  if v_roles = '{}' and v_position = any (private.staff_positions()) then
    v_roles := array[case v_position when 'administrator' then 'admin' else v_position end];
  end if;

  v_wrong := case
    when v_name is null or char_length(v_name) not between 1 and 120 then 'full_name'
    when v_position is null or v_position <> all (private.staff_positions()) then 'position'
    when v_department is not null and (v_department !~ c_uuid or not exists (
      select from public.departments where id = v_department::uuid
    )) then 'department_id'
    when exists (select from unnest(v_wards) ward where ward !~ c_uuid) then 'ward_ids'
    when v_roles = '{}' or exists (
      select from unnest(v_roles) wanted where not exists (select from public.roles where id = wanted and kind <> 'patient')
    ) then 'role_ids'
    when v_position = 'doctor' and jsonb_typeof(v_doctor) is distinct from 'object' then 'doctor'
    when v_position = 'doctor' and char_length(btrim(v_doctor ->> 'name')) between 2 and 160 is not true then 'doctor.name'
    when v_position = 'doctor' and (v_doctor ->> 'specialty_id' ~ c_uuid) is not true then 'doctor.specialty_id'
  end;
  if v_wrong is null then
    if exists (select from unnest(v_wards::uuid[]) ward where not exists (select from public.wards where id = ward)) then
      v_wrong := 'ward_ids';
    elsif v_position = 'doctor' and not exists (select from public.specialties where id = (v_doctor ->> 'specialty_id')::uuid) then
      v_wrong := 'doctor.specialty_id';
    end if;
  end if;
  if v_wrong is not null then
    raise exception '% is missing or makes no sense', v_wrong using errcode = '22023', hint = v_wrong;
  end if;

  return jsonb_build_object(
    'full_name', v_name, 'position', v_position, 'department_id', v_department,
    'ward_ids', v_wards, 'role_ids', v_roles,
    'doctor', case when v_position = 'doctor' then jsonb_build_object(
      'name', btrim(v_doctor ->> 'name'),
      'specialty_id', v_doctor ->> 'specialty_id',
      'accepts_patients', coalesce((v_doctor ->> 'accepts_patients')::boolean, true)
    ) end
  );
end
$$;

/* Brings a colleague's wards, place among the doctors and roles to what `private.staff_input` gave. */
create function private.write_staff(p_staff_id uuid, p_input jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_doctor jsonb := nullif(p_input -> 'doctor', 'null');
  v_wards uuid[] := array(select value::uuid from jsonb_array_elements_text(p_input -> 'ward_ids'));
  v_roles text[] := array(select value from jsonb_array_elements_text(p_input -> 'role_ids'));
  v_staff public.staff;
begin
  update public.staff set
    full_name = p_input ->> 'full_name', position = p_input ->> 'position', department_id = (p_input ->> 'department_id')::uuid
  where id = p_staff_id
  returning * into v_staff;

  if v_doctor is not null then
    insert into public.doctors (id, specialty_id, name, accepts_patients, active)
    values (p_staff_id, (v_doctor ->> 'specialty_id')::uuid, v_doctor ->> 'name', (v_doctor ->> 'accepts_patients')::boolean, v_staff.active)
    on conflict (id) do update set
      specialty_id = excluded.specialty_id, name = excluded.name,
      accepts_patients = excluded.accepts_patients, active = excluded.active;
  else
    -- Past visits still name them.
    update public.doctors set active = false where id = p_staff_id and active;
  end if;

  delete from public.staff_wards where staff_id = p_staff_id and ward_id <> all (v_wards);
  insert into public.staff_wards (staff_id, ward_id)
  select p_staff_id, ward from unnest(v_wards) ward
  on conflict do nothing;

  if v_staff.user_id is not null and p_input ? 'role_ids' then
    -- First what is given, then what is taken: the last admin may become another kind of admin.
    perform private.give_roles(v_staff.user_id, v_roles);
    perform private.take_roles(v_staff.user_id, array(
      select id from public.roles where kind <> 'patient' and id <> all (v_roles)
    ));
  end if;
end
$$;

create function private.save_staff(p_staff_id uuid, p_person jsonb, p_expected_updated_at timestamptz) returns public.staff
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff public.staff;
  v_input jsonb;
begin
  perform private.require_permission('access.manage');
  v_input := private.staff_input(p_person);
  -- Somebody who works here has roles already: unless others are said they stay.
  if not p_person ? 'role_ids' then v_input := v_input - 'role_ids'; end if;
  -- Booking takes the doctor's lock: nobody books with a doctor who is becoming something else.
  perform private.lock_schedules(array[p_staff_id], null, null);
  select * into v_staff from public.staff where id = p_staff_id for update;
  perform private.require_permission('access.manage');
  if v_staff.id is null then
    raise exception 'no such colleague' using errcode = 'PT404', hint = 'p_staff_id';
  end if;
  if v_staff.updated_at is distinct from p_expected_updated_at then
    raise exception 'somebody else has changed this colleague' using errcode = 'LN009';
  end if;
  if v_staff.position = 'doctor' and v_input ->> 'position' <> 'doctor' and private.blocking_item('staff', p_staff_id) is not null then
    raise exception 'there are patients waiting for this doctor' using errcode = 'LN018', hint = 'position';
  end if;
  perform private.write_staff(p_staff_id, v_input);
  select * into v_staff from public.staff where id = p_staff_id;
  return v_staff;
end
$$;

/* The staff list; see public.search_staff. */
create function private.search_staff(
  p_query text default null, p_position text default null, p_department_id uuid default null,
  p_state text default null, p_limit integer default 25, p_offset integer default 0
)
returns table (
  id uuid, full_name text, "position" text, department_name text, active boolean, email text,
  role_ids text[], specialty_name text, invited boolean, total bigint
)
language plpgsql stable security definer set search_path = ''
as $$
declare
  -- Al-Rashid, al Rashid or Alrashid: spaces tell nothing.
  v_query constant text := replace(private.normalise_name(coalesce(p_query, '')), ' ', '');
begin
  perform private.require_permission('access.manage');
  return query
  select
    member.id, member.full_name, member.position, department.name, member.active, profile.email,
    array(
      select user_roles.role_id from public.user_roles
      join public.roles on roles.id = user_roles.role_id and roles.kind <> 'patient'
      where user_roles.user_id = member.user_id order by 1
    ),
    specialty.name, invitation.id is not null, count(*) over ()
  from public.staff member
  left join public.departments department on department.id = member.department_id
  left join public.profiles profile on profile.id = member.user_id
  left join public.doctors doctor on doctor.id = member.id
  left join public.specialties specialty on specialty.id = doctor.specialty_id
  left join public.staff_invitations invitation
    on invitation.staff_id = member.id and invitation.accepted_at is null and invitation.withdrawn_at is null
  where (p_position is null or member.position = p_position)
    and (p_department_id is null or member.department_id = p_department_id)
    and case p_state
      when 'active' then member.active
      when 'inactive' then not member.active
      when 'invited' then invitation.id is not null
      else true
    end
    and (v_query = ''
      or position(v_query in replace(private.normalise_name(member.full_name), ' ', '')) > 0
      or starts_with(profile.email, lower(btrim(p_query))))
  order by member.full_name, member.id
  limit least(greatest(coalesce(p_limit, 25), 1), 100) offset greatest(coalesce(p_offset, 0), 0);
end
$$;

select private.expose('save_staff', '{authenticated}',
  'Changes a colleague as a whole: {full_name, position, department_id, ward_ids[], role_ids[], doctor: {name, specialty_id, accepts_patients}}; without role_ids their roles stay. Needs access.manage (42501); PT404 nobody, LN009 changed since it was read, LN018 a doctor with open work cannot become something else, LN007 the last admin, 22023 with the key as the hint.');
select private.expose('search_staff', '{authenticated}',
  'Who works here, by name: a page of at most p_limit (100) and in `total` how many there are. p_query is part of a name or the beginning of an address; p_state is active, inactive or invited. Needs access.manage (42501).');
