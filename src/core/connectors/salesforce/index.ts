// The Salesforce connector's face: manifest, configuration, how to sign in and how to connect. No logic.
import type { Connector } from "../../contract/connector.ts";
import { createSignIn } from "./auth.ts";
import { readSettings, SalesforceConfig } from "./config.ts";
import { openConnection } from "./connection.ts";
import { manifest } from "./manifest.ts";
import { starter } from "./starter.ts";

export const salesforce: Connector = {
  manifest,
  configSchema: SalesforceConfig,
  connect: openConnection,
  signIn: (context) => createSignIn(context, readSettings(context.config)),
  starter,
};
