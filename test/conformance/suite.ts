// The suite every connector must pass: passing it is what being a connector means.
import { afterAll, beforeAll, describe } from "vitest";
import { describeFaults } from "./fault-rules.ts";
import { describeFeeds } from "./feed-rules.ts";
import { describeReads } from "./read-rules.ts";
import type { Bench, ConformanceSubject, ConnectorUnderTest } from "./subject.ts";
import { describeWrites } from "./write-rules.ts";

export type { ConnectorUnderTest } from "./subject.ts";

const startTimeoutMs = 30_000;

/** Declares the tests of one connector; `start` is called once, before the first of them. */
export function describeConnector(connector: ConnectorUnderTest): void {
  describe(`connector ${connector.manifest.id}`, () => {
    let running: ConformanceSubject | undefined;
    let made = 0;
    const run = Date.now().toString(36);
    const bench: Bench = {
      capabilities: { ...connector.manifest.capabilities, ...connector.capabilities },
      subject: () => {
        if (!running) throw new Error("the subject is not started");
        return running;
      },
      freshValues: () => {
        made += 1;
        return bench.subject().makeValues(made);
      },
      freshKey: () => {
        made += 1;
        return `conformance-${run}-${made}`;
      },
    };
    beforeAll(async () => {
      running = await connector.start();
    }, startTimeoutMs);
    afterAll(async () => {
      await running?.stop();
    });
    describeReads(bench);
    describeWrites(bench);
    describeFeeds(bench);
    describeFaults(bench);
  });
}
