/** Colours as numbers: sRGB, HSL and CIE Lab, and the contrast between two of them. */

/** Red, green, blue, each from 0 to 1. */
export type Rgb = readonly [number, number, number];
/** Hue in turns, saturation and lightness from 0 to 1. */
export type Hsl = readonly [number, number, number];
/** CIE L*a*b* under D65; L from 0 to 100. */
export type Lab = readonly [number, number, number];

/** `#rrggbb` → channels. */
export function parseHex(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

export function toHex(rgb: Rgb): string {
  return `#${rgb.map((channel) => toByte(channel).toString(16).padStart(2, '0')).join('')}`;
}

function toByte(channel: number): number {
  return Math.round(Math.min(1, Math.max(0, channel)) * 255);
}

/** WCAG 2.2: from 1, no difference, to 21, black on white. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = parseHex(hex).map(toLinear) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function toLinear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

function fromLinear(channel: number): number {
  return channel <= 0.0031308 ? channel * 12.92 : 1.055 * channel ** (1 / 2.4) - 0.055;
}

export function rgbToHsl([r, g, b]: Rgb): Hsl {
  const max = Math.max(r, g, b);
  const min = Math.min(r, g, b);
  const lightness = (max + min) / 2;
  const range = max - min;
  if (range === 0) return [0, 0, lightness];
  const saturation = range / (1 - Math.abs(2 * lightness - 1));
  const sector =
    max === r ? ((g - b) / range + 6) % 6 : max === g ? (b - r) / range + 2 : (r - g) / range + 4;
  return [sector / 6, saturation, lightness];
}

export function hslToRgb([hue, saturation, lightness]: Hsl): Rgb {
  const channel = (offset: number) => {
    const k = (offset + hue * 12) % 12;
    return (
      lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1))
    );
  };
  return [channel(0), channel(8), channel(4)];
}

/** The white of D65, to which Lab is relative. */
const white = [0.95047, 1, 1.08883] as const;

export function rgbToLab(rgb: Rgb): Lab {
  const [r, g, b] = rgb.map(toLinear) as unknown as Rgb;
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / white[0]);
  const y = f((0.2126729 * r + 0.7151522 * g + 0.072175 * b) / white[1]);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / white[2]);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Channels outside sRGB are cut off. */
export function labToRgb([l, a, b]: Lab): Rgb {
  const y = (l + 16) / 116;
  const f = (t: number) => (t ** 3 > 216 / 24389 ? t ** 3 : (116 * t - 16) / (24389 / 27));
  const X = f(y + a / 500) * white[0];
  const Y = f(y) * white[1];
  const Z = f(y - b / 200) * white[2];
  const channel = (linear: number) => Math.min(1, Math.max(0, fromLinear(Math.max(0, linear))));
  return [
    channel(3.2404542 * X - 1.5371385 * Y - 0.4985314 * Z),
    channel(-0.969266 * X + 1.8760108 * Y + 0.041556 * Z),
    channel(0.0556434 * X - 0.2040259 * Y + 1.0572252 * Z),
  ];
}
