/*
 * The handover: what the next shift must know, written by several people at once.
 */

create table public.handover_sheets (
  id           uuid primary key default gen_random_uuid(),
  ward_id      uuid not null references public.wards on delete restrict,
  day          date not null,
  shift        text not null constraint handover_sheets_shift_known check (shift in ('day', 'evening', 'night')),
  starts_at    timestamptz not null,
  ends_at      timestamptz not null,
  last_seq     bigint not null default 0,
  text_seq     bigint not null default 0,
  snapshot_seq bigint not null default 0,
  opened_by    uuid references public.staff on delete set null default private.current_staff_id(),
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  constraint handover_sheets_one_a_shift unique (ward_id, day, shift),
  constraint handover_sheets_order check (starts_at < ends_at),
  constraint handover_sheets_behind check (text_seq <= last_seq and snapshot_seq <= last_seq)
);
comment on table public.handover_sheets is 'What one shift of a ward tells the next: one document, written by many at once.';
comment on column public.handover_sheets.last_seq is 'Of the newest update in handover_updates.';
comment on column public.handover_sheets.text_seq is 'The update up to which handover_sections says what the document says.';
comment on column public.handover_sheets.snapshot_seq is 'The newest update that holds all before it: reading begins there.';

create table public.handover_updates (
  sheet_id   uuid not null references public.handover_sheets on delete restrict,
  seq        bigint not null,
  ward_id    uuid not null references public.wards on delete restrict,
  data       bytea not null constraint handover_updates_data_length check (octet_length(data) between 1 and 262144),
  author_id  uuid references public.staff on delete set null,
  stored_by  uuid references public.staff on delete set null default private.current_staff_id(),
  created_at timestamptz not null default now(),
  primary key (sheet_id, seq)
);
comment on column public.handover_updates.author_id is 'Who wrote it. Null for words that a colleague''s browser heard on the channel and nobody else stored: whose they are is not proved.';
comment on table public.handover_updates is 'Every change of a handover document (an update of Yjs), in the order in which they came. Never changed.';

create table public.handover_sections (
  id           uuid primary key default gen_random_uuid(),
  sheet_id     uuid not null references public.handover_sheets on delete restrict,
  ward_id      uuid not null references public.wards on delete restrict,
  admission_id uuid,
  patient_id   uuid references public.patients on delete restrict,
  body         text not null constraint handover_sections_body_length check (length(body) <= 100000),
  updated_at   timestamptz not null default now(),
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict,
  constraint handover_sections_once unique nulls not distinct (sheet_id, admission_id),
  constraint handover_sections_patient check ((admission_id is null) = (patient_id is null))
);
comment on table public.handover_sections is 'The handover document as plain text, by patient; without one, about the ward as a whole.';

create index handover_sheets_opened_by_idx on public.handover_sheets (opened_by);

create index handover_updates_ward_id_idx on public.handover_updates (ward_id);
create index handover_updates_author_id_idx on public.handover_updates (author_id);
create index handover_updates_stored_by_idx on public.handover_updates (stored_by);

create index handover_sections_ward_id_idx on public.handover_sections (ward_id);
create index handover_sections_admission_id_patient_id_idx on public.handover_sections (admission_id, patient_id);
create index handover_sections_patient_id_idx on public.handover_sections (patient_id);
create index handover_sections_words_idx on public.handover_sections
  using gin (to_tsvector('private.plain_words', body));

alter table public.handover_sheets enable row level security;
alter table public.handover_updates enable row level security;
alter table public.handover_sections enable row level security;
create policy handover_sheets_select_ward on public.handover_sheets for select to authenticated
  using (ward_id in (select private.care_ward_ids()));

-- The document holds all of a ward's patients, those who have left it too: it is shut soon after the shift.
-- What was written about patients who are still there remains in its sections.
create policy handover_updates_select_ward on public.handover_updates for select to authenticated
  using (
    ward_id in (select private.care_ward_ids())
    and exists (
      select from public.handover_sheets sheet
      where sheet.id = handover_updates.sheet_id and sheet.ends_at > now() - interval '12 hours'
    )
  );

create policy handover_sections_select_carers on public.handover_sections for select to authenticated
  using (
    patient_id in (select private.opened_patient_ids())
    or admission_id in (select private.present_admission_ids())
    or (patient_id is null and ward_id in (select private.care_ward_ids()))
  );

grant select on public.handover_sheets, public.handover_updates, public.handover_sections to authenticated;

-- How far the document has been written is said by handover_updates, with who did.
select private.audited('public.handover_sheets', p_when => 'insert or delete or update of ward_id, day, shift');
select private.not_audited('public.handover_updates', 'A log itself: each row has its author and is never changed');
select private.not_audited('public.handover_sections', 'Says as text what the updates say, each of which has its author');
select private.keeps('{public.handover_sheets,public.handover_sections}', 'The medical record');
-- They are read until 12 hours after the shift; what the document said stays in its sections.
select private.forgets('public.handover_updates', $$sheet_id in (
  select sheet.id from public.handover_sheets sheet where sheet.ends_at < $1 - interval '7 days'
)$$);
select private.on_merge('{public.handover_sections}', 'refuse', p_knowingly => 'move');
select private.on_erasure('{public.handover_sections}', 'record', 'delete');
select private.no_work_of_patients('{public.handover_sections}', 'Under an admission, which is work');

-- Free text about patients is said there: for those who work on the ward, whoever else may see its board.
insert into private.topics (pattern, hear, speak) values
  ('handover:{id}', '$1 in (select private.care_ward_ids())', $$private.has_permission('nursing.record')$$);

/* Whether the caller writes a ward's handover: 42501 without nursing.record, PT404 for those who do not work there. */
create function private.require_handed_over(p_ward_id uuid, p_hint text)
returns void language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_permission('nursing.record');
  if (p_ward_id in (select private.care_ward_ids())) is not true then
    raise exception using errcode = 'PT404', message = 'There is no such ward', hint = p_hint;
  end if;
end;
$$;

/*
 * A new one begins with what the last one said of those
 * who are still there: as plain text at seq 0, which every browser turns into the same update.
 */
create function private.open_handover(p_ward_id uuid)
returns public.handover_sheets language plpgsql security definer set search_path = '' as $$
declare
  v_sheet public.handover_sheets;
  v_last_id uuid;
begin
  perform private.require_handed_over(p_ward_id, 'p_ward_id');
  insert into public.handover_sheets (ward_id, day, shift, starts_at, ends_at)
  select p_ward_id, shift.day, shift.shift, shift.starts_at, shift.ends_at from private.shift_at() as shift
  on conflict on constraint handover_sheets_one_a_shift do nothing
  returning * into v_sheet;
  perform private.require_handed_over(p_ward_id, 'p_ward_id');
  if v_sheet.id is null then
    -- Opened by somebody else, perhaps this instant.
    select sheet.* into v_sheet from public.handover_sheets sheet
    join private.shift_at() as shift on shift.day = sheet.day and shift.shift = sheet.shift
    where sheet.ward_id = p_ward_id;
    return v_sheet;
  end if;

  select id into v_last_id from public.handover_sheets
  where ward_id = p_ward_id and id <> v_sheet.id and ends_at > now() - interval '3 days'
  order by starts_at desc limit 1;
  insert into public.handover_sections (sheet_id, ward_id, admission_id, patient_id, body)
  select v_sheet.id, v_sheet.ward_id, section.admission_id, section.patient_id, section.body
  from public.handover_sections section
  left join public.admissions admission on admission.id = section.admission_id
  where section.sheet_id = v_last_id and section.body <> ''
    and (section.admission_id is null or (admission.ward_id = p_ward_id and admission.discharged_at is null));
  return v_sheet;
end;
$$;

/* Writes a sheet's sections; what is left out of a complete set is empty from now on. */
create function private.write_sections(p_sheet public.handover_sheets, p_sections jsonb, p_complete boolean)
returns void language plpgsql security definer set search_path = '' as $$
begin
  if jsonb_typeof(p_sections) <> 'object' or exists (
    select from jsonb_each(p_sections)
    where jsonb_typeof(value) <> 'string' or length(value #>> '{}') > 100000
      or key !~ '^(ward|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$'
  ) then
    raise exception using errcode = '22023', message = 'Sections are texts by admission', hint = 'p_sections';
  end if;
  insert into public.handover_sections (sheet_id, ward_id, admission_id, patient_id, body)
  select p_sheet.id, p_sheet.ward_id, admission.id, admission.patient_id, said.body
  from (
    select case key when 'ward' then null else key::uuid end as admission_id, value as body
    from jsonb_each_text(p_sections)
  ) as said
  left join public.admissions admission on admission.id = said.admission_id
    -- Of this ward, now or until lately: a transfer does not silence who is writing.
    and (admission.ward_id = p_sheet.ward_id or exists (
      select from public.bed_stays stay where stay.admission_id = admission.id and stay.ward_id = p_sheet.ward_id
    ))
  where said.admission_id is null or admission.id is not null
  on conflict on constraint handover_sections_once
  do update set body = excluded.body, updated_at = now() where handover_sections.body <> excluded.body;
  if p_complete then
    update public.handover_sections set body = '', updated_at = now()
    where sheet_id = p_sheet.id and body <> '' and not p_sections ? coalesce(admission_id::text, 'ward');
  end if;
end;
$$;

create function private.save_handover(
  p_sheet_id uuid, p_known_seq bigint, p_update text default null, p_sections jsonb default null,
  p_text_seq bigint default null, p_snapshot boolean default false, p_heard boolean default false
)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_sheet public.handover_sheets;
  v_data bytea;
  v_missed jsonb;
  v_knows_all boolean;
begin
  perform private.require_permission('nursing.record');
  -- Alone: the number of an update is its place, without gaps, and who has the last one has all.
  select * into v_sheet from public.handover_sheets where id = p_sheet_id for no key update;
  perform private.require_handed_over(v_sheet.ward_id, 'p_sheet_id');
  if v_sheet.ends_at <= now() - interval '12 hours' then
    raise exception using errcode = 'PT404', message = 'There is no such sheet', hint = 'p_sheet_id';
  end if;
  v_knows_all := p_known_seq is not distinct from v_sheet.last_seq;
  v_missed := private.handover_since(v_sheet, coalesce(p_known_seq, 0));

  if p_update is not null then
    begin
      v_data := decode(p_update, 'base64');
    exception when invalid_parameter_value then
      v_data := '';
    end;
    if octet_length(v_data) not between 1 and 262144 then
      raise exception using errcode = '22023', message = 'The update is empty, too long or not base64', hint = 'p_update';
    end if;
    v_sheet.last_seq := v_sheet.last_seq + 1;
    insert into public.handover_updates (sheet_id, seq, ward_id, data, author_id)
    values (v_sheet.id, v_sheet.last_seq, v_sheet.ward_id, v_data, case when not p_heard then private.current_staff_id() end);
    if p_snapshot and v_knows_all then v_sheet.snapshot_seq := v_sheet.last_seq; end if;
  end if;

  -- The text is taken only from who has seen every update, so that it always says what the document says.
  if p_sections is not null and v_knows_all and (p_text_seq is null or p_text_seq = v_sheet.text_seq) then
    perform private.write_sections(v_sheet, p_sections, p_text_seq is null);
    v_sheet.text_seq := v_sheet.last_seq;
  end if;

  update public.handover_sheets set
    last_seq = v_sheet.last_seq, text_seq = v_sheet.text_seq, snapshot_seq = v_sheet.snapshot_seq, updated_at = now()
  where id = v_sheet.id;
  perform private.announce('handover:' || v_sheet.ward_id, 'handover_saved', jsonb_build_object(
    'sheet_id', v_sheet.id, 'seq', v_sheet.last_seq, 'text_seq', v_sheet.text_seq
  ));
  return jsonb_build_object('seq', v_sheet.last_seq, 'text_seq', v_sheet.text_seq, 'updates', v_missed);
end;
$$;

/* The updates of a sheet after one of them, or from the newest that holds all before it: [{seq, data}], base64. */
create function private.handover_since(p_sheet public.handover_sheets, p_after bigint)
returns jsonb language sql stable set search_path = '' as $$
  select coalesce(
    jsonb_agg(jsonb_build_object('seq', change.seq, 'data', encode(change.data, 'base64')) order by change.seq), '[]'
  )
  from public.handover_updates change
  where change.sheet_id = p_sheet.id and change.seq > p_after and change.seq >= p_sheet.snapshot_seq;
$$;

create function public.read_handover(p_sheet_id uuid, p_after bigint default 0)
returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'seq', sheet.last_seq, 'text_seq', sheet.text_seq,
    'updates', private.handover_since(sheet, p_after),
    'sections', (
      select coalesce(jsonb_object_agg(coalesce(section.admission_id::text, 'ward'), section.body), '{}')
      from public.handover_sections section where section.sheet_id = sheet.id
    )
  )
  from public.handover_sheets sheet
  where sheet.id = p_sheet_id;
$$;

grant execute on function private.handover_since(public.handover_sheets, bigint) to authenticated;

select private.expose('open_handover', '{authenticated}',
'The handover sheet of a ward for the shift that runs now, made if need be. A new one begins with what the last one
says of patients who are still there. Needs nursing.record and to work on the ward; raises PT404, 42501.');
select private.expose('public.read_handover', '{authenticated}',
'What a sheet''s document holds after update p_after: {seq, text_seq, updates: [{seq, data}], sections: {admission id or
''ward'': text}}; data is an update of Yjs in base64. Merging all updates gives the document; sections are its texts
as of text_seq. Where there are no updates yet (seq 0), the sections are what it begins with. Null for those who do not work on
the ward; no updates any more 12 hours after the shift.');
select private.expose('save_handover', '{authenticated}',
'Adds p_update (an update of Yjs, base64, at most 256 KB) to a sheet''s document. p_known_seq is the last update the
caller has; the answer {seq, text_seq, updates} brings those between. Sending one twice does no harm: an update says the same
however often it is merged. p_sections are the document''s texts by admission (''ward'' for the ward as a whole): those that
differ from text p_text_seq, or all of them when that is null. They are taken if the caller has seen every
update, else text_seq stays behind and somebody writes them later. p_snapshot says that the update holds all before it;
p_heard that it holds what others said on the channel and did not store, which is not kept under the caller''s name.

Needs nursing.record and to work on the ward. Raises 22023 (hint: which), PT404 no such sheet, or 12 hours after its
shift, 42501.');
