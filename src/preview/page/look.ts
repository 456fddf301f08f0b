/** How an issue is looked at: what stands in the page's address, and what the server makes a stage from. */

/** The widths that `[` and `]` step through, in CSS pixels: two phones, a reading pane, a column, a desktop. */
export const widths = [320, 375, 600, 680, 1280] as const;

/** As the files are now, as they are in Git's HEAD, or the issue before this one. */
export const versions = ['now', 'head', 'previous'] as const;
export type Version = (typeof versions)[number];

export type Look = {
  /** The id of a view: a mail client, or another way to look. */
  readonly view: string;
  /** The id of a palette. */
  readonly palette: string;
  readonly images: 'on' | 'off';
  /** Whether what merge fields filled in is marked. */
  readonly fields: 'plain' | 'marked';
  /** The id of a persona, or `subscriber-` and the id of a subscriber. */
  readonly reader: string;
  readonly version: Version;
  /** The width of the frame in CSS pixels. */
  readonly width: number;
};

export const firstLook: Look = {
  view: 'written',
  palette: 'light',
  images: 'on',
  fields: 'plain',
  reader: 'reader',
  version: 'now',
  width: 680,
};

/** Reads a look from an address's query; whatever is missing or makes no sense there is as in `firstLook`. */
export function parseLook(query: URLSearchParams): Look {
  const width = Number(query.get('width'));
  return {
    view: query.get('view') ?? firstLook.view,
    palette: query.get('palette') ?? firstLook.palette,
    images: query.get('images') === 'off' ? 'off' : 'on',
    fields: query.get('fields') === 'marked' ? 'marked' : 'plain',
    reader: query.get('reader') ?? firstLook.reader,
    version: versions.find((version) => version === query.get('version')) ?? 'now',
    width: isWidth(width) ? width : firstLook.width,
  };
}

/** The query that `parseLook` reads back; what is as in `firstLook` is left out. */
export function printLook(look: Look): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(look)) {
    if (value !== firstLook[name as keyof Look]) query.set(name, String(value));
  }
  return query;
}

export const narrowest = 240;
export const widest = 2000;

function isWidth(width: number): boolean {
  return Number.isInteger(width) && width >= narrowest && width <= widest;
}

/** `width` within what a frame can have. */
export function clampWidth(width: number): number {
  return Math.round(Math.min(widest, Math.max(narrowest, width)));
}

/** The next width of the list above or below `width`, which may lie between two of them. */
export function stepWidth(width: number, direction: -1 | 1): number {
  const further =
    direction === 1 ? widths.find((each) => each > width) : widths.findLast((each) => each < width);
  return further ?? width;
}
