import { ZERO } from '../../reference/time.js';
import { decodeFrame, type DecodedFrame } from '../../reference/wire/frame.js';
import { QTYPE } from '../../reference/wire/node-information.js';
import { configure, fault, faults, ignoring, rewrite, type Fault } from '../kit/faults.js';
import { subjectNameIn } from './node-information.js';
import { at, has } from './rewriters.js';

/** A device to which some queries never come. */
const deafTo = (title: string, which: (decoded: DecodedFrame) => boolean): Fault =>
  fault(
    title,
    rewrite('in', () => (octets) => {
      const decoded = decodeFrame(octets);
      return has(decoded, 'nodeInformationQuery.qtype') && which(decoded) ? [] : [{ octets }];
    }),
  );

const qtypeOf = (decoded: DecodedFrame): number => at<number>(decoded, 'nodeInformationQuery.qtype');
const subjectOf = (decoded: DecodedFrame): string | undefined =>
  subjectNameIn(at<number>(decoded, 'nodeInformationQuery.code'), at<Uint8Array>(decoded, 'nodeInformationQuery.data'));

const codeMatters = deafTo(
  'heeds the code of a NOOP',
  (decoded) => qtypeOf(decoded) === QTYPE.noop && at<number>(decoded, 'icmpv6.code') !== 1,
);
const anySubject = fault('does not look at the subject', ignoring('ni-subject'));
const forAll = fault('answers queries from everywhere', configure({ features: { nodeInformation: true, nodeInformationForAll: true } }));

faults('icmpv6.node-information', {
  'noop-code-0': codeMatters,
  'noop-code-2': codeMatters,
  'subject-capitals': deafTo('compares names with case', (decoded) => /[A-Z]/.test(subjectOf(decoded) ?? '')),
  'subject-first-label': deafTo('knows whole names only', (decoded) => subjectOf(decoded)?.includes('.') === false),
  'subject-same': deafTo('knows no names as subjects', (decoded) => subjectOf(decoded) !== undefined),
  'foreign-other-label': anySubject,
  'foreign-other-domain': anySubject,
  'foreign-longer': anySubject,
  'foreign-ipv4': anySubject,
  [`foreign-address-${QTYPE.nodeName}`]: anySubject,
  [`foreign-address-${QTYPE.nodeAddresses}`]: anySubject,
  'foreign-address-99': anySubject,
  'multicast-delay': fault('answers multicast queries at once', configure({ constants: { QUERY_RESPONSE_INTERVAL: ZERO } })),
  'global-source-name': forAll,
  'global-source-addresses': forAll,
  'privacy-subject-name': fault('tells its name for a temporary address', ignoring('ni-privacy')),
  'privacy-subject-addresses': fault('tells its addresses for a temporary one', ignoring('ni-privacy')),
  rate: fault('answers every query', configure({ constants: { NODE_INFORMATION_BUCKET: 1_000 } })),
});
