import { expect } from 'chai';
import type { TestDetails } from '../../suites/kit/record.js';
import { failing } from '../sample/failing-tests.js';
import { other } from '../sample/other-tests.js';
import { stepViews, type StepView } from './steps-view.js';

const detailsOf = (id: string): TestDetails =>
  [...failing, ...other].find(({ record }) => record.id === id)?.details ?? expect.fail(`no ${id}`);

const views = (details: TestDetails): readonly StepView[] => stepViews(details, new Set(details.frames.map(({ ordinal }) => ordinal)));

describe('stepViews', () => {
  it('shows the window from its cause, its widening and the measured time', () => {
    expect(views(detailsOf('icmpv6.echo.reply'))[1]).to.include({ window: '0 s to 1 s after frame 4, ±50 ms', measured: '+121 µs' });
  });

  it('says how late an arrival was', () => {
    expect(views(detailsOf('nd.nud.probe-interval'))[6]?.measured).to.equal('+1.36 s, 309.6 ms late');
  });

  it('tells a frame that does not match from nothing at all', () => {
    expect(views(detailsOf('nd.address-resolution.na-hop-limit'))[2]?.measured).to.equal('none that matches; the closest at +39 µs');
    expect(views(detailsOf('icmpv6.echo.hostile-text'))[2]?.measured).to.equal('nothing came');
  });

  it('keeps the gauge inside its picture and the arrival inside the band only when it was', () => {
    for (const id of ['icmpv6.echo.reply', 'nd.nud.probe-interval', 'nd.validation.ns-hop-limit'])
      for (const { gauge } of views(detailsOf(id))) {
        if (!gauge) continue;
        expect(gauge.outerX + gauge.outerWidth).to.be.at.most(160);
        for (const { x, good } of gauge.dots) expect(x >= gauge.outerX - 0.1 && x <= gauge.outerX + gauge.outerWidth + 0.1).to.equal(good);
      }
  });

  it('folds a flood of steps that do the same, and keeps one that does not', () => {
    const details = detailsOf('icmpv6.echo.reply');
    const [send, expected] = details.steps;
    const steps = [...Array.from({ length: 400 }, (_, i) => ({ ...send!, label: `probe ${i}` })), expected!].map((step, index) => ({
      ...step,
      index,
    }));
    const shown = views({ ...details, steps });
    expect(shown.map(({ number }) => number)).to.deep.equal([1, 2, 3, 4, 400, 401]);
    expect(shown[3]?.folded).to.equal('395 more like this');
    const failing = steps.map((step, i) => (i === 200 ? { ...step, outcome: 'failed' as const } : step));
    expect(views({ ...details, steps: failing }).map(({ number }) => number)).to.include(201);
  });

  it('folds rounds of steps as it folds single ones', () => {
    const details = detailsOf('icmpv6.echo.reply');
    const [send, expected] = details.steps;
    const round = (i: number) => [
      { ...send!, label: `probe ${i}` },
      { ...send!, kind: 'elapse' as const, label: i % 7 === 0 ? '998 µs pass' : '1 ms pass' },
    ];
    const steps = [expected!, ...Array.from({ length: 200 }, (_, i) => round(i)).flat(), expected!].map((step, index) => ({
      ...step,
      index,
    }));
    const shown = views({ ...details, steps });
    expect(shown.map(({ number }) => number)).to.deep.equal([1, 2, 3, 4, 5, 400, 401, 402]);
    expect(shown.map(({ folded }) => folded)).to.deep.equal(['', '', '', '', '394 more like these', '', '', '']);
    const interrupted = steps.map((step, i) => (i === 200 ? { ...step, outcome: 'failed' as const } : step));
    expect(views({ ...details, steps: interrupted }).map(({ number }) => number)).to.include(201);
    const few = steps.slice(0, 9);
    expect(views({ ...details, steps: few })).to.have.length(9);
  });

  it('makes one row of waits of one length, and of nothing else', () => {
    const details = detailsOf('icmpv6.echo.reply');
    const [send, expected] = details.steps;
    const wait = { ...send!, kind: 'elapse' as const, label: '500 ms pass', frames: [] };
    const steps = [wait, wait, wait, send!, send!, wait, { ...wait, label: '1 s pass' }, expected!].map((step, index) => ({
      ...step,
      index,
    }));
    const shown = views({ ...details, steps });
    expect(shown.map(({ number, upTo }) => [number, upTo])).to.deep.equal([
      [1, 3],
      [4, 0],
      [5, 0],
      [6, 0],
      [7, 0],
      [8, 0],
    ]);
    expect(`${shown[0]?.kind} ${shown[0]?.label}`).to.equal('let 500 ms pass, 3 times');
  });

  it('leads to the frames that are on the page, and only to those', () => {
    const details = detailsOf('icmpv6.echo.reply');
    expect(stepViews(details, new Set([5])).map(({ frames }) => frames)).to.deep.equal([
      [{ ordinal: 4, shown: false }],
      [{ ordinal: 5, shown: true }],
    ]);
  });
});
