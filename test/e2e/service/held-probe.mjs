// Loaded into a daemon under test: on SIGUSR2 it tells what the process holds, after collecting the garbage.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

process.on("SIGUSR2", () => {
  collectGarbage();
  setImmediate(() => {
    collectGarbage();
    const timers = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    const heapMb = process.memoryUsage().heapUsed / 1048576;
    process.stderr.write(`HELD ${JSON.stringify({ timers, heapMb })}\n`);
  });
});
