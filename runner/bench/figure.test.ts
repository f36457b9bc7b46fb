import { expect } from 'chai';
import { decodeFrame } from '../../reference/wire/frame.js';
import { judgeSource } from '../judge/judge-captures.js';
import { preparedSource } from '../judge/crafted/prepared-source.js';
import { figureLine, meets } from './figure.js';
import { mixedTraffic } from './traffic.js';

describe('the bench', function () {
  this.timeout(20_000);

  it('prints a figure with its budget and says when that is not met', () => {
    const figure = { name: 'decode, against tcpdump', value: 1.234, unit: 'x', budget: { atLeast: 2 } };
    expect(figureLine(figure)).to.match(/^decode, against tcpdump +1\.23 x {3}budget: at least 2 x, NOT MET$/);
    expect(meets({ ...figure, value: 2 })).to.equal(true);
    expect(figureLine({ name: 'echo', because: 'it needs root' })).to.match(/^echo +skipped: it needs root$/);
  });

  it('generates the same frames each time, all of them whole', () => {
    const [one, two] = [[...mixedTraffic(500)], [...mixedTraffic(500)]];
    expect(one).to.have.length(500);
    expect(one).to.deep.equal(two);
    for (const { octets } of one) expect(decodeFrame(octets).stopped).to.equal(undefined);
  });

  it('generates traffic that breaks no rule', async () => {
    const outcome = await judgeSource(preparedSource([...mixedTraffic(3_000)]), 'mixed', { complete: true });
    if (!('findings' in outcome)) expect.fail('no judgement');
    const broken = outcome.findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
    expect(broken.map(({ requirement, reason }) => `${requirement}: ${reason.text}`)).to.deep.equal([]);
  });
});
