/*
 * Wrong passwords. The app makes an account and a network address wait from the fifth on (`attempts.server.ts`), which the
 * auth service's hook cannot: it knows no address. It keeps whoever guesses from everywhere from trying for ever.
 */

/* Devices an account has signed in on: what strangers do to the account does not keep its owner out on them. */
create table private.known_devices (
  user_id       uuid not null references auth.users on delete cascade,
  token_hash    text not null,
  since         timestamptz not null default now(),
  seen_at       timestamptz not null default now(),
  excused_until timestamptz,
  constraint known_devices_pkey primary key (user_id, token_hash),
  constraint known_devices_token_hash_form check (token_hash ~ '^[0-9a-f]{64}$')
);
comment on table private.known_devices is 'Browsers in which an account has signed in, by the hash of a secret that each keeps.';
comment on column private.known_devices.excused_until is 'Until then the right password is taken although the account waits.';
select private.forgets('private.known_devices', $$seen_at < $1 - interval '1 year'$$);
select private.not_audited('private.known_devices', 'Says when an account was used, as its sessions do');

create function private.remember_device(p_token text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  c_most constant integer := 20;
  v_session_id constant uuid := auth.jwt() ->> 'session_id';
  v_since timestamptz;
begin
  if p_token is null or p_token !~ '^[A-Za-z0-9_-]{43}$' then
    raise exception 'a device has a token of 43 characters' using errcode = '22023', hint = 'p_token';
  end if;
  insert into private.known_devices (user_id, token_hash)
  values (auth.uid(), private.token_hash(p_token))
  on conflict on constraint known_devices_pkey do update set seen_at = now()
  returning since into v_since;
  -- Known is what was so before this session began: said twice, a new device is none the less new.
  perform private.settle_sign_in(v_session_id, v_since < (select created_at from auth.sessions where id = v_session_id));
  delete from private.known_devices
  where user_id = auth.uid() and token_hash in (
    select token_hash from private.known_devices where user_id = auth.uid() order by seen_at desc offset c_most
  );
end
$$;
select private.expose('remember_device', '{authenticated}', 'Remembers the caller''s browser by a secret of 43 characters that it keeps; of one that is new the owner is told by mail. Bad input 22023.');

create function private.excuse_device(p_email text, p_token text) returns boolean
language plpgsql security definer set search_path = ''
as $$
begin
  update private.known_devices set excused_until = clock_timestamp() + interval '10 seconds'
  where token_hash = private.token_hash(p_token)
    and user_id in (select id from auth.users where email = lower(p_email) and not is_sso_user);
  return found;
end
$$;
select private.expose('excuse_device', '{anon,authenticated}', 'Whether the account of an address has signed in on the device before; if so, its right password is taken in the next ten seconds although strangers made the account wait.');

/* Whoever sets a new password may do so because somebody else knew the old one. */
create function private.tg_users__forget_devices() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from private.known_devices where user_id = new.id;
  return null;
end
$$;
create trigger users_520_forget_devices after update of encrypted_password on auth.users
  for each row when (old.encrypted_password is distinct from new.encrypted_password)
  execute function private.tg_users__forget_devices();

/*
 * The hook `password_verification_attempt`, asked at every sign-in by password to an account that exists.
 * {user_id uuid, valid boolean} → {decision: 'continue'} or {decision: 'reject', message}.
 *
 * The hundredth wrong password in a row costs a second, each further one twice as long, 15 minutes at most. Meanwhile
 * every attempt is refused, the right password too unless it comes from a known device, and in the service's own words for
 * a wrong one: nothing tells that the account exists, or that the password was right. Such attempts do not lengthen the
 * wait. The right password after the wait starts afresh, and so do 15 quiet minutes.
 */
create function private.limit_password_attempts(event jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_user_id constant uuid := (event ->> 'user_id')::uuid;
  v_valid constant boolean := coalesce((event ->> 'valid')::boolean, false);
  v_attempts private.attempts := private.attempts_of('password', v_user_id, p_make => not v_valid);
  v_waiting constant boolean := private.seconds_to_wait(v_attempts) is not null;
begin
  if v_valid and not v_waiting then
    perform private.forget_failures(v_attempts);
    return '{"decision": "continue"}';
  end if;
  if v_valid and exists (
    select from private.known_devices where user_id = v_user_id and excused_until > clock_timestamp()
  ) then
    return '{"decision": "continue"}';
  end if;
  if not v_waiting then
    v_attempts := private.count_failure(v_attempts, '1 second', '15 minutes', p_from => 100);
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
  return '{"decision": "reject", "message": "Invalid login credentials"}';
end
$$;
-- Of the whole schema this is all the auth service may use, and nobody else may use it.
grant usage on schema private to supabase_auth_admin;
grant execute on function private.limit_password_attempts(jsonb) to supabase_auth_admin;
