/** What mail clients support, as caniemail.com has tested it; the data of its npm package, read once. */
import { createRequire } from 'node:module';

/** `yes`, or `partly` with notes, or `no`; null where nobody has tested it. */
export type Support = 'yes' | 'partly' | 'no' | null;

export type Feature = {
  readonly slug: string;
  readonly title: string;
  readonly category: 'css' | 'html' | 'image' | 'others';
  readonly keywords: string | null;
  readonly url: string;
  /** `YYYY-MM-DD` */
  readonly last_test_date: string;
  /** Family → platform → version, the oldest first → `y`, `n`, `a` or `u`, with numbers of notes behind. */
  readonly stats: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
};

type Caniemail = {
  readonly data: readonly Feature[];
  readonly nicenames: {
    readonly family: Readonly<Record<string, string>>;
    readonly platform: Readonly<Record<string, string>>;
  };
};

let loaded:
  | { readonly names: Caniemail['nicenames']; readonly features: ReadonlyMap<string, Feature> }
  | undefined;

function load(): NonNullable<typeof loaded> {
  if (loaded === undefined) {
    const { data, nicenames } = createRequire(import.meta.url)('caniemail/caniemail.json') as Caniemail;
    loaded = { names: nicenames, features: new Map(data.map((feature) => [feature.slug, feature])) };
  }
  return loaded;
}

export function features(): ReadonlyMap<string, Feature> {
  return load().features;
}

/** By the newest version that was tested. `client` is `family.platform`. */
export function supportOf({ stats }: Feature, client: string): Support {
  const [family = '', platform = ''] = client.split('.');
  const newest = Object.values(stats[family]?.[platform] ?? {}).at(-1);
  return ({ y: 'yes', a: 'partly', n: 'no' } as const)[newest?.[0] as 'y' | 'a' | 'n'] ?? null;
}

let known: ReadonlySet<string> | undefined;

/** Every client of which anything is known: `outlook.windows`. */
export function clients(): ReadonlySet<string> {
  known ??= new Set(
    [...features().values()].flatMap(({ stats }) =>
      Object.entries(stats).flatMap(([family, platforms]) =>
        Object.keys(platforms).map((platform) => `${family}.${platform}`),
      ),
    ),
  );
  return known;
}

/** `Outlook (Windows)` */
export function clientName(client: string): string {
  const [family = '', platform = ''] = client.split('.');
  const { names } = load();
  return `${names.family[family] ?? family} (${names.platform[platform] ?? platform})`;
}
