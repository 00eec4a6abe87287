// `integ daemon`: keeps every sync in step until it is told to stop.
import { flushCompileCache } from "node:module";
import { openAppFor } from "../cli/app.ts";
import { BaseCommand } from "../cli/base-command.ts";
import type { CommandContext } from "../cli/context.ts";
import type { LogLevel } from "../cli/log.ts";
import { ownActor } from "../core/audit/audit-row.ts";
import { runDaemon } from "../daemon/daemon.ts";
import { keepHeapSmall } from "../daemon/memory.ts";

const cacheAfterMs = 3_000;

export default class Daemon extends BaseCommand<typeof Daemon> {
  static override summary = "Keep every sync in step until told to stop.";
  static override description =
    "Runs in the foreground and logs to stderr. SIGTERM and SIGINT let writes in flight be confirmed, then it ends " +
    "with 0; a second signal ends it at once, and the next start goes on from there.";
  static override group = "Run";
  static override handlesSignals = true;
  static override defaultLogLevel: LogLevel = "info";
  static override examples = ["<%= config.bin %> daemon", "<%= config.bin %> daemon --log-level warn"];

  protected override async perform(context: CommandContext): Promise<undefined> {
    const { output, signal } = context;
    keepHeapSmall();
    try {
      const app = await openAppFor(context, { actor: ownActor, isUnattended: true });
      if (app.config.syncs.size === 0)
        output.warn(`There are no syncs in ${app.config.file}; add one and start again.`);
      await runDaemon(app, {
        pid: process.pid,
        version: this.config.version,
        onReady: ({ syncs, socket, listen }) => {
          // A daemon that is killed never writes the cache of compiled code that spares the next start its time.
          setTimeout(flushCompileCache, cacheAfterMs).unref();
          const { pid } = process;
          if (output.json)
            output.answer({
              document: { schema: "integ.daemon/1", pid, syncs, socket, listen },
              render: () => "",
            });
          const ears = listen === null ? "no webhooks" : `webhooks on ${listen}`;
          output.note(`integ daemon ready: syncs ${syncs.join(", ") || "none"}; ${ears}; control ${socket}`);
        },
      });
    } catch (error) {
      // Told to stop, what was under way ends with the signal's reason: that is no failure.
      if (!signal.aborted || error !== signal.reason) throw error;
    }
  }
}
