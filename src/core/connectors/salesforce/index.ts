// The Salesforce connector's face: manifest, configuration and how to connect. No logic.
import type { Connector } from "../../contract/connector.ts";
import { SalesforceConfig } from "./config.ts";
import { openConnection } from "./connection.ts";
import { manifest } from "./manifest.ts";

export const salesforce: Connector = { manifest, configSchema: SalesforceConfig, connect: openConnection };
