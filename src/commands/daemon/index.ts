// `integ daemon`: keeps every sync in step until it is told to stop.
import { flushCompileCache } from "node:module";
import { Flags } from "@oclif/core";
import { openAppFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { type DaemonSignals, watchDaemonSignals } from "../../cli/daemon/signals.ts";
import type { LogLevel } from "../../cli/log.ts";
import { ownActor } from "../../core/audit/audit-row.ts";
import { type ReadyDaemon, runDaemon } from "../../daemon/daemon.ts";
import { keepHeapSmall } from "../../daemon/memory.ts";
import { announce, reloadWatch } from "../../daemon/service/announce.ts";
import { createNotifier, type Notifier, systemdNotify } from "../../daemon/service/notify.ts";

const cacheAfterMs = 3_000;

export default class Daemon extends BaseCommand<typeof Daemon> {
  static override summary = "Keep every sync in step until told to stop.";
  static override description =
    "Runs in the foreground and logs to stderr. SIGTERM and SIGINT let writes in flight be confirmed, then it ends " +
    "with 0; a second signal, or more than --drain-seconds of that, ends it with 75, and the next start finds out what " +
    "became of them. SIGHUP takes the configuration over as it is now, like `integ daemon reload`.";
  static override group = "Run";
  static override defaultLogLevel: LogLevel = "info";
  static override flags = {
    "drain-seconds": Flags.integer({
      description: "How long writes in flight may take to be confirmed once it is told to stop.",
      default: 60,
      min: 0,
      max: 3600,
    }),
  };
  static override examples = ["<%= config.bin %> daemon", "<%= config.bin %> daemon --log-level warn"];

  protected override async perform(given: CommandContext): Promise<undefined> {
    const signals = watchDaemonSignals(process);
    given.releasers.push(signals.release);
    const context = { ...given, signal: signals.stop };
    keepHeapSmall();
    const notifier = serviceNotifier(context);
    const stopping = "Stopping: writes in flight are being confirmed";
    signals.stop.addEventListener("abort", () => void notifier?.stopping(stopping), { once: true });
    try {
      await notifier?.starting();
      await this.runOn(context, signals, notifier);
    } catch (error) {
      // Told to stop, what was under way ends with the signal's reason: that is no failure.
      if (!signals.stop.aborted || error !== signals.stop.reason) throw error;
    }
  }

  private async runOn(
    context: CommandContext,
    signals: DaemonSignals,
    notifier: Notifier | null,
  ): Promise<void> {
    const app = await openAppFor(context, { actor: ownActor, isUnattended: true });
    if (app.config.syncs.size === 0)
      context.output.warn(`There are no syncs in ${app.config.file}; add one and start again.`);
    await runDaemon(app, {
      pid: process.pid,
      version: this.config.version,
      requestStop: () => signals.requestStop("`integ daemon stop`"),
      abandon: signals.abandon,
      drainMs: this.flags["drain-seconds"] * 1000,
      ...(notifier ? { watch: reloadWatch(notifier) } : {}),
      onReady: (daemon) => {
        // What refused the reload is in the log, the audit and the status.
        signals.onReload(() => void daemon.reload(null).catch(() => undefined));
        // A daemon that is killed never writes the cache of compiled code that spares the next start its time.
        setTimeout(flushCompileCache, cacheAfterMs).unref();
        this.tellReady(context, daemon);
        if (notifier) void announce(notifier, daemon);
      },
    });
  }

  private tellReady({ output }: CommandContext, { syncs, socket, listen }: ReadyDaemon): void {
    const { pid } = process;
    const document = { schema: "integ.daemon/1", pid, syncs, socket, listen } as const;
    if (output.json) output.answer({ document, render: () => "" });
    const ears = listen === null ? "no webhooks" : `webhooks on ${listen}`;
    output.note(`integ daemon ready: syncs ${syncs.join(", ") || "none"}; ${ears}; control ${socket}`);
  }
}

function serviceNotifier({ log }: CommandContext): Notifier | null {
  const { env, pid } = process;
  // Node.js's clock is the one the manager compares with.
  const monotonicUs = (): bigint => process.hrtime.bigint() / 1_000n;
  return createNotifier({ env, pid, log, monotonicUs, send: systemdNotify(env) });
}
