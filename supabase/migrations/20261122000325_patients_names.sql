/*
 * Names as they are compared: what case, accents, signs, scripts and spaces may differ in while the name is the same.
 */

/*
 * A name as it is searched: lower case, without accents, words apart by one space. Apostrophes join
 * (O'Brien, obrien), everything else that is no letter or digit parts. Han, kana and hangul are
 * written without spaces between names, so each sign counts as a word. Arabic is searched without its marks, and
 * with one form each of alef, yeh, heh and kaf, which are written one for the other.
 */
create function private.normalise_name(p_name text) returns text
language plpgsql immutable strict parallel safe set search_path = ''
as $$
declare
  v_name text := extensions.unaccent('extensions.unaccent'::regdictionary, lower(normalize(p_name, NFKC)));
begin
  -- Most names need none of the slow steps.
  if v_name !~ '^[a-z]+( [a-z]+)*$' then
    v_name := regexp_replace(v_name, '[''’ʼʹ`´]|[\u0300-\u036f]', '', 'g');
    v_name := translate(
      regexp_replace(v_name, '[\u0640\u064b-\u065f\u0670\u06d6-\u06ed]', '', 'g'), 'أإآٱىیئؤةک', 'اااايييوهك'
    );
    v_name := regexp_replace(v_name, '([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])', ' \1 ', 'g');
    v_name := btrim(regexp_replace(v_name, '[^[:alnum:]]+', ' ', 'g'));
  end if;
  return v_name;
end
$$;

/*
 * A normalised name with its particles joined to the word they belong to: some write Al-Rashid, de la Cruz and Mac
 * Donald, some Alrashid, Delacruz and MacDonald, and some one and then the other.
 */
create function private.join_particles(p_name text) returns text
language plpgsql immutable strict parallel safe set search_path = ''
as $$
begin
  return regexp_replace(
    p_name,
    '\m(abd|abdel|abdul|abu|al|ad|ar|as|ash|at|az|el|ben|bin|bint|ibn|d|da|das|de|dei|del|dela|delas|della|delos|den|der|di|do|dos|du|des|'
      || 'l|la|las|le|los|mac|mc|o|te|ten|ter|van|vande|vanden|vander|vom|von|zu|zum|zur'
      || '|عبد|ابن|بن|ابو|ام|ال) (?=[^ ])',
    '\1', 'g'
  );
end
$$;

/*
 * A normalised name as the index holds it: with particles joined, and after a comma the same without the first
 * of them, the first two, …, so that de la Cruz is found by "delacruz", "lacruz" and "cruz". As many words as it had.
 */
create function private.searchable_name(p_name text) returns text
language plpgsql immutable strict parallel safe set search_path = ''
as $$
declare
  v_joined constant text := private.join_particles(p_name);
  v_words text[];
  v_shorter text := '';
begin
  if v_joined <> p_name then
    v_words := string_to_array(p_name, ' ');
    for v_place in 2..cardinality(v_words) loop
      if private.join_particles(v_words[v_place - 1] || ' x') !~ ' ' then
        v_shorter := v_shorter || ' ' || split_part(private.join_particles(array_to_string(v_words[v_place:], ' ')), ' ', 1);
      end if;
    end loop;
    return ' ' || v_joined || ' ,' || v_shorter || ' ';
  end if;
  return ' ' || v_joined || ' ';
end
$$;

/* The words of a normalised or searchable name, each once, at most ten and none longer than forty signs. */
create function private.name_words(p_name text) returns text[]
language plpgsql immutable strict parallel safe set search_path = ''
as $$
begin
  return array(
    select distinct left(word, 40) collate "C" as word
    from unnest((string_to_array(btrim(replace(p_name, ' ,', '')), ' '))[1:10]) as word
    where word <> ''
    order by word
  );
end
$$;

