/*
 * What patients send is looked at: it waits for their care team until somebody has. After messages, which bring files of
 * their own.
 */
/* Documents in the inbox: what a patient sent and nobody has looked at. Whoever has them in their care may; what came with a message is read there. */
create function private.inbox_documents(p_staff_id uuid)
returns table (item_id uuid, patient_id uuid, at timestamptz, urgent boolean, shared boolean, facts jsonb, link text)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
begin
  return query
    select document.id, document.patient_id, document.recorded_at, false, true,
      jsonb_build_object('title', document.title), '/patients/' || document.patient_id || '/documents/' || document.id
    from public.documents document
    where document.source = 'patient' and document.seen_at is null and document.voided_at is null and document.replaced_at is null
      and document.patient_id in (select private.care_of_staff(p_staff_id))
      and not exists (select from public.message_attachments attached where attached.document_id = document.id);
end
$$;
insert into private.inbox_sources (kind, place, permission, items, covered) values
  ('document', 60, 'documents.file', 'private.inbox_documents', false);
create trigger documents_610_announce_inbox after insert or update on public.documents
  for each row when (new.source = 'patient') execute function private.tg_announce_inbox('', 'team');

/* Somebody of the care team has looked at what the patient sent: once is enough, and the first stays named. */
create function private.mark_document_seen(p_document_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_document public.documents;
begin
  select * into v_document from public.documents where id = p_document_id and source = 'patient' for no key update;
  if not found or not private.has_permission('documents.file') or not coalesce(v_document.patient_id in (select private.opened_patient_ids()), false) then
    raise exception using errcode = 'PT404', message = 'There is no such document a patient sent', hint = 'p_document_id';
  end if;
  update public.documents set
    seen_at = clock_timestamp(), seen_name = (select full_name from public.staff where id = private.current_staff_id())
  where id = p_document_id and seen_at is null;
end
$$;
select private.expose('mark_document_seen', '{authenticated}',
'Says that somebody has looked at what a patient sent: it waits for nobody any more. Once is enough. Needs documents.file and the chart open. Raises PT404.');
