/*
 * Addresses nobody has proved. What a portal's account writes down as an address or a number may be anybody's: it gets
 * one message that asks whether it is theirs, and nothing else until the link in it was followed, or the desk vouches for
 * it with the patient there. What the desk writes down was said there.
 */

create table private.address_checks (
  id         uuid primary key default gen_random_uuid(),
  patient_id uuid not null references public.patients on delete cascade,
  channel    text not null,
  address    text not null,
  token_hash text,
  asked_by   uuid,
  asked_at   timestamptz not null default now(),
  proven_at  timestamptz,
  constraint address_checks_once unique (patient_id, channel, address),
  constraint address_checks_token_hash_key unique (token_hash),
  constraint address_checks_channel_known check (channel in ('email', 'sms'))
);
comment on table private.address_checks is 'Addresses that portal accounts wrote down, and whether whoever has them said that they are theirs.';
comment on column private.address_checks.token_hash is 'Of the link in the message that asks, made when it is sent.';
comment on column private.address_checks.asked_by is 'The account that wrote it; no foreign key, since how many an account has asked about outlives it.';
create index address_checks_address_idx on private.address_checks (channel, address, asked_at);
create index address_checks_asked_by_idx on private.address_checks (asked_by, asked_at);
-- Who vouched for an address is in the log; that one was written down is, with the patient.
select private.audited('private.address_checks', p_when => 'update of proven_at');
select private.keeps('{private.address_checks}', 'As long as the record: whether its addresses are its patient''s');
select private.on_merge('{private.address_checks}', 'drop');
select private.on_erasure('{private.address_checks}', 'contact', 'delete');
select private.no_work_of_patients('{private.address_checks}', 'Whether an address is theirs');

/* Whether nobody has proved that an address of a patient is theirs. */
create function private.is_unproven(p_patient_id uuid, p_channel text, p_address text) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return exists (
    select from private.address_checks
    where patient_id = p_patient_id and channel = p_channel and address = p_address and proven_at is null
  );
end
$$;

/*
 * Asks of an address whether it is theirs: once in a month, whoever writes it down, and of five a day for one account.
 * Beyond that it stays unproven, and the desk can write it down.
 */
create function private.check_address(p_patient_id uuid, p_channel text, p_address text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  c_a_day constant integer := 5;
  v_check_id uuid;
  v_asked constant boolean := exists (
    select from private.address_checks
    where channel = p_channel and address = p_address and asked_at > now() - interval '30 days'
  ) or (
    select count(*) from private.address_checks where asked_by = auth.uid() and asked_at > now() - interval '1 day'
  ) >= c_a_day;
begin
  insert into private.address_checks (patient_id, channel, address, asked_by)
  values (p_patient_id, p_channel, p_address, auth.uid())
  on conflict on constraint address_checks_once do nothing
  returning id into v_check_id;
  if v_check_id is null or v_asked or (p_channel = 'sms' and not private.takes_sms(p_address)) then return; end if;
  insert into public.deliveries (key, channel, kind, patient_id, params, locale, due_at, expires_at, next_attempt_at)
  select
    'address_check:' || v_check_id, p_channel, 'address_check', p_patient_id, jsonb_build_object('check_id', v_check_id),
    way.language, now(), now() + interval '1 day', now()
  from private.preferences_of(p_patient_id) as way;
end
$$;

/* What the desk, the migrations and the seed write down is believed; an account's own confirmed address is, too. */
create function private.tg_patients__check_addresses() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_user_id constant uuid := auth.uid();
begin
  if v_user_id is null or private.has_permission('patients.manage') then
    -- What stays as it was nobody has looked at.
    update private.address_checks set proven_at = now()
    where patient_id = new.id and proven_at is null and tg_op = 'UPDATE' and (
      (channel, address) = ('email', lower(new.email)) and new.email is distinct from old.email
      or (channel, address) = ('sms', new.phone) and new.phone is distinct from old.phone
    );
    return null;
  end if;
  if new.email is not null and (tg_op = 'INSERT' or new.email is distinct from old.email) and not exists (
    select from auth.users where id = v_user_id and email = lower(new.email) and email_confirmed_at is not null
  ) then
    perform private.check_address(new.id, 'email', lower(new.email));
  end if;
  if new.phone is not null and (tg_op = 'INSERT' or new.phone is distinct from old.phone) then
    perform private.check_address(new.id, 'sms', new.phone);
  end if;
  return null;
end
$$;
create trigger patients_330_check_addresses after insert or update of email, phone on public.patients
  for each row execute function private.tg_patients__check_addresses();

/* Where the message goes that asks: as long as it is the patient's address, and nobody has answered. */
create function private.checked_address(p_delivery public.deliveries) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select asked.address
    from private.address_checks asked
    join public.patients patient on patient.id = asked.patient_id
    where asked.id = (p_delivery.params ->> 'check_id')::uuid and asked.proven_at is null
      and asked.address = case asked.channel when 'email' then lower(patient.email) else patient.phone end
  );
end
$$;

create function private.content_of_address_check(p_delivery public.deliveries) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_token constant text := private.new_token();
begin
  update private.address_checks set token_hash = private.token_hash(v_token)
  where id = (p_delivery.params ->> 'check_id')::uuid and proven_at is null;
  -- Nothing of what somebody wrote about themselves goes to whom it may not concern.
  return case when found then jsonb_build_object('path', '/confirm-address/' || v_token, 'given_name', '') end;
end
$$;
insert into private.delivery_kinds (kind, quiet_hours, content, recipient, of_health) values
  ('address_check', 'wait', 'private.content_of_address_check', 'private.checked_address', false);

/* The message is followed by whoever it reached, with or without an account. */
create function private.confirm_address(p_token text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_check private.address_checks;
begin
  update private.address_checks set proven_at = now(), token_hash = null
  where token_hash = private.token_hash(p_token) and asked_at > now() - interval '7 days'
  returning * into v_check;
  if not found then
    raise exception 'this link is over' using errcode = 'LN014', hint = 'p_token';
  end if;
  perform private.announce_once('record:' || v_check.patient_id, 'record_changed');
end
$$;
select private.expose('confirm_address', '{anon,authenticated}',
  'Says that an address or number of a patient''s is one''s own, by the link that was sent there; LN014 when it is used, a week old or unknown.');

/* The desk has the patient there, who says that an address is theirs. */
create function private.vouch_for_address(p_patient_id uuid, p_channel text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('patients.manage');
  if p_channel is null or p_channel not in ('email', 'sms') then
    raise exception 'there is no such way' using errcode = '22023', hint = 'p_channel';
  end if;
  update private.address_checks asked set proven_at = now(), token_hash = null
  from public.patients patient
  where patient.id = p_patient_id and asked.patient_id = patient.id and asked.channel = p_channel and asked.proven_at is null
    and asked.address = case asked.channel when 'email' then lower(patient.email) else patient.phone end;
  if not found then
    raise exception 'nothing there waits to be confirmed' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  -- Whoever was writing in the check was waited for.
  perform private.require_permission('patients.manage');
  perform private.announce_once('record:' || p_patient_id, 'record_changed');
end
$$;
select private.expose('vouch_for_address', '{authenticated}',
  'Says for a patient who is at the desk that their address (p_channel email) or number (sms) is theirs. Needs patients.manage (42501); PT404 where none waits to be confirmed; 22023.');

/* Which ways of a patient's wait for somebody to say that they are theirs. */
create function private.unproven_channels(p_patient_id uuid) returns text[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_preferences_of(p_patient_id);
  return array(
    select asked.channel
    from private.address_checks asked
    join public.patients patient on patient.id = asked.patient_id
    where asked.patient_id = p_patient_id and asked.proven_at is null
      and asked.address = case asked.channel when 'email' then lower(patient.email) else patient.phone end
    order by 1
  );
end
$$;
select private.expose('unproven_channels', '{authenticated}',
  'Which of a patient''s address (email) and number (sms) get nothing before somebody confirms them by the link that was sent there. For the patient''s own accounts and patients.manage; anybody else PT404.');
