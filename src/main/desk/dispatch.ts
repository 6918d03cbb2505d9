import { deskRequest } from '../../contract/desk/bridge.ts';
import { deskCommands, deskSchemas, type DeskCommandName } from '../../contract/desk/commands.ts';
import { fail, type Result } from '../../contract/reasons.ts';
import type { Log } from '../logging/log.ts';
import type { DeskContext, DeskHandlers } from './context.ts';
import { callHandlers } from './handlers/call-handlers.ts';
import { deviceHandlers } from './handlers/device-handlers.ts';
import { fitnessHandlers } from './handlers/fitness-handlers.ts';
import { keyHandlers } from './handlers/key-handlers.ts';
import { telephoneHandlers } from './handlers/telephone-handlers.ts';
import { caseHandlers } from './handlers/case-handlers.ts';
import { customerHandlers } from './handlers/customer-handlers.ts';
import { knowledgeHandlers } from './handlers/knowledge-handlers.ts';
import { sessionHandlers } from './handlers/session-handlers.ts';
import { shiftHandlers } from './handlers/shift-handlers.ts';

/** Commands that make sense before anybody has signed in. */
const openToAll: ReadonlySet<DeskCommandName> = new Set(['session.signIn', 'settings.set']);

const isCommand = (name: string): name is DeskCommandName => Object.hasOwn(deskCommands, name);

/** What failed and where, without the error's text: that may quote what the operator typed. */
function placeOf(error: unknown): { error: string; where?: string | undefined } {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = error.stack?.split('\n').filter((line) => line.trimStart().startsWith('at '));
  return { error: error.name, where: frames?.map((line) => line.trim()).join(' < ') };
}

/**
 * Answers a command of the desk: `{name, input}` of any shape. The name must be known, the input must fit the command's
 * schema, somebody must be signed in where that is needed. Never throws: what fails unexpectedly is logged and answered
 * with `internal`.
 */
export function createDispatcher(
  context: DeskContext,
  log: Log,
): (message: unknown) => Promise<Result<unknown>> {
  const handlers: DeskHandlers = {
    ...sessionHandlers(context),
    ...shiftHandlers(context),
    ...callHandlers(context),
    ...telephoneHandlers(context),
    ...deviceHandlers(context),
    ...keyHandlers(context),
    ...fitnessHandlers(context),
    ...customerHandlers(context),
    ...caseHandlers(context),
    ...knowledgeHandlers(context),
  };
  const run = async <N extends DeskCommandName>(name: N, input: unknown): Promise<Result<unknown>> => {
    const parsed = deskSchemas[name].input.safeParse(input);
    if (!parsed.success) {
      const where = parsed.error.issues[0]?.path.join('.') ?? '';
      log.warn('command refused: wrong shape', { name, where });
      return fail('input.invalid', where);
    }
    return handlers[name](parsed.data);
  };
  return async (message) => {
    const request = deskRequest.safeParse(message);
    if (!request.success || !isCommand(request.data.name)) {
      log.warn('command refused: unknown');
      return fail('input.invalid');
    }
    const { name, input } = request.data;
    if (!openToAll.has(name) && context.state().session.status === 'signedOut')
      return fail('session.signedOut');
    try {
      return await run(name, input);
    } catch (error) {
      log.error('command failed', { name, ...placeOf(error) });
      return fail('internal', name);
    }
  };
}
