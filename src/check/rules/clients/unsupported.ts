/** What the clients of our readers do not know, weighed by how many readers that is: one rule a kind. */
import type { Context } from '../../context.ts';
import type { AffectedClient } from '../../finding.ts';
import type { Fault, Rule, RuleDescription } from '../../rule.ts';
import { affected } from '../../support/affected.ts';
import { clients, type Feature, features, supportOf } from '../../support/caniemail.ts';
import { harmless } from '../../support/harmless.ts';
import { type Kind, type UsedFeature, usedFeatures } from '../../support/used-features.ts';

/** From so many readers, in per cent, a loss that hurts is a warning. */
const manyReaders = 5;

const ruleOf = (kind: Kind, description: Omit<RuleDescription, 'severity'>): Rule => ({
  ...description,
  severity: 'warning',
  *check(context) {
    for (const used of usedIn(context)) {
      if (used.kind !== kind) continue;
      const feature = features().get(used.slug) as Feature;
      const unaware = unawareOf(feature, context);
      if (unaware.length > 0) yield faultOf(used, feature, unaware, context);
    }
  },
});

export const unsupportedCss = ruleOf('css', {
  id: 'clients/css',
  title: 'The CSS of the finished HTML is known to the clients that our readers use.',
  why: 'By caniemail’s tests, weighed by “clients:” of the publication. Where nothing is lost but polish it is a notice.',
  example: { bad: 'display: grid, which Outlook for Windows does not know', good: 'a table' },
});

export const unsupportedAtRule = ruleOf('at-rule', {
  id: 'clients/at-rule',
  title: 'The at-rules of the finished HTML are known to the clients that our readers use.',
  why: 'A client that does not know one drops what is in it, and some drop the whole style block.',
  example: { bad: '@import url(fonts.css)', good: 'a list of fonts that every system has' },
});

export const unsupportedHtml = ruleOf('html', {
  id: 'clients/html',
  title: 'The elements and attributes of the finished HTML are known to the clients that our readers use.',
  why: 'What a client does not know it removes, often with everything that is in it.',
  example: { bad: '<video src="…">', good: 'a picture that links to the video' },
});

export const unsupportedImage = ruleOf('image', {
  id: 'clients/image',
  title: 'Pictures are in a format that the clients of our readers show.',
  why: 'A picture in another format is an empty box.',
  example: { bad: 'map.svg or map.webp', good: 'map.png or map.jpg' },
});

const remembered = new WeakMap<Context, UsedFeature[]>();

/** Four rules ask the same. */
function usedIn(context: Context): UsedFeature[] {
  const used = remembered.get(context) ?? usedFeatures(context);
  remembered.set(context, used);
  return used;
}

/** The publication's clients that do not know the feature; without a table every client of the data. */
function unawareOf(feature: Feature, context: Context): AffectedClient[] {
  const table = context.issue.publication.clients.map(({ client }) => client);
  const asked = table.length > 0 ? table : [...clients()].sort();
  return affected(
    asked.filter((client) => supportOf(feature, client) === 'no'),
    context,
  );
}

function faultOf(
  used: UsedFeature,
  feature: Feature,
  unaware: readonly AffectedClient[],
  { today }: Context,
): Fault {
  const share = unaware.reduce((sum, each) => sum + (each.share ?? 0), 0);
  const without = harmless[used.slug];
  const years = Number(today.slice(0, 4)) - Number(feature.last_test_date.slice(0, 4));
  const verdict =
    unaware[0]?.share === null
      ? `is unknown to ${namesOf(unaware)}`
      : `affects ${round(share)} % of the readers: unknown to ${namesOf(unaware)}`;
  const age = years < 1 ? 'this year' : years === 1 ? 'last year' : `${years} years ago`;
  return {
    ...used.place,
    severity: without === undefined && share >= manyReaders ? 'warning' : 'notice',
    what: `“${shorten(used.written)}”${named(used, feature)} ${verdict} (tested ${feature.last_test_date.slice(0, 7)}, ${age}).`,
    remedy:
      without === undefined
        ? `Do without it, or see what ${feature.url} says.`
        : `Without it ${without}; nothing needs to be done.`,
    clients: unaware,
  };
}

/** caniemail’s name of it, where that says more than what is written: a selector, an attribute. */
function named({ written }: UsedFeature, { title }: Feature): string {
  const name = title.trim().replace(/ (?:CSS )?property$/, '');
  const first = name.split(/[ :]/)[0] as string;
  return written.includes(name) || (first !== '' && written.includes(first)) ? '' : ` (${name})`;
}

/** `Outlook (Windows), SFR (iOS) and 12 more` */
function namesOf(affected: readonly AffectedClient[]): string {
  const names = affected.toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0)).map(({ name }) => name);
  const shown = names.slice(0, 3);
  if (names.length > 4) return `${shown.join(', ')} and ${names.length - 3} more`;
  return names.length === 1 ? (names[0] as string) : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function round(share: number): number {
  return Math.round(share * 10) / 10;
}
