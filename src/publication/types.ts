/** The nouns that the whole road speaks of, as `readNewsroom` makes them from files and nobody changes after. */

/** Markdown with its place, so that whatever is found in it later can name the file and the line. */
export type Prose = {
  readonly file: string;
  /** The line of `file` on which `markdown` begins, counted from 1. */
  readonly firstLine: number;
  readonly markdown: string;
};

/** A list that subscribers join; its `id` is what `--list` takes. */
export type List = { readonly id: string; readonly name: string; readonly description: string };

/** A finding of `tumen check` that the desk lives with, until a day. */
export type Waiver = {
  /** The rule's id: `sourcing/source-without-date`. */
  readonly rule: string;
  readonly reason: string;
  /** The last day on which it holds, `YYYY-MM-DD`. */
  readonly until: string;
};

/** A word or name as this publication writes it, and the forms that it does not write. */
export type OneWay = { readonly write: string; readonly not: readonly string[] };

export type HouseStyle = {
  readonly spellings: readonly OneWay[];
  readonly names: readonly OneWay[];
  readonly avoid: readonly { readonly word: string; readonly instead: string }[];
};

/** How many of the readers use a mail client: `outlook.windows` in caniemail's names, in per cent. */
export type ClientShare = { readonly client: string; readonly share: number };

export const fieldTypes = ['text', 'number', 'date', 'boolean'] as const;
export type FieldType = (typeof fieldTypes)[number];

/** What is kept of a subscriber besides address and name; the type says how values are checked and compared. */
export type SubscriberField = { readonly name: string; readonly type: FieldType };

export type Theme = {
  /** The publication's one accent colour, `#rrggbb`. */
  readonly accent: string;
};

export const countings = ['none', 'clicks', 'clicks and opens'] as const;
export type Counting = (typeof countings)[number];

/** `content/publication.md`: the facts of the publication, and its standing "about" text. */
export type Publication = {
  readonly file: string;
  readonly title: string;
  readonly tagline: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo: string | null;
  /** The mailbox that bounces come back to, a reader's token behind its name; null: they go to From's address. */
  readonly bounceAddress: string | null;
  /** The public address, `https://…` without a slash at the end. */
  readonly url: string;
  /** The postal address that the law wants in every message, one line an entry. */
  readonly postalAddress: readonly string[];
  /** BCP 47, for instance `en`. */
  readonly language: string;
  readonly lists: readonly List[];
  /** The subscriber's attributes that may be used as merge fields and in segments, for instance `city`. */
  readonly subscriberFields: readonly SubscriberField[];
  /** Images are referred to at the publication's address, or carried in the message (`cid:`). */
  readonly images: 'linked' | 'embedded';
  /** What is counted of how an issue is read; sums alone, never who it was. */
  readonly counting: Counting;
  readonly theme: Theme;
  readonly style: HouseStyle;
  /** Words that no dictionary knows and this desk does. */
  readonly dictionary: readonly string[];
  readonly clients: readonly ClientShare[];
  /** Of findings in this file and in the templates. */
  readonly waivers: readonly Waiver[];
  readonly about: Prose;
  readonly lines: KeyLines;
};

/** How far a source is trusted: the first half of an Admiralty grade. F: cannot be judged. */
export const reliabilities = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
export type Reliability = (typeof reliabilities)[number];

/** How far its information is borne out: the second half. 6: cannot be judged. */
export const credibilities = [1, 2, 3, 4, 5, 6] as const;
export type Credibility = (typeof credibilities)[number];

/** `content/sources/ID.md`: one record a source. What is not known is null, never guessed. */
export type Source = {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly publisher: string | null;
  readonly author: string | null;
  readonly url: string | null;
  /** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. */
  readonly published: string | null;
  /** `YYYY-MM-DD`. */
  readonly retrieved: string | null;
  readonly language: string;
  readonly reliability: Reliability;
  readonly credibility: Credibility;
  /** Whom the source presents as experts, and by what the desk made sure of them; null where it could not. */
  readonly experts: readonly { readonly name: string; readonly verified: string | null }[];
  readonly waivers: readonly Waiver[];
  readonly note: Prose;
  readonly lines: KeyLines;
};

export const statuses = ['confirmed', 'reported', 'alleged', 'disputed', 'analysis'] as const;
export type Status = (typeof statuses)[number];

export type StoryImage = {
  /** File name in `content/images/`. */
  readonly src: string;
  readonly alt: string;
  readonly credit: string;
};

/** One `[^id]` in the Markdown of a story. */
export type Citation = { readonly sourceId: string; readonly line: number; readonly column: number };

/** `content/stories/YYYY-MM-DD-slug.md`: one development. */
export type Story = {
  /** The file's name without `.md`. */
  readonly id: string;
  readonly file: string;
  readonly title: string;
  /** Day of the development, `YYYY-MM-DD`. */
  readonly date: string;
  readonly topics: readonly string[];
  readonly status: Status;
  readonly image: StoryImage | null;
  /** The id of an earlier story that this one continues. */
  readonly follows: string | null;
  readonly waivers: readonly Waiver[];
  readonly body: Prose;
  readonly citations: readonly Citation[];
  /** Where each front-matter key stands, for whoever has something to say about it. */
  readonly lines: KeyLines;
};

/** Front-matter key (`subject`, `sections.1.title`) → its line in the file, counted from 1. */
export type KeyLines = ReadonlyMap<string, number>;

export type Section = { readonly title: string; readonly stories: readonly Story[] };

/** Something that an earlier issue got wrong, said in a later one. */
export type Correction = { readonly issue: number; readonly text: string };

/** One of the issue's stories with the earlier stories that it continues, the oldest first. */
export type Thread = {
  readonly story: Story;
  readonly earlier: readonly { readonly story: Story; readonly issue: number | null }[];
};

/** `issues/NNN-slug.md` with everything that it names: all that is needed to render it. */
export type Issue = {
  readonly number: number;
  readonly slug: string;
  readonly file: string;
  /** Day of publication, `YYYY-MM-DD`. */
  readonly date: string;
  readonly subject: string;
  readonly preheader: string;
  readonly list: List;
  readonly layout: string;
  readonly lead: Story;
  readonly sections: readonly Section[];
  readonly corrections: readonly Correction[];
  /** Of findings in this file and, for this issue, in the templates. */
  readonly waivers: readonly Waiver[];
  readonly letter: Prose;
  /** Every cited source once, in the order of first citation (lead, then sections): note 1, 2, 3 … */
  readonly sources: readonly Source[];
  readonly threads: readonly Thread[];
  readonly publication: Publication;
  readonly lines: KeyLines;
};

/** A file of `templates/`, its path counted from there: `digest/issue.mjml.hbs`. */
export type Template = { readonly path: string; readonly file: string; readonly text: string };

/** An image of an issue, made ready for mail: at most twice the column wide, PNG or JPEG, its size known. */
export type PreparedImage = {
  /** File name in `content/images/`, as the story names it. */
  readonly src: string;
  /** File name under which it is published, with a hash of its bytes: `khasan-3fa9c1d2.jpg`. */
  readonly name: string;
  readonly contentType: 'image/png' | 'image/jpeg';
  /** Pixels of the file; shown at half of that on the column. */
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
};
