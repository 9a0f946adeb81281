import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TemplateNotFoundError } from '../errors.ts';

/** One resource as CloudFormation has it: properties with their intrinsic functions in place. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly condition?: string;
}

/** What `cdk synth` wrote for one stack. */
export interface Template {
  readonly stackName: string;
  /** From the cloud assembly; a stack without a region of its own gets the default one. */
  readonly region: string;
  readonly resources: ReadonlyMap<string, Resource>;
  /** Defaults of the template's parameters. */
  readonly parameters: ReadonlyMap<string, unknown>;
  /** Folder of each asset by the object key under which the deploy would upload it. */
  readonly assets: ReadonlyMap<string, string>;
}

interface TemplateFile {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Resources?: Readonly<
    Record<
      string,
      { readonly Type: string; readonly Properties?: Record<string, unknown>; readonly Condition?: string }
    >
  >;
}

interface AssetsFile {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path: string };
        readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
      }
    >
  >;
}

interface ManifestFile {
  readonly artifacts?: Readonly<
    Record<
      string,
      {
        readonly type: string;
        readonly environment?: string;
        readonly properties?: { readonly templateFile?: string; readonly stackName?: string };
      }
    >
  >;
}

const defaultRegion = 'eu-central-1';

/**
 * Reads the synthesized template in a folder, with the folders of its assets.
 *
 * @param stack the stack's name; needed only where the folder holds several.
 * @throws TemplateNotFoundError (DL7001)
 */
export function readTemplate(directory: string, stack?: string): Template {
  const file = findTemplate(directory, stack);
  const stackId = file.slice(0, -'.template.json'.length);
  const template = readJson<TemplateFile>(join(directory, file));
  const artifact = Object.values(
    readOptional<ManifestFile>(join(directory, 'manifest.json'))?.artifacts ?? {},
  ).find(({ properties }) => properties?.templateFile === file);
  return {
    stackName: artifact?.properties?.stackName ?? stackId,
    region: regionOf(artifact?.environment),
    resources: new Map(
      Object.entries(template.Resources ?? {}).map(([logicalId, { Type, Properties, Condition }]) => [
        logicalId,
        {
          logicalId,
          type: Type,
          properties: Properties ?? {},
          ...(Condition === undefined ? {} : { condition: Condition }),
        },
      ]),
    ),
    parameters: new Map(
      Object.entries(template.Parameters ?? {}).map(([name, { Default }]) => [name, Default]),
    ),
    assets: readAssets(directory, `${stackId}.assets.json`),
  };
}

function findTemplate(directory: string, stack: string | undefined): string {
  const files = existsSync(directory)
    ? readdirSync(directory).filter((file) => file.endsWith('.template.json'))
    : [];
  const wanted = stack === undefined ? files : files.filter((file) => file === `${stack}.template.json`);
  const [only, ...others] = wanted;
  if (only === undefined)
    throw new TemplateNotFoundError(`There is no synthesized template in ${directory}.`);
  if (others.length > 0) {
    throw new TemplateNotFoundError(
      `${directory} holds several templates (${files.join(', ')}); name the stack.`,
    );
  }
  return only;
}

function readAssets(directory: string, file: string): ReadonlyMap<string, string> {
  const assets = readOptional<AssetsFile>(join(directory, file))?.files ?? {};
  return new Map(
    Object.values(assets).flatMap(({ source, destinations }) =>
      Object.values(destinations).map(
        ({ objectKey }) => [objectKey, resolve(directory, source.path)] as const,
      ),
    ),
  );
}

/** `aws://unknown-account/eu-central-1` */
function regionOf(environment: string | undefined): string {
  const region = environment?.split('/').at(-1);
  return region === undefined || region === 'unknown-region' ? defaultRegion : region;
}

function readOptional<File>(path: string): File | undefined {
  return existsSync(path) ? readJson<File>(path) : undefined;
}

function readJson<File>(path: string): File {
  return JSON.parse(readFileSync(path, 'utf8')) as File;
}
