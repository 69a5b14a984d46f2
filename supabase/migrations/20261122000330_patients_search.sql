/*
 * Finding a patient by name, number or telephone.
 *
 * The index is kept by triggers, in step with the names; a bulk load switches them off and makes it anew.
 */

/*
 * The index behind search_patients. One entry for each word of a patient's name, with the whole name
 * beside it, so that "mar gar" walks the entries of the rarer word in name order and looks at nothing
 * else; it stops as soon as it has enough. Words are kept once more, with every form that has one
 * letter missing, so that a typo is found by equality. Only functions of the owner read these.
 */
create table private.patient_name_entries (
  token      text collate "C" not null,
  name       text collate "C" not null, -- as private.searchable_name has it: a space before and after each word
  patient_id uuid not null, -- kept in step by triggers; a foreign key would double the cost of writing
  primary key (token, name, patient_id)
);
comment on table private.patient_name_entries is 'Search: one row per patient and word of the name, archived patients excepted.';

create table private.name_tokens (
  token text collate "C" primary key
);
comment on table private.name_tokens is 'Search: every word that occurs in a name.';

create table private.name_token_variants (
  variant text collate "C" not null,
  token   text collate "C" not null references private.name_tokens on delete cascade,
  primary key (variant, token)
);
comment on table private.name_token_variants is 'Search: words of names, whole and with any one letter missing.';
create index name_token_variants_token_idx on private.name_token_variants (token);

/* A word of three signs or more, and what is left of it when any one of them is missing. */
create function private.word_variants(p_word text) returns setof text
language sql immutable strict parallel safe set search_path = ''
as $$
  select p_word where char_length(p_word) >= 3
  union
  select overlay(p_word placing '' from place for 1)
  from generate_series(1, case when char_length(p_word) >= 3 then char_length(p_word) end) as place
$$;

/* Whether one typing mistake leads from one word to the other: a letter wrong, missing, too many, or two swapped. */
create function private.is_one_typo(p_word text, p_other text) returns boolean
language plpgsql immutable strict parallel safe set search_path = ''
as $$
declare
  v_distance integer := extensions.levenshtein_less_equal(p_word, p_other, 2);
begin
  return v_distance = 1
    or v_distance = 2
    and char_length(p_word) = char_length(p_other)
    and exists (
      select from generate_series(1, char_length(p_word) - 1) as place
      where overlay(p_word placing substr(p_word, place + 1, 1) || substr(p_word, place, 1) from place for 2) = p_other
    );
end
$$;

/* Adds words to the dictionary. In order, so that two who add the same words do not wait for each other in a circle. */
create function private.learn_name_words(p_words text[]) returns void
language sql set search_path = ''
as $$
  with learnt as (
    insert into private.name_tokens (token)
    select distinct word collate "C" from unnest(p_words) as word
    where not exists (select from private.name_tokens where token = word collate "C")
    order by 1
    on conflict do nothing
    returning token
  )
  insert into private.name_token_variants (variant, token)
  select variant, token from learnt cross join lateral private.word_variants(token) as variant
$$;

/*
 * Makes the search anew from the table, for loads with the triggers off (`alter table public.patients
 * disable trigger user`); a million patients take well under a minute. Only the owner may. Follow it
 * with `vacuum analyze private.patient_name_entries`, so that searches need not look at the table.
 */
create function private.rebuild_patient_search() returns void
language plpgsql set search_path = '' set maintenance_work_mem = '256MB'
as $$
begin
  truncate private.patient_name_entries, private.name_tokens, private.name_token_variants;
  alter table private.patient_name_entries drop constraint patient_name_entries_pkey;
  insert into private.patient_name_entries (token, name, patient_id)
  select word, searchable, patients.id
  from public.patients
  cross join lateral private.searchable_name(private.normalise_name(patients.full_name)) as searchable
  cross join lateral unnest(private.name_words(searchable)) as word
  where patients.archived_at is null;
  alter table private.patient_name_entries add constraint patient_name_entries_pkey primary key (token, name, patient_id);
  perform private.learn_name_words(array(select distinct token from private.patient_name_entries));
  analyze private.patient_name_entries, private.name_tokens, private.name_token_variants;
end
$$;

/*
 * How many entries have a word that begins so: which word of a query is the rarest decides which entries are walked.
 * Counted up to `p_limit`, beyond it guessed as the planner does, so that of two common words the rarer one is known
 * too. Volatile because `explain` is refused otherwise.
 */
create function private.count_name_entries(p_word text, p_limit integer) returns integer
language plpgsql volatile set search_path = ''
as $$
declare
  v_count constant integer := (
    select count(*) from (
      select from private.patient_name_entries
      where token >= p_word collate "C" and token < (p_word || U&'\+10FFFF') collate "C"
      limit p_limit
    ) counted
  );
  v_plan jsonb;
begin
  if v_count < p_limit then
    return v_count;
  end if;
  execute format(
    'explain (format json) select from private.patient_name_entries where token >= %L collate "C" and token < %L collate "C"',
    p_word, p_word || U&'\+10FFFF'
  ) into v_plan;
  return greatest(p_limit, (v_plan -> 0 -> 'Plan' ->> 'Plan Rows')::integer);
end
$$;

/* Words that one typing mistake separates from `p_word`, or of which a beginning is. At most sixty. */
create function private.similar_words(p_word text) returns text[]
language plpgsql stable set search_path = ''
as $$
declare
  v_length integer := char_length(p_word);
  v_variants text[] := array(select private.word_variants(p_word));
begin
  if v_length < 3 then
    return '{}';
  end if;
  return array(
    select token from (
      select distinct variants.token, 1 as place
      from private.name_token_variants as variants
      where variants.variant = any (v_variants) and private.is_one_typo(p_word, variants.token)
      union all
      -- Not typed to the end yet: words that share the first two letters.
      select token, 2
      from private.name_tokens
      where v_length >= 4
        and token >= left(p_word, 2) collate "C" and token < (left(p_word, 2) || U&'\+10FFFF') collate "C"
        and char_length(token) > v_length
        and least(
          extensions.levenshtein_less_equal(left(token, v_length - 1), p_word, 1),
          extensions.levenshtein_less_equal(left(token, v_length), p_word, 1),
          extensions.levenshtein_less_equal(left(token, v_length + 1), p_word, 1)
        ) <= 1
    ) similar_words
    where not starts_with(token, p_word)
    group by token
    order by min(place), token
    limit 60
  );
end
$$;

/*
 * Walks the entries of words that begin with `p_word` and keeps the names that match every pattern
 * and, unless null, hold any of `p_similar`. Looks at no more than `p_scan` entries, so that the most
 * common of beginnings costs no more than that. Sorting and bitmaps are off, because they would read
 * all entries before the first is looked at.
 */
create function private.walk_name_entries(p_word text, p_patterns text[], p_similar text[], p_scan integer, p_limit integer)
returns table (patient_id uuid, name text)
language plpgsql stable rows 20 set search_path = '' set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
begin
  return query
    select walked.patient_id, walked.name
    from (
      select entry.patient_id, entry.name
      from private.patient_name_entries as entry
      where entry.token >= p_word collate "C" and entry.token < (p_word || U&'\+10FFFF') collate "C"
      order by entry.token, entry.name, entry.patient_id
      limit p_scan
    ) walked
    where walked.name like all (p_patterns)
      and (p_similar is null or string_to_array(walked.name, ' ') && p_similar)
    limit p_limit;
end
$$;

/* The same for whole words: the entries of each of `p_words`, at most `p_scan` of each. */
create function private.walk_whole_words(p_words text[], p_patterns text[], p_scan integer, p_limit integer)
returns table (patient_id uuid, name text)
language plpgsql stable rows 20 set search_path = '' set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
begin
  return query
    select walked.patient_id, walked.name
    from unnest(p_words) as word
    cross join lateral (
      select entry.patient_id, entry.name
      from private.patient_name_entries as entry
      where entry.token = word collate "C"
      order by entry.name, entry.patient_id
      limit p_scan
    ) walked
    where walked.name like all (p_patterns)
    limit p_limit;
end
$$;

/* How well a name answers a query, from 0 to 1: words that stand in it whole, and how little else it holds. */
create function private.name_match(p_name text, p_words text[]) returns real
language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  v_asked real := cardinality(p_words);
  v_whole real := (select count(*) from unnest(p_words) as word where strpos(p_name, ' ' || word || ' ') > 0);
begin
  return 0.85 * v_whole / v_asked + 0.15 * least(v_asked / cardinality(string_to_array(btrim(split_part(p_name, ',', 1)), ' ')), 1);
end
$$;

/*
 * A number as it is dialled in the hospital's country, without what is only dialled there; a zero in most. By the same
 * list of the world's numbers as the app reads them by, whose every country a test asks about.
 */
create function private.without_trunk_prefix(p_digits text) returns text
language sql stable set search_path = ''
as $$
  select case
    when country = 'HU' then regexp_replace(p_digits, '^06', '')
    when country = 'BY' then regexp_replace(p_digits, '^80?', '')
    when country in ('KZ', 'LT', 'RU', 'TM') then regexp_replace(p_digits, '^[08]', '')
    -- Mobiles have a 15 behind the area, which is a 9 before it for those who call from abroad.
    when country = 'AR' then regexp_replace(p_digits, '^0?(?=[0-9]{12}$)([0-9]{2,4}?)15([0-9]{6,8})$|^0', '\1\2')
    else ltrim(p_digits, '0')
  end
  from public.hospital_settings;
$$;

/* Patients by the beginning of their MRN or by their telephone number. `p_code` has no spaces or signs but a leading plus. */
create function private.find_patients_by_code(p_code text, p_limit integer)
returns table (patient_id uuid, score real)
language plpgsql stable set search_path = '' set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
declare
  v_mrn text := 'LN' || regexp_replace(p_code, '^LN', '');
  v_phone text := '+' || regexp_replace(p_code, '^([+]|00)', '');
  v_national text := reverse(private.without_trunk_prefix(p_code));
begin
  if v_mrn ~ '^LN[0-9]{1,8}$' then
    return query
      select id, case when mrn = v_mrn then 1 else 0.9 end::real
      from public.patients
      where mrn >= v_mrn collate "C" and mrn < (v_mrn || ':') collate "C" and archived_at is null
      order by mrn
      limit p_limit;
  end if;
  if p_code ~ '^[+]?[0-9]{4,}$' then
    return query
      select id, case when phone = v_phone then 1 else 0.8 end::real
      from public.patients
      where phone is not null and archived_at is null and phone >= v_phone and phone < v_phone || ':'
      order by phone
      limit p_limit;
  end if;
  -- As it is dialled inside the country, or its last digits.
  if p_code ~ '^[0-9]{6,}$' and v_national <> '' then
    return query
      select id, 0.8::real
      from public.patients
      where phone is not null and archived_at is null
        and reverse(phone) >= v_national collate "C" and reverse(phone) < v_national || ':' collate "C"
      order by reverse(phone)
      limit p_limit;
  end if;
end
$$;

/*
 * Patients whose name has words that begin with each of `p_words` and of `p_common`, which are too common to begin with;
 * then, if there is room and `p_typos`, with one mistake in one of `p_words`. For find_patients_by_name.
 */
create function private.find_patients_by_words(p_words text[], p_common text[], p_typos boolean, p_limit integer)
returns table (patient_id uuid, score real)
language plpgsql stable set search_path = '' set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  c_scan constant integer := 30000; -- entries walked at most: some ten milliseconds
  c_probe constant integer := 2000; -- entries counted at most: below a millisecond
  v_counts integer[];
  v_rarest integer;
  v_found integer;
  v_others text[];
  v_other_counts integer[];
  v_patterns text[];
  v_similar text[];
begin
  v_counts := array(
    select private.count_name_entries(word, c_probe) from unnest(p_words) with ordinality as words (word, place) order by place
  );
  v_rarest := array_position(v_counts, (select min(n) from unnest(v_counts) as n));

  if v_counts[v_rarest] > 0 then
    return query
      select walked.patient_id, max(0.7 + 0.3 * private.name_match(walked.name, p_words))::real
      from private.walk_name_entries(
        p_words[v_rarest],
        array(select '% ' || word || '%' from unnest(p_words || p_common) as word where word <> p_words[v_rarest]),
        null, c_scan, p_limit * 2
      ) as walked
      group by walked.patient_id;
    get diagnostics v_found = row_count;
    if v_found >= p_limit then
      return;
    end if;
  end if;
  if not p_typos then
    return;
  end if;

  for v_place in 1..cardinality(p_words) loop
    v_others := p_words[:v_place - 1] || p_words[v_place + 1:];
    v_other_counts := v_counts[:v_place - 1] || v_counts[v_place + 1:];
    continue when 0 = any (v_other_counts);
    v_similar := private.similar_words(p_words[v_place]);
    continue when v_similar = '{}';

    v_patterns := array(select '% ' || word || '%' from unnest(v_others) as word);
    v_rarest := array_position(v_other_counts, (select min(n) from unnest(v_other_counts) as n));
    if v_other_counts[v_rarest] < c_probe then
      return query
        select walked.patient_id, max(0.4 + 0.2 * private.name_match(walked.name, p_words))::real
        from private.walk_name_entries(v_others[v_rarest], v_patterns, v_similar, c_scan, p_limit) as walked
        group by walked.patient_id;
    else
      return query
        select walked.patient_id, max(0.4 + 0.2 * private.name_match(walked.name, p_words))::real
        from private.walk_whole_words(v_similar, v_patterns, c_scan / cardinality(v_similar), p_limit) as walked
        group by walked.patient_id;
    end if;
  end loop;
end
$$;

/*
 * Patients whose name is `p_name` (normalised, given or family name first); then those whose name has its words, with
 * particles joined, and then as they were typed: what looks like a particle may be a name of its own.
 */
create function private.find_patients_by_name(p_name text, p_limit integer)
returns table (patient_id uuid, score real)
language plpgsql stable set search_path = '' set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  v_typed constant text[] := string_to_array(p_name, ' ');
  v_joined constant text := private.join_particles(p_name);
  v_words text[];
  v_particles text[];
  v_found integer;
begin
  if p_name = '' then
    return;
  end if;

  -- Whoever is called just so, lest forty others before them in the alphabet leave no room.
  return query
    select entry.patient_id, 1::real
    from (
      select distinct private.join_particles(array_to_string(v_typed[place:] || v_typed[:place - 1], ' ')) as name
      from generate_series(1, least(cardinality(v_typed), 6)) as place
    ) called
    join private.patient_name_entries as entry
      on entry.token = left(split_part(called.name, ' ', 1), 40) collate "C"
      -- A comma and the shorter forms may follow.
      and entry.name >= (' ' || called.name || ' ') collate "C" and entry.name < (' ' || called.name || ' -') collate "C"
    limit p_limit;
  get diagnostics v_found = row_count;
  if v_found >= p_limit then
    return;
  end if;

  return query select * from private.find_patients_by_words((private.name_words(v_joined))[1:6], '{}', true, p_limit);
  get diagnostics v_found = row_count;
  if v_found >= p_limit or v_joined = p_name then
    return;
  end if;
  v_words := (private.name_words(p_name))[1:6];
  v_particles := array(select word from unnest(v_words) as word where private.join_particles(word || ' x') !~ ' ');
  v_words := array(select unnest(v_words) except select unnest(v_particles));
  if v_words <> '{}' then
    return query select * from private.find_patients_by_words(v_words, v_particles, false, p_limit);
  end if;
end
$$;

/* Whose a number is, in whole: of an identity document, of another institution, of an insurance card that is no mistake. */
create function private.patients_numbered(p_number text) returns setof uuid
language plpgsql stable security definer rows 1 set search_path = ''
as $$
begin
  return query
    select private.find_sealed('patients.national_id', p_number)
    union
    select identifier.patient_id
    from private.find_sealed('patient_identifiers.number', p_number) as found (id)
    join public.patient_identifiers as identifier using (id)
    where identifier.ended_at is null
    union
    select policy.patient_id
    from private.find_sealed('insurance_policies.number', p_number) as found (id)
    join public.insurance_policies as policy using (id)
    where policy.voided_at is null;
end
$$;

create function private.search_patients(p_query text, p_limit integer default 20)
returns table (id uuid, mrn text, given_name text, family_name text, birth_date date, sex text, phone text, deceased_at timestamptz, score real)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
declare
  v_limit integer := least(greatest(coalesce(p_limit, 20), 1), 50);
  v_query text := btrim(left(coalesce(p_query, ''), 100));
  -- Without the zero that is only dialled inside the country, and without an extension.
  v_code text := upper(regexp_replace(
    regexp_replace(v_query, '[(]0[)]|(ext[^0-9]*|x|#)[[:space:]]*[0-9]+$', '', 'gi'),
    '[[:space:].,;()/-]', '', 'g'
  ));
  v_name text;
begin
  perform private.require_permission('patients.read');
  if v_code ~ '^((LN)?[0-9]+|[+][0-9]+)$' then
    v_name := null;
  else
    v_code := null;
    v_name := private.normalise_name(v_query);
  end if;

  return query
    select patients.id, patients.mrn, patients.given_name, patients.family_name, patients.birth_date, patients.sex, patients.phone, patients.deceased_at, found.score
    from (
      select candidate.patient_id, max(candidate.score) as score
      from (
        select * from private.find_patients_by_code(v_code, v_limit) where v_code is not null
        union all
        select * from private.find_patients_by_name(v_name, v_limit) where v_name is not null
        union all
        -- The number of a record that was put into another works for ever.
        select private.merged_into(old.id), 1::real
        from public.patients as old
        where old.mrn = 'LN' || regexp_replace(v_code, '^LN', '') and private.merged_into(old.id) is not null
        union all
        -- By the whole number of a document or a card, however it is written.
        select documented.id, 1::real
        from private.patients_numbered(v_query) as found (id)
        join public.patients as documented using (id)
        where private.sealed_form(v_query) ~ '[0-9]' and char_length(v_query) between 4 and 60 and documented.archived_at is null
      ) candidate
      group by candidate.patient_id
    ) found
    join public.patients on patients.id = found.patient_id and patients.erased_at is null
    order by found.score desc, coalesce(nullif(patients.family_name, ''), patients.given_name), patients.given_name, patients.mrn
    limit v_limit;
end
$$;

select private.keeps('{private.patient_name_entries,private.name_tokens,private.name_token_variants}', 'The index of names, kept in step by triggers');

select private.expose('search_patients', '{authenticated}',
  'Patients by name (any order, beginnings, one mistake), MRN, telephone or the whole number of an identity document or an insurance card, best first, at most p_limit (50). score: 1 exact to 0.4 similar. Archived patients are left out. Needs patients.read (42501).');
