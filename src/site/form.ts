/** Fields of a posted form as texts, whatever a client makes of them. */
import type { Context } from 'hono';

export type Form = {
  readonly one: (name: string) => string;
  readonly all: (name: string) => readonly string[];
};

/** Files count as empty. A body that is no form is a form without fields. */
export async function readForm(c: Context): Promise<Form> {
  if (c.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') === true) {
    // What every form of ours sends, read without the detour by way of a body of many parts.
    const fields = new URLSearchParams(await c.req.text());
    return { one: (name) => fields.get(name) ?? '', all: (name) => fields.getAll(name) };
  }
  const fields = await c.req.parseBody({ all: true }).catch((): Record<string, unknown> => ({}));
  const all = (name: string): string[] =>
    [fields[name]].flat().map((value) => (typeof value === 'string' ? value : ''));
  return { one: (name) => all(name)[0] ?? '', all };
}
