/** When two texts say the same. */

/** The words alone, in small letters, one blank between them. */
export function plain(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
}
