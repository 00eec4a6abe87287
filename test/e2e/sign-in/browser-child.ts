#!/usr/bin/env node
// A browser with somebody in front of it: opens the address it is started with, and presses the button that
// TEST_DECISION names (`allow` when absent), or none. Says in the file TEST_VISITS what it showed in the end, but not at
// which address: there is a code in it.
import { appendFileSync } from "node:fs";
import { argv, env } from "node:process";

const address = argv[2] ?? "";
const decision = env.TEST_DECISION ?? "allow";
const page = await fetch(address);
const text = await page.text();
if (page.ok && text.includes("<form") && decision !== "none") {
  const pressed = await fetch(address, { method: "POST", body: new URLSearchParams({ decision }) });
  note({ status: pressed.status, page: await pressed.text() });
} else note({ status: page.status, page: text });

function note(visit: object): void {
  if (env.TEST_VISITS) appendFileSync(env.TEST_VISITS, `${JSON.stringify(visit)}\n`);
}
