import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, string>>;
  readonly DeletionPolicy?: string;
}

/** A synthesized template with resources under names a person can read: `Functions/pbx-webhook/Role`. */
export class TemplateView {
  readonly json: { readonly Resources: Readonly<Record<string, Resource>> };

  constructor(json: TemplateView['json']) {
    this.json = json;
  }

  static ofExample(): TemplateView {
    return new TemplateView(JSON.parse(readFileSync(inject('assembly').templateFile, 'utf8')));
  }

  /** Resources of a type, by name, sorted. */
  all(type: string): readonly (readonly [string, Resource])[] {
    return Object.entries(this.json.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => [this.nameOf(id), resource] as const)
      .sort(([one], [other]) => one.localeCompare(other));
  }

  one(name: string): Resource {
    const found = Object.entries(this.json.Resources).find(([id]) => this.nameOf(id) === name);
    if (found === undefined) throw new Error(`The template has no ${name}`);
    return found[1];
  }

  /** A value with its references replaced by names, joined to one text. */
  text(value: unknown): string {
    if (typeof value !== 'object' || value === null) return String(value);
    const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Intrinsic;
    if (Ref !== undefined) return this.nameOf(Ref);
    if (attribute !== undefined) return this.nameOf(attribute[0]);
    if (join !== undefined) return join[1].map((part) => this.text(part)).join(join[0]);
    return JSON.stringify(value);
  }

  /** The folder with a function's code, as it would be deployed. */
  codeOf(folder: string): string {
    const path = this.one(`Functions/${folder}/Function`).Metadata?.['aws:asset:path'];
    return join(inject('assembly').directory, String(path));
  }

  nameOf(logicalId: string): string {
    const path = this.json.Resources[logicalId]?.Metadata?.['aws:cdk:path'];
    return path === undefined
      ? logicalId
      : path
          .split('/')
          .slice(1)
          .join('/')
          .replace(/\/Resource$/, '');
  }

  /** Each statement of a role as `actions on resources`, with its conditions. */
  grants(role: string): readonly string[] {
    const policies = this.one(role).Properties.Policies as readonly {
      readonly PolicyDocument: { readonly Statement: readonly Statement[] };
    }[];
    return policies
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .map(({ Action, Resource: on, Condition }) => {
        const actions = [Action].flat().join(' ');
        const resources = [on].flat().map((resource) => this.text(resource));
        const condition =
          Condition === undefined
            ? ''
            : ` if ${Object.values(Condition)
                .map((one) => Object.keys(one))
                .join()}`;
        return `${actions} on ${resources.join(', ')}${condition}`;
      });
  }
}

interface Intrinsic {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly [string, string];
  readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, object>>;
}
