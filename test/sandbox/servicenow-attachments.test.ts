import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { member, objects } from "./running.ts";
import { type Desk, openDesk, result } from "./servicenow-desk.ts";

let desk: Desk;
let id: string;
beforeEach(async () => {
  desk = await openDesk();
  id = String((await desk.create("incident", { short_description: "a" })).sys_id);
});
afterEach(() => desk.running.stop());

const FILES = "/api/now/attachment";
const signedIn = { authorization: `Basic ${btoa("integration:sandbox-password")}` };
const send = (path: string, headers: Record<string, string>, body: string | FormData) =>
  fetch(`${desk.url}${path}`, { method: "POST", headers: { ...signedIn, ...headers }, body });
const place = (name: string, record = id) =>
  `${FILES}/file?${new URLSearchParams({ table_name: "incident", table_sys_id: record, file_name: name })}`;
const text = { "content-type": "text/plain" };
const listed = async (query = "") =>
  objects(
    (await desk.api("GET", `${FILES}?sysparm_query=table_name=incident^table_sys_id=${id}${query}`)).json,
    "result",
  );

describe("ServiceNow's attachments", () => {
  it("SNW-6 are uploaded as they are, listed, read and deleted, and leave the record's stamp alone", async () => {
    desk.running.clock.advance(5000);
    const made = await send(place("größe.txt"), text, "hello");
    const file = member(JSON.parse(await made.text()), "result");
    expect([made.status, made.headers.get("location")]).toEqual([
      201,
      `${desk.url}${FILES}/${String(file.sys_id)}`,
    ]);
    expect(file).toMatchObject({
      file_name: "größe.txt",
      content_type: "text/plain",
      size_bytes: "5",
      table_name: "incident",
      table_sys_id: id,
      download_link: `${desk.url}${FILES}/${String(file.sys_id)}/file`,
      sys_created_on: "2026-05-06 08:00:05",
    });
    expect(await listed()).toEqual([file]);
    expect(result(await desk.api("GET", `${FILES}/${String(file.sys_id)}`))).toEqual(file);
    const read = await fetch(String(file.download_link), { headers: signedIn });
    expect([read.headers.get("content-type"), await read.text()]).toEqual(["text/plain", "hello"]);
    expect(JSON.parse(read.headers.get("x-attachment-metadata") ?? "")).toMatchObject({
      file_name: "größe.txt",
    });
    const [row] = await desk.list("incident");
    expect(row).toMatchObject({ sys_updated_on: "2026-05-06 08:00:00", sys_mod_count: "0" });
    expect((await desk.api("DELETE", `${FILES}/${String(file.sys_id)}`)).status).toBe(204);
    expect((await fetch(String(file.download_link), { headers: signedIn })).status).toBe(404);
    expect(await listed()).toEqual([]);
  });

  it("SNW-6 are uploaded as a form with the file last; one that comes first has no place yet", async () => {
    const file = new File(["abc"], "a.csv", { type: "text/csv" });
    const form = (names: readonly string[]) => {
      const made = new FormData();
      const values = { table_name: "incident", table_sys_id: id };
      for (const name of names)
        if (name === "file") made.set("uploadFile", file);
        else made.set(name, values[name as keyof typeof values]);
      return made;
    };
    const good = await send(`${FILES}/upload`, {}, form(["table_name", "table_sys_id", "file"]));
    expect(good.status).toBe(201);
    expect(await listed("^content_type=text/csv")).toMatchObject([{ file_name: "a.csv", size_bytes: "3" }]);
    const early = await send(`${FILES}/upload`, {}, form(["file", "table_name", "table_sys_id"]));
    expect(early.status).toBe(400);
  });

  it("SNW-6 are refused by size, by ending, by access and where there is no record", async () => {
    await desk.settings({ attachments: { maxBytes: 4, extensions: "txt,csv" } });
    expect((await send(place("a.txt"), text, "hello")).status).toBe(413);
    expect((await send(place("a.exe"), text, "hi")).status).toBe(403);
    expect((await send(place("a.txt", "0".repeat(32)), text, "hi")).status).toBe(400);
    expect((await send(place("a.txt"), text, "hi")).status).toBe(201);
    await desk.running.control("POST", "/servicenow/acl", { operation: "create", table: "sys_attachment" });
    expect((await send(place("b.txt"), text, "hi")).status).toBe(403);
    await desk.running.control("POST", "/servicenow/acl", { operation: "read", table: "incident" });
    expect(await listed()).toEqual([]);
  });

  it("SNW-6 of people are there too, and may touch the record where the instance is set to", async () => {
    desk.running.clock.advance(5000);
    await desk.settings({ attachments: { touchParent: true } });
    const made = await desk.running.control("POST", "/servicenow/files", {
      table_sys_id: id,
      file_name: "a.bin",
      base64: "AAEC",
    });
    const file = member(made.json, "record");
    expect(await listed()).toMatchObject([{ sys_id: file.sys_id, sys_created_by: "dana", size_bytes: "3" }]);
    const [row] = await desk.list("incident");
    expect(row).toMatchObject({ sys_updated_on: "2026-05-06 08:00:05", sys_mod_count: "3", sys_tags: "" });
    const bytes = await fetch(`${desk.running.controlUrl}/servicenow/files/${String(file.sys_id)}/content`);
    expect([...new Uint8Array(await bytes.arrayBuffer())]).toEqual([0, 1, 2]);
    await desk.running.control("DELETE", `/servicenow/files/${String(file.sys_id)}`);
    expect(await listed()).toEqual([]);
  });
});
