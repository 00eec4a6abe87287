// Runs seeds in a process of its own and tells its parent, one JSON document a line.
import { Simulation } from "./simulation.ts";

interface Order {
  readonly from: number;
  readonly count: number;
  readonly stride: number;
  readonly trace: boolean;
  readonly stopAtFirst: boolean;
}

const tell = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

async function runSeeds({ from, count, stride, trace, stopAtFirst }: Order): Promise<void> {
  let stray: unknown = null;
  process.on("unhandledRejection", (error) => {
    stray = error;
  });
  const print = trace
    ? (line: string): void => void process.stdout.write(`${line}\n`)
    : (): void => undefined;
  for (let n = 0; n < count; n++) {
    const seed = from + n * stride;
    tell({ starts: seed });
    const outcome = await new Simulation(seed, print).run();
    const escaped = stray === null ? [] : [{ invariant: "no error escapes", detail: String(stray) }];
    stray = null;
    const violations = [...outcome.violations, ...escaped];
    tell({ ...outcome, violations });
    if (violations.length > 0 && stopAtFirst) return;
  }
}

await runSeeds(JSON.parse(process.argv[2] ?? "{}") as Order);
