/*
 * Codes that link an account to a record: eight characters, good once and for a day, with the patient's birth date as
 * the second half. A wrong one is answered and not raised, so that it is counted.
 */

create table public.link_codes (
  id           uuid primary key default gen_random_uuid(),
  patient_id   uuid not null references public.patients on delete cascade,
  relationship text not null,
  for_user_id  uuid references public.profiles on delete cascade,
  issued_by    uuid references public.profiles on delete set null,
  issued_at    timestamptz not null default now(),
  expires_at   timestamptz not null,
  used_at      timestamptz,
  used_by      uuid references public.profiles on delete set null,
  withdrawn_at timestamptz,
  constraint link_codes_relationship_known check (relationship in ('self', 'parent', 'guardian', 'carer'))
);
comment on table public.link_codes is 'Codes that link an account to a record, without the codes. Good once, for a day.';
comment on column public.link_codes.for_user_id is 'The only account that may use it: it was sent there after a match. Null: whoever was given the code.';
create index link_codes_patient_id_idx on public.link_codes (patient_id, issued_at desc);
create index link_codes_for_user_id_idx on public.link_codes (for_user_id);
create index link_codes_issued_by_idx on public.link_codes (issued_by);
create index link_codes_used_by_idx on public.link_codes (used_by);

/* Apart from link_codes: its rows are read at the desk and copied to the audit log, and 40 bits are soon tried. */
create table private.link_code_hashes (
  code_hash    bytea primary key,
  link_code_id uuid not null references public.link_codes on delete cascade,
  wrong_births integer not null default 0,
  constraint link_code_hashes_wrong_births_positive check (wrong_births >= 0)
);
comment on table private.link_code_hashes is 'SHA-256 of the codes that can still be used: one made at the desk, or one for each message that was sent.';
create index link_code_hashes_link_code_id_idx on private.link_code_hashes (link_code_id);

/* A row, once made, stays: tries queue for it. */
create table private.link_attempts (
  user_id        uuid primary key references public.profiles on delete cascade,
  failures       integer not null default 0,
  last_failed_at timestamptz,
  locked_until   timestamptz,
  constraint link_attempts_failures_positive check (failures >= 0)
);
comment on table private.link_attempts is 'Wrong codes in a row, per account that ever gave one.';

alter table public.link_codes enable row level security;
create policy link_codes_select_manager on public.link_codes for select to authenticated
  using ((select private.has_permission('patients.manage')));

grant select on public.link_codes to authenticated;

/* A code as it was typed: in capitals, without spaces and signs. */
create function private.link_code_hash(p_code text) returns bytea
language plpgsql immutable strict set search_path = ''
as $$
begin
  return sha256(convert_to(regexp_replace(upper(p_code), '[^A-Z0-9]', '', 'g'), 'UTF8'));
end
$$;

/*
 * Makes a code and keeps its hash: eight characters of an alphabet without those that look alike, as
 * "ABCD-EFGH". The desk shows it once; for a message it is made when the message is sent (`link_code` in
 * deliveries: params {link_code_id}), and each message has its own. Null when it can no longer be used.
 */
create function private.mint_link_code(p_link_code_id uuid) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_alphabet constant text := 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
  v_code text := '';
  v_byte integer;
begin
  perform from public.link_codes
  where id = p_link_code_id and used_at is null and withdrawn_at is null and expires_at > now();
  if not found then
    return null;
  end if;
  while char_length(v_code) < 8 loop
    v_byte := get_byte(extensions.gen_random_bytes(1), 0);
    -- 248 is the last multiple of 31 in a byte: beyond it the first letters would come more often.
    continue when v_byte >= 248;
    v_code := v_code || substr(c_alphabet, v_byte % 31 + 1, 1);
  end loop;
  insert into private.link_code_hashes (code_hash, link_code_id) values (private.link_code_hash(v_code), p_link_code_id);
  return left(v_code, 4) || '-' || right(v_code, 4);
end
$$;

create function private.issue_link_code(p_patient_id uuid, p_relationship text, p_send boolean) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_code public.link_codes;
begin
  perform private.require_permission('patients.manage');
  perform private.linkable_patient(p_patient_id, p_relationship);
  insert into public.link_codes (patient_id, relationship, issued_by, expires_at)
  values (p_patient_id, p_relationship, auth.uid(), now() + interval '24 hours')
  returning * into v_code;
  if p_send then
    perform private.enqueue_delivery(
      p_patient_id, 'link_code', jsonb_build_object('link_code_id', v_code.id), now(), 'link_code:' || v_code.id, null, v_code.expires_at
    );
  end if;
  return jsonb_build_object(
    'id', v_code.id,
    'code', case when p_send then null else private.mint_link_code(v_code.id) end,
    'expires_at', v_code.expires_at
  );
end
$$;

create function private.withdraw_link_code(p_link_code_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('patients.manage');
  update public.link_codes set withdrawn_at = now()
  where id = p_link_code_id and used_at is null and withdrawn_at is null;
  if not found then
    raise exception 'no such code' using errcode = 'PT404', hint = 'p_link_code_id';
  end if;
  delete from private.link_code_hashes where link_code_id = p_link_code_id;
end
$$;

/*
 * Uses a code. A wrong one is answered, not raised: raising would undo the counting of it. Five wrong ones
 * make the account wait a minute, each further one twice as long, a day at most; meanwhile every try is
 * refused, right ones too, and none lengthens the wait. Five wrong birth dates end the code itself, so that
 * many accounts do not help whoever found one.
 */
create function private.redeem_link_code(p_code text, p_birth_date date) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  c_free constant integer := 5;
  v_user_id uuid := auth.uid();
  v_attempts private.link_attempts;
  v_code public.link_codes;
  v_birth_date date;
  v_now timestamptz;
begin
  if not exists (select from public.profiles where id = v_user_id) then
    raise exception 'not signed in' using errcode = '42501';
  end if;
  if coalesce(btrim(p_code), '') = '' or p_birth_date is null then
    raise exception 'a code and a birth date are needed' using errcode = '22023',
      hint = case when p_birth_date is null then 'p_birth_date' else 'p_code' end;
  end if;

  insert into private.link_attempts (user_id) values (v_user_id) on conflict (user_id) do nothing;
  select * into v_attempts from private.link_attempts where user_id = v_user_id for update;
  -- After the lock: tries sent at once began at the same now(), before the others were counted.
  v_now := clock_timestamp();
  if v_attempts.locked_until > v_now then
    return jsonb_build_object('linked', false, 'error', 'LN017', 'seconds', ceil(extract(epoch from v_attempts.locked_until - v_now)));
  end if;

  select codes.* into v_code
  from private.link_code_hashes as hashes
  join public.link_codes as codes on codes.id = hashes.link_code_id
  where hashes.code_hash = private.link_code_hash(p_code)
    and codes.used_at is null and codes.withdrawn_at is null and codes.expires_at > v_now
    and (codes.for_user_id is null or codes.for_user_id = v_user_id)
  for update of codes;
  select birth_date into v_birth_date from public.patients where id = v_code.patient_id and archived_at is null;

  if v_birth_date is distinct from p_birth_date then
    update private.link_code_hashes set wrong_births = wrong_births + 1 where link_code_id = v_code.id;
    update public.link_codes set withdrawn_at = now()
    where id = v_code.id and exists (select from private.link_code_hashes where link_code_id = v_code.id and wrong_births >= 5);
    if found then
      delete from private.link_code_hashes where link_code_id = v_code.id;
    end if;
    if greatest(v_attempts.last_failed_at, v_attempts.locked_until) <= v_now - interval '24 hours' then
      v_attempts.failures := 0;
    end if;
    update private.link_attempts set
      failures = v_attempts.failures + 1,
      last_failed_at = v_now,
      locked_until = case when v_attempts.failures + 1 >= c_free then
        v_now + least(interval '1 minute' * power(2, least(v_attempts.failures + 1 - c_free, 20)), interval '24 hours')
      end
    where user_id = v_user_id;
    return jsonb_build_object('linked', false, 'error', 'LN014');
  end if;

  -- Who makes codes could open every chart as its patient.
  if v_code.issued_by = v_user_id then
    raise exception 'somebody else has to make the code for your own account' using errcode = '42501';
  end if;
  update public.link_codes set used_at = now(), used_by = v_user_id where id = v_code.id;
  delete from private.link_code_hashes where link_code_id = v_code.id;
  update private.link_attempts set failures = 0, last_failed_at = null, locked_until = null where user_id = v_user_id;
  perform private.link_record(v_user_id, v_code.patient_id, v_code.relationship, case when v_code.for_user_id is null then 'code' else 'matched' end);
  return jsonb_build_object('linked', true, 'patient_id', v_code.patient_id, 'relationship', v_code.relationship);
end
$$;

grant execute on function
  private.issue_link_code(uuid, text, boolean), private.redeem_link_code(text, date),
  private.withdraw_link_code(uuid)
  to authenticated;

/* For the API ------------------------------------------------------------------------------------- */

create function public.issue_link_code(p_patient_id uuid, p_relationship text, p_send boolean default false) returns jsonb
language sql set search_path = ''
as $$ select private.issue_link_code(p_patient_id, p_relationship, p_send) $$;
comment on function public.issue_link_code(uuid, text, boolean) is 'Makes a code that links an account to a patient (self, parent, guardian, carer), once, within 24 hours: {id, code, expires_at}. Only its hash is kept, so it is seen here and never again; with p_send it is sent to the patient instead and code is null. Needs patients.manage (42501); PT404, 22023, or 23505 portal_links_one_self_per_patient.';

create function public.withdraw_link_code(p_link_code_id uuid) returns void
language sql set search_path = ''
as $$ select private.withdraw_link_code(p_link_code_id) $$;
comment on function public.withdraw_link_code(uuid) is 'Ends a code nobody has used. Needs patients.manage (42501); unknown, used or withdrawn PT404.';

create function public.redeem_link_code(p_code text, p_birth_date date) returns jsonb
language sql set search_path = ''
as $$ select private.redeem_link_code(p_code, p_birth_date) $$;
comment on function public.redeem_link_code(text, date) is 'Links the caller''s account by a code and the patient''s birth date: {linked: true, patient_id, relationship}. A wrong try is answered, so that it is counted: {linked: false, error: LN014}, or {linked: false, error: LN017, seconds} after five. Raises LN011 for a second record of one''s own, 23505 portal_links_pkey when linked already.';

grant execute on function
  public.issue_link_code(uuid, text, boolean), public.redeem_link_code(text, date), public.withdraw_link_code(uuid)
  to authenticated;

create trigger link_codes_600_announce after insert or update on public.link_codes
  for each row execute function private.tg_record__announce();
create trigger link_codes_900_audit after insert or update or delete on public.link_codes
  for each row execute function private.tg_audit();
