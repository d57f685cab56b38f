import { originList } from '@tributary/gateway/front/cors.ts';
import { adminSettings, doorSettings } from '@tributary/platform/doors.ts';
import {
  allowedHosts,
  corsOriginsNotes,
  dataDirectory,
  host,
  logLevelOr,
  passwordPage,
  portOr,
  quotas,
  redisUrlOr,
  signInProviders,
} from '@tributary/platform/settings.ts';

/** Settings of the environment for `start`. */
export const settings = {
  HOST: host,
  PORT: portOr(4000),
  TRIBUTARY_DATA_DIR: dataDirectory,
  REDIS_URL: redisUrlOr('Without it the process caches in memory.'),
  CORS_ORIGINS: originList.default([]).meta({
    ...corsOriginsNotes,
    description: `${corsOriginsNotes.description}; the demo also allows pages of this machine`,
  }),
  ALLOWED_HOSTS: allowedHosts,
  ...doorSettings,
  ...adminSettings,
  PASSWORD_PAGE_URL: passwordPage,
  SIGN_IN_PROVIDERS: signInProviders,
  ...quotas,
  LOG_LEVEL: logLevelOr('warn'),
};
