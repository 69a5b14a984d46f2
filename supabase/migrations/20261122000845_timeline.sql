/*
 * One history of a patient, of everything that rooms have said in private.timeline_sources: newest first, for those who
 * have the chart open, and for the patient with what is released to them. Each source gives as many entries as a page
 * holds, from where the page before ended, so that a page of ten years costs as much as one of ten days.
 *
 * The sources run as the owner, for what one may see of a history is asked here, once; what of it is confidential is
 * known to each. Asking under the policies of a dozen tables would ask for the open charts a dozen times.
 */
create function private.patient_timeline(
  p_patient_id uuid, p_kinds text[] default null, p_person uuid default null, p_before timestamptz default null,
  p_before_id uuid default null, p_limit integer default 30
) returns table (at timestamptz, kind text, row_id uuid, person_id uuid, person text, facts jsonb)
language plpgsql stable security definer rows 30 set search_path = ''
as $$
declare
  v_for_patient constant boolean := coalesce(p_patient_id in (select private.current_patient_ids()), false);
  v_limit constant integer := least(greatest(coalesce(p_limit, 30), 1), 101);
  v_sources text;
begin
  if not (v_for_patient or coalesce(p_patient_id in (select private.opened_patient_ids()), false)) then
    raise exception using errcode = 'PT404', message = 'There is no such patient whose chart you have open', hint = 'p_patient_id';
  end if;
  select string_agg(format(
    'select entry.at, %L::text as kind, entry.row_id, entry.person_id, entry.facts from %s($1, $2, $3, $4, $5, $6) as entry',
    source.kind, source.entries
  ), ' union all ' order by source.kind)
  into v_sources
  from private.timeline_sources source
  where (p_kinds is null or source.kind = any (p_kinds)) and (source.for_patient or not v_for_patient);
  if v_sources is null then return; end if;
  return query execute
    'select entry.at, entry.kind, entry.row_id, entry.person_id, staff.full_name, entry.facts from (' || v_sources || ') as entry
     left join public.staff on staff.id = entry.person_id
     order by entry.at desc, entry.row_id desc limit $6'
    using p_patient_id, v_for_patient, p_person, coalesce(p_before, 'infinity'),
      coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), v_limit;
end
$$;

select private.expose('patient_timeline', '{authenticated}', 'A patient''s history, newest first: at most p_limit (30, up to 101) entries with when, what kind, the id of its row, the colleague whose it is, and what a line says of it. Of p_kinds only, of the colleague p_person only, older than (p_before, p_before_id), the last entry''s at and row_id. For those who have the chart open, and for the patient what is released to them; PT404.');
