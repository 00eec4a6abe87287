// A desktop session as far as secrets go: a D-Bus of its own with gnome-keyring, whose files outlive the session.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";

export interface DesktopSession {
  /** Variables that lead programs to it. */
  readonly env: Readonly<Record<string, string>>;
  /** Logs out. */
  end(): Promise<void>;
}

const onPath = (name: string): boolean =>
  (process.env.PATH ?? "").split(delimiter).some((directory) => existsSync(join(directory, name)));

export const hasKeyring =
  process.platform === "linux" && onPath("gnome-keyring-daemon") && onPath("dbus-run-session");

/** Logs in with the password; the first time in a home makes the keyring. */
export async function startDesktop(home: string, password: string): Promise<DesktopSession> {
  const runtime = join(home, "run");
  await mkdir(runtime, { recursive: true, mode: 0o700 });
  const own = { HOME: home, XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: join(home, "data") };
  const unlock = 'printf %s "$PASSWORD" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1';
  // Lives as long as its standard input is open.
  const script = `${unlock}; echo "$DBUS_SESSION_BUS_ADDRESS"; cat >/dev/null`;
  const session = spawn("dbus-run-session", ["--", "sh", "-c", script], {
    stdio: ["pipe", "pipe", "ignore"],
    env: { PATH: process.env.PATH, PASSWORD: password, ...own },
  });
  const address = await firstLine(session);
  return {
    env: { ...own, DBUS_SESSION_BUS_ADDRESS: address },
    end: async () => {
      const closed = once(session, "exit");
      session.stdin?.end();
      await closed;
    },
  };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  let said = "";
  for await (const chunk of stdout ?? []) {
    said += String(chunk);
    if (said.includes("\n")) break;
  }
  return said.trim();
}
