import { randomBytes } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import type { Compression } from './http/compression.ts';

/** A page, and what a browser may load and run for it. */
export type Page = { html: string; contentSecurityPolicy: string };

/** The mark of Tributary, as SVG. */
export const pageMark =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24"><path fill="none" stroke="#2563eb" stroke-width="2.5" stroke-linecap="round" d="M3 4c3 8 6 8 9 8s6 0 9 8M3 20c2-5 5-8 9-8"/></svg>';
/** The HTML of a page from its styles and the content of its body. */
export function htmlOf({ styles, body }: { styles: string; body: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Tributary</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(pageMark)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
${styles}
</style>
</head>
<body>
${body}
</body>
</html>`;
}

/** Sends a page. How long it may be kept is the caller's to say. */
export async function sendPage(
  request: HttpRequest,
  response: HttpResponse,
  { html, contentSecurityPolicy }: Page,
  compression: Compression,
): Promise<void> {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.setHeader('content-security-policy', contentSecurityPolicy);
  response.removeHeader('referrer-policy');
  await compression.endWith(request, response, html);
}

/** A nonce for the scripts of one page. */
export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

/** The policy of a page: nothing but its own styles and images, and what `sources` adds. No other page may frame it. */
export function policyOf(sources: Readonly<Record<string, string>>): string {
  const directives = {
    'default-src': "'none'",
    // Editors set styles of single elements.
    'style-src': "'unsafe-inline'",
    'img-src': 'data:',
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    ...sources,
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

/** JSON that is safe inside a script element. */
export function asScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
