/** How an issue is looked at: what stands in the page's address, and what the server makes a stage from. */

/** The widths that `[` and `]` step through, in CSS pixels: three phones' and readers' panes, two desktops. */
export const widths = [320, 375, 600, 680, 1280] as const;

export type Look = {
  /** The id of a view. */
  readonly view: string;
  /** The width of the frame in CSS pixels. */
  readonly width: number;
};

export const firstLook: Look = { view: 'written', width: 680 };

/** Reads a look from an address's query; whatever is missing or makes no sense there is as in `firstLook`. */
export function parseLook(query: URLSearchParams): Look {
  const width = Number(query.get('width'));
  return {
    view: query.get('view') ?? firstLook.view,
    width: Number.isInteger(width) && width >= 200 && width <= 2400 ? width : firstLook.width,
  };
}

/** The query that `parseLook` reads back; what is as in `firstLook` is left out. */
export function printLook(look: Look): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(look)) {
    if (value !== firstLook[name as keyof Look]) query.set(name, String(value));
  }
  return query.toString();
}

/** The next width of the list above or below `width`, which may lie between two of them. */
export function stepWidth(width: number, direction: -1 | 1): number {
  const further =
    direction === 1 ? widths.find((each) => each > width) : widths.findLast((each) => each < width);
  return further ?? width;
}
