// The emulated vendors in a process of their own, without any delay of theirs.
import { startSandbox } from "../../src/sandbox/server.ts";

const cases = Array.from({ length: Number(process.env.INTEG_BENCH_CASES ?? "0") }, (_, n) => ({
  Subject: `Case ${n}`,
  Description: `Text ${n}`,
  Priority: "Medium",
  Status: "Working",
}));
const { controlUrl, salesforceUrl, zendeskUrl, close } = await startSandbox({ latencyMs: 0, cases });
process.send?.({ controlUrl, salesforceUrl, zendeskUrl });
process.on("disconnect", () => void close());
