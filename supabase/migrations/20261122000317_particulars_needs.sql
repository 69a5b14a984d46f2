/*
 * What it takes to speak with a patient, and to receive them: an interpreter, how they hear and see, how they come, plain
 * words. Open to whoever may know who they are: the desk has to act on it before anybody opens a chart. A row that says
 * nothing says that somebody asked.
 */
create table public.communication_needs (
  patient_id    uuid primary key references public.patients on delete cascade,
  interpreter   text,
  hearing       text,
  sight         text,
  mobility      text,
  easy_language boolean not null default false,
  note          text,
  recorded_by   uuid references public.staff on delete set null default private.current_staff_id(),
  updated_at    timestamptz not null default clock_timestamp(),
  constraint communication_needs_interpreter_form check (interpreter ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  constraint communication_needs_hearing_known check (hearing in ('hard_of_hearing', 'deaf', 'sign_language')),
  constraint communication_needs_sight_known check (sight in ('low_vision', 'blind')),
  constraint communication_needs_mobility_known check (mobility in ('walking_aid', 'wheelchair', 'stretcher')),
  constraint communication_needs_note_length check (char_length(btrim(note)) between 1 and 300)
);
comment on table public.communication_needs is 'What it takes to speak with a patient and to receive them, as it is now.';
comment on column public.communication_needs.interpreter is 'BCP 47 tag of the language an interpreter is needed for; null: none is.';
comment on column public.communication_needs.updated_at is 'Also the version a writer must have seen.';
create index communication_needs_recorded_by_idx on public.communication_needs (recorded_by);

alter table public.communication_needs enable row level security;
create policy communication_needs_select_own_or_reader on public.communication_needs for select to authenticated
  using (patient_id in (select private.current_patient_ids()) or (select private.has_permission('patients.read')));
grant select on public.communication_needs to authenticated;

/* The record that is kept gets the other's where it has none. */
create function private.merge_communication_needs(p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.communication_needs set patient_id = p_to
  where patient_id = p_from and not exists (select from public.communication_needs where patient_id = p_to);
end
$$;

select private.audited('public.communication_needs', 'patient_id');
select private.keeps('{public.communication_needs}', 'Who somebody is: as it is now, and as it was in the log');
select private.on_merge('{public.communication_needs}', 'function', 'private.merge_communication_needs');
select private.on_erasure('{public.communication_needs}', 'record', 'delete');
select private.no_work_of_patients('{public.communication_needs}', 'Who somebody is, afterwards too');

create trigger communication_needs_600_announce after insert or update on public.communication_needs
  for each row execute function private.tg_announce('record:{patient_id}', 'record_changed');

/* Whether the caller may write down who somebody is, or looks after them. */
create function private.require_reception_or_care(p_patient_id uuid) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission('patients.read');
  if not private.has_permission('patients.manage') and p_patient_id not in (select private.care_patient_ids()) then
    raise exception 'reception and those who look after them write it down' using errcode = '42501', hint = 'patients.manage';
  end if;
end
$$;

create function private.set_communication_needs(
  p_patient_id uuid, p_interpreter text default null, p_hearing text default null, p_sight text default null,
  p_mobility text default null, p_easy_language boolean default false, p_note text default null,
  p_expected_updated_at timestamptz default null
) returns timestamptz
language plpgsql security definer set search_path = ''
as $$
declare
  v_at timestamptz;
  v_wrong constant text := case
    when nullif(p_interpreter, '') !~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' then 'p_interpreter'
    when nullif(p_hearing, '') not in ('hard_of_hearing', 'deaf', 'sign_language') then 'p_hearing'
    when nullif(p_sight, '') not in ('low_vision', 'blind') then 'p_sight'
    when nullif(p_mobility, '') not in ('walking_aid', 'wheelchair', 'stretcher') then 'p_mobility'
    when char_length(btrim(p_note)) > 300 then 'p_note'
  end;
begin
  perform private.require_reception_or_care(p_patient_id);
  if v_wrong is not null then
    raise exception 'not a need' using errcode = '22023', hint = v_wrong;
  end if;
  perform from public.patients where id = p_patient_id and archived_at is null for no key update;
  if not found then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  perform private.require_reception_or_care(p_patient_id);
  if p_expected_updated_at is distinct from (select updated_at from public.communication_needs where patient_id = p_patient_id) then
    raise exception 'somebody else has changed it' using errcode = 'LN009', hint = 'p_expected_updated_at';
  end if;
  insert into public.communication_needs (patient_id, interpreter, hearing, sight, mobility, easy_language, note)
  values (
    p_patient_id, nullif(p_interpreter, ''), nullif(p_hearing, ''), nullif(p_sight, ''), nullif(p_mobility, ''),
    coalesce(p_easy_language, false), nullif(btrim(p_note), '')
  )
  on conflict (patient_id) do update set
    interpreter = excluded.interpreter, hearing = excluded.hearing, sight = excluded.sight, mobility = excluded.mobility,
    easy_language = excluded.easy_language, note = excluded.note, recorded_by = excluded.recorded_by, updated_at = excluded.updated_at
  returning updated_at into v_at;
  return v_at;
end
$$;

select private.expose('set_communication_needs', '{authenticated}',
  'Says what it takes to speak with a patient and to receive them, in place of what was said; gives its version. Needs patients.manage, or the patient in one''s care (42501), and the updated_at the caller has seen, null where there is none (else LN009); PT404; 22023 with the parameter as hint.');
