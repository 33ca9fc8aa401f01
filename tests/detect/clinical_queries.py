"""What clinicians ask a machine, in English, for tests of detection; all are invented.

Written at one sitting before any rule was looked at, and scored as they stood: 0.86 of the passages
were hidden then. What was mended is general (labels, forms of dates, kinds of institutions), and
has tests of its own. ``QUERIES`` hold personal data, in white brackets with its kind; ``PLAIN``
hold none. Titles, rooms and "yesterday" are no personal data here.
"""

from __future__ import annotations

from tests.detect.clinical_english import unmarked

_QUERIES = r"""
What's the right apixaban dose for ⟦PERSON:Leonard Haskins⟧, DOB ⟦DATE:04/17/1939⟧, MRN ⟦ID:7718290⟧, creatinine 1.7, weight 58 kg?
Pt ⟦PERSON:Ofelia Barrientos⟧ seen at ⟦FACILITY:Memorial Hermann Katy⟧ on ⟦DATE:2/3/24⟧ with new onset AF - cardiovert or rate control first?
⟦PERSON:K. Rasmussen⟧ from ⟦PLACE:Bismarck, ND⟧ called from ⟦PHONE:701-555-0137⟧ about rash on amoxicillin, what's the cross reactivity with cefazolin
draft a prior auth letter for ⟦PERSON:Jamal Whitaker⟧, Aetna member ⟦ID:W229184410⟧, for adalimumab for Crohn's disease
pt is 92 yo, lives at ⟦FACILITY:Brookdale Senior Living⟧ in ⟦PLACE:Tempe⟧, account ⟦ID:8830021⟧, needs goals of care talk; tips?
Email ⟦EMAIL:rosie.delgado@mail.example⟧ the discharge instructions for her father ⟦PERSON:Hector Delgado⟧ who left ⟦DATE:Monday⟧
Device serial ⟦ID:SN-449201-B⟧ on Mrs. ⟦PERSON:Kowalczyk⟧'s ICD - any recall?
Patient with license ⟦ID:D6172039⟧ plate ⟦ID:LKP 4471⟧ came after MVC on the ⟦DATE:14th⟧, neck pain, Canadian C-spine rule negative
Patient uploaded photo at ⟦URL:https://portal.northshore.example/u/88213/img.jpg⟧ from IP ⟦IP:203.0.113.77⟧, shows bullous pemphigoid?
Family of ⟦PERSON:Sung-min Cho⟧ wants to know odds of recovery at 6 months after SAH, Hunt-Hess 3, admitted ⟦DATE:October 9th⟧
Write a note: ⟦PERSON:Tabitha Greer⟧, SSN ⟦ID:078-05-1120⟧, zip ⟦PLACE:44107⟧, presents for diabetic foot exam, monofilament 8/10 bilaterally.
Fax the labs to ⟦PHONE:(312) 555-0188⟧ attn Dr. ⟦PERSON:Mehta⟧, ⟦FACILITY:Rush Oak Park⟧.
Ms ⟦PERSON:Anneke de Groot⟧ was transferred from ⟦FACILITY:Bozeman Health⟧ to us, helicopter arrived 0340, beneficiary no. ⟦ID:1EG4-TE5-MK73⟧
for mr. ⟦PERSON:delacroix⟧ in room 418, admitted yesterday, vanc trough 22, how to adjust
The patient, a 94-year-old retired judge in ⟦PLACE:Coos Bay⟧, has CLL; ibrutinib vs observation
certificate number ⟦ID:RN-553018⟧ nurse ⟦PERSON:Paula Quintero⟧ needs BLS renewal by ⟦DATE:June 2025⟧
Patient ⟦PERSON:Abdirahman⟧ has Medicaid ID ⟦ID:998210447⟧ and missed appts ⟦DATE:3/12⟧ and ⟦DATE:3/26⟧; template for no show letter
Norovirus outbreak in the ⟦FACILITY:Maple Grove⟧ nursing home, ⟦PLACE:Hennepin County⟧, since ⟦DATE:Jan 5⟧: isolation duration?
fingerprint id ⟦ID:FP-00912⟧ on file for ⟦PERSON:Carlos Ibarra-Luna⟧
25 y/o from rural ⟦PLACE:Vermont⟧ with erythema migrans, doxy 100 bid x 10 d vs 21 d
Could you write a referral for my patient ⟦PERSON:Philippa Rourke⟧ (DOB ⟦DATE:8 Aug 1966⟧) to the sleep clinic at ⟦FACILITY:Queen Elizabeth Hospital⟧, ⟦PLACE:Birmingham⟧?
⟦PERSON:Darnell Hutchins⟧, acct# ⟦ID:5520917⟧, discharged ⟦DATE:12/28/2022⟧ from ⟦FACILITY:Grady⟧, needs home O2 - what are the Medicare qualifying sats?
Patient ⟦PERSON:Mei-Ling Tsao⟧ lives in ⟦PLACE:Walnut Creek, CA 94596⟧ and takes lithium; can she have a colonoscopy prep?
My 6 yo pt ⟦PERSON:Ezra⟧ had his second seizure ⟦DATE:last Friday⟧, mom ⟦PERSON:Shoshana⟧ wants to know if keppra is safe
Translate these discharge instructions to Spanish for Sra. ⟦PERSON:Ximena Paredes⟧: take one tablet every eight hours with food.
seen by ⟦PERSON:Bartholomew Finch⟧ NP at ⟦FACILITY:MinuteClinic⟧ on ⟦DATE:Sat⟧ for strep, rapid neg, culture pending
Beneficiary ⟦ID:1EG4TE5MK72⟧, hospice election date ⟦DATE:01-15-2024⟧, attending ⟦PERSON:Nkechi Obi⟧, MD. Is a face-to-face needed?
Pt's web portal is ⟦URL:www.mychart.example/jpark⟧ and her cell is ⟦PHONE:4155550162⟧
⟦PLACE:Kauai⟧ resident, 54M, works as fisherman, presented ⟦DATE:6-2-23⟧ with ciguatera symptoms. Treatment?
VIN ⟦ID:2T1BURHE5JC074981⟧ involved in crash, driver ⟦PERSON:Lamar Oyelowo⟧ GCS 7 at scene
Please summarize chart for ⟦PERSON:BROUSSARD, THERESE⟧ mrn# ⟦ID:A00921⟧ adm ⟦DATE:3/3⟧ disch ⟦DATE:3/9⟧ w/ urosepsis
Is ⟦PERSON:Johnathan⟧'s MRI from ⟦DATE:spring 2020⟧ at ⟦FACILITY:UPMC Shadyside⟧ comparable with today's?
Her IV pump, serial no. ⟦ID:AL-8812-X⟧, alarmed at 0200 on ⟦FACILITY:4 North⟧.
⟦PERSON:Ingrid Solheim-Baker⟧ of ⟦ADDRESS:77 Pinecrest Lane, Eau Claire, WI⟧ asks whether HRT after ⟦DATE:2016⟧ oophorectomy raises stroke risk
Fax number of the referring office is ⟦PHONE:715.555.0199⟧; ask for ⟦PERSON:Deb⟧.
My patient's ssn ends in ⟦ID:6612⟧ and her Cigna id is ⟦ID:U44718820⟧
A 101-year-old man at ⟦FACILITY:Good Shepherd Village⟧ in ⟦PLACE:Endwell, New York⟧ fell; CT head on warfarin?
Face photo and iris scan id ⟦ID:IR-33019⟧ stored for ⟦PERSON:Goran Petrov⟧
Captain ⟦PERSON:Rhys Llewellyn⟧, RAF ⟦PLACE:Lossiemouth⟧, has recurrent vertigo since ⟦DATE:August⟧
Patient: ⟦PERSON:Yusuf⟧. Phone: ⟦PHONE:+1 (646) 555-0109⟧. Reason: refill Lipitor.
Follow-up for ⟦PERSON:Camille D.⟧, 19, sophomore at ⟦FACILITY:Oberlin⟧, after overdose on ⟦DATE:Halloween⟧
license number ⟦ID:MD-448120⟧ of Dr. ⟦PERSON:Thaddeus Crane⟧ expires ⟦DATE:12/2026⟧
"""

_PLAIN = r"""
Summarize guideline management of hyponatremia in SIADH.
Is it safe to give ketorolac to a patient with CKD stage 3?
Compare Wells and Geneva scores for PE.
How often should Hashimoto's patients have TSH checked once stable?
Interpret: Na 128, K 5.9, glucose 62, cortisol 2.1 in a 45 year old with fatigue
What is the Ranson score and how is it different from Atlanta classification?
73F hx Wegener's, on rituximab, presents w/ hemoptysis. Ddx?
Can I use tPA in someone with a DOAC level below 50?
What are the criteria for Kawasaki disease?
Does the Epley maneuver work for horizontal canal BPPV?
Contraindications to Foley placement?
Can I switch from Lantus to Tresiba at the same dose?
How does the Child-Pugh score change with albumin of 2.8 and bilirubin of 3.1?
Which antihypertensives are preferred in Black patients per JNC 8?
What is Virchow's triad?
what does a positive Phalen and Tinel at the wrist mean
Is Bactrim ok in late pregnancy?
Does metformin cause B12 deficiency over 10 years?
Should Mohs be used for a 4 mm basal cell on the cheek?
Neupogen vs Neulasta after cycle 2?
What labs before starting methotrexate?
Calculate the CHA2DS2-VASc for a 78 y/o woman with HTN and prior TIA.
How do I convert morphine 30 mg PO to hydromorphone IV?
Differential for eosinophilia in a 30-year-old traveler returning from Southeast Asia?
Explain the Whipple procedure in plain language.
What's the evidence for Lyme prophylaxis after a tick bite in Connecticut?
Is there a Beers list concern with Benadryl at 80?
What is Murphy's sign and how sensitive is it?
Dose adjust gabapentin for CrCl of 22.
How long is the incubation period of Ebola?
Which statin for a patient of South Asian descent with LDL 162?
Bell's palsy in pregnancy: steroids?
Should I worry about a Pfizer booster two weeks after shingles?
Zofran vs Reglan for gastroparesis in Parkinson's?
I have a patient w/ Marfan, aortic root 4.6 cm, when to operate?
The Smith fracture versus Colles fracture: mechanism?
What does LR 12 mean for the Centor score in Denver guidelines?
Is COVID testing needed before Hajj in Mecca?
"""

QUERIES = [unmarked(line) for line in _QUERIES.strip().splitlines()]
PLAIN = _PLAIN.strip().splitlines()
