import type { InterfaceView, NodeCommand } from '../../../reference/node.js';
import { inMilliseconds, type Duration } from '../../../reference/time.js';
import { didYouMean } from '../../nearest.js';
import { misused, refused, type Answer, type Session } from '../command.js';
import { interfaceNamed } from '../names.js';
import { wholeNumber } from '../options.js';

/** KAME's flags of an interface, with what of this node they are. */
const FLAGS = {
  nud: 'unreachabilityDetection',
  accept_rtadv: 'acceptAdvertisements',
  prefer_source: 'preferSource',
} as const;

/** In KAME's words; times in milliseconds. */
const VARIABLES = {
  basereachable: { variable: 'baseReachableTimeMs', from: 1, to: 3_600_000 },
  retrans: { variable: 'retransTimerMs', from: 1, to: 3_600_000 },
  curhlim: { variable: 'curHopLimit', from: 1, to: 255 },
} as const;

/** `ndp -i`: shows the flags and variables, after it has set what the words say. */
export function interfaceFlags(view: InterfaceView, words: readonly string[], session: Session): Answer {
  const orders = words.map((word) => orderOf(view, word));
  for (const order of orders.flat()) {
    const obeyed = session.node.command(order);
    if (!obeyed.ok) throw refused(`ndp: ${obeyed.error}`);
  }
  return shown(interfaceNamed(session.node, view.name));
}

function orderOf({ name: link, disabled }: InterfaceView, word: string): readonly NodeCommand[] {
  const [variable = '', value] = word.split('=');
  if (value !== undefined) {
    if (!isKeyOf(VARIABLES, variable))
      throw misused(
        `ndp: there is no variable ${variable}.${didYouMean(variable, Object.keys(VARIABLES)) || ` Known: ${Object.keys(VARIABLES).join(' ')}`}`,
      );
    const { from, to, variable: own } = VARIABLES[variable];
    return [{ kind: 'set-variable', link, variable: own, value: wholeNumber('ndp', variable, value, from, to) }];
  }
  const flag = word.replace(/^-/, '');
  const isSet = !word.startsWith('-');
  if (flag === 'disabled') return enabling(link, isSet, disabled);
  const known = [...Object.keys(FLAGS), 'disabled'];
  if (!isKeyOf(FLAGS, flag)) throw misused(`ndp: there is no flag ${flag}.${didYouMean(flag, known) || ` Known: ${known.join(' ')}`}`);
  return [{ kind: 'set-feature', link, feature: FLAGS[flag], value: isSet }];
}

/** The flag is set by a duplicate link-local address; it is cleared by a fresh start of the interface (RFC 4862 section 5.4.5). */
function enabling(link: string, isSet: boolean, isDisabled: boolean): readonly NodeCommand[] {
  if (isSet) return [{ kind: 'interface-down', link }];
  return isDisabled ? [{ kind: 'reset', link }] : [{ kind: 'interface-up', link }];
}

const isKeyOf = <T extends object>(of: T, key: string): key is Extract<keyof T, string> => Object.hasOwn(of, key);

function shown({ variables, disabled, up }: InterfaceView): Answer {
  const { linkMtu, curHopLimit, baseReachableTime, reachableTime, retransTimer, features, constants, isRouter } = variables;
  const flags = [
    ...Object.entries(FLAGS).flatMap(([flag, feature]) => (features[feature] && !(flag === 'accept_rtadv' && isRouter) ? [flag] : [])),
    ...(disabled || !up ? ['disabled'] : []),
  ];
  return {
    lines: [
      `linkmtu=${linkMtu}, maxmtu=${constants.LINK_MTU}, curhlim=${curHopLimit}, basereachable=${parts(baseReachableTime)}, ` +
        `reachable=${Math.round(inMilliseconds(reachableTime) / 1_000)}s, retrans=${parts(retransTimer)}`,
      `Flags: ${flags.join(' ')}`.trimEnd(),
    ],
    data: {
      linkMtu,
      maxMtu: constants.LINK_MTU,
      curHopLimit,
      baseReachableMs: inMilliseconds(baseReachableTime),
      reachableMs: inMilliseconds(reachableTime),
      retransMs: inMilliseconds(retransTimer),
      flags,
    },
  };
}

/** `30s0ms` */
const parts = (time: Duration): string => {
  const ms = Math.round(inMilliseconds(time));
  return `${Math.floor(ms / 1_000)}s${ms % 1_000}ms`;
};
