import { formatAddress } from '../../reference/net/address.js';
import { formatPrefix } from '../../reference/net/prefix.js';
import { failed, ok, type Result } from '../../reference/net/result.js';
import type { Action, ActionError, ActionKind, InterfaceState, InterfaceVariable } from '../../suites/kit/action.js';

type Do = (action: Action) => Promise<Result<void, ActionError>>;

/** What a test has changed of a device that cannot be read and repaired as a whole: undone action by action. */
export interface ActionLog {
  /** To be told of each action that was carried out, with the state of its link before. */
  note(action: Action, before: InterfaceState | undefined): void;
  /**
   * Undoes what was noted, latest first; a change with no way back calls for one `reset` of its link, where the adapter has
   * that. The text names what could not be undone.
   */
  undo(actions: ReadonlySet<ActionKind>, perform: Do): Promise<Result<void, string>>;
}

const LEAVES_NOTHING: ReadonlySet<ActionKind> = new Set(['ping', 'ping-without-zone', 'ping-first-of', 'ping-preferring', 'canary']);

export function createActionLog(): ActionLog {
  let changes: { readonly action: Action; readonly before: InterfaceState | undefined }[] = [];
  return {
    note(action, before) {
      if (LEAVES_NOTHING.has(action.kind)) return;
      const kept = changes.filter((change) => !takesBack(action, change.action));
      // What undoes an earlier change needs no undoing itself.
      const isUndoing = kept.length < changes.length && !REPLACES.has(action.kind);
      changes = isUndoing ? kept : [...kept, { action, before }];
    },
    async undo(actions, perform) {
      const undoing = changes.reverse();
      changes = [];
      const left: string[] = [];
      const resets = new Set<string>();
      for (const { action, before } of undoing) {
        const inverse = inverseOf(action, before);
        if (inverse === 'nothing') continue;
        if (inverse !== undefined && actions.has(inverse.kind)) left.push(...complaintOf(action, await perform(inverse)));
        else if (actions.has('reset')) resets.add(action.link);
        else left.push(`${action.kind} on ${action.link} has no way back`);
      }
      for (const link of resets) left.push(...complaintOf({ kind: 'reset', link }, await perform({ kind: 'reset', link })));
      return left.length === 0 ? ok(undefined) : failed(left.join('; '));
    },
  };
}

/** Changes that an action takes back, or takes the place of. */
const TAKES_BACK: Readonly<Partial<Record<ActionKind, readonly ActionKind[]>>> = {
  advertise: ['advertise'],
  'stop-advertising': ['advertise'],
  'start-ripng': ['start-ripng'],
  'stop-ripng': ['start-ripng'],
  'become-host': ['become-router'],
  'become-router': ['become-host'],
  'refuse-renumbering': ['accept-renumbering'],
  'remove-address': ['add-address'],
  'remove-route': ['add-route'],
  'remove-multicast-route': ['add-multicast-route'],
  'stop-udp-echo': ['serve-udp-echo'],
  'filter-sources': ['join-group', 'filter-sources'],
  'leave-group': ['join-group', 'filter-sources'],
};

function takesBack(action: Action, earlier: Action): boolean {
  if (earlier.link !== action.link || TAKES_BACK[action.kind]?.includes(earlier.kind) !== true) return false;
  return objectOf(action) === objectOf(earlier);
}

/** Those that take the place of an earlier change without undoing it. */
const REPLACES: ReadonlySet<ActionKind> = new Set(['advertise', 'filter-sources', 'start-ripng']);

/** Which of several addresses, routes, ports or groups of a link an action is about. */
function objectOf(action: Action): string {
  if (action.kind === 'add-address' || action.kind === 'remove-address') return formatAddress(action.address);
  if (action.kind === 'serve-udp-echo' || action.kind === 'stop-udp-echo') return String(action.port);
  if ('groups' in action) return `${formatPrefix(action.groups)} ${action.source ? formatAddress(action.source) : ''}`;
  if ('group' in action) return formatAddress(action.group);
  return action.kind === 'add-route' || action.kind === 'remove-route' ? formatPrefix(action.prefix) : '';
}

/**
 * What these are on a device unless a test changes them. They are not asked of it, since no adapter of this kind can: that a
 * device is like that is among what it must be for a run.
 */
const USUAL = {
  temporaryAddresses: 0,
  optimisticDad: 0,
  acceptAdvertisements: 1,
  acceptRedirects: 1,
  unreachabilityDetection: 1,
  useDeprecatedSources: 1,
} as const satisfies Partial<Record<InterfaceVariable, number>>;

const isUsual = (variable: InterfaceVariable): variable is keyof typeof USUAL => Object.hasOwn(USUAL, variable);

function inverseOf(action: Action, before: InterfaceState | undefined): Action | 'nothing' | undefined {
  switch (action.kind) {
    case 'reset':
    case 'interface-up':
      return 'nothing';
    case 'interface-down':
      return { kind: 'interface-up', link: action.link };
    case 'add-address':
      return { kind: 'remove-address', link: action.link, address: action.address };
    case 'set-variable':
      // What it was is known of none; of these it is taken for granted.
      return isUsual(action.variable) ? { ...action, value: USUAL[action.variable] } : undefined;
    case 'add-proxy':
      return { kind: 'remove-proxy', link: action.link, address: action.address };
    case 'add-route':
      return { kind: 'remove-route', link: action.link, prefix: action.prefix };
    case 'add-multicast-route':
      return { ...action, kind: 'remove-multicast-route' };
    case 'advertise':
      return { kind: 'stop-advertising', link: action.link };
    case 'start-ripng':
      return { kind: 'stop-ripng', link: action.link };
    case 'become-host':
      return { kind: 'become-router', link: action.link };
    case 'become-router':
      return { kind: 'become-host', link: action.link };
    case 'accept-renumbering':
      return { kind: 'refuse-renumbering', link: action.link };
    case 'add-ipv4-address':
      return { kind: 'remove-ipv4-address', link: action.link, address: action.address };
    case 'add-tunnel':
      return { kind: 'remove-tunnel', link: action.link, name: action.name };
    case 'serve-udp-echo':
      return { ...action, kind: 'stop-udp-echo' };
    case 'join-group':
    case 'filter-sources':
      return { kind: 'leave-group', link: action.link, group: action.group };
    case 'set-link-layer-address':
      return before && { kind: 'set-link-layer-address', link: action.link, address: before.linkLayerAddress };
    default:
      return undefined;
  }
}

const complaintOf = (action: Action, outcome: Result<void, ActionError>): readonly string[] =>
  outcome.ok ? [] : [`${action.kind} on ${action.link} was not undone: ${outcome.error.detail}`];
