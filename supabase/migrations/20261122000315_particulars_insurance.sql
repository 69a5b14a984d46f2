/*
 * What is on a patient's insurance cards. Of one rank there is one policy on any day: whoever bills asks the first, then
 * the second. Payers are kept by name, as the card has it, with the number the payer is known by among payers; billing
 * has a catalogue of them, and finds its own by either.
 *
 * A policy is ended with its last day, or voided where it was never right; it is not rewritten, since it may have been
 * billed.
 */
create table public.insurance_policies (
  id          uuid primary key default gen_random_uuid(),
  patient_id  uuid not null references public.patients on delete restrict,
  payer_name  text not null,
  payer_code  text,
  plan        text,
  rank        smallint not null,
  holder      text not null default 'self',
  holder_name text,
  valid_from  date not null,
  valid_until date,
  recorded_by uuid references public.staff on delete set null default private.current_staff_id(),
  recorded_at timestamptz not null default now(),
  voided_at   timestamptz,
  constraint insurance_policies_payer_name_length check (char_length(btrim(payer_name)) between 1 and 120),
  constraint insurance_policies_payer_code_length check (char_length(btrim(payer_code)) between 1 and 40),
  constraint insurance_policies_plan_length check (char_length(btrim(plan)) between 1 and 120),
  constraint insurance_policies_rank_range check (rank between 1 and 3),
  constraint insurance_policies_holder_known check (holder in ('self', 'partner', 'parent', 'child', 'other')),
  constraint insurance_policies_holder_named check ((holder = 'self') = (holder_name is null)),
  constraint insurance_policies_holder_name_length check (char_length(btrim(holder_name)) between 1 and 120),
  constraint insurance_policies_validity check (valid_from <= valid_until),
  constraint insurance_policies_rank_taken exclude using gist (
    patient_id with =, rank with =, daterange(valid_from, valid_until, '[]') with &&
  ) where (voided_at is null)
);
comment on table public.insurance_policies is 'Who pays for a patient''s care, by which card, from when until when.';
comment on column public.insurance_policies.rank is '1 is asked first, then 2, then 3.';
comment on column public.insurance_policies.payer_code is 'The payer''s number among payers, where the card has one.';
select private.sealed_column('public.insurance_policies', 'number', p_longest => 60);
create index insurance_policies_patient_id_idx on public.insurance_policies (patient_id);
create index insurance_policies_recorded_by_idx on public.insurance_policies (recorded_by);

alter table public.insurance_policies enable row level security;
create policy insurance_policies_select_own_or_manager on public.insurance_policies for select to authenticated
  using (patient_id in (select private.current_patient_ids()) or (select private.has_permission('insurance.manage')));
grant select on public.insurance_policies to authenticated;

/* What the other record's cards are here: of the first rank that is free while they are valid; where none is, it stays. */
create function private.merge_insurance_policies(p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_policy public.insurance_policies;
  v_rank smallint;
begin
  for v_policy in select * from public.insurance_policies where patient_id = p_from order by rank, valid_from loop
    select free.rank into v_rank from generate_series(1, 3) as free (rank)
    where v_policy.voided_at is not null or not exists (
      select from public.insurance_policies other
      where other.patient_id = p_to and other.rank = free.rank and other.voided_at is null
        and daterange(other.valid_from, other.valid_until, '[]') && daterange(v_policy.valid_from, v_policy.valid_until, '[]')
    )
    order by abs(free.rank - v_policy.rank), free.rank limit 1;
    continue when not found;
    update public.insurance_policies set patient_id = p_to, rank = v_rank where id = v_policy.id;
  end loop;
end
$$;

select private.define_permission('insurance.manage', 'See and record patients'' insurance', '{receptionist,cashier}');
select private.audited('public.insurance_policies');
select private.keeps('{public.insurance_policies}', 'What was billed by it is asked for years later');
select private.on_merge('{public.insurance_policies}', 'function', 'private.merge_insurance_policies');
select private.on_erasure('{public.insurance_policies}', 'contact', 'delete');
select private.no_work_of_patients('{public.insurance_policies}', 'Who pays is settled afterwards too');

create trigger insurance_policies_600_announce after insert or update on public.insurance_policies
  for each row execute function private.tg_announce('record:{patient_id}', 'record_changed');

create function private.add_insurance_policy(
  p_patient_id uuid, p_payer_name text, p_number text, p_rank integer default 1, p_valid_from date default null,
  p_valid_until date default null, p_holder text default 'self', p_holder_name text default null, p_plan text default null,
  p_payer_code text default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_from constant date := coalesce(p_valid_from, private.hospital_day());
  v_wrong constant text := case
    when char_length(btrim(coalesce(p_payer_name, ''))) not between 1 and 120 then 'p_payer_name'
    when char_length(btrim(p_number)) > 60 or coalesce(private.sealed_form(p_number), '') = '' then 'p_number'
    when coalesce(p_rank, 0) not between 1 and 3 then 'p_rank'
    when p_valid_until < v_from then 'p_valid_until'
    when coalesce(p_holder, '') not in ('self', 'partner', 'parent', 'child', 'other') then 'p_holder'
    when (p_holder = 'self') <> (nullif(btrim(p_holder_name), '') is null) or char_length(btrim(p_holder_name)) > 120 then 'p_holder_name'
    when char_length(btrim(p_plan)) > 120 then 'p_plan'
    when char_length(btrim(p_payer_code)) > 40 then 'p_payer_code'
  end;
begin
  perform private.require_permission('insurance.manage');
  if v_wrong is not null then
    raise exception 'not a policy' using errcode = '22023', hint = v_wrong;
  end if;
  perform from public.patients where id = p_patient_id and archived_at is null for no key update;
  if not found then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  perform private.require_permission('insurance.manage');
  insert into public.insurance_policies (
    patient_id, payer_name, payer_code, plan, rank, holder, holder_name, valid_from, valid_until, number_sealed_at
  ) values (
    p_patient_id, btrim(p_payer_name), nullif(btrim(p_payer_code), ''), nullif(btrim(p_plan), ''), p_rank, p_holder,
    nullif(btrim(p_holder_name), ''), v_from, p_valid_until, now()
  )
  returning id into v_id;
  perform private.seal('insurance_policies.number', v_id, p_number, false);
  return v_id;
end
$$;

/* A policy ends with a day; without one it was recorded by mistake. */
create function private.end_insurance_policy(p_policy_id uuid, p_last_day date default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_policy public.insurance_policies;
begin
  perform private.require_permission('insurance.manage');
  select * into v_policy from public.insurance_policies where id = p_policy_id and voided_at is null for no key update;
  perform private.require_permission('insurance.manage');
  if v_policy.id is null then
    raise exception 'no such policy' using errcode = 'PT404', hint = 'p_policy_id';
  elsif p_last_day < v_policy.valid_from then
    raise exception 'it ends before it begins' using errcode = '22023', hint = 'p_last_day';
  end if;
  update public.insurance_policies set
    valid_until = coalesce(p_last_day, valid_until), voided_at = case when p_last_day is null then clock_timestamp() end
  where id = p_policy_id;
end
$$;

/* The policies of a patient with their numbers, those in use first. */
create function private.patient_policies(p_patient_id uuid)
returns table (
  id uuid, payer_name text, payer_code text, plan text, number text, rank smallint, holder text, holder_name text,
  valid_from date, valid_until date
)
language plpgsql stable security definer rows 3 set search_path = ''
as $$
begin
  if not coalesce(p_patient_id in (select private.current_patient_ids()), false) then
    perform private.require_permission('insurance.manage');
  end if;
  return query
    select policy.id, policy.payer_name, policy.payer_code, policy.plan, private.unseal('insurance_policies.number', policy.id),
      policy.rank, policy.holder, policy.holder_name, policy.valid_from, policy.valid_until
    from public.insurance_policies as policy
    where policy.patient_id = p_patient_id and policy.voided_at is null
    order by policy.valid_until is not null and policy.valid_until < private.hospital_day(), policy.rank, policy.valid_from desc, policy.id
    limit 50;
end
$$;

select private.expose('add_insurance_policy', '{authenticated}',
  'Records an insurance card, from today unless p_valid_from says otherwise; gives its id. Needs insurance.manage (42501); PT404; 22023 with the parameter as hint; 23P01 insurance_policies_rank_taken where another of that rank is valid then.');
select private.expose('end_insurance_policy', '{authenticated}',
  'Ends a policy with its last day; without one it was recorded by mistake, and is not shown any more. Needs insurance.manage (42501); PT404; 22023 (hint p_last_day); 23P01 where it would run into the next of its rank.');
select private.expose('patient_policies', '{authenticated}',
  'The insurance policies of a patient, those in use first; to the patient''s own accounts and with insurance.manage (42501).');
