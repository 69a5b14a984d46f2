/*
 * Beds that are closed for a while.
 */

create table public.bed_closures (
  id             uuid primary key default gen_random_uuid(),
  bed_id         uuid not null,
  ward_id        uuid not null,
  reason         text not null constraint bed_closures_reason_known check (reason in ('C', 'K', 'I')),
  note           text constraint bed_closures_note_length check (length(note) <= 500),
  starts_at      timestamptz not null default now(),
  expected_until timestamptz,
  ended_at       timestamptz,
  closed_by      uuid references public.profiles on delete set null,
  constraint bed_closures_order check (starts_at <= ended_at),
  foreign key (bed_id, ward_id) references public.beds (id, ward_id) on delete restrict
);
comment on table public.bed_closures is 'Times during which a bed takes nobody; open until reopened.';
comment on column public.bed_closures.reason is 'HL7 table 0116: C closed, K contaminated, I isolated.';
create index bed_closures_bed_id_ward_id_idx on public.bed_closures (bed_id, ward_id);
create index bed_closures_closed_by_idx on public.bed_closures (closed_by);
create unique index bed_closures_one_open on public.bed_closures (bed_id) where ended_at is null;

alter table public.bed_closures enable row level security;
create policy bed_closures_select_own_wards on public.bed_closures for select to authenticated
  using (ward_id in (select private.current_ward_ids()));

grant select on public.bed_closures to authenticated;

select private.audited('public.bed_closures');
select private.keeps('{public.bed_closures}', 'What the figures of the wards are made of');

create function private.close_bed(
  p_bed_id uuid, p_reason text default 'C', p_note text default null, p_expected_until timestamptz default null
)
returns public.bed_closures language plpgsql security definer set search_path = '' as $$
declare
  v_bed public.beds;
  v_closure public.bed_closures;
begin
  v_bed := private.lock_bed(p_bed_id, 'beds.manage');
  if p_reason is null or p_reason not in ('C', 'K', 'I') then
    raise exception using errcode = '22023', message = 'The reason is C, K or I', hint = 'p_reason';
  end if;
  insert into public.bed_closures (bed_id, ward_id, reason, note, expected_until, closed_by)
  values (v_bed.id, v_bed.ward_id, p_reason, nullif(btrim(p_note), ''), p_expected_until, auth.uid())
  returning * into v_closure;
  perform private.remember_step('public.bed_closures', v_closure.id, null);
  return v_closure;
end;
$$;

create function private.reopen_bed(p_bed_id uuid)
returns public.bed_closures language plpgsql security definer set search_path = '' as $$
declare
  v_closure public.bed_closures;
  v_before jsonb;
begin
  perform private.lock_bed(p_bed_id, 'beds.manage');
  select to_jsonb(closure) into v_before from public.bed_closures closure where bed_id = p_bed_id and ended_at is null;
  update public.bed_closures set ended_at = greatest(clock_timestamp(), starts_at)
  where bed_id = p_bed_id and ended_at is null
  returning * into v_closure;
  if not found then
    raise exception using errcode = 'PT404', message = 'This bed is not closed', hint = 'p_bed_id';
  end if;
  perform private.remember_step('public.bed_closures', v_closure.id, v_before);
  return v_closure;
end;
$$;

create function private.undo_closure_step(p_closure_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_closure public.bed_closures;
begin
  perform private.require_permission('beds.manage');
  select * into v_closure from public.bed_closures closure where closure.id = p_closure_id;
  perform private.lock_bed(v_closure.bed_id, 'beds.manage');
  if v_closure.ended_at is not null then perform private.require_unused_since(v_closure.bed_id, v_closure.ended_at); end if;
  perform private.undo_last_step('public.bed_closures', p_closure_id);
end;
$$;
-- Of beds, as what is cleaned.
insert into private.step_subjects values ('public.bed_closures', 'closure', 'private.cleaning_of_step');

/* Rules and consequences -------------------------------------------------------------------------- */

create function private.tg_bed_closures__bed_empty()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.ended_at is null then perform private.refuse_occupied_bed(new.bed_id); end if;
  return new;
end;
$$;
create trigger bed_closures_100_bed_empty before insert or update on public.bed_closures
  for each row execute function private.tg_bed_closures__bed_empty();

create trigger bed_closures_600_announce after insert or update or delete on public.bed_closures
  for each row execute function private.tg_board__announce('ward_id', 'bed_id');

select private.expose('close_bed', '{authenticated}',
'Takes an empty bed out of use. p_reason is a code of HL7 table 0116: C closed, K contaminated, I isolated.
Needs beds.manage and the ward.

Raises LN005 (hint occupied) if somebody lies in it, 23505 bed_closures_one_open, 22023, PT404, 42501.');
select private.expose('reopen_bed', '{authenticated}',
'Takes a closed bed into use again; a cleaning that is due stays due. Raises PT404, 42501.');
select private.expose('undo_closure_step', '{authenticated}',
'Undoes within 10 minutes that the caller closed a bed or took it into use again. Raises LN021 (hint late, other, overtaken:
the bed has been used since), PT404, 42501.');
