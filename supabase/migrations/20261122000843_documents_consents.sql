/* The signed paper of a consent, where there is one: documents come after the people they are about. */
alter table public.patient_consents
  add constraint patient_consents_document_id_fkey foreign key (document_id) references public.documents on delete restrict;
