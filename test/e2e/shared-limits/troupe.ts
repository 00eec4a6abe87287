// A vendor that counts, and the processes that share its limit: one that lives long, as the daemon does, and three
// short-lived ones, as commands are, of which every second is killed and one is frozen for a while.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Orders, scaledClock } from "./orders.ts";

export interface Limit {
  readonly capacity: number;
  readonly perMs: number;
  readonly classes?: number;
  readonly speed?: number;
  readonly observes?: boolean;
  readonly books?: "shared" | "own";
}

export interface Outcome {
  readonly arrivals: readonly number[];
  /** Most arrivals in any window. */
  readonly most: number;
  /** Part of the limit that was used in all whole windows after the first. */
  readonly usedShare: number;
  readonly killed: number;
  readonly ended: number;
  readonly warnings: readonly string[];
}

const child = join(import.meta.dirname, "asking-child.ts");

class CountingVendor {
  readonly arrivals: number[] = [];
  readonly #server: http.Server;
  readonly #limit: Limit;
  readonly #now: () => number;
  #oldest = 0;

  constructor(limit: Limit, now: () => number) {
    this.#limit = limit;
    this.#now = now;
    this.#server = http.createServer((request, response) => this.#answer(request, response));
  }

  async open(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    request.resume();
    const { capacity, perMs } = this.#limit;
    const now = this.#now();
    this.arrivals.push(now);
    while ((this.arrivals[this.#oldest] ?? now) <= now - perMs) this.#oldest += 1;
    const remaining = Math.max(0, capacity - (this.arrivals.length - this.#oldest));
    response.writeHead(200, { "x-limit": capacity, "x-remaining": remaining });
    response.end("{}");
  }
}

/** Plays so many windows. */
export async function play(limit: Limit, windows: number): Promise<Outcome> {
  const { capacity, perMs, classes = 0, speed = 1, observes = false, books = "shared" } = limit;
  const dir = mkdtempSync(join(tmpdir(), "integ-limits-"));
  const startedAt = Date.now();
  const { now } = scaledClock({ speed, startedAt });
  const vendor = new CountingVendor(limit, now);
  const origin = await vendor.open();
  const file = books === "own" ? null : join(dir, "limits.db");
  const orders = { origin, file, capacity, perMs, classes, concurrency: 3, observes, speed, startedAt };
  const tally = { killed: 0, ended: 0, warnings: [] as string[] };
  const until = startedAt + ((windows + 1) * perMs) / speed;
  try {
    await Promise.all([
      liveLong(orders, until, tally),
      ...[0, 1, 2].map((index) => liveShort(orders, until, index, tally)),
    ]);
    const end = startedAt + (until - startedAt) * speed;
    return { ...tally, arrivals: vendor.arrivals, ...judge(vendor.arrivals, limit, end) };
  } finally {
    vendor.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function judge(arrivals: readonly number[], { capacity, perMs }: Limit, end: number) {
  const from = (arrivals[0] ?? 0) + perMs;
  const windows = Math.floor((end - from) / perMs);
  const used = arrivals.filter((time) => time >= from && time < from + windows * perMs).length;
  let most = 0;
  let oldest = 0;
  for (const [index, time] of arrivals.entries()) {
    while ((arrivals[oldest] ?? time) <= time - perMs) oldest += 1;
    most = Math.max(most, index - oldest + 1);
  }
  return { most, usedShare: used / (capacity * windows) };
}

interface Tally {
  killed: number;
  ended: number;
  readonly warnings: string[];
}

async function liveLong(orders: Orders, until: number, tally: Tally): Promise<void> {
  const one = start(orders, tally);
  await pause(until - Date.now());
  await end(one, "SIGTERM", tally);
}

async function liveShort(orders: Orders, until: number, index: number, tally: Tally): Promise<void> {
  const windowMs = orders.perMs / orders.speed;
  for (let life = index; Date.now() < until; life += 1) {
    const one = start(orders, tally);
    if (index === 2) await freeze(one, windowMs);
    // Lives of different length, never in step with the window.
    await pause(Math.min(until - Date.now(), windowMs * (0.7 + 0.37 * ((life * 7) % 5))));
    await end(one, life % 2 === 0 && Date.now() < until ? "SIGKILL" : "SIGTERM", tally);
  }
}

/** As a machine that sleeps does, or a terminal's Ctrl-Z: longer than a window, then on as if nothing had been. */
async function freeze(one: ChildProcess, windowMs: number): Promise<void> {
  await pause(windowMs * 0.6);
  one.kill("SIGSTOP");
  await pause(windowMs * 1.3);
  one.kill("SIGCONT");
}

function start(orders: Orders, tally: Tally): ChildProcess {
  const one = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", child, JSON.stringify(orders)],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  // A test that is cut short leaves nobody asking for ever.
  onTestFinished(() => void one.kill("SIGKILL"));
  let said = "";
  one.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  one.stderr.on("data", (chunk: Buffer) => tally.warnings.push(chunk.toString()));
  one.once("close", () => {
    if (said !== "") tally.warnings.push(...(JSON.parse(said) as { warnings: string[] }).warnings);
  });
  return one;
}

async function end(one: ChildProcess, signal: "SIGTERM" | "SIGKILL", tally: Tally): Promise<void> {
  const closed = once(one, "close");
  one.kill(signal);
  await closed;
  if (signal === "SIGKILL") tally.killed += 1;
  else tally.ended += 1;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
