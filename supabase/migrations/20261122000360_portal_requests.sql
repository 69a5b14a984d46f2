/*
 * Requests for a link: a newly registered person who may be in a record already. Reception decides, with a
 * document before them; the person is told nothing until then.
 */

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

alter table public.link_requests enable row level security;
create policy link_requests_select_manager on public.link_requests for select to authenticated
  using ((select private.has_permission('patients.manage')));

grant select on public.link_requests to authenticated;

/*
 * Notes the records a newly registered person may have had before: same name, same birth date. When such a
 * record has the very address the account has proved to be theirs, and nobody else could have put it there, a code goes
 * there; else reception asks for a document. Called by create_own_patient, which tells the person nothing of it.
 */
create function private.file_link_requests(p_user_id uuid, p_patient public.patients) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_name text := private.join_particles(private.normalise_name(p_patient.full_name));
  v_email text := (select lower(email) from auth.users where id = p_user_id and email_confirmed_at is not null);
  v_match public.patients;
  v_request_id uuid;
  v_code_id uuid;
begin
  for v_match in
    select patients.*
    from private.patient_name_entries as entry
    join public.patients on patients.id = entry.patient_id
    where entry.token = left(split_part(v_name, ' ', 1), 40) collate "C"
      and entry.name >= (' ' || v_name || ' ') collate "C" and entry.name < (' ' || v_name || ' -') collate "C"
      and patients.birth_date = p_patient.birth_date and patients.id <> p_patient.id and patients.archived_at is null
    order by patients.created_at
    limit 5
  loop
    insert into public.link_requests (user_id, registered_patient_id, existing_patient_id)
    values (p_user_id, p_patient.id, v_match.id)
    on conflict do nothing
    returning id into v_request_id;
    continue when v_request_id is null;

    if lower(v_match.email) = v_email and not private.is_unproven(v_match.id, 'email', v_email)
      -- Whoever has the record, or had it, writes its address: a parent is not to become their child.
      and not exists (select from public.portal_links where patient_id = v_match.id)
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
  perform private.require_permission('patients.manage');
  if v_request.id is null then
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
    v_request.user_id, 'record_linked', jsonb_build_object('patient_name', v_patient.full_name), '/portal'
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

/* What waits for reception: see public.links_to_check. */
create function private.links_to_check(p_limit integer default 50)
returns table (
  kind text, request_id uuid, user_id uuid, account_name text, account_email text, relationship text,
  patient_id uuid, patient_name text, patient_mrn text, birth_date date, deceased_at timestamptz, registered_patient_id uuid, registered_mrn text,
  since timestamptz
)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
begin
  perform private.require_permission('patients.manage');
  return query
    (
      select
        'request', requests.id, requests.user_id, coalesce(nullif(profiles.full_name, ''), profiles.email, ''), profiles.email, 'self',
        existing.id, existing.full_name, existing.mrn, existing.birth_date,
        existing.deceased_at, registered.id, registered.mrn, requests.filed_at
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
        patients.id, patients.full_name, patients.mrn, patients.birth_date,
        null::timestamptz, null, null, links.created_at
      from public.portal_links as links
      join public.profiles on profiles.id = links.user_id
      join public.patients on patients.id = links.patient_id
      where links.relationship in ('parent', 'guardian')
        and patients.deceased_at is null
        and patients.birth_date + interval '18 years' <= private.hospital_day()
        and links.created_at < patients.birth_date + interval '18 years'
      order by patients.birth_date desc
      limit least(greatest(p_limit, 1), 100)
    );
end
$$;

/* For the API ------------------------------------------------------------------------------------- */

/* Rules and consequences -------------------------------------------------------------------------- */

/* Tells those who keep the records that something waits for them. */
create function private.tg_link_requests__announce() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce_once('user:' || person, 'link_request', jsonb_build_object('id', new.id))
  from private.people_holding('patients.manage') as person;
  return null;
end
$$;
create trigger link_requests_600_announce after insert or update on public.link_requests
  for each row execute function private.tg_link_requests__announce();

select private.audited('public.link_requests');
select private.keeps('{public.link_requests}', 'By what proof two records were found to be one person''s, or not');
select private.on_merge('{public.link_requests}', 'stay', p_column => 'registered_patient_id');
select private.on_merge('{public.link_requests}', 'stay', p_column => 'existing_patient_id');
select private.on_erasure('{public.link_requests}', 'contact', 'delete', p_column => 'existing_patient_id');
select private.on_erasure('{public.link_requests}', 'contact', 'delete', p_column => 'registered_patient_id');
select private.no_work_of_patients('{public.link_requests}', 'Whose account sees the record');

select private.expose('confirm_link_request', '{authenticated}',
  'The person showed p_document: their account gets the record they had, the new one is archived. Needs patients.manage (42501, also for one''s own account); PT404, 22023, LN009 decided already, 23514 patient_references_refuse when the new record holds more than visits.');
select private.expose('decline_link_request', '{authenticated}',
  'They are two people: both records stay. Errors as confirm_link_request.');
select private.expose('links_to_check', '{authenticated}',
  'What waits for reception: kind `request` (somebody registered who may have a record) and `of_age` (a parent''s link to somebody now eighteen), at most p_limit of each. Needs patients.manage (42501).');
