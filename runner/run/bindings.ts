import { microseconds, ZERO, type Duration } from '../../reference/time.js';
import { BEHAVIOURS, type Behaviour } from '../../reference/ipv6/behaviour.js';
import { parsePrefix, type Prefix } from '../../reference/net/prefix.js';
import type { Binding } from '../../suites/kit/bench.js';
import type { Profile } from '../../suites/kit/conformance.js';
import type { RunDescription } from '../../suites/kit/record.js';
import type { Dut } from '../configuration/load-dut.js';
import { oneLink } from '../../suites/kit/testbed.js';
import { EXIT, Problem } from '../exit-codes.js';
import type { Abilities } from './plan.js';

/** A binding of its own for each process; loads only what the adapter needs. Throws a `Problem` when it cannot be made. */
export async function bindingFor(dut: Dut, behaviour: Behaviour): Promise<Binding> {
  if (dut.configuration.control.adapter === 'reference') {
    const { memoryBinding } = await import('../bindings/memory.js');
    return memoryBinding({ behaviour });
  }
  const { nicBinding } = await import('../bindings/nic.js');
  return nicBinding(dut);
}

/** What devices are judged by. */
export const PROFILES: readonly Profile[] = ['current', 'book', 'kame'];

/** The behaviour set of the reference, by what `--profile` says. */
export function behaviourOf({ profile }: Pick<RunDescription, 'profile'>): Behaviour {
  const known = BEHAVIOURS.find((name) => name === profile);
  if (known === undefined) throw new Problem(`no profile "${profile}". Profiles: ${BEHAVIOURS.join(', ')}.`);
  return known;
}

/** The defects of `kame-book` are held against it: it is judged by what KAME would do. */
export function profileOf(run: Pick<RunDescription, 'profile'>): Profile {
  const behaviour = behaviourOf(run);
  return behaviour === 'kame-book' ? 'kame' : behaviour;
}

/** What `--longest` said. */
export const longestOf = ({ longestUs }: Pick<RunDescription, 'longestUs'>): Duration | undefined =>
  longestUs === undefined ? undefined : microseconds(longestUs);

/** Where tests take their prefixes from; checked when the file was read. */
export function testPrefixes({ configuration }: Pick<Dut, 'configuration'>): Prefix {
  const parsed = parsePrefix(configuration.prefixes.tests);
  if (!parsed.ok) throw new Problem(parsed.error);
  return parsed.value;
}

/** Whether several instances of the device can be had at once: those that we make ourselves. */
export function canMultiply({ configuration: { control } }: Dut): boolean {
  return control.adapter === 'reference' || (control.adapter === 'linux' && control.host === undefined);
}

/** Time passes only in simulation. */
export const isVirtual = ({ configuration: { control } }: Dut): boolean => control.adapter === 'reference';

/** What is known of a device before it is spoken to: enough to tell which tests will be SKIP. */
export async function abilitiesFor(dut: Dut, profile: Profile, longest: Duration = ZERO): Promise<Abilities> {
  const { configuration } = dut;
  const claims = new Set(configuration.claims);
  if (configuration.control.adapter === 'reference') {
    const opened = await (await bindingFor(dut, profile)).open(oneLink, { id: 'plan', seed: 0, plays: 'host' });
    if (!opened.ok) throw new Problem(opened.error.detail, EXIT.unable);
    return { claims: opened.value.device.claims, actions: opened.value.device.actions, links: undefined, profile };
  }
  const { adapterFor } = await import('../bindings/nic.js');
  const links = Object.keys(configuration.links);
  return {
    claims,
    actions: adapterFor(configuration).actions,
    links: links.length > 0 ? new Set(links) : undefined,
    profile,
    realTime: { longest },
  };
}
