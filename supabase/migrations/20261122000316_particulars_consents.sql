/*
 * What a patient agrees to: a row each time they say so, of which the latest holds. Nothing said is no answer, and is
 * shown as such. Withdrawn is only what was given (LN040). What was recorded by mistake is struck out and stays.
 */
create table public.consent_kinds (
  kind        text primary key,
  place       smallint not null,
  description text not null,
  constraint consent_kinds_kind_form check (kind ~ '^[a-z][a-z_]{2,39}$')
);
comment on table public.consent_kinds is 'What patients are asked to agree to. Said by migrations alone: private.define_consent_kind.';

/* select private.define_consent_kind('research', 50, 'Use of the record for research'); */
create function private.define_consent_kind(p_kind text, p_place integer, p_description text) returns void
language sql set search_path = ''
as $$
  insert into public.consent_kinds (kind, place, description) values (p_kind, p_place, p_description);
$$;

create table public.patient_consents (
  id            uuid primary key default gen_random_uuid(),
  patient_id    uuid not null references public.patients on delete restrict,
  kind          text not null references public.consent_kinds on delete restrict,
  decision      text not null,
  stated_by     text not null,
  decided_on    date not null,
  note          text,
  document_id   uuid,
  recorded_by   uuid references public.staff on delete set null default private.current_staff_id(),
  recorded_name text not null, -- as it was
  recorded_at   timestamptz not null default clock_timestamp(),
  voided_at     timestamptz,
  voided_by     uuid references public.staff on delete set null,
  constraint patient_consents_decision_known check (decision in ('given', 'refused', 'withdrawn')),
  constraint patient_consents_stated_by_known check (stated_by in ('patient', 'guardian', 'representative')),
  constraint patient_consents_note_length check (char_length(btrim(note)) between 1 and 500)
);
comment on table public.patient_consents is 'What a patient agreed to, refused or withdrew, and when; the latest of a kind that was no mistake holds.';
comment on column public.patient_consents.stated_by is 'Who said so: the patient, whoever decides for them by law, or whom they gave power to.';
create index patient_consents_patient_id_idx on public.patient_consents (patient_id, kind, decided_on desc, recorded_at desc);
create index patient_consents_kind_idx on public.patient_consents (kind);
create index patient_consents_document_id_idx on public.patient_consents (document_id);
create index patient_consents_recorded_by_idx on public.patient_consents (recorded_by);
create index patient_consents_voided_by_idx on public.patient_consents (voided_by);

alter table public.consent_kinds enable row level security;
alter table public.patient_consents enable row level security;
create policy consent_kinds_select_everybody on public.consent_kinds for select to authenticated using (true);
create policy patient_consents_select_own_or_carers on public.patient_consents for select to authenticated
  using (
    patient_id in (select private.current_patient_ids())
    or (select private.has_permission('patients.manage'))
    or patient_id in (select private.care_patient_ids())
  );
grant select on public.consent_kinds, public.patient_consents to authenticated;

select private.define_consent_kind('treatment', 10, 'Examination and treatment');
select private.define_consent_kind('data_sharing', 20, 'Sharing of the record with other hospitals and doctors');
select private.define_consent_kind('photos', 30, 'A photo in the record, to be recognised by');
select private.define_consent_kind('messages', 40, 'Messages about health by email and SMS');
select private.define_consent_kind('research', 50, 'Use of the record for research');

select private.define_permission('consents.record', 'Record what patients agree to', '{receptionist,doctor,nurse,ward_manager}');
select private.not_audited('public.consent_kinds', 'Said by migrations alone');
select private.audited('public.patient_consents');
select private.keeps('{public.consent_kinds}', 'Said by migrations alone');
select private.keeps('{public.patient_consents}', 'What was agreed to is asked for as long as there is the record');
select private.on_merge('{public.patient_consents}', 'move');
select private.on_erasure('{public.patient_consents}', 'record', 'delete');
select private.no_work_of_patients('{public.patient_consents}', 'What was agreed to, afterwards too');

create trigger patient_consents_600_announce after insert or update on public.patient_consents
  for each row execute function private.tg_announce('record:{patient_id}', 'record_changed');

/* What holds of one kind: given, refused, withdrawn; null where nobody has said anything. */
create function private.consent_of(p_patient_id uuid, p_kind text) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select consent.decision from public.patient_consents consent
    where consent.patient_id = p_patient_id and consent.kind = p_kind and consent.voided_at is null
    order by consent.decided_on desc, consent.recorded_at desc limit 1
  );
end
$$;

/* No photo without consent, once it was asked for. The file goes when the storage is swept. */
create function private.tg_patient_consents__photo() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if private.consent_of(new.patient_id, 'photos') <> 'given' then
    delete from public.patient_photos where patient_id = new.patient_id;
  end if;
  return null;
end
$$;
create trigger patient_consents_300_photo after insert or update on public.patient_consents
  for each row when (new.kind = 'photos') execute function private.tg_patient_consents__photo();

/* Makes who writes a patient's consents wait for the others; whether they may is asked of who has waited. */
create function private.lock_consents(p_patient_id uuid, p_hint text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('consents.record');
  perform from public.patients where id = p_patient_id and archived_at is null for no key update;
  perform private.require_permission('consents.record');
  if not found or not (private.has_permission('patients.manage') or p_patient_id in (select private.care_patient_ids())) then
    raise exception 'no such patient of yours' using errcode = 'PT404', hint = p_hint;
  end if;
end
$$;

create function private.record_consent(
  p_patient_id uuid, p_kind text, p_decision text, p_stated_by text default 'patient', p_decided_on date default null,
  p_note text default null, p_document_id uuid default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_day constant date := coalesce(p_decided_on, private.hospital_day());
  v_wrong text := case
    when coalesce(p_decision, '') not in ('given', 'refused', 'withdrawn') then 'p_decision'
    when coalesce(p_stated_by, '') not in ('patient', 'guardian', 'representative') then 'p_stated_by'
    when v_day > private.hospital_day() or v_day < date '1900-01-01' then 'p_decided_on'
    when char_length(btrim(p_note)) > 500 then 'p_note'
  end;
begin
  perform private.lock_consents(p_patient_id, 'p_patient_id');
  v_wrong := case
    when v_wrong is not null then v_wrong
    when p_kind is null or not exists (select from public.consent_kinds where kind = p_kind) then 'p_kind'
    when p_document_id is not null and not exists (
      select from public.documents where id = p_document_id and patient_id = p_patient_id and voided_at is null and not restricted
    ) then 'p_document_id'
  end;
  if v_wrong is not null then
    raise exception 'not a consent' using errcode = '22023', hint = v_wrong;
  end if;
  if p_decision = 'withdrawn' and private.consent_of(p_patient_id, p_kind) is distinct from 'given' then
    raise exception 'only what was given is withdrawn' using errcode = 'LN040', hint = 'p_decision';
  end if;
  if p_decision = 'withdrawn' and exists (
    select from public.patient_consents
    where patient_id = p_patient_id and kind = p_kind and voided_at is null and decided_on > v_day
  ) then
    raise exception 'withdrawn before it was given' using errcode = '22023', hint = 'p_decided_on';
  end if;
  insert into public.patient_consents (patient_id, kind, decision, stated_by, decided_on, note, document_id, recorded_name)
  values (
    p_patient_id, p_kind, p_decision, p_stated_by, v_day, nullif(btrim(p_note), ''), p_document_id,
    coalesce((select full_name from public.staff where id = private.current_staff_id()), '')
  )
  returning id into v_id;
  return v_id;
end
$$;

create function private.void_consent(p_consent_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.lock_consents((select patient_id from public.patient_consents where id = p_consent_id), 'p_consent_id');
  update public.patient_consents set voided_at = clock_timestamp(), voided_by = private.current_staff_id()
  where id = p_consent_id and voided_at is null;
end
$$;

select private.expose('record_consent', '{authenticated}',
  'Records what a patient agrees to, refuses or withdraws, as of today unless p_decided_on says otherwise; gives its id. Needs consents.record (42501), and the patient in one''s care or patients.manage (PT404); 22023 with the parameter as hint; LN040 withdrawn what was not given.');
select private.expose('void_consent', '{authenticated}',
  'Strikes a consent out that was recorded by mistake; again does no harm. Rights as record_consent.');
