/** The CSS of a rendered issue: its style blocks rule by rule, and the declarations of a `style` attribute. */
import type { Element } from 'domhandler';
import { textContent } from 'domutils';
import postcss, { type AtRule, type Container, type Rule as CssRule, CssSyntaxError } from 'postcss';
import type { HtmlView } from './html.ts';

export type Declaration = { readonly property: string; readonly value: string; readonly important: boolean };

export type StyleRule = {
  readonly selectors: readonly string[];
  /** The at-rules around it, from the outside: `media (prefers-color-scheme:dark)`. */
  readonly within: readonly string[];
  readonly declarations: readonly Declaration[];
};

/** One `<style>`. Mail clients keep or drop it as a whole, so it is kept as one. */
export type StyleBlock = {
  readonly element: Element;
  readonly text: string;
  readonly rules: readonly StyleRule[];
  /** Every at-rule: `name` without `@`, `depth` counts the at-rules around it. */
  readonly atRules: readonly { readonly name: string; readonly params: string; readonly depth: number }[];
  readonly hasComment: boolean;
  /** Why it is not CSS, or null. */
  readonly fault: string | null;
};

export function styleBlocksOf({ elements }: HtmlView): StyleBlock[] {
  return elements.filter(({ name }) => name === 'style').map(readBlock);
}

function readBlock(element: Element): StyleBlock {
  const text = textContent(element);
  try {
    const rules: StyleRule[] = [];
    const atRules: StyleBlock['atRules'][number][] = [];
    let hasComment = false;
    postcss.parse(text).walk((node) => {
      if (node.type === 'comment') hasComment = true;
      if (node.type === 'atrule') {
        atRules.push({ name: node.name.toLowerCase(), params: node.params, depth: around(node).length });
      }
      if (node.type === 'rule') rules.push(readRule(node));
    });
    return { element, text, rules, atRules, hasComment, fault: null };
  } catch (error) {
    if (!(error instanceof CssSyntaxError)) throw error;
    return { element, text, rules: [], atRules: [], hasComment: false, fault: error.reason };
  }
}

function readRule(rule: CssRule): StyleRule {
  const declarations = rule.nodes.flatMap((node): Declaration[] =>
    node.type === 'decl'
      ? [{ property: node.prop.toLowerCase(), value: node.value, important: node.important === true }]
      : [],
  );
  return {
    selectors: rule.selectors,
    within: around(rule).map(({ name, params }) => `${name.toLowerCase()} ${params}`),
    declarations,
  };
}

function around(node: AtRule | CssRule): AtRule[] {
  const found: AtRule[] = [];
  for (
    let parent = node.parent as Container | undefined;
    parent !== undefined;
    parent = parent.parent as Container
  ) {
    if (parent.type === 'atrule') found.unshift(parent as AtRule);
  }
  return found;
}

const read = new Map<string, readonly Declaration[]>();

/** The declarations of a `style` attribute. The same few come back hundreds of times in a mail. */
export function inlineDeclarations(style: string | undefined): readonly Declaration[] {
  if (style === undefined) return [];
  let declarations = read.get(style);
  if (declarations === undefined) {
    declarations = [...style.matchAll(/([\w-]+)\s*:\s*((?:"[^"]*"|'[^']*'|\([^)]*\)|[^;"'(])*)/g)].map(
      (match) => {
        const value = (match[2] as string).trim();
        return {
          property: (match[1] as string).toLowerCase(),
          value: value.replace(/\s*!important$/i, ''),
          important: /!important$/i.test(value),
        };
      },
    );
    if (read.size > 5000) read.clear();
    read.set(style, declarations);
  }
  return declarations;
}
