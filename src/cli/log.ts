// Logs to stderr: JSON lines with pino, readable lines on a terminal, with a priority for each under journald.
import { fstatSync } from "node:fs";
import { createRequire } from "node:module";
import type { Logger as PinoLogger } from "pino";
import type { LogFields, Logger } from "../core/contract/runtime.ts";
import { plainText } from "./paint.ts";

export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogTarget {
  readonly format: "json" | "journal" | "terminal";
  write(text: string): void;
}

/** syslog's numbers; without them journald files every line as "info". */
const JOURNAL_PRIORITY: Readonly<Record<string, number>> = { debug: 7, info: 6, warn: 4, error: 3 };
const SECRET_KEYS = [
  "token",
  "accessToken",
  "refreshToken",
  "clientSecret",
  "password",
  "privateKey",
  "secret",
];

/** pino is loaded with the first line that is written: most commands write none. */
export function createLogger(level: LogLevel, target: LogTarget): Logger {
  let root: PinoLogger | undefined;
  const open = (): PinoLogger => {
    root ??= openPino(level, target);
    return root;
  };
  return wrap(open, logLevels.indexOf(level));
}

function wrap(open: () => PinoLogger, lowest: number): Logger {
  const write = (at: LogLevel, event: string, fields: LogFields = {}): void => {
    if (logLevels.indexOf(at) >= lowest) open()[at](fields, event);
  };
  return {
    debug: (event, fields) => write("debug", event, fields),
    info: (event, fields) => write("info", event, fields),
    warn: (event, fields) => write("warn", event, fields),
    error: (event, fields) => write("error", event, fields),
    child: (fields) => {
      let child: PinoLogger | undefined;
      return wrap(() => {
        child ??= open().child(fields);
        return child;
      }, lowest);
    },
  };
}

function openPino(level: LogLevel, target: LogTarget): PinoLogger {
  const require = createRequire(import.meta.url);
  const { pino } = require("pino") as typeof import("pino");
  const options = {
    level,
    base: null,
    messageKey: "event",
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: pino.stdSerializers.err, err: pino.stdSerializers.err },
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`]), censor: "[redacted]" },
  };
  return pino(options, { write: (line) => target.write(layOut(line, target.format)) });
}

function layOut(line: string, format: LogTarget["format"]): string {
  if (format === "json") return line;
  const { level, time, event, ...fields }: Record<string, unknown> = JSON.parse(line);
  if (format === "journal") return `<${JOURNAL_PRIORITY[String(level)] ?? 6}>${line}`;
  const rest = Object.entries(fields).map(([key, value]) => `${key}=${showField(value)}`);
  return `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${[event, ...rest].join(" ")}\n`;
}

function showField(value: unknown): string {
  return plainText(typeof value === "string" ? value : JSON.stringify(value));
}

/** JOURNAL_STREAM names the device and inode of the stream journald reads; a redirected stderr is not it. */
export function isJournal(journalStream: string | undefined, descriptor: number): boolean {
  if (!journalStream) return false;
  try {
    const { dev, ino } = fstatSync(descriptor);
    return journalStream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}
