/** Style blocks that Gmail throws away. */
import type { Context } from '../../context.ts';
import { styleBlocksOf } from '../../css.ts';
import type { Place } from '../../passage.ts';
import type { Rule } from '../../rule.ts';
import { affected, gmail } from '../../support/affected.ts';
import { findInTemplates, templatesOf } from '../../template-place.ts';

/** Bytes of all blocks together; Gmail drops the block that passes it, and those after it. */
const mostBytes = 16 * 1024;

export const gmailStyles: Rule = {
  id: 'clients/gmail-styles',
  severity: 'error',
  title: 'Gmail keeps every style block: valid CSS, no at-rule within another, 16 KB in all.',
  why: 'Gmail drops the whole block in which it meets something else, and with it the dark colours or the narrow layout.',
  example: {
    bad: '@supports (gap: 1px) { @media (min-width: 480px) { … } }',
    good: '@media (min-width: 480px) { … }',
  },
  *check(context) {
    const clients = affected(gmail, context);
    const blocks = styleBlocksOf(context.html);
    const places = placesOfStyles(context);
    let bytes = 0;
    for (const [index, block] of blocks.entries()) {
      const place = places[index] ?? places[0] ?? layoutOf(context);
      bytes += Buffer.byteLength(block.text);
      if (block.fault !== null) {
        yield {
          ...place,
          clients,
          what: `This style block is not CSS: ${block.fault}.`,
          remedy: 'Mend it; Gmail drops the block.',
        };
      }
      const nested = block.atRules.find(({ depth }) => depth > 0);
      if (nested !== undefined) {
        yield {
          ...place,
          clients,
          what: `@${nested.name} stands within another at-rule in this style block.`,
          remedy: 'Take it out, or into a block of its own that Gmail may drop.',
        };
      }
      if (bytes > mostBytes && bytes - Buffer.byteLength(block.text) <= mostBytes) {
        yield {
          ...place,
          clients,
          what: `With this block the styles have ${bytes} bytes; Gmail keeps ${mostBytes}.`,
          remedy: 'Shorten them, or put what can be missed last.',
        };
      }
    }
  },
};

function layoutOf({ issue }: Context): Place {
  return { file: `templates/${issue.layout}/issue.mjml.hbs`, line: 1 };
}

/** Of each `<mj-style>`, in the order in which they come out. */
export function placesOfStyles({ issue, templates }: Context): Place[] {
  return findInTemplates(templatesOf(issue.layout, templates), /<mj-style\b/);
}
