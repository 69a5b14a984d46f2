/*
 * The catalogue of medicines, typed by hand for the demonstration: substances by their international names, with the groups
 * they are of and how much of them is usually given; then some 250 medicines, all mapped. No licensed text: names and amounts as they
 * are commonly known. A hospital checks them with its pharmacy before anybody relies on them.
 *
 * A group is: id | name | in Spanish | synonyms. A substance: name | in Spanish | groups | synonyms | doses, each
 * `route [kg] least-most/most in a day unit[ @months from-until][ !days between]`; adults from twelve years on, without @.
 */
insert into public.substance_groups (id, name, name_es, synonyms)
select part[1], part[2], part[3], array_remove(string_to_array(coalesce(part[4], ''), ';'), '')
from string_to_table($groups$
penicillins|Penicillins|Penicilinas|penicillin;penicilina
cephalosporins|Cephalosporins|Cefalosporinas|cephalosporin;cefalosporina
carbapenems|Carbapenems|Carbapenémicos|carbapenem
macrolides|Macrolides|Macrólidos|macrolide;macrólido
quinolones|Quinolones|Quinolonas|quinolone;quinolona;fluoroquinolone
tetracyclines|Tetracyclines|Tetraciclinas|tetracycline;tetraciclina
aminoglycosides|Aminoglycosides|Aminoglucósidos|aminoglycoside
sulfonamide_antibiotics|Sulfonamide antibiotics|Sulfamidas antibióticas|sulfonamide;sulfonamides;sulfa;sulfamida;sulfamidas;sulphonamide
nsaids|NSAIDs|AINE|NSAID;antiinflamatorio no esteroideo;anti inflammatories
opioids|Opioids|Opioides|opioid;opiate;opiates;opioide;opiáceos
phenanthrene_opioids|Phenanthrene opioids|Opioides fenantrénicos|
serotonergic_opioids|Serotonergic opioids|Opioides serotoninérgicos|
iodinated_contrast|Iodinated contrast media|Contrastes yodados|iodinated contrast;contrast media;contraste yodado;contrast
latex|Latex|Látex|
peanut|Peanut|Cacahuete|peanuts;arachis
egg|Egg|Huevo|eggs
bee_venom|Bee venom|Veneno de abeja|bee sting;picadura de abeja
local_anaesthetics|Amide local anaesthetics|Anestésicos locales amídicos|local anaesthetic;local anesthetic;anestésico local
ace_inhibitors|ACE inhibitors|IECA|ACE inhibitor
arbs|Angiotensin receptor blockers|ARA-II|ARB;sartan
raas|Renin–angiotensin blockers|Bloqueantes del sistema renina-angiotensina|
beta_blockers|Beta blockers|Betabloqueantes|beta blocker
rate_limiting_ccb|Rate-limiting calcium channel blockers|Calcioantagonistas no dihidropiridínicos|
dihydropyridines|Dihydropyridines|Dihidropiridinas|
thiazides|Thiazides|Tiazidas|
loop_diuretics|Loop diuretics|Diuréticos del asa|
potassium_sparing|Potassium-sparing diuretics|Diuréticos ahorradores de potasio|
potassium|Potassium salts|Sales de potasio|
statins|Statins|Estatinas|statin;estatina
cyp3a4_statins|Simvastatin and lovastatin|Simvastatina y lovastatina|
ppis|Proton pump inhibitors|Inhibidores de la bomba de protones|PPI
h2_blockers|H2 blockers|Antihistamínicos H2|
benzodiazepines|Benzodiazepines|Benzodiazepinas|benzodiazepine;benzodiazepina
ssris|SSRIs|ISRS|SSRI
snris|SNRIs|IRSN|
tricyclics|Tricyclic antidepressants|Antidepresivos tricíclicos|tricyclic
maois|MAO inhibitors|IMAO|MAOI
antipsychotics|Antipsychotics|Antipsicóticos|
amphetamines|Amphetamines and relatives|Anfetaminas y afines|
triptans|Triptans|Triptanes|
ergots|Ergot alkaloids|Ergóticos|
anticoagulants|Anticoagulants|Anticoagulantes|
vka|Vitamin K antagonists|Antagonistas de la vitamina K|
heparins|Heparins|Heparinas|heparin;heparina
antiplatelets|Antiplatelets|Antiagregantes|
qt_high|High risk of QT prolongation|Alto riesgo de prolongar el QT|
strong_cyp3a4_inhibitors|Strong CYP3A4 inhibitors|Inhibidores potentes del CYP3A4|
strong_cyp3a4_inducers|Strong CYP3A4 inducers|Inductores potentes del CYP3A4|
protease_inhibitors|HIV protease inhibitors|Inhibidores de la proteasa del VIH|
strong_cyp1a2_inhibitors|Strong CYP1A2 inhibitors|Inhibidores potentes del CYP1A2|
thiopurines|Thiopurines|Tiopurinas|
sulfonylureas|Sulfonylureas|Sulfonilureas|
insulins|Insulins|Insulinas|insulin;insulina
basal_insulins|Basal insulins|Insulinas basales|
corticosteroids|Systemic corticosteroids|Corticoides sistémicos|
bisphosphonates|Bisphosphonates|Bifosfonatos|
nitrates|Nitrates|Nitratos|
pde5_inhibitors|PDE5 inhibitors|Inhibidores de la PDE5|
aromatic_antiepileptics|Aromatic antiepileptics|Antiepilépticos aromáticos|
sedatives|Sedatives|Sedantes|
retinoids|Oral retinoids|Retinoides orales|
short_beta_agonists|Short-acting beta agonists|Agonistas beta de acción corta|
$groups$, E'\n') as line
cross join lateral string_to_array(line, '|') as part
where line <> '';

create table demo.substance_lines as
select part[1] as name, part[2] as name_es, array_remove(string_to_array(coalesce(part[3], ''), ';'), '') as groups,
  array_remove(string_to_array(coalesce(part[4], ''), ';'), '') as synonyms, array_remove(string_to_array(coalesce(part[5], ''), ';'), '') as doses
from string_to_table($substances$
Paracetamol|Paracetamol||acetaminophen;acetaminofén|oral 325-1000/4000 mg;oral kg 10-15/75 mg @1-144;intravenous 500-1000/4000 mg;intravenous kg 10-15/60 mg @1-144;rectal 500-1000/4000 mg;rectal kg 10-20/75 mg @3-144
Ibuprofen|Ibuprofeno|nsaids||oral 200-800/2400 mg;oral kg 4-10/30 mg @3-144
Naproxen|Naproxeno|nsaids||oral 250-500/1250 mg
Diclofenac|Diclofenaco|nsaids||oral 25-75/150 mg;intramuscular 75-75/150 mg;rectal 50-100/150 mg
Dexketoprofen|Dexketoprofeno|nsaids||oral 12.5-25/75 mg;intravenous 50-50/150 mg
Ketorolac|Ketorolaco|nsaids||oral 10-10/40 mg;intravenous 10-30/90 mg
Celecoxib|Celecoxib|nsaids||oral 100-200/400 mg
Acetylsalicylic acid|Ácido acetilsalicílico|nsaids;antiplatelets|aspirin;aspirina|oral 75-1000/4000 mg
Metamizole|Metamizol||dipyrone;nolotil|oral 500-1000/4000 mg;intravenous 1000-2500/5000 mg
Morphine|Morfina|opioids;phenanthrene_opioids;sedatives||oral 5-60/200 mg;intravenous 1-10/60 mg;subcutaneous 2-10/60 mg;oral kg 0.1-0.3/1.8 mg @12-144
Oxycodone|Oxicodona|opioids;phenanthrene_opioids;sedatives||oral 5-40/160 mg
Codeine|Codeína|opioids;phenanthrene_opioids;sedatives||oral 15-60/240 mg
Tramadol|Tramadol|opioids;serotonergic_opioids;sedatives||oral 50-200/400 mg;intravenous 50-100/400 mg
Fentanyl|Fentanilo|opioids;sedatives||intravenous 25-100/1200 ug;transdermal 12-100/100 ug !3
Pethidine|Petidina|opioids;serotonergic_opioids;sedatives|meperidine;meperidina|intramuscular 25-100/600 mg
Methadone|Metadona|opioids;serotonergic_opioids;qt_high;sedatives||oral 5-60/120 mg
Buprenorphine|Buprenorfina|opioids;phenanthrene_opioids;sedatives||sublingual 0.2-8/24 mg
Naloxone|Naloxona|||intravenous 0.1-2/10 mg
Sumatriptan|Sumatriptán|triptans||oral 50-100/300 mg;subcutaneous 6-6/12 mg
Rizatriptan|Rizatriptán|triptans||oral 5-10/20 mg
Ergotamine|Ergotamina|ergots||oral 1-2/6 mg
Amoxicillin|Amoxicilina|penicillins||oral 250-1000/3000 mg;oral kg 10-45/90 mg @1-144
Clavulanic acid|Ácido clavulánico|||oral 62.5-125/375 mg;oral kg 1.2-6.4/12.8 mg @1-144;intravenous 100-200/1200 mg
Ampicillin|Ampicilina|penicillins||intravenous 500-2000/12000 mg
Benzylpenicillin|Bencilpenicilina|penicillins|penicillin G;penicilina G|intravenous 600-2400/14400 mg
Phenoxymethylpenicillin|Fenoximetilpenicilina|penicillins|penicillin V;penicilina V|oral 250-1000/4000 mg
Cloxacillin|Cloxacilina|penicillins||oral 500-1000/4000 mg;intravenous 1000-2000/12000 mg
Piperacillin|Piperacilina|penicillins||intravenous 2000-4000/16000 mg
Tazobactam|Tazobactam|||intravenous 250-500/2000 mg
Cefuroxime|Cefuroxima|cephalosporins||oral 250-500/1000 mg;intravenous 750-1500/6000 mg
Ceftriaxone|Ceftriaxona|cephalosporins||intravenous 1000-2000/4000 mg;intramuscular 250-2000/2000 mg;intravenous kg 50-100/100 mg @1-144
Cefotaxime|Cefotaxima|cephalosporins||intravenous 1000-2000/12000 mg
Ceftazidime|Ceftazidima|cephalosporins||intravenous 1000-2000/6000 mg
Cefazolin|Cefazolina|cephalosporins||intravenous 1000-2000/6000 mg
Cefalexin|Cefalexina|cephalosporins|cephalexin|oral 250-1000/4000 mg
Meropenem|Meropenem|carbapenems||intravenous 500-2000/6000 mg
Ertapenem|Ertapenem|carbapenems||intravenous 1000-1000/1000 mg
Azithromycin|Azitromicina|macrolides;qt_high||oral 250-500/500 mg;oral kg 10-10/10 mg @6-144
Clarithromycin|Claritromicina|macrolides;strong_cyp3a4_inhibitors;qt_high||oral 250-500/1000 mg;oral kg 7.5-7.5/15 mg @6-144
Erythromycin|Eritromicina|macrolides;qt_high||oral 250-1000/4000 mg
Ciprofloxacin|Ciprofloxacino|quinolones;strong_cyp1a2_inhibitors||oral 250-750/1500 mg;intravenous 200-400/1200 mg
Levofloxacin|Levofloxacino|quinolones||oral 250-500/1000 mg;intravenous 250-500/1000 mg
Moxifloxacin|Moxifloxacino|quinolones;qt_high||oral 400-400/400 mg
Doxycycline|Doxiciclina|tetracyclines||oral 50-200/200 mg
Gentamicin|Gentamicina|aminoglycosides||intravenous 60-480/480 mg
Amikacin|Amikacina|aminoglycosides||intravenous 250-1500/1500 mg
Vancomycin|Vancomicina|||intravenous 500-2000/4000 mg;oral 125-500/2000 mg
Linezolid|Linezolid|maois||oral 600-600/1200 mg;intravenous 600-600/1200 mg
Clindamycin|Clindamicina|||oral 150-450/1800 mg;intravenous 300-900/2700 mg
Metronidazole|Metronidazol|||oral 250-500/2000 mg;intravenous 500-500/2000 mg
Nitrofurantoin|Nitrofurantoína|||oral 50-100/400 mg
Fosfomycin|Fosfomicina|||oral 3000-3000/3000 mg
Sulfamethoxazole|Sulfametoxazol|sulfonamide_antibiotics||oral 400-800/1600 mg;oral kg 18-24/48 mg @2-144
Trimethoprim|Trimetoprima|||oral 80-200/400 mg;oral kg 3.6-4.8/9.6 mg @2-144
Sulfadiazine|Sulfadiazina|sulfonamide_antibiotics||oral 500-1500/6000 mg
Rifampicin|Rifampicina|strong_cyp3a4_inducers|rifampin|oral 300-600/600 mg
Isoniazid|Isoniazida|||oral 300-300/300 mg
Fluconazole|Fluconazol|||oral 50-400/800 mg;intravenous 100-400/800 mg
Itraconazole|Itraconazol|strong_cyp3a4_inhibitors||oral 100-200/400 mg
Voriconazole|Voriconazol|strong_cyp3a4_inhibitors||oral 200-400/800 mg
Nystatin|Nistatina|||oral 100000-500000/2000000 [iU];oral 100000-200000/800000 [iU] @1-144
Aciclovir|Aciclovir|||oral 200-800/4000 mg;intravenous 250-800/2400 mg
Valaciclovir|Valaciclovir|||oral 500-1000/3000 mg
Oseltamivir|Oseltamivir|||oral 30-75/150 mg
Ritonavir|Ritonavir|protease_inhibitors;strong_cyp3a4_inhibitors||oral 100-600/1200 mg
Nirmatrelvir|Nirmatrelvir|||oral 150-300/600 mg
Atazanavir|Atazanavir|protease_inhibitors||oral 300-400/400 mg
Darunavir|Darunavir|protease_inhibitors||oral 600-800/1200 mg
Enalapril|Enalapril|ace_inhibitors;raas||oral 2.5-20/40 mg
Ramipril|Ramipril|ace_inhibitors;raas||oral 1.25-10/10 mg
Lisinopril|Lisinopril|ace_inhibitors;raas||oral 2.5-40/80 mg
Captopril|Captopril|ace_inhibitors;raas||oral 6.25-50/150 mg
Losartan|Losartán|arbs;raas||oral 25-100/100 mg
Valsartan|Valsartán|arbs;raas||oral 40-160/320 mg
Sacubitril|Sacubitrilo|||oral 24-97/194 mg
Candesartan|Candesartán|arbs;raas||oral 4-32/32 mg
Irbesartan|Irbesartán|arbs;raas||oral 75-300/300 mg
Bisoprolol|Bisoprolol|beta_blockers||oral 1.25-10/20 mg
Metoprolol|Metoprolol|beta_blockers||oral 25-100/400 mg
Atenolol|Atenolol|beta_blockers||oral 25-100/100 mg
Carvedilol|Carvedilol|beta_blockers||oral 3.125-25/100 mg
Propranolol|Propranolol|beta_blockers||oral 10-80/320 mg
Amlodipine|Amlodipino|dihydropyridines||oral 2.5-10/10 mg
Nifedipine|Nifedipino|dihydropyridines||oral 20-60/120 mg
Verapamil|Verapamilo|rate_limiting_ccb||oral 40-240/480 mg
Diltiazem|Diltiazem|rate_limiting_ccb||oral 60-300/360 mg
Hydrochlorothiazide|Hidroclorotiazida|thiazides||oral 12.5-50/50 mg
Indapamide|Indapamida|thiazides||oral 1.25-2.5/2.5 mg
Furosemide|Furosemida|loop_diuretics||oral 20-80/500 mg;intravenous 20-100/500 mg;oral kg 0.5-2/6 mg @1-144
Torasemide|Torasemida|loop_diuretics||oral 5-20/40 mg
Spironolactone|Espironolactona|potassium_sparing||oral 12.5-100/400 mg
Eplerenone|Eplerenona|potassium_sparing||oral 25-50/50 mg
Amiloride|Amilorida|potassium_sparing||oral 2.5-10/20 mg
Potassium chloride|Cloruro de potasio|potassium||oral 600-1800/6000 mg;intravenous 750-3000/9000 mg
Digoxin|Digoxina|||oral 62.5-250/250 ug
Amiodarone|Amiodarona|qt_high||oral 100-400/1200 mg
Flecainide|Flecainida|||oral 50-150/300 mg
Sotalol|Sotalol|beta_blockers;qt_high||oral 40-160/320 mg
Glyceryl trinitrate|Nitroglicerina|nitrates|nitroglycerin|sublingual 0.4-0.8/2.4 mg;transdermal 5-15/15 mg
Isosorbide mononitrate|Mononitrato de isosorbida|nitrates||oral 20-60/120 mg
Sildenafil|Sildenafilo|pde5_inhibitors||oral 20-100/100 mg
Tadalafil|Tadalafilo|pde5_inhibitors||oral 2.5-20/20 mg
Doxazosin|Doxazosina|||oral 1-8/16 mg
Tamsulosin|Tamsulosina|||oral 0.4-0.4/0.4 mg
Finasteride|Finasterida|||oral 5-5/5 mg
Warfarin|Warfarina|anticoagulants;vka||oral 0.5-10/15 mg
Acenocoumarol|Acenocumarol|anticoagulants;vka|sintrom|oral 0.5-8/10 mg
Apixaban|Apixabán|anticoagulants||oral 2.5-10/20 mg
Rivaroxaban|Rivaroxabán|anticoagulants||oral 2.5-20/30 mg
Dabigatran|Dabigatrán|anticoagulants||oral 75-150/300 mg
Edoxaban|Edoxabán|anticoagulants||oral 30-60/60 mg
Enoxaparin|Enoxaparina|anticoagulants;heparins||subcutaneous 20-120/240 mg
Bemiparin|Bemiparina|anticoagulants;heparins||subcutaneous 2500-10000/12500 [iU]
Clopidogrel|Clopidogrel|antiplatelets||oral 75-600/600 mg
Ticagrelor|Ticagrelor|antiplatelets||oral 60-180/180 mg
Simvastatin|Simvastatina|statins;cyp3a4_statins||oral 5-40/40 mg
Lovastatin|Lovastatina|statins;cyp3a4_statins||oral 10-80/80 mg
Atorvastatin|Atorvastatina|statins||oral 10-80/80 mg
Rosuvastatin|Rosuvastatina|statins||oral 5-40/40 mg
Pravastatin|Pravastatina|statins||oral 10-40/40 mg
Ezetimibe|Ezetimiba|||oral 10-10/10 mg
Fenofibrate|Fenofibrato|||oral 145-200/200 mg
Metformin|Metformina|||oral 425-1000/3000 mg
Gliclazide|Gliclazida|sulfonylureas||oral 30-120/320 mg
Glimepiride|Glimepirida|sulfonylureas||oral 1-6/6 mg
Sitagliptin|Sitagliptina|||oral 25-100/100 mg
Linagliptin|Linagliptina|||oral 5-5/5 mg
Empagliflozin|Empagliflozina|||oral 10-25/25 mg
Dapagliflozin|Dapagliflozina|||oral 5-10/10 mg
Semaglutide|Semaglutida|||subcutaneous 0.25-2/2 mg !7
Liraglutide|Liraglutida|||subcutaneous 0.6-1.8/1.8 mg
Insulin glargine|Insulina glargina|insulins;basal_insulins||subcutaneous 2-100/150 [iU];subcutaneous 1-50/60 [iU] @24-144
Insulin detemir|Insulina detemir|insulins;basal_insulins||subcutaneous 2-100/150 [iU]
Insulin aspart|Insulina aspart|insulins||subcutaneous 1-50/150 [iU];subcutaneous 0.5-25/60 [iU] @24-144
Insulin lispro|Insulina lispro|insulins||subcutaneous 1-50/150 [iU]
Insulin human|Insulina humana|insulins|soluble insulin;insulina rápida|subcutaneous 1-50/150 [iU];intravenous 1-20/200 [iU]
Levothyroxine|Levotiroxina|||oral 12.5-200/300 ug;oral kg 2-10/15 ug @0-144
Thiamazole|Tiamazol||methimazole|oral 5-40/60 mg
Prednisone|Prednisona|corticosteroids||oral 2.5-60/80 mg;oral kg 0.5-2/2 mg @12-144
Prednisolone|Prednisolona|corticosteroids||oral 2.5-60/80 mg;oral kg 0.5-2/2 mg @1-144
Dexamethasone|Dexametasona|corticosteroids||oral 0.5-20/40 mg;intravenous 4-20/40 mg;oral kg 0.15-0.6/0.6 mg @1-144
Methylprednisolone|Metilprednisolona|corticosteroids||oral 4-48/80 mg;intravenous 20-125/1000 mg
Hydrocortisone|Hidrocortisona|corticosteroids||oral 5-20/30 mg;intravenous 50-200/400 mg
Omeprazole|Omeprazol|ppis||oral 10-40/80 mg;oral kg 0.7-1/2 mg @12-144;intravenous 40-80/160 mg
Pantoprazole|Pantoprazol|ppis||oral 20-40/80 mg;intravenous 40-80/160 mg
Esomeprazole|Esomeprazol|ppis||oral 20-40/80 mg
Lansoprazole|Lansoprazol|ppis||oral 15-30/60 mg
Famotidine|Famotidina|h2_blockers||oral 20-40/80 mg
Metoclopramide|Metoclopramida|||oral 5-10/30 mg;intravenous 5-10/30 mg
Domperidone|Domperidona|qt_high||oral 10-10/30 mg
Ondansetron|Ondansetrón|qt_high||oral 4-8/24 mg;intravenous 4-8/32 mg;oral kg 0.1-0.15/0.45 mg @6-144
Loperamide|Loperamida|||oral 2-4/16 mg
Macrogol 3350|Macrogol 3350||polyethylene glycol|oral 6.5-13.2/39.6 g;oral 6.5-13.2/26.4 g @24-144
Lactulose|Lactulosa|||oral 6.7-30/90 g
Senna glycosides|Senósidos||senna;sennosides|oral 8.6-17.2/34.4 mg
Bisacodyl|Bisacodilo|||oral 5-10/15 mg
Mesalazine|Mesalazina||mesalamine|oral 500-2400/4800 mg
Salbutamol|Salbutamol|short_beta_agonists|albuterol|inhaled 100-5000/20000 ug;inhaled 100-5000/15000 ug @1-144
Ipratropium|Ipratropio|||inhaled 20-500/2000 ug;inhaled 20-250/1000 ug @1-144
Terbutaline|Terbutalina|short_beta_agonists||inhaled 500-1000/6000 ug
Salmeterol|Salmeterol|||inhaled 25-100/200 ug
Formoterol|Formoterol|||inhaled 4.5-24/54 ug
Budesonide|Budesonida|||inhaled 100-800/1600 ug;inhaled 100-1000/2000 ug @6-144
Fluticasone|Fluticasona|||inhaled 50-500/1000 ug;inhaled 50-125/400 ug @48-144;nasal 27.5-200/400 ug
Beclometasone|Beclometasona|||inhaled 50-400/1600 ug
Tiotropium|Tiotropio|||inhaled 2.5-18/18 ug
Montelukast|Montelukast|||oral 10-10/10 mg;oral 4-5/5 mg @6-144
Theophylline|Teofilina|||oral 100-400/900 mg
Acetylcysteine|Acetilcisteína|||oral 200-600/600 mg
Cetirizine|Cetirizina|||oral 5-10/10 mg;oral 2.5-10/10 mg @24-144
Loratadine|Loratadina|||oral 10-10/10 mg;oral 5-10/10 mg @24-144
Ebastine|Ebastina|||oral 10-20/20 mg
Dexchlorpheniramine|Dexclorfeniramina|sedatives||oral 2-6/12 mg;intravenous 5-5/20 mg
Hydroxyzine|Hidroxizina|sedatives;qt_high||oral 10-50/100 mg
Adrenaline|Adrenalina||epinephrine;epinefrina|intramuscular 0.15-0.5/3 mg;intramuscular 0.1-0.3/1.5 mg @1-144
Diazepam|Diazepam|benzodiazepines;sedatives||oral 2-10/40 mg;rectal 5-10/20 mg;rectal 2.5-10/20 mg @6-144
Lorazepam|Lorazepam|benzodiazepines;sedatives||oral 0.5-2.5/10 mg
Alprazolam|Alprazolam|benzodiazepines;sedatives||oral 0.25-1/4 mg
Clonazepam|Clonazepam|benzodiazepines;sedatives||oral 0.25-4/20 mg
Midazolam|Midazolam|benzodiazepines;sedatives||intravenous 0.5-5/20 mg;buccal 2.5-10/10 mg @3-216
Zolpidem|Zolpidem|sedatives||oral 5-10/10 mg
Ramelteon|Ramelteón|sedatives||oral 8-8/8 mg
Sertraline|Sertralina|ssris||oral 25-200/200 mg
Escitalopram|Escitalopram|ssris;qt_high||oral 5-20/20 mg
Citalopram|Citalopram|ssris;qt_high||oral 10-40/40 mg
Fluoxetine|Fluoxetina|ssris||oral 10-60/80 mg
Paroxetine|Paroxetina|ssris||oral 10-50/60 mg
Fluvoxamine|Fluvoxamina|ssris;strong_cyp1a2_inhibitors||oral 50-150/300 mg
Venlafaxine|Venlafaxina|snris||oral 37.5-225/375 mg
Duloxetine|Duloxetina|snris||oral 30-60/120 mg
Mirtazapine|Mirtazapina|sedatives||oral 7.5-45/45 mg
Trazodone|Trazodona|sedatives||oral 50-150/400 mg
Amitriptyline|Amitriptilina|tricyclics;sedatives||oral 10-75/150 mg
Clomipramine|Clomipramina|tricyclics;sedatives||oral 10-75/250 mg
Tranylcypromine|Tranilcipromina|maois||oral 10-20/60 mg
Moclobemide|Moclobemida|maois||oral 150-300/600 mg
Selegiline|Selegilina|maois||oral 5-10/10 mg
Rasagiline|Rasagilina|maois||oral 1-1/1 mg
Haloperidol|Haloperidol|antipsychotics;qt_high||oral 0.5-10/20 mg;intramuscular 2-5/20 mg
Quetiapine|Quetiapina|antipsychotics;sedatives||oral 25-400/800 mg
Olanzapine|Olanzapina|antipsychotics;sedatives||oral 2.5-20/20 mg
Risperidone|Risperidona|antipsychotics||oral 0.25-4/10 mg
Aripiprazole|Aripiprazol|antipsychotics||oral 5-30/30 mg
Lithium carbonate|Carbonato de litio||lithium;litio|oral 200-800/2000 mg
Methylphenidate|Metilfenidato|amphetamines||oral 5-54/72 mg;oral 5-36/54 mg @72-144
Lisdexamfetamine|Lisdexanfetamina|amphetamines|amphetamine;anfetamina|oral 20-70/70 mg;oral 20-70/70 mg @72-144
Levodopa|Levodopa|||oral 50-300/1200 mg
Carbidopa|Carbidopa|||oral 12.5-75/200 mg
Donepezil|Donepezilo|||oral 5-10/10 mg
Memantine|Memantina|||oral 5-20/20 mg
Levetiracetam|Levetiracetam|||oral 250-1500/3000 mg;oral kg 10-30/60 mg @1-144;intravenous 250-1500/4500 mg
Valproic acid|Ácido valproico||valproate;valproato|oral 200-1500/2500 mg
Lamotrigine|Lamotrigina|aromatic_antiepileptics||oral 25-200/400 mg
Carbamazepine|Carbamazepina|aromatic_antiepileptics;strong_cyp3a4_inducers||oral 100-600/1600 mg
Phenytoin|Fenitoína|aromatic_antiepileptics;strong_cyp3a4_inducers||oral 100-300/600 mg
Gabapentin|Gabapentina|sedatives||oral 100-1200/3600 mg
Pregabalin|Pregabalina|sedatives||oral 25-300/600 mg
Tizanidine|Tizanidina|sedatives||oral 2-8/36 mg
Baclofen|Baclofeno|sedatives||oral 5-25/100 mg
Allopurinol|Alopurinol|||oral 50-300/900 mg
Febuxostat|Febuxostat|||oral 40-120/120 mg
Colchicine|Colchicina|||oral 0.5-1/3 mg
Methotrexate|Metotrexato|||oral 2.5-25/25 mg !7;subcutaneous 7.5-25/25 mg !7
Azathioprine|Azatioprina|thiopurines||oral 25-150/250 mg
Mercaptopurine|Mercaptopurina|thiopurines||oral 25-100/150 mg
Hydroxychloroquine|Hidroxicloroquina|qt_high||oral 200-400/400 mg
Procarbazine|Procarbazina|||oral 50-100/300 mg
Irinotecan|Irinotecán|||
Tamoxifen|Tamoxifeno|||oral 20-20/40 mg
Alendronic acid|Ácido alendrónico|bisphosphonates|alendronate|oral 70-70/70 mg !7
Colecalciferol|Colecalciferol||vitamin D;vitamina D|oral 400-25000/25000 [iU];oral 400-800/2000 [iU] @0-144
Calcium carbonate|Carbonato de calcio||calcium;calcio|oral 500-1500/3750 mg
Ferrous sulfate|Sulfato ferroso||iron;hierro|oral 80-325/975 mg
Folic acid|Ácido fólico|||oral 0.4-5/15 mg
Cyanocobalamin|Cianocobalamina||vitamin B12;vitamina B12|oral 1000-1000/2000 ug;intramuscular 1000-1000/1000 ug
Ethinylestradiol|Etinilestradiol||estrogen;estrógeno|oral 20-35/35 ug
Levonorgestrel|Levonorgestrel|||oral 0.1-1.5/1.5 mg
Isotretinoin|Isotretinoína|retinoids||oral 10-40/80 mg
Timolol|Timolol|beta_blockers||ophthalmic 0.1-0.5/1 mg
Latanoprost|Latanoprost|||ophthalmic 1-3/3 ug
Chloramphenicol|Cloranfenicol|||
Tobramycin|Tobramicina|aminoglycosides||
Fusidic acid|Ácido fusídico|||
Clotrimazole|Clotrimazol|||
Betamethasone|Betametasona|||
Mupirocin|Mupirocina|||
Permethrin|Permetrina|||
Lidocaine|Lidocaína|local_anaesthetics||
Iohexol|Iohexol|iodinated_contrast||
$substances$, E'\n') as line
cross join lateral string_to_array(line, '|') as part
where line <> '';

insert into public.substances (id, name, name_es, synonyms)
select demo.id('substance.' || name), name, name_es, synonyms from demo.substance_lines;
insert into public.substance_group_members (substance_id, group_id)
select demo.id('substance.' || name), unnest(groups) from demo.substance_lines;

insert into public.dose_ranges (
  substance_id, route, per_kg, min_dose, max_dose, max_daily, unit, age_from_months, age_until_months, min_interval_days, source, source_version
)
select demo.id('substance.' || name), part[1], part[2] is not null, part[3]::numeric, part[4]::numeric, part[5]::numeric, part[6],
  coalesce(part[7]::smallint, 144), coalesce(part[8]::smallint, 1800), part[9]::smallint, 'Demonstration', '2026-11'
from demo.substance_lines cross join unnest(doses) as dose
cross join lateral regexp_match(dose, '^(\w+) (kg )?([\d.]+)-([\d.]+)/([\d.]+) (\S+)(?: @(\d+)-(\d+))?(?: !(\d+))?$') as part;

/*
 * The medicines. A line: substances | form | routes | strengths. Strengths are of one tablet, puff, millilitre…; what the label
 * says otherwise stands after =.
 */
create table demo.medicine_lines as
select string_to_array(part[1], '+') as substances, split_part(part[2], ':', 1) as form, nullif(split_part(part[2], ':', 2), '') as unit,
  string_to_array(part[3], ',') as routes, split_part(strength, '=', 1) as strengths, nullif(split_part(strength, '=', 2), '') as label
from string_to_table($medicines$
Paracetamol|tablet|oral|500 mg,650 mg,1000 mg
Paracetamol|oral_liquid|oral|100 mg,24 mg
Paracetamol|injection:mL|intravenous|10 mg
Paracetamol|suppository|rectal|250 mg,500 mg
Ibuprofen|tablet|oral|200 mg,400 mg,600 mg
Ibuprofen|oral_liquid|oral|20 mg,40 mg
Naproxen|tablet|oral|250 mg,500 mg
Diclofenac|tablet|oral|50 mg
Diclofenac|injection:mL|intramuscular|25 mg
Dexketoprofen|tablet|oral|25 mg
Dexketoprofen|injection:ampoule|intravenous|50 mg
Ketorolac|injection:ampoule|intravenous|30 mg
Celecoxib|capsule|oral|100 mg,200 mg
Acetylsalicylic acid|tablet|oral|100 mg,500 mg
Metamizole|capsule|oral|575 mg
Metamizole|injection:ampoule|intravenous|2000 mg
Morphine|tablet|oral|10 mg,20 mg
Morphine|modified_release|oral|10 mg,30 mg,60 mg
Morphine|oral_liquid|oral|2 mg
Morphine|injection:mL|intravenous,subcutaneous|10 mg
Oxycodone|modified_release|oral|5 mg,10 mg,20 mg
Codeine|tablet|oral|30 mg
Codeine+Paracetamol|tablet|oral|30 mg+500 mg
Tramadol|capsule|oral|50 mg
Tramadol|modified_release|oral|100 mg,150 mg
Tramadol+Paracetamol|tablet|oral|37.5 mg+325 mg
Fentanyl|patch|transdermal|12 ug=12 micrograms/hour,25 ug=25 micrograms/hour,50 ug=50 micrograms/hour
Fentanyl|injection:mL|intravenous|50 ug
Pethidine|injection:mL|intramuscular|50 mg
Methadone|tablet|oral|5 mg,30 mg
Buprenorphine|sublingual_tablet|sublingual|0.2 mg,2 mg
Naloxone|injection:mL|intravenous|0.4 mg
Sumatriptan|tablet|oral|50 mg
Rizatriptan|tablet|oral|10 mg
Ergotamine|tablet|oral|1 mg
Amoxicillin|capsule|oral|500 mg
Amoxicillin|tablet|oral|750 mg,1000 mg
Amoxicillin|oral_liquid|oral|50 mg
Amoxicillin+Clavulanic acid|tablet|oral|500 mg+125 mg,875 mg+125 mg
Amoxicillin+Clavulanic acid|oral_liquid|oral|100 mg+12.5 mg
Ampicillin|injection:vial|intravenous|1000 mg
Benzylpenicillin|injection:vial|intravenous|600 mg
Phenoxymethylpenicillin|tablet|oral|250 mg
Cloxacillin|capsule|oral|500 mg
Cloxacillin|injection:vial|intravenous|1000 mg
Piperacillin+Tazobactam|injection:vial|intravenous|4000 mg+500 mg
Cefuroxime|tablet|oral|250 mg,500 mg
Cefuroxime|injection:vial|intravenous|750 mg,1500 mg
Ceftriaxone|injection:vial|intravenous,intramuscular|1000 mg
Cefotaxime|injection:vial|intravenous|1000 mg
Ceftazidime|injection:vial|intravenous|1000 mg
Cefazolin|injection:vial|intravenous|1000 mg
Cefalexin|capsule|oral|500 mg
Meropenem|injection:vial|intravenous|500 mg,1000 mg
Ertapenem|injection:vial|intravenous|1000 mg
Azithromycin|tablet|oral|500 mg
Azithromycin|oral_liquid|oral|40 mg
Clarithromycin|tablet|oral|250 mg,500 mg
Erythromycin|tablet|oral|500 mg
Ciprofloxacin|tablet|oral|250 mg,500 mg,750 mg
Ciprofloxacin|injection:mL|intravenous|2 mg
Levofloxacin|tablet|oral|500 mg
Levofloxacin|injection:mL|intravenous|5 mg
Moxifloxacin|tablet|oral|400 mg
Doxycycline|capsule|oral|100 mg
Gentamicin|injection:mL|intravenous|40 mg
Amikacin|injection:mL|intravenous|250 mg
Vancomycin|injection:vial|intravenous|500 mg,1000 mg
Linezolid|tablet|oral|600 mg
Clindamycin|capsule|oral|300 mg
Clindamycin|injection:mL|intravenous|150 mg
Metronidazole|tablet|oral|250 mg
Metronidazole|injection:mL|intravenous|5 mg
Nitrofurantoin|capsule|oral|50 mg
Fosfomycin|sachet|oral|3000 mg
Sulfamethoxazole+Trimethoprim|tablet|oral|400 mg+80 mg,800 mg+160 mg
Sulfamethoxazole+Trimethoprim|oral_liquid|oral|40 mg+8 mg
Trimethoprim|tablet|oral|160 mg
Sulfadiazine|tablet|oral|500 mg
Rifampicin|capsule|oral|300 mg
Isoniazid|tablet|oral|300 mg
Fluconazole|capsule|oral|50 mg,150 mg,200 mg
Itraconazole|capsule|oral|100 mg
Voriconazole|tablet|oral|200 mg
Nystatin|oral_liquid|oral|100000 [iU]
Aciclovir|tablet|oral|200 mg,800 mg
Aciclovir|injection:vial|intravenous|250 mg
Valaciclovir|tablet|oral|500 mg,1000 mg
Oseltamivir|capsule|oral|75 mg
Ritonavir|tablet|oral|100 mg
Nirmatrelvir|tablet|oral|150 mg
Atazanavir|capsule|oral|300 mg
Darunavir|tablet|oral|800 mg
Enalapril|tablet|oral|5 mg,10 mg,20 mg
Enalapril+Hydrochlorothiazide|tablet|oral|20 mg+12.5 mg
Ramipril|capsule|oral|2.5 mg,5 mg,10 mg
Lisinopril|tablet|oral|5 mg,20 mg
Captopril|tablet|oral|25 mg
Losartan|tablet|oral|50 mg,100 mg
Valsartan|tablet|oral|80 mg,160 mg
Sacubitril+Valsartan|tablet|oral|24 mg+26 mg,49 mg+51 mg
Candesartan|tablet|oral|8 mg,16 mg
Irbesartan|tablet|oral|150 mg
Bisoprolol|tablet|oral|2.5 mg,5 mg,10 mg
Metoprolol|tablet|oral|50 mg,100 mg
Atenolol|tablet|oral|50 mg
Carvedilol|tablet|oral|6.25 mg,25 mg
Propranolol|tablet|oral|10 mg,40 mg
Amlodipine|tablet|oral|5 mg,10 mg
Nifedipine|modified_release|oral|30 mg
Verapamil|modified_release|oral|120 mg,240 mg
Diltiazem|tablet|oral|60 mg
Hydrochlorothiazide|tablet|oral|25 mg
Indapamide|tablet|oral|2.5 mg
Furosemide|tablet|oral|40 mg
Furosemide|injection:mL|intravenous|10 mg
Torasemide|tablet|oral|10 mg
Spironolactone|tablet|oral|25 mg,100 mg
Eplerenone|tablet|oral|25 mg
Amiloride+Hydrochlorothiazide|tablet|oral|5 mg+50 mg
Potassium chloride|modified_release|oral|600 mg
Digoxin|tablet|oral|250 ug
Amiodarone|tablet|oral|200 mg
Flecainide|tablet|oral|100 mg
Sotalol|tablet|oral|80 mg
Glyceryl trinitrate|sublingual_tablet|sublingual|0.8 mg
Glyceryl trinitrate|patch|transdermal|5 mg=5 mg/24 h,10 mg=10 mg/24 h
Isosorbide mononitrate|tablet|oral|20 mg,40 mg
Sildenafil|tablet|oral|50 mg
Tadalafil|tablet|oral|20 mg
Doxazosin|modified_release|oral|4 mg
Tamsulosin|modified_release|oral|0.4 mg
Finasteride|tablet|oral|5 mg
Warfarin|tablet|oral|1 mg,5 mg
Acenocoumarol|tablet|oral|1 mg,4 mg
Apixaban|tablet|oral|2.5 mg,5 mg
Rivaroxaban|tablet|oral|15 mg,20 mg
Dabigatran|capsule|oral|110 mg,150 mg
Edoxaban|tablet|oral|30 mg,60 mg
Enoxaparin|injection:mL|subcutaneous|100 mg
Bemiparin|injection:ampoule|subcutaneous|3500 [iU],5000 [iU]
Clopidogrel|tablet|oral|75 mg
Ticagrelor|tablet|oral|90 mg
Simvastatin|tablet|oral|10 mg,20 mg,40 mg
Lovastatin|tablet|oral|20 mg
Atorvastatin|tablet|oral|10 mg,20 mg,40 mg,80 mg
Rosuvastatin|tablet|oral|10 mg,20 mg
Pravastatin|tablet|oral|20 mg
Ezetimibe|tablet|oral|10 mg
Fenofibrate|tablet|oral|145 mg
Metformin|tablet|oral|850 mg,1000 mg
Metformin+Sitagliptin|tablet|oral|1000 mg+50 mg
Gliclazide|modified_release|oral|30 mg,60 mg
Glimepiride|tablet|oral|2 mg
Sitagliptin|tablet|oral|100 mg
Linagliptin|tablet|oral|5 mg
Empagliflozin|tablet|oral|10 mg
Dapagliflozin|tablet|oral|10 mg
Semaglutide|injection:mL|subcutaneous|1.34 mg
Liraglutide|injection:mL|subcutaneous|6 mg
Insulin glargine|injection:mL|subcutaneous|100 [iU]
Insulin detemir|injection:mL|subcutaneous|100 [iU]
Insulin aspart|injection:mL|subcutaneous|100 [iU]
Insulin lispro|injection:mL|subcutaneous|100 [iU]
Insulin human|injection:mL|subcutaneous,intravenous|100 [iU]
Levothyroxine|tablet|oral|25 ug,50 ug,75 ug,100 ug
Thiamazole|tablet|oral|5 mg
Prednisone|tablet|oral|5 mg,10 mg,30 mg
Prednisolone|oral_liquid|oral|7 mg
Dexamethasone|tablet|oral|1 mg,4 mg
Dexamethasone|injection:mL|intravenous|4 mg
Methylprednisolone|injection:vial|intravenous|40 mg,125 mg
Hydrocortisone|tablet|oral|20 mg
Hydrocortisone|injection:vial|intravenous|100 mg
Omeprazole|capsule|oral|20 mg,40 mg
Omeprazole|injection:vial|intravenous|40 mg
Pantoprazole|tablet|oral|20 mg,40 mg
Esomeprazole|tablet|oral|20 mg
Lansoprazole|capsule|oral|30 mg
Famotidine|tablet|oral|20 mg
Metoclopramide|tablet|oral|10 mg
Metoclopramide|injection:mL|intravenous|5 mg
Domperidone|tablet|oral|10 mg
Ondansetron|tablet|oral|4 mg,8 mg
Ondansetron|injection:mL|intravenous|2 mg
Loperamide|capsule|oral|2 mg
Macrogol 3350|sachet|oral|13.125 g
Lactulose|oral_liquid|oral|0.667 g
Senna glycosides|tablet|oral|8.6 mg
Bisacodyl|tablet|oral|5 mg
Mesalazine|tablet|oral|500 mg
Salbutamol|inhaler|inhaled|100 ug
Salbutamol|nebuliser|inhaled|5000 ug=5 mg
Ipratropium|inhaler|inhaled|20 ug
Ipratropium|nebuliser|inhaled|500 ug=0.5 mg
Terbutaline|inhaler|inhaled|500 ug
Budesonide|inhaler|inhaled|200 ug
Budesonide|nebuliser|inhaled|500 ug=0.5 mg
Budesonide+Formoterol|inhaler|inhaled|160 ug+4.5 ug
Fluticasone+Salmeterol|inhaler|inhaled|125 ug+25 ug
Fluticasone|inhaler|inhaled|50 ug
Fluticasone|nasal_spray|nasal|27.5 ug
Beclometasone|inhaler|inhaled|100 ug
Tiotropium|inhaler|inhaled|2.5 ug
Montelukast|tablet|oral|4 mg,5 mg,10 mg
Theophylline|modified_release|oral|200 mg
Acetylcysteine|sachet|oral|200 mg,600 mg
Cetirizine|tablet|oral|10 mg
Cetirizine|oral_liquid|oral|1 mg
Loratadine|tablet|oral|10 mg
Ebastine|tablet|oral|20 mg
Dexchlorpheniramine|tablet|oral|2 mg
Hydroxyzine|tablet|oral|25 mg
Adrenaline|injection:mL|intramuscular|1 mg
Diazepam|tablet|oral|5 mg
Lorazepam|tablet|oral|1 mg
Alprazolam|tablet|oral|0.5 mg
Clonazepam|tablet|oral|0.5 mg
Midazolam|injection:mL|intravenous|1 mg
Zolpidem|tablet|oral|10 mg
Sertraline|tablet|oral|50 mg,100 mg
Escitalopram|tablet|oral|10 mg
Citalopram|tablet|oral|20 mg
Fluoxetine|capsule|oral|20 mg
Paroxetine|tablet|oral|20 mg
Fluvoxamine|tablet|oral|100 mg
Venlafaxine|modified_release|oral|75 mg,150 mg
Duloxetine|capsule|oral|30 mg,60 mg
Mirtazapine|tablet|oral|15 mg
Trazodone|tablet|oral|100 mg
Amitriptyline|tablet|oral|10 mg,25 mg
Clomipramine|tablet|oral|25 mg
Tranylcypromine|tablet|oral|10 mg
Moclobemide|tablet|oral|150 mg
Selegiline|tablet|oral|5 mg
Rasagiline|tablet|oral|1 mg
Haloperidol|tablet|oral|10 mg
Haloperidol|injection:mL|intramuscular|5 mg
Quetiapine|tablet|oral|25 mg,100 mg
Olanzapine|tablet|oral|5 mg
Risperidone|tablet|oral|1 mg
Aripiprazole|tablet|oral|10 mg
Lithium carbonate|tablet|oral|400 mg
Methylphenidate|modified_release|oral|18 mg,36 mg
Lisdexamfetamine|capsule|oral|30 mg
Levodopa+Carbidopa|tablet|oral|100 mg+25 mg
Donepezil|tablet|oral|10 mg
Memantine|tablet|oral|20 mg
Levetiracetam|tablet|oral|500 mg,1000 mg
Levetiracetam|oral_liquid|oral|100 mg
Valproic acid|modified_release|oral|500 mg
Lamotrigine|tablet|oral|25 mg,100 mg
Carbamazepine|tablet|oral|200 mg
Phenytoin|tablet|oral|100 mg
Gabapentin|capsule|oral|300 mg
Pregabalin|capsule|oral|75 mg,150 mg
Tizanidine|tablet|oral|4 mg
Baclofen|tablet|oral|10 mg
Allopurinol|tablet|oral|100 mg,300 mg
Febuxostat|tablet|oral|80 mg
Colchicine|tablet|oral|0.5 mg
Methotrexate|tablet|oral|2.5 mg
Azathioprine|tablet|oral|50 mg
Mercaptopurine|tablet|oral|50 mg
Hydroxychloroquine|tablet|oral|200 mg
Tamoxifen|tablet|oral|20 mg
Alendronic acid|tablet|oral|70 mg
Colecalciferol|capsule|oral|25000 [iU]
Colecalciferol|oral_liquid|oral|2000 [iU]
Calcium carbonate+Colecalciferol|tablet|oral|1500 mg+400 [iU]
Ferrous sulfate|tablet|oral|256 mg
Folic acid|tablet|oral|0.4 mg,5 mg
Cyanocobalamin|injection:ampoule|intramuscular|1000 ug
Ethinylestradiol+Levonorgestrel|tablet|oral|20 ug+0.1 mg
Levonorgestrel|tablet|oral|1.5 mg
Isotretinoin|capsule|oral|20 mg
Timolol|eye_drops|ophthalmic|0.25 mg=5 mg/mL
Latanoprost|eye_drops|ophthalmic|1.5 ug=50 micrograms/mL
Tobramycin|eye_drops|ophthalmic|0.15 mg=3 mg/mL
Fusidic acid|cream|topical|10 mg=2 %
Clotrimazole|cream|topical|10 mg=1 %
Betamethasone|cream|topical|1 mg=0.1 %
Mupirocin|cream|topical|10 mg=2 %
Permethrin|cream|topical|500 mg=5 %
$medicines$, E'\n') as line
cross join lateral string_to_array(line, '|') as part
cross join lateral string_to_table(part[4], ',') as strength
where line <> '';

create table demo.form_words (form text primary key, unit text not null, name text not null, name_es text not null);
insert into demo.form_words values
  ('tablet', 'tablet', 'tablets', 'comprimidos'), ('modified_release', 'tablet', 'modified-release tablets', 'comprimidos de liberación prolongada'),
  ('capsule', 'capsule', 'capsules', 'cápsulas'), ('oral_liquid', 'mL', 'oral liquid', 'solución oral'), ('sachet', 'sachet', 'sachets', 'sobres'),
  ('injection', 'mL', 'injection', 'inyectable'), ('inhaler', 'puff', 'inhaler', 'inhalador'), ('nebuliser', 'ampoule', 'nebuliser solution', 'solución para nebulizar'),
  ('eye_drops', 'drop', 'eye drops', 'colirio'), ('ear_drops', 'drop', 'ear drops', 'gotas óticas'), ('nasal_spray', 'puff', 'nasal spray', 'aerosol nasal'),
  ('cream', 'application', 'cream', 'crema'), ('patch', 'patch', 'patches', 'parches'), ('suppository', 'suppository', 'suppositories', 'supositorios'),
  ('sublingual_tablet', 'tablet', 'sublingual tablets', 'comprimidos sublinguales');

/* Amounts as they are written for people: the abbreviation of micrograms and of units has cost lives. */
create function demo.amount_words(p_amount text, p_per text, p_es boolean) returns text language sql immutable
return case split_part(p_amount, ' ', 2)
  when 'ug' then split_part(p_amount, ' ', 1) || case when p_es then ' microgramos' else ' micrograms' end
  when '[iU]' then split_part(p_amount, ' ', 1) || case when p_es then ' unidades' else ' units' end
  else p_amount
end || p_per;

insert into public.medicines (id, name, name_es, form, unit, routes, mapped, two_people)
select demo.id('medicine.' || named.name), named.name, named.name_es, form, coalesce(line.unit, word.unit), routes, true,
  substances && array['Insulin glargine', 'Insulin detemir', 'Insulin aspart', 'Insulin lispro', 'Insulin human', 'Morphine', 'Fentanyl', 'Pethidine', 'Methotrexate', 'Potassium chloride']
from demo.medicine_lines line
join demo.form_words word using (form)
cross join lateral (
  select
    array_to_string(substances, ' + ') || ' ' || coalesce(label, (
      select string_agg(demo.amount_words(part, case when coalesce(line.unit, word.unit) = 'mL' then '/mL' else '' end, false), ' + ' order by at)
      from string_to_table(strengths, '+') with ordinality as given (part, at)
    )) || ' ' || word.name as name,
    (select string_agg(substance.name_es, ' + ' order by at) from unnest(substances) with ordinality as given (part, at) join public.substances substance on substance.name = part)
      || ' ' || coalesce(replace(replace(label, 'micrograms', 'microgramos'), 'hour', 'hora'), (
      select string_agg(demo.amount_words(part, case when coalesce(line.unit, word.unit) = 'mL' then '/mL' else '' end, true), ' + ' order by at)
      from string_to_table(strengths, '+') with ordinality as given (part, at)
    )) || ' ' || word.name_es as name_es
) named;

insert into public.medicine_ingredients (medicine_id, place, substance_id, strength, strength_unit)
select medicine.id, at, demo.id('substance.' || part), split_part(split_part(strengths, '+', at::integer), ' ', 1)::numeric,
  split_part(split_part(strengths, '+', at::integer), ' ', 2)
from demo.medicine_lines line
join demo.form_words word using (form)
join public.medicines medicine on medicine.name = array_to_string(substances, ' + ') || ' ' || coalesce(label, (
  select string_agg(demo.amount_words(part, case when coalesce(line.unit, word.unit) = 'mL' then '/mL' else '' end, false), ' + ' order by at)
  from string_to_table(strengths, '+') with ordinality as given (part, at)
)) || ' ' || word.name
cross join lateral unnest(substances) with ordinality as given (part, at);

select private.keep_catalogue_version('group', id, version) from public.substance_groups;
select private.keep_catalogue_version('substance', id::text, version) from public.substances;
select private.keep_catalogue_version('medicine', id::text, version) from public.medicines;
