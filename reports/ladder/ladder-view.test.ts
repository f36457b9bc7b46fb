import { expect } from 'chai';
import type { TestDetails } from '../../suites/kit/record.js';
import { failing } from '../sample/failing-tests.js';
import { other } from '../sample/other-tests.js';
import { ladderView, type LadderView } from './ladder-view.js';

const detailsOf = (id: string): TestDetails =>
  [...failing, ...other].find(({ record }) => record.id === id)?.details ?? expect.fail(`no ${id}`);

function draw(id: string, background = false): LadderView {
  const details = detailsOf(id);
  const frames = background ? details.frames : details.frames.filter((frame) => !frame.background);
  return ladderView(details, frames, 'ladder') ?? expect.fail('nothing drawn');
}

describe('ladderView', () => {
  it('draws an answer in time as a good dot inside its band', () => {
    const { bands, marks, arrows } = draw('icmpv6.echo.reply');
    expect(marks.map(({ dot, role }) => [dot, role])).to.deep.equal([[true, 'good']]);
    expect(marks[0]?.y).to.be.within(bands[0]?.y ?? 0, (bands[0]?.y ?? 0) + (bands[0]?.height ?? 0));
    expect(arrows[1]?.caption).to.equal('step 2: Echo Reply with the same data, +121 µs from frame 4');
  });

  it('draws a late arrival outside its band and says how late', () => {
    const { bands, marks, arrows } = draw('nd.nud.probe-interval');
    const late = marks.find(({ role }) => role === 'bad');
    const band = bands.at(-1);
    expect(late?.dot).to.equal(true);
    expect(late?.y).to.be.above((band?.y ?? 0) + (band?.height ?? 0));
    expect(arrows.find(({ role }) => role === 'wrong')?.caption).to.match(/309\.6 ms late$/);
  });

  it('draws nothing where something was due as an open circle at the end of the band', () => {
    const { bands, marks, notes } = draw('nd.address-resolution.na-hop-limit');
    expect(marks.map(({ circle, role }) => [circle, role])).to.deep.equal([[true, 'bad']]);
    expect(marks[0]?.y).to.be.at.least((bands[0]?.y ?? 0) + (bands[0]?.height ?? 0));
    expect(notes.map(({ text }) => text)).to.include('step 3: not seen (Neighbor Advertisement)');
  });

  it('draws a forbidden frame as a cross, and proved silence as a calm circle', () => {
    expect(draw('nd.dad.silent-while-tentative').marks.find(({ cross }) => cross !== '')?.role).to.equal('bad');
    expect(draw('nd.validation.ns-hop-limit').marks.map(({ circle, role }) => [circle, role])).to.deep.equal([[true, 'good']]);
  });

  it('hatches uncertainty outside the window of something due, and inside the window of a silence', () => {
    const due = draw('icmpv6.echo.reply');
    expect(due.fringes[0]?.y).to.be.at.least((due.bands[0]?.y ?? 0) + (due.bands[0]?.height ?? 0));
    const silent = draw('nd.validation.ns-hop-limit');
    const circle = silent.marks[0]?.y ?? 0;
    expect((silent.fringes[0]?.y ?? 0) + (silent.fringes[0]?.height ?? 0)).to.be.at.least(circle - 30);
    expect(silent.fringes[0]?.kind).to.equal('forbidden');
  });

  it('makes a band narrow where hardly any time passes, so that an answer at once stands at its beginning', () => {
    const { bands, marks, axis } = draw('icmpv6.echo.reply');
    const [neck, broad] = [...(bands[0]?.shape ?? '').matchAll(/M[\d.]+ (\d+)h([\d.]+)V(\d+)/g)].map((part) => part.slice(1).map(Number));
    expect([neck?.[1], broad?.[1]]).to.deep.equal([3, 10]);
    expect(marks[0]?.y).to.equal(neck?.[2]);
    expect(broad?.[0]).to.equal(neck?.[2]);
    expect(axis.larger).to.contain(`V${marks[0]?.y}`);
  });

  it('cuts a silence and labels it', () => {
    expect(draw('nd.nud.probe-interval').cuts.map(({ text }) => text)).to.include('~ 34.038 s ~');
  });

  it('does not draw the rest of a window that was met, where the next one begins', () => {
    const { bands } = draw('nd.dad.silent-while-tentative');
    expect(bands.map(({ kind, end, x }) => [kind, end, x])).to.deep.equal([
      ['expected', 'open', bands[0]?.x],
      ['forbidden', 'closed', bands[0]?.x],
    ]);
    expect((bands[0]?.y ?? 0) + (bands[0]?.height ?? 0)).to.be.at.most(bands[1]?.y ?? 0);
  });

  it('puts windows that are open at the same time side by side', () => {
    const details = detailsOf('nd.address-resolution.na-hop-limit');
    const [, , wait] = details.steps;
    if (!wait) throw new Error('the sample test has three steps');
    const steps = [...details.steps, { ...wait, index: 4, label: 'another' }];
    const ladder = ladderView({ ...details, steps }, details.frames, 'ladder');
    expect(new Set(ladder?.bands.map(({ x }) => x)).size).to.equal(2);
  });

  it('keeps a note between the frames of the steps around it, at one instant too', () => {
    const details = detailsOf('icmpv6.echo.reply');
    const [send, wait] = details.steps;
    if (!send || !wait) throw new Error('the sample test has two steps');
    const frames = details.frames.filter((frame) => !frame.background).map((frame, i) => ({ ...frame, atUs: 0, steps: [2 * i] }));
    const note = { ...send, kind: 'note' as const, label: 'between', atUs: 0, index: 1 };
    const ladder = ladderView({ ...details, steps: [send, note, { ...wait, index: 2 }] }, frames, 'ladder');
    expect(ladder?.notes[0]?.y).to.be.within(ladder?.arrows[0]?.y ?? 0, ladder?.arrows[1]?.y ?? 0);
  });

  it('leaves background traffic out, or draws it thin and in place', () => {
    const folded = draw('icmpv6.echo.reply');
    const full = draw('icmpv6.echo.reply', true);
    expect(folded.arrows.map(({ role }) => role)).to.not.include('background');
    expect(full.arrows.length).to.equal(detailsOf('icmpv6.echo.reply').frames.length);
    expect(full.arrows.map(({ y }) => y)).to.deep.equal(full.arrows.map(({ y }) => y).sort((a, b) => a - b));
  });

  it('draws nothing for a test without frames and notes', () => {
    expect(ladderView({ ...detailsOf('icmpv6.echo.reply'), frames: [], steps: [] }, [], 'ladder')).to.equal(undefined);
  });
});
