// Appends COUNT rows to the audit of a database, each in a commit of its own.
import { argv } from "node:process";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";

const [, , file = "", name = "", count = "0"] = argv;
const store = openStore(file, { actor: { kind: "user", name } });
for (let index = 0; index < Number(count); index++)
  await store.commit([{ op: "meta.put", key: name, value: String(index) }]);
await store.close();
