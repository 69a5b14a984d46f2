/*
 * Taking the last move of a patient back.
 */

/* No foreign keys to the stays: a stay that is not what it was then is what makes a move final. */
create table private.last_moves (
  admission_id       uuid primary key references public.admissions on delete cascade,
  kind               text not null constraint last_moves_kind_known check (kind in ('transfer', 'swap', 'discharge')),
  other_admission_id uuid, -- with whom they swapped
  from_ward_id       uuid not null,
  from_stay_id       uuid,
  to_stay_id         uuid,
  moved_by           uuid,
  moved_at           timestamptz not null
);
comment on table private.last_moves is 'The last move of each admission, as far as undoing it needs to know; see undo_move.';
create index last_moves_moved_by_moved_at_idx on private.last_moves (moved_by, moved_at);

-- A move can be undone for ten minutes.
select private.forgets('private.last_moves', $$moved_at < $1 - interval '1 day'$$);

/* Remembers a move, so that it can be undone. */
create function private.note_move(
  p_kind text, p_admission public.admissions, p_from uuid, p_to uuid, p_at timestamptz,
  p_other_admission_id uuid default null
)
returns void language sql set search_path = '' as $$
  insert into private.last_moves (
    admission_id, kind, other_admission_id, from_ward_id, from_stay_id, to_stay_id, moved_by, moved_at
  )
  values (
    p_admission.id, p_kind, p_other_admission_id, p_admission.ward_id, p_from, p_to, auth.uid(), p_at
  )
  on conflict (admission_id) do update set (
    kind, other_admission_id, from_ward_id, from_stay_id, to_stay_id, moved_by, moved_at
  ) = (
    excluded.kind, excluded.other_admission_id, excluded.from_ward_id, excluded.from_stay_id,
    excluded.to_stay_id, excluded.moved_by, excluded.moved_at
  );
$$;

/*
 * Whether a stay that has ended can go on as if it had not: nobody has been in its bed since, nothing keeps
 * the bed from being used, its cleaning has not begun, and nobody came into the room since beside whom the
 * patient may not lie. p_leaving is the partner of a swap, who goes back as well.
 */
create function private.can_go_back(
  p_admission public.admissions, p_stay public.bed_stays, p_leaving uuid default null
)
returns boolean language plpgsql stable security definer set search_path = '' as $$
declare
  v_problems constant text[] := (
    select checks.problems
    from private.bed_checks(
      p_admission.patient_id, p_admission.isolation, p_admission.needs, array[p_stay.bed_id], p_leaving
    ) as checks
  );
begin
  return not v_problems && array['occupied', 'closed', 'reserved']
    and not exists (
      select 1 from public.bed_stays later
      where later.bed_id = p_stay.bed_id and later.id <> p_stay.id
        and lower(later.period) >= upper(p_stay.period) and later.patient_id is distinct from p_leaving
    )
    and not exists (
      select 1 from public.housekeeping_tasks task
      where task.bed_id = p_stay.bed_id and task.status = 'in_progress'
    )
    and not (v_problems && array['gender', 'isolation'] and exists (
      select 1
      from public.beds bed
      join public.beds beside on beside.room_id = bed.room_id and beside.id <> bed.id
      join public.bed_stays newcomer on newcomer.bed_id = beside.id and newcomer.is_current
      where bed.id = p_stay.bed_id and lower(newcomer.period) >= upper(p_stay.period)
        and newcomer.patient_id <> p_admission.patient_id and newcomer.patient_id is distinct from p_leaving
    ));
end;
$$;

/* Lets a stay go on that had ended; the cleaning that waits is not needed. */
create function private.go_back(p_stay public.bed_stays)
returns void language plpgsql security definer set search_path = '' as $$
begin
  update public.housekeeping_tasks set status = 'cancelled'
  where bed_id = p_stay.bed_id and status = 'waiting';
  update public.bed_stays set period = tstzrange(lower(period), null) where id = p_stay.id;
end;
$$;

/* Takes the end of an admission back; its leave goes on if it was the discharge that ended it. */
create function private.reopen_admission(p_admission public.admissions)
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform set_config('lantern.reopened_admission', p_admission.id::text, true);
  update public.admissions set
    discharged_at = null,
    disposition = null,
    death_withdrawn_at = null,
    -- Said with the discharge, and the record's: a stay that goes on is read by more people than one that is over.
    summary = null,
    diagnosis_group = null,
    ward_id = coalesce(
      (
        select mother.ward_id from public.admissions mother
        where mother.id = p_admission.mother_admission_id and mother.discharged_at is null
          and not exists (
            select 1 from private.last_moves move
            where move.admission_id = p_admission.id and move.from_stay_id is not null
          )
      ),
      ward_id
    )
  where id = p_admission.id;
  perform set_config('lantern.reopened_admission', '', true);
  update public.admission_leaves set returned_at = null
  where admission_id = p_admission.id and returned_at = p_admission.discharged_at;
end;
$$;

create function private.undo_move(p_admission_id uuid)
returns table (
  admission_id uuid, kind text, ward_id uuid, bed_id uuid, bed_label text, with_mother boolean
)
language plpgsql security definer set search_path = '' as $$
declare
  v_move private.last_moves;
  v_other private.last_moves;
  v_admission public.admissions;
  v_partner public.admissions;
  v_from public.bed_stays;
  v_partner_from public.bed_stays;
  v_bed_ids uuid[];
  v_back boolean;
begin
  perform private.require_permission('admissions.manage');
  perform private.lock_families(array[p_admission_id] || array(
    select move.other_admission_id from private.last_moves move where move.admission_id = p_admission_id
  ));
  select * into v_admission from public.admissions admission where admission.id = p_admission_id;
  select * into v_move from private.last_moves move where move.admission_id = p_admission_id;
  perform private.require_managed(v_admission);
  if v_move.from_ward_id not in (select private.current_ward_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
  if v_move.moved_at is null or v_move.moved_at < clock_timestamp() - interval '10 minutes' then
    raise exception using errcode = 'LN021', message = 'It is too late to undo this', hint = 'late';
  end if;

  select * into v_from from public.bed_stays stay where stay.id = v_move.from_stay_id;
  if v_move.kind = 'swap' then
    select * into v_partner from public.admissions admission where admission.id = v_move.other_admission_id;
    select * into v_other from private.last_moves move where move.admission_id = v_move.other_admission_id;
    select * into v_partner_from from public.bed_stays stay where stay.id = v_other.from_stay_id;
  end if;
  v_bed_ids := array[v_from.bed_id, v_partner_from.bed_id, (private.current_stay(p_admission_id)).bed_id];
  perform private.lock_places(v_bed_ids);
  perform private.require_managed(v_admission);

  v_back := case v_move.kind
    when 'discharge' then v_admission.discharged_at is not null and not exists (
      select 1 from public.admissions later
      where later.patient_id = v_admission.patient_id and later.id <> v_admission.id
        and (later.discharged_at is null or later.admitted_at >= v_admission.discharged_at)
    )
    -- Whoever has moved on, or left, is where the move before no longer leads.
    else v_admission.discharged_at is null
      and (private.current_stay(p_admission_id)).id is not distinct from v_move.to_stay_id
  end;
  v_back := v_back and case v_move.kind
    when 'transfer' then v_from.id is null or private.can_go_back(v_admission, v_from)
    when 'swap' then v_other.kind = 'swap' and v_other.other_admission_id = p_admission_id
      and v_other.moved_at = v_move.moved_at and v_partner.discharged_at is null
      and (private.current_stay(v_partner.id)).id is not distinct from v_other.to_stay_id
      and v_partner.ward_id in (select private.current_ward_ids())
      and private.can_go_back(v_admission, v_from, v_partner.patient_id)
      and private.can_go_back(v_partner, v_partner_from, v_admission.patient_id)
    else true
  end;
  if not coalesce(v_back, false) then
    raise exception using errcode = 'LN021', message = 'Something has happened since', hint = 'overtaken';
  end if;

  if v_move.kind = 'discharge' then
    v_back := v_from.id is not null and private.can_go_back(v_admission, v_from);
    perform private.reopen_admission(v_admission);
    if v_back then perform private.go_back(v_from); end if;
  else
    -- Nobody was where they are now: both beds are left before either is gone back to.
    delete from public.bed_stays stay where stay.id in (v_move.to_stay_id, v_other.to_stay_id);
    v_back := v_from.id is not null;
    if v_back then perform private.go_back(v_from); end if;
    if v_partner_from.id is not null then perform private.go_back(v_partner_from); end if;
    update public.admissions admission
    set ward_id = case admission.id when p_admission_id then v_move.from_ward_id else v_other.from_ward_id end
    where admission.id in (p_admission_id, v_move.other_admission_id);
  end if;
  delete from private.last_moves move where move.admission_id in (p_admission_id, v_move.other_admission_id);

  return query
  select
    admission.id, v_move.kind, admission.ward_id, bed.id, bed.label,
    bed.id is null and private.lies_with_mother(admission)
  from public.admissions admission
  left join public.beds bed on v_back and bed.id = v_from.bed_id
  where admission.id = p_admission_id;
end;
$$;

create function private.undoable_moves(p_ward_id uuid default null)
returns table (
  admission_id uuid, kind text, moved_at timestamptz, undo_until timestamptz, patient_name text,
  other_name text, from_label text, to_label text
)
language plpgsql stable security definer rows 5 set search_path = '' as $$
declare
  v_may_read constant boolean := private.has_permission('patients.read');
begin
  return query
  select
    move.admission_id, move.kind, move.moved_at, move.moved_at + interval '10 minutes',
    case when v_may_read and not private.is_hidden(admission) then
      (select full_name from public.patients where id = admission.patient_id)
    end,
    case when v_may_read and not private.is_hidden(partner) then
      (select full_name from public.patients where id = partner.patient_id)
    end,
    from_bed.label, to_bed.label
  from private.last_moves move
  join public.admissions admission on admission.id = move.admission_id
  left join public.admissions partner on partner.id = move.other_admission_id
  left join public.bed_stays from_stay on from_stay.id = move.from_stay_id
  left join public.beds from_bed on from_bed.id = from_stay.bed_id
  left join public.bed_stays to_stay on to_stay.id = move.to_stay_id
  left join public.beds to_bed on to_bed.id = to_stay.bed_id
  where move.moved_by = auth.uid() and move.moved_at > now() - interval '10 minutes'
    and (p_ward_id is null or p_ward_id in (move.from_ward_id, admission.ward_id))
    and admission.ward_id in (select private.current_ward_ids())
    and (move.kind = 'discharge') = (admission.discharged_at is not null)
    and (move.to_stay_id is null or to_stay.is_current)
    -- Of a swap, one is enough.
    and (partner.id is null or move.admission_id < move.other_admission_id)
  order by move.moved_at desc;
end;
$$;

select private.expose('undo_move', '{authenticated}',
'Undoes the last transfer, swap or discharge of an admission within 10 minutes, as if it had not been: the
stay before goes on and its cleaning is called off; of a swap both go back or neither. A discharge is
undone even if the bed is gone or its cleaning has begun: bed_id is null then, and the patient waits (or
is with the mother). Needs admissions.manage and the wards concerned.

Raises LN021 (hint late, or overtaken: somebody has moved, the bed is used, kept, closed or being
cleaned), PT404, 42501.');
select private.expose('undoable_moves', '{authenticated}',
'The caller''s own moves of the last 10 minutes that are still the last of their admissions, newest first;
of a swap one row. Names as on the board.');
