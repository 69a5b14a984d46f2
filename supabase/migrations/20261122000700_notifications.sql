/*
 * Notifications: what a person is told inside the app. Written by triggers and functions of the
 * domains, read and marked by the person. The text is made on the screen, in the reader's language,
 * from `kind` and `params`.
 */

create table public.notifications (
  id         uuid primary key default gen_random_uuid(),
  user_id    uuid not null references public.profiles on delete cascade,
  kind       text not null,
  params     jsonb not null default '{}',
  link       text,
  created_at timestamptz not null default now(),
  read_at    timestamptz,
  constraint notifications_kind_form check (kind ~ '^[a-z][a-z_]{1,59}$'),
  constraint notifications_params_object check (jsonb_typeof(params) = 'object'),
  -- A path of the app: a full address would be a way to lead people elsewhere.
  constraint notifications_link_path check (link ~ '^/([^/\\].*)?$')
);
comment on table public.notifications is 'One message to one person; unread while read_at is null.';
comment on column public.notifications.params is 'What the text needs: {patient_name, doctor_name, starts_at, previous_starts_at?, reason?}.';
create index notifications_user_id_created_at_idx on public.notifications (user_id, created_at desc);
create index notifications_unread_idx on public.notifications (user_id) where read_at is null;

alter table public.notifications enable row level security;
create policy notifications_select_own on public.notifications for select to authenticated
  using (user_id = (select auth.uid()));
create policy notifications_update_own on public.notifications for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, update (read_at) on public.notifications to authenticated;
grant select, insert (user_id, kind, params, link) on public.notifications to service_role;

/* Tells somebody something; nobody (null) is told nothing. For functions and triggers of the owner. */
create function private.notify_user(p_user_id uuid, p_kind text, p_params jsonb default '{}', p_link text default null) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if p_user_id is not null then
    insert into public.notifications (user_id, kind, params, link)
    values (p_user_id, p_kind, coalesce(p_params, '{}'), p_link);
  end if;
end
$$;

create function public.mark_notifications_read(p_ids uuid[] default null) returns integer
language plpgsql set search_path = ''
as $$
declare
  v_count integer;
begin
  update public.notifications set read_at = now()
  where user_id = auth.uid() and read_at is null and (p_ids is null or id = any (p_ids));
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function public.mark_notifications_read(uuid[]) is 'Marks the caller''s own notifications as read, all of them if p_ids is null; returns how many were unread.';
grant execute on function public.mark_notifications_read(uuid[]) to authenticated;

create function private.tg_notifications__announce() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce('user:' || new.user_id, 'notification', jsonb_build_object('id', new.id, 'kind', new.kind));
  return null;
end
$$;
create trigger notifications_800_announce after insert on public.notifications
  for each row execute function private.tg_notifications__announce();
