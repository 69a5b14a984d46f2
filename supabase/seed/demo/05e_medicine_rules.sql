/*
 * Rules by which prescriptions are checked, in our own words: the fifteen pairs of classes the ONC's panel called high priority
 * (Phansalkar and others, 2012), and a short list marked as the hospital's own. A licensed table comes by /admin/medicines/rules.
 * A line is: kind | a | b | severity | source | text | in Spanish | below eGFR. a and b are groups or substances.
 */
insert into public.medicine_rules (
  rule_id, kind, group_a, substance_a, group_b, substance_b, severity, source, source_version, text, text_es, below_egfr, hospital
)
select demo.id(format('rule.%s.%s.%s.%s', part[1], part[2], part[3], part[8])), part[1], a.id, case when a.id is null then demo.id('substance.' || part[2]) end,
  b.id, case when b.id is null then demo.id('substance.' || nullif(part[3], '')) end, case part[4] when 'block' then 'block_until_reason' else 'warn' end,
  case part[5] when 'onc' then 'ONC high-priority list' else 'Hospital rule' end, case part[5] when 'onc' then '2012' else '2026-11' end,
  part[6], part[7], nullif(part[8], '')::smallint, part[5] <> 'onc'
from string_to_table($rules$
allergy|penicillins|penicillins|block|h|Allergic to a penicillin: any other penicillin may cause the same reaction.|Alergia a una penicilina: cualquier otra penicilina puede causar la misma reacción.|
allergy|cephalosporins|cephalosporins|block|h|Allergic to a cephalosporin: others may cause the same reaction.|Alergia a una cefalosporina: otras pueden causar la misma reacción.|
allergy|penicillins|cephalosporins|warn|h|Allergic to a penicillin: a few patients also react to cephalosporins. Avoid after anaphylaxis.|Alergia a penicilina: algunos pacientes reaccionan también a las cefalosporinas. Evitar tras anafilaxia.|
allergy|cephalosporins|penicillins|warn|h|Allergic to a cephalosporin: some patients also react to penicillins.|Alergia a una cefalosporina: algunos pacientes reaccionan también a las penicilinas.|
allergy|penicillins|carbapenems|warn|h|Allergic to a penicillin: rarely also to carbapenems.|Alergia a penicilina: rara vez también a carbapenémicos.|
allergy|sulfonamide_antibiotics|sulfonamide_antibiotics|block|h|Allergic to a sulfonamide antibiotic: others may cause the same reaction.|Alergia a una sulfamida antibiótica: otras pueden causar la misma reacción.|
allergy|nsaids|nsaids|block|h|Reacted to an NSAID: others may do the same, asthma above all.|Reacción a un AINE: otros pueden causar lo mismo, sobre todo asma.|
allergy|phenanthrene_opioids|phenanthrene_opioids|warn|h|Reacted to morphine, codeine or a relative: these may do the same.|Reacción a morfina, codeína o afines: estos pueden causar lo mismo.|
allergy|macrolides|macrolides|warn|h|Allergic to a macrolide: others may cause the same reaction.|Alergia a un macrólido: otros pueden causar la misma reacción.|
allergy|quinolones|quinolones|block|h|Allergic to a quinolone: others may cause the same reaction.|Alergia a una quinolona: otras pueden causar la misma reacción.|
allergy|aminoglycosides|aminoglycosides|block|h|Allergic to an aminoglycoside: others may cause the same reaction.|Alergia a un aminoglucósido: otros pueden causar la misma reacción.|
allergy|iodinated_contrast|iodinated_contrast|block|h|Reacted to iodinated contrast before.|Reacción previa a contraste yodado.|
allergy|local_anaesthetics|local_anaesthetics|block|h|Allergic to an amide local anaesthetic: others may cause the same reaction.|Alergia a un anestésico local amídico: otros pueden causar la misma reacción.|
allergy|aromatic_antiepileptics|aromatic_antiepileptics|block|h|Severe skin reactions cross between carbamazepine, phenytoin and lamotrigine.|Las reacciones cutáneas graves se cruzan entre carbamazepina, fenitoína y lamotrigina.|
duplicate|ace_inhibitors||block|h|Two ACE inhibitors at a time.|Dos IECA a la vez.|
duplicate|raas||warn|h|Two medicines that block the renin–angiotensin system.|Dos bloqueantes del sistema renina-angiotensina.|
duplicate|anticoagulants||block|h|Two anticoagulants at a time.|Dos anticoagulantes a la vez.|
duplicate|nsaids||block|h|Two NSAIDs at a time.|Dos AINE a la vez.|
duplicate|benzodiazepines||warn|h|Two benzodiazepines at a time.|Dos benzodiazepinas a la vez.|
duplicate|statins||block|h|Two statins at a time.|Dos estatinas a la vez.|
duplicate|ppis||warn|h|Two proton pump inhibitors at a time.|Dos inhibidores de la bomba de protones a la vez.|
duplicate|ssris||block|h|Two SSRIs at a time.|Dos ISRS a la vez.|
duplicate|beta_blockers||block|h|Two beta blockers at a time.|Dos betabloqueantes a la vez.|
duplicate|sulfonylureas||block|h|Two sulfonylureas at a time.|Dos sulfonilureas a la vez.|
duplicate|basal_insulins||block|h|Two basal insulins at a time.|Dos insulinas basales a la vez.|
duplicate|dihydropyridines||warn|h|Two dihydropyridines at a time.|Dos dihidropiridinas a la vez.|
duplicate|corticosteroids||warn|h|Two systemic corticosteroids at a time.|Dos corticoides sistémicos a la vez.|
interaction|amphetamines|maois|block|onc|Amphetamines with an MAO inhibitor: hypertensive crisis.|Anfetaminas con un IMAO: crisis hipertensiva.|
interaction|ssris|maois|block|onc|An SSRI with an MAO inhibitor: serotonin syndrome.|Un ISRS con un IMAO: síndrome serotoninérgico.|
interaction|tricyclics|maois|block|onc|A tricyclic with an MAO inhibitor: serotonin syndrome and hypertensive crisis.|Un tricíclico con un IMAO: síndrome serotoninérgico y crisis hipertensiva.|
interaction|serotonergic_opioids|maois|block|onc|A serotonergic opioid with an MAO inhibitor: serotonin syndrome, which may be fatal.|Un opioide serotoninérgico con un IMAO: síndrome serotoninérgico, que puede ser mortal.|
interaction|triptans|maois|block|onc|A triptan with an MAO inhibitor: far more triptan in the blood, serotonin syndrome.|Un triptán con un IMAO: mucho más triptán en sangre, síndrome serotoninérgico.|
interaction|Tranylcypromine|Procarbazine|block|onc|Tranylcypromine with procarbazine: both block MAO; hypertensive crisis.|Tranilcipromina con procarbazina: ambas inhiben la MAO; crisis hipertensiva.|
interaction|qt_high|qt_high|block|onc|Two medicines with a high risk of QT prolongation: torsades de pointes.|Dos medicamentos con alto riesgo de prolongar el QT: torsades de pointes.|
interaction|cyp3a4_statins|strong_cyp3a4_inhibitors|block|onc|Simvastatin or lovastatin with a strong CYP3A4 inhibitor: muscle breakdown.|Simvastatina o lovastatina con un inhibidor potente del CYP3A4: rabdomiólisis.|
interaction|cyp3a4_statins|protease_inhibitors|block|onc|Simvastatin or lovastatin with an HIV protease inhibitor: muscle breakdown.|Simvastatina o lovastatina con un inhibidor de la proteasa del VIH: rabdomiólisis.|
interaction|ergots|strong_cyp3a4_inhibitors|block|onc|An ergot with a strong CYP3A4 inhibitor: loss of blood flow to limbs and organs.|Un ergótico con un inhibidor potente del CYP3A4: isquemia de extremidades y órganos.|
interaction|ergots|protease_inhibitors|block|onc|An ergot with an HIV protease inhibitor: loss of blood flow to limbs and organs.|Un ergótico con un inhibidor de la proteasa del VIH: isquemia de extremidades y órganos.|
interaction|Irinotecan|strong_cyp3a4_inhibitors|block|onc|Irinotecan with a strong CYP3A4 inhibitor: severe toxicity.|Irinotecán con un inhibidor potente del CYP3A4: toxicidad grave.|
interaction|protease_inhibitors|strong_cyp3a4_inducers|block|onc|An HIV protease inhibitor with a strong CYP3A4 inducer: treatment fails.|Un inhibidor de la proteasa del VIH con un inductor potente del CYP3A4: fracaso del tratamiento.|
interaction|Atazanavir|ppis|block|onc|Atazanavir with a proton pump inhibitor: it is not absorbed.|Atazanavir con un inhibidor de la bomba de protones: no se absorbe.|
interaction|Febuxostat|thiopurines|block|onc|Febuxostat with azathioprine or mercaptopurine: bone marrow failure.|Febuxostat con azatioprina o mercaptopurina: aplasia medular.|
interaction|Tizanidine|strong_cyp1a2_inhibitors|block|onc|Tizanidine with a strong CYP1A2 inhibitor: deep sedation and low blood pressure.|Tizanidina con un inhibidor potente del CYP1A2: sedación profunda e hipotensión.|
interaction|Ramelteon|strong_cyp1a2_inhibitors|block|onc|Ramelteon with a strong CYP1A2 inhibitor: far more of it in the blood.|Ramelteón con un inhibidor potente del CYP1A2: concentración mucho mayor en sangre.|
interaction|vka|nsaids|block|h|A vitamin K antagonist with an NSAID: serious bleeding.|Un antagonista de la vitamina K con un AINE: hemorragia grave.|
interaction|anticoagulants|nsaids|warn|h|An anticoagulant with an NSAID: more bleeding. Protect the stomach or choose another.|Un anticoagulante con un AINE: más hemorragias. Proteger el estómago o elegir otro.|
interaction|anticoagulants|antiplatelets|warn|h|An anticoagulant with an antiplatelet: more bleeding. Is the indication for both still there?|Un anticoagulante con un antiagregante: más hemorragias. ¿Sigue indicada la combinación?|
interaction|vka|Metronidazole|block|h|A vitamin K antagonist with metronidazole: the INR rises. Check it within days.|Un antagonista de la vitamina K con metronidazol: sube el INR. Controlarlo en días.|
interaction|vka|Fluconazole|block|h|A vitamin K antagonist with fluconazole: the INR rises. Check it within days.|Un antagonista de la vitamina K con fluconazol: sube el INR. Controlarlo en días.|
interaction|vka|Sulfamethoxazole|block|h|A vitamin K antagonist with co-trimoxazole: the INR rises.|Un antagonista de la vitamina K con cotrimoxazol: sube el INR.|
interaction|vka|Amiodarone|block|h|A vitamin K antagonist with amiodarone: the INR rises for weeks; lower the dose.|Un antagonista de la vitamina K con amiodarona: sube el INR durante semanas; bajar la dosis.|
interaction|raas|potassium|block|h|ACE inhibitor or sartan with potassium: high potassium. Check it.|IECA o sartán con potasio: hiperpotasemia. Controlar el potasio.|
interaction|raas|potassium_sparing|warn|h|ACE inhibitor or sartan with a potassium-sparing diuretic: check potassium and kidneys.|IECA o sartán con un diurético ahorrador de potasio: controlar potasio y función renal.|
interaction|potassium_sparing|potassium|block|h|Potassium-sparing diuretic with potassium: dangerous high potassium.|Diurético ahorrador de potasio con potasio: hiperpotasemia peligrosa.|
interaction|raas|nsaids|warn|h|ACE inhibitor or sartan with an NSAID: the kidneys may fail, more so with a diuretic.|IECA o sartán con un AINE: riesgo de fallo renal, mayor con un diurético.|
interaction|Methotrexate|Trimethoprim|block|h|Methotrexate with trimethoprim: bone marrow failure.|Metotrexato con trimetoprima: aplasia medular.|
interaction|Methotrexate|nsaids|warn|h|Methotrexate with an NSAID: more methotrexate in the blood. Watch blood count and kidneys.|Metotrexato con un AINE: más metotrexato en sangre. Vigilar hemograma y función renal.|
interaction|Clopidogrel|Omeprazole|warn|h|Omeprazole makes clopidogrel work less: choose pantoprazole.|El omeprazol reduce el efecto del clopidogrel: elegir pantoprazol.|
interaction|Clopidogrel|Esomeprazole|warn|h|Esomeprazole makes clopidogrel work less: choose pantoprazole.|El esomeprazol reduce el efecto del clopidogrel: elegir pantoprazol.|
interaction|Digoxin|Verapamil|block|h|Digoxin with verapamil: digoxin rises, slow heart. Halve digoxin and check its level.|Digoxina con verapamilo: sube la digoxina, bradicardia. Reducir la digoxina a la mitad y medir niveles.|
interaction|Digoxin|Amiodarone|block|h|Digoxin with amiodarone: digoxin rises. Halve it and check its level.|Digoxina con amiodarona: sube la digoxina. Reducirla a la mitad y medir niveles.|
interaction|beta_blockers|rate_limiting_ccb|block|h|A beta blocker with verapamil or diltiazem: heart block and failure.|Un betabloqueante con verapamilo o diltiazem: bloqueo e insuficiencia cardiaca.|
interaction|nitrates|pde5_inhibitors|block|h|A nitrate with a PDE5 inhibitor: collapse of blood pressure.|Un nitrato con un inhibidor de la PDE5: hipotensión grave.|
interaction|Allopurinol|thiopurines|block|h|Allopurinol with azathioprine or mercaptopurine: bone marrow failure. Quarter the dose or avoid.|Alopurinol con azatioprina o mercaptopurina: aplasia medular. Reducir a un cuarto o evitar.|
interaction|Lithium carbonate|nsaids|block|h|Lithium with an NSAID: lithium poisoning.|Litio con un AINE: intoxicación por litio.|
interaction|Lithium carbonate|raas|block|h|Lithium with an ACE inhibitor or sartan: lithium poisoning.|Litio con un IECA o sartán: intoxicación por litio.|
interaction|Lithium carbonate|thiazides|block|h|Lithium with a thiazide: lithium poisoning.|Litio con una tiazida: intoxicación por litio.|
interaction|opioids|benzodiazepines|warn|h|An opioid with a benzodiazepine: deep sedation, breathing may stop.|Un opioide con una benzodiazepina: sedación profunda y depresión respiratoria.|
interaction|ssris|serotonergic_opioids|warn|h|An SSRI with tramadol or pethidine: serotonin syndrome, seizures.|Un ISRS con tramadol o petidina: síndrome serotoninérgico, convulsiones.|
interaction|ssris|nsaids|warn|h|An SSRI with an NSAID: more bleeding from the stomach.|Un ISRS con un AINE: más hemorragia digestiva.|
interaction|Levothyroxine|Calcium carbonate|warn|h|Calcium keeps levothyroxine from being absorbed: four hours apart.|El calcio impide absorber la levotiroxina: separar cuatro horas.|
interaction|Levothyroxine|Ferrous sulfate|warn|h|Iron keeps levothyroxine from being absorbed: four hours apart.|El hierro impide absorber la levotiroxina: separar cuatro horas.|
interaction|quinolones|Calcium carbonate|warn|h|Calcium keeps quinolones from being absorbed: two hours apart.|El calcio impide absorber las quinolonas: separar dos horas.|
interaction|Colchicine|strong_cyp3a4_inhibitors|block|h|Colchicine with a strong CYP3A4 inhibitor: fatal poisoning.|Colchicina con un inhibidor potente del CYP3A4: intoxicación mortal.|
interaction|Valproic acid|carbapenems|block|h|A carbapenem takes valproate out of the blood: seizures.|Un carbapenémico reduce el valproato en sangre: convulsiones.|
interaction|Theophylline|Ciprofloxacin|block|h|Ciprofloxacin with theophylline: theophylline poisoning.|Ciprofloxacino con teofilina: intoxicación por teofilina.|
interaction|strong_cyp3a4_inducers|Ethinylestradiol|warn|h|An enzyme inducer makes the pill fail: other contraception.|Un inductor enzimático anula la píldora: otra anticoncepción.|
interaction|strong_cyp3a4_inducers|anticoagulants|warn|h|An enzyme inducer makes anticoagulants work less.|Un inductor enzimático reduce el efecto de los anticoagulantes.|
pregnancy|retinoids||block|h|Causes severe malformations. Not in pregnancy.|Causa malformaciones graves. Contraindicado en el embarazo.|
pregnancy|Methotrexate||block|h|Ends pregnancies and causes malformations.|Abortivo y teratógeno.|
pregnancy|Valproic acid||block|h|Malformations and harm to the child's development. Not in pregnancy unless nothing else works.|Malformaciones y daño al desarrollo del niño. No usar en el embarazo salvo que no haya alternativa.|
pregnancy|raas||block|h|Harms the unborn child's kidneys. Not in pregnancy.|Daña los riñones del feto. Contraindicado en el embarazo.|
pregnancy|vka||block|h|Malformations and bleeding of the unborn child. Use heparin.|Malformaciones y hemorragia fetal. Usar heparina.|
pregnancy|statins||block|h|Stopped in pregnancy.|Se suspenden en el embarazo.|
pregnancy|nsaids||warn|h|Not from week 20 on: kidneys and circulation of the unborn child.|No desde la semana 20: riñones y circulación fetales.|
pregnancy|tetracyclines||block|h|Harms teeth and bones of the unborn child.|Daña dientes y huesos del feto.|
pregnancy|quinolones||warn|h|Choose another antibiotic in pregnancy.|Elegir otro antibiótico en el embarazo.|
pregnancy|Lithium carbonate||block|h|Malformations of the heart: only by a specialist.|Malformaciones cardiacas: solo por especialista.|
pregnancy|Carbamazepine||warn|h|More malformations: a specialist decides.|Más malformaciones: decide un especialista.|
pregnancy|Phenytoin||warn|h|More malformations: a specialist decides.|Más malformaciones: decide un especialista.|
pregnancy|benzodiazepines||warn|h|Withdrawal and floppiness of the newborn near birth.|Abstinencia e hipotonía del recién nacido cerca del parto.|
pregnancy|Finasteride||block|h|Harms boys before birth.|Daña al feto varón.|
pregnancy|Thiamazole||warn|h|Malformations in the first three months: a specialist decides.|Malformaciones en el primer trimestre: decide un especialista.|
pregnancy|ergots||block|h|Contracts the womb.|Contrae el útero.|
pregnancy|thiopurines||warn|h|A specialist decides.|Decide un especialista.|
pregnancy|Fluconazole||warn|h|High doses cause malformations.|Las dosis altas causan malformaciones.|
lactation|Lithium carbonate||block|h|Passes into the milk: may poison the child.|Pasa a la leche: puede intoxicar al niño.|
lactation|Methotrexate||block|h|Not while breast-feeding.|No durante la lactancia.|
lactation|Codeine||block|h|Some mothers make much morphine of it: the child may stop breathing.|Algunas madres lo convierten en mucha morfina: depresión respiratoria del niño.|
lactation|opioids||warn|h|Passes into the milk: watch the child's sleep and breathing.|Pasa a la leche: vigilar sueño y respiración del niño.|
lactation|retinoids||block|h|Not while breast-feeding.|No durante la lactancia.|
lactation|Amiodarone||block|h|Harms the child's thyroid.|Daña el tiroides del niño.|
lactation|benzodiazepines||warn|h|Makes the child drowsy.|Adormece al niño.|
renal|Metformin||block|h|Below an eGFR of 30: stop (lactic acidosis).|Con FGe por debajo de 30: suspender (acidosis láctica).|30
renal|Metformin||warn|h|Below an eGFR of 45: at most 1000 mg a day.|Con FGe por debajo de 45: máximo 1000 mg al día.|45
renal|nsaids||block|h|Below an eGFR of 30: do not give NSAIDs.|Con FGe por debajo de 30: no dar AINE.|30
renal|nsaids||warn|h|Below an eGFR of 60: short, and with the kidneys checked.|Con FGe por debajo de 60: poco tiempo y controlando la función renal.|60
renal|Nitrofurantoin||block|h|Below an eGFR of 45 it does not reach the urine, and harms nerves.|Con FGe por debajo de 45 no alcanza la orina y daña los nervios.|45
renal|Dabigatran||block|h|Below an eGFR of 30: not dabigatran.|Con FGe por debajo de 30: no usar dabigatrán.|30
renal|Rivaroxaban||warn|h|Below an eGFR of 50: 15 mg a day.|Con FGe por debajo de 50: 15 mg al día.|50
renal|Apixaban||warn|h|Below an eGFR of 30: 2.5 mg twice a day.|Con FGe por debajo de 30: 2,5 mg dos veces al día.|30
renal|Edoxaban||warn|h|Below an eGFR of 50: 30 mg a day.|Con FGe por debajo de 50: 30 mg al día.|50
renal|Enoxaparin||warn|h|Below an eGFR of 30: once a day instead of twice.|Con FGe por debajo de 30: una vez al día en lugar de dos.|30
renal|Digoxin||warn|h|Below an eGFR of 50: lower dose, and check its level.|Con FGe por debajo de 50: reducir la dosis y medir niveles.|50
renal|Gabapentin||warn|h|Below an eGFR of 60: lower dose.|Con FGe por debajo de 60: reducir la dosis.|60
renal|Pregabalin||warn|h|Below an eGFR of 60: lower dose.|Con FGe por debajo de 60: reducir la dosis.|60
renal|Morphine||warn|h|Below an eGFR of 30 it builds up: less, or another opioid.|Con FGe por debajo de 30 se acumula: menos dosis u otro opioide.|30
renal|aminoglycosides||warn|h|Below an eGFR of 60: longer intervals by blood levels.|Con FGe por debajo de 60: espaciar según niveles.|60
renal|Vancomycin||warn|h|Below an eGFR of 60: by blood levels.|Con FGe por debajo de 60: según niveles.|60
renal|Methotrexate||block|h|Below an eGFR of 30: not methotrexate.|Con FGe por debajo de 30: no usar metotrexato.|30
renal|Allopurinol||warn|h|Below an eGFR of 60: begin with 100 mg.|Con FGe por debajo de 60: empezar con 100 mg.|60
renal|Colchicine||warn|h|Below an eGFR of 30: half the dose, not again within two weeks.|Con FGe por debajo de 30: media dosis, sin repetir en dos semanas.|30
renal|potassium_sparing||block|h|Below an eGFR of 30: dangerous high potassium.|Con FGe por debajo de 30: hiperpotasemia peligrosa.|30
renal|potassium||warn|h|Below an eGFR of 60: check potassium often.|Con FGe por debajo de 60: controlar el potasio con frecuencia.|60
renal|Lithium carbonate||block|h|Below an eGFR of 30: not lithium.|Con FGe por debajo de 30: no usar litio.|30
renal|Levetiracetam||warn|h|Below an eGFR of 50: lower dose.|Con FGe por debajo de 50: reducir la dosis.|50
renal|Aciclovir||warn|h|Below an eGFR of 50: lower dose and plenty to drink.|Con FGe por debajo de 50: reducir la dosis y buena hidratación.|50
renal|Sitagliptin||warn|h|Below an eGFR of 45: 50 mg a day.|Con FGe por debajo de 45: 50 mg al día.|45
renal|Alendronic acid||block|h|Below an eGFR of 35: not alendronate.|Con FGe por debajo de 35: no usar alendronato.|35
$rules$, E'\n') as line
cross join lateral string_to_array(line, '|') as part
left join public.substance_groups a on a.id = part[2]
left join public.substance_groups b on b.id = part[3]
where line <> '';
