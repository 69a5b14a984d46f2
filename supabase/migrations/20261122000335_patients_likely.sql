/*
 * Who may be here already: asked before somebody is registered a second time. It only advises, for two people of one
 * name and one birth date do exist; so the desk decides.
 */

/*
 * Records that may be of the person described, and by what. Name, birth date and telephone count a half, a third and a
 * fifth, and one of them alone says nothing: common names, twins, a family's telephone. The same identity document says
 * all. Reasons: same_name, swapped_names, similar_name, sound_alike, same_birth_date, transposed_birth_date, same_phone,
 * same_document. `p_but` is the record of the person described, if there is one.
 */
create function private.judge_likely(
  p_given_name text, p_family_name text, p_birth_date date, p_phone text, p_national_id text,
  p_but uuid default null, p_limit integer default 5
)
returns table (patient_id uuid, score real, reasons text[])
language plpgsql stable rows 5 set search_path = ''
as $$
declare
  c_enough constant real := 0.5;
  v_given constant text := private.normalise_name(left(p_given_name, 105));
  v_family constant text := private.normalise_name(left(p_family_name, 105));
  v_name constant text := private.normalise_name(left(concat_ws(' ', p_given_name, p_family_name), 210));
  v_phone constant text := regexp_replace(left(p_phone, 40), '[^+0-9]', '', 'g');
begin
  return query
    select judged.id, judged.likely, judged.why
    from (
      select
        patient.id, patient.full_name, patient.mrn,
        case when found.by_document then 1::real else (
          0.5 * found.name_score
          + case
              when patient.birth_date = p_birth_date then 0.34
              -- Day and month in the other country's order.
              when to_char(patient.birth_date, 'YYYYDDMM') = to_char(p_birth_date, 'YYYYMMDD') then 0.2
              else 0
            end
          + case when patient.phone = v_phone or found.by_phone then 0.2 else 0 end
        )::real end as likely,
        array_remove(array[
          case when found.by_document then 'same_document' end,
          case
            when found.name_score = 0 then null
            when v_family <> '' and private.normalise_name(patient.full_name) = v_name then 'same_name'
            when v_given <> v_family and private.normalise_name(patient.given_name) = v_family
              and private.normalise_name(patient.family_name) = v_given then 'swapped_names'
            when found.by_sound then 'sound_alike'
            else 'similar_name'
          end,
          case
            when patient.birth_date = p_birth_date then 'same_birth_date'
            when to_char(patient.birth_date, 'YYYYDDMM') = to_char(p_birth_date, 'YYYYMMDD') then 'transposed_birth_date'
          end,
          case when patient.phone = v_phone or found.by_phone then 'same_phone' end
        ], null) as why
      from (
        select
          candidate.patient_id, max(candidate.name_score) as name_score, bool_or(candidate.by_phone) as by_phone,
          bool_or(candidate.by_document) as by_document, bool_and(candidate.by_sound or candidate.name_score = 0) as by_sound
        from (
          select named.patient_id, named.score as name_score, false as by_phone, false as by_document, false as by_sound
          from private.find_patients_by_name(v_name, 50) as named
          union all
          select called.patient_id, 0, true, false, false
          from private.find_patients_by_code(v_phone, 20) as called
          where char_length(v_phone) >= 6
          union all
          select documented.id, 0, false, true, false
          from private.find_sealed('patients.national_id', left(p_national_id, 40)) as same (document_of)
          join public.patients as documented on documented.id = same.document_of
          where documented.archived_at is null
          union all
          -- Of those born that day, who is called something that sounds the same.
          select born.id, 0.7::real, false, false, true
          from public.patients as born
          where born.birth_date = p_birth_date and born.archived_at is null and v_given <> '' and v_family <> ''
            and extensions.daitch_mokotoff(private.normalise_name(born.given_name)) && extensions.daitch_mokotoff(v_given)
            and extensions.daitch_mokotoff(private.normalise_name(born.family_name)) && extensions.daitch_mokotoff(v_family)
        ) candidate
        group by candidate.patient_id
      ) found
      join public.patients as patient on patient.id = found.patient_id
    ) judged
    where judged.likely > c_enough and judged.id is distinct from p_but
    order by judged.likely desc, judged.full_name, judged.mrn
    limit p_limit;
end
$$;

create function private.likely_patients(p_given_name text, p_family_name text, p_birth_date date, p_phone text default null, p_national_id text default null)
returns table (id uuid, mrn text, given_name text, family_name text, birth_date date, sex text, phone text, deceased_at timestamptz, score real)
language plpgsql stable security definer rows 5 set search_path = ''
as $$
begin
  perform private.require_permission('patients.manage');
  return query
    select patient.id, patient.mrn, patient.given_name, patient.family_name, patient.birth_date, patient.sex, patient.phone, patient.deceased_at, judged.score
    from private.judge_likely(p_given_name, p_family_name, p_birth_date, p_phone, p_national_id) as judged
    join public.patients as patient on patient.id = judged.patient_id
    order by judged.score desc, patient.full_name, patient.mrn;
end
$$;

select private.expose('likely_patients', '{authenticated}',
  'Up to five records that may be of the person described, the likeliest first; score from 0.5 to 1. Two of name, birth date and telephone have to fit, names and dates with a slip; or the number of the identity document. Needs patients.manage (42501).');
