/** The stylesheet of the public pages: the email's paper, ink and type, as wide as a screen allows. */

import type { Publication } from '../publication/types.ts';
import { fontsFor } from '../render/languages.ts';
import { type Colours, paletteOf } from '../render/palette.ts';

export function siteStyle({ theme, language }: Publication): string {
  const { light, dark } = paletteOf(theme.accent);
  const { serif, sans, tracking, emphasis } = fontsFor(language);
  const type = `--serif: ${serif.fragment}; --sans: ${sans.fragment}; --tracking: ${tracking}; --emphasis: ${emphasis}`;
  return `:root { color-scheme: light dark; ${variables(light)}; ${type}; }
@media (prefers-color-scheme: dark) { :root { ${variables(dark)} } }
${rules}`;
}

function variables(colours: Colours): string {
  const { paper, panel, ink, muted, rule, accent } = colours;
  return Object.entries({ paper, panel, ink, muted, rule, accent })
    .map(([name, value]) => `--${name}: ${value}`)
    .join('; ');
}

const rules = `
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 18px/1.6 var(--serif); overflow-wrap: break-word; }
:lang(ko) { word-break: keep-all; }
:lang(ja) { word-break: auto-phrase; }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
img { max-width: 100%; height: auto; }
main > .frame h1, main > .frame h2, main > .frame h3 { text-wrap: balance; }
.skip { position: absolute; inset-inline-start: -9999px; padding: 12px 16px; background: var(--paper); font-family: var(--sans); }
.skip:focus { inset-inline-start: 16px; top: 16px; z-index: 1; }

.frame { max-width: 1120px; margin: 0 auto; padding: 0 32px; }
.column { max-width: 640px; }
.masthead { padding-top: 40px; }
.masthead::before, .slim::before { content: ""; display: block; border-top: 6px solid var(--accent); }
.wordmark { margin: 22px 0 0; font-size: clamp(38px, 7vw, 72px); font-weight: 700; line-height: 1.05; letter-spacing: var(--tracking); }
.wordmark a, .slim .name { color: var(--ink); text-decoration: none; }
.tagline { margin: 10px 0 20px; color: var(--muted); font-style: var(--emphasis); font-size: 20px; }
.menu { display: flex; flex-wrap: wrap; gap: 0 28px; margin: 0; padding: 2px 0; border: solid var(--rule); border-width: 1px 0; list-style: none; font: 16px/1.5 var(--sans); }
.menu a { display: inline-block; padding: 10px 0; color: var(--ink); }
.menu a[aria-current] { color: var(--accent); font-weight: 700; text-decoration: none; }
.slim { padding-top: 20px; }
.slim .bar { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 28px; padding: 12px 0 4px; }
.slim .name { display: inline-block; padding: 6px 0; font-weight: 700; font-size: 21px; }
.slim .menu { border: 0; }
main { display: block; padding-bottom: 64px; }
main > .frame > h1 { margin: 44px 0 12px; font-size: clamp(32px, 5vw, 48px); line-height: 1.1; }

.meta { margin: 0; color: var(--muted); font: 16px/1.5 var(--sans); }
.standfirst { margin: 0 0 24px; font-size: 22px; line-height: 1.45; color: var(--muted); }
.headed { margin: 48px 0 20px; padding-top: 8px; border-top: 3px solid var(--ink); font-size: 22px; line-height: 1.3; }

.front { display: grid; gap: 0 64px; grid-template-columns: minmax(0, 1fr); }
.latest { padding-top: 40px; }
.latest h2 { margin: 10px 0 14px; font-size: clamp(32px, 4.6vw, 52px); line-height: 1.08; }
.latest h2 a, .issues h2 a, .issues h3 a { color: inherit; text-decoration: none; }
.latest h2 a:hover, .issues h2 a:hover, .issues h3 a:hover { color: var(--accent); text-decoration: underline; text-decoration-thickness: 1px; }
.latest .picture { display: block; margin: 4px 0 24px; }
.latest .picture img { display: block; width: 100%; }
.contents { margin: 0; padding: 0; list-style: none; }
.contents li { border-top: 1px solid var(--rule); }
.contents a { display: block; padding: 10px 0; color: var(--ink); }
.onward { display: inline-block; margin: 20px 0 0; padding: 10px 0; font-weight: 700; }
.panel { margin: 40px 0 0; padding: 24px 28px 28px; background: var(--panel); }
.panel h2, .plain h2 { margin: 0 0 10px; font-size: 22px; }
.panel p { margin: 0 0 16px; font-size: 17px; }
.plain { margin: 40px 0 0; font-size: 17px; }
.plain p { margin: 0 0 14px; }
@media (min-width: 900px) { .front { grid-template-columns: minmax(0, 1fr) 336px; } .panel.first { margin-top: 52px; } }

.issues { margin: 0; padding: 0; list-style: none; }
.issues > li { padding: 18px 0 20px; border-top: 1px solid var(--rule); }
.issues > li:first-child { border-top: 0; padding-top: 0; }
.issues h2, .issues h3 { margin: 4px 0 6px; font-size: 25px; line-height: 1.22; }
.issues p { margin: 0; }
.issues mark, .hit mark { background: none; color: inherit; font-weight: 700; border-bottom: 2px solid var(--accent); }
.chip { display: inline-block; margin-inline-start: 10px; padding: 0 8px; border: 1px solid var(--accent); border-radius: 3px; color: var(--accent); font: 700 15px/1.5 var(--sans); text-decoration: none; }
@media (min-width: 720px) { .issues.dated > li { display: grid; grid-template-columns: 190px minmax(0, 1fr); gap: 0 32px; } .issues.dated h2, .issues.dated h3 { margin-top: -4px; } }

.errata { box-sizing: border-box; max-width: 576px; margin: 28px auto 32px; padding-inline: 18px 0; border-inline-start: 6px solid var(--accent); }
.errata p { margin: 0; }
.errata p + p { margin-top: 10px; }
.paper-frame { max-width: 640px; margin: 0 auto; }
.turn { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 20px 32px; max-width: 576px; margin: 48px auto 0; padding-top: 20px; border-top: 3px solid var(--ink); }
.turn > * { flex: 1 1 220px; }
.turn .newer { text-align: end; }
.turn span { display: block; color: var(--muted); font: 16px/1.5 var(--sans); }

form { margin: 0; }
fieldset { margin: 0 0 20px; padding: 0; border: 0; min-width: 0; }
legend { padding: 0; }
label, legend { font: 700 16px/1.5 var(--sans); }
.hint { color: var(--muted); font-weight: 400; }
.field { margin: 0 0 20px; }
input[type="text"], input[type="email"], input[type="search"], select { display: block; width: 100%; min-height: 48px; margin-top: 4px; padding: 9px 12px; border: 1px solid var(--muted); border-radius: 0; background: var(--paper); color: var(--ink); font: 18px/1.5 var(--serif); appearance: none; box-sizing: border-box; }
select { appearance: auto; }
input[aria-invalid="true"] { border: 2px solid var(--accent); }
button { display: inline-block; min-height: 48px; padding: 10px 24px; border: 2px solid var(--accent); border-radius: 0; background: var(--accent); color: var(--paper); font: 700 17px/1.4 var(--sans); cursor: pointer; }
button:hover { background: var(--ink); border-color: var(--ink); }
button.second { background: none; color: var(--accent); }
button.second:hover { color: var(--ink); background: none; }
.choice { position: relative; display: block; padding: 8px 0 8px 36px; padding-inline: 36px 0; font: inherit; font-weight: 400; }
.choice input { position: absolute; inset-inline-start: 0; top: 11px; width: 22px; height: 22px; margin: 0; accent-color: var(--accent); }
.choice strong, .choice .hint { display: block; }
.choice .hint { font-size: 16px; }
.fault { margin: 0 0 20px; padding: 12px 20px; border-inline-start: 6px solid var(--accent); background: var(--panel); font-weight: 700; }
.fault.small { display: block; margin: 6px 0 0; padding: 0; border: 0; background: none; font: 700 16px/1.5 var(--sans); color: var(--accent); }
.trap { position: absolute; inset-inline-start: -9999px; width: 1px; height: 1px; overflow: hidden; }
.search { display: flex; flex-wrap: wrap; gap: 12px; align-items: end; max-width: 640px; margin: 28px 0 0; }
.search label { flex: 1 1 260px; }
.part { margin: 36px 0 0; padding: 24px 0 0; border-top: 1px solid var(--rule); }
.part h2 { margin: 0 0 10px; font-size: 24px; }

.foot { margin-top: 32px; padding: 0 0 56px; color: var(--muted); font-size: 16px; }
.foot .frame::before { content: ""; display: block; margin-bottom: 24px; border-top: 6px solid var(--accent); }
.foot p { margin: 0 0 12px; }
.foot .links a { display: inline-block; margin-inline-end: 20px; padding: 9px 0; }
.foot address { font-style: normal; }
@media (max-width: 479px) { .frame { padding: 0 20px; } .masthead { padding-top: 20px; } .panel { margin-inline: -20px; padding-inline: 20px; } .standfirst { font-size: 20px; } }
@media print { .menu, .turn, .foot form, .skip { display: none; } }
`;
