/*
 * The portal: how a patient wants to be told things, and whose account sees whose record.
 *
 * A record is linked to an account by a code from reception, by reception with the person before them, or
 * after a match at registration that somebody has confirmed. Never by a name and a birth date alone: whoever
 * knows those of somebody else would get that person's chart.
 */

/* How to reach a patient ------------------------------------------------------------------------ */

create table public.notification_preferences (
  patient_id  uuid primary key references public.patients on delete cascade,
  email       boolean not null default true,
  sms         boolean not null default true,
  language    text,
  quiet_from  time,
  quiet_until time,
  updated_at  timestamptz not null default now(),
  constraint notification_preferences_language_known check (language in ('en', 'es')),
  constraint notification_preferences_quiet_both check ((quiet_from is null) = (quiet_until is null)),
  constraint notification_preferences_quiet_some check (quiet_from <> quiet_until)
);
comment on table public.notification_preferences is 'How a patient wants to be reached. No row: by every channel, at any hour.';
comment on column public.notification_preferences.language is 'Null: the language of the record, or else of the account.';
comment on column public.notification_preferences.quiet_from is 'Nothing is sent from then until quiet_until, which may be the next morning; by the hospital''s clock.';

alter table public.notification_preferences enable row level security;
create policy notification_preferences_select_own_or_manager on public.notification_preferences for select to authenticated
  using (patient_id in (select private.current_patient_ids()) or (select private.has_permission('patients.manage')));
grant select on public.notification_preferences to authenticated, service_role;

/*
 * How to reach a patient: always one row, with what they have not chosen filled in. Who has no address of
 * their own, as children, is written to at that of the account that answers for them. For the owner's functions.
 */
create function private.preferences_of(p_patient_id uuid)
returns table (
  email boolean, sms boolean, language text, quiet_from time, quiet_until time,
  time_zone text, email_address text, phone text
)
language plpgsql stable security definer rows 1 set search_path = ''
as $$
begin
  return query
    select
      coalesce(chosen.email, true),
      coalesce(chosen.sms, true),
      coalesce(
        chosen.language,
        case when split_part(patient.preferred_language, '-', 1) in ('en', 'es') then split_part(patient.preferred_language, '-', 1) end,
        account.locale,
        'en'
      ),
      chosen.quiet_from,
      chosen.quiet_until,
      settings.time_zone,
      coalesce(patient.email, account.email),
      patient.phone
    from public.hospital_settings as settings
    left join public.patients as patient on patient.id = p_patient_id
    left join public.notification_preferences as chosen on chosen.patient_id = patient.id
    left join lateral (
      select profiles.locale, profiles.email
      from public.portal_links
      join public.profiles on profiles.id = portal_links.user_id
      where portal_links.patient_id = patient.id
      order by array_position(array['self', 'parent', 'guardian', 'carer'], portal_links.relationship), portal_links.created_at, profiles.id
      limit 1
    ) account on true;
end
$$;

create function private.update_preferences(
  p_patient_id uuid, p_email boolean, p_sms boolean, p_language text, p_quiet_from time, p_quiet_until time
)
returns public.notification_preferences
language plpgsql security definer set search_path = ''
as $$
declare
  v_preferences public.notification_preferences;
begin
  if not coalesce(p_patient_id in (select private.current_patient_ids()), false) then
    -- To somebody who may not know of the record it is not there.
    if not private.has_permission('patients.manage') or not exists (select from public.patients where id = p_patient_id) then
      raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
    end if;
  end if;
  insert into public.notification_preferences as preferences (patient_id, email, sms, language, quiet_from, quiet_until)
  values (p_patient_id, coalesce(p_email, true), coalesce(p_sms, true), nullif(p_language, ''), p_quiet_from, p_quiet_until)
  on conflict (patient_id) do update set
    email = excluded.email, sms = excluded.sms, language = excluded.language,
    quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until
  returning * into v_preferences;
  return v_preferences;
end
$$;
grant execute on function private.update_preferences(uuid, boolean, boolean, text, time, time) to authenticated;

create function public.update_preferences(
  p_patient_id uuid, p_email boolean, p_sms boolean, p_language text default null, p_quiet_from time default null, p_quiet_until time default null
)
returns public.notification_preferences
language plpgsql set search_path = ''
as $$
begin
  return private.update_preferences(p_patient_id, p_email, p_sms, p_language, p_quiet_from, p_quiet_until);
end
$$;
comment on function public.update_preferences(uuid, boolean, boolean, text, time, time) is 'How a patient wants to be reached, all of it at once. For the patient''s own accounts and patients.manage; anybody else PT404. Quiet hours are both given or neither (23514).';
grant execute on function public.update_preferences(uuid, boolean, boolean, text, time, time) to authenticated;

create trigger notification_preferences_100_touch_updated_at before update on public.notification_preferences
  for each row execute function private.tg_touch_updated_at();
create trigger notification_preferences_900_audit after insert or update or delete on public.notification_preferences
  for each row execute function private.tg_audit('patient_id');

/* Whose account sees whose record ------------------------------------------------------------- */

create table public.link_requests (
  id                    uuid primary key default gen_random_uuid(),
  user_id               uuid not null references public.profiles on delete cascade,
  registered_patient_id uuid not null references public.patients on delete cascade,
  existing_patient_id   uuid not null references public.patients on delete cascade,
  status                text not null default 'pending',
  document              text,
  filed_at              timestamptz not null default now(),
  decided_by            uuid references public.profiles on delete set null,
  decided_at            timestamptz,
  constraint link_requests_once unique (registered_patient_id, existing_patient_id),
  constraint link_requests_status_known check (status in ('pending', 'confirmed', 'declined')),
  constraint link_requests_decided_when check ((status = 'pending') = (decided_at is null)),
  constraint link_requests_document_length check (char_length(btrim(document)) between 1 and 80)
);
comment on table public.link_requests is 'Somebody registered who may have a record already. The person is not told, or anybody could ask who is a patient here.';
comment on column public.link_requests.document is 'What was shown at the desk, for example "Passport"; never its number.';
create index link_requests_user_id_idx on public.link_requests (user_id);
create index link_requests_existing_patient_id_idx on public.link_requests (existing_patient_id);
create index link_requests_decided_by_idx on public.link_requests (decided_by);
create index link_requests_pending_idx on public.link_requests (filed_at) where status = 'pending';

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

create table private.former_links (
  patient_id uuid primary key references public.patients on delete cascade,
  at         timestamptz not null default now()
);
comment on table private.former_links is 'Records from which an account was taken: who had one may have left an address of theirs, so mail proves nothing.';

alter table public.link_requests enable row level security;
alter table public.link_codes enable row level security;
create policy link_requests_select_manager on public.link_requests for select to authenticated
  using ((select private.has_permission('patients.manage')));
create policy link_codes_select_manager on public.link_codes for select to authenticated
  using ((select private.has_permission('patients.manage')));
grant select on public.link_requests, public.link_codes to authenticated;

/* Whether somebody born then is eighteen, by the hospital's calendar. */
create function private.is_of_age(p_birth_date date) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (select (now() at time zone time_zone)::date >= p_birth_date + interval '18 years' from public.hospital_settings);
end
$$;

/* Tells those who keep the records that something waits for them. */
create function private.announce_to_registrars(p_event text, p_payload jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce('user:' || holder.user_id, p_event, p_payload)
  from (
    select distinct user_roles.user_id
    from public.user_roles
    join public.role_permissions using (role_id)
    join public.staff on staff.user_id = user_roles.user_id and staff.active
    where role_permissions.permission_id = 'patients.manage'
  ) holder;
end
$$;

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

/* Refuses with 22023, PT404 or the constraint what no link can be made for; gives the patient. */
create function private.linkable_patient(p_patient_id uuid, p_relationship text) returns public.patients
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_patient public.patients;
begin
  select * into v_patient from public.patients where id = p_patient_id and archived_at is null;
  if not found then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  if p_relationship is null or p_relationship not in ('self', 'parent', 'guardian', 'carer')
    or (p_relationship = 'parent' and private.is_of_age(v_patient.birth_date))
  then
    raise exception 'a parent answers for a child, others are self, guardian or carer' using errcode = '22023', hint = 'p_relationship';
  end if;
  if p_relationship = 'self' and exists (select from public.portal_links where patient_id = p_patient_id and relationship = 'self') then
    raise exception 'this record has an account, constraint "portal_links_one_self_per_patient"'
      using errcode = '23505', constraint = 'portal_links_one_self_per_patient';
  end if;
  return v_patient;
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
 * Moves what a freshly registered record has gathered (visits, places on lists, whom to call, messages) to
 * the record the person had before, and archives it. Refuses when it holds anything else: charts are not
 * put together by the way.
 */
create function private.retire_registered_record(p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  c_moved constant text[] := array[
    'public.appointments', 'public.patient_contacts', 'public.waitlist_entries', 'public.queue_tokens',
    'public.follow_ups', 'public.appointment_series', 'public.deliveries', 'public.bed_requests'
  ];
  v_table text;
  v_column text;
  v_held boolean;
begin
  perform private.lock_schedules(
    array(select doctor_id from public.appointments where patient_id = p_from and ends_at > now()), least(p_from, p_to), null
  );
  perform private.lock_schedules(null, greatest(p_from, p_to), null);

  insert into public.portal_links (user_id, patient_id, relationship, proof, linked_by)
  select user_id, p_to, relationship, proof, linked_by from public.portal_links
  where patient_id = p_from and relationship <> 'self'
  on conflict (user_id, patient_id) do nothing;
  delete from public.portal_links where patient_id = p_from;
  insert into public.notification_preferences (patient_id, email, sms, language, quiet_from, quiet_until)
  select p_to, email, sms, language, quiet_from, quiet_until from public.notification_preferences where patient_id = p_from
  on conflict (patient_id) do nothing;
  delete from public.notification_preferences where patient_id = p_from;
  update public.link_codes set withdrawn_at = now() where patient_id = p_from and used_at is null and withdrawn_at is null;
  delete from private.link_code_hashes where link_code_id in (select id from public.link_codes where patient_id = p_from);

  -- A visit stays with its patient otherwise: see tg_appointments__step.
  perform set_config('lantern.record_moved', p_from || '>' || p_to, true);
  for v_table, v_column in
    select format('%I.%I', class_namespace.nspname, class.relname), attribute.attname
    from pg_catalog.pg_constraint as reference
    join pg_catalog.pg_class as class on class.oid = reference.conrelid
    join pg_catalog.pg_namespace as class_namespace on class_namespace.oid = class.relnamespace
    join pg_catalog.pg_attribute as attribute on attribute.attrelid = class.oid and attribute.attnum = reference.conkey[1]
    where reference.contype = 'f' and reference.confrelid = 'public.patients'::regclass and reference.conparentid = 0
      and cardinality(reference.conkey) = 1
      and class.relname not in ('portal_links', 'notification_preferences', 'link_codes', 'link_requests', 'former_links')
    order by class.relname
  loop
    if v_table = any (c_moved) then
      execute format('update %s set %I = $2 where %I = $1', v_table, v_column, v_column) using p_from, p_to;
    else
      execute format('select exists (select from %s where %I = $1)', v_table, v_column) into v_held using p_from;
      if v_held then
        raise exception 'the new record holds more than visits, constraint "link_requests_fresh_record"'
          using errcode = '23514', constraint = 'link_requests_fresh_record', hint = v_table;
      end if;
    end if;
  end loop;
  perform set_config('lantern.record_moved', '', true);

  update public.patients set archived_at = now(), archived_reason = 'Duplicate of ' || (select mrn from public.patients where id = p_to)
  where id = p_from;
end
$$;

/*
 * Links an account to a record. Somebody who registered anew and turns out to have had a record gets that one,
 * and what they did meanwhile goes with them; any other second record of one's own is refused with LN011.
 */
create function private.link_record(p_user_id uuid, p_patient_id uuid, p_relationship text, p_proof text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_own_id uuid;
begin
  if p_relationship = 'self' then
    select patient_id into v_own_id from public.portal_links where user_id = p_user_id and relationship = 'self';
    if found and v_own_id <> p_patient_id then
      perform from public.link_requests
      where user_id = p_user_id and registered_patient_id = v_own_id and existing_patient_id = p_patient_id and status = 'pending'
      for update;
      if not found then
        raise exception 'this account has a record of its own' using errcode = 'LN011';
      end if;
      perform private.retire_registered_record(v_own_id, p_patient_id);
      update public.link_requests set
        status = case when existing_patient_id = p_patient_id then 'confirmed' else 'declined' end,
        decided_by = auth.uid(), decided_at = now()
      where registered_patient_id = v_own_id and status = 'pending';
    end if;
  end if;
  insert into public.portal_links (user_id, patient_id, relationship, proof, linked_by)
  values (p_user_id, p_patient_id, p_relationship, p_proof, nullif(auth.uid(), p_user_id));
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

/*
 * Notes the records a newly registered person may have had before: same name, same birth date. When such a
 * record has the very address the account has proved to be theirs, a code goes there; else reception asks for
 * a document. Called by create_own_patient, which tells the person nothing of it.
 */
create function private.file_link_requests(p_user_id uuid, p_patient public.patients) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_name text := private.normalise_name(p_patient.given_name || ' ' || p_patient.family_name);
  v_email text := (select lower(email) from auth.users where id = p_user_id and email_confirmed_at is not null);
  v_match public.patients;
  v_request_id uuid;
  v_code_id uuid;
begin
  for v_match in
    select patients.*
    from private.patient_name_entries as entry
    join public.patients on patients.id = entry.patient_id
    where entry.token = (private.name_words(v_name))[1] collate "C" and entry.name = (' ' || v_name || ' ') collate "C"
      and patients.birth_date = p_patient.birth_date and patients.id <> p_patient.id and patients.archived_at is null
    order by patients.created_at
    limit 5
  loop
    insert into public.link_requests (user_id, registered_patient_id, existing_patient_id)
    values (p_user_id, p_patient.id, v_match.id)
    on conflict do nothing
    returning id into v_request_id;
    continue when v_request_id is null;

    if lower(v_match.email) = v_email
      and not exists (select from public.portal_links where patient_id = v_match.id and relationship = 'self')
      and not exists (select from private.former_links where patient_id = v_match.id)
    then
      insert into public.link_codes (patient_id, relationship, for_user_id, expires_at)
      values (v_match.id, 'self', p_user_id, now() + interval '24 hours')
      returning id into v_code_id;
      perform private.enqueue_delivery(
        v_match.id, 'link_code', jsonb_build_object('link_code_id', v_code_id), now(), 'link_code:' || v_code_id, null, now() + interval '24 hours'
      );
    end if;
  end loop;
end
$$;

/* The request, locked, if the caller may decide it: 42501, PT404, or LN009 when somebody else has. */
create function private.open_link_request(p_request_id uuid) returns public.link_requests
language plpgsql security definer set search_path = ''
as $$
declare
  v_request public.link_requests;
begin
  perform private.require_permission('patients.manage');
  select * into v_request from public.link_requests where id = p_request_id for update;
  if not found then
    raise exception 'no such request' using errcode = 'PT404', hint = 'p_request_id';
  end if;
  if v_request.user_id = auth.uid() then
    raise exception 'somebody else has to decide about your own account' using errcode = '42501';
  end if;
  if v_request.status <> 'pending' then
    raise exception 'this has been decided already' using errcode = 'LN009', hint = 'p_request_id';
  end if;
  return v_request;
end
$$;

/* What was shown at the desk, or 22023. */
create function private.shown_document(p_document text) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  if p_document is null or char_length(btrim(p_document)) not between 1 and 80 then
    raise exception 'which document was shown is needed' using errcode = '22023', hint = 'p_document';
  end if;
  return btrim(p_document);
end
$$;

create function private.confirm_link_request(p_request_id uuid, p_document text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_request public.link_requests := private.open_link_request(p_request_id);
  v_patient public.patients;
begin
  update public.link_requests set document = private.shown_document(p_document) where id = p_request_id;
  v_patient := private.linkable_patient(v_request.existing_patient_id, 'self');
  perform private.link_record(v_request.user_id, v_request.existing_patient_id, 'self', p_document);
  -- The account may have got a record of its own by another way since.
  update public.link_requests set status = 'confirmed', decided_by = auth.uid(), decided_at = now()
  where id = p_request_id and status = 'pending';
  perform private.notify_user(
    v_request.user_id, 'record_linked', jsonb_build_object('patient_name', v_patient.given_name || ' ' || v_patient.family_name), '/portal'
  );
end
$$;

create function private.decline_link_request(p_request_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_request public.link_requests := private.open_link_request(p_request_id);
begin
  update public.link_requests set status = 'declined', decided_by = auth.uid(), decided_at = now() where id = p_request_id;
  -- Words that fit whether or not there is another record: to somebody else it must not be told.
  perform private.notify_user(v_request.user_id, 'registration_checked', '{}', '/portal/family');
end
$$;

create function private.link_account(p_patient_id uuid, p_email text, p_relationship text, p_document text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_document text;
  v_patient public.patients;
  v_user_id uuid;
begin
  perform private.require_permission('patients.manage');
  v_document := private.shown_document(p_document);
  v_patient := private.linkable_patient(p_patient_id, p_relationship);
  select id into v_user_id from public.profiles where lower(email) = lower(btrim(p_email));
  if not found then
    raise exception 'no account has this address' using errcode = 'PT404', hint = 'p_email';
  end if;
  if v_user_id = auth.uid() then
    raise exception 'somebody else has to link your own account' using errcode = '42501';
  end if;
  perform private.link_record(v_user_id, p_patient_id, p_relationship, v_document);
  perform private.notify_user(
    v_user_id, 'record_linked', jsonb_build_object('patient_name', v_patient.given_name || ' ' || v_patient.family_name), '/portal/family'
  );
end
$$;

create function private.remove_portal_link(p_user_id uuid, p_patient_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_link public.portal_links;
  v_patient public.patients;
begin
  select * into v_link from public.portal_links where user_id = p_user_id and patient_id = p_patient_id;
  select * into v_patient from public.patients where id = p_patient_id;
  if private.has_permission('patients.manage') then
    null;
  elsif v_link.user_id = auth.uid() then
    -- Without a record of one's own one would only make a second.
    if v_link.relationship = 'self' then
      raise exception 'reception takes one''s own record away' using errcode = '42501', hint = 'patients.manage';
    end if;
  elsif exists (select from public.portal_links where user_id = auth.uid() and patient_id = p_patient_id and relationship = 'self') then
    -- A child does not decide over its parents.
    if not private.is_of_age(v_patient.birth_date) then
      raise exception 'reception decides about who answers for a child' using errcode = '42501', hint = 'patients.manage';
    end if;
  else
    v_link := null;
  end if;
  if v_link.user_id is null then
    raise exception 'no such link' using errcode = 'PT404', hint = 'p_user_id';
  end if;
  delete from public.portal_links where user_id = p_user_id and patient_id = p_patient_id;
  if v_link.user_id is distinct from auth.uid() then
    perform private.notify_user(
      v_link.user_id, 'record_unlinked', jsonb_build_object('patient_name', v_patient.given_name || ' ' || v_patient.family_name), null
    );
  end if;
end
$$;

create function private.keep_as_carer(p_user_id uuid, p_patient_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('patients.manage');
  update public.portal_links set relationship = 'carer', linked_by = auth.uid()
  where user_id = p_user_id and patient_id = p_patient_id and relationship in ('parent', 'guardian');
  if not found then
    raise exception 'no such link' using errcode = 'PT404', hint = 'p_user_id';
  end if;
end
$$;

/* The accounts that see a record: for reception, and for whose record it is (without addresses). */
create function private.patient_accounts(p_patient_id uuid)
returns table (user_id uuid, name text, email text, relationship text, proof text, since timestamptz, came_of_age boolean)
language plpgsql stable security definer rows 3 set search_path = ''
as $$
declare
  v_manager boolean := private.has_permission('patients.manage');
begin
  if not v_manager and not exists (
    select from public.portal_links links
    where links.user_id = auth.uid() and links.patient_id = p_patient_id and links.relationship = 'self'
  ) then
    return;
  end if;
  return query
    select
      links.user_id, coalesce(nullif(profiles.full_name, ''), profiles.email, ''), case when v_manager then profiles.email end,
      links.relationship, case when v_manager then links.proof end, links.created_at,
      links.relationship in ('parent', 'guardian') and private.is_of_age(patients.birth_date)
        and links.created_at < patients.birth_date + interval '18 years'
    from public.portal_links links
    join public.profiles on profiles.id = links.user_id
    join public.patients on patients.id = links.patient_id
    where links.patient_id = p_patient_id
    order by array_position(array['self', 'parent', 'guardian', 'carer'], links.relationship), links.created_at;
end
$$;

/* What waits for reception: see public.links_to_check. */
create function private.links_to_check(p_limit integer)
returns table (
  kind text, request_id uuid, user_id uuid, account_name text, account_email text, relationship text,
  patient_id uuid, patient_name text, patient_mrn text, birth_date date, registered_patient_id uuid, registered_mrn text, since timestamptz
)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
begin
  perform private.require_permission('patients.manage');
  return query
    (
      select
        'request', requests.id, requests.user_id, coalesce(nullif(profiles.full_name, ''), profiles.email, ''), profiles.email, 'self',
        existing.id, existing.given_name || ' ' || existing.family_name, existing.mrn, existing.birth_date,
        registered.id, registered.mrn, requests.filed_at
      from public.link_requests as requests
      join public.profiles on profiles.id = requests.user_id
      join public.patients as existing on existing.id = requests.existing_patient_id
      join public.patients as registered on registered.id = requests.registered_patient_id
      where requests.status = 'pending'
      order by requests.filed_at
      limit least(greatest(p_limit, 1), 100)
    )
    union all
    (
      select
        'of_age', null, links.user_id, coalesce(nullif(profiles.full_name, ''), profiles.email, ''), profiles.email, links.relationship,
        patients.id, patients.given_name || ' ' || patients.family_name, patients.mrn, patients.birth_date,
        null, null, links.created_at
      from public.portal_links as links
      join public.profiles on profiles.id = links.user_id
      join public.patients on patients.id = links.patient_id
      cross join public.hospital_settings as settings
      where links.relationship in ('parent', 'guardian')
        and patients.birth_date + interval '18 years' <= (now() at time zone settings.time_zone)::date
        and links.created_at < patients.birth_date + interval '18 years'
      order by patients.birth_date desc
      limit least(greatest(p_limit, 1), 100)
    );
end
$$;

/* Particulars -------------------------------------------------------------------------------------- */

create function private.update_own_particulars(p_patient_id uuid, p_patient jsonb, p_expected_updated_at timestamptz) returns public.patients
language plpgsql security definer set search_path = ''
as $$
declare
  c_keys constant text[] := array['phone', 'email', 'address_line', 'city', 'postal_code', 'country'];
  v_input jsonb := private.patient_input(p_patient);
  v_key text;
  v_patient public.patients;
  v_wanted public.patients;
begin
  if not coalesce(p_patient_id in (select private.current_patient_ids()), false) then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  select key into v_key from jsonb_object_keys(v_input) as key where key <> all (c_keys) limit 1;
  if found then
    raise exception 'reception changes this' using errcode = '22023', hint = v_key;
  end if;
  select * into v_patient from public.patients where id = p_patient_id for no key update;
  if v_patient.updated_at is distinct from p_expected_updated_at then
    raise exception 'somebody else has changed this patient' using errcode = 'LN009', hint = 'p_expected_updated_at';
  end if;
  v_wanted := jsonb_populate_record(v_patient, v_input);
  update public.patients set
    phone = v_wanted.phone, email = v_wanted.email, address_line = v_wanted.address_line, city = v_wanted.city,
    postal_code = v_wanted.postal_code, country = v_wanted.country
  where id = p_patient_id
  returning * into v_patient;
  return v_patient;
end
$$;

create function private.archive_patient(p_patient_id uuid, p_reason text, p_expected_updated_at timestamptz, p_archive boolean) returns public.patients
language plpgsql security definer set search_path = ''
as $$
declare
  v_patient public.patients;
begin
  perform private.require_permission('patients.manage');
  if p_archive and (p_reason is null or char_length(btrim(p_reason)) not between 1 and 300) then
    raise exception 'a reason of 1 to 300 characters is needed' using errcode = '22023', hint = 'p_reason';
  end if;
  -- A booking takes this lock before it looks whether the record is archived.
  perform private.lock_schedules(null, p_patient_id, null);
  select * into v_patient from public.patients where id = p_patient_id for no key update;
  if not found then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  if v_patient.updated_at is distinct from p_expected_updated_at then
    raise exception 'somebody else has changed this patient' using errcode = 'LN009', hint = 'p_expected_updated_at';
  end if;
  update public.patients set
    archived_at = case when p_archive then coalesce(archived_at, now()) end,
    archived_reason = case when p_archive then btrim(p_reason) end
  where id = p_patient_id
  returning * into v_patient;
  return v_patient;
end
$$;

/* Nobody is put away who is expected or lies here. */
create function private.tg_patients__archivable() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (
    select from public.appointments
    where patient_id = new.id and ends_at > now() and status in ('requested', 'confirmed', 'checked_in', 'in_consultation')
  ) or exists (select from public.admissions where patient_id = new.id and discharged_at is null) then
    raise exception 'a patient who is expected or admitted is not archived, constraint "patients_archived_gone"'
      using errcode = '23514', constraint = 'patients_archived_gone';
  end if;
  return new;
end
$$;
create trigger patients_200_archivable before update of archived_at on public.patients
  for each row when (old.archived_at is null and new.archived_at is not null)
  execute function private.tg_patients__archivable();

/* The commands ----------------------------------------------------------------------------------- */

grant execute on function
  private.issue_link_code(uuid, text, boolean), private.withdraw_link_code(uuid), private.redeem_link_code(text, date),
  private.confirm_link_request(uuid, text), private.decline_link_request(uuid), private.link_account(uuid, text, text, text),
  private.remove_portal_link(uuid, uuid), private.keep_as_carer(uuid, uuid), private.patient_accounts(uuid), private.links_to_check(integer),
  private.update_own_particulars(uuid, jsonb, timestamptz), private.archive_patient(uuid, text, timestamptz, boolean)
  to authenticated;

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

create function public.confirm_link_request(p_request_id uuid, p_document text) returns void
language sql set search_path = ''
as $$ select private.confirm_link_request(p_request_id, p_document) $$;
comment on function public.confirm_link_request(uuid, text) is 'The person showed p_document: their account gets the record they had, the new one is archived. Needs patients.manage (42501, also for one''s own account); PT404, 22023, LN009 decided already, 23514 link_requests_fresh_record when the new record holds more than visits.';

create function public.decline_link_request(p_request_id uuid) returns void
language sql set search_path = ''
as $$ select private.decline_link_request(p_request_id) $$;
comment on function public.decline_link_request(uuid) is 'They are two people: both records stay. Errors as confirm_link_request.';

create function public.link_account(p_patient_id uuid, p_email text, p_relationship text, p_document text) returns void
language sql set search_path = ''
as $$ select private.link_account(p_patient_id, p_email, p_relationship, p_document) $$;
comment on function public.link_account(uuid, text, text, text) is 'Links an account, by its address, to a patient after its owner has shown a document. Needs patients.manage (42501, also for one''s own account); PT404 with p_patient_id or p_email as hint, 22023, LN011, 23505.';

create function public.remove_portal_link(p_user_id uuid, p_patient_id uuid) returns void
language sql set search_path = ''
as $$ select private.remove_portal_link(p_user_id, p_patient_id) $$;
comment on function public.remove_portal_link(uuid, uuid) is 'Takes a record from an account, at the next statement: for patients.manage, for that account (not its own record, 42501) and for the grown-up whose record it is. Else PT404.';

create function public.keep_as_carer(p_user_id uuid, p_patient_id uuid) returns void
language sql set search_path = ''
as $$ select private.keep_as_carer(p_user_id, p_patient_id) $$;
comment on function public.keep_as_carer(uuid, uuid) is 'The child has come of age and wants its parent to go on: the link becomes a carer''s. Needs patients.manage (42501); no such link PT404.';

create function public.patient_accounts(p_patient_id uuid)
returns table (user_id uuid, name text, email text, relationship text, proof text, since timestamptz, came_of_age boolean)
language sql stable set search_path = ''
as $$ select * from private.patient_accounts(p_patient_id) $$;
comment on function public.patient_accounts(uuid) is 'Accounts that see a record, for patients.manage and for whose record it is (address and proof null); none for others. came_of_age: a parent''s link from before the eighteenth birthday.';

create function public.links_to_check(p_limit integer default 50)
returns table (
  kind text, request_id uuid, user_id uuid, account_name text, account_email text, relationship text,
  patient_id uuid, patient_name text, patient_mrn text, birth_date date, registered_patient_id uuid, registered_mrn text, since timestamptz
)
language sql stable set search_path = ''
as $$ select * from private.links_to_check(p_limit) $$;
comment on function public.links_to_check(integer) is 'What waits for reception: kind `request` (somebody registered who may have a record) and `of_age` (a parent''s link to somebody now eighteen), at most p_limit of each. Needs patients.manage (42501).';

create function public.update_own_particulars(p_patient_id uuid, p_patient jsonb, p_expected_updated_at timestamptz) returns public.patients
language plpgsql set search_path = ''
as $$
begin
  return private.update_own_particulars(p_patient_id, p_patient, p_expected_updated_at);
end
$$;
comment on function public.update_own_particulars(uuid, jsonb, timestamptz) is 'Telephone, e-mail and address, changed by the patient''s own accounts (else PT404); other keys 22023. Needs the updated_at the caller has seen (else LN009).';

create function public.archive_patient(p_patient_id uuid, p_reason text, p_expected_updated_at timestamptz) returns public.patients
language plpgsql set search_path = ''
as $$
begin
  return private.archive_patient(p_patient_id, p_reason, p_expected_updated_at, true);
end
$$;
comment on function public.archive_patient(uuid, text, timestamptz) is 'Puts a record away: it is found no more and nothing is booked for it; nothing is deleted. Needs patients.manage (42501); PT404, 22023, LN009, 23514 patients_archived_gone while visits are to come or the patient is admitted.';

create function public.restore_patient(p_patient_id uuid, p_expected_updated_at timestamptz) returns public.patients
language plpgsql set search_path = ''
as $$
begin
  return private.archive_patient(p_patient_id, null, p_expected_updated_at, false);
end
$$;
comment on function public.restore_patient(uuid, timestamptz) is 'Takes an archived record back. Errors as archive_patient.';

/* The doctors these patients have been to, by name, among the visits the caller may see. */
create function public.visited_doctors(p_patient_ids uuid[]) returns table (id uuid, name text)
language plpgsql stable set search_path = ''
as $$
begin
  return query
    select doctors.id, doctors.name
    from public.doctors
    where doctors.id in (select appointments.doctor_id from public.appointments where appointments.patient_id = any (p_patient_ids))
    order by doctors.name;
end
$$;

grant execute on function
  public.issue_link_code(uuid, text, boolean), public.withdraw_link_code(uuid), public.redeem_link_code(text, date),
  public.confirm_link_request(uuid, text), public.decline_link_request(uuid), public.link_account(uuid, text, text, text),
  public.remove_portal_link(uuid, uuid), public.keep_as_carer(uuid, uuid), public.patient_accounts(uuid), public.links_to_check(integer),
  public.update_own_particulars(uuid, jsonb, timestamptz), public.archive_patient(uuid, text, timestamptz), public.restore_patient(uuid, timestamptz),
  public.visited_doctors(uuid[])
  to authenticated;

/* Tells whoever looks at the record that it is out of date. */
create function private.tg_record__announce() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_row jsonb := to_jsonb(coalesce(new, old));
begin
  perform private.announce('record:' || coalesce(v_row ->> 'patient_id', v_row ->> 'id'), 'record_changed', '{}');
  return null;
end
$$;
create trigger patients_800_announce after update on public.patients
  for each row execute function private.tg_record__announce();
create trigger patient_contacts_800_announce after insert or update or delete on public.patient_contacts
  for each row execute function private.tg_record__announce();
create trigger portal_links_810_announce_record after insert or update or delete on public.portal_links
  for each row execute function private.tg_record__announce();
create trigger notification_preferences_800_announce after insert or update or delete on public.notification_preferences
  for each row execute function private.tg_record__announce();
create trigger link_codes_800_announce after insert or update on public.link_codes
  for each row execute function private.tg_record__announce();

create function private.tg_portal_links__remember() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- Gone with its record, there is nothing to remember.
  insert into private.former_links (patient_id)
  select old.patient_id where exists (select from public.patients where id = old.patient_id)
  on conflict do nothing;
  return null;
end
$$;
create trigger portal_links_500_remember after delete on public.portal_links
  for each row execute function private.tg_portal_links__remember();

create function private.tg_link_requests__announce() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce_to_registrars('link_request', jsonb_build_object('id', new.id));
  return null;
end
$$;
create trigger link_requests_800_announce after insert or update on public.link_requests
  for each row execute function private.tg_link_requests__announce();

create trigger link_requests_900_audit after insert or update or delete on public.link_requests
  for each row execute function private.tg_audit();
create trigger link_codes_900_audit after insert or update or delete on public.link_codes
  for each row execute function private.tg_audit();
