import { describe, expect, it } from "vitest";
import { createPaint } from "../../src/cli/paint.ts";
import { actionsText, actionText } from "../../src/cli/views/action-view.ts";

const page = { width: 80, paint: createPaint({ isTty: false, env: {} }), nowMs: 0 };

describe("actions for people", () => {
  it("OPS-6 come by connection, each with what it takes", () => {
    const order = {
      connection: "snow",
      connector: "servicenow",
      id: "order-item",
      title: "Order an item",
      effect: "once",
      input: {
        type: "object",
        required: ["item"],
        properties: {
          item: { type: "string", description: "sys_id of the item" },
          size: { enum: ["S", "L"] },
          who: { anyOf: [{ type: "string" }, { type: "null" }] },
        },
      },
      output: {},
    } as const;
    expect(actionsText(page, { schema: "integ.actions/1", actions: [order] })).toBe(
      [
        "snow (servicenow)",
        "  order-item  Order an item (once for each request key)",
        "      item  string: sys_id of the item",
        "      size?  S or L",
        "      who?  string or null",
      ].join("\n"),
    );
    expect(actionsText(page, { schema: "integ.actions/1", actions: [] })).toBe("No actions.");
  });

  it("OPS-6 show what one gave, row by row, and the key of what is done once", () => {
    const told = { connection: "snow", action: "order-item", requestKey: "PO-1" };
    const result = {
      request: "REQ1",
      items: [
        { name: "a", tasks: [] },
        { name: "b", tasks: ["x"] },
      ],
      note: null,
    };
    expect(actionText(page, { ...told, effect: "once", repeated: true, result })).toBe(
      [
        "order-item was done before with this request key; nothing was sent.",
        "request: REQ1",
        "items:",
        "  - name: a",
        "    tasks: none",
        "  - name: b",
        "    tasks:",
        "      - x",
        "note: –",
        "Request key: PO-1",
      ].join("\n"),
    );
    expect(actionText(page, { ...told, effect: "read", repeated: false, result: [] })).toBe("none");
  });
});
