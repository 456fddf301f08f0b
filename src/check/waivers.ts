/** Sets aside what the desk has decided to live with, and tells of waivers that are over, unused or of no rule. */
import { closest } from 'fastest-levenshtein';
import type { KeyLines, Waiver } from '../publication/types.ts';
import type { Context } from './context.ts';
import type { Finding } from './finding.ts';
import type { RuleDescription } from './rule.ts';

export type PlacedWaiver = Waiver & { readonly file: string; readonly line: number };

export type WaivedFinding = { readonly finding: Finding; readonly waiver: PlacedWaiver };

export const expired: RuleDescription = {
  id: 'waivers/expired',
  severity: 'warning',
  title: 'A waiver is renewed or removed when its day has come.',
  why: 'A waiver that nobody looks at again is a rule switched off. What it waived is told again as well.',
  example: { bad: 'until: 2024-01-31, and it is March', good: 'the finding mended, and the waiver removed' },
};

export const unknownRule: RuleDescription = {
  id: 'waivers/unknown-rule',
  severity: 'warning',
  title: 'A waiver names a rule that there is.',
  why: 'A waiver with a slip in its name waives nothing, and nobody notices.',
  example: { bad: 'rule: sourcing/no-sources', good: 'rule: sourcing/no-source' },
};

export const unused: RuleDescription = {
  id: 'waivers/unused',
  severity: 'notice',
  title: 'A waiver waives something.',
  why: 'When the matter has been mended, the waiver would hide the next fault of its kind.',
  example: { bad: 'a waiver of sourcing/source-without-date on a dated source', good: 'the waiver removed' },
};

export const waiverRules: readonly RuleDescription[] = [expired, unknownRule, unused];

export type Settlement = { readonly standing: Finding[]; readonly waived: WaivedFinding[] };

/** A waiver sets aside findings of its rule in its own file; that of an issue or of the publication also those in templates. */
export function applyWaivers(
  findings: readonly Finding[],
  context: Context,
  known: ReadonlyMap<string, RuleDescription>,
): Settlement {
  const waivers = waiversOf(context);
  const holding = waivers.filter(({ until }) => until >= context.today);
  const standing: Finding[] = [];
  const waived: WaivedFinding[] = [];
  for (const finding of findings) {
    const waiver = holding.find((each) => covers(each, finding));
    if (waiver === undefined) standing.push(finding);
    else waived.push({ finding, waiver });
  }
  for (const waiver of waivers) {
    const rule = known.get(waiver.rule);
    if (rule === undefined) standing.push(ofUnknownRule(waiver, [...known.keys()]));
    else if (waiver.until < context.today) standing.push(ofExpired(waiver));
    else if (rule.online !== true && !waived.some((each) => each.waiver === waiver))
      standing.push(ofUnused(waiver));
  }
  return { standing, waived };
}

function covers(waiver: PlacedWaiver, finding: Finding): boolean {
  if (finding.rule !== waiver.rule) return false;
  const ofWhole = waiver.file.startsWith('issues/') || waiver.file === 'content/publication.md';
  return finding.file === waiver.file || (ofWhole && finding.file.startsWith('templates/'));
}

/** Of everything that the issue reaches. */
function waiversOf({ issue, stories }: Context): PlacedWaiver[] {
  const holders = [issue.publication, issue, ...stories, ...issue.sources];
  return holders.flatMap(({ file, lines, waivers }) =>
    waivers.map((waiver, index) => ({ ...waiver, file, line: lineOfWaiver(lines, index) })),
  );
}

function lineOfWaiver(lines: KeyLines, index: number): number {
  return lines.get(`waivers.${index}`) ?? lines.get('waivers') ?? 1;
}

function ofExpired({ file, line, rule, until, reason }: PlacedWaiver): Finding {
  return {
    rule: expired.id,
    severity: expired.severity,
    file,
    line,
    what: `The waiver of ${rule} held until ${until}: “${reason}”`,
    remedy: 'Mend what it waived and remove it, or give a reason that still holds and a new day.',
  };
}

function ofUnknownRule({ file, line, rule }: PlacedWaiver, known: readonly string[]): Finding {
  return {
    rule: unknownRule.id,
    severity: unknownRule.severity,
    file,
    line,
    what: `There is no rule "${rule}" to waive.`,
    remedy: `Did you mean "${closest(rule, [...known])}"? "tumen check --rules" lists them all.`,
  };
}

function ofUnused({ file, line, rule }: PlacedWaiver): Finding {
  return {
    rule: unused.id,
    severity: unused.severity,
    file,
    line,
    what: `Nothing here is waived by this waiver of ${rule}.`,
    remedy: 'Remove it.',
  };
}
