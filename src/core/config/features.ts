// What of a connection is switched off.
import type { Config, ConnectionSettings } from "./types.ts";

export const features = ["webhooks", "writes", "deletes", "comments", "attachments"] as const;
export type Feature = (typeof features)[number];

/** Whether a capability of a connection is used: all are, unless the configuration switches one off. */
export function isFeatureOn(
  config: Pick<Config, "connections">,
  connection: string,
  feature: Feature,
): boolean {
  const settings = config.connections.get(connection);
  return settings === undefined || hasFeature(settings, feature);
}

/** The same for the settings of a connection. */
export const hasFeature = ({ features: given }: ConnectionSettings, feature: Feature): boolean =>
  given?.[feature] !== false;
