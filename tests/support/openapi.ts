import { z } from 'zod';

type Schema = Parameters<typeof z.fromJSONSchema>[0];

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema?: JsonSchema;
}

/** The part of JSON Schema (2020-12) that zod writes. */
interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly default?: unknown;
}

interface OperationObject {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: JsonSchema }>> };
}

/** An OpenAPI 3.1 document, as far as requests are made from it. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, JsonSchema>> };
}

/** A request that looks as the document asks for. */
export interface MadeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Picks what a request is filled with: the `turn`-th of the texts that fit. */
export interface Filling {
  readonly texts: readonly string[];
  readonly turn: number;
}

/** Texts that fit what identifiers, codes and figures usually look like. */
const usual = [
  'a',
  '1',
  'en',
  'CN',
  'ABCDE12345',
  'x'.repeat(32),
  '0'.repeat(64),
  '2026-11-20',
  'image/png',
  'a@b.example',
];

function textFor(schema: JsonSchema, { texts, turn }: Filling): string {
  const reader = z.fromJSONSchema(schema as Schema);
  const fits = (text: string) => reader.safeParse(text).success;
  const given = texts.filter(fits);
  return given[turn % Math.max(1, given.length)] ?? usual.find(fits) ?? '';
}

/** How far a schema that speaks of itself, as that of any JSON does, is followed. */
const deepest = 3;

interface Filler extends Filling {
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly depth: number;
}

function valueFor(schema: JsonSchema, filling: Filler): unknown {
  if (schema.$ref !== undefined) {
    const named = filling.schemas[schema.$ref.split('/').at(-1) ?? ''];
    if (!named || filling.depth === deepest) return filling.texts[filling.turn % filling.texts.length] ?? 'a';
    return valueFor(named, { ...filling, depth: filling.depth + 1 });
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[filling.turn % schema.enum.length];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices?.length) return valueFor(choices[filling.turn % choices.length] ?? {}, filling);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => valueFor(part, filling)));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, part]) => [name, valueFor(part, filling)]),
      );
    case 'array': {
      const parts =
        schema.prefixItems ?? Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () => schema.items ?? {});
      return parts.slice(0, schema.maxItems).map((part) => valueFor(part, filling));
    }
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, (schema.exclusiveMinimum ?? -1) + 1, filling.turn % 3);
    case 'boolean':
      return filling.turn % 2 === 0;
    case 'null':
      return null;
    default:
      return textFor(schema, filling);
  }
}

/** Every operation of a document, as `METHOD /path`. */
export function operationsOf(document: ApiDocument): string[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

/** Makes a request to an operation from its schemas, filled with the given texts wherever they fit. */
export function makeRequest(document: ApiDocument, operation: string, wanted: Filling): MadeRequest {
  const filling: Filler = { ...wanted, schemas: document.components?.schemas ?? {}, depth: 0 };
  const [method = '', path = ''] = operation.split(' ');
  const { parameters = [], requestBody } = document.paths[path]?.[method.toLowerCase()] ?? {};
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  let filled = path;
  for (const parameter of parameters) {
    const text = String(valueFor(parameter.schema ?? {}, filling) ?? '');
    if (parameter.in === 'path') filled = filled.replace(`{${parameter.name}}`, encodeURIComponent(text));
    if (parameter.in === 'query') query.set(parameter.name, text);
    if (parameter.in === 'header') headers[parameter.name] = encodeURIComponent(text);
  }
  // A path whose parameter the document does not describe is filled all the same.
  filled = filled.replaceAll(/\{\w+\}/g, () => encodeURIComponent(textFor({ type: 'string' }, filling)));
  const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  if (type !== undefined) headers['content-type'] = type;
  const isJson = type?.includes('json') ?? false;
  const value = content?.schema && isJson ? JSON.stringify(valueFor(content.schema, filling)) : undefined;
  const search = query.size > 0 ? `?${query}` : '';
  return { method, path: `${filled}${search}`, headers, body: type === undefined ? undefined : (value ?? 'bytes') };
}
