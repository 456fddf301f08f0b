/** Fields of a posted form as texts, whatever a client makes of them. */
import type { Context } from 'hono';

export type Form = {
  readonly one: (name: string) => string;
  readonly all: (name: string) => readonly string[];
};

/** Files count as empty. A body that is no form is a form without fields. */
export async function readForm(c: Context): Promise<Form> {
  const fields = await c.req.parseBody({ all: true }).catch((): Record<string, unknown> => ({}));
  const all = (name: string): string[] =>
    [fields[name]].flat().map((value) => (typeof value === 'string' ? value : ''));
  return { one: (name) => all(name)[0] ?? '', all };
}
