/*
 * What was sent along with a message: documents of the record, filed as any other. A document is shown with its message for
 * as long as whoever reads may see it by its own rules.
 */
create table public.message_attachments (
  line_id     uuid not null,
  document_id uuid not null references public.documents on delete restrict,
  patient_id  uuid not null references public.patients on delete restrict,
  primary key (line_id, document_id),
  foreign key (line_id, patient_id) references public.message_lines (id, patient_id) on update cascade on delete restrict
);
comment on table public.message_attachments is 'Documents that were sent along with a message.';
create index message_attachments_line_id_patient_id_idx on public.message_attachments (line_id, patient_id);
create index message_attachments_document_id_idx on public.message_attachments (document_id);
create index message_attachments_patient_id_idx on public.message_attachments (patient_id);

alter table public.message_attachments enable row level security;
create policy message_attachments_select_opened_or_own on public.message_attachments for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or patient_id in (select private.current_patient_ids()));
grant select on public.message_attachments to authenticated;

select private.audited('public.message_attachments', 'line_id, document_id');
select private.keeps('{public.message_attachments}', 'What was written to a patient is part of the record');
-- With the messages, by the foreign keys.
select private.on_merge('{public.message_attachments}', 'move');
select private.on_erasure('{public.message_attachments}', 'record', 'delete');
select private.no_work_of_patients('{public.message_attachments}', 'Under a thread, which is work');
