/*
 * Access: who people are, what they may do, and what they did.
 *
 * Kinds (admin, doctor, staff, patient) are the backbone and choose the screens; permissions hang on
 * roles and decide. Policies ask these tables and never the token, so a role taken away is gone at
 * the next statement. Nothing a user can write about themselves is ever consulted.
 */

create table public.profiles (
  id         uuid primary key references auth.users on delete cascade,
  full_name  text not null default '',
  email      text,
  locale     text not null default 'en',
  created_at timestamptz not null default now(),
  constraint profiles_full_name_length check (char_length(full_name) <= 120),
  constraint profiles_locale_known check (locale in ('en', 'es'))
);
comment on table public.profiles is 'One per account: how to address the person. Made with the account.';
comment on column public.profiles.email is 'Repeats auth.users.email; null for accounts without one.';

create table public.staff (
  id            uuid primary key default gen_random_uuid(),
  user_id       uuid references public.profiles on delete set null,
  full_name     text not null,
  position      text not null,
  department_id uuid, -- references public.departments, added by the directory
  active        boolean not null default true,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(), -- the version that refuses stale writes
  constraint staff_user_id_key unique (user_id),
  constraint staff_full_name_length check (char_length(btrim(full_name)) between 1 and 120),
  constraint staff_position_known check (position in ('doctor', 'nurse', 'ward_manager', 'bed_manager', 'receptionist', 'pharmacist', 'lab_technician', 'cashier', 'housekeeper', 'administrator'))
);
comment on table public.staff is 'People who work at the hospital. Without an account until they accept their invitation; inactive ones may do nothing.';
create index staff_department_id_idx on public.staff (department_id);

create table public.roles (
  id         text primary key,
  kind       text not null,
  name       text not null,
  created_at timestamptz not null default now(),
  constraint roles_id_form check (id ~ '^[a-z][a-z_]{1,39}$'),
  constraint roles_kind_known check (kind in ('admin', 'doctor', 'staff', 'patient')),
  constraint roles_name_length check (char_length(btrim(name)) between 1 and 80)
);
comment on table public.roles is 'What a person may be. The kind chooses the screens; the permissions decide.';

create table public.permissions (
  id          text primary key,
  description text not null,
  constraint permissions_id_form check (id ~ '^[a-z]+\.[a-z_]+$')
);
comment on table public.permissions is 'What a role can allow. Each is asked for by a policy or a function.';

create table public.role_permissions (
  role_id       text not null references public.roles on delete cascade,
  permission_id text not null references public.permissions on delete cascade,
  primary key (role_id, permission_id)
);
comment on table public.role_permissions is 'Which role allows what. Edited by admins; holds at the next statement.';
create index role_permissions_permission_id_idx on public.role_permissions (permission_id);

create table public.user_roles (
  user_id    uuid not null references public.profiles on delete cascade,
  role_id    text not null references public.roles on delete restrict,
  granted_by uuid references public.profiles on delete set null,
  granted_at timestamptz not null default now(),
  primary key (user_id, role_id)
);
comment on table public.user_roles is 'Who has which role. Written by grant_role, revoke_role and registration only.';
create index user_roles_role_id_idx on public.user_roles (role_id);
create index user_roles_granted_by_idx on public.user_roles (granted_by);

/* No foreign keys: the log outlives what it tells of. */
create table audit.events (
  id         bigint generated always as identity primary key,
  at         timestamptz not null default clock_timestamp(),
  actor_id   uuid,
  actor_name text,
  role       text not null,
  action     text not null,
  table_name text not null,
  row_id     text,
  patient_id uuid,
  before     jsonb,
  after      jsonb,
  ip         text,
  user_agent text
);
comment on table audit.events is 'Every write to the tables that matter: who, what (before → after), when, from where. Append-only for everybody, the owner included.';
comment on column audit.events.role is 'The database role the request ran as.';
comment on column audit.events.row_id is 'Primary key; parts of a composite key are joined by a slash.';
comment on column audit.events.before is 'The row that was deleted, or the old values of the columns that changed.';
comment on column audit.events.after is 'The row that was inserted, or the new values of the columns that changed.';
create index events_at_idx on audit.events (at);
create index events_patient_id_idx on audit.events (patient_id, at) where patient_id is not null;
alter table audit.events enable row level security;

/* Written by the auth service's hook alone, so it is granted to nobody. A row, once made, stays: attempts queue for it. */
create table private.password_attempts (
  user_id        uuid primary key references auth.users on delete cascade,
  failures       integer not null default 0,
  last_failed_at timestamptz,
  locked_until   timestamptz,
  constraint password_attempts_failures_positive check (failures >= 0)
);
comment on table private.password_attempts is 'Wrong passwords in a row, per account that ever had one.';
comment on column private.password_attempts.locked_until is 'Until then no password is taken, the right one neither; null when nothing waits.';

insert into public.roles (id, kind, name) values
  ('admin', 'admin', 'Administrator'),
  ('doctor', 'doctor', 'Doctor'),
  ('nurse', 'staff', 'Nurse'),
  ('ward_manager', 'staff', 'Ward manager'),
  ('bed_manager', 'staff', 'Bed manager'),
  ('receptionist', 'staff', 'Receptionist'),
  ('pharmacist', 'staff', 'Pharmacist'),
  ('lab_technician', 'staff', 'Laboratory technician'),
  ('cashier', 'staff', 'Cashier'),
  ('housekeeper', 'staff', 'Housekeeper'),
  ('patient', 'patient', 'Patient');

select private.define_permission('access.manage', 'Grant and revoke roles, invite and manage staff');
select private.define_permission('audit.read', 'Read the audit log');
select private.define_permission('settings.manage', 'Change the hospital''s settings');

/*
 * The guards. Policies call them as `(select private.has_permission('…'))` and
 * `x in (select private.current_…_ids())`, which Postgres evaluates once per statement. In plpgsql,
 * because its plans are kept for the session, and because tables of later domains are bound late.
 */

/* Whether the caller holds a permission by any role. Staff who are no longer active hold none. */
create function private.has_permission(p_permission text) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
begin
  return exists (
      select from public.user_roles
      join public.role_permissions using (role_id)
      where user_roles.user_id = v_user_id and role_permissions.permission_id = p_permission
    )
    and not exists (select from public.staff where staff.user_id = v_user_id and not staff.active);
end
$$;

/* Whether the caller works here now. */
create function private.is_staff() returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return exists (select from public.staff where user_id = auth.uid() and active);
end
$$;

/* The caller's entry in the staff list; null for everybody who does not work here now. */
create function private.current_staff_id() returns uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (select id from public.staff where user_id = auth.uid() and active);
end
$$;

/* The patients whose record is the caller's own, or that of somebody the caller looks after. */
create function private.current_patient_ids() returns setof uuid
language plpgsql stable security definer rows 2 set search_path = ''
as $$
begin
  return query select patient_id from public.portal_links where user_id = auth.uid();
end
$$;

/* The wards whose board the caller sees: those they work on, or all. */
create function private.current_ward_ids() returns setof uuid
language plpgsql stable security definer rows 10 set search_path = ''
as $$
begin
  if private.has_permission('wards.read_all') then
    return query select id from public.wards;
  else
    return query select ward_id from public.staff_wards where staff_id = private.current_staff_id();
  end if;
end
$$;

/* The patients in the caller's care at `p_at`, as private.care_access has it. Nobody's without `charts.read`: a housekeeper works on a ward too. */
create function private.care_patient_ids(p_at timestamptz default now()) returns setof uuid
language plpgsql stable security definer rows 100 set search_path = ''
as $$
declare
  v_staff_id uuid := private.current_staff_id();
begin
  if v_staff_id is null or not private.has_permission('charts.read') then
    return;
  end if;
  return query
    select access.patient_id from private.care_access access
    where access.staff_id = v_staff_id and access.until > p_at and access.since <= p_at
    union
    select access.patient_id from private.care_access access
    join public.staff_wards using (ward_id)
    where staff_wards.staff_id = v_staff_id and access.until > p_at and access.since <= p_at;
end
$$;

grant execute on function
  private.has_permission(text), private.is_staff(), private.current_staff_id(), private.current_patient_ids(),
  private.current_ward_ids(), private.care_patient_ids(timestamptz)
  to authenticated, service_role;

alter table public.profiles enable row level security;
alter table public.staff enable row level security;
alter table public.roles enable row level security;
alter table public.permissions enable row level security;
alter table public.role_permissions enable row level security;
alter table public.user_roles enable row level security;

create policy profiles_select_own_or_manager on public.profiles for select to authenticated
  using (id = (select auth.uid()) or (select private.has_permission('access.manage')));
create policy profiles_update_own on public.profiles for update to authenticated
  using (id = (select auth.uid())) with check (id = (select auth.uid()));

create policy staff_select_colleagues on public.staff for select to authenticated
  using ((select private.is_staff()));
create policy staff_insert_manager on public.staff for insert to authenticated
  with check ((select private.has_permission('access.manage')));
create policy staff_update_manager on public.staff for update to authenticated
  using ((select private.has_permission('access.manage'))) with check ((select private.has_permission('access.manage')));

create policy roles_select_manager on public.roles for select to authenticated
  using ((select private.has_permission('access.manage')));
create policy permissions_select_manager on public.permissions for select to authenticated
  using ((select private.has_permission('access.manage')));

create policy role_permissions_select_manager on public.role_permissions for select to authenticated
  using ((select private.has_permission('access.manage')));
create policy role_permissions_insert_manager on public.role_permissions for insert to authenticated
  with check ((select private.has_permission('access.manage')));
create policy role_permissions_delete_manager on public.role_permissions for delete to authenticated
  using ((select private.has_permission('access.manage')));

create policy user_roles_select_own_or_manager on public.user_roles for select to authenticated
  using (user_id = (select auth.uid()) or (select private.has_permission('access.manage')));

create policy hospital_settings_update_manager on public.hospital_settings for update to authenticated
  using ((select private.has_permission('settings.manage'))) with check ((select private.has_permission('settings.manage')));

grant select, update (full_name, locale) on public.profiles to authenticated;
grant select, insert (user_id, full_name, position, department_id, active), update (user_id, full_name, position, department_id, active) on public.staff to authenticated;
grant select on public.roles, public.permissions, public.user_roles to authenticated;
grant select, insert (role_id, permission_id), delete on public.role_permissions to authenticated;
grant update (name, time_zone, currency, idle_minutes, offline_hours) on public.hospital_settings to authenticated;
-- Edge functions invite staff and read who is who. They grant roles through the table, audited.
grant select on public.profiles, public.staff, public.roles, public.permissions, public.role_permissions, public.user_roles to service_role;
grant insert (user_id, full_name, position, department_id, active), update (user_id, full_name, position, department_id, active) on public.staff to service_role;
grant insert (user_id, role_id, granted_by), delete on public.user_roles to service_role;

/*
 * Who the caller is, in one call: asked at every request of the app. Null for strangers.
 * {user_id, name, kind, roles[], permissions[], staff_id, doctor_id, ward_ids[], patient_ids[], locale, as_of}; `as_of`
 * tells what was there to be read: the time in milliseconds, and the transactions that were over.
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
begin
  select * into v_profile from public.profiles where id = v_user_id;
  if not found then
    return null;
  end if;
  select * into v_staff from public.staff where user_id = v_user_id;
  v_dismissed := found and not v_staff.active;

  -- Somebody who left keeps what they are as a patient.
  select
    coalesce(array_agg(roles.id order by roles.id), '{}'),
    (array_agg(roles.kind order by array_position(array['admin', 'doctor', 'staff', 'patient'], roles.kind)))[1]
  into v_roles, v_kind
  from public.user_roles
  join public.roles on roles.id = user_roles.role_id
  where user_roles.user_id = v_user_id and (not v_dismissed or roles.kind = 'patient');

  return jsonb_build_object(
    'user_id', v_user_id,
    'name', coalesce(nullif(v_profile.full_name, ''), v_staff.full_name, v_profile.email, ''),
    'kind', coalesce(v_kind, 'patient'),
    'roles', v_roles,
    'permissions', case when v_dismissed then '{}'::text[] else array(
      select distinct permission_id from public.role_permissions where role_id = any (v_roles) order by permission_id
    ) end,
    'staff_id', case when v_dismissed then null else v_staff.id end,
    'doctor_id', case when v_dismissed then null else (select id from public.doctors where id = v_staff.id) end,
    'ward_ids', array(select private.current_ward_ids()),
    'patient_ids', array(select private.current_patient_ids()),
    'locale', v_profile.locale,
    'as_of', floor(extract(epoch from clock_timestamp()) * 1000)::bigint || ' ' || pg_current_snapshot()
  );
end
$$;
grant execute on function private.current_access() to authenticated;

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
comment on function public.current_access() is 'Who the caller is: {user_id, name, kind, roles, permissions, staff_id, doctor_id, ward_ids, patient_ids, locale, as_of}; null for strangers. as_of is the time in milliseconds and pg_current_snapshot().';
grant execute on function public.current_access() to anon, authenticated;

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
  insert into public.user_roles (user_id, role_id, granted_by)
  values (p_user_id, p_role_id, auth.uid())
  on conflict (user_id, role_id) do nothing;
end
$$;
grant execute on function private.grant_role(uuid, text) to authenticated;

create function public.grant_role(p_user_id uuid, p_role_id text) returns void
language sql set search_path = ''
as $$ select private.grant_role(p_user_id, p_role_id) $$;
comment on function public.grant_role(uuid, text) is 'Gives a person a role; once is enough, twice does no harm. Needs access.manage (42501); unknown person or role PT404.';
grant execute on function public.grant_role(uuid, text) to authenticated;

create function private.revoke_role(p_user_id uuid, p_role_id text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('access.manage');
  delete from public.user_roles where user_id = p_user_id and role_id = p_role_id;
  if not found then
    raise exception 'this person does not have this role' using errcode = 'PT404', hint = 'p_role_id';
  end if;
end
$$;
grant execute on function private.revoke_role(uuid, text) to authenticated;

create function public.revoke_role(p_user_id uuid, p_role_id text) returns void
language sql set search_path = ''
as $$ select private.revoke_role(p_user_id, p_role_id) $$;
comment on function public.revoke_role(uuid, text) is 'Takes a role from a person. Needs access.manage (42501); not held PT404; the last admin LN007.';
grant execute on function public.revoke_role(uuid, text) to authenticated;

create function public.update_own_profile(p_full_name text, p_locale text) returns public.profiles
language plpgsql set search_path = ''
as $$
declare
  v_profile public.profiles;
begin
  if p_full_name is null or char_length(btrim(p_full_name)) not between 1 and 120 then
    raise exception 'a name has 1 to 120 characters' using errcode = '22023', hint = 'p_full_name';
  end if;
  if p_locale is null or p_locale not in ('en', 'es') then
    raise exception 'unknown language' using errcode = '22023', hint = 'p_locale';
  end if;
  update public.profiles set full_name = btrim(p_full_name), locale = p_locale
  where id = auth.uid()
  returning * into v_profile;
  if not found then
    raise exception 'no such person' using errcode = 'PT404';
  end if;
  return v_profile;
end
$$;
comment on function public.update_own_profile(text, text) is 'Changes the caller''s own name and language; bad input 22023.';
grant execute on function public.update_own_profile(text, text) to authenticated;

/*
 * The auth service's hook `password_verification_attempt`, asked at every sign-in by password to an
 * account that exists. {user_id uuid, valid boolean} → {decision: 'continue'} or {decision: 'reject',
 * message}, whose message names the whole seconds to wait; the app reads them from it.
 *
 * The fifth wrong password in a row costs a second, each further one twice as long, 15 minutes at most.
 * Meanwhile every attempt is refused, the right password too, or guessing would go on at full speed;
 * such attempts do not lengthen the wait, or a stranger could keep the owner out for good. The right
 * password after the wait starts afresh, and so do 15 quiet minutes.
 */
create function private.limit_password_attempts(event jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  c_free constant integer := 5;
  c_longest constant interval := '15 minutes';
  v_user_id uuid := (event ->> 'user_id')::uuid;
  v_valid boolean := coalesce((event ->> 'valid')::boolean, false);
  v_attempts private.password_attempts;
  v_now timestamptz;
  v_waiting boolean;
begin
  if not v_valid then
    insert into private.password_attempts (user_id) values (v_user_id) on conflict (user_id) do nothing;
  end if;
  select * into v_attempts from private.password_attempts where user_id = v_user_id for update;
  if not found then
    return '{"decision": "continue"}';
  end if;

  -- After the lock: attempts sent at once began at the same now(), before the others were counted.
  v_now := clock_timestamp();
  v_waiting := coalesce(v_attempts.locked_until > v_now, false);

  if v_valid and not v_waiting then
    update private.password_attempts set failures = 0, last_failed_at = null, locked_until = null
    where user_id = v_user_id and failures > 0;
    return '{"decision": "continue"}';
  end if;

  if not v_waiting then
    if greatest(v_attempts.last_failed_at, v_attempts.locked_until) <= v_now - c_longest then
      v_attempts.failures := 0;
    end if;
    v_attempts.failures := v_attempts.failures + 1;
    v_attempts.last_failed_at := v_now;
    v_attempts.locked_until := case when v_attempts.failures >= c_free then
      -- The tenth doubling is past the longest wait already.
      v_now + least(interval '1 second' * 2 ^ least(v_attempts.failures - c_free, 10), c_longest)
    end;
    update private.password_attempts
    set (failures, last_failed_at, locked_until) = (v_attempts.failures, v_attempts.last_failed_at, v_attempts.locked_until)
    where user_id = v_user_id;
  end if;

  -- Nobody is signed in and the service hands on no request: no actor, no address.
  insert into audit.events (role, action, table_name, row_id, after)
  values (
    coalesce(nullif(current_setting('role', true), 'none'), session_user),
    'sign_in_failed',
    'auth.users',
    v_user_id,
    jsonb_build_object('failures', v_attempts.failures, 'locked_until', v_attempts.locked_until, 'while_waiting', v_waiting)
  );

  if v_attempts.locked_until is null then
    return '{"decision": "continue"}'; -- to the service's own "Invalid login credentials"
  end if;
  return jsonb_build_object(
    'decision', 'reject',
    'message', format('Too many wrong passwords. Try again in %s s.', ceil(extract(epoch from v_attempts.locked_until - v_now)))
  );
end
$$;
-- Of the whole schema this is all the auth service may use, and nobody else may use it.
grant usage on schema private to supabase_auth_admin;
grant execute on function private.limit_password_attempts(jsonb) to supabase_auth_admin;

/* The log, newest first; at most 1000 rows. A null filter does not filter. */
create function private.audit_events(p_from timestamptz, p_until timestamptz, p_table text, p_patient_id uuid, p_limit integer)
returns setof audit.events
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission('audit.read');
  return query
    select * from audit.events
    where (p_from is null or at >= p_from)
      and (p_until is null or at < p_until)
      and (p_table is null or table_name = p_table)
      and (p_patient_id is null or patient_id = p_patient_id)
    order by at desc, id desc
    limit least(greatest(coalesce(p_limit, 100), 1), 1000);
end
$$;
grant execute on function private.audit_events(timestamptz, timestamptz, text, uuid, integer) to authenticated;

create function public.audit_events(
  p_from timestamptz default null, p_until timestamptz default null, p_table text default null,
  p_patient_id uuid default null, p_limit integer default 100
) returns table (
  id bigint, at timestamptz, actor_id uuid, actor_name text, role text, action text, table_name text, row_id text,
  patient_id uuid, before jsonb, after jsonb, ip text, user_agent text
)
language sql stable set search_path = ''
as $$ select * from private.audit_events(p_from, p_until, p_table, p_patient_id, p_limit) $$;
comment on function public.audit_events(timestamptz, timestamptz, text, uuid, integer) is 'The audit log from p_from until before p_until, newest first, at most p_limit (1000) rows. Needs audit.read (42501).';
grant execute on function public.audit_events(timestamptz, timestamptz, text, uuid, integer) to authenticated;

/*
 * Writes the log. Attached by private.audited; the arguments are `patient=` and the column that names the patient, if
 * there is one, and the columns of the primary key. (Without arguments: `id` and `patient_id`.)
 */
create function private.tg_audit() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_before jsonb;
  v_after jsonb;
  v_row jsonb;
  v_key text;
  v_patient text := case tg_table_name when 'patients' then 'id' else 'patient_id' end;
  v_user_id uuid := auth.uid();
  v_role text := nullif(current_setting('role', true), 'none');
  v_headers jsonb;
begin
  if tg_op <> 'INSERT' then v_before := to_jsonb(old); end if;
  if tg_op <> 'DELETE' then v_after := to_jsonb(new); end if;
  v_row := coalesce(v_after, v_before);

  if tg_nargs = 0 then
    v_key := v_row ->> 'id';
  else
    select string_agg(v_row ->> tg_argv[i], '/' order by i) into v_key
    from generate_series(0, tg_nargs - 1) i where not starts_with(tg_argv[i], 'patient=');
  end if;
  if starts_with(tg_argv[0], 'patient=') then
    v_patient := split_part(tg_argv[0], '=', 2);
  end if;

  if tg_op = 'UPDATE' then
    select jsonb_object_agg(key, value), jsonb_object_agg(key, v_after -> key) into v_before, v_after
    from jsonb_each(v_before)
    where key <> 'updated_at' and value is distinct from v_after -> key;
    if v_after is null then
      return null;
    end if;
  end if;

  begin
    v_headers := nullif(current_setting('request.headers', true), '')::jsonb;
  exception when invalid_text_representation then
    v_headers := null;
  end;

  insert into audit.events (actor_id, actor_name, role, action, table_name, row_id, patient_id, before, after, ip, user_agent)
  values (
    v_user_id,
    (select coalesce(nullif(full_name, ''), email) from public.profiles where id = v_user_id),
    coalesce(v_role, session_user),
    lower(tg_op),
    tg_table_name,
    v_key,
    (v_row ->> v_patient)::uuid,
    v_before,
    v_after,
    -- The first hop is the client's own address; behind it come the proxies'.
    left(btrim(split_part(v_headers ->> 'x-forwarded-for', ',', 1)), 64),
    left(v_headers ->> 'user-agent', 256)
  );
  return null;
end
$$;

create function private.tg_events__refuse_change() returns trigger
language plpgsql set search_path = ''
as $$
begin
  raise exception 'the audit log cannot be changed' using errcode = '42501';
end
$$;
-- `always`: also where replication has switched ordinary triggers off.
create trigger events_100_refuse_change before update or delete or truncate on audit.events
  for each statement execute function private.tg_events__refuse_change();
alter table audit.events enable always trigger events_100_refuse_change;

/*
 * A new account is a patient's, whatever its metadata says: anybody can write metadata. Name and
 * language are taken from it as far as they make sense, and never stop a registration.
 */
create function private.tg_users__create_profile() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_meta jsonb := new.raw_user_meta_data;
  v_name text := case when jsonb_typeof(v_meta -> 'full_name') = 'string' then v_meta ->> 'full_name' end;
begin
  insert into public.profiles (id, full_name, email, locale)
  values (
    new.id,
    left(btrim(regexp_replace(coalesce(v_name, ''), '[[:cntrl:][:space:]]+', ' ', 'g')), 120),
    new.email,
    case when v_meta ->> 'locale' in ('en', 'es') then v_meta ->> 'locale' else 'en' end
  );
  insert into public.user_roles (user_id, role_id) values (new.id, 'patient');
  return null;
end
$$;
create trigger users_500_create_profile after insert on auth.users
  for each row execute function private.tg_users__create_profile();

create function private.tg_users__follow_email() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.profiles set email = new.email where id = new.id;
  return null;
end
$$;
create trigger users_510_follow_email after update of email on auth.users
  for each row when (old.email is distinct from new.email)
  execute function private.tg_users__follow_email();

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
    left join public.staff on staff.user_id = user_roles.user_id
    where staff.active is not false
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
create trigger user_roles_300_keep_an_admin_deleted after delete on public.user_roles
  referencing old table as removed
  for each statement execute function private.tg_user_roles__keep_an_admin();
create trigger user_roles_300_keep_an_admin_updated after update on public.user_roles
  referencing old table as removed
  for each statement execute function private.tg_user_roles__keep_an_admin();

create function private.tg_staff__keep_an_admin() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (
    select from public.user_roles
    join public.roles on roles.id = user_roles.role_id
    where user_roles.user_id = new.user_id and roles.kind = 'admin'
  ) then
    perform private.keep_an_admin();
  end if;
  return null;
end
$$;
create trigger staff_300_keep_an_admin_updated after update on public.staff
  for each row when (not new.active and (old.active or old.user_id is distinct from new.user_id))
  execute function private.tg_staff__keep_an_admin();
create trigger staff_300_keep_an_admin_inserted after insert on public.staff
  for each row when (not new.active)
  execute function private.tg_staff__keep_an_admin();

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
create trigger role_permissions_300_keep_admin_whole before delete on public.role_permissions
  for each row execute function private.tg_role_permissions__keep_admin_whole();

/* Tells the people whose rights changed, so that open screens ask again and channels close. */
create function private.tg_user_roles__announce() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce('user:' || user_id, 'access_changed', '{}')
  from (select distinct user_id from changed) people;
  return null;
end
$$;
create trigger user_roles_800_announce_inserted after insert on public.user_roles
  referencing new table as changed
  for each statement execute function private.tg_user_roles__announce();
create trigger user_roles_800_announce_deleted after delete on public.user_roles
  referencing old table as changed
  for each statement execute function private.tg_user_roles__announce();

create function private.tg_role_permissions__announce() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce('user:' || user_id, 'access_changed', '{}')
  from (select distinct user_id from changed join public.user_roles using (role_id)) people;
  return null;
end
$$;
create trigger role_permissions_800_announce_inserted after insert on public.role_permissions
  referencing new table as changed
  for each statement execute function private.tg_role_permissions__announce();
create trigger role_permissions_800_announce_deleted after delete on public.role_permissions
  referencing old table as changed
  for each statement execute function private.tg_role_permissions__announce();

create function private.tg_staff__announce() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce('user:' || user_id, 'access_changed', '{}')
  from (select distinct unnest(array[old.user_id, new.user_id]) as user_id) people
  where user_id is not null;
  return null;
end
$$;
create trigger staff_800_announce after update on public.staff
  for each row when ((old.user_id, old.active) is distinct from (new.user_id, new.active))
  execute function private.tg_staff__announce();

create trigger staff_100_touch_updated_at before update on public.staff
  for each row execute function private.tg_touch_updated_at();
create trigger profiles_900_audit after insert or update or delete on public.profiles
  for each row execute function private.tg_audit();
create trigger staff_900_audit after insert or update or delete on public.staff
  for each row execute function private.tg_audit();
create trigger roles_900_audit after insert or update or delete on public.roles
  for each row execute function private.tg_audit();
create trigger permissions_900_audit after insert or update or delete on public.permissions
  for each row execute function private.tg_audit();
create trigger role_permissions_900_audit after insert or update or delete on public.role_permissions
  for each row execute function private.tg_audit('role_id', 'permission_id');
create trigger user_roles_900_audit after insert or update or delete on public.user_roles
  for each row execute function private.tg_audit('user_id', 'role_id');
create trigger hospital_settings_900_audit after update on public.hospital_settings
  for each row execute function private.tg_audit();

insert into private.topics (pattern, hear) values
  ('user:{id}', '$1 = auth.uid()'),
  ('admin', $$private.has_permission('access.manage')$$);
