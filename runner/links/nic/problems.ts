import type { SourceProblem } from '../frames.js';
import type { NicPlace } from './capture-process.js';
import type { ChildProblem } from './records.js';

const WORKS_WITHOUT = 'run (against the embedded reference), list, judge, decode, replay, perturb, coverage and report';

const where = (place: NicPlace): string =>
  place.namespace === undefined ? place.interface : `${place.interface} in namespace ${place.namespace}`;

/** Why the capture process did not come up, and what to type. */
export function describeStart(place: NicPlace, refusal: ChildProblem | undefined, complaints: string): SourceProblem {
  if (refusal?.kind === 'module-missing') return describeMissingModule(refusal.detail);
  if (refusal?.kind === 'no-permission' || /permission|not permitted/i.test(refusal?.detail ?? complaints)) {
    return {
      kind: 'no-permission',
      detail: `raw frames on ${where(place)} need root or CAP_NET_RAW: run the same command with sudo, or: sudo setcap cap_net_raw,cap_net_admin+eip ${process.execPath}`,
    };
  }
  return { kind: 'link-lost', detail: refusal?.detail ?? `the capture process for ${where(place)} ended: ${complaints}` };
}

export function describeMissingModule(reason: string): SourceProblem {
  return {
    kind: 'module-missing',
    detail:
      `the optional module "cap" cannot be loaded (${reason.replace(/ imported from .*$/s, '')}). NICs need it: sudo apt-get install libpcap-dev, then npm install again, or npm rebuild cap. ` +
      `Without it these work: ${WORKS_WITHOUT}.`,
  };
}

/** libpcap's binding aborts its process when the NIC goes down or is removed; other ends are told as they are. */
export function describeLinkLoss(place: NicPlace, how: string, complaints: string): SourceProblem {
  const aborted = how === 'SIGABRT';
  const detail = aborted
    ? `${where(place)} went down or was removed`
    : `the capture process of ${where(place)} ended: ${[how, complaints].filter(Boolean).join(', ')}`;
  return { kind: 'link-lost', detail };
}
