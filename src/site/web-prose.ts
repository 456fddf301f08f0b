/** A text of the desk as plain HTML of a web page: the standing text, and a story for the search. */
import type { Prose, Publication } from '../publication/types.ts';
import { directionOf } from '../render/languages.ts';
import { parseProse, proseHtml } from '../render/markdown.ts';
import { harvestTags, mergeFieldNames, openMergeLedger } from '../render/merge-fields.ts';
import { fill, parseMergeTemplate } from '../render/personalise.ts';
import { typesetHtml } from '../render/typeset.ts';
import { nobody } from './archive.ts';

/** Without styles; every citation is `[1]`. Problems in the text are told where the issue is rendered that carries it. */
export function webProse(publication: Publication, prose: Prose): string {
  const ledger = openMergeLedger(mergeFieldNames(publication), [prose.markdown]);
  const context = { ledger, noteNumber: () => 1, styles: {}, imageOf: () => null, topHeading: 3 } as const;
  const typeset = typesetHtml(
    proseHtml(parseProse(prose, context, [])),
    directionOf(publication.language),
    ledger,
  );
  const html = harvestTags(ledger, typeset).replace(/ data-src="[^"]*"/g, '');
  return fill(parseMergeTemplate(html), nobody(publication), 'html');
}
