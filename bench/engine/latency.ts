// From a change in our hands to its write confirmed, at 200 changes a second: our own share of the time.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setPriority } from "node:os";
import { join } from "node:path";
import { bundleProcess } from "../bundle.ts";
import { type Bench, type Figure, percentile, spreadOf } from "../figures.ts";
import type { BareReport } from "./latency-bare.ts";
import type { FromDaemon, ToDaemon } from "./latency-daemon.ts";
import type { Sample } from "./latency-probe.ts";
import { withDirectory } from "./stage.ts";

const records = 2000;
const perSecond = 200;
const warmUpSeconds = 10;
const budgetMs = 50;

interface Places {
  readonly controlUrl: string;
  readonly salesforceUrl: string;
  readonly zendeskUrl: string;
}

interface Round {
  readonly samples: readonly Sample[];
  readonly edits: number;
  readonly seconds: number;
  readonly cpuShare: number;
  /** What a bare process beside it needed for one durable INSERT, milliseconds late. */
  readonly bareMs: readonly number[];
}

export const latency: Bench = {
  name: "latency",
  run: async ({ quick }) => {
    const seconds = quick ? 10 : 20;
    const rounds: Round[] = [];
    for (let n = 0; n < (quick ? 1 : 3); n += 1)
      rounds.push(await withDirectory((directory) => runOnce(directory, seconds)));
    return figuresOf(rounds);
  },
};

async function runOnce(directory: string, seconds: number): Promise<Round> {
  const [sandboxFile = "", daemonFile = "", bareFile = ""] = await Promise.all(
    ["latency-sandbox", "latency-daemon", "latency-bare"].map((name) =>
      bundleProcess(new URL(`${name}.ts`, import.meta.url), name),
    ),
  );
  const sandbox = fork(sandboxFile, {
    execArgv: [],
    env: { ...process.env, INTEG_BENCH_CASES: String(records) },
  });
  const daemon = fork(daemonFile, {
    execArgv: (process.env.INTEG_BENCH_DAEMON_ARGS ?? "").split(" ").filter(Boolean),
  });
  try {
    // A vendor's machine is another one: where processors are short, the sandbox waits and the daemon does not.
    if (sandbox.pid !== undefined) setPriority(sandbox.pid, 10);
    const [places] = (await once(sandbox, "message")) as [Places];
    await openLimits(places);
    tell(daemon, { do: "start", configText: configText(places, await freePort()), directory });
    await hear(daemon, "ready");
    await untilSettled(daemon, records);
    // A daemon runs for months; its first seconds, until its code is compiled, are another bench's subject.
    await editFor(places, warmUpSeconds, "Warm-up");
    await untilSettled(daemon, records);
    tell(daemon, { do: "measure" });
    const bare = fork(bareFile, {
      execArgv: [],
      env: { ...process.env, INTEG_BENCH_FILE: join(directory, "bare.db") },
    });
    const edits = await editFor(places, seconds, "Edit");
    bare.send("report");
    const [{ lateMs }] = (await once(bare, "message")) as [BareReport];
    await untilSettled(daemon, records);
    tell(daemon, { do: "report" });
    const { samples, cpuMs } = await hear(daemon, "report");
    return { samples, edits, seconds, cpuShare: cpuMs / (seconds * 1000), bareMs: lateMs };
  } finally {
    await end(daemon);
    await end(sandbox);
  }
}

const tell = (child: ChildProcess, message: ToDaemon): void => void child.send(message);

async function hear<K extends FromDaemon["is"]>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<FromDaemon, { readonly is: K }>> {
  for (;;) {
    const [message] = (await once(child, "message")) as [FromDaemon];
    if (message.is === kind) return message as Extract<FromDaemon, { readonly is: K }>;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.disconnect();
  await once(child, "exit");
}

/** Until every record has its counterpart and nothing is waiting. */
async function untilSettled(daemon: ChildProcess, links: number): Promise<void> {
  for (let look = 0, calm = 0; look < 1200; look += 1) {
    tell(daemon, { do: "count" });
    const counts = await hear(daemon, "counts");
    calm = counts.links === links && counts.open === 0 ? calm + 1 : 0;
    // Longer than the slower poll: what was edited last has been seen.
    if (calm === 15) return;
    await pause(100);
  }
  throw new Error("the daemon did not settle within two minutes");
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Half of the edits on each side, each record again after ten seconds at the earliest. */
async function editFor({ controlUrl }: Places, seconds: number, word: string): Promise<number> {
  const call = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const answer = await fetch(`${controlUrl}${path}`, init);
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  const cases = (await call("GET", "/salesforce/cases")).cases as readonly { readonly Id: string }[];
  const tickets = (await call("GET", "/zendesk/tickets")).tickets as readonly {
    readonly id: number;
    readonly external_id: string;
  }[];
  const ticketOf = new Map(tickets.map((ticket) => [ticket.external_id.split(":").at(-1), ticket.id]));
  const start = performance.now();
  const total = seconds * perSecond;
  const running: Promise<unknown>[] = [];
  for (let n = 0; n < total; n += 1) {
    const id = cases[n % records]?.Id ?? "";
    const isLeft = (n + Math.floor(n / records)) % 2 === 0;
    running.push(
      isLeft
        ? call("PATCH", `/salesforce/cases/${id}`, { Subject: `${word} ${n}` })
        : call("PATCH", `/zendesk/tickets/${ticketOf.get(id)}`, { subject: `${word} ${n}` }),
    );
    const wait = start + ((n + 1) * 1000) / perSecond - performance.now();
    if (wait > 0) await pause(wait);
  }
  await Promise.all(running);
  return total;
}

/** What the emulated vendors would refuse at this rate is another test's subject; their jobs run at once. */
async function openLimits({ controlUrl }: Places): Promise<void> {
  const many = 1_000_000;
  const limits = {
    accountPerMinute: many,
    updatesPerMinute: many,
    updatesPerTicketPer10Minutes: many,
    incrementalPerMinute: many,
    openJobs: many,
  };
  const settings = {
    salesforce: { dailyApiLimit: 100 * many },
    zendesk: { limits, jobQueueMs: 0, jobStepMs: 0, webhooks: { delayMs: 0 } },
  };
  const answer = await fetch(`${controlUrl}/settings`, { method: "POST", body: JSON.stringify(settings) });
  if (!answer.ok) throw new Error(`the sandbox refused the settings: ${await answer.text()}`);
}

const configText = ({ salesforceUrl, zendeskUrl }: Places, port: number): string => `connections:
  sf: { connector: salesforce, loginUrl: "${salesforceUrl}", apiVersion: "66.0", pollEvery: 250ms, overlap: 1s }
  zd: { connector: zendesk, baseUrl: "${zendeskUrl}", pollEvery: 5s, plan: enterprise-plus }
syncs:
  cases:
    left: { connection: sf, object: Case }
    right: { connection: zd, object: ticket }
    guards: { maxFirstCreates: 1000000, maxFlips: 1000000 }
    fields:
      - { left: Subject, right: subject }
      - { left: Description, right: description }
      - { left: Priority, right: priority, values: { High: high, Medium: normal, Low: low } }
      - { left: Status, right: status, values: { New: new, Working: open, Closed: solved } }
server: { listen: "127.0.0.1:${port}", publicUrl: "http://127.0.0.1:${port}" }
`;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

function figuresOf(rounds: readonly Round[]): Figure[] {
  return [
    figureOf(rounds, 0.5, null, null),
    figureOf(rounds, 0.99, null, `p99 under ${budgetMs} ms`),
    figureOf(rounds, 0.99, "left", null),
    figureOf(rounds, 0.99, "right", null),
  ];
}

function figureOf(
  rounds: readonly Round[],
  share: number,
  side: "left" | "right" | null,
  budget: string | null,
): Figure {
  const samplesOf = (round: Round) => round.samples.filter((one) => side === null || one.side === side);
  const own = rounds.map((round) =>
    percentile(
      samplesOf(round).map((one) => one.ownMs),
      share,
    ),
  );
  const total = rounds.map((round) =>
    percentile(
      samplesOf(round).map((one) => one.totalMs),
      share,
    ),
  );
  const bare = rounds.map((round) => percentile(round.bareMs, share));
  const value = spreadOf(own);
  const where = side === null ? "" : side === "left" ? ", written to Salesforce" : ", written to Zendesk";
  const counts = rounds.map((round) => `${samplesOf(round).length} of ${round.edits}`).join(", ");
  const cpu = Math.round(spreadOf(rounds.map((round) => round.cpuShare)).median * 100);
  return {
    what: `Change to confirmed write at ${perSecond} changes/s: own overhead, p${share * 100}${where}`,
    unit: "ms",
    value,
    baseline: {
      name: "a bare process beside it: one durable INSERT, from when it was due, the same percentile",
      value: spreadOf(bare),
    },
    ratio: spreadOf(own.map((ms, index) => ms / (bare[index] ?? Number.NaN))),
    budget,
    isWithinBudget: budget === null ? null : value.median < budgetMs,
    note: `${Math.round(spreadOf(total).median)} ms with the vendors' share; ${counts} edits confirmed as writes of their own; the daemon used ${cpu} % of one processor`,
  };
}
