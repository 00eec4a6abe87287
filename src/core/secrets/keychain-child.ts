// Entry of a process of its own (see keychain.ts): one request on stdin, one answer on stdout, then the end.
// Others import only its types.
import { platform, stdin, stdout } from "node:process";
import { text } from "node:stream/consumers";

export interface KeychainRequest {
  readonly action: "get" | "set" | "delete" | "probe";
  readonly account: string;
  /** For `set` and `probe`. */
  readonly value?: string;
}

export type KeychainAnswer =
  | { readonly status: "done"; readonly value: string | null }
  | { readonly status: "failed"; readonly code: string; readonly message: string };

const service = "integ";

async function answer(request: KeychainRequest): Promise<KeychainAnswer> {
  const { Entry } = await import("@napi-rs/keyring");
  // Unpinned, the library falls back to the kernel's keyring silently, which forgets at reboot.
  const pin = platform === "linux" ? { linux: { store: "secret-service" as const } } : undefined;
  const entry = new Entry(service, request.account, pin);
  const { action, value = "" } = request;
  if (action === "get") return { status: "done", value: entry.getPassword() };
  if (action === "delete") {
    entry.deleteCredential();
    return { status: "done", value: null };
  }
  entry.setPassword(value);
  const stored = entry.getPassword();
  if (action === "probe") entry.deleteCredential();
  if (stored === value) return { status: "done", value: null };
  return { status: "failed", code: "", message: "what was written did not come back" };
}

function describeFailure(error: unknown): KeychainAnswer {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  return { status: "failed", code, message };
}

async function main(): Promise<void> {
  const request: KeychainRequest = JSON.parse(await text(stdin));
  const result = await answer(request).catch(describeFailure);
  stdout.write(JSON.stringify(result));
}

await main();
