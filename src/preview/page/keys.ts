/** The keys of the page, in the order in which the help shows them. */

export type Key = {
  /** As the browser names it (`KeyboardEvent.key`). */
  readonly key: string;
  readonly does: string;
  /** What is done: the name of an action of main.ts, and what it is told. */
  readonly action: string;
  readonly value?: string;
};

/** `views` are the ids and keys of all views, in their order. */
export function keyTable(
  views: readonly { readonly id: string; readonly key: string; readonly title: string }[],
): readonly Key[] {
  return [
    ...views.map(({ id, key, title }) => ({ key, does: title, action: 'view', value: id })),
    {
      key: 'd',
      does: 'next colours: light, dark, Apple’s, Gmail’s, Outlook’s inversion',
      action: 'palette',
      value: '1',
    },
    { key: 'D', does: 'the colours before', action: 'palette', value: '-1' },
    { key: 'i', does: 'pictures off and on', action: 'images' },
    { key: '[', does: 'narrower', action: 'width', value: '-1' },
    { key: ']', does: 'wider', action: 'width', value: '1' },
    { key: 'p', does: 'choose a reader', action: 'reader' },
    { key: 'm', does: 'mark merge fields', action: 'fields' },
    { key: 'f', does: 'findings and weight beside the issue', action: 'findings' },
    { key: 'v', does: 'two views side by side', action: 'beside' },
    { key: '.', does: 'the other of two views', action: 'other' },
    { key: 'b', does: 'version: now, committed, the issue before', action: 'version' },
    { key: 'e', does: 'open the marked place in the editor', action: 'editor' },
    { key: '@', does: 'send a test', action: 'test' },
    { key: '/', does: 'search issues, stories, views and words', action: 'search' },
    { key: 'l', does: 'all issues', action: 'shelf' },
    { key: '?', does: 'this help', action: 'help' },
  ];
}
