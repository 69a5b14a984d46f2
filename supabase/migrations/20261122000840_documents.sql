/*
 * Documents: what came on paper or as a file, beside what is written here. The file is in the private bucket `documents`
 * under `<patient_id>/<uuid>`, what it is in a row here; who may see the row may have the file, since the bucket's policy
 * asks this table. So a record that is put into another takes its documents along, and no file has to be moved.
 *
 * First the file is sent to storage: 25 MB go straight from the browser, with its progress. Then the edge function
 * file-document looks into it, has it scanned, and says here what it found (note_upload); only then can its sender file it
 * (file_document). A browser's word on what a file is counts for nothing, since colleagues and patients open it. What was
 * never filed is nobody's but its sender's, until a job has it removed.
 *
 * A document is not deleted: another replaces it, or it is marked as entered in error, with the reason. What was entered in
 * error is no longer shown to the patient, since it may be about somebody else.
 */
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values (
  'documents', 'documents', false, 26214400,
  '{image/jpeg,image/png,image/webp,application/pdf,text/plain,application/dicom}'
);

create table public.documents (
  id            uuid primary key default gen_random_uuid(),
  patient_id    uuid not null references public.patients on delete restrict,
  name          text not null constraint documents_name_once unique
    constraint documents_name_form check (name ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),
  kind          text not null constraint documents_kind_known check (kind in (
    'lab_report', 'imaging', 'referral', 'letter', 'discharge', 'consent', 'prescription', 'insurance', 'other'
  )),
  title         text not null constraint documents_title_length check (char_length(btrim(title)) between 1 and 200),
  dated_on      date not null,
  source        text not null constraint documents_source_known check (source in ('staff', 'patient')),
  media_type    text not null,
  size_bytes    integer not null constraint documents_size_range check (size_bytes between 1 and 26214400),
  scan          text not null constraint documents_scan_known check (scan in ('clean', 'not_scanned')),
  restricted    boolean not null default false,
  released_at   timestamptz,
  author_id     uuid references public.staff on delete set null,
  filed_by      uuid references public.profiles on delete set null,
  filed_name    text not null, -- as it was
  recorded_at   timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  replaces_id   uuid constraint documents_replaced_once unique references public.documents on delete restrict,
  replaced_at   timestamptz,
  seen_at       timestamptz,
  seen_name     text,
  voided_at     timestamptz,
  voided_name   text,
  void_reason   text constraint documents_void_reason_length check (char_length(btrim(void_reason)) between 3 and 500),
  constraint documents_seen_wholly check (num_nonnulls(seen_at, seen_name) in (0, 2)),
  constraint documents_voided_wholly check (num_nonnulls(voided_at, voided_name, void_reason) in (0, 3)),
  constraint documents_restricted_unreleased check (not (restricted and released_at is not null)),
  constraint documents_patients_own_open check (source = 'staff' or author_id is null)
);
comment on table public.documents is 'What is known of each file in the bucket documents. Never deleted: replaced, or marked as entered in error.';
comment on column public.documents.dated_on is 'The day the document is of; recorded_at is when it was filed here.';
comment on column public.documents.scan is 'What the virus scanner said when it was filed; not_scanned where the hospital has none.';
comment on column public.documents.seen_at is 'When somebody of the care team looked at what the patient sent.';
comment on column public.documents.restricted is 'Confidential: for its author, the responsible doctor, and who holds documents.restricted. Never for the portal.';
create index documents_patient_id_dated_on_idx on public.documents (patient_id, dated_on desc, id desc);
create index documents_unseen_idx on public.documents (patient_id) where source = 'patient' and seen_at is null and voided_at is null;
create index documents_author_id_idx on public.documents (author_id);
create index documents_filed_by_idx on public.documents (filed_by);

/*
 * What was found in a file that is to be filed, by the edge function alone. By the file's own key: one that is sent again
 * under the same name is another file.
 */
create table private.upload_checks (
  file_id    uuid primary key,
  media_type text not null,
  scan       text not null constraint upload_checks_scan_known check (scan in ('clean', 'not_scanned')),
  checked_at timestamptz not null default now()
);
comment on table private.upload_checks is 'What uploads are by their content, and what the virus scanner said; until they are filed, or a day.';

/* Whose doctor the caller is: of the stay that goes on, or as attending in the care team. */
create function private.responsible_patient_ids() returns setof uuid
language plpgsql stable security definer rows 20 set search_path = ''
as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
begin
  if v_staff_id is null then return; end if;
  return query
    select admission.patient_id from public.admissions admission
    where admission.attending_id = v_staff_id and admission.discharged_at is null
    union all
    select member.patient_id from public.care_team_members member
    where member.staff_id = v_staff_id and member.role = 'attending' and now() between member.since and member.until;
end
$$;

/* Whether a file of the bucket is a document, whoever may see it. */
create function private.is_filed(p_name text) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return exists (select from public.documents where documents.name = p_name);
end
$$;

select private.define_permission('documents.file', 'File documents of patients in one''s care, correct them, and mark them as entered in error', '{doctor,nurse,ward_manager}');
select private.define_permission('documents.release', 'Show a document to the patient, or stop showing it', '{doctor}');
select private.define_permission('documents.restricted', 'See confidential documents of patients in one''s care');

/* Into whose folder the caller may put a file. */
create function private.filing_patient_ids() returns setof uuid
language plpgsql stable security definer rows 10 set search_path = ''
as $$
begin
  return query select private.current_patient_ids();
  if private.has_permission('documents.file') then
    return query select private.opened_patient_ids();
  end if;
end
$$;
grant execute on function private.responsible_patient_ids(), private.filing_patient_ids() to authenticated;

alter table public.documents enable row level security;
create policy documents_select_opened_or_own on public.documents for select to authenticated
  using (
    (
      patient_id in (select private.opened_patient_ids()) and (
        not restricted
        or author_id = (select private.current_staff_id())
        or (select private.has_permission('documents.restricted'))
        or patient_id in (select private.responsible_patient_ids())
      )
    )
    or (
      patient_id in (select private.current_patient_ids())
      and (source = 'patient' or released_at is not null and voided_at is null and replaced_at is null)
    )
  );
grant select on public.documents to authenticated;

create policy documents_select on storage.objects for select to authenticated
  using (
    bucket_id = 'documents' and (
      name in (select documents.name from public.documents where documents.name = objects.name)
      or owner_id = (select auth.uid())::text
    )
  );
create policy documents_insert on storage.objects for insert to authenticated
  with check (
    bucket_id = 'documents'
    and name ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    and split_part(name, '/', 1) in (select filing::text from private.filing_patient_ids() as filing)
  );
-- What was called off; filed it has no owner. A file is never written over, so there is no policy for that.
create policy documents_delete on storage.objects for delete to authenticated
  using (bucket_id = 'documents' and owner_id = (select auth.uid())::text);

select private.audited('public.documents');
select private.keeps('{public.documents}', 'The medical record');
select private.forgets('private.upload_checks', 'checked_at < $1 - interval ''24 hours''');
select private.on_merge('{public.documents}', 'move');
select private.on_erasure('{public.documents}', 'record', 'delete');
select private.no_work_of_patients('{public.documents}', 'What came is filed, afterwards too');
select private.agrees('documents_files', 'Each document has its file',
  $$select documents.id from public.documents where not exists (
    select from storage.objects where bucket_id = 'documents' and objects.name = documents.name
  )$$);

create trigger documents_600_announce after insert or update on public.documents
  for each row execute function private.tg_announce('patient:{patient_id}', 'documents_changed');

/* Filing --------------------------------------------------------------------------------------- */

/* Raises unless the words of a document make sense. */
create function private.check_document(p_kind text, p_title text, p_dated_on date) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if p_kind is null or p_kind not in (
    'lab_report', 'imaging', 'referral', 'letter', 'discharge', 'consent', 'prescription', 'insurance', 'other'
  ) then
    raise exception using errcode = '22023', message = 'There is no such kind of document', hint = 'p_kind';
  elsif char_length(btrim(coalesce(p_title, ''))) not between 1 and 200 then
    raise exception using errcode = '22023', message = 'A title has up to 200 characters', hint = 'p_title';
  elsif p_dated_on is null or p_dated_on not between date '1900-01-01' and private.hospital_day() then
    raise exception using errcode = '22023', message = 'A document is of a day until today', hint = 'p_dated_on';
  end if;
end
$$;

/* The key of a file that nobody has filed, for the edge function that is to look into it; none where there is no such file. */
create function private.upload_to_check(p_name text) returns uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select id from storage.objects
    where bucket_id = 'documents' and objects.name = p_name and owner_id is not null and not private.is_filed(p_name)
  );
end
$$;

create function private.note_upload(p_file_id uuid, p_media_type text, p_scan text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  insert into private.upload_checks (file_id, media_type, scan) values (p_file_id, p_media_type, p_scan)
  on conflict (file_id) do update set media_type = excluded.media_type, scan = excluded.scan, checked_at = now();
end
$$;

/*
 * The file is locked first, so that of two who file it one does, and it is not taken away meanwhile: filed it has no owner,
 * which is what a deletion that waited finds.
 */
create function private.file_document(
  p_name text, p_kind text, p_title text, p_dated_on date, p_restricted boolean default false,
  p_release boolean default false, p_replaces_id uuid default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_patient_id constant uuid := case when pg_input_is_valid(split_part(p_name, '/', 1), 'uuid') then split_part(p_name, '/', 1)::uuid end;
  v_own constant boolean := coalesce(v_patient_id in (select private.current_patient_ids()), false);
  v_release constant boolean := coalesce(p_release, false) and not v_own;
  v_restricted constant boolean := coalesce(p_restricted, false) and not v_own;
  v_replaced public.documents;
  v_file record;
  v_check private.upload_checks;
  v_id uuid;
begin
  perform private.require_filing(v_patient_id, v_release);
  perform private.check_document(p_kind, p_title, p_dated_on);
  if p_release and p_restricted then
    raise exception using errcode = 'LN038', message = 'A confidential document is not shown to the patient', hint = 'p_release';
  end if;
  select id, split_part(metadata ->> 'mimetype', ';', 1) as claimed, (metadata ->> 'size')::integer as size_bytes into v_file
  from storage.objects
  where bucket_id = 'documents' and objects.name = p_name and owner_id = auth.uid()::text
    and created_at > now() - interval '12 hours' -- after a day the job removes it
  for update;
  if not found or coalesce(v_file.size_bytes, 0) = 0 then
    raise exception using errcode = 'LN037', message = 'There is no such file of yours that could be filed', hint = 'p_name';
  end if;
  perform private.require_filing(v_patient_id, v_release);
  select * into v_check from private.upload_checks where file_id = v_file.id;
  if v_check.media_type is distinct from v_file.claimed then
    raise exception using errcode = 'LN045', message = 'Nobody has looked into the file', hint = 'p_name';
  end if;
  if p_replaces_id is not null then
    v_replaced := private.document_to_change(p_replaces_id, null);
    if v_replaced.patient_id <> v_patient_id then
      raise exception using errcode = 'PT404', message = 'There is no such document', hint = 'p_replaces_id';
    end if;
    update public.documents set replaced_at = now(), updated_at = clock_timestamp() where id = p_replaces_id;
  end if;
  update storage.objects set owner_id = null where id = v_file.id;
  delete from private.upload_checks where file_id = v_file.id;
  insert into public.documents (
    patient_id, name, kind, title, dated_on, source, media_type, size_bytes, scan, restricted, released_at, replaces_id,
    author_id, filed_by, filed_name
  )
  values (
    v_patient_id, p_name, p_kind, btrim(p_title), p_dated_on, case when v_own then 'patient' else 'staff' end,
    v_check.media_type, v_file.size_bytes, v_check.scan, v_restricted, case when v_release then now() end, p_replaces_id,
    case when not v_own then private.current_staff_id() end, auth.uid(),
    coalesce(
      case when not v_own then (select full_name from public.staff where id = private.current_staff_id()) end,
      (select nullif(full_name, '') from public.profiles where id = auth.uid()), ''
    )
  )
  returning id into v_id;
  return v_id;
end
$$;

/* Raises unless the caller may file for the patient, and show it to them where that is wanted. */
create function private.require_filing(p_patient_id uuid, p_release boolean) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not coalesce(p_patient_id in (select private.filing_patient_ids()), false) then
    raise exception using errcode = 'PT404', message = 'There is no such patient whose chart you have open', hint = 'p_name';
  elsif p_release then
    perform private.require_permission('documents.release');
  end if;
end
$$;

/*
 * A document the caller may change, locked: seen by them, current, and as they read it. One that a patient sent is changed
 * by its sender or by who files documents; of their own record alone by its sender.
 */
create function private.document_to_change(p_document_id uuid, p_version timestamptz) returns public.documents
language plpgsql security definer set search_path = ''
as $$
declare
  v_document public.documents;
begin
  select * into v_document from public.documents where id = p_document_id for no key update;
  if not coalesce(case
    when v_document.patient_id in (select private.current_patient_ids()) then v_document.filed_by = auth.uid() and v_document.source = 'patient'
    else v_document.patient_id in (select private.filing_patient_ids()) and private.may_see_restricted(v_document)
  end, false) then
    raise exception using errcode = 'PT404', message = 'There is no such document', hint = 'p_document_id';
  elsif v_document.voided_at is not null or v_document.replaced_at is not null then
    raise exception using errcode = 'LN037', message = 'The document is no longer in use', hint = 'p_document_id';
  elsif p_version is not null and v_document.updated_at <> p_version then
    raise exception using errcode = 'LN009', message = 'A colleague has changed the document', hint = 'p_version';
  end if;
  return v_document;
end
$$;

/* What a document's policy asks of one whose chart is open. */
create function private.may_see_restricted(p_document public.documents) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return not p_document.restricted
    or coalesce(p_document.author_id = private.current_staff_id(), false)
    or private.has_permission('documents.restricted')
    or p_document.patient_id in (select private.responsible_patient_ids());
end
$$;

create function private.correct_document(
  p_document_id uuid, p_version timestamptz, p_kind text, p_title text, p_dated_on date, p_restricted boolean
) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_document public.documents;
begin
  perform private.check_document(p_kind, p_title, p_dated_on);
  v_document := private.document_to_change(p_document_id, p_version);
  if p_restricted and v_document.source = 'patient' then
    raise exception using errcode = '22023', message = 'What a patient sent is not hidden from them', hint = 'p_restricted';
  elsif p_restricted and v_document.released_at is not null then
    raise exception using errcode = 'LN038', message = 'The document is shown to the patient', hint = 'p_restricted';
  end if;
  update public.documents set
    kind = p_kind, title = btrim(p_title), dated_on = p_dated_on, restricted = coalesce(p_restricted, false),
    updated_at = clock_timestamp()
  where id = p_document_id;
end
$$;

create function private.release_document(p_document_id uuid, p_version timestamptz, p_released boolean) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_document public.documents;
begin
  perform private.require_permission('documents.release');
  v_document := private.document_to_change(p_document_id, p_version);
  perform private.require_permission('documents.release');
  if v_document.source = 'patient' or (v_document.released_at is not null) = coalesce(p_released, false) then return; end if;
  if v_document.restricted then
    raise exception using errcode = 'LN038', message = 'A confidential document is not shown to the patient', hint = 'p_released';
  end if;
  update public.documents set released_at = case when p_released then now() end, updated_at = clock_timestamp()
  where id = p_document_id;
end
$$;

create function private.void_document(p_document_id uuid, p_version timestamptz, p_reason text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_document public.documents;
begin
  if char_length(btrim(coalesce(p_reason, ''))) not between 3 and 500 then
    raise exception using errcode = '22023', message = 'The reason has 3 to 500 characters', hint = 'p_reason';
  end if;
  v_document := private.document_to_change(p_document_id, p_version);
  update public.documents set
    voided_at = now(), void_reason = btrim(p_reason), updated_at = clock_timestamp(),
    voided_name = coalesce(
      case when v_document.patient_id not in (select private.current_patient_ids())
        then (select full_name from public.staff where id = private.current_staff_id()) end,
      (select nullif(full_name, '') from public.profiles where id = auth.uid()), ''
    )
  where id = p_document_id;
end
$$;

/* A patient to whom a document is shown is told that there is one, not what it is. What was shown long ago is no news. */
create function private.obstacle_to_document(p_delivery public.deliveries) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  return case when not exists (
    select from public.documents document
    where document.id = (p_delivery.params ->> 'document_id')::uuid and document.released_at is not null
      and document.voided_at is null and document.replaced_at is null
  ) then 'overtaken' end;
end
$$;
create function private.content_of_document(p_delivery public.deliveries) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return jsonb_build_object('path', '/portal/record/documents/' || (p_delivery.params ->> 'document_id'));
end
$$;
insert into private.delivery_kinds (kind, quiet_hours, obstacle, content) values
  ('document_released', 'wait', 'private.obstacle_to_document', 'private.content_of_document');

create function private.tg_documents__tell() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.enqueue_delivery(
    new.patient_id, 'document_released', jsonb_build_object('document_id', new.id), now(), 'document:' || new.id
  );
  return null;
end
$$;
create trigger documents_700_tell after insert on public.documents
  for each row when (new.released_at > now() - interval '1 hour') execute function private.tg_documents__tell();
create trigger documents_700_tell_released after update of released_at on public.documents
  for each row when (old.released_at is null and new.released_at is not null) execute function private.tg_documents__tell();

/* Files nobody filed --------------------------------------------------------------------------- */

/* Files are the storage service's to delete: these, of a day ago and older, are asked for by an edge function. */
create function private.orphaned_files(p_at timestamptz default now()) returns setof text
language plpgsql stable security definer rows 100 set search_path = ''
as $$
begin
  return query
    select objects.name from storage.objects
    where bucket_id = 'documents' and not private.is_filed(objects.name) and (
      created_at < p_at - interval '24 hours'
      -- Of a record that was erased at once.
      or exists (select from public.patients where erased_at is not null and id::text = split_part(objects.name, '/', 1))
    )
    order by created_at limit 500;
end
$$;

create function private.sweep_documents() returns bigint
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select private.orphaned_files()) or exists (select private.orphaned_photos()) then
    return private.call_function('document-sweep');
  end if;
  return null;
end
$$;
select private.schedule('document_sweep', '41 * * * *', 'private.sweep_documents', 'Has files removed that were sent and never filed, and photos that show nobody');

/* History -------------------------------------------------------------------------------------- */

/* A document stands at the beginning of the day it is of. Called for who has the chart open, or for the patient. */
create function private.timeline_documents(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
) returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language plpgsql stable security definer rows 30 set search_path = ''
as $$
declare
  c_zone constant text := private.hospital_time_zone();
begin
  return query
    select document.dated_on::timestamp at time zone c_zone, document.id, document.author_id, jsonb_build_object(
      'title', document.title, 'kind', document.kind, 'source', document.source, 'restricted', document.restricted,
      'void', document.voided_at is not null, 'replaced', document.replaced_at is not null
    )
    from public.documents document
    where document.patient_id = p_patient_id
      and document.dated_on <= case when isfinite(p_before) then (p_before at time zone c_zone)::date else 'infinity'::date end
      and (document.dated_on::timestamp at time zone c_zone, document.id) < (p_before, p_before_id)
      and (p_person is null or document.author_id = p_person)
      and case
        when p_for_patient then document.source = 'patient'
          or document.released_at is not null and document.voided_at is null and document.replaced_at is null
        else private.may_see_restricted(document)
      end
    order by document.dated_on desc, document.id desc
    limit p_limit;
end
$$;
insert into private.timeline_sources (kind, entries, for_patient) values ('document', 'private.timeline_documents', true);

select private.expose('upload_to_check', '{service_role}', 'For the edge function file-document: the key of a file of the bucket documents that nobody has filed.');
select private.expose('note_upload', '{service_role}', 'For the edge function file-document: what a file is by its content, and what the virus scanner said of it.');
select private.expose('file_document', '{authenticated}', 'Files what the caller has put into the bucket documents as p_name, <patient_id>/<uuid>, within 12 hours, and the edge function file-document, which calls this, has looked into (LN045 it has not); gives the document''s id. Kind, title and day until today; confidential; shown to the patient (needs documents.release, 42501; never what is confidential, LN038); in place of p_replaces_id, which stays. For a patient in one''s care, with the chart open and documents.file; or one''s own record, then marked as the patient''s. PT404, 22023, LN037 no such file of one''s own, or filed.');
select private.expose('correct_document', '{authenticated}', 'Corrects what a document is called; p_version is its updated_at as read (LN009). Needs documents.file and sight of it (PT404), or one''s own that one sent; 22023; LN037 no longer in use; LN038 confidential what the patient is shown.');
select private.expose('release_document', '{authenticated}', 'Shows a document to the patient, or no longer; once is enough. Needs documents.release (42501) and documents.file, and sight of it (PT404); LN009, LN037, LN038 confidential.');
select private.expose('void_document', '{authenticated}', 'Marks a document as entered in error, with 3 to 500 characters why; it stays. Needs documents.file and sight of it (PT404), or one''s own that one sent; LN009, LN037, 22023.');
select private.expose('orphaned_files', '{service_role}', 'For the edge function document-sweep: files of the bucket documents that were sent a day ago and never filed.');
