/** Outlook.com and the new Outlook for Windows, which is the same web page in a window. */
import type { Declaration } from 'postcss';
import { changeDeclarations, changeStyleBlocks } from '../css.ts';
import { element, parseHtml, printHtml, removeElements } from '../dom.ts';
import type { Client } from './client.ts';
import { bodyToDiv, disarm, dropBodyStyles, rename } from './webmail.ts';

/** What caniemail's tests found missing. */
const unknownProperties = new Set(
  'animation aspect-ratio border-image clip-path color-scheme filter grid-template inset text-shadow transform transition'.split(
    ' ',
  ),
);

export function simulateOutlookCom(html: string): string {
  const document = parseHtml(html);
  dropBodyStyles(document);
  changeStyleBlocks(document, (root) => {
    root.walkAtRules((rule) => {
      if (rule.name !== 'media' || rule.parent?.type === 'atrule') rule.remove();
    });
    root.walkRules((rule) => {
      // Pseudo-classes are kept on type selectors alone: `a:hover`, not `.button:hover`.
      if (/[.#\]][^\s>+~,]*:|::|:(?:has|not|lang|nth-)/.test(rule.selector)) rule.remove();
    });
  });
  changeDeclarations(document, dropUnknown);
  disarm(document);
  removeElements(document, new Set(['source']));
  rename(document, { prefix: 'x_', scope: '.rps_x ' });
  bodyToDiv(document, (message) => [
    element('div', { class: 'rps_x', style: 'font-family:"Segoe UI",Helvetica,Arial,sans-serif' }, [message]),
  ]);
  return printHtml(document);
}

function dropUnknown(declaration: Declaration): void {
  const { prop, value } = declaration;
  const negativeMargin = prop.startsWith('margin') && /(?:^|\s)-\d/.test(value);
  const fixed = prop === 'position' && value !== 'sticky';
  const unknown =
    unknownProperties.has(prop) ||
    prop.startsWith('--') ||
    /\b(?:var|calc|clamp|min|max)\(|gradient\(/.test(value);
  if (unknown || negativeMargin || fixed) declaration.remove();
}

export const outlookCom: Client = {
  id: 'outlook-com',
  title: 'Outlook.com',
  fidelity: 'medium',
  rulesOf: '2026-06',
  does: 'Renames .foo to .rps_x .x_foo, keeps media queries but none within another, and drops gradients, calc(), positions and negative margins. Also the new Outlook for Windows.',
  simulate: simulateOutlookCom,
};
