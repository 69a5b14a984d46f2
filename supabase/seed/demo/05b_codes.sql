/*
 * Some ICD-10-CM codes, typed by hand for the demonstration: common out- and in-patient medicine, in both languages. The
 * official list comes by `npm run codes:import` or at /admin/codes. A line is: code | name | in Spanish | synonyms.
 */
insert into public.code_systems (id, name, url, version, notice, demonstration) values (
  'icd-10-cm', 'ICD-10-CM', 'http://hl7.org/fhir/sid/icd-10-cm', 'demonstration',
  'Demonstration: some codes typed by hand, not the official list. ICD-10-CM is maintained by the National Center for Health Statistics (NCHS) and the Centers for Medicare & Medicaid Services (CMS).',
  true
);

insert into public.codes (system_id, code, display, display_es, parent, billable, synonyms)
select 'icd-10-cm', part[1], part[2], part[3], nullif(left(split_part(part[1], '.', 1), 3), part[1]), true,
  array_remove(string_to_array(coalesce(part[4], ''), ';'), '')
from string_to_table($codes$
A04.7|Enterocolitis due to Clostridium difficile|Enterocolitis por Clostridium difficile|C. diff;CDI
A08.4|Viral intestinal infection, unspecified|Infección intestinal vírica, no especificada|viral gastroenteritis;gastroenteritis vírica
A09|Infectious gastroenteritis and colitis, unspecified|Gastroenteritis y colitis infecciosas, no especificadas|diarrhoea;diarrea
A15.0|Tuberculosis of lung|Tuberculosis pulmonar|TB;TBC
A41.9|Sepsis, unspecified organism|Sepsis, microorganismo no especificado|septicaemia;septicemia
A46|Erysipelas|Erisipela|
A49.9|Bacterial infection, unspecified|Infección bacteriana, no especificada|
A69.20|Lyme disease, unspecified|Enfermedad de Lyme, no especificada|borreliosis
A87.9|Viral meningitis, unspecified|Meningitis vírica, no especificada|
B00.9|Herpesviral infection, unspecified|Infección por virus herpes, no especificada|herpes simplex
B01.9|Varicella without complication|Varicela sin complicaciones|chickenpox
B02.9|Zoster without complications|Zóster sin complicaciones|shingles;herpes zoster
B07.9|Viral wart, unspecified|Verruga vírica, no especificada|
B18.1|Chronic viral hepatitis B without delta-agent|Hepatitis B crónica sin agente delta|HBV;VHB
B18.2|Chronic viral hepatitis C|Hepatitis C crónica|HCV;VHC
B20|Human immunodeficiency virus [HIV] disease|Enfermedad por virus de la inmunodeficiencia humana [VIH]|AIDS;sida
B34.9|Viral infection, unspecified|Infección vírica, no especificada|
B35.1|Tinea unguium|Tiña de las uñas|onychomycosis;onicomicosis
B37.0|Candidal stomatitis|Estomatitis por Candida|oral thrush;muguet
C18.9|Malignant neoplasm of colon, unspecified|Neoplasia maligna de colon, no especificada|colon cancer;cáncer de colon
C20|Malignant neoplasm of rectum|Neoplasia maligna de recto|rectal cancer;cáncer de recto
C25.9|Malignant neoplasm of pancreas, unspecified|Neoplasia maligna de páncreas, no especificada|pancreatic cancer
C34.90|Malignant neoplasm of unspecified part of bronchus or lung|Neoplasia maligna de bronquio o pulmón, no especificada|lung cancer;cáncer de pulmón
C43.9|Malignant melanoma of skin, unspecified|Melanoma maligno de piel, no especificado|
C44.91|Basal cell carcinoma of skin, unspecified|Carcinoma basocelular de piel, no especificado|BCC
C50.919|Malignant neoplasm of breast, female, unspecified site|Neoplasia maligna de mama, mujer, localización no especificada|breast cancer;cáncer de mama
C61|Malignant neoplasm of prostate|Neoplasia maligna de próstata|prostate cancer;cáncer de próstata
C64.9|Malignant neoplasm of kidney, except renal pelvis|Neoplasia maligna de riñón, excepto pelvis renal|renal cell carcinoma
C67.9|Malignant neoplasm of bladder, unspecified|Neoplasia maligna de vejiga, no especificada|bladder cancer
C73|Malignant neoplasm of thyroid gland|Neoplasia maligna de tiroides|thyroid cancer
C79.51|Secondary malignant neoplasm of bone|Neoplasia maligna secundaria de hueso|bone metastasis;metástasis ósea
C83.30|Diffuse large B-cell lymphoma, unspecified site|Linfoma B difuso de células grandes|DLBCL
C90.00|Multiple myeloma not having achieved remission|Mieloma múltiple sin remisión|
C91.10|Chronic lymphocytic leukaemia of B-cell type|Leucemia linfocítica crónica de células B|CLL;LLC
D12.6|Benign neoplasm of colon, unspecified|Neoplasia benigna de colon|colonic polyp;pólipo de colon
D25.9|Leiomyoma of uterus, unspecified|Leiomioma uterino, no especificado|fibroid;mioma
D50.9|Iron deficiency anaemia, unspecified|Anemia ferropénica, no especificada|iron deficiency
D51.9|Vitamin B12 deficiency anaemia, unspecified|Anemia por déficit de vitamina B12|
D57.1|Sickle-cell disease without crisis|Drepanocitosis sin crisis|
D62|Acute posthaemorrhagic anaemia|Anemia posthemorrágica aguda|blood loss anaemia
D64.9|Anaemia, unspecified|Anemia, no especificada|
D69.6|Thrombocytopenia, unspecified|Trombocitopenia, no especificada|low platelets
D70.9|Neutropenia, unspecified|Neutropenia, no especificada|
D86.0|Sarcoidosis of lung|Sarcoidosis pulmonar|
E03.9|Hypothyroidism, unspecified|Hipotiroidismo, no especificado|underactive thyroid
E04.1|Nontoxic single thyroid nodule|Nódulo tiroideo único no tóxico|
E05.00|Thyrotoxicosis with diffuse goitre without crisis|Tirotoxicosis con bocio difuso sin crisis|Graves disease;enfermedad de Graves
E06.3|Autoimmune thyroiditis|Tiroiditis autoinmune|Hashimoto
E10.9|Type 1 diabetes mellitus without complications|Diabetes mellitus tipo 1 sin complicaciones|T1DM;DM1
E10.10|Type 1 diabetes mellitus with ketoacidosis without coma|Diabetes mellitus tipo 1 con cetoacidosis sin coma|DKA;CAD
E11.9|Type 2 diabetes mellitus without complications|Diabetes mellitus tipo 2 sin complicaciones|T2DM;DM2
E11.22|Type 2 diabetes mellitus with diabetic chronic kidney disease|Diabetes mellitus tipo 2 con enfermedad renal crónica|diabetic nephropathy
E11.40|Type 2 diabetes mellitus with diabetic neuropathy, unspecified|Diabetes mellitus tipo 2 con neuropatía diabética|
E11.65|Type 2 diabetes mellitus with hyperglycaemia|Diabetes mellitus tipo 2 con hiperglucemia|
E11.621|Type 2 diabetes mellitus with foot ulcer|Diabetes mellitus tipo 2 con úlcera de pie|diabetic foot;pie diabético
E16.2|Hypoglycaemia, unspecified|Hipoglucemia, no especificada|
E21.0|Primary hyperparathyroidism|Hiperparatiroidismo primario|
E28.2|Polycystic ovarian syndrome|Síndrome de ovario poliquístico|PCOS;SOP
E43|Unspecified severe protein-calorie malnutrition|Desnutrición proteico-calórica grave|
E55.9|Vitamin D deficiency, unspecified|Déficit de vitamina D|
E66.01|Morbid (severe) obesity due to excess calories|Obesidad mórbida por exceso de calorías|
E66.9|Obesity, unspecified|Obesidad, no especificada|
E78.00|Pure hypercholesterolaemia, unspecified|Hipercolesterolemia pura, no especificada|high cholesterol;colesterol alto
E78.5|Hyperlipidaemia, unspecified|Hiperlipidemia, no especificada|dyslipidaemia;dislipemia
E83.110|Hereditary haemochromatosis|Hemocromatosis hereditaria|
E86.0|Dehydration|Deshidratación|
E87.1|Hypo-osmolality and hyponatraemia|Hipoosmolalidad e hiponatremia|low sodium
E87.5|Hyperkalaemia|Hiperpotasemia|high potassium;hiperkalemia
E87.6|Hypokalaemia|Hipopotasemia|low potassium
F01.50|Vascular dementia without behavioural disturbance|Demencia vascular sin alteración de la conducta|
F03.90|Unspecified dementia without behavioural disturbance|Demencia no especificada sin alteración de la conducta|
F05|Delirium due to known physiological condition|Delirio debido a enfermedad conocida|acute confusion;síndrome confusional agudo
F10.20|Alcohol dependence, uncomplicated|Dependencia del alcohol, no complicada|alcoholism
F10.239|Alcohol dependence with withdrawal, unspecified|Dependencia del alcohol con abstinencia|alcohol withdrawal
F17.210|Nicotine dependence, cigarettes, uncomplicated|Dependencia de nicotina, cigarrillos|smoker;tabaquismo
F20.9|Schizophrenia, unspecified|Esquizofrenia, no especificada|
F31.9|Bipolar disorder, unspecified|Trastorno bipolar, no especificado|
F32.1|Major depressive disorder, single episode, moderate|Trastorno depresivo mayor, episodio único, moderado|depression;depresión
F33.9|Major depressive disorder, recurrent, unspecified|Trastorno depresivo mayor recurrente|
F41.1|Generalised anxiety disorder|Trastorno de ansiedad generalizada|GAD
F41.9|Anxiety disorder, unspecified|Trastorno de ansiedad, no especificado|
F43.10|Post-traumatic stress disorder, unspecified|Trastorno por estrés postraumático|PTSD;TEPT
F43.23|Adjustment disorder with mixed anxiety and depressed mood|Trastorno adaptativo mixto|
F50.00|Anorexia nervosa, unspecified|Anorexia nerviosa, no especificada|
F51.01|Primary insomnia|Insomnio primario|
F84.0|Autistic disorder|Trastorno autista|autism
F90.9|Attention-deficit hyperactivity disorder, unspecified|Trastorno por déficit de atención e hiperactividad|ADHD;TDAH
G03.9|Meningitis, unspecified|Meningitis, no especificada|
G20|Parkinson’s disease|Enfermedad de Parkinson|
G30.9|Alzheimer’s disease, unspecified|Enfermedad de Alzheimer, no especificada|
G35|Multiple sclerosis|Esclerosis múltiple|MS
G40.909|Epilepsy, unspecified, not intractable|Epilepsia, no especificada|seizure disorder
G43.009|Migraine without aura, not intractable|Migraña sin aura|
G43.109|Migraine with aura, not intractable|Migraña con aura|
G44.209|Tension-type headache, unspecified|Cefalea tensional, no especificada|
G45.9|Transient cerebral ischaemic attack, unspecified|Accidente isquémico transitorio|TIA;AIT
G47.33|Obstructive sleep apnoea|Apnea obstructiva del sueño|OSA;SAOS
G51.0|Bell’s palsy|Parálisis de Bell|facial palsy;parálisis facial
G56.00|Carpal tunnel syndrome, unspecified upper limb|Síndrome del túnel carpiano|
G61.0|Guillain-Barré syndrome|Síndrome de Guillain-Barré|
G62.9|Polyneuropathy, unspecified|Polineuropatía, no especificada|
H10.9|Unspecified conjunctivitis|Conjuntivitis no especificada|
H25.9|Unspecified age-related cataract|Catarata senil no especificada|
H35.30|Unspecified macular degeneration|Degeneración macular no especificada|AMD;DMAE
H40.9|Unspecified glaucoma|Glaucoma no especificado|
H52.10|Myopia, unspecified eye|Miopía|
H60.90|Unspecified otitis externa, unspecified ear|Otitis externa no especificada|
H61.20|Impacted cerumen, unspecified ear|Tapón de cerumen|ear wax
H66.90|Otitis media, unspecified, unspecified ear|Otitis media, no especificada|
H81.10|Benign paroxysmal vertigo, unspecified ear|Vértigo paroxístico benigno|BPPV;VPPB
H90.3|Sensorineural hearing loss, bilateral|Hipoacusia neurosensorial bilateral|
H93.19|Tinnitus, unspecified ear|Acúfenos|
I10|Essential (primary) hypertension|Hipertensión esencial (primaria)|high blood pressure;HTA;tensión alta
I11.0|Hypertensive heart disease with heart failure|Cardiopatía hipertensiva con insuficiencia cardíaca|
I20.0|Unstable angina|Angina inestable|
I20.9|Angina pectoris, unspecified|Angina de pecho, no especificada|
I21.3|ST elevation myocardial infarction of unspecified site|Infarto de miocardio con elevación del ST|STEMI;IAMCEST;heart attack
I21.4|Non-ST elevation myocardial infarction|Infarto de miocardio sin elevación del ST|NSTEMI;IAMSEST;heart attack
I25.10|Atherosclerotic heart disease of native coronary artery|Cardiopatía aterosclerótica de arteria coronaria nativa|CAD;coronary disease
I25.2|Old myocardial infarction|Infarto de miocardio antiguo|
I26.99|Other pulmonary embolism without acute cor pulmonale|Embolia pulmonar sin cor pulmonale agudo|PE;TEP
I27.20|Pulmonary hypertension, unspecified|Hipertensión pulmonar|
I30.9|Acute pericarditis, unspecified|Pericarditis aguda, no especificada|
I33.0|Acute and subacute infective endocarditis|Endocarditis infecciosa aguda y subaguda|
I34.0|Nonrheumatic mitral (valve) insufficiency|Insuficiencia mitral no reumática|
I35.0|Nonrheumatic aortic (valve) stenosis|Estenosis aórtica no reumática|
I42.9|Cardiomyopathy, unspecified|Miocardiopatía, no especificada|
I44.2|Atrioventricular block, complete|Bloqueo auriculoventricular completo|
I47.10|Supraventricular tachycardia, unspecified|Taquicardia supraventricular|SVT;TSV
I48.0|Paroxysmal atrial fibrillation|Fibrilación auricular paroxística|AF;FA
I48.91|Unspecified atrial fibrillation|Fibrilación auricular no especificada|AF;FA
I50.20|Unspecified systolic (congestive) heart failure|Insuficiencia cardíaca sistólica|HFrEF
I50.9|Heart failure, unspecified|Insuficiencia cardíaca, no especificada|cardiac failure;ICC
I61.9|Nontraumatic intracerebral haemorrhage, unspecified|Hemorragia intracerebral no traumática|
I63.9|Cerebral infarction, unspecified|Infarto cerebral, no especificado|stroke;ictus
I65.29|Occlusion and stenosis of unspecified carotid artery|Estenosis carotídea|
I70.219|Atherosclerosis of leg arteries with intermittent claudication|Aterosclerosis con claudicación intermitente|PAD
I71.40|Abdominal aortic aneurysm, without rupture|Aneurisma de aorta abdominal sin rotura|AAA
I73.9|Peripheral vascular disease, unspecified|Enfermedad vascular periférica|
I80.209|Phlebitis of deep vessels of lower extremity|Flebitis de vasos profundos de la pierna|
I82.409|Acute deep vein thrombosis of lower extremity|Trombosis venosa profunda aguda de la pierna|DVT;TVP
I83.90|Asymptomatic varicose veins of lower extremity|Varices asintomáticas de la pierna|
I89.0|Lymphoedema, not elsewhere classified|Linfedema|
I95.1|Orthostatic hypotension|Hipotensión ortostática|
J00|Acute nasopharyngitis [common cold]|Rinofaringitis aguda [resfriado común]|
J01.90|Acute sinusitis, unspecified|Sinusitis aguda, no especificada|
J02.9|Acute pharyngitis, unspecified|Faringitis aguda, no especificada|sore throat
J03.90|Acute tonsillitis, unspecified|Amigdalitis aguda, no especificada|
J06.9|Acute upper respiratory infection, unspecified|Infección aguda de vías respiratorias altas|URTI
J10.1|Influenza with other respiratory manifestations|Gripe con otras manifestaciones respiratorias|flu
J12.82|Pneumonia due to coronavirus disease 2019|Neumonía por COVID-19|
J15.9|Unspecified bacterial pneumonia|Neumonía bacteriana no especificada|
J18.9|Pneumonia, unspecified organism|Neumonía, microorganismo no especificado|community-acquired pneumonia;NAC
J20.9|Acute bronchitis, unspecified|Bronquitis aguda, no especificada|
J21.9|Acute bronchiolitis, unspecified|Bronquiolitis aguda, no especificada|
J30.1|Allergic rhinitis due to pollen|Rinitis alérgica por polen|hay fever
J30.9|Allergic rhinitis, unspecified|Rinitis alérgica, no especificada|
J35.01|Chronic tonsillitis|Amigdalitis crónica|
J44.1|Chronic obstructive pulmonary disease with exacerbation|Enfermedad pulmonar obstructiva crónica con exacerbación|COPD;EPOC
J44.9|Chronic obstructive pulmonary disease, unspecified|Enfermedad pulmonar obstructiva crónica, no especificada|COPD;EPOC
J45.20|Mild intermittent asthma, uncomplicated|Asma intermitente leve|
J45.901|Unspecified asthma with (acute) exacerbation|Asma con exacerbación aguda|
J45.909|Unspecified asthma, uncomplicated|Asma no especificada, no complicada|
J47.9|Bronchiectasis, uncomplicated|Bronquiectasias, no complicadas|
J69.0|Pneumonitis due to inhalation of food and vomit|Neumonitis por aspiración|aspiration pneumonia
J84.10|Pulmonary fibrosis, unspecified|Fibrosis pulmonar, no especificada|
J90|Pleural effusion, not elsewhere classified|Derrame pleural|
J93.9|Pneumothorax, unspecified|Neumotórax, no especificado|
J96.00|Acute respiratory failure|Insuficiencia respiratoria aguda|
J96.10|Chronic respiratory failure|Insuficiencia respiratoria crónica|
K04.7|Periapical abscess without sinus|Absceso periapical sin fístula|dental abscess
K12.0|Recurrent oral aphthae|Aftas orales recurrentes|
K20.90|Oesophagitis, unspecified|Esofagitis, no especificada|
K21.9|Gastro-oesophageal reflux disease without oesophagitis|Reflujo gastroesofágico sin esofagitis|GORD;ERGE
K25.9|Gastric ulcer, unspecified|Úlcera gástrica, no especificada|
K26.9|Duodenal ulcer, unspecified|Úlcera duodenal, no especificada|
K29.70|Gastritis, unspecified, without bleeding|Gastritis, no especificada, sin hemorragia|
K30|Functional dyspepsia|Dispepsia funcional|indigestion
K35.80|Unspecified acute appendicitis|Apendicitis aguda no especificada|
K40.90|Inguinal hernia, without obstruction or gangrene|Hernia inguinal sin obstrucción|
K42.9|Umbilical hernia without obstruction or gangrene|Hernia umbilical sin obstrucción|
K44.9|Diaphragmatic hernia without obstruction or gangrene|Hernia de hiato|hiatus hernia
K50.90|Crohn’s disease, unspecified, without complications|Enfermedad de Crohn sin complicaciones|
K51.90|Ulcerative colitis, unspecified, without complications|Colitis ulcerosa sin complicaciones|
K52.9|Noninfective gastroenteritis and colitis, unspecified|Gastroenteritis y colitis no infecciosas|
K56.609|Unspecified intestinal obstruction|Obstrucción intestinal no especificada|bowel obstruction;ileus
K57.30|Diverticulosis of large intestine without bleeding|Diverticulosis de colon sin hemorragia|
K57.32|Diverticulitis of large intestine without bleeding|Diverticulitis de colon sin hemorragia|
K58.9|Irritable bowel syndrome without diarrhoea|Síndrome del intestino irritable sin diarrea|IBS;SII
K59.00|Constipation, unspecified|Estreñimiento, no especificado|
K60.2|Anal fissure, unspecified|Fisura anal, no especificada|
K64.9|Unspecified haemorrhoids|Hemorroides no especificadas|
K70.30|Alcoholic cirrhosis of liver without ascites|Cirrosis hepática alcohólica sin ascitis|
K74.60|Unspecified cirrhosis of liver|Cirrosis hepática no especificada|
K76.0|Fatty (change of) liver, not elsewhere classified|Esteatosis hepática|fatty liver;hígado graso
K80.20|Calculus of gallbladder without cholecystitis|Colelitiasis sin colecistitis|gallstones;cálculos biliares
K81.0|Acute cholecystitis|Colecistitis aguda|
K83.09|Other cholangitis|Otra colangitis|
K85.90|Acute pancreatitis, unspecified|Pancreatitis aguda, no especificada|
K90.0|Coeliac disease|Enfermedad celíaca|
K92.1|Melaena|Melena|
K92.2|Gastrointestinal haemorrhage, unspecified|Hemorragia digestiva, no especificada|GI bleed;HDA
L02.91|Cutaneous abscess, unspecified|Absceso cutáneo, no especificado|
L03.90|Cellulitis, unspecified|Celulitis, no especificada|
L20.9|Atopic dermatitis, unspecified|Dermatitis atópica, no especificada|eczema
L23.9|Allergic contact dermatitis, unspecified cause|Dermatitis alérgica de contacto|
L30.9|Dermatitis, unspecified|Dermatitis, no especificada|
L40.0|Psoriasis vulgaris|Psoriasis vulgar|
L50.9|Urticaria, unspecified|Urticaria, no especificada|hives
L57.0|Actinic keratosis|Queratosis actínica|
L70.0|Acne vulgaris|Acné vulgar|
L89.90|Pressure ulcer of unspecified site|Úlcera por presión|bedsore;escara
L97.909|Non-pressure chronic ulcer of lower leg|Úlcera crónica de la pierna|leg ulcer
M05.79|Rheumatoid arthritis with rheumatoid factor, multiple sites|Artritis reumatoide seropositiva|RA;AR
M06.9|Rheumatoid arthritis, unspecified|Artritis reumatoide, no especificada|
M10.9|Gout, unspecified|Gota, no especificada|
M16.9|Osteoarthritis of hip, unspecified|Artrosis de cadera, no especificada|coxarthrosis;coxartrosis
M17.9|Osteoarthritis of knee, unspecified|Artrosis de rodilla, no especificada|gonarthrosis;gonartrosis
M19.90|Unspecified osteoarthritis, unspecified site|Artrosis no especificada|
M23.200|Derangement of meniscus due to old tear|Lesión antigua de menisco|
M25.50|Pain in unspecified joint|Dolor articular|arthralgia
M32.9|Systemic lupus erythematosus, unspecified|Lupus eritematoso sistémico|SLE;LES
M35.3|Polymyalgia rheumatica|Polimialgia reumática|
M41.9|Scoliosis, unspecified|Escoliosis, no especificada|
M45.9|Ankylosing spondylitis, unspecified|Espondilitis anquilosante|
M48.06|Spinal stenosis, lumbar region|Estenosis de canal lumbar|
M51.26|Intervertebral disc displacement, lumbar region|Hernia discal lumbar|slipped disc
M54.2|Cervicalgia|Cervicalgia|neck pain
M54.30|Sciatica, unspecified side|Ciática|
M54.50|Low back pain, unspecified|Lumbalgia, no especificada|lumbago
M65.9|Synovitis and tenosynovitis, unspecified|Sinovitis y tenosinovitis|
M72.2|Plantar fascial fibromatosis|Fascitis plantar|plantar fasciitis
M75.100|Rotator cuff tear, unspecified shoulder|Rotura del manguito rotador|
M77.10|Lateral epicondylitis, unspecified elbow|Epicondilitis lateral|tennis elbow;codo de tenista
M79.7|Fibromyalgia|Fibromialgia|
M80.00|Age-related osteoporosis with current pathological fracture|Osteoporosis con fractura patológica|
M81.0|Age-related osteoporosis without current fracture|Osteoporosis sin fractura actual|
M86.9|Osteomyelitis, unspecified|Osteomielitis, no especificada|
N04.9|Nephrotic syndrome with unspecified morphologic changes|Síndrome nefrótico|
N10|Acute pyelonephritis|Pielonefritis aguda|
N13.30|Unspecified hydronephrosis|Hidronefrosis no especificada|
N17.9|Acute kidney failure, unspecified|Fracaso renal agudo, no especificado|AKI;acute kidney injury
N18.30|Chronic kidney disease, stage 3 unspecified|Enfermedad renal crónica, estadio 3|CKD;ERC
N18.4|Chronic kidney disease, stage 4 (severe)|Enfermedad renal crónica, estadio 4|CKD;ERC
N18.6|End stage renal disease|Enfermedad renal terminal|ESRD
N20.0|Calculus of kidney|Cálculo renal|kidney stone;litiasis renal
N20.1|Calculus of ureter|Cálculo ureteral|
N23|Unspecified renal colic|Cólico renal no especificado|
N30.00|Acute cystitis without haematuria|Cistitis aguda sin hematuria|
N39.0|Urinary tract infection, site not specified|Infección de vías urinarias, localización no especificada|UTI;ITU
N39.3|Stress incontinence (female) (male)|Incontinencia de esfuerzo|
N40.0|Benign prostatic hyperplasia without urinary symptoms|Hiperplasia benigna de próstata sin síntomas|BPH;HBP
N40.1|Benign prostatic hyperplasia with urinary symptoms|Hiperplasia benigna de próstata con síntomas|BPH;HBP
N45.1|Epididymitis|Epididimitis|
N60.19|Diffuse cystic mastopathy of breast|Mastopatía quística difusa|
N63.0|Unspecified lump in breast|Bulto en la mama|
N76.0|Acute vaginitis|Vaginitis aguda|
N80.9|Endometriosis, unspecified|Endometriosis, no especificada|
N83.209|Unspecified ovarian cyst|Quiste ovárico no especificado|
N92.0|Excessive and frequent menstruation with regular cycle|Menstruación excesiva y frecuente|menorrhagia;menorragia
N94.6|Dysmenorrhoea, unspecified|Dismenorrea, no especificada|period pain
N95.1|Menopausal and female climacteric states|Menopausia y climaterio|
O03.9|Complete or unspecified spontaneous abortion without complication|Aborto espontáneo sin complicaciones|miscarriage
O14.90|Unspecified pre-eclampsia, unspecified trimester|Preeclampsia no especificada|
O20.0|Threatened abortion|Amenaza de aborto|
O21.0|Mild hyperemesis gravidarum|Hiperemesis gravídica leve|
O24.419|Gestational diabetes mellitus, unspecified control|Diabetes gestacional|
O47.9|False labour, unspecified|Falso trabajo de parto|
O60.00|Preterm labour without delivery, unspecified trimester|Amenaza de parto prematuro|
O72.1|Other immediate postpartum haemorrhage|Hemorragia posparto inmediata|PPH
O80|Encounter for full-term uncomplicated delivery|Parto a término sin complicaciones|normal delivery
O82|Encounter for caesarean delivery without indication|Parto por cesárea|
P07.30|Preterm newborn, unspecified weeks of gestation|Recién nacido pretérmino|premature
P22.0|Respiratory distress syndrome of newborn|Síndrome de dificultad respiratoria del recién nacido|
P59.9|Neonatal jaundice, unspecified|Ictericia neonatal, no especificada|
Q21.10|Unspecified atrial septal defect|Comunicación interauricular|ASD;CIA
Q90.9|Down syndrome, unspecified|Síndrome de Down|trisomy 21
R00.2|Palpitations|Palpitaciones|
R05.9|Cough, unspecified|Tos, no especificada|
R06.02|Shortness of breath|Disnea|dyspnoea
R07.9|Chest pain, unspecified|Dolor torácico, no especificado|
R10.9|Unspecified abdominal pain|Dolor abdominal no especificado|
R11.2|Nausea with vomiting, unspecified|Náuseas con vómitos|
R13.10|Dysphagia, unspecified|Disfagia, no especificada|
R17|Unspecified jaundice|Ictericia no especificada|
R20.2|Paraesthesia of skin|Parestesia|tingling
R26.81|Unsteadiness on feet|Inestabilidad|
R31.9|Haematuria, unspecified|Hematuria, no especificada|
R33.9|Retention of urine, unspecified|Retención de orina|
R41.0|Disorientation, unspecified|Desorientación|confusion
R42|Dizziness and giddiness|Mareo y vértigo|
R50.9|Fever, unspecified|Fiebre, no especificada|
R51.9|Headache, unspecified|Cefalea, no especificada|
R53.83|Other fatigue|Otra fatiga|tiredness;cansancio
R55|Syncope and collapse|Síncope y colapso|faint
R56.00|Simple febrile convulsions|Convulsiones febriles simples|
R60.0|Localised oedema|Edema localizado|
R63.4|Abnormal weight loss|Pérdida anormal de peso|
R73.03|Prediabetes|Prediabetes|
R79.89|Other specified abnormal findings of blood chemistry|Otros hallazgos anormales en la bioquímica sanguínea|
S01.90|Unspecified open wound of head|Herida abierta de cabeza|
S06.0X0A|Concussion without loss of consciousness, initial encounter|Conmoción cerebral sin pérdida de conciencia|head injury;TCE
S22.39XA|Fracture of one rib, initial encounter for closed fracture|Fractura de una costilla|
S32.9XXA|Fracture of unspecified part of lumbosacral spine and pelvis|Fractura de columna lumbosacra y pelvis|
S42.009A|Fracture of unspecified part of clavicle, initial encounter|Fractura de clavícula|
S42.209A|Unspecified fracture of upper end of humerus, initial encounter|Fractura del extremo proximal del húmero|
S52.509A|Unspecified fracture of the lower end of radius, initial encounter|Fractura del extremo distal del radio|Colles;wrist fracture
S61.409A|Unspecified open wound of hand, initial encounter|Herida abierta de la mano|
S72.009A|Fracture of unspecified part of neck of femur, initial encounter|Fractura del cuello del fémur|hip fracture;fractura de cadera
S72.309A|Unspecified fracture of shaft of femur, initial encounter|Fractura de diáfisis de fémur|
S82.209A|Unspecified fracture of shaft of tibia, initial encounter|Fractura de diáfisis de tibia|
S82.899A|Other fracture of lower leg, initial encounter|Otra fractura de la pierna|ankle fracture
S83.209A|Unspecified tear of meniscus, current injury|Rotura de menisco, lesión actual|
S83.509A|Sprain of unspecified cruciate ligament of knee|Esguince de ligamento cruzado de rodilla|ACL;LCA
S93.409A|Sprain of unspecified ligament of ankle, initial encounter|Esguince de tobillo|
T14.90XA|Injury, unspecified, initial encounter|Traumatismo, no especificado|
T30.0|Burn of unspecified body region, unspecified degree|Quemadura de región no especificada|
T50.901A|Poisoning by unspecified drugs, accidental, initial encounter|Intoxicación accidental por fármacos|overdose
T78.2XXA|Anaphylactic shock, unspecified, initial encounter|Choque anafiláctico|anaphylaxis
T78.40XA|Allergy, unspecified, initial encounter|Alergia, no especificada|
T81.40XA|Infection following a procedure, unspecified|Infección posterior a un procedimiento|wound infection
U07.1|COVID-19|COVID-19|coronavirus
Z00.00|General adult medical examination without abnormal findings|Examen médico general del adulto sin hallazgos|check-up;revisión
Z00.129|Routine child health examination without abnormal findings|Revisión del niño sano sin hallazgos|
Z01.818|Encounter for other preprocedural examination|Examen preoperatorio|pre-op
Z09|Follow-up examination after completed treatment|Revisión tras tratamiento completado|
Z23|Encounter for immunisation|Consulta para vacunación|vaccination
Z30.9|Encounter for contraceptive management, unspecified|Consulta sobre anticoncepción|
Z34.90|Supervision of normal pregnancy, unspecified trimester|Control de embarazo normal|antenatal
Z38.00|Single liveborn infant, delivered vaginally|Recién nacido único, parto vaginal|
Z47.1|Aftercare following joint replacement surgery|Cuidados posteriores a prótesis articular|
Z48.815|Aftercare following surgery on the digestive system|Cuidados posteriores a cirugía digestiva|
Z51.11|Encounter for antineoplastic chemotherapy|Consulta para quimioterapia antineoplásica|chemo
Z51.5|Encounter for palliative care|Cuidados paliativos|
Z79.01|Long term (current) use of anticoagulants|Uso prolongado de anticoagulantes|warfarin;acenocumarol
Z79.4|Long term (current) use of insulin|Uso prolongado de insulina|
Z85.3|Personal history of malignant neoplasm of breast|Antecedente personal de cáncer de mama|
Z86.73|Personal history of TIA or stroke without residual deficits|Antecedente de AIT o ictus sin secuelas|
Z87.891|Personal history of nicotine dependence|Antecedente de dependencia de nicotina|ex-smoker;exfumador
Z90.49|Acquired absence of other parts of digestive tract|Ausencia adquirida de parte del tubo digestivo|
Z95.0|Presence of cardiac pacemaker|Portador de marcapasos|
Z95.5|Presence of coronary angioplasty implant and graft|Portador de endoprótesis coronaria|stent
Z96.649|Presence of unspecified artificial hip joint|Prótesis de cadera|hip replacement
Z96.659|Presence of unspecified artificial knee joint|Prótesis de rodilla|knee replacement
$codes$, E'\n') as line
cross join lateral string_to_array(line, '|') as part
where line <> '';
