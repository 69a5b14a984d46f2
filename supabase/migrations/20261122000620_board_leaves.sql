/*
 * Leave: out of the house for some hours, the bed kept.
 */

/* A walk home over Sunday: the patient is away, the bed stays theirs. */
create table public.admission_leaves (
  id               uuid primary key default gen_random_uuid(),
  admission_id     uuid not null,
  patient_id       uuid not null,
  ward_id          uuid not null references public.wards on delete restrict,
  left_at          timestamptz not null default now(),
  expected_back_at timestamptz,
  returned_at      timestamptz,
  reason           text constraint admission_leaves_reason_length check (length(reason) <= 500),
  constraint admission_leaves_order check (left_at <= returned_at),
  constraint admission_leaves_back_after_leaving check (expected_back_at > left_at),
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict
);
comment on table public.admission_leaves is 'Times an admitted patient was away from the ward; the bed is kept.';
comment on column public.admission_leaves.returned_at is 'Null while they are away; who is discharged meanwhile is away no more.';
comment on column public.admission_leaves.ward_id is 'The ward they left from.';
create index admission_leaves_admission_id_patient_id_idx on public.admission_leaves (admission_id, patient_id);
create index admission_leaves_ward_id_idx on public.admission_leaves (ward_id);
create unique index admission_leaves_one_open on public.admission_leaves (admission_id) where returned_at is null;

alter table public.admission_leaves enable row level security;
create policy admission_leaves_select_involved on public.admission_leaves for select to authenticated
  using (exists (
    select 1 from public.admissions admission where admission.id = admission_leaves.admission_id
  ));

grant select on public.admission_leaves to authenticated;

select private.audited('public.admission_leaves');
select private.keeps('{public.admission_leaves}', 'The medical record');

create function private.start_leave(
  p_admission_id uuid, p_expected_back_at timestamptz default null, p_reason text default null
)
returns public.admission_leaves language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.lock_admission(p_admission_id);
  v_leave public.admission_leaves;
begin
  if (private.current_stay(p_admission_id)).id is null then
    if private.lies_with_mother(v_admission) then
      raise exception using errcode = 'LN023', message = 'A newborn without a bed stays with the mother',
        hint = 'p_admission_id';
    end if;
    raise exception using errcode = '22023', message = 'There is no bed to keep', hint = 'p_admission_id';
  end if;
  if p_expected_back_at <= clock_timestamp() then
    raise exception using errcode = '22023', message = 'This is over already', hint = 'p_expected_back_at';
  end if;
  insert into public.admission_leaves (admission_id, patient_id, ward_id, left_at, expected_back_at, reason)
  values (
    v_admission.id, v_admission.patient_id, v_admission.ward_id, clock_timestamp(), p_expected_back_at,
    nullif(btrim(p_reason), '')
  )
  returning * into v_leave;
  if private.is_hidden(v_admission) then
    v_leave.patient_id := null;
    v_leave.reason := null;
  end if;
  return v_leave;
end;
$$;

create function private.end_leave(p_admission_id uuid)
returns public.admission_leaves language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.lock_admission(p_admission_id);
  v_leave public.admission_leaves;
begin
  update public.admission_leaves set returned_at = greatest(clock_timestamp(), left_at)
  where admission_id = v_admission.id and returned_at is null
  returning * into v_leave;
  if not found then
    raise exception using errcode = 'PT404', message = 'This patient is not away', hint = 'p_admission_id';
  end if;
  if private.is_hidden(v_admission) then
    v_leave.patient_id := null;
    v_leave.reason := null;
  end if;
  return v_leave;
end;
$$;

create trigger admission_leaves_600_announce after insert or update or delete on public.admission_leaves
  for each row execute function private.tg_bed_of__announce();

select private.expose('start_leave', '{authenticated}',
'Says that a patient is away for a while; the bed stays theirs. Raises 23505 admission_leaves_one_open
(away already), 22023 (no bed to keep, or back before leaving), LN023 a newborn without a bed of their
own, LN006, PT404, 42501.');
select private.expose('end_leave', '{authenticated}',
'Says that a patient is back. Raises PT404 who is not away, LN006, 42501.');
