/** A line as it stands in the inbox of a reader of whom nothing is known: every fallback seen. */
import { fill, parseMergeTemplate } from '../../../render/personalise.ts';

const nobody = { subscriber: {}, unsubscribeUrl: '', preferencesUrl: '' };

export function inboxLine(text: string): string {
  return fill(parseMergeTemplate(text), nobody, 'text').trim();
}

/** What a reader would count: 한 and é are one each. */
export function lengthOf(text: string): number {
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].length;
}
