import { expect } from 'chai';
import type { TestDetails } from '../../suites/kit/record.js';
import { failing } from '../sample/failing-tests.js';
import { other } from '../sample/other-tests.js';
import { stepViews } from './steps-view.js';

const detailsOf = (id: string): TestDetails =>
  [...failing, ...other].find(({ record }) => record.id === id)?.details ?? expect.fail(`no ${id}`);

describe('stepViews', () => {
  it('shows the window from its cause, its widening and the measured time', () => {
    expect(stepViews(detailsOf('icmpv6.echo.reply'))[1]).to.include({ window: '0 s to 1 s after frame 4, ±50 ms', measured: '+121 µs' });
  });

  it('says how late an arrival was', () => {
    expect(stepViews(detailsOf('nd.nud.probe-interval'))[6]?.measured).to.equal('+1.36 s, 309.6 ms late');
  });

  it('tells a frame that does not match from nothing at all', () => {
    expect(stepViews(detailsOf('nd.address-resolution.na-hop-limit'))[2]?.measured).to.equal('none that matches; the closest at +39 µs');
    expect(stepViews(detailsOf('icmpv6.echo.hostile-text'))[2]?.measured).to.equal('nothing came');
  });

  it('keeps the gauge inside its picture and the arrival inside the band only when it was', () => {
    for (const id of ['icmpv6.echo.reply', 'nd.nud.probe-interval', 'nd.validation.ns-hop-limit'])
      for (const { gauge } of stepViews(detailsOf(id))) {
        if (!gauge) continue;
        expect(gauge.outerX + gauge.outerWidth).to.be.at.most(160);
        for (const { x, good } of gauge.dots) expect(x >= gauge.outerX - 0.1 && x <= gauge.outerX + gauge.outerWidth + 0.1).to.equal(good);
      }
  });
});
