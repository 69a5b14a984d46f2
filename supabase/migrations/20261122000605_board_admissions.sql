/*
 * Admissions: who is in the hospital, how they come and how they leave.
 *
 * Commands lock admissions (a mother's and her newborns' together), then rooms, then beds, each in the order of
 * their ids, so that moves crossing each other wait instead of deadlocking. The triggers of admissions, with those of
 * all other domains, are in 0999 consequences.
 */

create table public.admissions (
  id                    uuid primary key default gen_random_uuid(),
  patient_id            uuid not null references public.patients on delete restrict,
  ward_id               uuid not null references public.wards on delete restrict,
  attending_id          uuid references public.doctors on delete restrict,
  reason                text constraint admissions_reason_length check (length(reason) <= 1000),
  admitted_at           timestamptz not null default now(),
  expected_discharge_on date,
  discharged_at         timestamptz,
  disposition           text constraint admissions_disposition_known check (disposition in (
    'home', 'transfer', 'left_against_advice', 'deceased', 'other'
  )),
  death_withdrawn_at    timestamptz,
  summary               text constraint admissions_summary_length check (length(summary) <= 20000),
  private               boolean not null default false,
  isolation             text
    constraint admissions_isolation_known check (isolation in ('contact', 'droplet', 'airborne', 'protective')),
  needs                 text[] not null default '{}'
    constraint admissions_needs_known check (needs <@ private.bed_features()),
  diagnosis_group       text
    constraint admissions_diagnosis_group_form check (diagnosis_group ~ '^[A-Z][0-9]{2}-[A-Z][0-9]{2}$'),
  mother_admission_id   uuid references public.admissions on delete restrict,
  constraint admissions_not_own_mother check (mother_admission_id <> id),
  constraint admissions_order check (admitted_at <= discharged_at),
  constraint admissions_death_withdrawn_ended check (death_withdrawn_at is null or disposition <> 'deceased'),
  constraint admissions_disposition_when_ended check ((discharged_at is null) = (disposition is null)),
  constraint admissions_id_patient_id_key unique (id, patient_id)
);
comment on table public.admissions is 'A patient''s time in the hospital; without a stay in a bed they are waiting for one.';
comment on column public.admissions.isolation is 'Precautions on top of the standard ones (CDC): contact, droplet, airborne; protective shields the patient.';
comment on column public.admissions.needs is 'What the bed must have; see beds.features.';
comment on column public.admissions.diagnosis_group is 'Chapter of ICD-10 the main diagnosis belongs to, as its codes: J00-J99.';
comment on column public.admissions.mother_admission_id is 'Of a newborn: without a bed of their own they lie with her, on her ward, and do not wait for one.';
comment on column public.admissions.death_withdrawn_at is 'When it turned out that the patient had not died, as the discharge said: how they left is not known then.';
comment on column public.admissions.private is 'The board names the patient to the care team only.';
create unique index admissions_one_open on public.admissions (patient_id) where discharged_at is null;
create index admissions_patient_id_admitted_at_idx on public.admissions (patient_id, admitted_at);
create index admissions_open_ward_id_idx on public.admissions (ward_id) where discharged_at is null;
create index admissions_ward_id_admitted_at_idx on public.admissions (ward_id, admitted_at);
create index admissions_attending_id_idx on public.admissions (attending_id);
create index admissions_mother_admission_id_idx on public.admissions (mother_admission_id)
  where mother_admission_id is not null;
create index admissions_discharged_at_idx on public.admissions (discharged_at) where discharged_at is not null;

create table private.isolation_periods (
  admission_id uuid not null references public.admissions on delete cascade,
  began_at     timestamptz not null,
  ended_at     timestamptz,
  isolation    text not null,
  constraint isolation_periods_order check (began_at <= ended_at)
);
comment on table private.isolation_periods is 'When precautions began and ended during a stay; open until they are changed. Written by a trigger.';
create index isolation_periods_admission_id_began_at_idx on private.isolation_periods (admission_id, began_at);
select private.keeps('{private.isolation_periods}', 'The medical record: summaries tell it, however short the audit log is kept');

alter table public.admissions enable row level security;
-- By cost: the wards of the reader let most rows through, of who lies there privately those they work on
-- themselves. Only for what is left is it found out who else is in their care; these are, too. A stay that is over is
-- the record's: its reason, summary and diagnosis are for whoever has the chart open.
create policy admissions_select_involved on public.admissions for select to authenticated
  using (
    (
      not private
      and discharged_at is null
      and ward_id in (select private.current_ward_ids())
      and (select private.has_permission('patients.read'))
    )
    or (
      discharged_at is null
      and ward_id in (
        select mine.ward_id from public.staff_wards mine where mine.staff_id = (select private.current_staff_id())
      )
      and (select private.has_permission('charts.read'))
    )
    or patient_id in (select private.current_patient_ids())
    or (discharged_at is null and patient_id in (select private.care_patient_ids()))
    or patient_id in (select private.opened_patient_ids())
  );
-- The select policy does not hold for an update without a condition, hence the line about private ones.
create policy admissions_update_own_wards on public.admissions for update to authenticated
  using (
    (select private.has_permission('admissions.manage')) and ward_id in (select private.current_ward_ids())
    and (not private or patient_id in (select private.care_patient_ids()))
  )
  with check (
    (select private.has_permission('admissions.manage')) and ward_id in (select private.current_ward_ids())
  );

grant select on public.admissions to authenticated;
grant update (reason) on public.admissions to authenticated;

select private.keeps('{public.admissions}', 'The medical record');
select private.on_merge('{public.admissions}', 'refuse', p_knowingly => 'move');
select private.on_erasure('{public.admissions}', 'administration', 'keep', '{"reason": null, "summary": null, "diagnosis_group": null, "isolation": null, "needs": "{}"}');

select private.define_permission('admissions.manage', 'Admit, transfer and discharge', '{doctor,nurse,ward_manager,bed_manager}');

/*
 * Locks admissions, and with each the mother's and the newborns', which move along, in the order of their
 * ids.
 */
create function private.lock_families(p_admission_ids uuid[])
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_ids constant uuid[] := array(
    select unnest(p_admission_ids)
    union select id from public.admissions where mother_admission_id = any (p_admission_ids)
    union select mother_admission_id from public.admissions where id = any (p_admission_ids)
  );
begin
  perform from public.admissions where id = any (v_ids) order by id for no key update;
end;
$$;

/* Of patients whose records are put together: all their stays, before the records themselves. */
create function private.lock_stays_of(p_patient_ids uuid[])
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform private.lock_families(array(select id from public.admissions where patient_id = any (p_patient_ids)));
end;
$$;
insert into private.locked_before_records values ('private.lock_stays_of');

/*
 * Whether an admission is the caller's to manage, asked once it is locked, and again after whatever else was waited
 * for. Raises 42501 without admissions.manage, PT404 where it is not, or not any more, on the caller's wards.
 */
create function private.require_managed(p_admission public.admissions, p_hint text default 'p_admission_id')
returns void language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_permission('admissions.manage');
  if p_admission.id is null or p_admission.ward_id not in (select private.current_ward_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = p_hint;
  end if;
end;
$$;

/*
 * Locks an admission the caller may manage, with its family, and gives it back as it then is.
 *
 * Raises 42501 without admissions.manage, PT404 for an admission that is not on the caller's wards,
 * LN006 if it has ended.
 */
create function private.lock_admission(p_admission_id uuid, p_hint text default 'p_admission_id')
returns public.admissions language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions;
begin
  perform private.require_permission('admissions.manage');
  perform private.lock_families(array[p_admission_id]);
  select * into v_admission from public.admissions where id = p_admission_id;
  perform private.require_managed(v_admission, p_hint);
  if v_admission.discharged_at is not null then
    raise exception using errcode = 'LN006', message = 'This admission has ended', hint = p_hint;
  end if;
  return v_admission;
end;
$$;

/* Whether an admission is a private one that does not concern the caller: its patient may not be named. */
create function private.is_hidden(p_admission public.admissions)
returns boolean language sql stable set search_path = '' as $$
  select p_admission.private and p_admission.patient_id not in (select private.care_patient_ids());
$$;

/*
 * Whoever is in the house where it is none of the caller's business is not there for them, in the words for who is not
 * there: a refusal of its own would tell that a patient is here.
 */
create function private.require_nowhere_else(p_patient_id uuid)
returns void language plpgsql stable security definer set search_path = '' as $$
begin
  if exists (
    select from public.admissions admission
    where admission.patient_id = p_patient_id and admission.discharged_at is null
      and (admission.ward_id not in (select private.current_ward_ids()) or private.is_hidden(admission))
  ) then
    raise exception using errcode = 'PT404', message = 'There is no such patient', hint = 'p_patient_id';
  end if;
end;
$$;

/* Rules and consequences -------------------------------------------------------------------------- */

/*
 * What has ended is not changed any more, unless its discharge is undone, see private.reopen_admission, or nobody died
 * as it says.
 */
create function private.tg_admissions__ended()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if private.is_erasing() or private.only_moved(to_jsonb(old), to_jsonb(new)) then return new; end if;
  if old.disposition = 'deceased' and new.death_withdrawn_at is not null
    and to_jsonb(new) - '{disposition,death_withdrawn_at}'::text[] = to_jsonb(old) - '{disposition,death_withdrawn_at}'::text[]
    and exists (select from public.patients where id = old.patient_id and deceased_at is null)
  then
    return new;
  end if;
  if old.discharged_at is not null
    and (new.discharged_at is not null
      or current_setting('lantern.reopened_admission', true) is distinct from old.id::text)
  then
    raise exception using errcode = 'LN006', message = 'This admission has ended';
  end if;
  return new;
end;
$$;

/* Nobody is planned to leave before the day they came, whatever writes the plan. */
create function private.tg_admissions__planned_end()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.expected_discharge_on < private.hospital_day(new.admitted_at) then
    raise exception using errcode = '22023', message = 'This is before the admission',
      hint = 'p_expected_discharge_on';
  end if;
  return new;
end;
$$;

/* Keeps when precautions began and ended. */
create function private.tg_admissions__isolation()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_at constant timestamptz := case tg_op when 'INSERT' then new.admitted_at else greatest(clock_timestamp(), new.admitted_at) end;
begin
  update private.isolation_periods set ended_at = greatest(v_at, began_at)
  where admission_id = new.id and ended_at is null;
  if new.isolation is not null then
    insert into private.isolation_periods (admission_id, began_at, isolation) values (new.id, v_at, new.isolation);
  end if;
  return null;
end;
$$;

/* Runs at commit, when it is known whether the patient has a bed or waits. */
create function private.tg_admissions__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce_bed(new.ward_id, (private.current_stay(new.id)).bed_id);
  if tg_op = 'UPDATE' and old.ward_id <> new.ward_id then
    perform private.announce_bed(old.ward_id, null);
  end if;
  return null;
end;
$$;

/* Care follows from an admission: the attending doctor's, and that of whoever works on the ward. */
create function private.care_of_admission(p_admission public.admissions)
returns table (patient_id uuid, staff_id uuid, ward_id uuid, since timestamptz, until timestamptz)
language plpgsql stable rows 2 set search_path = ''
as $$
begin
  return query
    select p_admission.patient_id, care.staff_id, care.ward_id, now(), private.care_horizon()
    from (values (p_admission.attending_id, null::uuid), (null, p_admission.ward_id)) as care (staff_id, ward_id)
    where p_admission.discharged_at is null and num_nonnulls(care.staff_id, care.ward_id) = 1;
end
$$;

/* The patient's history: each stay by its beginning. Called for who may read it. */
create function private.timeline_stays(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
) returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language plpgsql stable security definer rows 30 set search_path = ''
as $$
begin
  return query
    select admission.admitted_at, admission.id, admission.attending_id, jsonb_build_object(
      'ward', ward.name, 'until', admission.discharged_at,
      'disposition', case when not p_for_patient then admission.disposition end,
      'reason', case when not p_for_patient then admission.reason end
    )
    from public.admissions admission
    join public.wards ward on ward.id = admission.ward_id
    where admission.patient_id = p_patient_id and admission.admitted_at <= p_before
      and (admission.admitted_at, admission.id) < (p_before, p_before_id)
      and (p_person is null or admission.attending_id = p_person)
    order by admission.admitted_at desc, admission.id desc
    limit p_limit;
end
$$;
insert into private.timeline_sources (kind, entries, for_patient) values ('stay', 'private.timeline_stays', true);
