/** Dark mode that a client makes by itself: every colour of a message, turned by the client's own arithmetic. */

import { Text } from 'domhandler';
import { appleDarken, type ColourRole, gmailDarken, outlookDarken } from '../../render/dark-clients.ts';
import { changeDeclarations } from '../css.ts';
import {
  type Document,
  element,
  elementsOf,
  findElement,
  parseHtml,
  printHtml,
  setChildren,
} from '../dom.ts';
import { forceScheme } from './scheme.ts';

type Darken = (hex: string, role: ColourRole) => string;

/** The sixteen names of CSS 1, which are what hand-written mail uses. */
const names: Readonly<Record<string, string>> = {
  aqua: '#00ffff',
  black: '#000000',
  blue: '#0000ff',
  fuchsia: '#ff00ff',
  gray: '#808080',
  green: '#008000',
  lime: '#00ff00',
  maroon: '#800000',
  navy: '#000080',
  olive: '#808000',
  purple: '#800080',
  red: '#ff0000',
  silver: '#c0c0c0',
  teal: '#008080',
  white: '#ffffff',
  yellow: '#ffff00',
};

const colours = new RegExp(
  `url\\([^)]*\\)|#[0-9a-f]{3,8}\\b|rgba?\\([^)]*\\)|(?<![\\w-])(?:${Object.keys(names).join('|')})(?![\\w-])`,
  'gi',
);

/** WebKit's inversion of lightness, as Apple Mail uses it on messages without dark colours of their own. */
export function invertAsApple(html: string): string {
  return invert(html, (hex) => appleDarken(hex), { gradients: true });
}

/** Gmail's apps: light surfaces darken, dark text lightens; gradients are left alone. */
export function invertAsGmail(html: string): string {
  return invert(html, gmailDarken, { gradients: false });
}

/**
 * Outlook.com and the new Outlook: what was turned is kept in `data-ogsc` (colour) and `data-ogsb` (background),
 * which an author's `[data-ogsc]` rules answer to.
 */
export function invertAsOutlook(html: string): string {
  const document = parseHtml(html);
  for (const { attribs } of elementsOf(document)) {
    const style = attribs.style ?? '';
    const colour = /(?:^|[;\s])color\s*:\s*([^;!]+)/i.exec(style)?.[1];
    const surface = /(?:^|[;\s])background(?:-color)?\s*:\s*([^;!]+)/i.exec(style)?.[1] ?? attribs.bgcolor;
    if (colour !== undefined) attribs['data-ogsc'] = colour.trim();
    if (surface !== undefined) attribs['data-ogsb'] = surface.trim();
  }
  return invert(printHtml(document), (hex) => outlookDarken(hex), { gradients: true, keep: /\[data-og/ });
}

type Inversion = {
  readonly gradients: boolean;
  /** Rules whose selector matches were written for the inverted message and are left as they are. */
  readonly keep?: RegExp;
};

function invert(html: string, darken: Darken, { gradients, keep }: Inversion): string {
  const document = parseHtml(forceScheme(html, 'light'));
  changeDeclarations(document, (declaration) => {
    const { parent, prop, value } = declaration;
    if (
      keep !== undefined &&
      parent?.type === 'rule' &&
      keep.test((parent as { selector?: string }).selector ?? '')
    )
      return;
    if (!gradients && value.includes('gradient(')) return;
    const role = roleOf(prop);
    if (role !== null) declaration.value = value.replace(colours, (colour) => turn(colour, role, darken));
  });
  for (const { attribs } of elementsOf(document)) {
    for (const [name, role] of [
      ['bgcolor', 'surface'],
      ['color', 'text'],
      ['text', 'text'],
    ] as const) {
      const colour = attribs[name];
      if (colour !== undefined) attribs[name] = turn(colour, role, darken);
    }
  }
  giveDefaults(document, darken);
  return printHtml(document);
}

function roleOf(property: string): ColourRole | null {
  if (property === 'background' || property === 'background-color') return 'surface';
  return property === 'color' || /^(?:border|outline|text-decoration|column-rule)/.test(property)
    ? 'text'
    : null;
}

/** What the message takes for granted, white paper and black ink, is turned as well; any rule of its own wins. */
function giveDefaults(document: Document, darken: Darken): void {
  const head = findElement(document, 'head');
  if (head === null) return;
  const css = `html{background:${darken('#ffffff', 'surface')};color:${darken('#000000', 'text')}}a{color:${darken('#0000ee', 'text')}}`;
  setChildren(head, [element('style', {}, [new Text(css)]), ...head.children]);
}

/** One colour, turned; its transparency stays. What is no colour that is known here stays as it is. */
function turn(colour: string, role: ColourRole, darken: Darken): string {
  const named = names[colour.toLowerCase()];
  if (named !== undefined) return darken(named, role);
  if (/^#[0-9a-f]{3}$/i.test(colour))
    return darken(`#${[...colour.slice(1)].map((digit) => digit + digit).join('')}`, role);
  if (/^#[0-9a-f]{6}$/i.test(colour)) return darken(colour, role);
  if (/^#[0-9a-f]{8}$/i.test(colour)) return darken(colour.slice(0, 7), role) + colour.slice(7);
  const [, red, green, blue, alpha = ''] =
    /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*(?:[,/]\s*([\d.]+%?)\s*)?\)$/i.exec(colour) ?? [];
  if (red === undefined) return colour;
  const hex = darken(
    `#${[red, green, blue].map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`,
    role,
  );
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(', ');
  return alpha === '' ? hex : `rgba(${channels}, ${alpha})`;
}
