import { failed, ok, type Result } from '../../reference/net/result.js';
import { milliseconds, type Duration } from '../../reference/time.js';
import type { Bench, BindError, Binding } from '../../suites/kit/bench.js';
import { misfitOfClaims, type Testbed } from '../../suites/kit/testbed.js';
import type { Adapter } from '../adapters/adapter.js';
import { commandAdapter } from '../adapters/command.js';
import { linuxInNamespace, linuxOverSsh } from '../adapters/linux.js';
import { manualAdapter } from '../adapters/manual.js';
import type { DutConfiguration } from '../configuration/dut-schema.js';
import type { Dut } from '../configuration/load-dut.js';
import type { SourceProblem } from '../links/frames.js';
import { readInterfaceFacts, type InterfaceFacts } from '../links/nic/interface-facts.js';
import type { NicPlace } from '../links/nic/capture-process.js';
import { openNicPort, type NicPort } from '../links/nic/nic-port.js';
import { obstacles, reasonToRefuse } from '../links/nic/safety.js';
import { openLiveBench } from './live-bench.js';

/** The adapter that a device's file asks for; links of the file lead to it. */
export function adapterFor({ control, links }: DutConfiguration): Adapter {
  const configured = new Map(Object.entries(links));
  switch (control.adapter) {
    case 'linux':
      return control.host === undefined
        ? linuxInNamespace(linksFor(control), control.routing)
        : linuxOverSsh({ ...control, host: control.host }, configured);
    case 'command':
      return commandAdapter(control, configured);
    case 'manual':
      return manualAdapter(control, configured);
    case 'reference':
      throw new Error('the embedded reference has no NIC');
  }
}

/** Routing takes place between links. */
const linksFor = ({ routing }: { readonly routing?: unknown }): readonly string[] =>
  routing === undefined ? ['link0', 'link1'] : ['link0', 'link1', 'link2'];

/** A device on real links: NICs of this machine, or veth pairs into a namespace made for the run. */
export const nicBinding = (dut: Dut): Binding =>
  bindLive(adapterFor(dut.configuration), {
    name: dut.configuration.device.name,
    spec: dut.spec,
    claims: new Set(dut.configuration.claims),
    floor: milliseconds(dut.configuration.timing.uncertaintyFloorMs),
    useAnyway: (link) => dut.configuration.links[link]?.useAnyway ?? false,
  });

export interface LiveSettings {
  readonly name: string;
  /** How the user called the device: a file name, for messages. */
  readonly spec: string;
  readonly claims: ReadonlySet<string>;
  readonly floor: Duration;
  /** The user's explicit word for a NIC that this machine uses itself. */
  useAnyway(link: string): boolean;
}

interface OpenLink {
  readonly port: NicPort;
  readonly mtu: number;
}

/** One adapter and its ports serve all tests of a run; each test gets a bench of its own. */
export function bindLive(adapter: Adapter, settings: LiveSettings): Binding {
  const open = new Map<string, OpenLink>();
  let prepared: Promise<Result<void, BindError>> | undefined;

  async function prepare(): Promise<Result<void, BindError>> {
    prepared ??= adapter.prepare();
    const outcome = await prepared;
    if (outcome.ok) return outcome;
    prepared = undefined;
    await adapter.close();
    return outcome;
  }

  /** A link that was lost is opened anew: the cable may be back. */
  async function linkFor(name: string): Promise<Result<OpenLink, BindError>> {
    const held = open.get(name);
    if (held !== undefined && held.port.problem() === undefined) return ok(held);
    await held?.port.close();
    open.delete(name);
    const place = adapter.links().get(name);
    if (place === undefined) throw new Error(`the adapter lost ${name}`);
    const opened = await openLink(place, settings.useAnyway(name));
    if (opened.ok) open.set(name, opened.value);
    return opened;
  }

  return {
    name: settings.name,
    async open(testbed, { plays }): Promise<Result<Bench, BindError>> {
      const ready = await prepare();
      if (!ready.ok) return ready;
      const unfit = misfitOfClaims(testbed, settings.claims) ?? misfit(testbed, adapter, settings.spec);
      if (unfit !== undefined) return failed({ kind: 'does-not-fit', detail: unfit });
      const arranged = await adapter.arrange?.(testbed, plays);
      if (arranged && !arranged.ok) return failed({ kind: 'unreachable', detail: arranged.error });
      const ports = new Map<string, OpenLink>();
      for (const link of testbed.links) {
        const opened = await linkFor(link);
        if (!opened.ok) return opened;
        const { mtu } = opened.value;
        if (mtu < (testbed.mtu ?? 0)) return failed({ kind: 'does-not-fit', detail: tooSmall(testbed, link, mtu) });
        ports.set(link, opened.value);
      }
      return ok(await openLiveBench({ ...settings, adapter, ports }));
    },
    async close() {
      await Promise.all([...open.values()].map(({ port }) => port.close()));
      open.clear();
      await adapter.close();
    },
  };
}

function misfit(testbed: Testbed, adapter: Adapter, spec: string): string | undefined {
  const held = adapter.links();
  const missing = testbed.links.filter((link) => !held.has(link));
  if (missing.length === 0) return undefined;
  const [first = ''] = missing;
  const advice = spec.includes('.') ? ` Add links.${first}.` : '';
  return `testbed "${testbed.title}" needs ${missing.join(' and ')}; ${spec} binds only ${[...held.keys()].join(' and ') || 'nothing'}.${advice}`;
}

const tooSmall = ({ title, mtu: wanted }: Testbed, link: string, mtu: number): string =>
  `testbed "${title}" needs an MTU of ${wanted}; that of ${link} is ${mtu}: raise it there and on the device, where both can, or bind another NIC`;

/** Looks at the NIC before anything is sent on it. A namespace made for the run holds nothing that could be hurt. */
async function openLink(place: NicPlace, useAnyway: boolean): Promise<Result<OpenLink, BindError>> {
  const facts = await readInterfaceFacts(place);
  if (!facts.ok) return failed({ kind: 'link-lost', detail: facts.error });
  if (place.namespace === undefined) {
    const refusal = refusalOf(facts.value, useAnyway);
    if (refusal !== undefined) return failed(refusal);
  }
  const port = await openNicPort(place);
  return port.ok ? ok({ port: port.value, mtu: facts.value.mtu }) : failed(asBindError(port.error));
}

export function refusalOf(facts: InterfaceFacts, useAnyway: boolean): BindError | undefined {
  const danger = reasonToRefuse(facts, useAnyway);
  if (danger !== undefined) return { kind: 'no-permission', detail: danger };
  const [obstacle] = obstacles(facts).filter(({ tolerable }) => !tolerable);
  return obstacle && { kind: 'unreachable', detail: `${obstacle.problem}: ${obstacle.type}` };
}

const asBindError = (problem: SourceProblem): BindError => ({
  kind: problem.kind === 'no-permission' || problem.kind === 'module-missing' ? problem.kind : 'link-lost',
  detail: problem.detail,
});
