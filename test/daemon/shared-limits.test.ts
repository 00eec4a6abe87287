import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/cli/ports.ts";
import type { Logger, Releaser } from "../../src/core/contract/runtime.ts";
import { sharedLimits } from "../../src/daemon/shared-limits.ts";

const ignore = (): void => undefined;
const log: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore, child: () => log };
const address = {
  connection: "zd",
  endpointClass: "main",
  rule: { capacity: 10, perMs: 60_000 },
  bounds: { ceiling: 10, reserveShare: 0 },
};

/** The books after everything that the process releases was released. */
async function afterTheEnd(isAbandoned: boolean) {
  const stateDir = mkdtempSync(join(tmpdir(), "integ-"));
  onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
  const releasers: Releaser[] = [];
  const limits = sharedLimits({ stateDir, clock: systemClock(), log, releasers });
  const books = limits.open();
  onTestFinished(() => books.close());
  if (isAbandoned) limits.abandon();
  for (const release of releasers) await release();
  return books;
}

it("OPS-2 calls that a stopping process no longer waits for find the books of the limits open", async () => {
  expect((await afterTheEnd(true)).look(address).remaining).toBe(10);
  const closed = await afterTheEnd(false);
  expect(() => closed.look(address)).toThrow();
});
