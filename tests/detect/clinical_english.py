"""English sentences of clinics, banks and daily life, for tests of detection; all are invented.

``HARMLESS`` holds sentences without personal data that look as if they had some. ``IDENTIFYING``
holds sentences whose identifiers stand in white brackets with their kind.
"""

from __future__ import annotations

import re

_MARK = re.compile(r"⟦(?P<entity>[A-Z]+):(?P<value>[^⟧]+)⟧")

HARMLESS = tuple(
    line
    for line in """
Patient is a 45-year-old man with a three-day history of fever and productive cough.
He describes the pain as 7/10, worse at night, radiating to the left shoulder for 2 weeks.
Vitals: BP 132/84, HR 76, RR 16, T 37.2 C, SpO2 98% on room air.
Temp 101.3 F, pulse 112, respirations 24, weight 81.4 kg, BMI 27.9.
WBC 14.2, Hgb 10.8, Plt 245, Na 138, K 3.9, Cl 101, HCO3 24, BUN 18, Cr 1.1.
AST 45, ALT 52, Alk Phos 110, T bili 0.8, INR 1.1, PTT 29.4.
Start Metoprolol 25 mg PO BID and titrate every two weeks.
Lisinopril 10 mg daily was held because of hyperkalemia.
Continue Warfarin with an INR goal of 2 to 3.
Switched from Lantus to Tresiba 20 units at bedtime.
Keppra 500 mg twice daily, Depakote stopped.
She takes Tylenol, Advil and Zyrtec as needed.
Given Rocephin 1 g IV and Zithromax 500 mg PO in the ED.
Allergies: Penicillin (rash), Sulfa, Bactrim, Latex.
Glasgow Coma Scale 14 on arrival, 15 after one hour.
Apgar scores were 8 and 9 at one and five minutes.
Barthel Index improved from 45 to 70 over four weeks.
Braden score 16, Morse Fall Scale 55, high fall risk.
Beck Depression Inventory 22, Hamilton Anxiety Scale 18.
Wells score 4.5, PERC positive, D-dimer sent.
Killip class II, Forrester subset III.
Child-Pugh class B, MELD score 17.
NYHA class III heart failure, ejection fraction 35%.
Mallampati II, Cormack-Lehane grade 1.
Ranson criteria met: three on admission.
Gleason 3+4 in two of twelve cores.
Breslow depth 0.8 mm, Clark level III.
Bishop score 6, cervix 3 cm dilated.
Tanner stage III.
Fitzpatrick skin type II.
Schirmer test 6 mm in both eyes.
Babinski downgoing bilaterally, Romberg negative.
Murphy's sign negative, no rebound, Rovsing absent.
Positive Tinel and Phalen signs on the right.
Lachman test positive, McMurray equivocal.
Kernig and Brudzinski signs absent.
Homans sign negative bilaterally.
Trendelenburg gait noted on the left.
History of Crohn's disease and Graves' disease.
Parkinson's disease, Hoehn and Yahr stage 2.
Alzheimer's dementia with behavioural disturbance.
Known Hashimoto thyroiditis, on Levothyroxine 75 mcg.
Suspected Guillain-Barré syndrome; LP ordered.
Bell's palsy, House-Brackmann grade IV.
Ménière's disease with recurrent vertigo.
Raynaud phenomenon of both hands.
Sjögren's syndrome and Marfan syndrome were considered.
Down syndrome with repaired Fallot tetralogy.
Non-Hodgkin lymphoma, Ann Arbor stage IIB.
Barrett's oesophagus on last endoscopy.
Dupuytren contracture of the ring finger.
Baker's cyst behind the right knee.
Colles fracture treated with closed reduction.
Charcot foot with a plantar ulcer.
Wolff-Parkinson-White pattern on ECG.
Wilson's disease excluded by ceruloplasmin.
Kawasaki disease in childhood without aneurysm.
Foley catheter draining clear urine.
Swan-Ganz catheter removed on day two.
Jackson-Pratt drain output 40 mL.
Hickman line flushed, Port-a-Cath accessed.
Dobhoff tube placed, confirmed by KUB.
Penrose drain removed without difficulty.
Kirschner wires in good position.
Steri-Strips applied over the Pfannenstiel incision.
A Bakri balloon was inflated to 300 mL.
Roux-en-Y gastric bypass five years ago.
Whipple procedure planned for next month.
Nissen fundoplication without complications.
Hartmann procedure with end colostomy.
Billroth II reconstruction, anastomosis patent.
Doppler ultrasound shows no DVT.
Holter monitor for 48 hours showed rare PVCs.
Gram stain: Gram-positive cocci in clusters.
Pap smear normal, HPV negative.
Mantoux 12 mm induration at 48 hours.
Coombs test negative, Kleihauer-Betke pending.
Epstein-Barr virus IgG positive, IgM negative.
Coxsackie virus suspected.
Staphylococcus aureus grew from both bottles.
Escherichia coli >100,000 CFU/mL, sensitive to Cipro.
Clostridioides difficile toxin negative.
Helicobacter pylori stool antigen positive.
Lyme titre negative, Babesia smear negative.
Ringer's lactate 1 L bolus given twice.
PAST MEDICAL HISTORY: HYPERTENSION, DIABETES, COPD.
HISTORY OF PRESENT ILLNESS
CHIEF COMPLAINT: SHORTNESS OF BREATH
REVIEW OF SYSTEMS: NEGATIVE EXCEPT AS ABOVE
PHYSICAL EXAMINATION
ASSESSMENT AND PLAN
SOCIAL HISTORY: NON-SMOKER, OCCASIONAL ALCOHOL
DISCHARGE MEDICATIONS
HOSPITAL COURSE BY PROBLEM
IMPRESSION: NO ACUTE CARDIOPULMONARY PROCESS
FINDINGS: THE LUNGS ARE CLEAR. NO PLEURAL EFFUSION.
Family History: Mother had breast cancer at 62, father had a stroke.
Social History: Lives with wife, retired teacher, quit smoking 10 years ago.
Mother reports that he sleeps well and eats normally.
The husband was updated at the bedside.
Daughter will bring the medication list tomorrow.
Heart: Regular rate and rhythm, no murmurs.
Lungs: Clear to auscultation bilaterally.
Abdomen: Soft, non-tender, bowel sounds present.
Extremities: No clubbing, cyanosis or edema.
Neuro: Cranial nerves II-XII intact, strength 5/5.
Musculus gluteus medius tendon is thickened.
The arteria carotis interna is patent.
Vena cava inferior filter in situ.
Ligamentum flavum hypertrophy at L4-L5.
Disc herniation at C5-C6 with mild stenosis.
ICD-10: I10, E11.9, J44.1 and Z79.4.
Diagnosis code M54.5 billed with CPT 99213.
ASA 81 mg, Plavix 75 mg, Lipitor 40 mg QHS.
Take 1 tab PO q6h PRN pain, max 4 g per day.
Change the dressing every 8 hours for 5 days.
Follow up in 6 to 8 weeks or sooner if worse.
Return to the clinic in one month for a recheck.
The wound was cleaned at 14:30 and again at 18:00.
Seen in Cardiology and referred to Physical Therapy.
Transferred from the ICU to the Medical Ward overnight.
Discussed with Radiology and General Surgery.
The emergency department was notified.
The nurse practitioner and the resident were present.
Interpreter services were offered and declined.
Patient denies chest pain, palpitations or syncope.
No known drug allergies.
May take Ibuprofen with food.
Will need repeat imaging; mark the site before surgery.
Can be discharged when afebrile for 24 hours.
She was able to walk 50 feet with a walker.
Hope to wean oxygen by tomorrow.
Grace period for the premium is thirty days.
Bill the insurance company directly.
Drew blood cultures before antibiotics.
Rose to standing without help.
Chest X-ray shows no infiltrate.
MRI of the brain with Gadolinium: small vessel disease.
CT Abdomen/Pelvis with contrast was unremarkable.
EKG: normal sinus rhythm, QTc 430 ms.
TSH 2.4 mIU/L, Free T4 1.1 ng/dL, HbA1c 7.8 %.
Vitamin D 18 ng/mL, Vitamin B12 normal.
Troponin I <0.01 x 3, BNP 210.
pH 7.31, pCO2 52, pO2 68 on 2 L nasal cannula.
Urinalysis: specific gravity 1.020, 3+ leukocyte esterase.
Lot of rest and plenty of fluids recommended.
The Pfizer vaccine was given in the left deltoid.
Medtronic pacemaker interrogated, battery good.
Siemens scanner, 1.5 Tesla, slice thickness 3 mm.
Stryker knee prosthesis, size 4.
Zimmer frame provided on discharge.
The interest rate rose to 4.75 % in the second quarter.
Your balance is below the minimum of 500 dollars.
Transfers above $10,000 need a second approval.
The card was declined three times at the terminal.
Net income grew 12 % to 3.4 million euros.
Please send the statement for last month.
How do I increase the limit of my credit card?
The Federal Reserve left rates unchanged.
Visa and Mastercard are accepted.
The loan has a term of 30 years.
Turn off the router, wait ten seconds and try again.
The network was down for 45 minutes after the update.
Error 404 when opening the page with Chrome on Windows 11.
Version 3.2.1 of the app crashes on Android.
The password must have at least 12 characters.
The meter reads 04512 kWh.
Substation voltage dropped to 10.4 kV for 300 ms.
The bus leaves every 20 minutes.
I would like to order two large pizzas.
What time does the store open?
The song is played in 4/4 time at 120 beats per minute.
The book has 312 pages and a red cover.
Many thanks for your help and best regards.
Hello, I would like to speak to a manager.
Two of the five samples were contaminated.
""".strip().splitlines()
    if line
)
"""Sentences without anything that identifies somebody."""

_MARKED = """
Seen today by Dr. ⟦PERSON:Helena Brandvold⟧ in the outpatient clinic.
Patient: ⟦PERSON:OKONKWO, CHIDI⟧  MRN: ⟦ID:00482913⟧
Mrs. ⟦PERSON:Prendergast⟧ was accompanied by her son ⟦PERSON:Tobias⟧.
⟦PERSON:Marisol Etxeberria⟧ called the ward on ⟦DATE:March 3, 2021⟧.
Discussed the findings with ⟦PERSON:Ranjit Singh Dhaliwal⟧ and his wife.
Attending: ⟦PERSON:J. R. Castellanos⟧, MD
Dictated by ⟦PERSON:Anneliese Vogt⟧ on ⟦DATE:12/04/2019⟧.
Patient ⟦PERSON:Fergus O'Malley⟧ lives in ⟦PLACE:Northampton⟧.
He moved from ⟦PLACE:Sacramento⟧ to ⟦PLACE:Boise⟧ in ⟦DATE:May 2015⟧.
DOB: ⟦DATE:07/19/1948⟧, phone ⟦PHONE:(413) 555-0182⟧.
Contact the daughter, ⟦PERSON:Imogen⟧, at ⟦PHONE:413-555-0199⟧.
E-mail: ⟦EMAIL:r.abernathy@example.org⟧
SSN ⟦ID:912-04-5567⟧ was verified at the desk.
She was admitted on ⟦DATE:11 November 2022⟧ and discharged on ⟦DATE:18 November 2022⟧.
⟦PERSON:Kowalczyk⟧ was discharged home in stable condition.
Mr. ⟦PERSON:van der Linden⟧ reports no pain.
Dear ⟦PERSON:Beatriz⟧, your results are normal.
Sincerely, ⟦PERSON:Lucinda Hargreave⟧, RN
A ⟦AGE:94⟧-year-old woman from ⟦PLACE:Vermont⟧ with a hip fracture.
RE: ⟦PERSON:de la Cruz, Esperanza⟧
Accession number ⟦ID:SP-23-118842⟧ was signed out by Dr. ⟦PERSON:Yamaguchi⟧.
The patient's brother ⟦PERSON:Giancarlo⟧ is the health care proxy.
Spoke with ⟦PERSON:Nkechi⟧ about the discharge plan.
⟦PERSON:Thaddeus B. Winslow⟧ underwent a left hip replacement.
⟦PERSON:Priya Raghunathan⟧'s husband is a smoker.
Transferred from ⟦PLACE:Mercy General Hospital⟧ on ⟦DATE:2/14/2020⟧.
Policy number ⟦ID:XK-4471203⟧ expires next year.
Home address: ⟦ADDRESS:48 Larkspur Lane⟧, ⟦PLACE:Holyoke⟧, MA ⟦ADDRESS:01040⟧.
My name is ⟦PERSON:Siobhan Gallagher⟧ and I lost my card.
Please transfer it to ⟦ID:GB82WEST12345698765432⟧.
My card number is ⟦ID:4111111111111111⟧.
⟦PERSON:Olufemi Adeyemi⟧ and ⟦PERSON:Sunniva Haugen⟧ opened a joint account.
Call me back at ⟦PHONE:+44 20 7946 0958⟧, thanks, ⟦PERSON:Rhiannon⟧.
The login came from ⟦IP:203.0.113.45⟧.
Name: ⟦PERSON:Dmitri Volkov⟧
Surname: ⟦PERSON:Featherstonehaugh⟧
Emergency contact: ⟦PERSON:Wilhelmina Prentiss⟧ (mother)
Nurse ⟦PERSON:Abernathy⟧ changed the dressing.
Cosigned by ⟦PERSON:T. K. Balasubramanian⟧, MD
⟦PERSON:Jean-Baptiste Moreau⟧ was seen for follow-up.
Miss ⟦PERSON:Fitzgerald⟧ declined the vaccine.
The patient, ⟦PERSON:Zoltan Horvath⟧, is doing well.
Professor ⟦PERSON:Ingrid Solheim⟧ reviewed the slides.
⟦PERSON:Mohammed bin Rashid⟧ was told about the risks.
Her neighbour ⟦PERSON:Agnieszka⟧ found her on the floor.
I spoke to ⟦PERSON:Cathal⟧ yesterday evening.
⟦PERSON:Ximena⟧ said that she feels better.
Thank you, ⟦PERSON:Desmond⟧
Reviewed with ⟦PERSON:Lakshmi Narayanan⟧ from Radiology.
⟦PERSON:BERNADETTE KOWALSKI⟧ was admitted overnight.
We met ⟦PERSON:Hiroshi Tanaka⟧ in ⟦PLACE:Osaka⟧.
The account belongs to ⟦PERSON:Svetlana Petrova⟧.
Passport no. ⟦ID:X12345678⟧ of ⟦PERSON:Ahmed El-Sayed⟧ expired.
Employee ⟦PERSON:Guadalupe Rios⟧ reset the password.
Please remove ⟦PERSON:Cornelius⟧ from the policy.
Ms. ⟦PERSON:D'Angelo⟧ works as a nurse in ⟦PLACE:Chicago⟧.
Referred by Dr. ⟦PERSON:Mbeki⟧ for evaluation.
The surgeon was Dr. ⟦PERSON:Lindqvist-Moore⟧.
⟦PERSON:Fatoumata Diallo⟧, a teacher, presented with fever.
Interpreter ⟦PERSON:Thuy Nguyen⟧ was present.
Author: ⟦PERSON:Percival Ashworth⟧, NP
Seen and examined with ⟦PERSON:Kavita Deshmukh⟧, PA-C.
Her sisters ⟦PERSON:Oksana⟧ and ⟦PERSON:Ludmila⟧ visited.
⟦PERSON:Gunnar⟧ lives alone and has no children.
The technician ⟦PERSON:Marek Dvorak⟧ replaced the meter.
Meter reading taken by ⟦PERSON:Eoghan Byrne⟧ on ⟦DATE:2023-08-17⟧.
I am writing on behalf of ⟦PERSON:Clementine Archambault⟧.
Reminder sent to ⟦PERSON:Rosalind⟧ at ⟦EMAIL:rosalind.f@example.net⟧.
⟦PERSON:Winston⟧ asked about his medication.
The defendant, ⟦PERSON:Leopold Grunewald⟧, did not appear.
Patient Name: ⟦PERSON:Isadora Quintana⟧   Sex: F
Mother: ⟦PERSON:Philippa Trelawney⟧
Last seen by Dr. ⟦PERSON:Sanjay Mehrotra⟧ in ⟦DATE:June 2018⟧.
⟦PERSON:Nathaniel⟧'s mother gave consent.
Visited by his friend ⟦PERSON:Bartholomew Finch⟧.
Good morning ⟦PERSON:Svenja⟧, your claim was approved.
Ticket opened by ⟦PERSON:Tomasz Wisniewski⟧.
The witness ⟦PERSON:Delphine Rousseau⟧ confirmed it.
⟦PERSON:Alasdair McAllister⟧ paid the invoice.
Born on ⟦DATE:23 January 1951⟧ in ⟦PLACE:Lisbon⟧.
⟦PERSON:Katarzyna Nowak⟧ and ⟦PERSON:Piotr⟧ have two children.
Her pharmacist is ⟦PERSON:Harpreet Kaur⟧.
The coach, ⟦PERSON:Emeka⟧, called an ambulance.
""".strip().splitlines()


def identifying() -> list[tuple[str, list[tuple[int, int, str]]]]:
    """Return sentences with (start, end, entity) of each identifier in them."""
    return [unmarked(line) for line in _MARKED]


def unmarked(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return a sentence without its brackets, and where each identifier in it is."""
    text, spans, at = "", [], 0
    for match in _MARK.finditer(line):
        text += line[at : match.start()]
        spans.append((len(text), len(text) + len(match["value"]), match["entity"]))
        text += match["value"]
        at = match.end()
    return text + line[at:], spans
