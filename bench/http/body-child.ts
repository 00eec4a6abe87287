// The process whose memory is measured: reads one large body. argv: origin, bytes, `streamed` or `whole`.
import { systemClock } from "../../src/cli/ports.ts";
import { IntegrationError } from "../../src/core/contract/errors.ts";
import { memoryLimits } from "../../src/core/http/limits.ts";
import { openClient, question } from "./stage.ts";

export interface BodyUse {
  readonly beforeMb: number;
  /** Once a tenth was read. */
  readonly earlyMb: number;
  readonly peakMb: number;
  readonly readBytes: number;
  readonly seconds: number;
  /** What it was refused with; null: it was read. */
  readonly code: string | null;
}

const [origin = "", bytes = "0", manner = "whole"] = process.argv.slice(2);
const peakMb = (): number => process.resourceUsage().maxRSS / 1024;
const { client, close } = openClient(origin, memoryLimits(systemClock()), { timeoutMs: 600_000 });
for (let n = 0; n < 100; n += 1) await client.request(question);
const beforeMb = peakMb();
const start = performance.now();
let readBytes = 0;
let earlyMb: number | null = null;
let code: string | null = null;
try {
  const streamed = manner === "streamed";
  const bound = streamed ? { maxResponseBytes: 2 * Number(bytes) } : {};
  const { stream } = await client.request({ ...question, path: `/${bytes}`, streamed, ...bound });
  for await (const chunk of stream ?? []) {
    readBytes += chunk.byteLength;
    if (readBytes >= Number(bytes) / 10) earlyMb ??= peakMb();
  }
} catch (error) {
  if (!(error instanceof IntegrationError)) throw error;
  code = error.code;
}
const seconds = (performance.now() - start) / 1000;
await close();
const use: BodyUse = { beforeMb, earlyMb: earlyMb ?? beforeMb, peakMb: peakMb(), readBytes, seconds, code };
process.stdout.write(JSON.stringify(use));
