import { expect } from 'chai';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { junitXml } from './junit.js';
import { sampleRun } from './sample/sample-run.js';

interface Case {
  readonly name: string;
  readonly classname: string;
  readonly time: string;
  readonly failure?: { readonly message: string; readonly '#text': string };
  readonly error?: { readonly message: string };
  readonly skipped?: { readonly message: string };
  readonly 'system-out'?: string;
  readonly properties?: { readonly property: readonly { readonly name: string; readonly value: string }[] };
}

interface Suite {
  readonly name: string;
  readonly tests: string;
  readonly failures: string;
  readonly errors: string;
  readonly skipped: string;
  readonly testcase: readonly Case[];
}

describe('junitXml', () => {
  const { result } = sampleRun();
  const xml = junitXml(result);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => ['testsuite', 'testcase', 'property'].includes(name),
    htmlEntities: true,
  });
  const suites = (
    parser.parse(xml) as { testsuites: { tests: string; failures: string; errors: string; skipped: string; testsuite: readonly Suite[] } }
  ).testsuites;
  const cases = suites.testsuite.flatMap((suite) => suite.testcase);
  const caseOf = (id: string): Case => cases.find((one) => one.name === id) ?? expect.fail(`no case ${id}`);

  it('is XML that a parser accepts, without characters that XML 1.0 cannot carry', () => {
    expect(XMLValidator.validate(xml)).to.equal(true);

    expect(xml).not.to.match(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
    expect(xml).to.contain('{u+0000}');
  });

  it('counts what a reader of JUnit counts', () => {
    const { totals, tests } = result;
    expect([suites.tests, suites.failures, suites.errors, suites.skipped].map(Number)).to.deep.equal([
      tests.length,
      totals.fail,
      totals.error + totals.inconclusive,
      totals.skip,
    ]);
    for (const suite of suites.testsuite) {
      const of = (part: 'failure' | 'error' | 'skipped') => suite.testcase.filter((one) => one[part] !== undefined).length;
      expect([Number(suite.failures), Number(suite.errors), Number(suite.skipped)], suite.name).to.deep.equal([
        of('failure'),
        of('error'),
        of('skipped'),
      ]);
    }
  });

  it('names a case by its full id, its suite and seconds', () => {
    const one = caseOf('icmpv6.echo.reply');
    expect(one.classname).to.equal('icmpv6');
    expect(one.time).to.equal('0.000850');
  });

  it('carries the whole bug report of a failure', () => {
    const { failure } = caseOf('nd.address-resolution.na-hop-limit');
    expect(failure?.message).to.contain('hop limit is 64 instead of 255');
    expect(failure?.['#text']).to.contain('  closest  frame 7').and.to.contain('\n');
  });

  it('maps INCONCLUSIVE and ERROR to errors, SKIP to skipped with its reason', () => {
    expect(caseOf('nd.redirect.accepted').error?.message).to.equal('the device never resolved the router');
    expect(caseOf('nd.redirect.refused').error?.message).to.contain('TypeError');
    expect(caseOf('nd.ra.mtu-option').skipped?.message).to.equal('the adapter cannot set-variable');
  });

  it('lets a WARN pass, with a property and its report', () => {
    const warned = caseOf('nd.dad.probe-count');
    expect(warned).not.to.have.any.keys('failure', 'error', 'skipped');
    expect(warned['system-out']).to.contain('WARN  nd.dad.probe-count');
    expect(warned.properties?.property.map(({ name }) => name)).to.include('warning');
  });

  it('shows hostile text as text', () => {
    expect(caseOf('icmpv6.echo.hostile-text').failure?.message).to.contain('<img src=x onerror=alert(1)>"\'&');
  });
});
