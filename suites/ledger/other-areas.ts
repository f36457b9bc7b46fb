import type { Requirement } from '../kit/requirement.js';
import { must } from './lines.js';

// prettier-ignore
/** Requirements of other areas that rest on RFC 4443, RFC 4861 or RFC 4862 as well. */
export const otherAreas: readonly Requirement[] = [
  must('sas-icmp-reply-not', 'node', 'RFC4443:2.2', 'The source of an Echo Reply is the destination of its request; a Neighbor Advertisement has any address of the interface (point a)'),
  must('mld-solnode-report', 'node', 'RFC4861:7.2.1 RFC3810:6.1', 'Joining a solicited-node group is reported'),
];
