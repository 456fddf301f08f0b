/** In which language, and in which direction, the issue is read out. */
import type { Rule } from '../../rule.ts';

export const language: Rule = {
  id: 'accessibility/language',
  severity: 'error',
  title: 'The page and the article in it name their language and direction, and the page its title.',
  why: 'A screen reader takes its voice from them. Clients drop the attributes of <html>, so the article repeats them.',
  example: { bad: '<mjml>', good: '<mjml lang="{{language}}" dir="{{direction}}">' },
  *check({ html, issue }) {
    const layout = { file: `templates/${issue.layout}/issue.mjml.hbs`, line: 1 };
    const wanted = issue.publication.language;
    const page = html.elements.find(({ name }) => name === 'html');
    const article = html.elements.find(({ attribs }) => attribs.role === 'article');
    if (article === undefined) {
      yield {
        ...layout,
        what: 'Nothing in the HTML has role="article".',
        remedy: 'Keep the wrapper that mj-body makes.',
      };
    }
    for (const [element, name] of [
      [page, '<html>'],
      [article, 'The article'],
    ] as const) {
      if (element === undefined) continue;
      const { lang = '', dir = '' } = element.attribs;
      if (lang.toLowerCase() !== wanted.toLowerCase()) {
        yield {
          ...layout,
          what: `${name} has lang="${lang}", and the publication is written in ${wanted}.`,
          remedy: 'Set lang="{{language}}" on <mjml>.',
        };
      }
      if (dir !== 'ltr' && dir !== 'rtl') {
        yield { ...layout, what: `${name} has dir="${dir}".`, remedy: 'Set dir="{{direction}}" on <mjml>.' };
      }
    }
    const title = html.elements.find((element) => element.name === 'title');
    if (title === undefined || title.children.length === 0) {
      yield { ...layout, what: 'The HTML has no title.', remedy: 'Set <mj-title>{{subject}}</mj-title>.' };
    }
  },
};
