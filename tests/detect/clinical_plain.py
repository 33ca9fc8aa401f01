"""Clinical English that identifies nobody, written with :mod:`tests.detect.clinical_styles`.

Drugs, devices, eponyms, scales, figures and abbreviations: what looks most like personal data.
"""

from __future__ import annotations

PLAIN = r"""
Patient denies chest pain, palpitations, syncope or orthopnea.
Alert and oriented x3, follows two-step commands.
Echo shows EF 55-60%, mild MR, no wall motion abnormality.
Will trend lactate and recheck in the morning.
The wound was irrigated with normal saline and closed with 4-0 Vicryl.
Hold Plavix five days prior to the procedure.
Pt up to chair x2, tolerated 75% of breakfast.
Increase Seroquel to 100 mg at night, continue Zoloft.
Discharge home with home health PT/OT and a rolling walker.
Family meeting planned for tomorrow afternoon with palliative care.
EKG: normal sinus rhythm, left axis deviation, LVH by Cornell criteria.
S/p lap chole, incisions clean, dry, intact.
The patient ambulates independently and lives with family.
She has smoked half a pack a day since her teens.
Past surgical history: appendectomy as a child, two C-sections.
Drinks socially, no illicit drug use, works in retail.
The child is up to date on immunizations and growing along the 50th percentile.
Ultrasound demonstrates a simple cyst measuring 2.3 x 1.8 x 2.0 cm.
There is no pneumothorax or pleural effusion; the cardiomediastinal silhouette is normal.
Findings consistent with grade 2 Salter-Harris fracture.
Degenerative disc disease at L4-L5 and L5-S1 with mild canal stenosis.
Lenke 1A curve with Cobb angle of 48 degrees.
Suspicious for adenocarcinoma; recommend Lung-RADS 4B follow up.
BI-RADS 3, probably benign; six-month follow-up advised.
Hill-Sachs deformity with a Bankart lesion of the anterior labrum.
Morton neuroma between the third and fourth toes.
Patient tolerates Peptamen via PEG at 60 mL/h.
Used the Hoyer lift for transfer; Purewick in place.
Repositioned every two hours, Mepilex to sacrum.
Given Narcan 0.4 mg with good response.
GCS 8 on arrival, intubated with a Glidescope, 7.5 ETT at 23 cm.
Pupils 3 mm, equal and reactive.
Sutures out in 10 to 14 days.
I recommend Mediterranean diet and 150 minutes of exercise per week.
PHQ-9 is 17, GAD-7 is 12, MoCA 24/30, denies SI.
Mood "okay", affect constricted, thought process linear.
Continue cognitive behavioral therapy weekly and taper Ativan.
He believes that the government is watching him.
Attends the day programme three times weekly.
Started on Humira after failing methotrexate.
Administered Pfizer vaccine, left deltoid, no reaction.
Mother reports that he was a full-term baby, vaginal delivery.
No family history of sudden cardiac death; father had an MI in his fifties.
Cervix 6/80/-2, Category I tracing, Pitocin at 8.
Positive Spurling on the left, Hoffman negative.
Stage IIIB by AJCC 8th edition; ECOG 1.
FOLFOX cycle 4 delayed for neutropenia.
Cultures grew E. coli sensitive to Macrobid.
C. diff toxin positive, started oral Vanco.
Mild Heberden and Bouchard nodes.
Sent for Holter monitor, results pending.
LVAD parameters: flow 4.2, speed 5400, PI 3.1.
Wean pressors; Levophed at 4 mcg/min, Vaso off.
The port was accessed with a Huber needle using sterile technique.
NPO after midnight for EGD.
Apply Silvadene twice a day under Kerlix.
INR therapeutic at 2.4, continue Coumadin 5 mg M/W/F and 2.5 mg other days.
TEDs and SCDs on, Lovenox 40 mg daily for prophylaxis.
DNR/DNI confirmed; comfort measures only.
Well-appearing toddler in no acute distress, TMs clear.
Bilateral lower extremity edema 2+ to the knees.
Sodium corrected by no more than 8 mEq in 24 hours.
Normal Papanicolaou smear, HPV negative.
Epley manoeuvre performed with resolution of nystagmus.
Discussed with neurosurgery on call, who advised observation.
Attending physician at bedside for the key portions.
Her mother and younger brother have celiac disease.
Denies recent travel, sick contacts or new pets.
The patient is a retired teacher who enjoys gardening.
He plays football on weekends and sprained the right ankle.
Right-hand dominant carpenter with a crush injury to the index finger.
Rash resembles Stevens-Johnson; dermatology consulted.
Tx: Medrol Dosepak, Flexeril 10 mg TID prn.
Accu-Chek before meals and at bedtime, NovoLog sliding scale.
BP 118/76 sitting, 102/60 standing.
T 38.9, HR 128, RR 30, SpO2 91% RA, weight 14.2 kg.
Troponin <0.01 x3, BNP 340, D-dimer 0.4.
Na 139 K 4.1 Cl 104 CO2 25 BUN 14 Cr 0.9 Glu 101.
UA: SG 1.020, pH 6, trace protein, 5-10 WBC/hpf.
Blood type O positive, antibody screen negative.
Lot checked, expiration verified, consent signed.
Call 911 for chest pain or trouble breathing.
Return to the emergency department if fever exceeds 101.
Follow up in two weeks or sooner as needed.
Next dose due in 8 hours.
Seen in clinic today for annual wellness exam.
Transferred from the floor to the ICU overnight.
Awaiting bed at skilled nursing facility.
Admitted through A&E with a two day history of vomiting.
Bloods taken, cannula sited, IV fluids started.
Clexane given, TTOs ready, awaiting transport.
He is on the waiting list for a hernia repair.
She was commenced on ramipril 2.5 mg od.
Chest clear, abdomen SNT, calves soft.
Imp: viral gastroenteritis. Plan: fluids, safety-net, GP review prn.
Dukes B carcinoma of the sigmoid, Haggitt level 4.
Cholesteatoma; underwent mastoidectomy last year.
Using Seretide 250 two puffs bd and Ventolin prn.
MRC dyspnoea scale 3, never smoker.
Weber lateralises to the left, Rinne positive bilaterally.
Amsler grid normal, no RAPD.
Waterlow 18, MUST 1, NEWS 3.
Child B cirrhosis with ascites.
Kocher incision made; Calot triangle dissected.
Veress needle introduced at Palmer's point.
Langenbeck retractors placed; haemostasis with Ligaclip.
Swann-Morton 15 blade was used.
Zimmer splint applied to the ring finger.
Bovie cautery pad placed on the right thigh.
The Thompson test was positive.
What is the first-line treatment for uncomplicated cystitis in a nonpregnant woman?
How do you dose vancomycin in obesity?
Explain the pathophysiology of hepatorenal syndrome.
Can SGLT2 inhibitors be used when eGFR is under 20?
What are the Light criteria for pleural effusions?
Is the Jarisch-Herxheimer reaction seen with Lyme treatment?
Best imaging for suspected Budd-Chiari?
Which is better for migraine prevention, Aimovig or Topamax?
45-year-old man with diabetes and CAD: statin intensity?
Summarize the ACCORD and ADVANCE trials.
When is a Nissen preferred over a Toupet fundoplication?
Does the HEART score apply to patients under 30?
How to manage a patient on Suboxone before surgery?
Interpret: pH 7.32, pCO2 30, HCO3 15, Na 140, Cl 112.
What does "Kussmaul sign" mean?
Side effects of Remicade in elderly people?
72 y/o F with Sjögren's and new neuropathy: work-up?
Is Paxlovid contraindicated with Eliquis?
When do I screen for lung cancer under USPSTF guidance?
What dose of Decadron for croup in a 12 kg child?
Steps of the Seldinger technique, please.
Hemoglobin A1c 8.4 on metformin and glipizide, next agent?
How sensitive is the Dix-Hallpike test?
Can I mix Zosyn and vanc in the same line?
Does WHO recommend exclusive breastfeeding for 6 months?
Compare the Bethesda and TI-RADS categories.
Which antibiotics cover MRSA and Pseudomonas?
Criteria for brain death in adults?
Is Ringer's lactate better than saline in DKA?
Should a 60-year-old smoker get an AAA ultrasound?
What's the Mentzer index?
Write discharge instructions for a sprained ankle at a sixth-grade reading level.
Explain an elevated PTH to a patient in plain English.
Draft a template letter for jury duty excuse.
Does Medicaid in most states cover bariatric surgery?
What is the half-life of Xarelto?
How long after Botox can a patient fly?
What are the Amsterdam criteria for Lynch syndrome?
Mechanism of Ozempic in weight loss?
Patient with Addison disease going for surgery: stress dose?
Which Salter-Harris type is most common?
Differential diagnosis of a painless scrotal mass in a 25-year-old?
What is the NNT for aspirin in primary prevention?
In sickle cell crisis, when should exchange transfusion be considered?
Explain Frank-Starling to a medical student.
Is Zika still a risk in South America?
What does the Surviving Sepsis Campaign say about fluids?
If a patient is allergic to Keflex, can Ancef be given?
Treatment of Helicobacter in penicillin allergy per Maastricht?
What are typical findings in Henoch-Schönlein purpura?
Are there generic versions of Symbicort?
Which insulin is the longest acting: Toujeo, Tresiba or Lantus?
Pediatric dose of Tylenol and Motrin for an 18 lb infant?
How do I bill for a 40 minute telehealth visit?
Give me a SOAP note template for low back pain.
Can patients on Lamictal take birth control?
Is there an ICD-10 code for long COVID?
Patient has Factor V Leiden and wants OCPs, options?
How often is a DEXA repeated?
What is the Rumack-Matthew nomogram used for?
What is the target LDL after an acute coronary syndrome?
Explain the Monro-Kellie doctrine in raised ICP.
Pt afebrile, tolerating clears, advance diet as tolerated.
When would you choose Entresto over lisinopril?
CXR: no infiltrate, heart size normal, no effusion.
Increase Lasix to 40 mg BID and recheck BMP in one week.
Does the Canadian CT head rule apply to patients on warfarin?
Right knee with positive Lachman and anterior drawer.
A 58-year-old man with cirrhosis, MELD 19, presents with hematemesis.
How do you interpret an Osborn wave?
Dressing clean, dry and intact; no drainage noted.
Start Jardiance 10 mg daily; counsel about genital infections.
Nissen fundoplication versus Dor: which has less dysphagia?
Give the Ottawa knee rules in bullet points.
She denies fever, chills, night sweats or weight loss.
Post-op day 1: OOB to chair, Foley out, PCA weaned.
What are the Tokyo guidelines for cholangitis?
Reviewed the risks and benefits; patient agrees to proceed.
Temp 99.1, HR 88, BP 134/78, RR 18, sat 97% on 2 L.
Is Nexplanon safe while breastfeeding?
The Fontan circulation and pregnancy: risks?
Colonoscopy: two 4 mm sessile polyps removed with cold snare.
Summarize the KDIGO staging of AKI.
Hemoglobin electrophoresis shows AS pattern.
Patient lives with spouse, two cats, retired accountant.
Which SSRIs prolong QTc the most?
Plan: continue Zosyn day 3 of 7, trend WBC, PT eval.
Does Cigarette smoking raise the risk of Crohn's?
Neuro: CN II-XII intact, strength 5/5, reflexes 2+, toes down.
Wean O2 for sats above 92%, encourage incentive spirometer.
Compare Mounjaro and Wegovy for weight loss at 72 weeks.
Apply the PECARN rule to a 3-year-old who fell 2 feet.
Gallbladder wall thickening 5 mm, sonographic Murphy positive.
Psych: mood depressed, affect flat, denies SI/HI/AVH.
Vaccines today: Tdap, Shingrix #1, flu.
How do I calculate the Light's criteria ratio?
Patient counselled on smoking cessation and given Chantix.
Tolerated the procedure well; estimated blood loss minimal.
ROS: positive for dyspnea on exertion, otherwise negative.
In the Framingham cohort, what predicted heart failure?
Start heparin drip per protocol, check PTT in 6 hours.
Does Medicare pay for diabetic shoes?
Child is active, playful, TMs pearly, throat clear.
Rate control with Cardizem, CHADS score 2, no anticoagulation.
Nephrology recommends holding the ACE inhibitor.
MRI L-spine shows a broad-based L5-S1 protrusion.
Give me three differentials for a positive Tensilon test.
Stoma pink, output 400 mL, appliance changed.
Advised to avoid NSAIDs and grapefruit.
What does a Whiff test detect?
""".strip().splitlines()
