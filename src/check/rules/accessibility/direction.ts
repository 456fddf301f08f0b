/** Words that run the other way than the text around them. */
import type { AnyNode, Element } from 'domhandler';
import { textContent } from 'domutils';
import type { Rule } from '../../rule.ts';

const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]{2,}/u;
const latin = /\p{Script=Latin}{2,}/u;

export const direction: Rule = {
  id: 'accessibility/direction',
  severity: 'warning',
  title: 'A block runs in the direction of its letters.',
  why: 'Brackets, figures and full stops jump to the wrong end of a line that runs against its letters.',
  example: {
    bad: '<p>سلام (2024).</p> in an English issue',
    good: '<p dir="rtl" lang="ar">سلام (2024).</p>',
  },
  *check({ html }) {
    for (const element of html.elements) {
      if (!/^(?:p|h[1-6]|li|td|th|blockquote)$/.test(element.name) || holdsBlocks(element)) continue;
      const text = textContent(element);
      const against = directionAt(element) === 'rtl' ? latin : rightToLeft;
      const along = directionAt(element) === 'rtl' ? rightToLeft : latin;
      if (!against.test(text) || along.test(text)) continue;
      yield {
        ...html.placeOf(element),
        what: `“${text.trim().slice(0, 40)}” runs against its letters.`,
        remedy:
          'Give its element dir and lang in the template, or set a word of the issue’s language before it.',
      };
    }
  },
};

function holdsBlocks({ children }: Element): boolean {
  return children.some(
    (child) => child.type === 'tag' && /^(?:p|h[1-6]|ul|ol|table|div|blockquote)$/.test(child.name),
  );
}

function directionAt(element: Element): string {
  for (let node: AnyNode | null = element; node !== null; node = node.parent as AnyNode | null) {
    if (node.type === 'tag' && node.attribs.dir !== undefined) return node.attribs.dir;
  }
  return 'ltr';
}
