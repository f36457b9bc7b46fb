import { failed, ok, type Result } from '../../reference/net/result.js';
import type { Action, ActionError, ActionKind, InterfaceState } from '../../suites/kit/action.js';
import type { BindError } from '../../suites/kit/bench.js';
import { stateFromJson, type InterfaceStateJson } from '../../suites/kit/interface-state-json.js';
import type { NicPlace } from '../links/nic/capture-process.js';
import { createActionLog } from './action-log.js';
import { actionParameters } from './action-parameters.js';
import { actionFailed, refusesCanary, unsupported, type Adapter } from './adapter.js';
import { configuredState, placesOf, type ConfiguredLinks } from './configured-links.js';
import { complaint, runProgram, type Outcome } from './run-program.js';

export interface CommandSettings {
  /** One argument vector per action; `{link}`, `{device}`, `{address}`... stand for the action's parameters. */
  readonly actions: Readonly<Partial<Record<ActionKind, readonly string[]>>>;
  /**
   * Prints `{"linkLayerAddress": "...", "addresses": [{"address": "...", "prefixLength": 64, "state": "preferred"}]}`, and
   * in it `"resolver": {"servers": ["..."], "searchList": ["..."]}` where it can tell what the device learnt on the link.
   */
  readonly state?: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutS: number;
}

const UNSUPPORTED_EXIT_CODE = 127;

/**
 * The vendor's own programs, one per action. They are started without a shell; parameters replace placeholders in the
 * arguments and stand in the environment as SIXPROOF_LINK, SIXPROOF_ADDRESS and so on. Exit code 0 means done (for a ping:
 * begun), 127 unsupported, anything else failed; the last line of stderr is the reason.
 */
export function commandAdapter(settings: CommandSettings, links: ConfiguredLinks): Adapter {
  return new CommandAdapter(settings, links);
}

class CommandAdapter implements Adapter {
  readonly name = 'command';
  readonly actions: ReadonlySet<ActionKind>;
  private readonly log = createActionLog();

  constructor(
    private readonly settings: CommandSettings,
    private readonly configured: ConfiguredLinks,
  ) {
    this.actions = new Set((Object.keys(settings.actions) as ActionKind[]).filter((kind) => kind !== 'canary'));
  }

  async prepare(): Promise<Result<void, BindError>> {
    const [first = 'link0'] = this.configured.keys();
    const distrust = await refusesCanary(this, first);
    return distrust === undefined ? ok(undefined) : failed({ kind: 'unreachable', detail: distrust });
  }

  links(): ReadonlyMap<string, NicPlace> {
    return placesOf(this.configured);
  }

  async do(action: Action): Promise<Result<void, ActionError>> {
    const before = action.kind === 'set-link-layer-address' ? await this.state(action.link) : undefined;
    const outcome = await this.perform(action);
    if (outcome.ok) this.log.note(action, before?.ok ? before.value : undefined);
    return outcome;
  }

  async state(link: string): Promise<Result<InterfaceState, ActionError>> {
    const known =
      this.settings.state === undefined ? configuredState(link, this.configured.get(link)) : await this.ask(this.settings.state, link);
    return known.ok ? known : { ok: false, error: { kind: 'failed', action: 'reset', detail: known.error } };
  }

  cleanUp(): Promise<Result<void, string>> {
    return this.log.undo(this.actions, (action) => this.perform(action));
  }

  async close(): Promise<void> {
    await this.cleanUp();
  }

  private async perform(action: Action): Promise<Result<void, ActionError>> {
    const template = this.settings.actions[action.kind];
    if (template === undefined) return unsupported(action.kind, `control.actions has no program for ${action.kind}`);
    const { command, outcome } = await this.run(template, actionParameters(action));
    if (outcome.code === UNSUPPORTED_EXIT_CODE) return unsupported(action.kind, complaint(command, outcome));
    return outcome.code === 0 ? ok(undefined) : actionFailed(action.kind, complaint(command, outcome));
  }

  private async ask(template: readonly string[], link: string): Promise<Result<InterfaceState, string>> {
    const { command, outcome } = await this.run(template, new Map([['link', link]]));
    if (outcome.code === UNSUPPORTED_EXIT_CODE) return configuredState(link, this.configured.get(link));
    if (outcome.code !== 0) return failed(complaint(command, outcome));
    const state = readState(outcome.stdout);
    return state === undefined
      ? failed(`${command[0] ?? ''} printed no interface state: ${outcome.stdout.trim().slice(0, 80)}`)
      : ok(state);
  }

  private async run(
    template: readonly string[],
    parameters: ReadonlyMap<string, string>,
  ): Promise<{ readonly command: readonly string[]; readonly outcome: Outcome }> {
    const all = new Map([...parameters, ['device', this.configured.get(parameters.get('link') ?? '')?.device ?? '']]);
    const command = template.map((argument) =>
      argument.replace(/\{(\w+)\}/g, (whole, name: string) => (PARAMETERS.has(name) ? (all.get(name) ?? '') : whole)),
    );
    const variables = [...all].map(([name, value]) => [
      `SIXPROOF_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
      value,
    ]);
    const environment = { ...this.settings.environment, ...(Object.fromEntries(variables) as Record<string, string>) };
    return { command, outcome: await runProgram(command, { environment, timeoutMs: this.settings.timeoutS * 1_000 }) };
  }
}

const PARAMETERS: ReadonlySet<string> = new Set([
  'action',
  'link',
  'device',
  'address',
  'prefixLength',
  'anycast',
  'destination',
  'destinations',
  'source',
  'prefers',
  'dataOctets',
  'variable',
  'value',
  'linkLayerAddress',
  'prefix',
  'gateway',
  'reject',
  'blackhole',
  'configuration',
  'port',
  'group',
  'mode',
  'sources',
]);

const STATES: ReadonlySet<unknown> = new Set(['tentative', 'optimistic', 'preferred', 'deprecated', 'duplicated']);

/** Whatever a program prints, only a complete state comes out. */
function readState(text: string): InterfaceState | undefined {
  try {
    const read = JSON.parse(text) as Partial<InterfaceStateJson> | null;
    const addresses = read?.addresses;
    if (typeof read?.linkLayerAddress !== 'string' || !Array.isArray(addresses)) return undefined;
    const entries = addresses as readonly { address?: unknown; prefixLength?: unknown; state?: unknown }[];
    const complete = entries.every(
      ({ address, prefixLength, state }) => typeof address === 'string' && Number.isInteger(prefixLength) && STATES.has(state),
    );
    return complete && isResolver(read.resolver) ? stateFromJson(read as InterfaceStateJson) : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing, or two lists of texts. */
function isResolver(read: unknown): boolean {
  if (typeof read !== 'object' || read === null) return read === undefined;
  const { servers, searchList }: { servers?: unknown; searchList?: unknown } = read;
  return [servers, searchList].every((list) => Array.isArray(list) && list.every((one) => typeof one === 'string'));
}
