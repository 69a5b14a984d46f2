/*
 * Staff: how people come to work here, what changes about them, and how they leave.
 *
 * Two systems hold a person: the auth service the account, this database everything else. An invitation
 * makes the account first (nobody can sign in to it yet), then the whole of the person here in one
 * transaction, then sends the mail. Whatever breaks in between is healed by asking again: nothing is
 * made twice, because the account is found by its address and the person by the account.
 *
 * Nobody leaves with patients waiting: what is open is listed, and either given to somebody or left to
 * the reception on purpose, in the transaction that ends the person's rights. Wards come in a later file;
 * PL/pgSQL binds their tables when it runs.
 */

create table public.staff_invitations (
  id           uuid primary key default gen_random_uuid(),
  staff_id     uuid not null references public.staff on delete cascade,
  email        text not null,
  locale       text not null,
  invited_by   uuid references public.profiles on delete set null,
  invited_at   timestamptz not null default now(),
  sent_at      timestamptz,
  sent_count   integer not null default 0,
  accepted_at  timestamptz,
  withdrawn_at timestamptz,
  withdrawn_by uuid references public.profiles on delete set null,
  constraint staff_invitations_email_form check (email = lower(btrim(email)) and email ~ '^[^\s@]+@[^\s@]+\.[^\s@]+$' and char_length(email) <= 254),
  constraint staff_invitations_locale_known check (locale in ('en', 'es')),
  constraint staff_invitations_one_end check (accepted_at is null or withdrawn_at is null)
);
comment on table public.staff_invitations is 'Who was asked to work here, when and by whom; open until accepted or withdrawn. Written by the commands of this file only.';
comment on column public.staff_invitations.sent_at is 'When the last mail went out; null while none has.';
comment on column public.staff_invitations.accepted_at is 'When the address was proven by the link in the mail; at once for an account that had proven it before.';
create unique index staff_invitations_one_open_per_email on public.staff_invitations (email) where accepted_at is null and withdrawn_at is null;
create unique index staff_invitations_one_open_per_staff on public.staff_invitations (staff_id) where accepted_at is null and withdrawn_at is null;
create index staff_invitations_staff_id_idx on public.staff_invitations (staff_id);
create index staff_invitations_invited_by_idx on public.staff_invitations (invited_by);
create index staff_invitations_withdrawn_by_idx on public.staff_invitations (withdrawn_by);
create index staff_full_name_idx on public.staff (full_name);

alter table public.staff add column left_absence_id uuid references public.availability_exceptions on delete set null;
comment on column public.staff.left_absence_id is 'The absence that lists the visits somebody left behind; ends when they come back.';
create index staff_left_absence_id_idx on public.staff (left_absence_id);

alter table public.staff_invitations enable row level security;
create policy staff_invitations_select_manager on public.staff_invitations for select to authenticated
  using ((select private.has_permission('access.manage')));
grant select on public.staff_invitations to authenticated, service_role;

/* Particulars ---------------------------------------------------------------------------------- */

/*
 * What a form sends about a colleague, checked and in the shape it is kept: {full_name, position,
 * department_id, ward_ids[], role_ids[], doctor: {name, specialty_id, accepts_patients} or null}. Without
 * roles, those of the position. Bad input 22023 with the key as the hint.
 */
create function private.staff_input(p_person jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  c_positions constant text[] := array['doctor', 'nurse', 'ward_manager', 'bed_manager', 'receptionist', 'pharmacist', 'lab_technician', 'cashier', 'housekeeper', 'administrator'];
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
  if v_roles = '{}' and v_position = any (c_positions) then
    v_roles := array[case v_position when 'administrator' then 'admin' else v_position end];
  end if;

  v_wrong := case
    when v_name is null or char_length(v_name) not between 1 and 120 then 'full_name'
    when v_position is null or v_position <> all (c_positions) then 'position'
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

  if v_staff.user_id is not null then
    -- First what is given, then what is taken: the last admin may become another kind of admin.
    insert into public.user_roles (user_id, role_id, granted_by)
    select v_staff.user_id, role_id, auth.uid() from unnest(v_roles) role_id
    on conflict (user_id, role_id) do nothing;
    delete from public.user_roles
    where user_id = v_staff.user_id and role_id <> all (v_roles)
      and role_id in (select id from public.roles where kind <> 'patient');
  end if;
end
$$;

/* Visits and admissions that wait for somebody: nobody stops working here, or being a doctor, over them. */
create function private.has_open_work(p_staff_id uuid) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return exists (
      select from public.appointments visit
      where visit.doctor_id = p_staff_id and visit.starts_at > now() and visit.status in ('requested', 'confirmed')
    )
    or exists (
      select from public.appointments visit
      where visit.doctor_id = p_staff_id and visit.starts_at > now() - interval '12 hours'
        and visit.status in ('checked_in', 'in_consultation')
    )
    or exists (select from public.admissions where attending_id = p_staff_id and discharged_at is null);
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
  -- Booking takes the doctor's lock: nobody books with a doctor who is becoming something else.
  perform private.lock_schedules(array[p_staff_id], null, null);
  select * into v_staff from public.staff where id = p_staff_id for update;
  if not found then
    raise exception 'no such colleague' using errcode = 'PT404', hint = 'p_staff_id';
  end if;
  if v_staff.updated_at is distinct from p_expected_updated_at then
    raise exception 'somebody else has changed this colleague' using errcode = 'LN009';
  end if;
  if v_staff.position = 'doctor' and v_input ->> 'position' <> 'doctor' and private.has_open_work(p_staff_id) then
    raise exception 'there are patients waiting for this doctor' using errcode = 'LN018', hint = 'position';
  end if;
  perform private.write_staff(p_staff_id, v_input);
  select * into v_staff from public.staff where id = p_staff_id;
  return v_staff;
end
$$;

create function public.save_staff(p_staff_id uuid, p_person jsonb, p_expected_updated_at timestamptz) returns public.staff
language sql set search_path = ''
as $$ select private.save_staff(p_staff_id, p_person, p_expected_updated_at) $$;
comment on function public.save_staff(uuid, jsonb, timestamptz) is
  'Changes a colleague as a whole: {full_name, position, department_id, ward_ids[], role_ids[], doctor: {name, specialty_id, accepts_patients}}. Needs access.manage (42501); PT404 nobody, LN009 changed since it was read, LN018 a doctor with open work cannot become something else, LN007 the last admin, 22023 with the key as the hint.';

/* The staff list; see public.search_staff. */
create function private.search_staff(
  p_query text, p_position text, p_department_id uuid, p_state text, p_limit integer, p_offset integer
)
returns table (
  id uuid, full_name text, "position" text, department_name text, active boolean, email text,
  role_ids text[], specialty_name text, invited boolean, total bigint
)
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_query constant text := private.normalise_name(coalesce(p_query, ''));
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
      or position(v_query in private.normalise_name(member.full_name)) > 0
      or starts_with(profile.email, lower(btrim(p_query))))
  order by member.full_name, member.id
  limit least(greatest(coalesce(p_limit, 25), 1), 100) offset greatest(coalesce(p_offset, 0), 0);
end
$$;

create function public.search_staff(
  p_query text default null, p_position text default null, p_department_id uuid default null,
  p_state text default null, p_limit integer default 25, p_offset integer default 0
)
returns table (
  id uuid, full_name text, "position" text, department_name text, active boolean, email text,
  role_ids text[], specialty_name text, invited boolean, total bigint
)
language sql stable set search_path = ''
as $$ select * from private.search_staff(p_query, p_position, p_department_id, p_state, p_limit, p_offset) $$;
comment on function public.search_staff(text, text, uuid, text, integer, integer) is
  'Who works here, by name: a page of at most p_limit (100) and in `total` how many there are. p_query is part of a name or the beginning of an address; p_state is active, inactive or invited. Needs access.manage (42501).';

/* Invitations ---------------------------------------------------------------------------------- */

/*
 * The account of an address: {user_id, proven}, user_id null if there is none. Proven means that its
 * owner has followed a link we mailed; whoever merely typed the address may have chosen the password.
 */
create function private.account_of(p_email text) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_user record;
begin
  select users.id, users.email_confirmed_at is not null as proven into v_user
  from auth.users where users.email = lower(btrim(p_email)) and not users.is_sso_user and users.deleted_at is null;
  return jsonb_build_object('user_id', v_user.id, 'proven', coalesce(v_user.proven, false));
end
$$;

create function private.check_invitation(p_email text, p_person jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission('access.manage');
  if p_email is null or lower(btrim(p_email)) !~ '^[^\s@]+@[^\s@]+\.[^\s@]+$' or char_length(btrim(p_email)) > 254 then
    raise exception 'this is no address' using errcode = '22023', hint = 'email';
  end if;
  perform private.staff_input(p_person);
  return private.account_of(p_email);
end
$$;

create function public.check_invitation(p_email text, p_person jsonb) returns jsonb
language sql stable set search_path = ''
as $$ select private.check_invitation(p_email, p_person) $$;
comment on function public.check_invitation(text, jsonb) is
  'Whether invite_staff would take this, without doing anything, and the account of the address: {user_id, proven}. Needs access.manage (42501); 22023 with the field as the hint.';

create function private.invite_staff(p_email text, p_locale text, p_person jsonb) returns public.staff_invitations
language plpgsql security definer set search_path = ''
as $$
declare
  v_email constant text := lower(btrim(p_email));
  v_account jsonb;
  v_user_id uuid;
  v_proven boolean;
  v_input jsonb;
  v_staff public.staff;
  v_invitation public.staff_invitations;
begin
  v_account := private.check_invitation(p_email, p_person);
  v_input := private.staff_input(p_person);
  if p_locale is null or p_locale not in ('en', 'es') then
    raise exception 'unknown language' using errcode = '22023', hint = 'locale';
  end if;
  v_user_id := (v_account ->> 'user_id')::uuid;
  v_proven := (v_account ->> 'proven')::boolean;
  if v_user_id is null then
    raise exception 'the address has no account yet' using errcode = 'PT404', hint = 'email';
  end if;

  -- Two tries at once, or two admins: the second finds what the first made.
  perform pg_advisory_xact_lock(hashtextextended('invitation:' || v_email, 0));
  select * into v_invitation from public.staff_invitations
  where email = v_email and accepted_at is null and withdrawn_at is null;
  select * into v_staff from public.staff where user_id = v_user_id for update;

  if not found and v_invitation.id is not null then
    -- The account of an open invitation was deleted and made anew.
    update public.staff set user_id = v_user_id where id = v_invitation.staff_id returning * into v_staff;
  elsif not found then
    insert into public.staff (user_id, full_name, position)
    values (v_user_id, v_input ->> 'full_name', v_input ->> 'position') returning * into v_staff;
  elsif v_invitation.staff_id is distinct from v_staff.id then
    if v_staff.active then
      -- As the table itself would say it.
      raise exception 'duplicate key value violates unique constraint "staff_user_id_key"'
        using errcode = '23505', constraint = 'staff_user_id_key', hint = v_staff.id::text;
    end if;
    if not exists (
      select from public.staff_invitations where staff_id = v_staff.id and withdrawn_at is not null
    ) or exists (
      select from public.staff_invitations where staff_id = v_staff.id and accepted_at is not null
    ) then
      raise exception 'this person has worked here' using errcode = 'LN003', hint = v_staff.id::text;
    end if;
    -- Invited once, and called off before they ever came.
    update public.staff set active = true where id = v_staff.id;
  end if;

  perform private.write_staff(v_staff.id, v_input);
  if v_invitation.id is null then
    insert into public.staff_invitations (staff_id, email, locale, invited_by, accepted_at)
    values (v_staff.id, v_email, p_locale, auth.uid(), case when v_proven then now() end)
    returning * into v_invitation;
    if v_proven then
      perform private.notify_user(v_user_id, 'staff_joined', '{}', '/');
    end if;
  end if;
  return v_invitation;
end
$$;

create function public.invite_staff(p_email text, p_locale text, p_person jsonb) returns public.staff_invitations
language sql set search_path = ''
as $$ select private.invite_staff(p_email, p_locale, p_person) $$;
comment on function public.invite_staff(text, text, jsonb) is
  'Makes a colleague of the account of an address, with department, wards, roles and place among the doctors (see save_staff), all or nothing. Asked again while the invitation is open it brings the person up to date and makes nothing twice. Needs access.manage (42501); PT404 the address has no account, 23505 (staff_user_id_key) works here already, LN003 worked here and left (both with the staff id as the hint), 22023 with the field as the hint.';

/* The open invitation, for whoever may manage it; else PT404. */
create function private.open_invitation(p_invitation_id uuid) returns public.staff_invitations
language plpgsql security definer set search_path = ''
as $$
declare
  v_invitation public.staff_invitations;
begin
  perform private.require_permission('access.manage');
  select * into v_invitation from public.staff_invitations
  where id = p_invitation_id and accepted_at is null and withdrawn_at is null for update;
  if not found then
    raise exception 'there is no such open invitation' using errcode = 'PT404', hint = 'p_invitation_id';
  end if;
  return v_invitation;
end
$$;

create function private.note_invitation_sent(p_invitation_id uuid) returns public.staff_invitations
language plpgsql security definer set search_path = ''
as $$
declare
  v_invitation public.staff_invitations := private.open_invitation(p_invitation_id);
begin
  update public.staff_invitations set sent_at = now(), sent_count = sent_count + 1
  where id = v_invitation.id returning * into v_invitation;
  return v_invitation;
end
$$;

create function public.note_invitation_sent(p_invitation_id uuid) returns public.staff_invitations
language sql set search_path = ''
as $$ select private.note_invitation_sent(p_invitation_id) $$;
comment on function public.note_invitation_sent(uuid) is
  'Notes that the mail of an open invitation has gone out. Needs access.manage (42501); not open PT404.';

create function private.withdraw_invitation(p_invitation_id uuid) returns public.staff_invitations
language plpgsql security definer set search_path = ''
as $$
declare
  v_invitation public.staff_invitations := private.open_invitation(p_invitation_id);
begin
  update public.staff set active = false where id = v_invitation.staff_id and active;
  update public.doctors set active = false where id = v_invitation.staff_id and active;
  delete from public.staff_wards where staff_id = v_invitation.staff_id;
  delete from public.user_roles
  where user_id = (select user_id from public.staff where id = v_invitation.staff_id)
    and role_id in (select id from public.roles where kind <> 'patient');
  update public.staff_invitations set withdrawn_at = now(), withdrawn_by = auth.uid()
  where id = v_invitation.id returning * into v_invitation;
  return v_invitation;
end
$$;

create function public.withdraw_invitation(p_invitation_id uuid) returns public.staff_invitations
language sql set search_path = ''
as $$ select private.withdraw_invitation(p_invitation_id) $$;
comment on function public.withdraw_invitation(uuid) is
  'Calls an open invitation off: the person has no rights any more, and the link in the mail gives none. Needs access.manage (42501); not open PT404, visits are booked with them already LN018.';

/* The link in the mail was followed, whichever it was: the address is proven. */
create function private.tg_users__accept_invitation() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.staff_invitations set accepted_at = now()
  where accepted_at is null and withdrawn_at is null
    and staff_id = (select id from public.staff where user_id = new.id);
  return null;
end
$$;
create trigger users_520_accept_invitation after update of email_confirmed_at on auth.users
  for each row when (old.email_confirmed_at is null and new.email_confirmed_at is not null)
  execute function private.tg_users__accept_invitation();

/* Leaving -------------------------------------------------------------------------------------- */

/*
 * For each visit to come of a doctor up to three times of colleagues of the same specialty, the nearest to the
 * old one first, within a day before and four days after. The first of each can be had together: no two of them
 * want one doctor or one room at once, and none is where the patient is elsewhere. leave_impact looks harder
 * and further, which for all the visits of a doctor takes too long.
 */
create function private.offers_for_visits(p_doctor_id uuid)
returns table (appointment_id uuid, offers jsonb)
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_colleague_ids constant uuid[] := array(
    select colleague.id from public.doctors leaving
    join public.doctors colleague on colleague.specialty_id = leaving.specialty_id and colleague.id <> leaving.id
    where leaving.id = p_doctor_id and colleague.active and colleague.accepts_patients
  );
  -- When doctors and rooms are wanted already, by their ids.
  v_ids uuid[] := '{}';
  v_wanted tstzmultirange[] := '{}';
  v_id uuid;
  v_place integer;
  v_near record;
begin
  for v_near in
    with visit as materialized (
      select appointment.id, appointment.patient_id, appointment.starts_at, appointment.visit_type_id
      from public.appointments appointment
      where appointment.doctor_id = p_doctor_id and appointment.starts_at > now()
        and appointment.status in ('requested', 'confirmed')
    ), span as (
      -- Once a kind of visit and week, not once a visit.
      select visit.visit_type_id, min(visit.starts_at) as first, max(visit.starts_at) as last
      from visit group by visit.visit_type_id, date_trunc('week', visit.starts_at)
    ), slot as materialized (
      select distinct span.visit_type_id, free.doctor_id, free.starts_at, free.ends_at, free.room_id, free.blocked_from
      from span
      cross join lateral private.slots(
        v_colleague_ids, span.first - interval '1 day', span.last + interval '4 days', span.visit_type_id
      ) free
    ), near as (
      select visit.id, visit.patient_id, visit.starts_at as was, nearest.*
      from visit
      cross join lateral (
        select slot.doctor_id, slot.starts_at, slot.ends_at, slot.room_id, coalesce(slot.blocked_from, slot.starts_at) as blocked_from
        from slot
        where slot.visit_type_id = visit.visit_type_id
          and slot.starts_at between visit.starts_at - interval '1 day' and visit.starts_at + interval '4 days'
        order by abs(extract(epoch from slot.starts_at - visit.starts_at)), slot.doctor_id
        limit 16
      ) nearest
    )
    select near.id, near.was, jsonb_agg(
      jsonb_build_object(
        'doctor_id', near.doctor_id, 'doctor_name', doctor.name, 'starts_at', near.starts_at,
        'ends_at', near.ends_at, 'blocked_from', near.blocked_from, 'room_id', near.room_id
      ) order by abs(extract(epoch from near.starts_at - near.was)), near.doctor_id
    ) as candidates
    from near
    join public.doctors doctor on doctor.id = near.doctor_id
    where not exists (
      select from public.appointments other
      where other.patient_id = near.patient_id and other.id <> near.id
        and other.starts_at > near.starts_at - interval '12 hours' and other.starts_at < near.ends_at
        and other.ends_at > near.starts_at and other.status not in ('cancelled', 'no_show')
    )
    group by near.id, near.was
    order by near.was, near.id
  loop
    appointment_id := v_near.id;
    select coalesce(jsonb_agg(free.candidate - array['ends_at', 'blocked_from', 'room_id'] order by free.nth), '[]')
    into offers
    from (
      select listed.candidate, listed.nth
      from jsonb_array_elements(v_near.candidates) with ordinality as listed (candidate, nth)
      where not exists (
        select from unnest(v_ids, v_wanted) as taken (id, spans)
        where taken.id::text in (listed.candidate ->> 'doctor_id', listed.candidate ->> 'room_id')
          and taken.spans && tstzrange((listed.candidate ->> 'blocked_from')::timestamptz, (listed.candidate ->> 'ends_at')::timestamptz)
      )
      order by listed.nth limit 3
    ) free;
    return next;
    continue when offers = '[]';
    -- The first of them is wanted by this visit now.
    select candidate.value into v_near.candidates
    from jsonb_array_elements(v_near.candidates) as candidate
    where candidate.value @> (offers -> 0);
    foreach v_id in array array[(v_near.candidates ->> 'doctor_id')::uuid, (v_near.candidates ->> 'room_id')::uuid] loop
      continue when v_id is null;
      v_place := array_position(v_ids, v_id);
      if v_place is null then
        v_ids := v_ids || v_id;
        v_wanted := v_wanted || '{}'::tstzmultirange;
        v_place := cardinality(v_ids);
      end if;
      v_wanted[v_place] := v_wanted[v_place] + tstzmultirange(tstzrange(
        (v_near.candidates ->> 'blocked_from')::timestamptz, (v_near.candidates ->> 'ends_at')::timestamptz
      ));
    end loop;
  end loop;
end
$$;

/* See public.open_work_of. A patient admitted privately is named to the care team only. */
create function private.open_work_of(p_staff_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission('access.manage');
  if not exists (select from public.staff where id = p_staff_id) then
    raise exception 'no such colleague' using errcode = 'PT404', hint = 'p_staff_id';
  end if;
  return jsonb_build_object(
    'now', (
      select count(*) from public.appointments visit
      where visit.doctor_id = p_staff_id and visit.starts_at > now() - interval '12 hours'
        and visit.status in ('checked_in', 'in_consultation')
    ),
    'visits', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', visit.id, 'starts_at', visit.starts_at, 'updated_at', visit.updated_at,
        'patient_name', patient.given_name || ' ' || patient.family_name, 'visit_type', type.name,
        'offers', coalesce(offered.offers, '[]')
      ) order by visit.starts_at, visit.id), '[]')
      from public.appointments visit
      join public.patients patient on patient.id = visit.patient_id
      join public.visit_types type on type.id = visit.visit_type_id
      left join private.offers_for_visits(p_staff_id) offered on offered.appointment_id = visit.id
      where visit.doctor_id = p_staff_id and visit.starts_at > now() and visit.status in ('requested', 'confirmed')
    ),
    'admissions', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', admission.id, 'ward', ward.name, 'admitted_at', admission.admitted_at,
        'patient_name', case when not private.is_hidden(admission) then patient.given_name || ' ' || patient.family_name end
      ) order by ward.name, admission.admitted_at, admission.id), '[]')
      from public.admissions admission
      join public.wards ward on ward.id = admission.ward_id
      join public.patients patient on patient.id = admission.patient_id
      where admission.attending_id = p_staff_id and admission.discharged_at is null
    ),
    'care_team', (
      select count(*) from public.care_team_members member
      where member.staff_id = p_staff_id and (member.until is null or member.until > now())
    ),
    'wards', (
      select coalesce(jsonb_agg(jsonb_build_object('id', ward.id, 'name', ward.name) order by ward.name), '[]')
      from public.staff_wards assigned join public.wards ward on ward.id = assigned.ward_id
      where assigned.staff_id = p_staff_id
    )
  );
end
$$;

create function public.open_work_of(p_staff_id uuid) returns jsonb
language sql stable set search_path = ''
as $$ select private.open_work_of(p_staff_id) $$;
comment on function public.open_work_of(uuid) is
  'What would be left undone if a colleague left now: {now: patients checked in or in the room, visits: [{id, starts_at, updated_at, patient_name, visit_type, offers: [{doctor_id, doctor_name, starts_at}]}], admissions: [{id, ward, admitted_at, patient_name}], care_team: patients, wards: [{id, name}]}. Needs access.manage (42501); PT404 nobody.';

/* A colleague who works here and is not the one who leaves; else 22023. */
create function private.successor(p_staff_id uuid, p_leaving_id uuid, p_hint text, p_doctor boolean) returns uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  if p_staff_id is null or p_staff_id = p_leaving_id
    or not exists (select from public.staff where id = p_staff_id and active)
    or (p_doctor and not exists (select from public.doctors where id = p_staff_id and active))
  then
    raise exception 'nobody who could take over' using errcode = '22023', hint = p_hint;
  end if;
  return p_staff_id;
end
$$;

/* Gives the visits to come to whom the list says; the rest must be left to the reception by name. */
create function private.hand_over_visits(p_staff_id uuid, p_moves jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_open uuid[] := array(
    select id from public.appointments
    where doctor_id = p_staff_id and starts_at > now() and status in ('requested', 'confirmed')
  );
  v_list jsonb := case when jsonb_typeof(p_moves) = 'array' then p_moves else '[]' end;
  v_named uuid[] := array(select (item ->> 'appointment_id')::uuid from jsonb_array_elements(v_list) item);
  v_moves jsonb := (select jsonb_agg(item) from jsonb_array_elements(v_list) item where item ->> 'doctor_id' is not null);
  v_gone uuid := (select id from unnest(v_named) id where id <> all (v_open) limit 1);
begin
  if v_gone is not null then
    raise exception 'one of the visits has changed' using errcode = 'LN016', hint = 'visits', detail = v_gone::text;
  end if;
  if not v_open <@ v_named and p_moves is distinct from '"reception"' then
    raise exception 'visits are left that nobody was given' using errcode = 'LN018', hint = 'visits';
  end if;
  if v_moves is not null then
    perform private.successor((item ->> 'doctor_id')::uuid, p_staff_id, 'visits', true) from jsonb_array_elements(v_moves) item;
    perform private.rebook_visits(v_moves);
  end if;
  return jsonb_build_object(
    'moved', coalesce(jsonb_array_length(v_moves), 0),
    'left', cardinality(v_open) - coalesce(jsonb_array_length(v_moves), 0)
  );
end
$$;

/* The same for admitted patients: each gets another attending doctor, or none on purpose. */
create function private.hand_over_admissions(p_staff_id uuid, p_moves jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_open uuid[] := array(select id from public.admissions where attending_id = p_staff_id and discharged_at is null);
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

/* Ends the memberships of care teams, and begins the successor's where they are not in the team yet. */
create function private.hand_over_care(p_staff_id uuid, p_move jsonb) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_to uuid := (p_move ->> 'staff_id')::uuid;
  v_member public.care_team_members;
  v_count integer := 0;
begin
  if v_to is not null then
    perform private.successor(v_to, p_staff_id, 'care_team', false);
  end if;
  for v_member in
    select * from public.care_team_members where staff_id = p_staff_id and (until is null or until > now()) for update
  loop
    if jsonb_typeof(p_move) is distinct from 'object' then
      raise exception 'patients are left whose care team this is' using errcode = 'LN018', hint = 'care_team';
    end if;
    v_count := v_count + 1;
    -- What had not begun never was.
    if v_member.since >= now() then
      delete from public.care_team_members where id = v_member.id;
    else
      update public.care_team_members set until = now() where id = v_member.id;
    end if;
    if v_to is not null and not exists (
      select from public.care_team_members other
      where other.patient_id = v_member.patient_id and other.staff_id = v_to
        and tstzrange(other.since, other.until) && tstzrange(greatest(now(), v_member.since), v_member.until)
    ) then
      insert into public.care_team_members (patient_id, staff_id, role, since, until)
      values (v_member.patient_id, v_to, v_member.role, greatest(now(), v_member.since), v_member.until);
    end if;
  end loop;
  return v_count;
end
$$;

/* Takes the wards away, and gives them to the successor. */
create function private.hand_over_wards(p_staff_id uuid, p_move jsonb) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_to uuid := (p_move ->> 'staff_id')::uuid;
  v_wards uuid[] := array(select ward_id from public.staff_wards where staff_id = p_staff_id);
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
  return cardinality(v_wards);
end
$$;

/*
 * Leaves the visits to come to the reception: the doctor is absent from now until the last of them, so they
 * are in the list of visits to rebook, with times to choose from; and whoever may move any visit is told.
 */
create function private.leave_to_reception(p_staff_id uuid, p_count integer) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_absence_id uuid;
begin
  insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
  select p_staff_id, 'leave', now(), max(ends_at)
  from public.appointments
  where doctor_id = p_staff_id and starts_at > now() and status in ('requested', 'confirmed')
  returning id into v_absence_id;
  update public.staff set left_absence_id = v_absence_id where id = p_staff_id;

  perform private.notify_user(
    desk.user_id, 'visits_left',
    jsonb_build_object('doctor_name', doctor.name, 'count', p_count::text), '/reception'
  )
  from public.doctors doctor
  cross join lateral (
    select distinct user_roles.user_id
    from public.user_roles
    join public.role_permissions using (role_id)
    join public.staff on staff.user_id = user_roles.user_id and staff.active
    where role_permissions.permission_id = 'appointments.manage_any' and user_roles.user_id is distinct from auth.uid()
  ) desk
  where doctor.id = p_staff_id;
end
$$;

create function private.deactivate_staff(p_staff_id uuid, p_moves jsonb, p_expected_updated_at timestamptz) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff public.staff;
  v_patient_id uuid;
  v_visits jsonb;
  v_admissions jsonb;
  v_care integer;
  v_wards integer;
  v_self boolean;
begin
  perform private.require_permission('access.manage');
  if jsonb_typeof(p_moves) is distinct from 'object' then
    raise exception 'the moves are an object' using errcode = '22023', hint = 'p_moves';
  end if;

  -- In scheduling's order: doctors, patients; the rooms are locked as each visit moves.
  perform private.lock_schedules(
    array(
      select (item ->> 'doctor_id')::uuid
      from jsonb_array_elements(case when jsonb_typeof(p_moves -> 'visits') = 'array' then p_moves -> 'visits' else '[]' end) item
    ) || p_staff_id,
    null, null
  );
  for v_patient_id in
    select distinct patient_id from public.appointments
    where doctor_id = p_staff_id and starts_at > now() and status in ('requested', 'confirmed') order by 1
  loop
    perform private.lock_schedules(null, v_patient_id, null);
  end loop;
  select * into v_staff from public.staff where id = p_staff_id for update;
  if not found then
    raise exception 'no such colleague' using errcode = 'PT404', hint = 'p_staff_id';
  end if;
  if not v_staff.active then
    return jsonb_build_object('visits_moved', 0, 'visits_left', 0, 'admissions_moved', 0, 'admissions_left', 0, 'care_team', 0, 'wards', 0);
  end if;
  if p_expected_updated_at is not null and v_staff.updated_at <> p_expected_updated_at then
    raise exception 'somebody else has changed this colleague' using errcode = 'LN009';
  end if;
  if exists (
    select from public.appointments visit
    where visit.doctor_id = p_staff_id and visit.starts_at > now() - interval '12 hours'
      and visit.status in ('checked_in', 'in_consultation')
  ) then
    raise exception 'a patient is with this doctor or waits for them' using errcode = 'LN018', hint = 'now';
  end if;

  -- Rights first, so that the one who leaves is not told of every visit they lose; but who dismisses
  -- themselves needs theirs to the end.
  v_self := v_staff.user_id is not distinct from auth.uid();
  perform set_config('lantern.leaving', p_staff_id::text, true);
  if not v_self then
    update public.staff set active = false where id = p_staff_id;
  end if;
  v_visits := private.hand_over_visits(p_staff_id, p_moves -> 'visits');
  v_admissions := private.hand_over_admissions(p_staff_id, p_moves -> 'admissions');
  v_care := private.hand_over_care(p_staff_id, p_moves -> 'care_team');
  v_wards := private.hand_over_wards(p_staff_id, p_moves -> 'wards');
  if (v_visits ->> 'left')::integer > 0 then
    perform private.leave_to_reception(p_staff_id, (v_visits ->> 'left')::integer);
  end if;
  update public.doctors set active = false where id = p_staff_id and active;
  update public.staff_invitations set withdrawn_at = now(), withdrawn_by = auth.uid()
  where staff_id = p_staff_id and accepted_at is null and withdrawn_at is null;
  update public.staff set active = false where id = p_staff_id and active;
  perform set_config('lantern.leaving', '', true);

  return jsonb_build_object(
    'visits_moved', v_visits -> 'moved', 'visits_left', v_visits -> 'left',
    'admissions_moved', v_admissions -> 'moved', 'admissions_left', v_admissions -> 'left',
    'care_team', v_care, 'wards', v_wards
  );
end
$$;

create function public.deactivate_staff(p_staff_id uuid, p_moves jsonb default '{}', p_expected_updated_at timestamptz default null) returns jsonb
language sql set search_path = ''
as $$ select private.deactivate_staff(p_staff_id, p_moves, p_expected_updated_at) $$;
comment on function public.deactivate_staff(uuid, jsonb, timestamptz) is
  'Ends a colleague''s rights at once and hands over what is open, all or nothing: {visits: "reception" or [{appointment_id, doctor_id, starts_at, updated_at}] (doctor_id null: left to the reception), admissions: [{admission_id, attending_id or null}], care_team: {staff_id or null}, wards: {staff_id or null}}. History stays. Returns {visits_moved, visits_left, admissions_moved, admissions_left, care_team, wards}. Needs access.manage (42501), and appointments.manage_any to move visits; LN018 something open is not in the list (hint: which), LN016 a visit or admission changed, LN001, LN012 or 23P01 a time cannot be had (detail: the visit), LN009, LN007 the last admin, PT404, 22023.';

create function private.reactivate_staff(p_staff_id uuid) returns public.staff
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff public.staff;
begin
  perform private.require_permission('access.manage');
  select * into v_staff from public.staff where id = p_staff_id for update;
  if not found then
    raise exception 'no such colleague' using errcode = 'PT404', hint = 'p_staff_id';
  end if;
  if not v_staff.active then
    update public.staff set active = true where id = p_staff_id returning * into v_staff;
    if v_staff.position = 'doctor' then
      update public.doctors set active = true where id = p_staff_id;
      delete from public.availability_exceptions where id = v_staff.left_absence_id;
    end if;
  end if;
  return v_staff;
end
$$;

create function public.reactivate_staff(p_staff_id uuid) returns public.staff
language sql set search_path = ''
as $$ select private.reactivate_staff(p_staff_id) $$;
comment on function public.reactivate_staff(uuid) is
  'Takes somebody back who left, with the roles they had; work and wards are given anew. Needs access.manage (42501); PT404 nobody.';

/* Whatever writes the table: nobody stops working here over visits and patients nobody was given. */
create function private.tg_staff__refuse_open_work() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if current_setting('lantern.leaving', true) is distinct from new.id::text and private.has_open_work(new.id) then
    raise exception 'there are patients waiting for this person' using errcode = 'LN018', hint = 'visits';
  end if;
  return new;
end
$$;
create trigger staff_210_refuse_open_work before update on public.staff
  for each row when (old.active and not new.active)
  execute function private.tg_staff__refuse_open_work();

/* Rules and consequences ----------------------------------------------------------------------- */

/* A specialty with doctors who practise it is in use; one that is not in use takes no new ones. */
create function private.tg_specialties__refuse_staffed() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from public.doctors where specialty_id = new.id and active) then
    raise exception 'update violates constraint "specialties_inactive_unstaffed"'
      using errcode = '23514', constraint = 'specialties_inactive_unstaffed';
  end if;
  return new;
end
$$;
create trigger specialties_210_refuse_staffed before update on public.specialties
  for each row when (old.active and not new.active)
  execute function private.tg_specialties__refuse_staffed();


/* Tells admins that the directory has changed: once a transaction, since they read all of what they look at. */
create function private.tg_directory__announce() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if coalesce(current_setting('lantern.announced_directory', true), '') = '' then
    perform set_config('lantern.announced_directory', 'yes', true);
    perform private.announce('admin', 'directory_changed', jsonb_build_object('table', tg_table_name));
  end if;
  return null;
end
$$;
create trigger staff_810_announce_directory after insert or update or delete on public.staff
  for each row execute function private.tg_directory__announce();
create trigger staff_invitations_810_announce_directory after insert or update or delete on public.staff_invitations
  for each row execute function private.tg_directory__announce();
create trigger doctors_810_announce_directory after insert or update or delete on public.doctors
  for each row execute function private.tg_directory__announce();
create trigger user_roles_810_announce_directory after insert or update or delete on public.user_roles
  for each row execute function private.tg_directory__announce();
create trigger departments_810_announce_directory after insert or update or delete on public.departments
  for each row execute function private.tg_directory__announce();
create trigger specialties_810_announce_directory after insert or update or delete on public.specialties
  for each row execute function private.tg_directory__announce();
create trigger rooms_810_announce_directory after insert or update or delete on public.rooms
  for each row execute function private.tg_directory__announce();
create trigger visit_types_810_announce_directory after insert or update or delete on public.visit_types
  for each row execute function private.tg_directory__announce();
create trigger hospital_settings_810_announce_directory after update on public.hospital_settings
  for each row execute function private.tg_directory__announce();

create trigger staff_invitations_900_audit after insert or update or delete on public.staff_invitations
  for each row execute function private.tg_audit();

/* For patients ---------------------------------------------------------------------------------- */

/*
 * The doctors patients can choose from, by specialty, each with the first time they are free for the
 * shortest kind of visit a patient may book, if that is within 14 days.
 */
create function public.doctor_listing(p_specialty_id uuid default null)
returns table (
  doctor_id uuid, doctor_name text, specialty_id uuid, specialty_name text,
  visit_type_id uuid, visit_type_name text, next_free_at timestamptz
)
language plpgsql stable set search_path = ''
as $$
begin
  return query
  with listed as materialized (
    select doctor.id, doctor.name, specialty.id as specialty_id, specialty.name as specialty_name, type.id as type_id, type.name as type_name
    from public.doctors doctor
    join public.specialties specialty on specialty.id = doctor.specialty_id
    left join lateral (
      select visit_type.id, visit_type.name from public.visit_types visit_type
      where visit_type.active and visit_type.bookable_by_patient
        and (visit_type.specialty_id is null or visit_type.specialty_id = specialty.id)
      order by visit_type.duration_minutes, visit_type.name limit 1
    ) type on true
    where doctor.active and doctor.accepts_patients and specialty.active
      and (p_specialty_id is null or specialty.id = p_specialty_id)
  ), free as (
    select slot.doctor_id, min(slot.starts_at) as starts_at
    from (select listed.type_id, array_agg(listed.id) as doctor_ids from listed where listed.type_id is not null group by listed.type_id) kind
    cross join lateral private.slots(kind.doctor_ids, now(), now() + interval '14 days', kind.type_id) slot
    group by slot.doctor_id
  )
  select listed.id, listed.name, listed.specialty_id, listed.specialty_name, listed.type_id, listed.type_name, free.starts_at
  from listed left join free on free.doctor_id = listed.id
  order by listed.specialty_name, free.starts_at nulls last, listed.name;
end
$$;
comment on function public.doctor_listing(uuid) is
  'Doctors who take patients, of one specialty or of all, each with the first free time within 14 days for the shortest visit a patient may book; null if there is none.';

grant execute on function
  private.save_staff(uuid, jsonb, timestamptz), private.search_staff(text, text, uuid, text, integer, integer),
  private.check_invitation(text, jsonb), private.invite_staff(text, text, jsonb),
  private.note_invitation_sent(uuid), private.withdraw_invitation(uuid),
  private.open_work_of(uuid), private.deactivate_staff(uuid, jsonb, timestamptz), private.reactivate_staff(uuid)
  to authenticated;
grant execute on function
  public.save_staff(uuid, jsonb, timestamptz), public.search_staff(text, text, uuid, text, integer, integer),
  public.check_invitation(text, jsonb), public.invite_staff(text, text, jsonb),
  public.note_invitation_sent(uuid), public.withdraw_invitation(uuid),
  public.open_work_of(uuid), public.deactivate_staff(uuid, jsonb, timestamptz), public.reactivate_staff(uuid),
  public.doctor_listing(uuid)
  to authenticated;
