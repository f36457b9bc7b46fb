import type { NonVolatileStorage } from '../../reference/engine/environment.js';
import { formatAddress } from '../../reference/net/address.js';
import type { NodeConfiguration } from '../../reference/node.js';
import type { RipngSettings } from '../../reference/routing/ripng/settings.js';
import type { ConsoleHost } from '../console/command.js';
import { openConsole } from '../console/server.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { describeProblem } from '../links/frames.js';
import type { NicPort } from '../links/nic/nic-port.js';
import { openNodePort } from './node-port.js';
import { followRipng } from './ripng-log.js';
import { startLiveNode, type LiveNode } from './live-node.js';

const talk = (text: string): void => void process.stderr.write(`${text}\n`);

export interface RunOptions {
  readonly seed: number;
  readonly verbose: boolean;
  readonly nonVolatile?: NonVolatileStorage | undefined;
}

/** Runs a node on open NICs, with its console; Ctrl-C and SIGTERM are the way to end it. The NICs are closed at the end. */
export async function runUntilSignal(
  ports: Map<string, NicPort>,
  configuration: NodeConfiguration,
  { seed, verbose, nonVolatile }: RunOptions,
): Promise<ExitCode> {
  const { name, role, behaviour } = configuration;
  const isAlone = configuration.interfaces.filter(({ kind }) => kind !== 'loopback').length === 1;
  talk(`${name}, ${role} on ${[...ports.keys()].join(', ')}, behaviour ${behaviour}, seed ${seed}`);
  const [ended, end] = signalOrEnd();
  const follow = followRipng(talk);
  // The first routes come before there is a node to ask.
  let ripngNow = (): RipngSettings | undefined => configuration.ripng;
  const live = startLiveNode(
    ports,
    configuration,
    { seed, nonVolatile },
    {
      usable: (address, link) => void process.stdout.write(`${formatAddress(address)}${isAlone ? '' : `%${link}`}\n`),
      ready: () => void process.stdout.write('ready\n'),
      event(event) {
        const isTold = follow(event, ripngNow());
        if (verbose || isTold) talk([event.name, event.port, event.discard, event.detail].filter(Boolean).join('  '));
      },
      lost: (link, why) => talk(isAlone ? why : `${link} is down: ${why}`),
      ended: () => end(EXIT.unable),
    },
  );
  ripngNow = () => live.node.programs.ripng?.settings;
  const opened = await openConsole(name, consoleHost(live, ports, configuration));
  talk(opened.ok ? `console at ${opened.value.path}` : `no console: ${opened.error}`);
  const code = await ended;
  if (opened.ok) opened.value.close();
  live.stop();
  await Promise.all([...ports.values()].map((port) => port.close()));
  return code;
}

/** Resolves at a signal, or when told to. */
function signalOrEnd(): readonly [Promise<ExitCode>, (code: ExitCode) => void] {
  let end: (code: ExitCode) => void = () => undefined;
  const ended = new Promise<ExitCode>((resolve) => (end = resolve));
  const onSignal = (): void => end(EXIT.fine);
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  const cleaned = ended.finally(() => {
    for (const signal of signals) process.removeListener(signal, onSignal);
  });
  return [cleaned, end];
}

const consoleHost = (live: LiveNode, ports: Map<string, NicPort>, { interfaces }: NodeConfiguration): ConsoleHost => ({
  node: live.node,
  now: live.now,
  schedule: live.schedule,
  observe: live.observe,
  isLost: live.isLost,
  async reopen(link) {
    const isLine = interfaces.some(({ name, kind }) => name === link && kind === 'point-to-point');
    const opened = await openNodePort({ name: link, isLine });
    if (!opened.ok) return describeProblem(opened.error);
    await ports.get(link)?.close();
    ports.set(link, opened.value);
    live.attach(link, opened.value);
    return undefined;
  },
});
