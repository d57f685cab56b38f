/** What schema the plan's types belong to. */
export type TypeSystem = {
  isObjectType(name: string): boolean;
  isSubtype(abstractType: string, objectType: string): boolean;
  /** The keys by which a subgraph resolves objects of a type, be it by the name of an interface; each as the names of its fields. */
  keysOf(subgraph: string, type: string): readonly (readonly string[])[];
};
