/*
 * Displays: the screens on a ward's walls. A screen has no account. It asks for a code, shows it large,
 * and a ward manager who stands before it types the code in; only then does the screen get a token, by
 * a secret of 256 bits that nobody but itself knows. Whoever guesses a code can give a ward to a screen
 * they do not have, and learns nothing.
 *
 * Tokens are never kept: one is made from the screen's secret when it is collected, and of both only the
 * SHA-256 stays.
 */

create table public.displays (
  id           uuid primary key default gen_random_uuid(),
  ward_id      uuid not null references public.wards on delete restrict,
  name         text not null constraint displays_name_length check (length(btrim(name)) between 1 and 80),
  -- Null until the screen has collected its token.
  token_hash   text,
  paired_by    uuid references public.profiles on delete set null,
  paired_at    timestamptz not null default now(),
  last_seen_at timestamptz,
  revoked_by   uuid references public.profiles on delete set null,
  revoked_at   timestamptz,
  constraint displays_token_hash unique (token_hash)
);

comment on table public.displays is 'Screens on the walls of wards: each shows one ward''s board, without anything about a person, until it is revoked.';
comment on column public.displays.token_hash is 'SHA-256 of the screen''s token; the token itself is nowhere but in the screen.';
comment on column public.displays.last_seen_at is 'When a gateway last told that the screen is connected; about every half minute.';

create table private.display_pairings (
  secret_hash  text primary key,
  code         text not null constraint display_pairings_code_form check (code ~ '^[0-9]{6}$'),
  address      text,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz not null default now() + interval '10 minutes',
  -- Set when a ward manager has typed the code in.
  display_id   uuid references public.displays on delete cascade,
  constraint display_pairings_code unique (code)
);

comment on table private.display_pairings is 'Screens that show a code and wait for somebody to type it in. Gone once the screen has used its token, or after ten minutes.';

create index displays_ward_id_idx on public.displays (ward_id);
create index displays_paired_by_idx on public.displays (paired_by);
create index displays_revoked_by_idx on public.displays (revoked_by);

create index display_pairings_expires_at_idx on private.display_pairings (expires_at);
create index display_pairings_display_id_idx on private.display_pairings (display_id);

alter table public.displays enable row level security;
create policy displays_select_managers on public.displays for select to authenticated
  using ((select private.has_permission('displays.manage')) and ward_id in (select private.current_ward_ids()));

grant select (id, ward_id, name, paired_by, paired_at, last_seen_at, revoked_by, revoked_at)
  on public.displays to authenticated;

-- That a screen was seen is no change worth keeping; it would be two entries a minute.
select private.audited('public.displays', p_when => 'insert or delete or update of ward_id, name, token_hash, revoked_at');
select private.keeps('{public.displays}', 'Which screens a ward has had, and who revoked them');
select private.forgets('private.display_pairings', 'expires_at <= $1');

select private.define_permission('displays.manage', 'Pair screens with a ward, and revoke them', '{ward_manager}');

create function private.begin_pairing()
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  c_open_at_most constant integer := 300;
  c_open_per_address constant integer := 30;
  v_secret constant text := private.new_token();
  v_address constant text := left(btrim(split_part(
    nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-forwarded-for', ',', -private.trusted_hops()
  )), 64);
  v_number bigint;
  v_pairing private.display_pairings;
begin
  -- One at a time, so that the limits hold whatever comes at once.
  perform pg_advisory_xact_lock(hashtextextended('display_pairings', 0));
  delete from private.display_pairings where expires_at <= now();
  if (
    select count(*) from private.display_pairings pairing
    where pairing.address is not distinct from v_address
  ) >= c_open_per_address then
    raise exception using errcode = 'LN017', message = 'Too many screens ask for a code; wait';
  end if;
  -- Never more codes than guessing could profit from; and whoever asks from many addresses takes them from themselves.
  if (select count(*) from private.display_pairings) >= c_open_at_most then
    delete from private.display_pairings where secret_hash = (
      select pairing.secret_hash from private.display_pairings pairing
      where pairing.display_id is null
      order by count(*) over (partition by pairing.address) desc, pairing.created_at
      limit 1
    );
  end if;
  loop
    v_number := ('x' || encode(extensions.gen_random_bytes(4), 'hex'))::bit(32)::bigint;
    -- The last multiple of a million in 32 bits: beyond it the first codes would come more often.
    continue when v_number >= 4294000000;
    insert into private.display_pairings (secret_hash, code, address)
    values (private.token_hash(v_secret), lpad((v_number % 1000000)::text, 6, '0'), v_address)
    on conflict (code) do nothing
    returning * into v_pairing;
    exit when found;
  end loop;
  return jsonb_build_object('code', v_pairing.code, 'secret', v_secret, 'expires_at', v_pairing.expires_at);
end;
$$;

/* Raises 42501 without displays.manage, PT404 when the ward is not one of the caller's. */
create function private.require_displays_of(p_ward_id uuid)
returns void language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_permission('displays.manage');
  if p_ward_id is null or p_ward_id not in (select private.current_ward_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such ward', hint = 'p_ward_id';
  end if;
end;
$$;

create function private.pair_display(p_ward_id uuid, p_code text, p_name text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_user_id constant uuid := auth.uid();
  v_attempts private.attempts;
  v_pairing private.display_pairings;
  v_wait integer;
  v_display_id uuid;
begin
  perform private.require_displays_of(p_ward_id);
  if nullif(btrim(p_name), '') is null or length(btrim(p_name)) > 80 then
    raise exception using errcode = '22023', message = 'A name has 1 to 80 characters', hint = 'p_name';
  end if;

  v_attempts := private.attempts_of('pair_display', v_user_id);
  v_wait := private.seconds_to_wait(v_attempts);
  if v_wait is not null then
    return jsonb_build_object('paired', false, 'error', 'LN017', 'seconds', v_wait);
  end if;

  select * into v_pairing from private.display_pairings pairing
  where pairing.code = regexp_replace(p_code, '[^0-9]', '', 'g')
    and pairing.expires_at > clock_timestamp() and pairing.display_id is null
  for update;
  if not found then
    perform private.count_failure(v_attempts, interval '1 minute', interval '24 hours');
    return jsonb_build_object('paired', false, 'error', 'LN014');
  end if;

  perform private.require_displays_of(p_ward_id);
  perform private.forget_failures(v_attempts);
  insert into public.displays (ward_id, name, paired_by) values (p_ward_id, btrim(p_name), v_user_id)
  returning id into v_display_id;
  update private.display_pairings set display_id = v_display_id where secret_hash = v_pairing.secret_hash;
  return jsonb_build_object('paired', true, 'display_id', v_display_id);
end;
$$;

create function private.collect_display(p_secret text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_pairing private.display_pairings;
  v_display public.displays;
  v_token text;
begin
  select * into v_pairing from private.display_pairings pairing
  where pairing.secret_hash = private.token_hash(p_secret) and pairing.expires_at > now()
  for update;
  if not found then
    raise exception using errcode = 'LN014', message = 'This code has run out';
  end if;
  if v_pairing.display_id is null then return null; end if;

  -- The same at each call, so that an answer the network lost can be had again until the token is used.
  v_token := translate(
    encode(extensions.hmac('display:' || v_pairing.display_id, p_secret, 'sha256'), 'base64'), '+/=', '-_'
  );
  update public.displays display set token_hash = private.token_hash(v_token)
  where display.id = v_pairing.display_id and display.revoked_at is null
  returning * into v_display;
  if not found then
    raise exception using errcode = 'LN014', message = 'This code has run out';
  end if;
  return jsonb_build_object('token', v_token, 'ward_id', v_display.ward_id);
end;
$$;

create function private.revoke_display(p_display_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_permission('displays.manage');
  perform from public.displays display where display.id = p_display_id for no key update;
  perform private.require_permission('displays.manage');
  update public.displays display set
    revoked_at = coalesce(display.revoked_at, now()), revoked_by = coalesce(display.revoked_by, auth.uid())
  where display.id = p_display_id and display.ward_id in (select private.current_ward_ids());
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such display', hint = 'p_display_id';
  end if;
end;
$$;

create function private.check_displays(p_tokens text[])
returns table (place integer, display_id uuid, ward_id uuid, name text)
language plpgsql security definer rows 10 set search_path = '' as $$
begin
  if cardinality(p_tokens) > 1000 then
    raise exception using errcode = '22023', message = 'At most 1000 at a time', hint = 'p_tokens';
  end if;
  -- It has its token and uses it: the secret it was had by is no longer needed.
  delete from private.display_pairings pairing
  using unnest(p_tokens) as asked (token), public.displays display
  where display.token_hash = private.token_hash(asked.token) and pairing.display_id = display.id;
  -- In the order of their ids, so that gateways which tell of the same displays do not wait in a circle.
  perform from public.displays display
  where display.revoked_at is null
    and display.token_hash in (select private.token_hash(asked.token) from unnest(p_tokens) as asked (token))
    and coalesce(display.last_seen_at, '-infinity') < now() - interval '20 seconds'
  order by display.id for no key update;
  update public.displays display set last_seen_at = now()
  where display.revoked_at is null
    and display.token_hash in (select private.token_hash(asked.token) from unnest(p_tokens) as asked (token))
    and coalesce(display.last_seen_at, '-infinity') < now() - interval '20 seconds';
  return query
  select asked.place::integer, display.id, display.ward_id, display.name
  from unnest(p_tokens) with ordinality as asked (token, place)
  join public.displays display on display.token_hash = private.token_hash(asked.token)
  where display.revoked_at is null
  order by asked.place;
end;
$$;

-- A screen that was just paired shows the ward now: whoever paired it waits to see that.
create trigger displays_600_announce_first_sight after update of last_seen_at on public.displays
  for each row when (old.last_seen_at is null and new.last_seen_at is not null)
  execute function private.tg_announce('ward:{ward_id}', 'displays_changed', 'ward_id');

select private.expose('begin_pairing', '{anon,authenticated}',
'For a screen that wants to be a ward''s display, without signing in: {code, secret, expires_at}. It shows
the code, six digits, and keeps the secret, by which it asks collect_display whether somebody has typed
the code in. Both are good for ten minutes.

Raises LN017 when too many screens have asked.');
select private.expose('pair_display', '{authenticated}',
'Gives a ward to the screen that shows p_code, under a name: {paired: true, display_id}. A wrong try is
answered, so that it is counted: {paired: false, error: LN014}, or {paired: false, error: LN017,
seconds} after five. Needs displays.manage and the ward.

Raises 42501, PT404 no such ward, 22023 no name.');
select private.expose('collect_display', '{anon,authenticated}',
'The token of a screen whose code has been typed in: {token, ward_id}; null while it has not. It can be
collected until it is used for the first time, and then never again.

Raises LN014 when the secret is unknown, used or ten minutes old, or the display was revoked meanwhile.');
select private.expose('revoke_display', '{authenticated}',
'Takes a display''s token back, at once and for good; again is no error. Needs displays.manage and the ward.');
select private.expose('check_displays', '{anon,authenticated}',
'Which of these tokens, at most 1000, are of displays that have not been revoked: their place in the
list, from 1. For a gateway that serves many: it notes that they have been seen.');
