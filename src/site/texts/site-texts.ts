/** Everything that the public pages and the service's own mails say: what a file of a language has to hold. */

/** A page that says one thing. */
export type Notice = { readonly title: string; readonly text: string };

/** One of the service's own mails: why it comes, what its link does, what happens if nothing is done. */
export type MailTexts = {
  readonly subject: string;
  readonly text: string;
  readonly button: string;
  readonly otherwise: string;
};

export type SiteTexts = {
  /** The language's name in itself. */
  readonly name: string;
  readonly skip: string;
  readonly pages: string;
  readonly about: string;
  readonly issueNumber: (number: number) => string;
  readonly front: {
    readonly latest: string;
    readonly read: string;
    readonly contents: string;
    readonly earlier: string;
    readonly none: string;
  };
  readonly archive: {
    readonly title: string;
    readonly search: string;
    readonly find: string;
    readonly found: (count: number, query: string) => string;
    readonly nothing: (query: string) => string;
  };
  readonly issue: { readonly older: string; readonly newer: string };
  readonly corrections: {
    readonly title: string;
    readonly intro: string;
    readonly none: string;
    readonly to: (number: number) => string;
    readonly madeIn: (number: number) => string;
    readonly mark: string;
  };
  readonly footer: { readonly follow: string; readonly quiet: string };
  readonly subscribe: {
    readonly title: string;
    readonly promise: string;
    readonly email: string;
    readonly name: string;
    readonly optional: string;
    readonly lists: string;
    readonly button: string;
    readonly trap: string;
    readonly badEmail: string;
    readonly badName: string;
    readonly noList: string;
    readonly mend: string;
  };
  /** Said whether the address is known or not. */
  readonly mailOnItsWay: Notice;
  readonly confirm: Notice & { readonly button: string; readonly done: Notice };
  readonly leave: Notice & { readonly button: string; readonly done: Notice; readonly back: string };
  readonly preferences: {
    readonly title: string;
    readonly text: string;
    readonly end: string;
    readonly everything: string;
    readonly sendLink: string;
    readonly ask: string;
  };
  readonly reader: {
    readonly title: string;
    readonly intro: (email: string) => string;
    readonly lists: string;
    readonly language: string;
    readonly save: string;
    readonly saved: string;
    readonly leaveAll: string;
    readonly leaveAllText: string;
    readonly left: string;
    readonly data: string;
    readonly dataText: string;
    readonly download: string;
    readonly erase: string;
    readonly eraseText: string;
    readonly eraseSure: string;
    readonly eraseButton: string;
    readonly unsure: string;
    readonly erased: Notice;
  };
  readonly expired: Notice;
  readonly notFound: Notice;
  readonly refused: Notice;
  readonly broken: Notice;
  readonly mails: {
    readonly confirm: (publication: string, lists: string) => MailTexts;
    readonly already: (publication: string, lists: string) => MailTexts;
    readonly access: (publication: string) => MailTexts;
    readonly sentBy: (publication: string) => string;
  };
};
