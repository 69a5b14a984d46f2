/*
 * Sessions: where somebody is signed in, and how that is ended. They are the auth service's own (`auth.sessions`), read
 * and deleted here by the owner, as it may on hosted too; refresh tokens go with their session. What an ended one still
 * holds is asked by private.session_goes_on, and its browser is told (`access_changed`).
 */

/* Writes down in the log what is no write to a table of ours: who did it and from where, as private.tg_audit has it. */
create function private.log_act(p_action text, p_table text, p_row_id text, p_after jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_user_id constant uuid := auth.uid();
  v_headers constant text := current_setting('request.headers', true);
  v_sent constant jsonb := case when pg_input_is_valid(v_headers, 'jsonb') then v_headers::jsonb end;
begin
  insert into audit.events (actor_id, actor_name, role, action, table_name, row_id, after, ip, user_agent)
  values (
    v_user_id,
    (
      select coalesce(staff.full_name, nullif(profiles.full_name, ''), profiles.email)
      from public.profiles left join public.staff on staff.user_id = profiles.id
      where profiles.id = v_user_id
    ),
    coalesce(nullif(current_setting('role', true), 'none'), session_user),
    p_action, p_table, p_row_id, p_after,
    nullif(left(btrim(split_part(v_sent ->> 'x-forwarded-for', ',', -private.trusted_hops())), 64), ''),
    left(v_sent ->> 'user-agent', 256)
  );
end
$$;

/*
 * Notes, once a minute, that somebody does something: whatever writes, and what the app says of pages that are opened and
 * keys that are pressed. What is only read may be a page that lies there, and cannot be noted anyway: its transaction
 * writes nothing. Whoever else of the session is at it has noted it, and nobody waits.
 */
create function private.note_activity() returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_session_id constant uuid := auth.jwt() ->> 'session_id';
  v_since constant timestamptz := now() - interval '1 minute';
begin
  if v_session_id is null or current_setting('transaction_read_only')::boolean
    or exists (select from private.session_states where session_id = v_session_id and active_at > v_since)
    or not pg_try_advisory_xact_lock(hashtextextended('active:' || v_session_id, 0))
  then
    return;
  end if;
  insert into private.session_states (session_id, active_at)
  select id, now() from auth.sessions where id = v_session_id and created_at <= v_since
  on conflict (session_id) do update set active_at = excluded.active_at;
end
$$;

/* What a browser says it is, and on what it runs; each names others as well, so what comes first decides. Null where none is known. */
create function private.browser_of(p_user_agent text) returns text
language sql immutable set search_path = ''
return case
  when p_user_agent ~ '\yEdg(i?A?|iOS)?/' then 'Edge'
  when p_user_agent ~ '\yOPR/' then 'Opera'
  when p_user_agent ~ '\ySamsungBrowser/' then 'Samsung Internet'
  when p_user_agent ~ '\y(Firefox|FxiOS)/' then 'Firefox'
  when p_user_agent ~ '\y(Headless)?(Chrome|CriOS)/' then 'Chrome'
  when p_user_agent ~ '\yVersion/[0-9.]+.*\ySafari/' then 'Safari'
end;

create function private.system_of(p_user_agent text) returns text
language sql immutable set search_path = ''
return case
  when p_user_agent ~ '\yiPhone\y' then 'iPhone'
  when p_user_agent ~ '\yiPad\y' then 'iPad'
  when p_user_agent ~ '\yAndroid\y' then 'Android'
  when p_user_agent ~ '\yWindows\y' then 'Windows'
  when p_user_agent ~ '\yCrOS\y' then 'ChromeOS'
  when p_user_agent ~ '\yMac OS X\y|\yMacintosh\y' then 'macOS'
  when p_user_agent ~ '\yLinux\y' then 'Linux'
end;

/*
 * Whether a session has lasted as long as the hospital allows, or nobody has done anything in it for too long: the two
 * limits of private.session_goes_on, which hosted's auth service has in the paid plans alone.
 */
create function private.session_over(p_session auth.sessions) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select p_session.created_at <= now() - make_interval(days => settings.session_days)
      or greatest(
        p_session.created_at, (select active_at from private.session_states where session_id = p_session.id), pg_postmaster_start_time()
      ) <= now() - make_interval(mins => settings.idle_minutes) - private.idle_grace()
    from public.hospital_settings settings
  );
end
$$;

/* Somebody's sessions, the caller's own first, then by when they were last renewed. An address of this machine says nothing. */
create function private.sessions_of(p_user_id uuid)
returns table (id uuid, since timestamptz, seen_at timestamptz, browser text, system text, address text, is_this boolean)
language plpgsql stable security definer rows 5 set search_path = ''
as $$
declare
  v_this constant uuid := auth.jwt() ->> 'session_id';
begin
  return query
    select
      session.id, session.created_at, coalesce(session.refreshed_at at time zone 'UTC', session.created_at),
      private.browser_of(session.user_agent), private.system_of(session.user_agent),
      case when not session.ip <<= any ('{127.0.0.0/8,::1}'::inet[]) then host(session.ip) end,
      session.id is not distinct from v_this
    from auth.sessions session
    where session.user_id = p_user_id and coalesce(session.not_after > now(), true) and not private.session_over(session)
    order by 7 desc, 3 desc, session.id
    limit 100;
end
$$;

create function private.own_sessions()
returns table (id uuid, since timestamptz, seen_at timestamptz, browser text, system text, address text, is_this boolean)
language plpgsql stable security definer rows 5 set search_path = ''
as $$ begin return query select * from private.sessions_of(auth.uid()); end $$;

create function private.person_sessions(p_user_id uuid)
returns table (id uuid, since timestamptz, seen_at timestamptz, browser text, system text, address text, is_this boolean)
language plpgsql stable security definer rows 5 set search_path = ''
as $$
begin
  perform private.require_permission('access.manage');
  return query select * from private.sessions_of(p_user_id);
end
$$;

create function private.end_session(p_session_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  delete from auth.sessions where id = p_session_id and user_id = auth.uid();
  if not found then
    raise exception 'no such session' using errcode = 'PT404', hint = 'p_session_id';
  end if;
  perform private.log_act('sessions_ended', 'auth.sessions', auth.uid()::text, '{"sessions": 1}');
end
$$;

/* Ends all of somebody's sessions but one, and says how many. */
create function private.end_sessions_of(p_user_id uuid, p_but uuid default null) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_count integer;
begin
  delete from auth.sessions where user_id = p_user_id and id is distinct from p_but;
  get diagnostics v_count = row_count;
  if v_count > 0 then
    perform private.log_act('sessions_ended', 'auth.sessions', p_user_id::text, jsonb_build_object('sessions', v_count));
  end if;
  return v_count;
end
$$;

create function private.end_other_sessions() returns integer
language plpgsql security definer set search_path = ''
as $$ begin return private.end_sessions_of(auth.uid(), (auth.jwt() ->> 'session_id')::uuid); end $$;

create function private.end_person_sessions(p_user_id uuid) returns integer
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('access.manage');
  if not exists (select from public.profiles where id = p_user_id) then
    raise exception 'no such person' using errcode = 'PT404', hint = 'p_user_id';
  end if;
  return private.end_sessions_of(p_user_id);
end
$$;

/* What has lasted or lain idle too long is over already (private.session_goes_on): with its row goes what would renew it, and its browser is told. */
create function private.end_old_sessions() returns void
language plpgsql security definer set search_path = ''
as $$ begin delete from auth.sessions session where private.session_over(session); end $$;
select private.schedule('old_sessions', '* * * * *', 'private.end_old_sessions', 'Ends sessions that have lasted as long as the hospital allows, or were left idle');

select private.expose('note_activity', '{authenticated}', 'Notes that somebody is there, where nothing is written by what they do: a page opened, keys pressed. Once a minute is enough.');
select private.expose('own_sessions', '{authenticated}', 'Where the caller is signed in: {id, since, seen_at, browser, system, address, is_this}, this session first.');
select private.expose('person_sessions', '{authenticated}', 'Where somebody is signed in, as own_sessions has it. Needs access.manage (42501).');
select private.expose('end_session', '{authenticated}', 'Ends one of the caller''s own sessions; somebody else''s or none PT404.');
select private.expose('end_other_sessions', '{authenticated}', 'Ends all of the caller''s sessions but the one it is asked in; gives how many.');
select private.expose('end_person_sessions', '{authenticated}', 'Ends all sessions of a person; gives how many. Needs access.manage (42501); unknown person PT404.');
