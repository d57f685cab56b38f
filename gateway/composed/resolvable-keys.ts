import { federationMetadata, type Supergraph } from '@apollo/federation-internals';

/**
 * Hides from Apollo's planner the keys that subgraphs declare with `resolvable: false`. The planner enters no subgraph
 * by such a key. But it re-enters a subgraph by the first key that it finds there, to complete an entity with a
 * required field. Call it before the planner is made, since the planner takes the subgraphs in its constructor.
 */
export function hideUnresolvableKeys(supergraph: Supergraph): void {
  for (const { schema } of supergraph.subgraphs().values()) {
    const metadata = federationMetadata(schema);
    if (metadata === undefined) {
      continue;
    }
    const keyDirective = metadata.keyDirective();
    for (const type of [...schema.objectTypes(), ...schema.interfaceTypes()]) {
      const keys = type.appliedDirectivesOf(keyDirective);
      const isResolvable = (key: (typeof keys)[number]) => key.arguments().resolvable !== false;
      if (keys.every(isResolvable)) {
        continue;
      }
      const isExtension =
        keys.some((key) => key.ofExtension() !== undefined) || type.hasAppliedDirective(metadata.extendsDirective());
      if (!isExtension) {
        keys.filter((key) => !isResolvable(key)).forEach((key) => key.remove());
        continue;
      }
      // In an extension, the fields of every key count as the subgraph's own. So unresolvable keys stay, after the
      // resolvable ones.
      for (const key of keys.filter(isResolvable).toReversed()) {
        const extension = key.ofExtension();
        key.remove();
        type.applyDirective(keyDirective, key.arguments(), true).setOfExtension(extension);
      }
    }
  }
}

/** The interfaces that a subgraph knows as objects (`@interfaceObject`) without a resolvable key. */
export function unresolvedInterfacesIn(supergraph: Supergraph): Set<string> {
  const names = [...supergraph.subgraphs().values()].flatMap(({ schema }) => {
    const metadata = federationMetadata(schema);
    return metadata === undefined
      ? []
      : schema
          .objectTypes()
          .filter((type) => metadata.isInterfaceObjectType(type))
          .filter((type) =>
            type.appliedDirectivesOf(metadata.keyDirective()).every((key) => key.arguments().resolvable === false),
          )
          .map(({ name }) => name);
  });
  return new Set(names);
}
