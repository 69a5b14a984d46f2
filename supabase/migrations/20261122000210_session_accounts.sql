/*
 * Accounts and colleagues: who people are. Kinds (admin, doctor, staff, patient) are the backbone and choose the
 * screens; permissions hang on roles and decide. Policies ask these tables and never the token, so a role taken away is
 * gone at the next statement. Nothing a user can write about themselves is ever consulted.
 */

create table public.profiles (
  id         uuid primary key references auth.users on delete cascade,
  full_name  text not null default '',
  email      text,
  locale     text not null default 'en',
  created_at timestamptz not null default now(),
  constraint profiles_full_name_length check (char_length(full_name) <= 120),
  constraint profiles_full_name_plain check (full_name !~ '[[:cntrl:]]'),
  constraint profiles_locale_known check (locale = any (private.languages()))
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
  constraint staff_position_known check (position = any (private.staff_positions()))
);
comment on table public.staff is 'People who work at the hospital. Without an account until they accept their invitation; inactive ones may do nothing.';
create index staff_department_id_idx on public.staff (department_id);

create table public.roles (
  id          text primary key,
  kind        text not null,
  name        text not null,
  description text not null default '',
  built_in    boolean not null default false,
  second_factor boolean not null default false,
  created_at  timestamptz not null default now(),
  constraint roles_id_form check (id ~ '^[a-z][a-z_]{1,39}$'),
  constraint roles_kind_known check (kind in ('admin', 'doctor', 'staff', 'patient')),
  constraint roles_name_length check (char_length(btrim(name)) between 1 and 80),
  constraint roles_name_plain check (name !~ '[[:cntrl:]]'),
  constraint roles_description_length check (char_length(description) <= 300)
);
comment on table public.roles is 'What a person may be. The kind chooses the screens; the permissions decide. Written by the commands of roles.';
comment on column public.roles.built_in is 'Came with Lantern: positions go by it, and its name is the screens'' in each language.';
comment on column public.roles.second_factor is 'Whoever holds it shows a second factor before it gives them anything.';
create unique index roles_name_key on public.roles (lower(name));

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
comment on table public.role_permissions is 'Which role allows what. Written by make_access_change alone; holds at the next statement.';
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

/* Who holds what by any role: the one answer. Staff who are no longer active hold nothing, whatever their roles. */
create view private.permission_holdings with (security_invoker = true) as
select held.user_id, given.permission_id
from public.user_roles held
join public.role_permissions given using (role_id)
where not exists (select from public.staff where staff.user_id = held.user_id and not staff.active);

/* What the page's own warning, and a note a minute (private.note_activity), may be behind what somebody does. */
create function private.idle_grace() returns interval
language sql immutable set search_path = ''
return interval '3 minutes';

/*
 * Whether the session goes on that the caller's token was issued for: nobody has signed out of it, ended it or been
 * banned since, it has not lasted too long, and somebody has done something in it within the hospital's limit. True where
 * a token names none; the auth service's always do.
 */
create function private.session_goes_on() returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_session_id constant uuid := auth.jwt() ->> 'session_id';
begin
  return v_session_id is null or exists (
    select from auth.sessions
    join auth.users on users.id = sessions.user_id
    cross join public.hospital_settings settings
    left join private.session_states state on state.session_id = sessions.id
    where sessions.id = v_session_id and sessions.user_id = auth.uid()
      and coalesce(sessions.not_after > now(), true)
      and sessions.created_at > now() - make_interval(days => settings.session_days)
      -- While the database was away nobody's doings could be noted.
      and greatest(sessions.created_at, state.active_at, pg_postmaster_start_time())
        > now() - make_interval(mins => settings.idle_minutes) - private.idle_grace()
      and coalesce(users.banned_until <= now(), true)
  );
end
$$;

/* What we know of a session besides the auth service. Most have no row. */
create table private.session_states (
  session_id       uuid primary key references auth.sessions on delete cascade,
  second_factor_at timestamptz,
  confirmed_at     timestamptz,
  locked_at        timestamptz,
  wrong_unlocks    integer not null default 0,
  active_at        timestamptz
);
comment on table private.session_states is 'Of sessions: whether a recovery code stood for the second factor, when the password was said again, whether it is locked, when something was last done.';
comment on column private.session_states.second_factor_at is 'When a recovery code was used in place of a code by app.';
comment on column private.session_states.confirmed_at is 'When the password was said again by somebody who has no second factor.';
comment on column private.session_states.active_at is 'When somebody last did something, to the minute; before the first the session''s beginning counts.';
select private.keeps('{private.session_states}', 'Goes with its session');
select private.not_audited('private.session_states', 'What changes it is in the log by itself');

/*
 * What the caller's session still lacks before it gives them anything: `locked` until it is unlocked, `code` of somebody who
 * has a second factor until it was shown, whoever knows the password; `enrol` of somebody who has none, and a role that asks
 * for one. Null for a session that is whole. By what it was signed in with, as the token says it, or by a recovery code.
 */
create function private.session_lacks() returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_token constant text := nullif(current_setting('request.jwt.claims', true), '');
  v_claims jsonb;
  v_user_id uuid;
  v_state private.session_states;
begin
  -- Each guard of a request asks: that this token's session is whole is found out once a transaction.
  if current_setting('lantern.whole', true) = v_token then return null; end if;
  v_claims := auth.jwt();
  v_user_id := v_claims ->> 'sub';
  if v_claims ? 'session_id' then
    select * into v_state from private.session_states where session_id = (v_claims ->> 'session_id')::uuid;
    if v_state.locked_at is not null then return 'locked'; end if;
  end if;
  if v_claims ->> 'aal' is distinct from 'aal2' and v_state.second_factor_at is null then
    if exists (select from auth.mfa_factors where user_id = v_user_id and status = 'verified') then return 'code'; end if;
    if exists (
      select from public.user_roles held join public.roles on roles.id = held.role_id and roles.second_factor
      where held.user_id = v_user_id
    ) then
      return 'enrol';
    end if;
  end if;
  perform set_config('lantern.whole', v_token, true);
  return null;
end
$$;

/*
 * Asked by PostgREST before every request (`pgrst.db_pre_request`), so that an access token ends with its session and
 * not when it runs out; live channels ask in private.may_on_topic. A session that is locked, or has not shown the second
 * factor, gets nothing but what it needs to become whole. Raises PT401, then with what is lacking as the hint.
 *
 * The request's id, which the app made and wrote into its log, becomes the connection's name until it is over: what
 * runs long or is refused is found by it in pg_stat_activity and in the server's log.
 */
create function public.require_session() returns void
language plpgsql set search_path = ''
as $$
declare
  v_request constant text := nullif(current_setting('request.headers', true), '')::json ->> 'x-request-id';
  v_lacks text;
begin
  if v_request ~ '^[0-9a-zA-Z-]{8,64}$' then
    perform set_config('application_name', 'lantern ' || v_request, true);
  end if;
  -- Strangers may not call what is in `private`; the branch keeps them from it.
  if current_user = 'authenticated' then
    if not private.session_goes_on() then
      raise exception 'this session has ended' using errcode = 'PT401';
    end if;
    v_lacks := private.session_lacks();
    if v_lacks in ('locked', 'code') and current_setting('request.path', true) <> all (array[
      '/rpc/current_access', '/rpc/remember_device', '/rpc/use_recovery_code', '/rpc/unlock_session', '/hospital_settings'
    ]) then
      raise exception 'this session is not whole' using errcode = 'PT401', hint = v_lacks;
    end if;
    perform private.note_activity();
  end if;
end
$$;
select private.expose('public.require_session', '{anon,authenticated,service_role}', 'Nothing, while the caller''s session goes on; PT401 once it has ended, was left idle, is locked, or has not shown its second factor. Asked before every request.');
alter role authenticator set pgrst.db_pre_request = 'public.require_session';
notify pgrst, 'reload config';

/* Tells the browsers of a session that has ended. */
create trigger sessions_600_announce after delete on auth.sessions
  for each row execute function private.tg_announce('user:{user_id}', 'access_changed');
create trigger users_600_announce after update of banned_until on auth.users
  for each row when (old.banned_until is distinct from new.banned_until)
  execute function private.tg_announce('user:{id}', 'access_changed');

/*
 * The guards. Policies call them as `(select private.has_permission('…'))` and
 * `x in (select private.current_…_ids())`, which Postgres evaluates once per statement. In plpgsql,
 * because its plans are kept for the session, and because tables of later domains are bound late.
 */

/* Whether the caller holds a permission by any role. Staff who are no longer active hold none, nor does a session that lacks something. */
create function private.has_permission(p_permission text) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_user_id constant uuid := auth.uid();
begin
  if not exists (select from private.permission_holdings where user_id = v_user_id and permission_id = p_permission) then
    return false;
  end if;
  return private.session_lacks() is null;
end
$$;

/* The same of somebody else: for telling people, where nobody has asked. */
create function private.person_may(p_user_id uuid, p_permission text) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return exists (select from private.permission_holdings where user_id = p_user_id and permission_id = p_permission);
end
$$;

/*
 * The caller's entry in the staff list; null for everybody who does not work here now. Nor does whoever has no role left
 * but a patient's: wards, desks and colleagues are for those who have something to do there.
 */
create function private.current_staff_id() returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_staff_id uuid;
begin
  select staff.id into v_staff_id from public.staff
  where staff.user_id = auth.uid() and staff.active and exists (
    select from public.user_roles held join public.roles on roles.id = held.role_id
    where held.user_id = staff.user_id and roles.kind <> 'patient'
  );
  if v_staff_id is not null and private.session_lacks() is not null then return null; end if;
  return v_staff_id;
end
$$;

/* Whether the caller works here now. */
create function private.is_staff() returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return private.current_staff_id() is not null;
end
$$;

/* The patients whose record is the caller's own, or that of somebody the caller looks after. */
create function private.current_patient_ids() returns setof uuid
language plpgsql stable security definer rows 2 set search_path = ''
as $$
begin
  -- Who works here and has to enrol first is a patient all the same.
  if private.session_lacks() in ('locked', 'code') then return; end if;
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
  private.session_goes_on(), private.session_lacks(), private.has_permission(text), private.is_staff(), private.current_staff_id(), private.current_patient_ids(),
  private.current_ward_ids(), private.care_patient_ids(timestamptz)
  to authenticated, service_role;

-- Files are asked for past the guard of requests: a token ends with its session for them too.
create policy objects_while_session_goes_on on storage.objects as restrictive for all to authenticated
  using ((select private.session_goes_on()));

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

create policy user_roles_select_own_or_manager on public.user_roles for select to authenticated
  using (user_id = (select auth.uid()) or (select private.has_permission('access.manage')));

create policy hospital_settings_update_manager on public.hospital_settings for update to authenticated
  using ((select private.has_permission('settings.manage'))) with check ((select private.has_permission('settings.manage')));

grant select, update (full_name, locale) on public.profiles to authenticated;
grant select, insert (user_id, full_name, position, department_id, active), update (user_id, full_name, position, department_id, active) on public.staff to authenticated;
grant select on public.roles, public.permissions, public.role_permissions, public.user_roles to authenticated;
grant update (name, address, time_zone, currency, country, sms_countries, idle_minutes, session_days, offline_hours) on public.hospital_settings to authenticated;
-- An invitation asks, before it takes an account back that it made, whether somebody uses it by now.
grant select (id, user_id) on public.staff to service_role;

insert into public.roles (id, kind, name, built_in) values
  ('admin', 'admin', 'Administrator', true),
  ('doctor', 'doctor', 'Doctor', true),
  ('nurse', 'staff', 'Nurse', true),
  ('ward_manager', 'staff', 'Ward manager', true),
  ('bed_manager', 'staff', 'Bed manager', true),
  ('receptionist', 'staff', 'Receptionist', true),
  ('pharmacist', 'staff', 'Pharmacist', true),
  ('lab_technician', 'staff', 'Laboratory technician', true),
  ('cashier', 'staff', 'Cashier', true),
  ('housekeeper', 'staff', 'Housekeeper', true),
  ('patient', 'patient', 'Patient', true);

select private.define_permission('access.manage', 'Grant and revoke roles, invite and manage staff');
select private.define_permission('audit.read', 'Read the audit log');
select private.define_permission('settings.manage', 'Change the hospital''s settings');
insert into private.topics (pattern, hear) values
  ('user:{id}', '$1 = auth.uid()'),
  ('admin', $$private.has_permission('access.manage')$$);
select private.audited('public.profiles');
select private.audited('public.staff');
select private.inserts_once('{public.staff}');
select private.audited('public.roles');
select private.audited('public.permissions');
select private.audited('public.role_permissions', 'role_id, permission_id');
select private.audited('public.user_roles', 'user_id, role_id');
select private.audited('public.hospital_settings', p_when => 'update');
select private.keeps(
  '{public.profiles,public.staff,public.roles,public.permissions,public.role_permissions,public.user_roles}',
  'Who works here, and what they may do; accounts go with their owner''s wish'
);

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
    case when v_meta ->> 'locale' = any (private.languages()) then v_meta ->> 'locale' else 'en' end
  );
  insert into public.user_roles (user_id, role_id) values (new.id, 'patient');
  return null;
end
$$;
create trigger users_500_create_profile after insert on auth.users
  for each row execute function private.tg_users__create_profile();

/*
 * The password belongs to whoever proves the address: one that was said before, when anybody could have registered it, is
 * not kept, and whoever opened the mail chooses theirs. Kept until then, it would tell its sayer by another refusal that
 * they have made the account, and that the address had none.
 */
create function private.tg_users__forget_password() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.encrypted_password := '';
  return new;
end
$$;
create trigger users_200_forget_password_unproven before insert on auth.users
  for each row when (new.email_confirmed_at is null and new.encrypted_password <> '')
  execute function private.tg_users__forget_password();
create trigger users_200_forget_password before update of email_confirmed_at on auth.users
  for each row when (old.email_confirmed_at is null and new.email_confirmed_at is not null)
  execute function private.tg_users__forget_password();

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

create trigger staff_200_touch_updated_at before update on public.staff
  for each row execute function private.tg_touch_updated_at();

create function private.update_own_profile(p_full_name text, p_locale text) returns public.profiles
language plpgsql set search_path = ''
as $$
declare
  v_profile public.profiles;
begin
  if p_full_name is null or char_length(btrim(p_full_name)) not between 1 and 120 then
    raise exception 'a name has 1 to 120 characters' using errcode = '22023', hint = 'p_full_name';
  end if;
  if p_locale is null or p_locale <> all (private.languages()) then
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

select private.expose('update_own_profile', '{authenticated}', 'Changes the caller''s own name and language; bad input 22023.');
