/** The issue as the public archive shows it, in one document: the frame can load no stylesheet. */
import { Text } from 'domhandler';
import { archivedIssue } from '../../site/archive.ts';
import { issuePage } from '../../site/pages/issue.ts';
import { siteStyle } from '../../site/style.ts';
import { basePath } from '../../site/surroundings.ts';
import { element, elementsOf, findElement, parseHtml, printHtml, remove, setChildren } from '../dom.ts';
import { imagePath } from '../local-images.ts';
import type { Pull } from '../proofs.ts';

/** Without its neighbours and without what later issues corrected: those are of the archive, not of this issue. */
export async function archivePage({ issue, rendered, images }: Pull): Promise<string> {
  const { publication } = issue;
  const shown = archivedIssue(issue, { ...rendered, html: rendered.traced }, images, []);
  const base = basePath(publication.url);
  const pictures = new Map([...images.values()].map((image) => [image.name, image]));
  const archive = { publication, base, issues: [shown], images: pictures };
  const house = { publication, base, style: 'style', live: true };
  const document = parseHtml(String(await issuePage(house, archive, shown, 'style')));
  for (const found of elementsOf(document)) {
    const { name, attribs } = found;
    if (name === 'link' || (name === 'meta' && attribs['http-equiv'] !== undefined)) remove(found);
    const picture = `${base}images/`;
    if (attribs.src?.startsWith(picture)) attribs.src = imagePath + attribs.src.slice(picture.length);
  }
  const head = findElement(document, 'head');
  const styles = [siteStyle(publication), shown.body.css].map((css) => element('style', {}, [new Text(css)]));
  if (head !== null) setChildren(head, [...head.children, ...styles]);
  return printHtml(document);
}
