/*
 * Schemas net and vault: what the extensions pg_net and supabase_vault offer on hosted, for a server
 * that lacks them. Same names, same shapes; `poster.ts` sends what is queued.
 */

create schema net;

create table net.http_request_queue (
  id bigint primary key generated always as identity,
  method text not null check (method in ('GET', 'POST', 'DELETE')),
  url text not null check (url ~ '^https?://'),
  headers jsonb,
  body bytea,
  timeout_milliseconds integer not null
);

create table net._http_response (
  id bigint,
  status_code integer,
  content_type text,
  headers jsonb,
  content text,
  timed_out boolean,
  error_msg text,
  created timestamptz not null default now()
);
create index on net._http_response (created);

/* Queued in the caller's transaction: a request is made when it commits, and not if it does not. */
create function net.http_post(
  url text, body jsonb default '{}', params jsonb default '{}',
  headers jsonb default '{"Content-Type": "application/json"}', timeout_milliseconds integer default 5000
) returns bigint
  language plpgsql security definer set search_path = ''
  as $$
declare
  query text;
  request_id bigint;
begin
  select string_agg(format('%s=%s', key, value), '&') into query from jsonb_each_text(params);
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values (
    'POST', http_post.url || coalesce('?' || query, ''), http_post.headers,
    convert_to(http_post.body::text, 'UTF8'), http_post.timeout_milliseconds
  )
  returning id into request_id;
  notify net_requests;
  return request_id;
end
$$;

grant usage on schema net to postgres, anon, authenticated, service_role;
revoke execute on function net.http_post(text, jsonb, jsonb, jsonb, integer) from public;
grant execute on function net.http_post(text, jsonb, jsonb, jsonb, integer)
  to postgres, anon, authenticated, service_role;
grant select, insert, update, delete on net.http_request_queue, net._http_response to postgres;

create schema vault;

/*
 * As on hosted, `secret` is encrypted with a key that is kept outside the database: the file beside the data folder,
 * which `postgres.ts` makes. The server reads it at each use, so it is in no table, no setting and no dump.
 * AES-256-CBC, and HMAC-SHA256 over what came of it and the row it is of; each by a key of its own.
 */
create function vault.root_key() returns bytea
  language plpgsql stable security definer set search_path = ''
  as $$ begin return decode(btrim(pg_read_file(current_setting('data_directory') || '.key')), 'base64'); end $$;

create table vault.secrets (
  id uuid primary key default gen_random_uuid(),
  name text,
  description text not null default '',
  secret text not null,
  key_id uuid,
  nonce bytea,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index secrets_name_idx on vault.secrets (name) where name is not null;

create function vault.lock_up(secret_id uuid, clear text, nonce bytea) returns text
  language plpgsql security definer set search_path = ''
  as $$
declare
  root constant bytea := vault.root_key();
  locked constant bytea := extensions.encrypt_iv(
    convert_to(clear, 'UTF8'), extensions.hmac('encrypt', root, 'sha256'), nonce, 'aes-cbc/pad:pkcs'
  );
begin
  return encode(
    extensions.hmac(uuid_send(secret_id) || nonce || locked, extensions.hmac('authenticate', root, 'sha256'), 'sha256') || locked, 'base64'
  );
end
$$;

create function vault.open_up(secret_id uuid, secret text, nonce bytea) returns text
  language plpgsql stable security definer set search_path = ''
  as $$
declare
  kept constant bytea := decode(secret, 'base64');
  locked constant bytea := substr(kept, 33);
  root constant bytea := vault.root_key();
begin
  if substr(kept, 1, 32) <> extensions.hmac(
    uuid_send(secret_id) || nonce || locked, extensions.hmac('authenticate', root, 'sha256'), 'sha256'
  ) then
    raise exception 'a secret of the vault is not as it was written, or the key file is another' using errcode = 'XX001';
  end if;
  return convert_from(extensions.decrypt_iv(locked, extensions.hmac('encrypt', root, 'sha256'), nonce, 'aes-cbc/pad:pkcs'), 'UTF8');
end
$$;

create view vault.decrypted_secrets as
  select
    id, name, description, secret, vault.open_up(id, secret, nonce) as decrypted_secret, key_id, nonce, created_at, updated_at
  from vault.secrets;

create function vault.create_secret(
  new_secret text, new_name text default null, new_description text default '', new_key_id uuid default null
) returns uuid
  language plpgsql security definer set search_path = ''
  as $$
declare
  new_id constant uuid := gen_random_uuid();
  new_nonce constant bytea := extensions.gen_random_bytes(16);
begin
  insert into vault.secrets (id, secret, name, description, nonce)
  values (new_id, vault.lock_up(new_id, new_secret, new_nonce), new_name, new_description, new_nonce);
  return new_id;
end
$$;

create function vault.update_secret(
  secret_id uuid, new_secret text default null, new_name text default null,
  new_description text default null, new_key_id uuid default null
) returns void
  language plpgsql security definer set search_path = ''
  as $$
declare
  new_nonce constant bytea := extensions.gen_random_bytes(16);
begin
  update vault.secrets set
    secret = case when new_secret is null then secret else vault.lock_up(secret_id, new_secret, new_nonce) end,
    nonce = case when new_secret is null then nonce else new_nonce end,
    name = coalesce(new_name, name),
    description = coalesce(new_description, description),
    updated_at = now()
  where id = secret_id;
end
$$;

revoke execute on all functions in schema vault from public;
grant usage on schema vault to postgres, service_role;
grant select, delete on vault.secrets, vault.decrypted_secrets to postgres, service_role;
grant execute on function
  vault.create_secret(text, text, text, uuid), vault.update_secret(uuid, text, text, text, uuid), vault.open_up(uuid, text, bytea)
  to postgres, service_role;
