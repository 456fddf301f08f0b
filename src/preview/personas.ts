/** Readers whose names and attributes try what a letter can bear. None of them exists. */
import type { MergeValues } from '../render/personalise.ts';

export type Persona = {
  readonly id: string;
  readonly title: string;
  /** Why one would look at the issue as this reader. */
  readonly tries: string;
  readonly attributes: MergeValues['subscriber'];
};

export const personas: readonly Persona[] = [
  {
    id: 'reader',
    title: 'Mina Park',
    tries: 'A reader of whom everything is known.',
    attributes: {
      name: 'Mina Park',
      email: 'mina.park@example.org',
      city: 'Seoul',
      organisation: 'Han River Institute',
    },
  },
  {
    id: 'nameless',
    title: 'No name',
    tries: 'Only the address is known: every field shows its fallback.',
    attributes: { email: 'someone@example.org' },
  },
  {
    id: 'long',
    title: 'A very long name',
    tries: 'One word without a place to break, in every field.',
    attributes: {
      name: 'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessen',
      email: `${'a-very-long-local-part.'.repeat(2)}reader@a-very-long-domain-name.example.org`,
      city: 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch',
      organisation: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
    },
  },
  {
    id: 'rtl',
    title: 'ليلى العامري',
    tries: 'Right-to-left values in the midst of the issue’s own direction.',
    attributes: {
      name: 'ليلى العامري',
      email: 'layla@example.org',
      city: 'عمّان',
      organisation: 'معهد النهر',
    },
  },
  {
    id: 'hostile',
    title: 'Hostile characters',
    tries: 'Markup, quotes, merge syntax and control characters: all must come out as text.',
    attributes: {
      name: `</td><script>alert(1)</script>"'&{{unsubscribeUrl}}\u202e`,
      email: '"><img src=x onerror=alert(1)>@example.org',
      city: "'; DROP TABLE subscribers; --",
      organisation: '=HYPERLINK("https://evil.example.org")\r\nBcc: all@example.org',
    },
  },
];

/** The values of `persona` for every merge field; fields of the publication that no persona knows stay empty. */
export function mergeValues(persona: Persona, publicationUrl: string): MergeValues {
  return {
    subscriber: persona.attributes,
    unsubscribeUrl: `${publicationUrl}/unsubscribe/preview`,
    preferencesUrl: `${publicationUrl}/preferences/preview`,
  };
}
