/* Three people were registered a second time, each by another slip: a job finds them. */
insert into public.patients (id, given_name, family_name, birth_date, sex, phone)
select
  demo.id('twice.' || drawn.number),
  case drawn.number when 561 then patient.family_name else patient.given_name end,
  case drawn.number when 561 then patient.given_name else patient.family_name end,
  case
    when drawn.number = 574 and extract(day from patient.birth_date) <= 12
      then make_date(extract(year from patient.birth_date)::integer, extract(day from patient.birth_date)::integer, extract(month from patient.birth_date)::integer)
    else patient.birth_date
  end,
  patient.sex, case drawn.number when 588 then patient.phone end
from demo.patients as drawn
join public.patients as patient on patient.id = drawn.id
where drawn.number in (561, 574, 588);
