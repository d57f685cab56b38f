import { port, readConfig, secret, StartError, urlOf } from '@tributary/platform/config.ts';
import { expect, it } from 'vitest';

const shape = { PORT: port.default(4000), REDIS_URL: urlOf(['redis']).optional(), VIEWER_SECRET: secret };

it('parses settings into a frozen object, with defaults', () => {
  const config = readConfig({ VIEWER_SECRET: 'x'.repeat(32), REDIS_URL: '' }, shape);

  expect(config).toEqual({ PORT: 4000, VIEWER_SECRET: 'x'.repeat(32) });
  expect(Object.isFrozen(config)).toBe(true);
});

it('reports all mistakes together, each with its name', () => {
  const read = () => readConfig({ PORT: '70000', REDIS_URL: 'http://localhost' }, shape);

  expect(read).toThrow(StartError);
  expect(read).toThrow(/PORT: must be a port number from 0 to 65535/);
  expect(read).toThrow(/REDIS_URL: must be a URL that starts with redis:\/\//);
  expect(read).toThrow(/VIEWER_SECRET: is needed and not set/);
});
