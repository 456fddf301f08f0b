/** Points the pictures of an issue at the preview itself, for the issue's own address may not be online yet. */
import { elementsOf, parseHtml, printHtml } from './dom.ts';

/** Where the preview serves prepared images. */
export const imagePath = '/images/';

/**
 * Rewrites `src` and `background` of linked images (`https://…/images/NAME`, under `publicationUrl`) and of
 * embedded ones (`cid:NAME@…`); pictures from anywhere else stay as they are.
 */
export function localImages(html: string, publicationUrl: string): string {
  const linked = `${publicationUrl}/images/`;
  const document = parseHtml(html);
  for (const { attribs } of elementsOf(document)) {
    for (const name of ['src', 'background']) {
      const address = attribs[name];
      if (address?.startsWith(linked)) attribs[name] = imagePath + address.slice(linked.length);
      else if (address?.startsWith('cid:'))
        attribs[name] = imagePath + (address.slice(4).split('@')[0] ?? '');
    }
  }
  return printHtml(document);
}
