/** The colours that a message can be looked at in, in the order that the `d` key goes through them. */
import type { Fidelity } from '../clients/client.ts';
import { invertAsApple, invertAsGmail, invertAsOutlook } from './inversion.ts';
import { forceScheme } from './scheme.ts';

export type Palette = {
  readonly id: string;
  readonly title: string;
  readonly fidelity: Fidelity;
  /** `YYYY-MM` */
  readonly rulesOf: string;
  readonly does: string;
  readonly apply: (html: string) => string;
};

export const palettes: readonly Palette[] = [
  {
    id: 'light',
    title: 'Light',
    fidelity: 'high',
    rulesOf: '2026-06',
    does: 'The author’s colours for readers who have it light.',
    apply: (html) => forceScheme(html, 'light'),
  },
  {
    id: 'dark',
    title: 'Dark',
    fidelity: 'high',
    rulesOf: '2026-06',
    does: 'The author’s own dark colours, where the client asks for them.',
    apply: (html) => forceScheme(html, 'dark'),
  },
  {
    id: 'apple',
    title: 'Apple’s inversion',
    fidelity: 'medium',
    rulesOf: '2026-06',
    does: 'WebKit’s arithmetic exactly; when Apple Mail applies it is disputed.',
    apply: invertAsApple,
  },
  {
    id: 'gmail',
    title: 'Gmail’s inversion',
    fidelity: 'low',
    rulesOf: '2026-06',
    does: 'Fitted to what Gmail’s apps were seen to do; Android and iOS differ.',
    apply: invertAsGmail,
  },
  {
    id: 'outlook',
    title: 'Outlook’s inversion',
    fidelity: 'medium',
    rulesOf: '2026-06',
    does: 'The formula of Outlook’s editor on the web; its reader mends contrast besides.',
    apply: invertAsOutlook,
  },
];
