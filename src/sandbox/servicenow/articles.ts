// Articles of the knowledge base, as the instance starts with them.
import type { Instance } from "./instance.ts";
import { idFor } from "./sys-ids.ts";

const ARTICLES: readonly (readonly [string, string, string])[] = [
  [
    "How to Deal with Spam",
    "<p>Spam has increasingly become a problem. Don't reply to spam, and be careful with your address.</p>",
    "published",
  ],
  ["Reset your mailbox password", "<p>Open the portal and choose <b>Reset password</b>.</p>", "published"],
  ["Connect to the VPN", "<p>Install the client. The mailbox works without it.</p>", "published"],
  ["A draft on spam", "<p>Not ready</p>", "draft"],
];

export function seedArticles(instance: Instance, atMs: number): void {
  const type = instance.type("kb_knowledge");
  for (const [title, text, state] of ARTICLES) {
    const number = instance.nextNumber(type);
    const shown = { number, short_description: title, text, workflow_state: state, active: "true" };
    instance.put(
      "kb_knowledge",
      { sys_id: idFor(`kb_knowledge ${title}`), kb_knowledge_base: "IT", ...shown },
      atMs,
    );
  }
}
