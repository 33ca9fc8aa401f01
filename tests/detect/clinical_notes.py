"""English clinical notes in many hands, for tests of detection; all are invented.

``TUNING`` was looked at while rules were made. ``HELD_OUT`` was written at the same time, and only
its share of hidden passages was looked at, by kind of passage. ``PLAIN`` holds questions and notes
without personal data. Passages stand in white brackets with their kind; titles are none.
"""

from __future__ import annotations

from tests.detect.clinical_english import unmarked

_TUNING = r"""
68M ⟦PERSON:Delroy Whitcombe⟧, MRN ⟦ID:7741209⟧, admitted to ⟦FACILITY:St. Brigid's Medical Center⟧ on ⟦DATE:04/17/2024⟧ with NSTEMI. What is the best antiplatelet strategy given his CKD?
Can you draft a discharge summary for ⟦PERSON:Lorena Espinoza-Vick⟧, DOB ⟦DATE:11/02/1961⟧, seen at ⟦FACILITY:Harborview Clinic⟧ in ⟦PLACE:Tacoma⟧?
Pt ⟦PERSON:Tyrese Olamide⟧ (SSN ⟦ID:431-88-2207⟧) presents w/ chest pain, his phone is ⟦PHONE:503-555-0147⟧. Should I order a CTA?
My patient in ⟦PLACE:Bakersfield⟧, Mr. ⟦PERSON:Vandermeer⟧, health plan ID ⟦ID:HPX-99310-22⟧, needs prior auth for adalimumab.
What dose of vancomycin for ⟦PERSON:Kirsten Aldous⟧, 71 kg, creatinine 1.8, account ⟦ID:AC-5580213⟧?
Follow up on ⟦PERSON:hassan mirza⟧ mrn ⟦ID:0092817⟧, he was discharged ⟦DATE:march 3rd⟧ from ⟦FACILITY:lakeview general⟧ and still has fever.
pls review labs for ⟦PERSON:shaniqua bell⟧ dob ⟦DATE:7/9/88⟧ hgb 8.2 plt 90
⟦PERSON:DOROTHEA KLINE⟧ SEEN IN ED ⟦DATE:12 JAN⟧ W/ SOB. TRANSFERRED FROM ⟦FACILITY:OAK RIDGE NURSING HOME⟧.
Referral: Mrs ⟦PERSON:Eunice Padgett⟧ of ⟦ADDRESS:14 Cobbler's Row, Hebden Bridge⟧, NHS No ⟦ID:485 777 3456⟧, GP Dr ⟦PERSON:Anwar⟧ at ⟦FACILITY:Todmorden Health Centre⟧.
Ward round ⟦DATE:Tues 14th⟧, bed 6 ⟦FACILITY:Nightingale Ward⟧. ⟦PERSON:Reg⟧ slept well, obs stable.
CT chest ⟦DATE:2023-11-09⟧, accession ⟦ID:CT88120394⟧. Reported by ⟦PERSON:R. Okafor⟧ MD, compared with prior of ⟦DATE:Oct 2022⟧.
⟦AGE:94⟧yo F from ⟦PLACE:Pocatello⟧, lives with granddaughter ⟦PERSON:Tamsin⟧, fell at home yesterday.
Nurse ⟦PERSON:J. Hollis⟧ RN documents pt ⟦PERSON:B. Ferreira⟧ refused meds at 0800.
Certificate/license number ⟦ID:RN-4472819⟧ belongs to ⟦PERSON:Pauline Achterberg⟧; she gave the flu jab on ⟦DATE:10/3⟧.
Hi, this is about ⟦PERSON:Gianluca⟧ again, the 9-year-old w/ ALL treated at ⟦FACILITY:Riley Children's⟧. Any drug interactions with his new antifungal?
Ms. ⟦PERSON:Ngozi Umeh-Carter⟧ called from ⟦PHONE:(212) 555 0166⟧ re: refill. Device serial ⟦ID:PM-7729183X⟧ pacemaker check due ⟦DATE:June 2025⟧.
Pacemaker model W1DR01, serial no. ⟦ID:RNB442918G⟧, implanted ⟦DATE:05-Feb-2019⟧ by Dr ⟦PERSON:Szabo⟧.
A&E triage: ⟦PERSON:Callum Brathwaite⟧, 23, RTC on the A38 near ⟦PLACE:Bromsgrove⟧, GCS 15.
Pt's wife ⟦PERSON:Lakeisha⟧ can be reached at work, ⟦FACILITY:Pinecrest Elementary⟧, ext. 4471.
Social worker ⟦PERSON:Benicio Trujillo⟧ arranged placement at ⟦FACILITY:Sunrise Manor⟧ for ⟦DATE:Friday, Aug 9⟧.
Dear Dr. ⟦PERSON:Featherstone⟧, Thank you for referring ⟦PERSON:Imelda Roscoe⟧, who attended my clinic on ⟦DATE:3rd May⟧.
cc: Dr. ⟦PERSON:L. Abiodun⟧, ⟦FACILITY:Riverside Family Practice⟧, ⟦ADDRESS:220 N. Main St⟧, ⟦PLACE:Dayton⟧, ⟦PLACE:OH⟧ ⟦ADDRESS:45402⟧
This ⟦AGE:ninety-three⟧ year old retired miner from ⟦PLACE:Merthyr Tydfil⟧ was brought in by ambulance.
Name: ⟦PERSON:hollingsworth, mabel⟧ Sex: F Hosp No: ⟦ID:H4471928⟧ Consultant: Prof ⟦PERSON:Adeyinka⟧
IMPRESSION: Stable postoperative changes. Findings discussed with Dr. ⟦PERSON:Yusuf Demirci⟧ by phone at 3:15 PM on ⟦DATE:Sept 9⟧.
Specimen ⟦ID:S24-10392⟧ received ⟦DATE:1/22/24⟧ from ⟦PERSON:CROWTHER, NEVILLE J⟧, labelled "left breast".
Seen by the ⟦FACILITY:Mayfield⟧ crisis team ⟦DATE:last Tuesday⟧; contact ⟦EMAIL:crisis@mayfieldtrust.example⟧.
He works as a welder at ⟦FACILITY:Hendricks Shipyard⟧ in ⟦PLACE:Pascagoula⟧ and smokes a pack a day.
Patient ⟦PERSON:Aurelio Quispe⟧ emigrated from ⟦PLACE:Peru⟧ in ⟦DATE:1998⟧, lives in ⟦PLACE:Queens⟧.
Discussed with ⟦PERSON:Hargreaves⟧ (onc) and ⟦PERSON:Lindqvist⟧ (rad onc), both agree to proceed.
Per Dr. ⟦PERSON:Kowalewska⟧'s note of ⟦DATE:8/30⟧, pt has hx of MS. MRI done at ⟦FACILITY:Valley Imaging⟧.
Insurance: Medicaid #⟦ID:AB12345C⟧, group ⟦ID:00778-A⟧.
Mom, ⟦PERSON:Destiny⟧, and dad, ⟦PERSON:Marcus Tillery⟧, at bedside. PCP is ⟦PERSON:Wendell Pruitt⟧.
Brought in by EMS from ⟦ADDRESS:1187 Kestrel Court⟧, found down by neighbor Mrs. ⟦PERSON:Oyelaran⟧.
My colleague ⟦PERSON:Saoirse Tierney⟧ asked whether rivaroxaban is safe for her patient ⟦PERSON:Emmett⟧ who lives in rural ⟦PLACE:Vermont⟧.
Is it OK to give MMR to ⟦PERSON:Priyanka Deol⟧'s 12-month-old? Chart ⟦ID:55-20-318⟧.
TTE ⟦DATE:6/2/2023⟧: EF 45%. Ordering MD: ⟦PERSON:Sundaram⟧. Tech: ⟦PERSON:KL⟧. Pt ID: ⟦ID:E100293⟧.
License plate ⟦ID:7KLM392⟧ was recorded by security when ⟦PERSON:Otis Breckenridge⟧ left AMA.
Please fax records of ⟦PERSON:Geraldine Mbatha⟧ to ⟦PHONE:555-0199⟧ attn ⟦PERSON:Rhonda⟧.
VIN ⟦ID:1HGCM82633A004352⟧, policy ⟦ID:GX-2290187⟧; driver ⟦PERSON:Leif Sorensen⟧ had whiplash after MVA on ⟦DATE:New Year's Eve⟧.
OT visit at home, ⟦ADDRESS:Flat 3, 27 Wellington Terrace⟧, daughter ⟦PERSON:Bronwen⟧ present.
Pt transferred to ⟦FACILITY:Barnaby Ward, Queen's Hospital⟧ under Mr ⟦PERSON:Thistlethwaite⟧.
Telehealth visit w/ ⟦PERSON:Xiomara⟧ (⟦EMAIL:xio.reyes88@mail.example⟧), BP log reviewed.
⟦PERSON:Ezekiel Tran-Whitley⟧ 5/M, beneficiary no ⟦ID:1EG4-TE5-MK73⟧, vaccinated ⟦DATE:9/9/2021⟧ at ⟦FACILITY:Walnut Creek Pediatrics⟧.
70 y/o vet followed at the ⟦FACILITY:Omaha VA⟧, sees Dr. ⟦PERSON:Grady⟧ for PTSD.
Her son ⟦PERSON:Antoine⟧, who lives in ⟦PLACE:Baton Rouge⟧, is HCPOA, cell ⟦PHONE:225.555.0183⟧.
Died at 0432 on ⟦DATE:11/30/22⟧, pronounced by Dr ⟦PERSON:Malhotra⟧. Coroner informed by SN ⟦PERSON:Whitby⟧.
Consult requested by ⟦PERSON:Vasquez⟧ for AKI. Creatinine peaked at 3.2 on the ⟦DATE:14th of July⟧.
The patient was born on ⟦DATE:Christmas Day 1947⟧ in ⟦PLACE:Kilkenny⟧.
Sig: ⟦PERSON:P. Whitaker-Jones⟧, FY2, bleep ⟦PHONE:4417⟧, GMC ⟦ID:7654321⟧
"""

_HELD_OUT = r"""
Pt ⟦PERSON:Maureen Gadsby⟧ (hosp no ⟦ID:K882190⟧) reviewed on ⟦FACILITY:Willow Ward⟧ by Dr ⟦PERSON:Penhaligon⟧ on ⟦DATE:6/8⟧.
Could ⟦PERSON:Rashad Greenlee⟧'s hyponatremia be from sertraline? He is 59, seen at ⟦FACILITY:Mercy West⟧ in ⟦PLACE:Des Moines⟧ on ⟦DATE:January 5, 2024⟧.
I have a patient named ⟦PERSON:Svetlana Marchetti⟧, medical record number ⟦ID:MR-00482-77⟧, with resistant hypertension. Next step?
⟦PERSON:TERRANCE O'DOWD⟧ DOB ⟦DATE:02/28/1955⟧ ADMITTED ⟦DATE:03/01/2024⟧ TO ⟦FACILITY:CEDAR FALLS REGIONAL⟧ FOR CHF EXACERBATION.
72F w/ afib, mrs. ⟦PERSON:baptiste⟧, from ⟦PLACE:lafayette⟧, on warfarin, INR 5.2, what now?
⟦PERSON:Kofi Asante⟧ and his partner ⟦PERSON:Joelle⟧ came for IVF counselling on ⟦DATE:9 September⟧.
Health plan beneficiary number ⟦ID:BCX772910043⟧ rejected; call ⟦PHONE:1-800-555-0102⟧ re: Ms. ⟦PERSON:Drummond⟧.
Wound check today for ⟦PERSON:Ignacio⟧ at ⟦FACILITY:Bluebonnet Home Health⟧, dressing changed by LVN ⟦PERSON:Castaneda⟧.
Handover: bed 12 ⟦PERSON:Ivy Threlfall⟧, NBM from midnight, theatre with Mr ⟦PERSON:Osei-Bonsu⟧ tomorrow.
US abdomen performed ⟦DATE:23.10.2023⟧ at ⟦FACILITY:Eastgate Diagnostic Centre⟧. Ref: Dr ⟦PERSON:C Mukherjee⟧. Pt no. ⟦ID:20039184⟧.
A ⟦AGE:101⟧-year-old lady from ⟦PLACE:Inverness⟧, resident of ⟦FACILITY:Heatherbank Care Home⟧, presented with delirium.
Spoke w/ pt's brother (⟦PERSON:Duane⟧) ⟦PHONE:405-555-0121⟧; he'll pick her up ⟦DATE:Sunday 3/10⟧.
Surgeon: ⟦PERSON:Fitzwilliam, H.⟧ Assistant: ⟦PERSON:Tsai⟧ Anaesthetist: Dr ⟦PERSON:Ogilvie⟧ Date: ⟦DATE:17th Nov 2021⟧
Per social work (⟦PERSON:Marguerite D.⟧), pt is homeless in ⟦PLACE:Spokane⟧ since ⟦DATE:August⟧.
Account #⟦ID:40029-1187⟧ guarantor ⟦PERSON:Faustino Belmonte⟧, ⟦ADDRESS:908 Sycamore Blvd Apt 2C⟧, ⟦PLACE:El Paso⟧ ⟦PLACE:TX⟧ ⟦ADDRESS:79901⟧
Peds note: ⟦PERSON:Wren⟧ is a 4 y.o. girl, mother ⟦PERSON:Calliope Sandoval⟧ reports ear pain, attends ⟦FACILITY:Little Acorns Nursery⟧.
What's the right insulin dose for ⟦PERSON:bernard kaczmarek⟧, wt 88kg, a1c 11.2?
Dr. ⟦PERSON:Obafemi-Hartley⟧ (NPI ⟦ID:1093817465⟧) prescribed oxycodone to ⟦PERSON:Shelby⟧ on ⟦DATE:4/4/23⟧.
CXR ⟦DATE:12/31⟧: no change vs ⟦DATE:11/2022⟧. Dictated: ⟦PERSON:Pham⟧. Transcribed: ⟦PERSON:jm⟧.
He was born in ⟦PLACE:Guyana⟧, moved to ⟦PLACE:Schenectady⟧ in ⟦DATE:2003⟧ and drives for ⟦FACILITY:Mohawk Freight⟧.
⟦PERSON:Yvonne⟧ says she can't afford Eliquis. Her email is ⟦EMAIL:yv.lattimore@post.example⟧.
Telemetry tech ⟦PERSON:Rocco DeSantis⟧ notified RN ⟦PERSON:Abara⟧ of a 6-beat run of VT at 02:10.
Pt of Dr ⟦PERSON:Siobhan Mac Giolla⟧, ⟦FACILITY:Ballymun Primary Care⟧, last seen ⟦DATE:Dec 2nd⟧.
Implant log: Zimmer knee lot ⟦ID:62910384⟧, serial ⟦ID:ZK-00917-B⟧, pt ⟦PERSON:Harold Nakagawa⟧.
Driver's license ⟦ID:D4418-29918⟧ scanned at registration for ⟦PERSON:Amparo Villaseñor⟧.
Our midwife ⟦PERSON:Aoife⟧ visited at ⟦ADDRESS:9 Quarry Lane, Ludlow⟧ on ⟦DATE:Mon 4th⟧.
Summarize for the family: Mr. ⟦PERSON:Lindell⟧, ⟦AGE:91⟧, aspiration pneumonia, DNR, daughter ⟦PERSON:Charlene Lindell-Ruiz⟧ is POA.
Patient declined; will return to Dr. ⟦PERSON:Navarrete-Poole⟧ at the ⟦FACILITY:Cherokee Nation clinic⟧ in ⟦PLACE:Tahlequah⟧.
Referring: ⟦PERSON:Stannard⟧. Copy to Ms ⟦PERSON:T Iqbal⟧, ⟦FACILITY:Royal Lancaster Infirmary⟧, ext ⟦PHONE:3320⟧.
The ⟦FACILITY:Duquesne Street⟧ shelter called: ⟦PERSON:Leroy⟧ missed his methadone on ⟦DATE:the 2nd⟧.
Last colonoscopy was by ⟦PERSON:Eichelberger⟧ in ⟦DATE:2016⟧ at ⟦FACILITY:Good Samaritan⟧, three polyps.
Her employer, ⟦FACILITY:Tillman & Boggs Trucking⟧, wants a fitness note by ⟦DATE:May 30⟧.
SW: lives alone in ⟦PLACE:Gallup, NM⟧; niece ⟦PERSON:Bernadine Yazzie⟧ helps w/ meds.
Blood culture drawn ⟦DATE:02/11⟧ 0630 by ⟦PERSON:A. Petrossian⟧, grew MRSA.
Member ⟦ID:W2290 18834⟧, dependent ⟦PERSON:Keanu⟧, request for Dupixent denied on ⟦DATE:7/15/2024⟧.
PLAN: D/C TO ⟦FACILITY:SHADY GROVE REHAB⟧ WITH DR ⟦PERSON:PATEL⟧ F/U IN 2 WKS, CALL ⟦PHONE:555-0133⟧.
Is there a vaccine history for ⟦PERSON:Lukas Oberholtzer⟧ (b. ⟦DATE:8 Mar 2019⟧)? NHS ⟦ID:943 476 5919⟧.
Unique identifier ⟦ID:UID-77AF-2091⟧ assigned to ⟦PERSON:Noor Al-Hakimi⟧ in the registry at ⟦FACILITY:Emory⟧.
The tattoo reads "⟦PERSON:Darlene⟧"; he gives his name as ⟦PERSON:Skeeter Boone⟧.
She saw Dr. ⟦PERSON:Wu⟧ at ⟦FACILITY:UPMC Shadyside⟧ and Dr. ⟦PERSON:Ito⟧ at ⟦FACILITY:Allegheny General⟧ in the same week of ⟦DATE:Feb '23⟧.
"""

_PLAIN = """
What is the first-line therapy for H. pylori in a patient allergic to penicillin?
How do I adjust vancomycin dosing in a 70 kg man with CrCl of 35 mL/min?
Summarize the GOLD guidelines for COPD exacerbation.
Is Bactrim safe in the third trimester of pregnancy?
68-year-old male with NSTEMI, EF 35%, on metoprolol and lisinopril. Should I add spironolactone?
A 12-month-old needs MMR and varicella; can they be given together?
Compare apixaban and rivaroxaban for VTE in CKD stage 4.
When should repeat imaging be done after a 6 mm lung nodule per Fleischner criteria?
Patient on hospital day 3, afebrile for 48 hours, WBC down to 9.2.
Explain the difference between Mobitz I and Mobitz II.
Ottawa ankle rules negative, no X-ray needed.
Pt c/o HA x 3 days, no photophobia, neg Kernig.
Use the CHA2DS2-VASc score to decide on anticoagulation for a 74-year-old woman with diabetes.
Give Zofran 4 mg IV q6h PRN, max 16 mg per day.
Sliding scale Humalog with meals, Lantus 18 units at night.
The Parkland formula gives 4 mL per kg per % TBSA over 24 hours.
Which antibiotics cover Pseudomonas and Enterococcus?
A toddler swallowed a button battery two hours ago; what is the protocol?
Discharge to skilled nursing with PT and OT, follow up with PCP in 1 week.
Nursing note: Foley draining well, Braden 17, turned every 2 hours.
Mother asks whether the child may return to school after hand, foot and mouth disease.
Labs: AST 88, ALT 102, ferritin 1450, TSAT 62%. Consider HFE testing.
The MELD-Na is 24; is TIPS still reasonable?
Does Medicare cover continuous glucose monitors?
MRI brain: scattered T2 hyperintensities, McDonald criteria not met.
He drinks 6 beers a day and uses marijuana on weekends.
Return precautions given; family verbalized understanding.
Lumbar puncture: opening pressure 28 cm H2O, protein 88, glucose 40.
Wean FiO2 to 40% and PEEP to 5; SBT in the morning.
Start Paxlovid within five days of symptom onset.
The nurse was asked to call the doctor on call if SBP is under 90.
Penicillin allergy: hives as a child. Tolerates Keflex.
What are Duke criteria for endocarditis and how are they applied?
Write a letter to the insurance company appealing the denial of infliximab.
Chronic back pain since a fall last year, worse in winter, Tylenol helps.
Age 45, BMI 38, T2DM: is semaglutide or tirzepatide more effective?
Consider Wegener's vs Goodpasture's; send ANCA and anti-GBM.
Central line day 4, site clean, no erythema.
A nurse in a rural hospital asks about sepsis bundles.
Post-op day 2 after Whipple, JP drain output 60 cc serosanguinous.
Per the Joint Commission, time-out must precede the procedure.
Can Ozempic be stopped one week before anesthesia?
Rx: Augmentin 875 BID x 7 d, Flonase 2 sprays daily.
Neonate born at 36 weeks, Apgar 8/9, Ballard score consistent.
Physical therapy twice weekly for 6 weeks, then home program.
The American Heart Association recommends 81 mg aspirin after CABG.
Review of systems negative except as noted in HPI.
Hospice appropriate? PPS 40%, weight loss 15 lb in 3 months.
Suspect Lyme disease; ELISA then Western blot.
Give me a differential for eosinophilia after travel to the tropics.
"""

TUNING = [unmarked(line) for line in _TUNING.strip().splitlines()]
HELD_OUT = [unmarked(line) for line in _HELD_OUT.strip().splitlines()]
PLAIN = _PLAIN.strip().splitlines()
