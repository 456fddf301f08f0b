/**
 * What mail clients make of an author's light colours when they darken a message by themselves.
 * Approximations of published code and of observation; each says of which.
 */
import { hslToRgb, labToRgb, parseHex, type Rgb, rgbToHsl, rgbToLab, toHex } from './colour.ts';

/** `surface` is a background; `text` is what is written on one. */
export type ColourRole = 'surface' | 'text';

export type DarkClient = {
  readonly name: string;
  readonly darken: (hex: string, role: ColourRole) => string;
};

/** WebKit's AppleInvertLightnessFilter: half a turn of hue, then its dark-mode matrix. */
export function appleDarken(hex: string): string {
  const [hue, saturation, lightness] = rgbToHsl(parseHex(hex));
  const [r, g, b] = hslToRgb([(hue + 0.5) % 1, saturation, lightness]);
  const turned: Rgb = [
    -0.77 * r + 0.059 * g - 0.089 * b + 1,
    0.03 * r - 0.741 * g - 0.089 * b + 1,
    0.03 * r + 0.059 * g - 0.89 * b + 1,
  ];
  return toHex(turned);
}

/** roosterjs, the editor of Outlook on the web: lightness turned round in Lab, with #333333 as the darkest. */
export function outlookDarken(hex: string): string {
  const [l, a, b] = rgbToLab(parseHex(hex));
  return toHex(labToRgb([(100 - l) * 0.78753 + 21.247, a, b]));
}

/** Fitted to screenshots of Gmail's apps, in HSL: light surfaces darken, dark text lightens, the rest stays. */
export function gmailDarken(hex: string, role: ColourRole): string {
  const [hue, saturation, lightness] = rgbToHsl(parseHex(hex));
  if (role === 'surface') {
    return lightness < 0.5 ? hex : toHex(hslToRgb([hue, saturation, 0.875 - 0.75 * lightness]));
  }
  const neutral = saturation < 0.1;
  if (neutral) return lightness >= 0.5 ? hex : toHex(hslToRgb([hue, saturation, 0.95 - 0.75 * lightness]));
  return lightness > 0.52 ? hex : toHex(hslToRgb([hue, saturation * 0.8, 0.92 - 0.56 * lightness]));
}

export const darkClients: readonly DarkClient[] = [
  { name: 'Apple Mail’s inversion', darken: appleDarken },
  { name: 'Outlook’s inversion', darken: outlookDarken },
  { name: 'Gmail’s inversion', darken: gmailDarken },
];
