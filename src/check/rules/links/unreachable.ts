/** Links that lead to nothing. */
import type { LinkAnswer } from '../../../links/answer.ts';
import { linksOf } from '../../links.ts';
import type { Fault, Rule } from '../../rule.ts';

export const unreachable: Rule = {
  id: 'links/unreachable',
  severity: 'error',
  online: true,
  title: 'Behind every link is a page.',
  why: 'A dead link in a letter stays dead in every mailbox. Pages that refuse a program may still be there for a person: a warning.',
  example: {
    bad: 'https://gazette.example.org/gone, which answers 404',
    good: 'the address at which the page is now',
  },
  *check(context) {
    if (context.answers === null) return;
    for (const { href, place } of linksOf(context)) {
      const answer = context.answers.get(href);
      const fault = answer === undefined ? null : faultOf(answer);
      if (fault !== null) yield { ...place, ...fault };
    }
  },
};

function faultOf(answer: LinkAnswer): Pick<Fault, 'what' | 'remedy' | 'severity'> | null {
  if (answer.kind === 'failed') {
    const severity = answer.reason === 'broken' ? 'warning' : 'error';
    return {
      severity,
      what: `${answer.url} leads nowhere. ${answer.what}`,
      remedy: 'Look for the page, or take the link out.',
    };
  }
  const { url, status, title } = answer;
  if (status === 404 || status === 410) {
    return {
      what: `${url} answers ${status}: the page is gone.`,
      remedy: 'Find where it is now, or link a copy in an archive.',
    };
  }
  if (status >= 400) {
    return {
      severity: 'warning',
      what: `${url} answers ${status}.`,
      remedy: 'Open it yourself; if it is there, nothing needs to be done.',
    };
  }
  if (/\b(?:404|not found|page (?:does not|doesn.t) exist|no longer available)\b/i.test(title ?? '')) {
    return {
      severity: 'warning',
      what: `${url} is called “${title}”.`,
      remedy: 'Open it: the page may be gone.',
    };
  }
  return null;
}
