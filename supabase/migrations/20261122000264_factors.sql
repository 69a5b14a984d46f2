/*
 * The second factor. Codes by app (TOTP) are the auth service's own: it keeps the secrets, checks codes and says in the
 * token what a session has shown (`aal`). Here is what it has not: which roles ask for it, recovery codes, a wait for
 * whoever guesses, the session's state, and the step up before what is dangerous.
 */

create table private.recovery_codes (
  user_id   uuid not null references auth.users on delete cascade,
  code_hash text not null,
  made_at   timestamptz not null default now(),
  used_at   timestamptz,
  constraint recovery_codes_pkey primary key (user_id, code_hash),
  constraint recovery_codes_code_hash_form check (code_hash ~ '^[0-9a-f]{64}$')
);
comment on table private.recovery_codes is 'Codes for whoever has lost the app that makes them: ten, each good once. 80 bits each, so that a hash without salt does.';
select private.keeps('{private.recovery_codes}', 'Until others are made, or the last factor is taken away');
select private.not_audited('private.recovery_codes', 'Their making and use are in the log by themselves');

/* Whether somebody has a second factor. */
create function private.has_factor(p_user_id uuid) returns boolean
language plpgsql stable security definer set search_path = ''
as $$ begin return exists (select from auth.mfa_factors where user_id = p_user_id and status = 'verified'); end $$;

/* Whether a password is somebody's. The services that write hashes call the same algorithm 2a and 2b. */
create function private.is_password(p_user_id uuid, p_password text) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_hash constant text := (
    select regexp_replace(encrypted_password, '^\$2[by]\$', '$2a$') from auth.users where id = p_user_id
  );
begin
  -- More than 72 bytes are no password: bcrypt reads no further.
  -- Never null: who asks whether it is not would be told nothing.
  return case when v_hash ~ '^\$2a\$' and octet_length(p_password) between 1 and 72
    then extensions.crypt(p_password, v_hash) = v_hash else false end;
end
$$;

/* Step up -------------------------------------------------------------------------------------- */

/* How long somebody is believed to be still there who has proved it. */
create function private.step_up_lasts() returns interval
language sql immutable set search_path = ''
return interval '15 minutes';

/*
 * Whether the caller has proved of late that it is they: with their second factor, or whoever has none with the password (a
 * link just mailed does as well), by the times of the token's `amr`, or said again since. A token that names no session is
 * not the auth service's: see private.session_goes_on.
 */
create function private.stepped_up() returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_claims constant jsonb := auth.jwt();
  v_session_id constant uuid := v_claims ->> 'session_id';
  v_factor constant boolean := private.has_factor(auth.uid());
  v_since constant timestamptz := now() - private.step_up_lasts();
begin
  return v_session_id is null or exists (
    select from jsonb_array_elements(case jsonb_typeof(v_claims -> 'amr') when 'array' then v_claims -> 'amr' else '[]' end) proof
    where to_timestamp((proof ->> 'timestamp')::double precision) > v_since
      and case when v_factor then proof ->> 'method' = 'totp' else proof ->> 'method' not in ('totp', 'token_refresh') end
  ) or exists (
    select from private.session_states
    where session_id = v_session_id and case when v_factor then second_factor_at else confirmed_at end > v_since
  );
end
$$;

/* Refuses with LN029 what is dangerous until the caller proves that it is they; the hint says how: `code` or `password`. */
create function private.require_step_up() returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.stepped_up() then
    raise exception 'say again who you are' using errcode = 'LN029',
      hint = case when private.has_factor(auth.uid()) then 'code' else 'password' end;
  end if;
end
$$;

/* Whoever has no second factor says the password again. Wrong is answered, so that it counts. */
create function private.confirm_password(p_password text) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  v_session_id constant uuid := auth.jwt() ->> 'session_id';
  v_attempts private.attempts;
  v_wait integer;
begin
  if v_session_id is null or private.has_factor(auth.uid()) then
    raise exception 'nothing to confirm' using errcode = 'PT404';
  end if;
  v_attempts := private.attempts_of('confirm', auth.uid());
  v_wait := private.seconds_to_wait(v_attempts);
  if v_wait is not null then
    raise exception 'Try again in % s.', v_wait using errcode = 'LN017', hint = v_wait::text;
  end if;
  if not private.is_password(auth.uid(), p_password) then
    perform private.count_failure(v_attempts, '1 second', '15 minutes');
    perform private.log_act('confirm_failed', 'auth.users', auth.uid()::text, null);
    return false;
  end if;
  perform private.forget_failures(v_attempts);
  insert into private.session_states (session_id, confirmed_at) values (v_session_id, now())
  on conflict (session_id) do update set confirmed_at = now();
  return true;
end
$$;

/* Roles are given and taken by whoever has just proved who they are, by whatever way they are given. */
create function private.tg_user_roles__step_up() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if auth.uid() is not null then perform private.require_step_up(); end if;
  return null;
end
$$;
create trigger user_roles_110_step_up after insert or delete on public.user_roles
  for each row execute function private.tg_user_roles__step_up();

/* Which roles ask for a second factor -------------------------------------------------------------- */

create function private.require_second_factor(p_role_id text, p_required boolean) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('access.manage');
  perform private.require_step_up();
  if p_required is null then
    raise exception 'required or not' using errcode = '22023', hint = 'p_required';
  end if;
  update public.roles set second_factor = p_required where id = p_role_id and kind <> 'patient';
  if not found then
    raise exception 'no such role' using errcode = 'PT404', hint = 'p_role_id';
  end if;
end
$$;

/* Who holds the role asks again what they may. */
create function private.tg_roles__announce() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce_once('user:' || user_id, 'access_changed') from public.user_roles where role_id = new.id;
  return null;
end
$$;
create trigger roles_600_announce after update of second_factor on public.roles
  for each row when (old.second_factor is distinct from new.second_factor)
  execute function private.tg_roles__announce();

/* Recovery codes ------------------------------------------------------------------------------- */

/* 80 bits in letters and digits nobody mistakes; in four groups, as they are written down. */
create function private.new_recovery_code() returns text
language plpgsql volatile set search_path = ''
as $$
declare
  c_signs constant text := 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  v_bytes constant bytea := extensions.gen_random_bytes(16);
  v_code text := '';
begin
  for i in 0 .. 15 loop
    v_code := v_code || case when i > 0 and i % 4 = 0 then '-' else '' end || substr(c_signs, get_byte(v_bytes, i) % 32 + 1, 1);
  end loop;
  return v_code;
end
$$;

/* However it was written down. */
create function private.recovery_code_hash(p_user_id uuid, p_code text) returns text
language sql immutable set search_path = ''
return private.token_hash(p_user_id || ':' || upper(regexp_replace(p_code, '[^A-Za-z0-9]', '', 'g')));

create function private.renew_recovery_codes() returns text[]
language plpgsql security definer set search_path = ''
as $$
declare
  v_user_id constant uuid := auth.uid();
  v_codes text[];
begin
  if not private.has_factor(v_user_id) then
    raise exception 'no second factor' using errcode = 'PT404';
  end if;
  perform private.require_step_up();
  -- One after the other: of two who ask at once the later one's codes are good.
  perform from auth.users where id = v_user_id for no key update;
  v_codes := array(select private.new_recovery_code() from generate_series(1, 10));
  delete from private.recovery_codes where user_id = v_user_id;
  insert into private.recovery_codes (user_id, code_hash)
  select v_user_id, private.recovery_code_hash(v_user_id, code) from unnest(v_codes) as code;
  perform private.log_act('recovery_codes_made', 'auth.users', v_user_id::text, null);
  return v_codes;
end
$$;

/* How many of the caller's are left. */
create function private.recovery_codes_left() returns integer
language plpgsql stable security definer set search_path = ''
as $$ begin return (select count(*) from private.recovery_codes where user_id = auth.uid() and used_at is null); end $$;

/* In place of a code by app. Each is good once; wrong is answered, so that it counts. */
create function private.use_recovery_code(p_code text) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  v_user_id constant uuid := auth.uid();
  v_session_id constant uuid := auth.jwt() ->> 'session_id';
  v_attempts private.attempts;
  v_wait integer;
begin
  if v_session_id is null or not private.has_factor(v_user_id) then
    raise exception 'nothing to recover' using errcode = 'PT404';
  end if;
  -- Locked until the transaction ends: of two who use one code at once the second finds it used.
  v_attempts := private.attempts_of('recovery_code', v_user_id);
  v_wait := private.seconds_to_wait(v_attempts);
  if v_wait is not null then
    raise exception 'Try again in % s.', v_wait using errcode = 'LN017', hint = v_wait::text;
  end if;
  update private.recovery_codes set used_at = now()
  where user_id = v_user_id and code_hash = private.recovery_code_hash(v_user_id, p_code) and used_at is null;
  if not found then
    perform private.count_failure(v_attempts, '1 second', '15 minutes');
    perform private.log_act('second_factor_failed', 'auth.users', v_user_id::text, '{"by": "recovery_code"}');
    return false;
  end if;
  perform private.forget_failures(v_attempts);
  insert into private.session_states (session_id, second_factor_at) values (v_session_id, now())
  on conflict (session_id) do update set second_factor_at = now();
  perform private.log_act('recovery_code_used', 'auth.users', v_user_id::text, null);
  perform private.note_account(v_user_id, 'recovery_code_used', jsonb_build_object('left', private.recovery_codes_left()));
  return true;
end
$$;

/*
 * Takes one of the caller's factors away, for whoever has just shown it, or a recovery code because it is lost: of that the
 * auth service knows nothing, and would refuse.
 */
create function private.remove_factor(p_factor_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_step_up();
  delete from auth.mfa_factors where id = p_factor_id and user_id = auth.uid();
  if not found then
    raise exception 'no such factor' using errcode = 'PT404', hint = 'p_factor_id';
  end if;
end
$$;

/* How many apps somebody has, for whoever helps those who have lost theirs. */
create function private.person_factors(p_user_id uuid) returns integer
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission('access.manage');
  return (select count(*) from auth.mfa_factors where user_id = p_user_id and status = 'verified');
end
$$;

/* Of a colleague who has lost the app and the recovery codes: what they have is gone, their sessions end, and they are told. */
create function private.reset_factors(p_user_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('access.manage');
  perform private.require_step_up();
  delete from auth.mfa_factors where user_id = p_user_id and status = 'verified';
  if not found then
    raise exception 'no second factor' using errcode = 'PT404', hint = 'p_user_id';
  end if;
  perform private.end_sessions_of(p_user_id);
end
$$;

/*
 * What the auth service does to a factor or an address asks for the same step up, whoever calls it past the app. The embedded
 * service says for which session it does so; hosted's does not, and there some session of the owner's, not a locked one,
 * must have shown the proof of late.
 */
create function private.require_recent_proof(p_user_id uuid) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_factor constant boolean := private.has_factor(p_user_id);
  v_since constant timestamptz := now() - private.step_up_lasts();
begin
  if auth.uid() = p_user_id and private.session_lacks() is distinct from 'locked' then
    perform private.require_step_up();
  elsif auth.uid() = p_user_id or not exists (
    select from auth.sessions
    left join private.session_states state on state.session_id = sessions.id
    where sessions.user_id = p_user_id and state.locked_at is null and (
      case when v_factor then state.second_factor_at else state.confirmed_at end > v_since
      or exists (
        select from auth.mfa_amr_claims proof
        where proof.session_id = sessions.id and proof.updated_at > v_since
          and case when v_factor then proof.authentication_method = 'totp' else proof.authentication_method not in ('totp', 'token_refresh') end
      )
    )
  ) then
    raise exception 'say again who you are' using errcode = 'LN029', hint = case when v_factor then 'code' else 'password' end;
  end if;
end
$$;

/* With the account everything goes. */
create function private.tg_mfa_factors__recent() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_user_id constant uuid := case tg_op when 'DELETE' then old.user_id else new.user_id end;
begin
  if session_user = 'supabase_auth_admin' and exists (select from auth.users where id = v_user_id) then
    perform private.require_recent_proof(v_user_id);
  end if;
  return case tg_op when 'DELETE' then old else new end;
end
$$;
create trigger mfa_factors_110_recent before delete on auth.mfa_factors
  for each row when (old.status = 'verified') execute function private.tg_mfa_factors__recent();
create trigger mfa_factors_110_recent_first before insert on auth.mfa_factors
  for each row execute function private.tg_mfa_factors__recent();

/* Another address is another way in: it is asked for by whoever has just proved who they are. */
create function private.tg_users__recent() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if session_user = 'supabase_auth_admin' then perform private.require_recent_proof(new.id); end if;
  return new;
end
$$;
create trigger users_110_recent before update of email_change on auth.users
  for each row when (coalesce(new.email_change, '') <> '' and new.email_change is distinct from old.email_change)
  execute function private.tg_users__recent();

/* Owners are told of factors that come and go; with the last the recovery codes go. */
create function private.tg_mfa_factors__tell() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_user_id constant uuid := old.user_id;
begin
  -- With the account everything goes.
  if not exists (select from auth.users where id = v_user_id) then return null; end if;
  perform private.log_act(
    case tg_op when 'DELETE' then 'factor_removed' else 'factor_added' end, 'auth.mfa_factors', v_user_id::text, null
  );
  perform private.note_account(v_user_id, case tg_op when 'DELETE' then 'factor_removed' else 'factor_added' end);
  if tg_op = 'DELETE' and not private.has_factor(v_user_id) then
    delete from private.recovery_codes where user_id = v_user_id;
  end if;
  perform private.announce_once('user:' || v_user_id, 'access_changed');
  return null;
end
$$;
create trigger mfa_factors_700_tell_added after update of status on auth.mfa_factors
  for each row when (old.status <> 'verified' and new.status = 'verified') execute function private.tg_mfa_factors__tell();
create trigger mfa_factors_700_tell_removed after delete on auth.mfa_factors
  for each row when (old.status = 'verified') execute function private.tg_mfa_factors__tell();

/*
 * The hook `mfa_verification_attempt`, asked at every code by app. {user_id uuid, factor_id uuid, valid boolean} →
 * {decision: 'continue'}, or an error while the account waits, for a right code too: the fifth wrong one costs a second,
 * each further one twice as long, 15 minutes at most. Never `reject`, which signs the owner out of everywhere.
 */
create function private.limit_code_attempts(event jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_user_id constant uuid := event ->> 'user_id';
  v_valid constant boolean := coalesce((event ->> 'valid')::boolean, false);
  v_attempts private.attempts := private.attempts_of('second_factor', v_user_id, p_make => not v_valid);
  v_wait constant integer := private.seconds_to_wait(v_attempts);
begin
  if v_wait is not null then
    return jsonb_build_object('error', jsonb_build_object('http_code', 429, 'message', format('Try again in %s s.', v_wait)));
  end if;
  if v_valid then
    perform private.forget_failures(v_attempts);
  else
    v_attempts := private.count_failure(v_attempts, '1 second', '15 minutes');
    insert into audit.events (role, action, table_name, row_id, after)
    values (session_user, 'second_factor_failed', 'auth.users', v_user_id, jsonb_build_object('failures', v_attempts.failures));
  end if;
  return '{"decision": "continue"}';
end
$$;
grant execute on function private.limit_code_attempts(jsonb) to supabase_auth_admin;

select private.expose('require_step_up', '{authenticated}', 'Nothing, if the caller has proved of late who they are; LN029 otherwise, with `code` or `password` as the hint. Asked before what the auth service does.');
select private.expose('confirm_password', '{authenticated}', 'Whether this is the caller''s password; if so, what is dangerous may be done for a quarter of an hour. For who has no second factor, PT404 otherwise; LN017 with the seconds as the hint after five wrong ones.');
select private.expose('require_second_factor', '{authenticated}', 'Whether a role asks for a second factor. Needs access.manage (42501) and a step up (LN029); unknown role PT404.');
select private.expose('renew_recovery_codes', '{authenticated}', 'Ten new recovery codes in place of those there were; told this once. Needs a second factor (PT404) and a step up (LN029).');
select private.expose('recovery_codes_left', '{authenticated}', 'How many of the caller''s recovery codes have not been used.');
select private.expose('use_recovery_code', '{authenticated}', 'Whether this is one of the caller''s recovery codes, which is used up by it and makes the session whole; nothing to recover PT404, LN017 with the seconds as the hint after five wrong ones.');
select private.expose('remove_factor', '{authenticated}', 'Takes one of the caller''s factors away. Needs a step up (LN029); somebody else''s or none PT404.');
select private.expose('person_factors', '{authenticated}', 'How many apps a person has for the second factor. Needs access.manage (42501).');
select private.expose('reset_factors', '{authenticated}', 'Takes a person''s factors and recovery codes away, who has lost them, and ends their sessions. Needs access.manage (42501) and a step up (LN029); who has none PT404.');
