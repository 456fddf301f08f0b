/** The table of rules, explained: what `tumen check --rules` prints. */
import type { Colours } from '../../terminal/colours.ts';
import { wrapToColumns } from '../../terminal/width.ts';
import { families, familyOf, type RuleDescription } from '../rule.ts';

const label = 9;

export function formatRules(rules: readonly RuleDescription[], colours: Colours, width: number): string {
  const sections = families.map((family) => {
    const ofFamily = rules.filter(({ id }) => familyOf(id) === family);
    return `${colours.bold(family)}\n\n${ofFamily.map((rule) => formatRule(rule, colours, width)).join('\n')}`;
  });
  const closing = `${rules.length} rules. An error stops "tumen send", a warning stops "tumen check --strict"; a waiver in front matter, with reason and end date, sets either aside.`;
  return `${sections.join('\n')}\n${wrapToColumns(closing, width)}\n`;
}

function formatRule(
  { id, severity, title, why, example, online }: RuleDescription,
  colours: Colours,
  width: number,
): string {
  const line = (name: string, text: string): string => {
    const wrapped = wrapToColumns(text, Math.max(20, width - label - 2)).replaceAll(
      '\n',
      `\n${' '.repeat(label + 2)}`,
    );
    return `  ${colours.dim(name.padEnd(label))}${wrapped}\n`;
  };
  return (
    `  ${colours.cyan(id)} ${colours.dim(`(${severity}${online === true ? ', with --online' : ''})`)}\n` +
    line('rule', title) +
    line('why', why) +
    line('not', example.bad) +
    line('but', example.good)
  );
}
