// Where a vendor reaches us.
import type { Config } from "../core/config/types.ts";

/** The URL a vendor should call for a connection; null when the server can't be reached from outside. */
export function webhookUrl(config: Config, connection: string): string | null {
  return config.server?.publicUrl ? `${config.server.publicUrl}/webhooks/${connection}` : null;
}
