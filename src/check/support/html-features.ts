/** Which of caniemail's features an element uses, by their slugs. */
import type { Element } from 'domhandler';
import { features } from './caniemail.ts';

const semantic =
  'article aside details figcaption figure footer header main mark nav section summary time'.split(' ');

export function featuresOfElement({ name, attribs }: Element): string[] {
  const found = [
    `html-${name}`,
    ...Object.keys(attribs).flatMap((attribute) => featuresOfAttribute(attribute)),
  ];
  if (/^h[1-6]$/.test(name)) found.push('html-h1-h6');
  if (/^(?:ul|ol|dl)$/.test(name)) found.push('html-lists');
  if (semantic.includes(name)) found.push('html-semantics');
  if (name === 'map') found.push('html-image-maps');
  if (name === 'input') found.push(`html-input-${attribs.type ?? 'text'}`);
  if (name === 'button') found.push(`html-button-${attribs.type ?? 'submit'}`);
  if (name === 'meta' && attribs.name === 'color-scheme') found.push('html-meta-color-scheme');
  if (name === 'a' && attribs.href?.startsWith('#') === true) found.push('html-anchor-links');
  if (name === 'a' && attribs.href?.startsWith('mailto:') === true) found.push('html-mailto-links');
  return found.filter((slug) => features().has(slug));
}

function featuresOfAttribute(attribute: string): string[] {
  if (attribute === 'srcset' || attribute === 'sizes') return ['html-srcset'];
  if (attribute === 'loading') return ['html-loading-attribute'];
  // Elements and attributes share the list; these names are attributes alone.
  return /^(?:align|aria-[a-z]+|background|cellpadding|cellspacing|dir|height|hidden|lang|popover|required|role|target|valign|width)$/.test(
    attribute,
  )
    ? [`html-${attribute}`]
    : [];
}

const formats: Readonly<Record<string, string>> = {
  apng: 'apng',
  avif: 'avif',
  bmp: 'bmp',
  gif: 'gif',
  heic: 'heif',
  heif: 'heif',
  ico: 'ico',
  jpeg: 'jpg',
  jpg: 'jpg',
  png: 'png',
  svg: 'svg',
  tif: 'tiff',
  tiff: 'tiff',
  webp: 'webp',
  mp4: 'mp4',
};

/** Of the picture behind an address, by its ending. */
export function featuresOfImage(src: string): string[] {
  if (src.startsWith('data:')) return ['image-base64'];
  const ending = /\.([a-z0-9]+)(?:[?#]|$|@)/i.exec(src.replace(/^cid:/, ''))?.[1]?.toLowerCase() ?? '';
  const format = formats[ending];
  return format === undefined ? [] : [`image-${format}`];
}
