import type { FetchDataRewrite } from '@apollo/query-planner';
import { fieldOf, isObject } from './data.ts';

/** Applies the planner's rewrites to a representation or an answer, in place. */
export function rewrite(
  rewrites: readonly FetchDataRewrite[] | undefined,
  value: unknown,
  isSubtype: (abstractType: string, objectType: string) => boolean,
): void {
  for (const each of rewrites ?? []) {
    apply(each, each.path, value, isSubtype);
  }
}

function apply(
  change: FetchDataRewrite,
  [step, ...rest]: readonly string[],
  value: unknown,
  isSubtype: (abstractType: string, objectType: string) => boolean,
): void {
  if (Array.isArray(value)) {
    for (const item of value) {
      apply(change, step === undefined ? rest : [step, ...rest], item, isSubtype);
    }
    return;
  }
  if (step === undefined || !isObject(value)) {
    return;
  }
  if (step.startsWith('... on ')) {
    const typename = value['__typename'];
    if (typeof typename !== 'string' || isSubtype(step.slice('... on '.length), typename)) {
      apply(change, rest, value, isSubtype);
    }
  } else if (rest.length > 0) {
    apply(change, rest, fieldOf(value, step), isSubtype);
  } else if (change.kind === 'ValueSetter') {
    value[step] = change.setValueTo;
  } else if (Object.hasOwn(value, step)) {
    value[change.renameKeyTo] = value[step];
    delete value[step];
  }
}
