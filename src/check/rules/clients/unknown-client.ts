/** A client in the publication's table that no test knows. */
import { closest } from 'fastest-levenshtein';
import type { Rule } from '../../rule.ts';
import { clients } from '../../support/caniemail.ts';

export const unknownClient: Rule = {
  id: 'clients/unknown-client',
  severity: 'warning',
  title: 'The clients of the publication’s table are called as caniemail calls them.',
  why: 'A client under another name weighs nothing, and its readers are forgotten.',
  example: { bad: 'outlook.win: 7', good: 'outlook.windows: 7' },
  *check({ issue }) {
    const { publication } = issue;
    for (const { client } of publication.clients) {
      if (clients().has(client)) continue;
      yield {
        file: publication.file,
        line: publication.lines.get(`clients.${client}`) ?? publication.lines.get('clients') ?? 1,
        what: `No test of caniemail knows “${client}”.`,
        remedy: `Did you mean “${closest(client, [...clients()])}”?`,
      };
    }
  },
};
