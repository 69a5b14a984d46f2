/*
 * Who is on call: who comes when a ward has no doctor in charge at hand, for a department or for the whole hospital. What
 * calls somebody (an early warning) reads it here; who has left is called by nothing. One row is written at a time, so
 * nothing here waits in a circle.
 */
create table public.on_call_shifts (
  id            uuid primary key default gen_random_uuid(),
  staff_id      uuid not null references public.staff on delete restrict,
  department_id uuid references public.departments on delete restrict, -- null: the whole hospital
  starts_at     timestamptz not null,
  ends_at       timestamptz not null,
  contact       text,
  created_by    uuid references public.profiles on delete set null default auth.uid(),
  constraint on_call_shifts_order check (starts_at < ends_at),
  constraint on_call_shifts_bounded check (ends_at - starts_at <= interval '8 days'),
  constraint on_call_shifts_contact_length check (char_length(btrim(contact)) between 1 and 60),
  constraint on_call_shifts_once exclude using gist (staff_id with =, tstzrange(starts_at, ends_at) with &&)
);
comment on table public.on_call_shifts is 'Who is on call and when; several may be at once. What is over stays: who was called is asked for later.';
comment on column public.on_call_shifts.contact is 'How they are reached meanwhile: an extension, a pager.';

create index on_call_shifts_ends_at_idx on public.on_call_shifts (ends_at);
create index on_call_shifts_starts_at_idx on public.on_call_shifts (starts_at, id);
create index on_call_shifts_department_id_idx on public.on_call_shifts (department_id);
create index on_call_shifts_created_by_idx on public.on_call_shifts (created_by);

alter table public.on_call_shifts enable row level security;
create policy on_call_shifts_select_staff on public.on_call_shifts for select to authenticated
  using ((select private.is_staff()));
grant select on public.on_call_shifts to authenticated, service_role;

select private.define_permission('directory.on_call', 'Say who is on call', '{ward_manager}');
select private.audited('public.on_call_shifts');
select private.keeps('{public.on_call_shifts}', 'Who was on call is asked for long after');
insert into private.topics (pattern, hear) values ('on-call', 'private.is_staff()');

create trigger on_call_shifts_600_announce after insert or update or delete on public.on_call_shifts
  for each row execute function private.tg_announce('on-call', 'on_call_changed');

/* Who leaves is on call no more, from now on. */
create function private.tg_staff__off_call() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from public.on_call_shifts where staff_id = new.id and starts_at >= now();
  update public.on_call_shifts set ends_at = now() where staff_id = new.id and ends_at > now();
  return null;
end
$$;
create trigger staff_310_off_call after update of active on public.staff
  for each row when (old.active and not new.active) execute function private.tg_staff__off_call();

/* Colleagues on call now for a department: its own, and the hospital's. */
create function private.on_call_now(p_department_id uuid) returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select staff_id from public.on_call_shifts
  where ends_at > now() and starts_at <= now() and (department_id is null or department_id = p_department_id)
$$;

create function private.add_on_call(
  p_staff_id uuid, p_department_id uuid, p_starts_at timestamptz, p_ends_at timestamptz, p_contact text default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_wrong text;
begin
  perform private.require_permission('directory.on_call');
  v_wrong := case
    when p_starts_at is null then 'p_starts_at'
    when p_ends_at is null or p_ends_at <= p_starts_at or p_ends_at <= now() or p_ends_at - p_starts_at > interval '8 days' then 'p_ends_at'
    when char_length(btrim(p_contact)) > 60 then 'p_contact'
    when p_department_id is not null and not exists (select from public.departments where id = p_department_id and active) then 'p_department_id'
  end;
  if v_wrong is not null then
    raise exception '% is missing or out of range', v_wrong using errcode = '22023', hint = v_wrong;
  end if;
  -- Who leaves at this moment is waited for: their shifts end with them.
  perform from public.staff where id = p_staff_id and active for key share;
  if not found then
    raise exception 'nobody who works here' using errcode = '22023', hint = 'p_staff_id';
  end if;
  insert into public.on_call_shifts (staff_id, department_id, starts_at, ends_at, contact)
  values (p_staff_id, p_department_id, p_starts_at, p_ends_at, nullif(btrim(p_contact), ''))
  returning id into v_id;
  return v_id;
end
$$;

create function private.end_on_call(p_shift_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_shift public.on_call_shifts;
begin
  perform private.require_permission('directory.on_call');
  -- By the clock: whoever waited for somebody that ended it began before that.
  select * into v_shift from public.on_call_shifts where id = p_shift_id and ends_at > clock_timestamp() for update;
  if not found then
    raise exception 'no such shift, or it is over' using errcode = 'PT404', hint = 'p_shift_id';
  end if;
  if v_shift.starts_at >= now() then
    delete from public.on_call_shifts where id = p_shift_id;
  else
    update public.on_call_shifts set ends_at = now() where id = p_shift_id;
  end if;
end
$$;

select private.expose('add_on_call', '{authenticated}',
  'Puts a colleague on call for a department, or with null for the whole hospital, up to 8 days at a time; gives the shift''s id. Needs directory.on_call (42501); 23P01 on_call_shifts_once they are on call at that time already, 22023 bad input with the parameter as the hint.');
select private.expose('end_on_call', '{authenticated}',
  'Takes a shift back that has not begun, ends one that runs now. Needs directory.on_call (42501); PT404 it is over, or never was.');
