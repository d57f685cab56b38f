import type { IncomingHttpHeaders } from 'node:http';

export type OverrideSettings = {
  /** Whether a label is on, by its name. */
  labels: Readonly<Record<string, boolean>>;
  /**
   * The header in which a client names further labels that are on for its request, separated by commas. Null: clients
   * cannot set labels.
   */
  header: string | null;
};

/** Whether the fields with this label of `@override` come from the subgraph that takes them over. */
export type IsOverrideOn = (label: string) => boolean;

/**
 * Decides the labels of one request. `percent(N)` is on for N of 100 requests. All percentages are compared with one
 * random number, so that a request among the 5 of 100 is also among the 20 of 100. A decision is final for the request,
 * since it is looked up in caches before it is planned.
 */
export function createOverrides({ labels, header }: OverrideSettings): (headers: IncomingHttpHeaders) => IsOverrideOn {
  return (headers) => {
    const drawn = Math.random() * 100;
    return (label) => {
      const percent = percentIn(label);
      return percent === null ? labels[label] === true || isNamed(label, header, headers) : drawn < percent;
    };
  };
}

/** The percentage in a label of the form `percent(12.5)`. Null for other labels. */
export function percentIn(label: string): number | null {
  const [, percent] = /^percent\((\d+(?:\.\d+)?)\)$/.exec(label) ?? [];
  return percent === undefined ? null : Number(percent);
}

function isNamed(label: string, header: string | null, headers: IncomingHttpHeaders): boolean {
  const value = header === null ? undefined : headers[header];
  return [value ?? []].flat().some((list) => list.split(',').some((name) => name.trim() === label));
}
