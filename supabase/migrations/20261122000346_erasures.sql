/*
 * Lawful erasure: asked for by one, decided by another, done by a job in one transaction. What becomes of the rows each
 * domain has said (private.patient_erasure). What stays are facts of the accounts and of the log, of a record that has a number
 * and nobody's name; the log's rows keep their digests and lose their values (private.redact_audit).
 *
 * Only what is archived is erased, so that nothing is open or begun for it, and what was put into it goes with it. Whoever is
 * writing is waited for (`for update` of the record, against which every foreign key is checked); whoever waits meanwhile
 * has written to a record that is empty, and the job erases again for an hour. Rejected: a trigger on every table that
 * asks whether its patient was erased, which each insert would pay for.
 */
alter table public.patients add column erased_at timestamptz;
alter table public.patients add constraint patients_erased_wholly check (
  erased_at is null or (
    given_name = '' and family_name = '—' and birth_date = date '1900-01-01' and coalesce(archived_reason = 'Erased', false) and num_nonnulls(
      phone, phone_extension, phone_without_sms, email, address_line, city, postal_code, country, preferred_language, deceased_at,
      national_id_sealed_at
    ) = 0
  )
);
comment on column public.patients.erased_at is 'When what was known of them was erased; the number stays, and is nobody''s.';

alter table public.hospital_settings add column record_years integer not null default 15
  constraint hospital_settings_record_years_range check (record_years between 1 and 100);
comment on column public.hospital_settings.record_years is 'Years a medical record is kept after the last contact, or of children after they come of age.';
grant update (record_years) on public.hospital_settings to authenticated;

create table public.erasure_requests (
  id              uuid primary key default gen_random_uuid(),
  patient_id      uuid not null references public.patients on delete restrict,
  state           text not null default 'asked',
  basis           text,
  reason          text,
  asked_by        uuid references public.profiles on delete set null,
  asked_name      text not null,
  asked_at        timestamptz not null default clock_timestamp(),
  decided_by      uuid references public.profiles on delete set null,
  decided_name    text,
  decided_at      timestamptz,
  decided_because text,
  done_at         timestamptz,
  erased          jsonb,
  constraint erasure_requests_state_known check (state in ('wished', 'asked', 'approved', 'refused', 'done')),
  constraint erasure_requests_basis_known check (basis in ('no_longer_needed', 'consent_withdrawn', 'unlawful', 'legal_duty')),
  constraint erasure_requests_basis_given check (basis is not null or state in ('wished', 'refused')),
  constraint erasure_requests_reason_length check (char_length(btrim(reason)) between 10 and 1000),
  constraint erasure_requests_because_length check (char_length(btrim(decided_because)) between 1 and 1000),
  constraint erasure_requests_words_until_done check ((state = 'done') = (reason is null)),
  constraint erasure_requests_decided_wholly check (
    (state in ('wished', 'asked')) = (decided_at is null) and (decided_at is null) = (decided_name is null)
  ),
  constraint erasure_requests_done_wholly check (num_nulls(done_at, erased) = case state when 'done' then 0 else 2 end)
);
comment on table public.erasure_requests is 'Who asked that a record be erased and on what ground, who decided, and what was done. Words go with the record.';
comment on column public.erasure_requests.state is 'wished: the patient asks; a colleague who finds a ground for it asks then, and another decides.';
create unique index erasure_requests_open_once on public.erasure_requests (patient_id) where state in ('wished', 'asked', 'approved');
create index erasure_requests_patient_id_idx on public.erasure_requests (patient_id);
create index erasure_requests_asked_at_idx on public.erasure_requests (asked_at desc, id desc);
create index erasure_requests_asked_by_idx on public.erasure_requests (asked_by);
create index erasure_requests_decided_by_idx on public.erasure_requests (decided_by);

alter table public.erasure_requests enable row level security;
create policy erasure_requests_select_own_or_erasers on public.erasure_requests for select to authenticated
  using (patient_id in (select private.current_patient_ids()) or (select private.has_permission('patients.erase')));
grant select on public.erasure_requests to authenticated;

select private.define_permission('patients.erase', 'Ask that a record be erased by law, and decide what others have asked');
insert into private.topics (pattern, hear) values ('erasures', $$private.has_permission('patients.erase')$$);
select private.audited('public.erasure_requests');
select private.keeps('{public.erasure_requests}', 'By whose order a record was erased');
select private.on_merge('{public.erasure_requests}', 'stay');
select private.no_work_of_patients('{public.erasure_requests}', 'About the record itself');
select private.on_erasure('{public.erasure_requests}', 'access', 'keep');
create trigger erasure_requests_600_announce after insert or update on public.erasure_requests
  for each row execute function private.tg_announce('erasures', 'erasures_changed');

/* A record that is taken back into use is erased by no decision of before. */
create function private.tg_patients__erasure_off() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.erasure_requests set state = 'refused', decided_because = 'Taken back into use'
  where patient_id = new.id and state = 'approved';
  return null;
end
$$;
create trigger patients_450_erasure_off after update of archived_at on public.patients
  for each row when (old.archived_at is not null and new.archived_at is null)
  execute function private.tg_patients__erasure_off();

/* What would go -------------------------------------------------------------------------------- */

/* The record and all that were put into it: one person's. */
create function private.records_of_person(p_patient_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    with recursive records (id) as (
      select p_patient_id
      union
      select merge.dropped_id from records join public.patient_merges merge on merge.kept_id = records.id and merge.undone_at is null
    )
    select array_agg(id order by id) from records
  );
end
$$;

/* The day from which the law no longer asks that the medical record be kept. */
create function private.record_kept_until(p_ids uuid[]) returns date
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select (greatest(
      (select max(ends_at) from public.appointments where patient_id = any (p_ids) and status not in ('cancelled', 'no_show')),
      (select max(coalesce(discharged_at, now())) from public.admissions where patient_id = any (p_ids)),
      (select max(started_at) from public.encounters where patient_id = any (p_ids)),
      (select max(greatest(created_at, birth_date + interval '18 years')) from public.patients where id = any (p_ids))
    ) at time zone private.hospital_time_zone())::date + make_interval(years => settings.record_years)
    from public.hospital_settings settings
  );
end
$$;

/* Accounts that are for this record alone, and go with it: the patient's own, of nobody who works here or looks after others. */
create function private.accounts_of_records(p_ids uuid[]) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select array(
      select distinct link.user_id from public.portal_links link
      where link.patient_id = any (p_ids) and link.relationship = 'self'
        and not exists (select from public.portal_links other where other.user_id = link.user_id and other.patient_id <> all (p_ids))
        and not exists (select from public.staff where staff.user_id = link.user_id)
        and not exists (
          select from public.user_roles held join public.roles on roles.id = held.role_id
          where held.user_id = link.user_id and roles.kind <> 'patient'
        )
    )
  );
end
$$;

create function private.erasure_counts(p_ids uuid[]) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_entry private.patient_erasure;
  v_count integer;
  v_counts jsonb := '[]';
begin
  for v_entry in select * from private.patient_erasure where table_name like 'public.%' order by kind, table_name, column_name loop
    execute format('select count(*) from %s where %I = any ($1)', v_entry.table_name, v_entry.column_name) into v_count using p_ids;
    continue when v_count = 0;
    v_counts := v_counts || jsonb_build_object(
      'table', substr(v_entry.table_name, 8), 'kind', v_entry.kind, 'goes', v_entry.on_erasure = 'delete',
      'blanked', v_entry.blanks is not null, 'rows', v_count
    );
  end loop;
  return v_counts;
end
$$;

create function private.erasure_preview(p_patient_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_ids constant uuid[] := private.records_of_person(p_patient_id);
  v_patient public.patients;
begin
  perform private.require_permission('patients.erase');
  select * into v_patient from public.patients where id = p_patient_id;
  if not found then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  return jsonb_build_object(
    'id', v_patient.id, 'mrn', v_patient.mrn, 'name', v_patient.full_name, 'birth_date', v_patient.birth_date,
    'archived', v_patient.archived_at is not null, 'erased_at', v_patient.erased_at,
    'kept_until', private.record_kept_until(v_ids), 'record_years', (select record_years from public.hospital_settings),
    'records', cardinality(v_ids), 'accounts', cardinality(private.accounts_of_records(v_ids)),
    'log', (select count(*) from audit.events where patient_id = any (v_ids) and redacted_by is null),
    'counts', private.erasure_counts(v_ids)
  );
end
$$;

/* Asking and deciding -------------------------------------------------------------------------- */

create function private.eraser_name() returns text
language sql stable security definer set search_path = ''
as $$
  select coalesce(staff.full_name, nullif(profile.full_name, ''), profile.email, '')
  from public.profiles profile left join public.staff on staff.user_id = profile.id where profile.id = auth.uid();
$$;

/* Refuses what may not be erased: unknown, not archived, a part of another record, erased, or to be kept by law. */
create function private.require_erasable(p_patient_id uuid, p_basis text) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_patient public.patients;
  v_until date;
begin
  select * into v_patient from public.patients where id = p_patient_id;
  if v_patient.id is null or private.merged_into(p_patient_id) is not null then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  elsif v_patient.erased_at is not null then
    raise exception 'the record has been erased' using errcode = 'LN042', hint = 'erased';
  elsif v_patient.archived_at is null then
    raise exception 'a record in use is archived first' using errcode = 'LN042', hint = 'in_use';
  end if;
  v_until := private.record_kept_until(private.records_of_person(p_patient_id));
  if p_basis in ('no_longer_needed', 'consent_withdrawn') and v_until > private.hospital_day() then
    raise exception 'the law asks that it be kept' using errcode = 'LN043', hint = v_until::text;
  end if;
end
$$;

create function private.request_erasure(p_patient_id uuid, p_basis text, p_reason text) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  perform private.require_permission('patients.erase');
  perform private.require_step_up();
  if p_basis is null or p_basis not in ('no_longer_needed', 'consent_withdrawn', 'unlawful', 'legal_duty') then
    raise exception 'which ground' using errcode = '22023', hint = 'p_basis';
  elsif p_reason is null or char_length(btrim(p_reason)) not between 10 and 1000 then
    raise exception 'a reason of 10 to 1000 characters is needed' using errcode = '22023', hint = 'p_reason';
  end if;
  perform from public.patients where id = p_patient_id for no key update;
  perform private.require_permission('patients.erase');
  perform private.require_erasable(p_patient_id, p_basis);
  insert into public.erasure_requests (patient_id, basis, reason, asked_by, asked_name)
  values (p_patient_id, p_basis, btrim(p_reason), auth.uid(), private.eraser_name())
  on conflict (patient_id) where state in ('wished', 'asked', 'approved') do update set
    state = 'asked', basis = excluded.basis, reason = excluded.reason, asked_by = excluded.asked_by, asked_name = excluded.asked_name,
    asked_at = clock_timestamp()
  where erasure_requests.state = 'wished'
  returning id into v_id;
  if v_id is null then
    raise exception 'that has been asked' using errcode = 'LN044', hint = 'asked';
  end if;
  perform private.notify_user(person, 'erasure_asked', jsonb_build_object('staff_name', private.eraser_name()), '/patients/erasures', 'erasure:' || v_id, 'info')
  from private.people_holding('patients.erase') as person where person <> auth.uid();
  return v_id;
end
$$;

/* Whoever asked may take it back, which is to refuse it; only somebody else may approve. */
create function private.decide_erasure(p_request_id uuid, p_approve boolean, p_because text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_request public.erasure_requests;
begin
  perform private.require_permission('patients.erase');
  perform private.require_step_up();
  if p_approve is null then
    raise exception 'yes or no' using errcode = '22023', hint = 'p_approve';
  elsif p_because is null or char_length(btrim(p_because)) not between 3 and 1000 then
    raise exception 'a reason of 3 to 1000 characters is needed' using errcode = '22023', hint = 'p_because';
  end if;
  select * into v_request from public.erasure_requests where id = p_request_id for update;
  perform private.require_permission('patients.erase');
  if v_request.id is null then
    raise exception 'no such request' using errcode = 'PT404', hint = 'p_request_id';
  elsif v_request.state <> 'asked' and (p_approve or v_request.state <> 'wished') then
    raise exception 'that has been decided' using errcode = 'LN044', hint = 'decided';
  elsif p_approve and v_request.asked_by is not distinct from auth.uid() then
    raise exception 'somebody else decides' using errcode = 'LN044', hint = 'own';
  end if;
  if p_approve then perform private.require_erasable(v_request.patient_id, v_request.basis); end if;
  update public.erasure_requests set
    state = case when p_approve then 'approved' else 'refused' end, decided_by = auth.uid(), decided_name = private.eraser_name(),
    decided_at = clock_timestamp(), decided_because = btrim(p_because)
  where id = p_request_id;
end
$$;

/* A patient asks for it, or who looks after them: that is all they need to say. */
create function private.wish_erasure(p_patient_id uuid, p_reason text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  if p_reason is null or char_length(btrim(p_reason)) not between 10 and 1000 then
    raise exception 'a reason of 10 to 1000 characters is needed' using errcode = '22023', hint = 'p_reason';
  end if;
  perform from public.patients where id = p_patient_id and id in (select private.current_patient_ids()) and erased_at is null for no key update;
  if not found then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  perform private.require_step_up();
  insert into public.erasure_requests (patient_id, state, reason, asked_by, asked_name)
  values (p_patient_id, 'wished', btrim(p_reason), auth.uid(), private.eraser_name())
  on conflict (patient_id) where state in ('wished', 'asked', 'approved') do nothing
  returning id into v_id;
  if v_id is null then
    raise exception 'that has been asked' using errcode = 'LN044', hint = 'asked';
  end if;
  perform private.notify_user(
    person, 'erasure_wished', '{}', '/patients/erasures?patient=' || p_patient_id, 'erasure:' || v_id, 'info'
  )
  from private.people_holding('patients.erase') as person;
end
$$;

/* What the number of a record that was erased answers: since when, and nothing else. */
create function private.erased_record(p_mrn text) returns timestamptz
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission('patients.read');
  return (select erased_at from public.patients where mrn = upper(btrim(p_mrn)) and erased_at is not null);
end
$$;

select private.expose('erasure_preview', '{authenticated}', 'What erasing a record would do: {id, mrn, name, birth_date, archived, erased_at, kept_until, record_years, records, accounts, log, counts: [{table, kind, goes, blanked, rows}]}. Needs patients.erase (42501); PT404.');
select private.expose('request_erasure', '{authenticated}', 'Asks that an archived record be erased; p_basis no_longer_needed, consent_withdrawn (both LN043 with the day until which it is kept), unlawful, legal_duty. Needs patients.erase (42501) and a step up (LN029). LN042 erased already or in use (hint erased, in_use), LN044 asked already (hint asked), 22023, PT404.');
select private.expose('wish_erasure', '{authenticated}', 'Asks for one''s own record, or that of somebody one looks after, to be erased; whoever manages it finds the ground and asks (request_erasure). Needs a step up (LN029); LN044 asked already, 22023, PT404.');
select private.expose('decide_erasure', '{authenticated}', 'Approves or refuses what was asked; whoever asked may refuse alone (LN044, hint own; decided). Approved it is done within a minute and cannot be undone. Needs patients.erase (42501) and a step up (LN029); LN042, LN043, 22023, PT404.');
select private.expose('erased_record', '{authenticated}', 'When the record of a number was erased; null of all others. Needs patients.read (42501).');
