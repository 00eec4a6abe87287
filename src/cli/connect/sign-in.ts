// Signs a person in: shows the address before any browser opens, and hears the answer here or has it pasted.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { IntegrationError, PermanentError, TransientError } from "../../core/contract/errors.ts";
import type { BrowserSignIn, DeviceSignIn, InteractiveSignIn } from "../../core/contract/sign-in.ts";
import { createPkce } from "../../core/oauth/pkce.ts";
import { isLoopback } from "../../core/oauth/redirect-url.ts";
import type { CommandContext } from "../context.ts";
import { unlessAborted } from "../interrupt.ts";
import { browserCommand, type Machine, whyRemote } from "./detect-remote.ts";
import { type Loopback, type LoopbackOptions, listenLoopback } from "./loopback.ts";
import { type ExpectedRedirect, readPastedRedirect } from "./redirect.ts";

export interface PersonOptions {
  /** Of the system signed in to. */
  readonly title: string;
  /** Whether a browser may be opened. */
  readonly opensBrowser: boolean;
}

type SignInContext = Pick<CommandContext, "env" | "clock" | "signal" | "output" | "progress" | "prompts">;

const deadlineMs = 300_000;
const mostPastes = 5;

/**
 * @throws IntegrationError E_SIGN_IN_DENIED, E_SIGN_IN_STATE, E_SIGN_IN_TIMEOUT, E_CANCELLED, and those of the vendor;
 * PermanentError E_PORT_IN_USE when the answer can be neither listened for nor pasted.
 */
export async function signInPerson(
  context: SignInContext,
  signIn: InteractiveSignIn,
  options: PersonOptions,
): Promise<void> {
  if (signIn.kind === "device") await byDevice(context, signIn, options);
  else await byBrowser(context, signIn, options);
}

async function byBrowser(
  context: SignInContext,
  signIn: BrowserSignIn,
  options: PersonOptions,
): Promise<void> {
  const { verifier, challenge } = createPkce(randomBytes);
  const expected: ExpectedRedirect = {
    state: randomBytes(24).toString("base64url"),
    hintFor: signIn.hintFor,
  };
  const loopback = await listenIfPossible(context, signIn.redirectUrl, expected);
  try {
    const redirectUrl = loopback?.redirectUrl ?? signIn.redirectUrl;
    const url = await signIn.authorizeUrl({ redirectUrl, state: expected.state, challenge });
    const code = await codeFrom(context, url, loopback, expected, options);
    context.progress.phase("Redeeming the sign-in");
    await unlessAborted(signIn.exchange({ code, redirectUrl, verifier }), context.signal);
  } finally {
    context.progress.done();
    loopback?.close();
  }
}

async function listenIfPossible(
  { output, progress, prompts }: SignInContext,
  redirectUrl: string,
  expected: ExpectedRedirect,
): Promise<Loopback | null> {
  if (!isLoopback(redirectUrl)) return null;
  const options: LoopbackOptions = {
    ...expected,
    redirectUrl,
    onStray: () => {
      // Both leave their line open.
      progress.done();
      if (prompts.available) output.note("");
      output.warn("The browser brought the answer to another sign-in; still waiting for this one.");
    },
  };
  try {
    return await listenLoopback(options);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    const message = `${redirectUrl} can't be listened on (${code})`;
    if (prompts.available) output.warn(`${message}: paste the address instead.`);
    else {
      const hint =
        "Free the port, or set another as oauth.redirectPort and register that address at the vendor. Or run it in a " +
        "terminal with --no-browser and paste the address the browser ends at.";
      throw new PermanentError({ code: "E_PORT_IN_USE", message, hint, cause });
    }
    return null;
  }
}

async function codeFrom(
  context: SignInContext,
  url: string,
  loopback: Loopback | null,
  expected: ExpectedRedirect,
  { title, opensBrowser }: PersonOptions,
): Promise<string> {
  const { env, output, progress, prompts } = context;
  const machine: Machine = { env, platform: process.platform, exists: existsSync };
  const remote = whyRemote(machine);
  const isOpened = opensBrowser && remote === null;
  const pastes = prompts.available && (!isOpened || loopback === null);
  // Without a terminal somebody may still see the browser, or have asked for the address alone.
  const isSeen = prompts.available || (loopback !== null && (isOpened || !opensBrowser));
  if (!isSeen) {
    const message = "Somebody has to sign in in a browser, and nobody is there to do it";
    throw new IntegrationError({ code: "E_USAGE", message, hint: "Run the command in a terminal." });
  }
  say(output, `Sign in to ${title} at this address within ${deadlineMs / 60_000} minutes:\n\n${url}\n`);
  if (!isOpened && remote !== null) output.note(`No browser is opened here: ${remote}.`);
  if (isOpened)
    openBrowser(machine, url, () => output.warn("No browser could be opened: open the address yourself."));
  const open = new AbortController();
  const ways = loopback === null ? [] : [loopback.code];
  if (pastes) ways.push(paste(context, expected, open.signal));
  else progress.phase("Waiting for the browser");
  try {
    return await unlessAborted(
      Promise.race([...ways, timeOut(context, deadlineMs, open.signal)]),
      context.signal,
    );
  } finally {
    // Takes back the question and the deadline.
    open.abort();
    progress.done();
  }
}

/** Without the address nobody can sign in: it is said with --quiet too. */
function say(output: SignInContext["output"], text: string): void {
  if (output.quiet) output.warn(text);
  else output.note(text);
}

function openBrowser(machine: Machine, url: string, onFailure: () => void): void {
  const [program, ...args] = browserCommand(machine, url);
  // Our own variables may hold secrets.
  const env = Object.fromEntries(Object.entries(machine.env).filter(([name]) => !name.startsWith("INTEG_")));
  const child = spawn(program, args, { detached: true, stdio: "ignore", env });
  child.once("error", onFailure);
  child.once("exit", (code) => code !== 0 && code !== null && onFailure());
  child.unref();
}

async function paste(
  { prompts, output }: SignInContext,
  expected: ExpectedRedirect,
  signal: AbortSignal,
): Promise<string> {
  const message = "Paste the address the browser ended at (the page need not load)";
  for (let turn = 1; ; turn++) {
    const text = await prompts.text({ message, instead: "the address in a terminal", signal });
    try {
      return readPastedRedirect(text, expected);
    } catch (error) {
      const isOther = error instanceof IntegrationError && error.code === "E_SIGN_IN_STATE";
      if (!isOther || turn === mostPastes) throw error;
      output.warn(`${error.message}.`);
    }
  }
}

async function timeOut({ clock }: SignInContext, ms: number, signal: AbortSignal): Promise<never> {
  await clock.sleep(ms, signal);
  throw new TransientError({
    code: "E_SIGN_IN_TIMEOUT",
    message: `Nobody signed in within ${Math.round(ms / 60_000)} minutes`,
  });
}

/** Section 3.5 of RFC 8628: so much more between two questions when the vendor asks for it. */
const slowerMs = 5000;

async function byDevice(context: SignInContext, signIn: DeviceSignIn, options: PersonOptions): Promise<void> {
  const { clock, output, progress, signal } = context;
  const { userCode, url, completeUrl, expiresInMs, everyMs } = await signIn.start();
  say(
    output,
    `Sign in to ${options.title}, in a browser on any machine:\n\n${url}\n\nwith the code ${userCode}`,
  );
  if (completeUrl !== null) output.note(`Or at once: ${completeUrl}`);
  const endsAt = clock.now() + Math.min(expiresInMs, deadlineMs);
  progress.phase("Waiting for the browser");
  try {
    for (let pauseMs = everyMs; clock.now() + pauseMs <= endsAt; ) {
      await clock.sleep(pauseMs, signal);
      const outcome = await askForOutcome(signIn);
      if (outcome === "done") return;
      if (outcome === "slow-down") pauseMs += slowerMs;
    }
    await timeOut(context, 0, signal);
  } finally {
    progress.done();
  }
}

/** A question that got lost is asked again at the next turn. */
async function askForOutcome(signIn: DeviceSignIn): ReturnType<DeviceSignIn["poll"]> {
  try {
    return await signIn.poll();
  } catch (error) {
    if (error instanceof TransientError && error.code !== "E_SIGN_IN_TIMEOUT") return "pending";
    throw error;
  }
}
