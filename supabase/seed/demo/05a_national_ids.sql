/* Some patients' identity documents: eight digits and the letter Spain makes of them. Nobody's: they are thrown. */
with document as (
  select patient.id, demo.dice('document' || number, 90000000) + 10000000 as digits
  from demo.patients as patient
  where number <= 150 and demo.dice('documented' || number, 100) < 80
), dated as (
  update public.patients set national_id_sealed_at = demo.day(-30) from document where patients.id = document.id
)
select private.seal(
  'patients.national_id', id, digits || substr('TRWAGMYFPDXBNJZSQVHLCKE', 1 + digits % 23, 1), false
) from document;
