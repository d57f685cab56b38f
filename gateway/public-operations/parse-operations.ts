import {
  GraphQLError,
  Kind,
  parse,
  print,
  Source,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';
import { extname } from 'node:path';
import type { SourceDocument } from '../documents/read-manifests.ts';
import { onlyOf } from '../planning/document-parts.ts';
import { endpointOf, shapeOfPath, withoutEndpoint } from './endpoint.ts';
import { noExamples, type ParsedExamples } from './parse-examples.ts';
import type { OperationProblem, PublicOperation } from './public-operation.ts';

export type ParsedOperations = {
  /** The operations without a problem, in the order of their files. */
  operations: readonly PublicOperation[];
  problems: readonly OperationProblem[];
};

/** Limits on a single document, as for documents of requests. */
type DocumentLimits = { documentBytes: number; tokens: number };

/** One document of a manifest, or one file. */
type ParsedDocument = { file: string; document: DocumentNode };

/**
 * Parses public operations. Fragments of `.graphql` files are shared by all of these; other documents have their own.
 * The schema is not needed: `checkOperations` validates against it.
 */
export function parseOperations(
  documents: readonly SourceDocument[],
  limits: DocumentLimits,
  { examples, problems: ofExamples }: ParsedExamples = noExamples,
): ParsedOperations {
  const problems: OperationProblem[] = [...ofExamples];
  const parsed = documents.flatMap((document) => parseDocument(document, limits, problems));
  const shared = sharedFragments(parsed, problems);
  const accepted = new AcceptedOperations();
  for (const { file, document } of parsed) {
    const fragments = isShared(file) ? shared : document.definitions.filter(isFragment);
    for (const definition of document.definitions) {
      if (definition.kind === Kind.OPERATION_DEFINITION) {
        const line = lineOf(definition);
        const { operation, faults } = operationOf(definition, { file, line, fragments, examples });
        faults.push(...(operation === null ? [] : accepted.conflictsOf(operation)));
        problems.push(...faults.map((message) => ({ file, line, message })));
        if (operation !== null && faults.length === 0) {
          accepted.add(operation);
        }
      }
    }
  }
  return { operations: accepted.operations, problems };
}

function parseDocument(
  { file, id, text }: SourceDocument,
  { documentBytes, tokens }: DocumentLimits,
  problems: OperationProblem[],
): ParsedDocument[] {
  if (Buffer.byteLength(text) > documentBytes) {
    problems.push({ file, line: 1, message: `The document ${id} has more than ${documentBytes} bytes. Split it.` });
    return [];
  }
  try {
    return [{ file, document: parse(new Source(text, file), { maxTokens: tokens }) }];
  } catch (error) {
    const line = (error instanceof GraphQLError ? error.locations?.[0]?.line : undefined) ?? 1;
    const reason = error instanceof Error ? error.message : String(error);
    problems.push({ file, line, message: `The document ${id} cannot be parsed: ${reason} Correct it.` });
    return [];
  }
}

function sharedFragments(
  parsed: readonly ParsedDocument[],
  problems: OperationProblem[],
): readonly FragmentDefinitionNode[] {
  const byName = new Map<string, FragmentDefinitionNode>();
  for (const { file, document } of parsed.filter((each) => isShared(each.file))) {
    for (const fragment of document.definitions.filter(isFragment)) {
      const name = fragment.name.value;
      if (byName.has(name)) {
        const message = `There are two fragments ${name}. The files share their fragments, so rename one, or remove it.`;
        problems.push({ file, line: lineOf(fragment), message });
      } else {
        byName.set(name, fragment);
      }
    }
  }
  return [...byName.values()];
}

/** The operation of a definition. Null without a name. Faults are sentences. */
function operationOf(
  definition: OperationDefinitionNode,
  place: {
    file: string;
    line: number;
    fragments: readonly FragmentDefinitionNode[];
    examples: ParsedExamples['examples'];
  },
): { operation: PublicOperation | null; faults: string[] } {
  const { name, description, operation: kind } = definition;
  if (name === undefined) {
    return { operation: null, faults: ['The operation has no name. Give it one: `query AccountById { … }`.'] };
  }
  const text = description?.value.trim() ?? '';
  const faults =
    text === '' ? [`${name.value} has no description. Write one before it, between two \`"""\`, for its users.`] : [];
  const { endpoint, problems } = endpointOf(definition);
  const executed = withoutEndpoint(definition);
  const document = onlyOf({ kind: Kind.DOCUMENT, definitions: [executed, ...place.fragments] }, executed);
  const { file, line } = place;
  return {
    operation: {
      name: name.value,
      description: text,
      kind,
      text: print(withoutDescriptions(document)),
      document,
      endpoint,
      examples: place.examples.get(name.value) ?? [],
      file,
      line,
    },
    faults: [...faults, ...problems],
  };
}

/** The operations so far, by the names and addresses that only one may have. */
class AcceptedOperations {
  readonly operations: PublicOperation[] = [];
  readonly #byName = new Map<string, PublicOperation>();
  readonly #byAddress = new Map<string, PublicOperation>();
  readonly #byShape = new Map<string, { path: string; owner: PublicOperation }>();

  add(operation: PublicOperation): void {
    const { name, endpoint } = operation;
    this.operations.push(operation);
    this.#byName.set(name, operation);
    if (endpoint !== null) {
      const { method, path } = endpoint;
      this.#byAddress.set(`${method} ${path}`, operation);
      this.#byShape.set(shapeOfPath(path), { path, owner: operation });
    }
  }

  /** The conflicts of another operation with these, as sentences. */
  conflictsOf({ name, endpoint }: PublicOperation): string[] {
    const named = this.#byName.get(name);
    const conflicts =
      named === undefined ? [] : [`There is another operation ${name} (${placeOf(named)}). Rename one of them.`];
    if (endpoint === null) {
      return conflicts;
    }
    const { method, path } = endpoint;
    const addressed = this.#byAddress.get(`${method} ${path}`);
    if (addressed !== undefined) {
      return [
        ...conflicts,
        `${method} ${path} is the endpoint of ${addressed.name} too (${placeOf(addressed)}). Change one of them.`,
      ];
    }
    const alike = this.#byShape.get(shapeOfPath(path));
    return alike === undefined || alike.path === path
      ? conflicts
      : [
          ...conflicts,
          `${path} collides with ${alike.path} of ${alike.owner.name} (${placeOf(alike.owner)}). Name the parameters alike.`,
        ];
  }
}

function placeOf({ file, line }: PublicOperation): string {
  return `${file}:${line}`;
}

function isShared(file: string): boolean {
  return extname(file) === '.graphql';
}

function isFragment(definition: { kind: string }): definition is FragmentDefinitionNode {
  return definition.kind === Kind.FRAGMENT_DEFINITION;
}

function lineOf({ loc }: OperationDefinitionNode | FragmentDefinitionNode): number {
  return loc?.startToken.line ?? 1;
}

/** Descriptions are for readers. Without them, texts of one operation are equal whatever its description says. */
function withoutDescriptions(document: DocumentNode): DocumentNode {
  const withoutOne = <Node extends object>(node: Node) => ({ ...node, description: undefined });
  return visit(document, {
    OperationDefinition: withoutOne,
    VariableDefinition: withoutOne,
    FragmentDefinition: withoutOne,
  });
}
