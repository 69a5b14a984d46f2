/*
 * Notifications: what a person is told inside the app. Written by triggers and functions of the
 * domains, read and marked by the person. The text is made on the screen, in the reader's language,
 * from `kind` and `params`.
 *
 * Several about one thing share a `group_key`. The newest says what is true now and stands for them
 * all: it alone is listed and counted, and reading it reads those before it.
 *
 * A critical one asks for an answer. Reading it does not do: it counts as unread until what raised it has been
 * acknowledged or is over, and then whatever raised it marks it as read.
 */

create table public.notifications (
  id         uuid primary key default gen_random_uuid(),
  user_id    uuid not null references public.profiles on delete cascade,
  kind       text not null,
  params     jsonb not null default '{}',
  link       text,
  severity   text not null default 'info',
  group_key  text not null default gen_random_uuid(),
  group_size integer not null default 1,
  latest     boolean not null default true,
  -- The clock's time, not the transaction's: of two in one transaction the second is the newer.
  created_at timestamptz not null default clock_timestamp(),
  read_at    timestamptz,
  constraint notifications_kind_form check (kind ~ '^[a-z][a-z_]{1,59}$'),
  constraint notifications_params_object check (jsonb_typeof(params) = 'object'),
  -- A path of the app: a full address would be a way to lead people elsewhere.
  constraint notifications_link_path check (link ~ '^/([^/\\].*)?$'),
  constraint notifications_severity_known check (severity in ('info', 'warning', 'critical')),
  constraint notifications_group_key_length check (char_length(group_key) between 1 and 120),
  constraint notifications_group_size_positive check (group_size >= 1)
);
comment on table public.notifications is 'One message to one person; unread while read_at is null.';
comment on column public.notifications.params is 'What the text needs: {patient_name, doctor_name, starts_at, previous_starts_at?, reason?}.';
comment on column public.notifications.severity is 'A warning asks for something else to be done: it is marked as important. A critical one is unread until it is acknowledged where it leads to.';
comment on column public.notifications.group_key is 'What it is about, `visit:<id>`; one of its own when nothing else is about it.';
comment on column public.notifications.group_size is 'How many this person was told of the group, this one included.';
comment on column public.notifications.latest is 'The newest of its group. The older ones are history.';
create index notifications_latest_idx on public.notifications (user_id, created_at desc, id desc) where latest;
create index notifications_kind_idx on public.notifications (user_id, kind, created_at desc, id desc) where latest;
create index notifications_unread_idx on public.notifications (user_id, created_at desc, id desc) where read_at is null;
create index notifications_critical_idx on public.notifications (user_id, created_at desc) where severity = 'critical' and read_at is null;
create index notifications_group_idx on public.notifications (user_id, group_key, created_at desc, id desc);
create index notifications_created_at_idx on public.notifications (created_at);

alter table public.notifications enable row level security;
create policy notifications_select_own on public.notifications for select to authenticated
  using (user_id = (select auth.uid()));
create policy notifications_update_own on public.notifications for update to authenticated
  using (user_id = (select auth.uid()) and severity <> 'critical')
  with check (user_id = (select auth.uid()) and severity <> 'critical');

grant select, update (read_at) on public.notifications to authenticated;
grant select, insert (user_id, kind, params, link, severity, group_key) on public.notifications to service_role;

select private.not_audited('public.notifications', 'Copies of what the log has already, sent and read by the thousand');
-- What nobody has read stays until somebody does; of what was overtaken the newest stands for all.
select private.forgets(
  'public.notifications', $$created_at < $1 - interval '180 days' and (read_at is not null or not latest)$$
);

/*
 * Tells somebody something; nobody (null) is told nothing. Several about one thing get the same
 * p_group_key (`visit:<id>`). For functions and triggers of the owner.
 */
create function private.notify_user(
  p_user_id uuid, p_kind text, p_params jsonb default '{}', p_link text default null,
  p_group_key text default null, p_severity text default 'info'
) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  -- Whoever is deleted at this moment is waited for, and told nothing: the others are.
  perform from public.profiles where id = p_user_id for key share;
  if found then
    insert into public.notifications (user_id, kind, params, link, group_key, severity)
    values (
      p_user_id, p_kind, coalesce(p_params, '{}'), p_link,
      coalesce(p_group_key, gen_random_uuid()::text), p_severity
    );
  end if;
end
$$;

create function private.mark_notifications_read(p_ids uuid[] default null) returns integer
language plpgsql set search_path = ''
as $$
declare
  v_count integer;
begin
  update public.notifications as told set read_at = now()
  where told.user_id = auth.uid() and told.read_at is null and told.severity <> 'critical' and (
    p_ids is null
    or exists (
      select from public.notifications as named
      where named.id = any (p_ids)
        and named.user_id = told.user_id
        and named.group_key = told.group_key
        and named.created_at >= told.created_at
    )
  );
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

create function public.inbox(p_limit integer default 30) returns jsonb
language sql stable set search_path = ''
as $$
  with urgent as (
    select * from public.notifications
    where user_id = auth.uid() and latest and severity = 'critical' and read_at is null
    order by created_at desc limit 20
  ), newest as (
    select * from public.notifications
    where user_id = auth.uid() and latest and id not in (select id from urgent)
    order by created_at desc, id desc limit least(p_limit, 100)
  ), listed as (
    select true as urgent, * from urgent union all select false, * from newest order by 1 desc, created_at desc, id desc limit least(p_limit, 100)
  )
  select jsonb_build_object(
    'unread', (select count(*) from public.notifications where user_id = auth.uid() and latest and read_at is null),
    'notifications', coalesce(jsonb_agg(jsonb_build_object(
      'id', id, 'kind', kind, 'params', params, 'link', link, 'severity', severity, 'group_key', group_key,
      'group_size', group_size, 'created_at', created_at, 'read_at', read_at
    ) order by urgent desc, created_at desc, id desc), '[]')
  ) from listed
$$;

create function public.notification_kinds() returns setof text
language sql stable set search_path = ''
as $$
  select distinct kind from public.notifications where user_id = auth.uid() and latest order by kind
$$;

/*
 * The newest takes its place at the head of its group. Two that are written at the same instant about
 * the same thing may both stay there, until the next one; what is about a visit cannot, because
 * whoever changes the visit holds its row.
 */
create function private.tg_notifications__lead() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_before integer;
begin
  select max(group_size) into v_before from public.notifications
  where user_id = new.user_id and group_key = new.group_key and latest;
  -- An update of nothing would still wake the triggers of the statement.
  if v_before is not null then
    update public.notifications set latest = false
    where user_id = new.user_id and group_key = new.group_key and latest;
  end if;
  new.latest := true;
  new.group_size := coalesce(v_before, 0) + 1;
  return new;
end
$$;
create trigger notifications_000_lead before insert on public.notifications
  for each row execute function private.tg_notifications__lead();

create trigger notifications_600_announce after insert on public.notifications
  for each row execute function private.tg_announce('user:{user_id}', 'notification', 'id kind');

/* What is read on one device is read on all. Once a statement: "mark all" is one piece of news. */
create function private.tg_notifications__announce_read() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce_once('user:' || user_id, 'notifications_read')
  from (
    select distinct is_now.user_id from is_now join was using (id)
    where is_now.read_at is distinct from was.read_at
  ) people;
  return null;
end
$$;
create trigger notifications_600_announce_read after update on public.notifications
  referencing old table as was new table as is_now
  for each statement execute function private.tg_notifications__announce_read();

select private.expose('mark_notifications_read', '{authenticated}',
  'Marks the caller''s own notifications as read, with those before them in their groups, or all of them if p_ids is '
  'null; returns how many were unread. Critical ones stay as they are.');
select private.expose('public.inbox', '{authenticated}',
  'The caller''s newest notifications, those to be answered on top, and how many of all are unread: {notifications: '
  '[{id, kind, params, link, severity, group_key, group_size, created_at, read_at}], unread}.');
select private.expose('public.notification_kinds', '{authenticated}',
  'The kinds there are among the caller''s own notifications: what the list can be narrowed to.');
