import { fileURLToPath } from 'node:url';

/** The folder of Tributary's public operations. */
export const operationsFolder = fileURLToPath(new URL('operations', import.meta.url));
