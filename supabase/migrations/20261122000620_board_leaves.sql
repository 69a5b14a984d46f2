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
  reason           text check (length(reason) <= 500),
  constraint admission_leaves_order check (left_at <= returned_at),
  constraint admission_leaves_back_after_leaving check (expected_back_at > left_at),
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on delete restrict
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

grant select on public.admission_leaves to authenticated, service_role;

/* Lets a patient go for a while; see public.start_leave. */
create function private.start_leave(p_admission_id uuid, p_expected_back_at timestamptz, p_reason text)
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

/* Takes a patient back from leave; see public.end_leave. */
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

grant execute on function private.end_leave(uuid), private.start_leave(uuid, timestamptz, text) to authenticated;

/* For the API ------------------------------------------------------------------------------------- */

/*
 * Says that a patient is away for a while; the bed stays theirs. Raises 23505 admission_leaves_one_open
 * (away already), 22023 (no bed to keep, or back before leaving), LN023 a newborn without a bed of their
 * own, LN006, PT404, 42501.
 */
create function public.start_leave(
  p_admission_id uuid, p_expected_back_at timestamptz default null, p_reason text default null
)
returns public.admission_leaves language sql set search_path = '' as $$
  select private.start_leave(p_admission_id, p_expected_back_at, p_reason);
$$;

/* Says that a patient is back. Raises PT404 who is not away, LN006, 42501. */
create function public.end_leave(p_admission_id uuid)
returns public.admission_leaves language sql set search_path = '' as $$
  select private.end_leave(p_admission_id);
$$;

grant execute on function public.end_leave(uuid), public.start_leave(uuid, timestamptz, text) to authenticated;

/* Rules and consequences -------------------------------------------------------------------------- */

/* The board says who is away. */
create function private.tg_admission_leaves__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_stay constant public.bed_stays := private.current_stay(coalesce(new.admission_id, old.admission_id));
begin
  perform private.announce_bed(coalesce(v_stay.ward_id, new.ward_id, old.ward_id), v_stay.bed_id);
  return null;
end;
$$;
create trigger admission_leaves_600_announce after insert or update or delete on public.admission_leaves
  for each row execute function private.tg_admission_leaves__announce();

create trigger admission_leaves_900_audit after insert or update or delete on public.admission_leaves
  for each row execute function private.tg_audit();
