/** A source that nobody else can look up. */
import type { Rule } from '../../rule.ts';

export const sourceWithoutAddress: Rule = {
  id: 'sourcing/source-without-address',
  severity: 'warning',
  title: 'The record of a source says where it can be read.',
  why: 'A reader who doubts us should need one click, and the desk should find the page again in a year.',
  example: { bad: 'url:', good: 'url: https://gazette.example.org/2024/06/18/ship' },
  *check({ issue }) {
    for (const source of issue.sources) {
      if (source.url !== null) continue;
      yield {
        file: source.file,
        line: source.lines.get('url') ?? 1,
        what: `The source ${source.id} has no address.`,
        remedy: 'Find where it was published; where it is not on the web, waive this with the reason.',
      };
    }
  },
};
