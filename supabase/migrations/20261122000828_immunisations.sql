/*
 * Immunisations: what was given, here or elsewhere, and what is due by the hospital's own schedule for the patient's age. What
 * is due is computed and not kept: a dose that is written down, or a new schedule, is seen at once.
 */
create table public.vaccines (
  id      text primary key,
  name    text not null,
  name_es text not null,
  active  boolean not null default true,
  version integer not null default 1,
  constraint vaccines_id_form check (id ~ '^[a-z][a-z0-9_]{1,39}$'),
  constraint vaccines_name_length check (char_length(btrim(name)) between 1 and 120),
  constraint vaccines_name_es_length check (char_length(btrim(name_es)) between 1 and 120)
);
comment on table public.vaccines is 'What is vaccinated against, by the names of the house. Written with its doses by save_vaccine.';

create table public.immunisation_schedule (
  vaccine_id    text not null references public.vaccines on delete restrict,
  dose          smallint not null,
  due_months    smallint not null,
  until_months  smallint,
  interval_days smallint,
  primary key (vaccine_id, dose),
  constraint immunisation_schedule_dose_range check (dose between 1 and 12),
  constraint immunisation_schedule_due_months_range check (due_months between 0 and 1440),
  constraint immunisation_schedule_order check (until_months > due_months),
  constraint immunisation_schedule_interval_days_range check (interval_days between 7 and 3650)
);
comment on table public.immunisation_schedule is 'At which age a dose is due: the hospital''s own.';
comment on column public.immunisation_schedule.until_months is 'From which age on it is not given any more; null: always.';
comment on column public.immunisation_schedule.interval_days is 'After the dose before it, at least.';

create table public.immunisations (
  id           uuid primary key default gen_random_uuid(),
  encounter_id uuid,
  vaccine_id   text not null references public.vaccines on delete restrict,
  dose         smallint,
  given_on     date not null,
  lot          text,
  site         text,
  route        text,
  reported     boolean not null default false,
  given_by     uuid references public.staff on delete set null,
  comment      text,
  like private.record_entry including defaults including constraints,
  foreign key (encounter_id, patient_id) references public.encounters (id, patient_id) on update cascade on delete restrict,
  constraint immunisations_dose_range check (dose between 1 and 12),
  constraint immunisations_lot_length check (char_length(btrim(lot)) between 1 and 40),
  constraint immunisations_site_known check (site in ('left_arm', 'right_arm', 'left_thigh', 'right_thigh')),
  constraint immunisations_route_known check (route in ('intramuscular', 'subcutaneous', 'intradermal', 'oral', 'nasal')),
  constraint immunisations_reported_by_nobody check (not reported or given_by is null),
  constraint immunisations_comment_length check (char_length(btrim(comment)) between 1 and 500)
);
comment on table public.immunisations is 'A dose that was given; recorded_at is when it was written down.';
comment on column public.immunisations.reported is 'Told by the patient or a vaccination card: it was given elsewhere.';
create unique index immunisations_dose_once on public.immunisations (patient_id, vaccine_id, dose) where voided_at is null and dose is not null;
create index immunisations_encounter_id_patient_id_idx on public.immunisations (encounter_id, patient_id);
create index immunisations_vaccine_id_idx on public.immunisations (vaccine_id);
create index immunisations_given_by_idx on public.immunisations (given_by);
create index immunisations_patient_id_given_on_idx on public.immunisations (patient_id, given_on desc, id desc);

alter table public.vaccines enable row level security;
alter table public.immunisation_schedule enable row level security;
create policy vaccines_select_everybody on public.vaccines for select to authenticated using (true);
create policy immunisation_schedule_select_everybody on public.immunisation_schedule for select to authenticated using (true);
grant select on public.vaccines, public.immunisation_schedule to authenticated;
select private.audited('public.vaccines');
select private.audited('public.immunisation_schedule', 'vaccine_id, dose');
select private.keeps('{public.vaccines,public.immunisation_schedule}', 'Immunisations name them');

select private.define_permission('immunisations.record', 'Record immunisations', '{doctor,nurse,ward_manager}');
/* What both records have stays in the one that goes on. */
create function private.merge_immunisations(p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.immunisations mine set voided_at = clock_timestamp(), void_reason = 'Already in the other record', version = version + 1
  where mine.patient_id = p_from and mine.voided_at is null and exists (
    select from public.immunisations theirs
    where theirs.patient_id = p_to and theirs.voided_at is null and theirs.vaccine_id = mine.vaccine_id and theirs.dose = mine.dose
  );
  update public.immunisations set patient_id = p_to where patient_id = p_from;
end
$$;
select private.record_entries_of(
  'immunisation', 'public.immunisations', 'immunisations.record', p_merge => 'function', p_merge_function => 'private.merge_immunisations'
);
select private.frozen_with_encounter('{public.immunisations}', '{voided_at,void_reason,version}');

create function private.record_immunisation(
  p_patient_id uuid, p_vaccine_id text, p_given_on date, p_dose integer default null, p_reported boolean default false, p_lot text default null,
  p_site text default null, p_route text default null, p_comment text default null, p_encounter_id uuid default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_birth_date constant date := (select birth_date from public.patients where id = p_patient_id);
  v_wrong constant text := case
    when not exists (select from public.vaccines where id = p_vaccine_id) then 'p_vaccine_id'
    when p_given_on is null or p_given_on > private.hospital_day() or p_given_on < v_birth_date then 'p_given_on'
    when p_dose not between 1 and 12 then 'p_dose'
    when char_length(btrim(p_lot)) > 40 or nullif(btrim(p_lot), '') is null and not coalesce(p_reported, false) then 'p_lot'
    when p_site not in ('left_arm', 'right_arm', 'left_thigh', 'right_thigh') then 'p_site'
    when p_route not in ('intramuscular', 'subcutaneous', 'intradermal', 'oral', 'nasal') then 'p_route'
    when char_length(p_comment) > 500 then 'p_comment'
  end;
begin
  perform private.require_writing(p_patient_id, 'immunisations.record');
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'Not a value this can have', hint = v_wrong;
  end if;
  perform private.require_encounter_of(p_encounter_id, p_patient_id);
  insert into public.immunisations (
    patient_id, encounter_id, vaccine_id, dose, given_on, lot, site, route, reported, given_by, comment
  )
  values (
    p_patient_id, p_encounter_id, p_vaccine_id, p_dose, p_given_on, nullif(btrim(p_lot), ''), p_site, p_route, coalesce(p_reported, false),
    case when not coalesce(p_reported, false) then private.current_staff_id() end, nullif(btrim(p_comment), '')
  )
  returning id into v_id;
  perform private.require_writing(p_patient_id, 'immunisations.record');
  return v_id;
end
$$;

/*
 * What is due for a patient, and what will be within a year: the next dose of each vaccine of the schedule that is not given and
 * not past its age. The next is the first that is not written down, so that a gap is seen.
 */
create function private.immunisations_due(p_patient_id uuid, p_on date default null)
returns table (vaccine_id text, dose smallint, due_on date, state text)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
declare
  v_on constant date := coalesce(p_on, private.hospital_day());
  v_birth_date date;
begin
  select patient.birth_date into v_birth_date from public.patients patient
  where patient.id = p_patient_id and patient.deceased_at is null
    and (patient.id in (select private.opened_patient_ids()) or patient.id in (select private.current_patient_ids()));
  if v_birth_date is null then return; end if;
  return query
    select next.vaccine_id, next.dose, next.due_on, case when next.due_on <= v_on then 'due' else 'coming' end
    from (
      select distinct on (schedule.vaccine_id) schedule.vaccine_id, schedule.dose, schedule.until_months,
        greatest(
          (v_birth_date + make_interval(months => schedule.due_months))::date,
          (
            select max(before.given_on) + schedule.interval_days from public.immunisations before
            where before.patient_id = p_patient_id and before.vaccine_id = schedule.vaccine_id and before.voided_at is null
          )
        ) as due_on
      from public.immunisation_schedule schedule
      join public.vaccines vaccine on vaccine.id = schedule.vaccine_id and vaccine.active
      where (
        -- Doses without a number count as those that come first.
        select count(*) from public.immunisations given
        where given.patient_id = p_patient_id and given.vaccine_id = schedule.vaccine_id and given.voided_at is null
          and (given.dose is null or given.dose <= schedule.dose)
      ) < schedule.dose
        and not exists (
          select from public.immunisations given
          where given.patient_id = p_patient_id and given.vaccine_id = schedule.vaccine_id and given.voided_at is null
            and given.dose >= schedule.dose
        )
      order by schedule.vaccine_id, schedule.dose
    ) next
    where (next.until_months is null or v_birth_date + make_interval(months => next.until_months) > v_on)
      and next.due_on <= v_on + 365
    order by next.due_on, next.vaccine_id;
end
$$;

/*
 * Writes a vaccine with its doses in the schedule, all of them: [{due_months, until_months, interval_days}] in order. p_version is
 * null for a new one.
 */
create function private.save_vaccine(
  p_id text, p_version integer, p_name text, p_name_es text, p_active boolean, p_doses jsonb
) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_vaccine public.vaccines;
  v_wrong text := case
    when coalesce(p_id, '') !~ '^[a-z][a-z0-9_]{1,39}$' then 'p_id'
    when char_length(btrim(coalesce(p_name, ''))) not between 1 and 120 then 'p_name'
    when char_length(btrim(coalesce(p_name_es, ''))) not between 1 and 120 then 'p_name_es'
    when jsonb_typeof(p_doses) is distinct from 'array' or jsonb_array_length(p_doses) > 12 then 'p_doses'
  end;
begin
  perform private.require_permission('codes.manage');
  if v_wrong is null and exists (
    select from jsonb_to_recordset(p_doses) as dose (due_months integer, until_months integer, interval_days integer)
    where (due_months between 0 and 1440) is not true or until_months <= due_months or until_months > 1440
      or interval_days not between 7 and 3650
  ) then
    v_wrong := 'p_doses';
  end if;
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'Missing, too long or impossible', hint = v_wrong;
  end if;
  insert into public.vaccines (id, name, name_es) values (p_id, btrim(p_name), btrim(p_name_es)) on conflict do nothing;
  if not found or p_version is not null then
    select * into v_vaccine from public.vaccines where id = p_id for update;
    perform private.require_version(p_version, v_vaccine.version, null);
    update public.vaccines set name = btrim(p_name), name_es = btrim(p_name_es), active = coalesce(p_active, true), version = version + 1
    where id = p_id;
  end if;
  perform private.require_permission('codes.manage');
  delete from public.immunisation_schedule where vaccine_id = p_id and dose > jsonb_array_length(p_doses);
  insert into public.immunisation_schedule as schedule (vaccine_id, dose, due_months, until_months, interval_days)
  select p_id, row_number() over (order by place), (dose ->> 'due_months')::smallint, (dose ->> 'until_months')::smallint,
    (dose ->> 'interval_days')::smallint
  from jsonb_array_elements(p_doses) with ordinality as given (dose, place)
  on conflict (vaccine_id, dose) do update set
    due_months = excluded.due_months, until_months = excluded.until_months, interval_days = excluded.interval_days
  where (schedule.due_months, schedule.until_months, schedule.interval_days)
    is distinct from (excluded.due_months, excluded.until_months, excluded.interval_days);
end
$$;

/* A dose stands at the beginning of the day it was given, as a document does. */
create function private.immunisation_timeline(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
)
returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language plpgsql stable security definer rows 50 set search_path = ''
as $$
declare
  c_zone constant text := private.hospital_time_zone();
begin
  return query
    select given.given_on::timestamp at time zone c_zone, given.id, given.given_by, jsonb_build_object(
      'name', vaccine.name, 'name_es', vaccine.name_es, 'dose', given.dose, 'given_on', given.given_on, 'reported', given.reported, 'by', giver.full_name
    )
    from public.immunisations given
    join public.vaccines vaccine on vaccine.id = given.vaccine_id
    left join public.staff giver on giver.id = given.given_by
    where given.patient_id = p_patient_id and given.voided_at is null
      and given.given_on <= case when isfinite(p_before) then (p_before at time zone c_zone)::date else 'infinity'::date end
      and (given.given_on::timestamp at time zone c_zone, given.id) < (p_before, p_before_id)
      and (p_person is null or given.given_by = p_person)
    order by given.given_on desc, given.id desc
    limit p_limit;
end
$$;
insert into private.timeline_sources (kind, entries, for_patient) values ('immunisation', 'private.immunisation_timeline', true);

select private.expose('record_immunisation', '{authenticated}',
'Writes down a dose that was given today or earlier; by the caller, then with its lot, or (p_reported) elsewhere. Gives its id. Needs
immunisations.record and the chart open. Raises 42501, PT404, 22023 (hint: which), 23505 on immunisations_dose_once: that dose is written down
already, LN032 the encounter is signed.');
select private.expose('immunisations_due', '{authenticated}',
'The next dose of each vaccine of the schedule for the patient''s age: state due or coming (within a year of p_on, today). Nothing for who has neither
the chart open nor the record on the portal.');
select private.expose('save_vaccine', '{authenticated}',
'Writes a vaccine and its doses in the schedule, all of them: p_doses [{due_months, until_months, interval_days}]; p_version is the one that was read,
null for a new one. Needs codes.manage (42501). Raises 22023 (hint: which), LN009 there is one of that id, or it has been changed.');
