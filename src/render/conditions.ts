/** Merge fields stand where a value can do no harm, and every branch of a condition is whole HTML by itself. */
import type { Problem } from '../publication/problem.ts';
import { type MergeLedger, tokenPattern } from './merge-fields.ts';

const parts = /<!--[\s\S]*?-->|<style\b[\s\S]*?<\/style>|<(?:"[^"]*"|'[^']*'|[^"'<>])*>/gi;
const addresses = new Set(['href', 'src', 'action', 'background']);

/** `html` is finished but for its tokens. */
export function checkConditions(html: string, ledger: MergeLedger, problems: Problem[]): void {
  const tags = [...html.matchAll(parts)].map((match) => ({ start: match.index, text: match[0] }));
  const open: { number: number; from: number }[] = [];
  let next = 0;
  for (const match of html.matchAll(tokenPattern(ledger))) {
    const number = Number(match[1]);
    const planted = ledger.planted[number];
    if (planted === undefined) continue;
    const report = (what: string, remedy: string) => problems.push({ ...planted.place, what, remedy });
    while (tags[next] !== undefined && endOf(tags[next]) <= match.index) next += 1;
    const around = tags[next];
    if (around !== undefined && around.start < match.index) {
      const attribute = attributeAt(around.text.slice(0, match.index - around.start));
      if (attribute === null) {
        report(
          'This merge field stands in a tag or a style, outside the value of an attribute.',
          'Move it into a text, or between the quotation marks of an attribute.',
        );
      } else if (isPersonal(planted.tag) && addresses.has(attribute.name) && attribute.before === '') {
        report(
          `A subscriber’s own value begins the address in ${attribute.name}="…", and could lead anywhere.`,
          'Begin the address yourself, for instance with https://.',
        );
      }
    }
    if (planted.tag.kind === 'if') open.push({ number, from: match.index + match[0].length });
    if (planted.tag.kind === 'else' || planted.tag.kind === 'end') {
      const condition = open.at(-1);
      if (condition === undefined) continue;
      if (!isWhole(html.slice(condition.from, match.index))) {
        problems.push({
          ...(ledger.planted[condition.number]?.place ?? planted.place),
          what: 'A branch of this {{#if}} opens what it does not close, or closes what it did not open.',
          remedy:
            'Let {{#if}}, {{else}} and {{/if}} stand in one paragraph, or each in a paragraph of its own.',
        });
      }
      condition.from = match.index + match[0].length;
      if (planted.tag.kind === 'end') open.pop();
    }
  }
}

function endOf(tag: { start: number; text: string } | undefined): number {
  return tag === undefined ? 0 : tag.start + tag.text.length;
}

function isPersonal(tag: MergeLedger['planted'][number]['tag']): boolean {
  return tag.kind === 'field' && tag.field.startsWith('subscriber.');
}

/** The attribute whose quoted value is still open when `tagSoFar` ends, and the value until there. */
function attributeAt(tagSoFar: string): { name: string; before: string } | null {
  const found = /\s([a-z-]+)="([^"]*)$/i.exec(tagSoFar);
  return found?.[1] === undefined ? null : { name: found[1].toLowerCase(), before: found[2] ?? '' };
}

const empty = new Set(['br', 'img', 'hr', 'meta', 'col', 'input', 'link', 'area', 'base', 'wbr']);

/** Whether every tag of `html` is closed in it, and none that it did not open. Comments are left out. */
function isWhole(html: string): boolean {
  const open: string[] = [];
  const rest = html.replace(parts, (part) => {
    const tag = /^<(\/?)([a-z][a-z0-9-]*)/i.exec(part);
    const name = tag?.[2]?.toLowerCase();
    if (name === undefined || empty.has(name)) return '';
    if (tag?.[1] === '') open.push(name);
    else if (open.pop() !== name) open.push('unmatched');
    return '';
  });
  return open.length === 0 && !/[<>"]/.test(rest);
}
