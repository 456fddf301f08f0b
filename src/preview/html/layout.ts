/** The frame of every page of the preview: head, title, style, and the one module that brings it to life. */
import { html } from 'hono/html';
import type { Markup } from './markup.ts';

export type PageParts = {
  readonly title: string;
  /** The publication's language is not the page's: Tumen speaks English to the desk. */
  readonly body: Markup;
  /** The session's token, for the page's acting requests. */
  readonly token: string;
  /** Of the files as they were read for this page; what is saved before the page listens is found by it. */
  readonly generation: number;
  /** A module of page/, or null for a page that needs none. */
  readonly module: string | null;
};

export function layout({ title, body, token, generation, module }: PageParts): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="token" content="${token}">
<meta name="generation" content="${generation}">
<title>${title}</title>
<link rel="icon" href="/page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page/style.css">
${module === null ? '' : html`<script type="module" src="/page/${module}"></script>`}
</head>
${body}
</html>`;
}
