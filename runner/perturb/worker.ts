import type { RegisteredTest } from '../../suites/kit/conformance.js';
import { mutantsFor } from './learnt.js';
import type { Order, Report } from './processes.js';
import { settingFor, testsToPerturb, type Setting } from './setting.js';
import { Workman } from './workman.js';

/** The program of a process of the crew: one `begin`, then jobs and, between them, what the baseline has shown. */
interface Post {
  readonly setting: Setting;
  readonly workman: Workman;
}

let post: Promise<Post> | undefined;

const report = (message: Report): void => void (process.connected && process.send?.(message));

process.on('disconnect', () => process.exit());
process.on('message', (message) => void obey(message as Order).catch((error: unknown) => report({ kind: 'problem', text: asText(error) })));

async function obey(order: Order): Promise<void> {
  if (order.kind === 'begin') {
    post = takeUp(order);
    return;
  }
  if (post === undefined) throw new Error('no work has been taken up');
  const { setting, workman } = await post;
  if (order.kind === 'learn') {
    const mutants = mutantsFor(order.learnt, setting);
    // Mutants are named by their places: the lists have to be the same.
    if (mutants.length !== order.mutants) throw new Error(`${mutants.length} mutants here, ${order.mutants} there`);
    workman.learn(mutants);
  } else report({ kind: 'found', nth: order.nth, findings: await workman.perform(order.job) });
}

async function takeUp({ wish, tests: ids }: Extract<Order, { kind: 'begin' }>): Promise<Post> {
  const all = await testsToPerturb();
  const byId = new Map(all.map((test) => [test.id, test]));
  const setting = await settingFor(
    wish,
    all,
    ids.map((id) => byId.get(id) as RegisteredTest),
  );
  return { setting, workman: new Workman(setting) };
}

const asText = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
