/*
 * Roles: who the caller is and what they may do, and how that is given and taken.
 */

/*
 * Who the caller is, in one call: asked at every request of the app. Null for strangers.
 * {user_id, name, email, position, kind, roles[], permissions[], staff_id, doctor_id, ward_ids[], patient_ids[], locale, lacks, as_of};
 * `lacks` is what private.session_lacks() says, and there is little else then; `as_of` tells what was there to be read: the time in milliseconds, and the transactions that were over.
 */
create function private.current_access() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
  v_profile public.profiles;
  v_staff public.staff;
  v_dismissed boolean;
  v_roles text[];
  v_kind text;
  v_lacks constant text := private.session_lacks();
begin
  select * into v_profile from public.profiles where id = v_user_id;
  if not found then
    return null;
  end if;
  select * into v_staff from public.staff where user_id = v_user_id;
  v_dismissed := found and private.current_staff_id() is null;

  -- Somebody who left keeps what they are as a patient.
  select
    coalesce(array_agg(roles.id order by roles.id), '{}'),
    (array_agg(roles.kind order by array_position(array['admin', 'doctor', 'staff', 'patient'], roles.kind)))[1]
  into v_roles, v_kind
  from public.user_roles
  join public.roles on roles.id = user_roles.role_id
  where user_roles.user_id = v_user_id and (v_lacks is null and not v_dismissed or roles.kind = 'patient');

  return jsonb_build_object(
    'user_id', v_user_id,
    'name', coalesce(nullif(v_profile.full_name, ''), v_staff.full_name, v_profile.email, ''),
    'email', coalesce(v_profile.email, ''),
    'position', case when v_dismissed then null else v_staff.position end,
    'kind', coalesce(v_kind, 'patient'),
    'roles', v_roles,
    'permissions', array(
      select distinct permission_id from private.permission_holdings
      where user_id = v_user_id and v_lacks is null order by permission_id
    ),
    'staff_id', case when v_dismissed then null else v_staff.id end,
    'doctor_id', case when v_dismissed then null else (select id from public.doctors where id = v_staff.id) end,
    'ward_ids', array(select private.current_ward_ids() order by 1),
    'patient_ids', array(select private.current_patient_ids() order by 1),
    'locale', v_profile.locale,
    'lacks', v_lacks,
    'as_of', floor(extract(epoch from clock_timestamp()) * 1000)::bigint || ' ' || pg_current_snapshot()
  );
end
$$;

create function public.current_access() returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  -- Strangers may not call what is in `private`; the branch keeps them from it.
  if auth.uid() is null then
    return null;
  end if;
  return private.current_access();
end
$$;

/* Refuses with 42501 unless the caller holds the permission. For functions that do more than their caller may. */
create function private.require_permission(p_permission text) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if not private.has_permission(p_permission) then
    raise exception 'not permitted' using errcode = '42501', hint = p_permission;
  end if;
end
$$;
grant execute on function private.require_permission(text) to authenticated;

/*
 * The two that write who has which role, whoever asks for it: a grant, a colleague's page, an invitation. What else has
 * to be asked before anybody gets or loses a right is asked here.
 */
create function private.give_roles(p_user_id uuid, p_role_ids text[]) returns void
language sql security definer set search_path = ''
as $$
  insert into public.user_roles (user_id, role_id, granted_by)
  select p_user_id, role_id, auth.uid() from unnest(p_role_ids) role_id
  on conflict (user_id, role_id) do nothing;
$$;

/* Gives how many of them the person had. */
create function private.take_roles(p_user_id uuid, p_role_ids text[]) returns bigint
language plpgsql security definer set search_path = ''
as $$
declare
  v_taken bigint;
begin
  delete from public.user_roles where user_id = p_user_id and role_id = any (p_role_ids);
  get diagnostics v_taken = row_count;
  return v_taken;
end
$$;

create function private.grant_role(p_user_id uuid, p_role_id text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('access.manage');
  if not exists (select from public.profiles where id = p_user_id) then
    raise exception 'no such person' using errcode = 'PT404', hint = 'p_user_id';
  end if;
  if not exists (select from public.roles where id = p_role_id) then
    raise exception 'no such role' using errcode = 'PT404', hint = 'p_role_id';
  end if;
  -- Whoever takes the caller's own roles is waited for: a role given to oneself must not give the right to give it.
  perform from public.user_roles where user_id = auth.uid() order by role_id for key share;
  perform private.require_permission('access.manage');
  perform private.give_roles(p_user_id, array[p_role_id]);
end
$$;

create function private.revoke_role(p_user_id uuid, p_role_id text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('access.manage');
  perform from public.user_roles where user_id = p_user_id and role_id = p_role_id for update;
  perform private.require_permission('access.manage');
  if private.take_roles(p_user_id, array[p_role_id]) = 0 then
    raise exception 'this person does not have this role' using errcode = 'PT404', hint = 'p_role_id';
  end if;
end
$$;

/*
 * The hospital is never left without an admin who can sign in. After the statement, under a lock
 * that serialises whoever takes an admin away: two admins dismissing each other at once would each
 * still see the other.
 */
create function private.keep_an_admin() returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtext('lantern.keep_an_admin'));
  if not exists (
    select from public.user_roles
    join public.roles on roles.id = user_roles.role_id and roles.kind = 'admin'
    join auth.users on users.id = user_roles.user_id
    left join public.staff on staff.user_id = user_roles.user_id
    where staff.active is not false and users.deleted_at is null and coalesce(users.banned_until <= now(), true)
  ) then
    raise exception 'the last admin stays' using errcode = 'LN007';
  end if;
end
$$;

create function private.tg_user_roles__keep_an_admin() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from removed join public.roles on roles.id = removed.role_id where roles.kind = 'admin') then
    perform private.keep_an_admin();
  end if;
  return null;
end
$$;
create trigger user_roles_100_keep_an_admin_deleted after delete on public.user_roles
  referencing old table as removed
  for each statement execute function private.tg_user_roles__keep_an_admin();
create trigger user_roles_100_keep_an_admin_updated after update on public.user_roles
  referencing old table as removed
  for each statement execute function private.tg_user_roles__keep_an_admin();

/* Of whoever works here no more, or whose account is shut out; the argument names the column of the account. */
create function private.tg_keep_an_admin() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (
    select from public.user_roles
    join public.roles on roles.id = user_roles.role_id
    where user_roles.user_id = (to_jsonb(new) ->> tg_argv[0])::uuid and roles.kind = 'admin'
  ) then
    perform private.keep_an_admin();
  end if;
  return null;
end
$$;
create trigger staff_100_keep_an_admin_updated after update on public.staff
  for each row when (not new.active and (old.active or old.user_id is distinct from new.user_id))
  execute function private.tg_keep_an_admin('user_id');
create trigger staff_100_keep_an_admin_inserted after insert on public.staff
  for each row when (not new.active)
  execute function private.tg_keep_an_admin('user_id');

/* An account is shut out past this schema as well. */
create trigger users_530_keep_an_admin after update of banned_until, deleted_at on auth.users
  for each row when (
    new.banned_until is distinct from old.banned_until or (new.deleted_at is not null and old.deleted_at is null)
  )
  execute function private.tg_keep_an_admin('id');

/* What makes an admin stays with the role, or nobody could give it back. */
create function private.tg_role_permissions__keep_admin_whole() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from public.roles where id = old.role_id and kind = 'admin') then
    raise exception 'the admin role keeps every permission' using errcode = 'LN007';
  end if;
  return old;
end
$$;
create trigger role_permissions_100_keep_admin_whole before delete on public.role_permissions
  for each row execute function private.tg_role_permissions__keep_admin_whole();

/* Anybody can register and is a patient then: what that role allowed, it would allow the world. */
create function private.tg_role_permissions__refuse_for_patients() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from public.roles where id = new.role_id and kind = 'patient') then
    raise exception 'anybody can become a patient' using errcode = '22023', hint = 'permission_ids';
  end if;
  return new;
end
$$;
create trigger role_permissions_110_refuse_for_patients before insert or update on public.role_permissions
  for each row execute function private.tg_role_permissions__refuse_for_patients();

/* Tells the people whose rights changed, so that open screens ask again and channels close. */
create trigger user_roles_600_announce after insert or delete on public.user_roles
  for each row execute function private.tg_announce('user:{user_id}', 'access_changed');
create trigger staff_600_announce after update on public.staff
  for each row when ((old.user_id, old.active) is distinct from (new.user_id, new.active))
  execute function private.tg_announce('user:{user_id}', 'access_changed');

create function private.tg_role_permissions__announce() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce_once('user:' || user_id, 'access_changed')
  from (select distinct user_id from changed join public.user_roles using (role_id)) people;
  return null;
end
$$;
create trigger role_permissions_600_announce_inserted after insert on public.role_permissions
  referencing new table as changed
  for each statement execute function private.tg_role_permissions__announce();
create trigger role_permissions_600_announce_deleted after delete on public.role_permissions
  referencing old table as changed
  for each statement execute function private.tg_role_permissions__announce();

select private.expose('public.current_access', '{anon,authenticated}', 'Who the caller is: {user_id, name, email, position, kind, roles, permissions, staff_id, doctor_id, ward_ids, patient_ids, locale, lacks, as_of}; null for strangers. lacks is what the session needs before it gives anything: locked, code, enrol. as_of is the time in milliseconds and pg_current_snapshot().');
grant execute on function private.current_access() to authenticated;
select private.expose('grant_role', '{authenticated}', 'Gives a person a role; once is enough, twice does no harm. Needs access.manage (42501); unknown person or role PT404.');
select private.expose('revoke_role', '{authenticated}', 'Takes a role from a person. Needs access.manage (42501); not held PT404; the last admin LN007.');
