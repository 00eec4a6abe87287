// A process that has its access token refused again and again, as one of two that share a connection's vault.
// argv: state directory, token endpoint, kind of lock. Says "lost" with the error's facts on stdout, and then waits
// for a line on stdin.
import { once } from "node:events";
import { sortableIds, systemClock, systemRandom } from "../../../src/cli/ports.ts";
import { AuthError } from "../../../src/core/contract/errors.ts";
import type { Logger } from "../../../src/core/contract/runtime.ts";
import { createHttpClient } from "../../../src/core/http/client.ts";
import { memoryLimits } from "../../../src/core/http/limits.ts";
import { withOAuthErrors } from "../../../src/core/oauth/errors.ts";
import { grantRefresh } from "../../../src/core/oauth/refresh.ts";
import { createTokenSource } from "../../../src/core/oauth/tokens.ts";
import { connectionSecrets } from "../../../src/core/secrets/secret-store.ts";
import { openSecrets } from "../../../src/core/secrets/secrets.ts";
import { renewalLockOf } from "../../../src/daemon/connections.ts";
import { portsFor } from "../../core/secrets/fixture.ts";

const [, , stateDir = "", url = "", lockKind = ""] = process.argv;
const clock = systemClock();
const { signal } = new AbortController();
const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};
const client = createHttpClient(
  {
    connection: "sf",
    clock,
    random: systemRandom(),
    ids: sortableIds(clock.now),
    log: silent,
    signal,
    limits: memoryLimits(clock),
    releasers: [],
  },
  {
    baseUrl: new URL(url).origin,
    classify: withOAuthErrors(() => null),
    limits: { "sign-in": { capacity: 1_000_000, perMs: 1000 } },
  },
);
const endpoint = { url, encoding: "form", endpointClass: "sign-in" } as const;
const secrets = connectionSecrets(await openSecrets(portsFor(stateDir)), "sf");
const tokens = createTokenSource({
  issuer: url,
  secrets,
  clock,
  connection: "sf",
  ...(lockKind === "shared" ? { lock: renewalLockOf({ stateDir, clock, signal }, "sf") } : {}),
  // The client id tells the issuer whom to kill.
  fetchToken: (refreshToken) =>
    grantRefresh(client, endpoint, { clientId: String(process.pid), refreshToken: refreshToken ?? "" }),
});

for (;;) {
  try {
    await tokens.token(true);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    const { code, message, hint } = error;
    process.stdout.write(`${JSON.stringify({ code, message, hint })}\n`);
    await once(process.stdin, "data");
  }
}
