/* What a desk takes down of somebody new besides who they are: all of it or nothing, once, as the record itself. */
create function private.record_at_registration(p_patient_id uuid, p_needs jsonb, p_policy jsonb, p_consents jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_kind text;
begin
  perform private.require_permission('patients.manage');
  if jsonb_typeof(coalesce(p_needs, '{}')) <> 'object' or jsonb_typeof(coalesce(p_policy, '{}')) <> 'object'
    or jsonb_typeof(coalesce(p_consents, '{}')) <> 'object'
  then
    raise exception 'each is an object' using errcode = '22023', hint = 'p_needs';
  end if;
  if p_needs <> '{}' then
    perform private.set_communication_needs(
      p_patient_id, p_needs ->> 'interpreter', p_needs ->> 'hearing', p_needs ->> 'sight', p_needs ->> 'mobility',
      coalesce(p_needs ->> 'easy_language', '') = 'true', p_needs ->> 'note'
    );
  end if;
  if p_policy <> '{}' then
    perform private.add_insurance_policy(p_patient_id, p_policy ->> 'payer_name', p_policy ->> 'number');
  end if;
  for v_kind in select jsonb_object_keys(p_consents) loop
    perform private.record_consent(p_patient_id, v_kind, p_consents ->> v_kind);
  end loop;
end
$$;

select private.expose('record_at_registration', '{authenticated}',
  'Takes down of somebody who was just registered p_needs {interpreter, hearing, sight, mobility, easy_language, note}, p_policy {payer_name, number} and p_consents {kind: given or refused}, each {} for none: all or nothing. Needs patients.manage, and for what is given insurance.manage and consents.record (42501); errors as set_communication_needs, add_insurance_policy, record_consent.');
