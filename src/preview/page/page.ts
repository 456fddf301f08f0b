/** Small helps to get at the page's own elements, which the server wrote and which are therefore there. */

/** The element that matches; its absence is a bug of the page. */
export function find<Kind extends Element = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): Kind {
  const found = within.querySelector<Kind>(selector);
  if (found === null) throw new Error(`The page has no ${selector}.`);
  return found;
}

export function findAll<Kind extends Element = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): Kind[] {
  return [...within.querySelectorAll<Kind>(selector)];
}

/** Address of a part of the issue that this page is about. */
export function issueAddress(part: string, query?: URLSearchParams): string {
  const search = query === undefined || query.size === 0 ? '' : `?${query}`;
  return `/issues/${document.body.dataset.issue}/${part}${search}`;
}

/** Text of an answer; null where the preview is gone or refuses, so that what is shown stays. */
export async function read(address: string): Promise<string | null> {
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}
