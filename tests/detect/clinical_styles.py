"""Clinical English in a dozen styles, for tests of detection; all of it is invented.

Letters of American, British and Canadian hospitals, nursing and operation notes, reports of images
and tissue, psychiatry, telephone notes, dictation, letters of one case, and questions to a machine.
``STYLES`` was written before any rule was looked at; 0.84 of its passages were hidden then.
``LATER`` was written after what that showed had been mended by kinds of omissions (words of dates,
codes without a label, houses, words of no dictionary), and 0.89 were hidden at first sight.
Titles and "yesterday" are no personal data here; passages stand in white brackets with their kind.
"""

from __future__ import annotations

from tests.detect.clinical_english import unmarked

_STYLES = r"""
Date of visit ⟦DATE:march the ninth twenty twenty three⟧ period. New paragraph. The patient is a forty eight year old female.
End of dictation. ⟦PERSON:Thaddeus Wren⟧, M.D. D: ⟦DATE:04/05/22⟧ T: ⟦DATE:04/06/22⟧ JOB# ⟦ID:448271⟧
I discussed this at length with Mrs. ⟦PERSON:Lockhart⟧ and her son-in-law ⟦PERSON:Gideon⟧ who flew in from ⟦PLACE:Phoenix⟧.
Patient of Dr. ⟦PERSON:Lindy Haas⟧. Chief complaint colon dizziness. History of present illness colon ⟦PERSON:Wilbur⟧ is a 77-year-old.
He tells me he had this same thing back in ⟦DATE:nineteen ninety eight⟧ at ⟦FACILITY:Parkland⟧.
Thank you, ⟦PERSON:Dolores⟧, please mark this as urgent. This is ⟦PERSON:Kwame Asante⟧ signing off.
transcribed by ⟦PERSON:gloria m⟧ on ⟦DATE:8 1 2023⟧ not reviewed
We will see Mr. ⟦PERSON:Eaglefeather⟧ back in ⟦DATE:October⟧. Sooner if needed.
His previous cardiologist doctor ⟦PERSON:Abramowitz⟧ retired in ⟦DATE:two thousand and nineteen⟧.
The physical exam was chaperoned by ⟦PERSON:Monique Tate⟧, medical assistant.
next line operative date ⟦DATE:twelve twenty eight twenty two⟧ surgeon ⟦PERSON:kline⟧ assistant none
Mr. ⟦PERSON:Pettibone⟧ is a 67-year-old right-handed man with COPD who presented to ⟦FACILITY:Lourdes Hospital⟧ on ⟦DATE:January 14th⟧ with three days of worsening dyspnea.
The patient was transferred from ⟦FACILITY:Bitterroot Community Hospital⟧ in ⟦PLACE:Hamilton, Montana⟧ by LifeFlight for higher level of care.
⟦PERSON:Dontrell⟧ did well postoperatively and was discharged home with his fiancée, ⟦PERSON:Keisha Broadnax⟧, on postoperative day 3.
She has a history of breast cancer treated at ⟦FACILITY:Fred Hutch⟧ in ⟦DATE:2011⟧ with lumpectomy and radiation.
On ⟦DATE:the morning of June 3⟧ the patient was extubated; she was transferred to the floor on ⟦DATE:June 5⟧.
The patient lives in a trailer outside ⟦PLACE:Beckley, WV⟧, with his brother ⟦PERSON:Vernon⟧ and works for ⟦FACILITY:Arch Coal⟧.
cc: ⟦PERSON:H. Lindgren⟧, ARNP; ⟦FACILITY:Kootenai Health⟧ medical records
Baby Girl ⟦PERSON:Watanabe⟧ was born at 34 weeks 2 days to a G2P1 mother, ⟦PERSON:Emi Watanabe⟧, on ⟦DATE:2/29/2024⟧ at ⟦FACILITY:Kapiolani Medical Center⟧.
Her last hemodialysis was ⟦DATE:Saturday⟧ at ⟦FACILITY:DaVita Eastlake⟧; she missed ⟦DATE:Tuesday⟧'s session because of the snow.
Pathology (case ⟦ID:S23-48812⟧) returned invasive ductal carcinoma; the results were communicated to Dr. ⟦PERSON:Ferrante⟧ on ⟦DATE:8-16-2023⟧.
Social history: Lives with wife ⟦PERSON:Joan⟧ in ⟦PLACE:Marblehead⟧. Retired ⟦FACILITY:Raytheon⟧ engineer. Two sons, ⟦PERSON:Scott⟧ and ⟦PERSON:Brendan⟧.
The patient was seen by Dr. ⟦PERSON:Amos⟧ from Neurology and Dr. ⟦PERSON:Lee⟧ from PM&R during this stay.
Admit date ⟦DATE:2024-02-03⟧. Discharge date ⟦DATE:2024-02-09⟧. Length of stay 6 days. Encounter ⟦ID:100482216⟧.
Pt's SSN ⟦ID:219-09-9999⟧ and Medicare number ⟦ID:1EG4-TE5-MK72⟧ were confirmed at registration at ⟦FACILITY:Baptist East⟧.
Signature: ⟦PERSON:P. Montrose⟧   Date: ⟦DATE:3 / 17 / 2022⟧   Witness: ⟦PERSON:Chloe Abbott⟧
Rx #⟦ID:7712980⟧  ⟦PERSON:LOPEZ, ESTELA⟧  Amoxicillin 500mg  Qty 21  Prescriber ⟦PERSON:B. HART⟧  Filled ⟦DATE:02/11/23⟧
Patlent: ⟦PERSON:Clarence Boatwright⟧  Acct No.: ⟦ID:0O44l-928⟧  Serv1ce date: ⟦DATE:ll/O4/2022⟧
Race/ethnicity: Hispanic. Language: Spanish. County: ⟦PLACE:Imperial⟧. Marital: M. Spouse: ⟦PERSON:Leticia⟧
COMPARISON: Chest radiograph from ⟦DATE:March 2, 2022⟧ and CT from ⟦DATE:12/19/20⟧, ⟦FACILITY:Mercy Ridge Imaging⟧.
⟦PERSON:TRAN, KIM-LY⟧   ⟦ID:MR0028841⟧   F   ⟦DATE:1971-08-30⟧   XR WRIST LT
Dictated by: ⟦PERSON:Garrison Pike⟧, MD. Transcribed: ⟦DATE:6/7/2022⟧ 10:14 by ⟦PERSON:lmw⟧.
Reported by Dr ⟦PERSON:Kwabena Ofori-Atta⟧, consultant histopathologist, ⟦FACILITY:Addenbrooke's⟧, ⟦DATE:02-Feb-2022⟧. Lab ref ⟦ID:22H0041723⟧.
Mammogram at ⟦FACILITY:the Betty Ford Breast Center⟧, ⟦DATE:October 2020⟧: BI-RADS 2.
MRN ⟦ID:E4471920⟧ Patient ⟦PERSON:Silas Burgoyne⟧ Loc ⟦FACILITY:ED-04⟧ Req Dr ⟦PERSON:T Nwosu⟧ Exam US DVT LT LEG
GROSS: Received fresh, labelled with the patient's name (⟦PERSON:G. Fairbanks-Li⟧) and number ⟦ID:5521009⟧, is a 12 g parathyroid.
Previous biopsy ⟦ID:B-19-2207⟧ at ⟦FACILITY:Hotel-Dieu Grace⟧, ⟦PLACE:Windsor⟧, reviewed by Dr. ⟦PERSON:Marcelline Aubin⟧: benign.
Echo: LVEF 30%. Reading physician ⟦PERSON:Hsiao-Wei Fang⟧. Compared w/ study from ⟦FACILITY:Cleveland Clinic⟧, ⟦DATE:fall 2021⟧.
I, ⟦PERSON:Marisa Tedesco⟧, have personally reviewed the images and agree with the resident's (⟦PERSON:Boateng⟧) report.
FINAL DIAGNOSIS reviewed at tumor board ⟦DATE:Tues 10/3⟧; Drs. ⟦PERSON:Hatcher⟧ and ⟦PERSON:Romero⟧ concur.
Genomics: Proband: ⟦PERSON:Ezra K.⟧; sample ⟦ID:GX-220-1187⟧; ordered ⟦DATE:14 Jun 2023⟧ by ⟦FACILITY:Manchester Centre for Genomic Medicine⟧.
ECG ⟦DATE:2022/09/14⟧ 08:11:32, ID ⟦ID:77120934⟧, ⟦PERSON:JARAMILLO, HECTOR⟧, 58 yr, Male. Sinus bradycardia.
Collected: ⟦DATE:03/03/24⟧ 07:40 Received: ⟦DATE:03/03/24⟧ 09:15 Reported: ⟦DATE:03/04/24⟧ Acct: ⟦ID:LC-77120⟧ Phleb: ⟦PERSON:rsg⟧
CT chest for Mr. ⟦PERSON:P. Doucette⟧. Images pushed from ⟦FACILITY:Cape Breton Regional⟧ PACS.
PT TRANSFERRED TO ⟦FACILITY:ST ALPHONSUS⟧ IN ⟦PLACE:NAMPA⟧ VIA GROUND AMBULANCE ON ⟦DATE:OCT 3⟧.
CONSULTED ⟦PERSON:BRUBAKER⟧ (GI) WHO RECOMMENDS EGD IN AM. D/W DR ⟦PERSON:SHAH⟧.
seen with ⟦PERSON:aisha⟧ (pa student). plan discussed w dr ⟦PERSON:montague⟧. mri at ⟦FACILITY:st lukes⟧ ⟦DATE:6/6⟧
spoke w/ pts sister ⟦PERSON:lavonne⟧, she states he was at ⟦FACILITY:duke⟧ in ⟦DATE:march⟧ for same
⟦PERSON:j morales⟧ rn 0345 pt c/o sob, sat 88% ra, 2l nc applied, dr ⟦PERSON:okafor⟧ paged
MOTHER ⟦PERSON:TAMEKA HOLLOWAY⟧ STATES CHILD FELL OFF SLIDE AT ⟦FACILITY:BRIGHT BEGINNINGS DAYCARE⟧.
pls order wheelchair for mrs. ⟦PERSON:dombrowski⟧ ⟦ADDRESS:812 w 9th st apt 3⟧ ⟦PLACE:erie pa⟧
REFERRED BY: ⟦PERSON:NGUYEN⟧. REASON: THYROID NODULE. US DONE ⟦DATE:5-12-23⟧ AT ⟦FACILITY:VALLEY RADIOLOGY⟧.
pt works at ⟦FACILITY:home depot⟧, wants note for ⟦DATE:thurs⟧ and ⟦DATE:fri⟧
NEXT OF KIN: ⟦PERSON:ELSPETH MACINTYRE⟧ (NIECE) ⟦ADDRESS:4 HARBOUR VIEW, STORNOWAY⟧
discussed w ⟦PERSON:kelly⟧ from case mgmt, snf choices: ⟦FACILITY:maple heights⟧, ⟦FACILITY:the laurels⟧
RN ⟦PERSON:OYELARAN⟧ TO BEDSIDE. PT PULLED OUT NG. DR. ⟦PERSON:LUND⟧ AWARE.
Thank you for asking me to see this pleasant 71-year-old retired bus driver, whom I reviewed in clinic at ⟦FACILITY:Airedale General Hospital⟧ on ⟦DATE:4th October 2022⟧.
Mum, ⟦PERSON:Chantelle⟧, is worried about his weight. Health visitor ⟦PERSON:Barbara Nuttall⟧ is aware.
This gentleman moved here from ⟦PLACE:Saskatoon⟧ in ⟦DATE:September⟧ and has no family physician.
I have written to the team at ⟦FACILITY:Great Ormond Street⟧, and copied this letter to ⟦PERSON:Andrew⟧'s parents.
DEXA at ⟦FACILITY:Leighton⟧, ⟦DATE:09/2021⟧: T-score -2.7. Please prescribe alendronate 70 mg weekly.
Her husband ⟦PERSON:Ted⟧ died in ⟦DATE:February⟧ and she has been low since. She sees ⟦PERSON:Linda⟧ from the memory service.
The patient was repatriated from ⟦PLACE:Tenerife⟧ on ⟦DATE:28 August⟧ with a fractured neck of femur.
CHI: ⟦ID:010190 1234⟧. Seen in ⟦FACILITY:Raigmore⟧ by Dr ⟦PERSON:MacAskill⟧ ⟦DATE:17/05/23⟧.
I phoned Mrs ⟦PERSON:Entwistle⟧ on ⟦PHONE:07700 900461⟧ with the result of her biopsy on ⟦DATE:Thursday 6th⟧.
She lives with her partner ⟦PERSON:Yusuf⟧ and works as a barista at ⟦FACILITY:Costa⟧ in ⟦PLACE:Leamington Spa⟧.
The patient was last seen by my registrar, Dr ⟦PERSON:Emily Cartwright-Shah⟧, in ⟦DATE:the summer of 2020⟧.
Private address: ⟦ADDRESS:Glebe Cottage, Church Walk, Much Wenlock⟧. Email ⟦EMAIL:d.pargeter@talkbox.example⟧.
This 97 year old lady, a resident at ⟦FACILITY:Nazareth House⟧, is normally fit for her age.
Many thanks for your ongoing care of ⟦PERSON:Rhodri⟧. He failed to attend on ⟦DATE:19.1.24⟧ and ⟦DATE:2.2.24⟧.
1130: Pt's mother ⟦PERSON:Denise⟧ at bedside, updated on plan by Dr. ⟦PERSON:Quan⟧. - ⟦PERSON:M. Tolliver⟧ LPN
Home visit ⟦DATE:3/19⟧: wound bed 80% granulation. Client ⟦PERSON:Alma Fuentes⟧ lives w/ sister on ⟦ADDRESS:Calhoun Street⟧.
Late entry for ⟦DATE:8/2⟧ 2200 - pt found OOB, assisted back x2, no injury noted. Dr ⟦PERSON:Banerjee⟧ notified.
Hourly rounding done. ⟦PERSON:Peggy⟧ used commode, urine output 300 ml, skin intact, turned to L side.
Report called to ⟦FACILITY:Briarwood Rehab⟧, spoke w/ ⟦PERSON:Tanisha⟧ RN. Transport ⟦FACILITY:AMR⟧ ETA 1500.
IV to L forearm infiltrated, removed, catheter intact. New 20G placed by ⟦PERSON:Javi⟧ in R hand on first attempt.
District nurse visit. Key safe ⟦SECRET:4471⟧. Dressing to L heel changed, Inadine + Allevyn. Next visit ⟦DATE:Thurs⟧.
Trach care done. Suctioned x3, thick white secretions. RT ⟦PERSON:Kowalski⟧ at bedside for vent check.
Specimen collected, labelled and sent; accession ⟦ID:H2203981⟧. Lab tech ⟦PERSON:Odhiambo⟧ confirmed receipt.
Shift 7a-7p ⟦DATE:12/24/23⟧. Assigned nurse: ⟦PERSON:B. Szabo⟧. Relief: ⟦PERSON:Fatima A.⟧
Baby ⟦PERSON:Oliver⟧ breastfed well x 20 min each side, latch 9. Mum ⟦PERSON:Hannah Petherick⟧ confident. Heel prick ⟦DATE:day 5, 11/6⟧.
PICC line dressing changed, lot ⟦ID:REFP0412⟧. Caps changed x2. Patient ⟦PERSON:Hollis Grantham⟧ tolerated well.
Pt c/o chest tightness at 0455, EKG done, dr ⟦PERSON:feldman⟧ aware, trop sent, O2 2L NC on.
Visited by Pastor ⟦PERSON:Leroy Gibbs⟧ from ⟦FACILITY:Mt. Zion AME Church⟧.
Phone call from pt's landlord, Mr. ⟦PERSON:Desrosiers⟧, asking when she'd be home. No info given.
OPERATIVE REPORT. Patient ⟦PERSON:Rosalinda Cantu⟧. Date of surgery ⟦DATE:11/15/2022⟧. Facility: ⟦FACILITY:Valley Baptist⟧, ⟦PLACE:Harlingen⟧.
After informed consent was obtained from Mrs. ⟦PERSON:Villanueva⟧'s son ⟦PERSON:Rico⟧, the patient was brought to OR 6.
Theatre 4, ⟦FACILITY:Southmead⟧. Anaesthetist Dr ⟦PERSON:Anoushka Pillai⟧; ODP ⟦PERSON:Gary Stubbs⟧.
Time out performed with circulating nurse ⟦PERSON:Marybeth O'Hanlon⟧ at 07:52.
⟦PERSON:Beauregard Thibodeaux⟧ is a 72-year-old shrimper from ⟦PLACE:Houma, Louisiana⟧, who elected to undergo CABG.
She had undergone laparoscopic sleeve gastrectomy in ⟦PLACE:Tijuana⟧ in ⟦DATE:2018⟧.
Donor heart procured at ⟦FACILITY:University of Utah⟧ by Dr. ⟦PERSON:Stoddard⟧; UNOS ID ⟦ID:AFGH221⟧.
Postoperatively the surgeon spoke with ⟦PERSON:Wes⟧, the patient's husband, in the waiting room.
Indication: 39 y.o. firefighter with ⟦FACILITY:Station 14⟧ with recurrent hernia, repaired ⟦DATE:10/2016⟧ at ⟦FACILITY:Sharp Grossmont⟧.
C-section at 38+4, male infant, named ⟦PERSON:Mateo⟧, 3.1 kg, born ⟦DATE:14.02.2023⟧ at 11:26.
I was present for the entire procedure. ⟦PERSON:Obinna Maduka⟧, attending surgeon, ⟦DATE:9/9/2024⟧.
Dental extractions under GA for ⟦PERSON:Poppy⟧ (8), accompanied by dad ⟦PERSON:Craig⟧ and foster carer Mrs ⟦PERSON:Whittle⟧.
TAVR performed on ⟦DATE:Thursday, May 4th⟧ at ⟦FACILITY:Lankenau⟧ without complications.
The fracture was sustained while skiing at ⟦PLACE:Mammoth⟧ on ⟦DATE:Presidents' Day⟧.
Hi Dr ⟦PERSON:Sato⟧, this is ⟦PERSON:Meredith Oakes⟧. My rash is back. Can I come in before ⟦DATE:Friday⟧? You can text me at ⟦PHONE:206.555.0171⟧
LM for ⟦PERSON:Patrice⟧ to call back re: abnormal Pap. 2nd attempt. Letter sent to ⟦ADDRESS:PO Box 1182⟧, ⟦PLACE:Elko⟧.
Spoke w ⟦PERSON:Angela⟧ @ ⟦FACILITY:Express Scripts⟧ ref# ⟦ID:88120-4471⟧. PA approved thru ⟦DATE:12/31/25⟧.
From: ⟦EMAIL:moira.k@fastpost.example⟧ Subject: test results for ⟦PERSON:Moira Kilbride⟧
Patient unable to make appt on ⟦DATE:03-14⟧, rescheduled with Dr. ⟦PERSON:Varga⟧ ⟦DATE:03-28⟧ 9:40.
my login is ⟦USERNAME:jsorenson52⟧ and I can't see the note from ⟦DATE:tuesday⟧'s visit with ⟦PERSON:carla⟧ the dietitian
Pharmacy (⟦PERSON:Duc⟧ at ⟦FACILITY:CVS⟧ #⟦ID:4471⟧) asking if ok to sub generic.
Hello this is ⟦PERSON:Rajesh⟧ from ⟦FACILITY:Lifeline Home Oxygen⟧, we need a CMN signed for Mr. ⟦PERSON:Talbott⟧, account number ⟦ID:00671192⟧.
She said the ambulance took him from ⟦ADDRESS:the Motel 6 on Route 9⟧ to ⟦FACILITY:Vassar⟧.
Voicemail left ⟦DATE:8/14⟧ at ⟦PHONE:8015550199⟧. Will try wife's cell ⟦PHONE:801 555 0122⟧.
Can you tell me if Dr. ⟦PERSON:Paz⟧ accepts ⟦FACILITY:Blue Shield⟧? My ID is ⟦ID:XEH902118830⟧ and my zip is ⟦PLACE:93561⟧.
Pt's husband called from ⟦PLACE:Bahrain⟧; wants to speak to the oncologist, Dr. ⟦PERSON:Yeung⟧.
Video visit link ⟦URL:https://visit.clinic.example/j/88120334?pwd=Xk2⟧ sent to ⟦PERSON:Lorna⟧.
Dear ⟦PERSON:Wendell⟧, your A1c from ⟦DATE:2/2⟧ is 7.1. Keep up the good work! - Dr. ⟦PERSON:P⟧
Per ⟦PERSON:Alix⟧ at front desk pt showed up yesterday, ⟦DATE:4/2⟧, for ⟦DATE:5/2⟧ appt.
Pt reports his ex, ⟦PERSON:Brandi⟧, filed a restraining order on ⟦DATE:1/9⟧. Denies HI toward her or her boyfriend ⟦PERSON:Tyler Voss⟧.
MSE: ⟦PERSON:Lennox⟧ was casually dressed, guarded. He believes staff at ⟦FACILITY:Tesco⟧ are recording him.
He served with the Marines in ⟦PLACE:Fallujah⟧ in ⟦DATE:2004⟧ and has recurrent nightmares about a friend named Doc ⟦PERSON:Ramirez⟧.
Collateral from roommate (⟦PERSON:Anya⟧): not sleeping, spent $4,000 on shoes at ⟦FACILITY:Nordstrom⟧.
Discharged from ⟦FACILITY:Sheppard Pratt⟧ on ⟦DATE:12-01-23⟧ on lithium 900 mg qhs.
Care coordinator ⟦PERSON:Lindsey Marr⟧ to liaise with housing at ⟦FACILITY:Hackney Council⟧ by ⟦DATE:16th⟧.
She was born in ⟦PLACE:Aleppo⟧, fled to ⟦PLACE:Turkey⟧ in ⟦DATE:2014⟧ and came to ⟦PLACE:Canada⟧ through private sponsorship.
Pt posts as ⟦USERNAME:@moonchild_jess97⟧ on Instagram and met ⟦PERSON:Damon⟧ there.
Legal guardian: ⟦PERSON:Cordelia Vance-Whitman⟧, ⟦ADDRESS:6 Old Mill Rd, Sudbury MA⟧. Guardianship docket ⟦ID:MI23P1188GD⟧.
Patient's lawyer, ⟦PERSON:Barry Zuckerman⟧ of ⟦FACILITY:Zuckerman, Hale & Dorsey⟧, called; no ROI on file.
Food stamps case ⟦ID:SN4419022⟧ recertified. Eviction notice from ⟦FACILITY:Parkside Apartments⟧ dated ⟦DATE:2/28⟧.
He said, "⟦PERSON:Marlon⟧ told me to do it," referring to a voice he has heard since age 17.
Seen w/ Auslan interpreter at ⟦FACILITY:Headspace Frankston⟧. Ct ⟦PERSON:Lachlan⟧, 17, yr 11 at ⟦FACILITY:Mornington Secondary⟧.
Competency eval ordered by Judge ⟦PERSON:Carmichael⟧, Dept 22, for ⟦PERSON:Deshawn Pruitt⟧, booking ⟦ID:4410238⟧.
Support group meets at ⟦FACILITY:Ronald McDonald House⟧; mom ⟦PERSON:Jess Whitlow⟧ plans to attend.
I'm seeing ⟦PERSON:Amelia Thornton⟧ (MRN: ⟦ID:5538271⟧) for persistent cough after starting lisinopril; should I switch to losartan?
Can you summarize drug interactions for my patient ⟦PERSON:Wei Zhang⟧, phone ⟦PHONE:617-555-0183⟧, on warfarin, amiodarone and fluconazole?
Patient ⟦PERSON:Keisha Monroe⟧ email ⟦EMAIL:keisha.monroe@gmail.example⟧ asked if she can breastfeed on sertraline
generate a differential for ⟦PERSON:Samuel Adeyemi⟧, 8yo from ⟦PLACE:Columbus, Ohio⟧, presenting ⟦DATE:10/14/2023⟧ with limp and fever
Is there a recall on the pacemaker serial number ⟦ID:PJN584219H⟧ implanted in ⟦PERSON:Gloria Estrada⟧ on ⟦DATE:3/3/2020⟧?
Tell me how to taper prednisone for Mrs. ⟦PERSON:Abernathy⟧ who has PMR and lives alone in rural ⟦PLACE:Nebraska⟧.
Pt ⟦PERSON:Farid Hosseini⟧, license plate ⟦ID:8ABC123⟧, ran off the road after a syncopal episode on ⟦DATE:May 9⟧. Driving restrictions?
Which vaccines does ⟦PERSON:Noah Bergstrom⟧ need before traveling from ⟦PLACE:Minneapolis⟧ to ⟦PLACE:Kenya⟧ on ⟦DATE:December 3rd⟧?
Our patient’s daughter, ⟦PERSON:Priya Nair⟧, wants to know whether her mother ⟦PERSON:Lakshmi⟧’s lung nodule found on ⟦DATE:11/2⟧ needs a PET.
Someone logged in from ⟦IP:192.168.14.77⟧ to view ⟦PERSON:Tamika Reed⟧'s chart at ⟦FACILITY:Riverside Methodist⟧ — is that a HIPAA breach?
In ⟦PLACE:Flint⟧, a 3-year-old had a lead level of 14 on ⟦DATE:9-9-24⟧. Next step?
Compare semaglutide and tirzepatide for ⟦PERSON:Linda K. Matsumoto⟧, insurance ID ⟦ID:ZGP8832019⟧, BMI 41.
VIN ⟦ID:1FTFW1ET5DFC10312⟧ crash victim ⟦PERSON:Andre Toussaint⟧, FAST positive, BP 80/40. Massive transfusion ratio?
voiceprint ID ⟦ID:VP-20981⟧ used for authentication by ⟦PERSON:Cheryl Nakai⟧ — she now has vocal cord paralysis, work-up?
Has ⟦PERSON:Ines Carvalho⟧ (patient ID ⟦ID:CX-10029⟧, room 302, ⟦FACILITY:Tufts⟧) met criteria for ICU step-down?
⟦PERSON:Fatima Zahra El Idrissi⟧ from ⟦PLACE:Dearborn Heights⟧ fasting for Ramadan with T2DM on glipizide—adjust?
Patient seen ⟦DATE:2024-05-06⟧ by ⟦PERSON:J. Abara⟧ at ⟦FACILITY:Kaiser Oakland⟧: PSA 8.8, DRE normal. MRI first?
Provide patient education in Vietnamese for ⟦PERSON:Nguyen Van Minh⟧, zip code ⟦PLACE:92683⟧, new insulin start.
beneficiary ⟦ID:3FG7-HK2-RT55⟧, ⟦PERSON:Walter Dombrowski⟧, needs CPAP resupply, last sleep study ⟦DATE:2017⟧
Contact ⟦PERSON:Gail⟧ at ⟦PHONE:(808) 555-0125⟧ ext 19 in ⟦PLACE:Hilo⟧ re dengue exposure; testing window?
Dear Colleague, I'd be obliged for your opinion on ⟦PERSON:Tadhg Ó Briain⟧, 44, a farmer from outside ⟦PLACE:Ennistymon⟧, with a changing naevus.
Please evaluate ⟦PERSON:Imani⟧ (DOB ⟦DATE:Aug 3, 2016⟧) for ADHD. Teacher Ms. ⟦PERSON:Rutkowski⟧ has completed the Vanderbilt forms.
He was previously followed by ⟦PERSON:Stephen Brodsky⟧ in ⟦PLACE:Cherry Hill⟧ until ⟦DATE:late 2019⟧.
I am referring Ms ⟦PERSON:Aroha Ngata⟧ (NHI ⟦ID:ZAC5361⟧), who recently moved from ⟦PLACE:Rotorua⟧ to ⟦PLACE:Dunedin⟧.
Her private insurer is ⟦FACILITY:Bupa⟧, membership no. ⟦ID:BP 1120 4457⟧, authorisation code ⟦ID:77-190-22⟧.
Thanks for fitting in ⟦PERSON:Kev⟧ at short notice; his number is ⟦PHONE:0161 496 0733⟧ and he prefers mornings.
⟦PERSON:Mahalia Joseph-Baptiste⟧, a 33-year-old dancer with the ⟦FACILITY:Alvin Ailey⟧ company, has had hip pain since ⟦DATE:last November⟧.
Dear ⟦PERSON:Rob⟧, hope you are well. This is the lady I mentioned at the meeting on ⟦DATE:the 12th⟧.
Occupational health: ⟦PERSON:Zbigniew⟧ operates a forklift at the ⟦FACILITY:Amazon⟧ warehouse in ⟦PLACE:Doncaster⟧.
Kind regards, ⟦PERSON:Hattie Blomfield⟧, ST3, bleep ⟦PHONE:2213⟧
Seen previously in ⟦PLACE:Lagos⟧ and then at ⟦FACILITY:King's⟧ under Prof ⟦PERSON:Thein⟧ for sickle cell disease.
Interpreter needed (Somali). Contact nephew ⟦PERSON:Abdi⟧ ⟦PHONE:612-555-0148⟧.
Requesting MRI for ⟦PERSON:Nguyen, Thi Mai⟧, wt 48 kg, no implants. Prior auth ⟦ID:A118273645⟧ via eviCore.
He's a patient of ⟦PERSON:Jen Arsenault⟧ at the ⟦FACILITY:Truro Nurse Practitioner Clinic⟧.
Consider transfer of care to the ⟦FACILITY:Boise VA⟧; last 4 ⟦ID:7712⟧, service-connected 40%.
"""

_LATER = r"""
Patient ⟦PERSON:Delia Rostova⟧ (MRN ⟦ID:40482213⟧) was seen at ⟦FACILITY:Lakeshore Regional Medical Center⟧ on ⟦DATE:May 6, 2024⟧ for uncontrolled hypertension. What is the next agent after amlodipine and losartan?
My patient ⟦PERSON:Anthony Kessler⟧, DOB ⟦DATE:11/30/1962⟧, from ⟦PLACE:Duluth, Minnesota⟧, has a CHA2DS2-VASc of 4. DOAC choice with CrCl 28?
Should I adjust levetiracetam for ⟦PERSON:Grace Oduro⟧, account number ⟦ID:ACC-2281094⟧, on dialysis MWF at ⟦FACILITY:Fresenius Northside⟧?
Draft a work excuse for ⟦PERSON:Mateo Rincon⟧ seen ⟦DATE:02/19/2025⟧; employer ⟦FACILITY:Gulf Coast Marine Supply⟧, fax ⟦PHONE:251-555-0144⟧.
Email from ⟦EMAIL:hannah.brisco@inbox.example⟧: her daughter ⟦PERSON:Zoe⟧ swallowed a penny ⟦DATE:Tuesday⟧ evening. Does she need an x-ray?
SSN ⟦ID:318-44-9021⟧, Medicare ID ⟦ID:4TT2-MK9-PA61⟧, pt ⟦PERSON:Ronald Beech⟧: eligible for home oxygen?
⟦PERSON:Sun-hee Paik⟧, 38, G2P1 at 31 weeks, transferred from ⟦FACILITY:Mee Memorial⟧ in ⟦PLACE:King City⟧ with severe range BPs. Magnesium dose?
Interpret this EKG for Mr. ⟦PERSON:Tremblay⟧, room 12, portal ⟦URL:https://ekg.hospital.example/r/55102⟧.
License ⟦ID:RN 772910⟧ of nurse ⟦PERSON:Carol Ann Whitmer⟧ lapsed on ⟦DATE:June 30⟧; can she give vaccines?
IP ⟦IP:10.44.2.19⟧ accessed ⟦PERSON:Jerome Banks⟧' record from ⟦PLACE:Tulsa⟧ on ⟦DATE:8/8/24⟧, is this reportable?
The hip implant with serial number ⟦ID:HX20-99187⟧ in ⟦PERSON:Beatrice Lund⟧ (age 94, ⟦PLACE:Fargo⟧) was recalled on ⟦DATE:1 March 2023⟧.
Vehicle ⟦ID:JTDKB20U093512345⟧ rollover, unrestrained driver ⟦PERSON:Caleb Orozco⟧, GCS 9. RSI drug choice?
Hey, can you write a letter to Dr. ⟦PERSON:Ngozi Balewa⟧ at ⟦FACILITY:Emory Midtown⟧ regarding ⟦PERSON:Tyler McAdams⟧'s liver biopsy on ⟦DATE:Sept 12⟧?
Patient with unique ID ⟦ID:PX-0091-447⟧ enrolled at ⟦FACILITY:Moffitt⟧ has grade 3 colitis on nivolumab. Steroid taper?
What vaccines does ⟦PERSON:Ayaan Siddiqui⟧, born ⟦DATE:2019-04-04⟧, moving to ⟦PLACE:Plano⟧ from ⟦PLACE:Karachi⟧ need for kindergarten?
please help: ⟦PERSON:maria elena duarte⟧ 71f in ⟦PLACE:laredo⟧ on metformin egfr 29 a1c 8.8
⟦PERSON:KOVACS, ISTVAN⟧ ADM ⟦DATE:4/4⟧ W/ PANCREATITIS, LIPASE 2200. FEED EARLY?
Beneficiary number ⟦ID:ZZX994410⟧ for ⟦PERSON:Phyllis Grange⟧ - is Prolia covered under part B?
Pt ⟦PERSON:Winona Blackfeather⟧ lives at ⟦ADDRESS:2208 Juniper Trail, Gallup, NM 87301⟧; nearest dialysis?
Cert number ⟦ID:BLS-221-99045⟧ expires next month; how do I renew?
Dear Dr ⟦PERSON:Fitzgibbon⟧, I reviewed Mr ⟦PERSON:Leonard Stubbings⟧ in the falls clinic at ⟦FACILITY:Musgrove Park⟧ on ⟦DATE:9 January 2023⟧. He lives with his daughter ⟦PERSON:Pam⟧ in ⟦PLACE:Minehead⟧.
The patient tells me she was treated by Dr. ⟦PERSON:Esposito⟧ in ⟦PLACE:Providence⟧ around ⟦DATE:2014⟧ for the same complaint.
Wound vac changed by ⟦PERSON:Teresa⟧ RN. Next change ⟦DATE:Thursday⟧. Daughter ⟦PERSON:Lupe⟧ present for teaching.
DISCHARGED TO ⟦FACILITY:WILLOWBROOK NURSING AND REHAB⟧ ON ⟦DATE:12/03⟧. REPORT GIVEN TO ⟦PERSON:SHERRY⟧ LPN.
Name: ⟦PERSON:Priscilla Onyango⟧ | DOB: ⟦DATE:14/05/1980⟧ | Hospital no: ⟦ID:P449120⟧ | Consultant: Mr ⟦PERSON:Hargreaves⟧
CT HEAD ⟦DATE:06/01/2022⟧ COMPARED TO ⟦DATE:05/28/2022⟧. READ BY ⟦PERSON:L. OKAMOTO⟧ MD. PT ⟦PERSON:DRISCOLL⟧.
He was a machinist at ⟦FACILITY:Bath Iron Works⟧ for 30 years and now lives in ⟦PLACE:Topsham⟧ with wife ⟦PERSON:Rosemary⟧.
Spoke w/ ⟦PERSON:Janelle⟧ at ⟦FACILITY:Optum Rx⟧, case ⟦ID:7781203⟧; they need chart notes by ⟦DATE:3/22⟧.
During the home visit Mrs. ⟦PERSON:Applewhite⟧ was pleasant. Her neighbor ⟦PERSON:Otis⟧ drives her to ⟦FACILITY:Ebenezer Baptist⟧ on Sundays.
Pathology ⟦ID:SP22-10933⟧: invasive lobular carcinoma. Discussed with surgeon ⟦PERSON:Priyanka Bose⟧ ⟦DATE:10/19⟧.
Corporal ⟦PERSON:Dwight Henshaw⟧, stationed at ⟦FACILITY:Fort Bragg⟧, has knee pain since a jump in ⟦DATE:April⟧.
Referred by ⟦PERSON:Ainsley Carruthers⟧, NP (⟦PHONE:902-555-0173⟧), of ⟦FACILITY:Antigonish Family Care⟧.
Her sister in ⟦PLACE:Baltimore⟧, ⟦PERSON:Yvette Coles⟧, has power of attorney and can be called at ⟦PHONE:(410) 555-0138⟧ or ⟦EMAIL:ycoles@postbox.example⟧.
On call note ⟦DATE:7/29⟧ 0320: paged by RN ⟦PERSON:Fallon⟧ re ⟦PERSON:Dunmore⟧ in ⟦FACILITY:6 East⟧, HR 160s, adenosine given.
Ms ⟦PERSON:Teodora Ilieva⟧ was detained at ⟦FACILITY:Springfield Hospital⟧ on ⟦DATE:the 3rd of October⟧ after absconding.
Mom ⟦PERSON:Krystal⟧ states baby ⟦PERSON:Jaxon⟧ has had 3 wet diapers since ⟦DATE:last night⟧. PCP is Dr. ⟦PERSON:Lowell⟧.
OR log: ⟦PERSON:Bautista⟧ / lap appy / Dr. ⟦PERSON:Frost⟧ / ⟦DATE:3-3-24⟧ / OR 2
Prescriber ⟦PERSON:Emeka Obiora⟧, DEA ⟦ID:BO1234563⟧, NPI ⟦ID:1548392017⟧, called in oxycodone for ⟦PERSON:Trish Vance⟧.
Telehealth from patient's home in ⟦PLACE:Sitka⟧; husband ⟦PERSON:Gunnar⟧ off camera. Next visit ⟦DATE:11/14⟧ with Dr. ⟦PERSON:Ames⟧.
He emigrated from ⟦PLACE:Eritrea⟧ in ⟦DATE:2008⟧, drives for ⟦FACILITY:Yellow Cab⟧, and attends ⟦FACILITY:Medhane Alem church⟧.
I, ⟦PERSON:Salome Petrov⟧, authorize ⟦FACILITY:Hillcrest Medical Group⟧ to release records to attorney ⟦PERSON:Grant Polk⟧.
Student at ⟦FACILITY:UC Davis⟧, roommate ⟦PERSON:Brianna⟧ called 911 at 2 am on ⟦DATE:Halloween⟧.
Lab: ⟦ID:L-2024-55019⟧ ⟦PERSON:Ferrell, Oscar⟧ K 6.8 critical called to Dr. ⟦PERSON:Yun⟧ ⟦DATE:5/5/24⟧ 14:22 by ⟦PERSON:mkp⟧
She's been staying at the ⟦FACILITY:Harbor House⟧ shelter since ⟦DATE:Labor Day⟧. Caseworker ⟦PERSON:DeAndre Fields⟧.
Patient's plate ⟦ID:ABC-4471⟧ was given to ⟦FACILITY:Spokane Police⟧ by security officer ⟦PERSON:Holt⟧.
Ultrasound tech ⟦PERSON:Renee Dubois⟧ noted a 4 cm AAA in ⟦PERSON:Edgar Vandenberg⟧ on ⟦DATE:Nov. 2⟧.
Please call back Ms. ⟦PERSON:Ortega-Finn⟧ at ⟦PHONE:555.0162⟧ about Friday's mammogram.
Mother's name ⟦PERSON:Adunni⟧, father ⟦PERSON:Femi Alade⟧. Infant screened ⟦DATE:8/1/23⟧, kit no. ⟦ID:NBS0044192⟧.
This 96-year-old from ⟦PLACE:Rumford, Maine⟧ was flown to ⟦FACILITY:Central Maine⟧ with a STEMI on ⟦DATE:New Year's Day⟧.
According to ⟦PERSON:Kathleen⟧ (hospice RN), Mr. ⟦PERSON:Oakes⟧ passed at 0512 on ⟦DATE:6/6/2023⟧ at ⟦ADDRESS:14 Lower Falls Road⟧.
Consult to Dr. ⟦PERSON:Abelard⟧ (psych) placed. ⟦PERSON:Nadine Toussaint⟧ is known to ⟦FACILITY:Gracie Square⟧ from ⟦DATE:2021⟧ stay.
Insurance: ⟦FACILITY:Premera⟧ ID ⟦ID:PRM60021947⟧ grp ⟦ID:1002881⟧. Subscriber: father ⟦PERSON:Keith Arnesen⟧.
pt of dr ⟦PERSON:castellanos⟧, missed ⟦DATE:3/2⟧ and ⟦DATE:3/9⟧ appts, no phone, mail letter to ⟦ADDRESS:41 e maple ave⟧
The ⟦PLACE:Navajo County⟧ health dept reported a hantavirus contact: ⟦PERSON:Leland Begaye⟧, exposed ⟦DATE:mid June⟧.
Seen by trainee ⟦PERSON:Wing-Yan Leung⟧ on behalf of Prof ⟦PERSON:Ashcroft⟧. Letter dictated ⟦DATE:12/6⟧, typed ⟦DATE:15/6⟧.
Hospital course complicated by ileus. Surgery (Dr. ⟦PERSON:Mikkelsen⟧) signed off ⟦DATE:10/30⟧. Discharge weight 71 kg.
Social: divorced, one son ⟦PERSON:Rafe⟧ at ⟦FACILITY:Purdue⟧; owns a bakery in ⟦PLACE:Lafayette⟧.
Blood bank: unit ⟦ID:W1200 24 118822⟧ crossmatched for ⟦PERSON:Szymanska⟧, type O neg, ⟦DATE:2/2⟧ 0900.
F/u with ⟦PERSON:Chandrasekhar⟧ in 2 wks, ⟦FACILITY:Piedmont Urology⟧, call ⟦PHONE:404-555-0190⟧.
Admitted under Dr ⟦PERSON:Ruairi Keane⟧, ⟦FACILITY:Beaumont⟧, ⟦PLACE:Dublin 9⟧, chart ⟦ID:D338120⟧.
"""

STYLES = [unmarked(line) for line in _STYLES.strip().splitlines()]
LATER = [unmarked(line) for line in _LATER.strip().splitlines()]
