/*
 * Who may be here already: asked before somebody is registered a second time. It only advises, for two people of one
 * name and one birth date do exist; so the desk decides.
 */

/*
 * Records that may be of the person described. Name, birth date and telephone count a half, a third and a fifth, and
 * one of them alone says nothing: common names, twins, a family's telephone. The same identity document says all.
 */
create function private.likely_patients(p_given_name text, p_family_name text, p_birth_date date, p_phone text default null, p_national_id text default null)
returns table (id uuid, mrn text, given_name text, family_name text, birth_date date, sex text, phone text, deceased_at timestamptz, score real)
language plpgsql stable security definer rows 5 set search_path = ''
as $$
declare
  c_enough constant real := 0.5;
  v_name constant text := private.normalise_name(left(concat_ws(' ', p_given_name, p_family_name), 210));
  v_phone constant text := regexp_replace(left(p_phone, 40), '[^+0-9]', '', 'g');
begin
  perform private.require_permission('patients.manage');
  return query
    select judged.id, judged.mrn, judged.given_name, judged.family_name, judged.birth_date, judged.sex, judged.phone, judged.deceased_at, judged.likely
    from (
      select patient.*, case when found.by_document then 1::real else (
        0.5 * found.name_score
        + case
            when patient.birth_date = p_birth_date then 0.34
            -- Day and month in the other country's order.
            when to_char(patient.birth_date, 'YYYYDDMM') = to_char(p_birth_date, 'YYYYMMDD') then 0.2
            else 0
          end
        + case when patient.phone = v_phone or found.by_phone then 0.2 else 0 end
      )::real end as likely
      from (
        select
          candidate.patient_id, max(candidate.name_score) as name_score, bool_or(candidate.by_phone) as by_phone,
          bool_or(candidate.by_document) as by_document
        from (
          select named.patient_id, named.score as name_score, false as by_phone, false as by_document
          from private.find_patients_by_name(v_name, 50) as named
          union all
          select called.patient_id, 0, true, false
          from private.find_patients_by_code(v_phone, 20) as called
          where char_length(v_phone) >= 6
          union all
          select documented.id, 0, false, true
          from private.find_sealed('patients.national_id', left(p_national_id, 40)) as same (document_of)
          join public.patients as documented on documented.id = same.document_of
          where documented.archived_at is null
        ) candidate
        group by candidate.patient_id
      ) found
      join public.patients as patient on patient.id = found.patient_id
    ) judged
    where judged.likely > c_enough
    order by judged.likely desc, judged.full_name, judged.mrn
    limit 5;
end
$$;

select private.expose('likely_patients', '{authenticated}',
  'Up to five records that may be of the person described, the likeliest first; score from 0.5 to 1. Two of name, birth date and telephone have to fit, names and dates with a slip; or the number of the identity document. Needs patients.manage (42501).');
