/** What one thread or process tells another: an answer, or an error, which would lose its class on the way. */
import { type Problem, ProblemsError, UserError } from '../publication/problem.ts';

export type Reply<Answer> =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }
  | { readonly kind: 'user' | 'bug'; readonly message: string; readonly stack: string | undefined };

/** The reply that `work` makes; never throws. */
export async function replyWith<Answer>(work: () => Answer | Promise<Answer>): Promise<Reply<Answer>> {
  try {
    return { kind: 'answer', answer: await work() };
  } catch (error) {
    if (error instanceof ProblemsError) return { kind: 'problems', problems: error.problems };
    const { message, stack } = error as Error;
    return { kind: error instanceof UserError ? 'user' : 'bug', message, stack };
  }
}

/** The answer. Throws what was thrown there. */
export function answerOf<Answer>(reply: Reply<Answer>): Answer {
  if (reply.kind === 'answer') return reply.answer;
  if (reply.kind === 'problems') throw new ProblemsError(reply.problems);
  const error = reply.kind === 'user' ? new UserError(reply.message) : new Error(reply.message);
  if (reply.stack !== undefined) error.stack = reply.stack;
  throw error;
}
