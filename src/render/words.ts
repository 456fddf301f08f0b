/** The words of the email itself, by language. Everything else that a reader sees is written by the desk. */
import type { Credibility, Reliability, Status } from '../publication/types.ts';
import { baseLanguage } from './languages.ts';

export type Words = {
  readonly issueNumber: (number: number) => string;
  readonly readingTime: (minutes: number) => string;
  readonly alert: string;
  readonly viewInBrowser: string;
  readonly contents: string;
  readonly lead: string;
  readonly image: string;
  readonly corrections: string;
  readonly correctionTo: (issue: number) => string;
  readonly threads: string;
  readonly thisIssue: string;
  readonly statusesTitle: string;
  /** The label of a chip, and what it means, as a sentence that continues it. */
  readonly statuses: Readonly<Record<Status, readonly [label: string, meaning: string]>>;
  readonly sources: string;
  readonly sourcesIntro: string;
  readonly reliability: Readonly<Record<Reliability, string>>;
  readonly credibility: Readonly<Record<Credibility, string>>;
  readonly noPublisher: string;
  readonly noDate: string;
  readonly retrieved: (date: string) => string;
  readonly links: string;
  readonly about: string;
  readonly whyYouGetThis: (list: string) => string;
  readonly preferences: string;
  readonly unsubscribe: string;
};

const english: Words = {
  issueNumber: (number) => `No.\u00A0${number}`,
  readingTime: (minutes) => `${minutes}\u00A0minute\u00A0read`,
  alert: 'Alert',
  viewInBrowser: 'View in browser',
  contents: 'In this issue',
  lead: 'The lead',
  image: 'Image',
  corrections: 'Corrections',
  correctionTo: (issue) => `To No.\u00A0${issue}`,
  threads: 'The story so far',
  thisIssue: 'this issue',
  statusesTitle: 'How we label a story',
  statuses: {
    confirmed: ['Confirmed', 'independent sources of good standing agree.'],
    reported: ['Reported', 'a source says so, and nothing that we know contradicts it.'],
    alleged: ['Alleged', 'somebody claims it, and we could not check it.'],
    disputed: ['Disputed', 'our sources contradict each other.'],
    analysis: ['Analysis', 'the desk weighs what is known; judgement, not news.'],
  },
  sources: 'Sources',
  sourcesIntro:
    'Graded on the Admiralty scale: A to F says how far we trust the source, 1 to 6 how far its information is borne out.',
  reliability: {
    A: 'completely reliable',
    B: 'usually reliable',
    C: 'fairly reliable',
    D: 'not usually reliable',
    E: 'unreliable',
    F: 'reliability cannot be judged',
  },
  credibility: {
    1: 'confirmed by other sources',
    2: 'probably true',
    3: 'possibly true',
    4: 'doubtful',
    5: 'improbable',
    6: 'truth cannot be judged',
  },
  noPublisher: 'publisher unknown',
  noDate: 'undated',
  retrieved: (date) => `retrieved ${date}`,
  links: 'Links',
  about: 'About this letter',
  whyYouGetThis: (list) => `You receive this because you subscribed to “${list}”.`,
  preferences: 'Change what you receive',
  unsubscribe: 'Unsubscribe',
};

const arabic: Words = {
  issueNumber: (number) => `العدد\u00A0${number}`,
  readingTime: (minutes) => `مدة القراءة: ${minutes}\u00A0د`,
  alert: 'عاجل',
  viewInBrowser: 'عرض في المتصفح',
  contents: 'في هذا العدد',
  lead: 'الخبر الرئيسي',
  image: 'صورة',
  corrections: 'تصويبات',
  correctionTo: (issue) => `للعدد\u00A0${issue}`,
  threads: 'القصة حتى الآن',
  thisIssue: 'هذا العدد',
  statusesTitle: 'كيف نصنّف الأخبار',
  statuses: {
    confirmed: ['مؤكَّد', 'تتفق عليه مصادر مستقلة حسنة السمعة.'],
    reported: ['منقول', 'يقوله مصدر، ولا نعلم ما يناقضه.'],
    alleged: ['مزعوم', 'يدّعيه أحدهم ولم نتمكن من التحقق منه.'],
    disputed: ['متنازع عليه', 'تتناقض مصادرنا فيه.'],
    analysis: ['تحليل', 'يزن فيه فريق التحرير ما هو معروف؛ رأي لا خبر.'],
  },
  sources: 'المصادر',
  sourcesIntro: 'مصنَّفة على مقياس الأميرالية: من A إلى F مدى ثقتنا بالمصدر، ومن 1 إلى 6 مدى ثبوت معلوماته.',
  reliability: {
    A: 'موثوق تمامًا',
    B: 'موثوق عادةً',
    C: 'موثوق إلى حد ما',
    D: 'غير موثوق عادةً',
    E: 'غير موثوق',
    F: 'لا يمكن الحكم على موثوقيته',
  },
  credibility: {
    1: 'أكدته مصادر أخرى',
    2: 'صحيح على الأرجح',
    3: 'ربما كان صحيحًا',
    4: 'مشكوك فيه',
    5: 'مستبعد',
    6: 'لا يمكن الحكم على صحته',
  },
  noPublisher: 'الناشر مجهول',
  noDate: 'بلا تاريخ',
  retrieved: (date) => `اطُّلع عليه في ${date}`,
  links: 'روابط',
  about: 'عن هذه النشرة',
  whyYouGetThis: (list) => `تصلك هذه الرسالة لأنك مشترك في «${list}».`,
  preferences: 'تغيير ما يصلك',
  unsubscribe: 'إلغاء الاشتراك',
};

const persian: Words = {
  issueNumber: (number) => `شمارهٔ\u00A0${number}`,
  readingTime: (minutes) => `زمان خواندن: ${minutes}\u00A0دقیقه`,
  alert: 'فوری',
  viewInBrowser: 'نمایش در مرورگر',
  contents: 'در این شماره',
  lead: 'خبر اصلی',
  image: 'تصویر',
  corrections: 'تصحیح‌ها',
  correctionTo: (issue) => `دربارهٔ شمارهٔ\u00A0${issue}`,
  threads: 'ماجرا تا اینجا',
  thisIssue: 'این شماره',
  statusesTitle: 'برچسب خبرها یعنی چه',
  statuses: {
    confirmed: ['تأییدشده', 'منابع مستقل و معتبر بر آن هم‌نظرند.'],
    reported: ['گزارش‌شده', 'منبعی آن را می‌گوید و چیزی خلاف آن نمی‌دانیم.'],
    alleged: ['ادعاشده', 'کسی آن را ادعا می‌کند و نتوانستیم بررسی‌اش کنیم.'],
    disputed: ['مورد اختلاف', 'منابع ما با هم در تناقض‌اند.'],
    analysis: ['تحلیل', 'تحریریه دانسته‌ها را می‌سنجد؛ داوری است، نه خبر.'],
  },
  sources: 'منابع',
  sourcesIntro:
    'درجه‌بندی بر پایهٔ مقیاس دریاداری: A تا F میزان اعتماد ما به منبع، و 1 تا 6 میزان تأیید اطلاعات آن.',
  reliability: {
    A: 'کاملاً معتبر',
    B: 'معمولاً معتبر',
    C: 'نسبتاً معتبر',
    D: 'معمولاً نامعتبر',
    E: 'نامعتبر',
    F: 'اعتبار آن سنجیدنی نیست',
  },
  credibility: {
    1: 'منابع دیگر تأییدش می‌کنند',
    2: 'احتمالاً درست',
    3: 'شاید درست',
    4: 'مشکوک',
    5: 'نامحتمل',
    6: 'درستی آن سنجیدنی نیست',
  },
  noPublisher: 'ناشر نامعلوم',
  noDate: 'بی‌تاریخ',
  retrieved: (date) => `بازبینی‌شده در ${date}`,
  links: 'پیوندها',
  about: 'دربارهٔ این نامه',
  whyYouGetThis: (list) => `این نامه را می‌گیرید چون مشترک «${list}» هستید.`,
  preferences: 'تغییر آنچه می‌گیرید',
  unsubscribe: 'لغو اشتراک',
};

const urdu: Words = {
  issueNumber: (number) => `شمارہ\u00A0${number}`,
  readingTime: (minutes) => `پڑھنے کا وقت: ${minutes}\u00A0منٹ`,
  alert: 'فوری',
  viewInBrowser: 'براؤزر میں دیکھیں',
  contents: 'اس شمارے میں',
  lead: 'اہم خبر',
  image: 'تصویر',
  corrections: 'تصحیحات',
  correctionTo: (issue) => `شمارہ\u00A0${issue} کے بارے میں`,
  threads: 'اب تک کی کہانی',
  thisIssue: 'یہ شمارہ',
  statusesTitle: 'خبروں کے نشان کا مطلب',
  statuses: {
    confirmed: ['تصدیق شدہ', 'آزاد اور معتبر ذرائع اس پر متفق ہیں۔'],
    reported: ['اطلاع', 'ایک ذریعہ یہ کہتا ہے اور ہمیں اس کے خلاف کچھ معلوم نہیں۔'],
    alleged: ['مبینہ', 'کسی کا دعویٰ ہے اور ہم جانچ نہ سکے۔'],
    disputed: ['متنازع', 'ہمارے ذرائع ایک دوسرے سے متفق نہیں۔'],
    analysis: ['تجزیہ', 'ادارہ معلوم باتوں کو تولتا ہے؛ رائے ہے، خبر نہیں۔'],
  },
  sources: 'ذرائع',
  sourcesIntro: 'ایڈمرلٹی پیمانے پر درجہ: A سے F تک ذریعے پر ہمارا اعتماد، 1 سے 6 تک معلومات کی تصدیق۔',
  reliability: {
    A: 'مکمل قابلِ اعتماد',
    B: 'عموماً قابلِ اعتماد',
    C: 'کسی حد تک قابلِ اعتماد',
    D: 'عموماً ناقابلِ اعتماد',
    E: 'ناقابلِ اعتماد',
    F: 'اعتماد کا اندازہ ممکن نہیں',
  },
  credibility: {
    1: 'دوسرے ذرائع سے تصدیق شدہ',
    2: 'غالباً درست',
    3: 'شاید درست',
    4: 'مشکوک',
    5: 'بعید از قیاس',
    6: 'درستی کا اندازہ ممکن نہیں',
  },
  noPublisher: 'ناشر نامعلوم',
  noDate: 'بغیر تاریخ',
  retrieved: (date) => `${date} کو دیکھا گیا`,
  links: 'روابط',
  about: 'اس خط کے بارے میں',
  whyYouGetThis: (list) => `یہ خط آپ کو اس لیے ملا کہ آپ ”${list}“ کے رکن ہیں۔`,
  preferences: 'ترجیحات بدلیں',
  unsubscribe: 'رکنیت ختم کریں',
};

const hebrew: Words = {
  issueNumber: (number) => `גיליון\u00A0${number}`,
  readingTime: (minutes) => `זמן קריאה: ${minutes}\u00A0דק׳`,
  alert: 'מבזק',
  viewInBrowser: 'לצפייה בדפדפן',
  contents: 'בגיליון הזה',
  lead: 'הידיעה המרכזית',
  image: 'תמונה',
  corrections: 'תיקונים',
  correctionTo: (issue) => `לגיליון\u00A0${issue}`,
  threads: 'הסיפור עד כה',
  thisIssue: 'הגיליון הזה',
  statusesTitle: 'כך אנו מסמנים ידיעות',
  statuses: {
    confirmed: ['מאומת', 'מקורות עצמאיים ומהימנים מסכימים.'],
    reported: ['דווח', 'מקור אומר זאת, ואין בידינו דבר הסותר אותו.'],
    alleged: ['נטען', 'מישהו טוען זאת, ולא יכולנו לבדוק.'],
    disputed: ['שנוי במחלוקת', 'המקורות שלנו סותרים זה את זה.'],
    analysis: ['ניתוח', 'המערכת שוקלת את הידוע; הערכה, לא חדשות.'],
  },
  sources: 'מקורות',
  sourcesIntro: 'מדורגים בסולם האדמירליות: A עד F – עד כמה אנו סומכים על המקור; 1 עד 6 – עד כמה המידע מבוסס.',
  reliability: {
    A: 'מהימן לחלוטין',
    B: 'מהימן בדרך כלל',
    C: 'מהימן למדי',
    D: 'לרוב אינו מהימן',
    E: 'אינו מהימן',
    F: 'לא ניתן להעריך את מהימנותו',
  },
  credibility: {
    1: 'מאומת בידי מקורות אחרים',
    2: 'כנראה נכון',
    3: 'ייתכן שנכון',
    4: 'מוטל בספק',
    5: 'לא סביר',
    6: 'לא ניתן להעריך את נכונותו',
  },
  noPublisher: 'מוציא לאור לא ידוע',
  noDate: 'ללא תאריך',
  retrieved: (date) => `נצפה ב־${date}`,
  links: 'קישורים',
  about: 'על המכתב הזה',
  whyYouGetThis: (list) => `קיבלת מכתב זה כי נרשמת אל ”${list}“.`,
  preferences: 'שינוי ההעדפות',
  unsubscribe: 'ביטול הרישום',
};

const byLanguage: Readonly<Record<string, Words>> = {
  en: english,
  ar: arabic,
  fa: persian,
  ur: urdu,
  he: hebrew,
};

/** The words of a BCP 47 language, by its first part; English where there are none yet. */
export function wordsFor(language: string): Words {
  return byLanguage[baseLanguage(language)] ?? english;
}
