import { describe, expect, it } from 'vitest';
import { noValue, resolveValue, type Scope } from '../../../../infra/local/template/intrinsics.ts';

const scope: Scope = {
  ref: (name) => (name === 'AWS::NoValue' ? noValue : `<${name}>`),
  attribute: (logicalId, attribute) => `<${logicalId}:${attribute}>`,
};

describe('intrinsic functions of a template', () => {
  it.each([
    ['Ref', { Ref: 'Table' }, '<Table>'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, '<Table:Arn>'],
    ['GetAtt as a text', { 'Fn::GetAtt': 'Table.Arn' }, '<Table:Arn>'],
    ['Join', { 'Fn::Join': ['/', ['a', { Ref: 'B' }, 3]] }, 'a/<B>/3'],
    ['Sub', { 'Fn::Sub': `$\{A}-$\{B.Arn}-$\{!C}` }, `<A>-<B:Arn>-$\{C}`],
    ['Sub with names of its own', { 'Fn::Sub': [`$\{x}`, { x: { Ref: 'A' } }] }, '<A>'],
    ['Select', { 'Fn::Select': [1, ['a', { Ref: 'B' }]] }, '<B>'],
    ['Split', { 'Fn::Split': [':', 'a:b'] }, ['a', 'b']],
    [
      'functions in functions',
      { 'Fn::Select': ['0', { 'Fn::Split': [':', { 'Fn::Join': ['', [{ Ref: 'A' }, ':c']] }] }] },
      '<A>',
    ],
    ['an object with several keys that looks like one', { Ref: 'A', other: 1 }, { Ref: 'A', other: 1 }],
  ])('%s is worked out', (_, value, result) => {
    expect(resolveValue(value, scope)).toEqual(result);
  });

  it('a property set to AWS::NoValue is not there', () => {
    const value = { kept: 1, gone: { Ref: 'AWS::NoValue' }, list: [{ Ref: 'AWS::NoValue' }, 2] };
    expect(resolveValue(value, scope)).toEqual({ kept: 1, list: [2] });
  });

  it('an unknown function is refused by name', () => {
    expect(() => resolveValue({ 'Fn::Cidr': ['10.0.0.0/16', 1, 8] }, scope)).toThrow(/DL7004|Fn::Cidr/);
  });
});
