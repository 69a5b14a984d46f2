/*
 * Kit: what every domain uses and none should write again. Words several domains share, the hospital's clock,
 * secrets, tries, public functions, live news, jobs. What a domain *says of itself* (permissions, topics, what is
 * kept how long) is in registries; how to use both is in supabase/README.md.
 *
 * Bodies name tables of later files: plpgsql binds them when it runs.
 */

-- Hosted has the extensions; the embedded stack brings schemas of the same names itself.
do $$
begin
  if exists (select from pg_available_extensions where name = 'pg_cron') then
    create extension if not exists pg_cron with schema pg_catalog;
  end if;
  if exists (select from pg_available_extensions where name = 'pg_net') then
    create extension if not exists pg_net with schema extensions;
  end if;
end
$$;

/*
 * Words several domains share, each list once. For `check (language = any (private.languages()))`: without arguments
 * and immutable, the call is folded to the list when the constraint is prepared (in plpgsql, which a session keeps
 * prepared, at a tenth of what SQL costs), and the constraint keeps the name of its own table, which a domain would not. Who adds a word changes the function; rows there are stay as they are.
 */
create function private.languages() returns text[] language plpgsql immutable parallel safe set search_path = ''
as $$ begin return array['en', 'es']; end $$;

create function private.staff_positions() returns text[] language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return array[
    'doctor', 'nurse', 'ward_manager', 'bed_manager', 'receptionist', 'pharmacist', 'lab_technician', 'cashier',
    'housekeeper', 'administrator'
  ];
end
$$;

create function private.bed_features() returns text[] language plpgsql immutable parallel safe set search_path = ''
as $$ begin return array['oxygen', 'monitor', 'bariatric', 'negative_pressure']; end $$;

/* The clock ------------------------------------------------------------------------------------ */

/* The hospital's time zone. In a query as `(select private.hospital_time_zone())`: once a statement. */
create function private.hospital_time_zone() returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (select time_zone from public.hospital_settings);
end
$$;

/* The day of the hospital's calendar on which an instant is. */
create function private.hospital_day(p_at timestamptz default now()) returns date
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (p_at at time zone private.hospital_time_zone())::date;
end
$$;

-- A check constraint runs as whoever writes the row; functions of the API run as their caller.
grant execute on function
  private.languages(), private.staff_positions(), private.bed_features(),
  private.hospital_time_zone(), private.hospital_day(timestamptz)
  to authenticated, service_role;

/* Secrets -------------------------------------------------------------------------------------- */

/* A secret of 256 bits for a link, a screen, a feed; in letters an address takes as they are. Kept only as its hash. */
create function private.new_token() returns text
language sql volatile set search_path = ''
return translate(encode(extensions.gen_random_bytes(32), 'base64'), '+/=', '-_');

/* SHA-256 of a secret, in hex; null of null. */
create function private.token_hash(p_token text) returns text
language plpgsql immutable strict parallel safe set search_path = ''
as $$ begin return encode(sha256(convert_to(p_token, 'UTF8')), 'hex'); end $$;

/* A code people read out and type: eight letters and digits that are not taken for each other, ABCD-EFGH. */
create function private.new_code() returns text
language plpgsql volatile set search_path = ''
as $$
declare
  c_alphabet constant text := 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
  v_code text := '';
  v_byte integer;
begin
  while char_length(v_code) < 8 loop
    v_byte := get_byte(extensions.gen_random_bytes(1), 0);
    -- 248 is the last multiple of 31 in a byte: beyond it the first letters would come more often.
    continue when v_byte >= 248;
    v_code := v_code || substr(c_alphabet, v_byte % 31 + 1, 1);
  end loop;
  return left(v_code, 4) || '-' || right(v_code, 4);
end
$$;

/* Tries ---------------------------------------------------------------------------------------- */

/*
 * Who guesses has to wait: the fifth wrong try in a row (or another that is said) makes the account wait, each further one
 * twice as long, up to a longest wait; after that long without a try, failures are forgotten. Tries made while waiting are refused, right or
 * wrong, and do not lengthen the wait. A row, once made, stays for a month, for tries sent at once queue for it.
 */
create table private.attempts (
  what           text not null,
  user_id        uuid not null, -- no foreign key: the wait of an account that is made anew under its id goes on
  failures       integer not null default 0,
  last_failed_at timestamptz,
  locked_until   timestamptz,
  primary key (what, user_id),
  constraint attempts_what_form check (what ~ '^[a-z_]{2,40}$'),
  constraint attempts_failures_positive check (failures >= 0)
);
comment on table private.attempts is 'Wrong tries in a row at what can be guessed (passwords, codes), per account that ever made one.';
comment on column private.attempts.locked_until is 'Until then no try is taken, a right one neither; null when nothing waits.';

/*
 * The account's tries, locked; made if there are none and p_make. What follows asks clock_timestamp(), not now(): tries
 * sent at once began at the same now(), before the others were counted.
 */
create function private.attempts_of(p_what text, p_user_id uuid, p_make boolean default true) returns private.attempts
language plpgsql security definer set search_path = ''
as $$
declare
  v_attempts private.attempts;
begin
  if p_make then
    insert into private.attempts (what, user_id) values (p_what, p_user_id) on conflict do nothing;
  end if;
  select * into v_attempts from private.attempts where what = p_what and user_id = p_user_id for update;
  return v_attempts;
end
$$;

/* Whole seconds until the next try is taken; null if one is taken now. */
create function private.seconds_to_wait(p_attempts private.attempts) returns integer
language sql volatile set search_path = ''
return case when (p_attempts).locked_until > clock_timestamp()
  then ceil(extract(epoch from (p_attempts).locked_until - clock_timestamp()))::integer end;

/* Counts a wrong try of an account that does not wait; gives the tries as they are then. */
create function private.count_failure(
  p_attempts private.attempts,
  p_first_wait interval,
  p_longest_wait interval,
  p_from integer default 5 -- typing errors are human; whoever guesses makes many more
)
returns private.attempts
language plpgsql security definer set search_path = ''
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_failures constant integer := 1 + case
    when greatest(p_attempts.last_failed_at, p_attempts.locked_until) <= v_now - p_longest_wait then 0
    else p_attempts.failures
  end;
begin
  update private.attempts set
    failures = v_failures,
    last_failed_at = v_now,
    locked_until = case when v_failures >= p_from then
      -- The twentieth doubling is past any longest wait.
      v_now + least(p_first_wait * 2 ^ least(v_failures - p_from, 20), p_longest_wait)
    end
  where what = p_attempts.what and user_id = p_attempts.user_id
  returning * into p_attempts;
  -- Answered rather than raised, so that it counts; a refusal all the same, and the same form may be put right.
  perform set_config('lantern.refused', 'true', true);
  return p_attempts;
end
$$;

/* After a right try nothing is held against the account. */
create function private.forget_failures(p_attempts private.attempts) returns void
language sql security definer set search_path = ''
as $$
  update private.attempts set failures = 0, last_failed_at = null, locked_until = null
  where what = (p_attempts).what and user_id = (p_attempts).user_id and failures > 0;
$$;

/* Live news ------------------------------------------------------------------------------------ */

/*
 * Announces once in a transaction what is the same news: topic, event and payload. Who hears it reads again, after the
 * commit, so a second time tells nothing; and what is undone with a savepoint may be said again.
 */
create function private.announce_once(p_topic text, p_event text, p_payload jsonb default '{}') returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_said constant text := coalesce(current_setting('lantern.announced', true), '');
  -- Sixteen hexadecimal digits each, so a transaction that announces a thousand things keeps 17 kB.
  v_this constant text := ' ' || lpad(to_hex(hashtextextended(concat_ws(chr(10), p_topic, p_event, p_payload), 0)), 16, '0');
begin
  if p_topic is null or position(v_this in v_said) > 0 then return; end if;
  -- Of the last thousand: who loads twenty thousand rows should not look through all that was said at each.
  perform set_config('lantern.announced', case when length(v_said) < 17000 then v_said else '' end || v_this, true);
  perform private.announce(p_topic, p_event, p_payload);
end
$$;

/* A text with each `{column}` replaced by the row's value; null if one of them is null or missing. */
create function private.fill_in(p_text text, p_row jsonb) returns text
language plpgsql immutable set search_path = ''
as $$
declare
  v_parts constant text[] := string_to_array(p_text, '{');
  v_filled text := v_parts[1];
begin
  -- Assignments only: a query at each announcement would cost more than what it looks for.
  for i in 2 .. coalesce(cardinality(v_parts), 0) loop
    v_filled := v_filled || (p_row ->> split_part(v_parts[i], '}', 1)) || substr(v_parts[i], strpos(v_parts[i], '}') + 1);
  end loop;
  return v_filled;
end
$$;

/*
 * How many proxies in front of the API add the address they were called from to `x-forwarded-for`. A caller's address is
 * counted from the right by it: what comes before is whatever the caller sent. Where the platform has more of them, this
 * is written anew (docs/hosted.md).
 */
create function private.trusted_hops() returns integer
language sql immutable set search_path = ''
return 1;

/*
 * Announces that a row was made, changed or deleted:
 *
 *   execute function private.tg_announce('patient:{patient_id} ward:{ward_id}', 'care_changed', 'admission_id');
 *
 * Topics and columns of the payload are parted by spaces; `appointment_id=id` gives a column another name. A topic one of
 * whose columns is null is left out. A row that moves from one topic to another is news on both. What names no column
 * needs no row: its trigger may be one of the statement.
 */
create function private.tg_announce() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_columns constant text := coalesce(tg_argv[2], '');
  v_of_row constant boolean := v_columns <> '' or position('{' in tg_argv[0]) > 0;
  v_payload jsonb := '{}';
  v_old jsonb;
  v_new jsonb;
  v_column text;
  v_topic text;
begin
  if v_of_row and tg_op <> 'INSERT' then v_old := to_jsonb(old); end if;
  if v_of_row and tg_op <> 'DELETE' then v_new := to_jsonb(new); end if;
  foreach v_column in array string_to_array(v_columns, ' ') loop
    v_payload := v_payload || jsonb_build_object(
      split_part(v_column, '=', 1), coalesce(v_new, v_old) -> split_part(v_column, '=', -1)
    );
  end loop;
  foreach v_topic in array string_to_array(tg_argv[0], ' ') loop
    if position('{' in v_topic) = 0 then
      perform private.announce_once(v_topic, tg_argv[1], v_payload);
      continue;
    end if;
    if v_old is not null then
      perform private.announce_once(private.fill_in(v_topic, v_old), tg_argv[1], v_payload);
    end if;
    if v_new is not null then
      perform private.announce_once(private.fill_in(v_topic, v_new), tg_argv[1], v_payload);
    end if;
  end loop;
  return null;
end
$$;

/* People who work here now and hold a permission by any role: whom to tell. */
create function private.people_holding(p_permission text) returns setof uuid
language plpgsql stable security definer rows 10 set search_path = ''
as $$
begin
  return query
    select distinct held.user_id
    from private.permission_holdings held
    join public.staff on staff.user_id = held.user_id and staff.active
    where held.permission_id = p_permission;
end
$$;

/* Jobs ----------------------------------------------------------------------------------------- */

create table private.jobs (
  name     text primary key,
  schedule text not null, -- as cron has it, in UTC
  function text not null,
  does     text not null,
  constraint jobs_name_form check (name ~ '^[a-z][a-z0-9_]{2,39}$'),
  constraint jobs_function_form check (function ~ '^private\.[a-z0-9_]+$')
);
comment on table private.jobs is 'What runs by itself: when, which function, and what it is for.';

create table private.job_failures (
  job       text not null references private.jobs on delete cascade,
  item      text not null default '', -- what it was about; empty: the job as a whole
  times     integer not null default 1,
  first_at  timestamptz not null default clock_timestamp(),
  last_at   timestamptz not null default clock_timestamp(),
  told_at   timestamptz,
  sqlstate  text not null,
  message   text not null,
  primary key (job, item),
  constraint job_failures_times_positive check (times >= 1)
);
comment on table private.job_failures is 'What a job could not do: a row an item, until it succeeds. The message may name patients and is for nobody but the owner.';

/*
 * Runs a function, all of whose arguments have defaults, at the times of a cron schedule, in UTC.
 *
 *   select private.schedule('news2_escalation', '* * * * *', 'private.escalate_alerts', 'Alerts nobody has … go on');
 */
create function private.schedule(p_name text, p_schedule text, p_function text, p_does text) returns void
language plpgsql set search_path = ''
as $$
begin
  perform p_function::regproc;
  insert into private.jobs (name, schedule, function, does) values (p_name, p_schedule, p_function, p_does)
  on conflict (name) do update set schedule = excluded.schedule, function = excluded.function, does = excluded.does;
  perform cron.schedule(p_name, p_schedule, format('select private.run_job(%L)', p_name));
end
$$;

/* Runs a job now. What it raises is undone, written down and told; cron's own record says so as well. */
create function private.run_job(p_name text) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  v_message text;
  v_state text;
begin
  begin
    execute format('select %s()', (select function from private.jobs where name = p_name));
  exception when others then
    get stacked diagnostics v_message = message_text, v_state = returned_sqlstate;
    perform private.note_job_failure(p_name, '', v_state, v_message);
    return 'failed: ' || v_state;
  end;
  delete from private.job_failures where job = p_name and item = '';
  return 'done';
end
$$;

/*
 * Does something for each item a query gives, each by itself: what one raises is undone, written down and told, and the
 * others go on. p_items is a query of one column, p_do a function that takes its value. Gives how many succeeded.
 *
 *   perform private.run_each('news2_escalation', 'select id from public.news2_alerts where …', 'private.escalate_alert');
 */
create function private.run_each(p_job text, p_items text, p_do text) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_item text;
  v_message text;
  v_state text;
  v_done integer := 0;
begin
  for v_item in execute p_items loop
    begin
      execute format('select %s(%L)', p_do, v_item);
      delete from private.job_failures where job = p_job and item = v_item;
      v_done := v_done + 1;
    exception when others then
      get stacked diagnostics v_message = message_text, v_state = returned_sqlstate;
      perform private.note_job_failure(p_job, v_item, v_state, v_message);
    end;
  end loop;
  return v_done;
end
$$;

/*
 * Writes a failure down, and tells whoever manages access: once, and again each day it goes on. A lock somebody else
 * held (class 40, 55P03) is no news until it has been in the way three times.
 */
create function private.note_job_failure(p_job text, p_item text, p_sqlstate text, p_message text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_failure private.job_failures;
begin
  insert into private.job_failures as failure (job, item, sqlstate, message)
  values (p_job, p_item, p_sqlstate, left(p_message, 1000))
  on conflict (job, item) do update set
    times = failure.times + 1, last_at = clock_timestamp(), sqlstate = excluded.sqlstate, message = excluded.message
  returning * into v_failure;
  raise warning 'job % failed%: %', p_job, coalesce(' for ' || nullif(p_item, ''), ''), p_sqlstate;
  if v_failure.told_at > clock_timestamp() - interval '1 day'
    or (p_sqlstate ~ '^(40|55P03)' and v_failure.times < 3)
  then
    return;
  end if;
  update private.job_failures set told_at = clock_timestamp() where job = p_job and item = p_item;
  perform private.notify_user(
    person, 'job_failed', jsonb_build_object('job', p_job, 'sqlstate', p_sqlstate), null, 'job:' || p_job, 'warning'
  )
  from private.people_holding('access.manage') as person;
end
$$;
