import { z } from 'zod';

/** Settings of one process, by name, as `readConfig` takes them. */
export type SettingsShape = Readonly<Record<string, z.ZodType>>;

/** The notes on one setting, as its shape carries them in its `meta`. */
export type SettingNotes = {
  name: string;
  description: string;
  /** The default, as it would be written; undefined if there is none. */
  fallback: string | undefined;
  isRequired: boolean;
  /** The allowed types or values, of a setting in a file. */
  type: string;
  example: string | undefined;
  pitfall: string | undefined;
};

/** The notes on settings of the environment. Throws for a setting without a description. */
export function settingNotes(shape: SettingsShape): SettingNotes[] {
  return Object.entries(shape).map(([name, type]) => {
    const { description, example, pitfall } = type.meta() ?? {};
    if (description === undefined) {
      throw new Error(`the setting ${name} has no description`);
    }
    const { success, data } = type.safeParse(undefined);
    return {
      name,
      description,
      fallback:
        Array.isArray(data) && data.length === 0 ? undefined : typeof data === 'string' ? data : JSON.stringify(data),
      isRequired: !success,
      type: 'string',
      example: typeof example === 'string' ? example : undefined,
      pitfall: typeof pitfall === 'string' ? pitfall : undefined,
    };
  });
}

type Node = z.core.JSONSchema.BaseSchema;

/** The JSON schema of a file of settings, as the file is written. */
export function fileSchema(shape: z.ZodType, override: (node: Node) => void = () => {}): Node {
  return z.toJSONSchema(shape, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => override(jsonSchema),
  });
}

/** The notes on the settings of a file, by path. An object comes before its keys. */
export function fileSettingNotes(shape: z.ZodType): SettingNotes[] {
  return notesBelow(fileSchema(shape), '');
}

function notesBelow({ properties = {} }: Node, prefix: string): SettingNotes[] {
  return Object.entries(properties).flatMap(([name, node]) => {
    if (typeof node === 'boolean') {
      return [];
    }
    const path = `${prefix}${name}`;
    const { additionalProperties: values, items, anyOf = [] } = node;
    const isMap = typeof values === 'object' && values.properties !== undefined;
    const isList = typeof items === 'object' && !Array.isArray(items) && items.properties !== undefined;
    const nested = isMap
      ? notesBelow(values, `${path}.<name>.`)
      : isList
        ? notesBelow(items, `${path}[].`)
        : [node, ...anyOf].flatMap((each) => (typeof each === 'object' ? notesBelow(each, `${path}.`) : []));
    return [notesOf(node, path), ...nested];
  });
}

function notesOf(node: Node, name: string): SettingNotes {
  const { description = '', example, pitfall, default: fallback, properties } = node;
  const isEmpty = typeof fallback === 'object' && fallback !== null && Object.keys(fallback).length === 0;
  return {
    name,
    description,
    // An object's default is made of the defaults of its keys.
    fallback: fallback === undefined || properties !== undefined || isEmpty ? undefined : JSON.stringify(fallback),
    isRequired: false,
    type: typeOf(node),
    example: example === undefined ? undefined : JSON.stringify(example),
    pitfall: typeof pitfall === 'string' ? pitfall : undefined,
  };
}

function typeOf({ type, enum: members, anyOf, const: value }: Node): string {
  if (members !== undefined || value !== undefined) {
    return (members ?? [value]).map((member) => JSON.stringify(member)).join(', ');
  }
  return anyOf === undefined
    ? String(type ?? 'any')
    : anyOf.map((each) => (typeof each === 'object' ? typeOf(each) : '')).join(' or ');
}

/** Settings as lines of a help text. */
export function settingsHelp(notes: readonly SettingNotes[]): string {
  const width = Math.max(...notes.map(({ name }) => name.length));
  return notes
    .map(({ name, description, fallback, isRequired }) => {
      const remark = isRequired ? ' [required]' : fallback === undefined ? '' : ` [default: ${fallback}]`;
      return `  ${name.padEnd(width)}  ${description.replaceAll('`', '')}${remark}`;
    })
    .join('\n');
}
