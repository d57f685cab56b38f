/** The signatures by which services name callers, and the rotation of their keys. */
export const serviceKeys = [
  {
    file: 'platform/caller-verifier.ts',
    tests: [
      'tests/security/service-keys.test.ts',
      'tests/platform/caller-signer.test.ts',
      'tests/platform/service-key-settings.test.ts',
    ],
    pairs: [
      ['|| !verify(null, token.signed, key.publicKey, token.signature)', ''],
      ['claims?.iss === key.service &&', 'claims !== undefined &&'],
      ['&& claims.aud === receiver', ''],
      ['&& isInForce(claims)', ''],
      ['return mayName ?', 'return true ?'],
      ["alg: z.literal('EdDSA')", 'alg: z.string()'],
      ['typ: z.literal(signedCallerType)', 'typ: z.string().optional()'],
      ['headerShape = z.strictObject(', 'headerShape = z.object('],
      ['token.claims[forwardedClaim] !== hashOf(named)', 'false'],
      ['key.says.includes(forwarding) ?', 'true ?'],
      ['verifyNamed(named, key.service)', 'verifyNamed(named, receiver)'],
      ['others.length === 0', 'true'],
      ['nbf - clockToleranceSeconds <= now', 'true'],
      ['&& exp - iat <= signatureLifeSeconds', ''],
      ['now < exp + clockToleranceSeconds', 'true'],
      ['clockToleranceSeconds = 5', 'clockToleranceSeconds = 60'],
      ['now - (complainedAt.get(key) ?? -Infinity) >= complainEveryMs', 'true'],
      ['await trusted.refresh();', ''],
    ],
  },
  {
    file: 'platform/caller-signer.ts',
    tests: ['tests/platform/caller-signer.test.ts', 'tests/security/service-keys.test.ts'],
    pairs: [
      ['signatureLifeSeconds = 60', 'signatureLifeSeconds = 3_600'],
      ['performance.now() < cached.until', 'true'],
      ['`${current.kid} ${content} ${receiver}`', '`${current.kid} ${content}`'],
      ['`${current.kid} ${content} ${receiver}`', '`${content} ${receiver}`'],
    ],
  },
  {
    file: 'platform/trusted-keys.ts',
    tests: ['tests/platform/service-key-settings.test.ts'],
    pairs: [
      ['kids.size < data.keys.length', 'false'],
      ["'d' in others", 'false'],
      ['unknown !== undefined', 'false'],
    ],
  },
  {
    file: 'platform/service-key-settings.ts',
    tests: ['tests/platform/service-key-settings.test.ts', 'tests/users/server.test.ts'],
    pairs: [
      ['second !== undefined', 'false'],
      ['rules: speaking, former, log', 'rules: speaking, log'],
      ['keepMs: Infinity', 'keepMs: 1'],
    ],
  },
  {
    file: 'platform/former-signatures.ts',
    tests: ['tests/platform/former-signatures.test.ts'],
    pairs: [
      ['    issuer,\n', ''],
      ['callerShape.omit({ act: true })', 'callerShape'],
    ],
  },
  {
    file: 'subgraphs/domain/speaking-rules.ts',
    tests: ['tests/security/service-keys.test.ts'],
    pairs: [
      ['issuer !== serviceIssuer && act === undefined', 'act === undefined'],
      ['issuer !== serviceIssuer && act === undefined', 'issuer !== serviceIssuer'],
      ['&& subject === service &&', '&&'],
      ['&& expiresAt === null', ''],
      ['issuer !== serviceIssuer && subject !== null', 'subject !== null'],
      ['&& subject !== null', ''],
      ['act?.sub === service', 'act !== undefined'],
    ],
  },
  {
    file: 'deploy/keys/rotate-key.ts',
    tests: ['tests/deploy/rotate-keys.test.ts'],
    pairs: [
      ['if (current !== null) {', 'if (false) {'],
      ["restarted !== 'receivers'", 'false'],
      ["restarted !== 'service'", 'false'],
      ['await waitSince(await place.switchedAtMs(service), keepSeconds', 'await waitSince(0, keepSeconds'],
      ['?.says ?? says', '?.service === undefined ? says : says'],
    ],
  },
  {
    file: 'deploy/service-keys.ts',
    tests: ['tests/deploy/rotate-keys.test.ts'],
    pairs: [["service === 'gateway' ? {} : trusts", 'trusts']],
  },
] as const;
