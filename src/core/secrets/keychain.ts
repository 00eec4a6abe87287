// The operating system's keychain, spoken to in a child process: a locked one may hang or prompt, and a
// native call that hangs can't be interrupted inside our own process.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { KeychainAnswer, KeychainRequest } from "./keychain-child.ts";

export type KeychainResult =
  | { readonly status: "done"; readonly value: string | null }
  | { readonly status: "failed"; readonly reason: string };

/** One keychain back end, pinned. Values are text. A `get` of null does not prove absence: it may be locked. */
export interface Keychain {
  /** Recorded in the vault and compared ever after (`secret-service`). */
  readonly backend: string;
  readonly title: string;
  call(request: KeychainRequest, timeoutMs: number): Promise<KeychainResult>;
}

export interface KeychainOptions {
  /** As in `process.platform`. */
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Path of the Node binary. */
  readonly nodePath: string;
  /** Path of the child's script; absent: the one beside this file. */
  readonly childScript?: string;
}

const backends: Readonly<Record<string, { readonly backend: string; readonly title: string }>> = {
  linux: { backend: "secret-service", title: "Secret Service" },
  freebsd: { backend: "secret-service", title: "Secret Service" },
  darwin: { backend: "macos-keychain", title: "macOS Keychain" },
  win32: { backend: "windows-credential-manager", title: "Windows Credential Manager" },
};

// What the back ends need to find the session; our own secrets stay out of the child's environment.
const passedOn =
  /^(?:PATH|HOME|USER|LOGNAME|LANG|LC_.*|TMPDIR|XDG_.*|DBUS_.*|DISPLAY|WAYLAND_DISPLAY|SystemRoot|USERPROFILE|APPDATA|LOCALAPPDATA|TEMP|TMP)$/i;

/** The platform's keychain; null where there is none. */
export function createKeychain(options: KeychainOptions): Keychain | null {
  const known = backends[options.platform];
  if (known === undefined) return null;
  const script = options.childScript ?? findChildScript();
  return {
    ...known,
    async call(request, timeoutMs) {
      const fault = busFault(options);
      if (fault !== null) return { status: "failed", reason: fault };
      return askChild(options, script, request, timeoutMs);
    },
  };
}

/** Beside this file in the sources; in a build this file is part of a chunk. */
function findChildScript(): string {
  const places = [
    "./keychain-child.ts",
    "../core/secrets/keychain-child.js",
    "../../core/secrets/keychain-child.js",
  ];
  const paths = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return paths.find((path) => existsSync(path)) ?? paths[0] ?? "";
}

/** On a machine without a session bus the answer is known without asking; a bus is never started here. */
function busFault(options: KeychainOptions): string | null {
  if (backends[options.platform]?.backend !== "secret-service") return null;
  if (options.env.DBUS_SESSION_BUS_ADDRESS) return null;
  const runtimeDir = options.env.XDG_RUNTIME_DIR;
  if (runtimeDir && existsSync(join(runtimeDir, "bus"))) return null;
  return "there is no D-Bus session here";
}

function askChild(
  options: KeychainOptions,
  script: string,
  request: KeychainRequest,
  timeoutMs: number,
): Promise<KeychainResult> {
  const env = Object.fromEntries(Object.entries(options.env).filter(([name]) => passedOn.test(name)));
  return new Promise((resolve) => {
    const child = spawn(options.nodePath, [script], {
      env,
      stdio: ["pipe", "pipe", "ignore"],
      timeout: timeoutMs,
      killSignal: "SIGKILL",
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    // A child that died early closes its stdin; the answer then says so.
    child.stdin.on("error", () => undefined);
    child.on("error", (error) => resolve({ status: "failed", reason: error.message }));
    child.on("close", (_, signal) => {
      if (signal !== null)
        resolve({ status: "failed", reason: `it did not answer within ${timeoutMs / 1000} s` });
      else resolve(readAnswer(Buffer.concat(chunks).toString("utf8")));
    });
    child.stdin.end(JSON.stringify(request));
  });
}

function readAnswer(text: string): KeychainResult {
  let answer: KeychainAnswer;
  try {
    answer = JSON.parse(text);
  } catch {
    return { status: "failed", reason: "its process gave no answer" };
  }
  if (answer.status === "done") return answer;
  const absent =
    answer.code === "ERR_MODULE_NOT_FOUND" ||
    answer.code === "MODULE_NOT_FOUND" ||
    answer.code === "ERR_DLOPEN_FAILED";
  return {
    status: "failed",
    reason: absent ? "the keychain module is not installed for this platform" : answer.message,
  };
}
