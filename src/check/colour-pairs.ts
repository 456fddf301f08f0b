/** Which colour stands on which in a rendered issue, as it was written for light screens and for dark ones. */
import { selectAll } from 'css-select';
import type { AnyNode, Element } from 'domhandler';
import { isTag, isText } from 'domutils';
import { type Declaration, inlineDeclarations, type StyleRule, styleBlocksOf } from './css.ts';
import type { HtmlView } from './html.ts';

/** Text and what is behind it, both `#rrggbb`. */
export type ColourPair = { readonly text: string; readonly surface: string };

export type ShownText = {
  /** The element that holds it. */
  readonly element: Element;
  readonly words: string;
  readonly light: ColourPair;
  readonly dark: ColourPair;
};

type Scheme = 'light' | 'dark';
type Property = 'color' | 'background-color';
type Won = { readonly value: string; readonly rank: number };

/** Every run of text that can be seen, with its colours; what is hidden (a preheader) is left out. */
export function shownTexts(html: HtmlView): readonly ShownText[] {
  const known = remembered.get(html) ?? readTexts(html);
  remembered.set(html, known);
  return known;
}

/** Two rules ask the same. */
const remembered = new WeakMap<HtmlView, readonly ShownText[]>();

function readTexts(html: HtmlView): ShownText[] {
  const cascade = { light: cascadeOf(html, 'light'), dark: cascadeOf(html, 'dark') };
  const texts: ShownText[] = [];
  const visit = (
    nodes: readonly AnyNode[],
    parent: Element | null,
    inherited: Record<Scheme, ColourPair>,
  ): void => {
    for (const node of nodes) {
      if (isText(node)) {
        const words = node.data.replace(/\s+/g, ' ').trim();
        if (parent !== null && /[\p{L}\p{N}]/u.test(words)) {
          texts.push({ element: parent, words, light: inherited.light, dark: inherited.dark });
        }
      } else if (isTag(node) && !isHidden(node)) {
        const own = {
          light: pairOf(node, cascade.light, inherited.light),
          dark: pairOf(node, cascade.dark, inherited.dark),
        };
        visit(node.children, node, own);
      }
    }
  };
  const page = { text: '#000000', surface: '#ffffff' };
  visit(html.document.children, null, { light: page, dark: page });
  return texts;
}

function isHidden({ name, attribs }: Element): boolean {
  return (
    ['head', 'style', 'title', 'script'].includes(name) ||
    inlineDeclarations(attribs.style).some(
      ({ property, value }) => property === 'display' && value === 'none',
    )
  );
}

function pairOf(element: Element, cascade: Cascade, inherited: ColourPair): ColourPair {
  const won = cascade.get(element);
  const text = colourOf(won?.color?.value);
  const surface = colourOf(won?.['background-color']?.value);
  return text === null && surface === null
    ? inherited
    : { text: text ?? inherited.text, surface: surface ?? inherited.surface };
}

type Cascade = ReadonlyMap<Element, Partial<Record<Property, Won>>>;

/** For each element the declaration that wins: importance, then the `style` attribute, then specificity, then order. */
function cascadeOf(html: HtmlView, scheme: Scheme): Cascade {
  const cascade = new Map<Element, Partial<Record<Property, Won>>>();
  const declare = (element: Element, declarations: readonly Declaration[], rank: number): void => {
    for (const { property, value, important } of declarations) {
      const name = property === 'background' ? 'background-color' : property;
      if (name !== 'color' && name !== 'background-color') continue;
      const own = cascade.get(element) ?? {};
      const strength = rank + (important ? 1e9 : 0);
      if ((own[name]?.rank ?? -1) <= strength) own[name] = { value, rank: strength };
      cascade.set(element, own);
    }
  };
  let order = 0;
  for (const rule of styleBlocksOf(html).flatMap(({ rules }) => rules)) {
    order += 1;
    const colours = rule.declarations.filter(({ property }) =>
      /^(?:color|background(?:-color)?)$/.test(property),
    );
    if (colours.length === 0 || !applies(rule, scheme)) continue;
    for (const selector of rule.selectors) {
      for (const element of matching(selector, html))
        declare(element, colours, specificity(selector) * 1000 + order);
    }
  }
  for (const element of html.elements) {
    const { bgcolor, style } = element.attribs;
    if (bgcolor !== undefined)
      declare(element, [{ property: 'background-color', value: bgcolor, important: false }], -1);
    declare(element, inlineDeclarations(style), 1e8);
  }
  return cascade;
}

/** Rules outside of any at-rule, and for the dark those that ask for it. Widths change no colours here. */
function applies({ within }: StyleRule, scheme: Scheme): boolean {
  return within.every((around) => scheme === 'dark' && /^media .*prefers-color-scheme:\s*dark/i.test(around));
}

function matching(selector: string, html: HtmlView): Element[] {
  // What is only there in Outlook's rewritten page, or under a pointer, is in no one's first look.
  if (/::|:(?:hover|active|focus|visited|root)|data-ogs/.test(selector)) return [];
  try {
    return selectAll(selector, html.document.children).filter((node) => isTag(node));
  } catch {
    // A selector that no browser knows matches nothing there either.
    return [];
  }
}

function specificity(selector: string): number {
  const ids = selector.match(/#[\w-]+/g)?.length ?? 0;
  const classes = selector.match(/\.[\w-]+|\[[^\]]+\]|:(?!:)[\w-]+/g)?.length ?? 0;
  const types = selector.match(/(?:^|[\s>+~])[a-z][\w-]*/gi)?.length ?? 0;
  return Math.min(99, ids * 100 + classes * 10 + types);
}

const named: Readonly<Record<string, string>> = { white: '#ffffff', black: '#000000' };

/** `#rgb`, `#rrggbb`, `rgb(…)` and two names as `#rrggbb`; null for what is no plain colour (inherit, transparent, none). */
export function colourOf(value: string | undefined): string | null {
  if (value === undefined) return null;
  const text = value.trim().toLowerCase();
  const hex = /#(?:[0-9a-f]{6}|[0-9a-f]{3})\b/.exec(text)?.[0];
  if (hex !== undefined)
    return hex.length === 7 ? hex : `#${[...hex.slice(1)].map((digit) => digit + digit).join('')}`;
  const rgb = /rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*(?:[,/]\s*1(?:\.0)?\s*)?\)/.exec(text);
  if (rgb !== null)
    return `#${rgb
      .slice(1, 4)
      .map((part) => Number(part).toString(16).padStart(2, '0'))
      .join('')}`;
  return named[text] ?? null;
}
