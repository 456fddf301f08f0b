/** The email's styles as a stylesheet of a web page: nothing inline, and no class that the page itself could mean. */
import type { AnyNode, Element } from 'domhandler';
import { findAll } from 'domutils';
import postcss from 'postcss';

/** Before every class of the email, so that its `plain` is not the page's. */
const prefix = 'm-';
/** The element of the page that the email stands in. */
const frame = '.paper-frame';

/** Attributes that mail clients want and HTML has given up, as the declarations that mean the same. */
const obsolete: Readonly<Record<string, (value: string, tag: string) => string>> = {
  align: (value, tag) =>
    tag === 'table' && value === 'center' ? 'margin-inline:auto' : `text-align:${value}`,
  valign: (value) => `vertical-align:${value}`,
  bgcolor: (value) => `background-color:${value}`,
  border: (value) => (value === '0' ? '' : `border:${value}px solid`),
  cellpadding: () => '',
  cellspacing: () => 'border-collapse:collapse',
  height: (value) => `height:${length(value)}`,
  width: (value) => `width:${length(value)}`,
};

/**
 * Moves `style` and the obsolete attributes of every element under `nodes` into classes, one for each distinct text,
 * and returns their rules after those of `sheet`, the email's own style elements. `#_` is no element's id: it lends
 * the rules the weight that an inline style has over any selector of the sheet, and `!important` there still wins.
 */
export function liftStyles(nodes: readonly AnyNode[], sheet: string): string {
  const classes = new Map<string, string>();
  for (const element of findAll(() => true, [...nodes])) {
    const style = [...liftAttributes(element), (element.attribs.style ?? '').trim().replace(/;$/, '')]
      .filter((part) => part !== '')
      .join(';');
    const names = (element.attribs.class ?? '')
      .split(/\s+/)
      .flatMap((name) => (name === '' ? [] : [prefix + name]));
    if (style !== '') {
      const name = classes.get(style) ?? `${prefix}${classes.size + 1}`;
      classes.set(style, name);
      names.push(name);
    }
    delete element.attribs.style;
    delete element.attribs.class;
    if (names.length > 0) element.attribs.class = names.join(' ');
  }
  const lifted = [...classes].map(([style, name]) => `:is(.${name},#_){${style}}`);
  return `${[scope(sheet), ...lifted].join('\n')}\n`;
}

function liftAttributes(element: Element): string[] {
  // An image keeps its size as attributes: the browser reserves its place with them before it has come.
  const kept = element.name === 'img' ? ['width', 'height'] : [];
  return Object.entries(obsolete).flatMap(([name, declare]) => {
    const value = element.attribs[name];
    if (value === undefined || kept.includes(name)) return [];
    delete element.attribs[name];
    return [declare(value, element.name)];
  });
}

function length(value: string): string {
  return /^\d+$/.test(value) ? `${value}px` : value;
}

/** Rules that are for the whole page, or for one mail client's window, have nothing to say about a part of a page. */
const elsewhere = /^(?::root|html|\[data-og|u )/;

/** `.plain a` → `.paper-frame .m-plain a`: the email's rules reach nothing around it; its body is the element within. */
function scope(sheet: string): string {
  const root = postcss.parse(sheet);
  root.walkRules((rule) => {
    const selectors = rule.selectors
      .filter((selector) => !elsewhere.test(selector))
      .map((selector) => selector.replace(/\.(?=[a-z_-])/gi, `.${prefix}`))
      .map((selector) => (selector === 'body' ? `${frame}>div` : `${frame} ${selector}`));
    if (selectors.length === 0) rule.remove();
    else rule.selectors = selectors;
  });
  return root.toString();
}
