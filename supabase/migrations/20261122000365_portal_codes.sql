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
  v_code text;
begin
  perform from public.link_codes
  where id = p_link_code_id and used_at is null and withdrawn_at is null and expires_at > now();
  if not found then
    return null;
  end if;
  v_code := private.new_code();
  insert into private.link_code_hashes (code_hash, link_code_id) values (private.link_code_hash(v_code), p_link_code_id);
  return v_code;
end
$$;

create function private.issue_link_code(p_patient_id uuid, p_relationship text, p_send boolean default false) returns jsonb
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
  -- Whoever was writing in the record was waited for; and a code opens a chart.
  perform private.require_permission('patients.manage');
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
  perform from public.link_codes where id = p_link_code_id for no key update;
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
  v_user_id constant uuid := auth.uid();
  v_attempts private.attempts;
  v_wait integer;
  v_code public.link_codes;
  v_birth_date date;
begin
  if not exists (select from public.profiles where id = v_user_id) then
    raise exception 'not signed in' using errcode = '42501';
  end if;
  if coalesce(btrim(p_code), '') = '' or p_birth_date is null then
    raise exception 'a code and a birth date are needed' using errcode = '22023',
      hint = case when p_birth_date is null then 'p_birth_date' else 'p_code' end;
  end if;

  v_attempts := private.attempts_of('link_code', v_user_id);
  v_wait := private.seconds_to_wait(v_attempts);
  if v_wait is not null then
    return jsonb_build_object('linked', false, 'error', 'LN017', 'seconds', v_wait);
  end if;

  select codes.* into v_code
  from private.link_code_hashes as hashes
  join public.link_codes as codes on codes.id = hashes.link_code_id
  where hashes.code_hash = private.link_code_hash(p_code)
    and codes.used_at is null and codes.withdrawn_at is null and codes.expires_at > clock_timestamp()
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
    perform private.count_failure(v_attempts, '1 minute', '24 hours');
    return jsonb_build_object('linked', false, 'error', 'LN014');
  end if;

  -- Who makes codes could open every chart as its patient.
  if v_code.issued_by = v_user_id then
    raise exception 'somebody else has to make the code for your own account' using errcode = '42501';
  end if;
  update public.link_codes set used_at = now(), used_by = v_user_id where id = v_code.id;
  delete from private.link_code_hashes where link_code_id = v_code.id;
  perform private.forget_failures(v_attempts);
  perform private.link_record(v_user_id, v_code.patient_id, v_code.relationship, case when v_code.for_user_id is null then 'code' else 'matched' end);
  return jsonb_build_object('linked', true, 'patient_id', v_code.patient_id, 'relationship', v_code.relationship);
end
$$;

/* The codes of a record that is put into another are no good any more. */
create function private.merge_link_codes(p_from uuid, p_to uuid) returns void
language sql security definer set search_path = ''
as $$
  update public.link_codes set withdrawn_at = now() where patient_id = p_from and used_at is null and withdrawn_at is null;
  delete from private.link_code_hashes where link_code_id in (select id from public.link_codes where patient_id = p_from);
$$;
select private.on_merge('{public.link_codes}', 'function', 'private.merge_link_codes');
select private.on_erasure('{public.link_codes}', 'contact', 'delete');
select private.no_work_of_patients('{public.link_codes}', 'Whose account sees the record');
select private.keeps('{public.link_codes}', 'By what proof an account sees a record, or saw it');
select private.forgets(
  'private.link_code_hashes', $$link_code_id in (select id from public.link_codes where expires_at < $1)$$
);

create trigger link_codes_600_announce after insert or update on public.link_codes
  for each row execute function private.tg_announce('record:{patient_id}', 'record_changed');
select private.audited('public.link_codes');

select private.expose('issue_link_code', '{authenticated}',
  'Makes a code that links an account to a patient (self, parent, guardian, carer), once, within 24 hours: {id, code, expires_at}. Only its hash is kept, so it is seen here and never again; with p_send it is sent to the patient instead and code is null. Needs patients.manage (42501); PT404, 22023, or 23505 portal_links_one_self_per_patient.');
select private.expose('withdraw_link_code', '{authenticated}',
  'Ends a code nobody has used. Needs patients.manage (42501); unknown, used or withdrawn PT404.');
select private.expose('redeem_link_code', '{authenticated}',
  'Links the caller''s account by a code and the patient''s birth date: {linked: true, patient_id, relationship}. A wrong try is answered, so that it is counted: {linked: false, error: LN014}, or {linked: false, error: LN017, seconds} after five. Raises LN011 for a second record of one''s own, 23505 portal_links_pkey when linked already.');
