// Measures integ and prints each figure against a baseline measured in the same run.
// npm run bench -- engine|http|startup [--quick] [--only WORD] [--json]
import { parseArgs } from "node:util";
import { engineBenches } from "./engine/benches.ts";
import { type Bench, describeMachine, type Figure, printFigures } from "./figures.ts";
import { httpBenches } from "./http/benches.ts";
import { startupBenches } from "./startup/benches.ts";

const suites: Readonly<Record<string, readonly Bench[]>> = {
  engine: engineBenches,
  http: httpBenches,
  startup: startupBenches,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const [suiteName = ""] = positionals;
const suite = suites[suiteName];
if (!suite)
  throw new Error(`There is no bench "${suiteName}"; there are: ${Object.keys(suites).join(", ")}.`);

const figures: Figure[] = [];
for (const bench of suite) {
  if (values.only !== undefined && !bench.name.includes(values.only)) continue;
  console.error(`${bench.name} …`);
  figures.push(...(await bench.run({ quick: values.quick })));
}
if (values.json)
  console.log(JSON.stringify({ schema: "integ.bench/1", machine: describeMachine(), figures }, null, 2));
else printFigures(figures);
// A quick look is too short to judge by.
if (!values.quick && figures.some((figure) => figure.isWithinBudget === false)) process.exitCode = 1;
