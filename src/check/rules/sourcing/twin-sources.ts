/** Two footnotes, one witness. */
import type { Rule } from '../../rule.ts';
import { sourcesOf } from './cited.ts';
import { twinsAmong } from './independence.ts';

export const twinSources: Rule = {
  id: 'sourcing/twin-sources',
  severity: 'warning',
  title: 'Two sources of a story are two.',
  why: 'Two footnotes look like agreement. When one publisher or one text stands behind both, there is none.',
  example: {
    bad: '…has begun.[^agency-english][^agency-korean]',
    good: '…has begun, says the agency in two languages.[^agency-english]',
  },
  *check({ stories, issue }) {
    for (const story of stories) {
      for (const { source, twin, because } of twinsAmong(sourcesOf(story, issue))) {
        const citation = story.citations.find(({ sourceId }) => sourceId === source.id);
        yield {
          file: story.file,
          line: citation?.line ?? 1,
          ...(citation === undefined
            ? {}
            : { column: citation.column, endColumn: citation.column + source.id.length + 3 }),
          what: `The sources ${twin.id} and ${source.id} are one: ${because}.`,
          remedy: 'Cite one of them, or say in the text that they are the same voice.',
        };
      }
    }
  },
};
