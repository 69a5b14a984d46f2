/*
 * Family and social history: statements, each with its author and day. What somebody smokes is said anew and the older
 * statement stays, so that the record tells how it was then; the newest of a topic is what holds.
 */
create table public.family_history (
  id         uuid primary key default gen_random_uuid(),
  relation   text not null,
  code_id    uuid references public.codes on delete restrict,
  text       text not null,
  onset_age  smallint,
  deceased   boolean,
  comment    text,
  like private.record_entry including defaults including constraints,
  constraint family_history_relation_known check (
    relation in ('mother', 'father', 'sister', 'brother', 'daughter', 'son', 'grandmother', 'grandfather', 'aunt', 'uncle', 'other')
  ),
  constraint family_history_text_length check (char_length(btrim(text)) between 1 and 400),
  constraint family_history_onset_age_range check (onset_age between 0 and 120),
  constraint family_history_comment_length check (char_length(btrim(comment)) between 1 and 1000)
);
comment on table public.family_history is 'What a relative of the patient had. Without a code it is not coded, and said to be.';
comment on column public.family_history.onset_age is 'At which age, in years.';
comment on column public.family_history.deceased is 'Whether the relative has died; null: not known.';
create index family_history_code_id_idx on public.family_history (code_id);

create table public.social_history (
  id          uuid primary key default gen_random_uuid(),
  topic       text not null,
  value       text,
  pack_years  numeric(5, 1),
  units       numeric(5, 1),
  text        text,
  stated_at   timestamptz not null default now(),
  like private.record_entry including defaults including constraints,
  constraint social_history_topic_known check (topic in ('smoking', 'alcohol', 'occupation', 'living', 'exercise')),
  constraint social_history_value_known check (
    case topic
      when 'smoking' then value in ('never', 'former', 'current')
      when 'alcohol' then value in ('none', 'occasional', 'regular', 'harmful')
      when 'living' then value in ('alone', 'with_others', 'care_home', 'homeless')
      when 'exercise' then value in ('none', 'some', 'regular')
      else value is null
    end
  ),
  constraint social_history_said check (num_nonnulls(value, text) > 0),
  constraint social_history_pack_years_range check (pack_years is null or pack_years between 0 and 300 and topic = 'smoking' and value <> 'never'),
  constraint social_history_units_range check (units is null or units between 0 and 500 and topic = 'alcohol'),
  constraint social_history_text_length check (char_length(btrim(text)) between 1 and 500)
);
comment on table public.social_history is 'How somebody lives, as they said at the time: the newest statement of a topic holds.';
comment on column public.social_history.pack_years is 'Packs of twenty a day, times years.';
comment on column public.social_history.units is 'Of alcohol a week.';
create index social_history_patient_id_topic_stated_at_idx on public.social_history (patient_id, topic, stated_at desc);

select private.define_permission('history.write', 'Record family and social history', '{doctor,nurse,ward_manager}');
select private.record_entries_of('family', 'public.family_history', 'history.write');
select private.record_entries_of('social', 'public.social_history', 'history.write');
create trigger family_history_310_code_used after insert on public.family_history
  for each row when (new.code_id is not null) execute function private.tg_code_used();

create function private.add_family_history(
  p_patient_id uuid, p_relation text, p_code_id uuid default null, p_text text default null, p_onset_age integer default null,
  p_deceased boolean default null, p_comment text default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_wrong constant text := case
    when coalesce(p_relation, '') not in (
      'mother', 'father', 'sister', 'brother', 'daughter', 'son', 'grandmother', 'grandfather', 'aunt', 'uncle', 'other'
    ) then 'p_relation'
    when p_onset_age not between 0 and 120 then 'p_onset_age'
    when char_length(p_comment) > 1000 then 'p_comment'
  end;
begin
  perform private.require_writing(p_patient_id, 'history.write');
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'Not a value this can have', hint = v_wrong;
  end if;
  insert into public.family_history (patient_id, relation, code_id, text, onset_age, deceased, comment)
  values (
    p_patient_id, p_relation, p_code_id, private.entry_text(p_code_id, p_text), p_onset_age, p_deceased, nullif(btrim(p_comment), '')
  )
  returning id into v_id;
  return v_id;
end
$$;

create function private.state_social_history(
  p_patient_id uuid, p_topic text, p_value text default null, p_text text default null, p_pack_years numeric default null, p_units numeric default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_text constant text := nullif(btrim(p_text), '');
  v_wrong constant text := case
    when coalesce(p_topic, '') not in ('smoking', 'alcohol', 'occupation', 'living', 'exercise') then 'p_topic'
    when coalesce(p_value, '') <> all (
      case p_topic
        when 'smoking' then array['never', 'former', 'current']
        when 'alcohol' then array['none', 'occasional', 'regular', 'harmful']
        when 'living' then array['alone', 'with_others', 'care_home', 'homeless']
        when 'exercise' then array['none', 'some', 'regular']
        else array['']
      end
    ) then 'p_value'
    when p_topic = 'occupation' and v_text is null or char_length(v_text) > 500 then 'p_text'
    when p_pack_years is not null and (p_topic <> 'smoking' or p_value = 'never' or p_pack_years not between 0 and 300) then 'p_pack_years'
    when p_units is not null and (p_topic <> 'alcohol' or p_units not between 0 and 500) then 'p_units'
  end;
begin
  perform private.require_writing(p_patient_id, 'history.write');
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'Not a value this can have', hint = v_wrong;
  end if;
  insert into public.social_history (patient_id, topic, value, text, pack_years, units)
  values (p_patient_id, p_topic, p_value, v_text, p_pack_years, p_units)
  returning id into v_id;
  return v_id;
end
$$;

select private.expose('add_family_history', '{authenticated}',
'Writes down what a relative had, by a code or (uncoded) in words; p_onset_age in years. Gives its id. Needs history.write and the chart open. Raises
42501, PT404, 22023 (hint: which).');
select private.expose('state_social_history', '{authenticated}',
'Writes down how a patient lives: p_topic smoking (never, former, current; p_pack_years), alcohol (none, occasional, regular, harmful; p_units a week),
occupation (p_text), living (alone, with_others, care_home, homeless), exercise (none, some, regular). What was said before stays. Gives its id. Needs
history.write and the chart open. Raises 42501, PT404, 22023 (hint: which).');
