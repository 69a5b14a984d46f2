/*
 * Signing: with the note its encounter is frozen, once nothing else of it is being written. Doctors in training name who
 * signs as well, and the patient reads what is signed as far as it has to be, unless its author keeps it back for a reason.
 *
 * Signing twice at once, or while somebody writes, queues on the encounter: the second finds the note signed (LN033), or the
 * draft newer than what they have read (LN009).
 */
alter table public.hospital_settings
  add column sign_step_up boolean not null default false,
  add column notes_released boolean not null default true;
comment on column public.hospital_settings.sign_step_up is 'Whether who signs proves again who they are (LN029).';
comment on column public.hospital_settings.notes_released is 'Whether patients read notes as soon as they are signed, or only those that are released to them.';
grant update (sign_step_up, notes_released) on public.hospital_settings to authenticated;

alter table public.doctors add column in_training boolean not null default false;
comment on column public.doctors.in_training is 'Whether somebody else has to sign their notes as well.';
grant update (in_training) on public.doctors to authenticated;

create function private.require_signing() returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if (select sign_step_up from public.hospital_settings) then perform private.require_step_up(); end if;
end
$$;

/* Freezes an encounter, locked by the caller, of which nothing is being written any more and something has been signed. */
create function private.settle_encounter(p_encounter_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.encounters set
    status = 'signed', signed_at = clock_timestamp(), ended_at = coalesce(ended_at, greatest(started_at, now())),
    signed_by = private.current_staff_id(), signed_name = private.signing_name()
  where id = p_encounter_id and status = 'open'
    and exists (select from public.notes note where note.encounter_id = p_encounter_id and note.version > 0)
    and not exists (select from public.notes note where note.encounter_id = p_encounter_id and note.status = 'draft');
end
$$;

create function private.sign_note(
  p_note_id uuid, p_version integer, p_cosigner_id uuid default null, p_withheld_reason text default null
) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
  v_withheld constant text := nullif(btrim(p_withheld_reason), '');
  v_trains constant boolean := exists (select from public.doctors doctor where doctor.id = v_staff_id and doctor.in_training);
  v_note public.notes;
  v_draft public.note_drafts;
begin
  perform private.require_permission('encounters.write');
  perform private.require_signing();
  if char_length(v_withheld) not between 3 and 500 then
    raise exception using errcode = '22023', message = 'A reason has 3 to 500 characters', hint = 'p_withheld_reason';
  end if;
  v_note := private.lock_clinical_note(p_note_id);
  select * into v_draft from public.note_drafts draft where draft.note_id = p_note_id for update;
  if v_draft.note_id is null then
    raise exception using errcode = 'LN033', message = 'The note has been signed or set aside', hint = 'p_note_id';
  elsif v_note.author_id is distinct from v_staff_id then
    raise exception using errcode = '42501', message = 'A note is signed by its author', hint = 'author';
  elsif v_draft.version is distinct from p_version then
    raise exception using errcode = 'LN009', message = 'Somebody else has written meanwhile', hint = 'p_version';
  elsif not private.is_written(v_draft.content) then
    raise exception using errcode = '22023', message = 'Nothing has been written', hint = 'p_note_id';
  elsif v_draft.base_version > 0 and char_length(btrim(coalesce(v_draft.reason, ''))) < 3 then
    raise exception using errcode = '22023', message = 'Say why it is amended', hint = 'p_reason';
  elsif (v_trains or p_cosigner_id is not null) and not exists (
    select from public.doctors doctor
    where doctor.id = p_cosigner_id and doctor.active and not doctor.in_training and doctor.id <> v_staff_id
  ) then
    raise exception using errcode = '22023', message = 'Choose who signs as well', hint = 'p_cosigner_id';
  end if;
  insert into public.note_versions (note_id, patient_id, number, content, reason, signed_by, signed_name, cosigner_id)
  values (
    p_note_id, v_note.patient_id, v_note.version + 1, v_draft.content, btrim(v_draft.reason), v_staff_id, private.signing_name(), p_cosigner_id
  );
  delete from public.note_drafts where note_id = p_note_id;
  update public.notes set
    status = 'signed', version = version + 1, signed_at = clock_timestamp(), cosigner_id = p_cosigner_id, cosigned_at = null,
    withheld_reason = v_withheld,
    -- What has to be signed by two is released by the second; what had been released stays so while it is amended.
    released_at = case when v_withheld is null then coalesce(
      released_at,
      case when p_cosigner_id is null and (select notes_released from public.hospital_settings) then clock_timestamp() end
    ) end
  where id = p_note_id;
  perform private.settle_encounter(v_note.encounter_id);
  if p_cosigner_id is not null then
    perform private.notify_user(
      staff.user_id, 'note_to_cosign', jsonb_build_object('staff_name', private.signing_name()), '/notes', 'note:' || p_note_id, 'info'
    )
    from public.staff where staff.id = p_cosigner_id and staff.user_id is not null;
  end if;
  return v_note.version + 1;
end
$$;

create function private.cosign_note(p_note_id uuid, p_number integer) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
  v_note public.notes;
begin
  perform private.require_permission('encounters.write');
  perform private.require_signing();
  v_note := private.lock_clinical_note(p_note_id);
  if v_note.status <> 'signed' or v_note.cosigner_id is null or v_note.cosigned_at is not null then
    raise exception using errcode = 'LN033', message = 'There is nothing to sign', hint = 'p_note_id';
  elsif v_note.version is distinct from p_number then
    raise exception using errcode = 'LN009', message = 'It has been amended meanwhile', hint = 'p_number';
  elsif v_staff_id is distinct from v_note.cosigner_id and not (
    -- Who was asked has left: any doctor who is not in training, but its author.
    v_staff_id is distinct from v_note.author_id
    and exists (select from public.staff where staff.id = v_note.cosigner_id and not staff.active)
    and exists (select from public.doctors doctor where doctor.id = v_staff_id and doctor.active and not doctor.in_training)
  ) then
    raise exception using errcode = '42501', message = 'Somebody else was asked', hint = 'cosigner';
  end if;
  update public.note_versions set cosigner_id = v_staff_id, cosigned_at = clock_timestamp(), cosigned_name = private.signing_name()
  where note_id = p_note_id and number = p_number;
  update public.notes set
    cosigner_id = v_staff_id, cosigned_at = clock_timestamp(),
    released_at = coalesce(released_at, case
      when withheld_reason is null and (select notes_released from public.hospital_settings) then clock_timestamp()
    end)
  where id = p_note_id;
end
$$;

/* Begins an amendment, from what was signed: the caller's own, or what they have begun already. */
create function private.amend_note(p_note_id uuid) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
  v_note public.notes;
  v_version integer;
begin
  v_note := private.lock_clinical_note(p_note_id);
  if v_note.author_id is distinct from v_staff_id then
    raise exception using errcode = '42501', message = 'Who wrote a note amends it; others add to it', hint = 'author';
  elsif v_note.status <> 'signed' then
    raise exception using errcode = 'LN033', message = 'Only what is signed is amended', hint = 'p_note_id';
  end if;
  insert into public.note_drafts (note_id, patient_id, content, base_version, begun_by, updated_by, updated_name)
  select p_note_id, v_note.patient_id, signed.content, v_note.version, v_staff_id, v_staff_id, private.signing_name()
  from public.note_versions signed where signed.note_id = p_note_id and signed.number = v_note.version
  on conflict (note_id) do nothing;
  select draft.version into v_version from public.note_drafts draft where draft.note_id = p_note_id;
  return v_version;
end
$$;

create function private.add_to_note(p_note_id uuid, p_text text) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_note public.notes;
  v_id uuid;
begin
  perform private.require_permission('encounters.write');
  if char_length(btrim(coalesce(p_text, ''))) not between 1 and 10000 then
    raise exception using errcode = '22023', message = 'An addendum has up to 10000 characters', hint = 'p_text';
  end if;
  v_note := private.lock_clinical_note(p_note_id);
  if v_note.status <> 'signed' then
    raise exception using errcode = 'LN033', message = 'Only to what is signed something is added', hint = 'p_note_id';
  end if;
  insert into public.note_addenda (note_id, patient_id, text, written_by, written_name)
  values (p_note_id, v_note.patient_id, btrim(p_text), private.current_staff_id(), private.signing_name())
  returning id into v_id;
  update public.notes set addenda = addenda + 1 where id = p_note_id;
  return v_id;
end
$$;

/*
 * Sets a note aside: what is signed stays to be read, struck through; of a draft the text stays too. An amendment that is
 * not wanted is dropped (p_reason null), and the note is as it was signed.
 */
create function private.set_note_aside(p_note_id uuid, p_reason text default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_note public.notes;
begin
  perform private.require_permission('encounters.write');
  if char_length(btrim(p_reason)) not between 3 and 500 then
    raise exception using errcode = '22023', message = 'A reason has 3 to 500 characters', hint = 'p_reason';
  end if;
  v_note := private.lock_clinical_note(p_note_id);
  if v_note.author_id is distinct from private.current_staff_id() then
    raise exception using errcode = '42501', message = 'Who wrote a note sets it aside', hint = 'author';
  elsif v_note.status = 'entered_in_error' then
    raise exception using errcode = 'LN033', message = 'It has been set aside', hint = 'p_note_id';
  elsif p_reason is null and v_note.status = 'draft' then
    raise exception using errcode = '22023', message = 'Say why', hint = 'p_reason';
  end if;
  perform from public.note_drafts draft where draft.note_id = p_note_id for update;
  if v_note.status = 'signed' then
    delete from public.note_drafts where note_id = p_note_id;
  end if;
  if p_reason is null then return; end if;
  update public.notes set status = 'entered_in_error', error_at = clock_timestamp(), error_name = private.signing_name(), error_reason = btrim(p_reason)
  where id = p_note_id;
  perform private.settle_encounter(v_note.encounter_id);
end
$$;

create function private.release_note(p_note_id uuid, p_withheld_reason text default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_withheld constant text := nullif(btrim(p_withheld_reason), '');
  v_note public.notes;
begin
  perform private.require_permission('encounters.write');
  if char_length(v_withheld) not between 3 and 500 then
    raise exception using errcode = '22023', message = 'A reason has 3 to 500 characters', hint = 'p_withheld_reason';
  end if;
  v_note := private.lock_clinical_note(p_note_id);
  if v_note.author_id is distinct from private.current_staff_id() then
    raise exception using errcode = '42501', message = 'Who wrote a note releases it', hint = 'author';
  elsif v_note.status <> 'signed' or (v_withheld is null and v_note.cosigner_id is not null and v_note.cosigned_at is null) then
    raise exception using errcode = 'LN033', message = 'Only what is signed is released', hint = 'p_note_id';
  end if;
  update public.notes set withheld_reason = v_withheld, released_at = case when v_withheld is null then coalesce(released_at, clock_timestamp()) end
  where id = p_note_id;
end
$$;

/* A draft of somebody who does not work here any more goes on as the caller's, in an encounter of theirs. */
create function private.take_over_note(p_note_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_old public.encounters;
  v_own public.encounters;
  v_note public.notes;
begin
  perform private.require_permission('encounters.write');
  select encounter.* into v_old from public.encounters encounter join public.notes note on note.encounter_id = encounter.id
  where note.id = p_note_id;
  perform private.require_seen(v_old.patient_id, 'p_note_id');
  v_own := private.start_encounter(v_old.patient_id, v_old.appointment_id, v_old.admission_id, v_old.started_at);
  v_note := private.lock_clinical_note(p_note_id);
  -- Asked once nobody else can take it: of two who do one has it, and works here.
  if exists (select from public.staff where staff.id = v_note.author_id and staff.active) then
    raise exception using errcode = '42501', message = 'Its author works here', hint = 'author';
  end if;
  if v_note.status <> 'draft' then
    raise exception using errcode = 'LN033', message = 'It has been signed or set aside', hint = 'p_note_id';
  end if;
  update public.notes set encounter_id = v_own.id, author_id = v_own.staff_id, author_name = v_own.staff_name where id = p_note_id;
  perform private.settle_encounter(v_old.id);
end
$$;

/* What a colleague has begun and not signed, or was asked to sign as well. */
create function private.notes_unsigned_by(p_staff_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(
    select note.id from public.notes note where note.author_id = p_staff_id and note.status = 'draft'
    union
    select draft.note_id from public.note_drafts draft join public.notes note on note.id = draft.note_id
    where draft.begun_by = p_staff_id and note.status = 'signed'
    union
    select note.id from public.notes note
    where note.cosigner_id = p_staff_id and note.cosigned_at is null and note.status = 'signed'
  );
end
$$;

/* Notes after their encounters, each by their ids, as whoever writes them takes them. */
create function private.lock_notes(p_note_ids uuid[]) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform from public.encounters encounter
  where encounter.id in (select note.encounter_id from public.notes note where note.id = any (p_note_ids))
  order by encounter.id for no key update;
  perform from public.notes note where note.id = any (p_note_ids) order by note.id for no key update;
end
$$;

/*
 * Gives a colleague's drafts, and what they were to sign as well, to another doctor; left to nobody in particular, whoever
 * looks after the patient takes them over. What was amended and not signed stays as it was signed.
 */
create function private.hand_over_notes(p_staff_id uuid, p_move jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_to constant uuid := (p_move ->> 'staff_id')::uuid;
  v_name constant text := (select full_name from public.staff where id = v_to);
  v_note record;
  v_encounter_id uuid;
  v_count integer := 0;
begin
  if v_to is null then return '0'; end if;
  perform private.successor(v_to, p_staff_id, 'notes', true);
  perform private.lock_notes(private.notes_unsigned_by(p_staff_id));
  for v_note in
    select note.id, encounter.id as encounter_id, encounter.patient_id, encounter.appointment_id, encounter.admission_id, encounter.started_at
    from public.notes note
    join public.encounters encounter on encounter.id = note.encounter_id
    where note.author_id = p_staff_id and note.status = 'draft'
    order by note.id
  loop
    select encounter.id into v_encounter_id from public.encounters encounter
    where encounter.patient_id = v_note.patient_id and encounter.staff_id = v_to and encounter.status = 'open'
      and encounter.appointment_id is not distinct from v_note.appointment_id
      and encounter.admission_id is not distinct from v_note.admission_id;
    if not found then
      insert into public.encounters (patient_id, appointment_id, admission_id, staff_id, staff_name, started_at)
      values (v_note.patient_id, v_note.appointment_id, v_note.admission_id, v_to, v_name, v_note.started_at)
      returning id into v_encounter_id;
    end if;
    update public.notes set encounter_id = v_encounter_id, author_id = v_to, author_name = v_name where id = v_note.id;
    perform private.settle_encounter(v_note.encounter_id);
    v_count := v_count + 1;
  end loop;
  if not (select in_training from public.doctors where id = v_to) then
    -- Nobody signs their own a second time.
    update public.note_versions version set cosigner_id = v_to
    from public.notes note
    where note.id = version.note_id and note.version = version.number and note.cosigner_id = p_staff_id and note.cosigned_at is null
      and note.status = 'signed' and note.author_id is distinct from v_to;
    with given as (
      update public.notes set cosigner_id = v_to
      where cosigner_id = p_staff_id and cosigned_at is null and status = 'signed' and author_id is distinct from v_to
      returning id
    )
    select v_count + count(*) into v_count from given;
  end if;
  return to_jsonb(v_count);
end
$$;
insert into private.open_work (subject, item, place, open_ids, blocking, hand_over, link) values
  ('staff', 'notes', 60, 'private.notes_unsigned_by', false, 'private.hand_over_notes', '/notes');

/* The caller's notes to sign, oldest first: whom they are about, so that the chart need not be open; not what they say. */
create function private.unsigned_notes(p_after timestamptz default null, p_after_id uuid default null, p_limit integer default 50)
returns table (
  id uuid, what text, patient_id uuid, patient_name text, mrn text, kind text, title text, noted_at timestamptz, author_name text
)
language plpgsql stable security definer rows 50 set search_path = ''
as $$
begin
  perform private.require_permission('encounters.write');
  return query
    select note.id,
      case
        when note.status = 'draft' then 'sign' when note.cosigner_id = private.current_staff_id() and note.cosigned_at is null then 'cosign'
        else 'amend'
      end,
      note.patient_id, patient.full_name, patient.mrn, note.kind, note.title, note.noted_at, note.author_name
    from public.notes note
    join public.patients patient on patient.id = note.patient_id
    where note.id = any (private.notes_unsigned_by(private.current_staff_id()))
      and (p_after is null or (note.noted_at, note.id) > (p_after, p_after_id))
    order by note.noted_at, note.id
    limit least(greatest(coalesce(p_limit, 50), 1), 101);
end
$$;

/* Notes in the inbox: what its author has begun and not signed, and what somebody was asked to sign as well. */
create function private.inbox_notes(p_staff_id uuid)
returns table (item_id uuid, patient_id uuid, at timestamptz, urgent boolean, shared boolean, facts jsonb, link text)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
begin
  return query
    select note.id, note.patient_id, note.noted_at, false, false,
      jsonb_build_object('kind', note.kind, 'title', note.title, 'amended', note.status = 'signed'),
      '/patients/' || note.patient_id || '/notes/' || note.id
    from public.notes note
    where note.id in (
      select own.id from public.notes own where own.author_id = p_staff_id and own.status = 'draft'
      union
      select draft.note_id from public.note_drafts draft where draft.begun_by = p_staff_id
    ) and note.status in ('draft', 'signed');
end
$$;
create function private.inbox_cosignatures(p_staff_id uuid)
returns table (item_id uuid, patient_id uuid, at timestamptz, urgent boolean, shared boolean, facts jsonb, link text)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
begin
  return query
    select note.id, note.patient_id, note.signed_at, false, false,
      jsonb_build_object('kind', note.kind, 'title', note.title, 'name', note.author_name),
      '/patients/' || note.patient_id || '/notes/' || note.id
    from public.notes note
    where note.cosigner_id = p_staff_id and note.cosigned_at is null and note.status = 'signed';
end
$$;
-- Nobody signs in somebody else's place: both wait for who they are asked of.
insert into private.inbox_sources (kind, place, permission, items, covered) values
  ('note_sign', 40, 'encounters.write', 'private.inbox_notes', false),
  ('note_cosign', 50, 'encounters.write', 'private.inbox_cosignatures', false);
create trigger notes_610_announce_inbox after insert or update on public.notes
  for each row execute function private.tg_announce_inbox('author_id cosigner_id');
create trigger note_drafts_610_announce_inbox after insert or delete on public.note_drafts
  for each row execute function private.tg_announce_inbox('begun_by');

/* Notes in a patient's history: what is signed, by its clinical time; for the patient what is released. */
create function private.timeline_notes(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
) returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language plpgsql stable security definer rows 30 set search_path = ''
as $$
begin
  return query
    select note.noted_at, note.id, note.author_id, jsonb_build_object(
      'kind', note.kind, 'title', note.title, 'name', note.author_name, 'amended', note.amended, 'addenda', note.addenda,
      'void', note.status = 'entered_in_error'
    )
    from public.notes note
    where note.patient_id = p_patient_id and (note.noted_at, note.id) < (p_before, p_before_id) and note.version > 0
      and (p_person is null or note.author_id = p_person) and (not p_for_patient or note.released_at is not null)
    order by note.noted_at desc, note.id desc
    limit p_limit;
end
$$;

insert into private.timeline_sources (kind, entries, for_patient) values ('note', 'private.timeline_notes', true);

select private.expose('sign_note', '{authenticated}',
'Signs the caller''s draft as p_version (LN009), or an amendment with its reason; gives the number of the version. The encounter is frozen
when nothing else of it is being written. p_cosigner_id: who signs as well, a must for doctors in training; p_withheld_reason keeps it
from the patient. Needs encounters.write and the patient in one''s care; by hospital_settings.sign_step_up LN029. Raises LN033 signed
already, 22023 (hint: which; p_note_id when nothing is written), PT404, 42501 (hint author).');
select private.expose('cosign_note', '{authenticated}',
'Signs version p_number as well, as who was asked to, or any doctor when they have left. LN029, LN033, LN009, PT404, 42501 (hint cosigner).');
select private.expose('amend_note', '{authenticated}',
'Begins to amend the caller''s own signed note, and gives the version of the draft. LN033, PT404, 42501 (hint author).');
select private.expose('add_to_note', '{authenticated}',
'Adds an addendum to a signed note about a patient in one''s care; gives its id. LN033, 22023, PT404, 42501.');
select private.expose('set_note_aside', '{authenticated}',
'Marks the caller''s own note as entered in error, for a reason; without one drops the amendment that was begun. LN033, 22023, PT404, 42501 (hint author).');
select private.expose('release_note', '{authenticated}',
'Releases the caller''s own signed note to the patient, or with p_withheld_reason keeps it back. LN033, 22023, PT404, 42501 (hint author).');
select private.expose('take_over_note', '{authenticated}',
'Makes the draft of a colleague who has left the caller''s own, with its encounter. LN033, PT404, 42501 (hint author).');
select private.expose('unsigned_notes', '{authenticated}',
'The caller''s notes to sign (what: sign, amend, cosign), oldest first; p_after and p_after_id are the last row''s noted_at and id. Needs
encounters.write (42501).');
