/** The guards of TLS: who may connect, and what a connection may do. */
export const tls = [
  {
    file: 'platform/secure-server.ts',
    tests: [
      'tests/platform/secure-server.test.ts',
      'tests/platform/http2-bounds.test.ts',
      'tests/gateway/http2.test.ts',
      'tests/security/tls.test.ts',
    ],
    pairs: [
      ['server.setSecureContext({ ...protocol, ...certificate.pem })', 'server'],
      [
        'server.setSecureContext({ ...protocol,',
        "server.setSecureContext({ minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0',",
      ],
      ['plain.host = authority;', ''],
      ["!name.startsWith(':')", 'true'],
      ['maxConcurrentStreams: 100', 'maxConcurrentStreams: 10_000'],
      ['streamResetBurst: 200', 'streamResetBurst: 200_000'],
      ['maxSessionMemory: 10', 'maxSessionMemory: 1_000'],
      ['stream.close(constants.NGHTTP2_NO_ERROR);', ''],
      ['response.writeHead(408).end();', ''],
      ['timer = setTimeout(() => session.close(), idleMs);', ''],
      ['let timer = setTimeout(() => session.close(), firstMs);', 'let timer = setTimeout(() => {}, firstMs);'],
      ["Object.defineProperty(response, 'destroyed', { get: () => stream.destroyed });", ''],
      ['request.resume();', ''],
      ['maxHeaderListSize: http1.maxHeaderSize', 'maxHeaderListSize: 10_000'],
    ],
  },
  {
    file: 'platform/http2-bounds.ts',
    tests: ['tests/platform/http2-bounds.test.ts'],
    pairs: [
      ['this.#bytes > bodyBytesMax && !this.#isOldest(request)', 'false'],
      ['this.#bytes > bodyBytesMax && !this.#isOldest(request)', 'this.#bytes > bodyBytesMax'],
      ['next.resume();', ''],
      ['areTooMany && this.#wereTooMany && taken < takenBytesMin', 'false'],
      [' && taken < takenBytesMin', ''],
      ['stream.writableLength > 0', 'false'],
      ['this.#socket.destroy();', ''],
    ],
  },
  {
    file: 'platform/secure-server.ts',
    tests: ['tests/platform/mutual-tls.test.ts'],
    pairs: [
      ['requestCert: wantsClients', 'requestCert: false'],
      ['rejectUnauthorized: wantsClients', 'rejectUnauthorized: false'],
    ],
  },
  {
    file: 'platform/tls-certificate.ts',
    tests: ['tests/platform/tls-certificate.test.ts', 'tests/platform/tls-settings.test.ts'],
    pairs: [
      ['!own.checkPrivateKey(privateKeyIn(key, pem.key))', 'false'],
      ['own.validFromDate > now', 'false'],
      ['expiresAt <= now', 'false'],
      ['authorities.every(({ validToDate }) => validToDate <= now)', 'false'],
      ['reason !== this.#refusal', 'true'],
      ['other < one ? other : one', 'other < one ? one : other'],
    ],
  },
  {
    file: 'platform/transport/http-connection.ts',
    tests: ['tests/platform/mutual-tls.test.ts'],
    pairs: [['{ secureContext: tls.context }', '{ secureContext: tls.context, rejectUnauthorized: false }']],
  },
  {
    file: 'platform/transport/undici-pool.ts',
    tests: ['tests/platform/mutual-tls.test.ts'],
    pairs: [['{ secureContext: tls.context }', '{ secureContext: tls.context, rejectUnauthorized: false }']],
  },
] as const;
