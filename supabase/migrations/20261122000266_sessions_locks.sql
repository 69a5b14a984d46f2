/*
 * A shared ward computer is locked and unlocked without losing what is on it. A locked session gets nothing from the
 * database but its unlocking (private.session_lacks), so that nothing can be read or asked for past the screen that covers
 * the page; what was on the page already stays in the browser, hidden.
 */
create table private.pins (
  user_id  uuid primary key references auth.users on delete cascade,
  pin_hash text not null,
  set_at   timestamptz not null default now()
);
comment on table private.pins is 'Six digits or more that unlock a session instead of the password, as bcrypt keeps them. They open none.';
select private.keeps('{private.pins}', 'Until their owner takes it away');
select private.not_audited('private.pins', 'That one was set is in the log by itself');

create function private.set_pin(p_pin text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if p_pin is null or p_pin !~ '^[0-9]{6,12}$' or p_pin ~ '^(.)\1*$' or position(p_pin in '0123456789012') > 0 or position(p_pin in '9876543210987') > 0 then
    raise exception 'six digits or more, not all the same and not in a row' using errcode = '22023', hint = 'p_pin';
  end if;
  perform private.require_step_up();
  insert into private.pins (user_id, pin_hash)
  values (auth.uid(), extensions.crypt(p_pin, extensions.gen_salt('bf', 9)))
  on conflict (user_id) do update set pin_hash = excluded.pin_hash, set_at = now();
  perform private.log_act('pin_set', 'auth.users', auth.uid()::text, null);
end
$$;

create function private.remove_pin() returns void
language plpgsql security definer set search_path = ''
as $$
begin
  delete from private.pins where user_id = auth.uid();
  if found then perform private.log_act('pin_removed', 'auth.users', auth.uid()::text, null); end if;
end
$$;

create function private.has_pin() returns boolean
language plpgsql stable security definer set search_path = ''
as $$ begin return exists (select from private.pins where user_id = auth.uid()); end $$;

/* With a new password everything that opens something is chosen anew. */
create function private.tg_users__forget_pin() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from private.pins where user_id = new.id;
  return null;
end
$$;
create trigger users_520_forget_pin after update of encrypted_password on auth.users
  for each row when (old.encrypted_password is distinct from new.encrypted_password)
  execute function private.tg_users__forget_pin();

create function private.lock_session() returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_session_id constant uuid := auth.jwt() ->> 'session_id';
begin
  if v_session_id is null then
    raise exception 'no session' using errcode = 'PT404';
  end if;
  insert into private.session_states (session_id, locked_at) values (v_session_id, now())
  on conflict (session_id) do update set locked_at = coalesce(session_states.locked_at, now());
end
$$;

/* `open`, `wrong`, or `ended`: the fifth wrong one in a row ends the session. By the PIN or the password. */
create function private.unlock_session(p_secret text) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  c_tries constant integer := 5;
  v_session_id constant uuid := auth.jwt() ->> 'session_id';
  v_pin_hash constant text := (select pin_hash from private.pins where user_id = auth.uid());
  v_state private.session_states;
begin
  if v_session_id is null then
    raise exception 'no session' using errcode = 'PT404';
  end if;
  -- One try after the other, or whoever sends many at once has more than five. Judged although it is not locked: a screen
  -- that was covered while the network was gone opens by this answer.
  insert into private.session_states (session_id) values (v_session_id) on conflict (session_id) do nothing;
  select * into v_state from private.session_states where session_id = v_session_id for update;
  if not found then return 'ended'; end if;
  if octet_length(p_secret) between 6 and 72 and (
    coalesce(extensions.crypt(p_secret, v_pin_hash) = v_pin_hash, false) or private.is_password(auth.uid(), p_secret)
  ) then
    update private.session_states set locked_at = null, wrong_unlocks = 0 where session_id = v_session_id;
    return 'open';
  end if;
  perform private.log_act('unlock_failed', 'auth.sessions', auth.uid()::text, jsonb_build_object('failures', v_state.wrong_unlocks + 1));
  perform set_config('lantern.refused', 'true', true);
  if v_state.wrong_unlocks + 1 < c_tries then
    update private.session_states set wrong_unlocks = wrong_unlocks + 1 where session_id = v_session_id;
    return 'wrong';
  end if;
  delete from auth.sessions where id = v_session_id and user_id = auth.uid();
  return 'ended';
end
$$;

select private.expose('set_pin', '{authenticated}', 'Six to twelve digits by which the caller unlocks their sessions. Not all the same, not in a row (22023, hint p_pin). Needs a step up (LN029).');
select private.expose('remove_pin', '{authenticated}', 'Takes the caller''s PIN away; they unlock by password.');
select private.expose('has_pin', '{authenticated}', 'Whether the caller has a PIN.');
select private.expose('lock_session', '{authenticated}', 'Locks the session it is asked in: it gets nothing more until it is unlocked.');
select private.expose('unlock_session', '{authenticated}', 'Unlocks the session it is asked in, by PIN or password: open, wrong, or ended with the fifth wrong one in a row.');
