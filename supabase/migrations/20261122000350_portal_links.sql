/*
 * The portal: whose account sees whose record.
 *
 * A record is linked to an account by a code from reception, by reception with the person before them, or
 * after a match at registration that somebody has confirmed. Never by a name and a birth date alone: whoever
 * knows those of somebody else would get that person's chart.
 */

create table public.portal_links (
  user_id      uuid not null references public.profiles on delete cascade,
  patient_id   uuid not null references public.patients on delete cascade,
  relationship text not null,
  proof        text not null default 'unrecorded',
  linked_by    uuid references public.profiles on delete set null,
  created_at   timestamptz not null default now(),
  primary key (user_id, patient_id),
  constraint portal_links_proof_length check (char_length(btrim(proof)) between 1 and 80),
  constraint portal_links_relationship_known check (relationship in ('self', 'parent', 'guardian', 'carer'))
);
comment on table public.portal_links is 'Which accounts see which records: one''s own, one''s children''s, those of people one cares for.';
comment on column public.portal_links.proof is 'Why the hospital believed it: `registered`, `code`, `matched`, or the document that was shown.';
create index portal_links_patient_id_idx on public.portal_links (patient_id);
create index portal_links_linked_by_idx on public.portal_links (linked_by);
create unique index portal_links_one_self_per_user on public.portal_links (user_id) where relationship = 'self';
create unique index portal_links_one_self_per_patient on public.portal_links (patient_id) where relationship = 'self';

create table private.former_links (
  patient_id uuid primary key references public.patients on delete cascade,
  at         timestamptz not null default now()
);
comment on table private.former_links is 'Records from which an account was taken: who had one may have left an address of theirs, so mail proves nothing.';

alter table public.portal_links enable row level security;
create policy portal_links_select_own_or_manager on public.portal_links for select to authenticated
  using (user_id = (select auth.uid()) or (select private.has_permission('patients.manage')));

grant select on public.portal_links to authenticated;

/*
 * A person's own new record. Never links to an existing one: whoever knows a name and a birth date
 * would get somebody's chart. A record that fits is noted for reception, and the caller is not told.
 */
create function private.create_own_patient(
  p_given_name text, p_family_name text, p_birth_date date, p_sex text default null,
  p_phone text default null, p_phone_extension text default null, p_phone_without_sms text default null
)
returns public.patients
language plpgsql security definer set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
  v_input jsonb;
  v_key text;
  v_patient public.patients;
begin
  if not exists (select from public.profiles where id = v_user_id) then
    raise exception 'not signed in' using errcode = '42501';
  end if;
  if exists (select from public.portal_links where user_id = v_user_id and relationship = 'self') then
    raise exception 'you already have a record of your own' using errcode = 'LN011';
  end if;
  v_input := jsonb_build_object('p_given_name', nullif(btrim(concat(p_given_name, p_family_name)), ''), 'p_birth_date', p_birth_date);
  select key into v_key from jsonb_each_text(v_input) where value is null limit 1;
  if found then
    raise exception '% is missing', v_key using errcode = '22023', hint = v_key;
  end if;

  insert into public.patients (
    given_name, family_name, birth_date, sex, phone, phone_extension, phone_without_sms, email, preferred_language
  )
  select
    btrim(coalesce(p_given_name, '')), btrim(coalesce(p_family_name, '')), p_birth_date, coalesce(p_sex, 'unknown'),
    nullif(btrim(p_phone), ''), p_phone_extension, p_phone_without_sms, email, locale
  from public.profiles where id = v_user_id
  returning * into v_patient;
  insert into public.portal_links (user_id, patient_id, relationship, proof) values (v_user_id, v_patient.id, 'self', 'registered');
  perform private.file_link_requests(v_user_id, v_patient);
  return v_patient;
exception when unique_violation then
  -- Twice at once: the other one has won, and nothing of this one stays.
  raise exception 'you already have a record of your own' using errcode = 'LN011';
end
$$;

/* Whether somebody born then is eighteen, by the hospital's calendar. */
create function private.is_of_age(p_birth_date date) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return private.hospital_day() >= p_birth_date + interval '18 years';
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

/* The accounts of others go with the record; one's own is linked anew by whoever merges. */
create function private.merge_portal_links(p_from uuid, p_to uuid) returns void
language sql security definer set search_path = ''
as $$
  insert into public.portal_links (user_id, patient_id, relationship, proof, linked_by)
  select user_id, p_to, relationship, proof, linked_by from public.portal_links
  where patient_id = p_from and relationship <> 'self'
  on conflict (user_id, patient_id) do nothing;
  delete from public.portal_links where patient_id = p_from;
$$;
select private.on_merge('{public.portal_links}', 'function', 'private.merge_portal_links');
select private.on_merge('{private.former_links}', 'stay');
select private.on_erasure('{public.portal_links,private.former_links}', 'contact', 'delete');
select private.no_work_of_patients('{public.portal_links,private.former_links}', 'Whose account sees the record');
select private.keeps('{public.portal_links,private.former_links}', 'By what proof an account sees a record, or saw it');

/*
 * Moves what a freshly registered record has gathered to the record the person had before, and archives it: what each
 * table has said in private.patient_references. Refuses when it holds more: charts are not put together by the way.
 */
create function private.retire_registered_record(p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.lock_schedules(
    array(select doctor_id from public.appointments where patient_id = p_from and ends_at > now()), least(p_from, p_to), null
  );
  perform private.lock_schedules(null, greatest(p_from, p_to), null);
  -- A visit stays with its patient otherwise: see tg_appointments__step.
  perform set_config('lantern.record_moved', p_from || '>' || p_to, true);
  perform private.merge_patient_references(p_from, p_to);
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
  -- The records were waited for.
  perform private.require_permission('patients.manage');
  perform private.notify_user(
    v_user_id, 'record_linked', jsonb_build_object('patient_name', v_patient.full_name), '/portal/family'
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
  -- The right may be another link of the record, so all of it are locked before it is asked.
  perform from public.portal_links where patient_id = p_patient_id order by user_id for update;
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
      v_link.user_id, 'record_unlinked', jsonb_build_object('patient_name', v_patient.full_name), null
    );
  end if;
end
$$;

create function private.keep_as_carer(p_user_id uuid, p_patient_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('patients.manage');
  perform from public.portal_links where user_id = p_user_id and patient_id = p_patient_id for no key update;
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
      links.relationship in ('parent', 'guardian') and private.is_of_age(patients.birth_date) and patients.deceased_at is null
        and links.created_at < patients.birth_date + interval '18 years'
    from public.portal_links links
    join public.profiles on profiles.id = links.user_id
    join public.patients on patients.id = links.patient_id
    where links.patient_id = p_patient_id
    order by array_position(array['self', 'parent', 'guardian', 'carer'], links.relationship), links.created_at;
end
$$;

/* For the API ------------------------------------------------------------------------------------- */

/* Rules and consequences -------------------------------------------------------------------------- */

/*
 * Whoever works here sees a chart by their account as its patient does, past care teams: that colleague and those who
 * manage access are told of each such link, and by whom, whatever made it.
 */
create function private.tg_portal_links__tell_of_colleague() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_colleague constant text := (select full_name from public.staff where user_id = new.user_id and active);
begin
  if v_colleague is null then return null; end if;
  perform private.notify_user(
    person, 'colleague_linked',
    jsonb_build_object(
      'colleague', v_colleague,
      'by', (select full_name from public.staff where user_id = new.linked_by),
      'patient_mrn', (select mrn from public.patients where id = new.patient_id)
    ),
    '/patients/' || new.patient_id, 'colleague_linked:' || new.user_id || ':' || new.patient_id, 'warning'
  )
  from (select private.people_holding('access.manage') union select new.user_id) as told (person);
  return null;
end
$$;
create trigger portal_links_700_tell_of_colleague after insert on public.portal_links
  for each row when (new.proof <> 'registered')
  execute function private.tg_portal_links__tell_of_colleague();

create trigger portal_links_600_announce after insert or update or delete on public.portal_links
  for each row execute function private.tg_announce('user:{user_id}', 'access_changed');

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
create trigger portal_links_300_remember after delete on public.portal_links
  for each row execute function private.tg_portal_links__remember();

select private.audited('public.portal_links', 'user_id, patient_id');
create trigger portal_links_610_announce_record after insert or update or delete on public.portal_links
  for each row execute function private.tg_announce('record:{patient_id}', 'record_changed');

select private.expose('create_own_patient', '{authenticated}',
  'Makes the caller''s own record and links it to the account. A second one LN011; a missing parameter 22023.');
select private.expose('link_account', '{authenticated}',
  'Links an account, by its address, to a patient after its owner has shown a document. Needs patients.manage (42501, also for one''s own account); PT404 with p_patient_id or p_email as hint, 22023, LN011, 23505.');
select private.expose('remove_portal_link', '{authenticated}',
  'Takes a record from an account, at the next statement: for patients.manage, for that account (not its own record, 42501) and for the grown-up whose record it is. Else PT404.');
select private.expose('keep_as_carer', '{authenticated}',
  'The child has come of age and wants its parent to go on: the link becomes a carer''s. Needs patients.manage (42501); no such link PT404.');
select private.expose('patient_accounts', '{authenticated}',
  'Accounts that see a record, for patients.manage and for whose record it is (address and proof null); none for others. came_of_age: a parent''s link from before the eighteenth birthday.');
