/*
 * Photos of patients, so that whoever stands before one can see that it is them: files in a private bucket, and which of
 * them shows whom. A file is never written over: another photo has another name, so that what was kept of the old one is
 * not shown for the new.
 *
 * Open to whoever may know who somebody is. Nobody is photographed who refuses, and a photo goes with the consent.
 */
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values ('patient-photos', 'patient-photos', false, 524288, '{image/jpeg,image/png}');

create table public.patient_photos (
  patient_id uuid primary key references public.patients on delete cascade,
  name       text not null constraint patient_photos_name_once unique,
  set_by     uuid references public.staff on delete set null default private.current_staff_id(),
  set_at     timestamptz not null default clock_timestamp(),
  constraint patient_photos_name_form check (
    name ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}[.](jpg|png)$'
  )
);
comment on table public.patient_photos is 'Which file of the bucket patient-photos shows whom. Written by set_patient_photo alone.';
create index patient_photos_set_by_idx on public.patient_photos (set_by);

alter table public.patient_photos enable row level security;
create policy patient_photos_select_own_or_reader on public.patient_photos for select to authenticated
  using (patient_id in (select private.current_patient_ids()) or (select private.has_permission('patients.read')));
grant select on public.patient_photos to authenticated;

/* Whether a file shows a patient. */
create function private.shows_patient(p_name text) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return exists (select from public.patient_photos where patient_photos.name = p_name);
end
$$;
grant execute on function private.shows_patient(text) to authenticated;

-- Those who keep the records see what shows nobody any more as well: it is theirs to delete.
create policy patient_photos_select on storage.objects for select to authenticated
  using (
    bucket_id = 'patient-photos' and (
      (select private.has_permission('patients.manage'))
      or name in (select photo.name from public.patient_photos as photo where photo.name = objects.name)
    )
  );
create policy patient_photos_insert on storage.objects for insert to authenticated
  with check (
    bucket_id = 'patient-photos' and (select private.has_permission('patients.manage'))
    and case
      when name ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}[.](jpg|png)$'
      then exists (select from public.patients where patients.id = split_part(objects.name, '/', 1)::uuid)
      else false
    end
  );
create policy patient_photos_delete on storage.objects for delete to authenticated
  using (
    bucket_id = 'patient-photos' and (select private.has_permission('patients.manage'))
    and not private.shows_patient(name)
  );

/* The record that is kept gets the other's photo where it has none. */
create function private.merge_patient_photos(p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.patient_photos set patient_id = p_to
  where patient_id = p_from and not exists (select from public.patient_photos where patient_id = p_to)
    -- What was said last in either of them; consents are moved after this.
    and coalesce((
      select decision from public.patient_consents
      where patient_id in (p_from, p_to) and kind = 'photos' and voided_at is null
      order by decided_on desc, recorded_at desc limit 1
    ), 'given') = 'given';
end
$$;

select private.audited('public.patient_photos', 'patient_id');
select private.keeps('{public.patient_photos}', 'Until it is removed or refused; what it showed last stays recognisable');
select private.on_merge('{public.patient_photos}', 'function', 'private.merge_patient_photos');
select private.on_erasure('{public.patient_photos}', 'contact', 'delete');
select private.no_work_of_patients('{public.patient_photos}', 'Who somebody is, afterwards too');

create trigger patient_photos_600_announce after insert or update or delete on public.patient_photos
  for each row execute function private.tg_announce('record:{patient_id}', 'record_changed');

/* Gives the file that showed them before: files are the storage service's to delete. */
create function private.set_patient_photo(p_patient_id uuid, p_name text default null) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  v_before text;
begin
  perform private.require_permission('patients.manage');
  perform from public.patients where id = p_patient_id and archived_at is null for no key update;
  if not found then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  perform private.require_permission('patients.manage');
  v_before := (select name from public.patient_photos where patient_id = p_patient_id);
  if p_name is null then
    delete from public.patient_photos where patient_id = p_patient_id;
    return v_before;
  end if;
  if private.consent_of(p_patient_id, 'photos') in ('refused', 'withdrawn') then
    raise exception 'the patient refuses photos, constraint "patient_photos_consented"'
      using errcode = '23514', constraint = 'patient_photos_consented';
  end if;
  if not starts_with(p_name, p_patient_id || '/') or not exists (
    select from storage.objects where bucket_id = 'patient-photos' and name = p_name
  ) then
    raise exception 'there is no such file' using errcode = '22023', hint = 'p_name';
  end if;
  insert into public.patient_photos (patient_id, name) values (p_patient_id, p_name)
  on conflict (patient_id) do update set name = excluded.name, set_by = excluded.set_by, set_at = excluded.set_at;
  return nullif(v_before, p_name);
end
$$;

/* Files that have shown nobody for a day: for the edge function that removes what nobody filed. */
create function private.orphaned_photos(p_at timestamptz default now()) returns setof text
language plpgsql stable security definer rows 100 set search_path = ''
as $$
begin
  return query
    select objects.name from storage.objects
    where bucket_id = 'patient-photos' and not private.shows_patient(objects.name) and (
      created_at < p_at - interval '24 hours'
      -- Of a record that was erased at once.
      or exists (select from public.patients where erased_at is not null and id::text = split_part(objects.name, '/', 1))
    )
    order by created_at limit 500;
end
$$;

select private.expose('set_patient_photo', '{authenticated}',
  'Shows a patient by a file of the bucket patient-photos, <patient id>/<uuid>.jpg or .png, or by none; gives the name of the one before, to be deleted. Needs patients.manage (42501); PT404; 22023 no such file; 23514 patient_photos_consented where the patient refuses photos.');
select private.expose('orphaned_photos', '{service_role}', 'For the edge function document-sweep: files of the bucket patient-photos, a day old, that show nobody.');
