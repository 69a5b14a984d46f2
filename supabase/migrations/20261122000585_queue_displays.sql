/*
 * What the wall of a waiting room says, on a screen without an account.
 */

create table public.queue_displays (
  id            uuid primary key default gen_random_uuid(),
  department_id uuid not null references public.departments on delete restrict,
  name          text not null constraint queue_displays_name_length check (length(btrim(name)) between 1 and 80),
  token_hash    text not null,
  topic_id      uuid not null default gen_random_uuid(),
  created_by    uuid references public.profiles on delete set null,
  created_at    timestamptz not null default now(),
  revoked_by    uuid references public.profiles on delete set null,
  revoked_at    timestamptz,
  constraint queue_displays_token_hash unique (token_hash),
  constraint queue_displays_topic_id unique (topic_id)
);
comment on table public.queue_displays is 'Screens in waiting rooms: whoever has the link sees the numbers of one department, until it is revoked.';
comment on column public.queue_displays.token_hash is 'SHA-256 of the secret in the link; the secret itself is nowhere.';
comment on column public.queue_displays.topic_id is 'Names the live channel. As hard to guess as the secret, and told only to those who have it.';
create index queue_displays_department_id_idx on public.queue_displays (department_id);
create index queue_displays_created_by_idx on public.queue_displays (created_by);
create index queue_displays_revoked_by_idx on public.queue_displays (revoked_by);

alter table public.queue_displays enable row level security;
create policy queue_displays_select_managers on public.queue_displays for select to authenticated
  using ((select private.has_permission('queue.manage')));

grant select (id, department_id, name, created_by, created_at, revoked_by, revoked_at)
  on public.queue_displays to authenticated, service_role;

-- Whoever may open the screen without signing in may do so signed in, too; but only hear.
insert into private.topics (pattern, hear, strangers) values
  ('queue-display:{id}', 'exists (select from public.queue_displays where topic_id = $1 and revoked_at is null)', true);
select private.audited('public.queue_displays');
select private.keeps('{public.queue_displays}', 'Which screens there were, and who made and revoked them');

create function private.create_queue_display(p_department_id uuid, p_name text)
returns table (id uuid, token text) language plpgsql security definer set search_path = '' as $$
declare
  v_token constant text := private.new_token();
begin
  perform private.require_permission('queue.manage');
  if nullif(btrim(p_name), '') is null then
    raise exception using errcode = '22023', message = 'p_name is missing', hint = 'p_name';
  end if;
  perform from public.departments department where department.id = p_department_id and department.active;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such department', hint = 'p_department_id';
  end if;
  return query
  insert into public.queue_displays as display (department_id, name, token_hash, created_by)
  values (p_department_id, btrim(p_name), private.token_hash(v_token), auth.uid())
  returning display.id, v_token;
end;
$$;

create function private.revoke_queue_display(p_display_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_permission('queue.manage');
  perform from public.queue_displays display where display.id = p_display_id for no key update;
  perform private.require_permission('queue.manage');
  update public.queue_displays display set
    revoked_at = coalesce(display.revoked_at, now()), revoked_by = coalesce(display.revoked_by, auth.uid())
  where display.id = p_display_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such display', hint = 'p_display_id';
  end if;
end;
$$;

create function private.queue_display(p_token text)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_display public.queue_displays;
begin
  select * into v_display from public.queue_displays display
  where display.token_hash = private.token_hash(p_token) and display.revoked_at is null;
  if not found then return null; end if;
  return jsonb_build_object(
    'topic', 'queue-display:' || v_display.topic_id,
    'department', (select name from public.departments where id = v_display.department_id),
    'name', v_display.name,
    'called', coalesce((
      select jsonb_agg(jsonb_build_object(
        'label', shown.label, 'room', shown.room, 'status', shown.status,
        'called_at', shown.called_at, 'called_count', shown.called_count
      ) order by shown.called_at desc)
      from (
        select token.label, room.name as room, token.status, token.called_at, token.called_count
        from public.queue_tokens token
        left join public.rooms room on room.id = token.room_id
        where token.department_id = v_display.department_id
          and token.status in ('called', 'in_consultation') and token.called_at is not null
        order by token.called_at desc
        limit 7
      ) shown
    ), '[]'),
    'next', coalesce((
      select jsonb_agg(shown.label order by shown.place)
      from (
        select token.label, row_number() over (order by token.priority_rank, token.turn_at, token.number) as place
        from public.queue_tokens token
        where token.department_id = v_display.department_id and token.status = 'waiting'
        order by token.priority_rank, token.turn_at, token.number
        limit 10
      ) shown
    ), '[]'),
    'waiting', (
      select count(*) from public.queue_tokens token
      where token.department_id = v_display.department_id and token.status = 'waiting'
    ),
    'estimate_minutes', (
      select private.queue_estimate(figures.waiting, figures.pace_minutes)
      from private.queue_figures(v_display.department_id) figures
    )
  );
end;
$$;

-- A screen whose link is taken back goes dark now.
create trigger queue_displays_600_announce after update on public.queue_displays
  for each row execute function private.tg_announce('queue-display:{topic_id}', 'queue_changed');

select private.expose('create_queue_display', '{authenticated}',
  'Makes a link for a screen in a waiting room. The token is told this once; only its SHA-256 is kept. Needs '
  'queue.manage.');
select private.expose('revoke_queue_display', '{authenticated}',
  'Takes a screen''s link back, at once and for good; again is no error. Needs queue.manage.');
select private.expose('queue_display', '{anon,authenticated}',
  'What a screen in a waiting room shows: numbers and rooms, nobody''s name. For whoever has the link''s token, '
  'signed in or not; null when it is unknown or revoked. {topic, department, name, called: [{label, room, status, '
  'called_at, called_count}], next: [label], waiting, estimate_minutes}: the last seven called, newest first, and the '
  'next ten.');
