/*
 * What doctors wrote: of everybody who is in an admission note and a note a day, with the observations of that morning; of a
 * third of those seen in the outpatient clinics the note of their last visit. Some are not signed yet, one was amended, one
 * added to. Composed from what fits the reason, so that it reads as it would.
 */

create table demo.stay_words (reason text primary key, history text, exam text, assessment text, plan text, daily text);
insert into demo.stay_words values
('Community-acquired pneumonia', 'Cough with yellow sputum, fever up to 39.1 °C and right-sided chest pain on breathing in for three days. No haemoptysis. Non-smoker for ten years.', 'Crackles at the right base with bronchial breathing. No oedema. Abdomen soft.', 'Community-acquired pneumonia of the right lower lobe, CURB-65 1.', 'Amoxicillin-clavulanate i.v., oxygen to 94–98 %, blood cultures taken. Chest X-ray again if no better in 48 hours.', 'Coughs less and slept through.|Crackles fewer.|Change to oral antibiotics when afebrile for 24 hours.'),
('COPD exacerbation', 'More breathless than usual for five days, sputum turned green. Uses home inhalers as prescribed; 40 pack-years. Two admissions last year.', 'Speaks in short sentences, prolonged expiration with wheeze on both sides. No signs of heart failure.', 'Infective exacerbation of COPD without respiratory acidosis.', 'Nebulised salbutamol and ipratropium, prednisolone 30 mg for five days, doxycycline. Oxygen to 88–92 %.', 'Less breathless, walks to the bathroom.|Wheeze on both sides, less than yesterday.|Prednisolone to day five. Inhaler technique with the nurse.'),
('Decompensated heart failure', 'Swollen legs and 6 kg gained in two weeks, sleeps on three pillows. Stopped furosemide before a journey.', 'Jugular venous pressure raised, fine crackles at both bases, pitting oedema to the knees.', 'Decompensated chronic heart failure, congestion after stopping the diuretic.', 'Furosemide i.v., daily weight, fluids 1.5 l a day, electrolytes every morning.', 'Passes a lot of urine, breathes more easily lying down.|Oedema to mid-calf, crackles at the bases only.|Furosemide to oral tomorrow if weight goes on falling.'),
('Pyelonephritis', 'Fever with rigors, left flank pain and burning urine since yesterday. No stones known.', 'Left costovertebral angle tender. Abdomen soft, no guarding.', 'Acute pyelonephritis, left, without obstruction on ultrasound.', 'Ceftriaxone i.v. until the culture is there, fluids, paracetamol.', 'No rigors since last night, flank less sore.|Flank mildly tender.|Oral antibiotics by culture; home when afebrile for 24 hours.'),
('Cellulitis', 'Red, hot, painful left lower leg for two days, fever since this morning. Athlete’s foot for weeks.', 'Erythema from ankle to mid-shin, borders marked. No crepitus, pulses present.', 'Cellulitis of the left lower leg, portal of entry between the toes.', 'Flucloxacillin i.v., leg raised, borders marked daily. Antifungal cream.', 'Less pain when standing.|Redness has receded 3 cm inside the mark.|Oral antibiotics tomorrow if it goes on.'),
('Acute pancreatitis', 'Epigastric pain through to the back since last night, vomited four times. Gallstones known. Little alcohol.', 'Epigastrium tender without rigidity. Bowel sounds sparse. No jaundice.', 'Acute pancreatitis, biliary, mild by the revised Atlanta criteria.', 'Fluids by urine output, analgesia, light diet as tolerated. MRCP before discharge; cholecystectomy this stay.', 'Pain 3 of 10, tolerated soup.|Epigastrium mildly tender.|Increase diet. Surgeons to fix a date.'),
('Hyperglycaemia', 'Thirst and passing urine every hour for a week, blurred vision. Type 2 diabetes for eight years, ran out of tablets a month ago.', 'Dry mucosae, skin turgor reduced. Feet without ulcers, sensation reduced in the toes.', 'Hyperglycaemia without ketoacidosis, treatment interrupted.', 'Fluids, insulin by scheme, electrolytes twice a day. Diabetes nurse to see.', 'Drinks normally, sees clearly again.|Mucosae moist.|Basal insulin at night, metformin again. Teach self-measurement.'),
('Gastrointestinal bleeding', 'Black stools for two days, dizzy on standing. Ibuprofen daily for knee pain.', 'Pale, abdomen soft, melaena on rectal examination.', 'Upper gastrointestinal bleeding, most likely an ulcer under an NSAID.', 'Pantoprazole i.v., nil by mouth, gastroscopy today. Group and save, haemoglobin every six hours. No NSAID.', 'No black stool since the gastroscopy.|Abdomen soft, no tenderness.|Oral pantoprazole; iron; control of haemoglobin tomorrow.'),
('Appendicectomy', 'Pain that moved from the navel to the right lower abdomen within a day, vomited once.', 'Guarding at McBurney’s point, Rovsing positive.', 'Acute appendicitis.', 'Laparoscopic appendicectomy, single-dose antibiotics. Thromboprophylaxis.', 'Wind passed, little pain on coughing.|Port sites dry.|Normal diet. Home when mobile; stitches in ten days.'),
('Hip replacement', 'Osteoarthritis of the right hip, walks 200 m with a stick, night pain. Admitted for elective surgery.', 'Right hip: flexion 80°, internal rotation abolished. Neurovascular status intact.', 'End-stage osteoarthritis of the right hip.', 'Total hip replacement, spinal anaesthesia. Full weight-bearing, thromboprophylaxis for 35 days.', 'Stood up twice with the physiotherapist.|Wound dry, calf soft, foot moves freely.|Stairs before discharge. Rehabilitation is arranged.'),
('Cholecystectomy', 'Three attacks of biliary colic in two months. Admitted for elective surgery.', 'Abdomen soft, Murphy negative today.', 'Symptomatic gallstones.', 'Laparoscopic cholecystectomy. Light diet in the evening.', 'Ate breakfast, shoulder pain is gone.|Port sites dry, abdomen soft.|Home today or tomorrow with analgesia for three days.'),
('Hernia repair', 'Swelling in the right groin on lifting for half a year, reducible.', 'Reducible inguinal hernia, right. No tenderness.', 'Inguinal hernia, right.', 'Lichtenstein repair. No lifting over 5 kg for four weeks.', 'Little pain, has passed urine.|Wound dry, no haematoma.|Home tomorrow morning.'),
('Ankle fracture', 'Twisted the foot on the stairs last night, could not bear weight.', 'Swelling over the lateral malleolus, skin intact, foot warm and sensitive.', 'Weber B fracture, displaced.', 'Leg raised and cooled until the swelling allows surgery; plate fixation. Thromboprophylaxis.', 'Pain controlled, walks with crutches.|Toes warm, sensation normal, dressing dry.|Partial weight-bearing 15 kg. X-ray tomorrow.'),
('Bowel obstruction', 'Cramping abdominal pain and vomiting for a day, no wind or stool. Laparotomy 15 years ago.', 'Abdomen distended, high-pitched bowel sounds, no peritonism.', 'Adhesive small bowel obstruction.', 'Nasogastric tube, fluids, contrast study. Surgery if no passage in 48 hours.', 'Passed wind during the night, tube drained little.|Abdomen less distended, soft.|Clamp the tube; sips of water.'),
('Knee replacement', 'Osteoarthritis of the left knee, stairs hardly possible. Admitted for elective surgery.', 'Left knee: 10–95°, varus, stable. Neurovascular status intact.', 'End-stage osteoarthritis of the left knee.', 'Total knee replacement. Cryotherapy, motion from day one, thromboprophylaxis.', 'Slept with one rescue dose, walked 30 m.|Wound dry, flexion 75°.|Aim for 90° before discharge.'),
('Acute coronary syndrome', 'Pressure in the chest for two hours with sweating, radiating to the left arm. Hypertension, smoker.', 'Heart sounds pure, no signs of failure, equal pulses.', 'NSTEMI, GRACE intermediate risk.', 'Aspirin and ticagrelor, fondaparinux, statin. Coronary angiography within 24 hours. Monitor.', 'No chest pain since admission.|Radial puncture site without haematoma.|Mobilise; echocardiogram before discharge. Stop smoking advice given.'),
('Atrial fibrillation', 'Palpitations since yesterday evening, tired. No syncope.', 'Irregular pulse, no murmur, no oedema.', 'Atrial fibrillation with fast rate, onset less than 48 hours ago, CHA₂DS₂-VASc 2.', 'Bisoprolol for rate, apixaban. Cardioversion if it goes on. TSH.', 'Palpitations less, slept well.|Rate controlled at rest.|Go on with apixaban; ambulatory ECG in the clinic.'),
('Heart failure', 'Breathless on one flight of stairs for a month, worse this week. Ejection fraction 35 % last year.', 'Third heart sound, crackles at the bases, ankle oedema.', 'Chronic heart failure with reduced ejection fraction, NYHA III.', 'Furosemide i.v., optimise beta-blocker and ACE inhibitor, daily weight.', 'Breathes more easily, one flight without a stop.|Crackles gone on the left.|Raise ramipril if potassium allows.'),
('Pacemaker implantation', 'Two syncopes within a month, pulse of 34 noted by the general practitioner.', 'Bradycardia, cannon waves, no injuries.', 'Third-degree AV block.', 'Dual-chamber pacemaker. Arm in a sling for 24 hours, chest X-ray.', 'No dizziness since the implantation.|Pocket dry, no haematoma, pacing on the monitor.|Device check, then home. No lifting with the left arm for four weeks.'),
('Syncope under study', 'Lost consciousness for a minute while standing in a queue, no tongue bite, alert again within seconds.', 'No focal signs. Blood pressure falls by 12 mmHg on standing.', 'Syncope, most likely reflex; arrhythmia to be ruled out.', 'Monitor for 24 hours, echocardiogram, Schellong test.', 'No further episode.|Monitor: sinus rhythm throughout.|If the echocardiogram is normal, home with advice.'),
('After coronary stent', 'Elective stent of the left anterior descending artery this morning for stable angina.', 'No chest pain. Right radial puncture dry.', 'After stent of the LAD, uncomplicated.', 'Clopidogrel for six months, aspirin for good, statin. ECG and troponin tomorrow.', 'Slept well, no chest pain.|Radial pulse strong, no haematoma.|Home today; cardiac rehabilitation.'),
('Bronchiolitis', 'Cold for three days, since last night feeds half of usual and breathes fast. Full-term, vaccinated.', 'Subcostal recession, wheeze and fine crackles on both sides. Well hydrated.', 'Bronchiolitis, moderate.', 'Nasal suction, oxygen to above 92 %, small frequent feeds. No antibiotics.', 'Drank two thirds of the bottles.|Mild recession.|Wean oxygen; home after twelve hours without.'),
('Dehydration', 'Vomiting and watery stools for two days, one wet nappy since morning. Brother ill last week.', 'Dry lips, eyes slightly sunken, capillary refill 2 s.', 'Gastroenteritis with moderate dehydration.', 'Oral rehydration by the teaspoon; i.v. if vomiting goes on. Weigh daily.', 'No vomiting since the evening, three wet nappies.|Mucosae moist.|Normal diet. Home when intake stays good.'),
('Asthma attack', 'Wheeze since a cold two days ago, salbutamol every two hours at home without lasting effect.', 'Wheeze on both sides, accessory muscles in use, speaks in sentences.', 'Acute asthma, moderate, triggered by a viral infection.', 'Salbutamol by spacer in stretched intervals, prednisolone for three days.', 'Slept, salbutamol every four hours is enough.|Slight wheeze at the end of expiration.|Inhaled steroid from today; written asthma plan for the parents.'),
('Observation after concussion', 'Fell from a climbing frame, no loss of consciousness, vomited twice, remembers everything.', 'GCS 15, pupils equal, haematoma on the forehead. Neck moves freely.', 'Concussion.', 'Neurological observations every hour, then every two. No screens.', 'No headache, ate breakfast.|GCS 15, no focal signs.|Home with the head-injury leaflet.'),
('Febrile convulsion', 'Generalised seizure of two minutes at 39.4 °C, sleepy afterwards for half an hour. First one. Family history positive.', 'Alert again, no meningism, red throat.', 'Simple febrile convulsion with a viral infection.', 'Observation for 24 hours, antipyretics for comfort. Parents shown what to do.', 'No further seizure.|Playing, no meningism.|Home; leaflet and rescue medication explained.'),
('Delivery', 'Contractions every four minutes since midnight, waters broken at four. Second child, pregnancy without complications.', 'Cervix 6 cm, head engaged, CTG normal.', 'Labour at term.', 'Midwife-led, CTG intermittently, epidural on request.', 'Well, lochia normal, breast-feeding established.|Uterus firm at the navel. Perineum dry.|Home tomorrow; midwife visits from then on.'),
('Caesarean section', 'Breech presentation at term, external version unsuccessful.', 'Fundus as expected for dates, CTG normal.', 'Planned caesarean section for breech.', 'Caesarean section under spinal anaesthesia, thromboprophylaxis, early mobilisation.', 'Walked to the bathroom, pain 3 of 10.|Wound dry, uterus firm.|Haemoglobin control; home on day three or four.'),
('Threatened preterm labour', 'Regular tightening for three hours at 30 weeks. No bleeding, waters intact.', 'Cervix 22 mm on ultrasound, CTG normal.', 'Threatened preterm labour.', 'Betamethasone twice, nifedipine for 48 hours. Neonatologist has talked to the parents.', 'Contractions are rare since the night.|CTG normal, no bleeding.|Nifedipine ends today; cervix again on Friday.'),
('Pre-eclampsia', 'Headache and swelling at 35 weeks, blood pressure 158/98 at the midwife’s.', 'Oedema of hands and face, reflexes brisk, no clonus.', 'Pre-eclampsia without severe features.', 'Labetalol, blood pressure every four hours, liver values and platelets twice a week. Delivery at 37 weeks.', 'No headache, no visual disturbance.|Reflexes normal, oedema unchanged.|Go on with labetalol; CTG daily.'),
('Septic shock', 'Fever and confusion since yesterday, abdominal pain for a week. Brought in by ambulance.', 'Mottled knees, capillary refill 5 s, abdomen rigid in the left lower quadrant.', 'Septic shock from perforated diverticulitis, after Hartmann’s operation.', 'Noradrenaline to a mean pressure of 65, meropenem, lactate every four hours. Lung-protective ventilation.', 'Sedated, opens eyes when spoken to.|Noradrenaline halved since yesterday, stoma pink.|Sedation break this morning; enteral feeding up.'),
('Respiratory failure', 'Two days of worsening breathlessness, intubated in the emergency department.', 'Bilateral crackles, no oedema. Sedated.', 'Hypoxaemic respiratory failure with bilateral pneumonia.', 'Lung-protective ventilation, prone position sixteen hours a day, antibiotics, conservative fluids.', 'Sedated, tolerates the supine position since six.|Crackles on both sides; oxygen need falling.|Reduce sedation; spontaneous breathing trial tomorrow.'),
('Polytrauma', 'Motorcycle accident, helmet worn. Femur fracture, two rib fractures on the left, spleen laceration grade II.', 'External fixator on the left thigh. Abdomen soft. GCS 15.', 'Polytrauma, haemodynamically stable, conservative treatment of the spleen.', 'Haemoglobin every six hours, ultrasound of the abdomen daily, intramedullary nail in three days.', 'Awake, pain 4 of 10 with the epidural.|Abdomen soft, haemoglobin stable.|Nail tomorrow if the ultrasound is unchanged.'),
('After cardiac arrest', 'Witnessed collapse, bystander resuscitation, ventricular fibrillation, return of circulation after eleven minutes.', 'Sedated, pupils equal and reactive. Stent of the right coronary artery done.', 'After out-of-hospital cardiac arrest, inferior infarction treated.', 'Temperature kept below 37.5 °C, sedation for 24 hours, then neurological prognosis by protocol.', 'Opens eyes, squeezes a hand on request.|Pupils reactive, no myoclonus.|Extubate today if awake for an hour.'),
('After major surgery', 'Whipple operation yesterday, eight hours, blood loss 600 ml.', 'Drains with serous fluid. Abdomen soft.', 'First day after pancreaticoduodenectomy, uncomplicated.', 'Epidural, amylase in the drain on day three, mobilise to the chair.', 'Sat in the chair for an hour.|Drains serous, bowel sounds present.|To the ward tomorrow.');

create table demo.visit_words (reason text primary key, subjective text, objective text, assessment text, plan text);
insert into demo.visit_words values
('Palpitations on exertion', 'Heart races on hills for some weeks, stops within minutes of rest. No syncope, no chest pain. Two coffees a day.', 'Regular pulse 76, no murmur. ECG: sinus rhythm, no delta wave.', 'Palpitations on exertion, most likely sinus tachycardia.', '24-hour ECG, TSH and blood count. Come at once after a syncope.'),
('Blood pressure review', 'Measures at home twice a day, mean 138/84. Takes tablets regularly, no dizziness.', 'Blood pressure 142/86 on the left arm, sitting. No oedema.', 'Hypertension, not yet at target.', 'Amlodipine from 5 to 10 mg. Home values for two weeks, then by telephone.'),
('Chest pain under investigation', 'Stabbing left-sided pain, seconds long, not on exertion.', 'Chest wall tender at the fourth rib. ECG normal.', 'Musculoskeletal chest pain likely; low probability of coronary disease.', 'Exercise ECG for safety. Ibuprofen for a few days.'),
('Follow-up after stent', 'No angina since the stent, walks an hour a day. Bruises easily.', 'Blood pressure 128/76, puncture site unremarkable. LDL 62 mg/dl.', 'Coronary disease, stable after stent.', 'Go on with both platelet inhibitors until the date agreed. Statin unchanged. Control in six months.'),
('Shortness of breath', 'Breathless on the second floor for two months, no cough, sleeps flat.', 'Lungs clear, slight ankle oedema. SpO2 97 %.', 'Exertional dyspnoea, heart failure to be ruled out.', 'NT-proBNP, echocardiogram, lung function.'),
('Anticoagulation review', 'Takes apixaban twice a day, forgot two doses last month. No bleeding.', 'Pulse irregular, 72. Kidney function stable.', 'Atrial fibrillation, well anticoagulated.', 'Dose unchanged. Pill box suggested. Kidney function again in six months.'),
('Recurrent cough', 'Fourth cold this winter, coughs at night and when running. Eats and plays normally.', 'Chest clear, tonsils not inflamed. Growth along the centile.', 'Viral infections in a row; cough on exertion suggests reactive airways.', 'Salbutamol before sport on trial, diary of symptoms. Control in six weeks.'),
('Growth review', 'Eats everything, sleeps ten hours. Parents of average height.', 'Height and weight along the 25th centile. Puberty stage appropriate for age.', 'Constitutionally slim, growing normally.', 'Measure again in six months.'),
('Ear infection follow-up', 'No pain since the third day of antibiotics, hears the television again at the usual volume.', 'Right eardrum grey, a little fluid behind it. Left normal.', 'Otitis media, resolving.', 'No treatment. Hearing test if the fluid is still there in three months.'),
('Vaccination advice', 'Parents ask about the second dose and travel in spring.', 'Vaccination card checked: two vaccinations due.', 'Healthy child, vaccinations incomplete.', 'Second dose today, the other in four weeks. Travel clinic if they go inland.'),
('Asthma review', 'Uses the reliever once a week, wakes at night once a month. Inhaler technique shown.', 'Chest clear. Peak flow 92 % of predicted.', 'Asthma, well controlled.', 'Steroid inhaler at the same dose through the winter, then step down.'),
('Fever last week', 'Fever for three days, gone since Sunday. Drinks and plays again.', 'Well, throat slightly red, no rash.', 'Viral infection, recovered.', 'School from tomorrow. Come back if the fever returns.'),
('Routine check-up', 'No complaints. Cycle regular. Last smear two years ago.', 'Examination unremarkable. Smear taken.', 'Healthy.', 'Result by letter. Next check in a year.'),
('Antenatal check', 'Feels the baby move, no bleeding, no headache.', 'Blood pressure 116/70, fundus as expected for dates, heartbeat regular.', 'Uncomplicated pregnancy.', 'Glucose test booked. Next check in four weeks.'),
('Contraception advice', 'Wants to change from the pill because of headaches without aura. Non-smoker.', 'Blood pressure 118/72.', 'Headache under a combined pill.', 'Options explained with leaflet; levonorgestrel coil chosen, appointment with the next period.'),
('Pelvic pain', 'Cramping pain before periods for half a year, ibuprofen helps for some hours.', 'Uterus tender on movement, ultrasound without cysts.', 'Dysmenorrhoea, endometriosis possible.', 'Progestogen trial for three months, diary of pain.'),
('Results of cervical screening', 'Worried by the letter. No bleeding between periods.', 'Smear: low-grade changes, HPV positive.', 'Low-grade changes of the cervix.', 'Explained what this means. Colposcopy in six weeks.'),
('Knee pain', 'Pain on the inner side of the right knee for three months, worse on stairs. No locking.', 'No effusion, medial joint line tender, ligaments stable.', 'Early osteoarthritis of the medial compartment.', 'Exercises with the physiotherapist, topical NSAID, weight. X-ray standing.'),
('Shoulder review after surgery', 'Twelve weeks after rotator cuff repair, sleeps on it again.', 'Abduction 140°, strength 4 of 5, scar dry.', 'Good course after cuff repair.', 'Strengthening with the physiotherapist. Back to overhead work in six weeks.'),
('Lower back pain', 'Lower back pain since lifting a box two weeks ago, no leg pain, no numbness.', 'Paravertebral muscles tense, straight leg raise negative, reflexes equal.', 'Non-specific low back pain.', 'Stay active, heat, ibuprofen for a week. Come at once with numbness in the saddle or weakness.'),
('Wrist fracture control', 'Three weeks in plaster, fingers move freely, little pain.', 'Plaster intact, X-ray: position held.', 'Distal radius fracture, healing in good position.', 'Plaster for three more weeks, then X-ray without it.'),
('Hip replacement assessment', 'Groin pain on the left for two years, walks half an hour, sleeps badly.', 'Internal rotation 5°, X-ray: joint space gone.', 'Advanced osteoarthritis of the left hip.', 'Replacement recommended and explained. Wants to think it over; call within two weeks.'),
('Migraine review', 'Attacks down from six to three a month with propranolol, sumatriptan works within an hour.', 'Neurological examination normal. Blood pressure 122/78.', 'Migraine without aura, improved under prophylaxis.', 'Go on with propranolol for six months. Diary.'),
('Numbness in the left hand', 'Thumb and two fingers go numb at night, shakes them out. Types all day.', 'Phalen positive, thenar strength normal.', 'Carpal tunnel syndrome, left.', 'Night splint for six weeks, nerve conduction study.'),
('Dizziness', 'Spinning for seconds when turning over in bed for a week. Hearing normal.', 'Dix-Hallpike positive on the right.', 'Benign paroxysmal positional vertigo, right.', 'Epley manoeuvre done, nystagmus gone afterwards. Exercises at home.'),
('Epilepsy follow-up', 'No seizure for fourteen months, takes levetiracetam regularly. Sleeps enough.', 'Neurological examination normal.', 'Focal epilepsy, free of seizures.', 'Dose unchanged. Driving rules talked about. Control in a year.'),
('Memory complaints', 'Looks for words and keys; the family has noticed it for a year. Manages money without help.', 'MoCA 24 of 30, gait normal.', 'Mild cognitive impairment.', 'B12, TSH, MRI of the head. Control with a relative in three months.'),
('Mole check', 'A mole on the back has become darker since summer.', 'Dermatoscopy: symmetric network, no regression. Photograph taken.', 'Benign naevus.', 'Compare in a year. Sun protection.'),
('Eczema flare', 'Itching in both elbow creases for two weeks, sleeps badly.', 'Red, scratched plaques, not weeping.', 'Atopic eczema, flare.', 'Mometasone once a day for ten days, emollient twice a day for good.'),
('Acne review', 'Fewer spots after three months of adapalene, skin dry.', 'Comedones on the forehead, few papules, no scars.', 'Acne, improved.', 'Every second evening, moisturiser in the morning. Control in three months.'),
('Psoriasis follow-up', 'Elbows clear, scalp still scales. No joint pain.', 'PASI 3. Nails unremarkable.', 'Plaque psoriasis, well controlled but for the scalp.', 'Calcipotriol foam for the scalp for four weeks.'),
('Diabetes review', 'Measures fasting values of 110 to 140. No hypoglycaemia. Walks daily.', 'HbA1c 7.1 %, blood pressure 132/80, feet without lesions.', 'Type 2 diabetes, near target.', 'Metformin unchanged. Eye examination due. HbA1c in three months.'),
('Thyroid results', 'Less tired since levothyroxine, weight stable.', 'TSH 2.8 mIU/l, pulse 72.', 'Hypothyroidism, well replaced.', 'Dose unchanged, TSH in a year.'),
('Weight management', 'Lost 4 kg in three months with the dietitian’s plan, swims twice a week.', 'BMI 31.2, waist 102 cm.', 'Obesity class I, losing weight.', 'Go on. Aim for 5 % more by summer.'),
('Hernia assessment', 'Bulge in the left groin on coughing for two months, no pain.', 'Reducible inguinal hernia, left.', 'Inguinal hernia, left, with few symptoms.', 'Repair or waiting talked about; chooses repair, anaesthetic assessment.'),
('Wound check', 'Some clear discharge yesterday, no fever.', 'Wound edges closed, slight redness, no pus.', 'Healing by first intention.', 'Stitches out in four days. Shower allowed.'),
('Gallbladder consultation', 'Three colics after fatty meals. No fever, no jaundice.', 'Abdomen soft. Ultrasound: stones, wall thin.', 'Symptomatic gallstones.', 'Laparoscopic cholecystectomy, consent begun. Low-fat diet until then.'),
('Post-operative review', 'Eats normally, works half days, no pain.', 'Scars dry, no hernia on straining.', 'Uncomplicated recovery.', 'No further control needed. Full load from next week.'),
('Blurred vision', 'Sees letters blurred in the evening for two months.', 'Visual acuity 0.8 and 0.9 with correction. Fundus normal.', 'Presbyopia.', 'Reading glasses prescribed. Pressure control in a year.'),
('Cataract assessment', 'Glare when driving at night, newspaper only in good light.', 'Nuclear cataract on both sides, acuity 0.4 right, 0.6 left.', 'Cataract, right more than left.', 'Surgery of the right eye, biometry done.'),
('Glaucoma control', 'Uses drops every evening, eyes a little red.', 'Pressure 15 and 16 mmHg, visual field unchanged.', 'Open-angle glaucoma, stable.', 'Drops without preservative. Field in six months.'),
('Dry eyes', 'Burning in the afternoon at the screen.', 'Break-up time 6 s, lids slightly inflamed.', 'Dry eyes with blepharitis.', 'Lid hygiene, drops four times a day.'),
('Tiredness', 'Tired for three months, sleeps seven hours, mood fair, much work.', 'Examination unremarkable. Blood pressure 118/74.', 'Fatigue without a sign of disease so far.', 'Blood count, ferritin, TSH, glucose. Talk about the results in two weeks.'),
('Blood test results', 'No complaints; here for the results.', 'Ferritin 12 µg/l, haemoglobin 11.8 g/dl, the rest normal.', 'Iron deficiency.', 'Iron every other day for three months, then control. Look for the source.'),
('Repeat prescription review', 'Takes all medicines as listed, no side effects.', 'Blood pressure 130/80. Kidney function normal.', 'Stable chronic treatment.', 'Prescriptions for three months. Pantoprazole stopped on trial.'),
('Persistent cough', 'Dry cough for five weeks after a cold, worse at night. Non-smoker.', 'Chest clear, SpO2 98 %.', 'Post-infectious cough.', 'Wait and see; chest X-ray if it goes on beyond eight weeks.'),
('Abdominal pain', 'Bloating and cramps after meals, better after passing stool. No blood, no weight loss.', 'Abdomen soft, no masses.', 'Irritable bowel syndrome likely.', 'Coeliac serology, calprotectin. Food diary for three weeks.'),
('High blood pressure', 'Pharmacy measured 160/95 twice. No headache. Father had a stroke at 60.', 'Blood pressure 156/94 on both arms. ECG normal.', 'Hypertension, new.', 'Home measurements for a week, kidney values, urine. Less salt. Treatment to be begun at the next visit.'),
('General check-up', 'No complaints. Cycles to work, does not smoke.', 'Examination unremarkable, blood pressure 124/78.', 'Healthy.', 'Cholesterol and glucose. Vaccination against tetanus renewed.');
insert into demo.visit_words
select 'Assessment before ' || what || ' surgery', 'Planned for ' || what || ' surgery. Climbs two flights without a stop. No trouble with earlier anaesthetics.',
  'Mallampati II, mouth opening normal, heart and lungs unremarkable.', 'ASA II, fit for surgery.', plan
from (values
  ('hip', 'Spinal anaesthesia explained and agreed to. Pause anticoagulants as noted. Nothing to eat six hours before.'),
  ('gallbladder', 'General anaesthesia explained and agreed to. Nothing to eat six hours, nothing to drink two hours before.'),
  ('cataract', 'Local anaesthesia with monitoring. Go on with all medicines.')
) as planned (what, plan);

/* The hospital's templates. */
insert into public.note_templates (id, name, kind, specialty_id, visit_type_id, sections, updated_by)
select demo.id('note_template.' || key), name, kind, (select id from public.specialties where code = specialty),
  (select id from public.visit_types where code = visit_type), sections::jsonb, demo.id('staff.doctor')
from (values
  ('cardiology', 'Cardiology visit', 'visit', 'CAR', null, '[{"key": "subjective", "title": "Symptoms", "fields": [{"key": "nyha", "label": "NYHA class", "type": "choice", "options": ["I", "II", "III", "IV"]}]}, {"key": "objective", "title": "Examination", "fields": [{"key": "systolic", "label": "Systolic", "type": "number", "unit": "mmHg"}, {"key": "diastolic", "label": "Diastolic", "type": "number", "unit": "mmHg"}, {"key": "pulse", "label": "Pulse", "type": "number", "unit": "/min"}, {"key": "weight", "label": "Weight", "type": "number", "unit": "kg"}]}, {"key": "assessment", "title": "Assessment"}, {"key": "plan", "title": "Plan", "fields": [{"key": "control", "label": "Next control", "type": "date"}]}]'),
  ('echo', 'Echocardiogram', 'procedure', 'CAR', 'ECHO', '[{"key": "indication", "title": "Indication"}, {"key": "findings", "title": "Findings", "fields": [{"key": "ef", "label": "Ejection fraction", "type": "number", "unit": "%"}, {"key": "quality", "label": "Image quality", "type": "choice", "options": ["good", "fair", "poor"]}]}, {"key": "conclusion", "title": "Conclusion"}]'),
  ('antenatal', 'Antenatal check', 'visit', 'GYN', 'ANTENATAL', '[{"key": "subjective", "title": "Since last visit"}, {"key": "objective", "title": "Examination", "fields": [{"key": "week", "label": "Gestational week", "type": "number"}, {"key": "fundus", "label": "Fundal height", "type": "number", "unit": "cm"}, {"key": "presentation", "label": "Presentation", "type": "choice", "options": ["cephalic", "breech", "transverse", "not known"]}]}, {"key": "plan", "title": "Plan"}]'),
  ('round', 'Ward round', 'progress', null, null, '[{"key": "subjective", "title": "Overnight"}, {"key": "objective", "title": "Findings"}, {"key": "assessment", "title": "Assessment"}, {"key": "plan", "title": "Plan for today"}]')
) as made (key, name, kind, specialty, visit_type, sections);

insert into public.note_macros (staff_id, shortcut, text)
select demo.id('staff.doctor'), shortcut, text
from (values
  ('bp', 'Blood pressure / mmHg, pulse /min'), ('nad', 'No abnormality detected.'),
  ('heart', 'Heart sounds pure and regular, no murmur. No oedema. Lungs clear on both sides.'),
  ('return', 'Come back at once with chest pain, breathlessness or a syncope.')
) as made (shortcut, text);

/* Each note to be: whose, when, and what it says. */
create table demo.notes_written as
with sections as (
  select
    demo.id('note.admission.' || admission.id) as id, admission.patient_id, null::uuid as appointment_id, admission.id as admission_id,
    'admission' as kind, admission.attending_id as staff_id,
    least(admission.admitted_at + interval '70 minutes', now() - interval '5 minutes') as noted_at,
    array['history', words.history, 'objective', words.exam, 'assessment', words.assessment, 'plan', words.plan] as said
  from public.admissions admission
  join demo.stay_words words on words.reason = admission.reason
  where admission.discharged_at is null
  union all
  select
    demo.id(format('note.progress.%s.%s', admission.id, day)), admission.patient_id, null, admission.id, 'progress', admission.attending_id,
    seen.at,
    array[
      'subjective', split_part(words.daily, '|', 1),
      'objective', concat_ws(' ', observed.text, split_part(words.daily, '|', 2)),
      'assessment', words.assessment || case when day > 1 then ' Day ' || (day + 1) || '.' else '' end,
      'plan', split_part(words.daily, '|', 3)
    ]
  from public.admissions admission
  join demo.stay_words words on words.reason = admission.reason
  cross join generate_series(1, 6) as day
  cross join lateral (
    select demo.day((demo.day(0)::date - admission.admitted_at::date) * -1 + day) + make_interval(hours => 8, mins => 20 + demo.dice(admission.id || 'round' || day, 90)) as at
  ) as seen
  left join lateral (
    select format('%s °C, pulse %s, %s/%s mmHg, %s breaths a minute, SpO2 %s %%.', temperature, pulse, systolic, diastolic, respiratory_rate, spo2) as text
    from public.observations observation
    where observation.admission_id = admission.id and observed_at <= seen.at and voided_at is null and temperature is not null
    order by observed_at desc limit 1
  ) as observed on true
  where admission.discharged_at is null and seen.at > admission.admitted_at + interval '4 hours' and seen.at < now() - interval '5 minutes'
  union all
  select
    demo.id('note.visit.' || visit.id), visit.patient_id, visit.id, null, 'visit', visit.doctor_id, visit.started_at + interval '6 minutes',
    array['subjective', words.subjective, 'objective', words.objective, 'assessment', words.assessment, 'plan', words.plan]
  from (
    select *, row_number() over (partition by patient_id order by started_at desc) = 1 as latest from public.appointments
    where status = 'completed' and started_at is not null
  ) as visit
  join demo.visit_words words on words.reason = visit.reason
  -- Each of whose visits led to a diagnosis (08k), and of the others some of the last.
  where visit.latest and demo.dice('note' || visit.patient_id, 3) = 0
    or demo.dice('charted' || visit.patient_id, 3) = 0
    or visit.patient_id in (select patient_id from public.admissions where discharged_at is null)
)
select sections.*, staff.full_name as staff_name, coalesce(doctors.name, staff.full_name) as signs_as,
  -- What was seen today may wait for its signature.
  noted_at > now() - interval '20 hours' and demo.dice('unsigned' || sections.id, 4) = 0 as unsigned,
  demo.id('encounter.' || sections.id) as encounter_id,
  (
    select jsonb_build_object('sections', jsonb_agg(jsonb_build_object('key', said[2 * nth - 1], 'text', said[2 * nth]) order by nth))
    from generate_series(1, cardinality(said) / 2) as nth
  ) as content
from sections
join public.staff on staff.id = staff_id
left join public.doctors on doctors.id = staff_id;
-- One open encounter a stay: of several that are not signed the newest stays so.
update demo.notes_written older set unsigned = false
where unsigned and exists (
  select from demo.notes_written newer
  where newer.admission_id = older.admission_id and newer.staff_id = older.staff_id and newer.unsigned
    and (newer.noted_at, newer.id) > (older.noted_at, older.id)
);

-- Made as signed, in one go: what hangs on them is frozen by then.
alter table public.notes disable trigger notes_180_encounter_open;
insert into public.encounters (
  id, patient_id, appointment_id, admission_id, staff_id, staff_name, status, started_at, ended_at, created_at, signed_at, signed_by, signed_name
)
select
  encounter_id, patient_id, appointment_id, admission_id, staff_id, signs_as, case when unsigned then 'open' else 'signed' end, noted_at,
  case when not unsigned then noted_at + interval '12 minutes' end, noted_at, case when not unsigned then noted_at + interval '12 minutes' end,
  case when not unsigned then staff_id end, case when not unsigned then signs_as end
from demo.notes_written;
insert into public.notes (
  id, encounter_id, patient_id, kind, author_id, author_name, noted_at, created_at, status, version, signed_at, released_at
)
select
  id, encounter_id, patient_id, kind, staff_id, signs_as, noted_at, noted_at, case when unsigned then 'draft' else 'signed' end,
  case when unsigned then 0 else 1 end, case when not unsigned then noted_at + interval '12 minutes' end,
  case when not unsigned then noted_at + interval '12 minutes' end
from demo.notes_written;
insert into public.note_versions (note_id, patient_id, number, content, signed_at, signed_by, signed_name)
select id, patient_id, 1, content, noted_at + interval '12 minutes', staff_id, signs_as from demo.notes_written where not unsigned;
insert into public.note_drafts (note_id, patient_id, content, version, begun_by, updated_at, updated_by, updated_name)
select id, patient_id, content, 7, staff_id, noted_at + interval '9 minutes', staff_id, signs_as from demo.notes_written where unsigned;
alter table public.notes enable trigger notes_180_encounter_open;

/* One was amended by its author the next morning, and another added to by a colleague. */
with amended as (
  select * from demo.notes_written
  where kind = 'admission' and not unsigned and staff_id = demo.id('staff.doctor') and noted_at < now() - interval '1 day'
  order by id limit 1
), written as (
  insert into public.note_versions (note_id, patient_id, number, content, reason, signed_at, signed_by, signed_name)
  select id, patient_id, 2, jsonb_set(content, '{sections,3,text}', to_jsonb((content #>> '{sections,3,text}') || ' Penicillin is tolerated, the family says: a rash as a child was measles.')),
    'The family has brought the allergy card', noted_at + interval '22 hours', staff_id, signs_as
  from amended
  returning note_id, signed_at
)
update public.notes set version = 2, signed_at = written.signed_at from written where notes.id = written.note_id;

with added as (
  insert into public.note_addenda (note_id, patient_id, text, written_by, written_name, written_at)
  select id, patient_id, 'Discussed with the family at visiting hours; they agree with the plan.', demo.id('staff.doctor'),
    (select name from public.doctors where id = demo.id('staff.doctor')), least(noted_at + interval '9 hours', now())
  from demo.notes_written written
  where kind = 'progress' and not unsigned and staff_id <> demo.id('staff.doctor')
  order by written.id limit 3
  returning note_id
)
update public.notes set addenda = 1 from added where notes.id = added.note_id;
