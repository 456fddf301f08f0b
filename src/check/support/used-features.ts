/** Everything of caniemail's list that a rendered issue uses, each with the place that uses it. */
import type { Context } from '../context.ts';
import { inlineDeclarations, type StyleBlock, styleBlocksOf } from '../css.ts';
import type { Place } from '../passage.ts';
import { findInTemplates, sharpen, templatesOf } from '../template-place.ts';
import { featuresOfAtRule, featuresOfDeclaration, featuresOfSelector } from './css-features.ts';
import { featuresOfElement, featuresOfImage } from './html-features.ts';

export type Kind = 'css' | 'at-rule' | 'html' | 'image';

export type UsedFeature = {
  readonly slug: string;
  readonly kind: Kind;
  /** As it is written: `border-radius`, `@media (hover)`, `<video>`. */
  readonly written: string;
  readonly place: Place;
};

/** Each feature once: where the templates use it, else where a text does. */
export function usedFeatures(context: Context): UsedFeature[] {
  const used = new Map<string, UsedFeature>();
  const note = (slugs: readonly string[], kind: Kind, written: string, placeOf: () => Place): void => {
    for (const slug of slugs) {
      const known = used.get(slug);
      if (known?.place.file.startsWith('templates/') === true) continue;
      const place = placeOf();
      if (known === undefined || place.file.startsWith('templates/'))
        used.set(slug, { slug, kind, written, place });
    }
  };
  for (const block of styleBlocksOf(context.html)) noteBlock(block, context, note);
  for (const element of context.html.elements) {
    const place = () => context.html.placeOf(element);
    note(featuresOfElement(element), 'html', `<${element.name}>`, () =>
      sharpen(context.templates, place(), `<${element.name}`),
    );
    for (const declaration of inlineDeclarations(element.attribs.style)) {
      note(featuresOfDeclaration(declaration), 'css', `${declaration.property}: ${declaration.value}`, () =>
        sharpen(context.templates, place(), declaration.property),
      );
    }
    if (element.name === 'img')
      note(featuresOfImage(element.attribs.src ?? ''), 'image', element.attribs.src ?? '', place);
  }
  return [...used.values()];
}

type Note = (slugs: readonly string[], kind: Kind, written: string, placeOf: () => Place) => void;

function noteBlock(block: StyleBlock, { templates, issue }: Context, note: Note): void {
  const layout = { file: `templates/${issue.layout}/issue.mjml.hbs`, line: 1 };
  const own = templatesOf(issue.layout, templates);
  const search =
    (...needles: readonly (string | RegExp)[]) =>
    (): Place =>
      needles.flatMap((needle) => findInTemplates(own, needle))[0] ?? layout;
  for (const { name, params } of block.atRules) {
    const written = `@${name} ${params}`.trim();
    note(
      featuresOfAtRule(name, params),
      'at-rule',
      written,
      search(new RegExp(`@${name}\\b.*${literal(params.slice(1, 12))}`)),
    );
  }
  for (const { selectors, declarations } of block.rules) {
    for (const selector of selectors)
      note(featuresOfSelector(selector), 'css', selector, search(selector.split(/\s/)[0] as string));
    for (const declaration of declarations) {
      const { property, value } = declaration;
      const named = `(?<![\\w-])${literal(property)}\\s*:`;
      const exact = new RegExp(`${named}\\s*${literal(value)}`);
      note(
        featuresOfDeclaration(declaration),
        'css',
        `${property}: ${value}`,
        search(exact, new RegExp(named)),
      );
    }
  }
  if (block.hasComment) note(['css-comments'], 'css', '/* */', search('/*'));
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
