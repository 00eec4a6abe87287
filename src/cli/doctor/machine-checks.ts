// Is this machine fit for integ: Node.js, the state directory, its disk, the ports.
import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { type DoctorCheck, type Finding, fail, pass, skipped, warn } from "./examine.ts";

const mb = 1024 * 1024;
/** Below the first the database can't grow for long, below the second a backup of it fails. */
const leastBytes = 100 * mb;
const fewBytes = 1024 * mb;

export interface NodeFacts {
  readonly version: string;
  /** Loads what is compiled for one Node.js. @throws Error when it can't be. */
  readonly loadNative: () => Promise<unknown>;
}

export function nodeCheck({ version, loadNative }: NodeFacts): DoctorCheck {
  return {
    id: "node",
    title: "Node.js",
    needs: [],
    run: async () => {
      try {
        await loadNative();
        return pass(`Node.js ${version}, and its SQLite works`);
      } catch (error) {
        const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
        return fail(
          `SQLite can't be loaded by Node.js ${version}${code}`,
          "It was installed with another Node.js: install integ again with this one.",
        );
      }
    },
  };
}

export function stateDirCheck(stateDir: string, uid: number | null): DoctorCheck {
  return {
    id: "state-dir",
    title: "state directory",
    needs: [],
    run: async () => {
      const found = await stat(stateDir).catch((error: NodeJS.ErrnoException) => error);
      if (found instanceof Error) {
        if (found.code === "ENOENT") return fail(`${stateDir} is not there`, "Run `integ init`.");
        return fail(`${stateDir} can't be looked at (${found.code})`, "Give this user the right to read it.");
      }
      if (!found.isDirectory())
        return fail(`${stateDir} is a file`, "Name another one with INTEG_STATE_DIR.");
      if (uid !== null && found.uid !== uid)
        return fail(
          `${stateDir} belongs to user ${found.uid}, and this is ${uid}`,
          "Run integ as the user it belongs to.",
        );
      if (uid !== null && (found.mode & 0o077) !== 0) {
        const mode = (found.mode & 0o777).toString(8).padStart(4, "0");
        return fail(`Other users can open ${stateDir} (mode ${mode})`, `Close it: chmod 700 ${stateDir}`);
      }
      const usable = await access(stateDir, constants.R_OK | constants.W_OK | constants.X_OK).then(
        () => true,
        () => false,
      );
      return usable
        ? pass(`${stateDir} is this user's alone`)
        : fail(`${stateDir} can't be written`, "Look whether its disk is mounted read-only.");
    },
  };
}

export function diskCheck(stateDir: string): DoctorCheck {
  return {
    id: "disk",
    title: "disk",
    needs: ["state-dir"],
    run: async () => {
      const { bavail, bsize } = await statfs(stateDir);
      const free = bavail * bsize;
      const shown = `${Math.floor(free / mb).toLocaleString("en-US")} MB free for ${stateDir}`;
      if (free < leastBytes) return fail(shown, "Make room: what is not on disk is not sent.");
      return free < fewBytes
        ? warn(shown, "Make room before it runs out: below 100 MB this fails.")
        : pass(shown);
    },
  };
}

export interface Listening {
  readonly host: string;
  readonly port: number;
}

/** `isRunning`: a daemon has the port, then. */
export function portCheck(
  server: () => Promise<Listening | null>,
  isRunning: () => Promise<boolean>,
): DoctorCheck {
  return {
    id: "port",
    title: "webhook port",
    needs: ["config"],
    run: async () => {
      const listening = await server();
      if (listening === null) return skipped("no `server:` in the configuration: no webhooks are taken");
      const place = `${listening.host}:${listening.port}`;
      if (await isRunning()) return pass(`${place} is the daemon's`);
      return tryPort(listening, place);
    },
  };
}

function tryPort({ host, port }: Listening, place: string): Promise<Finding> {
  const words: Readonly<Record<string, string>> = {
    EADDRINUSE: "something else listens there",
    EACCES: "this user may not listen there",
    EADDRNOTAVAIL: "this machine has no such address",
  };
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = words[error.code ?? ""] ?? error.code;
      resolve(fail(`${place}: ${why}`, "Name another one under `server.listen`, or free this one."));
    });
    server.listen(port, host, () => server.close(() => resolve(pass(`${place} is free`))));
  });
}
