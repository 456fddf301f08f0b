/** Scripts, forms and what else has no business in a mail. */
import type { Element } from 'domhandler';
import type { Rule } from '../../rule.ts';
import { sharpen } from '../../template-place.ts';

const elements = [
  'script',
  'iframe',
  'object',
  'embed',
  'applet',
  'form',
  'input',
  'button',
  'select',
  'textarea',
  'base',
];

export const activeContent: Rule = {
  id: 'mail/active-content',
  severity: 'error',
  title: 'The HTML has no script, form, frame, event handler, javascript: address or style from elsewhere.',
  why: 'Every client removes them, and filters take a mail that has one for an attack.',
  example: { bad: '<form action="…">', good: 'a link to a page with the form' },
  *check({ html, templates }) {
    for (const element of html.elements) {
      for (const found of faultsOf(element)) {
        yield {
          ...sharpen(templates, html.placeOf(element), `<${element.name}`),
          what: `${found} has no place in a mail.`,
          remedy: 'Take it out; link a page that has it.',
        };
      }
    }
  },
};

function faultsOf({ name, attribs }: Element): string[] {
  const handlers = Object.keys(attribs).filter((attribute) => /^on[a-z]+$/.test(attribute));
  const scripts = ['href', 'src', 'action'].filter((attribute) =>
    /^\s*(?:javascript|vbscript|data:text)/i.test(attribs[attribute] ?? ''),
  );
  return [
    ...(elements.includes(name) ? [`<${name}>`] : []),
    ...(name === 'link' && /stylesheet/i.test(attribs.rel ?? '') ? ['A style sheet from elsewhere'] : []),
    ...(name === 'meta' && attribs['http-equiv']?.toLowerCase() === 'refresh'
      ? ['A page that reloads itself']
      : []),
    ...handlers.map((handler) => `The handler ${handler}`),
    ...scripts.map((attribute) => `A script as ${attribute}`),
  ];
}
