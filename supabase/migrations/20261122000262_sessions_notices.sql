/*
 * What the owner of an account is told by mail without having asked: a sign-in on a device it has not been used on, a
 * recovery code used, a factor added or taken away. Sent by the edge function `account-notices`. A sign-in is taken note of
 * where the auth service writes it down, so that whoever signs in past the app is told of too: what the app's own device
 * says (`remember_device`) only takes the notice back, or sends it at once.
 */
create table private.account_notices (
  id            uuid primary key default gen_random_uuid(),
  user_id       uuid not null references auth.users on delete cascade,
  kind          text not null,
  session_id    uuid, -- no foreign key: a session that has ended is worth telling of
  params        jsonb not null default '{}',
  made_at       timestamptz not null default now(),
  due_at        timestamptz not null default now(),
  claimed_until timestamptz,
  tries         integer not null default 0,
  sent_at       timestamptz,
  token_hash    text,
  used_at       timestamptz,
  constraint account_notices_token_hash_key unique (token_hash),
  constraint account_notices_kind_known check (kind in ('new_device', 'recovery_code_used', 'factor_added', 'factor_removed')),
  constraint account_notices_params_object check (jsonb_typeof(params) = 'object')
);
comment on table private.account_notices is 'Mails to the owners of accounts about what was done with them: waiting, or sent.';
comment on column private.account_notices.due_at is 'Of a sign-in a minute later: until then the app says whether the device is known.';
comment on column private.account_notices.token_hash is 'Of the link "this was not me", made when the mail is written; good once and for a week.';
create index account_notices_user_id_made_at_idx on private.account_notices (user_id, made_at);
create index account_notices_due_idx on private.account_notices (due_at) where sent_at is null;
select private.forgets('private.account_notices', $$made_at < $1 - interval '30 days'$$);
select private.not_audited('private.account_notices', 'What they tell of is in the log, or is a sign-in');

/* More than that in a day tells nobody anything new. */
create function private.note_account(p_user_id uuid, p_kind text, p_params jsonb default '{}', p_session_id uuid default null, p_in interval default '0')
returns void
language plpgsql security definer set search_path = ''
as $$
declare
  c_a_day constant integer := 10;
begin
  if (select count(*) from private.account_notices where user_id = p_user_id and made_at > now() - interval '1 day') >= c_a_day then
    return;
  end if;
  insert into private.account_notices (user_id, kind, params, session_id, due_at)
  values (p_user_id, p_kind, p_params, p_session_id, now() + p_in);
  if p_in = '0' then perform private.call_function('account-notices'); end if;
end
$$;

/* A sign-in that proves no mailbox: a link that was mailed does, and says so itself. */
create function private.tg_mfa_amr_claims__note_sign_in() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.note_account(
    session.user_id, 'new_device',
    jsonb_build_object(
      'browser', private.browser_of(session.user_agent), 'system', private.system_of(session.user_agent),
      'address', case when not session.ip <<= any ('{127.0.0.0/8,::1}'::inet[]) then host(session.ip) end
    ),
    session.id, interval '1 minute'
  )
  from auth.sessions session where session.id = new.session_id;
  return null;
end
$$;
/* Each way by which a session was opened or made whole is in the log, by the account's own address and browser. */
create function private.tg_mfa_amr_claims__log() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into audit.events (actor_id, actor_name, role, action, table_name, row_id, after, ip, user_agent)
  select
    session.user_id, coalesce(staff.full_name, nullif(profiles.full_name, ''), profiles.email), session_user, 'signed_in',
    'auth.users', session.user_id, jsonb_build_object('by', new.authentication_method), host(session.ip),
    left(session.user_agent, 256)
  from auth.sessions session
  left join public.profiles on profiles.id = session.user_id
  left join public.staff on staff.user_id = session.user_id
  where session.id = new.session_id;
  return null;
end
$$;
create trigger mfa_amr_claims_690_log after insert on auth.mfa_amr_claims
  for each row when (new.authentication_method <> 'token_refresh') execute function private.tg_mfa_amr_claims__log();
create trigger mfa_amr_claims_700_note_sign_in after insert on auth.mfa_amr_claims
  for each row when (new.authentication_method in ('password', 'oauth', 'sso/saml'))
  execute function private.tg_mfa_amr_claims__note_sign_in();

/* Takes back what was to be told of this session, which began on a known device; of another it is told now. */
create function private.settle_sign_in(p_session_id uuid, p_known boolean) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if p_session_id is null then return; end if;
  if p_known then
    delete from private.account_notices
    where user_id = auth.uid() and session_id = p_session_id and kind = 'new_device' and sent_at is null and tries = 0;
  else
    update private.account_notices set due_at = now()
    where user_id = auth.uid() and session_id = p_session_id and kind = 'new_device' and sent_at is null and due_at > now();
    if found then perform private.call_function('account-notices'); end if;
  end if;
end
$$;

create function private.send_account_notices() returns bigint
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (
    select from private.account_notices
    where sent_at is null and due_at <= now() and tries < 8 and coalesce(claimed_until <= now(), true)
  ) then
    return private.call_function('account-notices');
  end if;
  return null;
end
$$;
select private.schedule('account_notices', '* * * * *', 'private.send_account_notices', 'Has mailed what owners of accounts are to be told');

/* Gives a worker what is to be mailed, each for two minutes, with a fresh link where there is one. */
create function private.claim_account_notices(p_limit integer default 20)
returns table (id uuid, kind text, params jsonb, email text, locale text, at timestamptz, token text, hospital_name text, time_zone text)
language plpgsql security definer rows 20 set search_path = ''
as $$
declare
  v_notice private.account_notices;
begin
  for v_notice in
    select * from private.account_notices notice
    where notice.sent_at is null and notice.due_at <= now() and notice.tries < 8 and coalesce(notice.claimed_until <= now(), true)
    order by notice.due_at limit least(p_limit, 100) for update skip locked
  loop
    token := case when v_notice.kind = 'new_device' then private.new_token() end;
    update private.account_notices notice
    set claimed_until = now() + interval '2 minutes', tries = notice.tries + 1, token_hash = private.token_hash(token)
    where notice.id = v_notice.id;
    select v_notice.id, v_notice.kind, v_notice.params, users.email, profiles.locale, v_notice.made_at, settings.name, settings.time_zone
    into id, kind, params, email, locale, at, hospital_name, time_zone
    from auth.users join public.profiles using (id), public.hospital_settings settings
    where users.id = v_notice.user_id and users.email is not null;
    if found then return next; end if;
  end loop;
end
$$;

create function private.record_account_notice(p_id uuid) returns void
language sql security definer set search_path = ''
as $$ update private.account_notices set sent_at = now() where id = p_id; $$;

/*
 * "This was not me", by the link in the mail: ends all sessions, forgets all devices, and throws away the password, so
 * that whoever knows it has nothing; the owner chooses another by a link mailed to the account's address. What was begun
 * since that sign-in goes too: a second factor of somebody else's, a change of address, a link that was asked for. Lets
 * nobody in. Whatever is wrong with the link: LN014.
 */
create function private.disown_sign_in(p_token text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_notice private.account_notices;
begin
  update private.account_notices set used_at = now()
  where token_hash = private.token_hash(p_token) and used_at is null and made_at > now() - interval '7 days'
  returning * into v_notice;
  if not found then
    raise exception 'this link is over' using errcode = 'LN014', hint = 'p_token';
  end if;
  perform private.log_act('sign_in_disowned', 'auth.users', v_notice.user_id::text, v_notice.params);
  delete from auth.mfa_factors where user_id = v_notice.user_id and created_at >= v_notice.made_at;
  delete from auth.one_time_tokens where user_id = v_notice.user_id;
  update auth.users set
    encrypted_password = '', recovery_token = '', email_change = '', email_change_token_new = '', email_change_token_current = '',
    reauthentication_token = ''
  where id = v_notice.user_id;
  perform private.end_sessions_of(v_notice.user_id);
end
$$;

select private.expose('claim_account_notices', '{service_role}', 'For the edge function account-notices: what is to be mailed, each for two minutes.');
select private.expose('record_account_notice', '{service_role}', 'For the edge function account-notices: it was mailed.');
select private.expose('disown_sign_in', '{anon,authenticated}', 'By the link of a mail about a sign-in: ends all sessions of the account and throws its password away; once, within a week, otherwise LN014.');
