import { expect } from 'chai';
import { cpuTimes, parseProcessTime } from './process-time.js';

/** proc_pid_stat(5): as a kernel printed it, but for the name. */
const stat = (name: string): string =>
  `1234 (${name}) S 1 1234 1234 0 -1 4194560 1021 0 12 0 87 13 2 1 20 0 4 0 51893 87654400 2310 18446744073709551615 1 1 0 0 0 0\n`;

describe('bench: the CPU time of a process', function () {
  this.timeout(20_000);

  it('is its own in user and kernel mode, without that of its children', () => {
    expect(parseProcessTime(stat('ripngd'))).to.deep.equal({ name: 'ripngd', ticks: 100 });
  });

  it('is found behind a name of any form', () => {
    for (const name of ['a b', 'a) S 1 2 3 (b', '']) expect(parseProcessTime(stat(name))).to.deep.equal({ name, ticks: 100 });
  });

  it('is not read from something else', () => {
    for (const text of ['', '1 (sh', '1 (sh) S 1 2', '1 sh S 1 1 1 0 -1 0 0 0 0 0 1 2']) expect(parseProcessTime(text)).to.equal(undefined);
  });

  it('of this one grows with its work', () => {
    const total = (): number => [...cpuTimes([process.pid]).values()].reduce((sum, ms) => sum + ms, 0);
    const [before, begin] = [total(), process.cpuUsage().user];
    while (process.cpuUsage().user - begin < 60_000) Math.hypot(1, 2);
    expect(total() - before).to.be.within(40, 5_000);
  });
});
