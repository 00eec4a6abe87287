// Two processes that renew one token over and over, an issuer that kills them now and then, and the operator who signs
// in anew when they say that the session is lost.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ConnectionSecrets } from "../../../src/core/contract/connector.ts";
import { tokenSecrets } from "../../../src/core/oauth/stored-token.ts";
import { connectionSecrets } from "../../../src/core/secrets/secret-store.ts";
import { createSecrets } from "../../../src/core/secrets/secrets.ts";
import { portsFor, temporaryDirectory } from "../../core/secrets/fixture.ts";
import { type Sending, type StrictIssuer, startIssuer } from "./strict-issuer.ts";

export interface Loss {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export interface Books {
  readonly granted: number;
  readonly kills: number;
  /** What each process said that met a loss; both may meet the same. */
  readonly losses: readonly Loss[];
  /** How often the operator had to sign in anew. */
  readonly repairs: number;
  /** Refresh tokens that were sent again after one who lives on had sent them. */
  readonly doubled: readonly string[];
  /** What processes said on stderr that ended by themselves. */
  readonly crashes: readonly string[];
}

export interface Play {
  readonly killEvery: number;
  /** `own`: each process has a lock that the other one does not see. */
  readonly lock: "shared" | "own";
  readonly isOver: (soFar: { readonly granted: number; readonly losses: number }) => boolean;
}

const child = join(import.meta.dirname, "renewal-child.ts");

export async function play(rules: Play): Promise<Books> {
  const stateDir = await temporaryDirectory();
  const store = await createSecrets({ ...portsFor(stateDir), source: "insecure-key-file" });
  const children = new Map<number, ChildProcess>();
  const killed = new Set<number>();
  const issuer = await startIssuer(rules.killEvery, (pid) => {
    if (children.get(pid)?.kill("SIGKILL")) killed.add(pid);
  });
  const secrets = connectionSecrets(store, "sf");
  await secrets.set(tokenSecrets.refresh, issuer.signIn());
  const stage = new Stage(rules, issuer, secrets, [child, stateDir, issuer.url, rules.lock], children);
  await Promise.all([stage.live(), stage.live()]);
  await stage.repaired;
  issuer.close();
  await store.close();
  const { losses, repairs, crashes } = stage;
  const doubled = doublesOf(issuer.sendings, killed);
  return { granted: issuer.granted(), kills: killed.size, losses, repairs, doubled, crashes };
}

function doublesOf(sendings: readonly Sending[], killed: ReadonlySet<number>): string[] {
  // Whoever was killed may have been in the middle of the renewal after the one it was killed for.
  const isDouble = ({ token }: Sending, index: number): boolean =>
    sendings.slice(0, index).some((before) => before.token === token && !killed.has(before.pid));
  return sendings.filter(isDouble).map(({ token }) => token);
}

class Stage {
  readonly #rules: Play;
  readonly #issuer: StrictIssuer;
  readonly #secrets: ConnectionSecrets;
  readonly #args: readonly string[];
  readonly #children: Map<number, ChildProcess>;
  readonly losses: Loss[] = [];
  readonly crashes: string[] = [];
  repairs = 0;
  repaired: Promise<void> = Promise.resolve();

  constructor(
    rules: Play,
    issuer: StrictIssuer,
    secrets: ConnectionSecrets,
    args: readonly string[],
    children: Map<number, ChildProcess>,
  ) {
    this.#rules = rules;
    this.#issuer = issuer;
    this.#secrets = secrets;
    this.#args = args;
    this.#children = children;
  }

  /** One process after the other, each until it is killed. */
  async live(): Promise<void> {
    while (!this.#isOver()) {
      const one = spawn(process.execPath, this.#args, { stdio: "pipe" });
      if (one.pid !== undefined) this.#children.set(one.pid, one);
      let said = "";
      one.stderr.on("data", (chunk) => {
        said += String(chunk);
      });
      one.stdout.on("data", (chunk) => this.#hear(String(chunk), one));
      one.stdin.on("error", () => undefined);
      const watch = setInterval(() => this.#isOver() && one.kill("SIGTERM"), 20);
      const [code] = await once(one, "close");
      clearInterval(watch);
      if (code !== null) this.crashes.push(said);
    }
  }

  #isOver(): boolean {
    const soFar = { granted: this.#issuer.granted(), losses: this.losses.length };
    return this.crashes.length > 0 || this.#rules.isOver(soFar);
  }

  #hear(text: string, { stdin }: ChildProcess): void {
    const lines = text.trim().split("\n");
    this.losses.push(...lines.map((line) => JSON.parse(line) as Loss));
    this.repaired = this.repaired.then(() => this.#repair()).then(() => void stdin?.write("again\n"));
  }

  async #repair(): Promise<void> {
    const stored = await this.#secrets.get(tokenSecrets.refresh);
    if (stored !== null && this.#issuer.isLive(stored)) return;
    this.repairs += 1;
    await this.#secrets.set(tokenSecrets.refresh, this.#issuer.signIn());
  }
}
