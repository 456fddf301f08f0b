/** What stands in the frame: the issue, filled in for a reader and seen in one of the views. */
import { fill, parseMergeTemplate } from '../render/personalise.ts';
import { localImages } from './local-images.ts';
import { mergeValues, type Persona } from './personas.ts';
import type { Pull } from './proofs.ts';

/** The whole document that the frame shows, as `persona` would get it. */
export function stageDocument({ issue, rendered }: Pull, persona: Persona): string {
  const { url } = issue.publication;
  const html = fill(parseMergeTemplate(rendered.traced), mergeValues(persona, url), 'html');
  return localImages(html, url);
}

/** Shown while an issue has not rendered once. */
export const emptyStage =
  '<!doctype html><html lang="en"><title>Nothing to show yet</title><body></body></html>';
