import { expect } from 'chai';
import { sampleRun } from '../sample/sample-run.js';
import { waiversOf, waiversView, type Waiver } from './waivers.js';

const { tests } = sampleRun().result;
const waiver = (test: string, until = '2027-03-31'): Waiver => ({ test, owner: 'r.lee', reason: 'fixed in 4.3', until });
const states = (waivers: readonly Waiver[], judgedOn: string): readonly (readonly [string, string, boolean])[] =>
  waiversView(tests, waivers, judgedOn).rows.map(({ id, state, stale }) => [id, state, stale]);

describe('the waivers of a run', () => {
  it('hold through their last day', () => {
    const failed = [waiver('nd.address-resolution.na-hop-limit')];
    expect(states(failed, '2027-03-01')).to.deep.equal([[failed[0]?.test, 'in force, 30 days left', false]]);
    expect(states(failed, '2027-03-31')).to.deep.equal([[failed[0]?.test, 'in force, its last day', false]]);
    expect(states(failed, '2027-04-01')).to.deep.equal([[failed[0]?.test, 'expired', true]]);
  });

  it('come first when the run fails for them', () => {
    const waivers = ['nd.dad.probe-count', 'icmpv6.echo.reply', 'nd.redirect.accepted', 'nd.elsewhere'].map((id) => waiver(id));
    expect(states(waivers, '2027-03-30')).to.deep.equal([
      ['icmpv6.echo.reply', 'not needed any more', true],
      ['nd.dad.probe-count', 'in force, 1 day left', false],
      ['nd.redirect.accepted', 'the run cannot say', false],
      ['nd.elsewhere', 'the test was not run', false],
    ]);
  });

  it('are for each part that the device plays, unless the part has one of its own', () => {
    const [failed, passed] = ['fail', 'pass'].map((verdict) => tests.find((test) => test.verdict === verdict)!);
    const both = [failed!, { ...failed!, id: `${failed!.id}@router` }, { ...passed!, id: 'nd.x' }, { ...failed!, id: 'nd.x@router' }];
    const fates = (ran: typeof both, ...ids: readonly string[]): readonly (readonly [string, string, string])[] =>
      waiversView(
        ran,
        ids.map((id) => waiver(id)),
        '2027-03-31',
      ).rows.map(({ id, state, href }) => [id, state, href]);
    expect(fates(both.slice(1), failed!.id)).to.deep.equal([[failed!.id, 'in force, its last day', `tests/${failed!.id}_40router.html`]]);
    expect(fates(both, 'nd.x'), 'needed by one of the two').to.deep.equal([['nd.x', 'in force, its last day', 'tests/nd.x_40router.html']]);
    expect(fates(both, 'nd.x', 'nd.x@router')).to.deep.equal([
      ['nd.x', 'not needed any more', 'tests/nd.x.html'],
      ['nd.x@router', 'in force, its last day', 'tests/nd.x_40router.html'],
    ]);
    expect(fates(both.slice(0, 1), `${failed!.id}@router`)[0]?.[1]).to.equal('the test was not run');
  });

  it('lead to their tests where these were run', () => {
    const { rows } = waiversView(tests, [waiver('icmpv6.echo.reply'), waiver('nd.elsewhere')], '2026-11-22');
    expect(rows.map(({ href }) => href)).to.deep.equal(['tests/icmpv6.echo.reply.html', '']);
  });

  it('are those beside the verdicts when nothing else is known', () => {
    expect(waiversOf(tests).map(({ test }) => test)).to.deep.equal(['nd.address-resolution.na-solicited-flag']);
  });
});
