/*
 * Kit: how a function of `private` becomes one of the API, and how what is sent twice is done once.
 */

/* Once ----------------------------------------------------------------------------------------- */

/*
 * Whoever sends a form and hears no answer sends it again. A request that brings a key (the header `Idempotency-Key`;
 * a form makes one) is kept with its answer: the same again gets the same answer, and nothing is done twice. With
 * another content it is refused (LN004), for what was sent first has been done.
 *
 * All functions of the API that write do this in their wrapper, and tables people insert into by `inserts_once`.
 * An answer may hold a patient's data, or a secret of which only a hash is kept: it is sealed with the key, and
 * the key is not kept.
 */
create table private.answers (
  id      text primary key,
  asked   text not null,
  answer  bytea not null,
  kept_at timestamptz not null default now()
);
comment on table private.answers is 'What was answered to requests that brought a key, for those who did not hear it and ask again.';
comment on column private.answers.id is 'Hash of the account, its key and what was asked.';
comment on column private.answers.asked is 'Hash of the key and the request''s content: of the content alone, a number nobody may know could be guessed.';
comment on column private.answers.answer is 'Sealed with the key.';

/* The key this request came with; null if none did. Headers arrive in lower case. */
create function private.request_key() returns text
language plpgsql stable set search_path = ''
as $$
begin
  return nullif(nullif(current_setting('request.headers', true), '')::json ->> 'idempotency-key', '');
end
$$;

-- Both in plpgsql: in SQL, which is planned anew at each call, they were a tenth of what a booking costs.
create function private.answer_id(p_key text, p_what text) returns text
language plpgsql stable set search_path = ''
as $$ begin return private.token_hash(concat_ws(':', coalesce(auth.uid()::text, ''), p_what, p_key)); end $$;

create function private.answer_seal(p_key text, p_what text) returns bytea
language plpgsql immutable set search_path = ''
as $$ begin return sha256(convert_to(concat_ws(':', 'answer', p_what, p_key), 'UTF8')); end $$;

/* What was answered to the same before; null if it is new. Others with this key wait until the transaction is over. */
create function private.known_answer(p_key text, p_what text, p_asked jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_id constant text := private.answer_id(p_key, p_what);
  v_known private.answers;
begin
  if char_length(p_key) > 200 then
    raise exception using errcode = '22023', message = 'A key has at most 200 characters', hint = 'p_idempotency_key';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('key:' || v_id, 0));
  select * into v_known from private.answers where id = v_id;
  if not found then return null; end if;
  if v_known.asked <> private.token_hash(p_key || p_asked::text) then
    raise exception using errcode = 'LN004',
      message = 'This idempotency key was used for another request', hint = 'p_idempotency_key';
  end if;
  return convert_from(extensions.decrypt(v_known.answer, private.answer_seal(p_key, p_what), 'aes'), 'UTF8')::jsonb;
end
$$;

/* Keeps an answer, and gives it back. A wrong try that was counted is a refusal: it is not kept. */
create function private.keep_answer(p_key text, p_what text, p_asked jsonb, p_answer jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  if current_setting('lantern.refused', true) = 'true' then
    perform set_config('lantern.refused', '', true);
    return p_answer;
  end if;
  insert into private.answers (id, asked, answer) values (
    private.answer_id(p_key, p_what), private.token_hash(p_key || p_asked::text),
    extensions.encrypt(convert_to(p_answer::text, 'UTF8'), private.answer_seal(p_key, p_what), 'aes')
  );
  return p_answer;
end
$$;

/* A row that is the request itself, not one a command makes: the second time it is left out. A key is for one row. */
create function private.tg_insert_once() returns trigger
language plpgsql set search_path = ''
as $$
declare
  v_key constant text := private.request_key();
  v_row jsonb;
begin
  if v_key is null or current_setting('request.path', true) is distinct from '/' || tg_table_name then return new; end if;
  -- What was sent; what a default or the app counts is different each time.
  select jsonb_object_agg(key, value) into v_row from jsonb_each(to_jsonb(new))
  where key <> 'position' and has_column_privilege('authenticated', tg_relid, key, 'insert');
  if private.known_answer(v_key, tg_table_name, v_row) is not null then return null; end if;
  perform private.keep_answer(v_key, tg_table_name, v_row, 'true');
  return new;
end
$$;

/* select private.inserts_once('{public.rooms}'): for tables people may insert into without a command. */
create function private.inserts_once(p_tables regclass[]) returns void
language plpgsql set search_path = ''
as $$
declare
  v_table regclass;
begin
  foreach v_table in array p_tables loop
    execute format(
      'create trigger %I before insert on %s for each row execute function private.tg_insert_once()',
      (select relname from pg_catalog.pg_class where oid = v_table) || '_000_once', v_table
    );
  end loop;
end
$$;

grant execute on function
  private.request_key(), private.known_answer(text, text, jsonb), private.keep_answer(text, text, jsonb, jsonb)
  to anon, authenticated, service_role;

/* Public functions ----------------------------------------------------------------------------- */

/*
 * Makes a function of `private` one of the API: a wrapper in `public` that runs as its caller, the right to call both,
 * and the comment that says what it needs, gives and refuses. Arguments, defaults, result, volatility and rows are read
 * from the catalogue, so the two cannot differ; `checks.ts` asks whether a private function was changed since.
 *
 *   select private.expose('grant_role', '{authenticated}', 'Gives a person a role; …');
 *
 * With argument types, `fn(uuid, text)`, where the name alone is not enough. `public.fn` is one that is there already
 * and runs as its caller: it gets its rights and its comment.
 *
 * The wrapper is plpgsql because its plan is kept for the session (half the time of a function in SQL, as measured).
 * What a constraint refuses is said again without the row: the function runs as the owner, and "Failing row contains
 * (…)" would show columns its caller may not see, "conflicts with existing key (…)" whose row is in the way.
 */
create function private.expose(p_function text, p_roles text[], p_comment text) returns void
language plpgsql set search_path = ''
as $$
declare
  v_ready constant boolean := starts_with(p_function, 'public.');
  v_from constant text := case when v_ready then 'public' else 'private' end;
  v_name constant text := regexp_replace(p_function, '^(public|private)[.]', '');
  v_found oid[];
  v_call text;
  v_signature text;
  v_function pg_catalog.pg_proc;
  v_roles constant text := (select string_agg(quote_ident(role), ', ') from unnest(p_roles) as role);
begin
  if position('(' in v_name) > 0 then
    v_found := array[(v_from || '.' || v_name)::regprocedure::oid];
  else
    v_found := array(select oid from pg_catalog.pg_proc where proname = v_name and pronamespace = v_from::regnamespace);
  end if;
  if cardinality(v_found) <> 1 then
    raise exception '% functions are called %.%; name its arguments', cardinality(v_found), v_from, v_name;
  end if;
  select * into v_function from pg_catalog.pg_proc where oid = v_found[1];
  v_signature := format('%I(%s)', v_function.proname, pg_catalog.pg_get_function_identity_arguments(v_function.oid));

  if not v_ready then
    if v_function.provariadic <> 0 or v_function.prokind <> 'f' then
      raise exception '% cannot be exposed', v_signature;
    end if;
    v_call := format('private.%I(%s)', v_function.proname, (
      select string_agg('$' || place, ', ' order by place) from generate_series(1, v_function.pronargs) as place
    ));
    execute format(
      'create or replace function public.%I(%s) returns %s language plpgsql %s parallel %s%s%s set search_path = '''' as %L',
      v_function.proname, pg_catalog.pg_get_function_arguments(v_function.oid), pg_catalog.pg_get_function_result(v_function.oid),
      case v_function.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
      case v_function.proparallel when 's' then 'safe' when 'r' then 'restricted' else 'unsafe' end,
      case when v_function.proisstrict then ' strict' else '' end,
      case when v_function.proretset then ' rows ' || v_function.prorows else '' end,
      private.wrapper_body(v_function, v_call)
    );
    execute format('revoke all on function public.%s from anon, authenticated, service_role', v_signature);
  end if;
  execute format('comment on function public.%s is %L', v_signature, p_comment);
  if v_roles is not null then
    execute format('grant execute on function %s.%s to %s', v_from, v_signature, v_roles);
    execute format('grant execute on function public.%s to %s', v_signature, v_roles);
  end if;
end
$$;

/*
 * What the wrapper of a function does. Only what writes can break a constraint, and is done once with a key: the one
 * given as `p_idempotency_key`, else the request's.
 */
create function private.wrapper_body(p_function pg_catalog.pg_proc, p_call text) returns text
language plpgsql stable set search_path = ''
as $wrapper$
declare
  v_result constant text := pg_catalog.pg_get_function_result(p_function.oid);
  v_plain constant text := case
    when p_function.proretset then 'return query select * from ' || p_call || ';'
    when p_function.prorettype = 'pg_catalog.void'::regtype then 'perform ' || p_call || ';'
    else 'return ' || p_call || ';'
  end;
  v_key_at constant integer := array_position(p_function.proargnames[:p_function.pronargs], 'p_idempotency_key');
  v_key constant text := case when v_key_at is null then 'private.request_key()'
    else format('coalesce(nullif($%s::text, ''''), private.request_key())', v_key_at) end;
  v_asked constant text := (
    select coalesce(string_agg('$' || place, ', ' order by place), '')
    from generate_series(1, p_function.pronargs) as place
    where place is distinct from v_key_at
  );
  v_answer text;
  v_again text;
begin
  if p_function.provolatile <> 'v' then
    return format($body$
begin
  %s
end
$body$, v_plain);
  end if;
  -- The answer as JSON, and out of it again.
  case
    when p_function.prorettype = 'pg_catalog.void'::regtype then
      v_answer := 'null';
      v_again := 'return;';
    when p_function.proretset and v_result like 'TABLE(%' then
      v_answer := format('(select coalesce(jsonb_agg(to_jsonb(v_made)), ''[]'') from %s as v_made)', p_call);
      v_again := format('return query select * from jsonb_to_recordset(v_answer) as v_made%s;', substr(v_result, 6));
    when p_function.proretset then
      v_answer := format('(select coalesce(jsonb_agg(jsonb_build_object(''is'', to_jsonb(v_made))), ''[]'') from %s as v_made)', p_call);
      v_again := format(
        'return query select %s from jsonb_to_recordset(v_answer) as v_made("is" %s);',
        case when (select typtype from pg_catalog.pg_type where oid = p_function.prorettype) = 'c' then '(v_made."is").*' else 'v_made."is"' end,
        regexp_replace(v_result, '^SETOF ', '')
      );
    else
      v_answer := format('jsonb_build_object(''is'', to_jsonb(%s))', p_call);
      v_again := format('return (select v_made."is" from jsonb_to_record(v_answer) as v_made("is" %s));', v_result);
  end case;
  return format($body$
declare
  v_key constant text := %1$s;
  v_asked jsonb;
  v_answer jsonb;
  v_message text;
  v_detail text;
  v_constraint text;
begin
  if v_key is null then
    %2$s%3$s
  end if;
  v_asked := jsonb_build_array(%4$s);
  v_answer := private.known_answer(v_key, %5$L, v_asked);
  if v_answer is null then
    %6$s
  end if;
  %7$s
exception when integrity_constraint_violation then
  get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail, v_constraint = constraint_name;
  if v_detail not like 'Failing row contains %%' and v_detail not like '%%conflicts with existing key%%' then raise; end if;
  raise exception using errcode = sqlstate, message = v_message, constraint = v_constraint;
end
$body$,
    v_key, v_plain, case when v_plain like 'return %' and not p_function.proretset then '' else E'\n    return;' end,
    v_asked, p_function.proname,
    case when p_function.prorettype = 'pg_catalog.void'::regtype then format(
      E'perform %s;\n    perform private.keep_answer(v_key, %L, v_asked, ''true'');', p_call, p_function.proname
    ) else format(
      'v_answer := private.keep_answer(v_key, %L, v_asked, %s);', p_function.proname, v_answer
    ) end,
    v_again
  );
end
$wrapper$;
