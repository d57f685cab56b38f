import { operationsFolder } from '@tributary/schema/operations-folder.ts';
import { SignIn } from '@tributary/schema/operations/operations.generated.ts';
import { z } from 'zod';
import { typedClient } from '../operations/typed-client.ts';
import { openTestPlatform } from '../support/open-test-platform.ts';

/** A response of the REST API, with its JSON. Null without a body. */
export type RestResponse = { status: number; headers: Headers; body: Record<string, unknown> | null };

const objectShape = z.record(z.string(), z.unknown());

/** The whole platform with its demo data and its REST API, and functions to call it as the demo's people. */
export async function openRest() {
  const opened = await openTestPlatform({ publicOperations: [operationsFolder] });
  const { url } = opened.platform;
  const tokenOf = async (email: string): Promise<string> => {
    const { signIn } = await typedClient(url)(SignIn, { input: { email, password: 'demo' } });
    return signIn.accessToken ?? '';
  };
  const operator = await tokenOf('operator@demo.test');
  const call = callerAt(url, operator);
  return { ...opened, url, tokens: { operator }, tokenOf, call };
}

/** Calls the REST API with a token, unless the call names headers of its own. */
export function callerAt(url: string, token: string | null) {
  return async (
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<RestResponse> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : objectShape.parse(JSON.parse(text)),
    };
  };
}

/** A string in a response, by its path. Throws if it is none. */
export function textIn(value: unknown, ...path: readonly (string | number)[]): string {
  const found = path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined),
    value,
  );
  return z.string().parse(found);
}
