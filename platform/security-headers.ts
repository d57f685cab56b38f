import type { HttpResponse } from './http-message.ts';

/**
 * Headers of responses that are data and no page. A browser that shows one loads nothing for it, puts it into no frame,
 * guesses no other media type, and tells no other site its URL, which may have an operation in it.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const entries = Object.entries(securityHeaders);

export function setSecurityHeaders(response: HttpResponse): void {
  for (const [name, value] of entries) {
    response.setHeader(name, value);
  }
}
