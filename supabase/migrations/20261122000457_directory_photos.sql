/*
 * Photos of colleagues, for colleagues: files in a bucket of their own, and which of them is whose now. A file is never
 * written over: another photo has another name, so that what was kept of the old one is not shown for the new.
 */
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values ('staff-photos', 'staff-photos', false, 524288, '{image/jpeg,image/png}');

create table public.staff_photos (
  staff_id uuid primary key references public.staff on delete cascade,
  name     text not null,
  set_at   timestamptz not null default now(),
  constraint staff_photos_name_form check (
    name ~ '^[0-9a-f-]{36}/[0-9a-f-]{36}[.](jpg|png)$' and starts_with(name, staff_id || '/')
  )
);
comment on table public.staff_photos is 'Which file of the bucket staff-photos shows whom. Written by set_staff_photo alone.';

alter table public.staff_photos enable row level security;
create policy staff_photos_select_colleagues on public.staff_photos for select to authenticated
  using ((select private.is_staff()));
grant select on public.staff_photos to authenticated;

create policy staff_photos_select on storage.objects for select to authenticated
  using (bucket_id = 'staff-photos' and (select private.is_staff()));
create policy staff_photos_insert on storage.objects for insert to authenticated
  with check (
    bucket_id = 'staff-photos' and (select private.has_permission('access.manage'))
    and exists (select from public.staff where starts_with(name, staff.id || '/'))
  );
create policy staff_photos_delete on storage.objects for delete to authenticated
  using (bucket_id = 'staff-photos' and (select private.has_permission('access.manage')));

select private.audited('public.staff_photos', 'staff_id');
select private.keeps('{public.staff_photos}', 'Until it is removed; it goes with the colleague''s entry');

/* Gives the file that showed them before: files are the storage service's to delete. */
create function private.set_staff_photo(p_staff_id uuid, p_name text default null) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  v_before text;
begin
  perform private.require_permission('access.manage');
  perform from public.staff where id = p_staff_id for update;
  if not found then
    raise exception 'no such colleague' using errcode = 'PT404', hint = 'p_staff_id';
  end if;
  perform private.require_permission('access.manage');
  v_before := (select name from public.staff_photos where staff_id = p_staff_id);
  if p_name is null then
    delete from public.staff_photos where staff_id = p_staff_id;
    return v_before;
  end if;
  if not starts_with(p_name, p_staff_id || '/') or not exists (
    select from storage.objects where bucket_id = 'staff-photos' and name = p_name
  ) then
    raise exception 'there is no such file' using errcode = '22023', hint = 'p_name';
  end if;
  insert into public.staff_photos (staff_id, name) values (p_staff_id, p_name)
  on conflict (staff_id) do update set name = excluded.name, set_at = now();
  return nullif(v_before, p_name);
end
$$;

create trigger staff_photos_610_announce after insert or update or delete on public.staff_photos
  for each statement execute function private.tg_announce('admin', 'directory_changed');

select private.expose('set_staff_photo', '{authenticated}',
  'Shows a colleague by a file of the bucket staff-photos, <staff id>/<uuid>.jpg or .png, or by none; gives the name of the one before, to be deleted. Needs access.manage (42501); PT404 nobody, 22023 no such file.');
