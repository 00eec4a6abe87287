// The secrets of one workshop, made anew for it, and everything a run left behind that must not have them.
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import type { Credentials } from "../../../src/sandbox/clients.ts";
import { Random } from "../../../src/sandbox/random.ts";
import { type Finding, filesIn, type Place, processesOf, type Secret, sweep } from "../../secret-sweep.ts";

/** Master keys in files of their own: beside the vault, as the warning of `init --insecure-key-file` says, or elsewhere. */
const keyFiles = /\.key$/;
/** Shorter ones are ids. What is as long as this the emulated vendors only make for tokens and signing. */
const shortestSecret = 40;

/** Notes what the emulated vendors make up as tokens and signing secrets. */
class NotingRandom extends Random {
  readonly made: string[] = [];

  override text(length: number): string {
    return this.#note(super.text(length));
  }

  override hex(length: number): string {
    return this.#note(super.hex(length));
  }

  #note(made: string): string {
    if (made.length >= shortestSecret) this.made.push(made);
    return made;
  }
}

export interface Canary {
  /** What the sandbox is started with. */
  readonly random: NotingRandom;
  readonly credentials: Credentials;
  /** A secret that a test has made up itself. */
  record(name: string, value: string): void;
  /** Keeps what the process prints, and looks at its command line and environment and those of its children. */
  watch(child: ChildProcess, args: readonly string[], env: Readonly<Record<string, string>>): void;
  /** What was found of any secret in `dirs` and in what was watched. */
  findings(dirs: readonly string[]): readonly Finding[];
}

/** `mark` stands in the environment of every process of the run and of no other. */
export function openCanary(mark: string): Canary {
  const random = new NotingRandom(randomBytes(4).readUInt32LE());
  const make = (kind: string): string => `${kind}-${randomBytes(18).toString("base64url")}`;
  const credentials = {
    clientSecret: make("client"),
    refreshToken: make("refresh"),
    apiToken: make("api"),
    personalToken: make("personal"),
    password: make("password"),
  };
  const own: Secret[] = Object.entries(credentials).map(([name, value]) => ({ name, value }));
  const printed: { readonly name: string; readonly chunks: Buffer[] }[] = [];
  const seen = new Map<string, Place>();
  /** Given to a process by the test as an operator gives them: in its environment. */
  const handedOver = new Set<string>();

  function look(): void {
    for (const { pid, commandLine, environment } of processesOf(mark)) {
      seen.set(`command line of ${pid}`, { name: `the command line of process ${pid}`, bytes: commandLine });
      let text = environment.toString("latin1");
      for (const value of handedOver) text = text.replaceAll(value, "");
      seen.set(`environment of ${pid}`, {
        name: `the environment of process ${pid}`,
        bytes: Buffer.from(text, "latin1"),
      });
    }
  }
  const secrets = (dirs: readonly string[]): readonly Secret[] => {
    const made = random.made.map((value) => ({ name: "token or signing secret of a vendor", value }));
    const keys = dirs.flatMap((dir) => masterKeys(dir));
    return [...own, ...made, ...keys];
  };
  return {
    random,
    credentials,
    record: (name, value) => void own.push({ name, value }),
    watch: (child, args, env) => {
      for (const value of Object.values(env)) if (value.length >= 16) handedOver.add(value);
      const title = `integ ${args.join(" ")}`;
      for (const stream of ["stdout", "stderr"] as const) {
        const chunks: Buffer[] = [];
        printed.push({ name: `${stream} of ${title}`, chunks });
        if (child[stream]) keep(child[stream], chunks);
      }
      setTimeout(look, 150).unref();
    },
    findings: (dirs) => {
      look();
      const places = [
        ...printed.map(({ name, chunks }) => ({ name, bytes: Buffer.concat(chunks) })),
        ...seen.values(),
        ...dirs.flatMap((dir) => filesIn(dir, keyFiles)),
      ];
      return sweep(places, secrets(dirs));
    },
  };
}

/** Keeps what goes through without making it flow: whoever wants to read slowly still does. */
function keep(stream: Readable, chunks: Buffer[]): void {
  const emit = stream.emit.bind(stream);
  stream.emit = (event: string | symbol, ...values: unknown[]) => {
    if (event === "data") chunks.push(Buffer.from(values[0] as Buffer));
    return emit(event, ...values);
  };
}

function masterKeys(dir: string): Secret[] {
  const files = filesIn(dir, /(?<!\.key)$/);
  return files.map(({ bytes }) => ({ name: "master key", value: bytes.toString().trim() }));
}
