/* Wrong passwords: who guesses has to wait (see private.attempts). */

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
  v_user_id constant uuid := (event ->> 'user_id')::uuid;
  v_valid constant boolean := coalesce((event ->> 'valid')::boolean, false);
  v_attempts private.attempts := private.attempts_of('password', v_user_id, p_make => not v_valid);
  v_waiting constant boolean := private.seconds_to_wait(v_attempts) is not null;
begin
  if v_valid and not v_waiting then
    perform private.forget_failures(v_attempts);
    return '{"decision": "continue"}';
  end if;
  if not v_waiting then
    v_attempts := private.count_failure(v_attempts, '1 second', '15 minutes');
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
    'message', format('Too many wrong passwords. Try again in %s s.', coalesce(private.seconds_to_wait(v_attempts), 1))
  );
end
$$;
-- Of the whole schema this is all the auth service may use, and nobody else may use it.
grant usage on schema private to supabase_auth_admin;
grant execute on function private.limit_password_attempts(jsonb) to supabase_auth_admin;
