/** What the social cards use of opentype.js, which brings no types. */
declare module 'opentype.js' {
  export type Glyph = { readonly index: number };
  export type Command =
    | { readonly type: 'M' | 'L'; readonly x: number; readonly y: number }
    | { readonly type: 'Q'; readonly x1: number; readonly y1: number; readonly x: number; readonly y: number }
    | {
        readonly type: 'C';
        readonly x1: number;
        readonly y1: number;
        readonly x2: number;
        readonly y2: number;
        readonly x: number;
        readonly y: number;
      }
    | { readonly type: 'Z' };
  export type Path = { readonly commands: readonly Command[] };
  export type Font = {
    charToGlyph(character: string): Glyph;
    getPath(text: string, x: number, y: number, fontSize: number): Path;
    getAdvanceWidth(text: string, fontSize: number): number;
  };
  const opentype: { parse(font: ArrayBuffer): Font };
  export default opentype;
}
