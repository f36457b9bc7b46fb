import { formatDuration, milliseconds, type Duration } from '../../reference/time.js';
import { testbed } from '../../suites/kit/testbed.js';
import type { Adapter } from '../adapters/adapter.js';
import { adapterFor, bindLive } from '../bindings/nic.js';
import type { Dut } from '../configuration/load-dut.js';
import { checkDevice } from './device.js';
import { countProblems, fine, problem, type Finding } from './finding.js';
import { checkMachine, checkRouting } from './machine.js';
import { checkNics } from './nics.js';

export interface Preflight {
  readonly findings: readonly Finding[];
  /** What reached the links. */
  readonly sent: string;
}

const NOTHING_SENT = 'Nothing was sent.';

/** Looks at everything that a run against the device needs. Each finding is handed over as it comes. */
export async function preflight(dut: Dut, told: (finding: Finding) => void): Promise<Preflight> {
  const findings: Finding[] = [];
  const tell = (...found: readonly Finding[]): void => {
    for (const finding of found) {
      findings.push(finding);
      told(finding);
    }
  };
  tell(fine(dut.spec, describeDut(dut)));
  if (dut.configuration.control.adapter === 'reference') {
    tell(...(await checkReference()));
    return { findings, sent: NOTHING_SENT };
  }
  const { control } = dut.configuration;
  tell(...(await checkMachine(control.adapter === 'linux' ? ['ip', 'sysctl', 'ethtool', 'ping', 'stdbuf'] : ['ip', 'sysctl', 'ethtool'])));
  if (control.adapter === 'linux' && control.host === undefined && control.routing !== undefined) tell(await checkRouting(control.routing));
  tell(...(await checkNics(dut.configuration)));
  if (countProblems(findings) > 0 && isHopeless(findings)) return { findings, sent: NOTHING_SENT };
  return { findings, sent: await checkLive(dut, tell) };
}

/** Leftovers and offloads do not keep the device from being asked. */
const isHopeless = (findings: readonly Finding[]): boolean =>
  findings.some(({ state, subject, text }) => state === 'problem' && subject !== 'leftovers' && !/arrive merged/.test(text));

function describeDut({ configuration: { control, links } }: Dut): string {
  const count = Object.keys(links).length;
  const onLinks = count === 0 ? '' : `, ${count} ${count === 1 ? 'link' : 'links'}`;
  return `adapter ${control.adapter}${onLinks}`;
}

async function checkReference(): Promise<readonly Finding[]> {
  const { memoryBinding } = await import('../bindings/memory.js');
  const opened = await memoryBinding().open(testbed('check', ['link0']), { id: 'check', seed: 1, plays: 'host' });
  if (!opened.ok) return [problem('device on link0', opened.error.detail)];
  const { findings } = await checkDeviceIn(opened.value);
  await opened.value.close();
  return [...findings, fine('clock', 'virtual: no uncertainty')];
}

/** The reference configures itself first: simulated seconds, no real ones. */
async function checkDeviceIn(bench: Parameters<typeof checkDevice>[0]): ReturnType<typeof checkDevice> {
  await bench.clock.waitUntil(() => false, (bench.clock.now() + milliseconds(5_000)) as ReturnType<typeof bench.clock.now>);
  return checkDevice(bench);
}

async function checkLive(dut: Dut, tell: (...findings: readonly Finding[]) => void): Promise<string> {
  const { configuration } = dut;
  const adapter = adapterFor(configuration);
  // Without a floor the clock tells what was really measured.
  const binding = bindLive(adapter, {
    name: configuration.device.name,
    spec: dut.spec,
    claims: new Set(configuration.claims),
    floor: 0 as Duration,
    useAnyway: (link) => configuration.links[link]?.useAnyway ?? false,
  });
  const links = Object.keys(configuration.links);
  try {
    const startedAt = performance.now();
    const opened = await binding.open(testbed('check', links.length > 0 ? links : ['link0']), { id: 'check', seed: 1, plays: 'host' });
    if (!opened.ok) {
      tell(problem(opened.error.kind === 'unreachable' ? 'adapter' : 'links', opened.error.detail));
      return NOTHING_SENT;
    }
    const bench = opened.value;
    tell(fine('adapter', await describeAdapter(adapter, links[0] ?? 'link0', milliseconds(performance.now() - startedAt))));
    const { findings, echoes, solicitations } = await checkDevice(bench);
    tell(...findings, clockFinding(bench.clock.uncertainty, milliseconds(configuration.timing.uncertaintyFloorMs)));
    const closed = await bench.close();
    if (!closed.ok) tell(problem('clean-up', closed.error));
    return `Nothing was sent except ${counted(echoes, 'echo request')}, ${counted(solicitations, 'Router Solicitation')} and answers to Neighbor Solicitations.`;
  } finally {
    await binding.close();
  }
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

async function describeAdapter(adapter: Adapter, link: string, took: Duration): Promise<string> {
  const startedAt = performance.now();
  await adapter.state(link);
  const state = milliseconds(performance.now() - startedAt);
  const actions = adapter.actions.size === 0 ? 'no actions' : [...adapter.actions].join(', ');
  return `ready in ${formatDuration(rounded(took))}, state in ${formatDuration(rounded(state))}, unknown action refused; has ${actions}`;
}

const rounded = (duration: Duration): Duration => milliseconds(Math.max(1, Math.round(duration / 1_000)));

/** More than half a second is more than most windows of the RFCs can bear. */
const TOO_UNCERTAIN = milliseconds(500);

function clockFinding(measured: Duration, floor: Duration): Finding {
  const text = `uncertainty ${formatDuration(measured)} at worst`;
  if (measured > TOO_UNCERTAIN)
    return problem('clock', text, 'this machine is too busy to measure time: stop other work, or give it more processors');
  return fine('clock', measured > floor ? text : `${text}, floor ${formatDuration(floor)} applies`);
}
