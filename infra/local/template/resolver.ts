import { UnresolvableError } from '../errors.ts';
import { type Identity, identify } from './identity.ts';
import { noValue, resolveValue, type Scope } from './intrinsics.ts';
import { type Place, pseudoParameters } from './place.ts';
import type { Resource, Template } from './template.ts';

/** Works out references between the resources of one template. */
export class Resolver implements Scope {
  readonly #template: Template;
  readonly #place: Place;
  readonly #pseudo: Readonly<Record<string, string>>;
  readonly #identities = new Map<string, Identity>();

  constructor(template: Template, place: Place) {
    this.#template = template;
    this.#place = place;
    this.#pseudo = pseudoParameters(place);
  }

  ref(name: string): unknown {
    if (name === 'AWS::NoValue') return noValue;
    const known = this.#pseudo[name] ?? this.#template.parameters.get(name);
    if (known !== undefined) return known;
    return this.identity(name).ref;
  }

  attribute(logicalId: string, attribute: string): string {
    const value = this.identity(logicalId).attributes[attribute];
    if (value !== undefined) return value;
    throw new UnresolvableError(
      `Fn::GetAtt ${logicalId}.${attribute}`,
      'the local stack gives no such attribute',
    );
  }

  /** Name, `Ref` and attributes of a resource. */
  identity(logicalId: string): Identity {
    const known = this.#identities.get(logicalId);
    if (known !== undefined) return known;
    const resource = this.#template.resources.get(logicalId);
    if (resource === undefined) throw new UnresolvableError(`Ref ${logicalId}`, 'there is no such resource');
    const identity = identify(logicalId, resource.type, this.#place, (name) => {
      const value = resolveValue(resource.properties[name], this);
      return value === undefined || value === noValue ? undefined : String(value);
    });
    this.#identities.set(logicalId, identity);
    return identity;
  }

  /** All properties of a resource, resolved. */
  properties(resource: Resource): unknown {
    return resolveValue(resource.properties, this);
  }
}
