/**
 * What a mail server's own words say, where its code says little: providers put a dead address, a full mailbox and their
 * dislike of the sender under the same status. Read off the reports of some sixty kinds of server.
 */

export type Said = {
  /** There is no such address, or it is closed for good. */
  readonly gone: boolean;
  /** The mailbox is full. */
  readonly full: boolean;
  /** It is about us, our message, our name or our speed, which no reader can help. */
  readonly ours: boolean;
};

const who =
  '(?:user|mail ?box|mail ?folder|inbox|address|account|recipient|addressee|alias|person|login|local[- ]?part|customer|subscriber|user ?id)(?: name| address| account)?s?';
/** What stands between, within a sentence: a dot inside of a name ends none. */
const gap = '(?:[^.;]|\\.(?=\\S)){0,60}?';
const whose = '(?:e-?mail |mail |local |remote |final |destination |recipient )?';

const gone = [
  // "User unknown", "address … does not exist", "recipient name is not recognized"
  `${who}\\b${gap} ?\\b(?:unknown|(?:does|do|did) ?n[o'’]t exist|not exist|(?:does|do) ?n[o'’]t have|(?:was|is|could|can) ?(?:not|n['’]t)(?: be)? (?:found|recogni[sz]ed|listed|valid|known)|not (?:found|known|listed|valid)|invalide?|nonexistent|no longer (?:valid|available|exists?|in use|here|with|active|accepts?))\\b`,
  // "mailbox is closed", "account has been suspended"
  `(?:mail ?box|account)s?\\b${gap} ?\\b(?:disabled|deactivated|inactive|suspended|terminated|expired|deleted|discontinued|closed|locked|frozen|blocked)\\b`,
  `(?:address(?:es)?|users?|recipients?)\\b${gap} ?\\b(?:disabled|deactivated|inactive|suspended|terminated|discontinued)\\b`,
  '(?:disabled|deactivated|inactive|suspended|terminated) (?:recipient|user|mail ?box|address|account)',
  'no (?:user|mail ?box|account|address|person)s? (?:here|by that name|found|with that)',
  `(?:unknown|non-?existent|unroute?able|no such) ${whose}(?:user|mail ?box|address|account|recipient|addressee|alias|person|domain|host)`,
  `(?:invalid|illegal|bad)(?: or unknown)? ${whose}(?:user|recipient|mail ?box|address)`,
  "(?:wasn['’]t|was not) found at the destination|no one by that name|not our customer|unknown local part|is not listed in",
  'mailbox unavailable|recipient address(?:es)? rejected ?: ?access denied',
  // Nobody can be there where there is no domain, or one that takes no mail (RFC 7505).
  `(?:host|domain)(?: name| or domain name)?\\b${gap} ?\\b(?:unknown|not found|(?:does|do) ?n[o'’]t exist)`,
  "no mx record found|couldn['’]?t find (?:any host|a mail exchanger)|point to non-?existent hosts|does not accept (?:e?-?mail|messages)|null ?mx|indicated no smtp service|bad destination (?:host|system)",
];

const full = [
  `(?:mail ?box|mail ?folder|inbox|maildir|account|storage|disk|user|recipient|quota)[^.;]{0,50} (?:is |was |has been |been |almost |currently |too )*(?:full|exceeded|over ?quota|out of (?:storage|space))\\b`,
  'over ?quota|quota exceed|exceed(?:s|ed|ing)?[^.;]{0,30} (?:quota|storage)|insufficient (?:system |disk )?(?:storage|space)|out of (?:storage|disk|space)',
  '(?:mail ?box|inbox|disk|maildir)[^.;]{0,10} full|not enough (?:storage|space|disk)|no space left|storage (?:limit|quota)',
];

const ours = [
  // Whatever is "yours", or was answered to our greeting and our name: not to the reader's.
  '\\byour (?:account|ip|domain|address(?! book)|host|server|mail ?server|sender|organi[sz]ation|access|e-?mail (?:address|account|has|was|is))|\\bhelo\\b|\\behlo\\b|mail from|does not like sender|\\bfrom (?:header|field|address|domain)|header from|(?<!or )\\bip address|\\bfrom ip\\b|\\bip \\[?\\d',
  'spam|\\bdt:spm|unsolicited|\\bbulk\\b|black ?list|block ?list|blocked (?:using|by|for|due|because)|on (?:a|our|the) (?:block|black|deny) ?list|banned|\\brbl\\b|dnsbl|reputation|(?:bad|invalid) ip',
  '\\bspf\\b|\\bdkim\\b|\\bdmarc\\b|\\bptr\\b|\\brdns\\b|reverse dns|reverse (?:host|name)|forged|mismatches client|sender (?:address|domain|id|verif\\w*)|(?:domain of )?sender\\b[^.;]{0,30} (?:reject|den|not|does|invalid)|unauthenticated|authentication (?:checks? )?(?:is )?(?:required|failed|needed)|not authori[sz]ed',
  'polic(?:y|ies)|relay(?:ing)?(?: access)? (?:denied|not|prohibited)|relaying|mail relay|(?:sending|source|client) (?:host|ip|mta)|ip (?:address )?[^.;]{0,20}(?:blocked|listed|rejected|denied)|host network|(?:client|host)(?: host)? (?:is )?(?:blocked|rejected|banned)',
  'virus|malware|infected|content (?:is )?(?:reject|den|not)|improper use|headers? too|duplicate header|(?<!rejected ?: ?)access denied|messages? from \\S+ (?:were|was)|message (?:was |has been |is |content )?(?:not (?:allowed|accepted(?! -- invalid mailbox))|rejected|refused|denied|considered|looks|blocked|contains)|(?:mail|email) (?:was |is )?(?:rejected|refused|not accepted)|protocol violation',
  '(?:message|mail)(?: size| length)? (?:is |was )?(?:too (?:big|large|long)|exceeds)|size limit exceeded|maximum (?:message )?size',
  'receiving (?:mail |e-?mail )?at a rate|too many (?:connections|messages|recipients|e-?mails)|rate limit|temporarily (?:deferred|rate)|not accepting connections|(?:smtp )?service (?:is )?not available|greylist',
];

/** A name that cannot be looked up today, or an address that is refused for now, may be there tomorrow. */
const passing = [
  '\\bmay (?:not exist|be (?:invalid|unknown|wrong|full|disabled)|have been)',
  '(?:not found|error|failure)[^.]{0,20} try again|temporar(?:y|ily) [^.]{0,20}(?:fail|error|unavail|disabled|problem|rejected|lookup)',
];

const [goneWords, fullWords, oursWords, passingWords] = [gone, full, ours, passing].map(
  (parts) => new RegExp(parts.join('|'), 'i'),
) as [RegExp, RegExp, RegExp, RegExp];

export function readWords(words: string): Said {
  const text = words
    .slice(0, 5_000)
    // A name in an address says nothing: spam@example.org may well be unknown.
    .replace(/<?[^\s<>@]{1,100}@[^\s<>@]{1,300}>?/g, ' ')
    // The codes that stand again before each line of a reply.
    .replace(/\b[245]\d\d[ -](?:#?[245]\.\d{1,3}\.\d{1,3})?/g, ' ')
    .replace(/\s+/g, ' ');
  return {
    gone: goneWords.test(text) && !passingWords.test(text),
    full: fullWords.test(text),
    ours: oursWords.test(text),
  };
}

/** The enhanced code (RFC 3463) in a server's words; no version, and no part of a network address. */
export function findStatus(words: string): string | null {
  const one = '([45]\\.[0-7]\\.\\d{1,3})(?![.\\d])';
  // Behind a reply code it is the server's; anywhere else perhaps an example in an explanation.
  const behindReply = new RegExp(`\\b[45]\\d\\d[ -]+[<(\\[#]*${one}`).exec(words);
  return behindReply?.[1] ?? new RegExp(`(?<![.\\d])${one}`).exec(words)?.[1] ?? null;
}
