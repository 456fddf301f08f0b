/** Any client with pictures switched off: their boxes and alternative texts stay, backgrounds are gone. */
import { changeDeclarations } from '../css.ts';
import { elementsOf, parseHtml, printHtml } from '../dom.ts';

/** A picture that no browser can show, so that it draws what it draws for one that did not come: box and text. */
const nothing = 'data:image/png,';

export function switchImagesOff(html: string): string {
  const document = parseHtml(html);
  for (const { name, attribs } of elementsOf(document)) {
    delete attribs.background;
    delete attribs.srcset;
    if (name === 'img') attribs.src = nothing;
  }
  changeDeclarations(document, (declaration) => {
    if (declaration.prop === 'background-image') declaration.remove();
    else if (declaration.prop === 'background' && /url\(/.test(declaration.value)) {
      const colour = /#[0-9a-f]{3,8}\b|\brgba?\([^)]*\)/i.exec(declaration.value)?.[0];
      if (colour === undefined) declaration.remove();
      else declaration.value = colour;
    }
  });
  return printHtml(document);
}
