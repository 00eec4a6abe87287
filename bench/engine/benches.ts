// The benches that concern the engine.
import type { Bench } from "../figures.ts";
import { commits } from "./commits.ts";
import { decisions } from "./decisions.ts";
import { latency } from "./latency.ts";
import { memory } from "./memory.ts";
import { recovery } from "./recovery.ts";
import { unchanged } from "./unchanged.ts";

export const engineBenches: readonly Bench[] = [unchanged, decisions, commits, recovery, memory, latency];
