/*
 * Encounters: that somebody saw a patient, when, at a visit, during a stay, or otherwise (by telephone, say). What is
 * written, found and decided there hangs on it, and is frozen with it when it is signed: rows of any domain that name
 * an encounter come through private.frozen_with_encounter, so that nothing is added to what has been signed.
 *
 * A colleague has one open encounter for each visit and stay; when it is signed, the next one (tomorrow's round) is a new
 * one. Rejected: one encounter a stay, which could be signed only when the patient leaves.
 *
 * Locks: after visits and admissions, before what hangs on it. Who signs takes the row for update, who writes something
 * that hangs on it shares it: the later of two finds what the earlier did.
 */
create table public.encounters (
  id             uuid primary key default gen_random_uuid(),
  patient_id     uuid not null references public.patients on delete restrict,
  appointment_id uuid references public.appointments on delete restrict,
  admission_id   uuid,
  kind           text not null generated always as (
    case when admission_id is not null then 'stay' when appointment_id is not null then 'visit' else 'other' end
  ) stored,
  staff_id       uuid references public.staff on delete set null,
  staff_name     text not null, -- as it was
  status         text not null default 'open',
  started_at     timestamptz not null default now(),
  ended_at       timestamptz,
  created_at     timestamptz not null default now(),
  signed_at      timestamptz,
  signed_by      uuid references public.staff on delete set null,
  signed_name    text,
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict,
  constraint encounters_id_patient_id_key unique (id, patient_id),
  constraint encounters_of_one check (num_nonnulls(appointment_id, admission_id) <= 1),
  constraint encounters_status_known check (status in ('open', 'signed')),
  constraint encounters_order check (started_at <= ended_at),
  constraint encounters_signed_wholly check (
    (status = 'signed') = (signed_at is not null) and num_nulls(signed_at, signed_name, ended_at) in (0, 3)
  )
);
comment on table public.encounters is 'One contact with a patient: what hangs on it is frozen when it is signed.';
comment on column public.encounters.staff_id is 'Who is responsible for it, and signs.';
comment on column public.encounters.started_at is 'When the patient was seen; created_at is when it was written down.';
create unique index encounters_one_open_visit on public.encounters (appointment_id, staff_id) where status = 'open' and appointment_id is not null;
create unique index encounters_one_open_stay on public.encounters (admission_id, staff_id) where status = 'open' and admission_id is not null;
create unique index encounters_one_open_other on public.encounters (patient_id, staff_id)
  where status = 'open' and appointment_id is null and admission_id is null;
create index encounters_patient_id_started_at_idx on public.encounters (patient_id, started_at desc, id desc);
create index encounters_appointment_id_idx on public.encounters (appointment_id);
create index encounters_admission_id_patient_id_idx on public.encounters (admission_id, patient_id);
create index encounters_staff_id_status_idx on public.encounters (staff_id, status);
create index encounters_signed_by_idx on public.encounters (signed_by);

alter table public.encounters enable row level security;
create policy encounters_select_opened_or_own on public.encounters for select to authenticated
  using (
    patient_id in (select private.opened_patient_ids())
    or (status = 'signed' and patient_id in (select private.current_patient_ids()))
  );
grant select on public.encounters to authenticated;

select private.define_permission('encounters.write', 'See patients, and write and sign notes about them', '{doctor}');
select private.audited('public.encounters');
select private.keeps('{public.encounters}', 'The medical record');
select private.on_merge('{public.encounters}', 'move');
select private.on_erasure('{public.encounters}', 'record', 'delete');
select private.no_work_of_patients('{public.encounters}', 'Written after a death, too');

create trigger encounters_600_announce after insert or update on public.encounters
  for each row execute function private.tg_announce('patient:{patient_id}', 'encounters_changed', 'encounter_id=id');

/* What hangs on it ----------------------------------------------------------------------------- */

/*
 * Refuses (LN032) to make, change or delete rows of an encounter that is signed, whatever writes them. The tables have a
 * column `encounter_id`, which may be null. What may change even then are the columns that are named, `patient_id`, since
 * records are merged, and whatever a foreign key sets to null when an account goes.
 *
 *   select private.frozen_with_encounter('{public.procedures}', '{entered_in_error_at,error_reason}');
 */
create function private.frozen_with_encounter(p_tables regclass[], p_but text[] default '{}') returns void
language plpgsql set search_path = ''
as $$
declare
  v_table regclass;
  v_free text[];
begin
  foreach v_table in array p_tables loop
    v_free := p_but || array['patient_id'] || array(
      select attribute.attname::text
      from pg_catalog.pg_constraint reference
      join pg_catalog.pg_attribute attribute on attribute.attrelid = reference.conrelid and attribute.attnum = any (reference.conkey)
      where reference.conrelid = v_table and reference.contype = 'f' and reference.confdeltype = 'n'
    );
    execute format(
      'create trigger %I before insert or update or delete on %s for each row execute function private.tg_encounter_open(%s)',
      (select relname from pg_catalog.pg_class where oid = v_table) || '_180_encounter_open', v_table,
      (select string_agg(quote_literal(name), ', ') from unnest(v_free) as name)
    );
  end loop;
end
$$;

/* The encounters are shared until the transaction ends: whoever signs one waits, and signs what was written. */
create function private.tg_encounter_open() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_old constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_new constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  v_id uuid;
begin
  if private.is_erasing() then return coalesce(new, old); end if;
  -- Of the id it had and the one it gets, in one order everywhere.
  for v_id in
    select distinct named.id::uuid from unnest(array[v_old ->> 'encounter_id', v_new ->> 'encounter_id']) as named (id)
    where named.id is not null and (v_old - tg_argv::text[]) is distinct from (v_new - tg_argv::text[])
    order by 1
  loop
    perform from public.encounters encounter where encounter.id = v_id for share;
    if (select encounter.status from public.encounters encounter where encounter.id = v_id) = 'signed' then
      raise exception using errcode = 'LN032', message = 'This encounter has been signed', hint = 'encounter_id';
    end if;
  end loop;
  return coalesce(new, old);
end
$$;

/* Commands ------------------------------------------------------------------------------------- */

/* 42501 without encounters.write, PT404 for a patient who is not in the caller's care. */
create function private.require_seen(p_patient_id uuid, p_hint text) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission('encounters.write');
  if private.current_staff_id() is null or (p_patient_id in (select private.care_patient_ids())) is not true then
    raise exception using errcode = 'PT404', message = 'There is no such thing in your care', hint = p_hint;
  end if;
end
$$;

/* An encounter, locked, for who writes about that patient; null where there is none. 42501, PT404. */
create function private.lock_encounter(p_encounter_id uuid, p_hint text) returns public.encounters
language plpgsql security definer set search_path = ''
as $$
declare
  v_encounter public.encounters;
begin
  perform private.require_permission('encounters.write');
  select * into v_encounter from public.encounters encounter where encounter.id = p_encounter_id for no key update;
  -- Asked of who waited, too.
  perform private.require_seen(v_encounter.patient_id, p_hint);
  return v_encounter;
end
$$;

create function private.start_encounter(
  p_patient_id uuid, p_appointment_id uuid default null, p_admission_id uuid default null, p_started_at timestamptz default null
) returns public.encounters
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
  v_visit public.appointments;
  v_encounter public.encounters;
begin
  perform private.require_seen(p_patient_id, 'p_patient_id');
  if num_nonnulls(p_appointment_id, p_admission_id) > 1 then
    raise exception using errcode = '22023', message = 'At a visit or during a stay, not both', hint = 'p_admission_id';
  end if;
  if p_started_at > now() + interval '5 minutes' then
    raise exception using errcode = '22023', message = 'An encounter does not begin in the future', hint = 'p_started_at';
  end if;
  if p_appointment_id is not null then
    select * into v_visit from public.appointments visit where visit.id = p_appointment_id and visit.patient_id = p_patient_id;
    if not found then
      raise exception using errcode = 'PT404', message = 'There is no such visit', hint = 'p_appointment_id';
    elsif v_visit.status in ('requested', 'cancelled', 'no_show') then
      raise exception using errcode = 'LN003', message = 'Nobody is seen at this visit', hint = 'p_appointment_id';
    end if;
    -- Who is there and is seen is in consultation. Somebody else may have said so this instant.
    if v_visit.status = 'checked_in' and v_visit.doctor_id = v_staff_id then
      begin
        perform private.step_visit(p_appointment_id, 'in_consultation', null);
      exception when sqlstate 'LN003' then null;
      end;
    end if;
  end if;
  if p_admission_id is not null and not exists (
    select from public.admissions admission where admission.id = p_admission_id and admission.patient_id = p_patient_id
  ) then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;

  loop
    insert into public.encounters (patient_id, appointment_id, admission_id, staff_id, staff_name, started_at)
    values (p_patient_id, p_appointment_id, p_admission_id, v_staff_id, private.signing_name(), coalesce(p_started_at, now()))
    on conflict do nothing
    returning * into v_encounter;
    exit when found;
    -- Begun already, perhaps in another window this instant; or it has just been signed, and this one is the next.
    select * into v_encounter from public.encounters encounter
    where encounter.staff_id = v_staff_id and encounter.status = 'open' and encounter.patient_id = p_patient_id
      and encounter.appointment_id is not distinct from p_appointment_id
      and encounter.admission_id is not distinct from p_admission_id;
    exit when found;
  end loop;
  perform private.require_seen(p_patient_id, 'p_patient_id');
  return v_encounter;
end
$$;

select private.expose('start_encounter', '{authenticated}',
'The caller''s open encounter with a patient at p_appointment_id, during p_admission_id, or (both null) otherwise; made if there is
none, as of p_started_at (now). A visit of the caller''s that is checked in is in consultation then. Needs encounters.write and the
patient in one''s care. Raises 42501, PT404, 22023, LN003 for a visit that is not confirmed, is cancelled or was missed.');
