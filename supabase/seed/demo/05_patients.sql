/*
 * Six hundred patients of all ages, named as in the file before this.
 */

create table demo.patients (
  number      integer primary key,
  id          uuid not null unique,
  age         integer not null, -- in years
  sex         text not null,
  given_name  text not null,
  family_name text not null,
  origin      text not null,
  language    text not null,
  birth_date  date not null
);

insert into demo.patients
with drawn as (
  select
    number,
    'patient.' || number as key,
    demo.dice('origin.' || number, 100) as origin_roll,
    demo.dice('age.' || number, 100) as age_roll,
    case when demo.dice('sex.' || number, 100) < 52 then 'female' else 'male' end as sex
  from generate_series(1, 600) as number
), aged as (
  select drawn.*,
    case
      when age_roll < 18 then demo.dice(key || 'years', 16)
      when age_roll < 44 then 16 + demo.dice(key || 'years', 24)
      when age_roll < 74 then 40 + demo.dice(key || 'years', 25)
      when age_roll < 96 then 65 + demo.dice(key || 'years', 22)
      else 87 + demo.dice(key || 'years', 13)
    end as age
  from drawn
), ranges as (
  select *, sum(share) over (order by share desc, origin) as until, sum(share) over (order by share desc, origin) - share as since
  from demo.names
)
select
  number, demo.id(key), age, sex,
  demo.pick(key || 'given', case sex when 'female' then women else men end),
  case origin when 'Spanish'
    then demo.pick(key || 'family', families) || ' ' || demo.pick(key || 'mother', families)
    else demo.pick(key || 'family', case sex when 'female' then coalesce(of_women, families) else families end)
  end,
  origin, language,
  -- Never on a day that does not exist: counted back from today in days.
  (demo.day(0) at time zone 'Europe/Madrid')::date - (age * 365.25)::integer - 1 - demo.dice(key || 'birthday', 360)
from aged
join ranges on origin_roll >= since and origin_roll < until;

/* People with a portal account, and their families. */
update demo.patients as patient
set given_name = known.given_name, family_name = known.family_name, sex = known.sex, age = known.age,
  origin = known.origin, language = known.language, birth_date = known.birth_date
from (values
  (1, 'Elena', 'Marín Vidal', 'female', 38, 'Spanish', 'en', date '1988-03-14'),
  (2, 'Lucas', 'Reilly Marín', 'male', 6, 'Spanish', 'en', date '2020-05-02'),
  (3, 'Thomas', 'Reilly', 'male', 41, 'English', 'en', date '1985-09-30'),
  (4, 'Nuria', 'Cabrera Sol', 'female', 67, 'Spanish', 'es', date '1959-01-22'),
  (5, 'Ömer', 'Yıldız', 'male', 29, 'Turkish', 'tr', date '1997-07-08'),
  (6, 'Ана', 'Петровић', 'female', 52, 'Serbian', 'sr', date '1974-11-03')
) as known (number, given_name, family_name, sex, age, origin, language, birth_date)
where patient.number = known.number;

/* Somebody of one name, and a name whose particles are written in more than one way. */
update demo.patients as patient set given_name = known.given_name, family_name = known.family_name, sex = 'female'
from (values (7, 'Wulandari', ''), (8, 'Salma', 'al-Rashid')) as known (number, given_name, family_name)
where patient.number = known.number;

insert into public.patients (
  id, given_name, family_name, birth_date, sex, phone, email, address_line, city, postal_code, country,
  preferred_language, archived_at, archived_reason, created_at, updated_at
)
select
  id, given_name, family_name, birth_date, sex,
  case when demo.dice('phone.' || number, 20) > 0
    then format('+346%s%s%s', lpad(demo.dice('phone.a' || number, 100)::text, 2, '0'),
      lpad(demo.dice('phone.b' || number, 1000)::text, 3, '0'), lpad(demo.dice('phone.c' || number, 1000)::text, 3, '0'))
  end,
  case when age >= 16 and demo.dice('email.' || number, 3) > 0 then format('patient.%s@mail.example', number) end,
  format('%s %s, %s', demo.pick('street.' || number, '{Calle de Alcalá,Calle de Atocha,Calle de Embajadores,Calle de Bravo Murillo,Paseo de las Delicias,Calle del Olivar,Avenida de América,Calle de Fuencarral,Calle de la Palma,Ronda de Segovia,Calle de Serrano,Camino de los Vinateros}'),
    1 + demo.dice('house.' || number, 180), (1 + demo.dice('floor.' || number, 8)) || demo.pick('door.' || number, '{º A,º B,º C,º Izda.,º Dcha.}')),
  demo.pick('city.' || number, '{Madrid,Madrid,Madrid,Madrid,Madrid,Getafe,Leganés,Alcalá de Henares,Móstoles,Coslada}'),
  (28001 + demo.dice('postal.' || number, 54))::text, 'ES', language,
  case when number in (211, 377, 504) then demo.day(-30) end,
  case when number in (211, 377, 504) then 'Moved to another region' end,
  demo.day(-1 - demo.dice('registered.' || number, 900)) + interval '10 hours',
  demo.day(-1 - demo.dice('registered.' || number, 900)) + interval '10 hours'
from demo.patients
order by number;

insert into public.patient_contacts (id, patient_id, name, relationship, phone)
select
  demo.id('contact.' || number), patient.id,
  demo.pick('contact.' || number, case when demo.dice('contact.sex.' || number, 2) = 0 then women else men end)
    || rtrim(' ' || split_part(family_name, ' ', 1)),
  case when age < 16 then 'parent' else demo.pick('contact.kin.' || number, '{partner,partner,child,sibling,parent,friend}') end,
  format('+346%s%s', lpad(demo.dice('contact.a' || number, 100)::text, 2, '0'), lpad(demo.dice('contact.b' || number, 1000000)::text, 6, '0'))
from demo.patients as patient
join demo.names using (origin)
where age < 16 or demo.dice('contact.' || number, 10) < 7;

/* About one in five is allergic to something, some of them to two things. */
insert into public.allergies (id, patient_id, substance, reaction, severity, created_at)
select distinct on (number, substance)
  demo.id(format('allergy.%s.%s', number, substance)), patient.id, substance, reaction, severity,
  demo.day(-10 - demo.dice('allergy.day' || number, 700)) + make_interval(mins => 480 + demo.dice('allergy.at' || number, 600))
from demo.patients as patient
cross join generate_series(1, 2) as nth
join (values
  (0, 'Penicillin', 'Anaphylaxis', 'severe'),
  (1, 'Latex', 'Contact urticaria', 'moderate'),
  (2, 'Ibuprofen', 'Bronchospasm', 'severe'),
  (3, 'Iodinated contrast', 'Generalised rash', 'moderate'),
  (4, 'Peanut', 'Angioedema', 'severe'),
  (5, 'Sulfamethoxazole', 'Rash', 'mild'),
  (6, 'Egg', 'Vomiting', 'mild'),
  (7, 'Codeine', 'Nausea and itching', 'mild'),
  (8, 'Bee venom', 'Anaphylaxis', 'severe'),
  (9, 'Amoxicillin', 'Rash', 'moderate')
) as substances (roll, substance, reaction, severity)
  on roll = demo.dice(format('allergy.%s.%s', number, nth), 10)
where demo.dice(format('allergic.%s.%s', number, nth), 100) < case nth when 1 then 20 else 5 end
  and number > 2;

insert into public.allergies (id, patient_id, substance, reaction, severity, created_at)
select demo.id('allergy.known.' || substance), patient.id, substance, reaction, severity, demo.day(-300) + interval '10 hours 25 minutes'
from (values
  (1, 'Penicillin', 'Anaphylaxis', 'severe'),
  (1, 'Latex', 'Contact urticaria', 'mild'),
  (2, 'Peanut', 'Angioedema', 'severe')
) as known (number, substance, reaction, severity)
join demo.patients as patient using (number);

/* Most of the others were asked, and know of none; of some nobody knows yet. */
insert into public.allergy_denials (id, patient_id, recorded_by, recorded_at)
select
  demo.id('no_allergy.' || number), patient.id,
  demo.id('staff.' || demo.pick('no_allergy.by.' || number, '{nurse,doctor,raquel.fuentes,wardmanager}')),
  demo.day(-10 - demo.dice('no_allergy.day' || number, 400)) + make_interval(mins => 480 + demo.dice('no_allergy.at' || number, 600))
from demo.patients as patient
where demo.dice('no_allergy.' || number, 100) < 85
  and not exists (select from public.allergies where patient_id = patient.id and status = 'active');

insert into public.portal_links (user_id, patient_id, relationship)
select demo.id('user.' || email), patient.id, relationship
from (values
  ('patient', 1, 'self'),
  ('patient', 2, 'parent'),
  ('patient2', 3, 'self'),
  ('patient2', 2, 'parent'),
  ('patient3', 4, 'self'),
  ('patient4', 5, 'self'),
  ('patient5', 6, 'self')
) as link (email, number, relationship)
join demo.patients as patient using (number);
