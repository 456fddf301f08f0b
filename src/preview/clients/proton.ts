/** Proton Mail on the web, before the reader has asked for remote pictures. */
import type { Declaration } from 'postcss';
import { changeDeclarations, changeStyleBlocks } from '../css.ts';
import { type Document, element, elementsOf, parseHtml, printHtml } from '../dom.ts';
import type { Client } from './client.ts';
import { bodyToDiv, disarm } from './webmail.ts';

export function simulateProton(html: string): string {
  const document = parseHtml(html);
  changeStyleBlocks(document, (root) => {
    root.walkAtRules((rule) => {
      if (
        rule.name !== 'media' ||
        /prefers-color-scheme|orientation|resolution|pixel-ratio/.test(rule.params)
      )
        rule.remove();
    });
    root.walkRules((rule) => {
      if (/:(?:link|not|nth-|first-|last-|checked|default)/.test(rule.selector)) rule.remove();
    });
  });
  changeDeclarations(document, changeDeclaration);
  holdBackRemoteImages(document);
  disarm(document);
  bodyToDiv(document, (message) => [element('div', { class: 'proton-body' }, [message])]);
  return printHtml(document);
}

function changeDeclaration(declaration: Declaration): void {
  const { prop, value } = declaration;
  if (prop === 'position' && value === 'absolute') declaration.value = 'relative';
  else if (prop === 'height' && value.endsWith('%')) declaration.value = 'unset';
  else if (/url\(\s*['"]?https?:/i.test(value)) declaration.remove();
}

/** Pictures from the network are loaded when the reader says so; carried ones (`cid:`) are shown at once. */
function holdBackRemoteImages(document: Document): void {
  for (const { attribs } of elementsOf(document)) {
    for (const name of ['src', 'background']) if (/^https?:/i.test(attribs[name] ?? '')) delete attribs[name];
    delete attribs.srcset;
  }
}

export const proton: Client = {
  id: 'proton',
  title: 'Proton Mail',
  fidelity: 'medium',
  rulesOf: '2026-06',
  does: 'Holds remote pictures back until they are asked for, makes absolute positions relative, drops heights in per cent and dark media queries.',
  simulate: simulateProton,
};
