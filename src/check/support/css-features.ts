/** Which of caniemail's features a piece of CSS uses, by their slugs. */
import type { Declaration } from '../css.ts';
import { features } from './caniemail.ts';

/** Of all names of a property: its own feature, else the shorthand's that it is a side of. */
export function featuresOfDeclaration({ property, value, important }: Declaration): string[] {
  const found = [featureOfProperty(property), ...featuresOfValue(property, value)];
  if (important) found.push('css-important');
  return found.filter((slug) => slug !== null);
}

let properties: ReadonlyMap<string, string> | undefined;

/** Features that are no property, by their slugs. */
const noProperty =
  /^css-(?:at|pseudo|selector|unit|function)-|^css-(?:important|comments|nesting|variables|rgba?|modern-color|sytem-ui|intrinsic-size|inert-attribute|.*-gradient|display-(?:flex|grid|none))$/;

/** A feature names its properties in its slug, in its title and, where that is a group, among its keywords. */
function propertyFeatures(): ReadonlyMap<string, string> {
  if (properties !== undefined) return properties;
  const ofProperties = [...features().values()].filter(
    ({ slug }) => slug.startsWith('css-') && !noProperty.test(slug),
  );
  const found = new Map(ofProperties.map(({ slug }) => [slug.slice('css-'.length), slug]));
  for (const { slug, title, keywords } of ofProperties) {
    const isGroup = / properties$| & /.test(title);
    const family = `${slug.slice('css-'.length).split('-')[0]}-`;
    const longhands = (keywords ?? '').split(/,\s*/).filter((word) => word.startsWith(family));
    const titled = isGroup ? [] : title.replace(/ (?:CSS )?(?:property|shorthand)$/, '').split(/,\s*/);
    for (const name of [...titled, ...longhands]) if (!found.has(name)) found.set(name, slug);
  }
  properties = found;
  return found;
}

function featureOfProperty(property: string): string | null {
  if (property.startsWith('--')) return 'css-variables';
  const known = propertyFeatures();
  const exact = known.get(property);
  if (exact !== undefined) return exact;
  const side =
    /^(padding|margin|border|overflow|outline)-(?:top|right|bottom|left|x|y|width|style|color)\b/.exec(
      property,
    );
  return side === null ? null : (known.get(side[1] as string) ?? null);
}

const pairs: Readonly<Record<string, string>> = {
  'display:flex': 'css-display-flex',
  'display:inline-flex': 'css-display-flex',
  'display:grid': 'css-display-grid',
  'display:inline-grid': 'css-display-grid',
  'display:none': 'css-display-none',
};

const functions: Readonly<Record<string, string>> = {
  calc: 'css-unit-calc',
  clamp: 'css-function-clamp',
  'light-dark': 'css-function-light-dark',
  max: 'css-function-max',
  min: 'css-function-min',
  rgb: 'css-rgb',
  rgba: 'css-rgba',
  lch: 'css-modern-color',
  oklch: 'css-modern-color',
  lab: 'css-modern-color',
  oklab: 'css-modern-color',
  var: 'css-variables',
  'linear-gradient': 'css-linear-gradient',
  'radial-gradient': 'css-radial-gradient',
  'conic-gradient': 'css-conic-gradient',
};

function featuresOfValue(property: string, value: string): string[] {
  const found: (string | undefined)[] = [pairs[`${property}:${value}`]];
  const plain = value.replace(/"[^"]*"|'[^']*'|url\([^)]*\)/g, '');
  for (const match of plain.matchAll(/([a-z-]+)\(/gi))
    found.push(functions[(match[1] as string).toLowerCase()]);
  for (const match of plain.matchAll(
    /(?<![\w#])-?[\d.]+(px|em|rem|ex|ch|vh|vw|vmin|vmax|pt|pc|cm|mm|in|%)/gi,
  )) {
    const unit = (match[1] as string).toLowerCase();
    found.push(unit === '%' ? 'css-unit-percent' : `css-unit-${unit}`);
  }
  if (/\binitial\b/.test(plain)) found.push('css-unit-initial');
  if (/\b(?:system-ui|ui-(?:serif|sans-serif|rounded|monospace))\b/.test(plain)) found.push('css-sytem-ui');
  if (/\b(?:fit|min|max)-content\b/.test(plain)) found.push('css-intrinsic-size');
  return found.filter((slug) => slug !== undefined);
}

const selectorParts: readonly (readonly [RegExp, string])[] = [
  [/\[[^\]]+\]/, 'css-selector-attribute'],
  [/\s*>\s*/, 'css-selector-child'],
  [/\s*\+\s*/, 'css-selector-adjacent-sibling'],
  [/\s*~\s*/, 'css-selector-general-sibling'],
  [/[\w\])*]\s+[\w.#[:*]/, 'css-selector-descendant'],
  [/\*/, 'css-selector-universal'],
  [/#[\w-]/, 'css-selector-id'],
  [/\.[\w-]/, 'css-selector-class'],
  [/[\w-]\.[\w-]/, 'css-selector-chaining'],
  [/(?:^|[\s>+~])[a-z]/i, 'css-selector-type'],
];

export function featuresOfSelector(selector: string): string[] {
  const found = selectorParts.filter(([pattern]) => pattern.test(selector)).map(([, slug]) => slug);
  for (const match of selector.matchAll(/(::?)([a-z-]+)/gi)) {
    const name = (match[2] as string).toLowerCase();
    found.push(`css-pseudo-element-${name}`, `css-pseudo-class-${name}`);
  }
  return found.filter((slug) => features().has(slug));
}

const mediaFeatures: readonly (readonly [RegExp, string])[] = [
  [/device-pixel-ratio/, 'css-at-media-device-pixel-ratio'],
  [/\bhover\b/, 'css-at-media-hover'],
  [/\borientation\b/, 'css-at-media-orientation'],
  [/prefers-color-scheme/, 'css-at-media-prefers-color-scheme'],
  [/prefers-reduced-motion/, 'css-at-media-prefers-reduced-motion'],
];

export function featuresOfAtRule(name: string, params: string): string[] {
  const found = [`css-at-${name}`];
  if (name === 'media')
    found.push(...mediaFeatures.filter(([part]) => part.test(params)).map(([, slug]) => slug));
  return found.filter((slug) => features().has(slug));
}
