/* The hospital's vaccines and its schedule: as children and adults are commonly vaccinated, for the demonstration. */
insert into public.vaccines (id, name, name_es) values
  ('hexavalent', 'Hexavalent (DTPa-IPV-Hib-HepB)', 'Hexavalente (DTPa-VPI-Hib-HB)'),
  ('pneumococcal', 'Pneumococcal conjugate', 'Neumococo conjugada'),
  ('rotavirus', 'Rotavirus', 'Rotavirus'),
  ('meningococcal_b', 'Meningococcal B', 'Meningococo B'),
  ('meningococcal_acwy', 'Meningococcal ACWY', 'Meningococo ACWY'),
  ('mmr', 'Measles, mumps, rubella', 'Triple vírica (sarampión, rubéola, parotiditis)'),
  ('varicella', 'Varicella', 'Varicela'),
  ('hpv', 'Human papillomavirus', 'Virus del papiloma humano'),
  ('td', 'Tetanus and diphtheria, adult', 'Tétanos y difteria, adultos'),
  ('influenza', 'Influenza', 'Gripe'),
  ('covid19', 'COVID-19', 'COVID-19'),
  ('zoster', 'Herpes zoster, recombinant', 'Herpes zóster, recombinante');

insert into public.immunisation_schedule (vaccine_id, dose, due_months, until_months, interval_days) values
  ('hexavalent', 1, 2, 84, null), ('hexavalent', 2, 4, 84, 56), ('hexavalent', 3, 11, 84, 180),
  ('pneumococcal', 1, 2, 60, null), ('pneumococcal', 2, 4, 60, 56), ('pneumococcal', 3, 11, 60, 56),
  ('rotavirus', 1, 2, 6, null), ('rotavirus', 2, 4, 8, 28),
  ('meningococcal_b', 1, 2, 60, null), ('meningococcal_b', 2, 4, 60, 56), ('meningococcal_b', 3, 12, 60, 180),
  ('meningococcal_acwy', 1, 12, 228, null), ('meningococcal_acwy', 2, 144, 228, 365),
  ('mmr', 1, 12, null, null), ('mmr', 2, 36, null, 28),
  ('varicella', 1, 15, 228, null), ('varicella', 2, 36, 228, 28),
  ('hpv', 1, 144, 312, null),
  ('td', 1, 168, null, null), ('td', 2, 780, null, 3650),
  ('zoster', 1, 780, null, null), ('zoster', 2, 782, null, 56);
