/*
 * Which records may be of one person: a worklist of pairs with the reasons, and which of them somebody has found to be two
 * people. A job goes through the records as they change; at writing it would cost everybody who registers.
 */
create table public.patient_distinctions (
  one_id     uuid not null references public.patients on delete cascade,
  other_id   uuid not null references public.patients on delete cascade,
  noted_by   uuid references public.profiles on delete set null,
  noted_name text not null,
  noted_at   timestamptz not null default now(),
  primary key (one_id, other_id),
  constraint patient_distinctions_in_order check (one_id < other_id)
);
comment on table public.patient_distinctions is 'Records that look like one person''s and are two people''s, as somebody has found out.';
create index patient_distinctions_other_id_idx on public.patient_distinctions (other_id);
create index patient_distinctions_noted_by_idx on public.patient_distinctions (noted_by);

create table private.duplicate_pairs (
  one_id   uuid not null references public.patients on delete cascade,
  other_id uuid not null references public.patients on delete cascade,
  score    real not null,
  reasons  text[] not null,
  primary key (one_id, other_id),
  constraint duplicate_pairs_in_order check (one_id < other_id)
);
comment on table private.duplicate_pairs is 'Records that may be of one person: how likely, and by what. Kept by find_duplicates.';
create index duplicate_pairs_other_id_idx on private.duplicate_pairs (other_id);
create index duplicate_pairs_score_idx on private.duplicate_pairs (score desc, one_id, other_id);

create table private.duplicates_looked_at (
  id         boolean primary key default true,
  updated_at timestamptz not null default '-infinity',
  patient_id uuid not null default '00000000-0000-0000-0000-000000000000',
  constraint duplicates_looked_at_one_row check (id)
);
comment on table private.duplicates_looked_at is 'How far find_duplicates has come through the records, in the order in which they changed.';
insert into private.duplicates_looked_at default values;
create index patients_updated_at_idx on public.patients (updated_at, id);
create index patients_birth_date_idx on public.patients (birth_date);

alter table public.patient_distinctions enable row level security;
create policy patient_distinctions_select_mergers on public.patient_distinctions for select to authenticated
  using ((select private.has_permission('patients.merge')));
grant select on public.patient_distinctions to authenticated;

select private.audited('public.patient_distinctions', 'one_id, other_id', 'one_id');
select private.not_audited('private.duplicate_pairs', 'Found by a job, and found again');
select private.not_audited('private.duplicates_looked_at', 'How far a job has come');
select private.keeps('{public.patient_distinctions}', 'For as long as there are the records');
select private.keeps('{private.duplicate_pairs,private.duplicates_looked_at}', 'Found anew whenever a record changes');
select private.no_work_of_patients('{public.patient_distinctions,private.duplicate_pairs}', 'About the records themselves');
select private.on_merge('{public.patient_distinctions,private.duplicate_pairs}', 'stay', p_column => 'one_id');
select private.on_merge('{public.patient_distinctions,private.duplicate_pairs}', 'stay', p_column => 'other_id');
select private.on_erasure('{public.patient_distinctions,private.duplicate_pairs}', 'contact', 'delete', p_column => 'other_id');
select private.on_erasure('{public.patient_distinctions,private.duplicate_pairs}', 'contact', 'delete', p_column => 'one_id');
create trigger patient_distinctions_600_announce after insert or delete on public.patient_distinctions
  for each row execute function private.tg_announce('duplicates', 'duplicates_changed');

/*
 * Looks through the records that have changed, in that order, for others that may be of the same person: for a few
 * seconds, and on from there the next time. Gives how many were looked at.
 */
/*
 * Looks through the records that have changed, in that order, for others that may be of the same person: for a few
 * seconds, and on from there the next time. Gives how many were looked at. What is being written now may be seen late, and
 * is looked at the next time.
 */
create function private.find_duplicates(p_seconds integer default 5, p_until timestamptz default null) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_since constant timestamptz := clock_timestamp();
  v_at private.duplicates_looked_at;
  v_patient public.patients;
  v_count integer := 0;
  v_news boolean := false;
begin
  select * into v_at from private.duplicates_looked_at for update skip locked;
  if not found then return 0; end if;
  for v_patient in
    select * from public.patients
    where (updated_at, id) > (v_at.updated_at, v_at.patient_id)
      and updated_at < coalesce(p_until, clock_timestamp() - interval '10 seconds')
    order by updated_at, id limit 5000
  loop
    delete from private.duplicate_pairs where v_patient.id in (one_id, other_id);
    if v_patient.archived_at is null then
      insert into private.duplicate_pairs (one_id, other_id, score, reasons)
      select least(v_patient.id, judged.patient_id), greatest(v_patient.id, judged.patient_id), judged.score, judged.reasons
      from private.judge_likely(
        -- The column is sorted by bytes, and by its rules no letter with an accent would be lowered in the names beside it.
        v_patient.given_name, v_patient.family_name, v_patient.birth_date, v_patient.phone collate "default", null,
        -- All, not the five likeliest: what the other record had found went with the deletion above.
        v_patient.id, 50
      ) as judged
      on conflict (one_id, other_id) do update set score = excluded.score, reasons = excluded.reasons;
      v_news := v_news or found;
    end if;
    v_at.updated_at := v_patient.updated_at;
    v_at.patient_id := v_patient.id;
    v_count := v_count + 1;
    exit when clock_timestamp() > v_since + make_interval(secs => p_seconds);
  end loop;
  update private.duplicates_looked_at set updated_at = v_at.updated_at, patient_id = v_at.patient_id;
  if v_news then perform private.announce('duplicates', 'duplicates_changed', '{}'); end if;
  return v_count;
end
$$;
create function private.look_for_duplicates() returns void
language plpgsql security definer set search_path = ''
as $$ begin perform private.find_duplicates(); end $$;
select private.schedule('duplicates', '* * * * *', 'private.look_for_duplicates', 'Finds records that may be of one person');

/* Pairs nobody has judged, the likeliest first, from a pair on. */
create function private.duplicate_candidates(
  p_limit integer default 25, p_after_score real default null, p_after_one uuid default null, p_after_other uuid default null
)
returns table (
  one_id uuid, other_id uuid, score real, reasons text[],
  one_name text, one_mrn text, one_birth_date date, other_name text, other_mrn text, other_birth_date date
)
language plpgsql stable security definer rows 25 set search_path = ''
as $$
begin
  perform private.require_permission('patients.merge');
  return query
    select pair.one_id, pair.other_id, pair.score, pair.reasons,
      one.full_name, one.mrn, one.birth_date, other.full_name, other.mrn, other.birth_date
    from private.duplicate_pairs pair
    join public.patients one on one.id = pair.one_id and one.archived_at is null
    join public.patients other on other.id = pair.other_id and other.archived_at is null
    where not exists (
        select from public.patient_distinctions said where said.one_id = pair.one_id and said.other_id = pair.other_id
      )
      and (p_after_score is null or (-pair.score, pair.one_id, pair.other_id) > (-p_after_score, p_after_one, p_after_other))
    order by pair.score desc, pair.one_id, pair.other_id
    limit least(greatest(coalesce(p_limit, 25), 1), 100);
end
$$;

/* By what two records look like one person's, now. */
create function private.duplicate_reasons(p_one uuid, p_other uuid) returns text[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission('patients.merge');
  return (select reasons from private.duplicate_pairs where one_id = least(p_one, p_other) and other_id = greatest(p_one, p_other));
end
$$;

create function private.tell_apart(p_one uuid, p_other uuid, p_apart boolean default true) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('patients.merge');
  if p_apart is null or p_one is null or p_other is null or p_one = p_other then
    raise exception 'two records are needed' using errcode = '22023', hint = 'p_other';
  end if;
  if (select count(*) from public.patients where id in (p_one, p_other)) < 2 then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_other';
  end if;
  if p_apart then
    insert into public.patient_distinctions (one_id, other_id, noted_by, noted_name)
    select least(p_one, p_other), greatest(p_one, p_other), auth.uid(), coalesce(staff.full_name, profile.full_name, '')
    from public.profiles profile left join public.staff on staff.user_id = profile.id where profile.id = auth.uid()
    on conflict do nothing;
  else
    delete from public.patient_distinctions where one_id = least(p_one, p_other) and other_id = greatest(p_one, p_other);
  end if;
end
$$;

select private.expose('duplicate_candidates', '{authenticated}',
  'Pairs of records that may be of one person, the likeliest first, with the reasons: same_name, swapped_names, similar_name, sound_alike, same_birth_date, transposed_birth_date, same_phone. On from p_after_…. Needs patients.merge (42501).');
select private.expose('duplicate_reasons', '{authenticated}',
  'By what two records look like one person''s; null where nothing was found. Needs patients.merge (42501).');
select private.expose('tell_apart', '{authenticated}',
  'Notes that two records are two people''s, so that they are no longer offered; p_apart false takes it back. Needs patients.merge (42501); PT404, 22023.');
